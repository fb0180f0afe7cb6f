// Behaviour around the given curves: fills REGION_CURVES, after `generate` and before `project`.
//
//   curve(path, month) = given(month) x multiplier(path, month) x f(path, month) / f(forward path, month)       within 0 to 1
//
// f is a rule's function of rates and home prices. The ratio is 1 where f is 0 on the forward path. The forward path goes through the very
// same operations as the others, so where a path is the forward path the ratio is 1 to the bit, and the curve is the given one.
//
//   refinance   turnover + refinanced s(x) exp(-k h)      x: note rate less mortgage rate; h: sum of max(0, x) / 12 over the months before: burnout
//   default     least + (1 - least) l exp(k max(0, p - 1))      l: sum over buckets of weight x s(u); p: payment over that at the cut-off
//   severity    sum over buckets of weight x max(least, 1 - (1 - centre) / u)      centre: cost of a sale, a share of the price
//
// s(x) = 1 / (1 + exp(-steepness (x - centre))); u = loan-to-value of the bucket x what the schedule has left / its home price index. What age,
// season and penalties make of turnover and refinancing is the same on every path, and comes as rows by month. That smm + mdr stays within 1 is
// credit's to see to.
//
// Sums over buckets depend on leverage alone, what the schedule has left over the home price index: they are tabulated once a rule and group of
// home prices, so that a month of a path costs one look-up for each group that has loans. The payment shock of loans whose payments
// follow no index is the same on every path, and made once a rule.
//
//   REGION_BEHAVIOUR    | forward [month][2] | path [month][16] | shock [month] | table [group][TABLE_STEPS + 1] |

import * as L from './layout';
import * as R from './layoutRules';
import { least, most, splat } from './lanes';
import { isOpen, monthRows, paths, planeRow, region, rowBytes, shapeOf, status } from './memory';
import { exponential } from './transcendental';

const PAIR: usize = 16;
const LANE_ROW: usize = <usize>L.BLOCK_PATHS << 3;

// @ts-ignore: decorator
@inline
function columnOf(rule: i32, column: i32): f64 {
  return load<f64>(region(L.REGION_RULES) + (<usize>(rule * R.RULE_COLUMNS + column) << 3));
}

// @ts-ignore: decorator
@inline
function rowOf(rule: i32, row: i32): usize {
  return region(L.REGION_RULE_ROWS) + (<usize>((rule * R.RULE_ROWS + row) * monthRows()) << 3);
}

// @ts-ignore: decorator
@inline
function curveRule(curve: i32): i32 {
  return load<i32>(region(L.REGION_CURVE_RULES) + (<usize>curve << 2)) - 1;
}

/** A plane on the forward path: months are PAIR bytes apart. */
// @ts-ignore: decorator
@inline
function forwardPlane(plane: i32): usize {
  return region(L.REGION_FORWARD) + <usize>plane * <usize>monthRows() * PAIR;
}

/** A plane on the paths from `path` on: months are rowBytes apart. */
// @ts-ignore: decorator
@inline
function pathPlane(plane: i32, path: i32): usize {
  const indices = shapeOf(L.SHAPE_INDICES);
  const base = plane < indices ? planeRow(region(L.REGION_INDICES), plane, monthRows(), 0) : planeRow(region(L.REGION_MARKET), plane - indices, monthRows(), 0);
  return base + (<usize>path << 3);
}

/**
 * Fills every curve of the block of paths.
 *
 * Errors: STATUS_ORDER, STATUS_PATHS with the table and its entry.
 */
export function fillCurves(): i32 {
  if (!isOpen) return status(L.STATUS_ORDER, 0, 0);
  const code = checkRules();
  if (code != L.STATUS_OK) return code;
  const curves = shapeOf(L.SHAPE_CURVES);
  let curve = 0;
  while (curve < curves) {
    // Curves of one rule stand side by side.
    let last = curve + 1;
    while (last < curves && curveRule(last) == curveRule(curve)) last++;
    fillFrom(curve, last, curveRule(curve));
    curve = last;
  }
  return status(L.STATUS_OK, 0, 0);
}

