/** Tables of a run as files that other programs read. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Fault, WeirError } from '../errors.ts';
import { diskFault, isThere } from './atomic.ts';
import { type DataFolder, runFolder, tableFile } from './folders.ts';
import { readTables, showRun } from './runBook.ts';
import { csvLines, jsonLines, type ResultTable } from './tables.ts';
import { runWorkbook } from './workbook.ts';

export const EXPORT_FORMATS = ['csv', 'json', 'parquet', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

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
  const book = format === 'xlsx' ? runWorkbook(await showRun(data, id), tables) : undefined;
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
