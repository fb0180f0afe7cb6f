// The fuller loop: survival loan by loan, for what cannot be factored: speeds of the single loan, interest advanced without
// principal on adjustable loans, balloons with defaults to the end. Slower than schedule x survival and equal to it wherever both apply.
//
// Two forms. With defaults, one loan at a time with rings of its last defaults. Without defaults on fixed-rate loans, a tile at a
// time: eight operations a loan, month and path.
//
// Source: BMA Standard Formulas, chapter SF, taken loan by loan.

import * as L from './layout';
import { PAYMENT, RATE, commonStrip, eventIfDue, start } from './adjustable';
import { endsPeriod, lastMonthOf, periodOf, put } from './credit';
import { addTo, least, levelPayment1, most, splat } from './lanes';
import { cohortValue, loanValue, monthRows, planeRow, region, rowBytes, status } from './memory';
import { LANE_ROW, laneSums, sumRow } from './sums';

/** Projects one cohort loan by loan on the paths from `path`, `vectors` of two. Errors: STATUS_BALANCE at the loan. */
export function projectFuller(cohort: i32, path: i32, vectors: i32): i32 {
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const last = first + cohortValue(L.COHORT_COUNT, cohort);
  if ((cohortValue(L.COHORT_FLAGS, cohort) & L.FLAG_DEFAULTS) == 0 && allFixed(first, last)) {
    survivalOfFixed(cohort, path, vectors);
    remitFixed(cohort, path, vectors);
    return L.STATUS_OK;
  }
  for (let loan = first; loan < last; loan++) {
    if (!projectLoan(cohort, loan, path, vectors)) return status(L.STATUS_BALANCE, loan, 0);
  }
  return L.STATUS_OK;
}

function allFixed(first: i32, last: i32): bool {
  for (let loan = first; loan < last; loan++) {
    if (loanValue(L.LOAN_INDEX, loan) >= 0) return false;
  }
  return true;
}