/** Fills the curves from `first` to before `last`, all of one rule. */
function fillFrom(first: i32, last: i32, rule: i32): void {
  const forward = region(L.REGION_BEHAVIOUR);
  const onPath = forward + <usize>monthRows() * PAIR;
  if (rule >= 0) {
    tabulate(rule);
    evaluate(rule, -1, 1, forward, PAIR);
  }
  for (let path = 0; path < paths; path += L.BLOCK_PATHS) {
    const vectors = min(L.BLOCK_PATHS, paths - path) >> 1;
    if (rule >= 0) {
      evaluate(rule, path, vectors, onPath, LANE_ROW);
      toRatio(rule, path, vectors, forward, onPath);
    }
    for (let curve = first; curve < last; curve++) fill(curve, rule, path, vectors, onPath);
  }
}

/** What payments that follow no index do to defaults, by month. */
// @ts-ignore: decorator
@inline
function shocks(): usize {
  return region(L.REGION_BEHAVIOUR) + <usize>monthRows() * (PAIR + LANE_ROW);
}

/** The table of a group of home prices. */
// @ts-ignore: decorator
@inline
function table(group: i32): usize {
  return shocks() + <usize>monthRows() * 8 + <usize>(group * (R.TABLE_STEPS + 1)) * 8;
}

// @ts-ignore: decorator
@inline
function monthsOf(rule: i32): i32 {
  return rule < 0 ? 0 : min(monthRows(), <i32>columnOf(rule, R.RULE_MONTHS));
}

/** The curve on sixteen paths: the given one times what its rule came to. */
function fill(curve: i32, rule: i32, path: i32, vectors: i32, ratios: usize): void {
  const months = monthRows();
  const given = region(L.REGION_BASE_CURVES) + (<usize>(curve * months) << 3);
  const to = planeRow(region(L.REGION_CURVES), curve, months, 0) + (<usize>path << 3);
  const none = splat(0.0);
  const all = splat(1.0);
  const moved = monthsOf(rule);
  for (let month = 0; month < months; month++) {
    const base = v128.load64_splat(given + (<usize>month << 3));
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
      const value = month >= moved ? base : least(most(f64x2.mul(base, v128.load(ratios + <usize>month * LANE_ROW + v)), none), all);
      v128.store(to + <usize>month * rowBytes + v, value);
    }
  }
}

/** From values of a rule's function to multiplier x ratio, in place. */
function toRatio(rule: i32, path: i32, vectors: i32, forward: usize, values: usize): void {
  const months = monthsOf(rule);
  const plane = <i32>columnOf(rule, R.RULE_MULTIPLIER);
  const multipliers: usize = pathPlane(max(0, plane), path);
  const one = splat(1.0);
  for (let month = 0; month < months; month++) {
    const base = v128.load(forward + <usize>month * PAIR);
    const isNone = f64x2.eq(base, splat(0.0));
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
      const at = values + <usize>month * LANE_ROW + v;
      const ratio = v128.bitselect(one, f64x2.div(v128.load(at), base), isNone);
      v128.store(at, plane < 0 ? ratio : f64x2.mul(ratio, v128.load(multipliers + <usize>month * rowBytes + v)));
    }
  }
}

/** A rule's function by month on `vectors` pairs of paths, from `path` on; `path` -1 is the forward path. Rows of `to` are `row` bytes apart. */
function evaluate(rule: i32, path: i32, vectors: i32, to: usize, row: usize): void {
  const kind = <i32>columnOf(rule, R.RULE_KIND);
  for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
    if (kind == R.RULE_REFINANCE) refinance(rule, path, v, to + v, row);
    else if (kind == R.RULE_DEFAULT) defaults(rule, path, v, to + v, row);
    else if (kind == R.RULE_SEVERITY) byLeverage(rule, path, v, to + v, row);
    else for (let month = 0; month < monthsOf(rule); month++) v128.store(to + v + <usize>month * row, splat(1.0));
  }
}

/** Where a plane begins for the lanes at `v`; 0 for none. */
// @ts-ignore: decorator
@inline
function planeAt(plane: i32, path: i32, v: usize): usize {
  if (plane < 0) return 0;
  return path < 0 ? forwardPlane(plane) : pathPlane(plane, path) + v;
}

