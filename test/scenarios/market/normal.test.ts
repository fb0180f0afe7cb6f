/** The normal distribution against its series, Gauss rules against moments, roots against roots that are known. */
import { describe, expect, it } from 'vitest';
import { hermiteRule, integral, legendreRule, normalBelow, normalDensity } from '../../../host/scenarios/market/normal.ts';
import { risingRoot } from '../../../host/scenarios/market/roots.ts';

/** `1/2 + density (x + x^3/3 + x^5/(3 5) + ...)`: all terms of one sign, so it loses nothing. Source: Abramowitz and Stegun 26.2.11. */
function bySeries(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 400; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + normalDensity(x) * sum;
}

describe('the normal distribution', () => {
  it('is its series to 1e-15', () => {
    for (let x = -8; x <= 8; x += 0.037) expect(Math.abs(normalBelow(x) - bySeries(x))).toBeLessThan(1e-15);
  });

  it('keeps nine digits in the tail', () => {
    // Upper tails at 5 and 10, from the series in eighty digits.
    expect(normalBelow(-5) / 2.866515718791939e-7).toBeCloseTo(1, 9);
    expect(normalBelow(-10) / 7.61985302416e-24).toBeCloseTo(1, 8);
    expect(normalBelow(-40)).toBe(0);
    expect(normalBelow(40)).toBe(1);
  });
});

describe('a Gauss rule', () => {
  it('for the normal distribution has the moments 1, 0, 1, 0, 3, 0, 15 up to its degree', () => {
    const { points, weights } = hermiteRule(5);
    const moment = (power: number) => points.reduce((sum, x, k) => sum + weights[k]! * x ** power, 0);
    // (n - 1)!! for even n: 1, 1, 3, 15, 105; five points are exact to degree 9.
    [1, 0, 1, 0, 3, 0, 15, 0, 105, 0].forEach((expected, power) => {
      expect(moment(power)).toBeCloseTo(expected, 11);
    });
  });

  it('over an interval integrates polynomials up to its degree', () => {
    const { points, weights } = legendreRule(4);
    const moment = (power: number) => points.reduce((sum, x, k) => sum + weights[k]! * x ** power, 0);
    // The integral of x^n from -1 to 1 is 2 / (n + 1) for even n; four points are exact to degree 7.
    [2, 0, 2 / 3, 0, 2 / 5, 0, 2 / 7, 0].forEach((expected, power) => {
      expect(moment(power)).toBeCloseTo(expected, 13);
    });
    expect(integral(Math.exp, 3, 2)).toBeCloseTo(Math.expm1(3), 12);
  });
});

describe('a root', () => {
  it('is found to the last digits, also where the slope tells nothing', () => {
    expect(risingRoot((x) => [x * x - 2, 2 * x], 0, 10)).toBeCloseTo(Math.SQRT2, 15);
    // The slope of x^3 is 0 at the root; a slope that is wrong leaves halving.
    expect(Math.abs(risingRoot((x) => [x ** 3, 3 * x * x], -1, 2))).toBeLessThan(1e-5);
    expect(risingRoot((x) => [Math.atan(x - 0.3), 1e-30], -50, 80)).toBeCloseTo(0.3, 14);
  });

  it('outside its bracket gives the nearer end', () => {
    expect(risingRoot((x) => [x + 5, 1], 0, 10)).toBeCloseTo(0, 14);
    expect(risingRoot((x) => [x - 50, 1], 0, 10)).toBeCloseTo(10, 14);
  });
});
