// How far severities reach: of which loans, on the paths of a block, they may take more than the balance that is left.
//
// A balance that amortizes over n more months is at least n / (n + lag) of what it was a lag ago, at any rates, as long as every payment
// is level or less. So a severity s takes more than is left only where n < lag s / (1 - s): in month m only of loans that mature before
//
//   m - 1 + lag s / (1 - s)
//
// The schedules look at the last months of all loans for a usual severity. Beyond it they ask here, block by block, so that which
// months are looked at follows from the paths, and what is found there does not.

import * as L from './layout';
import { levelPayment1 } from './lanes';
import { cohortValue, loanValue, monthRows, planeRow, region, rowBytes, sumGroups } from './memory';
import { LANE_ROW } from './sums';

/** Whether losses of a cohort are bounded by what is left of balances that amortize in foreclosure. */
export function isTracked(cohort: i32): bool {
  const both = L.FLAG_DEFAULTS | L.FLAG_ADVANCE_PRINCIPAL;
  return (cohortValue(L.COHORT_FLAGS, cohort) & both) == both && cohortValue(L.COHORT_LAG, cohort) > 0;
}

/** Months before maturity within which `severity` may take more than is left, one more for payments that are rounded; may be infinite. */
export function monthsWithin(lag: i32, severity: f64): f64 {
  if (severity <= 0.0) return 0.0;
  return severity < 1.0 ? ceil((<f64>lag * severity) / (1.0 - severity)) + 1.0 : Infinity;
}

/** The last maturity that severities up to a month reach on the two paths of a vector: behind what credit keeps of a block. */
// @ts-ignore: decorator
@inline
function reachAt(vector: i32, month: i32): usize {
  const rows = monthRows();
  return region(L.REGION_CREDIT) + <usize>(2 * rows + sumGroups()) * LANE_ROW + (<usize>(vector * rows + month) << 3);
}

/** Finds the reach of a cohort's severities on the paths from `path`, where losses are bounded at all. */
export function findReach(cohort: i32, path: i32, vectors: i32): void {
  if (!isTracked(cohort)) return;
  const rows = monthRows();
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const severities = planeRow(region(L.REGION_CURVES), cohortValue(L.COHORT_SEVERITY, cohort), rows, 0) + (<usize>path << 3);
  for (let v = 0; v < vectors; v++) {
    let at = severities + (<usize>v << 4);
    let furthest = 0.0;
    for (let month = 1; month < rows; month++) {
      at += rowBytes;
      const severity = max(load<f64>(at), load<f64>(at, 8));
      if (severity > 0.0) furthest = max(furthest, <f64>(month - 1) + monthsWithin(lag, severity));
      store<f64>(reachAt(v, month), furthest);
    }
  }
}

/** Whether severities up to `month` may reach a loan that matures in month `term`, on the two paths of a vector. */
// @ts-ignore: decorator
@inline
export function isReached(vector: i32, term: i32, month: i32): bool {
  return load<f64>(reachAt(vector, month)) >= <f64>term;
}

/** Whether they may on any of the first `vectors` vectors. */
export function isReachedOnAny(vectors: i32, term: i32, month: i32): bool {
  for (let v = 0; v < vectors; v++) {
    if (isReached(v, term, month)) return true;
  }
  return false;
}

/** Whether a given payment retires a loan before its term, and before a reset makes a new one. */
export function paysOffEarly(loan: i32): bool {
  const term = <i32>loanValue(L.LOAN_TERM, loan);
  const months = loanValue(L.LOAN_INDEX, loan) < 0 ? term : min(term, <i32>loanValue(L.LOAN_FIRST_RESET, loan) - 1);
  return months > 0 && paysOver(loan, months);
}

/** Whether a given payment is, by more than its rounding, over the one that retires the loan in `months`. */
export function paysOver(loan: i32, months: i32): bool {
  const payment = loanValue(L.LOAN_PAYMENT, loan);
  if (payment == 0 || loanValue(L.LOAN_INTEREST_ONLY, loan) > 0) return false;
  return payment > loanValue(L.LOAN_UPB, loan) * levelPayment1(loanValue(L.LOAN_RATE, loan) / 12.0, months) * 1.0001;
}
