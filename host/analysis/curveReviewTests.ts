/** The tests of one curve: each a figure beside what it is held against, its limits, and whether it is flagged. */
import { monthNumberOf } from '../portfolio/csv.ts';
import { type CohortCurves, curveLevel, type MonthlyCurves, type TrustCurves } from './curveReviewCurves.ts';
import { furthestFromPrices, type HomePrices, realizedAtPrices } from './curveReviewPrices.ts';
import { defaultedShare, isWithinTail, largestJump, mostLeaving, tailOf } from './curveReviewShape.ts';
import type { RealizedMonth, RealizedWindow } from './curveReviewSpeeds.ts';
import type { ReviewedCurve, ReviewTests, TestName } from './reviewTests.ts';
import { medianOf, signTestChance } from './reviewTestsStatistics.ts';

/**
 * A test of a curve. Units: `curve` and `against` are annual rates or shares, as decimals; `value` is a multiple (ratio), a chance (sign
 * test), a share (what leaves, what defaults) or a difference of rates. Null is what there is not.
 */
export interface TestResult {
  readonly test: TestName;
  readonly status: 'pass' | 'flag' | 'not tested';
  /** Months that it looks at, or the projection month where it was found. */
  readonly months: number | null;
  readonly curve: number | null;
  readonly against: number | null;
  readonly value: number | null;
  /** Flagged below `low` and above `high`. */
  readonly low: number | null;
  readonly high: number | null;
  /** What there is to say: signs, peers, why it was not tested. */
  readonly note: string;
}

/** What the loans of a trust did. */
export interface Realized {
  readonly months: readonly RealizedMonth[];
  readonly windows: readonly RealizedWindow[];
}

type Parts = Partial<Omit<TestResult, 'test' | 'status'>>;
const NONE = { months: null, curve: null, against: null, value: null, low: null, high: null, note: '' };

function untested(test: TestName, note: string, parts: Parts = {}): TestResult {
  return { test, status: 'not tested', ...NONE, ...parts, note };
}

function judged(test: TestName, value: number, limits: { low?: number; high?: number }, parts: Parts): TestResult {
  const { low = null, high = null } = limits;
  const isFlagged = (low !== null && value < low) || (high !== null && value > high);
  return { test, status: isFlagged ? 'flag' : 'pass', ...NONE, ...parts, value, low, high };
}

/** A difference of rates, flagged where it is larger than `most` either way. */
function apart(test: TestName, curve: number, against: number, most: number, parts: Parts): TestResult {
  return judged(test, curve - against, { low: -most, high: most }, { ...parts, curve, against });
}

const FIGURES = { prepayment: 'cpr', default: 'cdr', severity: 'severity' } as const;

/** The realized figure of a curve. */
export function realizedOf(curve: ReviewedCurve, of: Pick<RealizedMonth, 'cpr' | 'cdr' | 'severity'>): number | null {
  return of[FIGURES[curve]];
}

/** The pool's curve over its first months beside what was realized over as many: as a multiple, and as a difference. */
export function againstRealized(curve: ReviewedCurve, pool: MonthlyCurves, realized: Realized, tests: ReviewTests): TestResult[] {
  const { least, low, high } = tests.ratio[curve];
  return realized.windows.flatMap((window): TestResult[] => {
    const { months } = window;
    const level = curveLevel(curve, pool[curve], 0, months);
    const actual = realizedOf(curve, window);
    if (actual === null) {
      const why = curve === 'severity' ? 'nothing was liquidated' : 'no balance was performing';
      return [untested('ratio', why, { months, curve: level }), untested('signedError', why, { months, curve: level })];
    }
    const figures = { months, curve: level, against: actual };
    return [
      actual < least
        ? untested('ratio', 'too little to divide by', figures)
        : judged('ratio', level / actual, { low, high }, figures),
      apart('signedError', level, actual, tests.signedError[curve], { months }),
    ];
  });
}

/** Whether realized months fall to one side of the curve's level more often than chance has it. */
export function signTest(curve: ReviewedCurve, pool: MonthlyCurves, { months }: Realized, tests: ReviewTests): TestResult {
  const { level, months: window, least } = tests.signTest;
  const used = months.slice(-window).flatMap((month) => realizedOf(curve, month) ?? []);
  const expected = curveLevel(curve, pool[curve], 0, window);
  if (used.length < least)
    return untested('signTest', `${used.length} months with a figure, of ${least} at least`, { months: used.length });
  const above = used.filter((figure) => figure > expected).length;
  const below = used.filter((figure) => figure < expected).length;
  const side = above > below ? `${above} of ${used.length} months are above` : `${below} of ${used.length} months are below`;
  return judged('signTest', signTestChance(above, below), { low: level }, { months: used.length, curve: expected, note: side });
}

