/**
 * What defaulted in one month, from then to its sale: advances while they are made, the sale, the insurer's claim.
 *
 * Source: Bond Market Association, Standard Formulas, chapter SF, whose advances go on to the sale and whose severity is of
 * what the trust gets; stop months, recoverable advances, gross severities and claims are the deal language's own.
 */
import type { ScheduleMonth } from './amortization.ts';
import { atLeastZero, least, type Num, ONE, TWELVE, ZERO } from './number.ts';
import type { Servicing } from './servicing.ts';

export interface Vintage {
  /** The month of the default, and the balance then. */
  month: number;
  defaulted: Num;
  /** What it has amortized to: less only where principal is advanced. */
  balance: Num;
  /** Interest net of the strip, and principal, that the servicer has put in. */
  advanced: Num;
  /** False once a month was found not to be recoverable. */
  isServed: boolean;
}

export const fresh = (month: number, defaulted: Num): Vintage => ({
  month,
  defaulted,
  balance: defaulted,
  advanced: ZERO,
  isServed: true,
});

/** What the servicer puts in for a vintage in one month. */
export interface Advance {
  /** The balance on which interest is advanced. */
  earning: Num;
  principal: Num;
  /** Interest that the schedule adds to the balance, and what of it the interest advanced is less by. */
  deferred: Num;
  uncollected: Num;
}

const NOTHING: Advance = { earning: ZERO, principal: ZERO, deferred: ZERO, uncollected: ZERO };

/**
 * Advances one month, the vintage's own month the first. In the month of the sale there is interest only.
 *
 * Units: `netRate` a year, less the strip. `toCome` is the share of the defaulted balance that the sale will bring.
 */
export function advance(
  vintage: Vintage,
  month: number,
  plan: ScheduleMonth,
  netRate: Num,
  servicing: Servicing,
  toCome: () => Num,
): Advance {
  const monthsIn = month - vintage.month;
  if (!vintage.isServed || monthsIn >= servicing.advanceMonths) return NOTHING;
  const ofPrincipal = servicing.advancesPrincipal && monthsIn < servicing.lag ? vintage.balance : ZERO;
  const earning = servicing.advancesInterest ? vintage.balance : ZERO;
  const deferred = ofPrincipal.times(plan.deferred);
  const uncollected = servicing.advancesInterest ? deferred : ZERO;
  const principal = ofPrincipal.times(plan.paidOfDefaulted);
  const amount = earning.times(netRate).div(TWELVE).minus(uncollected).plus(principal);
  if (servicing.isRecoverable && vintage.advanced.plus(amount).gt(vintage.defaulted.times(toCome()))) {
    vintage.isServed = false;
    return NOTHING;
  }
  vintage.advanced = vintage.advanced.plus(amount);
  if (!ofPrincipal.isZero()) vintage.balance = vintage.balance.times(plan.leftOfDefaulted);
  return { earning, principal, deferred, uncollected };
}

/** A sale. Units: dollars. */
export interface Sale {
  recovered: Num;
  lost: Num;
  /** Due from the insurer; neither recovered nor lost yet. */
  claim: Num;
  /** Advances beyond the proceeds, which the servicer takes out of what the pool collects. */
  overAdvanced: Num;
}

/** Units: `severity` and `coverage` are shares of the defaulted balance. */
export function sell({ defaulted, balance, advanced }: Vintage, severity: Num, isGross: boolean, coverage: Num): Sale {
  const proceeds = defaulted.times(ONE.minus(severity));
  const lost = isGross
    ? balance.minus(least(balance, atLeastZero(proceeds.minus(advanced))))
    : least(defaulted.times(severity), balance);
  const claim = least(defaulted.times(coverage), lost);
  return {
    recovered: balance.minus(lost),
    lost: lost.minus(claim),
    claim,
    overAdvanced: isGross ? atLeastZero(advanced.minus(proceeds)) : ZERO,
  };
}
