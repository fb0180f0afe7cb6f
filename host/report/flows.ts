/** Month by month, as a table to read or as CSV to load. */
import type { FlowColumn, FlowReport, FlowTable } from '../analysis/flows.ts';
import { fixedText } from '../valuation/rounding.ts';
import { columnsThatFit, textTable, widest } from './table.ts';
import { dollars, headingOf } from './words.ts';

/** Tables for a terminal of `width` columns; columns that are zero throughout are left out. */
export function flowsText(report: FlowReport, width: number): string {
  const blocks = report.tables.map((table) => {
    const scenario = report.scenarios.indexOf(table.scenario);
    return blockOf(table, report.dates[scenario] ?? [], report.months[scenario] ?? [], width);
  });
  return [headingOf(report), ...blocks, ...report.warnings].join('\n\n');
}

function blockOf(table: FlowTable, dates: readonly string[], months: readonly number[], width: number): string {
  const shown = table.columns.filter(({ values }) => values.some((value) => value !== 0));
  const title = `${table.of}, ${table.scenario}`;
  if (shown.length === 0) return `${title}\nnothing in any month`;
  // A coupon goes on after its class is gone: dollars say how long there is something to tell.
  const telling = shown.some(({ unit }) => unit === 'dollars') ? shown.filter(({ unit }) => unit === 'dollars') : shown;
  const last = telling.reduce(
    (most, { values }) =>
      Math.max(
        most,
        values.findLastIndex((value) => value !== 0),
      ),
    0,
  );
  const labels = dates.slice(0, last + 1).map((date, row) => `${String(months[row]).padStart(3)}  ${date}`);
  const cells = shown.map((column) => {
    const places = placesOf(column);
    return column.values.slice(0, last + 1).map((value) => cellText(column, value, places));
  });
  const widths = shown.map(({ name }, place) => Math.max(name.length, widest(cells[place] ?? [])));
  const parts = columnsThatFit(widths, widest(labels), width);
  return parts
    .map((part) =>
      textTable([
        [title, ...part.map((place) => shown[place]?.name ?? '')],
        'rule',
        ...labels.map((label, row) => [label, ...part.map((place) => cells[place]?.[row] ?? '')]),
      ]),
    )
    .join('\n\n');
}

/** Rates and shares have six decimals; counts, and 1 and 0 for true and false, none. */
function placesOf({ unit, values }: FlowColumn): number {
  if (unit === 'dollars') return 2;
  return values.every((value) => Number.isInteger(value)) ? 0 : 6;
}

function cellText({ unit }: FlowColumn, value: number, places: number): string {
  return unit === 'dollars' ? dollars(value, places) : fixedText(value, places);
}

/** One line a class, scenario and month, the columns as they are called; numbers with every digit. */
export function flowsCsv(report: FlowReport): string {
  const names = [...new Set(report.tables.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  const lines = report.tables.flatMap((table) => {
    const scenario = report.scenarios.indexOf(table.scenario);
    const columns = names.map((name) => table.columns.find((column) => column.name === name));
    return (report.months[scenario] ?? []).map((month, row) =>
      [
        quoted(table.of),
        quoted(table.scenario),
        month,
        report.dates[scenario]?.[row] ?? '',
        ...columns.map((column) => column?.values[row] ?? ''),
      ].join(','),
    );
  });
  return [['of', 'scenario', 'month', 'date', ...names].join(','), ...lines].join('\n');
}

function quoted(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
