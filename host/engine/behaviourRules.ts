/** The rules by which the curves of a trust move with its paths, as tables for the kernel: one set a cohort, from its loans. */
import * as L from '../../engine-as/layout.ts';
import * as R from '../../engine-as/layoutRules.ts';
import type { Behaviour, LtvBucket } from '../scenarios/behaviour.ts';
import type { Cohort, CohortPlan } from './cohorts.ts';
import { monthRows } from './execute.ts';
import type { RuleTables } from './messages.ts';

/** Planes that rules read; indices counted first, then market planes. Absent: nothing moves by it. */
export interface RulePlanes {
  readonly mortgage?: number;
  readonly home?: number;
  readonly prepayment?: number;
  readonly default?: number;
  readonly severity?: number;
}

/** What a curve is of: the cohort, and which of its curves. */
export interface CurveOf {
  readonly cohort: number;
  readonly kind: 'prepayment' | 'default' | 'severity' | 'delinquent';
  /** Zero throughout: nothing moves it. */
  readonly isNothing: boolean;
}

/**
 * Rules for the curves of a trust. Delinquent shares move as defaults do. Each cohort is one borrower with the mean note rate of its loans,
 * following the index that most of its balance follows, and with the buckets of loan-to-value of the trust.
 */
export function ruleTables(
  plan: CohortPlan,
  curves: readonly CurveOf[],
  behaviour: Behaviour,
  ltv: readonly LtvBucket[],
  planes: RulePlanes,
): RuleTables {
  const months = monthRows(plan);
  const columns: number[] = [];
  const rows: Float64Array[] = [];
  const curveRules = new Int32Array(curves.length);
  const known = new Map<string, number>();
  const loans = new Map<number, LoanRows>();
  curves.forEach(({ cohort, kind, isNothing }, curve) => {
    const terms = plan.cohorts[cohort];
    if (isNothing || terms === undefined) return;
    const family = kind === 'delinquent' ? 'default' : kind;
    const key = `${family} ${cohort}`;
    const read = loans.get(cohort) ?? loanRows(plan, terms, months);
    loans.set(cohort, read);
    let rule = known.get(key);
    if (rule === undefined) {
      rule = rows.push(Float64Array.of(...read.fixed, ...read.follows, ...read.balance)) - 1;
      columns.push(...columnsOf(family, behaviour, read, planes, ltv.length));
      known.set(key, rule);
    }
    curveRules[curve] = rule + 1;
  });
  const all = new Float64Array(rows.length * R.RULE_ROWS * months);
  rows.forEach((row, rule) => {
    all.set(row, rule * R.RULE_ROWS * months);
  });
  return {
    count: rows.length,
    columns: Float64Array.from(columns),
    rows: all,
    buckets: Float64Array.from(ltv.flatMap(({ weight, ltv: ratio }) => [weight, ratio])),
    curveRules,
  };
}

function columnsOf(
  family: 'prepayment' | 'default' | 'severity',
  { refinancing, defaulting, severity }: Behaviour,
  loans: LoanRows,
  planes: RulePlanes,
  buckets: number,
): number[] {
  const columns = new Array<number>(R.RULE_COLUMNS).fill(0);
  const put = (column: number, value: number) => {
    columns[column] = value;
  };
  put(R.RULE_MULTIPLIER, planes[family] ?? -1);
  put(R.RULE_MORTGAGE, planes.mortgage ?? -1);
  put(R.RULE_INDEX, loans.index);
  put(R.RULE_HOME, planes.home ?? -1);
  put(R.RULE_BUCKET_COUNT, buckets);
  put(R.RULE_LOWEST_RATE, loans.lowest);
  put(R.RULE_HIGHEST_RATE, loans.highest);
  put(R.RULE_MONTHS, loans.months);
  if (family === 'prepayment') {
    const { least, steepness, centre, burnout } = refinancing;
    put(R.RULE_KIND, planes.mortgage === undefined ? R.RULE_PLAIN : R.RULE_REFINANCE);
    for (const [column, value] of [least, steepness, centre, burnout].entries()) put(R.RULE_LEAST + column, value);
  } else if (family === 'default') {
    const { least, steepness, centre, paymentShock } = defaulting;
    put(R.RULE_KIND, R.RULE_DEFAULT);
    for (const [column, value] of [least, steepness, centre, paymentShock].entries()) put(R.RULE_LEAST + column, value);
  } else {
    put(R.RULE_KIND, R.RULE_SEVERITY);
    put(R.RULE_LEAST, severity.least);
    put(R.RULE_CENTRE, severity.cost);
  }
  return columns;
}

