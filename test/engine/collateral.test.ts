/** Loans through the kernel, on both builds, against closed forms and numbers worked by hand. */
import { describe, expect, it } from 'vitest';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { projectDeal } from '../../host/engine/project.ts';
import type { Scenario } from '../../host/scenarios/scenario.ts';

const BUILDS = ['release', 'debug'] as const;

/** A deal that passes everything through, so that its collateral can be looked at. */
function passThrough(loans: readonly object[], more: object = {}) {
  return resolveDeal(
    checkedDeal({
      deal: 'pass-through',
      dates: { settlement: '2024-01-01', firstPayment: '2024-02-01' },
      collateral: { pool1: { loans } },
      tranches: { R: { residual: true } },
      steps: [{ release: ['interest', 'principal'] }],
      ...more,
    }),
  );
}

const values = (...list: number[]) => ({ kind: 'values', values: list }) as const;
const still: Scenario = { name: 'no prepayments', prepayment: values(0), default: values(0) };

/** r / (1 - (1 + r)^-n) of a dollar, as the annuity formula has it. */
const level = (balance: number, r: number, n: number) => (r === 0 ? balance / n : (balance * r) / (1 - (1 + r) ** -n));

async function column(
  deal: ReturnType<typeof passThrough>,
  quantity: 'performing' | 'amortized' | 'prepaid' | 'interestDue' | 'loss' | 'recovery' | 'foreclosure' | 'defaults',
  scenario: Scenario,
  build: (typeof BUILDS)[number],
) {
  const { paths } = await projectDeal(deal, [scenario], { build, workers: 0 });
  return paths[0]?.remittance(0, quantity) ?? new Float64Array(0);
}

