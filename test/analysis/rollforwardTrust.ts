/** A trust of one class at two dates a month apart, its cash written down by hand: 1 % a month, so that a month's accretion is 1 %. */
import type { TrustAt } from '../../host/analysis/rollforwardTrust.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import type { Remittance, ReoProperty, TrustInput } from '../../host/portfolio/records.ts';
import { valueTrust } from '../../host/valuation/fairValue.ts';
import type { TrustValue } from '../../host/valuation/records.ts';
import { beyOfMonth, dealOf, marketOf, pathOf, row, trustOf } from '../valuation/trusts.ts';

/** Settlement on the first of a month, the next payment a month later. */
const DATES = [
  { settlement: '2011-01-01', dated: '2011-01-01', firstPayment: '2011-02-01' },
  { settlement: '2011-02-01', dated: '2011-02-01', firstPayment: '2011-03-01' },
] as const;
const HEDGE = { hedges: { swap: {} } };
const COLLATERAL = { pool1: { loans: [{ upb: 1_000_000, noteRate: '12%', remainingTerm: 12 }] } };
const POSITIONS = new Map([['A', 'senior']]);

/** Principal 100,000, 100,000 and 800,000; interest of 1 % a month on a million. */
const PRINCIPAL = [100_000, 100_000, 800_000];
const INTEREST = [10_000, 9_000, 8_000];
const BALANCES = [1_000_000, 900_000, 800_000, 0];

/** What payments 1, 2, ... are worth at a monthly rate. */
export const worthOf = (rate: number, cash: readonly number[]) =>
  cash.reduce((sum, amount, k) => sum + amount / (1 + rate) ** (k + 1), 0);

export const CASH = PRINCIPAL.map((principal, k) => principal + (INTEREST[k] ?? 0));

/** The trust at date 0 or 1, as it was projected at date 0, discounted at a monthly rate. */
export function trustAt(
  date: 0 | 1,
  rate: number,
  differs: Partial<TrustInput> = {},
  more: { readonly swap?: readonly number[]; readonly value?: Partial<TrustValue> } = {},
): TrustAt {
  const hedge = more.swap === undefined ? {} : HEDGE;
  const deal: ResolvedDeal = dealOf(
    { A: { balance: 1_000_000 }, R: { residual: true } },
    {
      dates: DATES[date],
      collateral: COLLATERAL,
      ...hedge,
    },
  );
  const rest = <T>(list: readonly T[]) => list.slice(date);
  const path = pathOf(deal, {
    periods: 3 - date,
    of: {
      A: {
        begin: BALANCES[date] ?? 0,
        coupon: 0.12,
        interest: rest(INTEREST),
        principal: rest(PRINCIPAL),
        balance: rest(BALANCES).slice(1),
      },
      R: {},
      ...(more.swap !== undefined && { swap: { cash: more.swap } }),
    },
    pool: { performing: rest(BALANCES), amortized: rest(PRINCIPAL), interestDue: rest(INTEREST) },
  });
  const market = marketOf([row('senior', beyOfMonth(rate)), row('residual', 0.2)]);
  const trust = trustOf(deal, { positions: POSITIONS, ...differs });
  return { trust, path, value: { ...valueTrust(trust, market, 'blended', path), ...more.value } };
}

/** What the trustee reports of the payment between the dates; as projected, unless it says otherwise. */
export function remittance(principal = 100_000, differs: Partial<Remittance> = {}): Remittance {
  return {
    month: '2011-02',
    beginUpb: 1_000_000,
    endUpb: 1_000_000 - principal,
    count: 10,
    wac: 0.12,
    interest: 10_000,
    scheduled: principal,
    prepaid: 0,
    recoveries: 0,
    defaults: 0,
    losses: 0,
    servicing: 0,
    tranches: new Map([
      ['A', { interest: 10_000, principal, balance: 1_000_000 - principal, writedown: 0, coupon: 0.12 }],
      ['R', { interest: 0, principal: 0, balance: 0, writedown: 0, coupon: 0 }],
    ]),
    ...differs,
  };
}

export function property(id: string, net: number): ReoProperty {
  return { id, upb: 2 * net, proceeds: net + 1, costs: 1, month: 1, state: 'CA' };
}
