/**
 * What a run draws when nobody says otherwise. Round numbers of Weir's own, not market data: they put at-the-money volatilities, the
 * correlation of rates and the spread of home prices where such numbers usually lie, so that a first run means something. A valuation
 * calibrates its own. MODEL.md says what each one implies, and a test holds it to that.
 */
import type { Parameters } from './calibrate.ts';
import type { Correlation } from './correlation.ts';
import type { CurveNoise } from './curveNoise.ts';
import type { HomePriceGroup } from './homePrices.ts';
import type { IndexSpecs } from './indexSpecs.ts';
import type { ModelKind } from './shortRate.ts';

export interface DefaultModel {
  readonly parameters: Parameters;
  readonly homePrices: readonly HomePriceGroup[];
  readonly noise: CurveNoise;
  readonly correlation: readonly Correlation[];
}

/** Any number would do; this one is said, so that a run without a seed can be run again. */
export const DEFAULT_SEED = 20050601;

const PARAMETERS: Readonly<Record<ModelKind, Parameters>> = {
  'hull-white': { a: 0.03, sigma: 0.01 },
  // A fast factor that moves short rates alone, and a slow one that moves all, against each other.
  g2pp: { a: 0.5, sigma: 0.01, b: 0.03, eta: 0.0105, rho: -0.5 },
};

/** A half-life of two years: curves are reviewed, and what they miss is mended. */
const REVERSION = 0.35;

const REST: Omit<DefaultModel, 'parameters'> = {
  homePrices: [{ name: 'national', growth: [0.03], volatility: 0.06 }],
  noise: {
    prepayment: { meanReversion: REVERSION, volatility: 0.12 },
    default: { meanReversion: REVERSION, volatility: 0.15 },
    severity: { meanReversion: REVERSION, volatility: 0.08 },
  },
  // What home prices and rates do to speeds is the behavioural functions' to say; these are of what is left beside it.
  correlation: [
    { between: ['default', 'severity'], rho: 0.4 },
    { between: ['prepayment', 'default'], rho: -0.2 },
  ],
};

/** The default of a kind of model. */
export function defaultModel(kind: ModelKind): DefaultModel {
  return { parameters: PARAMETERS[kind], ...REST };
}

/** What primary mortgage rates lie over the ten-year par rate. Units: decimal a year. */
export const MORTGAGE_SPREAD = 0.017;

/** Indices that every run draws, beside those that its deals name: what behaviour looks at. */
export const BEHAVIOUR_INDICES: IndexSpecs = { MORTGAGE_30Y: { kind: 'par', years: 10, spread: MORTGAGE_SPREAD } };
