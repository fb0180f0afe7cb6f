/** A small table from whatever file it is in: CSV, or Parquet with the same columns. */
import { FaultList } from '../deal/faults.ts';
import { type Fault, fail } from '../errors.ts';
import { type Grid, gridOfCsv } from './csv.ts';
import type { SnapshotFiles } from './files.ts';
import { Duck, duckMessage, identifier, pathLiteral } from './tape/duck.ts';

/** No table here has more than a few thousand rows: a larger file is another kind of file. */
const MOST_TABLE_BYTES = 32 * 1024 * 1024;
const MOST_ROWS = 1_000_000;

/**
 * Reads a table of a snapshot and makes of it what `read` says. Faults are added to the list; a file that cannot be read leaves
 * `empty`.
 */
export async function readTable<T>(
  path: string,
  files: SnapshotFiles,
  faults: Fault[],
  empty: T,
  read: (grid: Grid, faults: FaultList) => T,
): Promise<T> {
  const own = new FaultList(path);
  const grid = path.endsWith('.parquet')
    ? await own.catchingAsync(undefined, () => gridOfParquet(path, files))
    : own.catching(undefined, () => gridOfCsv(files.text(path, MOST_TABLE_BYTES), own));
  const made = grid === undefined ? empty : read(grid, own);
  faults.push(...own.all);
  return made;
}

/** Every cell as the text it would be in CSV. Throws: FILE_UNREADABLE, TABLE_SHAPE. */
async function gridOfParquet(path: string, files: SnapshotFiles): Promise<Grid> {
  await files.hash(path);
  const duck = await Duck.open();
  try {
    const from = `read_parquet(${pathLiteral(path)})`;
    const [names = []] = await duck.columns(`DESCRIBE SELECT * FROM ${from}`);
    const columns = names.map(String);
    const texts = columns.map((name) => `coalesce(CAST(${identifier(name)} AS VARCHAR), '')`);
    const cells = await duck.columns(`SELECT ${texts.join(', ')} FROM ${from} LIMIT ${MOST_ROWS}`);
    const rows = (cells[0] ?? []).map((_, row) => ({
      place: `row ${row + 1}`,
      cells: cells.map((column) => String(column[row]).trim()),
    }));
    return { columns, rows };
  } catch (error) {
    return fail({ code: 'FILE_UNREADABLE', file: path, place: '', got: duckMessage(error), expected: 'a Parquet file' });
  } finally {
    duck.close();
  }
}
