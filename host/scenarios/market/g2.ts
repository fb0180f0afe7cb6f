/** The two-factor additive Gaussian model G2++. European swaptions by one numerical integral over what the exercise hardly depends on. */
import { type MarketCurve, minusLogDiscount } from './curve.ts';
import { hermiteRule, normalBelow } from './normal.ts';
import { risingRoot } from './roots.ts';
import { checkedModel, decayedLoading, loading, loadings, logA, overPairs, type ShortRateModel } from './shortRate.ts';
import { couponsOf, type Swaption } from './swaption.ts';

/** `dx = -a x dt + sigma dW1`, `dy = -b y dt + eta dW2`, `dW1 dW2 = rho dt`. Units: a year; decimals a year per root year; share. */
export interface G2Parameters {
  readonly a: number;
  readonly sigma: number;
  readonly b: number;
  readonly eta: number;
  readonly rho: number;
}

/** The model of given parameters. Throws: MARKET_PARAMETER. */
export function g2({ a, sigma, b, eta, rho }: G2Parameters): ShortRateModel {
  const factors = [
    { meanReversion: a, volatility: sigma },
    { meanReversion: b, volatility: eta },
  ];
  return checkedModel({ kind: 'g2pp', factors, correlation: rho }, { a, sigma, b, eta, rho });
}

/** Twice what brings a swaption within rounding: along the side direction hardly anything happens. */
const RULE = hermiteRule(16);

/** Further than any normal variable of weight. */
const FAR = 40;

/** A payment on its bond: the logarithm of its forward worth at the mean, and how it falls with the two standard normal directions. */
interface Leg {
  readonly amount: number;
  readonly log: number;
  readonly main: number;
  readonly side: number;
}

/**
 * What a European swaption on a dollar is worth now.
 *
 * At expiry the factors are jointly normal under the measure of the bond that ends there. Turn them into two independent standard
 * normal directions, the first the one along which the swap moves most. Given the second, the payments are a sum of exponentials of
 * the first, the swap is exercised on one side of a root, and the value is a sum of normal distribution functions; what is left is an
 * integral over the second direction, along which little happens, so few points do.
 *
 * Source: Brigo and Mercurio, theorem 4.2.3, whose integral over x this is after a rotation. Their own axes lose digits where one
 * factor is all but a function of the other; with `eta = 0` this one is exact. Checked by: their form as it stands, Hull-White,
 * and integration in two dimensions.
 */
export function g2Swaption(model: ShortRateModel, curve: MarketCurve, swaption: Swaption, rule = RULE): number {
  const legs = legsOf(model, curve, swaption);
  const sign = swaption.kind === 'payer' ? 1 : -1;
  let sum = 0;
  let start = 0;
  for (let k = 0; k < rule.points.length; k++) {
    const given = legs.map((leg) => ({ ...leg, log: leg.log - leg.side * rule.points[k]! }));
    start = edgeOf(given, start);
    let worth = normalBelow(-sign * start);
    for (const { amount, log, main } of given)
      worth -= amount * Math.exp(log + 0.5 * main * main) * normalBelow(-sign * (start + main));
    sum += rule.weights[k]! * sign * worth;
  }
  return Math.exp(-minusLogDiscount(curve, swaption.expiry)) * sum;
}

/** Where along the main direction the payments are worth a dollar; they fall as it grows. */
function edgeOf(legs: readonly Leg[], start: number): number {
  return risingRoot(
    (p) => {
      let [value, slope] = [1, 0];
      for (const { amount, log, main } of legs) {
        const worth = amount * Math.exp(log - main * p);
        value -= worth;
        slope += main * worth;
      }
      return [value, slope];
    },
    -FAR,
    FAR,
    start,
  );
}

function legsOf(model: ShortRateModel, curve: MarketCurve, swaption: Swaption): Leg[] {
  const { expiry } = swaption;
  const mean = forwardMeans(model, expiry);
  const [down, acrossX, acrossY] = rootOfCovariance(model, expiry);
  const coupons = couponsOf(swaption).map(({ time, amount }) => {
    const falls = loadings(model, time - expiry);
    const log = logA(model, curve, expiry, time) - falls.reduce((sum, b, i) => sum + b * mean[i]!, 0);
    // How the logarithm falls with the two directions of the triangular root of the covariance.
    const u = falls[0]! * down + (falls[1] ?? 0) * acrossX;
    const v = (falls[1] ?? 0) * acrossY;
    return { amount, log, u, v };
  });
  // The direction of the gradient of the payments at the mean.
  let [alongU, alongV] = [0, 0];
  for (const { amount, log, u, v } of coupons) {
    alongU += amount * Math.exp(log) * u;
    alongV += amount * Math.exp(log) * v;
  }
  const length = Math.hypot(alongU, alongV);
  const [cos, sin] = length === 0 ? [1, 0] : [alongU / length, alongV / length];
  return coupons.map(({ amount, log, u, v }) => ({ amount, log, main: cos * u + sin * v, side: cos * v - sin * u }));
}

/** Means of the factors at `expiry` under its forward measure: minus their covariance with the integral of the short rate until then. */
export function forwardMeans(model: ShortRateModel, expiry: number): number[] {
  return model.factors.map((_, at) => -overPairs(model, (k, m, i) => (i === at ? decayedLoading(k, m, expiry) : 0)));
}

/** The triangular root of the covariance of the factors at `time`: x = [0] u, y = [1] u + [2] v. Zeros for a factor without volatility. */
function rootOfCovariance(model: ShortRateModel, time: number): [number, number, number] {
  const covariance = (p: number, q: number) => overPairs(model, (k, m, i, j) => (i === p && j === q ? loading(k + m, time) : 0));
  const x = Math.sqrt(covariance(0, 0));
  const cross = x === 0 ? 0 : covariance(0, 1) / x;
  return [x, cross, Math.sqrt(Math.max(0, covariance(1, 1) - cross * cross))];
}
