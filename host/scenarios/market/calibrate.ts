/**
 * Fits a short-rate model to at-the-money swaption and cap volatilities: least squares over the errors in basis points of normal
 * volatility, whatever the quotes are, from several starts. Parameters stay in their ranges because the search is over a transform of
 * them. A fit that is not good is refused, with what to change.
 */
import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { type Fault, WeirError } from '../../errors.ts';
import type { MarketCurve } from './curve.ts';
import { g2 } from './g2.ts';
import { hullWhite } from './hullWhite.ts';
import { instrumentFaults } from './instrumentChecks.ts';
import { type Instrument, modelPrice, type Placed, placed, priceAt, volatilityOf } from './instruments.ts';
import type { ModelKind, ShortRateModel } from './shortRate.ts';

/** Parameters by the names of the literature: `a`, `sigma`, and for g2pp `b`, `eta`, `rho`. */
export type Parameters = Readonly<Record<string, number>>;

export interface CalibrationOptions {
  /** Parameters that are given, not fitted. */
  readonly fixed?: Parameters;
  /** The root mean square error above which a fit is refused. Units: basis points of normal volatility; default 15. */
  readonly tolerance?: number;
  /** What faults call the list of instruments. Default: instruments. */
  readonly place?: string;
}

/** How one instrument is fitted. Units: `market`, `model` as the instrument is quoted; `error` model less market, bp of normal volatility. */
export interface InstrumentFit {
  readonly name: string;
  readonly market: number;
  readonly model: number;
  readonly error: number;
}

export interface Calibration {
  readonly model: ShortRateModel;
  readonly parameters: Parameters;
  readonly instruments: readonly InstrumentFit[];
  /** Units: basis points of normal volatility. */
  readonly rootMeanSquare: number;
  readonly worst: number;
  /** Parameters that ended at the edge of their range: the instruments do not tell them. */
  readonly atEdge: readonly string[];
  readonly iterations: number;
}

/** Where the search goes: the inner part of what the models allow, and where it starts. */
interface Search {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly starts: readonly number[];
}

const SEARCHES: Readonly<Record<ModelKind, readonly Search[]>> = {
  'hull-white': [
    { name: 'a', low: 1e-4, high: 2, starts: [0.03, 0.2, 0.005] },
    { name: 'sigma', low: 1e-5, high: 0.2, starts: [0.009, 0.012, 0.007] },
  ],
  g2pp: [
    { name: 'a', low: 1e-2, high: 4, starts: [0.5, 1.2, 0.2, 0.6, 0.15] },
    { name: 'sigma', low: 1e-5, high: 0.2, starts: [0.01, 0.02, 0.008, 0.006, 0.012] },
    { name: 'b', low: 1e-4, high: 1, starts: [0.04, 0.08, 0.02, 0.03, 0.05] },
    { name: 'eta', low: 1e-5, high: 0.2, starts: [0.01, 0.01, 0.008, 0.009, 0.012] },
    { name: 'rho', low: -0.995, high: 0.995, starts: [-0.7, -0.7, -0.3, 0.3, -0.9] },
  ],
};

const TOLERANCE = 15;

/**
 * The parameters that fit a list of instruments best.
 *
 * Throws: MARKET_PARAMETER (a fixed parameter that there is not, or out of range), MARKET_VOLATILITY (a quote that is no volatility, fewer quotes than
 * parameters), MARKET_FIT (nothing fits within the tolerance). Checked by: recovering parameters from their own volatilities.
 */
