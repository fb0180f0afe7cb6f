/**
 * How the value of projected cash moves with its yield, the cash held fixed. Effective measures, which project the cash again at
 * moved curves, are not here.
 */

import type { TrancheCash } from './cash.ts';
import { fullValue, meanYears } from './price.ts';

/** A basis point. Units: a year, decimal. */
const BASIS_POINT = 1 / 10_000;

/** Mean time to the cash, weighted by its value at this yield; NaN when there is no cash. Units: years. */
export function macaulayDuration(cash: TrancheCash, yieldBey: number): number {
  return meanYears(cash, yieldBey);
}

/**
 * Relative fall of the full value when the bond-equivalent yield rises: Macaulay duration over one half-year's growth.
 *
 * Units: years. Checked by: finite differences of `fullValue`.
 */
export function modifiedDuration(cash: TrancheCash, yieldBey: number): number {
  return macaulayDuration(cash, yieldBey) / (1 + yieldBey / 2);
}

/** What a basis point of yield is worth: full value times modified duration over 10,000. Units: dollars. */
export function dv01(cash: TrancheCash, yieldBey: number): number {
  return fullValue(cash, yieldBey) * modifiedDuration(cash, yieldBey) * BASIS_POINT;
}
