/**
 * What rules of behaviour read of the loans of a cohort, by month: mean note rates, ages and penalties by what they leave of speeds, what the
 * schedule has left, and payments against those at the cut-off. All of it is the same on every path, and made once a run.
 *
 * Schedules are at the rate a loan has now; payments after a reset are at the mean margin of the cohort, on every month as if it were one of
 * reset. Both move the ratio to the forward path in the second order only: there they are the same.
 */
import * as L from '../../engine-as/layout.ts';
import { smmFromCpr } from '../curves/speeds.ts';
import type { BehaviourTerms } from '../scenarios/behaviour.ts';
import type { Cohort, CohortPlan } from './cohorts.ts';
import { monthRows } from './execute.ts';

/** Rows by month as layoutRules.ts has them; entry 0 repeats entry 1. */
export interface LoanRows {
  /** Mean note rate: fixed + follows x index. */
  readonly fixed: Float64Array;
  readonly follows: Float64Array;
  /** Units: SMM. */
  readonly turnover: Float64Array;
  readonly refinanced: Float64Array;
  /** Share of the balance at the cut-off that the schedule has left at the month's start. */
  readonly balance: Float64Array;
  /** Payment over that at the cut-off: level + index x (slope + index x bend). */
  readonly payment: { readonly level: Float64Array; readonly slope: Float64Array; readonly bend: Float64Array };
  /** The index that most of the balance follows, or -1. */
  readonly index: number;
  /** Bounds of the note rate; rates of the index at which the loans that follow it reach theirs. */
  readonly lowest: number;
  readonly highest: number;
  readonly lowestIndex: number;
  readonly highestIndex: number;
  /** Rows that matter. */
  readonly months: number;
}

export interface LoansOf {
  readonly plan: CohortPlan;
  /** By loan of the plan, at the cut-off. Units: months. */
  readonly ages: Float64Array;
  /** Calendar month of the first payment month, 0 for January. */
  readonly firstMonth: number;
}

/** Beyond this no index goes that anyone follows. */
const HIGHEST_INDEX = 0.15;

/** The rows of a cohort. */
export function loanRows({ plan, ages, firstMonth }: LoansOf, cohort: Cohort, terms: BehaviourTerms): LoanRows {
  const months = monthRows(plan);
  const mean = meanTerms(plan, cohort);
  const sums = new Sums(months);
  // Payments are told at three rates of the index, and quadratic between them.
  const rates: Three = [mean.lowestIndex, (mean.lowestIndex + mean.highestIndex) / 2, mean.highestIndex];
  const longest = longestAmortization(plan, cohort);
  const at = (rate: number) => paymentsAt((mean.margin + rate) / 12, longest);
  const [low, middle, high] = [at(rates[0]), at(rates[1]), at(rates[2])];
  for (let loan = cohort.first; loan < cohort.first + cohort.count; loan++) {
    addLoan(sums, loanOf(plan, loan, ages[loan] ?? 0), terms, low, middle, high);
  }
  return { ...rowsOf(sums, terms, firstMonth, rates), ...mean, months: Math.min(months, cohort.lastMonth + cohort.lag + 2) };
}

type Three = readonly [number, number, number];

/** What a dollar pays a month at a rate: interest alone, or level over the months left. Shape: `level[n]` for n months. */
interface Payments {
  readonly interest: number;
  readonly level: Float64Array;
}

/** Sums over loans by month; weights are scheduled balances unless they say otherwise. */
class Sums {
  readonly rate: Float64Array;
  readonly follows: Float64Array;
  readonly begin: Float64Array;
  readonly turnover: Float64Array;
  readonly refinanced: Float64Array;
  readonly lent: Float64Array;
  /** Payments that follow no index, those that do at three of its rates, and of the same loans at the cut-off. */
  readonly paid: Float64Array;
  readonly paidLow: Float64Array;
  readonly paidMiddle: Float64Array;
  readonly paidHigh: Float64Array;
  readonly paidFirst: Float64Array;

  constructor(months: number) {
    const row = () => new Float64Array(months);
    [this.rate, this.follows, this.begin, this.turnover, this.refinanced] = [row(), row(), row(), row(), row()];
    [this.lent, this.paidFirst, this.paid] = [row(), row(), row()];
    [this.paidLow, this.paidMiddle, this.paidHigh] = [row(), row(), row()];
  }
}

