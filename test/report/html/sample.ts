/** A valuation made by hand: three trusts with plausible figures and one that failed, as tables and manifest. */
import type { Fault } from '../../../host/errors.ts';
import type { ReportRun } from '../../../host/report/html/valuation.ts';
import type { Manifest } from '../../../host/store/manifest.ts';
import { type Column, type ResultTable, rowsOf } from '../../../host/store/tables.ts';
import { valueTables } from '../../../host/store/valueTables.ts';
import { portfolioValue } from '../../../host/valuation/portfolioTotals.ts';
import type { QuoteFigure, TrancheValue, TrustValue, YieldFigure } from '../../../host/valuation/records.ts';
import { type Flow, flowOf, monthTables } from './flow.ts';
import { tapeTables } from './tape.ts';

export const ID = '20110414T093012345Z-0123456789ab';
export const DATE = '2011-03-31';

/** What tells sample trusts apart. Units: dollars, yields a year. */
export interface SampleTerms {
  readonly name: string;
  readonly type: string;
  readonly vintage: number;
  readonly upb: number;
  readonly consolidated: boolean;
  readonly residualOwned: number;
  readonly hasInterestOnly: boolean;
  readonly quotes: readonly { readonly tranche: string; readonly quote: QuoteFigure }[];
  readonly warnings: readonly string[];
}

const quote = (source: string, price: number, low: number | null, high: number | null): QuoteFigure => ({
  source,
  price,
  orderly: source === 'Vendor A',
  lowPrice: low,
  highPrice: high,
  isOutside: low === null || high === null ? null : price < low || price > high,
});

export const TERMS: readonly SampleTerms[] = [
  {
    name: 'alt-a-2005-1',
    type: 'alt-a',
    vintage: 2005,
    upb: 612_345_678.9,
    consolidated: true,
    residualOwned: 1,
    hasInterestOnly: false,
    quotes: [
      { tranche: 'A1', quote: quote('Vendor A', 71.25, 66.4, 78.9) },
      { tranche: 'M1', quote: quote('Vendor A', 12.25, 14.5, 22.75) },
      { tranche: 'M3', quote: quote('Vendor B', 2.5, null, null) },
    ],
    warnings: ['the tape of 2011-01-31 was rolled forward by 1 month', 'curves of cohort delinquent were not reviewed'],
  },
  {
    name: 'alt-a-2006-2',
    type: 'alt-a',
    vintage: 2006,
    upb: 1_834_220_115.44,
    consolidated: true,
    residualOwned: 0.75,
    hasInterestOnly: true,
    quotes: [{ tranche: 'A1', quote: quote('Vendor A', 54.5, 49.25, 61.5) }],
    warnings: [],
  },
  {
    name: 'multifamily-2006-3',
    type: 'multifamily',
    vintage: 2006,
    upb: 88_410_902.17,
    consolidated: false,
    residualOwned: 0.4,
    hasInterestOnly: false,
    quotes: [],
    warnings: [],
  },
];

export const FAULTS: readonly Fault[] = [
  {
    code: 'LOAN_UNASSIGNED',
    file: 'trusts/alt-a-2007-1/loans.parquet',
    place: 'cohorts',
    got: '14 loans',
    expected: 'a cohort for every loan',
  },
  { code: 'TABLE_VALUE', file: 'trusts/alt-a-2007-1/reo.csv', place: 'row 7, proceeds', got: "'n/a'", expected: 'dollars' },
];

/** Tables of a valuation as runs keep them. */
export function sampleTables(terms: readonly SampleTerms[] = TERMS): ResultTable[] {
  const flows = terms.map(flowOf);
  const value = portfolioValue({
    snapshot: 'Example Mortgage Holdings',
    date: DATE,
    trusts: terms.map((each, k) => trustValue(each, flows[k]!)),
    failed: [],
    longTermDebt: [{ name: 'junior notes', balance: 30_000_000, fairValue: 7_214_389.12, yieldBey: 0.2215 }],
  });
  const made = [...monthTables(terms, flows), ...tapeTables(terms)];
  const tables = valueTables(value, [], [{ trust: 'alt-a-2007-1', faults: FAULTS }]).filter(
    ({ name }) => !made.some((table) => table.name === name),
  );
  return [...tables.map((table) => (table.name === 'instruments' ? withNotional(table, terms) : table)), ...made];
}

export function sampleRun(terms: readonly SampleTerms[] = TERMS): ReportRun {
  return { id: ID, title: 'Example Mortgage Holdings', date: DATE, manifest: MANIFEST, tables: sampleTables(terms) };
}

/** Runs whose tables tell a notional from a balance do so in a column of their own. */
function withNotional(table: ResultTable, terms: readonly SampleTerms[]): ResultTable {
  if (table.columns.some(({ name }) => name === 'notional')) return table;
  const has = new Set(terms.filter(({ hasInterestOnly }) => hasInterestOnly).map(({ name }) => name));
  const column = (name: string) => table.columns.find((each) => each.name === name)?.data ?? [];
  const [trusts, names] = [column('trust'), column('instrument')];
  const rows = Array.from({ length: rowsOf(table) }, (_, row) => Number(names[row] === 'X' && has.has(String(trusts[row]))));
  return { name: table.name, columns: [...table.columns, { name: 'notional', kind: 'integer', data: Int32Array.from(rows) }] };
}

