/** What tests let another process do, since only another process can be killed: `node child.ts <what> <data folder> ...`. */
import { contentHash } from '../../host/store/contentHash.ts';
import { type DataFolder, openData } from '../../host/store/folders.ts';
import { buildManifest } from '../../host/store/manifest.ts';
import { createRun, finishRun, type OpenRun, resumeRun } from '../../host/store/runs.ts';
import type { ResultTable } from '../../host/store/tables.ts';
import { getTask, putTask } from '../../host/store/taskStore.ts';
import { taskOf } from './folder.ts';

/** Tasks of the run below, each of 320 kB. */
export const RUN_TASKS = 12;
export const TASK_ROWS = 40_000;
export const RUN_REQUEST = { trusts: ['a', 'b'], paths: 256 };

/** The name of the result of task `place`. */
export const nameOfTask = (place: number) => contentHash({ task: place });

/** A run of twelve tasks, whose table holds the sums of what they gave: computed where not yet kept. */
export async function work(run: OpenRun): Promise<{ computed: number }> {
  let computed = 0;
  const sums = new Float64Array(RUN_TASKS);
  for (let place = 0; place < RUN_TASKS; place++) {
    const hash = nameOfTask(place);
    let record = await getTask(run.data, hash);
    if (record === undefined) {
      record = taskOf(place, TASK_ROWS);
      computed++;
      await putTask(run.data, hash, record);
    }
    for (const amount of record.columns.get('amount') ?? []) sums[place]! += amount;
  }
  await finishRun(run, { manifest: manifestOf(run.request), tables: tablesOf(sums), tasks: [] });
  return { computed };
}

export function manifestOf(request: unknown) {
  const versions = { weir: '0', layout: 1, kernel: '0'.repeat(64) };
  return buildManifest({ request, inputs: [], versions, askedBy: 'a test', started: new Date(0), finished: new Date(1) });
}

function tablesOf(sums: Float64Array): ResultTable[] {
  const rows = 20_000;
  const spread = Float64Array.from({ length: rows }, (_, row) => (sums[row % sums.length] ?? 0) / (row + 1));
  return [
    { name: 'sums', columns: [{ name: 'sum', kind: 'number', unit: 'dollars', data: sums }] },
    { name: 'spread', columns: [{ name: 'amount', kind: 'number', data: spread }] },
  ];
}

/** Puts tasks `from` to `to`, and returns how many of them it was the one to write. */
async function putTasks(data: DataFolder, from: number, to: number): Promise<number> {
  let written = 0;
  for (let place = from; place < to; place++) if (await putTask(data, nameOfTask(place), taskOf(place, TASK_ROWS))) written++;
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
      const run = await createRun(data, { request: RUN_REQUEST, askedBy: 'a test' });
      console.log(run.id);
      await work(run);
      return;
    }
    case 'hold': {
      const run = await createRun(data, { request: RUN_REQUEST, askedBy: 'a test', heartbeatEvery: 50 });
      console.log(run.id);
      const lost = new Promise((resolve) => run.signal.addEventListener('abort', resolve));
      const alive = setInterval(() => undefined, 1_000);
      await lost;
      clearInterval(alive);
      console.log(run.signal.reason instanceof Error ? run.signal.reason.message : 'aborted');
      return;
    }
    case 'resume': {
      const run = await resumeRun(data, rest[0] ?? '', { by: 'a test' });
      console.log(run.id);
      console.log((await work(run)).computed);
      return;
    }
  }
  throw new Error(`no such work: ${what}`);
}

if (process.argv[1]?.endsWith('child.ts')) await main(process.argv.slice(2));
