// What defaults, followed vintage by vintage for one loan: advances that end after so many months or at what proceeds will bear,
// severity of property proceeds, real estate owned, insurance claims. Part of the fuller loop (fuller.ts).
//
// A vintage that defaulted in month j has, for a dollar's share of the loan, a balance B and what was advanced on it, A:
//
//   while principal is advanced   B(i) = b(i), A grows by b(i-1) - b(i)      otherwise B stays
//   while interest is advanced    A grows by B (r - strip)                   otherwise that interest is lost
//   net severity                  loss = min(severity b(j-1), B)
//   gross severity                recovery = min(B, max(0, (1 - severity) b(j-1) - A)); what A lacks comes off the pool's interest
//   insurance                     claim = min(coverage b(j-1), loss): held until it is paid
//
// All vintages of an age are in one state, so the ages 0 to lag fall into a few spans between the months in which principal and
// interest cease to be advanced and property becomes owned. A vintage is touched as it passes from one to the next; the months
// between take sums over spans (sliding.ts): of shares while principal is advanced, B being b, of shares x B afterwards. Where
// advances end at what proceeds will bear, each vintage at its own time, every one is gone over each month (recoverable.ts).

import * as L from './layout';
import { MonthFlows } from './creditTerms';
import { least, most, splat } from './lanes';
import { cohortValue, loanValue, monthRows, planeRow, region, rowBytes, shapeOf } from './memory';
import { Sliding, beginSliding, enter, nextPlace } from './sliding';
import { LANE_ROW } from './sums';

/** How a cohort is serviced, for one loan of it. Addresses are of rows of lanes. */
@unmanaged
export class Servicing {
  lag: i32;
  owned: i32;
  claimLag: i32;
  /** Months of advances, that of default the first. The balance that is left when a property is sold is no principal to advance. */
  principalMonths: i32;
  interestMonths: i32;
  /** The last row of the severity curve. */
  lastRow: i32;
  severity: usize;
  strip: v128;
  coverage: v128;
  recoverable: bool;
  gross: bool;
  isInsured: bool;
  /** Bytes of a ring by vintage, and of this month's row in it. */
  ring: usize;
  now: usize;
  /** Rings by vintage: share defaulted, balance before default, advanced so far. */
  shares: usize;
  before: usize;
  advanced: usize;
  /** Spans of ages up to the lag. */
  spans: i32;
  /** What `recoverable.ts` keeps in their place, rings by vintage: balance now, 1 while advances go on. */
  balances: usize;
  going: usize;
  /** Ring by month: claims made; its bytes, and this month's row. */
  claims: usize;
  claimRing: usize;
  claimNow: usize;
}

/** Ages fall into three spans at most: where both advances end before the lag, they end together. */
const MOST_SPANS: i32 = 3;

const record: usize = memory.data(offsetof<Servicing>(), 16);
const slidings: usize = memory.data((MOST_SPANS + 1) * offsetof<Sliding>(), 16);

// @ts-ignore: decorator
@inline
function span(k: i32): Sliding {
  return changetype<Sliding>(slidings + <usize>k * offsetof<Sliding>());
}

/** What a vintage is advanced, by month: its sum over the months of advances, for gross severity. */
// @ts-ignore: decorator
@inline
function advances(): Sliding {
  return span(MOST_SPANS);
}

/** Reads the servicing of a loan and clears its rings, which stand from `rings` on. */
export function readServicing(cohort: i32, loan: i32, path: i32, rings: usize): Servicing {
  const s = changetype<Servicing>(record);
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  // Other cohorts advance to the end or not at all, and lose what severity takes of a balance.
  const serviced = (flags & L.FLAG_SERVICED) != 0;
  s.lag = cohortValue(L.COHORT_LAG, cohort);
  s.owned = serviced ? cohortValue(L.COHORT_OWNED, cohort) : s.lag;
  s.claimLag = serviced ? cohortValue(L.COHORT_CLAIM_LAG, cohort) : 0;
  const months = serviced ? cohortValue(L.COHORT_ADVANCES, cohort) : s.lag + 1;
  s.principalMonths = (flags & L.FLAG_ADVANCE_PRINCIPAL) != 0 ? min(months, s.lag) : 0;
  s.interestMonths = (flags & L.FLAG_ADVANCE_INTEREST) != 0 ? min(months, s.lag + 1) : 0;
  s.lastRow = monthRows() - 1;
  s.severity = planeRow(region(L.REGION_CURVES), cohortValue(L.COHORT_SEVERITY, cohort), monthRows(), 0) + (<usize>path << 3);
  s.strip = splat(loanValue(L.LOAN_STRIP, loan) / 12.0);
  const coverage = serviced && shapeOf(L.SHAPE_COLUMNS) == L.LOAN_COLUMNS_ALL ? loanValue(L.LOAN_COVERAGE, loan) : 0.0;
  s.coverage = splat(coverage);
  s.recoverable = serviced && (flags & L.FLAG_RECOVERABLE) != 0;
  s.gross = serviced && (flags & L.FLAG_GROSS) != 0;
  s.isInsured = coverage > 0.0;
  s.ring = <usize>(s.lag + 1) * LANE_ROW;
  s.now = 0;
  s.claims = rings;
  s.claimRing = <usize>(s.claimLag + 1) * LANE_ROW;
  s.claimNow = 0;
  s.shares = rings + s.claimRing;
  s.before = s.shares + s.ring;
  s.advanced = s.before + s.ring;
  s.balances = s.advanced + s.ring;
  s.going = s.balances + s.ring;
  const end = s.recoverable ? s.going + s.ring : beginSpans(s, s.balances);
  memory.fill(rings, 0, end - rings);
  return s;
}

