/**
 * The small tables of a snapshot: strict reading with a line number in every fault. A table is first a grid of texts, whatever file it
 * comes from; then its rows are read cell by cell, each cell as what it must be.
 */
import { parseNumber } from '../deal/expression.ts';
import type { FaultList } from '../deal/faults.ts';
import { suggested } from '../deal/nearest.ts';

/** Texts by row and column. Every row has as many cells as there are columns. */
export interface Grid {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly place: string; readonly cells: readonly string[] }[];
}

/** What a cell may hold. `read` answers undefined for anything else; `blank` stands in for it until the faults are told. */
export interface Kind<T> {
  readonly expected: string;
  readonly blank: T;
  read(cell: string): T | undefined;
}

/** Reads one cell of a row. `otherwise` is the value of an empty cell, and of a column that the table does not have. */
export type CellReader = <T>(column: string, kind: Kind<T>, otherwise?: T) => T;

export interface TableShape {
  readonly columns: readonly string[];
  /** Columns that a table may do without. */
  readonly optional?: readonly string[];
  /** Whether a column of any other name belongs to the table. */
  readonly isOther?: (column: string) => boolean;
}

const CELL = /[ \t]*(?:"((?:[^"]|"")*)"[ \t]*|([^,"]*))(,|$)/y;

/**
 * The grid of a text with a header line and commas between cells; a cell in double quotes may hold commas, and quotes written twice.
 * Faults (TABLE_SHAPE, TABLE_VALUE) are added to the list, and rows with them are left out.
 */
export function gridOfCsv(text: string, faults: FaultList): Grid {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const columns = cellsOf(header) ?? [];
  if (header.trim() === '' || columns.length === 0) {
    faults.add('TABLE_SHAPE', 'line 1', header, 'a header line with the names of the columns');
    return { columns: [], rows: [] };
  }
  const rows = lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const place = `line ${index + 2}`;
    const cells = cellsOf(line);
    if (cells === undefined) {
      faults.add('TABLE_VALUE', place, line, 'cells with commas between them; double quotes stand around a whole cell');
      return [];
    }
    if (cells.length !== columns.length) {
      faults.add('TABLE_VALUE', place, `${cells.length} cells`, `${columns.length}, as in the header`);
      return [];
    }
    return [{ place, cells }];
  });
  return { columns, rows };
}

function cellsOf(line: string): string[] | undefined {
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (;;) {
    const found = CELL.exec(line);
    if (found === null) return undefined;
    const [, quoted, plain = '', end] = found;
    cells.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    if (end === '') return cells;
  }
}

/** Rows of a grid, each as `row` makes it of its cells. Rows with faults are left out; the faults are added to the list. */
export function readRows<R>(grid: Grid, shape: TableShape, faults: FaultList, row: (cell: CellReader, place: string) => R): R[] {
  if (grid.columns.length === 0 || !hasShape(grid, shape, faults)) return [];
  const at = new Map(grid.columns.map((column, index) => [column, index]));
  return grid.rows.flatMap(({ place, cells }) => {
    const before = faults.count;
    const cell = <T>(column: string, kind: Kind<T>, otherwise?: T): T => {
      const text = cells[at.get(column) ?? -1] ?? '';
      if (text === '' && otherwise !== undefined) return otherwise;
      const value = text === '' ? undefined : kind.read(text);
      if (value !== undefined) return value;
      faults.add('TABLE_VALUE', `${place}, ${column}`, text === '' ? 'nothing' : `'${text}'`, kind.expected);
      return kind.blank;
    };
    const made = row(cell, place);
    return faults.count === before ? [made] : [];
  });
}

function hasShape({ columns }: Grid, { columns: needed, optional = [], isOther }: TableShape, faults: FaultList): boolean {
  const before = faults.count;
  const known = [...needed, ...optional];
  columns.forEach((column, index) => {
    if (columns.indexOf(column) !== index)
      faults.add('TABLE_SHAPE', 'line 1', `the column '${column}' a second time`, 'every column once');
    else if (!known.includes(column) && isOther?.(column) !== true)
      faults.add('TABLE_SHAPE', 'line 1', `the column '${column}'`, suggested(`one of ${known.join(', ')}`, column, known));
  });
  for (const column of needed) {
    if (!columns.includes(column)) faults.add('TABLE_SHAPE', 'line 1', 'nothing', `the column '${column}'`);
  }
  return faults.count === before;
}

const numbers = (expected: string, low: number, high: number, isWhole = false): Kind<number> => ({
  expected,
  blank: 0,
  read: (cell) => {
    const value = parseNumber(cell);
    return value >= low && value <= high && (!isWhole || Number.isInteger(value)) ? value : undefined;
  },
});

/** Any text but an empty one. */
export const TEXT: Kind<string> = { expected: 'a text', blank: '', read: (cell) => cell };
export const RATE = numbers('a rate from 0 to 100%, as 0.0525 or 5.25%', 0, 1);
export const DOLLARS = numbers('dollars from 0 to 1e15', 0, 1e15);
/** Losses net of later recoveries, and balances that rise, may be below nothing. */
export const SIGNED_DOLLARS = numbers('dollars, -1e15 to 1e15', -1e15, 1e15);
/** A quantity of whatever unit: dollars, a share, 0 and 1 for no and yes. */
export const NUMBER = numbers('a number, -1e15 to 1e15', -1e15, 1e15);
export const COUNT = numbers('a whole number, not negative', 0, 1e9, true);
export const POSITIVE = numbers('a whole number, 1 or more', 1, 1200, true);
export const YEARS = numbers('years from 0 to 100', 0, 100);

/** A calendar month, as `YYYY-MM`. */
export const MONTH: Kind<string> = {
  expected: 'a month YYYY-MM, 1900 to 2199',
  blank: '',
  read: (cell) => (/^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/.test(cell) ? cell : undefined),
};

export const FLAG: Kind<boolean> = {
  expected: 'true or false',
  blank: false,
  read: (cell) => (cell === 'true' ? true : cell === 'false' ? false : undefined),
};

/** Months since year 0 of a month as `YYYY-MM`, as `monthNumber` of curves/dates.ts counts them. */
export function monthNumberOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

/** `YYYY-MM` of months since year 0. */
export function monthText(monthsSinceYear0: number): string {
  const year = Math.floor(monthsSinceYear0 / 12);
  return `${String(year).padStart(4, '0')}-${String(monthsSinceYear0 - year * 12 + 1).padStart(2, '0')}`;
}
