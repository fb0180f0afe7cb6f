/** Gaussian short-rate models: closed forms worked here, direct integration, parity, and the curve they are fitted to. */
import { describe, expect, it } from 'vitest';
import {
  annuity,
  discount,
  flatCurve,
  instantaneousForward,
  marketCurve,
  minusLogDiscount,
} from '../../../host/scenarios/market/curve.ts';
import { forwardMeans, g2 } from '../../../host/scenarios/market/g2.ts';
import { hullWhite } from '../../../host/scenarios/market/hullWhite.ts';
import { capPrice } from '../../../host/scenarios/market/instruments.ts';
import { integral, normalDensity } from '../../../host/scenarios/market/normal.ts';
import {
  bondDeviation,
  bondOption,
  bondPrice,
  decayedLoading,
  integralVariance,
  loading,
  loadingProduct,
  phi,
  phiIntegral,
  rateOption,
  shortRate,
} from '../../../host/scenarios/market/shortRate.ts';
import { thrownBy } from '../../deal/small.ts';

const CURVE = marketCurve({
  kind: 'par',
  years: [0.5, 1, 2, 5, 10, 20, 30],
  rates: [0.03, 0.032, 0.035, 0.04, 0.043, 0.045, 0.044],
});
const HW = { a: 0.07, sigma: 0.012 };
const G2 = { a: 0.7735, sigma: 0.02228, b: 0.08201, eta: 0.01038, rho: -0.7019 };
const ONE = hullWhite(HW);
const TWO = g2(G2);

describe('the integrals of loadings', () => {
  it('are those of their definition, small or large, with and without reversion', () => {
    for (const [k, m, s] of [
      [0.03, 0.5, 1 / 12],
      [0.03, 0.5, 10],
      [0, 0.2, 5],
      [0, 0, 2],
      [1e-9, 3, 30],
      [0.0199, 0.9, 1],
      [0.0201, 0.9, 1],
      [4, 5, 40],
    ] as const) {
      const b = (of: number, u: number) => (of === 0 ? u : -Math.expm1(-of * u) / of);
      const product = integral((u) => b(k, u) * b(m, u), s, 400);
      expect(loadingProduct(k, m, s) / product).toBeCloseTo(1, 11);
      const decayed = integral((u) => Math.exp(-k * u) * b(m, u), s, 400);
      expect(decayedLoading(k, m, s) / decayed).toBeCloseTo(1, 12);
    }
    // Without reversion B(s) = s: the integrals are s^3/3 and s^2/2.
    expect(loadingProduct(0, 0, 3)).toBeCloseTo(9, 13);
    expect(decayedLoading(0, 0, 3)).toBeCloseTo(4.5, 14);
    expect(loading(0, 3)).toBe(3);
  });
});

