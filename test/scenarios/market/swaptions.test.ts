/** European swaptions: Jamshidian and the G2++ integral against direct integration, against each other, and parity. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annuity, discount, type MarketCurve, marketCurve, parRate } from '../../../host/scenarios/market/curve.ts';
import { forwardMeans, type G2Parameters, g2, g2Swaption } from '../../../host/scenarios/market/g2.ts';
import { hullWhite, hullWhiteSwaption } from '../../../host/scenarios/market/hullWhite.ts';
import { hermiteRule, integral, normalBelow } from '../../../host/scenarios/market/normal.ts';
import { bondPrice, loading, logA } from '../../../host/scenarios/market/shortRate.ts';
import { couponsOf, type Swaption } from '../../../host/scenarios/market/swaption.ts';

const CURVE = marketCurve({
  kind: 'par',
  years: [0.5, 1, 2, 5, 10, 20, 30],
  rates: [0.03, 0.032, 0.035, 0.04, 0.043, 0.045, 0.044],
});
const PARAMETERS: G2Parameters = { a: 0.7735, sigma: 0.02228, b: 0.08201, eta: 0.01038, rho: -0.7019 };

const density = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/** The mean of max(0, swap) over the one factor, in forty thousand slices: no decomposition, no root. */
function byIntegration({ a, sigma }: { a: number; sigma: number }, swaption: Swaption): number {
  const model = hullWhite({ a, sigma });
  const { expiry } = swaption;
  const deviation = sigma * Math.sqrt(-Math.expm1(-2 * a * expiry) / (2 * a));
  const mean = -0.5 * ((sigma * Math.expm1(-a * expiry)) / a) ** 2;
  const coupons = couponsOf(swaption).map(({ time, amount }) => ({
    amount,
    log: logA(model, CURVE, expiry, time),
    b: loading(a, time - expiry),
  }));
  const slices = 40_000;
  let sum = 0;
  for (let k = 0; k <= slices; k++) {
    const z = -10 + (20 * k) / slices;
    const x = mean + deviation * z;
    const worth = coupons.reduce((total, { amount, log, b }) => total + amount * Math.exp(log - b * x), 0);
    const gain = swaption.kind === 'payer' ? 1 - worth : worth - 1;
    sum += Math.max(0, gain) * density(z);
  }
  return discount(CURVE, expiry) * sum * (20 / slices);
}

/**
 * Theorem 4.2.3 of Brigo and Mercurio as it stands: the integral over x, the root in y, h1 and h2.
 */
function asPrinted({ a, sigma, b, eta, rho }: G2Parameters, curve: MarketCurve, swaption: Swaption): number {
  const model = g2({ a, sigma, b, eta, rho });
  const T = swaption.expiry;
  const w = swaption.kind === 'payer' ? 1 : -1;
  const [muX = 0, muY = 0] = forwardMeans(model, T);
  const sX = sigma * Math.sqrt(-Math.expm1(-2 * a * T) / (2 * a));
  const sY = eta * Math.sqrt(-Math.expm1(-2 * b * T) / (2 * b));
  const r = ((rho * sigma * eta) / ((a + b) * sX * sY)) * -Math.expm1(-(a + b) * T);
  const left = Math.sqrt(1 - r * r);
  const coupons = couponsOf(swaption).map(({ time, amount }) => ({
    amount,
    big: Math.exp(logA(model, curve, T, time)),
    ba: loading(a, time - T),
    bb: loading(b, time - T),
  }));
  const at = (x: number): number => {
    const worth = (y: number) => coupons.reduce((sum, c) => sum + c.amount * c.big * Math.exp(-c.ba * x - c.bb * y), 0);
    let [low, high] = [-5, 5];
    for (let k = 0; k < 70; k++) {
      const y = (low + high) / 2;
      if (worth(y) > 1) low = y;
      else high = y;
    }
    const z = (x - muX) / sX;
    const h1 = (low - muY) / (sY * left) - (r * z) / left;
    let inner = normalBelow(-w * h1);
    for (const { amount, big, ba, bb } of coupons) {
      const kappa = -bb * (muY - 0.5 * (1 - r * r) * sY * sY * bb + r * sY * z);
      inner -= amount * big * Math.exp(-ba * x + kappa) * normalBelow(-w * (h1 + bb * sY * left));
    }
    return (inner * density(z)) / sX;
  };
  return w * discount(curve, T) * integral((u) => at(muX - 9 * sX + u), 18 * sX, 12);
}

