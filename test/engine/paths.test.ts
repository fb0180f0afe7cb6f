/** Generated paths: the same in any block and build, as a path written out plainly has them, and without volatility the forward curve. */
import { describe, expect, it } from 'vitest';
import * as L from '../../engine-as/layout.ts';
import { type GeneratedPaths, generatePaths, matchMoments, NO_LOANS, openPlan } from '../../host/engine/generate.ts';
import { Kernel, kernelModule } from '../../host/engine/kernel.ts';
import { generatedShape, type PathPlan, type Recipe, writePlan } from '../../host/engine/paths.ts';
import { discount, simpleForward } from '../../host/scenarios/market/curve.ts';
import { homePriceGrowth } from '../../host/scenarios/market/homePrices.ts';
import { hullWhite } from '../../host/scenarios/market/hullWhite.ts';
import { indexValues } from '../../host/scenarios/market/indexValues.ts';
import { indexTables } from '../../host/scenarios/market/indices.ts';
import { marketSteps } from '../../host/scenarios/market/steps.ts';
import { referencePath } from '../scenarios/market/pathReference.ts';
import { CURVE, HULL_WHITE, INDICES, PLAIN, planOf, QUASI, TWO_FACTORS, variablesPlan } from './pathPlans.ts';

const planes = ({ indices, market }: GeneratedPaths) => [...indices, ...market];

describe('path i', () => {
  const { plan } = planOf(TWO_FACTORS, 50, { ...QUASI, quasi: [20, 10, 3, 0, 5, 1] });

  it.each([
    ['Sobol points and random ones', plan],
    ['antithetic pairs', { ...plan, sampling: { ...plan.sampling, antithetic: true } }],
    ['without a bridge', { ...plan, sampling: { ...plan.sampling, bridge: false, scramble: 'shift' } }],
  ] as [string, PathPlan][])('has the same bits in blocks of 1, 8, 16 and 100, on either build: %s', (_, each) => {
    const whole = planes(generatePaths(each, 3, 130, { blockPaths: 130 }));
    for (const blockPaths of [1, 8, 16, 100]) expect(planes(generatePaths(each, 3, 130, { blockPaths }))).toEqual(whole);
    expect(planes(generatePaths(each, 3, 130, { build: 'debug' }))).toEqual(whole);
    // Wherever the range begins: paths 70 to 80.
    const some = planes(generatePaths(each, 70, 11));
    some.forEach((plane, place) => {
      for (let month = 0; month <= 50; month++) {
        expect(plane.slice(month * 11, month * 11 + 11)).toEqual(whole[place]!.slice(month * 130 + 67, month * 130 + 78));
      }
    });
  });

  it('is the same for a trust of fewer months, whose planes end earlier', () => {
    const { indices, market } = generatePaths(plan, 0, 8);
    const kernel = new Kernel(kernelModule());
    kernel.open({ ...NO_LOANS, months: 20, indices: indices.length, paths: 8, generated: generatedShape(plan) });
    writePlan(kernel, plan, indices.length);
    kernel.generate();
    const check = (region: number, all: readonly Float64Array[]) => {
      const memory = kernel.floats(region);
      all.forEach((plane, place) => {
        for (let month = 0; month < 22; month++) {
          const at = (place * 22 + month) * kernel.rowLength;
          expect(memory.slice(at, at + 8)).toEqual(plane.slice(8 * month, 8 * month + 8));
        }
      });
    };
    check(L.REGION_INDICES, indices);
    check(L.REGION_MARKET, market);
  });

  it('fills the padding with the last path, and months beyond its own with the last month', () => {
    const kernel = new Kernel(kernelModule());
    kernel.open({ ...NO_LOANS, months: 50, maxLag: 6, claimLag: 3, indices: 6, paths: 5, generated: generatedShape(plan) });
    writePlan(kernel, plan, 6);
    kernel.generate();
    const rows = 50 + 6 + 3 + 2;
    const memory = kernel.floats(L.REGION_MARKET);
    for (let plane = 0; plane < generatedShape(plan).market; plane++) {
      for (let month = 0; month < rows; month++) {
        const at = (plane * rows + month) * 8;
        for (const lane of [5, 6, 7]) expect(memory[at + lane]).toBe(memory[at + 4]);
        if (month > 50) expect(memory.slice(at, at + 5)).toEqual(memory.slice(at - 8, at - 3));
      }
      expect(memory[plane * rows * 8 + 50 * 8]).not.toBe(memory[plane * rows * 8 + 49 * 8]);
    }
  });

  it('is another one under another randomization or seed', () => {
    const [first, second, third] = [{}, { randomization: 1 }, { seed: 1 }].map((change) =>
      generatePaths({ ...plan, sampling: { ...plan.sampling, ...change } }, 0, 1).market[0]!.at(-1),
    );
    expect(new Set([first, second, third]).size).toBe(3);
  });
});

