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
// In a loan's last `lag` months it no longer defaults; such loans stand in groups by maturity, each with its own survival.
//
// Source: BMA Standard Formulas, chapter SF, SF-4 to SF-23.

import * as L from './layout';
import { addTo, least, most, splat } from './lanes';
import { cohortValue, loanValue, monthRows, planeRow, region, rowBytes, shapeOf, sumGroups } from './memory';
import { tailCount, tailMonths } from './schedule';
import { FIXED_ROW, LANE_ROW, fixedSums, laneSums, sumRow } from './sums';

/** Rows by month: what severity takes beyond the balance that is left, S max(0, severity b(i-1-lag) - b(i-1)). */
export function excessRows(): usize {
  return region(L.REGION_CREDIT);
}

// @ts-ignore: decorator
@inline
function historyRows(): usize {
  return region(L.REGION_CREDIT) + <usize>monthRows() * LANE_ROW;
}

// @ts-ignore: decorator
@inline
function survivalRows(): usize {
  return region(L.REGION_CREDIT) + <usize>(2 * monthRows()) * LANE_ROW;
}

export function clearExcess(): void {
  memory.fill(excessRows(), 0, <usize>monthRows() * LANE_ROW);
}

/** The excess of a fixed cohort on the paths from `path`, from the entries that the schedule listed. */
export function excessOfFixed(cohort: i32, path: i32, vectors: i32): void {
  const curve = cohortValue(L.COHORT_SEVERITY, cohort);
  for (let entry = 0; entry < tailCount; entry++) {
    const at = region(L.REGION_TAIL) + <usize>entry * 24;
    if (load<i32>(at, 4) != cohort) continue;
    const month = load<i32>(at);
    const begin = v128.load64_splat(at, 8);
    const left = v128.load64_splat(at, 16);
    const severity = planeRow(region(L.REGION_CURVES), curve, monthRows(), month) + (<usize>path << 3);
    const row = excessRows() + <usize>month * LANE_ROW;
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
      addTo(row + v, most(f64x2.sub(f64x2.mul(v128.load(severity + v), begin), left), splat(0.0)));
    }
  }
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

/** Whether the balances after `month` are those at the end of its period. */
// @ts-ignore: decorator
@inline
export function endsPeriod(month: i32, lastMonth: i32, extra: i32): bool {
  return month == lastMonth || periodOf(month + 1, extra) != periodOf(month, extra);
}

/** Months a cohort's collateral lasts: to its longest term, and a lag more where liquidations may come after it. */
export function lastMonthOf(cohort: i32): i32 {
  const term = <i32>loanValue(L.LOAN_TERM, cohortValue(L.COHORT_FIRST, cohort));
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  const late = (flags & L.FLAG_DEFAULTS) != 0 && (flags & L.FLAG_STOP_DEFAULTS) == 0;
  return late ? term + cohortValue(L.COHORT_LAG, cohort) : term;
}

/** Credit of a fixed cohort: its sums are the same on every path. */
export function creditFixed(cohort: i32, path: i32, vectors: i32): void {
  creditOver(cohort, path, vectors, fixedSums(cohortValue(L.COHORT_SLOT, cohort)), true);
}

/** Credit of an adjustable cohort, whose sums of this block of paths are in REGION_LANE_SUMS. */
export function creditAdjustable(cohort: i32, path: i32, vectors: i32): void {
  creditOver(cohort, path, vectors, laneSums(), false);
}

// @ts-ignore: decorator
@inline
function readSum(at: usize, v: usize, fixed: bool): v128 {
  return fixed ? v128.load64_splat(at) : v128.load(at + v);
}

/** Adds to a remittance plane. */
// @ts-ignore: decorator
@inline
export function put(group: i32, quantity: i32, period: i32, path: i32, v: usize, value: v128): void {
  addTo(remitRow(group, quantity, period, path) + v, value);
}