/** The mean note rate of a month. */
// @ts-ignore: decorator
@inline
function noteRate(rule: i32, month: i32, index: usize, stride: usize): v128 {
  const at = <usize>month << 3;
  const fixed = v128.load64_splat(rowOf(rule, R.RULE_ROW_FIXED) + at);
  if (index == 0) return fixed;
  const follows = v128.load64_splat(rowOf(rule, R.RULE_ROW_FOLLOWS) + at);
  const rate = f64x2.add(fixed, f64x2.mul(follows, v128.load(index + <usize>month * stride)));
  return least(most(rate, splat(columnOf(rule, R.RULE_LOWEST_RATE))), splat(columnOf(rule, R.RULE_HIGHEST_RATE)));
}

/** 1 / (1 + exp(-steepness (x - centre))). */
// @ts-ignore: decorator
@inline
function curveS(x: v128, steepness: v128, centre: v128): v128 {
  const one = splat(1.0);
  const fall = exponential(f64x2.neg(f64x2.mul(steepness, f64x2.sub(x, centre))));
  return f64x2.div(one, f64x2.add(one, fall));
}

function refinance(rule: i32, path: i32, v: usize, to: usize, row: usize): void {
  const stride = path < 0 ? PAIR : rowBytes;
  const mortgage = planeAt(<i32>columnOf(rule, R.RULE_MORTGAGE), path, v);
  const index = planeAt(<i32>columnOf(rule, R.RULE_INDEX), path, v);
  const steepness = splat(columnOf(rule, R.RULE_STEEPNESS));
  const centre = splat(columnOf(rule, R.RULE_CENTRE));
  const slowing = splat(-columnOf(rule, R.RULE_RESPONSE) / 12.0);
  const turnover = rowOf(rule, R.RULE_ROW_TURNOVER);
  const refinanced = rowOf(rule, R.RULE_ROW_REFINANCED);
  const months = monthsOf(rule);
  let heat = splat(0.0);
  for (let month = 0; month < months; month++) {
    const at = <usize>month << 3;
    const incentive = f64x2.sub(noteRate(rule, month, index, stride), v128.load(mortgage + <usize>month * stride));
    const left = f64x2.mul(v128.load64_splat(refinanced + at), exponential(f64x2.mul(slowing, heat)));
    v128.store(to + <usize>month * row, f64x2.add(v128.load64_splat(turnover + at), f64x2.mul(curveS(incentive, steepness, centre), left)));
    // Month 0 stands for month 1: it is no month of its own.
    if (month > 0) heat = f64x2.add(heat, most(incentive, splat(0.0)));
  }
}

/** Bucket `bucket` of all: its column. */
// @ts-ignore: decorator
@inline
function bucketOf(bucket: i32, column: i32): f64 {
  return load<f64>(region(L.REGION_BUCKETS) + (<usize>(bucket * R.BUCKET_COLUMNS + column) << 3));
}

/** The bucket after the last one of `bucket`'s group of home prices. */
function groupEnd(bucket: i32, last: i32): i32 {
  let end = bucket + 1;
  while (end < last && bucketOf(end, R.BUCKET_HOME) == bucketOf(bucket, R.BUCKET_HOME)) end++;
  return end;
}

/** What is the same on every path: the rule's function of leverage by group of home prices, and payment shocks that follow no index. */
function tabulate(rule: i32): void {
  const kind = <i32>columnOf(rule, R.RULE_KIND);
  if (kind != R.RULE_DEFAULT && kind != R.RULE_SEVERITY) return;
  const last = lastBucket(rule);
  let group = 0;
  for (let bucket = firstBucket(rule); bucket < last; group++) {
    const end = groupEnd(bucket, last);
    tabulateGroup(rule, bucket, end, table(group));
    bucket = end;
  }
  if (kind == R.RULE_SEVERITY || columnOf(rule, R.RULE_INDEX) >= 0) return;
  const response = splat(columnOf(rule, R.RULE_RESPONSE));
  for (let month = 0; month < monthsOf(rule); month++) {
    const at = <usize>month << 3;
    const rise = max(0.0, load<f64>(rowOf(rule, R.RULE_ROW_PAYMENT_LEVEL) + at) - 1.0);
    store<f64>(shocks() + at, f64x2.extract_lane(exponential(f64x2.mul(response, splat(rise))), 0));
  }
}

// @ts-ignore: decorator
@inline
function firstBucket(rule: i32): i32 {
  return <i32>columnOf(rule, R.RULE_FIRST_BUCKET);
}

// @ts-ignore: decorator
@inline
function lastBucket(rule: i32): i32 {
  return firstBucket(rule) + <i32>columnOf(rule, R.RULE_BUCKET_COUNT);
}

