/**
 * How a change is shared among the factors that made it. A coalition is a set of factors that are new while the others are old, written as
 * bits: bit i is factor i. What a coalition is worth is a row of amounts, one a column; how it comes about is the caller's.
 */
import { Decimal } from 'decimal.js';

/** What a coalition is worth, one amount a column. Asked for each coalition as often as it is needed. */
export type Worth = (coalition: number) => ArrayLike<number>;

/** The most factors that are shared out: the coalitions double with each. */
export const MOST_FACTORS = 16;

/** The coalition of all factors. */
export function everybody(factors: number): number {
  return 2 ** factors - 1;
}

/** Every coalition, the empty one first. */
export function allCoalitions(factors: number): number[] {
  if (factors < 1 || factors > MOST_FACTORS) throw new Error(`shapley: ${factors} factors`);
  return Array.from({ length: 2 ** factors }, (_, coalition) => coalition);
}

/** The coalitions that an order passes through: none, the first, the first two, ... all. */
export function coalitionsAlong(order: readonly number[]): number[] {
  const passed = [0];
  for (const factor of order) passed.push((passed.at(-1) ?? 0) | (1 << factor));
  return passed;
}

/**
 * What each factor adds when the factors change one after another. The sum over the factors is what all of them are worth, over nothing.
 *
 * Shape: one row a factor, in the order of the factors and not of `order`; one entry a column.
 */
export function orderedShares(order: readonly number[], worth: Worth): Float64Array[] {
  const shares: Float64Array[] = Array.from({ length: order.length }, () => new Float64Array(0));
  const passed = coalitionsAlong(order);
  order.forEach((factor, place) => {
    const before = worth(passed[place] ?? 0);
    const after = worth(passed[place + 1] ?? 0);
    shares[factor] = Float64Array.from({ length: after.length }, (_, column) => (after[column] ?? 0) - (before[column] ?? 0));
  });
  return shares;
}

/**
 * What each factor adds on average over all orders in which the factors can change: the share that depends on no order.
 *
 * Shape: as `orderedShares`. Units: as `worth`.
 * Source: L. S. Shapley, "A Value for n-Person Games" (1953): the sum over coalitions S without i of |S|! (n - |S| - 1)! / n! times
 * what i adds to S.
 * Checked by: the mean over all orders; additive games, in which every order gives the same; the sum.
 */
export function shapleyShares(factors: number, worth: Worth): Float64Array[] {
  const coalitions = allCoalitions(factors);
  const weights = shapleyWeights(factors);
  return Array.from({ length: factors }, (_, factor) => {
    const bit = 1 << factor;
    const columns = worth(0).length;
    const share = new Float64Array(columns);
    for (const coalition of coalitions) {
      if ((coalition & bit) !== 0) continue;
      const weight = weights[sizeOf(coalition)] ?? 0;
      const without = worth(coalition);
      const with_ = worth(coalition | bit);
      for (let column = 0; column < columns; column++) {
        share[column] = share[column]! + weight * ((with_[column] ?? 0) - (without[column] ?? 0));
      }
    }
    return share;
  });
}

/** By size of the coalition that a factor joins: |S|! (n - |S| - 1)! / n!, which is 1 / (n C(n - 1, |S|)). */
function shapleyWeights(factors: number): number[] {
  const weights: number[] = [];
  let ways = 1;
  for (let size = 0; size < factors; size++) {
    weights.push(1 / (factors * ways));
    ways = (ways * (factors - 1 - size)) / (size + 1);
  }
  return weights;
}

function sizeOf(coalition: number): number {
  let size = 0;
  for (let rest = coalition; rest !== 0; rest &= rest - 1) size += 1;
  return size;
}

const CENT = new Decimal('0.01');

/**
 * Amounts as whole cents that add up to `total`: each is cut to the cent below, and the cents that are then missing go to those that
 * lost most by it, the first of equals.
 *
 * Units: dollars; `total` in whole cents. Shape: one a share. Where the shares do not add up to the total but for dust, the cents that are
 * missing still go round.
 */
export function centsThatSum(shares: readonly number[], total: Decimal): Decimal[] {
  const exact = shares.map((share) => new Decimal(share));
  const cut = exact.map((share) => share.toDecimalPlaces(2, Decimal.ROUND_FLOOR));
  const missing = total
    .minus(cut.reduce((sum, share) => sum.plus(share), new Decimal(0)))
    .dividedBy(CENT)
    .toNumber();
  const byLoss = exact
    .map((share, place) => ({ place, lost: share.minus(cut[place] ?? 0) }))
    .toSorted((a, b) => b.lost.comparedTo(a.lost) || a.place - b.place);
  const count = byLoss.length;
  if (count === 0) return [];
  // A round over all where more cents are missing than there are shares, or fewer than none.
  const rounds = Math.floor(missing / count);
  const extra = missing - rounds * count;
  const added = new Map(byLoss.map(({ place }, rank) => [place, rounds + (rank < extra ? 1 : 0)]));
  return cut.map((share, place) => share.plus(CENT.times(added.get(place) ?? 0)));
}
