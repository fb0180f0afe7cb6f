// Sums over the last months that never subtract what leaves: a running difference would leave its rounding where nothing is left.
//
// A window of n months is a ring of n rows, filled from the first to the last and then from the first again. When it is full, each row
// becomes the sum of itself and the rows after it; rows filled since then add up beside it. Where row p is filled next,
//
//   sum of the others = row p + 1, as summed when the ring was last full  +  rows 0 to p - 1, added up since
//
// which takes three additions a month, however long the window. A row of what was added up since stands before the ring.

import { splat } from './lanes';
import { LANE_ROW } from './sums';

@unmanaged
export class Sliding {
  /** Months after which a value enters, and months that it stays. */
  from: i32;
  count: i32;
  /** Where the next value goes. */
  place: i32;
  rows: usize;
}

/** Begins a window whose rows, all 0, stand from `rows` on. Returns the address behind them. */
export function beginSliding(s: Sliding, from: i32, count: i32, rows: usize): usize {
  s.from = from;
  s.count = count;
  s.place = 0;
  s.rows = rows;
  return rows + <usize>(count + 1) * LANE_ROW;
}

/** The place after a month in which a value has entered on all paths. */
// @ts-ignore: decorator
@inline
export function nextPlace(s: Sliding): void {
  s.place = s.place + 1 == s.count ? 0 : s.place + 1;
}

/** Lets a value in on two paths and the oldest out. Returns the sum of the others; with the value it is that of the window. */
// @ts-ignore: decorator
@inline
export function enter(s: Sliding, v: usize, value: v128): v128 {
  const since = s.rows + v;
  const at = since + <usize>(s.place + 1) * LANE_ROW;
  const sum = v128.load(since);
  v128.store(at, value);
  if (s.place + 1 < s.count) {
    v128.store(since, f64x2.add(sum, value));
    return f64x2.add(v128.load(at, LANE_ROW), sum);
  }
  let later = value;
  for (let row = at - LANE_ROW; row > since + LANE_ROW; row -= LANE_ROW) {
    later = f64x2.add(later, v128.load(row));
    v128.store(row, later);
  }
  v128.store(since, splat(0.0));
  return sum;
}
