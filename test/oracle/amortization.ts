/**
 * The schedule of a loan without prepayments or defaults, month by month, in shares of its balance.
 *
 * It does not end: a balloon is not advanced, so the defaulted part keeps a schedule of its own past the last month.
 */
import type { Adjustable, Deferring, Loan } from './loanTerms.ts';
import { atLeastZero, atMonth, clamp, least, most, type Num, ONE, roundTo, type Scalar, TWELVE, ZERO } from './number.ts';

export type Indices = Readonly<Record<string, readonly Scalar[]>>;

export interface ScheduleMonth {
  rate: Num;
  /** What a dollar of the scheduled balance is after the month, of the loan and of its defaulted part; above 1 when it grows. */
  left: Num;
  leftOfDefaulted: Num;
  /** What a dollar of the balance pays of itself, the balloon included. */
  paid: Num;
  paidOfDefaulted: Num;
  /** Interest added to a dollar of the balance. */
  deferred: Num;
}

/** The payment that retires `balance` in `months`. Units: `monthlyRate` a month. */
function levelPayment(balance: Num, monthlyRate: Num, months: number): Num {
  if (monthlyRate.isZero()) return balance.div(months);
  return balance.times(monthlyRate).div(ONE.minus(ONE.plus(monthlyRate).pow(-months)));
}

const isTurn = (month: number, first: number, every: number): boolean => month >= first && (month - first) % every === 0;

/** The rate of the month, from that of the month before. */
function rateIn(month: number, rate: Num, terms: Adjustable | undefined, indices: Indices): Num {
  if (terms === undefined || !isTurn(month, terms.firstReset, terms.resetEvery)) return rate;
  const cap = month === terms.firstReset ? terms.initialCap : terms.periodicCap;
  let fresh = roundTo(atMonth(indices[terms.index] ?? [], month - terms.lookback).plus(terms.margin), terms.rounding);
  if (cap !== undefined) fresh = clamp(fresh, rate.minus(cap), rate.plus(cap));
  return most(terms.lifeCap === undefined ? fresh : least(fresh, terms.lifeCap), terms.lifeFloor);
}

function inShares(loan: Loan, month: number, rate: Num, balance: Num, next: Num, deferred: Num): ScheduleMonth {
  const share = (amount: Num): Num => (balance.isZero() ? ZERO : amount.div(balance));
  const added = share(deferred);
  const leftOfDefaulted = share(next);
  // A balance that grows pays nothing of itself, to the last digit.
  const paidOfDefaulted = added.isZero() ? ONE.minus(leftOfDefaulted) : ZERO;
  const isLast = month >= loan.term;
  const ofLoan = isLast ? { left: ZERO, paid: ONE.plus(added) } : { left: leftOfDefaulted, paid: paidOfDefaulted };
  return { rate, deferred: added, leftOfDefaulted, paidOfDefaulted, ...ofLoan };
}

/** A balance that never grows: its payment follows the rate. */
function* amortizing(loan: Loan, indices: Indices): Generator<ScheduleMonth, never> {
  let balance = loan.upb;
  let rate = loan.noteRate;
  let payment = loan.interestOnly > 0 ? undefined : loan.payment;
  let isKnown = payment !== undefined;
  for (let month = 1; ; month += 1) {
    const monthsLeft = loan.amortTerm - (month - 1);
    const terms = loan.adjustable;
    const isReset = terms !== undefined && isTurn(month, terms.firstReset, terms.resetEvery);
    rate = rateIn(month, rate, terms, indices);
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
    yield inShares(loan, month, rate, balance, next, ZERO);
    balance = next;
  }
}

/** A balance to which unpaid interest is added: its payment moves on dates of its own. */
function* deferring(loan: Loan, terms: Deferring, indices: Indices): Generator<ScheduleMonth, never> {
  let balance = loan.upb;
  let rate = loan.noteRate;
  let payment = loan.payment ?? levelPayment(balance, rate.div(TWELVE), loan.amortTerm);
  for (let month = 1; ; month += 1) {
    rate = rateIn(month, rate, loan.adjustable, indices);
    const monthlyRate = rate.div(TWELVE);
    const interest = balance.times(monthlyRate);
    const monthsLeft = loan.amortTerm - (month - 1);
    // With no months left to be level over, the payment stays.
    const level = monthsLeft >= 1 ? levelPayment(balance, monthlyRate, monthsLeft) : payment;

    const monthsPaid = loan.age + month - 1;
    const isRecast = monthsPaid > 0 && monthsPaid % terms.recastEvery === 0;
    if (isRecast) payment = level;
    else if (isTurn(month, terms.first, terms.every)) {
      const { cap } = terms;
      payment = cap === undefined ? level : clamp(level, payment.times(ONE.minus(cap)), payment.times(ONE.plus(cap)));
    }
    const limit = terms.balanceCap?.times(loan.upb);
    if (limit !== undefined && balance.plus(interest).minus(payment).gt(limit)) payment = level;

    const next = atLeastZero(balance.plus(interest).minus(payment));
    yield inShares(loan, month, rate, balance, next, atLeastZero(interest.minus(payment)));
    balance = next;
  }
}

export function schedule(loan: Loan, indices: Indices): Generator<ScheduleMonth, never> {
  return loan.deferring === undefined ? amortizing(loan, indices) : deferring(loan, loan.deferring, indices);
}
