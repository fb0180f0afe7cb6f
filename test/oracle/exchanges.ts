/** Exchange classes: weighted sums of what other classes were paid and are owed. */
import { entries, fields, type Num, num, type Scalar, sumOf } from './number.ts';
import type { TrancheFlows } from './waterfall.ts';

/** By exchange class: its share of each part. */
export type Exchanges = Map<string, Map<string, Num>>;

/** By payment date. */
export interface ExchangeFlows {
  interest: Num[];
  principal: Num[];
  /** Carry-over, reimbursements and releases. */
  other: Num[];
  /** Of the parts that have principal. */
  balance: Num[];
  accreted: Num[];
  shortfall: Num[];
}

export function readExchanges(value: unknown): Exchanges {
  return new Map(
    entries(value, 'exchanges').map(([name, one]) => [
      name,
      new Map(entries(fields(one, name).of, name).map(([part, share]) => [part, num(share as Scalar)])),
    ]),
  );
}

export function exchangeFlows(
  parts: ReadonlyMap<string, Num>,
  tranches: Readonly<Record<string, TrancheFlows>>,
  isNotional: (name: string) => boolean,
  periods: number,
): ExchangeFlows {
  const weighted = (amount: (of: TrancheFlows, at: number) => Num, counted: (name: string) => boolean = () => true): Num[] =>
    Array.from({ length: periods }, (_, at) =>
      sumOf([...parts].flatMap(([name, share]) => (counted(name) ? [amount(tranches[name]!, at).times(share)] : []))),
    );
  return {
    interest: weighted((of, at) => of.interest[at]!),
    principal: weighted((of, at) => of.principal[at]!),
    other: weighted((of, at) => sumOf([of.carryoverPaid[at]!, of.reimbursed[at]!, of.released[at]!])),
    balance: weighted(
      (of, at) => of.balance[at]!,
      (name) => !isNotional(name),
    ),
    accreted: weighted((of, at) => of.accreted[at]!),
    shortfall: weighted((of, at) => of.shortfall[at]!),
  };
}
