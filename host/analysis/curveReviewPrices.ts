/** Home prices beside severities: what a fall or rise of prices makes of a severity, and the file that says them. */
import { resolve } from 'node:path';
import { monthNumberOf } from '../portfolio/csv.ts';
import { readSeries, seriesAt } from '../portfolio/series.ts';
import { REVIEW_MONTHS } from './curveReviewCurves.ts';
import type { RealizedMonth } from './curveReviewSpeeds.ts';
import { DEFAULT_TESTS, type ReviewTests } from './reviewTests.ts';

/** A series of home prices. Shape: months since year 0, ascending; levels above 0 of whatever base. */
export interface HomePrices {
  readonly file: string;
  readonly months: readonly number[];
  readonly levels: readonly number[];
}

/**
 * Reads a series: `month,index` and optionally `source`, two months at least; past and forecast alike.
 *
 * Throws: as `readSeries`.
 */
export function readHomePrices(file: string): HomePrices {
  const { months, values } = readSeries(file, 'index', 2);
  return { file: resolve(file), months, levels: values };
}

/** The level in a month, linear between given ones; undefined before the first and after the last. Units: months since year 0. */
export function priceAt({ months, levels }: HomePrices, month: number): number | undefined {
  return seriesAt({ months, values: levels }, month);
}

/**
 * The severity that another level of prices makes of one: what a property brings goes with prices, so `1 - (1 - severity) x to / from`,
 * between 0 and 1. Costs and liens that do not are left aside.
 */
export function severityAtPrices(severity: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, 1 - ((1 - severity) * to) / from));
}

/** Severity as prices imply it, beside a curve's. */
export interface ImpliedSeverity {
  readonly curve: number;
  readonly implied: number;
  /** Months that it is of: realized ones, or the projection month that is furthest apart. */
  readonly months: number;
}

/**
 * The realized severity of the last months brought to the prices of `now`: each month's liquidations at the prices they were made at.
 * Undefined where nothing was liquidated, or prices are not known.
 */
export function realizedAtPrices(
  realized: readonly RealizedMonth[],
  prices: HomePrices,
  now: number,
  months = DEFAULT_TESTS.homePrices.months,
): number | undefined {
  const used = realized.filter(({ month }) => monthNumberOf(month) > now - months && monthNumberOf(month) <= now);
  const today = priceAt(prices, now);
  let liquidated = 0;
  let lost = 0;
  let weighted = 0;
  for (const each of used) {
    const then = priceAt(prices, monthNumberOf(each.month));
    if (then === undefined) return undefined;
    liquidated += each.liquidated;
    lost += each.liquidated * (each.severity ?? 0);
    weighted += each.liquidated * then;
  }
  if (today === undefined || liquidated <= 0) return undefined;
  return severityAtPrices(lost / liquidated, weighted / liquidated, today);
}

/**
 * Where a curve of severities leaves the path that prices draw from its first month, the furthest of the months whose prices are known.
 * Undefined where none but the first is. Units: `first` is months since year 0 of projection month 1.
 */
export function furthestFromPrices(
  severity: ArrayLike<number>,
  prices: HomePrices,
  first: number,
  { horizon }: ReviewTests['homePrices'],
): ImpliedSeverity | undefined {
  const begin = priceAt(prices, first);
  const start = severity[0];
  if (begin === undefined || start === undefined) return undefined;
  let furthest: ImpliedSeverity | undefined;
  for (let month = 1; month < Math.min(horizon, REVIEW_MONTHS, severity.length); month++) {
    const level = priceAt(prices, first + month);
    const curve = severity[month];
    if (level === undefined || curve === undefined) break;
    const implied = severityAtPrices(start, begin, level);
    const isFurther = furthest === undefined || Math.abs(curve - implied) > Math.abs(furthest.curve - furthest.implied);
    if (isFurther) furthest = { curve, implied, months: month + 1 };
  }
  return furthest;
}
