// The tile of adjustable loans: a record each (record.ts), with what its events ask for, and what an event makes of a record.

import * as L from './layout';
import { levelPayment, splat } from './lanes';
import { loanValue } from './memory';
import { PAYMENT, RATE, RECORD, TERMS, payInterest, payLevel, payLevelOfOne, resetRates, writeTerms } from './record';

const NEVER: i32 = 0x7fffffff;
/** The lead of a loan that is followed by itself from the first month on. */
export const WHOLE_LIFE: i32 = NEVER;

/** State of the tile at hand: next event, next reset, and first month in `finish`, of each loan. */
const nextEvent: usize = memory.data(L.TILE_LOANS * 4, 16);
const nextReset: usize = memory.data(L.TILE_LOANS * 4, 16);
export const handOff: usize = memory.data(L.TILE_LOANS * 4, 16);
/** Terms that every event asks for: months of interest only, months to amortize over, months between resets. */
const interestMonths: usize = memory.data(L.TILE_LOANS * 4, 16);
const amortMonths: usize = memory.data(L.TILE_LOANS * 4, 16);
const resetMonths: usize = memory.data(L.TILE_LOANS * 4, 16);
const firstReset: usize = memory.data(L.TILE_LOANS * 4, 16);
const resetTerms: usize = memory.data(L.TILE_LOANS * TERMS, 16);
export const strips: usize = memory.data(L.TILE_LOANS * 8, 16);

// @ts-ignore: decorator
@inline
export function tileWord(base: usize, k: i32): i32 {
  return load<i32>(base + (<usize>k << 2));
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
  store<i32>(firstReset + (<usize>k << 2), reset);
  store<i32>(nextReset + (<usize>k << 2), reset);
  store<i32>(nextEvent + (<usize>k << 2), interestOnly > 0 ? min(reset, interestOnly + 1) : reset);
  store<i32>(handOff + (<usize>k << 2), lead == WHOLE_LIFE ? 1 : max(1, term - lead + 1));
  store<i32>(interestMonths + (<usize>k << 2), interestOnly);
  store<i32>(amortMonths + (<usize>k << 2), <i32>loanValue(L.LOAN_AMORT_TERM, loan));
  store<i32>(resetMonths + (<usize>k << 2), <i32>loanValue(L.LOAN_RESET_EVERY, loan));
  store<f64>(strips + (<usize>k << 3), loanValue(L.LOAN_STRIP, loan) / 12.0);
  writeTerms(resetTerms + <usize>(k * TERMS), loan);
}

/** Puts the record right where something happens to loan `k` this month. */
// @ts-ignore: decorator
@inline
export function eventIfDue(tile: usize, k: i32, month: i32, path: i32, vectors: i32): void {
  if (tileWord(nextEvent, k) == month) event(tile, k, month, path, vectors);
}

/** The same for all loans of the tile, looking at four a time. */
export function eventsDue(tile: usize, active: i32, month: i32, path: i32, vectors: i32): void {
  const now = i32x4.splat(month);
  for (let four = 0; four < active; four += 4) {
    let due = i32x4.bitmask(i32x4.eq(v128.load(nextEvent + (<usize>four << 2)), now));
    for (; due != 0; due &= due - 1) {
      const k = four + ctz(due);
      if (k < active) event(tile, k, month, path, vectors);
    }
  }
}

/** A reset of the rate, the end of interest-only, or both: the payment is level over the months left, or interest. */
function event(tile: usize, k: i32, month: i32, path: i32, vectors: i32): void {
  const record = tile + <usize>k * RECORD;
  const interestOnly = tileWord(interestMonths, k);
  const amortTerm = tileWord(amortMonths, k);
  const monthsLeft = amortTerm - (month - 1);
  if (tileWord(nextReset, k) == month) {
    resetRates(record, resetTerms + <usize>(k * TERMS), month, month == tileWord(firstReset, k), path, vectors);
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
