/** Control variates: regressions that can be worked by hand, what is refused, and that the means which the model knows are those of its paths. */
import { describe, expect, it } from 'vitest';
import { controlsOf, controlTerms, type Estimator, estimator } from '../../host/analysis/simulateControl.ts';
import { simulatedMarket, trustMarket } from '../../host/analysis/simulateMarket.ts';
import { distributionOf, meanOf, standardErrorOf } from '../../host/analysis/simulateNumbers.ts';
import { generatePaths } from '../../host/engine/generate.ts';
import { namedModel } from '../../host/scenarios/market/modelFile.ts';

const times = (count: number, value: number) => Array.from({ length: count }, () => value);

/** A control that is 1 on six of ten paths of a randomization and on four of the other; otherwise -1. Its mean is 0, and is 0.2 and -0.2 there. */
const UNEVEN = [Float64Array.from([...times(6, 1), ...times(4, -1)]), Float64Array.from([...times(4, 1), ...times(6, -1)])];
/** 1 or -1, its sum and its product with the control 0 over all paths; its means are 0.2 and -0.2. */
const REST = [Float64Array.from([1, 1, 1, -1, -1, -1, 1, 1, 1, -1]), Float64Array.from([1, 1, -1, -1, 1, 1, -1, -1, -1, -1])];
const valuesOf = (of: (control: number, rest: number) => number) =>
  UNEVEN.map((controls, r) => controls.map((control, path) => of(control, REST[r]![path]!)));
const one: Estimator = estimator(UNEVEN.map((control) => [control]));

describe('a mean with control variates', () => {
  it('has taken out what the controls miss of their means', () => {
    // 10 + 3 c + e: the coefficient is 3, since e has nothing to do with c. Plain means 10 + 0.6 + 0.2 and 10 - 0.6 - 0.2; corrected 10.2 and 9.8.
    const { plain, control, explained, controls, against } = one(valuesOf((c, e) => 10 + 3 * c + e));
    expect(plain.mean).toBeCloseTo(10, 14);
    expect(plain.standardError).toBeCloseTo(0.8, 14);
    expect(control?.mean).toBeCloseTo(10, 14);
    // The deviation of 10.2 and 9.8 over the root of two is 0.2; one of 19 degrees of freedom of the paths is the coefficient's.
    expect(control?.standardError).toBeCloseTo(0.2 * Math.sqrt(19 / 18), 14);
    // 20 x 9 of 20 x 9 + 20.
    expect(explained).toBeCloseTo(0.9, 14);
    expect([controls, against]).toEqual([1, null]);
  });

  it('is exact where values are a sum of controls', () => {
    // Two controls that are no multiples of each other: c, and the place of the path about its middle.
    const places = Float64Array.from({ length: 20 }, (_, path) => path - 9.5);
    const columns = [
      [places.map((place) => Math.sign(place)), places],
      [places.map((place) => Math.sign(Math.abs(place) - 4)), places.map((place) => 0.1 * place + 0.5)],
    ];
    const { control, explained } = estimator(columns)(
      columns.map(([c, d]) => c!.map((value, path) => 7 - 2 * value + 0.25 * d![path]!)),
    );
    expect(control?.mean).toBeCloseTo(7, 12);
    expect(control?.standardError).toBeCloseTo(0, 12);
    expect(explained).toBeCloseTo(1, 12);
  });

  it('stands in the distribution, whose percentiles are those of the paths', () => {
    const values = valuesOf((c, e) => 10 + 3 * (c + 0.1) + e);
    const [plain, controlled] = [distributionOf(values), distributionOf(values, one)];
    expect(controlled.mean).toBe(controlled.estimates?.control?.mean);
    expect(controlled.standardError).toBe(controlled.estimates?.control?.standardError);
    expect(controlled.percentiles).toEqual(plain.percentiles);
    expect([controlled.deviation, controlled.shortfall]).toEqual([plain.deviation, plain.shortfall]);
    expect(controlled.estimates?.plain).toEqual({ mean: plain.mean, standardError: plain.standardError });
    expect(plain.estimates).toBeUndefined();
  });
});

