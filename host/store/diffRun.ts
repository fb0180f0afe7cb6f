/** A comparison of two kept runs as a run of its own. */
import Type, { type Static } from 'typebox';
import { DIFF_LISTED, diffMade, diffResults, type RunDiff } from './diffRuns.ts';
import { diffRunTables } from './diffTables.ts';
import { runFiles, runFolder } from './folders.ts';
import type { RunKind } from './keptRun.ts';
import { hashOfFile } from './manifest.ts';
import { requestReader } from './requestShape.ts';

const RequestShape = Type.Object({
  kind: Type.Literal('diff'),
  /** Ids of runs in the same data folder. */
  a: Type.String(),
  b: Type.String(),
  /** Differences that are listed, of each table and in all. */
  listed: Type.Integer({ minimum: 0 }),
});
/** What is asked for: JSON, kept with the run. */
export type DiffRequest = Static<typeof RequestShape>;

/**
 * Comparisons as runs. Their inputs are the indices of both runs, which name every other file of them by its hash, and of what the runs
 * have read the files that were looked into.
 */
export const DIFF_RUNS: RunKind<DiffRequest, RunDiff> = {
  kind: 'diff',
  requestOf: requestReader(RequestShape),
  prepare: async ({ a, b, listed }, _signal, data) => {
    const made = await diffMade(data, a, b);
    const files = new Map(made.files);
    for (const id of [a, b]) {
      const { index } = runFiles(runFolder(data, id));
      files.set(index, (await hashOfFile(index)).sha256);
    }
    return {
      title: made.titleA === made.titleB ? `${made.titleB}, two runs` : `${made.titleB}, against ${made.titleA}`,
      files,
      options: { listed },
      limits: [
        { about: 'diff', text: 'results as they were computed: adjustments and sign-offs are not held against each other' },
        { about: 'diff', text: 'inputs are looked into as far as both versions of a file are still where they were read' },
      ],
      compute: async ({ onProgress }) => {
        const value = await diffResults(data, a, b, made, {
          listed,
          ...(onProgress !== undefined && { onProgress: (done, of) => onProgress(done, of, 'compared') }),
        });
        return { value, tables: diffRunTables(value) };
      },
    };
  },
};

/** The request of a comparison. */
export function diffRequest(a: string, b: string, listed = DIFF_LISTED): DiffRequest {
  return { kind: 'diff', a, b, listed };
}
