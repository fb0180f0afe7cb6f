/** What a few rounds can say, against closed forms and textbook counts. */
import { describe, expect, it } from 'vitest';
import { difference, differences } from '../../bench/compare.ts';
import { fitPower, mannWhitney, median, medianRatio, quantileOf } from '../../bench/statistics.ts';
import { seeded } from '../../host/analysis/workload.ts';

describe('quantiles', () => {
  it('lie linearly between the values', () => {
    // A quarter of the way along three steps is three quarters of the first.
    expect(quantileOf([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

describe('Mann and Whitney', () => {
  it('counts arrangements exactly', () => {
    // u = 3; of the C(9,4) = 126 arrangements 1 + 1 + 2 + 3 have u of 3 or less (partitions of 0 to 3): 2 x 7 / 126.
    expect(mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12])).toBeCloseTo(14 / 126, 14);
    // Wholly apart: two of C(10,5) = 252.
    expect(mannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toBeCloseTo(2 / 252, 14);
    expect(mannWhitney([6, 7, 8, 9, 10], [1, 2, 3, 4, 5])).toBeCloseTo(2 / 252, 14);
  });

  it('finds nothing between lists that are the same', () => {
    expect(mannWhitney([1, 2, 3, 4], [1, 2, 3, 4])).toBe(1);
  });
});

describe('the ratio of medians', () => {
  it('is known without an interval where rounds do not differ', () => {
    expect(medianRatio([6, 6, 6], [4, 4, 4], seeded(1))).toEqual({ ratio: 1.5, low: 1.5, high: 1.5 });
  });

  it('has an interval that holds the truth, within what the rounds allow', () => {
    const random = seeded(7);
    const drawn = (level: number) => Array.from({ length: 15 }, () => level * (1 + 0.1 * (random() - 0.5)));
    const { low, high } = medianRatio(drawn(3), drawn(2), random);
    expect(low).toBeGreaterThan(1.5 / 1.11);
    expect(low).toBeLessThan(1.5);
    expect(high).toBeGreaterThan(1.5);
    expect(high).toBeLessThan(1.5 * 1.11);
  });
});

describe('a power', () => {
  it('is found where there is one', () => {
    const x = [1, 2, 4, 8];
    const { exponent, factor, error } = fitPower(
      x,
      x.map((value) => 3 * value ** 1.5),
    );
    expect([exponent, factor, error].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([1.5, 3, 0]);
  });

  it('has the error of a straight line through logarithms', () => {
    // v = 0, 1, 1 at u = -1, 0, 1: slope 1/2, mean 2/3, residuals 1/6 (-1, 2, -1): squares 1/6 on one degree of freedom, spread 2.
    const e = Math.E;
    const { exponent, error } = fitPower([1 / e, 1, e], [1, e, e]);
    expect(exponent).toBeCloseTo(0.5, 12);
    expect(error).toBeCloseTo(Math.sqrt(1 / 6 / 2), 12);
  });
});

describe('two results', () => {
  const before = [100, 101, 99, 102, 98];

  it('differ where rounds of one lie beyond those of the other', () => {
    const slower = difference('work', before, [80, 81, 79, 82, 78]);
    expect(slower).toMatchObject({ verdict: 'slower', ratio: 0.8 });
    expect(difference('work', [80, 81, 79, 82, 78], before).verdict).toBe('faster');
  });

  it('do not differ where the rounds of both are mixed', () => {
    expect(difference('work', before, [100.5, 97, 101.5, 99.5, 102.5]).verdict).toBe('no difference beyond noise');
  });

  it('say nothing from three rounds each, of which the clearest comes by chance once in ten', () => {
    expect(difference('work', [1, 2, 3], [100, 101, 102]).verdict).toBe('too few rounds to tell');
  });

  it('are held against each other only where workload, seed and scale are the same', () => {
    expect(differences([], [])).toEqual([]);
  });
});