// @ts-ignore: decorator
@inline
function creditOver(cohort: i32, path: i32, vectors: i32, base: usize, fixed: bool): void {
  const row: usize = fixed ? FIXED_ROW : LANE_ROW;
  const rows = monthRows();
  const groups = sumGroups();
  const sumStride = <usize>(groups * rows) * row;
  const groupStride = <usize>rows * row;
  const curves = region(L.REGION_CURVES) + (<usize>path << 3);
  const smmRows = planeRow(curves, cohortValue(L.COHORT_SMM, cohort), rows, 0);
  const mdrRows = planeRow(curves, cohortValue(L.COHORT_MDR, cohort), rows, 0);
  const severityRows = planeRow(curves, cohortValue(L.COHORT_SEVERITY, cohort), rows, 0);

  const first = cohortValue(L.COHORT_FIRST, cohort);
  const count = cohortValue(L.COHORT_COUNT, cohort);
  const longest = <i32>loanValue(L.LOAN_TERM, first);
  const shortest = <i32>loanValue(L.LOAN_TERM, first + count - 1);
  const last = lastMonthOf(cohort);
  const group = cohortValue(L.COHORT_GROUP, cohort);
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  const extra = cohortValue(L.COHORT_EXTRA, cohort);
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const tail = tailMonths(cohort);
  const defaults = (flags & L.FLAG_DEFAULTS) != 0;
  const advancePrincipal = (flags & L.FLAG_ADVANCE_PRINCIPAL) != 0;
  const defers = (flags & L.FLAG_DEFERS) != 0;
  const penalties = (flags & L.FLAG_PENALTIES) != 0;
  const delinquent = cohortValue(L.COHORT_DELINQUENT, cohort);
  const delinquentRows = planeRow(curves, max(0, delinquent - 1), rows, 0);
  const advanceInterest = (flags & L.FLAG_ADVANCE_INTEREST) != 0;
  const history = historyRows();
  const survivals = survivalRows();
  const excess = excessRows();
  const one = splat(1.0);
  const zero = splat(0.0);

  for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
    let q = one;
    // A loan that is in its last months from the first on never defaults: it comes with a survival of 1.
    for (let g = 0; g < tail; g++) v128.store(survivals + <usize>g * LANE_ROW + v, one);
    for (let month = 1; month <= last; month++) {
      const main = base + <usize>month * row;
      const begin = readSum(main, v, fixed);
      const end = readSum(main + sumStride, v, fixed);
      const interest = readSum(main + 2 * sumStride, v, fixed);
      const strip = readSum(main + 3 * sumStride, v, fixed);
      const mdr = defaults ? v128.load(mdrRows + <usize>month * rowBytes + v) : zero;
      const smmGiven = v128.load(smmRows + <usize>month * rowBytes + v);
      const mayPrepay = f64x2.sub(one, mdr);
      const smm = least(smmGiven, mayPrepay);
      const h = f64x2.mul(q, mdr);
      // In this order, so that nothing at all is left where smm takes what mdr leaves.
      const after = f64x2.mul(q, f64x2.sub(mayPrepay, smm));

      let prepaid = f64x2.mul(f64x2.mul(q, smm), end);
      // What a balance rises by is no principal paid: begin - end + deferred is.
      const rise = defers ? readSum(main + <usize>L.SUM_DEFERRED * sumStride, v, fixed) : zero;
      let deferred = defers ? f64x2.mul(f64x2.sub(q, h), rise) : zero;
      let amortized = f64x2.mul(f64x2.sub(q, h), f64x2.add(f64x2.sub(begin, end), rise));
      let penalty = penalties ? f64x2.mul(f64x2.mul(q, smm), readSum(main + <usize>L.SUM_PENALTY * sumStride, v, fixed)) : zero;
      let performing = f64x2.mul(after, end);
      let due = f64x2.mul(q, interest);
      let servicing = f64x2.mul(q, strip);
      const performingBegin0 = f64x2.mul(q, begin);
      let performingBegin = performingBegin0;

      // Loans in their last months: no more defaults, each maturity with the survival it came with.
      if (tail > 0) {
        v128.store(survivals + <usize>((month - 1) % tail) * LANE_ROW + v, q);
        if (month + tail > shortest) {
          for (let g = 0; g < tail; g++) {
            if (month + g > longest || month + g < shortest) continue;
            const at = main + <usize>(1 + g) * groupStride;
            const slot = survivals + <usize>((month + g) % tail) * LANE_ROW + v;
            const u = v128.load(slot);
            const b = readSum(at, v, fixed);
            const e = readSum(at + sumStride, v, fixed);
            const next = f64x2.mul(u, f64x2.sub(one, smmGiven));
            prepaid = f64x2.add(prepaid, f64x2.mul(f64x2.mul(u, smmGiven), e));
            amortized = f64x2.add(amortized, f64x2.mul(u, f64x2.sub(b, e)));
            if (defers) {
              const tailRise = f64x2.mul(u, readSum(at + <usize>L.SUM_DEFERRED * sumStride, v, fixed));
              amortized = f64x2.add(amortized, tailRise);
              deferred = f64x2.add(deferred, tailRise);
            }
            if (penalties) penalty = f64x2.add(penalty, f64x2.mul(f64x2.mul(u, smmGiven), readSum(at + <usize>L.SUM_PENALTY * sumStride, v, fixed)));
            performing = f64x2.add(performing, f64x2.mul(next, e));
            performingBegin = f64x2.add(performingBegin, f64x2.mul(u, b));
            due = f64x2.add(due, f64x2.mul(u, readSum(at + 2 * sumStride, v, fixed)));
            servicing = f64x2.add(servicing, f64x2.mul(u, readSum(at + 3 * sumStride, v, fixed)));
            v128.store(slot, next);
          }
        }
      }

      const period = periodOf(month, extra);
      const isEnd = endsPeriod(month, last, extra);
      if (month == 1) put(group, L.REMIT_PERFORMING, 0, path, v, performingBegin);
      if (isEnd) put(group, L.REMIT_PERFORMING, period, path, v, performing);
      if (isEnd && delinquent > 0) {
        put(group, L.REMIT_DELINQUENT, period, path, v, f64x2.mul(performing, v128.load(delinquentRows + <usize>month * rowBytes + v)));
      }
      if (penalties) put(group, L.REMIT_PENALTY, period, path, v, penalty);
      put(group, L.REMIT_PREPAID, period, path, v, prepaid);
      put(group, L.REMIT_AMORTIZED, period, path, v, amortized);

      if (defaults) {
        v128.store(history + <usize>month * LANE_ROW + v, h);
        const newDefault = f64x2.mul(h, begin);
        let lost = f64x2.mul(h, interest);
        const lostStrip = f64x2.mul(h, strip);
        let heldDeferred = zero;
        let held = zero, paidDown = zero, heldInterest = zero, heldStrip = zero, liquidated = zero, loss = zero;

        if (advancePrincipal) {
          // Sums over the loans that could have defaulted d months ago: those of group 0, and of the maturities after it.
          let b = begin, e = end, i = interest, s = strip, g = rise;
          for (let d = 0; d <= lag; d++) {
            if (d > 0 && tail > 0 && month + lag - d >= shortest && month + lag - d <= longest) {
              const at = main + <usize>(1 + lag - d) * groupStride;
              b = f64x2.add(b, readSum(at, v, fixed));
              e = f64x2.add(e, readSum(at + sumStride, v, fixed));
              i = f64x2.add(i, readSum(at + 2 * sumStride, v, fixed));
              s = f64x2.add(s, readSum(at + 3 * sumStride, v, fixed));
              if (defers) g = f64x2.add(g, readSum(at + <usize>L.SUM_DEFERRED * sumStride, v, fixed));
            }
            if (d >= month) break;
            const then = v128.load(history + <usize>(month - d) * LANE_ROW + v);
            if (d < lag) {
              held = f64x2.add(held, f64x2.mul(then, e));
              paidDown = f64x2.add(paidDown, f64x2.mul(then, f64x2.add(f64x2.sub(b, e), g)));
              if (defers) heldDeferred = f64x2.add(heldDeferred, f64x2.mul(then, g));
            } else {
              liquidated = f64x2.mul(then, b);
            }
            if (d > 0) {
              heldInterest = f64x2.add(heldInterest, f64x2.mul(then, i));
              heldStrip = f64x2.add(heldStrip, f64x2.mul(then, s));
            }
          }
        } else {
          for (let d = 0; d <= lag && d < month; d++) {
            const at = base + <usize>(month - d) * row;
            const then = v128.load(history + <usize>(month - d) * LANE_ROW + v);
            const balance = f64x2.mul(then, readSum(at, v, fixed));
            if (d < lag) held = f64x2.add(held, balance);
            else liquidated = balance;
            if (d > 0) {
              heldInterest = f64x2.add(heldInterest, f64x2.mul(then, readSum(at + 2 * sumStride, v, fixed)));
              heldStrip = f64x2.add(heldStrip, f64x2.mul(then, readSum(at + 3 * sumStride, v, fixed)));
            }
          }
        }
        if (month > lag) {
          const severity = v128.load(severityRows + <usize>month * rowBytes + v);
          const then = v128.load(history + <usize>(month - lag) * LANE_ROW + v);
          const defaulted = readSum(base + <usize>(month - lag) * row, v, fixed);
          const taken = f64x2.sub(f64x2.mul(severity, defaulted), v128.load(excess + <usize>month * LANE_ROW + v));
          loss = least(f64x2.mul(then, taken), liquidated);
        }
        due = f64x2.add(due, heldInterest);
        deferred = f64x2.add(deferred, heldDeferred);
        if (advanceInterest) {
          servicing = f64x2.add(servicing, heldStrip);
        } else {
          // What defaulted loans add to their balances was never due in cash.
          lost = f64x2.sub(f64x2.add(lost, heldInterest), heldDeferred);
          servicing = f64x2.sub(servicing, lostStrip);
          put(group, L.REMIT_INTEREST_LOST, period, path, v, lost);
        }
        if (isEnd) put(group, L.REMIT_FORECLOSURE, period, path, v, held);
        put(group, L.REMIT_DEFAULTS, period, path, v, newDefault);
        put(group, L.REMIT_AMORTIZED_DEFAULTED, period, path, v, paidDown);
        put(group, L.REMIT_RECOVERY, period, path, v, f64x2.sub(liquidated, loss));
        put(group, L.REMIT_LOSS, period, path, v, loss);
      }
      if (defers) put(group, L.REMIT_DEFERRED, period, path, v, deferred);
      put(group, L.REMIT_INTEREST_DUE, period, path, v, due);
      put(group, L.REMIT_SERVICING, period, path, v, servicing);
      q = after;
    }
  }
}