describe('a Hull-White swaption', () => {
  it.each([
    { kind: 'payer', expiry: 5, tenor: 10, strike: 0.043 },
    { kind: 'receiver', expiry: 1, tenor: 5, strike: 0.03 },
    { kind: 'payer', expiry: 10, tenor: 20, strike: 0.06 },
    { kind: 'receiver', expiry: 2, tenor: 3, strike: 0.04, perYear: 1 },
  ] as const)('is its integral over the state: $expiry x $tenor $kind at $strike', (swaption) => {
    for (const parameters of [
      { a: 0.03, sigma: 0.01 },
      { a: 0.3, sigma: 0.02 },
    ]) {
      const jamshidian = hullWhiteSwaption(hullWhite(parameters), CURVE, swaption);
      // Slices of 1/2000 of a deviation: the kink costs about 1e-9.
      expect(Math.abs(jamshidian - byIntegration(parameters, swaption))).toBeLessThan(2e-9);
    }
  });

  it('of one period is an option on one bond', () => {
    // Half a year: the receiver is a call on 1 + K/2 bonds, struck at a dollar. Black on the bond, worked here.
    const [a, sigma, K] = [0.05, 0.015, 0.035];
    const deviation = sigma * Math.sqrt(-Math.expm1(-2 * a * 2) / (2 * a)) * (-Math.expm1(-a / 2) / a);
    const [bond, cash] = [(1 + K / 2) * discount(CURVE, 2.5), discount(CURVE, 2)];
    const d = Math.log(bond / cash) / deviation + deviation / 2;
    const call = bond * normalBelow(d) - cash * normalBelow(d - deviation);
    const swaption = { kind: 'receiver', expiry: 2, tenor: 0.5, strike: K } as const;
    expect(hullWhiteSwaption(hullWhite({ a, sigma }), CURVE, swaption)).toBeCloseTo(call, 14);
  });
});

describe('a G2++ swaption', () => {
  it('with one factor still is that of Hull-White to 1e-12', () => {
    const one = hullWhite({ a: 0.04, sigma: 0.011 });
    for (const [expiry, tenor] of [
      [0.25, 30],
      [1, 1],
      [5, 10],
      [10, 20],
    ] as const) {
      for (const shift of [-0.02, 0, 0.03]) {
        const swaption = { kind: 'payer', expiry, tenor, strike: parRate(CURVE, expiry, tenor) + shift } as const;
        const wanted = hullWhiteSwaption(one, CURVE, swaption);
        const second = g2({ a: 0.04, sigma: 0.011, b: 0.6, eta: 0, rho: -0.4 });
        const first = g2({ a: 0.6, sigma: 0, b: 0.04, eta: 0.011, rho: 0.9 });
        expect(Math.abs(g2Swaption(second, CURVE, swaption) - wanted)).toBeLessThan(1e-12);
        expect(Math.abs(g2Swaption(first, CURVE, swaption) - wanted)).toBeLessThan(1e-12);
      }
    }
  });

  it('with equal reversions is that of Hull-White with the volatility of the sum', () => {
    const sigma = Math.sqrt(0.008 ** 2 + 0.011 ** 2 + 2 * -0.6 * 0.008 * 0.011);
    const swaption = { kind: 'receiver', expiry: 3, tenor: 7, strike: 0.041 } as const;
    const two = g2Swaption(g2({ a: 0.1, sigma: 0.008, b: 0.1, eta: 0.011, rho: -0.6 }), CURVE, swaption);
    expect(Math.abs(two - hullWhiteSwaption(hullWhite({ a: 0.1, sigma }), CURVE, swaption))).toBeLessThan(1e-12);
  });

  it('is the printed integral over x', () => {
    for (const [expiry, tenor, shift] of [
      [1, 5, 0],
      [5, 10, 0.01],
      [10, 2, -0.01],
    ] as const) {
      for (const kind of ['payer', 'receiver'] as const) {
        const swaption = { kind, expiry, tenor, strike: parRate(CURVE, expiry, tenor) + shift };
        const ours = g2Swaption(g2(PARAMETERS), CURVE, swaption);
        expect(Math.abs(ours - asPrinted(PARAMETERS, CURVE, swaption))).toBeLessThan(1e-11);
      }
    }
  });

  it('is the mean over both factors, whatever the parameters', () => {
    const model = fc.record({
      a: fc.double({ min: 0.05, max: 2, noNaN: true }),
      sigma: fc.double({ min: 0.001, max: 0.04, noNaN: true }),
      b: fc.double({ min: 0.005, max: 0.3, noNaN: true }),
      eta: fc.double({ min: 0.001, max: 0.02, noNaN: true }),
      rho: fc.double({ min: -0.95, max: 0.95, noNaN: true }),
    });
    fc.assert(
      fc.property(model, fc.constantFrom(0.5, 2, 8), fc.constantFrom(1, 5, 15), (parameters, expiry, tenor) => {
        const swaption = { kind: 'payer', expiry, tenor, strike: parRate(CURVE, expiry, tenor) } as const;
        const ours = g2Swaption(g2(parameters), CURVE, swaption);
        expect(Math.abs(ours - overBoth(parameters, swaption))).toBeLessThan(1e-10);
      }),
      { numRuns: 20, seed: 11 },
    );
  });

  it('keeps payer-receiver parity', () => {
    for (const strike of [0.01, 0.04, 0.08]) {
      const of = (kind: 'payer' | 'receiver') => g2Swaption(g2(PARAMETERS), CURVE, { kind, expiry: 4, tenor: 6, strike });
      const swap = discount(CURVE, 4) - discount(CURVE, 10) - strike * annuity(CURVE, 4, 6);
      expect(of('payer') - of('receiver')).toBeCloseTo(swap, 14);
    }
  });

  it('does not need more points than it takes', () => {
    const swaption = { kind: 'payer', expiry: 5, tenor: 10, strike: 0.045 } as const;
    const many = g2Swaption(g2(PARAMETERS), CURVE, swaption, hermiteRule(120));
    expect(Math.abs(g2Swaption(g2(PARAMETERS), CURVE, swaption) - many)).toBeLessThan(1e-14);
  });
});

