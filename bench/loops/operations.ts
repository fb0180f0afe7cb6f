/**
 * How many 128-bit operations a loan loop of the kernel does on a pool: additions, multiplications, comparisons, minima and divisions on
 * two paths, counted from the formulas as engine-as/adjustable.ts, record.ts and survival.ts have them. Loads and stores are not counted.
 */
import type { Pool } from './pool.ts';

/** A month of an adjustable loan: b r, two sums, b + b r, less the payment. */
export const ADJUSTABLE_MONTH = 5;
/** A month of a fixed loan with a speed of its own: f smm, three sums, p r, p a, p a f smm, what is kept. */
export const FIXED_MONTH = 8;
/** The amortization factor of two loans: b r, added, less the payment, not below 0, divided, kept where b > 0 (a comparison and a mask). */
const FIXED_FACTORS = 7;
/** The new rate: a year's, index and margin, rounding (3), periodic cap (4), life bounds (2), a month's. */
const RESET_RATE = 12;
/** The new payment without its powers: 1 + r, squared, cubed; r g, g - 1, divided, times b; whether the rate is small (of four vectors, 5). */
const RESET_PAYMENT = 7 + 5 / 4;
/** Of a base-4 digit of the months left beyond the first. */
const DIGIT = 3;

const LANES = 2;

/** 128-bit operations of one run over all paths. */
export function operationsOf({ loop, loans, paths, columns }: Pool): number {
  const vectors = paths / LANES;
  const blocks = Math.ceil(paths / 16);
  let sum = 0;
  for (let loan = 0; loan < loans; loan++) {
    const term = columns.term[loan] ?? 0;
    if (loop === 'fixed') {
      sum += term * (FIXED_MONTH * vectors + (FIXED_FACTORS / LANES) * blocks);
      continue;
    }
    sum += term * ADJUSTABLE_MONTH * vectors;
    for (let month = columns.firstReset[loan] ?? 1; month <= term; month += columns.resetEvery[loan] ?? term)
      sum += (RESET_RATE + RESET_PAYMENT + DIGIT * digitsBeyondFirst(term - month + 1)) * vectors;
  }
  return sum;
}

function digitsBeyondFirst(n: number): number {
  return (31 - Math.clz32(n)) >> 1;
}
