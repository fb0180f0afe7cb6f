/** Adjustable loans with given payments over level: paid off early, and counted once whatever stands beside them in the tile. */
import { describe, expect, it } from 'vitest';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { projectDeal } from '../../host/engine/project.ts';
import type { Scenario } from '../../host/scenarios/scenario.ts';

const ARM = { noteRate: '6%', index: 'LIBOR', margin: '2%', resetEvery: 12 };
/** Pays three times its level payment of 1,933.28, and would not be reset before month 55. */
const OVER = { ...ARM, upb: 100_000, remainingTerm: 60, payment: 5_799.84, firstReset: 55 };
const BEFORE = { ...ARM, upb: 200_000, remainingTerm: 72, firstReset: 13 };
const BEHIND = { ...ARM, upb: 50_000, remainingTerm: 48, firstReset: 7 };

const values = (value: number) => ({ kind: 'values', values: [value] }) as const;
const indices = new Map([['LIBOR', values(0.04)]]);
const POLICIES: readonly Scenario[] = [
  { name: 'no defaults', prepayment: values(0.01), default: values(0), indices },
  {
    name: 'defaults, principal advanced',
    prepayment: values(0.01),
    default: values(0.002),
    severity: values(0.4),
    lag: 6,
    advancePrincipal: true,
    advanceInterest: true,
    stopDefaults: true,
    indices,
  },
];

async function performing(loans: readonly object[], scenario: Scenario): Promise<Float64Array> {
  const deal = resolveDeal(
    checkedDeal({
      deal: 'pass-through',
      dates: { settlement: '2024-01-01', firstPayment: '2024-02-01' },
      indices: ['LIBOR'],
      collateral: { pool1: { loans } },
      tranches: { R: { residual: true } },
      steps: [{ release: ['interest', 'principal'] }],
    }),
  );
  const { paths } = await projectDeal(deal, [scenario], { workers: 0 });
  return paths[0]?.remittance(0, 'performing') ?? new Float64Array(0);
}

describe.each(POLICIES)('adjustable loans, $name', (scenario) => {
  // It used to go on below nothing, to -220,000 in month 54.
  it('a loan that pays over level ends at nothing and stays there', async () => {
    const balances = await performing([OVER], scenario);
    // 100,000 at 0.5 % a month, paid 5,799.84: 438.33 is left before the 19th payment.
    expect(balances[18]).toBeGreaterThan(0);
    expect([...balances.subarray(19, 61)].every((balance) => balance === 0)).toBe(true);
  });

  // Loans leave the tile from its end: one in the middle was followed apart and in the tile as well.
  it('a pool is the sum of its loans, wherever the one that pays over level stands', async () => {
    const alone = await Promise.all([BEFORE, OVER, BEHIND].map((loan) => performing([loan], scenario)));
    const together = await performing([BEFORE, OVER, BEHIND], scenario);
    expect(together[0]).toBe(350_000);
    together.forEach((balance, month) => {
      const sum = alone.reduce((total, balances) => total + (balances[month] ?? 0), 0);
      expect(balance, `month ${month}`).toBeCloseTo(sum, 6);
    });
  });
});
