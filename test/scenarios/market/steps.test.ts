/** The monthly step: moments of many steps against those of one long one, the curve repriced, correlations, means of what is drawn. */
import { describe, expect, it } from 'vitest';
import { discount, marketCurve } from '../../../host/scenarios/market/curve.ts';
import { g2 } from '../../../host/scenarios/market/g2.ts';
import { hullWhite } from '../../../host/scenarios/market/hullWhite.ts';
import {
  decayedLoading,
  integralVariance,
  loading,
  loadings,
  logA,
  overPairs,
} from '../../../host/scenarios/market/shortRate.ts';
import { type MarketModel, type MarketSteps, marketSteps } from '../../../host/scenarios/market/steps.ts';
import { thrownBy } from '../../deal/small.ts';
import { referencePath } from './pathReference.ts';

const CURVE = marketCurve({
  kind: 'par',
  years: [0.5, 1, 2, 5, 10, 20, 30],
  rates: [0.03, 0.032, 0.035, 0.04, 0.043, 0.045, 0.044],
});
const NOISE = {
  prepayment: { meanReversion: 0.5, volatility: 0.12 },
  default: { meanReversion: 0.2, volatility: 0.2 },
};
const HOMES = [
  { name: 'west', growth: [0.05, 0.02], volatility: 0.09 },
  { name: 'east', growth: [-0.03], volatility: 0.05 },
];
const MODELS = {
  'hull-white': {
    shortRate: hullWhite({ a: 0.04, sigma: 0.011 }),
    homePrices: HOMES,
    noise: NOISE,
    correlation: [
      { between: ['rates', 'west'], rho: 0.3 },
      { between: ['west', 'east'], rho: 0.6 },
      { between: ['default', 'prepayment'], rho: -0.4 },
    ],
  },
  g2pp: {
    shortRate: g2({ a: 0.6, sigma: 0.014, b: 0.03, eta: 0.01, rho: -0.6 }),
    homePrices: HOMES,
    noise: NOISE,
    correlation: [
      { between: ['west', 'rates'], rho: 0.3 },
      { between: ['y', 'default'], rho: 0.2 },
      { between: ['west', 'east'], rho: 0.6 },
    ],
  },
} satisfies Record<string, MarketModel>;

/** The covariance of all states after `months` steps, step by step: C -> T C T' + R R'. */
function covarianceAfter({ states, root, factorCount }: MarketSteps, months: number): number[][] {
  const size = states.length;
  const all = [...Array(size).keys()];
  const step = all.map((i) => all.map((j) => (i === j ? states[i]!.decay : 0) + (j < factorCount ? states[i]!.carry[j]! : 0)));
  const added = all.map((i) => all.map((j) => all.reduce((sum, k) => sum + root[i * size + k]! * root[j * size + k]!, 0)));
  const times = (a: number[][], b: number[][]) =>
    all.map((i) => all.map((j) => all.reduce((sum, k) => sum + a[i]![k]! * b[k]![j]!, 0)));
  const turned = all.map((i) => all.map((j) => step[j]![i]!));
  let covariance = all.map(() => all.map(() => 0));
  for (let month = 0; month < months; month++) {
    const carried = times(times(step, covariance), turned);
    covariance = all.map((i) => all.map((j) => carried[i]![j]! + added[i]![j]!));
  }
  return covariance;
}

