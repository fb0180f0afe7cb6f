/** Figures as cells: rounded once, here, with the unit in the heading and a dash where there is none. */
import { fixedText, scaledText } from '../../valuation/rounding.ts';
import { count, dollars, NONE } from '../words.ts';

/** Digits after the point of prices, yields and shares in percent, lives in years. */
const PRICE = 3;
const RATE = 2;
const SHARE = 1;
const LIFE = 2;

const THOUSAND = 1000;
const HUNDRED = 100;

const orNone = (value: number, text: () => string) => (Number.isNaN(value) ? NONE : text());

/** `1,234,567.89`. Units: dollars. */
export const cents = (value: number) => orNone(value, () => dollars(value));

/** `1,234,568`. Units: dollars. */
export const whole = (value: number) => orNone(value, () => dollars(value, 0));

/** `1,235` of 1,234,567.89: thousands, as filings have them. Units: dollars. */
export const thousands = (value: number) => orNone(value, () => dollars(value / THOUSAND, 0));

/** `61.250`. Units: per 100. */
export const price = (value: number) => orNone(value, () => dollars(value, PRICE));

/** `9.50` of 0.095. */
export const rate = (value: number) => orNone(value, () => scaledText(value, HUNDRED, RATE));

/** `87.5` of 0.875. */
export const share = (value: number) => orNone(value, () => scaledText(value, HUNDRED, SHARE));

/** `4.25`. Units: years, multiples. */
export const years = (value: number) => orNone(value, () => fixedText(value, LIFE));

/** `1,234`. */
export const counts = (value: number) => orNone(value, () => count(value));

/** A ratio that is missing where there is nothing to divide by. */
export function over(a: number, b: number): number {
  return b === 0 ? Number.NaN : a / b;
}

/** A sum of what is not missing. */
export function total<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + (Number.isNaN(of(row)) ? 0 : of(row)), 0);
}
