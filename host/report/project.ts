/** A projection as a prospectus prints it: for each class a table of percents by date and speed, its average lives and its windows. */
import type { DecrementColumn, DecrementTable, ProjectReport } from '../analysis/decrement.ts';
import { columnsThatFit, type TableRow, textTable, widest } from './table.ts';
import { dollars, figure, headingOf, longDate, monthYear, NONE } from './words.ts';

const HALF_CENT = 0.005;
const PERCENTS = 'Percent of original balance';
const NOTIONAL_PERCENTS = 'Percent of original notional';

/** The whole report. Units: `width` in characters. */
export function projectText(report: ProjectReport, width: number): string {
  const cells = report.tables.flatMap(({ columns }) => columns.flatMap((column) => column.cells));
  const notes = [
    ...(cells.includes('*') ? ['* less than 0.5 percent of the original balance, but not nothing'] : []),
    ...report.warnings.map((warning) => `Warning: ${warning}`),
  ];
  return [headingOf(report), ...report.tables.map((table) => tableText(table, report.rows, width)), ...notes].join('\n\n');
}

function tableText(table: DecrementTable, dates: readonly string[], width: number): string {
  // A residual has no balance to be a percent of: what it receives is told.
  const hasBalance = table.original > HALF_CENT;
  const shownDates = hasBalance ? dates.slice(0, lastRowOf(table) + 1) : [];
  const labels = [hasBalance ? (table.isNotional ? NOTIONAL_PERCENTS : PERCENTS) : '', ...shownDates.map(dateText)];
  const footers = footersOf(table, hasBalance);
  const columns = table.columns.map((column, place) => [
    column.scenario,
    ...shownDates.map((_, row) => column.cells[row] ?? ''),
    ...footers.map(({ cells }) => cells[place] ?? ''),
  ]);
  const labelWidth = widest([...labels, ...footers.map(({ label }) => label)]);
  const parts = columnsThatFit(columns.map(widest), labelWidth, width);
  const texts = parts.map((part) => {
    const row = (label: string, line: number): TableRow => [label, ...part.map((place) => columns[place]?.[line] ?? '')];
    return textTable([
      ...labels.slice(0, 1).map(row),
      'rule',
      ...labels.slice(1).map((label, line) => row(label, line + 1)),
      ...(hasBalance ? (['rule'] as const) : []),
      ...footers.map(({ label }, line) => row(label, labels.length + line)),
    ]);
  });
  return [titleOf(table), ...texts].join('\n\n').replace('\n\n', '\n');
}

/** The first date on which nothing is left under any speed; zeros after it say nothing. */
function lastRowOf({ columns }: DecrementTable): number {
  const last = Math.max(0, ...columns.map(({ cells }) => cells.findLastIndex((cell) => cell !== '0')));
  return last + 1;
}

function titleOf({ of, original, isNotional }: DecrementTable): string {
  if (of === 'pool') return `Collateral, balance at the cut-off $${dollars(original)}`;
  if (original <= HALF_CENT) return `Class ${of}, without a balance`;
  return `Class ${of}, original ${isNotional ? 'notional' : 'balance'} $${dollars(original)}`;
}

function dateText(date: string): string {
  return date === 'closing' ? 'Closing' : longDate(date);
}

interface Footer {
  readonly label: string;
  readonly cells: readonly string[];
}

function footersOf({ columns, of }: DecrementTable, hasBalance: boolean): Footer[] {
  const footer = (label: string, text: (column: DecrementColumn) => string): Footer => ({ label, cells: columns.map(text) });
  const wherePaid = (label: string, amount: (column: DecrementColumn) => number): Footer[] =>
    columns.some((column) => Math.abs(amount(column)) > HALF_CENT)
      ? [footer(label, (column) => (Math.abs(amount(column)) > HALF_CENT ? dollars(amount(column)) : NONE))]
      : [];
  const lives = [
    footer('Weighted average life (years)', ({ averageLife }) => figure(averageLife, 2)),
    footer('First payment', ({ firstPay }) => monthYear(firstPay)),
    footer('Last payment', ({ lastPay }) => monthYear(lastPay)),
  ];
  if (!hasBalance) {
    return [...lives.slice(1), footer('Cash received ($)', ({ principal, interest }) => dollars(principal + interest))];
  }
  return [
    ...lives,
    ...(of === 'pool'
      ? []
      : [
          ...wherePaid('Written down ($)', ({ writtenDown }) => writtenDown),
          ...wherePaid('Interest never paid ($)', ({ shortfall }) => shortfall),
        ]),
  ];
}
