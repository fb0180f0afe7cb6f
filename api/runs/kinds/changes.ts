/** What happened between two snapshots: attribution, rollforward, tie-out; and what a filing says of one. */
import Type from 'typebox';
import {
  ATTRIBUTION_FACTORS,
  attributeChange,
  type DataFolder,
  disclose,
  factorOrder,
  INTEREST_KINDS,
  ROLL_LAYOUTS,
  readSnapshot,
  rollforward as rolledForward,
  snapshotChain,
  snapshotPair,
  TIE_OUT_WITHIN,
  tieOutFolder,
  valueChain,
} from '../../../host/index.ts';
import { confinedSnapshot } from '../../snapshots/confine.ts';
import { resultKind } from './kind.ts';
import { from, method, snapshot, withSnapshot } from './snapshotField.ts';

const optional = Type.Optional;
/** A chain of monthly snapshots over five years. */
const LONGEST_CHAIN = 60;

interface Between {
  readonly snapshot: string;
  readonly from?: string;
}

export const attribution = resultKind({
  kind: 'attribution',
  about: 'what made fair values change between two snapshots, factor by factor, to the cent',
  fields: {
    snapshot,
    from,
    method,
    sharing: optional(
      Type.Enum(['ordered', 'shapley'], { description: 'ordered (default) or shapley: each factor by its mean over all orders' }),
    ),
    order: optional(
      Type.String({
        maxLength: 500,
        description: `the order in which factors change; default: ${ATTRIBUTION_FACTORS.join(', ')}`,
      }),
    ),
  },
  titleOf: (asked) => `${asked.snapshot}, attribution`,
  settled: async (asked, data) => {
    factorOrder(asked.order);
    return withSnapshot(asked, data);
  },
  carryOut: async (asked, { data, runner, signal, onProgress }) => {
    const { folder, older } = await foldersOf(asked, data, 1);
    const [before, after] = await snapshotPair(folder, older, { signal });
    if (before === undefined || after === undefined) throw new Error('attribution: no snapshots');
    const sharing =
      asked.sharing === 'shapley'
        ? ({ kind: 'shapley' } as const)
        : ({ kind: 'ordered', order: factorOrder(asked.order) } as const);
    return attributeChange(before, after, {
      sharing,
      runner,
      signal,
      onProgress,
      ...(asked.method !== undefined && { method: asked.method }),
    });
  },
});

export const rollforward = resultKind({
  kind: 'rollforward',
  about: 'fair values from one snapshot to the next, as the table of filings',
  fields: {
    snapshot,
    from,
    interest: optional(Type.Enum([...INTEREST_KINDS], { description: `${INTEREST_KINDS.join(' or ')}; default accretion` })),
    layout: optional(Type.Enum([...ROLL_LAYOUTS], { description: `${ROLL_LAYOUTS.join(' or ')}; default gross` })),
    ownCredit: optional(
      Type.Enum(['oci', 'earnings'], { description: "where the effect of the sponsor's own credit goes: oci or earnings" }),
    ),
  },
  titleOf: (asked) => `${asked.snapshot}, rollforward`,
  settled: withSnapshot,
  carryOut: async ({ interest, layout, ownCredit, ...asked }, { data, runner, signal, onProgress }) => {
    const { folder, older } = await foldersOf(asked, data, LONGEST_CHAIN);
    const chain = await snapshotChain(folder, older, { signal });
    const valued = await valueChain(chain, { runner, signal, onProgress: (done, of) => onProgress(done, of, 'valued') });
    return rolledForward(valued, {
      ...(interest !== undefined && { interest }),
      ...(layout !== undefined && { layout }),
      ...(ownCredit !== undefined && { ownCredit }),
    });
  },
});

export const tieOut = resultKind({
  kind: 'tie-out',
  about: "what was collected since the snapshot before put through the deals, against the trustees' reports",
  fields: {
    snapshot,
    from,
    within: optional(
      Type.Number({ minimum: 0, maximum: 1e6, description: `dollars that a figure may differ by; default ${TIE_OUT_WITHIN}` }),
    ),
  },
  titleOf: (asked) => `${asked.snapshot}, tie-out`,
  settled: withSnapshot,
  carryOut: async ({ within, ...asked }, { data, signal, onProgress }) => {
    const { folder, older } = await foldersOf(asked, data, 1);
    return tieOutFolder(folder, {
      signal,
      onProgress: (done, of) => onProgress(done, of, 'read'),
      ...(older !== undefined && { from: older }),
      ...(within !== undefined && { within }),
    });
  },
});

export const disclosure = resultKind({
  kind: 'disclosure',
  about: 'ranges of unobservable inputs, sensitivities, principal against fair value, as filings show them',
  fields: { snapshot, method },
  titleOf: (asked) => `${asked.snapshot}, disclosure`,
  settled: withSnapshot,
  carryOut: async ({ snapshot: name, method: how }, { data, runner, signal, onProgress }) =>
    disclose(await readSnapshot(await confinedSnapshot(data, name), { signal }), {
      runner,
      signal,
      onProgress,
      ...(how !== undefined && { method: how }),
    }),
});

/** The folders of two snapshots. Throws: SNAPSHOT_UNKNOWN, PATH_OUTSIDE. */
async function foldersOf(
  asked: Between,
  data: DataFolder,
  before: number,
): Promise<{ folder: string; older: string | undefined }> {
  const folder = await confinedSnapshot(data, asked.snapshot, before + 1);
  return { folder, older: asked.from === undefined ? undefined : await confinedSnapshot(data, asked.from) };
}
