// What must hold of loans, cohorts and planes before anything is projected. The first breach is returned as a status with its place.

import * as L from './layout';
import { cohortValue, loanColumn, loanValue, monthRows, paths, planeRow, region, shapeOf, status } from './memory';

const MAX_RATE: f64 = 1.0;

/**
 * Checks every loan and cohort.
 *
 * Errors: STATUS_LOAN_NOT_FINITE and STATUS_LOAN_RANGE at the loan, with the column; STATUS_COHORT at the cohort, with the column.
 */
export function checkLoans(): i32 {
  const loans = shapeOf(L.SHAPE_LOANS);
  const columns = shapeOf(L.SHAPE_COLUMNS);
  for (let column = 0; column < columns; column++) {
    let at = loanColumn(column);
    for (let loan = 0; loan < loans; loan++, at += 8) {
      if (!isFinite<f64>(load<f64>(at))) return status(L.STATUS_LOAN_NOT_FINITE, loan, column);
    }
  }
  for (let loan = 0; loan < loans; loan++) {
    const column = wrongColumn(loan);
    if (column >= 0) return status(L.STATUS_LOAN_RANGE, loan, column);
  }
  const cohorts = shapeOf(L.SHAPE_COHORTS);
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const column = wrongCohort(cohort);
    if (column >= 0) return status(L.STATUS_COHORT, cohort, column);
  }
  return L.STATUS_OK;
}

/** The first column of a loan that is out of range, or -1. */
function wrongColumn(loan: i32): i32 {
  const term = loanValue(L.LOAN_TERM, loan);
  const rate = loanValue(L.LOAN_RATE, loan);
  if (loanValue(L.LOAN_UPB, loan) < 0) return L.LOAN_UPB;
  if (rate < 0 || rate > MAX_RATE) return L.LOAN_RATE;
  if (term < 1 || term > <f64>shapeOf(L.SHAPE_MONTHS) || term != floor(term)) return L.LOAN_TERM;
  const amortTerm = loanValue(L.LOAN_AMORT_TERM, loan);
  if (amortTerm < term || amortTerm != floor(amortTerm) || amortTerm > 1200) return L.LOAN_AMORT_TERM;
  const interestOnly = loanValue(L.LOAN_INTEREST_ONLY, loan);
  if (interestOnly < 0 || interestOnly > amortTerm || interestOnly != floor(interestOnly)) return L.LOAN_INTEREST_ONLY;
  if (loanValue(L.LOAN_PAYMENT, loan) < 0) return L.LOAN_PAYMENT;
  if (shapeOf(L.SHAPE_COLUMNS) == L.LOAN_COLUMNS_ALL) {
    const column = wrongDetail(loan);
    if (column >= 0) return column;
  }
  const index = loanValue(L.LOAN_INDEX, loan);
  if (index < -1 || index >= <f64>shapeOf(L.SHAPE_INDICES) || index != floor(index)) return L.LOAN_INDEX;
  if (index < 0) return -1;
  if (loanValue(L.LOAN_FIRST_RESET, loan) < 1) return L.LOAN_FIRST_RESET;
  if (loanValue(L.LOAN_RESET_EVERY, loan) < 1) return L.LOAN_RESET_EVERY;
  if (loanValue(L.LOAN_LOOKBACK, loan) < 0) return L.LOAN_LOOKBACK;
  if (loanValue(L.LOAN_LIFE_FLOOR, loan) < 0) return L.LOAN_LIFE_FLOOR;
  if (loanValue(L.LOAN_LIFE_CAP, loan) < loanValue(L.LOAN_LIFE_FLOOR, loan)) return L.LOAN_LIFE_CAP;
  return -1;
}

/** The first of the columns of loans with terms of their own that is out of range, or -1. */
function wrongDetail(loan: i32): i32 {
  if (loanValue(L.LOAN_PENALTY_RATE, loan) < 0) return L.LOAN_PENALTY_RATE;
  if (loanValue(L.LOAN_PENALTY_MONTHS, loan) < 0) return L.LOAN_PENALTY_MONTHS;
  if (outside(<i32>loanValue(L.LOAN_PENALTY_LIST, loan), shapeOf(L.SHAPE_PENALTIES) + 1)) return L.LOAN_PENALTY_LIST;
  const coverage = loanValue(L.LOAN_COVERAGE, loan);
  if (coverage < 0 || coverage > 1) return L.LOAN_COVERAGE;
  if (loanValue(L.LOAN_NEGATIVE, loan) == 0) return -1;
  if (loanValue(L.LOAN_INTEREST_ONLY, loan) != 0) return L.LOAN_INTEREST_ONLY;
  if (loanValue(L.LOAN_PAYMENT_FIRST, loan) < 1) return L.LOAN_PAYMENT_FIRST;
  if (loanValue(L.LOAN_PAYMENT_EVERY, loan) < 1) return L.LOAN_PAYMENT_EVERY;
  if (loanValue(L.LOAN_PAYMENT_CAP, loan) < 0) return L.LOAN_PAYMENT_CAP;
  if (loanValue(L.LOAN_RECAST_EVERY, loan) < 1) return L.LOAN_RECAST_EVERY;
  if (loanValue(L.LOAN_BALANCE_CAP, loan) < 0) return L.LOAN_BALANCE_CAP;
  return -1;
}

