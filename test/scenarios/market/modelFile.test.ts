/** Model files: the documentation's examples are read, what is wrong is told all at once, and the defaults imply what is said of them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { flatCurve, marketCurve } from '../../../host/scenarios/market/curve.ts';
import { groupOfState } from '../../../host/scenarios/market/homePrices.ts';
import { type Instrument, modelPrice, placed, volatilityOf } from '../../../host/scenarios/market/instruments.ts';
import { modelFromText, namedModel, readModel, resolveModel } from '../../../host/scenarios/market/modelFile.ts';
import { loading, overPairs, type ShortRateModel } from '../../../host/scenarios/market/shortRate.ts';
import { marketSteps } from '../../../host/scenarios/market/steps.ts';
import { thrownBy } from '../../deal/small.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../../host/scenarios/market/MODEL.md', import.meta.url)), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');
const CURVE = marketCurve({
  kind: 'par',
  years: [0.5, 1, 2, 5, 10, 20, 30],
  rates: [0.03, 0.032, 0.035, 0.04, 0.043, 0.045, 0.044],
});

describe('the examples of the documentation', () => {
  it('are read, percents as decimals', () => {
    expect(EXAMPLES).toHaveLength(2);
    const spec = modelFromText(EXAMPLES[0]!);
    expect(spec).toMatchObject({
      kind: 'g2pp',
      parameters: { a: 0.5, sigma: 0.01, b: 0.03, eta: 0.0105, rho: -0.5 },
      interpolation: 'monotoneConvex',
      floor: -0.01,
      seed: 20050601,
    });
    expect(spec.homePrices[0]).toEqual({
      name: 'west',
      states: ['CA', 'NV', 'AZ'],
      growth: [0.04, 0.035, 0.03],
      volatility: 0.08,
    });
    expect(spec.noise.default).toEqual({ meanReversion: 0.35, volatility: 0.15 });
    expect(spec.correlation[1]).toEqual({ between: ['rates', 'west'], rho: 0.1 });
    expect(spec.indices.MORTGAGE_30Y).toEqual({ kind: 'par', years: 10, spread: 0.017 });
    expect(marketSteps(resolveModel(spec, CURVE), CURVE, 12).states).toHaveLength(8);
  });

  it('are calibrated, with what is fixed kept and the fit told', () => {
    const spec = modelFromText(EXAMPLES[1]!);
    expect(spec.calibration!.instruments[4]).toEqual({
      kind: 'cap',
      maturity: 5,
      volatility: 0.25,
      quote: 'lognormal',
      shift: 0.01,
    });
    const { calibration, shortRate } = resolveModel(spec, CURVE);
    expect(calibration!.parameters.b).toBe(0.03);
    expect(shortRate.factors[1]!.meanReversion).toBe(0.03);
    expect(calibration!.rootMeanSquare).toBeLessThanOrEqual(10);
    expect(calibration!.instruments.map(({ name }) => name)).toEqual([
      '1x1 swaption',
      '1x10 swaption',
      '5x5 swaption',
      '10x10 swaption',
      '5 year cap',
    ]);
  });
});

describe('groups of home prices', () => {
  const groups = modelFromText(EXAMPLES[0]!).homePrices;

  it('have the states that they name, and one of them the others', () => {
    expect(['NV', 'NY', null].map((state) => groupOfState(groups, state))).toEqual(['west', 'east', 'east']);
    // Where all name states, the others are the first's.
    expect(groupOfState([{ ...groups[1]!, states: ['NY'] }, groups[0]!], 'TX')).toBe('east');
    expect(groupOfState([], 'TX')).toBeUndefined();
  });

  it('have each state once, by two letters', () => {
    const text =
      'model: hull-white\nhomePrices: [{group: a, states: [CA, Nevada], growth: 3%, volatility: 8%}, {group: b, states: [NY, CA, NY], growth: 3%, volatility: 8%}]';
    expect(thrownBy(() => modelFromText(text)).map(({ code, place }) => `${code} ${place}`)).toEqual([
      'MARKET_PARAMETER homePrices[0].states[1]',
      'MARKET_PARAMETER homePrices[1].states[1]',
      'MARKET_PARAMETER homePrices[1].states[2]',
    ]);
  });
});

describe('a file with faults', () => {
  it('tells those of shape and of meaning at once, by place', () => {
    const text = `
model: g2pp
parameters: {a: 50%, sigmma: 1%, b: 3%, eta: 0.0105, rho: -1.5}
calibration: {instruments: [{kind: swaption, expiry: 1, tenor: 5, volatility: 95}, {kind: cap, tenor: 5, volatility: 0.9%}]}
homePrices: [{group: west, growth: [4%, 300%], volatility: 8%}, {group: rates, growth: 3%, volatility: -1%}]
noise: {defaul: {meanReversion: 1, volatility: 2}}
correlation: [{between: [rates, wes], rho: 0.2}, {between: [west, rates], rho: 3}]
indices: {MTA: {kind: average, of: CMT_1Y, window: 12, history: [5%]}, X: {kind: simple, years: 3}}
seed: -1
`;
    const faults = thrownBy(() => modelFromText(text, 'model.yaml'));
    expect(faults.every(({ file }) => file === 'model.yaml')).toBe(true);
    expect(faults.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'MODEL_SHAPE noise.defaul',
      'MODEL_RANGE seed',
      'MODEL_SHAPE indices.X.months',
      'MODEL_SHAPE indices.X.years',
      'MARKET_INDEX indices.MTA.history',
      'MODEL_SHAPE calibration',
      'MARKET_PARAMETER parameters.sigmma',
      'MARKET_PARAMETER parameters.rho',
      'MARKET_PARAMETER parameters.sigma',
      'MARKET_VOLATILITY calibration.instruments[0].volatility',
      'MODEL_SHAPE calibration.instruments[1].maturity',
      'MODEL_SHAPE calibration.instruments[1].tenor',
      'MARKET_VOLATILITY calibration.instruments',
      'MARKET_PARAMETER homePrices[0].growth[1]',
      'MARKET_PARAMETER homePrices[1].volatility',
      'MARKET_PARAMETER homePrices[1].name',
      'MARKET_CORRELATION correlation[0].between',
      'MARKET_CORRELATION correlation[1].rho',
    ]);
  });

  it('is no YAML, no mapping, has no model, or is not there', () => {
    expect(thrownBy(() => modelFromText('model: [', 'm.yaml'))).toMatchObject([{ code: 'FILE_NOT_YAML' }]);
    expect(thrownBy(() => modelFromText('- 1'))).toMatchObject([{ code: 'MODEL_SHAPE' }]);
    expect(thrownBy(() => modelFromText('seed: 7'))).toMatchObject([{ code: 'MODEL_SHAPE', place: 'model' }]);
    expect(thrownBy(() => readModel('/nowhere/model.yaml'))).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
    expect(thrownBy(() => namedModel('hull-wite'))[0]!.expected).toContain("perhaps 'hull-white' was meant");
  });

  it('has correlations that fail only once the factors are fitted', () => {
    // Beside a factor correlation of -0.9, a group cannot move with both factors at 0.9.
    const text = `
model: g2pp
calibration:
  fixed: {a: 0.5, b: 0.03, rho: -0.9}
  tolerance: 1000
  instruments: [{kind: swaption, expiry: 1, tenor: 5, volatility: 0.9%}, {kind: swaption, expiry: 5, tenor: 5, volatility: 0.9%}]
homePrices: [{group: west, growth: 3%, volatility: 8%}]
correlation: [{between: [x, west], rho: 0.7}, {between: [y, west], rho: 0.7}]
`;
    const spec = modelFromText(text);
    expect(thrownBy(() => resolveModel(spec, CURVE))).toMatchObject([{ code: 'MARKET_CORRELATION', place: 'correlation' }]);
  });

  it('falls back on defaults section by section', () => {
    const spec = modelFromText(
      '{model: hull-white, homePrices: [{group: west, growth: 2%, volatility: 7%}], noise: {default: {meanReversion: 1, volatility: 10%}}}',
    );
    expect(spec.parameters).toEqual({ a: 0.03, sigma: 0.01 });
    // Default correlations name prepayment and severity, whose noise this file leaves out.
    expect(spec.correlation).toEqual([]);
    expect(spec.seed).toBe(20050601);
  });
});

describe('the defaults', () => {
  const flat = flatCurve(0.04);
  const basisPoints = (model: ShortRateModel, expiry: number, tenor: number) => {
    const instrument: Instrument = { kind: 'swaption', expiry, tenor, volatility: 0.01 };
    const at = placed(flat, instrument);
    return Math.round(1e4 * volatilityOf(at, modelPrice(model, flat, at)));
  };
  /** Of instantaneous changes of zero rates: a rate of s years moves with B(k, s) / s. */
  const correlation = (model: ShortRateModel, one: number, other: number) => {
    const covariance = (s: number, t: number) => overPairs(model, (k, m) => loading(k, s) * loading(m, t));
    return covariance(one, other) / Math.sqrt(covariance(one, one) * covariance(other, other));
  };

  it('have the volatilities and correlations that their page says', () => {
    const one = resolveModel(namedModel('hull-white'), flat).shortRate;
    const two = resolveModel(namedModel('g2pp'), flat).shortRate;
    const row = (model: ShortRateModel) =>
      [
        [1, 1],
        [1, 10],
        [5, 5],
        [10, 10],
      ]
        .map(([expiry = 1, tenor = 1]) => basisPoints(model, expiry, tenor))
        .join(', ');
    expect(PAGE).toContain(`| normal volatility 1x1, 1x10, 5x5, 10x10 swaption, bp | ${row(one)} | ${row(two)} |`);
    expect(PAGE).toContain(`| correlation of changes of 1- and 10-year zero rates | 1 | ${correlation(two, 1, 10).toFixed(2)} |`);
    expect(PAGE).toContain(`| of 2- and 10-year | 1 | ${correlation(two, 2, 10).toFixed(2)} |`);
    expect(correlation(one, 1, 10)).toBeCloseTo(1, 14);
  });

  it('make a model that can be drawn', () => {
    for (const name of ['hull-white', 'g2pp']) {
      const steps = marketSteps(resolveModel(namedModel(name), CURVE), CURVE, 360);
      expect(steps.root.every(Number.isFinite)).toBe(true);
      expect(steps.states.at(-1)!.name).toBe('discount');
    }
  });
});
