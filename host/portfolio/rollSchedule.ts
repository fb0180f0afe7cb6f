/**
 * The schedule of a single loan over a few months, as the kernel projects it: resets, interest-only, payments that are set anew, interest
 * added to the balance. One record is used for every loan of a tape.
 *
 * Source: BMA Standard Formulas, SF-4 (level payment and scheduled balance); reset terms as in a note.
 */
import type { LoanColumns } from '../types.ts';

/** Where a loan stands. Units: dollars; rates a year. */
export interface LoanState {
  balance: number;
  rate: number;
  /** Level payment; 0 where it follows from rate, balance and months left. */
  payment: number;
  /** The payment is not the one that the terms alone would give. */
  isOwnPayment: boolean;
  /** Resets so far. */
  resets: number;
}

/** Below this a rate times the months left says nothing in doubles: the payment is the balance over the months. */
const SMALL = 1e-9;

/** The payment a month that retires a balance: B r / (1 - (1 + r)^-n). */
export function levelPayment(balance: number, yearlyRate: number, months: number): number {
  const r = yearlyRate / 12;
  if (r * months < SMALL) return balance / months;
  return (balance * r) / -Math.expm1(-months * Math.log1p(r));
}

/** A loan at the tape's date. */
export function startLoan(state: LoanState, loans: LoanColumns, loan: number): void {
  state.balance = loans.upb[loan] ?? 0;
  state.rate = loans.noteRate[loan] ?? 0;
  state.payment = loans.payment[loan] ?? 0;
  state.isOwnPayment = state.payment > 0;
  state.resets = 0;
  const interestOnly = loans.interestOnly[loan] ?? 0;
  if (interestOnly === 0 && !state.isOwnPayment)
    state.payment = levelPayment(state.balance, state.rate, loans.amortTerm[loan] ?? 1);
}

/** Takes a loan through its month `month`, counted from the tape's date; `indexAt` is the rate of its index so many months on. */
export function payMonth(
  state: LoanState,
  loans: LoanColumns,
  loan: number,
  month: number,
  indexAt: (index: number, month: number) => number,
): void {
  const isNegative = loans.details?.negative[loan] === 1;
  const resets = isResetMonth(loans, loan, month);
  if (resets) {
    const read = Math.max(1, month - (loans.lookback[loan] ?? 0));
    state.rate = resetRate(state, loans, loan, indexAt(loans.index[loan] ?? 0, read));
    state.resets += 1;
  }
  if (isNegative) settleNegative(state, loans, loan, month);
  else settle(state, loans, loan, month, resets);
  const interest = (state.balance * state.rate) / 12;
  const isLast = month >= (loans.term[loan] ?? 1);
  state.balance = isLast ? 0 : Math.max(0, state.balance + interest - state.payment);
}

function isResetMonth(loans: LoanColumns, loan: number, month: number): boolean {
  const first = loans.firstReset[loan] ?? 1;
  return (loans.index[loan] ?? -1) >= 0 && month >= first && (month - first) % (loans.resetEvery[loan] ?? 1) === 0;
}

/** Index and margin, rounded, within the cap of this reset and the bounds of the loan's life. */
function resetRate({ rate, resets }: LoanState, loans: LoanColumns, loan: number, index: number): number {
  const multiple = loans.rounding[loan] ?? 0;
  const cap = (resets === 0 ? loans.initialCap[loan] : loans.periodicCap[loan]) ?? 1;
  const fully = index + (loans.margin[loan] ?? 0);
  const rounded = multiple > 0 ? nearestEven(fully / multiple) * multiple : fully;
  const capped = Math.min(Math.max(rounded, rate - cap), rate + cap);
  return Math.min(Math.max(capped, loans.lifeFloor[loan] ?? 0), loans.lifeCap[loan] ?? 1);
}

/** Halves go to the even number. */
function nearestEven(value: number): number {
  const low = Math.floor(value);
  const part = value - low;
  if (part !== 0.5) return Math.round(value);
  return low % 2 === 0 ? low : low + 1;
}

/** Interest alone, or level over the months left after a reset and when interest-only ends. */
function settle(state: LoanState, loans: LoanColumns, loan: number, month: number, resets: boolean): void {
  const interestOnly = loans.interestOnly[loan] ?? 0;
  const amortTerm = loans.amortTerm[loan] ?? 1;
  if (month <= interestOnly || (interestOnly > 0 && interestOnly >= amortTerm)) {
    state.payment = (state.balance * state.rate) / 12;
    state.isOwnPayment = false;
  } else if (resets || (interestOnly > 0 && month === interestOnly + 1)) {
    const left = amortTerm - (month - 1);
    if (left > 0) state.payment = levelPayment(state.balance, state.rate, left);
    state.isOwnPayment = false;
  }
}

/** Payments of a loan that adds unpaid interest: set anew at their own dates within their cap, and without it at recasts. */
function settleNegative(state: LoanState, loans: LoanColumns, loan: number, month: number): void {
  const { details } = loans;
  if (details === undefined) return;
  const left = (loans.amortTerm[loan] ?? 1) - (month - 1);
  if (left <= 0) return;
  const first = details.paymentFirst[loan] ?? 1;
  const age = (loans.age[loan] ?? 0) + month - 1;
  const recasts = age > 0 && age % (details.recastEvery[loan] ?? 1) === 0;
  const level = levelPayment(state.balance, state.rate, left);
  if (recasts) state.payment = level;
  else if (month >= first && (month - first) % (details.paymentEvery[loan] ?? 1) === 0) {
    const cap = details.paymentCap[loan] ?? 0;
    state.payment = Math.min(Math.max(level, state.payment * (1 - cap)), state.payment * (1 + cap));
  }
  const most = (details.balanceCap[loan] ?? 0) * (loans.upb[loan] ?? 0);
  if (most > 0 && state.balance * (1 + state.rate / 12) - state.payment > most) state.payment = level;
  state.isOwnPayment = true;
}
