/**
 * The joint monthly step of everything that a path draws: the factors of the short rate, home prices, multipliers, and the discount
 * factor. All are Gaussian states, so the step is exact: a month's state is what is left of the last one plus normal variables of
 * known covariance, whatever happened within the month. Nothing here is an Euler step.
 */
import { Matrix } from 'ml-matrix';
import { type Fault, fail, WeirError } from '../../errors.ts';
import { type Correlation, correlationMatrix, triangularRoot } from './correlation.ts';
import { type MarketCurve, minusLogDiscount } from './curve.ts';
import { type CurveNoise, NOISES, noiseFaults, noiseShift } from './curveNoise.ts';
import { type HomePriceGroup, homePriceFaults, homePriceShift } from './homePrices.ts';
import { decayedLoading, type Factor, integralVariance, loading, loadings, type ShortRateModel } from './shortRate.ts';

/** What a run draws. */
export interface MarketModel {
  readonly shortRate: ShortRateModel;
  readonly homePrices: readonly HomePriceGroup[];
  readonly noise: CurveNoise;
  /** Between `rates` (the short rate as a whole), or `x` and `y`, the groups of home prices and the multipliers. */
  readonly correlation: readonly Correlation[];
}

/** A month of the model, in years. */
export const MONTH = 1 / 12;

/** Names that a group of home prices cannot have. */
export const RESERVED_STATES: readonly string[] = ['x', 'y', 'rates', 'discount', ...NOISES];

/**
 * A state by month: `s(m) = decay s(m-1) + carry . factors(m-1) + root . variables(m)`, from 0. What it stands for is
 * `exp(shift(m) + s(m))`, save for the factors, which go into bond prices as they are.
 */
export interface MarketState {
  readonly kind: 'factor' | 'homePrice' | 'multiplier' | 'discount';
  /** `x`, `y`, the group, the multiplier, `discount`. */
  readonly name: string;
  readonly decay: number;
  /** By factor; 0 except for the discount factor. */
  readonly carry: readonly number[];
  /** Shape: entry m is month m. */
  readonly shift: Float64Array;
}

/** Shape: `root` is lower triangular, states x states, row by row; its columns are independent standard normal variables. */
export interface MarketSteps {
  readonly months: number;
  /** How many of the states are factors; they come first. The discount factor comes last. */
  readonly factorCount: number;
  readonly states: readonly MarketState[];
  readonly root: Float64Array;
}

export interface StepOptions {
  /**
   * Whether the discount factor has a variable of its own for what the short rate does within a month beyond what its ends tell.
   * Without it the discount factor is its own mean given the factors at the months' ends: all values of payments that depend on months'
   * ends alone stay the same, with less noise and one variable fewer. Default: true.
   */
  readonly discountVariable?: boolean;
}

/**
 * The steps of a model over `months` months.
 *
 * Throws: MARKET_PARAMETER, MARKET_CORRELATION, all at once. Checked by: the moments of sums of steps against those of one long step,
 * and the discount factor's mean, alone and times a bond, against the curve.
 */
export function marketSteps(model: MarketModel, curve: MarketCurve, months: number, options: StepOptions = {}): MarketSteps {
  const { shortRate, homePrices, noise } = model;
  if (!(Number.isInteger(months) && months > 0 && months <= 1200))
    fail({ code: 'MARKET_PARAMETER', place: 'months', got: String(months), expected: 'a whole number from 1 to 1200' });
  const drivers = driversOf(model);
  const correlation = driverCorrelation(model);
  const none = shortRate.factors.map(() => 0);
  const zeros = new Float64Array(months + 1);
  const states: MarketState[] = drivers.map(({ kind, name, meanReversion }) => {
    const group = homePrices.find((group) => kind === 'homePrice' && group.name === name);
    const terms = NOISES.filter((of) => kind === 'multiplier' && of === name).map((of) => noise[of])[0];
    const shift = group ? homePriceShift(group, months) : terms ? noiseShift(terms, months) : zeros;
    return { kind, name, decay: Math.exp(-meanReversion * MONTH), carry: none, shift };
  });
  const root = triangularRoot(stepCovariance(model, drivers, correlation));
  const last = root.length - 1;
  const isOwn = options.discountVariable ?? true;
  const averaged = isOwn ? 0 : 0.5 * root[last]! ** 2;
  if (!isOwn) root[last] = 0;
  const shift = zeros.map(
    (_, m) => m * averaged - minusLogDiscount(curve, m * MONTH) - 0.5 * integralVariance(shortRate, m * MONTH),
  );
  const carry = loadings(shortRate, MONTH).map((b) => -b);
  states.push({ kind: 'discount', name: 'discount', decay: 1, carry, shift });
  return { months, factorCount: shortRate.factors.length, states, root };
}

