// Survival x schedule: from the sums of a cohort and its curves to the remittance planes of its group.
//
// With smm and mdr the same for all loans of a cohort on a path, a performing balance is b(i) Q(i), where
//
//   Q(i) = Q(i-1) (1 - smm(i) - mdr(i))
//
// and every quantity of the standard follows from sums over the scheduled balances:
//
//   newDefault = Q mdr S(b)          voluntary = Q smm S(b')          amortized = Q (1 - mdr) S(b - b')
//
// Balances that defaulted in month j wait in foreclosure and amortize with their loans' schedules when principal is advanced:
// h(j) S(b') with h(j) = Q(j-1) mdr(j). They are always added up over the last `lag` months, never as a running difference.
// In a loan's last `lag` months it no longer defaults; such loans stand in groups by maturity, each with its own survival. Each
// month goes through `survive`, `surviveTail`, `foreclose` and `remit`, on two paths at a time; foreclosure.ts has the third.
//
// Source: BMA Standard Formulas, chapter SF, SF-4 to SF-23.

import * as L from './layout';
import { CreditTerms, MonthFlows, excessRows, historyRows, monthFlows, readSum, readTerms, survivalRows } from './creditTerms';
import { foreclose } from './foreclosure';
import { addTo, least, most, splat } from './lanes';
import { cohortValue, monthRows, planeRow, region, rowBytes, shapeOf } from './memory';
import { FIXED_ROW, LANE_ROW, fixedSums, laneSums } from './sums';

export function clearExcess(): void {
  memory.fill(excessRows(), 0, <usize>monthRows() * LANE_ROW);
}

/** The period into which a cohort's collections of `month` fall: earlier cut-offs bring `extra` more months into the first. */
// @ts-ignore: decorator
@inline
export function periodOf(month: i32, extra: i32): i32 {
  const every = shapeOf(L.SHAPE_EVERY);
  return max(1, (month - extra + every - 1) / every);
}

/** The row of a remittance plane of `group` at `period`, from `path` on. */
export function remitRow(group: i32, quantity: i32, period: i32, path: i32): usize {
  const rows = shapeOf(L.SHAPE_PERIODS) + 1;
  return planeRow(region(L.REGION_REMIT), group * L.REMIT_COUNT + quantity, rows, period) + (<usize>path << 3);
}

/** Bytes from one remittance plane of a group to the next. */
export function planeBytes(): usize {
  return <usize>(shapeOf(L.SHAPE_PERIODS) + 1) * rowBytes;
}

/** Credit of a fixed cohort: its sums are the same on every path. */
export function creditFixed(cohort: i32, path: i32, vectors: i32): void {
  creditOver(cohort, path, vectors, fixedSums(cohortValue(L.COHORT_SLOT, cohort)), true);
}

/** Credit of an adjustable cohort, whose sums of this block of paths are in REGION_LANE_SUMS. */
export function creditAdjustable(cohort: i32, path: i32, vectors: i32): void {
  creditOver(cohort, path, vectors, laneSums(), false);
}

/** `fixed` is known when this is compiled: either form has its own loop. */
// @ts-ignore: decorator
@inline
function creditOver(cohort: i32, path: i32, vectors: i32, base: usize, fixed: bool): void {
  const terms = readTerms(cohort, path, base, fixed ? FIXED_ROW : LANE_ROW);
  const flows = monthFlows();
  const planes = remitRow(terms.group, 0, 0, path);
  const plane = planeBytes();
  for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
    // A loan that is in its last months from the first on never defaults: it comes with a survival of 1.
    for (let g = 0; g < terms.tail; g++) v128.store(survivalRows() + <usize>g * LANE_ROW + v, splat(1.0));
    let q = splat(1.0);
    let period = periodOf(1, terms.extra);
    for (let month = 1; month <= terms.last; month++) {
      const after = survive(terms, flows, month, v, q, fixed);
      if (terms.tail > 0) surviveTail(terms, flows, month, v, q, fixed);
      if (month == 1) addTo(planes + <usize>L.REMIT_PERFORMING * plane + v, flows.begin);
      if (terms.defaults) foreclose(terms, flows, month, v, fixed);
      const next = periodOf(month + 1, terms.extra);
      remit(terms, flows, month, v, planes + <usize>period * rowBytes + v, plane, month == terms.last || next != period);
      period = next;
      q = after;
    }
  }
}

/** The month of the loans in which defaults go on. Returns the survival after it. */
// @ts-ignore: decorator
@inline
function survive(t: CreditTerms, f: MonthFlows, month: i32, v: usize, q: v128, fixed: bool): v128 {
  const at = t.base + <usize>month * t.row;
  const begin = readSum(at, v, fixed);
  const end = readSum(at + t.sumStride, v, fixed);
  const mdr = t.defaults ? v128.load(t.mdr + <usize>month * rowBytes + v) : splat(0.0);
  const mayPrepay = f64x2.sub(splat(1.0), mdr);
  const smm = least(v128.load(t.smm + <usize>month * rowBytes + v), mayPrepay);
  const h = f64x2.mul(q, mdr);
  // In this order, so that nothing at all is left where smm takes what mdr leaves.
  const after = f64x2.mul(q, f64x2.sub(mayPrepay, smm));
  // What a balance rises by is no principal paid: begin - end + deferred is.
  const rise = t.defers ? readSum(at + <usize>L.SUM_DEFERRED * t.sumStride, v, fixed) : splat(0.0);

  f.begin = f64x2.mul(q, begin);
  f.prepaid = f64x2.mul(f64x2.mul(q, smm), end);
  f.amortized = f64x2.mul(f64x2.sub(q, h), f64x2.add(f64x2.sub(begin, end), rise));
  f.performing = f64x2.mul(after, end);
  f.due = f64x2.mul(q, readSum(at + 2 * t.sumStride, v, fixed));
  f.servicing = f64x2.mul(q, readSum(at + 3 * t.sumStride, v, fixed));
  if (t.defers) f.deferred = f64x2.mul(f64x2.sub(q, h), rise);
  if (t.penalties) f.penalty = f64x2.mul(f64x2.mul(q, smm), readSum(at + <usize>L.SUM_PENALTY * t.sumStride, v, fixed));
  if (t.prepaidInterest) {
    const net = f64x2.sub(readSum(at + 2 * t.sumStride, v, fixed), readSum(at + 3 * t.sumStride, v, fixed));
    f.prepaidInterest = f64x2.mul(f64x2.mul(q, smm), net);
  }
  if (t.defaults) v128.store(historyRows() + <usize>month * LANE_ROW + v, h);
  return after;
}

