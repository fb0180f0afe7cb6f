// Scheduled amortization of loans whose rate follows an index: on every path, sixteen paths at a time.
//
// Loans go in tiles, a record each (record.ts).
//
// Each month the loans with an event (a reset, the end of interest-only) are put right, then one untested pass goes over the
// tile. Loans are sorted by term, longest first, so those still in the tile are a prefix. Some months before its maturity a loan
// is handed to `finish`, which takes it to the end by itself: there the sums by maturity, and the losses bounded by what is
// left, need each loan's own balances, and those of a lag before. How many months follows from the usual severity: a loan of which a block's severities take
// more than is left before them is followed once more for these losses alone, so that sums run in one order on any paths.
//
// Source: BMA Standard Formulas, SF-4; reset terms as in a note: index + margin, rounded, within the caps.

import * as L from './layout';
import { finish, keepBalances, leadMonths, loseBefore } from './finish';
import { addTo, splat } from './lanes';
import { cohortValue, loanValue, region, status } from './memory';
import { findReach, isTracked } from './reach';
import { PAYMENT, RATE, RECORD } from './record';
import { LANE_ROW, laneSums, sumRow } from './sums';
import { eventsDue, handOff, start, strips, tileWord } from './tile';

/**
 * Adds up the sums of an adjustable cohort on the paths from `path`, `vectors` (1, 2, 4 or 8) of two.
 *
 * `excess` receives, by month, what severity takes beyond the balance left (see credit.ts), whether or not it is the usual one at most.
 * Errors: STATUS_BALANCE at the loan.
 */
export function scheduleAdjustable(cohort: i32, path: i32, vectors: i32, usualSeverity: f64, excess: usize): i32 {
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const last = first + cohortValue(L.COHORT_COUNT, cohort);
  const base = laneSums();
  const common = commonStrip(first, last);
  memory.fill(base, 0, sumRow(base, LANE_ROW, L.SUM_COUNT, 0, 0) - base);
  findReach(cohort, path, vectors);
  const tracked = isTracked(cohort);
  const lag = cohortValue(L.COHORT_LAG, cohort);

  for (let from = first; from < last; from += L.TILE_LOANS) {
    const size = min(L.TILE_LOANS, last - from);
    const tile = region(L.REGION_TILE);
    for (let k = 0; k < size; k++) {
      start(tile, k, from + k, vectors, leadMonths(cohort, from + k, usualSeverity));
      // Loans leave the tile from its end: one that leaves early takes those behind it along.
      if (k > 0) store<i32>(handOff + (<usize>k << 2), min(tileWord(handOff, k), tileWord(handOff, k - 1)));
    }

    let active = size;
    for (let month = 1; ; month++) {
      while (active > 0 && tileWord(handOff, active - 1) <= month) active--;
      if (active == 0) break;
      eventsDue(tile, active, month, path, vectors);
      if (tracked) keepBalances(tile, active, month, lag, vectors);
      if (vectors == 1) passOfOne(base, tile, active, month, common < 0);
      else if (vectors == 2) passOfTwo(base, tile, active, month, common < 0);
      else if (common >= 0) {
        pass(base, tile, active, month, 0);
        if (vectors == 8) pass(base, tile, active, month, 64);
      } else {
        passWithStrips(base, tile, active, month, 0);
        if (vectors == 8) passWithStrips(base, tile, active, month, 64);
      }
    }
    for (let k = 0; k < size; k++) {
      finish(cohort, base, tile, k, from + k, path, vectors, excess);
      for (let v = 0; v < vectors; v++) {
        const b = v128.load(tile + <usize>k * RECORD + (<usize>v << 4));
        // x - x is 0 unless x is infinite or not a number.
        if (v128.any_true(f64x2.ne(f64x2.sub(b, b), splat(0.0)))) return status(L.STATUS_BALANCE, from + k, 0);
      }
      loseBefore(cohort, tile, k, from + k, path, vectors, excess);
    }
  }
  // `finish` has added its own b x strip to group 0 already; where one strip serves all, group 0 is made anew from b.
  if (common >= 0) stripFromBegin(base, <i32>loanValue(L.LOAN_TERM, first), common, vectors);
  return L.STATUS_OK;
}

/**
 * One month of `count` (1, 2 or 4) vectors of the tile: accumulators and temporaries stay in registers. With `strips` it adds up
 * b x strip too, which costs as many more; a cohort whose loans all have one strip does without.
 */
