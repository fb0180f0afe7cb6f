/**
 * Price from yield and yield from price, of cash that is already projected.
 *
 * Prices are per 100 of face; `clean` is as quoted, `full` includes accrued interest. Yields are bond-equivalent unless the name
 * says otherwise. Cash is discounted to its payment date, so a payment delay costs what it should.
 */

import { dayFraction } from '../curves/dates.ts';
import { fail, shown } from '../errors.ts';
import { cashPaid, paymentCount, type TrancheCash } from './cash.ts';
import { yearsBetween, yearsToFirst } from './clock.ts';

/** The yields that `yieldFromPrice` looks between: -90 % and 10,000 %, bond-equivalent. */
export const LOWEST_YIELD = -0.9;
export const HIGHEST_YIELD = 100;

/** Where the search starts. Units: a year, bond-equivalent. */
const FIRST_GUESS = 0.05;
/** Newton's error after a step is about the square of the step, so a step this small ends at the last digit. Units: a year. */
const FORCE_TOLERANCE = 1e-12;
/** Newton needs about ten steps at ordinary yields, and a hundred halvings would do without it. */
const STEPS_AT_MOST = 200;

/**
 * The bond-equivalent yield, compounded twice a year, of a yield compounded monthly: `2((1+m)^6 - 1)` with m a month.
 *
 * Units: both decimals a year; the monthly one is nominal, 12 m.
 */
export function yieldBeyFromMonthly(yieldMonthly: number): number {
  return 2 * Math.expm1(6 * Math.log1p(yieldMonthly / 12));
}

/** The yield compounded monthly, nominal (12 m), of a bond-equivalent one. Units: decimals a year. */
export function yieldMonthlyFromBey(yieldBey: number): number {
  return 12 * Math.expm1(Math.log1p(yieldBey / 2) / 6);
}

/** The continuous rate of a bond-equivalent yield: cash at t years is worth `exp(-force t)`. */
export function forceFromBey(yieldBey: number): number {
  return 2 * Math.log1p(yieldBey / 2);
}

/**
 * Interest earned by the seller: the first coupon on the face from the dated date to settlement, none before the dated date.
 *
 * Units: dollars. Source: US 30/360 counts a settlement on the 31st as the 30th. A principal-only class has coupon 0 and
 * so none; an interest-only class has it on its notional.
 */
export function accruedInterest(cash: TrancheCash): number {
  if (cash.settlement <= cash.dated) return 0;
  return cash.face * cash.coupon0 * dayFraction(cash.dayCount, cash.dated, cash.settlement);
}

/** The value at settlement of all cash to come: what a buyer at this yield pays, accrued interest included. Units: dollars. */
export function fullValue(cash: TrancheCash, yieldBey: number): number {
  const force = forceFromBey(yieldBey);
  return discounted(paymentsOf(cash), force).value;
}

/** Price per 100 of face with accrued interest. */
export function fullPrice(cash: TrancheCash, yieldBey: number): number {
  return (100 * fullValue(cash, yieldBey)) / cash.face;
}

/** Price per 100 of face without accrued interest, as quoted. */
export function cleanPrice(cash: TrancheCash, yieldBey: number): number {
  return (100 * (fullValue(cash, yieldBey) - accruedInterest(cash))) / cash.face;
}

/** What a buyer at this clean price pays: price and accrued interest. Units: dollars. */
export function proceeds(cash: TrancheCash, clean: number): number {
  return (cash.face * clean) / 100 + accruedInterest(cash);
}

/**
 * The bond-equivalent yield at which the cash is worth the clean price.
 *
 * Throws: YIELD_NONE when nothing is paid, when there is no face to quote on, when the price with accrued interest is not above 0,
 * or when the yield would lie outside -90 % to 10,000 %.
 */
export function yieldFromPrice(cash: TrancheCash, clean: number): number {
  if (!(cash.face > 0)) refuse('price', clean, 'a tranche with a balance or notional to quote a price on');
  const cleanOf = (value: number) => (100 * (value - accruedInterest(cash))) / cash.face;
  return yieldOf(paymentsOf(cash), proceeds(cash, clean), { place: 'price', asked: clean, quoted: cleanOf });
}