/** Lays the spans out from `rows` on. Returns the address behind them. */
function beginSpans(s: Servicing, rows: usize): usize {
  s.spans = 0;
  for (let from = 0; from < s.lag; ) {
    let to = s.lag;
    if (s.principalMonths > from) to = min(to, s.principalMonths);
    if (s.interestMonths > from) to = min(to, s.interestMonths);
    if (s.owned > from) to = min(to, s.owned);
    rows = beginSliding(span(s.spans), from, to - from, rows);
    s.spans++;
    from = to;
  }
  const months = s.principalMonths > 0 ? s.principalMonths : s.interestMonths;
  return s.gross && months > 0 ? beginSliding(advances(), 0, months, rows) : rows;
}

/** Puts rings and spans to the next month, once it has been served on all paths. */
export function turnMonth(s: Servicing, month: i32): void {
  s.now = s.now + LANE_ROW == s.ring ? 0 : s.now + LANE_ROW;
  s.claimNow = s.claimNow + LANE_ROW == s.claimRing ? 0 : s.claimNow + LANE_ROW;
  if (s.recoverable) return;
  for (let k = 0; k < s.spans; k++) {
    if (month > span(k).from) nextPlace(span(k));
  }
  if (s.gross) nextPlace(advances());
}

/** The row in a ring by vintage of the one that defaulted `ago` months ago, 0 to lag. */
// @ts-ignore: decorator
@inline
export function vintageRow(s: Servicing, ago: i32): usize {
  return rowBefore(s.now, s.ring, ago);
}

// @ts-ignore: decorator
@inline
function rowBefore(now: usize, ring: usize, ago: i32): usize {
  const back = <usize>ago * LANE_ROW;
  return now >= back ? now - back : now + ring - back;
}

/**
 * One month of all vintages on two paths, into the record of flows: `due servicing deferred` are added to, the others set.
 *
 * `b` and `after` are the loan's balance before and after the month, `rise` what its schedule adds to it, `h` the share that
 * defaults now. Returns the balances owned.
 */
// @ts-ignore: decorator
@inline
export function serve(s: Servicing, f: MonthFlows, month: i32, v: usize, r: v128, b: v128, after: v128, rise: v128, h: v128): v128 {
  const zero = splat(0.0);
  v128.store(s.shares + s.now + v, h);
  v128.store(s.before + s.now + v, b);
  // Where the balance rises nothing is paid: the difference and the rise would leave their rounding.
  const paid = most(f64x2.sub(b, after), zero);
  const fresh = f64x2.mul(h, b);
  // Shares whose principal is advanced; balances before the month with and without interest, and after it.
  let scheduled = zero, served = zero, unserved = zero, held = zero, owned = zero;

  for (let k = 0; k < s.spans; k++) {
    const ages = span(k);
    if (month <= ages.from) break;
    const follows = ages.from < s.principalMonths;
    let entering = v128.load(s.shares + vintageRow(s, ages.from) + v);
    if (!follows) entering = f64x2.mul(entering, v128.load(s.before + vintageRow(s, ages.from - s.principalMonths) + v));
    const others = enter(ages, v, entering);
    const all = f64x2.add(others, entering);
    // Interest on what defaults this month is due with the performing loans'.
    const older = ages.from == 0 ? others : all;
    const begin = follows ? f64x2.mul(older, b) : older;
    const left = follows ? f64x2.mul(all, after) : all;
    if (follows) scheduled = f64x2.add(scheduled, all);
    if (ages.from < s.interestMonths) served = f64x2.add(served, begin);
    else unserved = f64x2.add(unserved, begin);
    held = f64x2.add(held, left);
    if (ages.from >= s.owned) owned = f64x2.add(owned, left);
  }

  f.defaulted = fresh;
  f.liquidated = zero;
  f.loss = zero;
  f.lost = zero;
  if (s.gross) addAdvances(s, month, v, r, b, f64x2.sub(paid, s.interestMonths > 0 ? rise : zero));
  if (month > s.lag) {
    const share = v128.load(s.shares + vintageRow(s, s.lag) + v);
    const balance = v128.load(s.before + vintageRow(s, s.lag - s.principalMonths) + v);
    const leaving = f64x2.mul(share, balance);
    if (s.lag > 0 && s.lag < s.interestMonths) served = f64x2.add(served, leaving);
    else if (s.lag > 0) unserved = f64x2.add(unserved, leaving);
    liquidate(s, f, month, v, share, balance, s.gross ? advancedOf(s, v, r, balance) : zero);
  }

  f.due = f64x2.add(f.due, f64x2.mul(f64x2.add(served, unserved), r));
  f.deferred = f64x2.add(f.deferred, f64x2.mul(scheduled, rise));
  f.paidDown = f64x2.mul(scheduled, paid);
  f.held = held;
  if (s.interestMonths > 0) {
    f.servicing = f64x2.add(f.servicing, f64x2.mul(served, s.strip));
    f.lost = f64x2.add(f.lost, f64x2.mul(unserved, r));
  } else {
    f.servicing = f64x2.sub(f.servicing, f64x2.mul(fresh, s.strip));
    // What a loan adds to its balance was never due in cash.
    const interest = f64x2.mul(f64x2.add(fresh, unserved), r);
    f.lost = f64x2.add(f.lost, f64x2.sub(interest, f64x2.mul(scheduled, rise)));
  }
  if (s.isInsured) payClaims(s, f, month, v);
  return owned;
}

