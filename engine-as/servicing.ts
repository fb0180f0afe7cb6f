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
// Every ring has a row of lanes for each of the last `lag` months.

import * as L from './layout';
import { MonthFlows } from './creditTerms';
import { choose, least, most, splat } from './lanes';
import { cohortValue, loanValue, monthRows, planeRow, region, rowBytes, shapeOf } from './memory';
import { LANE_ROW } from './sums';

/** How a cohort is serviced, for one loan of it. Addresses are of rows of lanes. */
@unmanaged
export class Servicing {
  lag: i32;
  advances: i32;
  owned: i32;
  claimLag: i32;
  /** The last row of the severity curve. */
  lastRow: i32;
  severity: usize;
  strip: v128;
  coverage: v128;
  principal: bool;
  interest: bool;
  recoverable: bool;
  gross: bool;
  hasOwned: bool;
  isInsured: bool;
  /** Rings by vintage: share defaulted, balance before default, balance now, advanced so far, 1 while advances go on. */
  shares: usize;
  before: usize;
  balances: usize;
  advanced: usize;
  going: usize;
  /** Ring by month: claims made. */
  claims: usize;
}

const record: usize = memory.data(offsetof<Servicing>(), 16);

/** Reads the servicing of a loan and clears its rings, which stand from `rings` on. */
export function readServicing(cohort: i32, loan: i32, path: i32, rings: usize): Servicing {
  const s = changetype<Servicing>(record);
  const flags = cohortValue(L.COHORT_FLAGS, cohort);
  s.lag = cohortValue(L.COHORT_LAG, cohort);
  s.advances = cohortValue(L.COHORT_ADVANCES, cohort);
  s.owned = cohortValue(L.COHORT_OWNED, cohort);
  s.claimLag = cohortValue(L.COHORT_CLAIM_LAG, cohort);
  s.lastRow = monthRows() - 1;
  s.severity = planeRow(region(L.REGION_CURVES), cohortValue(L.COHORT_SEVERITY, cohort), monthRows(), 0) + (<usize>path << 3);
  s.strip = splat(loanValue(L.LOAN_STRIP, loan) / 12.0);
  const coverage = shapeOf(L.SHAPE_COLUMNS) == L.LOAN_COLUMNS_ALL ? loanValue(L.LOAN_COVERAGE, loan) : 0.0;
  s.coverage = splat(coverage);
  s.principal = (flags & L.FLAG_ADVANCE_PRINCIPAL) != 0;
  s.interest = (flags & L.FLAG_ADVANCE_INTEREST) != 0;
  s.recoverable = (flags & L.FLAG_RECOVERABLE) != 0;
  s.gross = (flags & L.FLAG_GROSS) != 0;
  s.hasOwned = s.owned < s.lag;
  s.isInsured = coverage > 0.0;
  const ring = <usize>(s.lag + 1) * LANE_ROW;
  s.shares = rings;
  s.before = rings + ring;
  s.balances = rings + 2 * ring;
  s.advanced = rings + 3 * ring;
  s.going = rings + 4 * ring;
  s.claims = rings + 5 * ring;
  memory.fill(rings, 0, 5 * ring + <usize>(s.claimLag + 1) * LANE_ROW);
  return s;
}

/**
 * One month of all vintages on two paths, into the record of flows: `due servicing deferred` are added to, the others set.
 *
 * `b` and `after` are the loan's balance before and after the month, `rise` what its schedule adds to it, `h` the share that
 * defaults now. Returns the balances owned.
 */
