/**
 * Random streams, money, rates and months of the generator.
 *
 * Everything here is made of whole numbers, sums, products and quotients of doubles, which are the same to the last bit on every
 * machine; no logarithm, power or sine of a library comes in. So the same seed gives the same bytes everywhere.
 *
 * Units: money is whole cents, rates are whole thousandths of a percent (5.25 % is 5250), months are counted from year 0.
 */

/** Thousandths of a percent in 1. */
export const RATE_ONE = 100_000;
const MONTHS_A_YEAR = 12;
const TWO_32 = 4294967296;

/** A stream of random numbers. */
export interface Stream {
  /** A number from 0 up to, not including, 1. Shape: 32 bits. */
  next(): number;
}

/** One step of splitmix32: spreads a counter over 32 bits. Source: Steele, Lea and Flood, the 32-bit mixer of splitmix. */
function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}

/**
 * The stream that belongs to a few whole numbers, such as seed, trust and loan: what one loan does depends on no other.
 *
 * Source: xoshiro128** of Blackman and Vigna, its state filled by splitmix32 over the keys.
 */
export function streamOf(...keys: readonly number[]): Stream {
  let hash = 0x9e3779b9;
  for (const key of keys) hash = mixed(hash ^ mixed(key + 0x9e3779b9));
  let a = mixed(hash + 1);
  let b = mixed(hash + 2);
  let c = mixed(hash + 3);
  let d = mixed(hash + 4) | 1;
  const next = (): number => {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result / TWO_32;
  };
  return { next };
}

/** A number from `low` up to `high`. */
export function between(stream: Stream, low: number, high: number): number {
  return low + (high - low) * stream.next();
}

/** Roughly normal, mean 0 and deviation 1, never beyond 4.3: the sum of six uniform numbers, less its mean, over its deviation. */
export function bell(stream: Stream): number {
  let sum = 0;
  for (let i = 0; i < 6; i++) sum += stream.next();
  return (sum - 3) * Math.SQRT2;
}

/** A name and its weight. */
export type Weighted<Name extends string> = readonly (readonly [name: Name, weight: number])[];

/** One of the names, by weight. Throws: where there is none. */
export function pick<Name extends string>(stream: Stream, weights: Weighted<Name>): Name {
  let left = stream.next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of weights) {
    left -= weight;
    if (left < 0) return name;
  }
  const last = weights.at(-1);
  if (last === undefined) throw new Error('pick: no names to pick from');
  return last[0];
}

/** The nearest multiple of `step`, halves upwards. */
export function nearest(value: number, step: number): number {
  return Math.floor(value / step + 0.5) * step;
}

/** The value, brought within the bounds. */
export function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** A month's interest. Units: cents, a yearly rate. */
export function monthInterest(upb: number, rate: number): number {
  return Math.round((upb * rate) / (RATE_ONE * MONTHS_A_YEAR));
}

/** `(1 + r)` to the power of `months`, r a monthly rate, by repeated squaring. */
function growth(rate: number, months: number): number {
  let factor = 1;
  let square = 1 + rate / (RATE_ONE * MONTHS_A_YEAR);
  for (let left = months; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) factor *= square;
    square *= square;
  }
  return factor;
}

/** The level payment that retires a balance: `B r / (1 - (1 + r)^-n)`. Units: cents, rounded up so that the last is the smallest. */
export function levelPayment(upb: number, rate: number, months: number): number {
  if (rate === 0) return Math.ceil(upb / months);
  const power = growth(rate, months);
  return Math.ceil((((upb * rate) / (RATE_ONE * MONTHS_A_YEAR)) * power) / (power - 1));
}

/** What a level loan has left after `paid` of its `term` payments. Source: `B (g^n - g^k) / (g^n - 1)`, g = 1 + r. Units: cents. */
export function levelBalance(upb: number, rate: number, term: number, paid: number): number {
  if (rate === 0) return Math.round((upb * (term - paid)) / term);
  const whole = growth(rate, term);
  return Math.round((upb * (whole - growth(rate, paid))) / (whole - 1));
}

/** The count of a calendar month: year x 12 + month - 1. */
export function monthOf(year: number, month: number): number {
  return year * MONTHS_A_YEAR + month - 1;
}

/** `YYYY-MM` of a counted month. */
export function monthText(month: number): string {
  const year = Math.floor(month / MONTHS_A_YEAR);
  return `${year}-${String(month - year * MONTHS_A_YEAR + 1).padStart(2, '0')}`;
}

/** `YYYY-MM-DD`. */
export function dateText(month: number, day: number): string {
  return `${monthText(month)}-${String(day).padStart(2, '0')}`;
}

/** Actual days from the 25th of the month before to the 25th of this one: the length of the month before. */
export function paymentDays(month: number): number {
  const before = month - 1;
  const year = Math.floor(before / MONTHS_A_YEAR);
  const place = before - year * MONTHS_A_YEAR;
  if (place === 1) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [3, 5, 8, 10].includes(place) ? 30 : 31;
}

/** Dollars and cents: `1234.50`. */
export function dollars(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** A rate as a decimal without spare zeros: 5250 is `0.0525`. */
export function rateText(rate: number): string {
  return trimmed(rate / RATE_ONE, 5);
}

/** A rate as a percent: 5250 is `5.25%`. */
export function percentText(rate: number): string {
  return `${trimmed(rate / 1000, 3)}%`;
}

/** A number with at most so many decimals and no spare zeros. */
export function trimmed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
