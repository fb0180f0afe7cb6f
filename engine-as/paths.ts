// Generated paths: words -> normal variables -> states -> exponentials -> planes of indices, discount factors, home prices, multipliers.
//
//   states      s(m) = sum of the step's terms: coefficient(m) x state(m - 1), or x variable(m)
//   exponents   e(m) = constant(m) + sum of coefficient x state(m)
//
// Sixteen paths at a time go through all stages. Nothing is summed across paths, and path i draws its words by its own number, so it is the
// same in any block. A model is tables: a factor, its integral (the discount factor's logarithm), the noise of home prices and of
// multipliers are all states, and the kernel knows none of them.
//
//   REGION_PATHS       | points | signs | words [level][16] | states before | states after | exponentials | bridge |
//   REGION_VARIABLES   [block of sixteen][driver][month][16]      what was drawn, which other models may be walked on

import * as L from './layout';
import { bridgeOver, layBridge, monthOf } from './bridge';
import { splat } from './lanes';
import { BRIDGE_BYTES, isOpen, monthRows, pathRows, paths, region, shapeOf, status } from './memory';
import { checkPaths } from './pathChecks';
import { recipesAt } from './recipes';
import { planWord, randomRows } from './random';
import { makeScrambles, sobolRow } from './sobol';
import { exponential, inverseNormal } from './transcendental';

const ROW: usize = <usize>L.BLOCK_PATHS << 3;
const WORDS_ROW: usize = <usize>L.BLOCK_PATHS << 2;
/** 2^-32 and one half. */
const WORD: usize = memory.data<f64>([2.3283064365386963e-10, 0.5], 16);

// @ts-ignore: decorator
@inline
function points(): usize {
  return region(L.REGION_PATHS);
}

// @ts-ignore: decorator
@inline
function words(): usize {
  return points() + 2 * WORDS_ROW;
}

/** Variables of a driver on the paths from `path`: a row a month, row 0 unused. */
// @ts-ignore: decorator
@inline
function variables(path: i32, driver: i32): usize {
  const block = path / L.BLOCK_PATHS;
  return region(L.REGION_VARIABLES) + <usize>((block * shapeOf(L.SHAPE_DRIVERS) + driver) * pathRows()) * ROW;
}

// @ts-ignore: decorator
@inline
function statesBefore(): usize {
  return words() + <usize>(pathRows() + 4) * WORDS_ROW;
}

// @ts-ignore: decorator
@inline
function statesAfter(): usize {
  return statesBefore() + <usize>shapeOf(L.SHAPE_STATES) * ROW;
}

// @ts-ignore: decorator
@inline
function exponentials(): usize {
  return statesAfter() + <usize>shapeOf(L.SHAPE_STATES) * ROW;
}

// @ts-ignore: decorator
@inline
function bridge(): usize {
  return exponentials() + <usize>shapeOf(L.SHAPE_EXPONENTS) * ROW;
}

/**
 * Generates the paths from PLAN_FIRST_PATH on, up to `stage`: all planes that recipes make, in every lane; padding repeats the last path.
 *
 * Errors: STATUS_ORDER, STATUS_PATHS.
 */
export function generatePaths(stage: i32): i32 {
  const isDrawn = planWord(L.PLAN_DRAWN) != 0;
  const code = isDrawn ? checked() : begin();
  if (code != L.STATUS_OK) return code;
  for (let path = 0; path < paths; path += L.BLOCK_PATHS) {
    if (!isDrawn) draw(path, stage);
    if (stage >= L.STAGE_STATES) walk(path, min(L.BLOCK_PATHS, paths - path) >> 1, stage);
  }
  return status(L.STATUS_OK, 0, 0);
}

/** The variables of all drivers on the sixteen paths from `path`, up to `stage`. */
function draw(path: i32, stage: i32): void {
  const drivers = shapeOf(L.SHAPE_DRIVERS);
  numberPoints(path);
  for (let driver = 0; driver < drivers; driver++) {
    drawWords(driver);
    if (stage < L.STAGE_NORMALS) continue;
    drawNormals(path, driver);
    if (stage >= L.STAGE_BRIDGE && isBridged()) bridgeOver(bridge(), variables(path, driver), pathRows() - 1);
  }
}

/**
 * Adds the variables of the paths from PLAN_FIRST_PATH on to the sums of REGION_MOMENTS, before they are matched, one path after the
 * other: the sums over a set of paths do not depend on the blocks it came in.
 */