describe('Hull-White', () => {
  it('has the textbook V and phi', () => {
    const { a, sigma } = HW;
    for (const t of [0.5, 5, 30]) {
      // Brigo and Mercurio below (3.37): sigma^2/a^2 (t + 2/a e^(-at) - 1/(2a) e^(-2at) - 3/(2a)).
      const v = (sigma ** 2 / a ** 2) * (t + (2 / a) * Math.exp(-a * t) - Math.exp(-2 * a * t) / (2 * a) - 3 / (2 * a));
      // The printed form itself loses five digits at half a year.
      expect(integralVariance(ONE, t) / v).toBeCloseTo(1, 10);
      const alpha = instantaneousForward(CURVE, t) + (sigma ** 2 / (2 * a ** 2)) * (1 - Math.exp(-a * t)) ** 2;
      expect(phi(ONE, CURVE, t)).toBeCloseTo(alpha, 15);
    }
  });

  it('prices bonds on a path by the textbook A and B of the short rate', () => {
    const { a, sigma } = HW;
    const [t, T, x] = [3, 8, 0.011];
    const b = (1 - Math.exp(-a * (T - t))) / a;
    // (3.39): A = P(0,T)/P(0,t) exp(B f(0,t) - sigma^2/(4a) (1 - e^(-2at)) B^2), price A exp(-B r).
    const forward = instantaneousForward(CURVE, t);
    const bigA =
      (discount(CURVE, T) / discount(CURVE, t)) *
      Math.exp(b * forward - ((sigma ** 2 * (1 - Math.exp(-2 * a * t))) / (4 * a)) * b * b);
    const r = shortRate(ONE, CURVE, t, [x]);
    expect(bondPrice(ONE, CURVE, t, T, [x])).toBeCloseTo(bigA * Math.exp(-b * r), 14);
  });

  it('without reversion is Ho and Lee', () => {
    const model = hullWhite({ a: 0, sigma: 0.01 });
    // V = sigma^2 t^3 / 3; phi = f + sigma^2 t^2 / 2; the deviation of a bond of 5 years in 2 is sigma 5 sqrt(2).
    expect(integralVariance(model, 6)).toBeCloseTo((1e-4 * 216) / 3, 15);
    expect(phi(model, CURVE, 6) - instantaneousForward(CURVE, 6)).toBeCloseTo((1e-4 * 36) / 2, 16);
    expect(bondDeviation(model, 2, 7)).toBeCloseTo(0.01 * 5 * Math.SQRT2, 15);
  });

  it('refuses parameters out of range, all at once', () => {
    expect(thrownBy(() => g2({ a: -1, sigma: 0.01, b: 0.1, eta: 7, rho: 1 }))).toMatchObject([
      { code: 'MARKET_PARAMETER', place: 'a', got: '-1' },
      { code: 'MARKET_PARAMETER', place: 'eta', got: '7' },
      { code: 'MARKET_PARAMETER', place: 'rho', got: '1' },
    ]);
    expect(thrownBy(() => hullWhite({ a: Number.NaN, sigma: 0.01 }))).toMatchObject([{ place: 'a', got: 'NaN' }]);
  });
});

describe('G2++', () => {
  it('has the V of Brigo and Mercurio (4.10)', () => {
    const { a, sigma, b, eta, rho } = G2;
    for (const t of [1, 7, 25]) {
      const one = (s: number, k: number) =>
        (s ** 2 / k ** 2) * (t + (2 / k) * Math.exp(-k * t) - Math.exp(-2 * k * t) / (2 * k) - 3 / (2 * k));
      const both =
        ((2 * rho * sigma * eta) / (a * b)) *
        (t + Math.expm1(-a * t) / a + Math.expm1(-b * t) / b - Math.expm1(-(a + b) * t) / (a + b));
      expect(integralVariance(TWO, t) / (one(sigma, a) + one(eta, b) + both)).toBeCloseTo(1, 11);
    }
  });

  it('has the forward means of Brigo and Mercurio (4.31)', () => {
    const { a, sigma, b, eta, rho } = G2;
    const T = 5;
    const mean =
      (sigma ** 2 / a ** 2 + (rho * sigma * eta) / (a * b)) * -Math.expm1(-a * T) +
      (sigma ** 2 / (2 * a ** 2)) * Math.expm1(-2 * a * T) +
      ((rho * sigma * eta) / (b * (a + b))) * Math.expm1(-(a + b) * T);
    expect(forwardMeans(TWO, T)[0]).toBeCloseTo(-mean, 15);
  });
});

