// A Brownian bridge over the months: the first variable says where the path ends, the next where it is half-way, and so on. The points of
// a quasi-random sequence are spread most evenly in their first dimensions; so those decide what matters most.
//
//   W(m) = (r - m)/(r - l) W(l) + (m - l)/(r - l) W(r) + sqrt((m - l)(r - m)/(r - l)) z        l < m < r
//
// Intervals are halved in turn, the earlier first, until every month has its point; months' variables are the differences of W. A point is
// a record {i32 at, i32 left, i32 right, i32 0, f64 of left, f64 of right, f64 of z}.
//
// Source: P. Glasserman, Monte Carlo Methods in Financial Engineering (2004), section 3.1.

import { splat } from './lanes';
import { BRIDGE_BYTES } from './memory';

const ROW: usize = 128;

/** Writes the points of a bridge over `months`; `intervals` is room for two words a month, twice over. */
export function layBridge(bridge: usize, intervals: usize, months: i32): void {
  writePoint(bridge, months, 0, 0, 0.0, 0.0, sqrt<f64>(<f64>months));
  store<i32>(intervals, 0);
  store<i32>(intervals, months, 4);
  let queued = 1;
  let points = 1;
  for (let next = 0; next < queued; next++) {
    const interval = intervals + (<usize>next << 3);
    const left = load<i32>(interval);
    const right = load<i32>(interval, 4);
    if (right - left < 2) continue;
    const at = (left + right) >> 1;
    const width = <f64>(right - left);
    const before = <f64>(at - left);
    const after = <f64>(right - at);
    writePoint(bridge + <usize>points * BRIDGE_BYTES, at, left, right, after / width, before / width, sqrt<f64>((before * after) / width));
    points++;
    const more = intervals + (<usize>queued << 3);
    store<i32>(more, left);
    store<i32>(more, at, 4);
    store<i32>(more, at, 8);
    store<i32>(more, right, 12);
    queued += 2;
  }
}

function writePoint(point: usize, at: i32, left: i32, right: i32, ofLeft: f64, ofRight: f64, ofNormal: f64): void {
  store<i32>(point, at);
  store<i32>(point, left, 4);
  store<i32>(point, right, 8);
  store<f64>(point, ofLeft, 16);
  store<f64>(point, ofRight, 24);
  store<f64>(point, ofNormal, 32);
}

/** The month of a level. */
// @ts-ignore: decorator
@inline
export function monthOf(bridge: usize, level: i32): i32 {
  return load<i32>(bridge + <usize>level * BRIDGE_BYTES);
}

/**
 * Turns the variables of one driver, each in the row of its level's month, into those of its months. Row 0 is the cut-off.
 *
 * Shape: `rows` [month][16 paths].
 */
export function bridgeOver(bridge: usize, rows: usize, months: i32): void {
  memory.fill(rows, 0, ROW);
  for (let level = 0; level < months; level++) {
    const point = bridge + <usize>level * BRIDGE_BYTES;
    const at = rows + <usize>load<i32>(point) * ROW;
    const left = rows + <usize>load<i32>(point, 4) * ROW;
    const right = rows + <usize>load<i32>(point, 8) * ROW;
    const ofLeft = v128.load64_splat(point, 16);
    const ofRight = v128.load64_splat(point, 24);
    const ofNormal = v128.load64_splat(point, 32);
    for (let v: usize = 0; v < ROW; v += 16) {
      const between = f64x2.add(f64x2.mul(ofLeft, v128.load(left + v)), f64x2.mul(ofRight, v128.load(right + v)));
      v128.store(at + v, f64x2.add(between, f64x2.mul(ofNormal, v128.load(at + v))));
    }
  }
  for (let v: usize = 0; v < ROW; v += 16) {
    let before = splat(0.0);
    for (let month = 1; month <= months; month++) {
      const at = rows + <usize>month * ROW + v;
      const now = v128.load(at);
      v128.store(at, f64x2.sub(now, before));
      before = now;
    }
  }
}
