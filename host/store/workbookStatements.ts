/**
 * Statements of a workbook: the tables that people foot, with every total a formula over the cells that it adds and checks that come to
 * 0.00. They are made from the tables of the run and nothing else; where a table is missing, so is its statement.
 */
import type { ResultTable } from './tables.ts';
import { attributionRows, attributionSheet, rollforwardSheet, rollSheet } from './workbookRolls.ts';
import { type Cells, formulaOver, type Sheet, type SheetCell } from './workbookSheet.ts';
import { capital, cellIn, dollars, placesOf, textIn, words } from './workbookTable.ts';
import {
  backTestSheet,
  backTestTrustSheet,
  capitalSheet,
  diffSheet,
  reviewSheet,
  simulationSheet,
  tieOutSheet,
} from './workbookTrials.ts';

/** The statements of a run of a kind; none of kinds that have none. */
export function statementsOf(kind: string, tables: readonly ResultTable[]): Sheet[] {
  const find = (name: string) => tables.find((table) => table.name === name && table.columns.length > 0);
  const made = STATEMENTS[kind]?.(find) ?? [];
  return made.filter((sheet) => sheet !== undefined);
}

type Find = (name: string) => ResultTable | undefined;

const STATEMENTS: Readonly<Record<string, (find: Find) => (Sheet | undefined)[]>> = {
  value: (find) => [balanceSheet(find('trusts'), find('sheet'))],
  rollforward: (find) => [
    rollforwardSheet('Rollforward of fair values', find('totals'), undefined),
    rollforwardSheet('Rollforward by trust', find('trusts'), 'trust'),
    rollSheet('Real estate owned', find('reo'), ['trust'], ['begin', 'acquired', 'sold', 'change', 'end'], [1, 1, -1, 1]),
    rollSheet('Derivatives', find('hedges'), ['trust', 'hedge'], ['begin', 'received', 'change', 'end'], [1, -1, 1]),
  ],
  attribution: (find) => [
    attributionSheet('Attribution by class', find('classes')),
    attributionRows('Attribution by trust', find('trusts')),
    attributionRows('Attribution by instrument', find('instruments')),
  ],
  sensitivity: (find) => [sensitivity(find('totals')), sensitivityByTrust(find('sensitivity'), find('totals'))],
  disclosure: (find) => [
    differences('Principal and fair value', find('balances'), 'difference', () => ['fair_value', 'upb']),
    differences('Unrealized gains', find('unrealized'), 'gain', (kind) =>
      kind === 'collateral' || kind === 'derivatives' ? ['fair_value', 'cost'] : ['cost', 'fair_value'],
    ),
    moves('Adverse changes', find('sensitivity'), 'shock'),
  ],
  simulation: (find) => [simulationSheet(find('instruments'), find('totals'))],
  'break-even': (find) => [capitalSheet(find('trusts'), find('classes'))],
  'tie-out': (find) => [tieOutSheet(find('figures'))],
  review: (find) => [reviewSheet(find('trusts'), find('curves'), find('pools'))],
  'back-test': (find) => [backTestSheet(find('periods')), backTestTrustSheet(find('trust_totals'), find('periods'))],
  diff: (find) => [diffSheet(find('results'))],
};

/** Columns of the balance sheet with the lines of the sheet that they come to. */
const SHEET_LINES = {
  collateral: 'collateral',
  reo: 'reo',
  derivative_assets: 'derivativeAssets',
  cash: 'cash',
  assets: 'assets',
  borrowings: 'borrowings',
  derivative_liabilities: 'derivativeLiabilities',
  liabilities: 'liabilities',
  net_assets: 'netAssets',
  residual: 'residual',
  held: 'held',
} as const;

/** A line a consolidated trust; totals are sums of their columns, and are what the sheet says. */
function balanceSheet(trusts: ResultTable | undefined, sheet: ResultTable | undefined): Sheet | undefined {
  if (trusts === undefined || sheet === undefined) return undefined;
  const names = Object.keys(SHEET_LINES);
  const at = (name: string) => 1 + names.indexOf(name);
  const rows: SheetCell[][] = [];
  const one = (row: number, name: string, sign?: -1): Cells => ({ row, column: at(name), ...(sign === -1 && { sign }) });
  const span = (row: number, from: string, to: string): Cells => ({ row, column: at(from), toColumn: at(to) });
  const put = (label: string, cell: (name: string, column: number) => SheetCell) => {
    const row = rows.length;
    rows.push([label]);
    names.forEach((name, k) => {
      rows[row]![1 + k] = cell(name, 1 + k);
    });
    rows[row]![at('assets')] = formulaOver(rows, [span(row, 'collateral', 'cash')]);
    rows[row]![at('liabilities')] = formulaOver(rows, [span(row, 'borrowings', 'derivative_liabilities')]);
    rows[row]![at('net_assets')] = formulaOver(rows, [one(row, 'assets'), one(row, 'liabilities', -1)]);
    rows[row]![1 + names.length] = formulaOver(rows, [one(row, 'net_assets'), one(row, 'residual', -1), one(row, 'held', -1)]);
  };
  for (const place of placesOf(trusts))
    if (cellIn(trusts, 'consolidated', place) === 1) put(textIn(trusts, 'trust', place), (name) => cellIn(trusts, name, place));
  const count = rows.length;
  if (count > 0) put('Total', (_, column) => formulaOver(rows, [{ row: 0, column, toRow: count - 1 }]));
  const lines = new Map(placesOf(sheet).map((row) => [textIn(sheet, 'line', row), cellIn(sheet, 'amount', row)]));
  rows.push(['Balance sheet', ...Object.values(SHEET_LINES).map((line) => lines.get(line) ?? null), null]);
  if (count > 0)
    rows.push([
      'Difference',
      ...names.map((_, k) =>
        formulaOver(rows, [
          { row: count, column: 1 + k },
          { row: count + 1, column: 1 + k, sign: -1 },
        ]),
      ),
      null,
    ]);
  return {
    name: 'Balance sheet',
    columns: [words('Consolidated trust'), ...names.map(dollars), dollars('net assets less residual and held')],
    rows,
  };
}

