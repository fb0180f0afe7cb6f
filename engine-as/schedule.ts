// Scheduled amortization of loans whose rate does not depend on the path: once a run, for all paths, four loans side by side.
// Adjustable loans are in adjustable.ts.
//
//   interest = b r,   b' = b + interest - payment,   b' = 0 at the term (what is left is the balloon)
//
// Source: BMA Standard Formulas, SF-4 (level payment and scheduled balance).

import * as L from './layout';
import { levelPayment1, most, splat } from './lanes';
import { cohortValue, loanColumn, loanValue, region, status } from './memory';
import { penaltyShare } from './penalty';
import { isReachedOnAny, isTracked, monthsWithin, paysOver } from './reach';
import { FIXED_ROW, fixedSums, groupOf, sumRow } from './sums';
import { addExcess, listTail } from './tail';

/** Lag months before maturity in which a cohort's loans no longer default; 0 where they always may. */
// @ts-ignore: decorator
@inline
export function tailMonths(cohort: i32): i32 {
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  const both = L.FLAG_STOP_DEFAULTS | L.FLAG_DEFAULTS;
  return (flags & both) == both ? cohortValue(L.COHORT_LAG, cohort) : 0;
}

/** Loans that go side by side, and their balances and payments. */
const ABREAST: i32 = 4;
const balances: usize = memory.data(ABREAST * 8, 16);
const payments: usize = memory.data(ABREAST * 8, 16);

/**
 * Adds up the sums of a fixed cohort, and lists the months in which a severity up to the usual one could take more than the balance
 * that is left to lose. What severities beyond it take earlier is for `loseBeforeTail`.
 *
 * A balance waits for that of the month before, so that four loans side by side take little longer than one. Each row of sums gets
 * them one after the other, as if they had come so.
 *
 * Shape: REGION_FIXED_SUMS of the cohort's slot; REGION_TAIL entries {month i32, cohort i32, begin f64, left f64}.
 * Errors: STATUS_BALANCE at the loan.
 */
export function scheduleFixed(cohort: i32, usualSeverity: f64): i32 {
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const last = first + cohortValue(L.COHORT_COUNT, cohort);
  const tail = tailMonths(cohort);
  const tracked = isTracked(cohort);
  const penalties = (cohortValue(L.COHORT_FLAGS, cohort) & L.FLAG_PENALTIES) != 0;

  for (let loan = first; loan < last; loan += ABREAST) {
    const count = min(ABREAST, last - loan);
    let from = 1;
    for (let k = 0; k < count; k++) {
      const upb = loanValue(L.LOAN_UPB, loan + k);
      store<f64>(balances + (<usize>k << 3), upb);
      store<f64>(payments + (<usize>k << 3), loanValue(L.LOAN_PAYMENT, loan + k));
      store<f64>(historyOf(k, 0), upb);
      from = max(from, 1 + interestOnlyOf(loan + k));
    }
    // Abreast once all pay principal, and before the last months of any, when its sums stand by maturity and its balance ends.
    const to = <i32>loanValue(L.LOAN_TERM, loan + count - 1) - max(1, tail);
    const goAbreast = count == ABREAST && !penalties && from <= to;
    if (goAbreast) {
      for (let k = 0; k < count; k++) {
        alone(cohort, loan + k, k, 1, from - 1);
        const b = load<f64>(balances + (<usize>k << 3));
        if (from == 1 + interestOnlyOf(loan + k)) store<f64>(payments + (<usize>k << 3), paymentOf(loan + k, b));
      }
      abreast(cohort, loan, from, to, tracked);
    }
    for (let k = 0; k < count; k++) {
      const term = <i32>loanValue(L.LOAN_TERM, loan + k);
      alone(cohort, loan + k, k, goAbreast ? to + 1 : 1, term);
      if (!isFinite<f64>(load<f64>(balances + (<usize>k << 3)))) return status(L.STATUS_BALANCE, loan + k, term);
      const late = tail > 0 ? 0 : cohortValue(L.COHORT_LAG, cohort);
      if (tracked) trackTail(cohort, k, firstTracked(cohort, loan + k, usualSeverity), term, term + late);
    }
  }
  return L.STATUS_OK;
}

