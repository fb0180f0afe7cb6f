/** Tables of a number by month: home prices, mortgage rates. */
import { resolve } from 'node:path';
import { FaultList } from '../deal/faults.ts';
import { readBytes } from '../deal/read.ts';
import { gridOfCsv, MONTH, monthNumberOf, NUMBER, readRows, TEXT } from './csv.ts';

/** A number by month, or by years. Shape: ascending; months since year 0. */
export interface Series {
  readonly months: readonly number[];
  readonly values: readonly number[];
}

const MOST_BYTES = 10_000_000;

/**
 * Reads a series: `month`, the column of that name and optionally `source`; the months in order, values above 0, `least` of them.
 *
 * Throws: FILE_UNREADABLE, FILE_TOO_LARGE; TABLE_SHAPE and TABLE_VALUE, all faults at once.
 */
export function readSeries(file: string, column: string, least = 1): Series {
  const path = resolve(file);
  const faults = new FaultList(path);
  const grid = gridOfCsv(readBytes(path, MOST_BYTES).toString('utf8'), faults);
  const rows = readRows(grid, { columns: ['month', column], optional: ['source'] }, faults, (cell, place) => {
    cell('source', TEXT, '');
    return { place, month: cell('month', MONTH), value: cell(column, NUMBER) };
  });
  rows.forEach(({ place, month, value }, at) => {
    const before = rows[at - 1]?.month;
    if (before !== undefined && month <= before)
      faults.add('TABLE_VALUE', `${place}, month`, `${month} after ${before}`, 'months in the order of time, each once');
    if (!(value > 0)) faults.add('TABLE_VALUE', `${place}, ${column}`, value, 'a number above 0');
  });
  if (rows.length < least && faults.count === 0)
    faults.add('TABLE_SHAPE', 'line 2', `${rows.length} months`, `${least} at least`);
  faults.throwIfAny();
  return { months: rows.map(({ month }) => monthNumberOf(month)), values: rows.map(({ value }) => value) };
}

/** The value of a month, linear between given ones; undefined before the first and after the last. */
export function seriesAt({ months, values }: Series, month: number): number | undefined {
  const next = months.findIndex((given) => given >= month);
  const value = values[next];
  if (next < 0 || value === undefined) return undefined;
  const to = months[next] ?? month;
  if (to === month) return value;
  const [from, before] = [months[next - 1], values[next - 1]];
  return from === undefined || before === undefined ? undefined : before + ((value - before) * (month - from)) / (to - from);
}
