/** The rollforward as text: the table of filings in thousands, the rolls beside it, and what does not add up. */
import type { Rollforward } from '../analysis/rollforward.ts';
import { type TableRow as RollRowName, type RollTable, TABLE_COLUMNS, type TableColumn } from '../analysis/rollforwardTable.ts';
import { columnsThatFit, headings, indented, type TableRow, textTable, widest, wrapped } from './table.ts';
import { count, counted, dollars, longDate, NONE } from './words.ts';

const THOUSAND = 1000;
/** Headings wrap to this. Units: characters. */
const HEADING_WIDTH = 12;

/** What columns are called. */
export const COLUMN_NAMES: Readonly<Record<TableColumn, string>> = {
  availableForSale: 'Available for sale',
  collateral: 'Mortgage collateral',
  derivativeAssets: 'Derivative assets',
  reo: 'Real estate owned (NRV)',
  trustAssets: 'Total trust assets',
  borrowings: 'Borrowings',
  derivativeLiabilities: 'Derivative liabilities',
  trustLiabilities: 'Total trust liabilities',
  longTermDebt: 'Long-term debt',
};

/** What rows are called. */
export const ROW_NAMES: Readonly<Record<RollRowName, string>> = {
  begin: 'Beginning',
  interestIncome: 'Interest income',
  interestExpense: 'Interest expense',
  changeInFairValue: 'Change in fair value, excluding REO',
  changeInDebt: 'Change in fair value of long-term debt',
  reoLosses: 'Gains and losses from REO',
  earnings: 'Total gains (losses) in earnings',
  otherComprehensiveIncome: 'Other comprehensive income',
  transfersToReo: 'Transfers of loans to REO',
  transfersLevel3: 'Transfers in and out of Level 3',
  purchases: 'Purchases',
  issues: 'Issues',
  sales: 'Sales',
  settlements: 'Settlements',
  netted: 'Purchases, issuances and settlements',
  end: 'End',
};

const RULED: ReadonlySet<RollRowName> = new Set(['earnings', 'end']);

/** What interest is, in words. */
export const INTEREST_TEXT = {
  accretion: 'interest accretes at the effective yield on fair value',
  coupon: 'interest is the coupon on unpaid principal',
} as const;

