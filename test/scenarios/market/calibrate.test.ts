/** Calibration: parameters come back from the volatilities that they give, and what does not fit is refused. */
import { describe, expect, it } from 'vitest';
import { calibrate, modelOf, type Parameters } from '../../../host/scenarios/market/calibrate.ts';
import { flatCurve, marketCurve } from '../../../host/scenarios/market/curve.ts';
import { type Instrument, modelPrice, placed, volatilityOf } from '../../../host/scenarios/market/instruments.ts';
import type { ModelKind } from '../../../host/scenarios/market/shortRate.ts';
import { thrownBy } from '../../deal/small.ts';

const CURVE = marketCurve({
  kind: 'par',
  years: [0.25, 0.5, 1, 2, 3, 5, 7, 10, 20, 30],
  rates: [0.041, 0.042, 0.043, 0.041, 0.04, 0.0395, 0.04, 0.041, 0.0425, 0.0415],
});

const GRID = [
  [1, 1],
  [1, 5],
  [1, 10],
  [2, 2],
  [3, 7],
  [5, 2],
  [5, 5],
  [5, 10],
  [10, 1],
  [10, 10],
] as const;
const SWAPTIONS: readonly Instrument[] = GRID.map(([expiry, tenor]) => ({ kind: 'swaption', expiry, tenor, volatility: 0.01 }));
const CAPS: readonly Instrument[] = [1, 2, 3, 5, 7, 10].map((maturity) => ({ kind: 'cap', maturity, volatility: 0.01 }));

/** The instruments with the volatilities that a model gives them. */
function quotedBy(kind: ModelKind, parameters: Parameters, instruments: readonly Instrument[]): Instrument[] {
  const model = modelOf(kind, parameters);
  return instruments.map((instrument) => {
    const at = placed(CURVE, instrument);
    return { ...instrument, volatility: volatilityOf(at, modelPrice(model, CURVE, at), instrument.quote, instrument.shift) };
  });
}

function expectParameters(found: Parameters, wanted: Parameters, share: number): void {
  for (const [name, value] of Object.entries(wanted)) expect(Math.abs(found[name]! / value - 1), name).toBeLessThan(share);
}

describe('calibration of Hull-White', () => {
  it.each([
    { a: 0.03, sigma: 0.01 },
    { a: 0.15, sigma: 0.013 },
    { a: 0.005, sigma: 0.007 },
  ])('recovers %o', (wanted) => {
    for (const instruments of [SWAPTIONS, CAPS, [...SWAPTIONS, ...CAPS]]) {
      const found = calibrate('hull-white', CURVE, quotedBy('hull-white', wanted, instruments));
      expectParameters(found.parameters, wanted, 1e-6);
      expect(found.rootMeanSquare).toBeLessThan(1e-4);
      expect(found.instruments).toHaveLength(instruments.length);
      expect(found.atEdge).toEqual([]);
    }
  });

  it('keeps what is fixed, and one quote is then enough', () => {
    const [one] = quotedBy('hull-white', { a: 0.05, sigma: 0.0088 }, [SWAPTIONS[6]!]);
    const found = calibrate('hull-white', CURVE, [one!], { fixed: { a: 0.05 } });
    expect(found.parameters.a).toBe(0.05);
    expect(found.parameters.sigma).toBeCloseTo(0.0088, 9);
  });

  it('reads lognormal quotes, shifted or not, and reports them as quoted', () => {
    const wanted = { a: 0.04, sigma: 0.009 };
    const lognormal = SWAPTIONS.map((instrument, i) => ({
      ...instrument,
      quote: 'lognormal' as const,
      shift: i % 2 === 0 ? 0 : 0.02,
    }));
    const quotes = quotedBy('hull-white', wanted, lognormal);
    // 90 bp on a rate of about 4 % is some 20 %, on 6 % with the shift some 15 %.
    expect(quotes[0]!.volatility).toBeGreaterThan(0.18);
    expect(quotes[1]!.volatility).toBeLessThan(0.16);
    const found = calibrate('hull-white', CURVE, quotes);
    expectParameters(found.parameters, wanted, 1e-6);
    found.instruments.forEach(({ market, model }, i) => {
      expect(market).toBe(quotes[i]!.volatility);
      expect(model).toBeCloseTo(market, 8);
    });
  });

  it('weighs quotes, and tells the error of each in basis points of volatility', () => {
    // One volatility for all expiries and no reversion to bend it: two quotes 20 bp apart cannot both be met with sigma alone.
    const quotes = [
      { kind: 'swaption', expiry: 1, tenor: 1, volatility: 0.01, weight: 3 },
      { kind: 'swaption', expiry: 1, tenor: 1, volatility: 0.012 },
    ] as const;
    const found = calibrate('hull-white', CURVE, quotes, { fixed: { a: 0.03 } });
    // Least squares: the weighted mean, 105 bp; the errors are +5 and -15, their weighted root mean square sqrt((3 x 25 + 225) / 4).
    const [one, other] = found.instruments.map(({ error }) => error);
    expect(one).toBeCloseTo(5, 3);
    expect(other).toBeCloseTo(-15, 3);
    expect(found.rootMeanSquare).toBeCloseTo(Math.sqrt(75), 3);
    expect(found.worst).toBeCloseTo(15, 3);
  });
});

