/** What happened between two snapshots: attribution and rollforward; and what a filing says of one. */
import Type from 'typebox';
import { shown } from '../../../host/errors.ts';
import {
  ATTRIBUTION_FACTORS,
  ATTRIBUTION_RUNS,
  attributionRequest,
  DISCLOSURE_RUNS,
  disclosureRequest,
  factorOrder,
  fail,
  INTEREST_KINDS,
  ROLL_LAYOUTS,
  ROLLFORWARD_RUNS,
  rollforwardRequest,
} from '../../../host/index.ts';
import { runKind } from './kind.ts';
import { confinedBetween, from, LONGEST_CHAIN, method, snapshot, withSnapshot } from './snapshotField.ts';

const optional = Type.Optional;

export const attribution = runKind({
  kind: ATTRIBUTION_RUNS.kind,
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
        description: `the order in which factors change, where they are ordered; default: ${ATTRIBUTION_FACTORS.join(', ')}`,
      }),
    ),
  },
  titleOf: (asked) => `${asked.snapshot}, attribution`,
  settled: (asked, data) =>
    withSnapshot(
      asked,
      data,
      () => factorOrder(asked.order),
      () => {
        if (asked.sharing !== 'shapley' || asked.order === undefined) return;
        const expected = 'none with shapley, which goes by the mean over all orders';
        fail({ code: 'REQUEST_INVALID', place: 'order', got: shown(asked.order), expected });
      },
    ),
  runs: ATTRIBUTION_RUNS,
  requestOf: async (given, place) => {
    const [folder, { sharing = 'ordered', ...asked }] = await confinedBetween(given, place);
    return attributionRequest(place.data, folder, { ...asked, sharing });
  },
});

export const rollforward = runKind({
  kind: ROLLFORWARD_RUNS.kind,
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
  runs: ROLLFORWARD_RUNS,
  requestOf: async (given, place) => rollforwardRequest(place.data, ...(await confinedBetween(given, place, LONGEST_CHAIN))),
});

export const disclosure = runKind({
  kind: DISCLOSURE_RUNS.kind,
  about: 'ranges of unobservable inputs, sensitivities, principal against fair value, as filings show them',
  fields: {
    snapshot,
    method,
    simulation: optional(
      Type.String({
        maxLength: 40,
        description: 'the id of a simulation of the snapshot that is done: how values move where all inputs move together',
      }),
    ),
  },
  titleOf: (asked) => `${asked.snapshot}, disclosure`,
  settled: withSnapshot,
  runs: DISCLOSURE_RUNS,
  requestOf: async ({ snapshot: name, ...asked }, { data, folderOf }) => disclosureRequest(data, await folderOf(name), asked),
});
