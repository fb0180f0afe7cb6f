/**
 * A trust under a shock whose curves move by behaviour: the given curves times the ratio of the behavioural functions on the shocked rates
 * and home prices to their values on the base case's, as a stochastic run has them on a path. The same kernel, rules and plan: one path without volatility.
 */
import { formatDate } from '../curves/dates.ts';
import { dealCalendar } from '../deal/calendar.ts';
import { monthRows } from '../engine/execute.ts';
import type { Task } from '../engine/messages.ts';
import { planGenerated, withIndexRows } from '../engine/planGenerated.ts';
import { type PoolOptions, runTasks } from '../engine/pool.ts';
import { type PathProjection, pathOf, refuseBreaches } from '../engine/project.ts';
import type { Market, TrustInput } from '../portfolio/records.ts';
import { type ModelSpec, namedModel } from '../scenarios/market/modelFile.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { valuationOutputs } from '../valuation/trustCash.ts';
import { type Shock, shockedBenchmark, touches } from './shock.ts';
import { forwardRows, type MarketNeeds, marketOn, simulatedMarket, trustMarket, withHomePrices } from './simulateMarket.ts';
import { trustRules } from './simulateRules.ts';

/** A model in which nothing moves: mortgage rates are forwards of the benchmark, home prices grow as the default model says. */
const STILL: ModelSpec = (() => {
  const model = namedModel('hull-white');
  const homePrices = model.homePrices.map((group) => ({ ...group, volatility: 0 }));
  return { ...model, parameters: { ...model.parameters, sigma: 0 }, homePrices, noise: {}, correlation: [] };
})();

const SAMPLING = { seed: 0, randomization: 0, antithetic: false, bridge: false, scramble: 'none' } as const;

/** Whether curves of a trust move by behaviour under a shock: not where nothing moves that behaviour looks at. */
export function movesCurves(shock: Shock, trust: TrustInput, { indexShift, indexShifts, indices }: Scenario): boolean {
  const { behaviour, benchmarkShift = 0, benchmarkPoints = [], homePrices = 1 } = shock;
  if (behaviour === undefined || !touches(shock, trust)) return false;
  const isRates = benchmarkShift !== 0 || benchmarkPoints.some(([, shift]) => shift !== 0);
  const isIndices = (indexShift ?? indexShifts ?? indices) !== undefined;
  const factors = typeof homePrices === 'number' ? [homePrices] : homePrices;
  return isRates || isIndices || factors.some((factor) => factor !== 1);
}

/**
 * Projects a trust under the scenario of a shock with its curves moved by the shock's behaviour. Mortgage rates follow the benchmark; what
 * loans pay follows the indices.
 *
 * Throws: as `projectDeal`; MARKET_* where the shocked benchmark is no curve, or an index is one that nothing describes.
 */
export async function movedPath(
  trust: TrustInput,
  { benchmark }: Market,
  shock: Shock,
  scenario: Scenario,
  options: PoolOptions,
): Promise<PathProjection> {
  const { behaviour, homePrices = 1 } = shock;
  if (behaviour === undefined) throw new Error('shockBehaviour: curves are held');
  const { deal } = trust;
  const outputs = valuationOutputs(deal);
  const planned = planGenerated(deal, scenario, outputs);
  const { indexShift: _, indexShifts: __, indices: ___, ...unmoved } = scenario;
  const given = planGenerated(deal, unmoved, outputs);
  const months = Math.max(120, Math.ceil(monthRows(planned.trust) / 120) * 120);
  const needsOf = (rows: readonly Float64Array[]): MarketNeeds => ({
    indices: deal.indices.map(({ name }, place) => ({ name, rates: rows[place] ?? new Float64Array(1) })),
    months,
    date: formatDate(deal.dates.settlement),
    delay: 0,
  });
  const market = marketOn(STILL, shockedBenchmark(benchmark, shock));
  const factorAt = (month: number) =>
    typeof homePrices === 'number' ? homePrices : (homePrices[Math.min(month, homePrices.length) - 1] ?? 1);
  const moved = withHomePrices(trustMarket(market, needsOf(planned.indices), SAMPLING), market, factorAt);
  const task: Task = {
    trust: withIndexRows(planned.trust, moved),
    firstPath: 0,
    paths: 1,
    curves: [],
    indices: [],
    generated: {
      plan: moved.plan,
      curves: planned.given,
      rules: trustRules(trust, planned, market, moved, behaviour),
      forward: forwardRows(simulatedMarket(STILL, benchmark), needsOf(given.indices), SAMPLING),
    },
    withRemittances: true,
    build: 'release',
  };
  const [result] = await runTasks([task], options);
  if (result === undefined) throw new Error('shockBehaviour: a task gave nothing');
  refuseBreaches(deal, [result]);
  return pathOf(deal, scenario, result, { lane: 0, notes: [], calendar: dealCalendar(deal, planned.periods) });
}
