/** A valuation as the overview and the pages of trusts read it: the rows of its small tables. */
import { type Row, rowsOf, type TableJson } from '../client/frame.ts';
import { type DatedRun, tablesOf } from './runs.ts';

const TRUST = {
  trust: 'text',
  type: 'text',
  vintage: 'number',
  consolidated: 'number',
  residual_owned: 'number',
  method: 'text',
  upb: 'number',
  collateral: 'number',
  reo: 'number',
  derivative_assets: 'number',
  cash: 'number',
  assets: 'number',
  borrowings: 'number',
  derivative_liabilities: 'number',
  liabilities: 'number',
  net_assets: 'number',
  residual: 'number',
  residual_of_others: 'number',
  held: 'number',
  remainder: 'number',
  mean_yield: 'number',
  observable_assets: 'number',
  observable_liabilities: 'number',
  cash_breach: 'number',
} as const;
export type TrustRow = Row<typeof TRUST>;

const INSTRUMENT = {
  trust: 'text',
  instrument: 'text',
  kind: 'text',
  position: 'text',
  notional: 'number',
  face: 'number',
  fair_value: 'number',
  price: 'number',
  accrued: 'number',
  yield: 'number',
  yield_from: 'text',
  benchmark: 'number',
  risk_premium: 'number',
  yield_low: 'number',
  yield_high: 'number',
  average_life: 'number',
  projected_loss: 'number',
  coverage: 'number',
  first_writedown: 'text',
  held: 'number',
} as const;
export type InstrumentRow = Row<typeof INSTRUMENT>;

const QUOTE = {
  trust: 'text',
  tranche: 'text',
  vendor: 'text',
  quote: 'number',
  model: 'number',
  low: 'number',
  high: 'number',
  outside: 'text',
} as const;
const CHECK = { trust: 'text', rule: 'text', severity: 'text', count: 'number', about: 'text', examples: 'text' } as const;
const FAILURE = { trust: 'text', code: 'text', place: 'text', got: 'text', expected: 'text' } as const;
const WARNING = { trust: 'text', warning: 'text' } as const;
const TAPE = { trust: 'text', rows: 'number', upb: 'number', wac: 'number', late90: 'number' } as const;

export interface Book {
  readonly run: DatedRun;
  /** Lines of the balance sheet by name. Units: dollars. */
  readonly sheet: ReadonlyMap<string, number>;
  readonly trusts: readonly TrustRow[];
  readonly instruments: readonly InstrumentRow[];
  readonly quotes: readonly Row<typeof QUOTE>[];
  readonly checks: readonly Row<typeof CHECK>[];
  readonly failures: readonly Row<typeof FAILURE>[];
  readonly warnings: readonly Row<typeof WARNING>[];
  readonly tapes: readonly Row<typeof TAPE>[];
}

const NAMES = ['sheet', 'trusts', 'instruments', 'quotes', 'checks', 'failures', 'warnings', 'tapes'] as const;

/** Reads the book of a valuation. */
export async function bookOf(run: DatedRun): Promise<Book> {
  const tables = await tablesOf(run, NAMES);
  return {
    run,
    sheet: sheetOf(tables.get('sheet')),
    trusts: rowsOf(tables.get('trusts'), TRUST),
    instruments: rowsOf(tables.get('instruments'), INSTRUMENT),
    quotes: rowsOf(tables.get('quotes'), QUOTE),
    checks: rowsOf(tables.get('checks'), CHECK),
    failures: rowsOf(tables.get('failures'), FAILURE),
    warnings: rowsOf(tables.get('warnings'), WARNING),
    tapes: rowsOf(tables.get('tapes'), TAPE),
  };
}

/** The lines of a balance sheet. */
export function sheetOf(table: TableJson | undefined): Map<string, number> {
  return new Map(rowsOf(table, { line: 'text', amount: 'number' }).map(({ line, amount }) => [line, amount]));
}

/** The classes of a trust, in the order of their deal. */
export function classesOf({ instruments }: Book, trust: string): InstrumentRow[] {
  return instruments.filter((row) => row.trust === trust && row.kind === 'tranche');
}

/** What a trust has once: its collateral, its residual. */
export function instrumentOf({ instruments }: Book, trust: string, kind: 'collateral' | 'residual'): InstrumentRow | undefined {
  return instruments.find((row) => row.trust === trust && row.kind === kind);
}