/** What the snapshot before expected of the months since, beside what they brought. */
export function againstLastCurve(
  curve: ReviewedCurve,
  previous: TrustCurves | undefined,
  now: TrustCurves,
  since: RealizedWindow | undefined,
  tests: ReviewTests,
): TestResult {
  if (previous === undefined) return untested('lastCurve', 'no snapshot before it has the trust');
  const months = now.firstMonth - previous.firstMonth;
  const expected = curveLevel(curve, previous.pool[curve], 0, months);
  const actual = since === undefined ? null : realizedOf(curve, since);
  if (actual === null) return untested('lastCurve', 'no figure of the months since', { months, curve: expected });
  return apart('lastCurve', expected, actual, tests.lastCurve[curve], { months });
}

/** A cohort's curve beside that of the snapshot before, in the same calendar months. */
export function driftOf(
  curve: ReviewedCurve,
  cohort: CohortCurves,
  now: TrustCurves,
  previous: TrustCurves | undefined,
  tests: ReviewTests,
): TestResult {
  const before = previous?.cohorts.find((one) => one.cohort === cohort.cohort);
  if (previous === undefined || before === undefined) return untested('drift', 'the snapshot before does not have it');
  const { months } = tests.drift;
  const level = curveLevel(curve, cohort.months[curve], 0, months);
  const last = curveLevel(curve, before.months[curve], now.firstMonth - previous.firstMonth, months);
  return apart('drift', level, last, tests.drift[curve], { months });
}

/** A cohort's curve beside the median of its peers'. */
export function againstPeers(
  curve: ReviewedCurve,
  cohort: CohortCurves,
  peers: readonly CohortCurves[],
  tests: ReviewTests,
): TestResult {
  const { months, least } = tests.peers;
  const level = curveLevel(curve, cohort.months[curve], 0, months);
  const median = medianOf(peers.map((peer) => curveLevel(curve, peer.months[curve], 0, months)));
  if (median === undefined || peers.length < least)
    return untested('peers', `${peers.length} peers, of ${least} at least`, { months, curve: level });
  return apart('peers', level, median, tests.peers[curve], { months, note: `${peers.length} peers` });
}

/** The pool's severity beside the realized one at the home prices of the last report. */
export function againstHomePrices(
  pool: MonthlyCurves,
  { months }: Realized,
  prices: HomePrices | undefined,
  tests: ReviewTests,
): TestResult {
  const last = months.at(-1);
  const { months: window, points } = tests.homePrices;
  if (prices === undefined) return untested('homePrices', 'no file of home prices');
  const implied = last === undefined ? undefined : realizedAtPrices(months, prices, monthNumberOf(last.month), window);
  if (implied === undefined)
    return untested('homePrices', 'no liquidations in months whose prices are known', { months: window });
  return apart('homePrices', curveLevel('severity', pool.severity, 0, window), implied, points, { months: window });
}

/** A curve of severities beside the path that forecast prices draw from its first month. */
export function alongHomePrices(
  months: MonthlyCurves,
  first: number,
  prices: HomePrices | undefined,
  tests: ReviewTests,
): TestResult {
  if (prices === undefined) return untested('homePricePath', 'no file of home prices');
  const furthest = furthestFromPrices(months.severity, prices, first, tests.homePrices);
  if (furthest === undefined) return untested('homePricePath', 'prices of the months to come are not known');
  const { curve, implied, months: month } = furthest;
  return apart('homePricePath', curve, implied, tests.homePrices.points, { months: month, note: `furthest in month ${month}` });
}

/** What is wrong with the shape of a cohort's curve. More leaving than there is is told with the default curve. */
export function shapeTests(curve: ReviewedCurve, months: MonthlyCurves, tests: ReviewTests): TestResult[] {
  const jump = largestJump(curve, months[curve]);
  const tail = tailOf(curve, months[curve]);
  const { low, high } = tests.shape.tail[curve];
  const own = [
    judged('jump', jump.value, { high: tests.shape.jump[curve] }, { months: jump.month, note: `into month ${jump.month}` }),
    {
      ...judged('tail', tail.value, { low, high }, { months: tail.month }),
      status: isWithinTail(curve, tail.value, tests) ? ('pass' as const) : ('flag' as const),
    },
  ];
  if (curve !== 'default') return own;
  const leaving = mostLeaving(months);
  return [
    ...own,
    judged('exceedsPool', leaving.value, { high: 1 }, { months: leaving.month, note: `in month ${leaving.month}` }),
    judged('cumulativeDefaults', defaultedShare(months), { high: tests.shape.cumulativeDefaults }, {}),
  ];
}