export function calibrate(
  kind: ModelKind,
  curve: MarketCurve,
  instruments: readonly Instrument[],
  options: CalibrationOptions = {},
): Calibration {
  const { fixed = {}, tolerance = TOLERANCE, place = 'instruments' } = options;
  const searches = SEARCHES[kind].filter(({ name }) => !(name in fixed));
  refuse([...unknownFixed(kind, fixed), ...instrumentFaults(instruments, curve, searches.length, place)]);
  modelOf(kind, { ...middle(kind), ...fixed });

  const targets = instruments.map((instrument) => targetOf(curve, instrument));
  const fitted = bestOf(kind, curve, targets, searches, fixed);
  const parameters = ordered(kind, fitted.parameters, fixed);
  const model = modelOf(kind, parameters);
  const fits = targets.map((target) => fitOf(model, curve, target));
  const weights = targets.map(({ weight }) => weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const rootMeanSquare = Math.sqrt(fits.reduce((sum, { error }, i) => sum + weights[i]! * error ** 2, 0) / total);
  const worst = Math.max(...fits.map(({ error }) => Math.abs(error)));
  if (!(rootMeanSquare <= tolerance)) refuse([notFitted(kind, fits, rootMeanSquare, tolerance, place)]);
  const atEdge = searches.filter((search) => isAtEdge(search, fitted.parameters[search.name]!)).map(({ name }) => name);
  return { model, parameters, instruments: fits, rootMeanSquare, worst, atEdge, iterations: fitted.iterations };
}

/** The model of a kind with parameters by name. Throws: MARKET_PARAMETER. */
export function modelOf(kind: ModelKind, parameters: Parameters): ShortRateModel {
  const of = (name: string) => parameters[name] ?? Number.NaN;
  if (kind === 'hull-white') return hullWhite({ a: of('a'), sigma: of('sigma') });
  return g2({ a: of('a'), sigma: of('sigma'), b: of('b'), eta: of('eta'), rho: of('rho') });
}

/** The names of a model's parameters. */
export function parameterNames(kind: ModelKind): readonly string[] {
  return SEARCHES[kind].map(({ name }) => name);
}

/** An instrument with the normal volatility that its market price has. Units: basis points. */
interface Target {
  readonly at: Placed;
  readonly normal: number;
  readonly weight: number;
}

const BASIS_POINTS = 1e4;

function targetOf(curve: MarketCurve, instrument: Instrument): Target {
  const at = placed(curve, instrument);
  const { volatility, quote, shift, weight = 1 } = instrument;
  const price = priceAt(at, volatility, quote, shift);
  return { at, normal: BASIS_POINTS * (quote === 'lognormal' ? volatilityOf(at, price) : volatility), weight };
}

const normalOf = (model: ShortRateModel, curve: MarketCurve, at: Placed) =>
  BASIS_POINTS * volatilityOf(at, modelPrice(model, curve, at));

function fitOf(model: ShortRateModel, curve: MarketCurve, { at, normal }: Target): InstrumentFit {
  const { volatility, quote, shift } = at.instrument;
  const price = modelPrice(model, curve, at);
  const error = BASIS_POINTS * volatilityOf(at, price) - normal;
  return { name: at.name, market: volatility, model: volatilityOf(at, price, quote, shift), error };
}

interface Found {
  readonly parameters: Parameters;
  readonly error: number;
  readonly iterations: number;
}

function bestOf(
  kind: ModelKind,
  curve: MarketCurve,
  targets: readonly Target[],
  searches: readonly Search[],
  fixed: Parameters,
): Found {
  if (searches.length === 0) return { parameters: fixed, error: 0, iterations: 0 };
  const parametersAt = (point: readonly number[]): Parameters => ({
    ...fixed,
    ...Object.fromEntries(searches.map((search, i) => [search.name, inRange(search, point[i]!)])),
  });
  // The library wants two points at least; a lone one stands twice, which changes no minimum.
  const rows = targets.length === 1 ? [0, 0] : targets.map((_, i) => i);
  // Weights go into the data: the library's own scale its gradient and its curvature by different powers of them.
  const scales = targets.map(({ weight }) => Math.sqrt(weight));
  const data = { x: rows, y: rows.map((i) => scales[i]! * targets[i]!.normal) };
  const of = (point: number[]) => {
    const model = modelOf(kind, parametersAt(point));
    const values = new Map<number, number>();
    return (i: number) => {
      const known = values.get(i) ?? scales[i]! * normalOf(model, curve, targets[i]!.at);
      values.set(i, known);
      return known;
    };
  };
  const starts = searches[0]!.starts.map((_, at) => searches.map((search) => outOfRange(search, search.starts[at]!)));
  const settings = {
    gradientDifference: 1e-5,
    centralDifference: true,
    damping: 1,
    maxIterations: ROUND,
    errorTolerance: NOTHING * rows.length,
    minValues: searches.map(() => -FARTHEST),
    maxValues: searches.map(() => FARTHEST),
  };
  let best: Found = { parameters: parametersAt(starts[0]!), error: Number.POSITIVE_INFINITY, iterations: 0 };
  for (const start of starts) {
    // The library stops at an error, not where errors stop falling: so a few iterations at a time, while they gain anything.
    let [point, error, iterations] = [start, Number.POSITIVE_INFINITY, 0];
    for (let round = 0; round < ROUNDS; round++) {
      const found = levenbergMarquardt(data, of, { ...settings, initialValues: point });
      const isGain = found.parameterError < error * (1 - 1e-6);
      [point, error, iterations] = [found.parameterValues, found.parameterError, iterations + found.iterations];
      if (!isGain || error <= settings.errorTolerance) break;
    }
    if (error < best.error) best = { parameters: parametersAt(point), error, iterations };
    if (best.error <= settings.errorTolerance) break;
  }
  return best;
}

/** Iterations at a time, and how many times at most. */
const ROUND = 10;
const ROUNDS = 12;
/** Squared basis points an instrument that no market knows: the search is over. */
const NOTHING = 1e-14;

/** Beyond this the transform is at the edge of the range to four digits. */
const FARTHEST = 10;
/** Beyond this it is within a fiftieth of the edge. */
const AT_EDGE = 3.9;

/** From any number to the range: a logistic share of it, of its logarithm where both ends are above 0. */
function inRange({ low, high }: Search, point: number): number {
  const share = 1 / (1 + Math.exp(-point));
  return low > 0 ? low * (high / low) ** share : low + (high - low) * share;
}

function outOfRange({ low, high }: Search, value: number): number {
  const share = low > 0 ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.log(share / (1 - share));
}

function isAtEdge(search: Search, value: number): boolean {
  return Math.abs(outOfRange(search, value)) > AT_EDGE;
}

/** The factors of G2++ may change places; the one that reverts faster comes first, unless one of them was given. */
function ordered(kind: ModelKind, parameters: Parameters, fixed: Parameters): Parameters {
  const isGiven = ['a', 'sigma', 'b', 'eta'].some((name) => name in fixed);
  const { a = 0, sigma = 0, b = 0, eta = 0 } = parameters;
  if (kind !== 'g2pp' || isGiven || a >= b) return parameters;
  return { ...parameters, a: b, sigma: eta, b: a, eta: sigma };
}

function middle(kind: ModelKind): Parameters {
  return Object.fromEntries(SEARCHES[kind].map(({ name, starts }) => [name, starts[0]!]));
}

function unknownFixed(kind: ModelKind, fixed: Parameters): Fault[] {
  const known = parameterNames(kind);
  return Object.keys(fixed)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      code: 'MARKET_PARAMETER',
      place: `fixed.${name}`,
      got: `'${name}'`,
      expected: `one of ${known.join(', ')}`,
    }));
}

function notFitted(kind: ModelKind, fits: readonly InstrumentFit[], error: number, tolerance: number, place: string): Fault {
  const worst = [...fits].sort((one, other) => Math.abs(other.error) - Math.abs(one.error)).slice(0, 3);
  const told = worst.map(({ name, error: by }) => `${name} by ${by.toFixed(1)} bp`).join(', ');
  const other = kind === 'hull-white' ? 'the model g2pp, ' : '';
  return {
    code: 'MARKET_FIT',
    place,
    got: `a root mean square error of ${error.toFixed(1)} bp of normal volatility; furthest off: ${told}`,
    expected: `at most ${tolerance} bp: check these quotes and their kind (normal or lognormal), leave them out or weigh them less, or try ${other}fewer fixed parameters, a higher tolerance`,
  };
}

function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new WeirError(faults);
}