interface Loan {
  readonly upb: number;
  /** A month. */
  readonly rate: number;
  readonly payment: number;
  readonly term: number;
  readonly amortTerm: number;
  readonly interestOnly: number;
  /** The first month at a rate that follows an index. */
  readonly reset: number;
  readonly margin: number;
  readonly age: number;
  readonly penaltyUntil: number;
}

function loanOf({ loans, loanCount, columns }: CohortPlan, loan: number, age: number): Loan {
  const of = (column: number) => loans[column * loanCount + loan] ?? 0;
  return {
    upb: of(L.LOAN_UPB),
    rate: of(L.LOAN_RATE) / 12,
    payment: of(L.LOAN_PAYMENT),
    term: of(L.LOAN_TERM),
    amortTerm: of(L.LOAN_AMORT_TERM),
    interestOnly: of(L.LOAN_INTEREST_ONLY),
    reset: of(L.LOAN_INDEX) < 0 ? Number.POSITIVE_INFINITY : Math.max(1, of(L.LOAN_FIRST_RESET)),
    margin: of(L.LOAN_MARGIN),
    age,
    penaltyUntil: columns > L.LOAN_PENALTY_UNTIL ? of(L.LOAN_PENALTY_UNTIL) : 0,
  };
}

/** Adds a loan's months; `low` to `high` are the payments of reset loans at three rates of the index. */
function addLoan(
  sums: Sums,
  { upb, rate, payment, term, amortTerm, interestOnly, reset, margin, age, penaltyUntil }: Loan,
  { turnover, refinancing }: BehaviourTerms,
  low: Payments,
  middle: Payments,
  high: Payments,
): void {
  // Found once: the loop runs over all loans and months.
  const { begin, lent, follows, rate: rates, turnover: moved, refinanced, paid, paidLow, paidMiddle, paidHigh, paidFirst } = sums;
  const level = payment > 0 && interestOnly === 0 ? payment : upb * levelFactor(rate, amortTerm - interestOnly);
  const first = interestOnly > 0 ? upb * rate : level;
  const last = Math.min(term, begin.length - 1);
  let balance = upb;
  for (let month = 1; month <= last; month++) {
    const isReset = month >= reset;
    const isInterestOnly = month <= interestOnly;
    const isPenalized = month <= penaltyUntil;
    begin[month]! += balance;
    lent[month]! += upb;
    if (isReset) follows[month]! += balance;
    rates[month]! += balance * (isReset ? margin : 12 * rate);
    moved[month]! += balance * rampAt(age + month, turnover.ramp) * (isPenalized ? 1 - turnover.penalty : 1);
    refinanced[month]! += balance * rampAt(age + month, refinancing.ramp) * (isPenalized ? 1 - refinancing.penalty : 1);
    // What pays nothing now has no payment to compare with.
    if (first > 0) {
      paidFirst[month]! += first;
      if (!isReset) paid[month]! += isInterestOnly ? upb * rate : level;
      else {
        const left = amortTerm - Math.max(month - 1, interestOnly);
        paidLow[month]! += balance * (isInterestOnly ? low.interest : (low.level[left] ?? 0));
        paidMiddle[month]! += balance * (isInterestOnly ? middle.interest : (middle.level[left] ?? 0));
        paidHigh[month]! += balance * (isInterestOnly ? high.interest : (high.level[left] ?? 0));
      }
    }
    if (!isInterestOnly) balance = Math.max(0, balance * (1 + rate) - level);
  }
}

function rampAt(age: number, ramp: number): number {
  return age >= ramp ? 1 : Math.max(0, age) / ramp;
}

