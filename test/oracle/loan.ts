/**
 * One loan, month by month: its schedule, and what prepayments, defaults and liquidations make of it.
 *
 * Source: Bond Market Association, Standard Formulas, chapter SF (SF-4 to SF-23), applied to the single loan.
 */
import {
  clamp,
  fields,
  least,
  most,
  type Num,
  num,
  numberOf,
  ONE,
  roundTo,
  type Scalar,
  sumOf,
  TWELVE,
  wholeOf,
  ZERO,
} from './number.ts';

/** By month from 1, the last value held; or a function of the loan's month and of its age in that month. */
export type Curve = readonly Scalar[] | ((month: number, age: number) => Scalar);

/** A month's shares, none of them annual. Default: no prepayments, no defaults, no severity, lag 12, nothing advanced. */
export interface Speeds {
  smm?: Curve;
  mdr?: Curve;
  severity?: Curve;
  lag?: number;
  advance?: { principal?: boolean; interest?: boolean };
  stopDefaults?: boolean;
}

interface Adjustable {
  index: string;
  margin: Num;
  firstReset: number;
  resetEvery: number;
  initialCap: Num | undefined;
  periodicCap: Num | undefined;
  lifeCap: Num | undefined;
  lifeFloor: Num;
  lookback: number;
  rounding: Num;
}

export interface Loan {
  upb: Num;
  noteRate: Num;
  strip: Num;
  term: number;
  amortTerm: number;
  age: number;
  payment: Num | undefined;
  interestOnly: number;
  adjustable: Adjustable | undefined;
  extraPayments: number;
  cohort: string;
  prepayFactor: Num;
  defaultFactor: Num;
}

export interface LoanMonth {
  /** Balances at the month's end. */
  performing: Num;
  foreclosure: Num;
  defaults: Num;
  prepaid: Num;
  /** Amortization of what performs, the balloon, and what is advanced on what does not. */
  scheduled: Num;
  recoveries: Num;
  losses: Num;
  grossInterest: Num;
  servicing: Num;
}

export function readLoan(value: unknown, group: string): Loan {
  const loan = fields(value, `a loan of ${group}`);
  const optional = (key: string): Num | undefined => (loan[key] === undefined ? undefined : numberOf(loan, key, 0));
  const noteRate = numberOf(loan, 'noteRate', 0);
  const netRate = optional('netRate');
  const term = wholeOf(loan, 'remainingTerm', 0);
  const periodicCap = optional('periodicCap');
  return {
    upb: numberOf(loan, 'upb', 0),
    noteRate,
    strip: netRate === undefined ? numberOf(loan, 'servicing', 0) : noteRate.minus(netRate),
    term,
    amortTerm: wholeOf(loan, 'amortTerm', term),
    age: wholeOf(loan, 'age', loan.originalTerm === undefined ? 0 : wholeOf(loan, 'originalTerm', 0) - term),
    payment: optional('payment'),
    interestOnly: wholeOf(loan, 'interestOnly', 0),
    adjustable:
      loan.index === undefined
        ? undefined
        : {
            index: String(loan.index),
            margin: numberOf(loan, 'margin', 0),
            firstReset: wholeOf(loan, 'firstReset', 1),
            resetEvery: wholeOf(loan, 'resetEvery', 12),
            initialCap: optional('initialCap') ?? periodicCap,
            periodicCap,
            lifeCap: optional('lifeCap'),
            lifeFloor: numberOf(loan, 'lifeFloor', 0),
            lookback: wholeOf(loan, 'lookback', 0),
            rounding: numberOf(loan, 'rounding', 0),
          },
    extraPayments: wholeOf(loan, 'extraPayments', 0),
    cohort: loan.cohort === undefined ? group : String(loan.cohort),
    prepayFactor: numberOf(loan, 'prepayFactor', 1),
    defaultFactor: numberOf(loan, 'defaultFactor', 1),
  };
}

/** The value for a month, counted from 1; before it the first, after the end the last. */
export function atMonth(series: readonly Scalar[], month: number): Num {
  return num(series[Math.min(Math.max(month, 1), series.length) - 1] ?? 0);
}

function curveAt(curve: Curve | undefined, month: number, age: number): Num {
  if (curve === undefined) return ZERO;
  return typeof curve === 'function' ? num(curve(month, age)) : atMonth(curve, month);
}

/** The payment that retires `balance` in `months`. Units: `monthlyRate` a month. */
function levelPayment(balance: Num, monthlyRate: Num, months: number): Num {
  if (monthlyRate.isZero()) return balance.div(months);
  return balance.times(monthlyRate).div(ONE.minus(ONE.plus(monthlyRate).pow(-months)));
}

function resetRate(terms: Adjustable, rate: Num, month: number, index: readonly Scalar[]): Num {
  const cap = month === terms.firstReset ? terms.initialCap : terms.periodicCap;
  let fresh = roundTo(atMonth(index, month - terms.lookback).plus(terms.margin), terms.rounding);
  if (cap !== undefined) fresh = clamp(fresh, rate.minus(cap), rate.plus(cap));
  return most(terms.lifeCap === undefined ? fresh : least(fresh, terms.lifeCap), terms.lifeFloor);
}

