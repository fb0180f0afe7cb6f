/**
 * Short-rate models with Gaussian factors, fitted to a curve: Hull-White is one factor, G2++ two. The short rate is the sum of the
 * factors and of a function of time, `r(t) = x(t) + y(t) + phi(t)`; each factor starts at 0 and returns to it,
 * `dx = -a x dt + sigma dW`. Written once for any number of factors, as sums over pairs of them.
 *
 * Source: D. Brigo, F. Mercurio, Interest Rate Models, 2nd edition (2006), sections 3.3 (Hull-White) and 4.2 (G2++).
 */
import { type Fault, WeirError } from '../../errors.ts';
import { instantaneousForward, type MarketCurve, minusLogDiscount } from './curve.ts';
import { integral, normalBelow } from './normal.ts';

/** Units: a year; decimal a year per square root of a year. */
export interface Factor {
  readonly meanReversion: number;
  readonly volatility: number;
}

export const MODEL_KINDS = ['hull-white', 'g2pp'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** Shape: one factor for hull-white, two for g2pp. */
export interface ShortRateModel {
  readonly kind: ModelKind;
  readonly factors: readonly Factor[];
  /** Of the shocks of the two factors; 0 where there is one. */
  readonly correlation: number;
}

/** Where parameters may lie. A half-life of 50 days is the fastest reversion; volatilities beyond 50 points a year are slips. */
export const PARAMETER_RANGE = { meanReversion: [0, 5], volatility: [0, 0.5], correlation: [-0.999, 0.999] } as const;

/** The model itself when its parameters are in range. Throws: MARKET_PARAMETER, every fault at once. `names` are those of the user. */
export function checkedModel(model: ShortRateModel, names: Readonly<Record<string, number>>): ShortRateModel {
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(names)) {
    const [low, high] = PARAMETER_RANGE[rangeOf(name)];
    if (value >= low && value <= high) continue;
    faults.push({ code: 'MARKET_PARAMETER', place: name, got: String(value), expected: `a number from ${low} to ${high}` });
  }
  if (faults.length > 0) throw new WeirError(faults);
  return model;
}

/** Which range a parameter keeps to, by its name in the literature. */
export function rangeOf(name: string): keyof typeof PARAMETER_RANGE {
  if (name === 'rho') return 'correlation';
  return name === 'sigma' || name === 'eta' ? 'volatility' : 'meanReversion';
}

/** `(1 - exp(-k s)) / k`, and s where k is 0: what a unit of a factor adds to the integral of the short rate over s years. */
export function loading(k: number, s: number): number {
  return k === 0 ? s : -Math.expm1(-k * s) / k;
}

/** The integral over s years of the product of two loadings: the covariance of the integrals of two unit factors. */
export function loadingProduct(k: number, m: number, s: number): number {
  // The closed form is a difference of terms in s that leaves one in k m s^3: where that is small, the sum over points is exact.
  if (Math.min(k, m) * s < SMALL) return integral((u) => loading(k, u) * loading(m, u), s, partsOf(Math.max(k, m) * s));
  return (s - loading(k, s) - loading(m, s) + loading(k + m, s)) / (k * m);
}

/** The integral over s years of `exp(-k u) loading(m, u)`: the covariance of one unit factor with the integral of another. */
export function decayedLoading(k: number, m: number, s: number): number {
  if (m * s < SMALL) return integral((u) => Math.exp(-k * u) * loading(m, u), s, partsOf(Math.max(k, m) * s));
  return (loading(k, s) - loading(k + m, s)) / m;
}

/** Below it the closed forms have lost four digits of sixteen. */
const SMALL = 0.02;

function partsOf(turns: number): number {
  return Math.max(1, Math.ceil(turns));
}

/** A sum over all pairs of factors of their covariance a year times what `of` says of the pair's mean reversions and places. */
export function overPairs(
  { factors, correlation }: ShortRateModel,
  of: (k: number, m: number, i: number, j: number) => number,
): number {
  let sum = 0;
  for (let i = 0; i < factors.length; i++) {
    for (let j = 0; j < factors.length; j++) {
      const covariance = factors[i]!.volatility * factors[j]!.volatility * (i === j ? 1 : correlation);
      if (covariance !== 0) sum += covariance * of(factors[i]!.meanReversion, factors[j]!.meanReversion, i, j);
    }
  }
  return sum;
}

/** The variance of the integral of the factors over `years` from a known state: Brigo and Mercurio's V. */
export function integralVariance(model: ShortRateModel, years: number): number {
  return overPairs(model, (k, m) => loadingProduct(k, m, years));
}

