/** What tests let another process do, since only another process can be killed: `node child.ts <what> <data folder> ...`. */
import { type DataFolder, openData } from '../../host/store/folders.ts';
import { putTask } from '../../host/store/taskStore.ts';
import { nameOfTask, taskOf } from './folder.ts';

/** Puts tasks `from` to `to`, and returns how many of them it was the one to write. */
async function putTasks(data: DataFolder, from: number, to: number): Promise<number> {
  let written = 0;
  for (let place = from; place < to; place++) if (await putTask(data, nameOfTask(place), taskOf(place))) written++;
  return written;
}

async function main([what, folder = '', ...rest]: readonly string[]): Promise<void> {
  const data = await openData(folder, { create: true });
  switch (what) {
    case 'open':
      console.log('opened');
      return;
    case 'put':
      console.log('at work');
      console.log(await putTasks(data, Number(rest[0]), Number(rest[1])));
      return;
    case 'run': {
      const { createRun } = await import('../../host/store/runs.ts');
      const { RUN_REQUEST, work } = await import('./work.ts');
      const run = await createRun(data, { request: RUN_REQUEST, askedBy: 'a test' });
      console.log(run.id);
      await work(run);
      return;
    }
    case 'hold': {
      const { createRun } = await import('../../host/store/runs.ts');
      const run = await createRun(data, { request: {}, askedBy: 'a test', heartbeatEvery: 50 });
      console.log(run.id);
      const lost = new Promise((resolve) => run.signal.addEventListener('abort', resolve));
      const alive = setInterval(() => undefined, 1_000);
      await lost;
      clearInterval(alive);
      console.log(run.signal.reason instanceof Error ? run.signal.reason.message : 'aborted');
      return;
    }
  }
  throw new Error(`no such work: ${what}`);
}

await main(process.argv.slice(2));
