// The record of an adjustable loan on the paths of a block, and what a reset makes of it: sixteen paths at a time.
//
//   | b x 16 | r x 16 | payment x 16 |     384 bytes: balances, monthly rates, payments
//
// A reset is a chain of dependent steps, so it goes over several vectors side by side. Nothing in it depends on how many there are.
//
// Source: reset terms as in a note: index + margin, rounded, within the caps; BMA Standard Formulas, SF-4 (level payment).

import * as L from './layout';
import { SMALL_RATE_TERM, exceptSmallRates, least, most, splat } from './lanes';
import { loanValue, monthRows, planeRow, region, rowBytes } from './memory';

export const RECORD: usize = 384;
export const RATE: usize = 128;
export const PAYMENT: usize = 256;

/** Two lanes each of twelve months and of a twelfth: an engine makes a constant anew at every use, but loads it once. */
const YEAR: usize = memory.data<f64>([12, 12], 16);
const MONTH: usize = memory.data<f64>([1.0 / 12.0, 1.0 / 12.0], 16);

/** The index on the paths from `path`, `lookback` months before `month`; before the first month it is the first. */
export function indexRow(loan: i32, month: i32, path: i32): usize {
  const read = max(1, month - <i32>loanValue(L.LOAN_LOOKBACK, loan));
  const index = <i32>loanValue(L.LOAN_INDEX, loan);
  return planeRow(region(L.REGION_INDICES), index, monthRows(), read) + (<usize>path << 3);
}

/** Terms of resets, together so that a reset finds them side by side: see `writeTerms`. */
export const TERMS: i32 = 64;
const MARGIN: usize = 0;
const FLOOR: usize = 8;
const CEILING: usize = 16;
const ROUNDING: usize = 24;
const INVERSE: usize = 32;
const FIRST_CAP: usize = 40;
const LATER_CAP: usize = 48;
const INDEX_ROW: usize = 56;
const LOOKBACK: usize = 60;

/** Writes what resets of a loan ask for. A loan without an index has none. */
export function writeTerms(terms: usize, loan: i32): void {
  const index = <i32>loanValue(L.LOAN_INDEX, loan);
  if (index < 0) return;
  const rounding = loanValue(L.LOAN_ROUNDING, loan);
  store<f64>(terms, loanValue(L.LOAN_MARGIN, loan), MARGIN);
  store<f64>(terms, loanValue(L.LOAN_LIFE_FLOOR, loan), FLOOR);
  store<f64>(terms, loanValue(L.LOAN_LIFE_CAP, loan), CEILING);
  store<f64>(terms, rounding, ROUNDING);
  store<f64>(terms, rounding > 0 ? 1.0 / rounding : 0.0, INVERSE);
  store<f64>(terms, loanValue(L.LOAN_INITIAL_CAP, loan), FIRST_CAP);
  store<f64>(terms, loanValue(L.LOAN_PERIODIC_CAP, loan), LATER_CAP);
  store<u32>(terms, <u32>planeRow(region(L.REGION_INDICES), index, monthRows(), 0), INDEX_ROW);
  store<i32>(terms, <i32>loanValue(L.LOAN_LOOKBACK, loan), LOOKBACK);
}

/** The monthly rates of a record after a reset, on the paths from `path`; `vectors` of two. */
export function resetRates(record: usize, terms: usize, month: i32, isFirst: bool, path: i32, vectors: i32): void {
  const cap = v128.load64_splat(terms + (isFirst ? FIRST_CAP : LATER_CAP));
  const margin = v128.load64_splat(terms, MARGIN);
  const floor = v128.load64_splat(terms, FLOOR);
  const ceiling = v128.load64_splat(terms, CEILING);
  const rounding = v128.load64_splat(terms, ROUNDING);
  const inverse = v128.load64_splat(terms, INVERSE);
  const rounds = load<f64>(terms, ROUNDING) > 0;
  const year = v128.load(YEAR);
  const aMonth = v128.load(MONTH);
  const read = max(1, month - load<i32>(terms, LOOKBACK));
  const row = <usize>load<u32>(terms, INDEX_ROW) + <usize>read * rowBytes + (<usize>path << 3);
  for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
    const old = f64x2.mul(v128.load(record + v, RATE), year);
    let rate = f64x2.add(v128.load(row + v), margin);
    if (rounds) rate = nearestBy(rate, rounding, inverse);
    v128.store(record + v, f64x2.mul(bounded(rate, old, cap, floor, ceiling), aMonth), RATE);
  }
}

/** The monthly rate after a reset, of one vector of paths. */
export function resetRate(loan: i32, month: i32, old: v128, index: v128): v128 {
  const rounding = loanValue(L.LOAN_ROUNDING, loan);
  let rate = f64x2.add(index, splat(loanValue(L.LOAN_MARGIN, loan)));
  if (rounding > 0) rate = nearest(rate, splat(rounding));
  const floor = splat(loanValue(L.LOAN_LIFE_FLOOR, loan));
  const ceiling = splat(loanValue(L.LOAN_LIFE_CAP, loan));
  return f64x2.mul(bounded(rate, old, splat(capAt(loan, month)), floor, ceiling), v128.load(MONTH));
}

// @ts-ignore: decorator
@inline
function capAt(loan: i32, month: i32): f64 {
  return loanValue(month == <i32>loanValue(L.LOAN_FIRST_RESET, loan) ? L.LOAN_INITIAL_CAP : L.LOAN_PERIODIC_CAP, loan);
}

/** The nearest multiple, ties to even. */
// @ts-ignore: decorator
@inline
function nearest(rate: v128, multiple: v128): v128 {
  return f64x2.mul(f64x2.nearest(f64x2.div(rate, multiple)), multiple);
}