/** Means over the loans of a month; a month without loans repeats the one before it. */
function rowsOf(sums: Sums, { turnover, refinancing }: BehaviourTerms, firstMonth: number, rates: Three) {
  const months = sums.begin.length;
  const row = () => new Float64Array(months);
  const [fixed, follows, moved, refinanced, balance] = [row(), row(), row(), row(), row()];
  const payment = { level: row(), slope: row(), bend: row() };
  const turnoverSmm = smmFromCpr(turnover.speed);
  const refinancedSmm = smmFromCpr(refinancing.speed);
  let seasoned = turnoverSmm;
  [refinanced[0], balance[0]] = [refinancedSmm, 1];
  payment.level[0] = 1;
  for (let month = 1; month < months; month++) {
    const weight = sums.begin[month]!;
    const copy = (to: Float64Array) => to[month - 1]!;
    const isThere = weight > 0;
    fixed[month] = isThere ? sums.rate[month]! / weight : copy(fixed);
    follows[month] = isThere ? sums.follows[month]! / weight : copy(follows);
    if (isThere) seasoned = (turnoverSmm * sums.turnover[month]!) / weight;
    moved[month] = seasoned * (turnover.seasonality[(firstMonth + month - 1) % 12] ?? 1);
    refinanced[month] = isThere ? (refinancedSmm * sums.refinanced[month]!) / weight : copy(refinanced);
    balance[month] = isThere ? weight / sums.lent[month]! : copy(balance);
    const before = sums.paidFirst[month]!;
    const ratio = (moving: Float64Array) => (sums.paid[month]! + moving[month]!) / before;
    const [level, slope, bend] =
      before > 0
        ? quadratic(rates, [ratio(sums.paidLow), ratio(sums.paidMiddle), ratio(sums.paidHigh)])
        : [copy(payment.level), copy(payment.slope), copy(payment.bend)];
    [payment.level[month], payment.slope[month], payment.bend[month]] = [level, slope, bend];
  }
  for (const each of [fixed, follows, moved, refinanced, balance, payment.level, payment.slope, payment.bend])
    each[0] = each[1] ?? each[0]!;
  return { fixed, follows, turnover: moved, refinanced, balance, payment };
}

/** Coefficients of the parabola through three points, evenly apart; of a constant where all are the same. */
function quadratic([x, , z]: Three, [a, b, c]: Three): Three {
  const step = (z - x) / 2;
  if ((a === b && b === c) || step === 0) return [b, 0, 0];
  const bend = (a - 2 * b + c) / (2 * step ** 2);
  const slope = (c - a) / (2 * step) - 2 * bend * (x + step);
  return [a - x * (slope + x * bend), slope, bend];
}

/** Means by balance over the loans of a cohort; those of margin and bounds over the ones that follow an index. */
function meanTerms({ loans, loanCount }: CohortPlan, { first, count }: Cohort) {
  const of = (column: number, loan: number) => loans[column * loanCount + loan] ?? 0;
  const byIndex = new Map<number, number>();
  let total = 0;
  for (let loan = first; loan < first + count; loan++) total += of(L.LOAN_UPB, loan);
  let [following, margin, floor, cap] = [0, 0, 0, 0];
  for (let loan = first; loan < first + count; loan++) {
    const index = of(L.LOAN_INDEX, loan);
    if (index < 0) continue;
    const weight = total > 0 ? of(L.LOAN_UPB, loan) / total : 1 / count;
    byIndex.set(index, (byIndex.get(index) ?? 0) + weight);
    following += weight;
    margin += weight * of(L.LOAN_MARGIN, loan);
    floor += weight * of(L.LOAN_LIFE_FLOOR, loan);
    cap += weight * of(L.LOAN_LIFE_CAP, loan);
  }
  const [main] = [...byIndex].toSorted(([a, x], [b, y]) => y - x || a - b);
  const share = following > 0 ? following : 1;
  const lowestIndex = Math.min(Math.max(0, (floor - margin) / share), HIGHEST_INDEX);
  return {
    index: main?.[0] ?? -1,
    margin: margin / share,
    // Loans of a fixed rate among others make the mean's bounds no narrower.
    lowest: following > 0 ? Math.min(floor, cap) : 0,
    highest: following > 0 ? cap + (1 - following) : 1,
    lowestIndex,
    highestIndex: Math.min(Math.max(lowestIndex, (cap - margin) / share), HIGHEST_INDEX),
  };
}

function longestAmortization({ loans, loanCount }: CohortPlan, { first, count }: Cohort): number {
  let longest = 0;
  for (let loan = first; loan < first + count; loan++) {
    const index = loans[L.LOAN_INDEX * loanCount + loan] ?? -1;
    if (index >= 0) longest = Math.max(longest, loans[L.LOAN_AMORT_TERM * loanCount + loan] ?? 0);
  }
  return longest;
}

function paymentsAt(rate: number, longest: number): Payments {
  return { interest: rate, level: Float64Array.from({ length: longest + 1 }, (_, left) => levelFactor(rate, left)) };
}

function levelFactor(rate: number, left: number): number {
  if (left <= 0) return 0;
  return rate === 0 ? 1 / left : rate / -Math.expm1(-left * Math.log1p(rate));
}
