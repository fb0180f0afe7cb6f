/**
 * Result tables on disk, as Parquet through DuckDB. Columns go in and come out as arrays, never as an object a row, and doubles keep
 * their bits. Kinds and units travel in the file's own metadata.
 */
import { rm } from 'node:fs/promises';
import {
  DOUBLE,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  DuckDBVector,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { fail, WeirError } from '../errors.ts';
import { adopt, diskFault, temporaryBeside } from './atomic.ts';
import { jsonText } from './sealed.ts';
import { type Column, type ColumnHead, checkTables, headsOf, type ResultTable, rowsOf } from './tables.ts';

const TYPES: Readonly<Record<Column['kind'], DuckDBType>> = { text: VARCHAR, number: DOUBLE, integer: INTEGER };
const META = 'weir';
const MetaShape = Type.Object({
  name: Type.String(),
  columns: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: Type.Union([Type.Literal('text'), Type.Literal('number'), Type.Literal('integer')]),
      unit: Type.Optional(Type.String()),
    }),
  ),
});
const metaShape = Compile(MetaShape);

/**
 * Writes tables, each to its file; a file is whole or not there. The same table gives the same bytes.
 * Throws: STORE_NAME, STORE_TABLE, STORE_DISK.
 */
export async function writeTables(tables: readonly (readonly [file: string, table: ResultTable])[]): Promise<void> {
  checkTables(tables.map(([, table]) => table));
  await withDuck(async (duck) => {
    for (const [file, table] of tables) await writeTable(duck, file, table);
  });
}

/**
 * Reads a table that `writeTables` wrote. Shape: numbers in new arrays, rows as they were written.
 * Throws: STORE_CORRUPT where it is none.
 */
export async function readTable(file: string): Promise<ResultTable> {
  try {
    return await withDuck(async (duck) => {
      const meta = await readMeta(duck, file);
      const result = await duck.run(`select * from read_parquet(${exactly(file)})`);
      const chunks = await result.fetchAllChunks();
      const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
      return { name: meta.name, columns: meta.columns.map((head, place) => readColumn(head, place, chunks, rows)) };
    });
  } catch (error) {
    if (error instanceof WeirError) throw error;
    const got = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return fail({ code: 'STORE_CORRUPT', file, place: '', got, expected: 'a result table' });
  }
}

/** An empty database in memory, gone when the work is done: no file of it can be opened twice. */
async function withDuck<T>(work: (duck: DuckDBConnection) => Promise<T>): Promise<T> {
  // One thread, so that rows fall into the same groups whenever the same table is written; nothing is fetched from anywhere.
  const options = { threads: '1', autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };
  const instance = await DuckDBInstance.create(':memory:', options);
  try {
    const duck = await instance.connect();
    try {
      return await work(duck);
    } finally {
      duck.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

async function writeTable(duck: DuckDBConnection, file: string, table: ResultTable): Promise<void> {
  const { columns } = table;
  const list = columns.map(({ name, kind }) => `${quotedName(name)} ${TYPES[kind]}`).join(', ');
  await duck.run(`create or replace table result (${list})`);
  const appender = await duck.createAppender('result');
  const most = DuckDBVector.standardSize();
  const rows = rowsOf(table);
  for (let at = 0; at < rows; at += most) {
    const count = Math.min(most, rows - at);
    const chunk = DuckDBDataChunk.create(
      columns.map(({ kind }) => TYPES[kind]),
      count,
    );
    columns.forEach(({ data }, place) => {
      const vector = chunk.getColumnVector(place);
      for (let row = 0; row < count; row++) vector.setItem(row, data[at + row] ?? null);
      vector.flush();
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const temporary = temporaryBeside(file);
  const meta = jsonText({ name: table.name, columns: headsOf(table) });
  try {
    // A dictionary would take 0 and -0 for the same value.
    const options = `format parquet, compression zstd, dictionary_size_limit 1, kv_metadata {${META}: ${quoted(meta)}}`;
    await duck.run(`copy result to ${quoted(temporary)} (${options})`);
  } catch (error) {
    await rm(temporary, { force: true });
    diskFault(file, 'a file that can be written', error);
  }
  await adopt(temporary, file);
}

/** What the metadata of a file say. Throws: STORE_CORRUPT. */
async function readMeta(duck: DuckDBConnection, file: string): Promise<Static<typeof MetaShape>> {
  const result = await duck.run(`select value from parquet_kv_metadata(${exactly(file)}) where key = ${quoted(META)}::blob`);
  const [value] = (await result.getColumns())[0] ?? [];
  const text = value instanceof DuckDBBlobValue ? Buffer.from(value.bytes).toString('utf8') : 'null';
  const meta: unknown = JSON.parse(text);
  if (metaShape.Check(meta)) return meta;
  return fail({ code: 'STORE_CORRUPT', file, place: '', got: 'a file without columns of Weir', expected: 'a result table' });
}

function readColumn({ name, kind, unit }: ColumnHead, place: number, chunks: readonly DuckDBDataChunk[], rows: number): Column {
  const head = { name, ...(unit === undefined ? {} : { unit }) };
  let at = 0;
  if (kind === 'text') {
    const data: (string | null)[] = [];
    for (const chunk of chunks)
      for (const value of chunk.getColumnValues(place)) data.push(typeof value === 'string' ? value : null);
    return { ...head, kind, data };
  }
  const data = kind === 'number' ? new Float64Array(rows) : new Int32Array(rows);
  for (const chunk of chunks) {
    const vector = chunk.getColumnVector(place);
    for (let row = 0; row < vector.itemCount; row++) {
      const value = vector.getItem(row);
      data[at++] = typeof value === 'number' ? value : Number.NaN;
    }
  }
  return data instanceof Float64Array ? { ...head, kind: 'number', data } : { ...head, kind: 'integer', data };
}

/** A path as the reader takes it, to whom *, ? and [ would stand for other names. */
const exactly = (file: string) => quoted(file.replaceAll(/[*?[]/g, '[$&]'));
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const quotedName = (text: string) => `"${text.replaceAll('"', '""')}"`;
