/**
 * What a snapshot knows of the market: forward curves by index, the benchmark, the discount matrix. Also what a forward curve is on the
 * payment dates of one trust.
 */
import type { FaultList } from '../deal/faults.ts';
import type { Fault } from '../errors.ts';
import type { ParsedVector } from '../types.ts';
import { type Grid, MONTH, monthNumberOf, monthText, RATE, readRows, TEXT, YEARS } from './csv.ts';
import { readDiscount } from './discount.ts';
import type { SnapshotFiles } from './files.ts';
import type { Benchmark, ForwardCurve, Market } from './records.ts';
import { readTable } from './tables.ts';

/** More months than any curve is given for, and than any vector spells out. */
const MOST_MONTHS = 1200;

/** The files of the market, by absolute path, and the spread over the benchmark for the cash of hedges. */
export interface MarketSources {
  readonly indices: string;
  readonly discount: string;
  readonly benchmark: string;
  readonly nonPerformance: number;
}

/** Reads the tables of the market. Faults are added to the list. */
export async function readMarket(from: MarketSources, files: SnapshotFiles, faults: Fault[]): Promise<Market> {
  return {
    indices: await readTable(from.indices, files, faults, [], readIndices),
    discount: await readTable(from.discount, files, faults, [], readDiscount),
    benchmark: await readTable(from.benchmark, files, faults, { years: [], rates: [] }, readBenchmark),
    nonPerformance: from.nonPerformance,
  };
}

/** Forward curves: `index,month,rate,source`, the months of an index in order. */
export function readIndices(grid: Grid, faults: FaultList): ForwardCurve[] {
  const rows = readRows(grid, { columns: ['index', 'month', 'rate', 'source'] }, faults, (cell, place) => ({
    place,
    index: cell('index', TEXT),
    month: cell('month', MONTH),
    rate: cell('rate', RATE),
    source: cell('source', TEXT),
  }));
  const curves = new Map<string, { months: string[]; rates: number[]; sources: Set<string> }>();
  for (const { place, index, month, rate, source } of rows) {
    const curve = curves.get(index) ?? { months: [], rates: [], sources: new Set() };
    curves.set(index, curve);
    const before = curve.months.at(-1);
    if (before !== undefined && month <= before)
      faults.add(
        'TABLE_VALUE',
        `${place}, month`,
        `${month} after ${before}`,
        `the months of ${index} in the order of time, each once`,
      );
    else if (monthNumberOf(month) - monthNumberOf(curve.months[0] ?? month) >= MOST_MONTHS)
      faults.add('TABLE_VALUE', `${place}, month`, month, `at most ${MOST_MONTHS} months from the first`);
    curve.months.push(month);
    curve.rates.push(rate);
    curve.sources.add(source);
  }
  if (rows.length === 0 && faults.count === 0) faults.add('TABLE_SHAPE', 'line 2', 'nothing', 'at least one rate');
  return [...curves].map(([index, { months, rates, sources }]) => ({
    index,
    months,
    rates,
    source: [...sources].join('; '),
  }));
}

/** Par yields: `years,rate`, ascending. */
export function readBenchmark(grid: Grid, faults: FaultList): Benchmark {
  const rows = readRows(grid, { columns: ['years', 'rate'] }, faults, (cell, place) => ({
    place,
    years: cell('years', YEARS),
    rate: cell('rate', RATE),
  }));
  rows.forEach(({ place, years }, at) => {
    const before = rows[at - 1]?.years;
    if (before !== undefined && years <= before)
      faults.add('TABLE_VALUE', `${place}, years`, `${years} after ${before}`, 'years in ascending order, each once');
  });
  if (rows.length === 0 && faults.count === 0) faults.add('TABLE_SHAPE', 'line 2', 'nothing', 'at least one yield');
  return { years: rows.map(({ years }) => years), rates: rows.map(({ rate }) => rate) };
}

/**
 * The rate of a forward curve in a calendar month: linear between given months, the last one holding on.
 *
 * Units: months since year 0; a decimal a year. Answers undefined before the curve begins.
 */
export function forwardRate({ months, rates }: ForwardCurve, month: number): number | undefined {
  // Months as texts stand in the order of time.
  const text = monthText(month);
  const next = months.findIndex((given) => given > text);
  if (next === 0) return undefined;
  if (next < 0) return rates.at(-1);
  const from = monthNumberOf(months[next - 1] ?? '');
  const to = monthNumberOf(months[next] ?? '');
  const low = rates[next - 1] ?? 0;
  return low + (((rates[next] ?? 0) - low) * (month - from)) / (to - from);
}

/** A curve by projection month, or where it would have had to begin. */
export type Aligned = { readonly rates: ParsedVector } | { readonly lacks: string };

/**
 * A forward curve by projection month, for a trust whose first projection month is the calendar month `first`. Rates already set for
 * the first months (`fixings`) stand before those of the curve.
 *
 * Units: a vector of percents; `first` is months since year 0.
 */
export function alignCurve(curve: ForwardCurve, first: number, fixings: readonly number[] = []): Aligned {
  const start = first + fixings.length;
  const begins = monthNumberOf(curve.months[0] ?? '');
  if (begins > start) return { lacks: monthText(start) };
  const last = monthNumberOf(curve.months.at(-1) ?? '');
  const months = Math.max(1, last - start + 1);
  const forward = Array.from({ length: months }, (_, at) => forwardRate(curve, start + at) ?? 0);
  // Fifteen digits: 5.94 for 0.0594, which a hundredth of it is again.
  const values = [...fixings, ...forward].map((rate) => Number((rate * 100).toPrecision(15)));
  return { rates: { unit: 'PERCENT', segments: [{ kind: 'step', values }], anchor: 'projection', multiplier: 1 } };
}
