/**
 * The tables of a valuation as rows: what the report is written from. Fields have the names of their columns, and nothing is computed
 * here, so that every figure of the report is one of the tables or a sum of them.
 */
import { type ResultTable, rowsOf } from '../../store/tables.ts';
import { COLUMNS, LATER, type Reading } from './bookColumns.ts';
import { columnOf } from './column.ts';
import { byTrust, type TrustMonths, trustMonths } from './months.ts';

type Cell<R extends Reading> = R extends 'number' ? number : R extends 'text?' ? string | null : string;
type Row<Columns extends Record<string, Reading>> = { readonly [Name in keyof Columns]: Cell<Columns[Name]> };

export type TrustRow = Row<typeof COLUMNS.trusts>;
export type InstrumentRow = Row<typeof COLUMNS.instruments> & Row<typeof LATER.instruments>;
export type QuoteRow = Row<typeof COLUMNS.quotes>;
export type FailureRow = Row<typeof COLUMNS.failures>;
export type CheckRow = Row<typeof COLUMNS.checks>;
export type CohortRow = Row<typeof COLUMNS.cohorts>;
export type DefaultRow = Row<typeof COLUMNS.defaults>;
export type StratumRow = Row<typeof COLUMNS.strata>;
export type TapeRow = Row<typeof COLUMNS.tapes>;

/** Everything that the report tells of one trust. */
export interface TrustBook {
  readonly row: TrustRow;
  /** The place of the trust's part in the report: `#id` leads to it. */
  readonly id: string;
  readonly instruments: readonly InstrumentRow[];
  readonly quotes: readonly QuoteRow[];
  readonly warnings: readonly string[];
  readonly checks: readonly CheckRow[];
  readonly cohorts: readonly CohortRow[];
  readonly defaults: readonly DefaultRow[];
  readonly strata: readonly StratumRow[];
  readonly tape: TapeRow | undefined;
  readonly months: TrustMonths;
}

/** A valuation, read from its tables. */
export interface Book {
  /** Lines of the balance sheet by name. Units: dollars, whole cents. */
  readonly sheet: ReadonlyMap<string, number>;
  readonly debts: readonly InstrumentRow[];
  readonly trusts: readonly TrustBook[];
  readonly failures: readonly FailureRow[];
}

/**
 * Reads the tables of a valuation; a table that is missing or has no columns has no rows. Tapes are called as the manifest calls its
 * inputs, by their place in the snapshot: `paths` by sha-256.
 * Throws: Error where a table lacks a column or has another kind of it, which is a fault of Weir's.
 */
export function readBook(tables: readonly ResultTable[], paths: ReadonlyMap<string, string> = new Map()): Book {
  const read = <Columns extends Record<string, Reading>>(name: string, columns: Columns) => rowsFrom(tables, name, columns);
  const later = hasColumn(tables, 'instruments', 'notional') ? LATER.instruments : {};
  const instruments = read('instruments', { ...COLUMNS.instruments, ...later }).map((row) => ({ notional: 0, ...row }));
  const of = {
    instruments: byTrust(instruments),
    quotes: byTrust(read('quotes', COLUMNS.quotes)),
    warnings: byTrust(read('warnings', COLUMNS.warnings)),
    checks: byTrust(read('checks', COLUMNS.checks)),
    cohorts: byTrust(read('cohorts', COLUMNS.cohorts)),
    defaults: byTrust(read('defaults', COLUMNS.defaults)),
    strata: byTrust(read('strata', COLUMNS.strata)),
    tapes: byTrust(read('tapes', COLUMNS.tapes).map((tape) => ({ ...tape, file: paths.get(tape.sha256) ?? tape.file }))),
  };
  const monthsOf = trustMonths(tables);
  return {
    sheet: new Map(read('sheet', COLUMNS.sheet).map(({ line, amount }) => [line, amount])),
    debts: instruments.filter(({ kind }) => kind === 'debt'),
    failures: read('failures', COLUMNS.failures),
    trusts: read('trusts', COLUMNS.trusts).map((row, place) => ({
      row,
      id: `trust-${place + 1}`,
      instruments: of.instruments(row.trust),
      quotes: of.quotes(row.trust),
      warnings: of.warnings(row.trust).map(({ warning }) => warning),
      checks: of.checks(row.trust),
      cohorts: of.cohorts(row.trust),
      defaults: of.defaults(row.trust),
      strata: of.strata(row.trust),
      tape: of.tapes(row.trust)[0],
      months: monthsOf(row.trust),
    })),
  };
}

/** The classes of a trust. */
export function classesOf({ instruments }: TrustBook): InstrumentRow[] {
  return instruments.filter(({ kind }) => kind === 'tranche');
}

/** What stands in `instruments` of the trust once: its collateral, its residual. */
export function instrumentOf({ instruments }: TrustBook, wanted: 'collateral' | 'residual'): InstrumentRow | undefined {
  return instruments.find(({ kind }) => kind === wanted);
}

function hasColumn(tables: readonly ResultTable[], name: string, column: string): boolean {
  return tables.some((table) => table.name === name && table.columns.some((each) => each.name === column));
}

function rowsFrom<Columns extends Record<string, Reading>>(
  tables: readonly ResultTable[],
  name: string,
  columns: Columns,
): Row<Columns>[] {
  const table = tables.find((each) => each.name === name);
  if (table === undefined || table.columns.length === 0) return [];
  const readers = Object.entries(columns).map(([column, reading]) => [column, readerOf(table, column, reading)] as const);
  return Array.from(
    { length: rowsOf(table) },
    // Every column is there and of its kind: readerOf has seen to it.
    (_, place) => Object.fromEntries(readers.map(([column, cell]) => [column, cell(place)])) as Row<Columns>,
  );
}

function readerOf(table: ResultTable, name: string, reading: Reading): (place: number) => string | number | null {
  const { data, kind } = columnOf(table, name);
  if ((kind === 'text') !== (reading !== 'number')) throw new Error(`report: ${table.name}.${name} holds ${kind}`);
  if (reading === 'number') return (place) => data[place] ?? Number.NaN;
  return (place) => data[place] ?? (reading === 'text' ? '' : null);
}
