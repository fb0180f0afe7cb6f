/**
 * Random pools, deals and scenarios for property tests.
 *
 * All are fast-check arbitraries: within `fc.assert` they shrink to a small valid deal. `sampleCases` gives the same cases
 * for the same seed, for runs that compare and measure rather than shrink.
 */
import fc from 'fast-check';
import { covered } from './covered.ts';
import { type DealOptions, type RandomDeal, randomDeal } from './deal.ts';
import { type RandomScenario, randomScenario, type ScenarioOptions } from './scenario.ts';

export { COMMON_KINDS } from './blueprint.ts';
export { buildDeal, type DealOptions, type RandomDeal, randomDeal } from './deal.ts';
export { FEATURES, type Feature } from './features.ts';
export { type PoolOptions, type RandomLoan, randomPool } from './pool.ts';
export { type RandomScenario, randomScenario, type ScenarioOptions } from './scenario.ts';

export interface RandomCase {
  deal: RandomDeal;
  scenario: RandomScenario;
}

/** A deal with assumptions that fit it. */
export function randomCase(options: DealOptions & ScenarioOptions = {}): fc.Arbitrary<RandomCase> {
  return randomDeal(options).chain((deal) =>
    randomScenario(deal, options).map((scenario) => ({ deal: covered(deal, scenario), scenario })),
  );
}

export function sampleCases(seed: number, count: number, options: DealOptions & ScenarioOptions = {}): RandomCase[] {
  return fc.sample(randomCase(options), { seed, numRuns: count });
}
