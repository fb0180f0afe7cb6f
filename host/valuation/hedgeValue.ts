/** What the trust's hedges are worth: swaps, caps, and counterparties without terms of their own, such as insurers. */
import type { Market } from '../portfolio/records.ts';
import { discountCurve, discountFactor } from './benchmark.ts';
import type { HedgeValue } from './records.ts';

/**
 * Values each hedge by its cash, received less paid, discounted on the benchmark with the non-performance spread. What is positive is an
 * asset of the trust, what is negative a liability.
 *
 * Shape: columns as of a projection, entry 0 the cut-off and entry k payment k; `years[k - 1]` is when payment k is made. A column may
 * be shorter. Units: dollars; years on the yield clock. Throws: MARKET_CURVE.
 */
export function hedgeValues(
  hedges: ReadonlyMap<string, ArrayLike<number>>,
  years: ArrayLike<number>,
  { benchmark, nonPerformance }: Pick<Market, 'benchmark' | 'nonPerformance'>,
): HedgeValue[] {
  const last = years.length === 0 ? 0 : years[years.length - 1]!;
  const curve = hedges.size === 0 ? undefined : discountCurve(benchmark, last);
  return Array.from(hedges, ([name, cash]) => {
    let fairValue = 0;
    for (let payment = 1; payment < cash.length && curve !== undefined; payment++) {
      const amount = cash[payment]!;
      if (amount !== 0) fairValue += amount * discountFactor(curve, years[payment - 1]!, nonPerformance);
    }
    return { name, fairValue };
  });
}
