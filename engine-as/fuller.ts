// The fuller loop: survival loan by loan, for what cannot be factored: speeds of the single loan, interest advanced without
// principal on adjustable loans, balloons with defaults to the end, defaults followed by vintage (servicing.ts). Slower than schedule x survival and equal to it wherever both apply.
//
// One loan at a time, with what defaulted of it by vintage. Fixed-rate loans without defaults go a tile at a time (survival.ts).
//
// Source: BMA Standard Formulas, chapter SF, taken loan by loan.

import * as L from './layout';
import { deferredOf, penaltyOf, settle } from './detailed';
import { periodOf, planeBytes, remitRow } from './credit';
import { MonthFlows, lastMonthOf, monthFlows } from './creditTerms';
import { addTo, least, most, splat } from './lanes';
import { cohortValue, loanValue, monthRows, planeRow, region, rowBytes, shapeOf, status } from './memory';
import { PAYMENT, RATE } from './record';
import { serveRecoverable } from './recoverable';
import { readServicing, serve, turnMonth } from './servicing';
import { LANE_ROW, laneSums, sumRow } from './sums';
import { survivalOfFixed } from './survival';
import { eventIfDue, start } from './tile';

/** Projects one cohort loan by loan on the paths from `path`, `vectors` of two. Errors: STATUS_BALANCE at the loan. */
export function projectFuller(cohort: i32, path: i32, vectors: i32): i32 {
  const first = cohortValue(L.COHORT_FIRST, cohort);
  const last = first + cohortValue(L.COHORT_COUNT, cohort);
  if (isPlain(cohort) && allFixed(first, last)) {
    survivalOfFixed(cohort, path, vectors);
    remitFixed(cohort, path, vectors);
    return L.STATUS_OK;
  }
  for (let loan = first; loan < last; loan++) {
    if (!projectLoan(cohort, loan, path, vectors)) return status(L.STATUS_BALANCE, loan, 0);
  }
  return L.STATUS_OK;
}