describe.each(Object.entries(MODELS))('the steps of %s', (_, model) => {
  const months = 84;
  const T = months / 12;
  const steps = marketSteps(model, CURVE, months);
  const place = (name: string) => steps.states.findIndex((state) => state.name === name);
  const covariance = covarianceAfter(steps, months);
  const { factors } = model.shortRate;

  it('put factors first and the discount factor last', () => {
    const names = ['west', 'east', 'prepayment', 'default', 'discount'];
    expect(steps.states.map(({ name }) => name)).toEqual([...factors.map((_, i) => ['x', 'y'][i]), ...names]);
    expect(steps.factorCount).toBe(factors.length);
    expect(steps.root).toHaveLength(steps.states.length ** 2);
  });

  it('add up to one long step: factors, home prices, multipliers', () => {
    factors.forEach((one, i) => {
      factors.forEach((other, j) => {
        const shocks = one.volatility * other.volatility * (i === j ? 1 : model.shortRate.correlation);
        const wanted = shocks * loading(one.meanReversion + other.meanReversion, T);
        expect(covariance[i]![j]! / wanted).toBeCloseTo(1, 11);
      });
    });
    const [west, east] = [place('west'), place('east')];
    expect(covariance[west]![west]).toBeCloseTo(0.09 ** 2 * T, 14);
    expect(covariance[west]![east]).toBeCloseTo(0.6 * 0.09 * 0.05 * T, 14);
    const slow = place('default');
    expect(covariance[slow]![slow]).toBeCloseTo((0.2 ** 2 * -Math.expm1(-0.4 * T)) / 0.4, 14);
  });

  it('add up to one long step: the integral of the short rate, alone and with the factors', () => {
    const last = steps.states.length - 1;
    expect(covariance[last]![last]! / integralVariance(model.shortRate, T)).toBeCloseTo(1, 11);
    factors.forEach((_, at) => {
      const wanted = overPairs(model.shortRate, (k, m, i) => (i === at ? decayedLoading(k, m, T) : 0));
      expect(covariance[at]![last]! / -wanted).toBeCloseTo(1, 10);
    });
  });

  it.each([true, false])('reprice the curve and every bond on it, with a discount variable: %s', (discountVariable) => {
    const made = marketSteps(model, CURVE, months, { discountVariable });
    const c = covarianceAfter(made, months);
    const last = made.states.length - 1;
    const shift = made.states[last]!.shift[months]!;
    // The mean of a lognormal variable: exp(mean + variance / 2).
    expect(Math.exp(shift + c[last]![last]! / 2)).toBeCloseTo(discount(CURVE, T), 13);
    for (const tenor of [1 / 12, 1, 10]) {
      const b = loadings(model.shortRate, tenor);
      let variance = c[last]![last]!;
      b.forEach((load, i) => {
        variance -= 2 * load * c[i]![last]!;
        b.forEach((other, j) => {
          variance += load * other * c[i]![j]!;
        });
      });
      // The discount factor times the bond then bought is worth the longer bond.
      const log = shift + logA(model.shortRate, CURVE, T, T + tenor);
      expect(Math.exp(log + variance / 2)).toBeCloseTo(discount(CURVE, T + tenor), 13);
    }
  });

  it('leave means where they were put: home prices at the scenario, multipliers at one', () => {
    const mean = (name: string, month: number) => {
      const at = place(name);
      return Math.exp(steps.states[at]!.shift[month]! + covarianceAfter(steps, month)[at]![at]! / 2);
    };
    // 5 % in the first year, 2 % in the six after.
    expect(mean('west', 84)).toBeCloseTo(1.05 * 1.02 ** 6, 13);
    expect(mean('west', 6)).toBeCloseTo(Math.sqrt(1.05), 14);
    expect(mean('east', 24)).toBeCloseTo(0.97 ** 2, 14);
    expect(mean('prepayment', 40)).toBeCloseTo(1, 14);
    expect(mean('default', 84)).toBeCloseTo(1, 14);
  });

  it('correlate home prices with the short rate as asked', () => {
    const shocks = overPairs(model.shortRate, () => 1);
    const with_ = factors.map((_, i) => steps.root.slice(i * steps.states.length, (i + 1) * steps.states.length));
    const west = steps.root.slice(place('west') * steps.states.length, (place('west') + 1) * steps.states.length);
    const cross = with_.reduce((sum, row) => sum + row.reduce((inner, value, k) => inner + value * west[k]!, 0), 0);
    // Over a month reversion takes some of it: compare with the closed form, and roughly with 0.3.
    const correlation = cross / (Math.sqrt(shocks / 12) * 0.09 * Math.sqrt(1 / 12));
    expect(correlation).toBeGreaterThan(0.29);
    expect(correlation).toBeLessThan(0.31);
  });
});

