/** What tries a snapshot before and after a valuation: tie-out, curve review, back-test. */
import Type from 'typebox';
import {
  BACK_TEST_RUNS,
  backTestRequest,
  CURVE_REVIEW_RUNS,
  curveReviewRequest,
  TIE_OUT_RUNS,
  TIE_OUT_WITHIN,
  tieOutRequest,
} from '../../../host/index.ts';
import { runKind } from './kind.ts';
import { confinedBetween, from, LONGEST_CHAIN, snapshot, trusts, withSnapshot } from './snapshotField.ts';

const optional = Type.Optional;
/** Units: dollars. */
const MOST_WITHIN = 1_000_000;

export const tieOut = runKind({
  kind: TIE_OUT_RUNS.kind,
  about: "what was collected since the snapshot before put through the deals, against the trustees' reports",
  fields: {
    snapshot,
    from,
    trusts,
    within: optional(
      Type.Number({
        minimum: 0,
        maximum: MOST_WITHIN,
        description: `dollars that a figure may differ by, 0 to ${MOST_WITHIN}; default ${TIE_OUT_WITHIN}`,
      }),
    ),
  },
  titleOf: (asked) => `${asked.snapshot}, tie-out`,
  settled: withSnapshot,
  runs: TIE_OUT_RUNS,
  requestOf: async (given, place) => tieOutRequest(...(await confinedBetween(given, place))),
});

export const curveReview = runKind({
  kind: CURVE_REVIEW_RUNS.kind,
  about: "every curve held against what the loans did, the last snapshot's, peers and home prices, with what was decided of it",
  fields: { snapshot },
  titleOf: (asked) => `${asked.snapshot}, curve review`,
  settled: withSnapshot,
  runs: CURVE_REVIEW_RUNS,
  requestOf: async ({ snapshot: name }, { data, folderOf }) => curveReviewRequest(data, await folderOf(name, 2), {}),
});

export const backTest = runKind({
  kind: BACK_TEST_RUNS.kind,
  about: 'what earlier snapshots projected, against what came',
  fields: {
    snapshot,
    from,
    trusts,
    periods: optional(
      Type.Integer({
        minimum: 1,
        maximum: LONGEST_CHAIN,
        description: `periods to go back along the chain of snapshots, 1 to ${LONGEST_CHAIN}; default 1`,
      }),
    ),
  },
  titleOf: (asked) => `${asked.snapshot}, back-test`,
  settled: withSnapshot,
  runs: BACK_TEST_RUNS,
  requestOf: async (given, place) => backTestRequest(...(await confinedBetween(given, place, given.periods ?? 1))),
});
