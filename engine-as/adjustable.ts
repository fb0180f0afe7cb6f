// Scheduled amortization of loans whose rate follows an index: on every path, sixteen paths at a time.
//
// Loans go in tiles, a record each (record.ts).
//
// Each month the loans with an event (a reset, the end of interest-only) are put right, then one untested pass goes over the
// tile. Loans are sorted by term, longest first, so those still in the tile are a prefix. Some months before its maturity a loan
// is handed to `finish`, which takes it to the end by itself: there the sums by maturity, and the losses bounded by what is
// left, need each loan's own balances.
//
// Source: BMA Standard Formulas, SF-4; reset terms as in a note: index + margin, rounded, within the caps.

import * as L from './layout';
import { addTo, levelPayment, most, splat } from './lanes';
import { cohortValue, loanValue, monthRows, planeRow, region, rowBytes, status } from './memory';
import { PAYMENT, RATE, RECORD, indexRow, payInterest, payLevel, payLevelOfOne, resetRates } from './record';
import { tailMonths } from './schedule';
import { LANE_ROW, addLoan, groupOf, laneSums, sumRow } from './sums';

const NEVER: i32 = 0x7fffffff;
const WHOLE_LIFE: i32 = NEVER;

/** State of the tile at hand: next event, next reset, and first month in `finish`, of each loan. */
const nextEvent: usize = memory.data(L.TILE_LOANS * 4, 16);
const nextReset: usize = memory.data(L.TILE_LOANS * 4, 16);
const handOff: usize = memory.data(L.TILE_LOANS * 4, 16);
/** Terms that every event asks for: months of interest only, months to amortize over, months between resets. */
const interestMonths: usize = memory.data(L.TILE_LOANS * 4, 16);
const amortMonths: usize = memory.data(L.TILE_LOANS * 4, 16);
const resetMonths: usize = memory.data(L.TILE_LOANS * 4, 16);
const strips: usize = memory.data(L.TILE_LOANS * 8, 16);

// @ts-ignore: decorator
@inline
function tileWord(base: usize, k: i32): i32 {
  return load<i32>(base + (<usize>k << 2));
}

/**
 * Adds up the sums of an adjustable cohort on the paths from `path`, `vectors` (1, 2, 4 or 8) of two.
 *
 * `excess` receives, by month, what severity takes beyond the balance left (see credit.ts).
 * Errors: STATUS_BALANCE at the loan.
 */
export function scheduleAdjustable(cohort: i32, path: i32, vectors: i32, maxSeverity: f64, excess: usize): i32 {
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const last = first + cohortValue(L.COHORT_COUNT, cohort);
  const base = laneSums();
  const common = commonStrip(first, last);
  memory.fill(base, 0, sumRow(base, LANE_ROW, L.SUM_COUNT, 0, 0) - base);

  for (let from = first; from < last; from += L.TILE_LOANS) {
    const size = min(L.TILE_LOANS, last - from);
    const tile = region(L.REGION_TILE);
    for (let k = 0; k < size; k++) {
      start(tile, k, from + k, vectors, leadMonths(cohort, from + k, maxSeverity));
      // Loans leave the tile from its end: one that leaves early takes those behind it along.
      if (k > 0) store<i32>(handOff + (<usize>k << 2), min(tileWord(handOff, k), tileWord(handOff, k - 1)));
    }

    let active = size;
    for (let month = 1; ; month++) {
      while (active > 0 && tileWord(handOff, active - 1) <= month) active--;
      if (active == 0) break;
      eventsDue(tile, active, from, month, path, vectors);
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
    }
  }
  // `finish` has added its own b x strip to group 0 already; where one strip serves all, group 0 is made anew from b.
  if (common >= 0) stripFromBegin(base, <i32>loanValue(L.LOAN_TERM, first), common, vectors);
  return L.STATUS_OK;
}

/**
 * Months before maturity from which a loan needs its own balances: a lag of history, then the longer of the months without
 * defaults and those in which less than `maxSeverity` of a balance is left a lag later.
 *
 * A balance that amortizes over m more months is at least m / (m + lag) of what it was a lag ago, at any rates, as long as every
 * payment is level or less. A given payment may be over level by its rounding; a loan that pays more is followed throughout.
 */