describe('calibration of G2++', () => {
  it.each([
    { a: 0.5, sigma: 0.012, b: 0.03, eta: 0.009, rho: -0.75 },
    { a: 0.7735, sigma: 0.02228, b: 0.08201, eta: 0.01038, rho: -0.7019 },
  ])('recovers %o from swaptions', (wanted) => {
    const found = calibrate('g2pp', CURVE, quotedBy('g2pp', wanted, SWAPTIONS));
    expectParameters(found.parameters, wanted, 1e-5);
    expect(found.rootMeanSquare).toBeLessThan(1e-4);
  });

  it('recovers its parameters from caps and swaptions, one of them given', () => {
    const wanted = { a: 0.25, sigma: 0.006, b: 0.02, eta: 0.008, rho: 0.2 };
    const found = calibrate('g2pp', CURVE, quotedBy('g2pp', wanted, [...CAPS, ...SWAPTIONS]), { fixed: { rho: 0.2 } });
    expectParameters(found.parameters, wanted, 1e-5);
  });

  it('puts the factor that reverts faster first', () => {
    const swapped = { a: 0.03, sigma: 0.009, b: 0.5, eta: 0.012, rho: -0.75 };
    const found = calibrate('g2pp', CURVE, quotedBy('g2pp', swapped, SWAPTIONS));
    expectParameters(found.parameters, { a: 0.5, sigma: 0.012, b: 0.03, eta: 0.009, rho: -0.75 }, 1e-5);
  });
});

describe('a calibration', () => {
  it('that does not fit is refused with what to change', () => {
    // Volatility cannot leap up and down by half from one expiry to the next.
    const quotes = [1, 2, 3, 4, 5, 7].map((expiry, i) => ({
      kind: 'swaption' as const,
      expiry,
      tenor: 5,
      volatility: i % 2 === 0 ? 0.006 : 0.013,
    }));
    const faults = thrownBy(() => calibrate('hull-white', CURVE, quotes));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ code: 'MARKET_FIT', place: 'instruments' });
    expect(faults[0]!.got).toMatch(/root mean square error of \d+\.\d bp.*swaption by -?\d+\.\d bp/);
    expect(faults[0]!.expected).toMatch(/at most 15 bp.*leave them out.*g2pp/);
    expect(calibrate('hull-white', CURVE, quotes, { tolerance: 60 }).rootMeanSquare).toBeLessThan(60);
  });

  it('tells parameters that the quotes push to the edge of their range', () => {
    // Volatilities that rise with expiry and tenor want a reversion below 0.
    const quotes = GRID.map(([expiry, tenor]) => ({
      kind: 'swaption' as const,
      expiry,
      tenor,
      volatility: 0.007 + 0.0001 * (expiry + tenor),
    }));
    expect(calibrate('hull-white', CURVE, quotes).atEdge).toEqual(['a']);
  });

  it('refuses quotes that are none, all at once', () => {
    const faults = thrownBy(() =>
      calibrate(
        'g2pp',
        flatCurve(-0.01),
        [
          { kind: 'swaption', expiry: 0, tenor: 5.3, volatility: 95 },
          { kind: 'swaption', expiry: 1, tenor: 5, volatility: 0.2, quote: 'lognormal' },
          { kind: 'cap', maturity: 0.25, every: 5, volatility: Number.NaN, weight: 0 },
        ],
        { fixed: { kappa: 1 } },
      ),
    );
    expect(faults.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'MARKET_PARAMETER fixed.kappa',
      'MARKET_VOLATILITY instruments[0].expiry',
      'MARKET_VOLATILITY instruments[0].tenor',
      'MARKET_VOLATILITY instruments[0].volatility',
      'MARKET_VOLATILITY instruments[1].quote',
      'MARKET_VOLATILITY instruments[2].every',
      'MARKET_VOLATILITY instruments[2].volatility',
      'MARKET_VOLATILITY instruments[2].weight',
      'MARKET_VOLATILITY instruments',
    ]);
    expect(faults[4]!.expected).toMatch(/quote the volatility as normal, or give a shift above 0\.0/);
  });
});
