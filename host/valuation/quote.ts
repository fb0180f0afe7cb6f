/** Prices and yields as people write them: prices in points and 32nds, yields in percent. */

import { Decimal } from 'decimal.js';
import { fail, shown } from '../errors.ts';
import { fixedText, scaledText } from './rounding.ts';

/** Points, a dash, 32nds with decimals; or `+` for half a 32nd. */
const IN_32NDS = /^(-?)(\d+)-(\d{1,2})(\.\d+|\+)?$/;
const DECIMAL = /^-?(\d+(\.\d*)?|\.\d+)$/;
const PERCENT = /^(-?(?:\d+(?:\.\d*)?|\.\d+))\s*%$/;

/** A yield at or under which all cash to come would be worth infinitely much. */
const YIELD_FLOOR = -2;

/**
 * Reads a price per 100 of face: `101-16`, `97-29.91` (32nds with decimals), `99-24+` (half a 32nd more), `99.75`.
 *
 * Throws: REQUEST_INVALID.
 */
export function parsePrice(text: string): number {
  const trimmed = text.trim();
  if (DECIMAL.test(trimmed)) return Number(trimmed);
  const match = IN_32NDS.exec(trimmed);
  if (match === null) return refusePrice(text);
  const [, sign, points, whole, rest = ''] = match;
  const ticks = Number(rest === '+' ? `${whole}.5` : `${whole}${rest}`);
  if (ticks >= 32) return refusePrice(text);
  const price = Number(points) + ticks / 32;
  return sign === '-' ? -price : price;
}

/** Writes a price in points and 32nds, `97-29.91`, rounded half up to `places` decimals of a 32nd. */
export function formatPrice(price: number, places = 2): string {
  const ticks = new Decimal(scaledText(price, 32, places));
  const points = ticks.abs().dividedToIntegerBy(32);
  const rest = ticks.abs().minus(points.times(32)).toFixed(places);
  // Two digits before the point, as quotes have them: 101-05.00.
  const padded = rest.padStart(places === 0 ? 2 : places + 3, '0');
  return `${ticks.isNegative() ? '-' : ''}${points}-${padded}`;
}

/** Writes a price as a plain decimal, rounded half up. */
export function formatDecimalPrice(price: number, places = 5): string {
  return fixedText(price, places);
}

/**
 * Reads a yield: percent with its sign, `5.264%`, or a decimal, `0.05264`. A bare number of 1 or more is refused, because it
 * would mostly be a percent without its sign.
 *
 * Units: returns a decimal a year. Throws: REQUEST_INVALID.
 */
export function parseYield(text: string): number {
  const trimmed = text.trim();
  const percent = PERCENT.exec(trimmed)?.[1];
  if (percent === undefined && !DECIMAL.test(trimmed)) return refuseYield(text);
  const value = percent === undefined ? Number(trimmed) : new Decimal(percent).dividedBy(100).toNumber();
  if (percent === undefined && Math.abs(value) >= 1) return refuseYield(text);
  if (value <= YIELD_FLOOR) return refuseYield(text);
  return value;
}

/** Writes a yield in percent, `5.264%`, rounded half up. */
export function formatYield(yieldDecimal: number, places = 3): string {
  return `${scaledText(yieldDecimal, 100, places)}%`;
}

function refusePrice(text: string): never {
  const expected = 'a price such as 101-16, 97-29.91, 99-24+ (32nds below 32) or 99.75';
  fail({ code: 'REQUEST_INVALID', place: 'price', got: shown(text), expected });
}

function refuseYield(text: string): never {
  const expected = 'a yield such as 5.264% or 0.05264, above -200%';
  fail({ code: 'REQUEST_INVALID', place: 'yield', got: shown(text), expected });
}