/** One loan from the cut-off to its end, straight from the standard. False when its balance is not a number any more. */
function projectLoan(cohort: i32, loan: i32, path: i32, vectors: i32): bool {
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  const group = cohortValue(L.COHORT_GROUP, cohort);
  const extra = cohortValue(L.COHORT_EXTRA, cohort);
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const defaults = (flags & L.FLAG_DEFAULTS) != 0;
  const advancePrincipal = (flags & L.FLAG_ADVANCE_PRINCIPAL) != 0;
  const advanceInterest = (flags & L.FLAG_ADVANCE_INTEREST) != 0;
  const term = <i32>loanValue(L.LOAN_TERM, loan);
  const amortTerm = <i32>loanValue(L.LOAN_AMORT_TERM, loan);
  const lastDefault = (flags & L.FLAG_STOP_DEFAULTS) != 0 ? term - lag : term;
  const last = defaults && lastDefault == term ? term + lag : term;
  const strip = splat(loanValue(L.LOAN_STRIP, loan) / 12.0);
  const prepayFactor = splat(loanValue(L.LOAN_PREPAY_FACTOR, loan));
  const defaultFactor = splat(loanValue(L.LOAN_DEFAULT_FACTOR, loan));

  const tile = region(L.REGION_TILE);
  const survival = tile + 4 * LANE_ROW;
  const rates = tile + 8 * LANE_ROW;
  const balances = rates + <usize>(lag + 1) * LANE_ROW;
  const curves = region(L.REGION_CURVES) + (<usize>path << 3);
  const smmRows = planeRow(curves, cohortValue(L.COHORT_SMM, cohort), monthRows(), 0);
  const mdrRows = planeRow(curves, cohortValue(L.COHORT_MDR, cohort), monthRows(), 0);
  const severityRows = planeRow(curves, cohortValue(L.COHORT_SEVERITY, cohort), monthRows(), 0);
  const one = splat(1.0);
  const zero = splat(0.0);

  start(tile, 0, loan, vectors, 0);
  memory.fill(rates, 0, 2 * <usize>(lag + 1) * LANE_ROW);
  for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
    v128.store(survival + v, one);
    put(group, L.REMIT_PERFORMING, 0, path, v, v128.load(tile + v));
  }

  for (let month = 1; month <= last; month++) {
    eventIfDue(tile, 0, loan, month, path, vectors);
    const period = periodOf(month, extra);
    const isEnd = endsPeriod(month, last, extra);
    const slot = <usize>(month % (lag + 1)) * LANE_ROW;
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
      const b = v128.load(tile + v);
      const r = v128.load(tile + v, RATE);
      const q = v128.load(survival + v);
      const interest = f64x2.mul(b, r);
      let after = most(f64x2.sub(f64x2.add(b, interest), v128.load(tile + v, PAYMENT)), zero);
      if (month >= amortTerm) after = zero;
      const end = month >= term ? zero : after;

      const mdrGiven = defaults && month <= lastDefault ? v128.load(mdrRows + <usize>month * rowBytes + v) : zero;
      const mdr = least(f64x2.mul(defaultFactor, mdrGiven), one);
      const smm = least(f64x2.mul(prepayFactor, v128.load(smmRows + <usize>month * rowBytes + v)), f64x2.sub(one, mdr));
      const h = f64x2.mul(q, mdr);
      const next = month >= term ? zero : f64x2.mul(q, f64x2.sub(f64x2.sub(one, smm), mdr));
      v128.store(tile + v, after);
      v128.store(survival + v, next);

      let due = f64x2.mul(q, interest);
      let servicing = f64x2.mul(q, f64x2.mul(b, strip));
      if (isEnd) put(group, L.REMIT_PERFORMING, period, path, v, f64x2.mul(next, end));
      put(group, L.REMIT_PREPAID, period, path, v, f64x2.mul(f64x2.mul(q, smm), end));
      put(group, L.REMIT_AMORTIZED, period, path, v, f64x2.mul(f64x2.sub(q, h), f64x2.sub(b, end)));

      if (defaults) {
        v128.store(rates + slot + v, h);
        v128.store(balances + slot + v, b);
        let held = zero, heldBegin = zero, liquidated = zero, loss = zero;
        for (let d = 0; d < lag && d < month; d++) {
          const then = <usize>((month - d) % (lag + 1)) * LANE_ROW + v;
          held = f64x2.add(held, weigh(rates + then, balances + then, advancePrincipal));
        }
        for (let d = 1; d <= lag && d < month; d++) {
          const then = <usize>((month - d) % (lag + 1)) * LANE_ROW + v;
          heldBegin = f64x2.add(heldBegin, weigh(rates + then, balances + then, advancePrincipal));
        }
        if (month > lag) {
          const then = <usize>((month - lag) % (lag + 1)) * LANE_ROW + v;
          const defaulted = f64x2.mul(v128.load(rates + then), v128.load(balances + then));
          liquidated = advancePrincipal ? f64x2.mul(v128.load(rates + then), b) : defaulted;
          loss = least(f64x2.mul(v128.load(severityRows + <usize>month * rowBytes + v), defaulted), liquidated);
        }
        // With advances the balances in foreclosure follow the loan's schedule; without, they stay as they defaulted.
        const scale = advancePrincipal ? b : one;
        const heldInterest = f64x2.mul(f64x2.mul(heldBegin, scale), r);
        const heldStrip = f64x2.mul(f64x2.mul(heldBegin, scale), strip);
        due = f64x2.add(due, heldInterest);
        if (advanceInterest) servicing = f64x2.add(servicing, heldStrip);
        else {
          servicing = f64x2.sub(servicing, f64x2.mul(h, f64x2.mul(b, strip)));
          put(group, L.REMIT_INTEREST_LOST, period, path, v, f64x2.add(f64x2.mul(h, interest), heldInterest));
        }
        if (isEnd) put(group, L.REMIT_FORECLOSURE, period, path, v, advancePrincipal ? f64x2.mul(held, after) : held);
        if (advancePrincipal) {
          put(group, L.REMIT_AMORTIZED_DEFAULTED, period, path, v, f64x2.mul(held, f64x2.sub(b, after)));
        }
        put(group, L.REMIT_DEFAULTS, period, path, v, f64x2.mul(h, b));
        put(group, L.REMIT_RECOVERY, period, path, v, f64x2.sub(liquidated, loss));
        put(group, L.REMIT_LOSS, period, path, v, loss);
      }
      put(group, L.REMIT_INTEREST_DUE, period, path, v, due);
      put(group, L.REMIT_SERVICING, period, path, v, servicing);
    }
  }
  const b = v128.load(tile);
  return !v128.any_true(f64x2.ne(f64x2.sub(b, b), zero));
}