/** The sum over the buckets from `first` to before `end` of a rule's function of loan-to-value, at each step of leverage. */
function tabulateGroup(rule: i32, first: i32, end: i32, to: usize): void {
  const isDefault = <i32>columnOf(rule, R.RULE_KIND) == R.RULE_DEFAULT;
  const lowest = splat(columnOf(rule, R.RULE_LEAST));
  const steepness = splat(columnOf(rule, R.RULE_STEEPNESS));
  const centre = splat(columnOf(rule, R.RULE_CENTRE));
  const one = splat(1.0);
  for (let step = 0; step <= R.TABLE_STEPS; step++) {
    const left = splat((<f64>R.TABLE_HIGHEST * <f64>step) / <f64>R.TABLE_STEPS);
    let sum = splat(0.0);
    for (let bucket = first; bucket < end; bucket++) {
      const updated = f64x2.mul(splat(bucketOf(bucket, R.BUCKET_LTV)), left);
      // Where nothing is left to owe, the quotient is infinite and the loss the least.
      const value = isDefault ? curveS(updated, steepness, centre) : most(lowest, f64x2.sub(one, f64x2.div(f64x2.sub(one, centre), updated)));
      sum = f64x2.add(sum, f64x2.mul(splat(bucketOf(bucket, R.BUCKET_WEIGHT)), value));
    }
    store<f64>(to + (<usize>step << 3), f64x2.extract_lane(sum, 0));
  }
}

/** A table at a leverage: linear between its steps, level beyond the highest. */
// @ts-ignore: decorator
@inline
function lookUp(left: v128, values: usize): v128 {
  const steps = <f64>R.TABLE_STEPS;
  const scaled = least(most(f64x2.mul(left, splat(steps / <f64>R.TABLE_HIGHEST)), splat(0.0)), splat(steps));
  const below = least(f64x2.floor(scaled), splat(steps - 1.0));
  const at = i32x4.trunc_sat_f64x2_u_zero(below);
  const first = values + (<usize>i32x4.extract_lane(at, 0) << 3);
  const second = values + (<usize>i32x4.extract_lane(at, 1) << 3);
  const low = f64x2.replace_lane(v128.load64_splat(first), 1, load<f64>(second));
  const high = f64x2.replace_lane(v128.load64_splat(first, 8), 1, load<f64>(second, 8));
  return f64x2.add(low, f64x2.mul(f64x2.sub(scaled, below), f64x2.sub(high, low)));
}

/** The sum over all buckets at the leverages of each month: a pass for each group of home prices. */
function byLeverage(rule: i32, path: i32, v: usize, to: usize, row: usize): void {
  const stride = path < 0 ? PAIR : rowBytes;
  const balance = rowOf(rule, R.RULE_ROW_BALANCE);
  const months = monthsOf(rule);
  const last = lastBucket(rule);
  let group = 0;
  for (let bucket = firstBucket(rule); bucket < last; group++) {
    const home = planeAt(<i32>bucketOf(bucket, R.BUCKET_HOME), path, v);
    const values = table(group);
    for (let month = 0; month < months; month++) {
      const left = v128.load64_splat(balance + (<usize>month << 3));
      const value = lookUp(home == 0 ? left : f64x2.div(left, v128.load(home + <usize>month * stride)), values);
      const at = to + <usize>month * row;
      v128.store(at, group == 0 ? value : f64x2.add(v128.load(at), value));
    }
    bucket = groupEnd(bucket, last);
  }
}

