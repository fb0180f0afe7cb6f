/** What a shock makes of a trust's scenario, and what the engine makes of its changes by month. */
import { describe, expect, it } from 'vitest';
import { NO_SHOCK, type Shock, shockedBenchmark, shockedMarket, shockedTrust } from '../../host/analysis/shock.ts';
import { isCohort, scenarioKey, scenarioOf } from '../../host/analysis/shockScenario.ts';
import { planRun } from '../../host/engine/plan.ts';
import type { Scenario } from '../../host/scenarios/scenario.ts';
import { marketOf, row } from '../valuation/trusts.ts';
import { dealWithCohorts, smallDeal, smallTrust } from './smallPortfolio.ts';

/** Its first payment is that of February 2011. */
const TRUST = smallTrust({ deal: dealWithCohorts() });
const FEBRUARY_2011 = 2011 * 12 + 1;

const ofTrust = (change: Partial<Shock>) => scenarioOf({ name: 'x', ...change }, TRUST);

describe('the scenario of a shock', () => {
  it('leaves out what changes nothing', () => {
    const nothing: Partial<Shock> = {
      defaultMultiple: 1,
      curves: { default: { plus: 0 } },
      indices: [{ plus: [0, 0] }],
      lags: { times: 1 },
      noCall: false,
    };
    expect(ofTrust(nothing)).toEqual({ name: 'x' });
    expect(scenarioKey(ofTrust(nothing))).toBe(scenarioKey(scenarioOf(NO_SHOCK, TRUST)));
    expect(ofTrust({ trusts: ['another'], defaultMultiple: 2 })).toEqual({ name: 'x' });
  });

  it('tells scenarios apart that are not the same', () => {
    const keys = [
      { defaultMultiple: 2 },
      { indices: [{ of: ['CMT'], plus: 0.01 }] },
      { indices: [{ of: ['SOFR'], plus: 0.01 }] },
      { lags: { plus: 1 } },
    ];
    expect(new Set(keys.map((change) => scenarioKey(ofTrust(change)))).size).toBe(4);
  });

  it('puts changes of all cohorts and of single ones together; copies for lags of states go with their cohort', () => {
    const { cohorts } = ofTrust({
      curves: { default: { times: 2, plus: 0.01 } },
      lags: { plus: 2 },
      cohorts: new Map([['late', { curves: { default: { times: 3, plus: [0.01, 0.02] } }, lags: { times: 2 } }]]),
    });
    expect(cohorts?.get('')).toEqual({ curves: { default: { multiple: 2, shifts: [0.01] } }, lag: 3 });
    // Lags of 9 and 20: 2 more, then twice.
    expect(cohorts?.get('late')).toEqual({ curves: { default: { multiple: 6, shifts: [0.02, 0.03] } }, lag: 22 });
    expect(cohorts?.get('late, lag 20')).toEqual({ curves: { default: { multiple: 6, shifts: [0.02, 0.03] } }, lag: 44 });
    expect([isCohort('late', 'late'), isCohort('late, lag 20', 'late'), isCohort('lately', 'late')]).toEqual([true, true, false]);
  });

  it('rounds lags half up to whole months, from 0 to 120', () => {
    const lagOf = (lags: Shock['lags']) => ofTrust({ ...(lags && { lags }) }).cohorts?.get('late')?.lag;
    expect([{ times: 0.5 }, { plus: -99 }, { times: 99 }, { months: 3 }].map(lagOf)).toEqual([5, 0, 120, 3]);
    expect(lagOf({ months: 9 })).toBeUndefined();
  });

  it('shifts all indices, or single ones by month', () => {
    expect(
      ofTrust({ indexShift: 0.01, indices: [{ plus: 0.005 }, { of: ['CMT'], plus: [0, 0.02] }, { of: ['CMT'], plus: 0.01 }] }),
    ).toEqual({
      name: 'x',
      indexShift: 0.015,
      indexShifts: new Map([['CMT', [0.01, 0.03]]]),
    });
    const curve = { kind: 'values', values: [0.03] } as const;
    expect(ofTrust({ indices: [{ of: ['SOFR'], curve }] }).indices).toEqual(new Map([['SOFR', curve]]));
  });

  it('puts quarters on the projection months of the trust', () => {
    const macro = { curves: { default: { times: [2, 3], plus: [0, 0] } }, indices: [{ plus: [0.01, 0.02] }] };
    const timesOf = (firstMonth: number, after: 'hold' | 'base') => {
      const { cohorts, indexShifts } = ofTrust({ macro: { ...macro, firstMonth, after } });
      return [cohorts?.get('')?.curves?.default?.multiples, indexShifts?.get('SOFR')];
    };
    // The first quarter of 2011 began a month before: two of its months are left.
    expect(timesOf(FEBRUARY_2011 - 1, 'hold')).toEqual([
      [2, 2, 3, 3, 3, 3],
      [0.01, 0.01, 0.02, 0.02, 0.02, 0.02],
    ]);
    expect(timesOf(FEBRUARY_2011 - 1, 'base')[0]).toEqual([2, 2, 3, 3, 3, 1]);
    // A table that begins in two months.
    expect(timesOf(FEBRUARY_2011 + 2, 'base')[0]).toEqual([1, 1, 2, 2, 2, 3, 3, 3, 1]);
    // A table that is over: its last quarter holds, or nothing is changed.
    expect(timesOf(FEBRUARY_2011 - 12, 'hold')).toEqual([[3], [0.02]]);
    expect(timesOf(FEBRUARY_2011 - 12, 'base')).toEqual([undefined, undefined]);
  });
});

