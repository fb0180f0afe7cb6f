/** Tapes as Parquet, for large portfolios: a CSV that was just written is read by DuckDB and written again. */
import { rmSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

/** A DuckDB type by column, in the order of the file. */
export type ColumnTypes = readonly (readonly [column: string, type: 'VARCHAR' | 'DATE' | 'DOUBLE'])[];

export interface ParquetWriter {
  /** Replaces a CSV tape by a Parquet file with the same columns. */
  replace(csv: string, parquet: string, types: ColumnTypes): Promise<void>;
  close(): void;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Opens a writer; whoever opens it closes it. */
export async function openParquetWriter(): Promise<ParquetWriter> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return {
    async replace(csv, parquet, types) {
      const columns = types.map(([column, type]) => `${quoted(column)}: ${quoted(type)}`).join(', ');
      const from = `read_csv(${quoted(csv)}, header = true, auto_detect = false, delim = ',', columns = {${columns}})`;
      await connection.run(`COPY (SELECT * FROM ${from}) TO ${quoted(parquet)} (FORMAT parquet)`);
      rmSync(csv);
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
