/** Hand-made tranches for the tests of this folder. */

import { addMonths, parseDate } from '../../host/curves/dates.ts';
import type { TrancheCash } from '../../host/valuation/cash.ts';

/** Thirty-day months from settlement on 1 January 2004; a dollar of face that pays nothing; each test says what differs. */
export function trancheCash(differs: Partial<TrancheCash> & { readonly principal: ArrayLike<number> }): TrancheCash {
  const count = differs.principal.length;
  const face = differs.face ?? 1;
  const zeros = new Float64Array(count);
  const every = differs.every ?? 1;
  return {
    settlement: parseDate('2004-01-01'),
    dated: parseDate('2004-01-01'),
    dayCount: '30/360',
    paymentDates: monthly('2004-02-01', count, every),
    every,
    interest: zeros,
    accretion: zeros,
    balance: runOff(face, differs.principal, differs.accretion ?? zeros),
    face,
    coupon0: 0,
    paysPrincipal: true,
    ...differs,
  };
}

/** Payment dates on the same day of every month, or of every third, sixth or twelfth. */
export function monthly(first: string, count: number, every = 1): number[] {
  return Array.from({ length: count }, (_, i) => addMonths(parseDate(first), i * every));
}

/** A loan of `face` at `rate` a month, repaid level over `count` months. */
export function levelAnnuity(face: number, rate: number, count: number): { interest: number[]; principal: number[] } {
  const payment = (face * rate) / (1 - (1 + rate) ** -count);
  const interest: number[] = [];
  const principal: number[] = [];
  let balance = face;
  for (let k = 0; k < count; k++) {
    interest.push(balance * rate);
    principal.push(payment - balance * rate);
    balance -= payment - balance * rate;
  }
  return { interest, principal };
}

function runOff(face: number, principal: ArrayLike<number>, accretion: ArrayLike<number>): number[] {
  let balance = face;
  return Array.from(principal, (paid, i) => {
    balance += accretion[i]! - paid;
    return balance;
  });
}
