/** The trusts of the committed example portfolio, simulated once for all tests of a file, and readers of its files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { DEFAULT_SIZE } from '../../examples/portfolio/calibration.ts';
import { dateFolder, trustsOf } from '../../examples/portfolio/portfolio.ts';
import { type SimulatedTrust, simulateTrust } from '../../examples/portfolio/trust.ts';

export const PORTFOLIO = fileURLToPath(new URL('../../examples/portfolio/', import.meta.url));
export const FOLDERS = [0, 1].map(dateFolder);

/** In the order of the snapshot. */
export function simulated(): SimulatedTrust[] {
  return trustsOf(DEFAULT_SIZE).map(({ model, key }) => simulateTrust(model, key));
}

export type Row = Readonly<Record<string, string>>;

/** Rows of a table by its header. No cell of a trust's tables has a comma in it. */
export function rowsOf(text: string): Row[] {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const columns = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [columns[at] ?? '', cell])));
}

/** A file of a trust at date 0 or 1, as it was committed. */
export function fileOf(trust: string, date: number, name: string): string {
  return readFileSync(join(PORTFOLIO, FOLDERS[date] ?? '', 'trusts', trust, name), 'utf8');
}

export const yamlOf = (trust: string, date: number, name: string): unknown => parse(fileOf(trust, date, name));

/** The part of a parsed file under some keys. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** Amounts by name. */
export function amountsAt(value: unknown, ...keys: readonly string[]): Map<string, number> {
  return new Map(Object.entries(at(value, ...keys) ?? {}).map(([name, amount]) => [name, Number(amount)]));
}

/** The tape of a date with Weir's names for its columns, whoever wrote it. */
export function tapeOf(trust: string, date: number): Row[] {
  const columns = new Map(Object.entries(at(yamlOf(trust, date, 'trust.yaml'), 'tape', 'columns') ?? {}));
  return rowsOf(fileOf(trust, date, 'loans.csv')).map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, cell]) => [String(columns.get(column) ?? column), cell])),
  );
}

/** Dollars in whole cents. */
export const cents = (dollars: string | undefined): number => Math.round(Number(dollars) * 100);
export const total = (rows: readonly Row[], column: string): number => rows.reduce((sum, row) => sum + cents(row[column]), 0);
