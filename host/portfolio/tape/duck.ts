/**
 * DuckDB in memory for one tape: opened, queried by column, closed. No database file (two openings of one lose rows), no extensions
 * (they are downloaded), and after `lock` no files either, so that conditions out of a snapshot can do nothing but compute.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBDoubleVector, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

/** A value of a small answer. */
export type Cell = number | string | null;

const MEMORY_LIMIT = '1GB';
/** Files of so many bytes are worth a second thread; on smaller ones it costs more than it does. */
const WORTH_TWO_THREADS = 32e6;
/** Files of fewer bytes are kept whole: rows cost less there than the views over them that every statement would bind again. */
const SMALL = 8e6;
const LONGEST_MESSAGE = 200;

/** An open DuckDB. `close` must be called; it may be called twice. */
export class Duck {
  readonly connection: DuckDBConnection;
  /** A folder of this tape's own, gone when it is closed: what does not fit in memory, and XML rewritten as lines. */
  readonly folder: string;
  /** Whether the files are so small that memory is not at stake. */
  readonly isSmall: boolean;
  readonly #instance: DuckDBInstance;
  readonly #besides: DuckDBConnection[] = [];
  #isClosed = false;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, folder: string, isSmall: boolean) {
    this.#instance = instance;
    this.connection = connection;
    this.folder = folder;
    this.isSmall = isSmall;
  }

  /** `bytes`: of the files that will be read. */
  static async open(bytes = 0): Promise<Duck> {
    const folder = mkdtempSync(join(tmpdir(), 'weir-tape-'));
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: MEMORY_LIMIT,
      threads: bytes < WORTH_TWO_THREADS ? '1' : '2',
      temp_directory: join(folder, 'spill'),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return new Duck(instance, await instance.connect(), folder, bytes < SMALL);
  }

  /**
   * A second connection whose names are those of a schema of its own: a second tape has tables of the same names there. It closes with
   * this one, and is locked with it.
   */
  async beside(schema: string): Promise<Duck> {
    const connection = await this.#instance.connect();
    this.#besides.push(connection);
    await connection.run(`CREATE SCHEMA ${identifier(schema)}`);
    await connection.run(`USE ${identifier(schema)}`);
    return new Duck(this.#instance, connection, this.folder, this.isSmall);
  }

  /** Runs a statement whose answer does not matter. */
  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** A small answer, one array a column. Whole numbers of 64 bits become doubles. */
  async columns(sql: string): Promise<Cell[][]> {
    const result = await this.connection.run(sql);
    const columns = Array.from({ length: result.columnCount }, (): Cell[] => []);
    for (const chunk of await result.fetchAllChunks()) {
      columns.forEach((column, place) => {
        for (const value of chunk.getColumnValues(place)) column.push(cellOf(value));
      });
    }
    return columns;
  }

  /** The first row of a small answer. */
  async row(sql: string): Promise<Cell[]> {
    return (await this.columns(sql)).map((column) => column[0] ?? null);
  }

  /**
   * Copies the columns of a query, all DOUBLE and none NULL, into arrays from row `from` on, a chunk at a time.
   *
   * Shape: `into` has an array for each column. Returns the row after the last one written.
   */
  async fill(sql: string, into: readonly Float64Array[], from = 0): Promise<number> {
    const result = await this.connection.stream(sql);
    let at = from;
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const rows = chunk.rowCount;
      for (const [place, target] of into.entries()) {
        const vector = chunk.getColumnVector(place);
        if (!(vector instanceof DuckDBDoubleVector)) throw new Error(`column ${place} of a tape is not DOUBLE`);
        for (let row = 0; row < rows; row++) {
          const value = vector.getItem(row);
          if (value === null) throw new Error(`column ${result.columnName(place)} of a tape is NULL in row ${at + row}`);
          target[at + row] = value;
        }
      }
      at += rows;
    }
    return at;
  }

  /** From here on no statement reaches a file, and no setting can be changed back. */
  async lock(): Promise<void> {
    await this.run('SET enable_external_access = false');
    await this.run('SET lock_configuration = true');
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const connection of [...this.#besides, this.connection]) connection.closeSync();
    this.#instance.closeSync();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function cellOf(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  throw new Error('an answer about a tape is neither number nor text');
}

/** A name in SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL, whatever letters it has: a statement ends at a letter of code 0. */
export function literal(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? `${parts[0]}` : `(${parts.join(' || chr(0) || ')})`;
}

/** A file in SQL: letters that would make a pattern of its name stand for themselves. */
export function pathLiteral(path: string): string {
  return literal(path.replace(/[[*?]/g, '[$&]'));
}

/** A finite number in SQL, as the same double. */
export function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} cannot stand in SQL`);
  return `CAST(${literal(String(value))} AS DOUBLE)`;
}

/** SQL of dollars that sums add exactly: doubles are first rounded to 1e-8. */
export function exact(sql: string): string {
  return `TRY_CAST(${sql} AS DECIMAL(38, 8))`;
}

/** SQL of the sum of exact dollars as a double, 0 over no rows. */
export function exactTotal(exactSql: string, where?: string): string {
  const filter = where === undefined ? '' : ` FILTER (WHERE ${where})`;
  return `CAST(coalesce(sum(${exactSql})${filter}, 0) AS DOUBLE)`;
}

/** The sum of dollars over rows, 0 over none, the same whatever order threads finish in. */
export function exactSum(sql: string, where?: string): string {
  return exactTotal(exact(sql), where);
}

/** What DuckDB says was wrong, without the statement it was wrong in. */
export function duckMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [first = ''] = text.split('\n');
  return first.length > LONGEST_MESSAGE ? `${first.slice(0, LONGEST_MESSAGE - 3)}...` : first;
}
