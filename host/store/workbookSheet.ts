/**
 * A sheet of a workbook: one header row, then rows of texts, numbers and formulas. A formula adds and takes away cells; what it comes to is
 * worked out here, in exact decimals, from the same cells that it names, so that a program that does not calculate shows it too.
 */
import { type CellObject, utils, type WorkSheet } from '@e965/xlsx';
import { Decimal } from 'decimal.js';

/** How numbers of a column are shown. Every digit is kept. */
export type Format = 'dollars' | 'rate' | 'share' | 'price' | 'years' | 'count' | 'general' | 'text';

const FORMATS: Readonly<Record<Format, string | undefined>> = {
  dollars: '#,##0.00;[Red]-#,##0.00;0.00',
  rate: '0.0000%',
  share: '0.00%',
  price: '#,##0.000',
  years: '#,##0.00',
  count: '#,##0',
  general: undefined,
  text: undefined,
};

/** A column: its heading with its unit, and how its numbers are shown. */
export interface SheetColumn {
  readonly head: string;
  readonly format: Format;
}

/** A formula: a sum of signed cells and ranges of cells. */
export interface Formula {
  readonly text: string;
  readonly value: number;
}

/** Missing values are empty cells. */
export type SheetCell = string | number | Formula | null;

export interface Sheet {
  /** No more than 31 characters. */
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly (readonly SheetCell[])[];
}

/** Cells of a sheet: one of them, or a rectangle. Shape: rows from 0, the header row aside; columns from 0. */
export interface Cells {
  readonly row: number;
  readonly column: number;
  readonly toRow?: number;
  readonly toColumn?: number;
  /** Default: they are added. */
  readonly sign?: -1;
}

/** The text of a formula over cells of the rows so far, and what it comes to; missing cells are nothing. */
export function formulaOver(rows: readonly (readonly SheetCell[])[], terms: readonly Cells[]): Formula {
  let value = new Decimal(0);
  const texts = terms.map(({ row, column, toRow = row, toColumn = column, sign }, place) => {
    let sum = new Decimal(0);
    for (let r = row; r <= toRow; r++) for (let c = column; c <= toColumn; c++) sum = sum.plus(amountOf(rows[r]?.[c]));
    value = sign === -1 ? value.minus(sum) : value.plus(sum);
    const isOne = toRow === row && toColumn === column;
    const cells = isOne ? address(row, column) : `SUM(${address(row, column)}:${address(toRow, toColumn)})`;
    return `${sign === -1 ? '-' : place === 0 ? '' : '+'}${cells}`;
  });
  return { text: texts.join(''), value: value.toNumber() };
}

function amountOf(cell: SheetCell | undefined): Decimal {
  if (cell === undefined || cell === null || typeof cell === 'string') return new Decimal(0);
  return new Decimal(typeof cell === 'number' ? cell : cell.value);
}

/** `B2` of the first row below the header and the second column. */
function address(row: number, column: number): string {
  return utils.encode_cell({ r: row + 1, c: column });
}

/** A column is as wide as its texts, within reason. Units: characters. */
const NARROWEST = 9;
const WIDEST = 60;
/** Rows that a width is taken from. */
const LOOKED_AT = 200;

/** The sheet as the library has it: types and formats of cells, widths, a filter over the header. */
export function workSheet({ columns, rows }: Sheet): WorkSheet {
  const sheet: WorkSheet = {};
  columns.forEach(({ head }, c) => {
    sheet[utils.encode_cell({ r: 0, c })] = { t: 's', v: head };
  });
  rows.forEach((row, r) => {
    columns.forEach(({ format }, c) => {
      const cell = cellOf(row[c] ?? null, FORMATS[format]);
      if (cell !== undefined) sheet[utils.encode_cell({ r: r + 1, c })] = cell;
    });
  });
  const ref = utils.encode_range({ r: 0, c: 0 }, { r: rows.length, c: Math.max(0, columns.length - 1) });
  sheet['!ref'] = ref;
  sheet['!autofilter'] = { ref };
  sheet['!cols'] = columns.map(({ head, format }, c) => ({
    wch: rows
      .slice(0, LOOKED_AT)
      .reduce((most, row) => Math.min(WIDEST, Math.max(most, lengthOf(row[c], format))), Math.max(NARROWEST, head.length + 2)),
  }));
  return sheet;
}

function cellOf(cell: SheetCell, format: string | undefined): CellObject | undefined {
  if (cell === null) return undefined;
  if (typeof cell === 'string') return { t: 's', v: cell };
  const z = format === undefined ? {} : { z: format };
  if (typeof cell === 'number') return Number.isFinite(cell) ? { t: 'n', v: cell, ...z } : undefined;
  return { t: 'n', v: cell.value, f: cell.text, ...z };
}

/** Characters of a cell as it is shown, about. */
function lengthOf(cell: SheetCell | undefined, format: Format): number {
  if (cell === null || cell === undefined) return 0;
  if (typeof cell === 'string') return cell.length;
  const value = typeof cell === 'number' ? cell : cell.value;
  const digits = Math.abs(value) < 1 ? 1 : Math.floor(Math.log10(Math.abs(value))) + 1;
  return digits + Math.floor(digits / 3) + (format === 'count' ? 2 : 6);
}