/** The month of the loans in their last months: no more defaults, each maturity with the survival it came with. */
// @ts-ignore: decorator
@inline
function surviveTail(t: CreditTerms, f: MonthFlows, month: i32, v: usize, q: v128, fixed: bool): void {
  const survivals = survivalRows() + v;
  v128.store(survivals + <usize>((month - 1) % t.tail) * LANE_ROW, q);
  if (month + t.tail <= t.shortest) return;
  const smm = v128.load(t.smm + <usize>month * rowBytes + v);
  for (let g = 0; g < t.tail; g++) {
    if (month + g > t.longest || month + g < t.shortest) continue;
    const at = t.base + <usize>month * t.row + <usize>(1 + g) * t.groupStride;
    const slot = survivals + <usize>((month + g) % t.tail) * LANE_ROW;
    const u = v128.load(slot);
    const begin = readSum(at, v, fixed);
    const end = readSum(at + t.sumStride, v, fixed);
    const gone = f64x2.mul(u, smm);
    const next = f64x2.mul(u, f64x2.sub(splat(1.0), smm));
    f.begin = f64x2.add(f.begin, f64x2.mul(u, begin));
    f.prepaid = f64x2.add(f.prepaid, f64x2.mul(gone, end));
    f.amortized = f64x2.add(f.amortized, f64x2.mul(u, f64x2.sub(begin, end)));
    f.performing = f64x2.add(f.performing, f64x2.mul(next, end));
    f.due = f64x2.add(f.due, f64x2.mul(u, readSum(at + 2 * t.sumStride, v, fixed)));
    f.servicing = f64x2.add(f.servicing, f64x2.mul(u, readSum(at + 3 * t.sumStride, v, fixed)));
    if (t.defers) {
      const rise = f64x2.mul(u, readSum(at + <usize>L.SUM_DEFERRED * t.sumStride, v, fixed));
      f.amortized = f64x2.add(f.amortized, rise);
      f.deferred = f64x2.add(f.deferred, rise);
    }
    if (t.penalties) {
      f.penalty = f64x2.add(f.penalty, f64x2.mul(gone, readSum(at + <usize>L.SUM_PENALTY * t.sumStride, v, fixed)));
    }
    if (t.prepaidInterest) {
      const net = f64x2.sub(readSum(at + 2 * t.sumStride, v, fixed), readSum(at + 3 * t.sumStride, v, fixed));
      f.prepaidInterest = f64x2.add(f.prepaidInterest, f64x2.mul(gone, net));
    }
    v128.store(slot, next);
  }
}

/** Adds the month to the planes of its period, `plane` bytes apart from `to` on. Balances are those at the period's end. */
// @ts-ignore: decorator
@inline
function remit(t: CreditTerms, f: MonthFlows, month: i32, v: usize, to: usize, plane: usize, isEnd: bool): void {
  if (isEnd) addTo(to + <usize>L.REMIT_PERFORMING * plane, f.performing);
  if (isEnd && t.delinquent != 0) {
    const share = v128.load(t.delinquent + <usize>month * rowBytes + v);
    addTo(to + <usize>L.REMIT_DELINQUENT * plane, f64x2.mul(f.performing, share));
  }
  addTo(to + <usize>L.REMIT_PREPAID * plane, f.prepaid);
  addTo(to + <usize>L.REMIT_AMORTIZED * plane, f.amortized);
  addTo(to + <usize>L.REMIT_INTEREST_DUE * plane, f.due);
  addTo(to + <usize>L.REMIT_SERVICING * plane, f.servicing);
  if (t.defers) addTo(to + <usize>L.REMIT_DEFERRED * plane, f.deferred);
  if (t.penalties) addTo(to + <usize>L.REMIT_PENALTY * plane, f.penalty);
  if (t.prepaidInterest) addTo(to + <usize>L.REMIT_PREPAID_INTEREST * plane, f.prepaidInterest);
  if (!t.defaults) return;
  if (isEnd) addTo(to + <usize>L.REMIT_FORECLOSURE * plane, f.held);
  addTo(to + <usize>L.REMIT_DEFAULTS * plane, f.defaulted);
  addTo(to + <usize>L.REMIT_AMORTIZED_DEFAULTED * plane, f.paidDown);
  addTo(to + <usize>L.REMIT_RECOVERY * plane, f64x2.sub(f.liquidated, f.loss));
  addTo(to + <usize>L.REMIT_LOSS * plane, f.loss);
  if (!t.advanceInterest) addTo(to + <usize>L.REMIT_INTEREST_LOST * plane, f.lost);
}
