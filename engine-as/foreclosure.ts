// What defaults, waits, and is liquidated: the part of the standard that looks back over the last `lag` months.
//
//   with principal advanced, a balance that defaulted in month j stands at h(j) b(i): it follows the schedule of its loans
//   without, it stays as it defaulted: h(j) b(j-1)
//
// Source: BMA Standard Formulas, chapter SF, SF-12 to SF-23.

import * as L from './layout';
import { CreditTerms, MonthFlows, excessRows, historyRows, readSum } from './creditTerms';
import { least, splat } from './lanes';
import { rowBytes } from './memory';
import { LANE_ROW } from './sums';

/** New defaults, balances held, liquidations, losses and lost interest of one month, into the record. */
// @ts-ignore: decorator
@inline
export function foreclose(t: CreditTerms, f: MonthFlows, month: i32, v: usize, fixed: bool): void {
  const at = t.base + <usize>month * t.row;
  const h = v128.load(historyRows() + <usize>month * LANE_ROW + v);
  const strip = f64x2.mul(h, readSum(at + 3 * t.sumStride, v, fixed));
  f.defaulted = f64x2.mul(h, readSum(at, v, fixed));
  f.lost = f64x2.mul(h, readSum(at + 2 * t.sumStride, v, fixed));
  f.paidDown = splat(0.0);
  f.liquidated = splat(0.0);
  f.loss = splat(0.0);

  if (t.advancePrincipal && t.tail > 0 && month + t.lag > t.shortest) holdByMaturity(t, f, month, v, strip, fixed);
  else if (t.advancePrincipal) holdAlike(t, f, month, v, strip, fixed);
  else holdAsDefaulted(t, f, month, v, strip, fixed);
  if (month <= t.lag) return;

  // min(severity x defaulted, what is left), summed over loans: the excess is what the bound takes off.
  const severity = v128.load(t.severity + <usize>month * rowBytes + v);
  const then = v128.load(historyRows() + <usize>(month - t.lag) * LANE_ROW + v);
  const begin = readSum(t.base + <usize>(month - t.lag) * t.row, v, fixed);
  const taken = f64x2.sub(f64x2.mul(severity, begin), v128.load(excessRows() + <usize>month * LANE_ROW + v));
  f.loss = least(f64x2.mul(then, taken), f.liquidated);
}

/** While all loans could have defaulted in any of the last `lag` months, the shares that did add up first. */
// @ts-ignore: decorator
@inline
function holdAlike(t: CreditTerms, f: MonthFlows, month: i32, v: usize, strip: v128, fixed: bool): void {
  const at = t.base + <usize>month * t.row;
  const begin = readSum(at, v, fixed);
  const end = readSum(at + t.sumStride, v, fixed);
  const rise = t.defers ? readSum(at + <usize>L.SUM_DEFERRED * t.sumStride, v, fixed) : splat(0.0);
  const now = historyRows() + <usize>month * LANE_ROW + v;
  const reach = min(t.lag, month);
  let earlier = splat(0.0);
  for (let d = 1; d < reach; d++) earlier = f64x2.add(earlier, v128.load(now - <usize>d * LANE_ROW));
  const leaving = month > t.lag ? v128.load(now - <usize>t.lag * LANE_ROW) : splat(0.0);
  const staying = t.lag > 0 ? f64x2.add(earlier, v128.load(now)) : splat(0.0);
  const waiting = t.lag > 0 ? f64x2.add(earlier, leaving) : splat(0.0);

  f.held = f64x2.mul(staying, end);
  f.paidDown = f64x2.mul(staying, f64x2.add(f64x2.sub(begin, end), rise));
  f.liquidated = f64x2.mul(leaving, begin);
  const heldRise = f64x2.mul(staying, rise);
  if (t.defers) f.deferred = f64x2.add(f.deferred, heldRise);
  const heldInterest = f64x2.mul(waiting, readSum(at + 2 * t.sumStride, v, fixed));
  const heldStrip = f64x2.mul(waiting, readSum(at + 3 * t.sumStride, v, fixed));
  chargeInterest(t, f, heldInterest, heldStrip, heldRise, strip);
}

