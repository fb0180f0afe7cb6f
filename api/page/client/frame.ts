/** Result tables as the service sends them, read into rows by name, so that the page does not depend on the order of columns. */
import type { Reading } from '../../../host/report/html/bookColumns.ts';
import type { Answer } from './shapes.ts';

/** A table as JSON. Missing values are null; infinities are the texts `Infinity` and `-Infinity`. */
export type TableJson = Answer<'/v1/runs/{id}/tables/{name}'>;
export type ColumnJson = TableJson['columns'][number];
export type Cell = TableJson['rows'][number][number];

/** A row of a table, with the fields that were asked for: a missing text is empty, a missing number NaN. */
export type Row<Columns extends Record<string, Reading>> = {
  readonly [Name in keyof Columns]: Columns[Name] extends 'number' ? number : string;
};

/**
 * The rows of a table. Columns that it does not have read as missing: an older run shows what it holds.
 *
 * Shape: one object a row of what a page shows, a few thousand at most; months are read as columns.
 */
export function rowsOf<const Columns extends Record<string, Reading>>(
  table: TableJson | undefined,
  columns: Columns,
): Row<Columns>[] {
  if (table === undefined) return [];
  const readers = Object.entries(columns).map(([name, reading]) => {
    const place = table.columns.findIndex((column) => column.name === name);
    return [name, reading === 'number' ? numberAt(place) : textAt(place)] as const;
  });
  return table.rows.map(
    (row) =>
      // Every field of the type is there and of its kind: the readers are made from it.
      Object.fromEntries(readers.map(([name, read]) => [name, read(row)])) as Row<Columns>,
  );
}

/** A column of texts. */
export function textsOf(table: TableJson, name: string): string[] {
  return table.rows.map(textAt(table.columns.findIndex((column) => column.name === name)));
}

/** A column of numbers; NaN where one is missing. */
export function numbersOf(table: TableJson, name: string): Float64Array {
  return Float64Array.from(table.rows, numberAt(table.columns.findIndex((column) => column.name === name)));
}

/** Whether a table has a column. */
export function hasColumn(table: TableJson | undefined, name: string): boolean {
  return table?.columns.some((column) => column.name === name) ?? false;
}

/** The same table with only the rows whose text in a column is one of these. */
export function rowsWhere(table: TableJson, name: string, is: (text: string) => boolean): TableJson {
  const read = textAt(table.columns.findIndex((column) => column.name === name));
  return { ...table, rows: table.rows.filter((row) => is(read(row))) };
}

/** The rows of a table taken apart by a column, in the order in which they come. */
export function groupsOf(table: TableJson, name: string): Map<string, TableJson> {
  const read = textAt(table.columns.findIndex((column) => column.name === name));
  return new Map([...Map.groupBy(table.rows, read)].map(([text, rows]) => [text, { ...table, rows }]));
}

function textAt(place: number): (row: readonly Cell[]) => string {
  return (row) => {
    const cell = row[place] ?? null;
    return cell === null ? '' : String(cell);
  };
}

/** `Number` reads the infinities. */
function numberAt(place: number): (row: readonly Cell[]) => number {
  return (row) => {
    const cell = row[place] ?? null;
    return cell === null || cell === '' ? Number.NaN : Number(cell);
  };
}
