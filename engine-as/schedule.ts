// Scheduled amortization of loans whose rate does not depend on the path: once a run, on one lane, for all paths.
// Adjustable loans are in adjustable.ts.
//
//   interest = b r,   b' = b + interest - payment,   b' = 0 at the term (what is left is the balloon)
//
// Source: BMA Standard Formulas, SF-4 (level payment and scheduled balance).

import * as L from './layout';
import { levelPayment1 } from './lanes';
import { cohortValue, loanValue, region, shapeOf, status } from './memory';
import { penaltyShare } from './penalty';
import { FIXED_ROW, fixedSums, groupOf, sumRow } from './sums';

/** Entries of REGION_TAIL in use: months in which severity may exceed what is left of a defaulted balance. */
export let tailCount: i32 = 0;

export function clearTail(): void {
  tailCount = 0;
}

/** Lag months before maturity in which a cohort's loans no longer default; 0 where they always may. */
// @ts-ignore: decorator
@inline
export function tailMonths(cohort: i32): i32 {
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  const both = L.FLAG_STOP_DEFAULTS | L.FLAG_DEFAULTS;
  return (flags & both) == both ? cohortValue(L.COHORT_LAG, cohort) : 0;
}

/**
 * Adds up the sums of a fixed cohort, and lists the months in which a severity up to `maxSeverity` could take more than the
 * balance that is left to lose.
 *
 * Shape: REGION_FIXED_SUMS of the cohort's slot; REGION_TAIL entries {month i32, cohort i32, begin f64, left f64}.
 * Errors: STATUS_BALANCE at the loan.
 */
export function scheduleFixed(cohort: i32, maxSeverity: f64): i32 {
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const last = first + cohortValue(L.COHORT_COUNT, cohort);
  const base = fixedSums(cohortValue(L.COHORT_SLOT, cohort));
  const tail = tailMonths(cohort);
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  const tracked = (flags & L.FLAG_DEFAULTS) != 0 && (flags & L.FLAG_ADVANCE_PRINCIPAL) != 0;
  const penalties = (flags & L.FLAG_PENALTIES) != 0;
  const history = region(L.REGION_TILE);
  const sumStride = sumRow(base, FIXED_ROW, 1, 0, 0) - base;

  for (let loan = first; loan < last; loan++) {
    const term = <i32>loanValue(L.LOAN_TERM, loan);
    const amortTerm = <i32>loanValue(L.LOAN_AMORT_TERM, loan);
    const interestOnly = <i32>loanValue(L.LOAN_INTEREST_ONLY, loan);
    const r = loanValue(L.LOAN_RATE, loan) / 12.0;
    const strip = loanValue(L.LOAN_STRIP, loan) / 12.0;
    let payment = loanValue(L.LOAN_PAYMENT, loan);
    let b = loanValue(L.LOAN_UPB, loan);
    store<f64>(history, b);

    for (let month = 1; month <= term; month++) {
      const interest = b * r;
      if (month <= interestOnly) {
        payment = interest;
      } else if (month == interestOnly + 1 && (interestOnly > 0 || payment == 0)) {
        payment = b * levelPayment1(r, amortTerm - interestOnly);
      }
      const after = month == term ? 0.0 : max(0.0, b + interest - payment);

      const at = sumRow(base, FIXED_ROW, 0, groupOf(term, month, tail), month);
      store<f64>(at, load<f64>(at) + b);
      store<f64>(at + sumStride, load<f64>(at + sumStride) + after);
      store<f64>(at + 2 * sumStride, load<f64>(at + 2 * sumStride) + interest);
      store<f64>(at + 3 * sumStride, load<f64>(at + 3 * sumStride) + b * strip);
      if (penalties && month <= <i32>loanValue(L.LOAN_PENALTY_UNTIL, loan)) {
        store<f64>(at + 5 * sumStride, load<f64>(at + 5 * sumStride) + after * penaltyRate(loan, r, month));
      }
      store<f64>(history + (<usize>month << 3), after);
      b = after;
    }
    if (!isFinite<f64>(b)) return status(L.STATUS_BALANCE, loan, term);
    if (tracked) trackTail(cohort, history, term, tail > 0 ? term : term + cohortValue(L.COHORT_LAG, cohort), maxSeverity);
  }
  return L.STATUS_OK;
}

/** What a dollar prepaid pays in penalty: a share of it, and months of interest on it. */
// @ts-ignore: decorator
@inline
function penaltyRate(loan: i32, r: f64, month: i32): f64 {
  return penaltyShare(loan, month) + loanValue(L.LOAN_PENALTY_MONTHS, loan) * r;
}

/**
 * Lists the months up to `last` in which what is left of a balance that defaulted a lag ago may be under `maxSeverity` of it.
 * Past the term, where defaults went on to the end, nothing is left.
 */
function trackTail(cohort: i32, history: usize, term: i32, last: i32, maxSeverity: f64): void {
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const capacity = shapeOf(L.SHAPE_TAIL_ENTRIES);
  for (let month = lag + 1; month <= last; month++) {
    const begin = load<f64>(history + (<usize>(month - 1 - lag) << 3));
    const left = month > term ? 0.0 : load<f64>(history + (<usize>(month - 1) << 3));
    if (left >= maxSeverity * begin) continue;
    if (tailCount < capacity) {
      const at = region(L.REGION_TAIL) + <usize>tailCount * 24;
      store<i32>(at, month);
      store<i32>(at, cohort, 4);
      store<f64>(at, begin, 8);
      store<f64>(at, left, 16);
    }
    tailCount++;
  }
}