/** Net assets by their parts, under every shock: what parts do not explain is the difference. */
function moves(name: string, table: ResultTable | undefined, label: string): Sheet | undefined {
  if (table === undefined) return undefined;
  const amounts = table.columns.filter(({ unit }) => unit === 'dollars').map((column) => column.name);
  const at = (column: string) => 1 + amounts.indexOf(column);
  const rows: SheetCell[][] = [];
  for (const place of placesOf(table)) {
    rows.push([cellIn(table, label, place), ...amounts.map((column) => cellIn(table, column, place))]);
    const row = rows.length - 1;
    // The base case has real estate and cash beside these; changes have not.
    if (rows[row]![0] === 'base') rows[row]!.push(null);
    else
      rows[row]!.push(
        formulaOver(rows, [
          { row, column: at('collateral') },
          { row, column: at('derivatives') },
          { row, column: at('borrowings'), sign: -1 },
          { row, column: at('net_assets'), sign: -1 },
        ]),
      );
  }
  return {
    name,
    columns: [words(capital(label)), ...amounts.map(dollars), dollars('collateral + derivatives - borrowings - net assets')],
    rows,
  };
}

function sensitivity(totals: ResultTable | undefined): Sheet | undefined {
  return moves('Changes by shock', totals, 'shock');
}

/** Net assets by trust under every shock: those that are consolidated add to the total. */
function sensitivityByTrust(table: ResultTable | undefined, totals: ResultTable | undefined): Sheet | undefined {
  if (table === undefined || totals === undefined) return undefined;
  const places = placesOf(table).filter(
    (row) => cellIn(table, 'measure', row) === 'netAssets' && cellIn(table, 'consolidated', row) === 1,
  );
  const trusts = [...new Set(places.map((row) => textIn(table, 'trust', row)))];
  if (trusts.length === 0) return undefined;
  const changes = new Map(
    places.map((row) => [`${textIn(table, 'shock', row)}\n${textIn(table, 'trust', row)}`, cellIn(table, 'change', row)]),
  );
  const rows: SheetCell[][] = [];
  for (const place of placesOf(totals)) {
    const shock = textIn(totals, 'shock', place);
    if (shock === 'base') continue;
    rows.push([shock, ...trusts.map((trust) => changes.get(`${shock}\n${trust}`) ?? null)]);
    const row = rows.length - 1;
    rows[row]!.push(formulaOver(rows, [{ row, column: 1, toColumn: trusts.length }]), cellIn(totals, 'net_assets', place));
    rows[row]!.push(
      formulaOver(rows, [
        { row, column: 1 + trusts.length },
        { row, column: 2 + trusts.length, sign: -1 },
      ]),
    );
  }
  return {
    name: 'Net assets by trust',
    columns: [words('Shock'), ...trusts.map(dollars), dollars('sum'), dollars('net trust assets'), dollars('difference')],
    rows,
  };
}

/** A column that is one column less another, and what the kept one differs by. */
function differences(
  name: string,
  table: ResultTable | undefined,
  of: string,
  less: (kind: string) => readonly [string, string],
): Sheet | undefined {
  if (table === undefined) return undefined;
  const amounts = table.columns.filter(({ unit }) => unit === 'dollars').map((column) => column.name);
  const at = (column: string) => 1 + amounts.indexOf(column);
  const rows: SheetCell[][] = [];
  for (const place of placesOf(table)) {
    const kind = textIn(table, 'class', place);
    const [from, take] = less(kind);
    rows.push([kind, ...amounts.map((column) => cellIn(table, column, place))]);
    const row = rows.length - 1;
    rows[row]![at(of)] = formulaOver(rows, [
      { row, column: at(from) },
      { row, column: at(take), sign: -1 },
    ]);
  }
  return { name, columns: [words('Class'), ...amounts.map(dollars)], rows };
}