describe('the plain mean stands', () => {
  it('where the controlled one seems to err more by over a quarter', () => {
    // 10 + 3 c - 3 e: plain means are 10 both, corrected ones 9.4 and 10.6.
    const values = valuesOf((c, e) => 10 + 3 * c - 3 * e);
    const { plain, control, against } = one(values);
    expect(plain.standardError).toBeCloseTo(0, 14);
    expect(control?.standardError).toBeCloseTo(0.6 * Math.sqrt(19 / 18), 13);
    expect(against).toMatch(/error seems larger/);
    expect(distributionOf(values, one).mean).toBe(plain.mean);
    expect(distributionOf(values, one).standardError).toBe(plain.standardError);
  });

  it.each([
    ['fewer than twenty paths a control', UNEVEN.map((c) => [c.subarray(0, 9)]), /18 paths are fewer than 20 for each of 1/],
    ['one randomization', [[Float64Array.from([...UNEVEN[0]!, ...UNEVEN[1]!])]], /one randomization/],
    ['no controls', UNEVEN.map(() => []), /rates do not move/],
    ['a control that is the same on every path', UNEVEN.map((c) => [c.map(() => 0)]), /does not move/],
    [
      'controls of which one follows from another',
      [...UNEVEN, ...UNEVEN].map((c) => [c, c.map((value) => 2 * value + 1)]),
      /hang together/,
    ],
  ])('where there are %s, and nothing is fitted', (_, controls, reason) => {
    const values = controls.map(([column], r) => Float64Array.from(column ?? UNEVEN[r]!, (value, path) => value + path));
    const { plain, control, explained, against } = estimator(controls)(values);
    expect(against).toMatch(reason);
    expect([control, explained]).toEqual([null, null]);
    expect(plain.mean).toBe(meanOf(values.map(meanOf)));
  });
});

describe('the controls of a market', () => {
  const SETS = 8;
  const PATHS = 1024;
  const MONTHS = 120;
  const benchmark = { years: [1, 2, 5, 10, 30], rates: [0.03, 0.032, 0.038, 0.042, 0.045] };
  const needs = { indices: [], months: MONTHS, date: '2011-03-31', delay: 0.05 };
  const sampling = { seed: 3, randomization: 0, antithetic: false, bridge: true, scramble: 'owen' } as const;

  it.each(['hull-white', 'g2pp'] as const)('of %s have the means over its paths that are expected of them', (kind) => {
    const market = simulatedMarket(namedModel(kind), benchmark);
    const drawn = trustMarket(market, needs, sampling);
    const terms = controlTerms(drawn, market.curve, MONTHS + 1);
    expect(terms.rows).toEqual([24, 60, 120]);
    const sets = Array.from({ length: SETS }, (_, randomization) => {
      const plan = { ...drawn.plan, sampling: { ...drawn.plan.sampling, randomization } };
      const plane = generatePaths(plan, 0, PATHS).market[terms.plane] ?? new Float64Array(0);
      return controlsOf(
        terms,
        terms.rows.map((row) => plane.subarray(row * PATHS, (row + 1) * PATHS)),
      );
    });
    for (let k = 0; k < 6; k++) {
      const means = sets.map((columns) => meanOf(columns[k]!));
      const error = standardErrorOf(means) ?? Number.NaN;
      const deviation = Math.sqrt(meanOf(sets.map((columns) => meanOf(columns[k]!.map((value) => value ** 2)))));
      // Four errors of eight sets are passed once in two hundred tries; a mean that was off by 2 % of the deviation would be seen.
      expect(Math.abs(meanOf(means)), `control ${k}`).toBeLessThan(4 * error);
      expect(error).toBeLessThan(0.005 * deviation);
    }
  });

  it('have the variance of the integral of the short rate', () => {
    const { parameters = {} } = namedModel('hull-white');
    const { a = 0, sigma = 0 } = parameters;
    const market = simulatedMarket(namedModel('hull-white'), benchmark);
    const { variances } = controlTerms(trustMarket(market, needs, sampling), market.curve, MONTHS + 1);
    [2, 5, 10].forEach((t, place) => {
      // Brigo and Mercurio's V(0, t); the discount factor of a step is its mean given the months' ends, which loses a hair of it.
      const V = (sigma / a) ** 2 * (t + (2 / a) * Math.exp(-a * t) - Math.exp(-2 * a * t) / (2 * a) - 3 / (2 * a));
      const share = Math.log1p(variances[place]!) / V;
      expect(share).toBeLessThan(1);
      expect(share).toBeGreaterThan(0.999);
    });
  });

  it('are those of months that a trust still has, and none without volatility', () => {
    const market = simulatedMarket(namedModel('hull-white'), benchmark);
    expect(controlTerms(trustMarket(market, needs, sampling), market.curve, 60).rows).toEqual([24]);
    const still = simulatedMarket({ ...namedModel('hull-white'), parameters: { a: 0.03, sigma: 0 } }, benchmark);
    expect(controlTerms(trustMarket(still, needs, sampling), still.curve, MONTHS + 1).rows).toEqual([]);
  });
});
