// What credit knows of a cohort while it works on it, and what one month of it comes to on two paths: two records in memory of
// their own, so that each step of the standard can stand in a function.

import * as L from './layout';
import { cohortValue, loanValue, monthRows, planeRow, region, sumGroups } from './memory';
import { tailMonths } from './schedule';
import { LANE_ROW } from './sums';

/** A cohort's terms. Addresses are of rows by month. */
@unmanaged
export class CreditTerms {
  base: usize;
  row: usize;
  sumStride: usize;
  groupStride: usize;
  smm: usize;
  mdr: usize;
  severity: usize;
  /** 0 where nobody is delinquent. */
  delinquent: usize;
  group: i32;
  extra: i32;
  lag: i32;
  tail: i32;
  longest: i32;
  shortest: i32;
  last: i32;
  defaults: bool;
  defers: bool;
  penalties: bool;
  prepaidInterest: bool;
  advancePrincipal: bool;
  advanceInterest: bool;
}

/** One month on two paths. Units: dollars. */
@unmanaged
export class MonthFlows {
  begin: v128;
  performing: v128;
  prepaid: v128;
  amortized: v128;
  due: v128;
  servicing: v128;
  deferred: v128;
  penalty: v128;
  /** A month's net interest on what prepaid. */
  prepaidInterest: v128;
  /** New defaults. */
  defaulted: v128;
  /** Balances waiting for liquidation after the month. */
  held: v128;
  /** Principal advanced on them. */
  paidDown: v128;
  liquidated: v128;
  loss: v128;
  /** Interest lost to defaults. */
  lost: v128;
}

const terms: usize = memory.data(offsetof<CreditTerms>(), 16);
const flows: usize = memory.data(offsetof<MonthFlows>(), 16);

// @ts-ignore: decorator
@inline
export function monthFlows(): MonthFlows {
  return changetype<MonthFlows>(flows);
}

/** Reads a cohort's terms for the paths from `path` on; its sums are at `base` in rows of `row` bytes. */
export function readTerms(cohort: i32, path: i32, base: usize, row: usize): CreditTerms {
  const t = changetype<CreditTerms>(terms);
  const rows = monthRows();
  const curves = region(L.REGION_CURVES) + (<usize>path << 3);
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const delinquent = cohortValue(L.COHORT_DELINQUENT, cohort);
  t.base = base;
  t.row = row;
  t.sumStride = <usize>(sumGroups() * rows) * row;
  t.groupStride = <usize>rows * row;
  t.smm = planeRow(curves, cohortValue(L.COHORT_SMM, cohort), rows, 0);
  t.mdr = planeRow(curves, cohortValue(L.COHORT_MDR, cohort), rows, 0);
  t.severity = planeRow(curves, cohortValue(L.COHORT_SEVERITY, cohort), rows, 0);
  t.delinquent = delinquent > 0 ? planeRow(curves, delinquent - 1, rows, 0) : 0;
  t.group = cohortValue(L.COHORT_GROUP, cohort);
  t.extra = cohortValue(L.COHORT_EXTRA, cohort);
  t.lag = cohortValue(L.COHORT_LAG, cohort);
  t.tail = tailMonths(cohort);
  t.longest = <i32>loanValue(L.LOAN_TERM, first);
  t.shortest = <i32>loanValue(L.LOAN_TERM, first + cohortValue(L.COHORT_COUNT, cohort) - 1);
  t.last = lastMonthOf(cohort);
  t.defaults = (flags & L.FLAG_DEFAULTS) != 0;
  t.defers = (flags & L.FLAG_DEFERS) != 0;
  t.penalties = (flags & L.FLAG_PENALTIES) != 0;
  t.prepaidInterest = (flags & L.FLAG_PREPAID_INTEREST) != 0;
  t.advancePrincipal = (flags & L.FLAG_ADVANCE_PRINCIPAL) != 0;
  t.advanceInterest = (flags & L.FLAG_ADVANCE_INTEREST) != 0;
  return t;
}

/** Months a cohort's collateral lasts: to its longest term, and a lag more where liquidations may come after it. */
export function lastMonthOf(cohort: i32): i32 {
  const term = <i32>loanValue(L.LOAN_TERM, cohortValue(L.COHORT_FIRST, cohort));
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  const late = (flags & L.FLAG_DEFAULTS) != 0 && (flags & L.FLAG_STOP_DEFAULTS) == 0;
  return late ? term + cohortValue(L.COHORT_LAG, cohort) : term;
}

/** Rows by month: what severity takes beyond the balance that is left, S max(0, severity b(i-1-lag) - b(i-1)). */
export function excessRows(): usize {
  return region(L.REGION_CREDIT);
}

// @ts-ignore: decorator
@inline
export function historyRows(): usize {
  return region(L.REGION_CREDIT) + <usize>monthRows() * LANE_ROW;
}

// @ts-ignore: decorator
@inline
export function survivalRows(): usize {
  return region(L.REGION_CREDIT) + <usize>(2 * monthRows()) * LANE_ROW;
}

/** A sum on two paths: of a fixed cohort the same on both. */
// @ts-ignore: decorator
@inline
export function readSum(at: usize, v: usize, fixed: bool): v128 {
  return fixed ? v128.load64_splat(at) : v128.load(at + v);
}