/** A state with a driving shock of its own. */
interface Driver extends Factor {
  readonly kind: 'factor' | 'homePrice' | 'multiplier';
  readonly name: string;
}

function driversOf({ shortRate, homePrices, noise }: MarketModel): Driver[] {
  const multipliers = NOISES.flatMap((name) => {
    const terms = noise[name];
    return terms === undefined ? [] : [{ kind: 'multiplier' as const, name, ...terms }];
  });
  return [
    ...shortRate.factors.map((factor, i) => ({ kind: 'factor' as const, name: i === 0 ? 'x' : 'y', ...factor })),
    ...homePrices.map(({ name, volatility }) => ({ kind: 'homePrice' as const, name, meanReversion: 0, volatility })),
    ...multipliers,
  ];
}

/**
 * The correlations of the driving shocks, in the order of the states. A correlation with `rates` is one with `x + y`: the shock of each
 * factor gets the share that the sum's shock has in it.
 *
 * Throws: MARKET_CORRELATION, MARKET_PARAMETER.
 */
export function driverCorrelation(model: MarketModel): Matrix {
  const { shortRate, homePrices, noise, correlation } = model;
  const faults: Fault[] = [...homePriceFaults(homePrices), ...noiseFaults(noise)];
  homePrices.forEach(({ name }, i) => {
    if (!RESERVED_STATES.includes(name)) return;
    const expected = `a name other than ${RESERVED_STATES.join(', ')}`;
    faults.push({ code: 'MARKET_PARAMETER', place: `homePrices[${i}].name`, got: `'${name}'`, expected });
  });
  const names = driversOf(model).map(({ name }) => name);
  const pairs = correlation.flatMap((pair, i) => {
    const place = `correlation[${i}]`;
    return spread(shortRate, pair, names).map((each) => ({ ...each, place }));
  });
  // The model's own comes first, so that one given beside it is the one too many.
  if (shortRate.factors.length === 2) pairs.unshift({ between: ['x', 'y'], rho: shortRate.correlation, place: 'parameters.rho' });
  let matrix = Matrix.eye(names.length);
  try {
    matrix = correlationMatrix([...names], pairs);
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    faults.push(...error.faults);
  }
  if (faults.length > 0) throw new WeirError(faults);
  return matrix;
}

function spread(
  { factors, correlation }: ShortRateModel,
  { between, rho }: Correlation,
  names: readonly string[],
): Correlation[] {
  const other = between[0] === 'rates' ? between[1] : between[0];
  if (!between.includes('rates') || ['x', 'y', 'rates'].includes(other)) return [{ between, rho }];
  // Told once, not once a factor.
  if (!names.includes(other) || !(rho >= -1 && rho <= 1)) return [{ between: ['x', other], rho }];
  const [x, y] = factors;
  if (x === undefined || y === undefined) return [{ between: ['x', other], rho }];
  const total = Math.sqrt(x.volatility ** 2 + y.volatility ** 2 + 2 * correlation * x.volatility * y.volatility);
  const share = (own: number, cross: number) => (total === 0 ? 0 : (rho * (own + correlation * cross)) / total);
  return [
    { between: ['x', other], rho: share(x.volatility, y.volatility) },
    { between: ['y', other], rho: share(y.volatility, x.volatility) },
  ];
}

/**
 * The covariance of a month's innovations: two states that revert at k and m have `rho s s' loading(k + m)`, and minus the integral of
 * the short rate has with each the integral of what a shock leaves in both.
 */
function stepCovariance({ shortRate }: MarketModel, drivers: readonly Driver[], correlation: Matrix): Matrix {
  const size = drivers.length + 1;
  const covariance = Matrix.zeros(size, size);
  const set = (i: number, j: number, value: number) => {
    covariance.set(i, j, value);
    covariance.set(j, i, value);
  };
  drivers.forEach((one, i) => {
    for (let j = 0; j <= i; j++) {
      const other = drivers[j]!;
      const shocks = correlation.get(i, j) * one.volatility * other.volatility;
      set(i, j, shocks * loading(one.meanReversion + other.meanReversion, MONTH));
    }
    let withIntegral = 0;
    shortRate.factors.forEach((factor, f) => {
      const shocks = correlation.get(i, f) * one.volatility * factor.volatility;
      withIntegral += shocks * decayedLoading(one.meanReversion, factor.meanReversion, MONTH);
    });
    set(i, size - 1, -withIntegral);
  });
  set(size - 1, size - 1, integralVariance(shortRate, MONTH));
  return covariance;
}
