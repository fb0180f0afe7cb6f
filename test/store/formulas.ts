/** Works the formulas of a workbook out anew: sums, differences and references, from the cells that hold figures of their own. */
import { utils, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { Decimal } from 'decimal.js';

/** A formula of a sheet: what the file says that it comes to, and what it comes to. */
export interface Worked {
  readonly sheet: string;
  readonly cell: string;
  readonly formula: string;
  readonly cached: number;
  readonly worked: Decimal;
}

/** Every formula of a workbook. */
export function formulasOf(book: WorkBook): Worked[] {
  return book.SheetNames.flatMap((name) => {
    const sheet = book.Sheets[name]!;
    return Object.keys(sheet).flatMap((cell): Worked[] => {
      const { f, v } = cell.startsWith('!') ? {} : sheet[cell];
      return typeof f === 'string' ? [{ sheet: name, cell, formula: f, cached: Number(v), worked: evaluated(sheet, f) }] : [];
    });
  });
}

/** What a cell comes to: a figure, or a formula over other cells; a text or nothing is 0, as spreadsheet programs have it in sums. */
function worth(sheet: WorkSheet, cell: string): Decimal {
  const found = sheet[cell];
  if (found === undefined || typeof found.v === 'string') return new Decimal(0);
  return typeof found.f === 'string' ? evaluated(sheet, found.f) : new Decimal(found.v);
}

/** Terms with their signs: a cell, or SUM of a rectangle. Throws: Error for anything else. */
function evaluated(sheet: WorkSheet, formula: string): Decimal {
  let rest = formula;
  let sum = new Decimal(0);
  while (rest !== '') {
    const [all, sign = '', range, from, to, one] = /^([+-]?)(SUM\(([A-Z]+\d+):([A-Z]+\d+)\)|([A-Z]+\d+))/.exec(rest) ?? [];
    if (all === undefined || range === undefined) throw new Error(`what is ${rest} of ${formula}?`);
    const cells = one === undefined ? rectangle(from!, to!) : [one];
    const term = cells.reduce((total, cell) => total.plus(worth(sheet, cell)), new Decimal(0));
    sum = sign === '-' ? sum.minus(term) : sum.plus(term);
    rest = rest.slice(all.length);
  }
  return sum;
}

function rectangle(from: string, to: string): string[] {
  const [start, end] = [utils.decode_cell(from), utils.decode_cell(to)];
  const cells: string[] = [];
  for (let r = start.r; r <= end.r; r++) for (let c = start.c; c <= end.c; c++) cells.push(utils.encode_cell({ r, c }));
  return cells;
}
