/** Two runs beside each other. */
import Type from 'typebox';
import { DIFF_LISTED, DIFF_RUNS, diffRequest } from '../../../host/index.ts';
import { runKind } from './kind.ts';
import { replayable } from './replay.ts';
import { LONGEST_CHAIN } from './snapshotField.ts';

const run = (which: string) => Type.String({ maxLength: 40, description: `the id of the ${which} run, which is done` });

export const diff = runKind({
  kind: DIFF_RUNS.kind,
  about: 'two runs beside each other: inputs that differ, field and cell, and results that differ, largest first',
  fields: {
    a: run('first'),
    b: run('second'),
    listed: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000, description: `differences that are listed; default ${DIFF_LISTED}` }),
    ),
  },
  titleOf: ({ a, b }) => `${b}, against ${a}`,
  settled: async (asked, data) => {
    for (const id of [asked.a, asked.b]) await replayable(id, data);
    return asked;
  },
  runs: DIFF_RUNS,
  requestOf: async ({ a, b, listed }, { data, folderOf }) => {
    // What the runs have read is looked into, and is the service's own.
    for (const id of [a, b]) for (const name of await replayable(id, data)) await folderOf(name, LONGEST_CHAIN);
    return diffRequest(a, b, listed);
  },
});