/** max(0, swap) over both normal directions, slice by slice: in each, from the edge of exercise on, where the payment is smooth. */
function overBoth({ a, sigma, b, eta, rho }: G2Parameters, swaption: Swaption): number {
  const model = g2({ a, sigma, b, eta, rho });
  const { expiry: T, tenor } = swaption;
  const [muX = 0, muY = 0] = forwardMeans(model, T);
  const x = { k: a, variance: (sigma ** 2 * -Math.expm1(-2 * a * T)) / (2 * a) };
  const y = { k: b, variance: (eta ** 2 * -Math.expm1(-2 * b * T)) / (2 * b) };
  const cross = (rho * sigma * eta * -Math.expm1(-(a + b) * T)) / (a + b);
  // Slices are across the factor that moves the swap less: across the other the value would bend too sharply for a sum.
  const effect = ({ k, variance }: typeof x) => variance * loading(k, tenor) ** 2;
  const [outer, inner] = effect(x) < effect(y) ? [x, y] : [y, x];
  const [down, across] = [Math.sqrt(outer.variance), cross / Math.sqrt(outer.variance)];
  const rest = Math.sqrt(inner.variance - across * across);
  const coupons = couponsOf(swaption).map(({ time, amount }) => ({
    amount: amount * bondPrice(model, CURVE, T, time, [muX, muY]),
    ba: loading(outer.k, time - T),
    bb: loading(inner.k, time - T),
  }));
  const slice = (u: number): number => {
    const gain = (v: number) => {
      let worth = 0;
      for (const { amount, ba, bb } of coupons) worth += amount * Math.exp(-ba * down * u - bb * (across * u + rest * v));
      return 1 - worth;
    };
    let [low, high] = [-9, 9];
    if (gain(low) < 0) {
      for (let k = 0; k < 50; k++) {
        const middle = (low + high) / 2;
        if (gain(middle) < 0) low = middle;
        else high = middle;
      }
    }
    return integral((s) => gain(low + s) * density(low + s), 9 - low, 6);
  };
  const slices = 320;
  let sum = 0;
  for (let k = 0; k <= slices; k++) {
    const u = -8 + (16 * k) / slices;
    sum += density(u) * slice(u);
  }
  return discount(CURVE, T) * sum * (16 / slices);
}
