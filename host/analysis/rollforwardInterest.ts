/**
 * Interest of a period on an instrument at fair value. Two definitions: the coupon on unpaid principal, which cash flows give, and accretion:
 * the effective yield at the period's start on the fair value, rolled through the payments of the period.
 */
import { forceFromBey } from '../valuation/price.ts';
import type { PairClock } from './rollforwardCash.ts';

export const INTEREST_KINDS = ['accretion', 'coupon'] as const;
export type InterestKind = (typeof INTEREST_KINDS)[number];

/**
 * The interest that a value earns at a yield over a period: what it grows to, less what it was, with what it paid on the way.
 *
 * With force f, value V, payments c(i) at times t(i) and the period's length T: V (e^(fT) - 1) - sum of c(i) (e^(f (T - t(i))) - 1).
 * Where the payments are those that the value was discounted from, V + interest - payments is what the rest of them is worth at the same
 * yield at the end.
 *
 * Units: dollars; the yield a decimal a year, bond-equivalent. Shape: payments from the first of the period, evenly spaced.
 * Checked by: the value of what is left; a yield of nothing.
 */
export function accretedInterest(value: number, yieldBey: number, payments: readonly number[], clock: PairClock): number {
  const force = forceFromBey(yieldBey);
  return payments.reduce(
    (interest, cash, payment) => interest - cash * Math.expm1(force * (clock.years - clock.first - payment * clock.step)),
    value * Math.expm1(force * clock.years),
  );
}