/** A share that defaulted, or the dollars that did, as foreclosure is measured. */
// @ts-ignore: decorator
@inline
function weigh(rate: usize, balance: usize, advancePrincipal: bool): v128 {
  return advancePrincipal ? v128.load(rate) : f64x2.mul(v128.load(rate), v128.load(balance));
}

/** Tile of fixed loans: performing balances on sixteen paths, then by loan what the month needs. */
const BALANCES: usize = L.BLOCK_PATHS << 3;
const factors: usize = memory.data(L.TILE_LOANS * 8, 16);
const rates: usize = memory.data(L.TILE_LOANS * 8, 16);
const stripsOf: usize = memory.data(L.TILE_LOANS * 8, 16);
const prepayFactors: usize = memory.data(L.TILE_LOANS * 8, 16);
const scheduled: usize = memory.data(L.TILE_LOANS * 8, 16);
const payments: usize = memory.data(L.TILE_LOANS * 8, 16);

/**
 * Performing balances of fixed loans with speeds of their own and no defaults; the sums go to REGION_LANE_SUMS as balance
 * (SUM_BEGIN), prepayments (SUM_END), interest and strips.
 */
export function survivalOfFixed(cohort: i32, path: i32, vectors: i32): void {
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const last = first + cohortValue(L.COHORT_COUNT, cohort);
  const base = laneSums();
  memory.fill(base, 0, sumRow(base, LANE_ROW, L.SUM_COUNT, 0, 0) - base);
  const withStrips = commonStrip(first, last) != 0;
  const smm = planeRow(region(L.REGION_CURVES), cohortValue(L.COHORT_SMM, cohort), monthRows(), 0) + (<usize>path << 3);

  for (let from = first; from < last; from += L.TILE_LOANS) {
    const tile = region(L.REGION_TILE);
    let active = min(L.TILE_LOANS, last - from);
    for (let k = 0; k < active; k++) enterFixed(tile, k, from + k, vectors);
    for (let month = 1; ; month++) {
      while (active > 0 && <i32>loanValue(L.LOAN_TERM, from + active - 1) < month) active--;
      if (active == 0) break;
      for (let k = 0; k < active; k++) stepFixed(k, from + k, month);
      const row = smm + <usize>month * rowBytes;
      if (withStrips) addStrips(base, tile, active, month, vectors);
      for (let v = 0; v < vectors; v += 2) survivePair(base, tile, active, month, row, <usize>v << 4);
    }
  }
}

function enterFixed(tile: usize, k: i32, loan: i32, vectors: i32): void {
  const upb = loanValue(L.LOAN_UPB, loan);
  const at = <usize>k << 3;
  for (let v = 0; v < vectors; v++) v128.store(tile + <usize>k * BALANCES + (<usize>v << 4), splat(upb));
  store<f64>(scheduled + at, upb);
  store<f64>(payments + at, loanValue(L.LOAN_PAYMENT, loan));
  store<f64>(rates + at, loanValue(L.LOAN_RATE, loan) / 12.0);
  store<f64>(stripsOf + at, loanValue(L.LOAN_STRIP, loan) / 12.0);
  store<f64>(prepayFactors + at, loanValue(L.LOAN_PREPAY_FACTOR, loan));
}

/** The amortization factor of the month, a(i) = b(i) / b(i-1), from the schedule of the loan. */
function stepFixed(k: i32, loan: i32, month: i32): void {
  const at = <usize>k << 3;
  const interestOnly = <i32>loanValue(L.LOAN_INTEREST_ONLY, loan);
  const b = load<f64>(scheduled + at);
  const r = load<f64>(rates + at);
  let payment = load<f64>(payments + at);
  if (month <= interestOnly) payment = b * r;
  else if (month == interestOnly + 1 && (interestOnly > 0 || payment == 0)) {
    payment = b * levelPayment1(r, <i32>loanValue(L.LOAN_AMORT_TERM, loan) - interestOnly);
    store<f64>(payments + at, payment);
  }
  const after = month == <i32>loanValue(L.LOAN_TERM, loan) ? 0.0 : max(0.0, b + b * r - payment);
  store<f64>(scheduled + at, after);
  store<f64>(factors + at, b > 0 ? after / b : 0.0);
}

