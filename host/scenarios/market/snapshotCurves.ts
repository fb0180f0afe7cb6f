/** Points of a curve from what a snapshot gives: par yields of the benchmark, or the forward curve of a one-month index. */

import { fail } from '../../errors.ts';
import { monthNumberOf, monthText } from '../../portfolio/csv.ts';
import { forwardRate } from '../../portfolio/market.ts';
import type { Benchmark, ForwardCurve } from '../../portfolio/records.ts';
import { PAR_PAYMENTS } from './curve.ts';
import type { CurvePoints } from './curvePoints.ts';
import { YEAR_FRACTIONS, type YearFraction } from './indexSpecs.ts';

/** As long as loans run. */
const YEARS = 50;

/**
 * The benchmark's par yields at every half-year, linear between the given years and flat outside them, as the deterministic valuation
 * reads it: with log-linear interpolation the curve has the very same discount factors.
 *
 * Units: years. Throws: MARKET_CURVE when the benchmark has no points.
 */
export function benchmarkPoints({ years, rates }: Benchmark, until = YEARS): CurvePoints {
  if (years.length === 0) fail({ code: 'MARKET_CURVE', place: 'benchmark', got: 'no par yields', expected: 'one at least' });
  const halves = Array.from({ length: Math.max(1, Math.ceil(until * PAR_PAYMENTS)) }, (_, k) => (k + 1) / PAR_PAYMENTS);
  return { kind: 'par', years: halves, rates: halves.map((year) => between(years, rates, year)) };
}

function between(years: readonly number[], rates: readonly number[], year: number): number {
  const next = years.findIndex((given) => given >= year);
  if (next < 0) return rates[rates.length - 1]!;
  if (next === 0) return rates[0]!;
  const share = (year - years[next - 1]!) / (years[next]! - years[next - 1]!);
  return rates[next - 1]! + share * (rates[next]! - rates[next - 1]!);
}

/**
 * The forwards of a one-month index by month from the valuation date on, the last one holding on.
 *
 * `first`: the calendar month of the valuation date, in months since year 0. Units: decimals a year in the day count of the index.
 * Throws: MARKET_POINTS where the curve begins later.
 */
export function forwardPoints(
  curve: ForwardCurve,
  first: number,
  months: number,
  dayCount: YearFraction = 'act/360',
): CurvePoints {
  const places = Array.from({ length: months }, (_, month) => month);
  const rates = places.map((month) => forwardRate(curve, first + month));
  const known = rates.filter((rate) => rate !== undefined);
  if (known.length < months) {
    fail({
      code: 'MARKET_POINTS',
      place: `forward curve of ${curve.index}`,
      got: `a curve from ${monthText(monthNumberOf(curve.months[0] ?? ''))} on`,
      expected: `one that begins in ${monthText(first)}, the month of the valuation date, or earlier`,
    });
  }
  return { kind: 'monthlyForward', months: places, rates: known, accrual: YEAR_FRACTIONS[dayCount] / 12 };
}