/** What rules read of the loans of a cohort, by month; see layoutRules.ts. */
interface LoanRows {
  readonly fixed: Float64Array;
  readonly follows: Float64Array;
  readonly balance: Float64Array;
  /** The index that most of the balance follows, or -1. */
  readonly index: number;
  readonly lowest: number;
  readonly highest: number;
  /** Rows that matter. */
  readonly months: number;
}

function loanRows({ loans, loanCount }: CohortPlan, { first, count, lastMonth, lag }: Cohort, months: number): LoanRows {
  const of = (column: number, loan: number) => loans[column * loanCount + loan] ?? 0;
  const fixed = new Float64Array(months);
  const follows = new Float64Array(months);
  const owed = new Float64Array(months);
  const lent = new Float64Array(months);
  const byIndex = new Map<number, number>();
  let total = 0;
  let following = 0;
  let lowest = 0;
  let highest = 0;
  for (let loan = first; loan < first + count; loan++) total += of(L.LOAN_UPB, loan);
  for (let loan = first; loan < first + count; loan++) {
    const upb = of(L.LOAN_UPB, loan);
    const weight = total > 0 ? upb / total : 1 / count;
    const index = of(L.LOAN_INDEX, loan);
    const reset = index < 0 ? months : Math.min(months, of(L.LOAN_FIRST_RESET, loan));
    for (let month = 0; month < reset; month++) fixed[month]! += weight * of(L.LOAN_RATE, loan);
    for (let month = reset; month < months; month++) {
      fixed[month]! += weight * of(L.LOAN_MARGIN, loan);
      follows[month]! += weight;
    }
    if (index >= 0) {
      following += weight;
      byIndex.set(index, (byIndex.get(index) ?? 0) + weight);
      lowest += weight * of(L.LOAN_LIFE_FLOOR, loan);
      highest += weight * of(L.LOAN_LIFE_CAP, loan);
    }
    addSchedule(
      upb,
      of(L.LOAN_RATE, loan) / 12,
      of(L.LOAN_TERM, loan),
      of(L.LOAN_AMORT_TERM, loan),
      of(L.LOAN_INTEREST_ONLY, loan),
      owed,
      lent,
    );
  }
  const balance = new Float64Array(months);
  for (let month = 0; month < months; month++)
    balance[month] = lent[month]! > 0 ? owed[month]! / lent[month]! : (balance[month - 1] ?? 1);
  const [main] = [...byIndex].toSorted(([a, x], [b, y]) => y - x || a - b);
  return {
    fixed,
    follows,
    balance,
    index: main?.[0] ?? -1,
    // Loans of a fixed rate among others make the mean's bounds no narrower.
    lowest: following > 0 ? Math.min(lowest, highest) : 0,
    highest: following > 0 ? highest + (1 - following) : 1,
    months: Math.min(months, lastMonth + lag + 2),
  };
}

/** Adds a loan's scheduled balances at the rate it has now, and its balance at the cut-off for as long as it is there. */
function addSchedule(
  upb: number,
  rate: number,
  term: number,
  amortTerm: number,
  interestOnly: number,
  owed: Float64Array,
  lent: Float64Array,
): void {
  const level = amortTerm - interestOnly;
  const payment = level <= 0 ? 0 : rate === 0 ? upb / level : (upb * rate) / -Math.expm1(-level * Math.log1p(rate));
  let balance = upb;
  for (let month = 0; month < Math.min(term, owed.length); month++) {
    owed[month]! += balance;
    lent[month]! += upb;
    if (month >= interestOnly) balance = Math.max(0, balance * (1 + rate) - payment);
  }
}
