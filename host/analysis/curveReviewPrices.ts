/** Home prices beside severities: what a fall or rise of prices makes of a severity, and the file that says them. */
import { resolve } from 'node:path';
import { FaultList } from '../deal/faults.ts';
import { readBytes } from '../deal/read.ts';
import { gridOfCsv, MONTH, monthNumberOf, NUMBER, readRows, TEXT } from '../portfolio/csv.ts';
import { REVIEW_MONTHS } from './curveReviewCurves.ts';
import type { RealizedMonth } from './curveReviewSpeeds.ts';
import { DEFAULT_TESTS, type ReviewTests } from './reviewTests.ts';

/** A series of home prices. Shape: months since year 0, ascending; levels above 0 of whatever base. */
export interface HomePrices {
  readonly file: string;
  readonly months: readonly number[];
  readonly levels: readonly number[];
}

const MOST_BYTES = 10_000_000;

/**
 * Reads a series: `month,index` and optionally `source`, the months in order; past and forecast alike.
 *
 * Throws: FILE_UNREADABLE, FILE_TOO_LARGE; TABLE_SHAPE and TABLE_VALUE, all faults at once.
 */
export function readHomePrices(file: string): HomePrices {
  const path = resolve(file);
  const faults = new FaultList(path);
  const grid = gridOfCsv(readBytes(path, MOST_BYTES).toString('utf8'), faults);
  const rows = readRows(grid, { columns: ['month', 'index'], optional: ['source'] }, faults, (cell, place) => {
    cell('source', TEXT, '');
    return { place, month: cell('month', MONTH), level: cell('index', NUMBER) };
  });
  rows.forEach(({ place, month, level }, at) => {
    const before = rows[at - 1]?.month;
    if (before !== undefined && month <= before)
      faults.add('TABLE_VALUE', `${place}, month`, `${month} after ${before}`, 'months in the order of time, each once');
    if (level <= 0) faults.add('TABLE_VALUE', `${place}, index`, level, 'a level above 0');
  });
  if (rows.length < 2 && faults.count === 0) faults.add('TABLE_SHAPE', 'line 2', `${rows.length} months`, 'at least two');
  faults.throwIfAny();
  return { file: path, months: rows.map(({ month }) => monthNumberOf(month)), levels: rows.map(({ level }) => level) };
}

/** The level in a month, linear between given ones; undefined before the first and after the last. Units: months since year 0. */
export function priceAt({ months, levels }: HomePrices, month: number): number | undefined {
  const next = months.findIndex((given) => given >= month);
  const level = levels[next];
  if (next < 0 || level === undefined) return undefined;
  const to = months[next] ?? month;
  if (to === month) return level;
  const from = months[next - 1];
  const low = levels[next - 1];
  return from === undefined || low === undefined ? undefined : low + ((level - low) * (month - from)) / (to - from);
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