describe('the variables of paths', () => {
  it('are, with a bridge, months of Brownian motion: the bridge turns variables without stretching them', () => {
    // z' = (z - mean) scale with mean -1e15 and scale 1e-15 is 1 to rounding, and with scale 0 it is 0: one level at a time is let
    // through. Increments of Brownian motion are independent with variance 1, so the columns are orthonormal: sum over levels of
    // B(s) B(t) is 1 where s = t, else 0; and W(t), the sum of the first t, then has covariance min(s, t).
    // The first level alone decides where the path is half-way by m / (m + 60): of 37 months u is 37/97, and its half is that of month 14.1;
    // of 12, 12/72, of month 5.5; of 2, 2/62, of month 0.98. Up to there each month is z / sqrt(middle), and nothing beyond.
    for (const [months, middle] of [
      [1, 1],
      [2, 1],
      [12, 5],
      [37, 14],
    ] as const) {
      const columns = Array.from({ length: months }, (_, level) => {
        const means = new Float64Array(months).fill(-1e15);
        const scales = new Float64Array(months).map((_, k) => (k === level ? 1e-15 : 0));
        const plan = { ...variablesPlan(months, { ...PLAIN, bridge: true, quasi: [0] }), matched: { means, scales } };
        return generatePaths(plan, 0, 1).market[0]!.slice(1);
      });
      for (let s = 0; s < months; s++) {
        for (let t = 0; t <= s; t++) {
          const product = columns.reduce((sum, column) => sum + column[s]! * column[t]!, 0);
          expect(Math.abs(product - (s === t ? 1 : 0)), `months ${s + 1} and ${t + 1} of ${months}`).toBeLessThan(1e-13);
        }
      }
      columns[0]!.forEach((value, month) => {
        expect(Math.abs(value - (month < middle ? 1 / Math.sqrt(middle) : 0))).toBeLessThan(1e-14);
      });
    }
  });

  it('come in pairs of opposite signs when antithetic', () => {
    for (const quasi of [0, 5]) {
      const [plane = []] = generatePaths(variablesPlan(9, { ...QUASI, antithetic: true, quasi: [quasi] }), 4, 20).market;
      for (let month = 1; month <= 9; month++) {
        for (let path = 0; path < 20; path += 2) expect(plane[month * 20 + path]).toBe(-plane[month * 20 + path + 1]!);
      }
      expect(plane[20]).not.toBe(plane[22]);
    }
  });

  it('have mean 0 and variance 1 over the set whose moments are matched, whatever the blocks', () => {
    const plan = variablesPlan(7, { ...PLAIN, quasi: [0, 3] });
    const matched = matchMoments(plan, 200);
    for (const blockPaths of [1, 16, 33]) expect(matchMoments(plan, 200, { blockPaths, build: 'debug' })).toEqual(matched);
    const { market } = generatePaths({ ...plan, matched }, 0, 200);
    for (const plane of market) {
      for (let month = 1; month <= 7; month++) {
        const row = plane.subarray(month * 200, month * 200 + 200);
        const mean = row.reduce((sum, z) => sum + z, 0) / 200;
        const variance = row.reduce((sum, z) => sum + z * z, 0) / 200;
        expect(Math.abs(mean)).toBeLessThan(1e-14);
        expect(Math.abs(variance - 1)).toBeLessThan(1e-13);
      }
    }
    expect(() => matchMoments(plan, 1)).toThrow(/REQUEST_INVALID paths/);
  });

  it('are independent of each other: drivers, months and paths', () => {
    // Correlations of 4,096 independent pairs are under 4.5 / sqrt(4096); there are 10 x 9 / 2 of them.
    const { market } = generatePaths(variablesPlan(5, { ...PLAIN, quasi: [0, 0] }), 0, 4096);
    const rows = market.flatMap((plane) => [1, 2, 3, 4, 5].map((month) => plane.subarray(month * 4096, (month + 1) * 4096)));
    rows.forEach((a, i) => {
      for (let j = 0; j <= i; j++) {
        const product = a.reduce((sum, z, k) => sum + z * rows[j]![k]!, 0) / 4096;
        // The variance of z^2 is 2.
        expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan((4.5 * (i === j ? Math.SQRT2 : 1)) / 64);
      }
      const next = a.reduce((sum, z, k) => sum + z * (a[k + 1] ?? 0), 0) / 4096;
      expect(Math.abs(next)).toBeLessThan(4.5 / 64);
    });
  });
});

