// Vintages on which advances end at what proceeds will bear: each at its own time, and on each path at another, so that every
// vintage of the last `lag` months is gone over each month. Otherwise as servicing.ts.

import { MonthFlows } from './creditTerms';
import { choose, most, splat } from './lanes';
import { Servicing, liquidate, payClaims, severityAt, vintageRow } from './servicing';

/** One month of all vintages on two paths, as `serve`. */
export function serveRecoverable(s: Servicing, f: MonthFlows, month: i32, v: usize, r: v128, b: v128, after: v128, rise: v128, h: v128): v128 {
  const zero = splat(0.0);
  const one = splat(1.0);
  const now = s.now + v;
  v128.store(s.shares + now, h);
  v128.store(s.before + now, b);
  v128.store(s.balances + now, b);
  v128.store(s.advanced + now, zero);
  v128.store(s.going + now, one);
  f.defaulted = f64x2.mul(h, b);
  f.liquidated = zero;
  f.loss = zero;
  const lag = s.lag;
  const strips = s.strip;
  const isOwnedFrom = s.owned;
  const withInterest = s.interestMonths > 0;
  // Where the balance rises nothing is paid: the difference and the rise would leave their rounding.
  const paid = most(f64x2.sub(b, after), zero);
  let held = zero, paidDown = zero, lost = zero, owned = zero;
  let due = f.due, deferred = f.deferred, servicing = f.servicing;

  for (let d = 0; d <= lag && d < month; d++) {
    const row = vintageRow(s, d) + v;
    const share = v128.load(s.shares + row);
    const balance = v128.load(s.balances + row);
    const gross = f64x2.mul(balance, r);
    const strip = f64x2.mul(balance, strips);
    // Interest and principal that this month would advance, of the loan as a whole.
    const withPrincipal = d < s.principalMonths;
    const isServed = d < s.interestMonths;
    const interest = isServed ? f64x2.sub(f64x2.sub(gross, strip), withPrincipal ? rise : zero) : zero;
    const more = f64x2.add(withPrincipal ? paid : zero, interest);
    const proceeds = f64x2.mul(f64x2.sub(one, severityAt(s, min(month - d + lag, s.lastRow), v)), v128.load(s.before + row));
    const before = v128.load(s.advanced + row);
    const going = v128.and(v128.load(s.going + row), f64x2.le(f64x2.add(before, more), proceeds));
    v128.store(s.going + row, going);
    // `going` is 1 or 0, so that a product does what a choice would.
    const advanced = f64x2.add(before, f64x2.mul(going, more));
    v128.store(s.advanced + row, advanced);
    const isAdvanced = f64x2.mul(going, share);

    if (d > 0) due = f64x2.add(due, f64x2.mul(share, gross));
    const stays = withPrincipal ? isAdvanced : zero;
    deferred = f64x2.add(deferred, f64x2.mul(stays, rise));
    paidDown = f64x2.add(paidDown, f64x2.mul(stays, paid));
    const gives = isServed ? isAdvanced : zero;
    if (d > 0) servicing = f64x2.add(servicing, f64x2.mul(gives, strip));
    else servicing = f64x2.sub(servicing, f64x2.mul(f64x2.sub(share, gives), strip));
    lost = f64x2.add(lost, f64x2.mul(f64x2.sub(share, gives), gross));
    // What a loan adds to its balance was never due in cash; where interest is advanced it is not lost in the first place.
    if (!withInterest) lost = f64x2.sub(lost, f64x2.mul(stays, rise));

    if (d == lag) {
      f.lost = lost;
      liquidate(s, f, month, v, share, balance, advanced);
      lost = f.lost;
    } else {
      const left = choose(f64x2.gt(stays, zero), after, balance);
      v128.store(s.balances + row, left);
      const waiting = f64x2.mul(share, left);
      held = f64x2.add(held, waiting);
      if (d >= isOwnedFrom) owned = f64x2.add(owned, waiting);
    }
  }
  f.due = due;
  f.deferred = deferred;
  f.servicing = servicing;
  f.held = held;
  f.paidDown = paidDown;
  f.lost = lost;
  if (s.isInsured) payClaims(s, f, month, v);
  return owned;
}