export function addMoments(): i32 {
  const code = begin();
  if (code != L.STATUS_OK) return code;
  const drivers = shapeOf(L.SHAPE_DRIVERS);
  const levels = pathRows() - 1;
  const asked = shapeOf(L.SHAPE_PATHS);
  for (let path = 0; path < asked; path += L.BLOCK_PATHS) {
    numberPoints(path);
    for (let driver = 0; driver < drivers; driver++) {
      drawWords(driver);
      for (let level = 0; level < levels; level++) {
        const sum = moment(2, driver, level);
        const squares = moment(3, driver, level);
        for (let lane = 0; lane < min(L.BLOCK_PATHS, asked - path); lane += 2) {
          const z = normalsAt(words() + <usize>level * WORDS_ROW + (<usize>lane << 2));
          addMoment(sum, squares, f64x2.extract_lane(z, 0));
          if (path + lane + 1 < asked) addMoment(sum, squares, f64x2.extract_lane(z, 1));
        }
      }
    }
  }
  return status(L.STATUS_OK, 0, 0);
}

// @ts-ignore: decorator
@inline
function addMoment(sum: usize, squares: usize, z: f64): void {
  store<f64>(sum, load<f64>(sum) + z);
  store<f64>(squares, load<f64>(squares) + z * z);
}

/** Which: 0 the mean, 1 the scale, 2 the sum, 3 the sum of squares. */
// @ts-ignore: decorator
@inline
function moment(which: i32, driver: i32, level: i32): usize {
  return region(L.REGION_MOMENTS) + (<usize>((which * shapeOf(L.SHAPE_DRIVERS) + driver) * (pathRows() - 1) + level) << 3);
}

function checked(): i32 {
  return isOpen ? checkPaths() : status(L.STATUS_ORDER, 0, 0);
}

function begin(): i32 {
  const code = checked();
  if (code != L.STATUS_OK) return code;
  makeScrambles();
  layBridge(bridge(), bridge() + <usize>pathRows() * BRIDGE_BYTES, pathRows() - 1);
  return L.STATUS_OK;
}

// @ts-ignore: decorator
@inline
function isBridged(): bool {
  return (planWord(L.PLAN_FLAGS) & L.PLAN_BRIDGE) != 0;
}

/** The points of sixteen lanes from `path` on, and which of them have the other sign. */
function numberPoints(path: i32): void {
  const isAntithetic = (planWord(L.PLAN_FLAGS) & L.PLAN_ANTITHETIC) != 0;
  const first = planWord(L.PLAN_FIRST_PATH);
  const last = shapeOf(L.SHAPE_PATHS) - 1;
  for (let lane = 0; lane < L.BLOCK_PATHS; lane++) {
    const number = first + <u32>min(path + lane, last);
    const at = points() + (<usize>lane << 2);
    store<u32>(at, isAntithetic ? number >> 1 : number);
    // The complement of a word is the word of the other tail.
    store<u32>(at + WORDS_ROW, isAntithetic && (number & 1) != 0 ? 0xffffffff : 0);
  }
}

/** Words of all levels of a driver: from the Sobol sequence where the level has a dimension, otherwise from the generator. */
function drawWords(driver: i32): void {
  const levels = pathRows() - 1;
  const dimensions = region(L.REGION_PATH_DIMENSIONS) + (<usize>(driver * levels) << 2);
  const groups = (levels + 3) >> 2;
  const isAntithetic = (planWord(L.PLAN_FLAGS) & L.PLAN_ANTITHETIC) != 0;
  for (let group = 0; group < groups; group++) {
    const to = words() + <usize>(group << 2) * WORDS_ROW;
    let isRandom = false;
    for (let level = group << 2; level < min(levels, (group + 1) << 2); level++) {
      if (load<i32>(dimensions + (<usize>level << 2)) < 0) isRandom = true;
    }
    if (isRandom) randomRows(points(), driver * groups + group, to);
    for (let level = group << 2; level < min(levels, (group + 1) << 2); level++) {
      const dimension = load<i32>(dimensions + (<usize>level << 2));
      const row = words() + <usize>level * WORDS_ROW;
      if (dimension >= 0) sobolRow(points(), dimension, row);
      if (!isAntithetic) continue;
      for (let lane: usize = 0; lane < WORDS_ROW; lane += 16) {
        v128.store(row + lane, v128.xor(v128.load(row + lane), v128.load(points() + WORDS_ROW + lane)));
      }
    }
  }
}

/** Two normal variables of two words: each in the middle of its 2^-32 of the unit interval. */
// @ts-ignore: decorator
@inline
function normalsAt(word: usize): v128 {
  const x = f64x2.convert_low_i32x4_u(v128.load64_zero(word));
  return inverseNormal(f64x2.mul(f64x2.add(x, v128.load64_splat(WORD, 8)), v128.load64_splat(WORD)));
}

