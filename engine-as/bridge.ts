// A Brownian bridge over the months: the first variable says where the path is at its middle, the next where it is half-way there, and so
// on. The points of a quasi-random sequence are spread most evenly in their first dimensions; so those decide what matters most.
//
//   W(m) = (r - m)/(r - l) W(l) + (m - l)/(r - l) W(r) + sqrt((m - l)(r - m)/(r - l)) z        l < m < r
//   W(m) = W(l) + sqrt(m - l) z                                                                  beyond the last point l
//
// What a month decides of a value fades as loans pay off and cash is discounted: the middle is that of u(m) = m / (m + BRIDGE_RUN_OFF), in
// which the first years are wide and the last ones narrow. Halved by the calendar, the end first, a hundred months' rates share with
// three hundred that nothing depends on. Intervals are halved in turn, the earlier first, until every month has its point; the end of the
// path, which only the last interval needs, is drawn after the middle and the quarter. Months' variables are the differences of W.
//
// A point is a record {i32 at, i32 left, i32 right, i32 0, f64 of left, f64 of right, f64 of z}.
//
// Source: P. Glasserman, Monte Carlo Methods in Financial Engineering (2004), section 3.1: points may be drawn in any order.

import { splat } from './lanes';
import { BRIDGE_BYTES } from './memory';

const ROW: usize = 128;
/** Months until half of what a path decides is decided, about the mean life of a seasoned trust. 30 to 120 do nearly as well. */
const BRIDGE_RUN_OFF: f64 = 60.0;

/** Writes the points of a bridge over `months`; `intervals` is room for two words a month, twice over. An interval whose end has no point yet has its sign turned. */
export function layBridge(bridge: usize, intervals: usize, months: i32): void {
  let point = bridge;
  const first = months > 1 ? middle(0, months) : months;
  writePoint(point, first, 0, 0, 0.0, 0.0, sqrt<f64>(<f64>first));
  let end = pushed(intervals, 0, first);
  if (first < months) end = pushed(end, first, -months);
  for (let interval = intervals; interval < end; interval += 8) {
    const left = load<i32>(interval);
    const right = load<i32>(interval, 4);
    if (right < 0) {
      point += BRIDGE_BYTES;
      writePoint(point, -right, left, left, 1.0, 0.0, sqrt<f64>(<f64>(-right - left)));
      end = pushed(end, left, -right);
      continue;
    }
    if (right - left < 2) continue;
    const at = middle(left, right);
    const width = <f64>(right - left);
    const before = <f64>(at - left);
    const after = <f64>(right - at);
    point += BRIDGE_BYTES;
    writePoint(point, at, left, right, after / width, before / width, sqrt<f64>((before * after) / width));
    end = pushed(end, left, at);
    end = pushed(end, at, right);
  }
}

/** The month half-way between two by u(m) = m / (m + BRIDGE_RUN_OFF), strictly between them. */
function middle(left: i32, right: i32): i32 {
  const l = <f64>left / (<f64>left + BRIDGE_RUN_OFF);
  const r = <f64>right / (<f64>right + BRIDGE_RUN_OFF);
  const u = 0.5 * (l + r);
  return max(left + 1, min(right - 1, <i32>nearest<f64>((BRIDGE_RUN_OFF * u) / (1.0 - u))));
}

// @ts-ignore: decorator
@inline
function pushed(end: usize, left: i32, right: i32): usize {
  store<i32>(end, left);
  store<i32>(end, right, 4);
  return end + 8;
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
