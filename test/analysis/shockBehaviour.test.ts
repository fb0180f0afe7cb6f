/**
 * Scenarios whose curves move by behaviour, worked by hand on the portfolio of one loan: a ratio of the behavioural functions for one month
 * multiplies prepayments of month 1, defaults of month 1, severity of month 2, and nothing else.
 */
import { describe, expect, it } from 'vitest';
import { gridShocks } from '../../host/analysis/grid.ts';
import { sensitivities } from '../../host/analysis/sensitivity.ts';
import type { Shock } from '../../host/analysis/shock.ts';
import { smmFromCpr } from '../../host/curves/speeds.ts';
import type { TrustInput } from '../../host/portfolio/records.ts';
import { type Behaviour, DEFAULT_BEHAVIOUR } from '../../host/scenarios/behaviour.ts';
import { beyOfMonth } from '../valuation/trusts.ts';
import { cents, portfolioOf, residualWorth, SENIOR, smallDeal, smallTrust } from './smallPortfolio.ts';

/** Seasoned at once, without seasons, burnout or payment shock; half of refinancing at six points of incentive. */
const BEHAVIOUR: Behaviour = {
  turnover: { speed: 0.06, ramp: 1, seasonality: new Array<number>(12).fill(1), penalty: 0 },
  refinancing: { speed: 0.4, ramp: 1, steepness: 100, centre: 0.06, burnout: 0, penalty: 0 },
  default: { floor: 1, steepness: 8, centre: 1, paymentShock: 0 },
  severity: { least: 0.1, cost: 0.25 },
};
const LTV = 1.2;
/**
 * The functions are linear between steps of 1/256 of leverage x: 1 - 0.75 / (1.2 x) bends by 1.25 / x^3 there, so that they are within
 * (1/256)^2 / 8 x 1.25 = 2.4e-6 of a severity of a third; both ends of the ratio, on $6,000 of loss. Units: dollars.
 */
const TABLED = 0.1;
const { tape } = smallTrust();
const WITH_LTV: Partial<TrustInput> = {
  tape: { ...tape, exposures: [{ assumption: 0, state: null, ltv: LTV, upb: 100_000 }] },
};

async function changesUnder(shocks: readonly Shock[], trust = smallTrust(WITH_LTV)) {
  const report = await sensitivities(portfolioOf([trust]), { shocks, grids: [] }, { workers: 0 });
  expect(report.failed).toEqual([]);
  return report.total.changes;
}

const residualChange = (d: number, s: number) => cents(residualWorth(d, s)) - cents(residualWorth(1, 1));
/** Home prices of the default model grow by 3 % a year. */
const homeIndex = (month: number) => 1.03 ** (month / 12);

describe('curves that move by behaviour', () => {
  it('multiply severity by the ratio of losses at the loan-to-values of two months on', async () => {
    // 1 - 0.75 / u, u = 1.2 / index, and the index a fifth lower: severity of the sale in month 2.
    const at = (index: number) => 1 - 0.75 / (LTV / index);
    const ratio = at(0.8 * homeIndex(2)) / at(homeIndex(2));
    const [moved] = await changesUnder([{ name: 'prices', behaviour: BEHAVIOUR, homePrices: 0.8 }]);
    expect(Math.abs((moved?.residual ?? 0) - residualChange(1, ratio))).toBeLessThan(TABLED);
    expect(moved?.borrowings).toBe(0);
  });

  it('multiply defaults by the ratio of a floor and a logistic share', async () => {
    const behaviour: Behaviour = {
      ...BEHAVIOUR,
      default: { floor: 0.2, steepness: 3, centre: 1.1, paymentShock: 0 },
      severity: { least: 0.9, cost: 0.25 },
    };
    // Month 1: 0.2 + 0.8 / (1 + exp(-3 (u - 1.1))). Severity stays at its least, and so where it is given.
    const at = (index: number) => 0.2 + 0.8 / (1 + Math.exp(-3 * (LTV / index - 1.1)));
    const ratio = at(0.9 * homeIndex(1)) / at(homeIndex(1));
    const [moved] = await changesUnder([{ name: 'prices', behaviour, homePrices: [0.9, 0.5] }]);
    expect(Math.abs((moved?.residual ?? 0) - residualChange(ratio, 1))).toBeLessThan(TABLED);
  });

  it('multiply prepayments by the ratio of turnover and refinancing at mortgage rates that follow the benchmark', async () => {
    const deal = smallDeal({ assumptions: { prepayment: '5 SMM for 1, 0' } });
    const trust = smallTrust({ ...WITH_LTV, deal });
    const yields = [{ positions: ['senior'], plus: beyOfMonth(0.02) - SENIOR }];
    const shocks: Shock[] = [
      { name: 'held', benchmarkShift: -0.01, yields },
      { name: 'moved', benchmarkShift: -0.01, yields, behaviour: BEHAVIOUR },
    ];
    const [held, moved] = await changesUnder(shocks, trust);
    // Incentive: 12 % less the benchmark's 4 % and 1.7 % over it, a point more where the benchmark is a point lower.
    const speed = (incentive: number) => smmFromCpr(0.06) + smmFromCpr(0.4) / (1 + Math.exp(-100 * (incentive - 0.06)));
    const ratio = speed(0.073) / speed(0.063);
    // What prepays in month 1 goes to A, which is paid off in month 2: at 2 % a month it is worth the more the earlier it is paid.
    const senior = (r: number) => (800 + 5_000 * r) / 1.02 + ((80_000 - 5_000 * r) * 1.01) / 1.02 ** 2;
    expect(held?.borrowings).toBeCloseTo(cents(senior(1)) - 80_000, 9);
    expect(moved?.borrowings).toBeCloseTo(cents(senior(ratio)) - 80_000, 9);
    expect(ratio).toBeGreaterThan(1.2);
  });

  it('are held where nothing moves that borrowers look at, and in trusts that the shock leaves out', async () => {
    const changes = await changesUnder([
      { name: 'nothing', behaviour: DEFAULT_BEHAVIOUR },
      { name: 'no prices', behaviour: DEFAULT_BEHAVIOUR, homePrices: [1, 1] },
      { name: 'elsewhere', behaviour: DEFAULT_BEHAVIOUR, homePrices: 0.5, trusts: ['other'] },
    ]);
    for (const { collateral, borrowings, residual } of changes) expect([collateral, borrowings, residual]).toEqual([0, 0, 0]);
  });

  it('move with whatever else the scenario says, in a grid too', async () => {
    const grid = { name: 'g', axes: [{ input: 'severity', values: [1.2] } as const], behaviour: BEHAVIOUR };
    const [cell] = gridShocks(grid);
    if (cell === undefined) throw new Error('no cell');
    expect(cell.behaviour).toBe(BEHAVIOUR);
    const at = (index: number) => 1 - 0.75 / (LTV / index);
    const ratio = at(0.9 * homeIndex(2)) / at(homeIndex(2));
    const [moved] = await changesUnder([{ ...cell, homePrices: 0.9 }]);
    expect(Math.abs((moved?.residual ?? 0) - residualChange(1, 1.2 * ratio))).toBeLessThan(TABLED);
  });
});
