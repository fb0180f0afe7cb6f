// Loans with payment terms of their own, one at a time: interest that is added to the balance (option ARMs), and prepayment
// penalties on adjustable loans. Slower than the tile of adjustable.ts; a trust without such loans never comes here.
//
// With negative amortization the rate moves without the payment:
//
//   deferred = max(0, b r - payment),   b' = b + b r - payment
//
// and the payment is set to level at its own dates, within its cap; every so many months of age, and when the balance would pass
// its cap, without regard to it.

import * as L from './layout';
import { loseAfterTerm, loseBeyond } from './finish';
import { addTo, choose, least, levelPayment, most, splat } from './lanes';
import { cohortValue, loanValue, monthRows, planeRow, region, rowBytes, shapeOf, status } from './memory';
import { penaltyShare } from './penalty';
import { isTracked } from './reach';
import { PAYMENT, RATE, indexRow, resetRate } from './record';
import { tailMonths } from './schedule';
import { LANE_ROW, addLoan, groupOf, laneSums, sumRow } from './sums';
import { eventIfDue, start } from './tile';

/** Adds up the sums of a cohort loan by loan on the paths from `path`; as `scheduleAdjustable`. Errors: STATUS_BALANCE at the loan. */
export function scheduleDetailed(cohort: i32, path: i32, vectors: i32, excess: usize): i32 {
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const last = first + cohortValue(L.COHORT_COUNT, cohort);
  const base = laneSums();
  memory.fill(base, 0, <usize>(shapeOf(L.SHAPE_SUMS) * (1 + shapeOf(L.SHAPE_MAX_LAG)) * monthRows()) * LANE_ROW);
  for (let loan = first; loan < last; loan++) {
    if (!scheduleLoan(cohort, base, loan, path, vectors, excess)) return status(L.STATUS_BALANCE, loan, 0);
  }
  return L.STATUS_OK;
}

function scheduleLoan(cohort: i32, base: usize, loan: i32, path: i32, vectors: i32, excess: usize): bool {
  const record = region(L.REGION_TILE);
  const ring = record + 4 * LANE_ROW;
  const term = <i32>loanValue(L.LOAN_TERM, loan);
  const tail = tailMonths(cohort);
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const tracked = isTracked(cohort);
  const severity = planeRow(region(L.REGION_CURVES), cohortValue(L.COHORT_SEVERITY, cohort), monthRows(), 0) + (<usize>path << 3);
  const strip = splat(loanValue(L.LOAN_STRIP, loan) / 12.0);
  const penaltyUntil = <i32>loanValue(L.LOAN_PENALTY_UNTIL, loan);
  const sumStride = sumRow(base, LANE_ROW, 1, 0, 0) - base;

  start(record, 0, loan, vectors, 0);
  for (let month = 1; month <= term; month++) {
    settle(record, loan, month, path, vectors);
    const sums = sumRow(base, LANE_ROW, 0, groupOf(term, month, tail), month);
    const slot = ring + <usize>(month % (lag + 1)) * LANE_ROW;
    const before = ring + <usize>((month + 1) % (lag + 1)) * LANE_ROW;
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
      const b = v128.load(record + v);
      const r = v128.load(record + v, RATE);
      const interest = f64x2.mul(b, r);
      const payment = v128.load(record + v, PAYMENT);
      const after = month == term ? splat(0.0) : most(f64x2.sub(f64x2.add(b, interest), payment), splat(0.0));
      if (tracked && month > lag) {
        loseBeyond(excess + <usize>month * LANE_ROW + v, severity + <usize>month * rowBytes + v, before + v, b);
      }
      v128.store(slot + v, b);
      addLoan(sums + v, sumStride, b, after, interest, strip);
      addTo(sums + 4 * sumStride + v, deferredOf(loan, interest, payment));
      if (month <= penaltyUntil) addTo(sums + 5 * sumStride + v, f64x2.mul(after, penaltyOf(loan, r, month)));
      v128.store(record + v, after);
    }
  }
  if (tracked && tail == 0) loseAfterTerm(excess, severity, ring, term + 1, term + lag, lag, vectors);
  const b = v128.load(record);
  return !v128.any_true(f64x2.ne(f64x2.sub(b, b), splat(0.0)));
}

/** Interest that the payment does not cover, of a loan that adds it to its balance. */
// @ts-ignore: decorator
@inline
export function deferredOf(loan: i32, interest: v128, payment: v128): v128 {
  if (loanValue(L.LOAN_NEGATIVE, loan) == 0) return splat(0.0);
  return most(f64x2.sub(interest, payment), splat(0.0));
}

/** What a dollar prepaid pays in penalty. */
// @ts-ignore: decorator
@inline
export function penaltyOf(loan: i32, r: v128, month: i32): v128 {
  return f64x2.add(splat(penaltyShare(loan, month)), f64x2.mul(splat(loanValue(L.LOAN_PENALTY_MONTHS, loan)), r));
}

/** Puts rate and payment of a loan right for the month. */
export function settle(record: usize, loan: i32, month: i32, path: i32, vectors: i32): void {
  if (loanValue(L.LOAN_NEGATIVE, loan) == 0) {
    eventIfDue(record, 0, month, path, vectors);
    return;
  }
  const firstReset = <i32>loanValue(L.LOAN_FIRST_RESET, loan);
  const resets = loanValue(L.LOAN_INDEX, loan) >= 0 && month >= firstReset && (month - firstReset) % <i32>loanValue(L.LOAN_RESET_EVERY, loan) == 0;
  const row = resets ? indexRow(loan, month, path) : 0;
  const firstChange = <i32>loanValue(L.LOAN_PAYMENT_FIRST, loan);
  const changes = month >= firstChange && (month - firstChange) % <i32>loanValue(L.LOAN_PAYMENT_EVERY, loan) == 0;
  const age = <i32>loanValue(L.LOAN_AGE, loan) + month - 1;
  const recasts = age > 0 && age % <i32>loanValue(L.LOAN_RECAST_EVERY, loan) == 0;
  const monthsLeft = <i32>loanValue(L.LOAN_AMORT_TERM, loan) - (month - 1);
  const cap = loanValue(L.LOAN_PAYMENT_CAP, loan);
  const balanceCap = loanValue(L.LOAN_BALANCE_CAP, loan);
  const greatest = splat(balanceCap * loanValue(L.LOAN_UPB, loan));

  for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
    const at = record + v;
    const b = v128.load(at);
    let r = v128.load(at, RATE);
    let payment = v128.load(at, PAYMENT);
    if (resets) {
      r = resetRate(loan, month, f64x2.mul(r, splat(12.0)), v128.load(row + v));
      v128.store(at, r, RATE);
    }
    if ((changes || recasts) && monthsLeft > 0) {
      const level = f64x2.mul(b, levelPayment(r, monthsLeft));
      const low = f64x2.mul(payment, splat(1.0 - cap));
      const high = f64x2.mul(payment, splat(1.0 + cap));
      payment = recasts ? level : least(most(level, low), high);
    }
    if (balanceCap > 0 && monthsLeft > 0) {
      const over = f64x2.gt(f64x2.sub(f64x2.add(b, f64x2.mul(b, r)), payment), greatest);
      if (v128.any_true(over)) payment = choose(over, f64x2.mul(b, levelPayment(r, monthsLeft)), payment);
    }
    v128.store(at, payment, PAYMENT);
  }
}
