/** The tables that a rollforward keeps: the table of filings in all, by period and by trust, and what stands beside it. */
import type { Rollforward } from '../analysis/rollforward.ts';
import { type RollTable, TABLE_COLUMNS } from '../analysis/rollforwardTable.ts';
import { type ColumnOf, failureTable, integers, numbers, snake, tableOf, text, textTable } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

const DOLLARS = 'dollars';

/** Every table. Liabilities are negative; a cell that there is not is missing, which is not the same as 0. */
export function rollforwardTables(roll: Rollforward): ResultTable[] {
  const { portfolio, from, to, interest, table, periods, trusts } = roll;
  return [
    tableOf(
      'rollforward',
      [{ portfolio, from, to, interest, layout: table.layout }],
      [
        text('portfolio', (row) => row.portfolio),
        text('from', (row) => row.from),
        text('to', (row) => row.to),
        text('interest', (row) => row.interest),
        text('layout', (row) => row.layout),
      ],
    ),
    cellTable('totals', [{ table }], []),
    cellTable('periods', periods, [text('from', (row) => row.from), text('to', (row) => row.to)]),
    cellTable('trusts', trusts, [text('trust', ({ trust }) => trust)]),
    reoTable(roll),
    tableOf('hedges', roll.hedges, [
      text('trust', ({ trust }) => trust),
      text('hedge', ({ hedge }) => hedge),
      ...(['begin', 'received', 'change', 'end'] as const).map((line) =>
        numbers<Rollforward['hedges'][number]>(line, (row) => row[line], DOLLARS),
      ),
    ]),
    gainTable(roll),
    ...faultTables(roll),
    textTable('notes', 'note', roll.notes),
    failureTable(roll.failed),
  ];
}

/** A row a line of the table, under what names the table. */
function cellTable<Part extends { readonly table: RollTable }>(
  name: string,
  parts: readonly Part[],
  heads: readonly ColumnOf<Part>[],
): ResultTable {
  const rows = parts.flatMap((part) => part.table.rows.map((line) => ({ part, ...line })));
  return {
    name,
    columns: [
      ...heads.map((head) => head(rows.map(({ part }) => part))),
      ...tableOf(name, rows, [
        text('row', ({ row }) => row),
        ...TABLE_COLUMNS.map((column) => numbers<(typeof rows)[number]>(snake(column), ({ cells }) => cells[column], DOLLARS)),
      ]).columns,
    ],
  };
}

function reoTable({ reo }: Rollforward): ResultTable {
  type Row = Rollforward['reo'][number];
  return tableOf('reo', reo, [
    text('trust', ({ trust }) => trust),
    ...(['begin', 'acquired', 'sold', 'change', 'end'] as const).map((line) => numbers<Row>(line, (row) => row[line], DOLLARS)),
    ...(['begin', 'acquired', 'sold', 'end'] as const).map((line) =>
      numbers<Row>(`count_${line}`, ({ count }) => count[line], 'properties'),
    ),
  ]);
}

/** Gains of the period, of assets, liabilities and both, and those that are not realized at its end by column. */
function gainTable({ table, unrealized }: Rollforward): ResultTable {
  const { assets, liabilities, net } = table.gains;
  const rows = [
    { of: 'trustAssets', gain: 'change in fair value', amount: assets },
    { of: 'trustLiabilities', gain: 'change in fair value', amount: liabilities },
    { of: 'net', gain: 'change in fair value', amount: net },
    ...Object.entries(unrealized.columns).map(([of, amount]) => ({ of, gain: `unrealized: ${unrealized.method}`, amount })),
  ];
  return tableOf('gains', rows, [
    text('of', ({ of }) => of),
    text('gain', ({ gain }) => gain),
    numbers('amount', ({ amount }) => amount, DOLLARS),
  ]);
}

/** Where columns do not foot, and where a period does not begin with what the one before ended with. */
function faultTables({ table, trusts, periods, breaks }: Rollforward): ResultTable[] {
  const found = [
    ...table.differences.map((each) => ({ of: 'total', ...each })),
    ...periods.flatMap((period) => period.table.differences.map((each) => ({ of: `${period.from} to ${period.to}`, ...each }))),
    ...trusts.flatMap((part) => part.table.differences.map((each) => ({ of: part.trust, ...each }))),
  ];
  type Row = (typeof found)[number];
  return [
    tableOf('differences', found, [
      text('of', ({ of }) => of),
      text('column', ({ column }) => column),
      text('row', ({ row }) => row),
      ...(['stated', 'computed', 'by'] as const).map((side) => numbers<Row>(side, (row) => row[side], DOLLARS)),
    ]),
    tableOf('breaks', breaks, [
      integers('period', ({ period }) => period),
      text('column', ({ column }) => column),
      numbers('by', ({ by }) => by, DOLLARS),
    ]),
  ];
}