describe.each(BUILDS)('the %s kernel', (build) => {
  it('amortizes a level-pay loan as the closed form says', async () => {
    const balances = await column(
      passThrough([{ upb: 250_000, noteRate: '6.5%', remainingTerm: 360 }]),
      'performing',
      still,
      build,
    );
    // b(k) = B (g^n - g^k) / (g^n - 1), g = 1 + r.
    const g = 1 + 0.065 / 12;
    for (const month of [1, 12, 120, 359]) {
      expect(balances[month]).toBeCloseTo((250_000 * (g ** 360 - g ** month)) / (g ** 360 - 1), 5);
    }
    expect(balances[360]).toBe(0);
  });

  it('pays a loan without interest in equal parts', async () => {
    const paid = await column(passThrough([{ upb: 1200, noteRate: 0, remainingTerm: 12 }]), 'amortized', still, build);
    expect([...paid.subarray(1)]).toEqual(new Array(12).fill(100));
  });

  it('keeps its digits at rates near zero, where the closed form would lose them', async () => {
    const [, first = 0] = await column(
      passThrough([{ upb: 1e6, noteRate: 1e-9, remainingTerm: 360 }]),
      'amortized',
      still,
      build,
    );
    // To first order in r: B/n (1 - (n - 1) r / 2).
    expect(first / ((1e6 / 360) * (1 - (359 * (1e-9 / 12)) / 2))).toBeCloseTo(1, 13);
  });

  it('pays interest only, then level, and the rest as a balloon', async () => {
    const deal = passThrough([{ upb: 100_000, noteRate: '6%', remainingTerm: 60, amortTerm: 360, interestOnly: 12 }]);
    const paid = await column(deal, 'amortized', still, build);
    expect(paid[12]).toBe(0);
    // From month 13 level over the 348 months that are left of the amortization.
    const payment = level(100_000, 0.005, 348);
    expect(paid[13]).toBeCloseTo(payment - 500, 8);
    const balloon = (100_000 * (1.005 ** 348 - 1.005 ** 47)) / (1.005 ** 348 - 1);
    expect(paid[60]).toBeCloseTo(balloon, 6);
  });

  it('resets an adjustable loan: index and margin, rounded, within its caps', async () => {
    const deal = passThrough(
      [
        {
          upb: 90_000,
          noteRate: '5%',
          remainingTerm: 5,
          index: 'LIBOR',
          margin: '2.25%',
          firstReset: 2,
          resetEvery: 1,
          initialCap: '1.5%',
          periodicCap: '1%',
          lifeCap: '7%',
          lifeFloor: '4%',
          rounding: '0.125%',
        },
      ],
      { indices: ['LIBOR'] },
    );
    const scenario = { ...still, indices: new Map([['LIBOR', values(0.03, 0.0321, 0.08, 0.08, 0.001)]]) };
    const interest = await column(deal, 'interestDue', scenario, build);
    // Month 2: 3.21 + 2.25 = 5.46, to the nearest eighth 5.5.  Month 3: 10.25, at most 5.5 + 1 = 6.5.  Month 4: 10.25, at most 7 for life.
    // Month 5: 2.35 to 2.375, at least 7 - 1 = 6.
    const rates = [0.05, 0.055, 0.065, 0.07, 0.06];
    let balance = 90_000;
    rates.forEach((rate, month) => {
      expect(interest[month + 1]).toBeCloseTo((balance * rate) / 12, 8);
      balance -= level(balance, rate / 12, 5 - month) - (balance * rate) / 12;
    });
  });

  it('reads the index a look-back earlier, and its first value before it begins', async () => {
    const deal = passThrough(
      [{ upb: 1e6, noteRate: '5%', remainingTerm: 6, index: 'CMT', firstReset: 2, resetEvery: 2, lookback: 3, interestOnly: 5 }],
      { indices: ['CMT'] },
    );
    const interest = await column(
      deal,
      'interestDue',
      { ...still, indices: new Map([['CMT', values(0.01, 0.02, 0.03, 0.04, 0.05, 0.06)]]) },
      build,
    );
    // Resets in months 2, 4 and 6 read months -1 (the first), 1 and 3.
    expect([...interest.subarray(1)].map((amount) => Math.round(amount * 100) / 100)).toEqual([
      4166.67, 833.33, 833.33, 833.33, 833.33, 2500,
    ]);
  });

  it('liquidates what defaulted a lag ago, less severity, and no more than is left when principal is advanced', async () => {
    const deal = passThrough([{ upb: 1200, noteRate: 0, remainingTerm: 12 }], { assumptions: { advance: { principal: true } } });
    const scenario: Scenario = {
      name: 'defaults',
      prepayment: values(0),
      default: values(0.1, 0),
      severity: values(0.5),
      lag: 3,
    };
    const loss = await column(deal, 'loss', scenario, build);
    const recovery = await column(deal, 'recovery', scenario, build);
    // 120 default in month 1. By month 4 they have been advanced down to 120 x 900/1200 = 90; half of 120 is lost, 30 recovered.
    expect(loss[4]).toBeCloseTo(60, 10);
    expect(recovery[4]).toBeCloseTo(30, 10);
    // With a severity of 90 % the loss is bounded by the 90 that are left.
    const worse = { ...scenario, severity: values(0.9) };
    expect((await column(deal, 'loss', worse, build))[4]).toBeCloseTo(90, 10);
    expect((await column(deal, 'recovery', worse, build))[4]).toBeCloseTo(0, 10);
  });

  it('stops defaults in the last months of each loan, not of the pool', async () => {
    const deal = passThrough([
      { upb: 600, noteRate: 0, remainingTerm: 6 },
      { upb: 1200, noteRate: 0, remainingTerm: 12 },
    ]);
    const scenario: Scenario = { name: 'defaults', prepayment: values(0), default: values(0.1), severity: values(1), lag: 2 };
    const defaults = await column(deal, 'defaults', scenario, build);
    // The short loan defaults through month 4, the long one through month 10.  In month 5: 1200 x 8/12 x 0.9^4 x 0.1.
    expect(defaults[5]).toBeCloseTo(800 * 0.9 ** 4 * 0.1, 10);
    expect(defaults[10]).toBeGreaterThan(0);
    expect(defaults[11]).toBe(0);
  });

  it('gives a lane the same bits wherever it stands and whoever stands beside it', async () => {
    const loans = Array.from({ length: 70 }, (_, k) => ({
      upb: 100_000 + 7919 * k,
      noteRate: 0.03 + 0.0005 * k,
      remainingTerm: 24 + k,
      ...(k % 2 === 0 && {
        index: 'LIBOR',
        firstReset: 1 + (k % 12),
        resetEvery: 6,
        margin: 0.02,
        periodicCap: 0.01,
        lifeCap: 0.12,
      }),
    }));
    const deal = passThrough(loans, { indices: ['LIBOR'], assumptions: { advance: { principal: true } } });
    const scenarios = Array.from(
      { length: 21 },
      (_, lane): Scenario => ({
        name: `lane ${lane}`,
        prepayment: values(0.002 * lane),
        default: values(0.001 * (lane % 5)),
        severity: values(0.3 + 0.02 * lane),
        lag: 4,
        indices: new Map([['LIBOR', values(0.02 + 0.001 * lane, 0.03, 0.05 - 0.001 * lane)]]),
      }),
    );
    const together = await projectDeal(deal, scenarios, { build, workers: 0 });
    for (const lane of [0, 7, 20]) {
      const scenario = scenarios[lane];
      if (scenario === undefined) continue;
      const alone = await projectDeal(deal, [scenario, ...scenarios.slice(0, 2)], { build, workers: 0, blockPaths: 3 });
      for (const quantity of ['performing', 'loss', 'interestDue', 'recovery'] as const) {
        expect(alone.paths[0]?.remittance(0, quantity)).toEqual(together.paths[lane]?.remittance(0, quantity));
      }
    }
  });
});