/** Whether a cohort has neither defaults nor terms of its own: then the tile of fixed loans serves it. */
function isPlain(cohort: i32): bool {
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  const own = L.FLAG_DEFAULTS | L.FLAG_DEFERS | L.FLAG_PENALTIES | L.FLAG_PREPAID_INTEREST;
  return (flags & own) == 0 && cohortValue(L.COHORT_DELINQUENT, cohort) == 0;
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
  const extra = cohortValue(L.COHORT_EXTRA, cohort);
  const lag = cohortValue(L.COHORT_LAG, cohort);
  const defaults = (flags & L.FLAG_DEFAULTS) != 0;
  const term = <i32>loanValue(L.LOAN_TERM, loan);
  const amortTerm = <i32>loanValue(L.LOAN_AMORT_TERM, loan);
  const isLevel = endsLevel(loan, amortTerm);
  const lastDefault = (flags & L.FLAG_STOP_DEFAULTS) != 0 ? term - lag : term;
  const serviced = defaults && (flags & L.FLAG_SERVICED) != 0;
  const last = (defaults && lastDefault == term ? term + lag : term) + (serviced ? cohortValue(L.COHORT_CLAIM_LAG, cohort) : 0);
  const prepaidInterest = (flags & L.FLAG_PREPAID_INTEREST) != 0;
  const defers = (flags & L.FLAG_DEFERS) != 0;
  const penaltyUntil = (flags & L.FLAG_PENALTIES) != 0 ? <i32>loanValue(L.LOAN_PENALTY_UNTIL, loan) : 0;
  const detailed = defers || penaltyUntil > 0;
  const delinquent = cohortValue(L.COHORT_DELINQUENT, cohort);
  const strip = splat(loanValue(L.LOAN_STRIP, loan) / 12.0);
  const prepayFactor = splat(loanValue(L.LOAN_PREPAY_FACTOR, loan));
  const defaultFactor = splat(loanValue(L.LOAN_DEFAULT_FACTOR, loan));

  const tile = region(L.REGION_TILE);
  const survival = tile + 4 * LANE_ROW;
  const curves = region(L.REGION_CURVES) + (<usize>path << 3);
  const smmRows = planeRow(curves, cohortValue(L.COHORT_SMM, cohort), monthRows(), 0);
  const mdrRows = planeRow(curves, cohortValue(L.COHORT_MDR, cohort), monthRows(), 0);
  const delinquentRows = planeRow(curves, max(0, delinquent - 1), monthRows(), 0);
  const one = splat(1.0);
  const zero = splat(0.0);

  start(tile, 0, loan, vectors, 0);
  const servicing = readServicing(cohort, loan, path, tile + 8 * LANE_ROW);
  const flows = monthFlows();
  const remit = remitRow(cohortValue(L.COHORT_GROUP, cohort), 0, 0, path);
  const plane = planeBytes();
  for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
    v128.store(survival + v, one);
    addTo(remit + <usize>L.REMIT_PERFORMING * plane + v, v128.load(tile + v));
  }

  let period = periodOf(1, extra);
  for (let month = 1; month <= last; month++) {
    if (detailed) settle(tile, loan, month, path, vectors);
    else eventIfDue(tile, 0, month, path, vectors);
    const nextPeriod = periodOf(month + 1, extra);
    const isEnd = month == last || nextPeriod != period;
    const curve = <usize>month * rowBytes;
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
      const to = remit + <usize>period * rowBytes + v;
      const b = v128.load(tile + v);
      const r = v128.load(tile + v, RATE);
      const q = v128.load(survival + v);
      const interest = f64x2.mul(b, r);
      let after = most(f64x2.sub(f64x2.add(b, interest), v128.load(tile + v, PAYMENT)), zero);
      if (month >= amortTerm && isLevel) after = zero;
      const end = month >= term ? zero : after;

      const mdrGiven = defaults && month <= lastDefault ? v128.load(mdrRows + curve + v) : zero;
      const mdr = least(f64x2.mul(defaultFactor, mdrGiven), one);
      const smm = least(f64x2.mul(prepayFactor, v128.load(smmRows + curve + v)), f64x2.sub(one, mdr));
      const h = f64x2.mul(q, mdr);
      const next = month >= term ? zero : f64x2.mul(q, f64x2.sub(f64x2.sub(one, mdr), smm));
      v128.store(tile + v, after);
      v128.store(survival + v, next);

      const gone = f64x2.mul(q, smm);
      const stay = f64x2.sub(q, h);
      const strips = f64x2.mul(b, strip);
      const rise = defers ? deferredOf(loan, interest, v128.load(tile + v, PAYMENT)) : zero;
      const deferred = f64x2.mul(stay, rise);
      const prepaid = f64x2.mul(gone, end);
      if (isEnd) {
        const performing = f64x2.mul(next, end);
        addTo(to + <usize>L.REMIT_PERFORMING * plane, performing);
        if (delinquent > 0) addTo(to + <usize>L.REMIT_DELINQUENT * plane, f64x2.mul(performing, v128.load(delinquentRows + curve + v)));
      }
      addTo(to + <usize>L.REMIT_PREPAID * plane, prepaid);
      addTo(to + <usize>L.REMIT_AMORTIZED * plane, f64x2.add(f64x2.mul(stay, f64x2.sub(b, end)), deferred));
      if (month <= penaltyUntil) addTo(to + <usize>L.REMIT_PENALTY * plane, f64x2.mul(prepaid, penaltyOf(loan, r, month)));
      if (prepaidInterest) addTo(to + <usize>L.REMIT_PREPAID_INTEREST * plane, f64x2.mul(gone, f64x2.sub(interest, strips)));

      flows.due = f64x2.mul(q, interest);
      flows.servicing = f64x2.mul(q, strips);
      flows.deferred = deferred;
      if (defaults) {
        const owned = servicing.recoverable
          ? serveRecoverable(servicing, flows, month, v, r, b, after, rise, h)
          : serve(servicing, flows, month, v, r, b, after, rise, h);
        remitDefaults(flows, to, plane, isEnd);
        if (isEnd) addTo(to + <usize>L.REMIT_OWNED * plane, owned);
      }
      addTo(to + <usize>L.REMIT_INTEREST_DUE * plane, flows.due);
      addTo(to + <usize>L.REMIT_SERVICING * plane, flows.servicing);
      if (defers) addTo(to + <usize>L.REMIT_DEFERRED * plane, flows.deferred);
    }
    if (defaults) turnMonth(servicing, month);
    period = nextPeriod;
  }
  const b = v128.load(tile);
  return !v128.any_true(f64x2.ne(f64x2.sub(b, b), zero));
}

