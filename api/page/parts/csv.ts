/** Tables of the page as CSV (RFC 4180): every digit, whatever the page rounds to. */
import { saveBlob } from './save.ts';

export type CsvCell = string | number | null | undefined;

/** The text of a table; a missing value is an empty cell. Lines end with a line feed. */
export function csvText(heads: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [heads, ...rows].map((row) => `${row.map(cellText).join(',')}\n`).join('');
}

/** The unit of a figure with every digit, of which the page shows percents, basis points or thousands. */
export function unitInFile(unit: string): string {
  return unit === '$ thousands' ? '$' : unit.replace(/^(%|bp)/, 'decimal');
}

function cellText(cell: CsvCell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isNaN(cell) ? '' : Object.is(cell, -0) ? '-0' : String(cell);
  // What begins like a formula would be one in a spreadsheet.
  const text = /^[=+@\t\r]|^-[^\d.]/.test(cell) ? `'${cell}` : cell;
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands a table to the browser as a file. */
export function saveCsv(name: string, heads: readonly string[], rows: readonly (readonly CsvCell[])[]): void {
  saveBlob(`${name.replaceAll(/[^\w.-]+/g, '-')}.csv`, new Blob([csvText(heads, rows)], { type: 'text/csv;charset=utf-8' }));
}
