// The fuller loop of fixed-rate loans without defaults, a tile at a time: eight operations a loan, month and path.
//
// A tile holds a record a loan, its amortization factor of the month, monthly rate, prepay factor and strip, then performing
// balances on the paths of the block:
//
//   | a | r | f | strip | p x 16 |     160 bytes
//
// The schedules, which are the same on all paths, stand beside it by column. Each month p' = p a (1 - f smm).
//
// Source: BMA Standard Formulas, chapter SF, taken loan by loan.

import * as L from './layout';
import { commonStrip } from './adjustable';
import { addTo, least, levelPayment1, most, splat } from './lanes';
import { cohortValue, loanValue, monthRows, planeRow, region, rowBytes } from './memory';
import { LANE_ROW, laneSums, sumRow } from './sums';

const RECORD: usize = 32 + (L.BLOCK_PATHS << 3);
const FACTOR: usize = 0;
const RATE: usize = 8;
const PREPAY: usize = 16;
const STRIP: usize = 24;
const BALANCES: usize = 32;
const NEVER: i32 = 0x7fffffff;
const scheduled: usize = memory.data(L.TILE_LOANS * 8, 16);
const rates: usize = memory.data(L.TILE_LOANS * 8, 16);
const payments: usize = memory.data(L.TILE_LOANS * 8, 16);
/** The month from which a loan pays a level payment that is yet to be computed. */
const levelFrom: usize = memory.data(L.TILE_LOANS * 4, 16);
const terms: usize = memory.data(L.TILE_LOANS * 4, 16);

/**
 * Performing balances of fixed loans with speeds of their own and no defaults; the sums go to REGION_LANE_SUMS as balance
 * (SUM_BEGIN), prepayments (SUM_END), interest and strips.
 */
export function survivalOfFixed(cohort: i32, path: i32, given: i32): void {
  // It goes two vectors at a time; beside a single one stand the speeds of the month after, for nobody.
  const vectors = max(2, given);
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const last = first + cohortValue(L.COHORT_COUNT, cohort);
  const base = laneSums();
  memory.fill(base, 0, sumRow(base, LANE_ROW, L.SUM_COUNT, 0, 0) - base);
  const withStrips = commonStrip(first, last) != 0;
  const smm = planeRow(region(L.REGION_CURVES), cohortValue(L.COHORT_SMM, cohort), monthRows(), 0) + (<usize>path << 3);
  const tile = region(L.REGION_TILE);

  for (let from = first; from < last; from += L.TILE_LOANS) {
    let active = min(L.TILE_LOANS, last - from);
    let highest = 0.0;
    for (let k = 0; k < active; k++) {
      enterFixed(tile, k, from + k, vectors);
      highest = max(highest, loanValue(L.LOAN_PREPAY_FACTOR, from + k));
    }
    for (let month = 1; ; month++) {
      while (active > 0 && load<i32>(terms + (<usize>(active - 1) << 2)) < month) active--;
      if (active == 0) break;
      stepFixed(tile, active, from, month);
      if (withStrips) addStrips(base, tile, active, month, vectors);
      const row = smm + <usize>month * rowBytes;
      for (let v: usize = 0; v < <usize>vectors << 4; v += 32) {
        if (mayExceedOne(row + v, highest)) surviveBounded(base, tile, active, month, row, v);
        else survive(base, tile, active, month, row, v);
      }
    }
  }
}

function enterFixed(tile: usize, k: i32, loan: i32, vectors: i32): void {
  const upb = loanValue(L.LOAN_UPB, loan);
  const rate = loanValue(L.LOAN_RATE, loan) / 12.0;
  const payment = loanValue(L.LOAN_PAYMENT, loan);
  const interestOnly = <i32>loanValue(L.LOAN_INTEREST_ONLY, loan);
  const record = tile + <usize>k * RECORD;
  store<f64>(record, rate, RATE);
  store<f64>(record, loanValue(L.LOAN_PREPAY_FACTOR, loan), PREPAY);
  store<f64>(record, loanValue(L.LOAN_STRIP, loan) / 12.0, STRIP);
  for (let v: usize = 0; v < <usize>vectors << 4; v += 16) v128.store(record + v, splat(upb), BALANCES);
  const at = <usize>k << 3;
  store<f64>(scheduled + at, upb);
  store<f64>(rates + at, rate);
  store<f64>(payments + at, interestOnly > 0 ? upb * rate : payment);
  store<i32>(levelFrom + (<usize>k << 2), interestOnly > 0 || payment == 0 ? interestOnly + 1 : NEVER);
  store<i32>(terms + (<usize>k << 2), <i32>loanValue(L.LOAN_TERM, loan));
}

