/** A part of a result table: rows of some trusts and instruments, columns of some measures, a stretch of rows. */
import { type Column, fail, type ResultTable, rowsOf } from '../../host/index.ts';

export interface TableFilter {
  readonly trust?: readonly string[];
  readonly instrument?: readonly string[];
  readonly measure?: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
}

/** Columns that say which instrument a row is of, as tables call them. */
const INSTRUMENT_COLUMNS = ['instrument', 'tranche', 'group', 'quantity'];

/** Whether a filter leaves the whole table. */
export function isWhole(filter: TableFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

/**
 * The part of a table that a filter leaves. A measure is a row where the table has a column `measure`, and else a column of numbers.
 * Throws: REQUEST_INVALID where the table has no such column.
 */
export function filteredTable(table: ResultTable, filter: TableFilter): ResultTable {
  const { trust, instrument, measure, limit = Number.POSITIVE_INFINITY, offset = 0 } = filter;
  const tidy = measure === undefined ? undefined : textColumn(table, ['measure']);
  const conditions = [
    ...(trust === undefined ? [] : [{ column: named(table, ['trust'], 'trust'), values: new Set(trust) }]),
    ...(instrument === undefined
      ? []
      : [{ column: named(table, INSTRUMENT_COLUMNS, 'instrument'), values: new Set(instrument) }]),
    ...(measure === undefined || tidy === undefined ? [] : [{ column: tidy, values: new Set(measure) }]),
  ];
  const rows: number[] = [];
  let passed = 0;
  for (let row = 0, count = rowsOf(table); row < count && rows.length < limit; row++) {
    if (!conditions.every(({ column, values }) => values.has(column[row] ?? ''))) continue;
    passed += 1;
    if (passed > offset) rows.push(row);
  }
  const columns = measure === undefined || tidy !== undefined ? table.columns : measuredColumns(table, measure);
  return { name: table.name, columns: columns.map((column) => picked(column, rows)) };
}

/** Texts, and of the columns with numbers those named. Throws: REQUEST_INVALID for one that there is not. */
function measuredColumns({ name, columns }: ResultTable, measure: readonly string[]): Column[] {
  const measures = columns.filter(({ kind }) => kind === 'number').map((column) => column.name);
  const unknown = measure.filter((one) => !measures.includes(one));
  if (unknown.length > 0)
    fail({
      code: 'REQUEST_INVALID',
      place: 'measure',
      got: `'${unknown.join("', '")}'`,
      expected: `of ${name} one of ${measures.join(', ')}`,
    });
  return columns.filter((column) => column.kind !== 'number' || measure.includes(column.name));
}

function named(table: ResultTable, names: readonly string[], place: string): readonly (string | null)[] {
  const column = textColumn(table, names);
  if (column !== undefined) return column;
  return fail({
    code: 'REQUEST_INVALID',
    place,
    got: `the table ${table.name}`,
    expected: `a table with a column ${names.join(' or ')}`,
  });
}

function textColumn({ columns }: ResultTable, names: readonly string[]): readonly (string | null)[] | undefined {
  for (const name of names) {
    const found = columns.find((column) => column.name === name);
    if (found?.kind === 'text') return found.data;
  }
  return undefined;
}

function picked(column: Column, rows: readonly number[]): Column {
  switch (column.kind) {
    case 'text':
      return { ...column, data: rows.map((row) => column.data[row] ?? null) };
    case 'number':
      return { ...column, data: Float64Array.from(rows, (row) => column.data[row] ?? Number.NaN) };
    case 'integer':
      return { ...column, data: Int32Array.from(rows, (row) => column.data[row] ?? 0) };
  }
}
