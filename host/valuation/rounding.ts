/**
 * Rounding, done once, where numbers leave Weir as text or cents. A double is read as the shortest decimal that stands for it, so
 * 2.675 is a tie, as it looks, although the double lies below.
 */

import { Decimal } from 'decimal.js';
import { HALF_CENT } from './cash.ts';

/** Forty digits: enough that a quotient of two doubles never becomes a tie by rounding. */
const Exact = Decimal.clone({ precision: 40 });

/** How a tie is broken: away from zero, or to the even neighbour. */
export type Ties = 'up' | 'even';

/** How reports break ties. Tables of published deals are half up, whatever is chosen. */
let chosen: Ties = 'up';

const MODES = { up: Decimal.ROUND_HALF_UP, even: Decimal.ROUND_HALF_EVEN } as const;

/** Chooses how text breaks ties from here on, where its writer does not say. */
export function breakTies(ties: Ties): void {
  chosen = ties;
}

/** Rounds to `places` decimals, ties away from zero. */
export function roundHalfUp(value: number, places: number): number {
  return new Exact(value).toDecimalPlaces(places, MODES.up).toNumber();
}

/** Rounds to `places` decimals, ties to the even neighbour. */
export function roundHalfEven(value: number, places: number): number {
  return new Exact(value).toDecimalPlaces(places, MODES.even).toNumber();
}

/** The value with exactly `places` decimals; what rounds to nothing has no minus sign. */
export function fixedText(value: number, places: number, ties: Ties = chosen): string {
  return roundedText(new Exact(value), places, ties);
}

/** The value times a whole number, such as 100 for percent, with exactly `places` decimals; the product is not rounded before. */
export function scaledText(value: number, by: number, places: number, ties: Ties = chosen): string {
  return roundedText(new Exact(value).times(by), places, ties);
}

/**
 * One cell of a decrement table: balance as a whole percent of the original balance, half up; `*` above 0 and below 0.5.
 *
 * Units: dollars; half a cent or less is 0.
 */
export function decrementCell(balance: number, original: number): string {
  if (balance <= HALF_CENT || original <= HALF_CENT) return '0';
  const percent = new Exact(balance).times(100).dividedBy(original);
  return percent.lessThan(0.5) ? '*' : roundedText(percent, 0, 'up');
}

function roundedText(value: Decimal, places: number, ties: Ties): string {
  const rounded = value.toDecimalPlaces(places, MODES[ties]);
  return (rounded.isZero() ? rounded.abs() : rounded).toFixed(places);
}
