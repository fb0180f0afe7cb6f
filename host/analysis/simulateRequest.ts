/** What is asked of a stochastic run: how many paths of which market, what is measured on them, and prices and spreads to be told from each other. */
import { TILE_PATHS } from '../engine/reduce.ts';
import { type Fault, WeirError } from '../errors.ts';
import type { Behaviour } from '../scenarios/behaviour.ts';
import type { ModelSpec } from '../scenarios/market/modelFile.ts';
import { AS_IS, type Variation } from './simulateMarket.ts';
import { type PriceOrSpread, quoteFaults } from './simulateQuotes.ts';
import type { Draw } from './simulateTrust.ts';

/** What is measured: values and spreads; with effective durations; with all sensitivities. */
export const SIMULATED_MEASURES = ['value', 'base', 'all'] as const;
export type SimulatedMeasures = (typeof SIMULATED_MEASURES)[number];

export interface SimulationRequest {
  /** Paths in all; `pathsRun` says how many are run. */
  readonly paths: number;
  /** Default: 8. */
  readonly randomizations?: number;
  readonly model: ModelSpec;
  /** Default: the model's. */
  readonly seed?: number;
  /** Default: base. */
  readonly measures?: SimulatedMeasures;
  readonly behaviour?: Behaviour;
  /** Double the paths until the standard error of the residuals is at most this share of their mean; at most MOST_PATHS paths. */
  readonly untilError?: number;
  /** Tell means with control variates as well, and take those that stand. Default: no. */
  readonly control?: boolean;
  /** How variables are drawn; default Sobol points, scrambled, on a Brownian bridge. */
  readonly sampling?: Partial<Draw['sampling']>;
  /** Spreads to be told from prices, and prices from spreads. */
  readonly quotes?: readonly PriceOrSpread[];
}

export const MOST_PATHS = 262_144;
export const RANDOMIZATIONS = 8;
export const MOST_RANDOMIZATIONS = 256;

/** How many paths a request runs: as many as it asks for, rounded up to whole tiles of 64 in each randomization. `untilError` may double them. */
export function pathsRun({
  paths,
  randomizations = RANDOMIZATIONS,
}: Pick<SimulationRequest, 'paths' | 'randomizations'>): number {
  return randomizations * Math.ceil(paths / randomizations / TILE_PATHS) * TILE_PATHS;
}

/** Years at which key rates stand. */
export const KEY_RATES = [1, 2, 5, 10, 30] as const;
/** How far inputs are moved to either side: par yields, and multiples of the others. */
export const CURVE_BUMP = 0.0025;
export const MULTIPLE_BUMP = 0.01;

/** The variations that measures need. */
export function variationsOf(measures: SimulatedMeasures): Variation[] {
  if (measures === 'value') return [AS_IS];
  const curve = [1, -1].map((sign): Variation => ({ name: `curve ${sign}`, curveShift: sign * CURVE_BUMP }));
  if (measures === 'base') return [AS_IS, ...curve];
  const fields = ['volatility', 'prepayment', 'default', 'severity', 'homePrices'] as const;
  const multiples = fields.flatMap((field) =>
    [1, -1].map((sign): Variation => ({ name: `${field} ${sign}`, [field]: 1 + sign * MULTIPLE_BUMP })),
  );
  const keys = KEY_RATES.flatMap((year, place) =>
    [1, -1].map((sign): Variation => ({ name: `key ${year} ${sign}`, curvePoints: tent(place, sign * CURVE_BUMP) })),
  );
  return [AS_IS, ...curve, ...multiples, ...keys];
}

/** A shift at one key rate, falling to nothing at its neighbours and level beyond the ends: all of them add to a parallel shift. */
function tent(at: number, shift: number): (readonly [number, number])[] {
  return KEY_RATES.map((year, place) => [year, place === at ? shift : 0] as const);
}

/** Refuses what cannot be run. Throws: REQUEST_INVALID, all faults at once. */
export function checkSimulation({
  paths,
  randomizations = RANDOMIZATIONS,
  seed,
  untilError,
  quotes = [],
}: Omit<SimulationRequest, 'model'>): void {
  const faults: Fault[] = [];
  const whole = (place: string, value: number, low: number, high: number) => {
    if (Number.isInteger(value) && value >= low && value <= high) return;
    faults.push({ code: 'REQUEST_INVALID', place, got: String(value), expected: `a whole number from ${low} to ${high}` });
  };
  whole('paths', paths, 1, MOST_PATHS);
  whole('randomizations', randomizations, 1, MOST_RANDOMIZATIONS);
  if (seed !== undefined) whole('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (untilError !== undefined && !(untilError > 0 && untilError < 1))
    faults.push({
      code: 'REQUEST_INVALID',
      place: 'until-error',
      got: String(untilError),
      expected: 'a share above 0 and below 1: 0.5% is 0.005',
    });
  if (untilError !== undefined && randomizations < 2)
    faults.push({
      code: 'REQUEST_INVALID',
      place: 'randomizations',
      got: String(randomizations),
      expected: 'two or more, from which a standard error comes',
    });
  faults.push(...quoteFaults(quotes));
  if (faults.length > 0) throw new WeirError(faults);
}
