/** A rollforward of fair values between snapshots as a run. */
import { resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { type Rollforward, rollforward } from '../analysis/rollforward.ts';
import { INTEREST_KINDS } from '../analysis/rollforwardInterest.ts';
import { checkOlder, MOST_SNAPSHOTS, snapshotChain, valueChain } from '../analysis/rollforwardSnapshots.ts';
import { LAYOUTS } from '../analysis/rollforwardTable.ts';
import { formatDate } from '../curves/dates.ts';
import { reviewedReader, reviewOption } from './decisionsApply.ts';
import type { DataFolder } from './folders.ts';
import type { RunKind } from './keptRun.ts';
import { FIELD, onSnapshot, requestReader } from './requestShape.ts';
import { rollforwardTables } from './rollforwardTables.ts';
import { LIMITS, workOptions } from './valueRun.ts';

const RequestShape = Type.Object({
  kind: Type.Literal('rollforward'),
  /** The younger one. */
  snapshot: FIELD.path,
  /** The older one; default: the one before, as snapshot.yaml names it. */
  from: FIELD.optionalPath,
  interest: Type.Enum([...INTEREST_KINDS]),
  layout: Type.Enum([...LAYOUTS]),
  /** Where what the sponsor's own credit did to its debt goes; default: as the layout's time had it. */
  ownCredit: Type.Optional(Type.Enum(['oci', 'earnings'])),
  review: FIELD.review,
});
/** What is asked for: JSON, kept with the run. */
export type RollforwardRequest = Static<typeof RequestShape>;

/** Rollforwards as runs. */
export const ROLLFORWARD_RUNS: RunKind<RollforwardRequest, Rollforward> = {
  kind: 'rollforward',
  requestOf: requestReader(RequestShape),
  check: ({ from }, head) => {
    if (head !== undefined) checkOlder(head, from);
  },
  prepare: async ({ snapshot: folder, from, interest, layout, ownCredit, review }, signal) => {
    const read = reviewedReader(folder, review);
    const chain = await snapshotChain(folder, from, { read, ...(signal !== undefined && { signal }) });
    const [first, last] = [chain[0], chain.at(-1)];
    if (first === undefined || last === undefined) throw new Error('rollforward: no snapshots');
    return {
      snapshot: last,
      before: chain.slice(0, -1),
      title: `${last.name}, ${formatDate(last.date)}, rollforward from ${formatDate(first.date)}`,
      options: { interest, layout, ...(ownCredit !== undefined && { ownCredit }), ...reviewOption(review) },
      limits: [
        ...LIMITS,
        {
          about: 'rollforward',
          text: 'cash is what the remittances report; the change in fair value is what interest and cash leave',
        },
      ],
      compute: async (options) => {
        const { onProgress, ...how } = workOptions(options);
        const valued = await valueChain(chain, {
          ...how,
          ...(onProgress !== undefined && { onProgress: (done, of) => onProgress(done, of, 'valued') }),
        });
        const value = rollforward(valued, { interest, layout, ...(ownCredit !== undefined && { ownCredit }) });
        return { value, tables: rollforwardTables(value) };
      },
    };
  },
};

export type RollforwardAsked = Partial<Omit<RollforwardRequest, 'kind' | 'snapshot' | 'review'>>;

/** The request of a rollforward, with what is decided of the curves now. Throws: as `reviewNow`. */
export async function rollforwardRequest(
  data: DataFolder,
  folder: string,
  { from, interest = 'accretion', layout = 'gross', ...asked }: RollforwardAsked,
): Promise<RollforwardRequest> {
  return {
    ...asked,
    kind: 'rollforward',
    ...(await onSnapshot(data, folder, { most: MOST_SNAPSHOTS, from })),
    ...(from !== undefined && { from: resolve(from) }),
    interest,
    layout,
  };
}
