/** Tables of a run as files that other programs read. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { utils, write } from '@e965/xlsx';
import { type Fault, WeirError } from '../errors.ts';
import { diskFault, isThere } from './atomic.ts';
import { type DataFolder, runFolder, tableFile } from './folders.ts';
import { readTables } from './runBook.ts';
import { csvLines, headsOf, jsonLines, type ResultTable, rowsOf } from './tables.ts';

export const EXPORT_FORMATS = ['csv', 'json', 'parquet', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** More rows than a sheet has are left to the other formats. */
const MOST_SHEET_ROWS = 1_048_575;
const LONGEST_SHEET_NAME = 31;

/**
 * Writes tables of a run into a folder: a file each, or one workbook. Returns their paths. Nothing is overwritten.
 * Throws: STORE_EXISTS with every file that is there already; REQUEST_INVALID for a table that a sheet cannot hold; as `readTables`.
 */
export async function exportRun(
  data: DataFolder,
  id: string,
  to: string,
  format: ExportFormat,
  names?: readonly string[],
): Promise<string[]> {
  const tables = await readTables(data, id, names);
  const folder = resolve(to);
  const files = format === 'xlsx' ? [join(folder, `${id}.xlsx`)] : tables.map(({ name }) => join(folder, `${name}.${format}`));
  const there: Fault[] = [];
  for (const file of files) {
    if (await isThere(file))
      there.push({ code: 'STORE_EXISTS', file, place: '', got: 'a file', expected: 'no file: nothing is overwritten' });
  }
  if (there.length > 0) throw new WeirError(there);
  const book = format === 'xlsx' ? workbook(tables) : undefined;
  try {
    await mkdir(folder, { recursive: true });
    if (book !== undefined) await writeFile(files[0] ?? '', book, { flag: 'wx' });
    else for (const [place, table] of tables.entries()) await writeTable(data, id, table, files[place] ?? '', format);
  } catch (error) {
    diskFault(folder, 'a folder that can be written', error);
  }
  return files;
}

async function writeTable(data: DataFolder, id: string, table: ResultTable, file: string, format: ExportFormat): Promise<void> {
  if (format === 'parquet') await copyFile(tableFile(runFolder(data, id), table.name), file);
  else await writeFile(file, format === 'csv' ? csvLines(table) : jsonLines(table), { flag: 'wx' });
}

/** A sheet a table, its units in the second row. */
function workbook(tables: readonly ResultTable[]): Uint8Array {
  const tooLong = tables.filter((table) => rowsOf(table) > MOST_SHEET_ROWS - 1);
  if (tooLong.length > 0) {
    throw new WeirError(
      tooLong.map((table) => ({
        code: 'REQUEST_INVALID',
        place: table.name,
        got: `${rowsOf(table)} rows`,
        expected: `at most ${MOST_SHEET_ROWS - 1} for a sheet: csv, json and parquet hold more`,
      })),
    );
  }
  const book = utils.book_new();
  for (const table of tables) {
    const heads = headsOf(table);
    const rows = Array.from({ length: rowsOf(table) }, (_, row) => table.columns.map((column) => cellOf(column.data[row])));
    const sheet = utils.aoa_to_sheet([heads.map(({ name }) => name), heads.map(({ unit }) => unit ?? ''), ...rows]);
    utils.book_append_sheet(book, sheet, table.name.slice(0, LONGEST_SHEET_NAME));
  }
  const bytes: unknown = write(book, { type: 'array', bookType: 'xlsx', compression: true });
  if (!(bytes instanceof ArrayBuffer)) throw new Error('exportRun: the workbook is no buffer');
  return new Uint8Array(bytes);
}

/** Missing values are empty cells. */
function cellOf(value: string | number | null | undefined): string | number | null {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? null : value;
}
