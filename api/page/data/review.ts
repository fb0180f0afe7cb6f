/** A review of the curves of a snapshot as the page shows it: what was tested, what was flagged, what the loans did, what was decided. */
import { api } from '../client/api.ts';
import { type Fields, fieldsOf, listOf, numberIn, textIn } from '../client/read.ts';

export const CURVES = ['prepayment', 'default', 'severity'] as const;
export type Curve = (typeof CURVES)[number];

/** One test of one curve. Units: rates are annual decimals; `value` as the test has it. NaN is what there is not. */
export interface TestRow {
  /** Empty for the pool. */
  readonly cohort: string;
  readonly curve: string;
  readonly test: string;
  readonly status: string;
  readonly months: number;
  readonly level: number;
  readonly against: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly note: string;
}

export interface CurveRow {
  readonly cohort: string;
  readonly share: number;
  readonly curve: string;
  /** Its canonical text: what a decision is about. */
  readonly text: string;
  readonly source: string;
  readonly reviewed: boolean;
  readonly level: number;
  readonly flags: number;
}

export interface TrustReview {
  readonly trust: string;
  readonly vintage: number;
  readonly upb: number;
  readonly flags: number;
  readonly through: string;
  /** What was realized, by month. */
  readonly months: readonly { readonly month: string; readonly realized: Readonly<Record<Curve, number>> }[];
  /** What the curves come to for the pool. */
  readonly levels: ReadonlyMap<string, number>;
  readonly tests: readonly TestRow[];
  readonly curves: readonly CurveRow[];
}

export interface Review {
  readonly snapshot: string;
  readonly date: string;
  readonly previous: string;
  readonly flags: number;
  readonly trusts: readonly TrustReview[];
  readonly unread: readonly string[];
  /** What was decided last of a curve, by `standingKey`. */
  readonly standing: ReadonlyMap<string, Standing>;
}

/** The review of a snapshot. */
export async function reviewOf(snapshot: string, signal: AbortSignal): Promise<Review> {
  const given = fieldsOf(await api.review(snapshot, signal));
  return {
    snapshot: textIn(given.snapshot),
    date: textIn(given.date),
    previous: textIn(given.previous),
    flags: numberIn(given.flags),
    trusts: listOf(given.trusts).map(trustOf),
    unread: listOf(given.unread).map(({ trust }) => textIn(trust)),
    standing: standings(given.standing),
  };
}

function trustOf(given: Fields): TrustReview {
  const pool = listOf(given.pool);
  const cohorts = listOf(given.cohorts);
  return {
    trust: textIn(given.trust),
    vintage: numberIn(given.vintage),
    upb: numberIn(given.upb),
    flags: numberIn(given.flags),
    through: textIn(given.through),
    months: listOf(given.months).map((month) => ({
      month: textIn(month.month),
      realized: { prepayment: numberIn(month.cpr), default: numberIn(month.cdr), severity: numberIn(month.severity) },
    })),
    levels: new Map(pool.map(({ curve, level }) => [textIn(curve), numberIn(level)])),
    tests: [
      ...pool.flatMap((curve) => testsOf('', curve)),
      ...cohorts.flatMap((cohort) => listOf(cohort.curves).flatMap((curve) => testsOf(textIn(cohort.cohort), curve))),
    ],
    curves: cohorts.flatMap((cohort) =>
      listOf(cohort.curves).map(
        (curve): CurveRow => ({
          cohort: textIn(cohort.cohort),
          share: numberIn(cohort.share),
          curve: textIn(curve.curve),
          text: textIn(curve.text),
          source: textIn(curve.source),
          reviewed: curve.reviewed === true,
          level: numberIn(curve.level),
          flags: numberIn(curve.flags),
        }),
      ),
    ),
  };
}

function testsOf(cohort: string, curve: Fields): TestRow[] {
  return listOf(curve.results).map((result) => ({
    cohort,
    curve: textIn(curve.curve),
    test: textIn(result.test),
    status: textIn(result.status),
    months: numberIn(result.months),
    level: numberIn(result.curve),
    against: numberIn(result.against),
    value: numberIn(result.value),
    low: numberIn(result.low),
    high: numberIn(result.high),
    note: textIn(result.note),
  }));
}

/** Tests whose value is a multiple, and those whose value is a chance. */
const MULTIPLES = ['ratio'];
const CHANCES = ['signTest'];

/** The value of a test, or a limit of it, in its own unit. */
export function testText(test: string, value: number): string {
  if (Number.isNaN(value)) return '-';
  if (MULTIPLES.includes(test)) return `× ${value.toFixed(2)}`;
  return CHANCES.includes(test) ? value.toFixed(3) : `${(value * 100).toFixed(2)} %`;
}

/** What was decided last of a curve. */
export interface Standing {
  readonly decision: string;
  readonly reviewer: string;
  readonly why: string;
  /** The curve is still the one that was decided on. */
  readonly holds: boolean;
}

function standings(given: unknown): Map<string, Standing> {
  return new Map(
    listOf(given).map((standing) => [
      standingKey(textIn(standing.trust), textIn(standing.cohort), textIn(standing.curve)),
      {
        decision: textIn(standing.decision),
        reviewer: textIn(standing.reviewer),
        why: textIn(standing.why),
        holds: standing.holds === true,
      },
    ]),
  );
}

/** What a decision is about. */
export function standingKey(trust: string, cohort: string, curve: string): string {
  return [trust, cohort, curve].join('\0');
}
