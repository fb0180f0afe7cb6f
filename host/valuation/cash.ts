/**
 * What a tranche pays from settlement on, as the functions of this folder read it: plain data, one entry a payment date, entry 0
 * the first payment after settlement. Projecting the cash is left to others.
 */

import type { DayCount } from '../curves/dates.ts';

/** Half a cent: amounts of this size or less count as nothing. Units: dollars. */
export const HALF_CENT = 0.005;

/**
 * The cash of one tranche on one path.
 *
 * Units: dates are days since 1970-01-01; money is dollars; rates are decimals a year.
 * Shape: `paymentDates interest principal accretion balance` have one entry a payment date.
 */
export interface TrancheCash {
  readonly settlement: number;
  /** Interest accrues from here at settlement. */
  readonly dated: number;
  readonly dayCount: DayCount;
  /** Unadjusted, before weekends and holidays move them: the clock starts from the first of these. */
  readonly paymentDates: ArrayLike<number>;
  /** Months between payment dates. */
  readonly every: number;
  /** Paid in cash as interest: the period's, shortfalls, carry-over. Interest added to the balance is not in here. */
  readonly interest: ArrayLike<number>;
  /** Paid in cash as principal. */
  readonly principal: ArrayLike<number>;
  /** Interest added to the balance (an accretion class, deferred interest); zeros for a class that does not accrete. */
  readonly accretion: ArrayLike<number>;
  /** Balance, or notional, after the payment. */
  readonly balance: ArrayLike<number>;
  /** Balance, or notional, at settlement: what prices are quoted on. The original one for a new deal. */
  readonly face: number;
  /** Coupon of the first period; 0 for a principal-only class. */
  readonly coupon0: number;
  /** False for a notional class, whose `principal` is all zeros. */
  readonly paysPrincipal: boolean;
}

/** How many payment dates the record covers. */
export function paymentCount(cash: TrancheCash): number {
  return cash.paymentDates.length;
}

/** What the holder receives on one payment date. Units: dollars. */
export function cashPaid(cash: TrancheCash, payment: number): number {
  return cash.interest[payment]! + cash.principal[payment]!;
}

/**
 * Principal paid over and above the interest added to the balance on the same date, never below 0.
 *
 * Units: dollars. Source: Bond Market Association, section H.1: an accretion class has principal only where its balance falls.
 * Checked by: the published average life of MASTR August 2004, class 2A3 (12.48587; counted gross it would be 12.46686).
 */
export function netPrincipal(cash: TrancheCash, payment: number): number {
  return Math.max(0, cash.principal[payment]! - cash.accretion[payment]!);
}
