/**
 * The benchmark: par yields by years, and the discount factors that they imply. Yields of classes are shown against the par yields; cash
 * of hedges is discounted by the factors.
 */
import { fail } from '../errors.ts';
import type { Benchmark } from '../portfolio/records.ts';

/** Coupons of the par bonds behind the benchmark. */
const PAYMENTS_A_YEAR = 2;

/**
 * The par yield for a term: linear between the given years, flat outside them.
 *
 * Units: years; decimal a year, bond-equivalent. Throws: MARKET_CURVE when the benchmark has no points.
 */
export function benchmarkRate({ years, rates }: Benchmark, term: number): number {
  const last = years.length - 1;
  if (last < 0) fail({ code: 'MARKET_CURVE', place: 'benchmark', got: 'no par yields', expected: 'one at least' });
  const next = years.findIndex((year) => year >= term);
  if (next <= 0) return rates[next < 0 ? last : 0]!;
  const before = next - 1;
  const share = (term - years[before]!) / (years[next]! - years[before]!);
  return rates[before]! + share * (rates[next]! - rates[before]!);
}

/** What a dollar at each half-year is worth now, as minus the logarithm. Shape: entry k is at k / 2 years; entry 0 is 0. */
export interface DiscountCurve {
  readonly minusLog: Float64Array;
}

/**
 * Discount factors of half-years, as far as `years`, from par yields that pay twice a year: the bond of n half-years with the coupon
 * y(n) is worth par, so `d(n) = (1 - y(n)/2 (d(1) + ... + d(n-1))) / (1 + y(n)/2)`.
 *
 * Source: the definition of a par yield. Throws: MARKET_CURVE when the par yields leave no positive factor.
 * Checked by: repricing every par bond.
 */
export function discountCurve(benchmark: Benchmark, years: number): DiscountCurve {
  const count = Math.max(1, Math.ceil(years * PAYMENTS_A_YEAR));
  const minusLog = new Float64Array(count + 1);
  let annuity = 0;
  for (let half = 1; half <= count; half++) {
    const par = benchmarkRate(benchmark, half / PAYMENTS_A_YEAR);
    const factor = (1 - (par / 2) * annuity) / (1 + par / 2);
    if (!(factor > 0 && Number.isFinite(factor))) {
      const got = `a par yield of ${par} at ${half / 2} years, after which a dollar is worth ${factor}`;
      fail({ code: 'MARKET_CURVE', place: 'benchmark', got, expected: 'par yields that leave every discount factor above 0' });
    }
    minusLog[half] = -Math.log(factor);
    annuity += factor;
  }
  return { minusLog };
}

/**
 * What a dollar at `years` is worth: the logarithm of the factor is linear between half-years, and beyond the last it goes on as in
 * the last. The spread is added to the bond-equivalent zero rate of that time.
 *
 * Units: years, not negative; the spread a decimal a year, bond-equivalent.
 */
export function discountFactor({ minusLog }: DiscountCurve, years: number, spread = 0): number {
  if (years <= 0) return 1;
  const halves = years * PAYMENTS_A_YEAR;
  const before = Math.min(Math.floor(halves), minusLog.length - 2);
  const log = minusLog[before]! + (halves - before) * (minusLog[before + 1]! - minusLog[before]!);
  // One half-year's growth at the zero rate is exp(log / halves) = 1 + z/2.
  return (Math.exp(log / halves) + spread / 2) ** -halves;
}
