/** What tests let another process do, since only another process can be killed: machines.ts says how it is told. */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { clusterRunner } from '../../host/cluster/clusterRunner.ts';
import { folderStorage } from '../../host/cluster/storage.ts';
import { runWorker } from '../../host/cluster/worker.ts';
import type { Task, TaskResult } from '../../host/engine/messages.ts';
import { openPool, type TaskRunner } from '../../host/engine/pool.ts';
import { bitsOf, maker, tasksOf } from './tasks.ts';

/**
 * How a worker does its work: `plain`; `slow <ms>` a task; `poison <path>` kills the process, and `fails <path>` the thread, at the task
 * that begins with that path; `hungry <path>` takes memory there until there is none.
 */
function runnerOf(manner: string, slots: number): TaskRunner {
  const [kind = '', amount = ''] = manner.split(' ');
  const pool = openPool(kind === 'plain' ? slots : 0);
  const hit = async (task: Task): Promise<void> => {
    if (kind === 'slow') await wait(Number(amount));
    if (task.firstPath !== Number(amount)) return;
    if (kind === 'poison') process.kill(process.pid, 'SIGKILL');
    if (kind === 'fails') throw new Error('Worker terminated due to reaching memory limit');
    const taken: string[][] = [];
    if (kind === 'hungry') for (;;) taken.push(Array.from({ length: 100_000 }, (_, place) => `${place} of ${taken.length}`));
  };
  return {
    width: slots,
    async run(task, signal): Promise<TaskResult> {
      await hit(task);
      return pool.run(task, signal);
    },
    close: () => pool.close(),
  };
}

async function main([what, url = '', folder = '', number = '', manner = 'plain']: readonly string[]): Promise<void> {
  const storage = folderStorage(folder);
  const stop = new AbortController();
  process.on('SIGTERM', () => stop.abort());
  if (what === 'worker') {
    const slots = Number(number);
    const onEvent = (event: { kind: string }) => console.log(JSON.stringify(event));
    await runWorker({ url, storage, maker, slots, signal: stop.signal, runner: runnerOf(manner, slots), onEvent });
    return;
  }
  if (what === 'wait') {
    const runner = await clusterRunner(url, storage, { maker });
    console.log('at work');
    const results = await Promise.all(tasksOf(Number(number), Number(manner)).map((task) => runner.run(task, stop.signal)));
    console.log(JSON.stringify(results.map(bitsOf)));
    await runner.close();
    return;
  }
  if (what === 'conduct') {
    // A worker starts sooner without what valuations need.
    const { openService } = await import('../../api/service.ts');
    const service = await openService({
      data: folder,
      cluster: { url, storage: folder },
      onRunEnded: ({ id }, status) => console.log(JSON.stringify({ kind: 'run', id, status })),
    });
    console.log('at work');
    await once(stop.signal, 'abort');
    await service.drain(10_000);
    await service.close();
    return;
  }
  throw new Error(`no such work: ${what}`);
}

await main(process.argv.slice(2));
