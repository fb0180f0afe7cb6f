/** A valuation as the overview and the pages of trusts read it: the rows of its small tables. */
import { COLUMNS, LATER } from '../../../host/report/html/bookColumns.ts';
import { type Row, rowsOf, type TableJson } from '../client/frame.ts';
import { type DatedRun, tablesOf } from './runs.ts';

const INSTRUMENTS = { ...COLUMNS.instruments, ...LATER.instruments } as const;

export type TrustRow = Row<typeof COLUMNS.trusts>;
export type InstrumentRow = Row<typeof INSTRUMENTS>;

export interface Book {
  readonly run: DatedRun;
  /** Lines of the balance sheet by name. Units: dollars. */
  readonly sheet: ReadonlyMap<string, number>;
  readonly trusts: readonly TrustRow[];
  readonly instruments: readonly InstrumentRow[];
  readonly quotes: readonly Row<typeof COLUMNS.quotes>[];
  readonly checks: readonly Row<typeof COLUMNS.checks>[];
  readonly failures: readonly Row<typeof COLUMNS.failures>[];
  readonly warnings: readonly Row<typeof COLUMNS.warnings>[];
  readonly tapes: readonly Row<typeof COLUMNS.tapes>[];
}

const NAMES = ['sheet', 'trusts', 'instruments', 'quotes', 'checks', 'failures', 'warnings', 'tapes'] as const;

/** Reads the book of a valuation. */
export async function bookOf(run: DatedRun): Promise<Book> {
  const tables = await tablesOf(run, NAMES);
  return {
    run,
    sheet: sheetOf(tables.get('sheet')),
    trusts: rowsOf(tables.get('trusts'), COLUMNS.trusts),
    instruments: rowsOf(tables.get('instruments'), INSTRUMENTS),
    quotes: rowsOf(tables.get('quotes'), COLUMNS.quotes),
    checks: rowsOf(tables.get('checks'), COLUMNS.checks),
    failures: rowsOf(tables.get('failures'), COLUMNS.failures),
    warnings: rowsOf(tables.get('warnings'), COLUMNS.warnings),
    tapes: rowsOf(tables.get('tapes'), COLUMNS.tapes),
  };
}

/** The lines of a balance sheet. */
export function sheetOf(table: TableJson | undefined): Map<string, number> {
  return new Map(rowsOf(table, COLUMNS.sheet).map(({ line, amount }) => [line, amount]));
}

/** The classes of a trust, in the order of their deal. */
export function classesOf({ instruments }: Book, trust: string): InstrumentRow[] {
  return instruments.filter((row) => row.trust === trust && row.kind === 'tranche');
}

/** What a trust has once: its collateral, its residual. */
export function instrumentOf({ instruments }: Book, trust: string, kind: 'collateral' | 'residual'): InstrumentRow | undefined {
  return instruments.find((row) => row.trust === trust && row.kind === kind);
}
