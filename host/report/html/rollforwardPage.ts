/** A rollforward as a page: the table of filings, whether it foots, what moved each column, and the rolls of real estate and hedges. */
import type { BridgeStep } from '../../analysis/attributionWords.ts';
import type { Rollforward } from '../../analysis/rollforward.ts';
import { type RollTable, TABLE_COLUMNS, type TableColumn } from '../../analysis/rollforwardTable.ts';
import { COLUMN_NAMES, INTEREST_TEXT, ROW_NAMES } from '../rollforward.ts';
import { longDate, NONE } from '../words.ts';
import { bridgeChart } from './bridge.ts';
import { cents, counts, total, whole } from './figures.ts';
import { type Page, section } from './page.ts';
import { type Cell, type Line, signed, table } from './table.ts';
import { type Html, html } from './template.ts';
import { failures, notes } from './told.ts';

/** Columns that are looked at as a bridge. */
const DRAWN = ['collateral', 'borrowings', 'reo', 'longTermDebt'] as const satisfies readonly TableColumn[];

/** The page. */
export function rollforwardPage(roll: Rollforward): Page {
  const { portfolio, from, to, interest, trusts, periods } = roll;
  return {
    title: portfolio,
    date: to,
    about: `Rollforward of fair values, ${longDate(from)} to ${longDate(to)}; ${INTEREST_TEXT[interest]}`,
    sections: [
      { id: 'table', name: 'Rollforward', body: opening(roll) },
      {
        id: 'pictures',
        name: 'Bridges',
        body: pictures(roll.table),
      },
      { id: 'unrealized', name: 'Unrealized gains', body: unrealized(roll) },
      { id: 'reo', name: 'Real estate owned', body: reo(roll) },
      { id: 'hedges', name: 'Derivatives', body: hedges(roll) },
      {
        id: 'periods',
        name: 'Periods',
        body:
          periods.length === 0
            ? null
            : section(
                'periods',
                'Periods of the chain',
                periods.map((period) => {
                  const title = `${longDate(period.from)} to ${longDate(period.to)}`;
                  return html`<h3>${title}</h3>${rollTable(title, period.table)}${footing(period.table, [])}`;
                }),
              ),
      },
      {
        id: 'trusts',
        name: `Trusts (${trusts.length})`,
        body: section(
          'trusts',
          'Trusts',
          trusts.map(
            ({ trust, table: own }) => html`<h3>${trust}</h3>${rollTable(`Rollforward of ${trust}`, own)}${footing(own, [])}`,
          ),
        ),
      },
      { id: 'failed', name: 'Not rolled', body: failures(roll.failed, 'rolled forward') },
      { id: 'notes', name: 'To know', body: notes(roll.notes) },
    ],
  };
}

function opening({ table: of, breaks }: Rollforward): Html | null {
  return section('table', 'Rollforward of fair values', [
    html`<p class="note">Liabilities are negative, and so are amounts that make a liability larger or an asset smaller. Dollars are rounded each on its own; the workbook of the run has the cents.</p>`,
    rollTable('Rollforward of fair values', of),
    footing(of, breaks),
  ]);
}

const amount = (value: number | null): Cell => {
  if (value === null) return NONE;
  return signed(value, whole(value));
};

/** The columns that filings have, without those that have no figure; rows without one are left out as well. */
function rollTable(about: string, of: RollTable): Html {
  const rows = of.rows.filter(({ cells }) => TABLE_COLUMNS.some((column) => cells[column] !== null));
  const shown = TABLE_COLUMNS.filter((column) => rows.some(({ cells }) => cells[column] !== null));
  const lines = rows.map(({ row, cells }): Line => {
    const isTotal = row === 'begin' || row === 'earnings' || row === 'end' || row === 'netted';
    return { kind: isTotal ? 'total' : 'part', cells: [ROW_NAMES[row], ...shown.map((column) => amount(cells[column]))] };
  });
  return table({
    about,
    kind: 'wide',
    heads: [{ label: '' }, ...shown.map((column) => ({ label: COLUMN_NAMES[column], unit: '$' }))],
    lines,
  });
}

/** Whether all columns and rows add up to the cent; if not, where and by how much. */
function footing({ differences }: RollTable, breaks: Rollforward['breaks']): Html {
  const lines = [
    ...differences.map(
      ({ column, row, by }) => `${COLUMN_NAMES[column]}, ${ROW_NAMES[row]}: off by $${cents(by)} of what it adds up to`,
    ),
    ...breaks.map(
      ({ period, column, by }) =>
        `${COLUMN_NAMES[column]}: period ${period} begins $${cents(by)} off what period ${period - 1} ended with`,
    ),
  ];
  const items =
    lines.length === 0
      ? html`<li class="well">Every column foots to the cent, and every total is the sum of its columns.</li>`
      : lines.map((line) => html`<li class="look">${line}</li>`);
  return html`<ul class="findings">${items}</ul>`;
}