/** The first column of a cohort that points nowhere, or -1. Loans must stand longest term first. */
function wrongCohort(cohort: i32): i32 {
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const count = cohortValue(L.COHORT_COUNT, cohort);
  if (first < 0 || count < 1 || first + count > shapeOf(L.SHAPE_LOANS)) return L.COHORT_FIRST;
  if (outside(cohortValue(L.COHORT_GROUP, cohort), shapeOf(L.SHAPE_GROUPS))) return L.COHORT_GROUP;
  if (outside(cohortValue(L.COHORT_LOOP, cohort), L.LOOP_COUNT)) return L.COHORT_LOOP;
  if (outside(cohortValue(L.COHORT_LAG, cohort), shapeOf(L.SHAPE_MAX_LAG) + 1)) return L.COHORT_LAG;
  if (cohortValue(L.COHORT_EXTRA, cohort) < 0) return L.COHORT_EXTRA;
  if (outside(cohortValue(L.COHORT_CLAIM_LAG, cohort), shapeOf(L.SHAPE_CLAIM_LAG) + 1)) return L.COHORT_CLAIM_LAG;
  if (cohortValue(L.COHORT_ADVANCES, cohort) < 0) return L.COHORT_ADVANCES;
  if (cohortValue(L.COHORT_OWNED, cohort) < 0) return L.COHORT_OWNED;
  const serviced = (cohortValue(L.COHORT_FLAGS, cohort) & L.FLAG_SERVICED) != 0;
  if (serviced && cohortValue(L.COHORT_LOOP, cohort) != L.LOOP_FULLER) return L.COHORT_LOOP;
  for (let column = L.COHORT_SMM; column <= L.COHORT_SEVERITY; column++) {
    if (outside(cohortValue(column, cohort), shapeOf(L.SHAPE_CURVES))) return column;
  }
  if (outside(cohortValue(L.COHORT_DELINQUENT, cohort), shapeOf(L.SHAPE_CURVES) + 1)) return L.COHORT_DELINQUENT;
  const detailed = cohortValue(L.COHORT_LOOP, cohort) == L.LOOP_DETAILED || (cohortValue(L.COHORT_FLAGS, cohort) & (L.FLAG_DEFERS | L.FLAG_PENALTIES)) != 0;
  if (detailed && (shapeOf(L.SHAPE_COLUMNS) < L.LOAN_COLUMNS_ALL || shapeOf(L.SHAPE_SUMS) < L.SUM_COUNT_ALL)) return L.COHORT_FLAGS;
  if (outside(cohortValue(L.COHORT_SLOT, cohort), shapeOf(L.SHAPE_COHORTS))) return L.COHORT_SLOT;
  for (let loan = first + 1; loan < first + count; loan++) {
    if (loanValue(L.LOAN_TERM, loan) > loanValue(L.LOAN_TERM, loan - 1)) return L.COHORT_COUNT;
  }
  return -1;
}

// @ts-ignore: decorator
@inline
function outside(value: i32, count: i32): bool {
  return value < 0 || value >= count;
}

/**
 * Checks the curves and indices of a block of paths: speeds and severities within 0 to 1, indices finite.
 *
 * Errors: STATUS_CURVE, STATUS_INDEX, with the month.
 */
export function checkPlanes(): i32 {
  const curves = shapeOf(L.SHAPE_CURVES);
  const indices = shapeOf(L.SHAPE_INDICES);
  const rows = monthRows();
  for (let curve = 0; curve < curves; curve++) {
    for (let month = 0; month < rows; month++) {
      let at = planeRow(region(L.REGION_CURVES), curve, rows, month);
      for (let path = 0; path < paths; path++, at += 8) {
        const value = load<f64>(at);
        if (!(value >= 0.0 && value <= 1.0)) return status(L.STATUS_CURVE, curve, month);
      }
    }
  }
  for (let index = 0; index < indices; index++) {
    for (let month = 0; month < rows; month++) {
      let at = planeRow(region(L.REGION_INDICES), index, rows, month);
      for (let path = 0; path < paths; path++, at += 8) {
        if (!isFinite<f64>(load<f64>(at))) return status(L.STATUS_INDEX, index, month);
      }
    }
  }
  return L.STATUS_OK;
}