describe('a path', () => {
  it('of zeros follows the shifts; of one shock, what is left of it', () => {
    const model = { ...MODELS['hull-white'], noise: {}, homePrices: [], correlation: [] };
    const steps = marketSteps(model, CURVE, 3);
    const calm = referencePath(steps, new Float64Array(6));
    expect(Array.from(calm.factors[0]!)).toEqual([0, 0, 0, 0]);
    // Without shocks the discount factor is P exp(-V/2), below its mean P.
    expect(calm.discount[3]).toBeCloseTo(discount(CURVE, 0.25) * Math.exp(-integralVariance(model.shortRate, 0.25) / 2), 15);
    // Two variables a month; the first of month 1 moves x by its deviation, and x decays by exp(-0.04/12) a month after.
    const shocked = referencePath(steps, [1, 0, 0, 0, 0, 0]);
    const deviation = 0.011 * Math.sqrt(-Math.expm1(-0.08 / 12) / 0.08);
    expect(shocked.factors[0]![1]).toBeCloseTo(deviation, 16);
    expect(shocked.factors[0]![3]).toBeCloseTo(deviation * Math.exp(-0.08 / 12), 16);
    // A higher short rate from month 1 on takes B(1/12) of it off the logarithm of the discount factor each month.
    const ratio = Math.log(shocked.discount[2]! / calm.discount[2]!) - Math.log(shocked.discount[1]! / calm.discount[1]!);
    expect(ratio).toBeCloseTo((-deviation * -Math.expm1(-0.04 / 12)) / 0.04, 15);
  });

  it('without volatility is the curve, the scenario, and ones, whatever is drawn', () => {
    const model: MarketModel = {
      shortRate: g2({ a: 0.6, sigma: 0, b: 0.03, eta: 0, rho: -0.6 }),
      homePrices: [{ name: 'west', growth: [0.05], volatility: 0 }],
      noise: { severity: { meanReversion: 0.3, volatility: 0 } },
      correlation: [{ between: ['rates', 'west'], rho: 0.5 }],
    };
    const steps = marketSteps(model, CURVE, 24);
    const path = referencePath(steps, new Float64Array(24 * 5).fill(1.7));
    expect(path.discount[24]).toBe(discount(CURVE, 2));
    expect(path.values.get('west')![24]).toBeCloseTo(1.05 ** 2, 14);
    expect(Array.from(path.values.get('severity')!)).toEqual(Array<number>(25).fill(1));
    expect(path.factors[1]![24]).toBe(0);
  });
});

describe('correlations', () => {
  const of = (correlation: MarketModel['correlation']) => () => marketSteps({ ...MODELS['hull-white'], correlation }, CURVE, 12);

  it('that cannot all hold are refused, and shrunk as told they hold', () => {
    // Three states, each pair at -0.9: eigenvalues 1 + 0.9, 1 + 0.9, 1 - 1.8 = -0.8. Times t: 1 - 1.8 t above 0 for t below 0.5555.
    const pairs = (rho: number) =>
      [
        ['rates', 'west'],
        ['rates', 'east'],
        ['west', 'east'],
      ].map(([one = '', other = '']) => ({ between: [one, other] as const, rho }));
    const faults = thrownBy(of(pairs(-0.9)));
    expect(faults).toMatchObject([{ code: 'MARKET_CORRELATION', place: 'correlation' }]);
    expect(faults[0]!.got).toContain('smallest eigenvalue -0.8');
    expect(faults[0]!.expected).toContain('times 0.555 or less');
    expect(of(pairs(-0.9 * 0.555))).not.toThrow();
  });

  it('of states that there are not, twice, with themselves or above one are refused, all at once', () => {
    const faults = thrownBy(
      of([
        { between: ['rates', 'weast'], rho: 0.1 },
        { between: ['west', 'west'], rho: 0.1 },
        { between: ['west', 'east'], rho: 1.2 },
        { between: ['east', 'west'], rho: 0.1 },
        { between: ['severity', 'west'], rho: 0.1 },
      ]),
    );
    expect(faults.map(({ place }) => place)).toEqual([
      'correlation[0].between',
      'correlation[1].between',
      'correlation[2].rho',
      'correlation[3].between',
      'correlation[4].between',
    ]);
    expect(faults[0]!.expected).toContain("perhaps 'west' was meant");
  });

  it("of the two factors are the model's to say", () => {
    const twice = () => marketSteps({ ...MODELS.g2pp, correlation: [{ between: ['x', 'y'], rho: 0.3 }] }, CURVE, 12);
    expect(thrownBy(twice)).toMatchObject([
      { code: 'MARKET_CORRELATION', place: 'correlation[0].between', got: 'x and y again' },
    ]);
  });
});

describe('home prices and noise out of range', () => {
  it('are refused together', () => {
    const model: MarketModel = {
      shortRate: MODELS['hull-white'].shortRate,
      homePrices: [
        { name: 'rates', growth: [], volatility: 3 },
        { name: 'rates', growth: [2], volatility: 0.1 },
      ],
      noise: { default: { meanReversion: -1, volatility: 5 } },
      correlation: [],
    };
    expect(thrownBy(() => marketSteps(model, CURVE, 12)).map(({ place }) => place)).toEqual([
      'homePrices[0].growth',
      'homePrices[0].volatility',
      'homePrices[1].name',
      'homePrices[1].growth[0]',
      'noise.default.meanReversion',
      'noise.default.volatility',
      'homePrices[0].name',
      'homePrices[1].name',
    ]);
    expect(thrownBy(() => marketSteps(MODELS.g2pp, CURVE, 0))).toMatchObject([{ code: 'MARKET_PARAMETER', place: 'months' }]);
  });
});