function pictures({ rows }: RollTable): Html | null {
  const drawn = DRAWN.map((column) => columnChart(rows, column)).filter((picture) => picture !== null);
  return drawn.length === 0 ? null : section('pictures', 'From beginning to end', [html`<div class="pictures">${drawn}</div>`]);
}

/** A column as a bridge: sums within it are no steps. Nothing of a column that there is not, or that is nothing. */
function columnChart(rows: RollTable['rows'], column: TableColumn): Html | null {
  const amountOf = (wanted: string) => rows.find(({ row }) => row === wanted)?.cells[column] ?? null;
  const [begin, end] = [amountOf('begin'), amountOf('end')];
  if (begin === null || end === null || (begin === 0 && end === 0)) return null;
  const steps: BridgeStep[] = [{ label: ROW_NAMES.begin, from: 0, to: begin }];
  for (const { row, cells } of rows) {
    const change = cells[column];
    if (row === 'begin' || row === 'end' || row === 'earnings' || change === null || change === 0) continue;
    const from = steps.at(-1)?.to ?? begin;
    steps.push({ label: ROW_NAMES[row], from, to: from + change });
  }
  return bridgeChart({ of: COLUMN_NAMES[column], steps: [...steps, { label: ROW_NAMES.end, from: 0, to: end }] });
}

function unrealized({ unrealized: { method, columns } }: Rollforward): Html | null {
  const lines = TABLE_COLUMNS.flatMap((column): [string, Cell][] => {
    const gain = Object.entries(columns).find(([name]) => name === column)?.[1];
    return gain === undefined ? [] : [[COLUMN_NAMES[column], amount(gain)]];
  });
  if (lines.length === 0) return null;
  return section('unrealized', 'Unrealized gains on items still held', [
    html`<p class="note">By ${method}; of what is owed, cost less fair value. Cost is unpaid principal.</p>`,
    table({ about: 'Unrealized gains', heads: [{ label: 'Items' }, { label: 'Unrealized gain', unit: '$' }], lines }),
  ]);
}

function reo({ reo: rolls }: Rollforward): Html | null {
  if (rolls.length === 0) return null;
  const sum = (of: (roll: (typeof rolls)[number]) => number) => total(rolls, of);
  return section('reo', 'Real estate owned', [
    html`<p class="note">At net realizable value. Beginning + from loans − sold + change = end.</p>`,
    table({
      about: 'Real estate owned',
      isSortable: true,
      heads: [
        { label: 'Trust' },
        { label: 'Beginning', unit: '$' },
        { label: 'From loans', unit: '$' },
        { label: 'Sold', unit: '$' },
        { label: 'Change', unit: '$' },
        { label: 'End', unit: '$' },
        { label: 'Beginning', unit: 'properties' },
        { label: 'From loans', unit: 'properties' },
        { label: 'Sold', unit: 'properties' },
        { label: 'End', unit: 'properties' },
      ],
      lines: rolls.map(({ trust, begin, acquired, sold, change, end, count }) => [
        trust,
        cents(begin),
        cents(acquired),
        cents(-sold),
        cents(change),
        cents(end),
        counts(count.begin),
        counts(count.acquired),
        counts(-count.sold),
        counts(count.end),
      ]),
      foot: [
        {
          kind: 'total',
          cells: [
            'All',
            cents(sum(({ begin }) => begin)),
            cents(sum(({ acquired }) => acquired)),
            cents(-sum(({ sold }) => sold)),
            cents(sum(({ change }) => change)),
            cents(sum(({ end }) => end)),
            counts(sum(({ count }) => count.begin)),
            counts(sum(({ count }) => count.acquired)),
            counts(-sum(({ count }) => count.sold)),
            counts(sum(({ count }) => count.end)),
          ],
        },
      ],
    }),
  ]);
}

function hedges({ hedges: rolls }: Rollforward): Html | null {
  const some = rolls.filter(({ begin, end, received }) => begin !== 0 || end !== 0 || received !== 0);
  if (some.length === 0) return null;
  return section('hedges', 'Derivatives', [
    html`<p class="note">Positive is an asset. Beginning − received less paid + change = end.</p>`,
    table({
      about: 'Derivatives',
      isSortable: true,
      heads: [
        { label: 'Trust' },
        { label: 'Hedge', side: 'left' },
        { label: 'Beginning', unit: '$' },
        { label: 'Received less paid', unit: '$' },
        { label: 'Change', unit: '$' },
        { label: 'End', unit: '$' },
      ],
      lines: some.map(({ trust, hedge, begin, received, change, end }) => [
        trust,
        hedge,
        cents(begin),
        cents(received),
        cents(change),
        cents(end),
      ]),
      foot: [
        {
          kind: 'total',
          cells: [
            'All',
            '',
            cents(total(some, ({ begin }) => begin)),
            cents(total(some, ({ received }) => received)),
            cents(total(some, ({ change }) => change)),
            cents(total(some, ({ end }) => end)),
          ],
        },
      ],
    }),
  ]);
}
