/** One payment date on the books: what each class, fee and hedge is owed, and what it starts from. */
import type { Collections } from './collateral.ts';
import type { Deal } from './deal.ts';
import type { HedgeMonth } from './hedges.ts';
import { type Num, ZERO } from './number.ts';

/** A tranche in the month at hand. Units: dollars, but for the coupons (a year) and the fraction (years). */
export interface TrancheMonth {
  begin: Num;
  balance: Num;
  coupon: Num;
  fraction: Num;
  accrued: Num;
  due: Num;
  shortfall: Num;
  carryover: Num;
  writedowns: Num;
  interestPaid: Num;
  principalPaid: Num;
  carryoverPaid: Num;
  reimbursed: Num;
  released: Num;
  /** Taken for principal and not yet paid out: less than a cent a note. */
  held: Num;
  accreted: Num;
  writtenDown: Num;
  writtenUp: Num;
}

export interface Month {
  /** The payment date of the run, from 1, and the deal's own count of months. */
  k: number;
  month: number;
  /** Is the collateral the trust's no longer, from the date of the call on? */
  isSold: boolean;
  collections: ReadonlyMap<string, Collections>;
  tranches: Map<string, TrancheMonth>;
  /** Funds and accounts. */
  cash: Map<string, Num>;
  feesDue: Map<string, Num>;
  feesPaid: Map<string, Num>;
  hedges: Map<string, HedgeMonth>;
  hedgesPaid: Map<string, Num>;
  hedgesReceived: Map<string, Num>;
  /** Cash paid for loans. */
  spent: Num;
  /** Released to nobody in particular. */
  residual: Num;
  quantities: Map<string, Num>;
  kept: Map<string, readonly Num[]>;
}

/** What the first month starts from: the closing, or the opening of a seasoned deal. */
export function openingMonth(deal: Deal): Month {
  const { opening } = deal;
  const of = (from: ReadonlyMap<string, Num>, name: string): Num => from.get(name) ?? ZERO;
  const tranches = [...deal.tranches].map(([name, { original }]): [string, TrancheMonth] => [
    name,
    {
      ...idle(opening.balances.get(name) ?? original),
      shortfall: of(opening.shortfall, name),
      carryover: of(opening.carryover, name),
      writedowns: of(opening.writedowns, name),
    },
  ]);
  return {
    k: 0,
    month: opening.month,
    isSold: false,
    collections: new Map(),
    tranches: new Map(tranches),
    cash: new Map([...deal.accounts].map(([name, balance]) => [name, opening.accounts.get(name) ?? balance])),
    feesDue: new Map([...deal.fees].map(([name]) => [name, of(opening.fees, name)])),
    feesPaid: new Map(),
    hedges: new Map(),
    hedgesPaid: new Map(),
    hedgesReceived: new Map(),
    spent: ZERO,
    residual: ZERO,
    quantities: opening.quantities,
    kept: new Map(),
  };
}

/** A class on a date on which nothing has happened yet. */
export function idle(balance: Num): TrancheMonth {
  const nothing = { coupon: ZERO, fraction: ZERO, accrued: ZERO, due: ZERO, shortfall: ZERO, carryover: ZERO, writedowns: ZERO };
  const paid = { interestPaid: ZERO, principalPaid: ZERO, carryoverPaid: ZERO, reimbursed: ZERO, released: ZERO };
  return { begin: balance, balance, held: ZERO, ...nothing, ...paid, accreted: ZERO, writtenDown: ZERO, writtenUp: ZERO };
}

/** More of an amount kept by name. */
export function addTo(amounts: Map<string, Num>, name: string, amount: Num): void {
  amounts.set(name, (amounts.get(name) ?? ZERO).plus(amount));
}