// @ts-ignore: decorator
@inline
function passOver(base: usize, tile: usize, active: i32, month: i32, offset: usize, count: i32, withStrips: bool): void {
  let b0 = splat(0.0), b1 = b0, b2 = b0, b3 = b0;
  let i0 = b0, i1 = b0, i2 = b0, i3 = b0;
  let s0 = b0, s1 = b0, s2 = b0, s3 = b0;
  let at = tile + offset;
  let stripAt = strips;
  const end = at + <usize>active * RECORD;
  for (; at < end; at += RECORD) {
    const strip = withStrips ? v128.load64_splat(stripAt) : b0;
    let b = v128.load(at);
    let interest = f64x2.mul(b, v128.load(at, RATE));
    b0 = f64x2.add(b0, b);
    i0 = f64x2.add(i0, interest);
    if (withStrips) s0 = f64x2.add(s0, f64x2.mul(b, strip));
    v128.store(at, f64x2.sub(f64x2.add(b, interest), v128.load(at, PAYMENT)));
    if (count > 1) {
      b = v128.load(at, 16);
      interest = f64x2.mul(b, v128.load(at, RATE + 16));
      b1 = f64x2.add(b1, b);
      i1 = f64x2.add(i1, interest);
      if (withStrips) s1 = f64x2.add(s1, f64x2.mul(b, strip));
      v128.store(at, f64x2.sub(f64x2.add(b, interest), v128.load(at, PAYMENT + 16)), 16);
    }
    if (count > 2) {
      b = v128.load(at, 32);
      interest = f64x2.mul(b, v128.load(at, RATE + 32));
      b2 = f64x2.add(b2, b);
      i2 = f64x2.add(i2, interest);
      if (withStrips) s2 = f64x2.add(s2, f64x2.mul(b, strip));
      v128.store(at, f64x2.sub(f64x2.add(b, interest), v128.load(at, PAYMENT + 32)), 32);
      b = v128.load(at, 48);
      interest = f64x2.mul(b, v128.load(at, RATE + 48));
      b3 = f64x2.add(b3, b);
      i3 = f64x2.add(i3, interest);
      if (withStrips) s3 = f64x2.add(s3, f64x2.mul(b, strip));
      v128.store(at, f64x2.sub(f64x2.add(b, interest), v128.load(at, PAYMENT + 48)), 48);
    }
    if (withStrips) stripAt += 8;
  }
  // What begins this month in the tile is what ended the last one in it.
  addUp(sumRow(base, LANE_ROW, L.SUM_BEGIN, 0, month) + offset, count, b0, b1, b2, b3);
  addUp(sumRow(base, LANE_ROW, L.SUM_END, 0, month - 1) + offset, count, b0, b1, b2, b3);
  addUp(sumRow(base, LANE_ROW, L.SUM_INTEREST, 0, month) + offset, count, i0, i1, i2, i3);
  if (withStrips) addUp(sumRow(base, LANE_ROW, L.SUM_STRIP, 0, month) + offset, count, s0, s1, s2, s3);
}

// @ts-ignore: decorator
@inline
function addUp(at: usize, count: i32, a: v128, b: v128, c: v128, d: v128): void {
  addTo(at, a);
  if (count > 1) addTo(at + 16, b);
  if (count > 2) addTo(at + 32, c);
  if (count > 2) addTo(at + 48, d);
}

function pass(base: usize, tile: usize, active: i32, month: i32, offset: usize): void {
  passOver(base, tile, active, month, offset, 4, false);
}

function passWithStrips(base: usize, tile: usize, active: i32, month: i32, offset: usize): void {
  passOver(base, tile, active, month, offset, 4, true);
}

function passOfOne(base: usize, tile: usize, active: i32, month: i32, withStrips: bool): void {
  if (withStrips) passOver(base, tile, active, month, 0, 1, true);
  else passOver(base, tile, active, month, 0, 1, false);
}

function passOfTwo(base: usize, tile: usize, active: i32, month: i32, withStrips: bool): void {
  if (withStrips) passOver(base, tile, active, month, 0, 2, true);
  else passOver(base, tile, active, month, 0, 2, false);
}

/** The strip that all loans of a cohort have, or -1 where they differ. */
export function commonStrip(first: i32, last: i32): f64 {
  const strip = loanValue(L.LOAN_STRIP, first);
  for (let loan = first + 1; loan < last; loan++) {
    if (loanValue(L.LOAN_STRIP, loan) != strip) return -1.0;
  }
  return strip / 12.0;
}

/** The sums of b x strip of the loans in the tile, where one strip serves them all. */
function stripFromBegin(base: usize, months: i32, strip: f64, vectors: i32): void {
  for (let month = 1; month <= months; month++) {
    const begin = sumRow(base, LANE_ROW, L.SUM_BEGIN, 0, month);
    const out = sumRow(base, LANE_ROW, L.SUM_STRIP, 0, month);
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) v128.store(out + v, f64x2.mul(v128.load(begin + v), splat(strip)));
  }
}
