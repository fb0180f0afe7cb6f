/**
 * Result tables: columns of text, numbers and whole numbers, one fact a row, and their text as CSV and JSON. parquet.ts keeps them
 * on disk. A number's text is the shortest that reads back as the same double.
 */
import { type Fault, shown, WeirError } from '../errors.ts';
import { isTableName } from './folders.ts';

/** A column. A missing text is null, a missing number NaN; whole numbers are never missing. `unit` is for readers. */
export type Column =
  | { readonly name: string; readonly kind: 'text'; readonly unit?: string; readonly data: readonly (string | null)[] }
  | { readonly name: string; readonly kind: 'number'; readonly unit?: string; readonly data: Float64Array }
  | { readonly name: string; readonly kind: 'integer'; readonly unit?: string; readonly data: Int32Array };

/** A tidy table: one fact a row. Shape: all columns have the same length. */
export interface ResultTable {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** What a table's columns are called, without what is in them. */
export interface ColumnHead {
  readonly name: string;
  readonly kind: Column['kind'];
  readonly unit?: string;
}

/** Rows of a table. */
export function rowsOf({ columns }: ResultTable): number {
  return columns[0]?.data.length ?? 0;
}

/** The heads of a table's columns. */
export function headsOf({ columns }: ResultTable): ColumnHead[] {
  return columns.map(({ name, kind, unit }) => ({ name, kind, ...(unit === undefined ? {} : { unit }) }));
}

/** Checks tables before anything is written. Throws: STORE_NAME, STORE_TABLE, all faults at once. */
export function checkTables(tables: readonly ResultTable[]): void {
  const faults: Fault[] = [];
  const put = (place: string, got: string, expected: string) => faults.push({ code: 'STORE_TABLE', place, got, expected });
  const seen = new Set<string>();
  for (const table of tables) {
    const { name, columns } = table;
    const expected = 'a letter, then up to 63 letters, digits, _ or -';
    if (!isTableName(name)) faults.push({ code: 'STORE_NAME', place: 'table', got: shown(name), expected });
    // Some file systems take capitals and small letters for the same.
    if (seen.has(name.toLowerCase())) put(name, 'the same name twice', 'tables of different names');
    seen.add(name.toLowerCase());
    if (columns.length === 0) put(name, 'no columns', 'one or more');
    const rows = rowsOf(table);
    const names = new Set<string>();
    for (const column of columns) {
      const place = `${name}.${column.name}`;
      if (column.name === '') put(place, 'no name', 'a name');
      // SQL takes capitals and small letters for the same.
      if (names.has(column.name.toLowerCase())) put(place, 'the same name twice', 'columns of different names');
      names.add(column.name.toLowerCase());
      if (column.data.length !== rows) put(place, `${column.data.length} values`, `${rows}, as the first column has`);
      if (column.kind !== 'text') continue;
      const row = column.data.findIndex((value) => value !== null && (!value.isWellFormed() || value.includes('\0')));
      if (row >= 0) put(`${place}, row ${row + 1}`, shown(column.data[row]), 'text without broken characters');
    }
  }
  if (faults.length > 0) throw new WeirError(faults);
}

/** The text of a number: empty for a missing one, `-0` and `Infinity` as such. Its Number is the same double, bit for bit. */
export function exactText(value: number): string {
  if (Number.isNaN(value)) return '';
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * A table as CSV (RFC 4180), a line at a time, the header first, each ended by a line feed. A missing value is an empty cell, an
 * empty text is `""`. Throws: STORE_NAME, STORE_TABLE.
 */
export function* csvLines(table: ResultTable): Generator<string> {
  checkTables([table]);
  const { columns } = table;
  yield `${columns.map(({ name }) => csvText(name)).join(',')}\n`;
  const rows = rowsOf(table);
  for (let row = 0; row < rows; row++) yield `${columns.map((column) => csvCell(column, row)).join(',')}\n`;
}

function csvCell(column: Column, row: number): string {
  if (column.kind !== 'text') return exactText(column.data[row] ?? Number.NaN);
  const value = column.data[row] ?? null;
  return value === null ? '' : csvText(value);
}

function csvText(value: string): string {
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/**
 * A table as JSON `{name, columns: [{name, kind, unit}], rows: [[...], ...]}`, a line at a time. Missing values are null; infinities,
 * which JSON has not, are the texts `Infinity` and `-Infinity`. Throws: STORE_NAME, STORE_TABLE.
 */
export function* jsonLines(table: ResultTable): Generator<string> {
  checkTables([table]);
  const { name, columns } = table;
  yield `{"name":${JSON.stringify(name)},"columns":${JSON.stringify(headsOf(table))},"rows":[\n`;
  const rows = rowsOf(table);
  for (let row = 0; row < rows; row++) {
    const cells = columns.map((column) => jsonCell(column, row)).join(',');
    yield `[${cells}]${row + 1 < rows ? ',' : ''}\n`;
  }
  yield ']}\n';
}

function jsonCell(column: Column, row: number): string {
  if (column.kind === 'text') return JSON.stringify(column.data[row] ?? null);
  const value = column.data[row] ?? Number.NaN;
  if (Number.isNaN(value)) return 'null';
  return Number.isFinite(value) ? exactText(value) : `"${value}"`;
}
