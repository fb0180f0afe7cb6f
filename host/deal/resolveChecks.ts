/** What must hold of a deal as a whole: definitions that end, and no more principal owed than there is collateral. */
import type { Expression } from './expression.ts';
import type { FaultList } from './faults.ts';
import { type NameTable, quantitiesUsed } from './names.ts';
import type { ResolvedDeal, ResolvedTranche } from './resolved.ts';
import type { DealFile } from './schema.ts';

/** Classes may exceed the collateral by the rounding of a prospectus, not by more. */
const BALANCE_TOLERANCE = 0.001;

/** Definitions and coupons must be computable in some order. */
export function checkCircles(
  define: ReadonlyMap<string, Expression>,
  tranches: readonly ResolvedTranche[],
  names: NameTable,
  faults: FaultList,
): void {
  const uses = new Map<string, string[]>([...define].map(([name, expression]) => [name, quantitiesUsed(expression, names)]));
  for (const { name, coupon, uncapped, notional } of tranches) {
    const parts = [coupon, ...(uncapped === undefined ? [] : [uncapped]), ...(notional === undefined ? [] : [notional])];
    uses.set(
      `coupon of ${name}`,
      parts.flatMap((part) => quantitiesUsed(part, names)),
    );
  }
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (done.has(name)) return;
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(' -> ');
      const place = name.startsWith('coupon of ') ? `tranches.${name.slice('coupon of '.length)}.coupon` : `define.${name}`;
      faults.add('DEAL_CIRCULAR', place, circle, 'definitions that end; `previous(...)` is what a quantity was a month ago');
      done.add(name);
      return;
    }
    for (const used of uses.get(name) ?? []) visit(used, [...path, name]);
    done.add(name);
  };
  for (const name of uses.keys()) visit(name, []);
}

/** A new deal cannot owe more principal than it has collateral and cash for. */
export function checkBalances(
  deal: DealFile,
  groups: ResolvedDeal['groups'],
  tranches: readonly ResolvedTranche[],
  accounts: ReadonlyMap<string, number>,
  faults: FaultList,
): void {
  if (deal.opening !== undefined) return;
  const owed = tranches.reduce((sum, { balance }) => sum + balance, 0);
  const held =
    groups.reduce((sum, { cutoff }) => sum + cutoff, 0) + [...accounts.values()].reduce((sum, balance) => sum + balance, 0);
  if (owed > held * (1 + BALANCE_TOLERANCE)) {
    faults.add(
      'DEAL_BALANCE',
      'tranches',
      `balances of ${owed.toFixed(2)}`,
      `at most the collateral and accounts, ${held.toFixed(2)}`,
    );
  }
}
