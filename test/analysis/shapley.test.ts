/** Shares of a change among factors: in an order, and as the mean over all orders. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allCoalitions,
  centsThatSum,
  coalitionsAlong,
  everybody,
  orderedShares,
  shapleyShares,
  type Worth,
} from '../../host/analysis/shapley.ts';

/** Every order of some factors. */
function ordersOf(factors: readonly number[]): number[][] {
  if (factors.length === 0) return [[]];
  return factors.flatMap((first) => ordersOf(factors.filter((each) => each !== first)).map((rest) => [first, ...rest]));
}

/** A game of one column from a list of worths by coalition. */
const game =
  (worths: readonly number[]): Worth =>
  (coalition) => [worths[coalition] ?? 0];

const only = (shares: readonly Float64Array[]) => shares.map((share) => share[0] ?? Number.NaN);

describe('the order-free share', () => {
  it('of two factors is half of what they make together, beside what each makes alone', () => {
    // Alone 10 and 20, together 50: the 20 that only both make are halved. 10 + 10 and 20 + 10.
    expect(only(shapleyShares(2, game([0, 10, 20, 50])))).toEqual([20, 30]);
  });

  it('of a product is the mean over the six orders', () => {
    // (1, 1, 1) to (2, 3, 4), price x volume x days: 24 - 1 = 23. First adds 1 x 1 in two orders of six, 1 x 3, 1 x 4, and 1 x 12 in two:
    // (1 + 1 + 3 + 4 + 12 + 12) / 6 = 5.5. Second 2 x (1, 1, 2, 4, 8, 8) / 6 = 8. Third 3 x (1, 1, 2, 3, 6, 6) / 6 = 9.5.
    const worth: Worth = (coalition) => [(coalition & 1 ? 2 : 1) * (coalition & 2 ? 3 : 1) * (coalition & 4 ? 4 : 1)];
    const shares = only(shapleyShares(3, worth));
    expect(shares.map((share) => Number(share.toFixed(12)))).toEqual([5.5, 8, 9.5]);
  });

  it('is the mean of the shares over all orders, whatever the game', () => {
    const worths = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(worths, (values) => {
        const worth = game(values);
        const orders = ordersOf([0, 1, 2, 3]);
        const means = [0, 1, 2, 3].map(
          (factor) => orders.reduce((sum, order) => sum + (orderedShares(order, worth)[factor]?.[0] ?? 0), 0) / orders.length,
        );
        only(shapleyShares(4, worth)).forEach((share, factor) => expect(share).toBeCloseTo(means[factor] ?? 0, 9));
      }),
      { numRuns: 50 },
    );
  });

  it('adds up over seven factors to what all of them are worth', () => {
    const worths = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 128, maxLength: 128 });
    fc.assert(
      fc.property(worths, (values) => {
        const sum = only(shapleyShares(7, game(values))).reduce((total, share) => total + share, 0);
        expect(Math.abs(sum - ((values[127] ?? 0) - (values[0] ?? 0)))).toBeLessThan(1e-4);
      }),
      { numRuns: 50 },
    );
  });

  it('is nothing for a factor that never makes a difference, and the same for two that always make the same', () => {
    // Factor 2 does nothing; factors 0 and 1 are each other's mirror.
    const worth: Worth = (coalition) => [((coalition & 1) + ((coalition >> 1) & 1)) ** 2 * 7];
    // 0, 7, 28: together 28, half each.
    expect(only(shapleyShares(3, worth)).map((share) => Number(share.toFixed(12)))).toEqual([14, 14, 0]);
  });
});

describe('an additive game', () => {
  it('gives the same shares in every order and in none', () => {
    const parts = [3, -5, 7.5];
    const worth: Worth = (coalition) => [parts.reduce((sum, part, factor) => sum + (coalition & (1 << factor) ? part : 0), 100)];
    for (const order of ordersOf([0, 1, 2])) expect(only(orderedShares(order, worth))).toEqual(parts);
    expect(only(shapleyShares(3, worth)).map((share) => Number(share.toFixed(12)))).toEqual(parts);
  });
});

describe('an order', () => {
  it('passes through as many coalitions as factors and one more', () => {
    expect(coalitionsAlong([2, 0, 1])).toEqual([0, 4, 5, 7]);
    expect(everybody(7)).toBe(127);
    expect(allCoalitions(3)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('gives each factor what it adds at its place', () => {
    // 0 -> 20 with factor 1, -> 50 with both.
    expect(only(orderedShares([1, 0], game([0, 10, 20, 50])))).toEqual([30, 20]);
    expect(only(orderedShares([0, 1], game([0, 10, 20, 50])))).toEqual([10, 40]);
  });
});

describe('whole cents', () => {
  const texts = (shares: readonly number[], total: string) =>
    centsThatSum(shares, new Decimal(total)).map((share) => share.toFixed(2));

  it('go to those that lose most by being cut', () => {
    expect(texts([1 / 3, 1 / 3, 1 / 3], '1.00')).toEqual(['0.34', '0.33', '0.33']);
    expect(texts([0.006, 0.009, 0.005], '0.02')).toEqual(['0.01', '0.01', '0.00']);
  });

  it('add up where shares are below nothing, and where dust is left', () => {
    // Cut to -1.01 and 2.00: a cent is missing to 1.00, and the first lost more.
    expect(texts([-1.005, 2.005], '1.00')).toEqual(['-1.00', '2.00']);
    expect(texts([-1e-13, 1e-13, 0], '0.00')).toEqual(['0.00', '0.00', '0.00']);
    expect(texts([0, 0], '0.03')).toEqual(['0.02', '0.01']);
    expect(texts([1, 1], '1.97')).toEqual(['0.99', '0.98']);
    expect(texts([], '0.00')).toEqual([]);
  });

  it('add up whatever the shares', () => {
    const amounts = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(amounts, (shares) => {
        const total = shares.reduce((sum, share) => sum.plus(share), new Decimal(0)).toDecimalPlaces(2);
        const cents = centsThatSum(shares, total);
        expect(cents.reduce((sum, share) => sum.plus(share), new Decimal(0)).equals(total)).toBe(true);
        cents.forEach((share, place) =>
          expect(
            share
              .minus(shares[place] ?? 0)
              .abs()
              .toNumber(),
          ).toBeLessThanOrEqual(0.02),
        );
      }),
    );
  });
});