function leadMonths(cohort: i32, loan: i32, maxSeverity: f64): i32 {
  const tail = tailMonths(cohort);
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  // Only there is a balance kept from falling below nothing.
  if (paysOffEarly(loan)) return WHOLE_LIFE;
  if ((flags & L.FLAG_DEFAULTS) == 0 || (flags & L.FLAG_ADVANCE_PRINCIPAL) == 0) return tail;
  if (maxSeverity >= 1.0 || paysOver(loan, <i32>loanValue(L.LOAN_AMORT_TERM, loan))) return WHOLE_LIFE;
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const binding = <i32>ceil((<f64>lag * maxSeverity) / (1.0 - maxSeverity)) + 1;
  return lag + max(tail, binding);
}

/** Whether a given payment retires a loan before its term, and before a reset makes a new one. */
function paysOffEarly(loan: i32): bool {
  const term = <i32>loanValue(L.LOAN_TERM, loan);
  const months = loanValue(L.LOAN_INDEX, loan) < 0 ? term : min(term, <i32>loanValue(L.LOAN_FIRST_RESET, loan) - 1);
  return months > 0 && paysOver(loan, months);
}

/** Whether a given payment is, by more than its rounding, over the one that retires the loan in `months`. */
function paysOver(loan: i32, months: i32): bool {
  const payment = loanValue(L.LOAN_PAYMENT, loan);
  if (payment == 0 || loanValue(L.LOAN_INTEREST_ONLY, loan) > 0) return false;
  const level = f64x2.extract_lane(levelPayment(splat(loanValue(L.LOAN_RATE, loan) / 12.0), months), 0);
  return payment > loanValue(L.LOAN_UPB, loan) * level * 1.0001;
}

/** Writes the record of loan `k` of the tile as it stands at the cut-off; it goes to `finish` for its last `lead` months. */
export function start(tile: usize, k: i32, loan: i32, vectors: i32, lead: i32): void {
  const term = <i32>loanValue(L.LOAN_TERM, loan);
  const interestOnly = <i32>loanValue(L.LOAN_INTEREST_ONLY, loan);
  const upb = loanValue(L.LOAN_UPB, loan);
  const r = loanValue(L.LOAN_RATE, loan) / 12.0;
  let payment = loanValue(L.LOAN_PAYMENT, loan);
  if (interestOnly > 0) payment = upb * r;
  else if (payment == 0) {
    payment = upb * f64x2.extract_lane(levelPayment(splat(r), <i32>loanValue(L.LOAN_AMORT_TERM, loan)), 0);
  }
  const record = tile + <usize>k * RECORD;
  // Level payments go four vectors at a time: where a block is narrower, the others stand as they began.
  for (let v = 0; v < max(4, vectors); v++) {
    const at = record + (<usize>v << 4);
    v128.store(at, splat(upb));
    v128.store(at, splat(r), RATE);
    v128.store(at, splat(payment), PAYMENT);
  }
  const reset = loanValue(L.LOAN_INDEX, loan) < 0 ? NEVER : <i32>loanValue(L.LOAN_FIRST_RESET, loan);
  store<i32>(nextReset + (<usize>k << 2), reset);
  store<i32>(nextEvent + (<usize>k << 2), interestOnly > 0 ? min(reset, interestOnly + 1) : reset);
  store<i32>(handOff + (<usize>k << 2), lead == WHOLE_LIFE ? 1 : max(1, term - lead + 1));
  store<i32>(interestMonths + (<usize>k << 2), interestOnly);
  store<i32>(amortMonths + (<usize>k << 2), <i32>loanValue(L.LOAN_AMORT_TERM, loan));
  store<i32>(resetMonths + (<usize>k << 2), <i32>loanValue(L.LOAN_RESET_EVERY, loan));
  store<f64>(strips + (<usize>k << 3), loanValue(L.LOAN_STRIP, loan) / 12.0);
}

/** Puts the record right where something happens to loan `k` this month. */
// @ts-ignore: decorator
@inline
export function eventIfDue(tile: usize, k: i32, loan: i32, month: i32, path: i32, vectors: i32): void {
  if (tileWord(nextEvent, k) == month) event(tile, k, loan, month, path, vectors);
}