/** Normal variables of all levels, each in the row of the month that it decides. */
function drawNormals(path: i32, driver: i32): void {
  const levels = pathRows() - 1;
  const flags = planWord(L.PLAN_FLAGS);
  const isMatched = (flags & L.PLAN_MATCHED) != 0;
  for (let level = 0; level < levels; level++) {
    const from = words() + <usize>level * WORDS_ROW;
    const to = variables(path, driver) + <usize>((flags & L.PLAN_BRIDGE) != 0 ? monthOf(bridge(), level) : level + 1) * ROW;
    for (let lane: usize = 0; lane < <usize>L.BLOCK_PATHS; lane += 2) v128.store(to + (lane << 3), normalsAt(from + (lane << 2)));
    if (isMatched) {
      const mean = v128.load64_splat(moment(0, driver, level));
      const scale = v128.load64_splat(moment(1, driver, level));
      for (let v: usize = 0; v < ROW; v += 16) v128.store(to + v, f64x2.mul(f64x2.sub(v128.load(to + v), mean), scale));
    }
  }
}

/** States, exponentials and planes, month after month, of the paths from `path` on; `vectors` (4 or 8) of two. */
function walk(path: i32, vectors: i32, stage: i32): void {
  const last = min(pathRows(), monthRows()) - 1;
  let before = statesBefore();
  let after = statesAfter();
  memory.fill(before, 0, <usize>shapeOf(L.SHAPE_STATES) * ROW);
  for (let month = 0; month <= last; month++) {
    if (month > 0) {
      step(path, month, before, after);
      const left = before;
      before = after;
      after = left;
    }
    if (stage < L.STAGE_EXPONENTS) continue;
    raise(month, before);
    if (stage == L.STAGE_ALL) recipesAt(month, last, path, vectors, before, exponentials());
  }
}

/** One month: each state is the sum of its terms, four vectors at a time. */
function step(path: i32, month: i32, before: usize, after: usize): void {
  const states = shapeOf(L.SHAPE_STATES);
  const terms = shapeOf(L.SHAPE_STEP_TERMS);
  const coefficients = region(L.REGION_STEPS) + (<usize>(month * terms) << 3);
  let term = 0;
  for (let state = 0; state < states; state++) {
    const first = term;
    while (term < terms && load<i32>(region(L.REGION_STEP_TERMS) + (<usize>term << 3)) == state) term++;
    for (let v: usize = 0; v < ROW; v += 64) {
      let a = splat(0.0), b = a, c = a, d = a;
      for (let k = first; k < term; k++) {
        const source = load<i32>(region(L.REGION_STEP_TERMS) + (<usize>k << 3), 4);
        const from = (source < states ? before + <usize>source * ROW : variables(path, source - states) + <usize>month * ROW) + v;
        const coefficient = v128.load64_splat(coefficients + (<usize>k << 3));
        a = f64x2.add(a, f64x2.mul(coefficient, v128.load(from)));
        b = f64x2.add(b, f64x2.mul(coefficient, v128.load(from, 16)));
        c = f64x2.add(c, f64x2.mul(coefficient, v128.load(from, 32)));
        d = f64x2.add(d, f64x2.mul(coefficient, v128.load(from, 48)));
      }
      const to = after + <usize>state * ROW + v;
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
    }
  }
}

/** All exponentials of a month, four vectors at a time. */
function raise(month: i32, states: usize): void {
  const count = shapeOf(L.SHAPE_EXPONENTS);
  const terms = region(L.REGION_EXPONENT_TERMS);
  const end = terms + (<usize>shapeOf(L.SHAPE_EXPONENT_TERMS) << 4);
  let next = terms;
  for (let exponent = 0; exponent < count; exponent++) {
    const constant = v128.load64_splat(region(L.REGION_EXPONENTS) + (<usize>(exponent * pathRows() + month) << 3));
    const first = next;
    while (next < end && load<i32>(next) == exponent) next += 16;
    for (let v: usize = 0; v < ROW; v += 64) {
      let a = constant, b = constant, c = constant, d = constant;
      for (let term = first; term < next; term += 16) {
        const state = states + <usize>load<i32>(term, 4) * ROW + v;
        const coefficient = v128.load64_splat(term, 8);
        a = f64x2.add(a, f64x2.mul(coefficient, v128.load(state)));
        b = f64x2.add(b, f64x2.mul(coefficient, v128.load(state, 16)));
        c = f64x2.add(c, f64x2.mul(coefficient, v128.load(state, 32)));
        d = f64x2.add(d, f64x2.mul(coefficient, v128.load(state, 48)));
      }
      const to = exponentials() + <usize>exponent * ROW + v;
      v128.store(to, exponential(a));
      v128.store(to, exponential(b), 16);
      v128.store(to, exponential(c), 32);
      v128.store(to, exponential(d), 48);
    }
  }
}
