/**
 * Times the generation of paths in the kernel by stage: each stage is run with those before it, and the difference is told. Paths of
 * Hull-White with the discount factor alone, and of a market with two factors, home prices, multipliers and indices.
 */
import * as L from '../engine-as/layout.ts';
import { openPlan } from '../host/engine/generate.ts';
import { marketPlan } from '../host/engine/marketPlan.ts';
import type { PathPlan, Sampling } from '../host/engine/paths.ts';
import { flatCurve } from '../host/scenarios/market/curve.ts';
import { g2 } from '../host/scenarios/market/g2.ts';
import { hullWhite } from '../host/scenarios/market/hullWhite.ts';
import type { IndexSpecs } from '../host/scenarios/market/indexSpecs.ts';
import { indexTables } from '../host/scenarios/market/indices.ts';
import { type MarketModel, marketSteps } from '../host/scenarios/market/steps.ts';
import { compare, machineLine, type Variant } from './harness.ts';

const PATHS = 256;
const MONTHS = 360;
const ROUNDS = { rounds: 9, seconds: 0.2, seed: 5 };
const SAMPLING: Omit<Sampling, 'quasi'> = { seed: 20240229, randomization: 0, antithetic: false, bridge: true, scramble: 'owen' };

interface Case {
  readonly name: string;
  readonly about: string;
  readonly plan: PathPlan;
}

const RATES: IndexSpecs = {
  LIBOR_1M: { kind: 'simple', months: 1 },
  LIBOR_6M: { kind: 'simple', months: 6 },
  CMT_1Y: { kind: 'par', years: 1 },
  MTA: { kind: 'average', of: 'CMT_1Y', window: 12 },
  SOFR_3M: { kind: 'compounded', months: 3 },
  MORTGAGE: { kind: 'par', years: 10, spread: 0.017 },
};

function cases(): Case[] {
  const none = { homePrices: [], noise: {}, correlation: [] };
  const oneFactor: MarketModel = { shortRate: hullWhite({ a: 0.05, sigma: 0.01 }), ...none };
  const market: MarketModel = {
    shortRate: g2({ a: 0.4, sigma: 0.012, b: 0.03, eta: 0.009, rho: -0.6 }),
    homePrices: [{ name: 'all', growth: [0.03], volatility: 0.06 }],
    noise: {
      prepayment: { meanReversion: 1, volatility: 0.3 },
      default: { meanReversion: 1, volatility: 0.3 },
      severity: { meanReversion: 1, volatility: 0.15 },
    },
    correlation: [{ between: ['rates', 'all'], rho: 0.3 }],
  };
  const planOf = (model: MarketModel, specs: IndexSpecs, quasi?: readonly number[]) => {
    const curve = flatCurve(0.04);
    const tables = indexTables(specs, model.shortRate, curve, MONTHS);
    const steps = marketSteps(model, curve, MONTHS, { discountVariable: quasi === undefined });
    return marketPlan(steps, tables, { ...SAMPLING, ...(quasi !== undefined && { quasi }) }, { rows: Object.keys(specs) }).plan;
  };
  return [
    { name: 'sobol', about: 'Hull-White, discount factor, all variables Sobol points', plan: planOf(oneFactor, {}, [MONTHS]) },
    { name: 'philox', about: 'Hull-White, discount factor, all variables random', plan: planOf(oneFactor, {}, [0]) },
    { name: 'market', about: 'G2++, home prices, three multipliers, six indices', plan: planOf(market, RATES) },
  ];
}

const STAGES = [
  [L.STAGE_WORDS, 'words'],
  [L.STAGE_NORMALS, 'inverse normal'],
  [L.STAGE_BRIDGE, 'bridge'],
  [L.STAGE_STATES, 'states'],
  [L.STAGE_EXPONENTS, 'exponentials'],
  [L.STAGE_ALL, 'planes'],
] as const;

/** Prints nanoseconds a path-month, by stage and in all. */
export function benchPaths({ json }: { readonly json: boolean }): void {
  const all = cases().map(({ name, about, plan }) => {
    const kernel = openPlan(plan, PATHS);
    const variants: Variant[] = STAGES.map(([stage, label]) => ({ name: label, run: () => kernel.generate(stage) }));
    const times = compare(variants, ROUNDS).map(({ nanoseconds }) => nanoseconds / (PATHS * MONTHS));
    return {
      name,
      about,
      drivers: plan.sampling.quasi.length,
      exponentials: plan.exponentials.length,
      stages: STAGES.map(([, label], place) => ({ stage: label, nanoseconds: times[place]! - (times[place - 1] ?? 0) })),
      nanoseconds: times.at(-1) ?? Number.NaN,
    };
  });
  if (json) {
    console.log(JSON.stringify({ machine: machineLine(), paths: PATHS, months: MONTHS, cases: all }));
    return;
  }
  console.log(`${machineLine()}\n${PATHS} paths x ${MONTHS} months; nanoseconds a path-month, each stage by itself\n`);
  for (const { name, about, drivers, exponentials, stages, nanoseconds } of all) {
    console.log(`${name}: ${about} (${drivers} drivers, ${exponentials} exponentials)`);
    for (const { stage, nanoseconds } of stages) console.log(`  ${stage.padEnd(16)}${nanoseconds.toFixed(2).padStart(8)}`);
    console.log(`  ${'all'.padEnd(16)}${nanoseconds.toFixed(2).padStart(8)}\n`);
  }
}
