/** Prices over generated paths against closed forms: the curve itself, swaps and caps, and how fast quasi-random paths get there. */
import { describe, expect, it } from 'vitest';
import { generatePaths } from '../../host/engine/generate.ts';
import type { Sampling } from '../../host/engine/paths.ts';
import { discount } from '../../host/scenarios/market/curve.ts';
import { loading, rateOption } from '../../host/scenarios/market/shortRate.ts';
import type { MarketModel } from '../../host/scenarios/market/steps.ts';
import { CURVE, HULL_WHITE, PLAIN, planOf, QUASI, TWO_FACTORS } from './pathPlans.ts';

const MONTHS = 120;
/** Of LIBOR_1M: act/360 on a month of 365.25 / 12 days. */
const ACCRUAL = 365.25 / 4320;
const SPREAD = 0.0011448;
const STRIKE = 0.045;

const MODELS: [string, MarketModel][] = [
  ['Hull-White', HULL_WHITE],
  ['G2++', { ...TWO_FACTORS, homePrices: [], noise: {}, correlation: [] }],
];

/** Present values a path of instruments whose worth today is known: name, closed form, values. Notional 1. */
function valuesOf(model: MarketModel, paths: number, sampling: Omit<Sampling, 'quasi'> & { quasi?: number[] }) {
  const { plan, indexRows, marketPlanes } = planOf(model, MONTHS, sampling, 0, ['LIBOR_1M']);
  const { indices, market } = generatePaths(plan, 0, paths);
  const factors = market[marketPlanes.get('discount')!]!;
  const libor = indices[indexRows.get('LIBOR_1M')!]!;
  const over = (of: (path: number) => number) => Float64Array.from({ length: paths }, (_, path) => of(path));
  const at = (plane: Float64Array, month: number, path: number) => plane[month * paths + path]!;
  const bond = (month: number) => ({
    name: `bond of ${month} months`,
    closed: discount(CURVE, month / 12),
    values: over((path) => at(factors, month, path)),
  });
  // One rate a month, set at its start and paid at its end, from year 1 to year 10.
  const payments = (pay: (rate: number) => number) =>
    over((path) => {
      let sum = 0;
      for (let month = 12; month < MONTHS; month++)
        sum += at(factors, month + 1, path) * pay(at(libor, month, path) - SPREAD) * ACCRUAL;
      return sum;
    });
  let swap = 0;
  let cap = 0;
  for (let month = 12; month < MONTHS; month++) {
    const [start, end] = [month / 12, (month + 1) / 12];
    swap += discount(CURVE, start) - discount(CURVE, end) * (1 + STRIKE * ACCRUAL);
    // The rate on 30/360 of the option is the same growth over 1/12 of a year.
    cap += rateOption(model.shortRate, CURVE, { kind: 'cap', start, tenor: 1 / 12, strike: STRIKE * ACCRUAL * 12 });
  }
  return [
    bond(12),
    bond(60),
    bond(MONTHS),
    { name: 'payer swap', closed: swap, values: payments((rate) => rate - STRIKE) },
    { name: 'cap', closed: cap, values: payments((rate) => Math.max(0, rate - STRIKE)) },
  ];
}

const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const errorOf = (values: Float64Array) => {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length / (values.length - 1));
};

