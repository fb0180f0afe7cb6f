// Planes out of the states and exponentials of a month: rates from the model's own bonds, and what is read off as it stands. A recipe observes
// a month and writes the row that many months later for which its rate holds: a rate set in advance stands in the next month's row.
//
//   par          (1 - last bond) / sum of weight x bond         compounded   growth of a dollar over the last n months - 1
//   average      mean of n observations of a plane              all three    x scale + spread, not below the floor
//
// Months before the cut-off come from the recipe's history, the latest first: rates of an averaged plane; for a compounded one, what a dollar
// grew to over the last month, the last two, ... Rows before the first observation repeat it, and rows after the last one repeat that.

import * as L from './layout';
import * as R from './layoutRules';
import { most, splat } from './lanes';
import { monthRows, pathRows, planeRow, region, shapeOf } from './memory';

const ROW: usize = <usize>L.BLOCK_PATHS << 3;

// @ts-ignore: decorator
@inline
function column(recipe: i32, place: i32): f64 {
  return load<f64>(region(L.REGION_RECIPES) + (<usize>(recipe * R.RECIPE_COLUMNS + place) << 3));
}

/** The row of a plane, the indices counted first, from `path` on. */
// @ts-ignore: decorator
@inline
function row(plane: i32, month: i32, path: i32): usize {
  const indices = shapeOf(L.SHAPE_INDICES);
  const base = plane < indices ? planeRow(region(L.REGION_INDICES), plane, monthRows(), month) : planeRow(region(L.REGION_MARKET), plane - indices, monthRows(), month);
  return base + (<usize>path << 3);
}

/** Follows every recipe in `month`; in the `last` one, to the end of its plane. */
export function recipesAt(month: i32, last: i32, path: i32, vectors: i32, states: usize, exponentials: usize): void {
  const recipes = shapeOf(L.SHAPE_RECIPES);
  const end = monthRows() - 1;
  const bytes = <usize>vectors << 4;
  for (let recipe = 0; recipe < recipes; recipe++) {
    const plane = <i32>column(recipe, R.RECIPE_PLANE);
    const offset = <i32>column(recipe, R.RECIPE_OFFSET);
    const to = row(plane, min(month + offset, end), path);
    if (month + offset > end) continue;
    write(recipe, month, path, bytes, states, exponentials, to);
    if (month == 0) for (let before = 0; before < offset; before++) copy(row(plane, before, path), to, bytes);
    if (month == last) for (let after = month + offset + 1; after <= end; after++) copy(row(plane, after, path), to, bytes);
  }
}

function write(recipe: i32, month: i32, path: i32, bytes: usize, states: usize, exponentials: usize, to: usize): void {
  const kind = <i32>column(recipe, R.RECIPE_KIND);
  const from = <i32>column(recipe, R.RECIPE_FROM);
  if (kind == R.RECIPE_EXPONENT) return copy(to, exponentials + <usize>from * ROW, bytes);
  if (kind == R.RECIPE_STATE) return copy(to, states + <usize>from * ROW, bytes);
  if (kind == R.RECIPE_PAR) par(recipe, from, bytes, exponentials, to);
  else if (kind == R.RECIPE_COMPOUNDED) compounded(recipe, month, from, path, bytes, to);
  else average(recipe, month, from, path, bytes, to);

  const scale = splat(column(recipe, R.RECIPE_SCALE));
  const floor = splat(column(recipe, R.RECIPE_FLOOR));
  const spread = v128.load64_splat(region(L.REGION_SPREADS) + (<usize>(recipe * pathRows() + month) << 3));
  for (let v: usize = 0; v < bytes; v += 16) {
    v128.store(to + v, most(f64x2.add(f64x2.mul(v128.load(to + v), scale), spread), floor));
  }
}

/** Short rows: a copy of the engine's costs a call. */
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, bytes: usize): void {
  for (let v: usize = 0; v < bytes; v += 16) v128.store(to + v, v128.load(from + v));
}

function par(recipe: i32, first: i32, bytes: usize, exponentials: usize, to: usize): void {
  const bonds = region(L.REGION_RECIPE_TERMS) + (<usize>first << 4);
  const end = bonds + (<usize>column(recipe, R.RECIPE_COUNT) << 4);
  const lastBond = exponentials + <usize>load<i32>(end - 16) * ROW;
  const one = splat(1.0);
  for (let v: usize = 0; v < bytes; v += 64) {
    let a = splat(0.0), b = a, c = a, d = a;
    for (let bond = bonds; bond < end; bond += 16) {
      const price = exponentials + <usize>load<i32>(bond) * ROW + v;
      const weight = v128.load64_splat(bond, 8);
      a = f64x2.add(a, f64x2.mul(weight, v128.load(price)));
      b = f64x2.add(b, f64x2.mul(weight, v128.load(price, 16)));
      c = f64x2.add(c, f64x2.mul(weight, v128.load(price, 32)));
      d = f64x2.add(d, f64x2.mul(weight, v128.load(price, 48)));
    }
    v128.store(to + v, f64x2.div(f64x2.sub(one, v128.load(lastBond + v)), a));
    v128.store(to + v, f64x2.div(f64x2.sub(one, v128.load(lastBond + v, 16)), b), 16);
    v128.store(to + v, f64x2.div(f64x2.sub(one, v128.load(lastBond + v, 32)), c), 32);
    v128.store(to + v, f64x2.div(f64x2.sub(one, v128.load(lastBond + v, 48)), d), 48);
  }
}

/** `factors` is a plane of discount factors. */
function compounded(recipe: i32, month: i32, factors: i32, path: i32, bytes: usize, to: usize): void {
  const months = <i32>column(recipe, R.RECIPE_COUNT);
  const now = row(factors, month, path);
  const earlier = month - months;
  const history = region(L.REGION_HISTORY) + (<usize>(<i32>column(recipe, R.RECIPE_HISTORY) - earlier - 1) << 3);
  for (let v: usize = 0; v < bytes; v += 16) {
    // At the cut-off a dollar that came in `earlier` months before it had grown to what the history says.
    const then = earlier >= 0 ? v128.load(row(factors, earlier, path) + v) : v128.load64_splat(history);
    v128.store(to + v, f64x2.sub(f64x2.div(then, v128.load(now + v)), splat(1.0)));
  }
}

/** The plane that is averaged has the same offset, and stands earlier among the recipes. */
function average(recipe: i32, month: i32, plane: i32, path: i32, bytes: usize, to: usize): void {
  const months = <i32>column(recipe, R.RECIPE_COUNT);
  const offset = <i32>column(recipe, R.RECIPE_OFFSET);
  const latest = month - <i32>column(recipe, R.RECIPE_LAG);
  const count = splat(<f64>months);
  const history = region(L.REGION_HISTORY) + (<usize>column(recipe, R.RECIPE_HISTORY) << 3);
  for (let v: usize = 0; v < bytes; v += 16) {
    let sum = splat(0.0);
    for (let observed = latest - months + 1; observed <= latest; observed++) {
      const rate = observed >= 0 ? v128.load(row(plane, observed + offset, path) + v) : v128.load64_splat(history + (<usize>(-observed - 1) << 3));
      sum = f64x2.add(sum, rate);
    }
    v128.store(to + v, f64x2.div(sum, count));
  }
}