export function serve(s: Servicing, f: MonthFlows, month: i32, v: usize, r: v128, b: v128, after: v128, rise: v128, h: v128): v128 {
  const zero = splat(0.0);
  const now = <usize>(month % (s.lag + 1)) * LANE_ROW + v;
  v128.store(s.shares + now, h);
  v128.store(s.before + now, b);
  v128.store(s.balances + now, b);
  v128.store(s.advanced + now, zero);
  v128.store(s.going + now, splat(1.0));
  f.defaulted = f64x2.mul(h, b);
  f.held = zero;
  f.paidDown = zero;
  f.liquidated = zero;
  f.loss = zero;
  f.lost = zero;
  // Where the balance rises nothing is paid: the difference and the rise would leave their rounding.
  const paid = most(f64x2.sub(b, after), zero);
  let owned = zero;

  for (let d = 0; d <= s.lag && d < month; d++) {
    const slot = <usize>((month - d) % (s.lag + 1)) * LANE_ROW + v;
    const share = v128.load(s.shares + slot);
    const balance = v128.load(s.balances + slot);
    const gross = f64x2.mul(balance, r);
    const strip = f64x2.mul(balance, s.strip);
    // Interest and principal that this month would advance, of the loan as a whole.
    const principal = s.principal && d < s.advances && d < s.lag ? paid : zero;
    const heldRise = s.principal && d < s.advances && d < s.lag ? rise : zero;
    const interest = s.interest && d < s.advances ? f64x2.sub(f64x2.sub(gross, strip), heldRise) : zero;
    let going = v128.load(s.going + slot);
    let advanced = v128.load(s.advanced + slot);
    const more = f64x2.add(principal, interest);
    if (s.recoverable) {
      const ahead = min(month - d + s.lag, s.lastRow);
      const proceeds = f64x2.mul(f64x2.sub(splat(1.0), severityAt(s, ahead, v)), v128.load(s.before + slot));
      going = v128.and(going, f64x2.le(f64x2.add(advanced, more), proceeds));
      v128.store(s.going + slot, going);
    }
    // `going` is 1 or 0, so that a product does what a choice would.
    advanced = f64x2.add(advanced, f64x2.mul(going, more));
    v128.store(s.advanced + slot, advanced);
    const isAdvanced = f64x2.mul(going, share);

    if (d > 0) f.due = f64x2.add(f.due, f64x2.mul(share, gross));
    const stays = s.principal && d < s.advances && d < s.lag ? isAdvanced : zero;
    f.deferred = f64x2.add(f.deferred, f64x2.mul(stays, rise));
    f.paidDown = f64x2.add(f.paidDown, f64x2.mul(stays, paid));
    const gives = s.interest && d < s.advances ? isAdvanced : zero;
    if (d > 0) f.servicing = f64x2.add(f.servicing, f64x2.mul(gives, strip));
    else f.servicing = f64x2.sub(f.servicing, f64x2.mul(f64x2.sub(share, gives), strip));
    f.lost = f64x2.add(f.lost, f64x2.mul(f64x2.sub(share, gives), gross));
    // What a loan adds to its balance was never due in cash; where interest is advanced it is not lost in the first place.
    if (!s.interest) f.lost = f64x2.sub(f.lost, f64x2.mul(stays, rise));

    if (d == s.lag) liquidate(s, f, month, v, slot, share, balance, advanced);
    else {
      const left = choose(f64x2.gt(stays, zero), after, balance);
      v128.store(s.balances + slot, left);
      const held = f64x2.mul(share, left);
      f.held = f64x2.add(f.held, held);
      if (d >= s.owned) owned = f64x2.add(owned, held);
    }
  }
  if (s.isInsured) payClaims(s, f, month, v);
  return owned;
}

// @ts-ignore: decorator
@inline
function severityAt(s: Servicing, month: i32, v: usize): v128 {
  return v128.load(s.severity + <usize>month * rowBytes + v);
}

/** The vintage whose turn it is: its loss, what proceeds give, and the claim on its insurer. */
// @ts-ignore: decorator
@inline
function liquidate(s: Servicing, f: MonthFlows, month: i32, v: usize, slot: usize, share: v128, balance: v128, advanced: v128): void {
  const zero = splat(0.0);
  const before = v128.load(s.before + slot);
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
  v128.store(s.claims + <usize>(month % (s.claimLag + 1)) * LANE_ROW + v, claim);
}

/** Claims made `claimLag` months ago come in; those made since are held. */
function payClaims(s: Servicing, f: MonthFlows, month: i32, v: usize): void {
  if (month <= s.lag) return;
  const count = s.claimLag + 1;
  const paid = s.claims + <usize>((month + 1) % count) * LANE_ROW + v;
  f.liquidated = f64x2.add(f.liquidated, v128.load(paid));
  for (let ago = 0; ago < s.claimLag; ago++) {
    if (month - ago <= s.lag) break;
    f.held = f64x2.add(f.held, v128.load(s.claims + <usize>((month - ago) % count) * LANE_ROW + v));
  }
}
