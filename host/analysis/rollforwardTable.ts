/**
 * The rollforward table as filings show it: fair values from one date to the next, by kind of instrument, in exact decimals. It takes what is
 * known of each column, adds up, and says of every column and row that does not foot by how much it does not.
 *
 * Liabilities are negative, and so are amounts that make a liability larger or an asset smaller.
 */
import { Decimal } from 'decimal.js';

/** Columns that are filled; totals stand behind those that they add. */
export const ROLL_COLUMNS = [
  'availableForSale',
  'collateral',
  'derivativeAssets',
  'reo',
  'borrowings',
  'derivativeLiabilities',
  'longTermDebt',
] as const;
export type RollColumn = (typeof ROLL_COLUMNS)[number];

/** Sums of columns. */
export const ROLL_TOTALS = {
  trustAssets: ['availableForSale', 'collateral', 'derivativeAssets', 'reo'],
  trustLiabilities: ['borrowings', 'derivativeLiabilities'],
} as const satisfies Readonly<Record<string, readonly RollColumn[]>>;
export type RollTotal = keyof typeof ROLL_TOTALS;

/** All columns as they stand side by side. */
export const TABLE_COLUMNS = [
  'availableForSale',
  'collateral',
  'derivativeAssets',
  'reo',
  'trustAssets',
  'borrowings',
  'derivativeLiabilities',
  'trustLiabilities',
  'longTermDebt',
] as const satisfies readonly (RollColumn | RollTotal)[];
export type TableColumn = (typeof TABLE_COLUMNS)[number];

/** Rows that are filled. */
export const ROLL_ROWS = [
  'begin',
  'interestIncome',
  'interestExpense',
  'changeInFairValue',
  'changeInDebt',
  'reoLosses',
  'otherComprehensiveIncome',
  'transfersToReo',
  'transfersLevel3',
  'purchases',
  'issues',
  'sales',
  'settlements',
  'end',
] as const;
export type RollRow = (typeof ROLL_ROWS)[number];

/** Gains and losses in earnings: interest is among them. */
const EARNINGS = ['interestIncome', 'interestExpense', 'changeInFairValue', 'changeInDebt', 'reoLosses'] as const;
/** What the layout of 2009 shows as one. Loans that became REO are in it: nobody paid for them. */
const NETTED = ['transfersToReo', 'purchases', 'issues', 'sales', 'settlements'] as const;

/** Rows of a table: those that are filled, and sums. */
export type TableRow = RollRow | 'earnings' | 'netted';

/** `gross`: purchases, issues, sales and settlements apart, as since 2018; `netted`: in one row, as the table of 2009 has them. */
export const LAYOUTS = ['gross', 'netted'] as const;
export type RollLayout = (typeof LAYOUTS)[number];

const ROWS_OF: Readonly<Record<RollLayout, readonly TableRow[]>> = {
  gross: [
    'begin',
    ...EARNINGS,
    'earnings',
    'otherComprehensiveIncome',
    'transfersToReo',
    'transfersLevel3',
    'purchases',
    'issues',
    'sales',
    'settlements',
    'end',
  ],
  netted: ['begin', ...EARNINGS, 'earnings', 'otherComprehensiveIncome', 'transfersLevel3', 'netted', 'end'],
};

/** An amount: a number of dollars (or of whatever the table counts in), or its text. */
export type Amount = number | string | Decimal;
export type ColumnCells = Partial<Readonly<Record<RollRow, Amount>>>;
/** What is known. A cell that is absent or a column that there is not is none, which is not the same as nothing. */
export type RollCells = Partial<Readonly<Record<RollColumn, ColumnCells>>>;

/** A place where the table does not add up. */
export interface RollDifference {
  readonly column: TableColumn;
  /** The row at fault: `end` where a column does not foot. */
  readonly row: TableRow;
  readonly stated: number;
  readonly computed: number;
  /** Stated less computed. */
  readonly by: number;
}

export interface RollTable {
  readonly layout: RollLayout;
  readonly rows: readonly { readonly row: TableRow; readonly cells: Readonly<Record<TableColumn, number | null>> }[];
  /** Empty where all columns foot and all stated figures are what they add up to. */
  readonly differences: readonly RollDifference[];
  /** Fair value changes and losses from REO without interest: of trust assets, of trust liabilities, and both. */
  readonly gains: { readonly assets: number; readonly liabilities: number; readonly net: number };
}

/** Figures that somebody states for sums, to be held against them. */
export type StatedCells = Partial<Readonly<Record<TableColumn, Partial<Readonly<Record<TableRow, Amount>>>>>>;

/**
 * Makes the table. Each column foots where begin + earnings + OCI + transfers + purchases, issues, sales and settlements = end, and each
 * sum that is `stated` where it is what it adds up to; what does not is told, and shown as it was given.
 *
 * Units: those of the cells, which are kept as they are: nothing is rounded.
 */
