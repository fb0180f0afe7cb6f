/** The run that tests let other processes begin and be killed at: twelve tasks, and tables of what they gave. */
import { buildManifest } from '../../host/store/manifest.ts';
import { finishRun, type OpenRun } from '../../host/store/runs.ts';
import type { ResultTable } from '../../host/store/tables.ts';
import { getTask, putTask } from '../../host/store/taskStore.ts';
import { nameOfTask, taskOf } from './folder.ts';

export const RUN_TASKS = 12;
export const RUN_REQUEST = { trusts: ['a', 'b'], paths: 256 };

/** A run of twelve tasks, whose table holds the sums of what they gave: computed where not yet kept. */
export async function work(run: OpenRun): Promise<{ computed: number }> {
  let computed = 0;
  const sums = new Float64Array(RUN_TASKS);
  for (let place = 0; place < RUN_TASKS; place++) {
    const hash = nameOfTask(place);
    let record = await getTask(run.data, hash);
    if (record === undefined) {
      record = taskOf(place);
      computed++;
      await putTask(run.data, hash, record);
    }
    for (const amount of record.columns.get('amount') ?? []) sums[place]! += amount;
  }
  await finishRun(run, { manifest: manifestOf(run.request), tables: tablesOf(sums), tasks: [] });
  return { computed };
}

function manifestOf(request: unknown) {
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