// @ts-ignore: decorator
@inline
function interestOnlyOf(loan: i32): i32 {
  return <i32>loanValue(L.LOAN_INTEREST_ONLY, loan);
}

/** The balance of a loan after a month: [month][loan of the four]. */
// @ts-ignore: decorator
@inline
function historyOf(k: i32, month: i32): usize {
  return region(L.REGION_TILE) + (<usize>(month * ABREAST + k) << 3);
}

/** The payment from the month after interest-only on: as given, or level. */
function paymentOf(loan: i32, b: f64): f64 {
  const given = loanValue(L.LOAN_PAYMENT, loan);
  const interestOnly = interestOnlyOf(loan);
  if (interestOnly == 0 && given != 0) return given;
  return b * levelPayment1(loanValue(L.LOAN_RATE, loan) / 12.0, <i32>loanValue(L.LOAN_AMORT_TERM, loan) - interestOnly);
}

/** The payment of a month, after the one before. */
// @ts-ignore: decorator
@inline
function paymentIn(loan: i32, month: i32, interestOnly: i32, b: f64, interest: f64, before: f64): f64 {
  if (month <= interestOnly) return interest;
  return month == interestOnly + 1 ? paymentOf(loan, b) : before;
}

/** Takes one loan through the months `from` to `to`. */
function alone(cohort: i32, loan: i32, k: i32, from: i32, to: i32): void {
  const base = fixedSums(cohortValue(L.COHORT_SLOT, cohort));
  const sumStride = sumRow(base, FIXED_ROW, 1, 0, 0) - base;
  const tail = tailMonths(cohort);
  const penalties = (cohortValue(L.COHORT_FLAGS, cohort) & L.FLAG_PENALTIES) != 0;
  const penaltyUntil = penalties ? <i32>loanValue(L.LOAN_PENALTY_UNTIL, loan) : 0;
  const term = <i32>loanValue(L.LOAN_TERM, loan);
  const interestOnly = interestOnlyOf(loan);
  const r = loanValue(L.LOAN_RATE, loan) / 12.0;
  const strip = loanValue(L.LOAN_STRIP, loan) / 12.0;
  let payment = load<f64>(payments + (<usize>k << 3));
  let b = load<f64>(balances + (<usize>k << 3));

  for (let month = from; month <= to; month++) {
    const interest = b * r;
    payment = paymentIn(loan, month, interestOnly, b, interest, payment);
    const after = month == term ? 0.0 : max(0.0, b + interest - payment);

    const at = sumRow(base, FIXED_ROW, 0, groupOf(term, month, tail), month);
    store<f64>(at, load<f64>(at) + b);
    store<f64>(at + sumStride, load<f64>(at + sumStride) + after);
    store<f64>(at + 2 * sumStride, load<f64>(at + 2 * sumStride) + interest);
    store<f64>(at + 3 * sumStride, load<f64>(at + 3 * sumStride) + b * strip);
    if (month <= penaltyUntil) {
      store<f64>(at + 5 * sumStride, load<f64>(at + 5 * sumStride) + after * penaltyRate(loan, r, month));
    }
    store<f64>(historyOf(k, month), after);
    b = after;
  }
  store<f64>(payments + (<usize>k << 3), payment);
  store<f64>(balances + (<usize>k << 3), b);
}

/** Takes four loans, whose payments are set, through the months `from` to `to`; balances by month are kept where they are asked for. */
function abreast(cohort: i32, loan: i32, from: i32, to: i32, tracked: bool): void {
  const base = fixedSums(cohortValue(L.COHORT_SLOT, cohort));
  const sumStride = sumRow(base, FIXED_ROW, 1, 0, 0) - base;
  const rates = loanColumn(L.LOAN_RATE) + (<usize>loan << 3);
  const strips = loanColumn(L.LOAN_STRIP) + (<usize>loan << 3);
  const r0 = f64x2.div(v128.load(rates), splat(12.0)), r1 = f64x2.div(v128.load(rates, 16), splat(12.0));
  const s0 = f64x2.div(v128.load(strips), splat(12.0)), s1 = f64x2.div(v128.load(strips, 16), splat(12.0));
  const p0 = v128.load(payments), p1 = v128.load(payments, 16);
  const zero = splat(0.0);
  let b0 = v128.load(balances), b1 = v128.load(balances, 16);
  let at = sumRow(base, FIXED_ROW, 0, 0, from);

  for (let month = from; month <= to; month++, at += FIXED_ROW) {
    const i0 = f64x2.mul(b0, r0), i1 = f64x2.mul(b1, r1);
    const after0 = most(f64x2.sub(f64x2.add(b0, i0), p0), zero);
    const after1 = most(f64x2.sub(f64x2.add(b1, i1), p1), zero);
    addFour(at, b0, b1);
    addFour(at + sumStride, after0, after1);
    addFour(at + 2 * sumStride, i0, i1);
    addFour(at + 3 * sumStride, f64x2.mul(b0, s0), f64x2.mul(b1, s1));
    if (tracked) {
      v128.store(historyOf(0, month), after0);
      v128.store(historyOf(0, month), after1, 16);
    }
    b0 = after0;
    b1 = after1;
  }
  v128.store(balances, b0);
  v128.store(balances, b1, 16);
}

