/** A small trust and its snapshots for the tests of attribution: two classes and a residual on a fixed and an adjustable loan. */
import { parseDate } from '../../host/curves/dates.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import type { Market, Method, Snapshot, TrustInput } from '../../host/portfolio/records.ts';
import { marketOf, row, trustOf } from '../valuation/trusts.ts';

export const FIRST = { settlement: '2011-01-01', dated: '2011-01-01', firstPayment: '2011-02-01' };

/** What a deal may differ by. */
export interface DealParts {
  readonly dates?: typeof FIRST;
  readonly upb?: number;
  readonly prepayment?: string;
  readonly default?: string;
  readonly severity?: string;
  readonly lag?: number;
  readonly index?: string;
  readonly coupon?: string;
  readonly more?: object;
}

export function smallDeal(parts: DealParts = {}): ResolvedDeal {
  const { dates = FIRST, upb = 600_000, prepayment = '8 CPR', default: defaults = '3 CDR', severity = '40%', lag = 3 } = parts;
  const loans = [
    { upb, noteRate: '8%', remainingTerm: 120, cohort: 'fixed' },
    {
      ...{ upb: 400_000, noteRate: '6%', remainingTerm: 180, cohort: 'arms' },
      ...{ index: 'LIBOR', margin: '3%', firstReset: 4, resetEvery: 6, periodicCap: '2%', lifeCap: '12%' },
    },
  ];
  const curves = { prepayment, default: defaults, severity, lag };
  return resolveDeal(
    checkedDeal({
      deal: 'Small',
      dates,
      collateral: { pool1: { loans } },
      indices: ['LIBOR'],
      assumptions: {
        indices: { LIBOR: parts.index ?? '2%' },
        cohorts: { fixed: curves, arms: { ...curves, prepayment: '5 CPR' } },
      },
      hedges: { swap: { kind: 'swap', index: 'LIBOR', fixed: '3%', notional: '0.25 * begin(pool)' } },
      tranches: {
        A: { balance: 700_000, coupon: parts.coupon ?? 'min(index(LIBOR) + 1%, 7%)' },
        B: { balance: 200_000, coupon: '5%' },
        R: { residual: true },
      },
      sets: { NOTES: ['A', 'B'] },
      steps: [
        { pay: 'hedge', to: 'swap', from: ['interest', 'principal'] },
        { receive: 'swap', into: 'interest' },
        { pay: ['shortfall', 'interest'], to: ['A', 'B'], from: ['interest', 'principal'] },
        { pay: 'principal', to: ['A', 'B'], from: ['principal', 'interest'] },
        { writedown: ['B', 'A'], upTo: 'balance(NOTES) - end(pool)' },
        { release: ['interest', 'principal'], to: 'R' },
      ],
      ...parts.more,
    }),
  );
}

const POSITIONS = new Map([
  ['A', 'senior'],
  ['B', 'subordinate'],
]);

export function smallTrust(parts: DealParts = {}, differs: Partial<TrustInput> = {}): TrustInput {
  return trustOf(smallDeal(parts), { positions: POSITIONS, ...differs });
}

export const ROWS = [row('senior', 0.06), row('subordinate', 0.12), row('residual', 0.2), row('collateral', 0.07)];
export const MARKET = marketOf(ROWS);

/** A snapshot of some trusts. */
export function snapshotOf(
  trusts: readonly TrustInput[],
  differs: { readonly date?: string; readonly market?: Market; readonly method?: Method } = {},
): Snapshot {
  return {
    name: 'Small holdings',
    folder: '/nowhere',
    date: parseDate(differs.date ?? FIRST.settlement),
    method: differs.method ?? 'blended',
    market: differs.market ?? MARKET,
    longTermDebt: [],
    trusts: trusts.map((trust) => ({ ok: true, trust })),
    files: new Map(),
  };
}
