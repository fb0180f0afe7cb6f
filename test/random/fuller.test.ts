/** Schedule x survival and the fuller loop are two ways to one number: wherever both apply they agree to the last digits. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import type { Plane, TaskResult } from '../../host/engine/messages.ts';
import { kernelScenario, resolved, runKernel } from './agreement.ts';
import { INDICES, type RandomLoan, randomPool } from './pool.ts';
import { type RandomScenario, randomScenario } from './scenario.ts';

/** A share of the balance of the group's cohorts at the cut-off. */
const TOLERANCE = 1e-12;
const CASES = 250;
const SEED = 20_260_105;

/** One deal that does nothing but hand its collateral over. */
function dealOf(loans: RandomLoan[]): unknown {
  return {
    deal: 'Pool',
    dates: { settlement: '2020-01-01', firstPayment: '2020-02-25', delay: 24 },
    collateral: { pool1: { loans } },
    assumptions: { indices: { LIBOR_1M: '3%', CMT_1Y: '4%' } },
    indices: [...INDICES],
    tranches: { R: { residual: true } },
    steps: [{ release: ['interest', 'principal'] }],
  };
}

/** Without speeds of their own, so that loans of a pool are one cohort and schedule x survival applies. */
const pools = (options: { extraPayments: boolean }): fc.Arbitrary<RandomLoan[]> =>
  randomPool(options).map((loans) => loans.map(({ prepayFactor: _, defaultFactor: __, ...loan }) => loan));

const cases = (extremes: boolean): fc.Arbitrary<readonly [RandomLoan[], RandomScenario]> =>
  fc.tuple(
    pools({ extraPayments: extremes }),
    fc.tuple(randomScenario({}, { extremes }), fc.integer({ min: 0, max: 24 })).map(([scenario, lag]) => ({ ...scenario, lag })),
  );

/**
 * The worst difference over all remittances. Interest is taken as collected: what is due on balances in foreclosure and lost on
 * them cancels, and schedule x survival leaves it at the rate that an adjustable loan defaulted with.
 */
function worstDifference(deal: ResolvedDeal, a: TaskResult, b: TaskResult): { amount: number; at: string } {
  let worst = { amount: 0, at: '' };
  const planes = (result: TaskResult, group: number): Map<string, Plane> => {
    const { interestDue, interestLost, ...others } = Object.fromEntries(result.remittances[group]!);
    const collected = interestDue!.map((due, month) => due - interestLost![month]!);
    return new Map([...Object.entries(others), ['grossInterest', collected]]);
  };
  deal.groups.forEach(({ cutoff }, group) => {
    const others = planes(b, group);
    for (const [name, plane] of planes(a, group)) {
      plane.forEach((value, month) => {
        const other = others.get(name)?.[month] ?? Number.NaN;
        const apart = Math.abs(value - other) / cutoff;
        const amount = Number.isFinite(apart) ? apart : Number.POSITIVE_INFINITY;
        if (amount > worst.amount) worst = { amount, at: `${name}, month ${month}: ${value} and ${other}` };
      });
    }
  });
  return worst;
}

describe('schedule x survival and the fuller loop', () => {
  test.each([
    { build: 'release', extremes: false, numRuns: CASES },
    { build: 'release', extremes: true, numRuns: CASES },
    { build: 'debug', extremes: false, numRuns: CASES / 10 },
  ] as const)('agree on random pools, $build kernel, extremes $extremes', ({ build, extremes, numRuns }) => {
    fc.assert(
      fc.property(cases(extremes), ([loans, scenario]) => {
        const deal = resolved(dealOf(loans));
        const fast = kernelScenario(scenario);
        const { amount, at } = worstDifference(
          deal,
          runKernel(deal, fast, { build }),
          runKernel(deal, { ...fast, fullerLoop: true }, { build }),
        );
        expect(amount, `${at}; at most ${TOLERANCE} of the pool`).toBeLessThan(TOLERANCE);
      }),
      { seed: SEED, numRuns },
    );
  });
});