/** Two lanes of the distance from a whole number beyond which a product may round otherwise than a quotient. */
const NEAR_TIE: usize = memory.data<f64>([0.5 - 1e-9, 0.5 - 1e-9], 16);

/** The same by the inverse of the multiple, in half the time; near a tie the quotient decides. */
// @ts-ignore: decorator
@inline
function nearestBy(rate: v128, multiple: v128, inverse: v128): v128 {
  const multiples = f64x2.mul(rate, inverse);
  const whole = f64x2.nearest(multiples);
  const isNearTie = f64x2.gt(f64x2.abs(f64x2.sub(multiples, whole)), v128.load(NEAR_TIE));
  if (v128.any_true(isNearTie)) return nearest(rate, multiple);
  return f64x2.mul(whole, multiple);
}

/** A yearly rate within the periodic cap of the old one, and within the life bounds. */
// @ts-ignore: decorator
@inline
function bounded(rate: v128, old: v128, cap: v128, floor: v128, ceiling: v128): v128 {
  rate = least(most(rate, f64x2.sub(old, cap)), f64x2.add(old, cap));
  return least(most(rate, floor), ceiling);
}

/** Payments of interest alone. */
export function payInterest(record: usize, vectors: i32): void {
  for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
    v128.store(record + v, f64x2.mul(v128.load(record + v), v128.load(record + v, RATE)), PAYMENT);
  }
}

/** 1, g, g^2 and g^3 of four vectors of g = 1 + r, 64 bytes each. */
const powers: usize = memory.data<f64>([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);

/**
 * Level payments of four vectors of a record, as `levelPayment` has them. A power is a chain of products, each waiting for the last:
 * four chains run side by side, and go by digits of n in base 4, first digit first, so that no branch depends on n's bits.
 */
export function payLevel(at: usize, n: i32): void {
  const one = v128.load(powers);
  const r0 = v128.load(at, RATE);
  const r1 = v128.load(at, RATE + 16);
  const r2 = v128.load(at, RATE + 32);
  const r3 = v128.load(at, RATE + 48);
  let g0 = f64x2.add(one, r0);
  let g1 = f64x2.add(one, r1);
  let g2 = f64x2.add(one, r2);
  let g3 = f64x2.add(one, r3);
  storePowers(0, g0);
  storePowers(16, g1);
  storePowers(32, g2);
  storePowers(48, g3);

  let shift = (31 - clz(n)) & ~1;
  let digit = powers + (<usize>(n >> shift) << 6);
  g0 = v128.load(digit);
  g1 = v128.load(digit, 16);
  g2 = v128.load(digit, 32);
  g3 = v128.load(digit, 48);
  while (shift > 0) {
    shift -= 2;
    digit = powers + (<usize>((n >> shift) & 3) << 6);
    g0 = f64x2.mul(g0, g0);
    g1 = f64x2.mul(g1, g1);
    g2 = f64x2.mul(g2, g2);
    g3 = f64x2.mul(g3, g3);
    g0 = f64x2.mul(f64x2.mul(g0, g0), v128.load(digit));
    g1 = f64x2.mul(f64x2.mul(g1, g1), v128.load(digit, 16));
    g2 = f64x2.mul(f64x2.mul(g2, g2), v128.load(digit, 32));
    g3 = f64x2.mul(f64x2.mul(g3, g3), v128.load(digit, 48));
  }
  g0 = f64x2.div(f64x2.mul(r0, g0), f64x2.sub(g0, one));
  g1 = f64x2.div(f64x2.mul(r1, g1), f64x2.sub(g1, one));
  g2 = f64x2.div(f64x2.mul(r2, g2), f64x2.sub(g2, one));
  g3 = f64x2.div(f64x2.mul(r3, g3), f64x2.sub(g3, one));
  const smallest = f64x2.mul(least(least(r0, r1), least(r2, r3)), splat(<f64>n));
  if (v128.any_true(f64x2.lt(smallest, splat(SMALL_RATE_TERM)))) {
    g0 = exceptSmallRates(g0, r0, n);
    g1 = exceptSmallRates(g1, r1, n);
    g2 = exceptSmallRates(g2, r2, n);
    g3 = exceptSmallRates(g3, r3, n);
  }
  v128.store(at, f64x2.mul(v128.load(at), g0), PAYMENT);
  v128.store(at, f64x2.mul(v128.load(at, 16), g1), PAYMENT + 16);
  v128.store(at, f64x2.mul(v128.load(at, 32), g2), PAYMENT + 32);
  v128.store(at, f64x2.mul(v128.load(at, 48), g3), PAYMENT + 48);
}

/** The same of one vector, to the same bits. */
export function payLevelOfOne(at: usize, n: i32): void {
  const one = v128.load(powers);
  const r = v128.load(at, RATE);
  storePowers(0, f64x2.add(one, r));
  let shift = (31 - clz(n)) & ~1;
  let g = v128.load(powers + (<usize>(n >> shift) << 6));
  while (shift > 0) {
    shift -= 2;
    g = f64x2.mul(g, g);
    g = f64x2.mul(f64x2.mul(g, g), v128.load(powers + (<usize>((n >> shift) & 3) << 6)));
  }
  g = f64x2.div(f64x2.mul(r, g), f64x2.sub(g, one));
  if (v128.any_true(f64x2.lt(f64x2.mul(r, splat(<f64>n)), splat(SMALL_RATE_TERM)))) g = exceptSmallRates(g, r, n);
  v128.store(at, f64x2.mul(v128.load(at), g), PAYMENT);
}

// @ts-ignore: decorator
@inline
function storePowers(vector: usize, g: v128): void {
  const square = f64x2.mul(g, g);
  v128.store(powers + vector, g, 64);
  v128.store(powers + vector, square, 128);
  v128.store(powers + vector, f64x2.mul(square, g), 192);
}
