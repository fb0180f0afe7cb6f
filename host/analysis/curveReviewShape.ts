/** Shapes that no curve should have: jumps, ends that nothing supports, more leaving than there is. */
import { cprFromSmm } from '../curves/speeds.ts';
import type { MonthlyCurves } from './curveReviewCurves.ts';
import type { ReviewedCurve, ReviewTests } from './reviewTests.ts';

/** What a look at a shape found; `month` is a projection month from 1. */
export interface ShapeFinding {
  readonly value: number;
  readonly month: number;
}

/** A curve on the scale of a year: CPR, CDR, share of what is liquidated. */
export function annualValues(curve: ReviewedCurve, values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => (curve === 'severity' ? value : cprFromSmm(value)));
}

/** The largest step from one month to the next, and the month that it leads to. */
export function largestJump(curve: ReviewedCurve, values: ArrayLike<number>): ShapeFinding {
  const annual = annualValues(curve, values);
  let found: ShapeFinding = { value: 0, month: 1 };
  annual.forEach((value, place) => {
    const step = place === 0 ? 0 : Math.abs(value - (annual[place - 1] ?? 0));
    if (step > found.value) found = { value: step, month: place + 1 };
  });
  return found;
}

/** Where a curve ends: its last value, which holds on. */
export function tailOf(curve: ReviewedCurve, values: ArrayLike<number>): ShapeFinding {
  return { value: annualValues(curve, values).at(-1) ?? 0, month: values.length };
}

/** The most that leaves in a month, as a share of what is there: above 1 the engine takes prepayments back. */
export function mostLeaving({ prepayment, default: defaults }: MonthlyCurves): ShapeFinding {
  let found: ShapeFinding = { value: 0, month: 1 };
  defaults.forEach((mdr, place) => {
    const value = mdr + (prepayment[place] ?? 0);
    if (value > found.value) found = { value, month: place + 1 };
  });
  return found;
}

/** The share of today's balance that defaults over all months, amortization aside: `sum of Q(t-1) MDR(t)`. */
export function defaultedShare({ prepayment, default: defaults }: MonthlyCurves): number {
  let survival = 1;
  let share = 0;
  defaults.forEach((mdr, place) => {
    const smm = Math.min(prepayment[place] ?? 0, 1 - mdr);
    share += survival * mdr;
    survival *= 1 - smm - mdr;
  });
  return share;
}

/** Whether a value lies within the range of a curve's end. */
export function isWithinTail(curve: ReviewedCurve, value: number, { shape }: ReviewTests): boolean {
  const { low, high } = shape.tail[curve];
  return value >= low && value <= high;
}