describe('planes', () => {
  it('are those of a path written out plainly, for its own variables', () => {
    const months = 40;
    const steps = marketSteps(TWO_FACTORS, CURVE, months);
    const tables = indexTables(INDICES, TWO_FACTORS.shortRate, CURVE, months);
    const { plan, indexRows, marketPlanes } = planOf(TWO_FACTORS, months);
    // The variables themselves as planes beside the others: states of their own.
    const drivers = plan.sampling.quasi.map((_, driver) => driver);
    const count = marketPlanes.size;
    const watched: PathPlan = {
      ...plan,
      states: plan.states + drivers.length,
      steps: [...plan.steps, ...drivers.map((driver) => ({ to: plan.states + driver, from: { driver }, coefficient: 1 }))],
      recipes: [
        ...plan.recipes,
        ...drivers.map((driver): Recipe => ({ kind: 'state', to: { market: count + driver }, of: plan.states + driver })),
      ],
    };
    const paths = 20;
    const { indices, market } = generatePaths(watched, 5, paths);
    for (let path = 0; path < paths; path++) {
      const at = (plane: Float64Array | undefined, month: number) => plane![month * paths + path]!;
      const variables = Array.from({ length: months }, (_, m) =>
        drivers.map((driver) => at(market[count + driver], m + 1)),
      ).flat();
      const expected = referencePath(steps, variables);
      const rates = indexValues(tables, expected);
      const named = new Map([
        ...expected.values,
        ['discount', expected.discount],
        ['x', expected.factors[0]!],
        ['y', expected.factors[1]!],
      ]);
      for (let month = 0; month <= months; month++) {
        for (const [name, values] of named) {
          const got = at(market[marketPlanes.get(name)!], month);
          expect(Math.abs(got - values[month]!), `${name}, month ${month}`).toBeLessThan(
            1e-14 * Math.max(1, Math.abs(values[month]!)),
          );
        }
        for (const [name, values] of rates) {
          const got = at(indices[indexRows.get(name)!], month);
          expect(Math.abs(got - values[month]!), `${name}, month ${month}`).toBeLessThan(1e-13);
        }
      }
    }
  });

  it('are without volatility the forward curve, its discount factors, and scenarios as they stand', () => {
    const still = {
      ...TWO_FACTORS,
      shortRate: { ...TWO_FACTORS.shortRate, factors: TWO_FACTORS.shortRate.factors.map((f) => ({ ...f, volatility: 0 })) },
      homePrices: TWO_FACTORS.homePrices.map((group) => ({ ...group, volatility: 0 })),
      noise: { prepayment: { meanReversion: 1, volatility: 0 } },
      correlation: [],
    };
    const { plan, indexRows, marketPlanes } = planOf(still, 60);
    const { indices, market } = generatePaths(plan, 0, 3);
    const growth = homePriceGrowth(still.homePrices[0]!, 60);
    for (let month = 0; month <= 60; month++) {
      for (let path = 0; path < 3; path++) {
        const index = (name: string) => indices[indexRows.get(name)!]![3 * month + path]!;
        const plane = (name: string) => market[marketPlanes.get(name)!]![3 * month + path]!;
        const years = month / 12;
        // Act/360: a month of 365.25 / 12 days.
        expect(Math.abs(index('LIBOR_1M') - 0.0011448 - simpleForward(CURVE, years, 1 / 12, 365.25 / 4320))).toBeLessThan(1e-14);
        expect(Math.abs(index('LIBOR_6M') - simpleForward(CURVE, years, 0.5, 365.25 / 720))).toBeLessThan(1e-14);
        expect(Math.abs(plane('discount') - discount(CURVE, years))).toBeLessThan(1e-15);
        expect(Math.abs(plane('west') - Math.exp(growth[month]!))).toBeLessThan(1e-15);
        expect(plane('prepayment')).toBe(1);
      }
    }
  });

  it('stand as many rows later as their rates are observed earlier, and rows before repeat the first', () => {
    const observed = generatePaths(planOf(HULL_WHITE, 30).plan, 0, 4);
    const shifted = generatePaths(planOf(HULL_WHITE, 30, QUASI, 2).plan, 0, 4);
    shifted.indices.forEach((plane, index) => {
      for (let month = 0; month <= 30; month++) {
        const from = Math.max(0, month - 2);
        expect(plane.slice(4 * month, 4 * month + 4)).toEqual(observed.indices[index]!.slice(4 * from, 4 * from + 4));
      }
    });
    expect(shifted.market).toEqual(observed.market);
  });

  it('stand in every row that asks for them', () => {
    const { plan, indexRows } = planOf(HULL_WHITE, 24, QUASI, 0, ['LIBOR_1M', 'MTA', 'LIBOR_1M']);
    const { indices } = generatePaths(plan, 0, 4);
    // MTA averages an index that no row asked for: it stands behind them.
    expect(indexRows.get('CMT_1Y')).toBe(3);
    expect(indices.length).toBe(4);
    expect(indices[2]).toEqual(indices[0]);
    expect(() => planOf(HULL_WHITE, 24, QUASI, 0, ['PRIME'])).toThrow(/no index 'PRIME'/);
  });

  it('are not below their floor', () => {
    const model = { ...HULL_WHITE, shortRate: hullWhite({ a: 0.02, sigma: 0.03 }) };
    const { plan, indexRows } = planOf(model, 60);
    const { indices } = generatePaths(plan, 0, 200);
    const of = (name: string) => indices[indexRows.get(name)!]!.reduce((least, rate) => Math.min(least, rate), 1);
    expect(of('LIBOR_6M')).toBe(0.001);
    expect(of('LIBOR_1M')).toBeLessThan(0);
  });
});

