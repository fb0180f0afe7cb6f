/**
 * The review of curves before a valuation: each curve of each cohort, and what they come to for the pool, against what the loans did,
 * against the snapshot before, against peers, against home prices, and against common sense. It decides nothing: it flags, with the
 * figures, what somebody must look at.
 */
import { formatDate } from '../curves/dates.ts';
import type { Fault } from '../errors.ts';
import { monthText } from '../portfolio/csv.ts';
import type { Snapshot, TrustInput } from '../portfolio/records.ts';
import { type CohortCurves, curveLevel, type MonthlyCurves, type TrustCurves, trustCurves } from './curveReviewCurves.ts';
import type { HomePrices } from './curveReviewPrices.ts';
import { annualValues } from './curveReviewShape.ts';
import { type RealizedMonth, type RealizedWindow, realizedMonths, realizedWindows } from './curveReviewSpeeds.ts';
import {
  againstHomePrices,
  againstLastCurve,
  againstPeers,
  againstRealized,
  alongHomePrices,
  driftOf,
  type Realized,
  shapeTests,
  signTest,
  type TestResult,
} from './curveReviewTests.ts';
import { DEFAULT_TESTS, REVIEWED, type ReviewedCurve, type ReviewTests } from './reviewTests.ts';

/** A curve month by month, as pictures show it. Units: annual decimals; shares of what is liquidated. */
export interface CurvePath {
  /** From the first projection month on. */
  readonly path: readonly number[];
  /** What the snapshot before had for the same calendar months; null where it does not have the curve. */
  readonly lastPath: readonly number[] | null;
}

/** A curve of a cohort with its tests. Units: annual decimals. */
export interface CurveReview extends CurvePath {
  readonly trust: string;
  readonly cohort: string;
  readonly curve: ReviewedCurve;
  /** Its canonical text. */
  readonly text: string;
  readonly source: string;
  /** As the snapshot says, decisions aside. */
  readonly reviewed: boolean;
  /** Over its first year. */
  readonly level: number;
  readonly results: readonly TestResult[];
  readonly flags: number;
}

/** What the cohorts' curves come to for the pool, with the tests that only a pool can have. */
export interface PoolReview extends CurvePath {
  readonly curve: ReviewedCurve;
  readonly level: number;
  readonly results: readonly TestResult[];
  readonly flags: number;
}

export interface CohortReview {
  readonly cohort: string;
  /** Dollars of its loans, and their share of the trust's. */
  readonly upb: number;
  readonly share: number;
  readonly curves: readonly CurveReview[];
}

export interface TrustReview {
  readonly trust: string;
  readonly type: string;
  readonly vintage: number;
  readonly upb: number;
  /** The last month that the trustee reported; null where there is none. */
  readonly through: string | null;
  /** YYYY-MM of the first projection month. */
  readonly firstMonth: string;
  readonly windows: readonly RealizedWindow[];
  readonly months: readonly RealizedMonth[];
  readonly pool: readonly PoolReview[];
  readonly cohorts: readonly CohortReview[];
  readonly flags: number;
}

export interface SnapshotReview {
  readonly snapshot: string;
  readonly date: string;
  /** The date of the snapshot before; null where there is none. */
  readonly previous: string | null;
  readonly tests: ReviewTests;
  readonly trusts: readonly TrustReview[];
  /** Trusts that could not be read. */
  readonly unread: readonly { readonly trust: string; readonly faults: readonly Fault[] }[];
  readonly flags: number;
}

export interface ReviewOptions {
  readonly previous?: Snapshot;
  /** Default: `DEFAULT_TESTS`. */
  readonly tests?: ReviewTests;
  readonly homePrices?: HomePrices;
  /** Called after each trust. */
  readonly onProgress?: (done: number, of: number, trust: string) => void;
}

/** Months that a level is told of, and months of a curve that are kept for pictures. */
const LEVEL_MONTHS = 12;
const PATH_MONTHS = 60;

/** A trust with its curves. */
interface Known {
  readonly trust: TrustInput;
  readonly curves: TrustCurves;
}

/** Reviews the curves of every trust that could be read. */
export function reviewCurves(snapshot: Snapshot, options: ReviewOptions = {}): SnapshotReview {
  const { previous, tests = DEFAULT_TESTS, homePrices, onProgress } = options;
  const known = snapshot.trusts.flatMap((reading): Known[] =>
    reading.ok ? [{ trust: reading.trust, curves: trustCurves(reading.trust) }] : [],
  );
  const trusts = known.map((each, place) => {
    const before = previous?.trusts.find((reading) => reading.ok && reading.trust.name === each.trust.name);
    const last = before?.ok === true ? trustCurves(before.trust) : undefined;
    const review = reviewTrust(each, known, last, tests, homePrices);
    onProgress?.(place + 1, known.length, review.trust);
    return review;
  });
  return {
    snapshot: snapshot.name,
    date: formatDate(snapshot.date),
    previous: previous === undefined ? null : formatDate(previous.date),
    tests,
    trusts,
    unread: snapshot.trusts.flatMap((reading) => (reading.ok ? [] : [{ trust: reading.name, faults: reading.faults }])),
    flags: trusts.reduce((sum, { flags }) => sum + flags, 0),
  };
}

