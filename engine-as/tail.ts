// Months near maturity in which severity may take more than is left of a balance, of fixed loans: listed once a run, looked at on every path.
//
//   entry: | month i32 | cohort i32 | begin f64 | left f64 |     REGION_TAIL, cohort by cohort

import * as L from './layout';
import { excessRows } from './creditTerms';
import { addTo, most, splat } from './lanes';
import { cohortValue, monthRows, planeRow, region, rowBytes, shapeOf } from './memory';
import { LANE_ROW } from './sums';

const ENTRY: usize = 24;

/** Entries listed; only as many as the region holds are there. */
export let tailCount: i32 = 0;

export function clearTail(): void {
  tailCount = 0;
}

/** Lists a month: what a balance was when it defaulted, and what is left of it when it is liquidated. Units: dollars. */
export function listTail(cohort: i32, month: i32, begin: f64, left: f64): void {
  if (tailCount < shapeOf(L.SHAPE_TAIL_ENTRIES)) {
    const at = entryAt(tailCount);
    store<i32>(at, month);
    store<i32>(at, cohort, 4);
    store<f64>(at, begin, 8);
    store<f64>(at, left, 16);
  }
  tailCount++;
}

// @ts-ignore: decorator
@inline
function entryAt(entry: i32): usize {
  return region(L.REGION_TAIL) + <usize>entry * ENTRY;
}

/** The first entry of a cohort, or of those behind it. */
function firstEntry(cohort: i32): i32 {
  let low = 0;
  let high = tailCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<i32>(entryAt(middle), 4) < cohort) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The excess of a fixed cohort on the paths from `path`, from the entries that its schedule listed. */
export function excessOfTail(cohort: i32, path: i32, vectors: i32): void {
  for (let entry = firstEntry(cohort); entry < tailCount && load<i32>(entryAt(entry), 4) == cohort; entry++) {
    const at = entryAt(entry);
    addExcess(cohort, load<i32>(at), path, vectors, load<f64>(at, 8), load<f64>(at, 16));
  }
}

/** Adds what severities of a month take of a balance that was `begin`, beyond the `left` of it, on the paths from `path`. */
export function addExcess(cohort: i32, month: i32, path: i32, vectors: i32, begin: f64, left: f64): void {
  const severity = planeRow(region(L.REGION_CURVES), cohortValue(L.COHORT_SEVERITY, cohort), monthRows(), month) + (<usize>path << 3);
  const row = excessRows() + <usize>month * LANE_ROW;
  for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
    addTo(row + v, most(f64x2.sub(f64x2.mul(v128.load(severity + v), splat(begin)), splat(left)), splat(0.0)));
  }
}