export function rollTable(cells: RollCells, layout: RollLayout = 'gross', stated: StatedCells = {}): RollTable {
  const at = (column: TableColumn, row: TableRow) => exactCell(cells, column, row);
  const differences: RollDifference[] = [];
  const compare = (column: TableColumn, row: TableRow, given: Decimal, computed: Decimal) => {
    if (given.equals(computed)) return;
    const by = given.minus(computed).toNumber();
    differences.push({ column, row, stated: given.toNumber(), computed: computed.toNumber(), by });
  };
  for (const column of TABLE_COLUMNS) {
    const end = at(column, 'end');
    if (end !== null && !isTotal(column)) compare(column, 'end', end, footOf(cells, column));
    for (const row of ROWS_OF[layout]) {
      const given = stated[column]?.[row];
      if (given !== undefined) compare(column, row, new Decimal(given), at(column, row) ?? ZERO);
    }
  }
  const rows = ROWS_OF[layout]
    .filter((row) => row !== 'otherComprehensiveIncome' || TABLE_COLUMNS.some((column) => at(column, row) !== null))
    .map((row) => ({ row, cells: byColumn((column) => at(column, row)?.toNumber() ?? null) }));
  const change = (column: RollTotal) => sum([at(column, 'changeInFairValue'), at(column, 'reoLosses')]);
  const [assets, liabilities] = [change('trustAssets'), change('trustLiabilities')];
  return {
    layout,
    rows,
    differences,
    gains: { assets: assets.toNumber(), liabilities: liabilities.toNumber(), net: assets.plus(liabilities).toNumber() },
  };
}

/** Adds cells of several trusts. A cell is none where it is none in all of them. */
export function sumCells(parts: readonly RollCells[]): RollCells {
  const made: { -readonly [K in RollColumn]?: ColumnCells } = {};
  for (const column of ROLL_COLUMNS) {
    const own = parts.flatMap((part) => part[column] ?? []);
    if (own.length === 0) continue;
    const added: { -readonly [K in RollRow]?: Amount } = {};
    for (const row of ROLL_ROWS) {
      const amounts = own.flatMap((column_) => column_[row] ?? []);
      if (amounts.length > 0) added[row] = sum(amounts.map((amount) => new Decimal(amount)));
    }
    made[column] = added;
  }
  return made;
}

/** A chain of periods as one, and the places where one does not begin with what the one before ended with. */
export interface RollChain {
  readonly cells: RollCells;
  readonly breaks: readonly { readonly period: number; readonly column: RollColumn; readonly by: number }[];
}

/** Joins consecutive periods: months or quarters make a year. Period k of `breaks` is the one, from 1, that begins elsewhere. */
export function chainCells(periods: readonly RollCells[]): RollChain {
  const [first, last] = [periods[0] ?? {}, periods.at(-1) ?? {}];
  const breaks = periods.slice(1).flatMap((period, place) =>
    ROLL_COLUMNS.flatMap((column) => {
      const ended = new Decimal(periods[place]?.[column]?.end ?? 0);
      const begun = new Decimal(period[column]?.begin ?? 0);
      return ended.equals(begun) ? [] : [{ period: place + 2, column, by: begun.minus(ended).toNumber() }];
    }),
  );
  const summed = sumCells(periods);
  const cells: { -readonly [K in RollColumn]?: ColumnCells } = {};
  for (const column of ROLL_COLUMNS) {
    const { begin: _, end: __, ...flows } = summed[column] ?? {};
    if (summed[column] === undefined) continue;
    cells[column] = { begin: first[column]?.begin ?? 0, ...flows, end: last[column]?.end ?? 0 };
  }
  return { cells, breaks };
}

const ZERO = new Decimal(0);

function exactCell(cells: RollCells, column: TableColumn, row: TableRow): Decimal | null {
  if (isTotal(column)) return sumOrNone(ROLL_TOTALS[column].map((part) => exactCell(cells, part, row)));
  if (row === 'earnings') return sumOrNone(EARNINGS.map((part) => exactCell(cells, column, part)));
  if (row === 'netted') return sumOrNone(NETTED.map((part) => exactCell(cells, column, part)));
  const amount = cells[column]?.[row];
  return amount === undefined ? null : new Decimal(amount);
}

/** What a column adds up to without its end. */
function footOf(cells: RollCells, column: RollColumn): Decimal {
  return sum(ROLL_ROWS.filter((row) => row !== 'end').map((row) => exactCell(cells, column, row)));
}

function isTotal(column: TableColumn): column is RollTotal {
  return column in ROLL_TOTALS;
}

function sumOrNone(amounts: readonly (Decimal | null)[]): Decimal | null {
  return amounts.every((amount) => amount === null) ? null : sum(amounts);
}

function sum(amounts: readonly (Decimal | null)[]): Decimal {
  return amounts.reduce<Decimal>((total, amount) => (amount === null ? total : total.plus(amount)), ZERO);
}

function byColumn<T>(of: (column: TableColumn) => T): Record<TableColumn, T> {
  return {
    availableForSale: of('availableForSale'),
    collateral: of('collateral'),
    derivativeAssets: of('derivativeAssets'),
    reo: of('reo'),
    trustAssets: of('trustAssets'),
    borrowings: of('borrowings'),
    derivativeLiabilities: of('derivativeLiabilities'),
    trustLiabilities: of('trustLiabilities'),
    longTermDebt: of('longTermDebt'),
  };
}
