/** Par yields and the discount factors that they imply. */
import { describe, expect, it } from 'vitest';
import { benchmarkRate, discountCurve, discountFactor } from '../../host/valuation/benchmark.ts';
import { thrownBy } from '../deal/small.ts';

/** Rising, then falling: no two half-years alike. */
const HUMPED = {
  years: [0.5, 1, 2, 3, 5, 7, 10, 20, 30],
  rates: [0.002, 0.003, 0.008, 0.013, 0.022, 0.029, 0.0345, 0.0431, 0.0425],
};

describe('a par yield', () => {
  it('is linear between the given years and flat outside them', () => {
    const benchmark = { years: [1, 3, 10], rates: [0.02, 0.04, 0.033] };
    expect(benchmarkRate(benchmark, 0)).toBe(0.02);
    expect(benchmarkRate(benchmark, 1)).toBe(0.02);
    expect(benchmarkRate(benchmark, 1.5)).toBeCloseTo(0.025, 15);
    expect(benchmarkRate(benchmark, 3)).toBe(0.04);
    // 2 of 7 years from 3 to 10: 4 % - 0.7 % x 2/7.
    expect(benchmarkRate(benchmark, 5)).toBeCloseTo(0.038, 15);
    expect(benchmarkRate(benchmark, 40)).toBe(0.033);
  });

  it('of a benchmark without points is refused', () => {
    expect(thrownBy(() => benchmarkRate({ years: [], rates: [] }, 1))).toMatchObject([
      { code: 'MARKET_CURVE', got: 'no par yields' },
    ]);
  });
});

describe('discount factors', () => {
  it('of two half-years follow from their bonds', () => {
    // 4 % for half a year: 1 / 1.02. 5 % for a year: 2.5 after a half and 102.5 after a whole are worth 100.
    const curve = discountCurve({ years: [0.5, 1], rates: [0.04, 0.05] }, 1);
    expect(discountFactor(curve, 0.5)).toBeCloseTo(1 / 1.02, 15);
    expect(discountFactor(curve, 1)).toBeCloseTo((1 - 0.025 / 1.02) / 1.025, 15);
    expect(discountFactor(curve, 0)).toBe(1);
  });

  it('reprice every par bond to 1e-12 of par', () => {
    const curve = discountCurve(HUMPED, 40);
    for (let halves = 1; halves <= 80; halves++) {
      const coupon = benchmarkRate(HUMPED, halves / 2) / 2;
      let price = discountFactor(curve, halves / 2);
      for (let k = 1; k <= halves; k++) price += coupon * discountFactor(curve, k / 2);
      expect(Math.abs(price - 1)).toBeLessThan(1e-12);
    }
  });

  it('of a flat benchmark are powers, between half-years and beyond the last too', () => {
    const curve = discountCurve({ years: [5], rates: [0.06] }, 10);
    for (const years of [0.01, 1 / 12, 0.5, 0.75, 3.3, 9.99, 10, 17])
      expect(discountFactor(curve, years)).toBeCloseTo(1.03 ** (-2 * years), 13);
  });

  it('between half-years grow at one rate', () => {
    // A quarter of the way the logarithm has gone a quarter of the way.
    const curve = discountCurve(HUMPED, 30);
    const ratio = discountFactor(curve, 4.5) / discountFactor(curve, 4);
    expect(discountFactor(curve, 4.125)).toBeCloseTo(discountFactor(curve, 4) * ratio ** 0.25, 14);
  });

  it('take a spread on the bond-equivalent zero rate', () => {
    const flat = discountCurve({ years: [1], rates: [0.04] }, 30);
    expect(discountFactor(flat, 7.25, 0.015)).toBeCloseTo(1.0275 ** -14.5, 14);
    // On any curve: (1 + z/2)^-20 with z read off the factor without spread.
    const curve = discountCurve(HUMPED, 30);
    const zero = 2 * (discountFactor(curve, 10) ** (-1 / 20) - 1);
    expect(discountFactor(curve, 10, 0.02)).toBeCloseTo((1 + (zero + 0.02) / 2) ** -20, 14);
  });

  it('that would not be above 0 are refused', () => {
    // 100 % for half a year and 300 % for a year: coupons of 1.5 after a half, worth 1, leave less than nothing for the end.
    const faults = thrownBy(() => discountCurve({ years: [0.5, 1], rates: [1, 3] }, 1));
    expect(faults).toMatchObject([{ code: 'MARKET_CURVE', place: 'benchmark' }]);
    expect(faults[0]?.got).toContain('a par yield of 3 at 1 years');
  });
});
