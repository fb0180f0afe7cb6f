/** One path by the steps, written out plainly: what the kernel's paths are held against. */
import type { MarketSteps } from '../../../host/scenarios/market/steps.ts';

/** A path by month, month 0 first. */
export interface ReferencePath {
  /** By factor. */
  readonly factors: readonly Float64Array[];
  /** Discount factors. */
  readonly discount: Float64Array;
  /** Home prices by group, 1 at the valuation date; multipliers by name. */
  readonly values: ReadonlyMap<string, Float64Array>;
}

/**
 * The path of given standard normal variables.
 *
 * Shape: `variables` has, month after month, one for each state, in the order of the states.
 */
export function referencePath(steps: MarketSteps, variables: ArrayLike<number>): ReferencePath {
  const { months, states, root, factorCount } = steps;
  const size = states.length;
  const paths = states.map(() => new Float64Array(months + 1));
  for (let month = 1; month <= months; month++) {
    states.forEach(({ decay, carry }, i) => {
      let state = decay * paths[i]![month - 1]!;
      for (let f = 0; f < factorCount; f++) state += carry[f]! * paths[f]![month - 1]!;
      for (let j = 0; j <= i; j++) state += root[i * size + j]! * variables[(month - 1) * size + j]!;
      paths[i]![month] = state;
    });
  }
  const exponentials = states.map(({ shift }, i) => paths[i]!.map((state, month) => Math.exp(shift[month]! + state)));
  const named = states.map(({ name }, i) => [name, exponentials[i]!] as const);
  return {
    factors: paths.slice(0, factorCount),
    discount: exponentials[size - 1]!,
    values: new Map(named.slice(factorCount, size - 1)),
  };
}
