/** The values of swaps, caps and other counterparties, from their cash. */
import { describe, expect, it } from 'vitest';
import { hedgeValues } from '../../host/valuation/hedgeValue.ts';

const YEARS = [0.5, 1, 1.5];
const FLAT = { benchmark: { years: [1], rates: [0.04] }, nonPerformance: 0 };
const worth = (cash: number[], market = FLAT) => hedgeValues(new Map([['h', cash]]), YEARS, market)[0]?.fairValue;

describe('a hedge', () => {
  it('is worth its cash discounted: received less paid, the cut-off left out', () => {
    // 10 received after half a year, 4 paid after one and a half; at 4 % a half-year is 1.02.
    expect(worth([999, 10, 0, -4])).toBeCloseTo(10 / 1.02 - 4 / 1.02 ** 3, 12);
  });

  it('is a liability where it will be paid', () => {
    expect(worth([0, -10, -10, -10])).toBeCloseTo(-10 * (1 / 1.02 + 1 / 1.02 ** 2 + 1 / 1.02 ** 3), 12);
  });

  it('is worth less, either way, the larger the non-performance spread', () => {
    expect(worth([0, 0, 10, 0], { ...FLAT, nonPerformance: 0.02 })).toBeCloseTo(10 / 1.03 ** 2, 12);
    expect(worth([0, 0, -10, 0], { ...FLAT, nonPerformance: 0.02 })).toBeCloseTo(-10 / 1.03 ** 2, 12);
  });

  it('that struck a swap at the par rate is worth nothing', () => {
    // Fixed at the par yield of 1.5 years against a floating leg worth 1 - d(1.5): the definition of a par swap.
    const par = 0.05;
    const rising = { benchmark: { years: [0.5, 1, 1.5], rates: [0.03, 0.04, par] }, nonPerformance: 0 };
    const d1 = 1 / 1.015;
    const d2 = (1 - 0.02 * d1) / 1.02;
    const d3 = (1 - 0.025 * (d1 + d2)) / 1.025;
    // The index that each half-year sets: what one factor is over the next, less 1.
    const floating = [1 / d1 - 1, d1 / d2 - 1, d2 / d3 - 1];
    expect(worth([0, ...floating.map((index) => 1e6 * (index - par / 2))], rising)).toBeCloseTo(0, 8);
  });

  it('keeps its name and its place, and no hedge has no value', () => {
    const hedges = new Map([
      ['swap', [0, -1]],
      ['cap', [0, 1]],
    ]);
    expect(hedgeValues(hedges, YEARS, FLAT).map(({ name }) => name)).toEqual(['swap', 'cap']);
    expect(hedgeValues(new Map(), [], FLAT)).toEqual([]);
  });
});