/** What defaulted, vintage by vintage, into the planes of its period, `plane` bytes apart from `to` on. */
// @ts-ignore: decorator
@inline
function remitDefaults(f: MonthFlows, to: usize, plane: usize, isEnd: bool): void {
  if (isEnd) addTo(to + <usize>L.REMIT_FORECLOSURE * plane, f.held);
  addTo(to + <usize>L.REMIT_DEFAULTS * plane, f.defaulted);
  addTo(to + <usize>L.REMIT_AMORTIZED_DEFAULTED * plane, f.paidDown);
  addTo(to + <usize>L.REMIT_RECOVERY * plane, f64x2.sub(f.liquidated, f.loss));
  addTo(to + <usize>L.REMIT_LOSS * plane, f.loss);
  addTo(to + <usize>L.REMIT_INTEREST_LOST * plane, f.lost);
}

/**
 * Whether the payment in a loan's last month of amortization is level, so that it retires the loan: not where it is given or
 * capped, nor where it is interest to the end. Then a schedule goes on past that month, for what defaulted.
 */
function endsLevel(loan: i32, amortTerm: i32): bool {
  if (shapeOf(L.SHAPE_COLUMNS) == L.LOAN_COLUMNS_ALL && loanValue(L.LOAN_NEGATIVE, loan) != 0) return false;
  const interestOnly = <i32>loanValue(L.LOAN_INTEREST_ONLY, loan);
  const isReset = loanValue(L.LOAN_INDEX, loan) >= 0 && <i32>loanValue(L.LOAN_FIRST_RESET, loan) <= amortTerm;
  const isGiven = loanValue(L.LOAN_PAYMENT, loan) > 0 && interestOnly == 0;
  return interestOnly < amortTerm && (isReset || !isGiven);
}

/** From the sums of `survivalOfFixed` to the remittance planes. */
function remitFixed(cohort: i32, path: i32, vectors: i32): void {
  const extra = cohortValue(L.COHORT_EXTRA, cohort);
  const last = lastMonthOf(cohort);
  const base = laneSums();
  const remit = remitRow(cohortValue(L.COHORT_GROUP, cohort), 0, 0, path);
  const plane = planeBytes();
  let period = periodOf(1, extra);
  for (let month = 1; month <= last; month++) {
    const next = periodOf(month + 1, extra);
    for (let v: usize = 0; v < <usize>vectors << 4; v += 16) {
      const to = remit + <usize>period * rowBytes + v;
      const begin = v128.load(sumRow(base, LANE_ROW, L.SUM_BEGIN, 0, month) + v);
      const end = v128.load(sumRow(base, LANE_ROW, L.SUM_BEGIN, 0, month + 1) + v);
      const prepaid = v128.load(sumRow(base, LANE_ROW, L.SUM_END, 0, month) + v);
      if (month == 1) addTo(remit + <usize>L.REMIT_PERFORMING * plane + v, begin);
      if (month == last || next != period) addTo(to + <usize>L.REMIT_PERFORMING * plane, end);
      addTo(to + <usize>L.REMIT_PREPAID * plane, prepaid);
      addTo(to + <usize>L.REMIT_AMORTIZED * plane, f64x2.sub(f64x2.sub(begin, prepaid), end));
      addTo(to + <usize>L.REMIT_INTEREST_DUE * plane, v128.load(sumRow(base, LANE_ROW, L.SUM_INTEREST, 0, month) + v));
      addTo(to + <usize>L.REMIT_SERVICING * plane, v128.load(sumRow(base, LANE_ROW, L.SUM_STRIP, 0, month) + v));
    }
    period = next;
  }
}