/** The same for all loans of the tile, looking at four a time. */
function eventsDue(tile: usize, active: i32, from: i32, month: i32, path: i32, vectors: i32): void {
  const now = i32x4.splat(month);
  for (let four = 0; four < active; four += 4) {
    let due = i32x4.bitmask(i32x4.eq(v128.load(nextEvent + (<usize>four << 2)), now));
    for (; due != 0; due &= due - 1) {
      const k = four + ctz(due);
      if (k < active) event(tile, k, from + k, month, path, vectors);
    }
  }
}

/** A reset of the rate, the end of interest-only, or both: the payment is level over the months left, or interest. */
function event(tile: usize, k: i32, loan: i32, month: i32, path: i32, vectors: i32): void {
  const record = tile + <usize>k * RECORD;
  const interestOnly = tileWord(interestMonths, k);
  const amortTerm = tileWord(amortMonths, k);
  const monthsLeft = amortTerm - (month - 1);
  if (tileWord(nextReset, k) == month) {
    resetRates(record, loan, month, indexRow(loan, month, path), vectors);
    store<i32>(nextReset + (<usize>k << 2), month + tileWord(resetMonths, k));
  }
  // Interest-only to the end of its amortization, a loan is that for good: what defaulted of it pays no principal later either.
  if (month <= interestOnly || interestOnly >= amortTerm) payInterest(record, vectors);
  else if (monthsLeft > 0 && vectors == 1) payLevelOfOne(record, monthsLeft);
  else if (monthsLeft > 0) {
    payLevel(record, monthsLeft);
    if (vectors == 8) payLevel(record + 64, monthsLeft);
  }
  const reset = tileWord(nextReset, k);
  store<i32>(nextEvent + (<usize>k << 2), month <= interestOnly ? min(reset, interestOnly + 1) : reset);
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

/** The last months of one loan: its sums by maturity, and the losses that what is left of a balance bounds. */
function finish(cohort: i32, base: usize, tile: usize, k: i32, loan: i32, path: i32, vectors: i32, excess: usize): void {
  const from = tileWord(handOff, k);
  const term = <i32>loanValue(L.LOAN_TERM, loan);
  if (from > term) return;
  const record = tile + <usize>k * RECORD;
  const ring = tile + <usize>L.TILE_LOANS * RECORD;
  const tail = tailMonths(cohort);
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  const tracked = (flags & L.FLAG_DEFAULTS) != 0 && (flags & L.FLAG_ADVANCE_PRINCIPAL) != 0;
  const severity = planeRow(region(L.REGION_CURVES), cohortValue(L.COHORT_SEVERITY, cohort), monthRows(), 0) + (<usize>path << 3);
  const strip = v128.load64_splat(strips + (<usize>k << 3));
  const sumStride = sumRow(base, LANE_ROW, 1, 0, 0) - base;

  if (from > 1) {
    const ended = sumRow(base, LANE_ROW, L.SUM_END, 0, from - 1);
    for (let v = 0; v < vectors; v++) addTo(ended + (<usize>v << 4), v128.load(record + (<usize>v << 4)));
  }
  for (let month = from; month <= term; month++) {
    eventIfDue(tile, k, loan, month, path, vectors);
    const sums = sumRow(base, LANE_ROW, 0, groupOf(term, month, tail), month);
    const slot = ring + <usize>(month % (lag + 1)) * LANE_ROW;
    const before = ring + <usize>((month + 1) % (lag + 1)) * LANE_ROW;
    const bounded = tracked && month - lag >= from;
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
      const b = v128.load(record + v);
      const interest = f64x2.mul(b, v128.load(record + v, RATE));
      let after = most(f64x2.sub(f64x2.add(b, interest), v128.load(record + v, PAYMENT)), splat(0.0));
      if (month == term) after = splat(0.0);
      if (bounded && lag > 0) {
        const taken = f64x2.mul(v128.load(severity + <usize>month * rowBytes + v), v128.load(before + v));
        addTo(excess + <usize>month * LANE_ROW + v, most(f64x2.sub(taken, b), splat(0.0)));
      }
      v128.store(slot + v, b);
      addLoan(sums + v, sumStride, b, after, interest, strip);
      v128.store(record + v, after);
    }
  }
  if (tracked && tail == 0) loseAfterTerm(excess, severity, ring, max(term + 1, from + lag), term + lag, lag, vectors);
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