describe('tables that cannot be are refused by the kernel, with table and entry', () => {
  const { plan } = planOf(HULL_WHITE, 24);
  const with_ = (change: Partial<PathPlan>) => () => generatePaths({ ...plan, ...change }, 0, 1);
  const recipe = (change: object) =>
    with_({ recipes: plan.recipes.map((each, k) => (k === plan.recipes.length - 1 ? { ...each, ...change } : each)) });
  const last = plan.recipes.length - 1;

  it.each([
    ['a state that is not there', with_({ states: 1 }), /REGION_STEP_TERMS, entry \d/],
    [
      'a step that is no number',
      with_({ steps: [{ to: 0, from: { state: 0 }, coefficient: Number.NaN }] }),
      /REGION_STEPS, entry 1/,
    ],
    ['a step that ends early', with_({ steps: [{ to: 0, from: { driver: 0 }, coefficient: [0, 1] }] }), /REGION_STEPS, entry 2/],
    [
      'exponents that end early',
      with_({ exponentials: [{ constants: [0], terms: [] }], recipes: [] }),
      /REGION_EXPONENTS, entry 1/,
    ],
    ['bonds that are not there', with_({ exponentials: [] }), /REGION_RECIPE_TERMS, entry 0/],
    ['a plane made of none', recipe({ kind: 'state', of: 9 }), new RegExp(`REGION_RECIPES, entry ${last}`)],
    ['an average of itself', recipe({ kind: 'average', of: { index: 4 }, months: 2, lag: 0, history: [0] }), /REGION_RECIPES/],
    [
      'a history that is too short',
      recipe({ kind: 'compounded', of: { market: 0 }, months: 3, growth: [1, 1] }),
      /REGION_RECIPES/,
    ],
    [
      'an average of another offset',
      recipe({ kind: 'average', of: { index: 1 }, months: 1, lag: 0, offset: 1, history: [] }),
      /REGION_RECIPES/,
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message);
    expect(run).toThrow(/KERNEL_STATUS/);
  });

  it('a memory that was laid out for no paths', () => {
    const kernel = new Kernel(kernelModule());
    kernel.open(NO_LOANS);
    expect(() => kernel.generate()).toThrow(/KERNEL_STATUS REGION_PATH_PLAN/);
    expect(() => openPlan({ ...plan, months: 0 }, 1)).toThrow(/REQUEST_INVALID months/);
  });
});
