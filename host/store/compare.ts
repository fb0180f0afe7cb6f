/** Two runs beside each other, bit by bit: for replays, which must differ in nothing, and for finding what changed. */
import type { DataFolder } from './folders.ts';
import { compareManifests, type ManifestDifference } from './manifest.ts';
import { readTables } from './runBook.ts';
import { readIndex, readManifest } from './runs.ts';
import { type Column, exactText, headsOf, type ResultTable, rowsOf } from './tables.ts';

/** Cells that are listed before the rest are only counted. */
const DIFFERENCES_LISTED = 100;

/** A cell that differs. Shape: `row` counts from 1. Values are exact texts; null is a missing one. */
export interface CellDifference {
  readonly table: string;
  readonly row: number;
  readonly column: string;
  readonly a: string | null;
  readonly b: string | null;
}

export interface TableComparison {
  /** Cells that stand in both. */
  readonly cells: number;
  readonly differing: number;
  /** The first of them, by table (as the first run lists them), row, column. */
  readonly differences: readonly CellDifference[];
  /** Tables and columns that one side lacks or has of another kind, and tables of another length, in words. */
  readonly shapes: readonly string[];
}

export interface RunComparison extends TableComparison {
  /** True where all cells and shapes are the same to the bit. */
  readonly same: boolean;
  /** What determines the bits and differs; replays of one another have none. */
  readonly inputs: readonly ManifestDifference[];
}

/**
 * Compares the tables of two runs that are done, bit by bit and row by row as they stand. 0 and -0 differ, two missing values do not.
 * Units: `limit` is how many differing cells are listed. Throws: STORE_RUN_STATE, STORE_CORRUPT, and as stateOf.
 */
export async function compareRuns(
  [dataA, idA]: readonly [DataFolder, string],
  [dataB, idB]: readonly [DataFolder, string],
  { limit = DIFFERENCES_LISTED }: { readonly limit?: number } = {},
): Promise<RunComparison> {
  const namesOf = async (data: DataFolder, id: string) => (await readIndex(data, id)).tables.map(({ name }) => name);
  const namesA = await namesOf(dataA, idA);
  const namesB = await namesOf(dataB, idB);
  const shapes = [
    ...namesA.filter((name) => !namesB.includes(name)).map((name) => `${name}: only in ${idA}`),
    ...namesB.filter((name) => !namesA.includes(name)).map((name) => `${name}: only in ${idB}`),
  ];
  const differences: CellDifference[] = [];
  let cells = 0;
  let differing = 0;
  // A table of each at a time: only these two are in memory.
  for (const name of namesA.filter((one) => namesB.includes(one))) {
    const a = await readTables(dataA, idA, [name]);
    const b = await readTables(dataB, idB, [name]);
    const one = compareTables(a[0]!, b[0]!, { limit: limit - differences.length });
    cells += one.cells;
    differing += one.differing;
    differences.push(...one.differences);
    shapes.push(...one.shapes);
  }
  const a = await readManifest(dataA, idA);
  const b = await readManifest(dataB, idB);
  const inputs = a === undefined || b === undefined ? [] : compareManifests(a, b);
  return { cells, differing, differences, shapes, inputs, same: differing === 0 && shapes.length === 0 };
}

/** Compares two tables bit by bit. Columns are matched by name, rows by place. */
export function compareTables(
  a: ResultTable,
  b: ResultTable,
  { limit = DIFFERENCES_LISTED }: { limit?: number } = {},
): TableComparison {
  const shapes: string[] = [];
  const pairs: (readonly [Column, Column])[] = [];
  const others = new Map(b.columns.map((column) => [column.name, column]));
  for (const column of a.columns) {
    const other = others.get(column.name);
    if (other === undefined) shapes.push(`${a.name}.${column.name}: only in the first`);
    else if (other.kind !== column.kind) shapes.push(`${a.name}.${column.name}: ${column.kind} and ${other.kind}`);
    else pairs.push([column, other]);
    if (other !== undefined && other.unit !== column.unit)
      shapes.push(`${a.name}.${column.name}: in ${column.unit ?? 'no unit'} and in ${other.unit ?? 'no unit'}`);
    others.delete(column.name);
  }
  for (const name of others.keys()) shapes.push(`${a.name}.${name}: only in the second`);
  const order = (table: ResultTable) => headsOf(table).map(({ name }) => name);
  if (shapes.length === 0 && order(a).join('\0') !== order(b).join('\0')) shapes.push(`${a.name}: columns in another order`);
  const [rowsA, rowsB] = [rowsOf(a), rowsOf(b)];
  if (rowsA !== rowsB) shapes.push(`${a.name}: ${rowsA} rows and ${rowsB} rows`);
  const rows = Math.min(rowsA, rowsB);
  let differing = 0;
  const found: CellDifference[] = [];
  for (let row = 0; row < rows; row++) {
    for (const [left, right] of pairs) {
      // Object.is tells 0 from -0 and takes every NaN for the same.
      if (Object.is(left.data[row], right.data[row])) continue;
      differing++;
      if (found.length < limit)
        found.push({ table: a.name, row: row + 1, column: left.name, a: cellText(left, row), b: cellText(right, row) });
    }
  }
  return { cells: rows * pairs.length, differing, differences: found, shapes };
}

function cellText(column: Column, row: number): string | null {
  if (column.kind === 'text') return column.data[row] ?? null;
  const text = exactText(column.data[row] ?? Number.NaN);
  return text === '' ? null : text;
}