/**
 * The month of the vintages on which something is advanced: a dollar's share of each is advanced the same while its principal is,
 * `principal` and the interest on the loan's own balance. Where it is not, what counts are rates: its balance stays.
 */
function addAdvances(s: Servicing, month: i32, v: usize, r: v128, b: v128, principal: v128): void {
  const sums = advances();
  const net = f64x2.sub(r, s.strip);
  const follows = s.principalMonths > 0;
  if (!follows && s.interestMonths == 0) return;
  const more = !follows ? net : s.interestMonths > 0 ? f64x2.add(principal, f64x2.mul(b, net)) : principal;
  const sum = f64x2.add(enter(sums, v, more), more);
  if (month >= sums.count) v128.store(s.advanced + vintageRow(s, sums.count - 1) + v, sum);
}

/** What was advanced, with this month's, on a dollar's share of the vintage whose turn it is. */
// @ts-ignore: decorator
@inline
function advancedOf(s: Servicing, v: usize, r: v128, balance: v128): v128 {
  const sum = v128.load(s.advanced + vintageRow(s, s.lag) + v);
  if (s.principalMonths == 0) return f64x2.mul(balance, sum);
  return s.lag < s.interestMonths ? f64x2.add(sum, f64x2.mul(balance, f64x2.sub(r, s.strip))) : sum;
}

// @ts-ignore: decorator
@inline
export function severityAt(s: Servicing, month: i32, v: usize): v128 {
  return v128.load(s.severity + <usize>month * rowBytes + v);
}

/** The vintage whose turn it is: its loss, what proceeds give, and the claim on its insurer. */
// @ts-ignore: decorator
@inline
export function liquidate(s: Servicing, f: MonthFlows, month: i32, v: usize, share: v128, balance: v128, advanced: v128): void {
  const zero = splat(0.0);
  const before = v128.load(s.before + vintageRow(s, s.lag) + v);
  const severity = severityAt(s, month, v);
  let loss = least(f64x2.mul(severity, before), balance);
  if (s.gross) {
    const proceeds = f64x2.mul(f64x2.sub(splat(1.0), severity), before);
    loss = f64x2.sub(balance, least(balance, most(f64x2.sub(proceeds, advanced), zero)));
    f.lost = f64x2.add(f.lost, f64x2.mul(share, most(f64x2.sub(advanced, proceeds), zero)));
  }
  f.liquidated = f64x2.mul(share, balance);
  f.loss = f64x2.mul(share, loss);
  if (!s.isInsured) return;
  const claim = f64x2.mul(share, least(f64x2.mul(s.coverage, before), loss));
  f.liquidated = f64x2.sub(f.liquidated, claim);
  f.loss = f64x2.sub(f.loss, claim);
  v128.store(s.claims + s.claimNow + v, claim);
}

/** Claims made `claimLag` months ago come in; those made since are held. */
export function payClaims(s: Servicing, f: MonthFlows, month: i32, v: usize): void {
  if (month <= s.lag) return;
  f.liquidated = f64x2.add(f.liquidated, v128.load(s.claims + rowBefore(s.claimNow, s.claimRing, s.claimLag) + v));
  for (let ago = 0; ago < s.claimLag; ago++) {
    if (month - ago <= s.lag) break;
    f.held = f64x2.add(f.held, v128.load(s.claims + rowBefore(s.claimNow, s.claimRing, ago) + v));
  }
}