describe.each(MODELS)('over paths of %s', (_, model) => {
  it('bonds, swaps and caps reprice within three standard errors, on 4,096 random paths of a fixed seed', () => {
    for (const { name, closed, values } of valuesOf(model, 4096, {
      ...PLAIN,
      quasi: model === HULL_WHITE ? [0, 0] : [0, 0, 0],
    })) {
      expect(Math.abs(meanOf(values) - closed), name).toBeLessThan(3 * errorOf(values));
    }
  });

  it('they reprice to 2e-4 of the notional on 65,536 paths, and Sobol points to 2e-5', () => {
    for (const { name, closed, values } of valuesOf(model, 65_536, QUASI)) {
      // The cap and the swap pay on nine years of notional: 2e-5 of each.
      expect(Math.abs(meanOf(values) - closed), name).toBeLessThan(2e-5 * (name.startsWith('bond') ? 1 : 9));
    }
    for (const { name, closed, values } of valuesOf(model, 65_536, {
      ...PLAIN,
      antithetic: true,
      quasi: model === HULL_WHITE ? [0, 0] : [0, 0, 0],
    })) {
      expect(Math.abs(meanOf(values) - closed), name).toBeLessThan(2e-4 * (name.startsWith('bond') ? 1 : 9));
    }
  });

  it('factors have the moments of the model', () => {
    // x(t) is normal, mean 0; covariances sigma sigma' rho (1 - exp(-(k + k') t)) / (k + k').
    const paths = 8192;
    const { plan, marketPlanes } = planOf(model, MONTHS, QUASI, 0, []);
    const { market } = generatePaths(plan, 0, paths);
    const { factors, correlation } = model.shortRate;
    const planes = ['x', 'y'].slice(0, factors.length).map((name) => market[marketPlanes.get(name)!]!);
    for (const month of [1, 24, MONTHS]) {
      const rows = planes.map((plane) => plane.subarray(month * paths, (month + 1) * paths));
      rows.forEach((row, i) => {
        const deviation = (k: number) => factors[k]!.volatility * Math.sqrt(loading(2 * factors[k]!.meanReversion, month / 12));
        expect(Math.abs(meanOf(row)) / deviation(i)).toBeLessThan(3 / Math.sqrt(paths));
        rows.slice(0, i + 1).forEach((other, j) => {
          const product = meanOf(row.map((value, path) => value * other[path]!));
          const reversion = factors[i]!.meanReversion + factors[j]!.meanReversion;
          const wanted =
            factors[i]!.volatility * factors[j]!.volatility * (i === j ? 1 : correlation) * loading(reversion, month / 12);
          // Products of normal variables have at most twice the variance of one that is squared.
          expect(Math.abs(product - wanted) / (deviation(i) * deviation(j))).toBeLessThan((3 * Math.SQRT2) / Math.sqrt(paths));
        });
      });
    }
  });
});

describe('Sobol points with a bridge', () => {
  it('err at 1,024 paths less than random ones at 16,384, over independent randomizations', () => {
    // Errors of random paths: the deviation of one path over sqrt(16384). Those of Sobol points: root mean square over 8 randomizations.
    const plain = valuesOf(HULL_WHITE, 4096, { ...PLAIN, quasi: [0, 0] });
    const runs = Array.from({ length: 8 }, (_, randomization) => valuesOf(HULL_WHITE, 1024, { ...QUASI, randomization }));
    plain.forEach(({ name, closed, values }, k) => {
      const squares = runs.map((run) => (meanOf(run[k]!.values) - closed) ** 2);
      const error = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / runs.length);
      expect(error, name).toBeLessThan((errorOf(values) * Math.sqrt(4096)) / Math.sqrt(16_384));
    });
  });
});

describe('home prices and multipliers', () => {
  it('have the means of their scenario and one, and the correlation that they were given', () => {
    const paths = 16_384;
    const { plan, marketPlanes } = planOf(TWO_FACTORS, 60);
    const { market } = generatePaths(plan, 0, paths);
    const row = (name: string) => market[marketPlanes.get(name)!]!.subarray(60 * paths, 61 * paths);
    // 2 % in the first year, 3 % in each further one: five years.
    expect(Math.abs(meanOf(row('west')) / (1.02 * 1.03 ** 4) - 1)).toBeLessThan(3 * 0.08 * Math.sqrt(5 / paths));
    expect(Math.abs(meanOf(row('prepayment')) - 1)).toBeLessThan((3 * 0.3) / Math.sqrt(paths));
    expect(Math.abs(meanOf(row('severity')) - 1)).toBeLessThan((3 * 0.15) / Math.sqrt(paths));
    // Logarithms: home prices have variance s^2 t; the multiplier s'^2 (1 - exp(-2 k t)) / 2k; together rho s s' (1 - exp(-k t)) / k.
    const logs = ['west', 'prepayment'].map((name) => {
      const values = row(name).map(Math.log);
      const mean = meanOf(values);
      return values.map((value) => value - mean);
    });
    const together = meanOf(logs[0]!.map((value, path) => value * logs[1]![path]!));
    const wanted = 0.4 * 0.08 * 0.3 * loading(1, 5);
    const scale = Math.sqrt(0.08 ** 2 * 5 * 0.3 ** 2 * loading(2, 5));
    expect(Math.abs(together - wanted) / scale).toBeLessThan((3 * Math.SQRT2) / Math.sqrt(paths));
  });
});
