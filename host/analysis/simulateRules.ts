/** The rules by which the curves of a trust move on the planes of its market: those of stochastic runs, and of scenarios that ask for them. */
import { type RulePlanes, ruleTables } from '../engine/behaviourRules.ts';
import type { RuleTables } from '../engine/messages.ts';
import { planeCount } from '../engine/paths.ts';
import type { GeneratedDeal } from '../engine/planGenerated.ts';
import type { TrustInput } from '../portfolio/records.ts';
import type { Behaviour } from '../scenarios/behaviour.ts';
import { exposureOf } from '../scenarios/exposure.ts';
import { NOISES } from '../scenarios/market/curveNoise.ts';
import { MORTGAGE, type SimulatedMarket, type TrustMarket } from './simulateMarket.ts';

/** The rules of a planned trust. */
export function trustRules(
  trust: TrustInput,
  planned: GeneratedDeal,
  { model: { homePrices } }: SimulatedMarket,
  { plan, indexRows, marketPlanes }: TrustMarket,
  behaviour: Behaviour,
): RuleTables {
  const indices = planeCount(plan, 'index');
  const placed = (names: readonly string[]) =>
    names.flatMap((name) => {
      const place = marketPlanes.get(name);
      return place === undefined ? [] : [[name, indices + place] as const];
    });
  const mortgage = indexRows.get(MORTGAGE);
  const planes: RulePlanes = {
    ...(mortgage !== undefined && { mortgage }),
    ...Object.fromEntries(placed(NOISES)),
    homes: new Map(placed(homePrices.map(({ name }) => name))),
  };
  return ruleTables({ ...planned, plan: planned.trust }, behaviour, exposureOf(trust, behaviour, homePrices), planes);
}
