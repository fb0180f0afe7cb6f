// Where the sums of a cohort lie. Credit reads them, the schedule loops write them.
//
//   [sum][group][month][lane]      lane: one for a fixed cohort (the same on every path), BLOCK_PATHS for an adjustable one
//
// Group 0 holds the loans in which defaults go on; group 1 + g the loans that mature in g months and, under `stopDefaults`,
// no longer default. A loan moves from group 0 to group `lag` when it has `lag` months left.

import * as L from './layout';
import { addTo } from './lanes';
import { monthRows, region, shapeOf, sumGroups } from './memory';

export const LANE_ROW: usize = L.BLOCK_PATHS << 3;
export const FIXED_ROW: usize = 8;

/** First byte of a fixed cohort's sums. */
export function fixedSums(slot: i32): usize {
  return region(L.REGION_FIXED_SUMS) + <usize>slot * <usize>shapeOf(L.SHAPE_SUMS) * <usize>sumGroups() * <usize>monthRows() * FIXED_ROW;
}

// @ts-ignore: decorator
@inline
export function laneSums(): usize {
  return region(L.REGION_LANE_SUMS);
}

/** The row of `sum` for `group` at `month`, where rows are `row` bytes long. */
// @ts-ignore: decorator
@inline
export function sumRow(base: usize, row: usize, sum: i32, group: i32, month: i32): usize {
  assert(sum >= 0 && group >= 0 && group < sumGroups() && month >= 0 && month < monthRows());
  return base + (<usize>((sum * sumGroups() + group) * monthRows() + month)) * row;
}

/** The group of a loan of term `term` in `month`. */
// @ts-ignore: decorator
@inline
export function groupOf(term: i32, month: i32, tailMonths: i32): i32 {
  return month > term - tailMonths ? 1 + term - month : 0;
}

/** Adds one month of a loan to the sums of its group, which are `stride` bytes apart. */
// @ts-ignore: decorator
@inline
export function addLoan(sums: usize, stride: usize, begin: v128, end: v128, interest: v128, strip: v128): void {
  addTo(sums, begin);
  addTo(sums + stride, end);
  addTo(sums + 2 * stride, interest);
  addTo(sums + 3 * stride, f64x2.mul(begin, strip));
}