/** The amortization factors of the month, a(i) = b(i) / b(i-1), from the schedules of the loans; two loans at a time. */
function stepFixed(tile: usize, active: i32, from: i32, month: i32): void {
  const now = i32x4.splat(month);
  for (let four = 0; four < active; four += 4) {
    let due = i32x4.bitmask(i32x4.eq(v128.load(levelFrom + (<usize>four << 2)), now));
    for (; due != 0; due &= due - 1) {
      const k = four + ctz(due);
      if (k < active) beginLevel(k, from + k);
    }
  }
  const zero = splat(0.0);
  let record = tile;
  // An odd loan brings along the next, which has left the tile or never was in it; its record is read no more.
  for (let at: usize = 0; at < <usize>active << 3; at += 16, record += 2 * RECORD) {
    const b = v128.load(scheduled + at);
    const after = most(f64x2.sub(f64x2.add(b, f64x2.mul(b, v128.load(rates + at))), v128.load(payments + at)), zero);
    v128.store(scheduled + at, after);
    const a = v128.and(f64x2.div(after, b), f64x2.gt(b, zero));
    v128.store64_lane(record, a, 0);
    v128.store64_lane(record, a, 1, RECORD);
  }
  // Loans stand longest term first: those that end now are the last.
  for (let k = active - 1; k >= 0 && load<i32>(terms + (<usize>k << 2)) == month; k--) {
    store<f64>(tile + <usize>k * RECORD, 0.0, FACTOR);
  }
}

/** The end of interest-only, or the first month of a loan whose payment is not given. */
function beginLevel(k: i32, loan: i32): void {
  const at = <usize>k << 3;
  const months = <i32>loanValue(L.LOAN_AMORT_TERM, loan) - <i32>loanValue(L.LOAN_INTEREST_ONLY, loan);
  store<f64>(payments + at, load<f64>(scheduled + at) * levelPayment1(load<f64>(rates + at), months));
}

/** Whether a speed may be over 1 on two vectors of paths for a prepay factor up to `highest`. */
// @ts-ignore: decorator
@inline
function mayExceedOne(smm: usize, highest: f64): bool {
  const most2 = most(v128.load(smm), v128.load(smm, 16));
  return v128.any_true(f64x2.gt(f64x2.mul(splat(highest), most2), splat(1.0)));
}

/** p' = p a (1 - f smm) on two vectors of paths, adding up p, p r and p a f smm; with `bounded`, f smm goes up to 1. */
// @ts-ignore: decorator
@inline
function surviveOver(base: usize, tile: usize, active: i32, month: i32, smm: usize, offset: usize, bounded: bool): void {
  const smm0 = v128.load(smm + offset);
  const smm1 = v128.load(smm + offset, 16);
  const one = splat(1.0);
  let p0 = splat(0.0), p1 = p0, i0 = p0, i1 = p0, s0 = p0, s1 = p0;
  let record = tile;
  let at = tile + offset;
  const end = tile + <usize>active * RECORD;
  for (; record < end; record += RECORD, at += RECORD) {
    const a = v128.load64_splat(record, FACTOR);
    const r = v128.load64_splat(record, RATE);
    const f = v128.load64_splat(record, PREPAY);
    let p = v128.load(at, BALANCES);
    let speed = f64x2.mul(f, smm0);
    if (bounded) speed = least(speed, one);
    p0 = f64x2.add(p0, p);
    i0 = f64x2.add(i0, f64x2.mul(p, r));
    p = f64x2.mul(p, a);
    let gone = f64x2.mul(p, speed);
    s0 = f64x2.add(s0, gone);
    v128.store(at, f64x2.sub(p, gone), BALANCES);
    p = v128.load(at, BALANCES + 16);
    speed = f64x2.mul(f, smm1);
    if (bounded) speed = least(speed, one);
    p1 = f64x2.add(p1, p);
    i1 = f64x2.add(i1, f64x2.mul(p, r));
    p = f64x2.mul(p, a);
    gone = f64x2.mul(p, speed);
    s1 = f64x2.add(s1, gone);
    v128.store(at, f64x2.sub(p, gone), BALANCES + 16);
  }
  const begin = sumRow(base, LANE_ROW, L.SUM_BEGIN, 0, month) + offset;
  const prepaid = sumRow(base, LANE_ROW, L.SUM_END, 0, month) + offset;
  const interest = sumRow(base, LANE_ROW, L.SUM_INTEREST, 0, month) + offset;
  addTo(begin, p0);
  addTo(begin + 16, p1);
  addTo(prepaid, s0);
  addTo(prepaid + 16, s1);
  addTo(interest, i0);
  addTo(interest + 16, i1);
}

function survive(base: usize, tile: usize, active: i32, month: i32, smm: usize, offset: usize): void {
  surviveOver(base, tile, active, month, smm, offset, false);
}

function surviveBounded(base: usize, tile: usize, active: i32, month: i32, smm: usize, offset: usize): void {
  surviveOver(base, tile, active, month, smm, offset, true);
}

/** Strips on the balances before the month: a pass of its own, so that loans without strips do not pay for them. */
function addStrips(base: usize, tile: usize, active: i32, month: i32, vectors: i32): void {
  const row = sumRow(base, LANE_ROW, L.SUM_STRIP, 0, month);
  const end = tile + <usize>active * RECORD;
  for (let v: usize = 0; v < <usize>vectors << 4; v += 32) {
    let sum0 = splat(0.0);
    let sum1 = sum0;
    for (let record = tile, at = tile + v; record < end; record += RECORD, at += RECORD) {
      const strip = v128.load64_splat(record, STRIP);
      sum0 = f64x2.add(sum0, f64x2.mul(v128.load(at, BALANCES), strip));
      sum1 = f64x2.add(sum1, f64x2.mul(v128.load(at, BALANCES + 16), strip));
    }
    addTo(row + v, sum0);
    addTo(row + v + 16, sum1);
  }
}
