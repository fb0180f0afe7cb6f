/** Small trusts for the tests of fair values: cash written down by hand, dates of thirty-day months, money that can be checked in the head. */
import { parseDate } from '../../host/curves/dates.ts';
import { dealCalendar } from '../../host/deal/calendar.ts';
import type { Remittance } from '../../host/deal/program.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import type { PathProjection } from '../../host/engine/project.ts';
import { plainTrust } from '../../host/portfolio/plainTrust.ts';
import type { DiscountRow, Market, TrustInput } from '../../host/portfolio/records.ts';

/** Settlement on the first, the first payment a month later: payment k is k / 12 years away. */
export const DATES = { settlement: '2011-01-01', dated: '2011-01-01', firstPayment: '2011-02-01' };

/** A deal whose steps do not matter: its cash is given by `pathOf`. */
export function dealOf(tranches: Record<string, object>, more: object = {}): ResolvedDeal {
  const collateral = { pool1: { loans: [{ upb: 100_000, noteRate: '12%', remainingTerm: 12 }] } };
  const steps = [{ release: ['interest', 'principal'] }];
  return resolveDeal(checkedDeal({ deal: 'By hand', dates: DATES, collateral, tranches, steps, ...more }));
}

/** What a class is paid, by payment from the first; what is left out is 0. */
export interface ClassFlows {
  readonly begin?: number;
  readonly coupon?: number;
  readonly interest?: readonly number[];
  readonly principal?: readonly number[];
  readonly other?: readonly number[];
  readonly balance?: readonly number[];
  readonly writtenDown?: readonly number[];
  readonly writtenUp?: readonly number[];
  /** Of an account or a hedge. */
  readonly cash?: readonly number[];
  /** Of the trust, under the name `pool`. */
  readonly collected?: readonly number[];
  readonly costs?: readonly number[];
  readonly released?: readonly number[];
  readonly held?: readonly number[];
}

export interface HandFlows {
  readonly periods: number;
  /** By class, account, hedge, and `pool`. What is not said to be collected follows from the remittances. */
  readonly of: Readonly<Record<string, ClassFlows>>;
  /** Remittances of the only group; `performing` begins with the balance at the cut-off. */
  readonly pool: Readonly<Partial<Record<Remittance, readonly number[]>>>;
  readonly calledAt?: number;
}

const IN = ['interestDue', 'amortized', 'prepaid', 'recovery'] as const;
const OUT = ['interestLost', 'servicing'] as const;

/** A projection with these flows and nothing else; a call is at the balance. */
export function pathOf(deal: ResolvedDeal, { periods, of, pool, calledAt }: HandFlows): PathProjection {
  const column = (values: readonly number[] | number | undefined, from: number) => {
    const made = new Float64Array(periods + 1);
    (typeof values === 'number' ? [values] : (values ?? [])).forEach((value, k) => {
      made[from + k] = value;
    });
    return made;
  };
  const collected = Array.from({ length: periods }, (_, k) => {
    const isOver = calledAt !== undefined && k >= calledAt;
    const signed = [...IN.map((flow) => pool[flow]?.[k] ?? 0), ...OUT.map((flow) => -(pool[flow]?.[k] ?? 0))];
    const price = calledAt === k + 1 ? (pool.performing?.[calledAt] ?? 0) : 0;
    return isOver ? 0 : signed.reduce((sum, amount) => sum + amount, price);
  });
  const given: Readonly<Record<string, ClassFlows>> = { ...of, pool: { collected, ...of.pool } };
  return {
    scenario: { name: 'by hand' },
    periods,
    calendar: dealCalendar(deal, periods),
    output: (name) => {
      const [owner = '', field = ''] = name.split(' ');
      const flows = new Map<string, readonly number[] | number | undefined>(Object.entries(given[owner] ?? {}));
      return column(flows.get(field), 1);
    },
    remittance: (_, quantity) => column(pool[quantity], quantity === 'performing' || quantity === 'foreclosure' ? 0 : 1),
    ...(calledAt !== undefined && { calledAt }),
    undistributed: 0,
    planes: () => {
      throw new Error('columns by hand come from no task');
    },
    notes: [],
  };
}

export function row(position: string, chosen: number, differs: Partial<DiscountRow> = {}): DiscountRow {
  return { type: '*', position, low: chosen - 0.01, chosen, high: chosen + 0.01, source: 'tests', orderly: false, ...differs };
}

/** A flat benchmark of 4 %. */
export function marketOf(discount: readonly DiscountRow[], differs: Partial<Market> = {}): Market {
  return { indices: [], discount, benchmark: { years: [1], rates: [0.04] }, nonPerformance: 0, ...differs };
}

export function trustOf(deal: ResolvedDeal, differs: Partial<TrustInput> = {}): TrustInput {
  return plainTrust(deal, { name: 'T', type: 'alt-a', vintage: 2005, ...differs });
}

/** A bond-equivalent yield that is so much a month: discounting by hand is then division by powers of 1 + m. */
export function beyOfMonth(m: number): number {
  return 2 * ((1 + m) ** 6 - 1);
}

/** A serial day. */
export const day = parseDate;