function reviewTrust(
  own: Known,
  all: readonly Known[],
  last: TrustCurves | undefined,
  tests: ReviewTests,
  prices: HomePrices | undefined,
): TrustReview {
  const { trust, curves } = own;
  const { every } = trust.deal.dates;
  const { remittances } = trust;
  const realized: Realized = {
    months: realizedMonths(remittances, every),
    windows: realizedWindows(remittances, tests.windows, every),
  };
  const since = last === undefined ? 0 : curves.firstMonth - last.firstMonth;
  const [sinceLast] = since > 0 ? realizedWindows(remittances, [since], every) : [];
  const pool = REVIEWED.map((curve): PoolReview => {
    const results = kept(tests, [
      ...againstRealized(curve, curves.pool, realized, tests),
      signTest(curve, curves.pool, realized, tests),
      againstLastCurve(curve, last, curves, sinceLast, tests),
      ...(curve === 'severity' ? [againstHomePrices(curves.pool, realized, prices, tests)] : []),
    ]);
    return {
      curve,
      level: curveLevel(curve, curves.pool[curve], 0, LEVEL_MONTHS),
      ...pathOf(curve, curves.pool, last?.pool, since),
      results,
      flags: flagsOf(results),
    };
  });
  const cohorts = curves.cohorts.map((cohort): CohortReview => {
    const peers = peersOf(own, cohort, all, tests);
    const source = trust.curveSources.find((one) => one.cohort === cohort.cohort);
    const before = last?.cohorts.find((one) => one.cohort === cohort.cohort);
    return {
      cohort: cohort.cohort,
      upb: cohort.upb,
      share: cohort.share,
      curves: REVIEWED.map((curve): CurveReview => {
        const results = kept(tests, [
          driftOf(curve, cohort, curves, last, tests),
          againstPeers(curve, cohort, peers, tests),
          ...(curve === 'severity' ? [alongHomePrices(cohort.months, curves.firstMonth, prices, tests)] : []),
          ...shapeTests(curve, cohort.months, tests),
        ]);
        return {
          trust: trust.name,
          cohort: cohort.cohort,
          curve,
          text: cohort.texts[curve],
          source: source?.source ?? 'not stated',
          reviewed: source?.reviewed ?? false,
          level: curveLevel(curve, cohort.months[curve], 0, LEVEL_MONTHS),
          ...pathOf(curve, cohort.months, before?.months, since),
          results,
          flags: flagsOf(results),
        };
      }),
    };
  });
  const flagged = [...pool, ...cohorts.flatMap(({ curves: each }) => each)];
  return {
    trust: trust.name,
    type: trust.type,
    vintage: trust.vintage,
    upb: curves.upb,
    through: realized.months.at(-1)?.month ?? null,
    firstMonth: monthText(curves.firstMonth),
    ...realized,
    pool,
    cohorts,
    flags: flagged.reduce((sum, { flags }) => sum + flags, 0),
  };
}

/** The first months of a curve, and the same months of the last one. */
function pathOf(curve: ReviewedCurve, now: MonthlyCurves, last: MonthlyCurves | undefined, since: number): CurvePath {
  const months = (of: MonthlyCurves, from: number) => annualValues(curve, of[curve].slice(from, from + PATH_MONTHS));
  return { path: months(now, 0), lastPath: last === undefined || since < 0 ? null : months(last, since) };
}

/** Cohorts of the same name in other trusts of the type whose vintage is near. */
function peersOf({ trust }: Known, { cohort }: CohortCurves, all: readonly Known[], { peers }: ReviewTests): CohortCurves[] {
  return all
    .filter(
      (other) =>
        other.trust.name !== trust.name &&
        other.trust.type === trust.type &&
        Math.abs(other.trust.vintage - trust.vintage) <= peers.vintages,
    )
    .flatMap(({ curves }) => curves.cohorts.filter((one) => one.cohort === cohort));
}

function kept({ off }: ReviewTests, results: readonly TestResult[]): TestResult[] {
  return results.filter(({ test }) => !off.includes(test));
}

function flagsOf(results: readonly TestResult[]): number {
  return results.filter(({ status }) => status === 'flag').length;
}
