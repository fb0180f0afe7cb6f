/** What statements of a workbook read of a run's tables, and how they head what they write. */
import { type Column, type ResultTable, rowsOf } from './tables.ts';
import type { SheetCell, SheetColumn } from './workbookSheet.ts';

/** A column of dollars, its unit in the heading. */
export const dollars = (head: string): SheetColumn => ({ head: `${head} (dollars)`, format: 'dollars' });
/** A column of texts. */
export const words = (head: string): SheetColumn => ({ head, format: 'text' });

/** A column by name. Throws: Error where the table has none: its writer and this module have parted. */
function columnIn({ name: table, columns }: ResultTable, name: string): Column {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`workbook: the table ${table} has no column ${name}`);
  return found;
}

/** A cell of a column; missing figures are nothing. Throws: as `columnIn`. */
export function cellIn(table: ResultTable, name: string, row: number): SheetCell {
  const cell = columnIn(table, name).data[row] ?? null;
  return typeof cell === 'number' && Number.isNaN(cell) ? null : cell;
}

/** A text of a column, empty where it is missing. */
export const textIn = (table: ResultTable, name: string, row: number) => String(cellIn(table, name, row) ?? '');
/** Whether a table has a column. */
export const hasColumn = ({ columns }: ResultTable, name: string) => columns.some((column) => column.name === name);
/** The rows of a table. */
export const placesOf = (table: ResultTable) => Array.from({ length: rowsOf(table) }, (_, row) => row);

/** The text with a capital. */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
