/** Plans that tests of generated paths share. */
import { type MarketPlan, marketPlan } from '../../host/engine/marketPlan.ts';
import type { PathPlan, Sampling } from '../../host/engine/paths.ts';
import { type MarketCurve, marketCurve } from '../../host/scenarios/market/curve.ts';
import { g2 } from '../../host/scenarios/market/g2.ts';
import { hullWhite } from '../../host/scenarios/market/hullWhite.ts';
import type { IndexSpecs } from '../../host/scenarios/market/indexSpecs.ts';
import { indexTables } from '../../host/scenarios/market/indices.ts';
import { type MarketModel, marketSteps } from '../../host/scenarios/market/steps.ts';

export const PLAIN: Omit<Sampling, 'quasi'> = {
  seed: 20240229,
  randomization: 0,
  antithetic: false,
  bridge: false,
  scramble: 'none',
};
export const QUASI: Omit<Sampling, 'quasi'> = { ...PLAIN, bridge: true, scramble: 'owen' };

/** Market plane d has the variables of driver d by month, and row 0 zeros. */
export function variablesPlan(months: number, sampling: Sampling): PathPlan {
  const drivers = sampling.quasi.map((_, driver) => driver);
  return {
    sampling,
    months,
    states: drivers.length,
    steps: drivers.map((driver) => ({ to: driver, from: { driver }, coefficient: 1 })),
    exponentials: [],
    recipes: drivers.map((driver) => ({ kind: 'state', to: { market: driver }, of: driver })),
  };
}

/** A curve with a slope: 3 % rising to 4.5 %. */
export const CURVE: MarketCurve = marketCurve({
  kind: 'zero',
  compounding: 'continuous',
  years: [0.25, 1, 2, 5, 10, 20, 30, 45],
  rates: [0.03, 0.032, 0.034, 0.038, 0.041, 0.044, 0.045, 0.045],
});

export const HULL_WHITE: MarketModel = {
  shortRate: hullWhite({ a: 0.05, sigma: 0.01 }),
  homePrices: [],
  noise: {},
  correlation: [],
};

export const TWO_FACTORS: MarketModel = {
  shortRate: g2({ a: 0.4, sigma: 0.012, b: 0.03, eta: 0.009, rho: -0.6 }),
  homePrices: [{ name: 'west', growth: [0.02, 0.03], volatility: 0.08 }],
  noise: { prepayment: { meanReversion: 1, volatility: 0.3 }, severity: { meanReversion: 0.5, volatility: 0.15 } },
  correlation: [
    { between: ['rates', 'west'], rho: 0.3 },
    { between: ['prepayment', 'west'], rho: 0.4 },
  ],
};

export const INDICES: IndexSpecs = {
  LIBOR_1M: { kind: 'simple', months: 1, spread: 0.0011448 },
  LIBOR_6M: { kind: 'simple', months: 6, floor: 0.001 },
  CMT_1Y: { kind: 'par', years: 1 },
  MTA: { kind: 'average', of: 'CMT_1Y', window: 12, lag: 1, history: Array.from({ length: 12 }, (_, k) => 0.02 + 0.001 * k) },
  SOFR_3M: { kind: 'compounded', months: 3, history: [0.029, 0.0295, 0.03] },
  MORTGAGE: { kind: 'par', years: 10, spread: 0.017 },
};

/** The plan of a model over `months` with indices of INDICES by row. */
export function planOf(
  model: MarketModel,
  months: number,
  sampling: Omit<Sampling, 'quasi'> & { quasi?: readonly number[] } = QUASI,
  offset = 0,
  rows: readonly string[] = ['MTA', 'LIBOR_1M', 'LIBOR_6M', 'SOFR_3M', 'MORTGAGE'],
): MarketPlan {
  const steps = marketSteps(model, CURVE, months);
  const tables = indexTables(INDICES, model.shortRate, CURVE, months);
  return marketPlan(steps, tables, sampling, { rows, offset, withFactors: true });
}