/** Adds one after the other. */
// @ts-ignore: decorator
@inline
function addFour(at: usize, a: v128, b: v128): void {
  const two = load<f64>(at) + f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  store<f64>(at, two + f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1));
}

/** What a dollar prepaid pays in penalty: a share of it, and months of interest on it. */
// @ts-ignore: decorator
@inline
function penaltyRate(loan: i32, r: f64, month: i32): f64 {
  return penaltyShare(loan, month) + loanValue(L.LOAN_PENALTY_MONTHS, loan) * r;
}

/** The first month in which the losses of a loan are listed. One that pays more than level is listed throughout. */
// @ts-ignore: decorator
@inline
function firstTracked(cohort: i32, loan: i32, usualSeverity: f64): i32 {
  const lag = cohortValue(L.COHORT_LAG, cohort);
  if (paysOver(loan, <i32>loanValue(L.LOAN_AMORT_TERM, loan))) return lag + 1;
  return <i32>max(<f64>lag, loanValue(L.LOAN_TERM, loan) - monthsWithin(lag, usualSeverity)) + 1;
}

/** Lists the months from `from` to `last` in which less is left of a balance than defaulted of it a lag ago: past the term, nothing. */
function trackTail(cohort: i32, k: i32, from: i32, term: i32, last: i32): void {
  const lag = cohortValue(L.COHORT_LAG, cohort);
  for (let month = from; month <= last; month++) {
    const begin = load<f64>(historyOf(k, month - 1 - lag));
    const left = month > term ? 0.0 : load<f64>(historyOf(k, month - 1));
    if (left < begin) listTail(cohort, month, begin, left);
  }
}

/**
 * Adds what severities of the paths from `path` take beyond the balances that are left in months before those that are listed: loans
 * that are reached there are followed once more. After `findReach`, with the usual severity of `scheduleFixed`.
 */
export function loseBeforeTail(cohort: i32, path: i32, vectors: i32, usualSeverity: f64): void {
  if (!isTracked(cohort)) return;
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const last = first + cohortValue(L.COHORT_COUNT, cohort);
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const within = monthsWithin(lag, usualSeverity);
  for (let loan = first; loan < last; loan++) {
    const term = loanValue(L.LOAN_TERM, loan);
    const before = term - within;
    if (before > <f64>lag && isReachedOnAny(vectors, <i32>term, <i32>before)) {
      followAgain(cohort, loan, firstTracked(cohort, loan, usualSeverity), path, vectors);
    }
  }
}

/** Follows a loan through the months before `until`. */
function followAgain(cohort: i32, loan: i32, until: i32, path: i32, vectors: i32): void {
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const interestOnly = interestOnlyOf(loan);
  const r = loanValue(L.LOAN_RATE, loan) / 12.0;
  let payment = loanValue(L.LOAN_PAYMENT, loan);
  let b = loanValue(L.LOAN_UPB, loan);
  for (let month = 1; month < until; month++) {
    store<f64>(historyOf(0, month - 1), b);
    if (month > lag) addExcess(cohort, month, path, vectors, load<f64>(historyOf(0, month - 1 - lag)), b);
    const interest = b * r;
    payment = paymentIn(loan, month, interestOnly, b, interest, payment);
    b = max(0.0, b + interest - payment);
  }
}
