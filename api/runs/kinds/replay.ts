/** A run done again from its manifest, compared bit by bit. */
import Type from 'typebox';
import { type DataFolder, DIFF_RUNS, fail, isRunId, replayRun, showRun } from '../../../host/index.ts';
import { confinedSnapshot } from '../../snapshots/confine.ts';
import { snapshotOf } from '../../snapshots/folder.ts';
import { resultKind } from './kind.ts';
import { LONGEST_CHAIN } from './snapshotField.ts';

export const replay = resultKind({
  kind: 'replay',
  about: 'a run again from what its manifest names, compared bit by bit',
  fields: { run: Type.String({ maxLength: 40, description: 'the id of a run that is done' }) },
  titleOf: ({ run }) => `replay of ${run}`,
  settled: async (asked, data) => {
    await replayable(asked.run, data);
    return asked;
  },
  carryOut: async ({ run }, { data, askedBy, runner, signal, onProgress }) => {
    for (const name of await replayable(run, data)) await confinedSnapshot(data, name, LONGEST_CHAIN);
    return replayRun(data, run, { askedBy, runner, signal, onProgress });
  },
});

/** The snapshots of a run that is done; of a diff those of both its runs. Throws: STORE_RUN_UNKNOWN, STORE_RUN_STATE, PATH_OUTSIDE. */
export async function replayable(run: string, data: DataFolder): Promise<string[]> {
  if (!isRunId(run)) fail({ code: 'STORE_RUN_UNKNOWN', place: 'run', got: `'${run}'`, expected: 'the id of a run' });
  const { status, request } = await showRun(data, run);
  if (status !== 'done')
    fail({ code: 'STORE_RUN_STATE', place: run, got: `a run that is ${status}`, expected: 'a run that is done' });
  if (typeof request === 'object' && request !== null && Reflect.get(request, 'kind') === DIFF_RUNS.kind) {
    const both = ['a', 'b'].map((side) => String(Reflect.get(request, side)));
    return [...(await replayable(both[0]!, data)), ...(await replayable(both[1]!, data))];
  }
  const named = typeof request === 'object' && request !== null && Reflect.has(request, 'from');
  return [await snapshotOfRequest(data, request, run), ...(named ? [await snapshotOfRequest(data, request, run, 'from')] : [])];
}

/** The snapshot that a kept request names. Throws: PATH_OUTSIDE where it is none of the data folder's. */
export async function snapshotOfRequest(
  data: DataFolder,
  request: unknown,
  run: string,
  field: 'snapshot' | 'from' = 'snapshot',
): Promise<string> {
  const folder: unknown = typeof request === 'object' && request !== null ? Reflect.get(request, field) : undefined;
  const name = typeof folder === 'string' ? await snapshotOf(data, folder) : undefined;
  const expected = "a snapshot of the service's own; others are at hand on the command line alone";
  return name ?? fail({ code: 'PATH_OUTSIDE', place: run, got: 'a run on another folder', expected });
}
