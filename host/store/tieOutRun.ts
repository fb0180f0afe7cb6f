/** A tie-out of a snapshot against its trustees as a run. */
import { resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { readTieOut, type SnapshotTieOut, TIE_OUT_WITHIN, tieOutSnapshot } from '../analysis/tieOutSnapshot.ts';
import { formatDate } from '../curves/dates.ts';
import { checkBack } from '../portfolio/head.ts';
import type { RunKind } from './keptRun.ts';
import { FIELD, requestReader } from './requestShape.ts';
import { tieOutTables } from './tieOutTables.ts';

const RequestShape = Type.Object({
  kind: Type.Literal('tie-out'),
  snapshot: FIELD.path,
  /** Where it begins; default: the snapshot before, as snapshot.yaml names it. */
  from: FIELD.optionalPath,
  /** Only these trusts, as their folders are called. */
  trusts: FIELD.optionalNames,
  /** What a figure may differ by. Units: dollars. */
  within: Type.Number(),
});
/** What is asked for: JSON, kept with the run. */
export type TieOutRequest = Static<typeof RequestShape>;

/** Tie-outs as runs. They try documents and no curves: what reviewers decided of these does not matter here. */
export const TIE_OUT_RUNS: RunKind<TieOutRequest, SnapshotTieOut> = {
  kind: 'tie-out',
  requestOf: requestReader(RequestShape),
  check: (request, head) => {
    if (head !== undefined) checkBack(request, head);
  },
  prepare: async ({ snapshot: folder, from, trusts, within }, signal) => {
    const [snapshot, previous] = await readTieOut(folder, {
      unreviewedCurves: 'warn',
      ...(from !== undefined && { from }),
      ...(trusts !== undefined && { only: trusts }),
      ...(signal !== undefined && { signal }),
    });
    return {
      snapshot,
      before: [previous],
      title: `${snapshot.name}, ${formatDate(snapshot.date)}, tie-out since ${formatDate(previous.date)}`,
      options: { within, ...(trusts !== undefined && { trusts }) },
      limits: [
        {
          about: 'tie-out',
          text: "collections are the trustees' own; what the deals pay of them is held against what was paid, and no curve is used",
        },
      ],
      compute: async ({ onProgress }) => {
        const value = tieOutSnapshot(snapshot, previous, { within, ...(onProgress !== undefined && { onProgress }) });
        return { value, tables: tieOutTables(value) };
      },
    };
  },
};

export type TieOutAsked = Partial<Omit<TieOutRequest, 'kind' | 'snapshot'>>;

/** The request of a tie-out. */
export function tieOutRequest(folder: string, { from, within = TIE_OUT_WITHIN, ...asked }: TieOutAsked): TieOutRequest {
  return {
    ...asked,
    kind: 'tie-out',
    snapshot: resolve(folder),
    ...(from !== undefined && { from: resolve(from) }),
    within,
  };
}
