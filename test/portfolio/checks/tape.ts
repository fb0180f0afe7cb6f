/** Tapes for tests of the checks: tables with the columns that SNAPSHOT.md names, filled by SQL. */
import { readFileSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { parseDate } from '../../../host/curves/dates.ts';

export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

/** The date of the tapes. */
export const AS_OF = parseDate('2011-02-28');

/** Name and SQL type of every column: the table under "Tape fields". */
export const COLUMNS: readonly (readonly [string, string])[] = tapeFields();

function tapeFields(): (readonly [string, string])[] {
  const text = readFileSync(new URL('../../../host/portfolio/SNAPSHOT.md', import.meta.url), 'utf8');
  const section = text.split('## Tape fields')[1]?.split('\n## ')[0] ?? '';
  const types: Readonly<Record<string, string>> = { text: 'VARCHAR', date: 'DATE' };
  return [...section.matchAll(/^\| (`[^|]+) \| ([^|]+) \|/gm)].flatMap(([, names = '', type = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, types[type.trim()] ?? 'DOUBLE'] as const),
  );
}

/**
 * A loan that breaks no rule: 100,000 at 6 % with 300 of 360 months to go, made five years before the date. Its level payment is
 * 100,000 x 0.005 / (1 - 1.005^-300) = 644.30, by annuity tables too.
 */
export const FIXED: Row = {
  id: 'L1',
  upb: 100_000,
  originalUpb: 107_000,
  noteRate: 0.06,
  servicing: 0.0025,
  payment: 644.3,
  remainingTerm: 300,
  originalTerm: 360,
  age: 60,
  originated: '2006-02-15',
  ltv: 0.8,
  combinedLtv: 0.85,
  updatedLtv: 1.1,
  coverage: 0.25,
  fico: 720,
  debtToIncome: 0.38,
  state: 'CA',
  units: 1,
  status: 'current',
  daysLate: 0,
  prepayFactor: 1,
  defaultFactor: 1,
  product: 'fixed',
};

/** The same as an adjustable loan past its initial period, with a reset in month 4. */
export const ADJUSTABLE: Row = {
  ...FIXED,
  index: 'LIBOR_6M',
  margin: 0.0225,
  firstReset: 4,
  resetEvery: 6,
  initialCap: 0.02,
  periodicCap: 0.01,
  lifeCap: 0.12,
  lifeFloor: 0.0225,
  lookback: 1,
  rounding: 0.00125,
};

/** The same with interest added to its balance: it owes more than was lent, and pays less than the interest of 500. */
export const NEGATIVE: Row = {
  ...ADJUSTABLE,
  negativeAmortization: 1,
  originalUpb: 95_000,
  payment: 350,
  paymentCap: 0.075,
  recastEvery: 60,
  balanceCap: 1.1,
};

/** A connection of its own. */
export async function connect(): Promise<DuckDBConnection> {
  return (await DuckDBInstance.create(':memory:')).connect();
}

const literal = (cell: Cell | undefined) =>
  cell === null || cell === undefined ? 'NULL' : typeof cell === 'number' ? String(cell) : `'${cell}'`;

/** Makes a tape of some rows, in place of one that may be there; `row` counts from 1. */
export async function makeTape(connection: DuckDBConnection, rows: readonly Row[], table = 'tape'): Promise<void> {
  const name = `"${table.replaceAll('"', '""')}"`;
  const columns = [...COLUMNS.map(([column, type]) => `"${column}" ${type}`), '"row" BIGINT'];
  await connection.run(`CREATE OR REPLACE TABLE ${name} (${columns.join(', ')})`);
  if (rows.length === 0) return;
  for (const column of rows.flatMap(Object.keys)) {
    if (!COLUMNS.some(([known]) => known === column)) throw new Error(`no tape has the column ${column}`);
  }
  const lines = rows.map((row, place) => `(${[...COLUMNS.map(([column]) => literal(row[column])), place + 1].join(', ')})`);
  await connection.run(`INSERT INTO ${name} VALUES ${lines.join(', ')}`);
}
