/** Hedges with terms of their own: what a swap, a cap or a corridor comes to for one period. */
import { type DayCount, type DealDates, dayFraction } from './dates.ts';
import { type Node, parse } from './expression.ts';
import { atLeastZero, type Fields, least, type Num, numberOf, ZERO } from './number.ts';

export type Hedge = { index: string; notional: Node; floatDays: DayCount } & (
  | { kind: 'swap'; fixed: Num; fixedDays: DayCount }
  | { kind: 'cap'; strike: Num; ceiling: Num | undefined }
);

/** A hedge on one payment date. Units: dollars. */
export interface HedgeMonth {
  payable: Num;
  receivable: Num;
  /** Of those, what no step has paid or brought in yet. */
  unpaid: Num;
  unreceived: Num;
}

/** Throws: on a kind that is not known. */
export function readHedge(hedge: Fields): Hedge | undefined {
  if (hedge.kind === undefined) return undefined;
  const floatDays = (hedge.floatDays ?? 'act/360') as DayCount;
  const common = { index: String(hedge.index), notional: parse(hedge.notional), floatDays };
  if (hedge.kind === 'swap') {
    const fixedDays = (hedge.fixedDays ?? '30/360') as DayCount;
    return { ...common, kind: 'swap', fixed: numberOf(hedge, 'fixed', 0), fixedDays };
  }
  if (hedge.kind !== 'cap') throw new Error(`a hedge is a swap or a cap, not a '${hedge.kind}'`);
  const ceiling = hedge.ceiling === undefined ? undefined : numberOf(hedge, 'ceiling', 0);
  return { ...common, kind: 'cap', strike: numberOf(hedge, 'strike', 0), ceiling };
}

/**
 * What the trust owes the counterparty, or is owed when negative, on payment date `k`.
 *
 * The period runs between unadjusted payment dates, the first from the deal's dated date.
 */
function netOwed(hedge: Hedge, dates: DealDates, k: number, notional: Num, index: Num): Num {
  const of = (dayCount: DayCount): Num => dayFraction(dates, dayCount, 0, dates.dated, k);
  const floatFraction = of(hedge.floatDays);
  if (hedge.kind === 'swap') {
    return notional.times(hedge.fixed.times(of(hedge.fixedDays)).minus(index.times(floatFraction)));
  }
  const { strike, ceiling } = hedge;
  const rate = atLeastZero((ceiling === undefined ? index : least(index, ceiling)).minus(strike));
  return notional.times(rate).times(floatFraction).neg();
}

export function hedgeMonth(hedge: Hedge, dates: DealDates, k: number, notional: Num, index: Num): HedgeMonth {
  const net = netOwed(hedge, dates, k, atLeastZero(notional), index);
  const payable = hedge.kind === 'cap' ? ZERO : atLeastZero(net);
  const receivable = atLeastZero(net.neg());
  return { payable, receivable, unpaid: payable, unreceived: receivable };
}