/** `phi(t)`, which makes the model give the curve: the forward and half the growth of the variance. Units: decimal a year. */
export function phi(model: ShortRateModel, curve: MarketCurve, time: number): number {
  return instantaneousForward(curve, time) + 0.5 * overPairs(model, (k, m) => loading(k, time) * loading(m, time));
}

/** The integral of phi between two times, without a step of integration: from the curve's own discount factors. */
export function phiIntegral(model: ShortRateModel, curve: MarketCurve, from: number, to: number): number {
  const growth = minusLogDiscount(curve, to) - minusLogDiscount(curve, from);
  return growth + 0.5 * (integralVariance(model, to) - integralVariance(model, from));
}

/** The short rate at a time, given the factors. Units: decimal a year, continuous compounding. */
export function shortRate(model: ShortRateModel, curve: MarketCurve, time: number, factors: readonly number[]): number {
  return factors.reduce((sum, factor) => sum + factor, phi(model, curve, time));
}

/** ln A(t, T): the logarithm of the bond price while all factors are 0. */
export function logA(model: ShortRateModel, curve: MarketCurve, time: number, maturity: number): number {
  const variances = integralVariance(model, maturity - time) - integralVariance(model, maturity) + integralVariance(model, time);
  return minusLogDiscount(curve, time) - minusLogDiscount(curve, maturity) + 0.5 * variances;
}

/** B(t, T), by factor: how the logarithm of a bond of `tenor` years falls with each factor. */
export function loadings(model: ShortRateModel, tenor: number): number[] {
  return model.factors.map(({ meanReversion }) => loading(meanReversion, tenor));
}

/** The price at `time` of a dollar at `maturity`, given the factors: `exp(ln A - B_x x - B_y y)`. */
export function bondPrice(
  model: ShortRateModel,
  curve: MarketCurve,
  time: number,
  maturity: number,
  factors: readonly number[],
): number {
  const log = loadings(model, maturity - time).reduce((sum, b, i) => sum - b * (factors[i] ?? 0), 0);
  return Math.exp(logA(model, curve, time, maturity) + log);
}

/** A European option on a dollar at `maturity`. Units: years; `strike` the price paid at `expiry`. */
export interface BondOption {
  readonly kind: 'call' | 'put';
  readonly expiry: number;
  readonly maturity: number;
  readonly strike: number;
}

/** The standard deviation of the logarithm of a bond's price at `expiry`. */
export function bondDeviation(model: ShortRateModel, expiry: number, maturity: number): number {
  const tenor = maturity - expiry;
  return Math.sqrt(
    Math.max(
      0,
      overPairs(model, (k, m) => loading(k, tenor) * loading(m, tenor) * loading(k + m, expiry)),
    ),
  );
}

/** What an option on a bond is worth now. Source: Brigo and Mercurio (3.40) and (4.19). Checked by: parity and direct integration. */
export function bondOption(model: ShortRateModel, curve: MarketCurve, option: BondOption): number {
  const { kind, expiry, maturity, strike } = option;
  const log = minusLogDiscount(curve, expiry) - minusLogDiscount(curve, maturity);
  const now = Math.exp(-minusLogDiscount(curve, maturity));
  const paid = strike * Math.exp(-minusLogDiscount(curve, expiry));
  const sign = kind === 'call' ? 1 : -1;
  const deviation = bondDeviation(model, expiry, maturity);
  if (deviation === 0 || strike <= 0) return Math.max(0, sign * (now - paid));
  const high = (log - Math.log(strike)) / deviation + deviation / 2;
  return sign * (now * normalBelow(sign * high) - paid * normalBelow(sign * (high - deviation)));
}

/** One period of a cap or a floor: a simple rate set at `start` for `tenor` years, paid at the end. Units: years; decimal a year. */
export interface RateOption {
  readonly kind: 'cap' | 'floor';
  readonly start: number;
  readonly tenor: number;
  readonly strike: number;
}

/**
 * What one caplet or floorlet on a dollar is worth now: a caplet is `1 + strike tenor` puts on the bond of its period, struck at the
 * reciprocal. Source: Brigo and Mercurio (3.42).
 */
export function rateOption(model: ShortRateModel, curve: MarketCurve, { kind, start, tenor, strike }: RateOption): number {
  const grown = 1 + strike * tenor;
  const bond: BondOption = { kind: kind === 'cap' ? 'put' : 'call', expiry: start, maturity: start + tenor, strike: 1 / grown };
  return grown * bondOption(model, curve, bond);
}
