/** The tables that an attribution keeps: what every effect did to net assets, classes, trusts and instruments, and the same in words. */
import type { Attribution } from '../analysis/attribution.ts';
import { type AttributionColumn, EFFECTS } from '../analysis/attributionColumns.ts';
import { type InputMoves, MOVES } from '../analysis/attributionInputs.ts';
import { type ColumnOf, failureTable, integers, numbers, tableOf, text, textTable } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

/** Every table. Opening + effects = closing in every row, to the cent. */
export function attributionTables(attribution: Attribution): ResultTable[] {
  const { portfolio, from, to, sharing, order, net, classes, instruments, trusts, moves } = attribution;
  return [
    tableOf(
      'attribution',
      [{ portfolio, from, to, sharing, order: order.join(', ') }],
      [
        text('portfolio', (row) => row.portfolio),
        text('from', (row) => row.from),
        text('to', (row) => row.to),
        text('sharing', (row) => row.sharing),
        // Shares that depend on no order have none.
        text('order', (row) => (row.sharing === 'ordered' ? row.order : null)),
      ],
    ),
    tableOf(
      'classes',
      [net, ...classes],
      columns<AttributionColumn>((column) => column),
    ),
    tableOf(
      'trusts',
      trusts.flatMap(({ consolidated, net: own, classes: each }) => [own, ...each].map((column) => ({ consolidated, column }))),
      [integers('consolidated', ({ consolidated }) => Number(consolidated)), ...columns<TrustRow>(({ column }) => column)],
    ),
    tableOf(
      'instruments',
      instruments,
      columns<AttributionColumn>((column) => column),
    ),
    moveTable([{ trust: null, moves }, ...trusts]),
    textTable('sentences', 'sentence', attribution.sentences),
    textTable('notes', 'note', attribution.notes),
    failureTable(attribution.failed),
  ];
}

interface TrustRow {
  readonly consolidated: boolean;
  readonly column: AttributionColumn;
}

/** Net assets stand under the name of their sum; of the sponsor's own debt and of sums over trusts there is no trust. */
function columns<Row>(of: (row: Row) => AttributionColumn): ColumnOf<Row>[] {
  return [
    text('trust', (row) => of(row).trust),
    text('instrument', (row) => of(row).instrument),
    text('class', (row) => of(row).class),
    numbers('opening', (row) => of(row).opening, 'dollars'),
    ...EFFECTS.map((effect) => numbers<Row>(effect, (row) => of(row).effects[effect], 'dollars')),
    numbers('closing', (row) => of(row).closing, 'dollars'),
  ];
}

/** Inputs that have another unit than the rest. */
const UNITS: Readonly<Record<string, string>> = { severity: 'share', lag: 'months' };

/** How inputs moved, of all trusts and of each; the unit stands in the row. */
function moveTable(parts: readonly { readonly trust: string | null; readonly moves: InputMoves }[]): ResultTable {
  const rows = parts.flatMap(({ trust, moves }) =>
    MOVES.flatMap((input) => {
      const move = moves[input];
      return move === undefined ? [] : [{ trust, input, ...move }];
    }),
  );
  return tableOf('moves', rows, [
    text('trust', ({ trust }) => trust),
    text('input', ({ input }) => input),
    text('unit', ({ input }) => UNITS[input] ?? 'decimal a year'),
    numbers('from', ({ from }) => from, 'as `unit` says'),
    numbers('to', ({ to }) => to, 'as `unit` says'),
  ]);
}