const figure = (yieldBey: number, position: string): YieldFigure => ({
  yieldBey,
  from: position === 'residual' ? 'override' : 'matrix',
  benchmark: 0.0215,
  riskPremium: yieldBey - 0.0215,
  low: position === 'residual' ? null : yieldBey - 0.02,
  high: position === 'residual' ? null : yieldBey + 0.03,
  source: position === 'senior' ? 'pricing service' : 'market participants',
  orderly: position === 'senior',
});

const PRICES: Readonly<Record<string, number>> = { senior: 71.5, mezzanine: 18.125, subordinate: 3.0625 };
const YIELDS: Readonly<Record<string, number>> = { senior: 0.0925, mezzanine: 0.175, subordinate: 0.28 };

function trustValue(terms: SampleTerms, flow: Flow): TrustValue {
  const tranches = flow.classes.map(({ name, position, face, writtenDown, firstWritedown }): TrancheValue => {
    const isNotional = name === 'X';
    const price = isNotional ? 0.875 : (PRICES[position] ?? 0) - (name === 'A2' ? 4.25 : 0);
    const accrued = face * 0.0004;
    return {
      name,
      position,
      face,
      isNotional,
      fairValue: (face * price) / 100 + accrued,
      price,
      accrued,
      yield: figure((YIELDS[position] ?? 0.3) + (name === 'A2' ? 0.0075 : 0), position),
      averageLife: isNotional ? null : 3 + 4 * (YIELDS[position] ?? 0),
      projectedLoss: writtenDown,
      coverage: isNotional ? null : position === 'senior' ? 1.62 : 0.41,
      firstWritedown,
      held: name === 'B' && !terms.consolidated ? 0.5 : name === 'B' ? 1 : 0,
      quotes: terms.quotes.filter((each) => each.tranche === name).map((each) => each.quote),
    };
  });
  const borrowings = tranches.reduce((sum, { fairValue }) => sum + fairValue, 0);
  const [reo, cash, swap, residual] = [terms.upb * 0.021, terms.upb * 0.004, terms.upb * 0.0075, terms.upb * 0.0062];
  const fairValue = borrowings + swap + residual - reo - cash;
  return {
    trust: terms.name,
    type: terms.type,
    vintage: terms.vintage,
    consolidated: terms.consolidated,
    residualOwned: terms.residualOwned,
    method: 'blended',
    side: 'liabilities',
    observable: { assets: 0, liabilities: 0.8125 },
    collateral: {
      upb: terms.upb,
      fairValue,
      price: (100 * fairValue) / terms.upb,
      yield: {
        ...figure(0.1234567, 'senior'),
        from: 'solved',
        low: null,
        high: null,
        source: 'classes and residual',
        orderly: false,
      },
      averageLife: 5.21,
      projectedLoss: flow.loss.reduce((sum, each) => sum + each, 0),
    },
    reo,
    cash,
    derivativeAssets: 0,
    derivativeLiabilities: swap,
    hedges: [{ name: 'swap', fairValue: -swap }],
    tranches,
    borrowings,
    residual,
    residualDiscounted: residual,
    residualYield: figure(0.3, 'residual'),
    remainder: 0,
    meanYield: 0.1219,
    cashBreach: 2.1e-7,
    warnings: terms.warnings,
  };
}

const hash = (digit: string) => digit.repeat(64);

export const MANIFEST: Manifest = {
  version: 1,
  determines: {
    request: hash('a'),
    inputs: [
      { path: 'snapshot.yaml', sha256: hash('1'), bytes: 1234 },
      { path: 'market/discount.csv', sha256: hash('2'), bytes: 56_789 },
      { path: 'trusts/alt-a-2005-1/loans.parquet', sha256: hash('3'), bytes: 1_234_567 },
    ],
    versions: { weir: '0.1.0', layout: 12, kernel: hash('b') },
    seed: null,
    options: { method: 'blended' },
  },
  assumptions: [
    { about: 'alt-a-2005-1: curves of current', text: 'third party, reviewed' },
    { about: 'forward curve of LIBOR_1M', text: 'futures of 2011-03-31' },
  ],
  limits: [
    { about: 'scenario', text: 'one set of curves: no value of options beyond it' },
    { about: 'real estate owned', text: 'net realizable value, which is no fair value' },
  ],
  facts: {
    askedBy: 'valuation team',
    started: '2011-04-14T09:30:12.345Z',
    finished: '2011-04-14T09:30:19.001Z',
    node: 'v26.0.0',
    platform: 'linux x64',
    host: 'valuation-1',
  },
};

/** The tables with one of them in the place of its namesake. */
export function replaced(tables: readonly ResultTable[], by: ResultTable): ResultTable[] {
  return tables.map((table) => (table.name === by.name ? by : table));
}

/** A table of the same columns with other rows; what a row does not say is missing, or 0 where nothing can be. */
export function filled(table: ResultTable, rows: readonly Readonly<Record<string, string | number>>[]): ResultTable {
  const columns = table.columns.map((column): Column => {
    const { name } = column;
    const number = (row: Readonly<Record<string, string | number>>, missing: number) => Number(row[name] ?? missing);
    if (column.kind === 'integer') return { ...column, data: Int32Array.from(rows, (row) => number(row, 0)) };
    if (column.kind === 'number') return { ...column, data: Float64Array.from(rows, (row) => number(row, Number.NaN)) };
    return { ...column, data: rows.map((row) => (row[name] === undefined ? null : String(row[name]))) };
  });
  return { name: table.name, columns };
}