describe.each([
  ['hull-white', ONE],
  ['g2pp', TWO],
  ['g2pp, factors against each other', g2({ a: 0.3, sigma: 0.015, b: 0.02, eta: 0.012, rho: -0.99 })],
] as const)('%s', (_, model) => {
  it('gives the curve back', () => {
    for (const T of [0.25, 1, 7.3, 30, 40]) {
      expect(
        bondPrice(
          model,
          CURVE,
          0,
          T,
          model.factors.map(() => 0),
        ),
      ).toBeCloseTo(discount(CURVE, T), 15);
    }
  });

  it('has a phi whose integral is what its closed form says', () => {
    // Forwards bend at the nodes of the curve, so the parts are counted to fall on them.
    const area = integral((u) => phi(model, CURVE, 2 + u), 3, 600);
    expect(phiIntegral(model, CURVE, 2, 5)).toBeCloseTo(area, 9);
  });

  it('has discounted bond prices that are martingales', () => {
    // Under the measure of the bond that ends at t the factors are normal with known means: E[P(t, T)] = P(0, T) / P(0, t).
    const [t, T] = [4, 11];
    const means = forwardMeans(model, t);
    const variance = bondDeviation(model, t, T) ** 2;
    const atMean = bondPrice(model, CURVE, t, T, means);
    expect(atMean * Math.exp(variance / 2)).toBeCloseTo(discount(CURVE, T) / discount(CURVE, t), 14);
  });

  it('prices bond options as integration over the bond does', () => {
    const [expiry, maturity] = [3, 10];
    const forward = discount(CURVE, maturity) / discount(CURVE, expiry);
    const deviation = bondDeviation(model, expiry, maturity);
    for (const strike of [0.6, forward, 0.9]) {
      // From where the option is exercised, the payment is smooth.
      const edge = (Math.log(strike / forward) + deviation ** 2 / 2) / deviation;
      const gain = (z: number) => (forward * Math.exp(deviation * z - deviation ** 2 / 2) - strike) * normalDensity(z);
      const worth = discount(CURVE, expiry) * integral((u) => gain(edge + u), 40, 400);
      const option = { kind: 'call', expiry, maturity, strike } as const;
      expect(bondOption(model, CURVE, option)).toBeCloseTo(worth, 14);
    }
  });

  it('keeps put-call and cap-floor parity', () => {
    for (const strike of [0.5, 0.75, 1.1]) {
      const option = { expiry: 2, maturity: 9, strike };
      const call = bondOption(model, CURVE, { kind: 'call', ...option });
      const put = bondOption(model, CURVE, { kind: 'put', ...option });
      expect(call - put).toBeCloseTo(discount(CURVE, 9) - strike * discount(CURVE, 2), 14);
    }
    for (const strike of [0, 0.02, 0.045, 0.09]) {
      const period = { start: 3, tenor: 0.25, strike };
      const cap = rateOption(model, CURVE, { kind: 'cap', ...period });
      const floor = rateOption(model, CURVE, { kind: 'floor', ...period });
      // A swap's period: a dollar at its start less a dollar and the strike at its end.
      const swap = discount(CURVE, 3) - (1 + 0.25 * strike) * discount(CURVE, 3.25);
      expect(cap - floor).toBeCloseTo(swap, 14);
      expect(Math.min(cap, floor)).toBeGreaterThanOrEqual(0);
    }
  });

  it('prices whole caps and floors, which differ by a swap', () => {
    for (const strike of [0.02, 0.045]) {
      const of = (kind: 'cap' | 'floor') => capPrice(model, CURVE, { kind, maturity: 5, every: 6, strike });
      // The swap from half a year to five years: a dollar less a dollar, and the strike every half-year.
      const swap = discount(CURVE, 0.5) - discount(CURVE, 5) - strike * annuity(CURVE, 0.5, 4.5);
      expect(of('cap') - of('floor')).toBeCloseTo(swap, 14);
    }
  });

  it('has log bond prices that fall with each factor by its loading', () => {
    const log = (at: readonly number[]) => Math.log(bondPrice(model, CURVE, 2, 7, at));
    const zero = model.factors.map(() => 0);
    model.factors.forEach(({ meanReversion }, i) => {
      const moved = zero.map((_, j) => (i === j ? 0.01 : 0));
      expect(log(zero) - log(moved)).toBeCloseTo((0.01 * -Math.expm1(-meanReversion * 5)) / meanReversion, 14);
    });
  });
});

describe('without volatility', () => {
  it('bonds are forward bonds and options are worth what they would pay', () => {
    const still = g2({ a: 0.5, sigma: 0, b: 0.1, eta: 0, rho: 0.3 });
    expect(bondPrice(still, CURVE, 4, 9, [0, 0])).toBeCloseTo(discount(CURVE, 9) / discount(CURVE, 4), 15);
    expect(bondOption(still, CURVE, { kind: 'put', expiry: 4, maturity: 9, strike: 1 })).toBeCloseTo(
      discount(CURVE, 4) - discount(CURVE, 9),
      15,
    );
    expect(minusLogDiscount(flatCurve(0.05), 2)).toBe(0.1);
  });
});
