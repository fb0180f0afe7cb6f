/** Statements between two dates: the table of filings, the rolls beside it, attributions. What they add up to is what is stated. */
import { type ResultTable, rowsOf } from './tables.ts';
import { type Cells, formulaOver, type Sheet, type SheetCell } from './workbookSheet.ts';
import { capital, cellIn, dollars, placesOf, textIn, words } from './workbookTable.ts';

/** Columns of the rollforward that are summed, and their sums. */
const ROLL_COLUMNS = [
  'available_for_sale',
  'collateral',
  'derivative_assets',
  'reo',
  'trust_assets',
  'borrowings',
  'derivative_liabilities',
  'trust_liabilities',
  'long_term_debt',
] as const;
const ROLL_SUMS = [
  { of: 'trust_assets', from: 'available_for_sale', to: 'reo' },
  { of: 'trust_liabilities', from: 'borrowings', to: 'derivative_liabilities' },
] as const;

/**
 * The table of filings, one under another by what `by` names. Earnings add the rows above them, totals the columns before them; below
 * each, the end as its rows come to it, and what the stated end differs by.
 */
export function rollforwardSheet(name: string, table: ResultTable | undefined, by: string | undefined): Sheet | undefined {
  if (table === undefined) return undefined;
  const heads = by === undefined ? 1 : 2;
  const at = (column: (typeof ROLL_COLUMNS)[number]) => heads + ROLL_COLUMNS.indexOf(column);
  const rows: SheetCell[][] = [];
  const parts = Map.groupBy(placesOf(table), (row) => (by === undefined ? '' : textIn(table, by, row)));
  for (const [part, places] of parts) {
    const label = (text: string): SheetCell[] => (by === undefined ? [text] : [part, text]);
    const first = rows.length;
    const lines = places.map((row) => textIn(table, 'row', row));
    const earnings = lines.indexOf('earnings');
    for (const [k, row] of places.entries()) {
      rows.push([...label(lines[k] ?? ''), ...ROLL_COLUMNS.map((column) => cellIn(table, column, row))]);
      const own = rows.length - 1;
      // Sums across first; earnings then add what stands above them, down.
      for (const { of, from, to } of ROLL_SUMS)
        if (cellIn(table, of, row) !== null)
          rows[own]![at(of)] = formulaOver(rows, [{ row: own, column: at(from), toColumn: at(to) }]);
      if (k === earnings)
        for (const column of ROLL_COLUMNS)
          if (cellIn(table, column, row) !== null)
            rows[own]![at(column)] = formulaOver(rows, [{ row: first + 1, column: at(column), toRow: own - 1 }]);
    }
    const [begin, end] = [first, first + lines.length - 1];
    // The rows between, earnings instead of what they add.
    const below = (column: number): Cells[] => [
      { row: begin, column },
      { row: first + earnings, column, toRow: end - 1 },
    ];
    rows.push([...label('end, as the rows come to it'), ...ROLL_COLUMNS.map((column) => formulaOver(rows, below(at(column))))]);
    rows.push([
      ...label('difference'),
      ...ROLL_COLUMNS.map((column) =>
        formulaOver(rows, [
          { row: end, column: at(column) },
          { row: end + 1, column: at(column), sign: -1 },
        ]),
      ),
    ]);
  }
  return {
    name,
    columns: [...(by === undefined ? [] : [words(capital(by))]), words('Row'), ...ROLL_COLUMNS.map(dollars)],
    rows,
  };
}

/** Rolls, a line each: a check that the signed columns come to the last, and sums below. */
export function rollSheet(
  name: string,
  table: ResultTable | undefined,
  labels: readonly string[],
  columns: readonly string[],
  signs: readonly (1 | -1)[],
): Sheet | undefined {
  if (table === undefined || rowsOf(table) === 0) return undefined;
  const rows: SheetCell[][] = [];
  const check = () => {
    const row = rows.length - 1;
    const terms = signs.map((sign, k): Cells => ({ row, column: labels.length + k, ...(sign === -1 && { sign }) }));
    rows[row]!.push(formulaOver(rows, [...terms, { row, column: labels.length + signs.length, sign: -1 }]));
  };
  for (const place of placesOf(table)) {
    rows.push([...labels, ...columns].map((column) => cellIn(table, column, place)));
    check();
  }
  const last = rows.length - 1;
  rows.push([
    'Total',
    ...labels.slice(1).map(() => null),
    ...columns.map((_, k) => formulaOver(rows, [{ row: 0, column: labels.length + k, toRow: last }])),
  ]);
  check();
  return {
    name,
    columns: [...labels.map((label) => words(capital(label))), ...columns.map(dollars), dollars('difference')],
    rows,
  };
}

/** Effects of an attribution: the columns of its tables between opening and closing. */
function effectsIn({ columns }: ResultTable): string[] {
  const names = columns.map(({ name }) => name);
  return names.slice(names.indexOf('opening') + 1, names.indexOf('closing'));
}

/** Effects down, classes across; the closing adds its column, and is what was valued. */
export function attributionSheet(name: string, table: ResultTable | undefined): Sheet | undefined {
  if (table === undefined) return undefined;
  const places = placesOf(table);
  const effects = effectsIn(table);
  const line = (label: string, column: string): SheetCell[] => [label, ...places.map((place) => cellIn(table, column, place))];
  const rows = [line('opening', 'opening'), ...effects.map((effect) => line(effect, effect))];
  const last = rows.length - 1;
  rows.push(['closing', ...places.map((_, k) => formulaOver(rows, [{ row: 0, column: 1 + k, toRow: last }]))]);
  rows.push(line('closing, as valued', 'closing'));
  rows.push([
    'difference',
    ...places.map((_, k) =>
      formulaOver(rows, [
        { row: last + 1, column: 1 + k },
        { row: last + 2, column: 1 + k, sign: -1 },
      ]),
    ),
  ]);
  return { name, columns: [words('Effect'), ...places.map((place) => dollars(textIn(table, 'instrument', place)))], rows };
}

/** Instruments down, effects across, each with what its closing differs by from the sum. */
export function attributionRows(name: string, table: ResultTable | undefined): Sheet | undefined {
  if (table === undefined) return undefined;
  const labels = ['trust', 'instrument', 'class'];
  const amounts = ['opening', ...effectsIn(table), 'closing'];
  const rows: SheetCell[][] = [];
  for (const place of placesOf(table)) {
    rows.push([...labels, ...amounts].map((column) => cellIn(table, column, place)));
    const row = rows.length - 1;
    const closing = labels.length + amounts.length - 1;
    rows[row]!.push(
      formulaOver(rows, [
        { row, column: labels.length, toColumn: closing - 1 },
        { row, column: closing, sign: -1 },
      ]),
    );
  }
  return {
    name,
    columns: [...labels.map((label) => words(capital(label))), ...amounts.map(dollars), dollars('difference')],
    rows,
  };
}
