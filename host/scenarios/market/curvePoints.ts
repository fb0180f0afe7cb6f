/** The points that a curve is made of, and all that can be wrong with them. */
import { FaultList } from '../../deal/faults.ts';
import { shown } from '../../errors.ts';

export const COMPOUNDINGS = ['continuous', 'annual', 'semiannual', 'monthly'] as const;
export type Compounding = (typeof COMPOUNDINGS)[number];

/**
 * Points of a curve, one rate a time.
 *
 * - `par`: swaps against the index, fixed legs twice a year, 30/360. Up to half a year: one payment, for its own length; beyond, whole
 *   half-years.
 * - `zero`: zero-coupon rates.
 * - `monthlyForward`: one-month simple rates by the month that they begin in, 0 being the valuation date, none left out. `accrual` is
 *   the part of a year that a month earns: 1/12 by default, 365.25/360/12 for rates quoted act/360.
 *
 * Units: years or months; decimals a year.
 */
export type CurvePoints =
  | { readonly kind: 'par'; readonly years: readonly number[]; readonly rates: readonly number[] }
  | {
      readonly kind: 'zero';
      readonly years: readonly number[];
      readonly rates: readonly number[];
      readonly compounding: Compounding;
    }
  | {
      readonly kind: 'monthlyForward';
      readonly months: readonly number[];
      readonly rates: readonly number[];
      readonly accrual?: number;
    };

export interface PointOptions {
  /** The lowest rate that is believed; default -5 %. Units: decimal a year. */
  readonly floor?: number;
  /** What faults call the curve. Default: curve. */
  readonly place?: string;
}

/** The floor where none is told. Units: decimal a year. */
export const FLOOR = -0.05;
const LONGEST_YEARS = 100;
/** A curve that begins later, or skips more, has a hole: 10 and 30 years are neighbours in many quotes, 2 and 30 are not. */
const LATEST_FIRST = 2;
const WIDEST_GAP = 20;

/** Payments a year of a compounding. */
export function yearsOf(compounding: Exclude<Compounding, 'continuous'>): number {
  return { annual: 1, semiannual: 2, monthly: 12 }[compounding];
}

/**
 * The points by time, after checks.
 *
 * Units: years; decimals a year. Throws: MARKET_POINTS, MARKET_FLOOR: every fault at once, each by the place of the point.
 */
export function checkedPoints(
  points: CurvePoints,
  options: PointOptions,
): { years: readonly number[]; rates: readonly number[] } {
  const faults = new FaultList();
  const place = options.place ?? 'curve';
  const at = points.kind === 'monthlyForward' ? points.months : points.years;
  const unit = points.kind === 'monthlyForward' ? 'months' : 'years';
  if (at.length === 0) faults.add('MARKET_POINTS', place, 'no points', 'one point at least');
  if (at.length !== points.rates.length)
    faults.add('MARKET_POINTS', place, `${at.length} ${unit} and ${points.rates.length} rates`, `as many rates as ${unit}`);
  checkRates(points.rates, place, options.floor ?? FLOOR, faults);
  if (points.kind === 'monthlyForward') {
    checkMonths(points.months, place, faults);
    const accrual = points.accrual ?? 1 / 12;
    if (!(accrual > 0.07 && accrual < 0.1))
      faults.add('MARKET_POINTS', `${place}.accrual`, accrual, 'the part of a year that a month earns, about 1/12');
  } else checkYears(points.years, points.kind === 'par', place, faults);
  faults.throwIfAny();
  const years = points.kind === 'monthlyForward' ? points.months.map((month) => (month + 1) / 12) : points.years.map(snapped);
  return { years, rates: points.rates };
}

/** A time a rounding away from a half-year is that half-year. */
function snapped(years: number): number {
  const half = Math.round(years * 2) / 2;
  return Math.abs(years - half) < 1e-9 ? half : years;
}

function checkRates(rates: readonly number[], place: string, floor: number, faults: FaultList): void {
  rates.forEach((rate, i) => {
    const here = `${place}.rates[${i}]`;
    if (!Number.isFinite(rate)) faults.add('MARKET_POINTS', here, shown(rate), 'a number: a point without a rate is left out');
    else if (rate < floor)
      faults.add(
        'MARKET_FLOOR',
        here,
        rate,
        `${floor} or more: correct the rate, or lower the floor if it is what the market quotes`,
      );
    else if (rate > 1) faults.add('MARKET_POINTS', here, rate, 'a decimal a year: 4.5 percent is 0.045');
  });
}

function checkYears(years: readonly number[], isPar: boolean, place: string, faults: FaultList): void {
  years.forEach((year, i) => {
    const here = `${place}.years[${i}]`;
    const before = i === 0 ? 0 : years[i - 1]!;
    if (!Number.isFinite(year) || year <= 0) faults.add('MARKET_POINTS', here, shown(year), 'years above 0');
    else if (year > LONGEST_YEARS) faults.add('MARKET_POINTS', here, year, `at most ${LONGEST_YEARS} years`);
    else if (i > 0 && year <= before)
      faults.add('MARKET_POINTS', here, `${year} after ${before}`, 'years in ascending order, each once');
    else if (i === 0 && year > LATEST_FIRST)
      faults.add('MARKET_POINTS', here, `a hole before ${year} years`, `a first point at ${LATEST_FIRST} years or earlier`);
    else if (year - before > WIDEST_GAP)
      faults.add(
        'MARKET_POINTS',
        here,
        `a hole between ${before} and ${year} years`,
        `points at most ${WIDEST_GAP} years apart: add one between`,
      );
    else if (isPar && year > 0.5 && Math.abs(snapped(year) * 2 - Math.round(year * 2)) > 0)
      faults.add('MARKET_POINTS', here, year, 'a whole number of half-years, as the fixed legs of par swaps have');
  });
}

function checkMonths(months: readonly number[], place: string, faults: FaultList): void {
  months.forEach((month, i) => {
    const here = `${place}.months[${i}]`;
    const due = i === 0 ? 0 : months[i - 1]! + 1;
    if (!Number.isInteger(month) || month < 0) faults.add('MARKET_POINTS', here, shown(month), 'a whole month, 0 or later');
    else if (month >= LONGEST_YEARS * 12) faults.add('MARKET_POINTS', here, month, `a month before ${LONGEST_YEARS * 12}`);
    else if (month < due) faults.add('MARKET_POINTS', here, `${month} after ${due - 1}`, 'months in ascending order, each once');
    else if (month > due)
      faults.add(
        'MARKET_POINTS',
        here,
        `a hole: month ${due} is missing${month > due + 1 ? `, and so on to ${month - 1}` : ''}`,
        'every month from 0 on',
      );
  });
}