function defaults(rule: i32, path: i32, v: usize, to: usize, row: usize): void {
  byLeverage(rule, path, v, to, row);
  const stride = path < 0 ? PAIR : rowBytes;
  const months = monthsOf(rule);
  const index = planeAt(<i32>columnOf(rule, R.RULE_INDEX), path, v);
  const lowest = splat(columnOf(rule, R.RULE_LEAST));
  const rest = splat(1.0 - columnOf(rule, R.RULE_LEAST));
  const low = splat(columnOf(rule, R.RULE_LOWEST_RATE));
  const high = splat(columnOf(rule, R.RULE_HIGHEST_RATE));
  const response = splat(columnOf(rule, R.RULE_RESPONSE));
  const level = rowOf(rule, R.RULE_ROW_PAYMENT_LEVEL);
  const slope = rowOf(rule, R.RULE_ROW_PAYMENT_SLOPE);
  const bend = rowOf(rule, R.RULE_ROW_PAYMENT_BEND);
  for (let month = 0; month < months; month++) {
    const at = <usize>month << 3;
    let shock: v128;
    if (index == 0) shock = v128.load64_splat(shocks() + at);
    else {
      const rate = least(most(v128.load(index + <usize>month * stride), low), high);
      const bent = f64x2.add(v128.load64_splat(slope + at), f64x2.mul(rate, v128.load64_splat(bend + at)));
      const rise = f64x2.sub(f64x2.add(v128.load64_splat(level + at), f64x2.mul(rate, bent)), splat(1.0));
      shock = exponential(f64x2.mul(response, most(rise, splat(0.0))));
    }
    const to1 = to + <usize>month * row;
    v128.store(to1, f64x2.add(lowest, f64x2.mul(f64x2.mul(rest, v128.load(to1)), shock)));
  }
}

/** The first table that points nowhere or holds no number. */
function checkRules(): i32 {
  const rules = shapeOf(L.SHAPE_RULES);
  const planes = <f64>(shapeOf(L.SHAPE_INDICES) + shapeOf(L.SHAPE_MARKET));
  for (let rule = 0; rule < rules; rule++) if (!isRule(rule, planes)) return status(L.STATUS_PATHS, L.REGION_RULES, rule);
  for (let bucket = 0; bucket < shapeOf(L.SHAPE_BUCKETS); bucket++) {
    if (!isBucket(bucket, planes)) return status(L.STATUS_PATHS, L.REGION_BUCKETS, bucket);
  }
  for (let curve = 0; curve < shapeOf(L.SHAPE_CURVES); curve++) {
    if (curveRule(curve) < -1 || curveRule(curve) >= rules) return status(L.STATUS_PATHS, L.REGION_CURVE_RULES, curve);
  }
  const entry = notFinite(L.REGION_RULE_ROWS);
  if (entry >= 0) return status(L.STATUS_PATHS, L.REGION_RULE_ROWS, entry);
  return L.STATUS_OK;
}

function notFinite(index: i32): i32 {
  const count = <i32>((region(index + 1) - region(index)) >> 3);
  for (let entry = 0; entry < count; entry++) {
    if (!isFinite<f64>(load<f64>(region(index) + (<usize>entry << 3)))) return entry;
  }
  return -1;
}

function isPlane(plane: f64, planes: f64): bool {
  return plane >= -1 && plane < planes && plane == floor(plane);
}

function isBucket(bucket: i32, planes: f64): bool {
  const isNumber = isFinite<f64>(bucketOf(bucket, R.BUCKET_WEIGHT)) && isFinite<f64>(bucketOf(bucket, R.BUCKET_LTV));
  return isNumber && isPlane(bucketOf(bucket, R.BUCKET_HOME), planes);
}

function isRule(rule: i32, planes: f64): bool {
  for (let column = 0; column < R.RULE_COLUMNS; column++) if (!isFinite<f64>(columnOf(rule, column))) return false;
  const kind = columnOf(rule, R.RULE_KIND);
  if (!(kind >= 0 && kind < <f64>R.RULE_KINDS)) return false;
  for (let column = R.RULE_MULTIPLIER; column <= R.RULE_INDEX; column++) if (!isPlane(columnOf(rule, column), planes)) return false;
  if (kind == <f64>R.RULE_REFINANCE && columnOf(rule, R.RULE_MORTGAGE) < 0) return false;
  if (!(columnOf(rule, R.RULE_MONTHS) >= 1)) return false;
  const first = columnOf(rule, R.RULE_FIRST_BUCKET);
  const count = columnOf(rule, R.RULE_BUCKET_COUNT);
  if (!(first >= 0 && count >= 0 && first == floor(first) && count == floor(count) && first + count <= <f64>shapeOf(L.SHAPE_BUCKETS))) return false;
  if (kind != <f64>R.RULE_DEFAULT && kind != <f64>R.RULE_SEVERITY) return true;
  // A table for each group of home prices, of which there are no more than market planes.
  let groups = 0;
  for (let bucket = firstBucket(rule); bucket < lastBucket(rule); groups++) bucket = groupEnd(bucket, lastBucket(rule));
  return groups >= 1 && groups <= max(1, shapeOf(L.SHAPE_MARKET));
}