/**
 * The bond-equivalent yield at which the cash is worth `value`, accrued interest included: for a residual, which has no face.
 *
 * Units: dollars. Throws: YIELD_NONE, as `yieldFromPrice`.
 */
export function yieldFromValue(cash: TrancheCash, value: number): number {
  return yieldOf(paymentsOf(cash), value, { place: 'value', asked: value, quoted: (bound) => bound });
}

/** Value-weighted mean time to the cash, at a bond-equivalent yield; NaN when there is no cash. Units: years. */
export function meanYears(cash: TrancheCash, yieldBey: number): number {
  const { value, valueYears } = discounted(paymentsOf(cash), forceFromBey(yieldBey));
  return valueYears / value;
}

/** Cash by time: what discounting needs, worked out once for many yields. Payments are evenly spaced. Units: dollars; years. */
interface Payments {
  readonly amounts: Float64Array;
  /** To the first payment, and from one to the next. */
  readonly first: number;
  readonly step: number;
}

function paymentsOf(cash: TrancheCash): Payments {
  const amounts = new Float64Array(paymentCount(cash));
  for (let i = 0; i < amounts.length; i++) amounts[i] = cashPaid(cash, i);
  return { amounts, first: amounts.length === 0 ? 0 : yearsToFirst(cash), step: yearsBetween(cash) };
}

/**
 * Value, and value times years: minus the slope of value in the force of interest. One exponential for all payments: with
 * g = exp(-force step) the value is exp(-force first) x sum of a(i) g^i, by Horner's rule from the last payment back.
 */
function discounted({ amounts, first, step }: Payments, force: number): { value: number; valueYears: number } {
  const g = Math.exp(-force * step);
  let sum = 0;
  let slope = 0;
  for (let i = amounts.length - 1; i >= 0; i--) {
    slope = slope * g + sum;
    sum = sum * g + amounts[i]!;
  }
  const start = Math.exp(-force * first);
  const value = start * sum;
  return { value, valueYears: first * value + step * start * g * slope };
}

/** How a yield was asked for, so that a refusal can speak of what was asked. `quoted` turns a value into the asker's terms. */
interface Asked {
  readonly place: 'price' | 'value';
  readonly asked: number;
  readonly quoted: (value: number) => number;
}

function yieldOf(payments: Payments, target: number, asked: Asked): number {
  refuseUnreachable(payments, target, asked);

  // The logarithm of value is convex and falls as the force rises: from the left every Newton step falls short of the root, from
  // the right the first step crosses to the left. Bisection takes over where a step leaves the bracket.
  let low = forceFromBey(LOWEST_YIELD);
  let high = forceFromBey(HIGHEST_YIELD);
  let force = forceFromBey(FIRST_GUESS);
  for (let step = 0; step < STEPS_AT_MOST; step++) {
    const { value, valueYears } = discounted(payments, force);
    const excess = Math.log(value / target);
    if (excess > 0) low = force;
    else high = force;
    const newton = force + (excess * value) / valueYears;
    const next = newton >= low && newton <= high ? newton : (low + high) / 2;
    const moved = Math.abs(next - force);
    force = next;
    if (moved <= FORCE_TOLERANCE) break;
  }
  return 2 * Math.expm1(force / 2);
}

function refuseUnreachable(payments: Payments, target: number, { place, asked, quoted }: Asked): void {
  const most = discounted(payments, forceFromBey(LOWEST_YIELD)).value;
  const least = discounted(payments, forceFromBey(HIGHEST_YIELD)).value;
  const shownBound = (value: number) => quoted(value).toPrecision(8);

  if (!(most > 0 && Number.isFinite(most))) refuse(place, asked, 'a tranche that is paid a finite amount above 0');
  if (!(target > 0)) refuse(place, asked, `a ${place} above ${shownBound(0)}, where a buyer pays something`);
  if (target > most) refuse(place, asked, `at most ${shownBound(most)}, the ${place} at a yield of -90 %`);
  if (target < least) refuse(place, asked, `at least ${shownBound(least)}, the ${place} at a yield of 10,000 %`);
}

function refuse(place: string, asked: number, expected: string): never {
  fail({ code: 'YIELD_NONE', place, got: shown(asked), expected });
}