/** Sums over the loans that could have defaulted d months ago: those of group 0, and of the maturities after it. */
// @ts-ignore: decorator
@inline
function holdByMaturity(t: CreditTerms, f: MonthFlows, month: i32, v: usize, strip: v128, fixed: bool): void {
  const main = t.base + <usize>month * t.row;
  let begin = readSum(main, v, fixed);
  let end = readSum(main + t.sumStride, v, fixed);
  let interest = readSum(main + 2 * t.sumStride, v, fixed);
  let strips = readSum(main + 3 * t.sumStride, v, fixed);
  let rise = t.defers ? readSum(main + <usize>L.SUM_DEFERRED * t.sumStride, v, fixed) : splat(0.0);
  let held = splat(0.0), paidDown = splat(0.0), heldInterest = splat(0.0), heldStrip = splat(0.0), heldRise = splat(0.0);
  const lag = t.lag;
  const defers = t.defers;
  let history = historyRows() + <usize>month * LANE_ROW + v;

  for (let d = 0; d <= lag; d++, history -= LANE_ROW) {
    if (d > 0 && month + lag - d >= t.shortest && month + lag - d <= t.longest) {
      const at = main + <usize>(1 + lag - d) * t.groupStride;
      begin = f64x2.add(begin, readSum(at, v, fixed));
      end = f64x2.add(end, readSum(at + t.sumStride, v, fixed));
      interest = f64x2.add(interest, readSum(at + 2 * t.sumStride, v, fixed));
      strips = f64x2.add(strips, readSum(at + 3 * t.sumStride, v, fixed));
      if (defers) rise = f64x2.add(rise, readSum(at + <usize>L.SUM_DEFERRED * t.sumStride, v, fixed));
    }
    if (d >= month) break;
    const then = v128.load(history);
    if (d == lag) f.liquidated = f64x2.mul(then, begin);
    else {
      held = f64x2.add(held, f64x2.mul(then, end));
      paidDown = f64x2.add(paidDown, f64x2.mul(then, f64x2.add(f64x2.sub(begin, end), rise)));
      if (defers) heldRise = f64x2.add(heldRise, f64x2.mul(then, rise));
    }
    if (d > 0) {
      heldInterest = f64x2.add(heldInterest, f64x2.mul(then, interest));
      heldStrip = f64x2.add(heldStrip, f64x2.mul(then, strips));
    }
  }
  f.held = held;
  f.paidDown = paidDown;
  if (defers) f.deferred = f64x2.add(f.deferred, heldRise);
  chargeInterest(t, f, heldInterest, heldStrip, heldRise, strip);
}

// @ts-ignore: decorator
@inline
function holdAsDefaulted(t: CreditTerms, f: MonthFlows, month: i32, v: usize, strip: v128, fixed: bool): void {
  let held = splat(0.0), heldInterest = splat(0.0), heldStrip = splat(0.0);
  for (let d = 0; d <= t.lag && d < month; d++) {
    const at = t.base + <usize>(month - d) * t.row;
    const then = v128.load(historyRows() + <usize>(month - d) * LANE_ROW + v);
    const balance = f64x2.mul(then, readSum(at, v, fixed));
    if (d == t.lag) f.liquidated = balance;
    else held = f64x2.add(held, balance);
    if (d > 0) {
      heldInterest = f64x2.add(heldInterest, f64x2.mul(then, readSum(at + 2 * t.sumStride, v, fixed)));
      heldStrip = f64x2.add(heldStrip, f64x2.mul(then, readSum(at + 3 * t.sumStride, v, fixed)));
    }
  }
  f.held = held;
  chargeInterest(t, f, heldInterest, heldStrip, splat(0.0), strip);
}

/** Interest on balances held is due; it is lost, and no strip is taken on it, unless the servicer advances it. */
// @ts-ignore: decorator
@inline
function chargeInterest(t: CreditTerms, f: MonthFlows, heldInterest: v128, heldStrip: v128, heldRise: v128, strip: v128): void {
  f.due = f64x2.add(f.due, heldInterest);
  if (t.advanceInterest) {
    f.servicing = f64x2.add(f.servicing, heldStrip);
    return;
  }
  // What defaulted loans add to their balances was never due in cash.
  f.lost = f64x2.sub(f64x2.add(f.lost, heldInterest), heldRise);
  f.servicing = f64x2.sub(f.servicing, strip);
}
