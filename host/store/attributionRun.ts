/** An attribution of the change between two snapshots as a run. */
import { resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { type Attribution, attributeChange } from '../analysis/attribution.ts';
import type { Sharing } from '../analysis/attributionColumns.ts';
import { orderOf } from '../analysis/attributionFactors.ts';
import { checkOlder, snapshotPair } from '../analysis/rollforwardSnapshots.ts';
import { formatDate } from '../curves/dates.ts';
import { FaultList } from '../deal/faults.ts';
import { attributionTables } from './attributionTables.ts';
import { reviewedReader, reviewOption } from './decisionsApply.ts';
import type { DataFolder } from './folders.ts';
import type { RunKind } from './keptRun.ts';
import { FIELD, onSnapshot, requestReader } from './requestShape.ts';
import { LIMITS, workOptions } from './valueRun.ts';

const RequestShape = Type.Object({
  kind: Type.Literal('attribution'),
  /** The younger one. */
  snapshot: FIELD.path,
  /** The older one; default: the one before, as snapshot.yaml names it. */
  from: FIELD.optionalPath,
  sharing: Type.Enum(['ordered', 'shapley']),
  /** Of the factors, as `orderOf` reads it; only where they are ordered. */
  order: FIELD.optionalText,
  method: FIELD.method,
  review: FIELD.review,
});
/** What is asked for: JSON, kept with the run. */
export type AttributionRequest = Static<typeof RequestShape>;

/** Attributions as runs. */
export const ATTRIBUTION_RUNS: RunKind<AttributionRequest, Attribution> = {
  kind: 'attribution',
  requestOf: requestReader(RequestShape),
  check: ({ from, order }, head) => {
    const faults = new FaultList();
    faults.catching(undefined, () => void orderOf(order));
    if (head !== undefined) faults.catching(undefined, () => checkOlder(head, from));
    faults.throwIfAny();
  },
  prepare: async ({ snapshot: folder, from, sharing, order, method, review }, signal) => {
    const how: Sharing = sharing === 'shapley' ? { kind: 'shapley' } : { kind: 'ordered', order: orderOf(order) };
    const read = reviewedReader(folder, review);
    const [before, after] = await snapshotPair(folder, from, { read, ...(signal !== undefined && { signal }) });
    if (before === undefined || after === undefined) throw new Error('attribution: no snapshots');
    return {
      snapshot: after,
      before: [before],
      title: `${after.name}, ${formatDate(after.date)}, attribution since ${formatDate(before.date)}`,
      options: {
        sharing,
        ...(how.kind === 'ordered' && { order: [...how.order] }),
        methods: method === undefined ? [before.method, after.method] : [method],
        ...reviewOption(review),
      },
      limits: [
        ...LIMITS,
        {
          about: 'attribution',
          text: 'cash and the passage of time first, then the factors; each amount depends on their order, or on none',
        },
      ],
      compute: async (options) => {
        const value = await attributeChange(before, after, {
          ...workOptions(options),
          sharing: how,
          ...(method !== undefined && { method }),
        });
        return { value, tables: attributionTables(value) };
      },
    };
  },
};

export type AttributionAsked = Omit<AttributionRequest, 'kind' | 'snapshot' | 'review'>;

/** The request of an attribution, with what is decided of the curves now. Throws: as `orderOf` and `reviewNow`. */
export async function attributionRequest(
  data: DataFolder,
  folder: string,
  { from, ...asked }: AttributionAsked,
): Promise<AttributionRequest> {
  // A wrong order is told before anything is read.
  orderOf(asked.order);
  return {
    ...asked,
    kind: 'attribution',
    ...(await onSnapshot(data, folder, { most: 1, from })),
    ...(from !== undefined && { from: resolve(from) }),
  };
}
