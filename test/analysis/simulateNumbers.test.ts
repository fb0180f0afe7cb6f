/** Distributions and spreads, from figures that can be worked by hand. */
import { describe, expect, it } from 'vitest';
import { distributionOf, spreadDuration, spreadOf, valueAtSpread } from '../../host/analysis/simulateNumbers.ts';

describe('a distribution', () => {
  // Values 1 to 20 in two randomizations of means 5.5 and 15.5.
  const first = Float64Array.from({ length: 10 }, (_, k) => k + 1);
  const second = Float64Array.from({ length: 10 }, (_, k) => k + 11);
  const { mean, standardError, deviation, percentiles, shortfall } = distributionOf([first, second]);

  it('has the mean of all, and its error from the means of the randomizations', () => {
    expect(mean).toBe(10.5);
    // Means 5.5 and 15.5: their deviation is sqrt(50), that of their mean sqrt(50 / 2).
    expect(standardError).toBeCloseTo(5, 14);
    // Variance of 1 to 20 over 19: 665 / 19 = 35.
    expect(deviation).toBeCloseTo(Math.sqrt(35), 14);
  });

  it('has percentiles linear between the values, and the mean of the worst twentieth', () => {
    // The 50th stands at place 9.5 of 0 to 19: between 10 and 11.
    expect(percentiles[3]).toBe(10.5);
    expect(shortfall).toBe(1);
  });

  it('has no standard error of one randomization', () => {
    expect(distributionOf([first]).standardError).toBeNull();
  });
});

describe('a spread', () => {
  const years = [0, 1, 2];

  it('is solved exactly: 50 after one year and 60 after two are worth 100 at ln of a root', () => {
    // 50 x + 60 x^2 = 100 with x = exp(-s): x = (-5 + sqrt(25 + 240)) / 12 x 10 / 10 = (-50 + sqrt(26500)) / 120.
    const x = (-50 + Math.sqrt(26500)) / 120;
    const spread = spreadOf([0, 50, 60], years, 100);
    expect(spread).toBeCloseTo(-Math.log(x), 14);
    expect(valueAtSpread([0, 50, 60], years, spread ?? 0)).toBeCloseTo(100, 12);
  });

  it('has the duration of its cash: of one payment its time', () => {
    expect(spreadDuration([0, 0, 100], years, 0.07)).toBe(2);
  });

  it('of what is owed is that of the same cash owned', () => {
    const spread = spreadOf([0, 50, 60], years, 100);
    expect(spreadOf([0, -50, -60], years, -100)).toBeCloseTo(spread ?? 0, 14);
  });

  it('of a swap, which pays and receives, is the one nearest to 0', () => {
    // -50 x + 60 x^2 = 5 with x = exp(-s): x = (50 + sqrt(3700)) / 120, the other root below 0.
    expect(spreadOf([0, -50, 60], years, 5)).toBeCloseTo(-Math.log((50 + Math.sqrt(3700)) / 120), 13);
    // -50 x + 60 x^2 = -10: x is 1/2 or 1/3, spreads ln 2 and ln 3.
    expect(spreadOf([0, -50, 60], years, -10)).toBeCloseTo(Math.LN2, 12);
    // Never below -50^2 / 240 = -10.4.
    expect(spreadOf([0, -50, 60], years, -11)).toBeNull();
  });

  it('is none where nothing is paid, or the price is nothing', () => {
    expect(spreadOf([0, 0, 0], years, 5)).toBeNull();
    expect(spreadOf([0, 1, 1], years, 0)).toBeNull();
  });
});