/** One trust of the report: its table, REO and hedges. Shape: `trust` is one of those that were rolled. */
export function trustRollText(roll: Rollforward, trust: string, width: number): string {
  const own = roll.trusts.find((each) => each.trust === trust);
  if (own === undefined) throw new Error(`rollforward: no trust ${trust}`);
  const of = <T extends { readonly trust: string }>(rolls: readonly T[]) => rolls.filter((each) => each.trust === trust);
  const period = `${longDate(roll.from)} to ${longDate(roll.to)}`;
  return [
    `${trust}\nRollforward of fair values, ${period}; ${INTEREST_TEXT[roll.interest]}`,
    `$ thousands, liabilities negative\n${rollTableText(own.table, width)}`,
    reoText({ ...roll, reo: of(roll.reo) }),
    hedgesText({ ...roll, hedges: of(roll.hedges) }),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The whole report. `width` is that of the terminal, in characters. */
export function rollforwardText(roll: Rollforward, width: number): string {
  const period = `${longDate(roll.from)} to ${longDate(roll.to)}`;
  return [
    `${roll.portfolio}\nRollforward of fair values, ${period}; ${INTEREST_TEXT[roll.interest]}`,
    `$ thousands, liabilities negative\n${rollTableText(roll.table, width)}`,
    differencesText(roll),
    unrealizedText(roll),
    reoText(roll),
    hedgesText(roll),
    failuresText(roll.failed, 'rolled forward'),
    notesText(roll.notes, width),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The table, its columns in as many parts as the width asks for. Rows and columns without a figure are left out. */
export function rollTableText(table: RollTable, width: number, unit = THOUSAND): string {
  const rows = table.rows.filter(({ cells }) => TABLE_COLUMNS.some((column) => cells[column] !== null));
  const shown = TABLE_COLUMNS.filter((column) => rows.some(({ cells }) => cells[column] !== null));
  const cell = (amount: number | null) => (amount === null ? NONE : dollars(amount / unit, 0));
  const widths = shown.map((column) => Math.max(HEADING_WIDTH, widest(rows.map(({ cells }) => cell(cells[column])))));
  return columnsThatFit(widths, widest(rows.map(({ row }) => ROW_NAMES[row])), width)
    .map((part) => {
      const columns = part.flatMap((place) => shown[place] ?? []);
      const head = headings(['', ...columns.map((column) => COLUMN_NAMES[column])], HEADING_WIDTH);
      const lines = rows.flatMap(({ row, cells }): TableRow[] => [
        ...(RULED.has(row) ? (['rule'] as const) : []),
        [ROW_NAMES[row], ...columns.map((column) => cell(cells[column]))],
      ]);
      return textTable([...head, 'rule', ...lines]);
    })
    .join('\n\n');
}

function differencesText({ table, breaks }: Rollforward): string {
  const lines = [
    ...table.differences.map(
      ({ column, row, by }) => `${COLUMN_NAMES[column]}, ${ROW_NAMES[row]}: off by ${dollars(by)} of what it adds up to`,
    ),
    ...breaks.map(
      ({ period, column, by }) =>
        `${COLUMN_NAMES[column]}: period ${period} begins ${dollars(by)} off what period ${period - 1} ended with`,
    ),
  ];
  return lines.length === 0
    ? 'Every column foots to the cent.'
    : ['Does not foot:', ...lines.map((line) => `  ${line}`)].join('\n');
}

function unrealizedText({ unrealized }: Rollforward): string {
  const lines = Object.entries(unrealized.columns).map(([column, gain]): TableRow => {
    const known = TABLE_COLUMNS.find((name) => name === column);
    return [known === undefined ? column : COLUMN_NAMES[known], dollars(gain / THOUSAND, 0)];
  });
  return `Unrealized gains on items still held, $ thousands (${unrealized.method})\n${textTable(lines)}`;
}

function reoText({ reo }: Rollforward): string {
  if (reo.length === 0) return '';
  const head = headings(['Real estate owned ($, properties)', 'Beginning', 'From loans', 'Sold', 'Change', 'End'], 34);
  const cell = (amount: number, properties: number) => `${dollars(amount, 0)} (${count(properties)})`;
  return textTable([
    ...head,
    'rule',
    ...reo.map(
      ({ trust, begin, acquired, sold, change, end, count: of }): TableRow => [
        trust,
        cell(begin, of.begin),
        cell(acquired, of.acquired),
        cell(-sold, of.sold),
        dollars(change, 0),
        cell(end, of.end),
      ],
    ),
  ]);
}

function hedgesText({ hedges }: Rollforward): string {
  const some = hedges.filter(({ begin, end, received }) => begin !== 0 || end !== 0 || received !== 0);
  if (some.length === 0) return '';
  return textTable([
    ['Derivatives ($)', 'Beginning', 'Received less paid', 'Change', 'End'],
    'rule',
    ...some.map(
      ({ trust, hedge, begin, received, change, end }): TableRow => [
        `${trust}, ${hedge}`,
        dollars(begin, 0),
        dollars(received, 0),
        dollars(change, 0),
        dollars(end, 0),
      ],
    ),
  ]);
}

/** Trusts without figures, and why. `done` is what could not be done with them. */
export function failuresText(
  failed: readonly { readonly trust: string; readonly faults: readonly string[] }[],
  done: string,
): string {
  if (failed.length === 0) return '';
  const lines = failed.flatMap(({ trust, faults }) => [`  ${trust}`, ...faults.map((fault) => indented(fault, 4))]);
  return [
    `${counted(failed.length, 'trust')} could not be ${done}; no figure has ${failed.length === 1 ? 'it' : 'them'}`,
    ...lines,
  ].join('\n');
}

/** Trusts that a note names before it only counts them. */
const NAMES_SHOWN = 4;

/** Notes, those that say the same of several trusts (`trust: what`) told once. */
export function toldTogether(notes: readonly string[]): string[] {
  const about = new Map<string, string[]>();
  for (const note of notes) {
    const [, of = '', what = note] = /^([^\s:]+): (.*)$/.exec(note) ?? [];
    about.set(what, [...(about.get(what) ?? []), ...(of === '' ? [] : [of])]);
  }
  return [...about].map(([what, of]) => {
    if (of.length === 0) return what;
    return `${of.length > NAMES_SHOWN ? counted(of.length, 'trust') : of.join(', ')}: ${what}`;
  });
}

/** What a reader should know. */
export function notesText(notes: readonly string[], width: number): string {
  if (notes.length === 0) return '';
  const lines = toldTogether(notes).flatMap((note) =>
    wrapped(note, width - 4).map((part, place) => (place === 0 ? `  ${part}` : `    ${part}`)),
  );
  return ['To know', ...lines].join('\n');
}
