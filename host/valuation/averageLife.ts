/** How long a tranche is outstanding: average life, and the window between its first and last payments. */

import { HALF_CENT, netPrincipal, paymentCount, type TrancheCash } from './cash.ts';
import { yearsBetween, yearsToFirst } from './clock.ts';

/** The first and last payment dates on which a tranche is paid down. */
export interface PaymentWindow {
  /** Counted from the first payment after settlement, which is 1. */
  readonly firstPayment: number;
  readonly lastPayment: number;
  /** Units: days since 1970-01-01. */
  readonly firstDate: number;
  readonly lastDate: number;
}

/**
 * Mean time to the return of principal, or to the decline of the notional where there is no principal; null when nothing
 * is returned. Writedowns are not a return of principal.
 *
 * Units: years from settlement, on the yield clock.
 */
export function averageLife(cash: TrancheCash): number | null {
  const count = paymentCount(cash);
  if (count === 0) return null;
  const first = yearsToFirst(cash);
  const step = yearsBetween(cash);
  let returned = 0;
  let weighted = 0;
  for (let i = 0; i < count; i++) {
    const amount = cash.paysPrincipal ? netPrincipal(cash, i) : notionalDecline(cash, i);
    returned += amount;
    weighted += amount * (first + i * step);
  }
  return returned > HALF_CENT ? weighted / returned : null;
}

/**
 * The payments between which more than half a cent of principal is paid, or of interest to a class without principal; null
 * when there is none.
 */
export function paymentWindow(cash: TrancheCash): PaymentWindow | null {
  const count = paymentCount(cash);
  const paid = (i: number) => (cash.paysPrincipal ? netPrincipal(cash, i) : cash.interest[i]!) > HALF_CENT;

  let first = 0;
  while (first < count && !paid(first)) first++;
  if (first === count) return null;

  let last = count - 1;
  while (!paid(last)) last--;
  return {
    firstPayment: first + 1,
    lastPayment: last + 1,
    firstDate: cash.paymentDates[first]!,
    lastDate: cash.paymentDates[last]!,
  };
}

/** A notional may rise again when it follows an expression; only its falls count. */
function notionalDecline(cash: TrancheCash, payment: number): number {
  const before = payment === 0 ? cash.face : cash.balance[payment - 1]!;
  return Math.max(0, before - cash.balance[payment]!);
}
