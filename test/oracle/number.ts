/**
 * Decimal numbers of the oracle, and the light reading of what a parsed deal file holds.
 *
 * The oracle restates the deal language one path at a time in 34 significant digits, so that it can say what the fast
 * engine should have found. It shares no code with it.
 */
import { Decimal } from 'decimal.js';

const Exact = Decimal.clone({ precision: 34, rounding: Decimal.ROUND_HALF_EVEN });

export type Num = Decimal;
/** A number as a deal file may write it: `0.045`, `'4.5%'`, `'1_000_000'`. */
export type Scalar = number | string | Decimal;
export type Fields = Record<string, unknown>;

/** A scalar of the deal file, or of a scenario, as a Decimal. Throws: on text that is no number. */
export function num(value: Scalar): Num {
  if (typeof value !== 'string') return new Exact(value);
  const text = value.trim().replaceAll('_', '');
  return text.endsWith('%') ? new Exact(text.slice(0, -1)).div(100) : new Exact(text);
}

export const ZERO = num(0);
export const ONE = num(1);
export const TWELVE = num(12);
export const CENT = num('0.01');
export const HALF_CENT = num('0.005');

export const least = (a: Num, b: Num): Num => (a.lte(b) ? a : b);
export const most = (a: Num, b: Num): Num => (a.gte(b) ? a : b);
/** Never below zero: amounts of cash, and what a bound leaves to be paid. */
export const atLeastZero = (a: Num): Num => (a.isNegative() ? ZERO : a);
export const clamp = (x: Num, low: Num, high: Num): Num => least(most(x, low), high);
export const sumOf = (items: Iterable<Num>): Num => {
  let total = ZERO;
  for (const item of items) total = total.plus(item);
  return total;
};

/** The value of a series for a month, counted from 1; before it the first, after the end the last, of an empty one 0. */
export function atMonth(series: readonly Scalar[], month: number): Num {
  return num(series[Math.min(Math.max(month, 1), series.length) - 1] ?? 0);
}

/** The nearest multiple of `step`, ties to even; `x` itself when there is no step. */
export function roundTo(x: Num, step: Num): Num {
  return step.isZero() ? x : x.div(step).toDecimalPlaces(0, Decimal.ROUND_HALF_EVEN).times(step);
}

/** The largest multiple of `step` that is not above `x`. */
export function floorTo(x: Num, step: Num): Num {
  return step.isZero() ? x : x.div(step).floor().times(step);
}

export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'number' || typeof value === 'string' || value instanceof Decimal;
}

/** Throws: when `value` is no mapping. */
export function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${what}: expected a mapping, got ${JSON.stringify(value)}`);
  }
  return value as Fields;
}

/** The entries of a mapping that may be missing. */
export function entries(value: unknown, what: string): [string, unknown][] {
  return value === undefined || value === null ? [] : Object.entries(fields(value, what));
}

/** A list as it stands; one thing as a list of one; nothing as an empty list. */
export function list(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export const names = (value: unknown): string[] => list(value).map(String);

/** A number of a mapping, or `otherwise` when it is not given. Throws: when it is no number. */
export function numberOf(of: Fields, key: string, otherwise: Scalar): Num {
  const value = of[key] ?? otherwise;
  if (!isScalar(value)) throw new Error(`${key}: expected a number, got ${JSON.stringify(value)}`);
  return num(value);
}

/** A whole number of a mapping. */
export function wholeOf(of: Fields, key: string, otherwise: number): number {
  return numberOf(of, key, otherwise).toNumber();
}