interface ScheduleMonth {
  rate: Num;
  /** What is left of the scheduled balance after the month, for the loan and for its defaulted part. */
  left: Num;
  leftOfDefaulted: Num;
}

/**
 * The schedule of the loan without prepayments or defaults.
 *
 * A balloon is not advanced, so the defaulted part keeps a schedule of its own that goes on past the last month.
 */
function* schedule(loan: Loan, indices: Readonly<Record<string, readonly Scalar[]>>): Generator<ScheduleMonth, never> {
  let balance = loan.upb;
  let rate = loan.noteRate;
  let payment = loan.interestOnly > 0 ? undefined : loan.payment;
  let isKnown = payment !== undefined;
  for (let month = 1; ; month += 1) {
    const monthsLeft = loan.amortTerm - (month - 1);
    const terms = loan.adjustable;
    const isReset = terms !== undefined && month >= terms.firstReset && (month - terms.firstReset) % terms.resetEvery === 0;
    if (isReset) rate = resetRate(terms, rate, month, indices[terms.index] ?? []);
    const monthlyRate = rate.div(TWELVE);

    const isInterestOnly = month <= loan.interestOnly;
    if (!isInterestOnly && monthsLeft >= 1 && (isReset || payment === undefined)) {
      payment = levelPayment(balance, monthlyRate, monthsLeft);
      isKnown = false;
    }

    let principal = ZERO;
    if (!isInterestOnly && payment !== undefined) {
      // The last level payment retires the loan to the last digit.
      const isLast = !isKnown && monthsLeft <= 1;
      principal = isLast ? balance : clamp(payment.minus(balance.times(monthlyRate)), ZERO, balance);
    }
    const next = balance.minus(principal);
    const leftOfDefaulted = balance.isZero() ? ZERO : next.div(balance);
    yield { rate, left: month >= loan.term ? ZERO : leftOfDefaulted, leftOfDefaulted };
    balance = next;
  }
}

/** Every month of the loan until nothing of it performs and nothing is in foreclosure. */
export function projectLoan(loan: Loan, speeds: Speeds, indices: Readonly<Record<string, readonly Scalar[]>>): LoanMonth[] {
  const lag = speeds.lag ?? 12;
  const stopDefaults = speeds.stopDefaults ?? true;
  const advancesPrincipal = speeds.advance?.principal ?? false;
  const advancesInterest = speeds.advance?.interest ?? false;
  const months: LoanMonth[] = [];
  const plan = schedule(loan, indices);

  // Waiting for liquidation, one entry a month of default, oldest first: what defaulted, and what it has amortized to.
  const waiting: { month: number; defaulted: Num; balance: Num }[] = [];
  let performing = loan.upb;
  let foreclosure = ZERO;

  for (let month = 1; !performing.isZero() || waiting.length > 0; month += 1) {
    const { rate, left, leftOfDefaulted } = plan.next().value;
    const age = loan.age + month;
    const canDefault = !stopDefaults || month <= loan.term - lag;
    const mdr = canDefault ? clamp(curveAt(speeds.mdr, month, age).times(loan.defaultFactor), ZERO, ONE) : ZERO;
    const smm = clamp(curveAt(speeds.smm, month, age).times(loan.prepayFactor), ZERO, ONE.minus(mdr));

    const defaults = performing.times(mdr);
    const prepaid = performing.times(left).times(smm);
    const amortized = performing.minus(defaults).times(ONE.minus(left));
    if (!defaults.isZero()) waiting.push({ month, defaulted: defaults, balance: defaults });

    let recoveries = ZERO;
    let losses = ZERO;
    if (waiting[0]?.month === month - lag) {
      const liquidated = waiting.shift()!;
      const severity = curveAt(speeds.severity, month, age);
      losses = least(liquidated.defaulted.times(severity), liquidated.balance);
      recoveries = liquidated.balance.minus(losses);
    }
    let advanced = ZERO;
    if (advancesPrincipal) {
      for (const one of waiting) {
        const next = one.balance.times(leftOfDefaulted);
        advanced = advanced.plus(one.balance.minus(next));
        one.balance = next;
      }
    }

    const earning = advancesInterest ? performing.plus(foreclosure) : performing.minus(defaults);
    performing = performing.times(left).times(ONE.minus(smm).minus(mdr));
    foreclosure = sumOf(waiting.map((one) => one.balance));
    months.push({
      performing,
      foreclosure,
      defaults,
      prepaid,
      scheduled: amortized.plus(advanced),
      recoveries,
      losses,
      grossInterest: earning.times(rate).div(TWELVE),
      servicing: earning.times(least(loan.strip, rate)).div(TWELVE),
    });
  }
  return months;
}