/** p' = p a (1 - f smm) on two vectors of paths, adding up p, p r and p a f smm. */
function survivePair(base: usize, tile: usize, active: i32, month: i32, smm: usize, offset: usize): void {
  const smm0 = v128.load(smm + offset);
  const smm1 = v128.load(smm + offset, 16);
  const one = splat(1.0);
  let p0 = splat(0.0), p1 = p0, i0 = p0, i1 = p0, s0 = p0, s1 = p0;
  let at = tile + offset;
  for (let k: usize = 0; k < <usize>active << 3; k += 8, at += BALANCES) {
    const a = v128.load64_splat(factors + k);
    const r = v128.load64_splat(rates + k);
    const f = v128.load64_splat(prepayFactors + k);
    let p = v128.load(at);
    p0 = f64x2.add(p0, p);
    i0 = f64x2.add(i0, f64x2.mul(p, r));
    p = f64x2.mul(p, a);
    let gone = f64x2.mul(p, least(f64x2.mul(f, smm0), one));
    s0 = f64x2.add(s0, gone);
    v128.store(at, f64x2.sub(p, gone));
    p = v128.load(at, 16);
    p1 = f64x2.add(p1, p);
    i1 = f64x2.add(i1, f64x2.mul(p, r));
    p = f64x2.mul(p, a);
    gone = f64x2.mul(p, least(f64x2.mul(f, smm1), one));
    s1 = f64x2.add(s1, gone);
    v128.store(at, f64x2.sub(p, gone), 16);
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

/** Strips on the balances before the month: a pass of its own, so that loans without strips do not pay for them. */
function addStrips(base: usize, tile: usize, active: i32, month: i32, vectors: i32): void {
  const row = sumRow(base, LANE_ROW, L.SUM_STRIP, 0, month);
  for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
    let sum = splat(0.0);
    for (let k = 0; k < active; k++) {
      const p = v128.load(tile + <usize>k * BALANCES + v);
      sum = f64x2.add(sum, f64x2.mul(p, v128.load64_splat(stripsOf + (<usize>k << 3))));
    }
    addTo(row + v, sum);
  }
}

/** From the sums of `survivalOfFixed` to the remittance planes. */
function remitFixed(cohort: i32, path: i32, vectors: i32): void {
  const group = cohortValue(L.COHORT_GROUP, cohort);
  const extra = cohortValue(L.COHORT_EXTRA, cohort);
  const last = lastMonthOf(cohort);
  const base = laneSums();
  for (let month = 1; month <= last; month++) {
    const period = periodOf(month, extra);
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
      const begin = v128.load(sumRow(base, LANE_ROW, L.SUM_BEGIN, 0, month) + v);
      const end = v128.load(sumRow(base, LANE_ROW, L.SUM_BEGIN, 0, month + 1) + v);
      const prepaid = v128.load(sumRow(base, LANE_ROW, L.SUM_END, 0, month) + v);
      if (month == 1) put(group, L.REMIT_PERFORMING, 0, path, v, begin);
      if (endsPeriod(month, last, extra)) put(group, L.REMIT_PERFORMING, period, path, v, end);
      put(group, L.REMIT_PREPAID, period, path, v, prepaid);
      put(group, L.REMIT_AMORTIZED, period, path, v, f64x2.sub(f64x2.sub(begin, prepaid), end));
      put(group, L.REMIT_INTEREST_DUE, period, path, v, v128.load(sumRow(base, LANE_ROW, L.SUM_INTEREST, 0, month) + v));
      put(group, L.REMIT_SERVICING, period, path, v, v128.load(sumRow(base, LANE_ROW, L.SUM_STRIP, 0, month) + v));
    }
  }
}
