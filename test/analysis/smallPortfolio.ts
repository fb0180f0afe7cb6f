/**
 * A portfolio of one trust that can be valued in the head: one loan of $100,000 at 12 %, interest only, due after two months; class A of
 * $80,000 at 12 %, the rest to R. A tenth of the loan (MDR) defaults in month 1 and is sold in month 2 for half.
 *
 * With d the multiple of defaults and s that of severity: month 1 brings 1,000 - 100 d of interest, of which A takes 800; month 2 the same, and
 * 100,000 - 5,000 d s of principal, of which A takes 80,000. So R has 200 - 100 d, then 20,200 - 100 d - 5,000 d s.
 */

import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import type { LongTermDebt, Snapshot, TrustInput } from '../../host/portfolio/records.ts';
import { beyOfMonth, DATES, day, marketOf, row, trustOf } from '../valuation/trusts.ts';

export const SENIOR = beyOfMonth(0.01);
export const RESIDUAL = beyOfMonth(0.02);

const ASSUMPTIONS = { default: '10 MDR for 1, 0', severity: '50%', lag: 1 };

export function smallDeal(more: object = {}): ResolvedDeal {
  return resolveDeal(
    checkedDeal({
      deal: 'Small',
      dates: DATES,
      collateral: { pool1: { loans: [{ upb: 100_000, noteRate: '12%', remainingTerm: 2, interestOnly: 2 }] } },
      tranches: { A: { balance: 80_000, coupon: '12%' }, R: { residual: true } },
      assumptions: ASSUMPTIONS,
      steps: [
        { pay: 'interest', to: 'A', from: ['interest', 'principal'] },
        { pay: 'principal', to: 'A', from: 'principal' },
        { release: ['interest', 'principal'], to: 'R' },
      ],
      ...more,
    }),
  );
}

/** The same with two indices, a cohort and a copy of it for loans of states with a lag of their own, without loans in either. */
export function dealWithCohorts(): ResolvedDeal {
  const deal = smallDeal({ indices: ['SOFR', 'CMT'] });
  const [own] = deal.assumptions;
  if (own === undefined) throw new Error('a deal without assumptions');
  return { ...deal, assumptions: [own, { ...own, name: 'late', lag: 9 }, { ...own, name: 'late, lag 20', lag: 20 }] };
}

export function smallTrust(differs: Partial<TrustInput> = {}): TrustInput {
  return trustOf(smallDeal(), {
    name: 'small',
    positions: new Map([
      ['A', 'senior'],
      ['R', 'residual'],
    ]),
    ...differs,
  });
}

/** Cash a year from the date, nothing before. */
export const DEBT: LongTermDebt = {
  name: 'notes',
  balance: 100_000,
  rate: 0,
  maturity: day('2012-01-01'),
  every: 12,
  spread: 0.02,
};

export function portfolioOf(trusts: readonly TrustInput[], longTermDebt: readonly LongTermDebt[] = []): Snapshot {
  return {
    name: 'By hand',
    folder: '.',
    date: day(DATES.settlement),
    method: 'blended',
    market: marketOf([row('senior', SENIOR), row('residual', RESIDUAL)]),
    longTermDebt,
    trusts: trusts.map((trust) => ({ ok: true, trust })),
    files: new Map(),
  };
}

/** What R is worth. */
export function residualWorth(d: number, s: number, m = 0.02): number {
  return (200 - 100 * d) / (1 + m) + (20_200 - 100 * d - 5_000 * d * s) / (1 + m) ** 2;
}

/** What A is worth at a monthly yield. */
export function seniorWorth(m: number): number {
  return 800 / (1 + m) + 80_800 / (1 + m) ** 2;
}

export const cents = (amount: number) => Math.round(amount * 100) / 100;
