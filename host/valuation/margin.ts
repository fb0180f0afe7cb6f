/**
 * Spreads of projected cash over a curve: the discount margin over the rates of an index, and the Z-spread over zero rates. From value to
 * spread and from spread to value; the cash is as projected, whatever the spread.
 */
import { fail, shown } from '../errors.ts';
import { risingRoot } from '../scenarios/market/roots.ts';
import { cashPaid, paymentCount, type TrancheCash } from './cash.ts';
import { yearsFromSettlement } from './clock.ts';

/**
 * An index as the discount margin has it: its rate in the period that ends at each payment, and the length of that period by the day count
 * of the class, the first from settlement.
 *
 * Shape: one entry a payment date. Units: decimals a year; years.
 */
export interface IndexPath {
  readonly rates: ArrayLike<number>;
  readonly fractions: ArrayLike<number>;
}

/** Spreads that are looked between. Units: decimal a year. */
const LOWEST = -0.9;
const HIGHEST = 20;

/**
 * What the cash is worth when each period earns the index plus the margin: `sum of c(k) / product over j up to k of (1 + (L(j) + m) f(j))`.
 *
 * Units: a decimal a year, simple within a period, on the day count of the fractions (actual/360 for most floaters); dollars, accrued
 * interest included. Source: the usual definition of a discount margin with the forward rates of the index. Checked by: a class that pays
 * its index plus a margin is worth par at that margin, whatever the rates.
 */
export function valueAtMargin(cash: TrancheCash, index: IndexPath, margin: number): number {
  return overMargin(cash, index, margin)[0];
}

/** Value, and its slope in the margin. */
function overMargin(cash: TrancheCash, { rates, fractions }: IndexPath, margin: number): [value: number, slope: number] {
  let factor = 1;
  let fall = 0;
  let value = 0;
  let slope = 0;
  for (let k = 0; k < paymentCount(cash); k++) {
    const growth = 1 + (rates[k]! + margin) * fractions[k]!;
    factor /= growth;
    fall += fractions[k]! / growth;
    value += cashPaid(cash, k) * factor;
    slope -= cashPaid(cash, k) * factor * fall;
  }
  return [value, slope];
}

/** The discount margin at which the cash is worth `value`. Throws: YIELD_NONE where none between -90 % and 2,000 % is. */
export function marginFromValue(cash: TrancheCash, index: IndexPath, value: number): number {
  return spreadAt((margin) => overMargin(cash, index, margin), value, 'discount margin');
}

/** A curve as the Z-spread has it: minus the logarithm of what a dollar at `years` is worth. */
export type MinusLog = (years: number) => number;

/**
 * What the cash is worth when every zero rate of the curve, bond-equivalent, is raised by the spread: `sum of c(k) (1 + (z(k) + s) / 2) ^ -2 t(k)`
 * on the clock of yields. Over a flat curve the spread is the yield less the curve.
 *
 * Units: a decimal a year, bond-equivalent; dollars, accrued interest included.
 */
export function valueAtZSpread(cash: TrancheCash, curve: MinusLog, spread: number): number {
  return overCurve(cash, curve)(spread)[0];
}

/** Value at a spread, and its slope. */
function overCurve(cash: TrancheCash, curve: MinusLog): (spread: number) => [value: number, slope: number] {
  const years = yearsFromSettlement(cash);
  // Growth in half a year at the zero rate: 1 + z / 2.
  const growths = years.map((time) => Math.exp(curve(time) / (2 * time)));
  return (spread) => {
    let value = 0;
    let slope = 0;
    for (let k = 0; k < years.length; k++) {
      const growth = growths[k]! + spread / 2;
      const worth = cashPaid(cash, k) * growth ** (-2 * years[k]!);
      value += worth;
      slope -= (worth * years[k]!) / growth;
    }
    return [value, slope];
  };
}

/** The Z-spread at which the cash is worth `value`. Throws: YIELD_NONE where none between -90 % and 2,000 % is. */
export function zSpreadFromValue(cash: TrancheCash, curve: MinusLog, value: number): number {
  return spreadAt(overCurve(cash, curve), value, 'Z-spread');
}

/** The bond-equivalent zero rate of a curve. Units: years, above 0; decimal a year. */
export function zeroRate(curve: MinusLog, years: number): number {
  return 2 * Math.expm1(curve(years) / (2 * years));
}

function spreadAt(of: (spread: number) => readonly [number, number], value: number, what: string): number {
  const [least, most] = [of(HIGHEST)[0], of(LOWEST)[0]];
  if (!(value > 0 && value >= least && value <= most)) {
    const expected = `a price whose value is from ${least.toPrecision(8)} to ${most.toPrecision(8)}: ${what}s of 2,000% and -90%`;
    fail({ code: 'YIELD_NONE', place: what, got: `a value of ${shown(value)}`, expected });
  }
  return risingRoot(
    (spread) => {
      const [worth, slope] = of(spread);
      // Its logarithm is nearly straight: a few steps of Newton's.
      return [Math.log(value / worth), -slope / worth];
    },
    LOWEST,
    HIGHEST,
    0,
  );
}
