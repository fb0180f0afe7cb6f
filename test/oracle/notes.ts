/** Classes that pay in whole cents a note: interest rounded, principal rounded down and the rest held for the next date. */
import type { Tranche } from './deal.ts';
import type { TrancheMonth } from './month.ts';
import { CENT, floorTo, HALF_CENT, type Num, roundTo, ZERO } from './number.ts';

const isInNotes = (terms: Tranche): terms is Tranche & { perNote: Num } =>
  terms.perNote !== undefined && terms.notional === undefined && !terms.original.isZero();

/** An amount to the class as cents a note, made whole by `toWhole`, and back. */
function inNotes(terms: Tranche & { perNote: Num }, amount: Num, toWhole: (x: Num, step: Num) => Num): Num {
  return toWhole(amount.times(terms.perNote).div(terms.original), CENT).times(terms.original).div(terms.perNote);
}

/** Interest accrued, to the nearest cent a note. */
export function interestInNotes(terms: Tranche, accrued: Num): Num {
  return isInNotes(terms) ? inNotes(terms, accrued, roundTo) : accrued;
}

/** What principal a class can still take: what it holds already is as good as paid. */
export const principalRoom = (tranche: TrancheMonth): Num => tranche.balance.minus(tranche.held);

/** Takes cash for principal and pays out as much as its notes allow; all of it when that retires the class. */
export function takePrincipal(terms: Tranche, tranche: TrancheMonth, amount: Num): void {
  const has = tranche.held.plus(amount);
  const isAll = !isInNotes(terms) || has.gte(tranche.balance.minus(HALF_CENT));
  const paid = isAll ? has : inNotes(terms, has, floorTo);
  tranche.held = has.minus(paid);
  tranche.balance = tranche.balance.minus(paid);
  tranche.principalPaid = tranche.principalPaid.plus(paid);
}

/** After a write-down: what is held goes out when it is all that is left of the class. */
export function payOutIfRetired(terms: Tranche, tranche: TrancheMonth): void {
  if (!tranche.held.isZero()) takePrincipal(terms, tranche, ZERO);
}
