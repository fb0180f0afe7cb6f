// The last months of adjustable loans, one loan at a time, and what severity takes beyond the balance that is left of them.

import * as L from './layout';
import { addTo, most, splat } from './lanes';
import { cohortValue, loanValue, monthRows, planeRow, region, rowBytes } from './memory';
import { isReached, isTracked, monthsWithin, paysOffEarly, paysOver } from './reach';
import { PAYMENT, RATE, RECORD } from './record';
import { tailMonths } from './schedule';
import { LANE_ROW, addLoan, groupOf, sumRow } from './sums';
import { WHOLE_LIFE, eventIfDue, handOff, start, strips, tileWord } from './tile';

/**
 * Months before maturity in which a loan goes by itself: the longer of the months without defaults and those within which the usual severity
 * may take more than is left. A loan that pays more than level is followed throughout.
 */
export function leadMonths(cohort: i32, loan: i32, usualSeverity: f64): i32 {
  // Only there is a balance kept from falling below nothing.
  if (paysOffEarly(loan)) return WHOLE_LIFE;
  const tail = tailMonths(cohort);
  if (!isTracked(cohort)) return tail;
  if (usualSeverity >= 1.0 || paysOver(loan, <i32>loanValue(L.LOAN_AMORT_TERM, loan))) return WHOLE_LIFE;
  // In the last month at least: losses after it are added up there.
  return max(1, max(tail, <i32>monthsWithin(cohortValue(L.COHORT_LAG, cohort), usualSeverity)));
}

/** The last balances of loan `k` of the tile, a row a month of a lag and one more. */
// @ts-ignore: decorator
@inline
function ringOf(tile: usize, k: i32, lag: i32): usize {
  return tile + <usize>L.TILE_LOANS * RECORD + <usize>(k * (lag + 1)) * LANE_ROW;
}

/** Keeps the balances of the loans that go by themselves within a lag from now. */
export function keepBalances(tile: usize, active: i32, month: i32, lag: i32, vectors: i32): void {
  for (let k = active - 1; k >= 0 && tileWord(handOff, k) - lag <= month; k--) {
    const from = tile + <usize>k * RECORD;
    const to = ringOf(tile, k, lag) + <usize>(month % (lag + 1)) * LANE_ROW;
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) v128.store(to + v, v128.load(from + v));
  }
}

/** The last months of one loan: its sums by maturity, and the losses that what is left of a balance bounds. */
export function finish(cohort: i32, base: usize, tile: usize, k: i32, loan: i32, path: i32, vectors: i32, excess: usize): void {
  const from = tileWord(handOff, k);
  const term = <i32>loanValue(L.LOAN_TERM, loan);
  if (from > term) return;
  const record = tile + <usize>k * RECORD;
  const tail = tailMonths(cohort);
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const ring = ringOf(tile, k, lag);
  const tracked = isTracked(cohort);
  const severity = planeRow(region(L.REGION_CURVES), cohortValue(L.COHORT_SEVERITY, cohort), monthRows(), 0) + (<usize>path << 3);
  const strip = v128.load64_splat(strips + (<usize>k << 3));
  const sumStride = sumRow(base, LANE_ROW, 1, 0, 0) - base;

  if (from > 1) {
    const ended = sumRow(base, LANE_ROW, L.SUM_END, 0, from - 1);
    for (let v = 0; v < vectors; v++) addTo(ended + (<usize>v << 4), v128.load(record + (<usize>v << 4)));
  }
  for (let month = from; month <= term; month++) {
    eventIfDue(tile, k, month, path, vectors);
    const sums = sumRow(base, LANE_ROW, 0, groupOf(term, month, tail), month);
    const slot = ring + <usize>(month % (lag + 1)) * LANE_ROW;
    const before = ring + <usize>((month + 1) % (lag + 1)) * LANE_ROW;
    const isBounded = tracked && month > lag;
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
      const b = v128.load(record + v);
      const interest = f64x2.mul(b, v128.load(record + v, RATE));
      let after = most(f64x2.sub(f64x2.add(b, interest), v128.load(record + v, PAYMENT)), splat(0.0));
      if (month == term) after = splat(0.0);
      if (isBounded) loseBeyond(excess + <usize>month * LANE_ROW + v, severity + <usize>month * rowBytes + v, before + v, b);
      v128.store(slot + v, b);
      addLoan(sums + v, sumStride, b, after, interest, strip);
      v128.store(record + v, after);
    }
  }
  if (tracked && tail == 0) loseAfterTerm(excess, severity, ring, max(term, lag) + 1, term + lag, lag, vectors);
}

/**
 * Follows a loan once more through the months before those in which `finish` looked at its losses, on the paths whose severities reach it
 * there. Sums have it already; only `excess` is added to.
 */
export function loseBefore(cohort: i32, tile: usize, k: i32, loan: i32, path: i32, vectors: i32, excess: usize): void {
  const last = tileWord(handOff, k) - 1;
  if (!isTracked(cohort) || last <= cohortValue(L.COHORT_LAG, cohort)) return;
  const term = <i32>loanValue(L.LOAN_TERM, loan);
  for (let v = 0; v < vectors; v++) {
    if (isReached(v, term, last)) loseOnTwo(cohort, tile, k, loan, path + 2 * v, last, excess + (<usize>v << 4));
  }
}

/** The same on the two paths from `path`, up to month `last`. */
function loseOnTwo(cohort: i32, tile: usize, k: i32, loan: i32, path: i32, last: i32, excess: usize): void {
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const record = tile + <usize>k * RECORD;
  const ring = ringOf(tile, k, lag);
  const severity = planeRow(region(L.REGION_CURVES), cohortValue(L.COHORT_SEVERITY, cohort), monthRows(), 0) + (<usize>path << 3);
  start(tile, k, loan, 1, 0);
  for (let month = 1; month <= last; month++) {
    eventIfDue(tile, k, month, path, 1);
    const b = v128.load(record);
    if (month > lag) {
      const before = ring + <usize>((month + 1) % (lag + 1)) * LANE_ROW;
      loseBeyond(excess + <usize>month * LANE_ROW, severity + <usize>month * rowBytes, before, b);
    }
    v128.store(ring + <usize>(month % (lag + 1)) * LANE_ROW, b);
    const grown = f64x2.add(b, f64x2.mul(b, v128.load(record, RATE)));
    v128.store(record, f64x2.sub(grown, v128.load(record, PAYMENT)));
  }
}

/** Adds what a severity takes of a balance, at `before`, beyond the `left` of it. */
// @ts-ignore: decorator
@inline
export function loseBeyond(at: usize, severity: usize, before: usize, left: v128): void {
  addTo(at, most(f64x2.sub(f64x2.mul(v128.load(severity), v128.load(before)), left), splat(0.0)));
}

/** Where loans default to the end, their last defaults are liquidated when nothing is left: all that severity would take is excess. */
export function loseAfterTerm(excess: usize, severity: usize, ring: usize, from: i32, last: i32, lag: i32, vectors: i32): void {
  for (let month = from; month <= last; month++) {
    const before = ring + <usize>((month + 1) % (lag + 1)) * LANE_ROW;
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
      addTo(excess + <usize>month * LANE_ROW + v, f64x2.mul(v128.load(severity + <usize>month * rowBytes + v), v128.load(before + v)));
    }
  }
}