describe('the market of a shock', () => {
  it('has other yields by position, and a benchmark bent along its points', () => {
    const market = marketOf([row('senior', 0.06), row('residual', 0.2)], { benchmark: { years: [1, 5], rates: [0.02, 0.04] } });
    const shocked = shockedMarket(market, {
      name: 'x',
      yields: [{ positions: ['residual'], times: 1.1, plus: 0.01 }],
      yieldShift: 0.02,
    });
    expect(shocked.discount.map(({ low, chosen }) => [low, chosen])).toEqual([
      [expect.closeTo(0.07, 14), expect.closeTo(0.08, 14)],
      [expect.closeTo(0.19 * 1.1 + 0.03, 14), expect.closeTo(0.25, 14)],
    ]);
    expect(shocked.benchmark).toEqual(market.benchmark);
    // A point at 3 years is halfway between 2 % and 4 %.
    expect(
      shockedBenchmark(market.benchmark, {
        name: 'x',
        benchmarkShift: 0.01,
        benchmarkPoints: [
          [1, 0],
          [3, 0.02],
          [5, 0],
        ],
      }),
    ).toEqual({
      years: [1, 3, 5],
      rates: [0.03, expect.closeTo(0.06, 14), 0.05],
    });
  });

  it("moves a trust's own yields with the matrix, by their positions", () => {
    const trust = smallTrust({
      yields: new Map([
        ['A', 0.05],
        ['R', 0.1],
        ['collateral', 0.07],
      ]),
      prices: new Map([['A', 98]]),
    });
    const { yields, prices } = shockedTrust(
      trust,
      { name: 'x', yields: [{ positions: ['residual', 'collateral'], plus: 0.01 }] },
      new Map(),
    );
    expect([...yields]).toEqual([
      ['A', 0.05],
      ['R', expect.closeTo(0.11, 14)],
      ['collateral', expect.closeTo(0.08, 14)],
    ]);
    expect(prices.size).toBe(0);
  });
});

describe('changes by month in the engine', () => {
  const deal = smallDeal({
    indices: ['SOFR'],
    assumptions: { prepayment: '6 CPR', default: '2 CDR', severity: '40%', lag: 3, indices: { SOFR: '1%' } },
  });

  /** Rows of a lane: prepayment, default, severity; then the index. Months from 1. */
  const rowsOf = (scenario: Omit<Scenario, 'name'>) => {
    const [batch] = planRun(deal, [{ name: 'x', ...scenario }]);
    const task = batch!.tasks[0]!;
    return [...task.curves[0]!, ...task.indices[0]!].map((values) => [...values.slice(1, 5)]);
  };
  const monthly = (annual: number) => 1 - (1 - annual) ** (1 / 12);
  const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 14));

  it('multiply and shift speeds as they are a year, shares as they are', () => {
    const [smm, mdr, severity] = rowsOf({
      cohorts: new Map([
        [
          '',
          {
            curves: {
              prepayment: { multiples: [1, 0.5, 20] },
              default: { multiple: 2, shifts: [0, 0.01, -0.5] },
              severity: { multiples: [1, 2], shifts: [0.1] },
            },
          },
        ],
      ]),
    });
    // 6 CPR, half of it, and twenty times of it, which is no more than all.
    expect(smm).toEqual(near([monthly(0.06), monthly(0.03), 1, 1]));
    // Twice 2 CDR; a point more; half a year less, which is no less than none.
    expect(mdr).toEqual(near([monthly(0.04), monthly(0.05), 0, 0]));
    expect(severity).toEqual(near([0.5, 0.9, 0.9, 0.9]));
  });

  it('leave the bits of months alone in which nothing changes', () => {
    const plain = rowsOf({});
    const changed = rowsOf({
      cohorts: new Map([['', { curves: { prepayment: { multiples: [1, 1, 2] }, default: { shifts: [0, 0, 0.01] } } }]]),
      indexShifts: new Map([['SOFR', [0, 0, 0.01]]]),
    });
    plain.forEach((values, place) => expect(changed[place]?.slice(0, 2)).toEqual(values.slice(0, 2)));
    expect(changed[0]?.[2]).not.toBe(plain[0]?.[2]);
  });

  it('shift single indices by month, which stay at 0 or above', () => {
    expect(rowsOf({ indexShift: 0.01, indexShifts: new Map([['SOFR', [0, -0.005, -0.5]]]) })[3]).toEqual(
      near([0.02, 0.015, 0, 0]),
    );
  });

  it('a curve that is nothing but for a shift has defaults', () => {
    const still = smallDeal({ assumptions: { severity: '40%', lag: 3 } });
    const flagsOf = (scenario: Scenario) => planRun(still, [scenario])[0]!.tasks[0]!.trust.cohorts[0]!.lag;
    // Cohorts without defaults have no lag.
    expect(flagsOf({ name: 'x' })).toBe(0);
    expect(flagsOf({ name: 'x', cohorts: new Map([['', { curves: { default: { shifts: [0, 0.01] } } }]]) })).toBe(3);
  });

  it('a replaced curve holds for its cohort alone, before the one for all', () => {
    const values = (value: number) => ({ kind: 'values', values: [value] }) as const;
    const scenario = {
      severity: values(0.3),
      severityMultiple: 2,
      cohorts: new Map([['', { curves: { severity: { curve: values(0.1) } }, lag: 7 }]]),
    };
    expect(rowsOf(scenario)[2]).toEqual(near([0.2, 0.2, 0.2, 0.2]));
    expect(planRun(deal, [{ name: 'x', ...scenario }])[0]!.tasks[0]!.trust.cohorts[0]!.lag).toBe(7);
  });
});
