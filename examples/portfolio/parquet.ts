/** Tapes as Parquet, for large portfolios: a CSV that was just written is read by DuckDB and written again. */
import { rmSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;
/** Columns that hold digits and are texts nevertheless. */
const TEXTS = "{'id': 'VARCHAR', 'lien': 'VARCHAR'}";
const OTHER_TEXTS = "{'loan_no': 'VARCHAR', 'lien': 'VARCHAR'}";

/** Replaces a CSV tape by a Parquet file with the same columns. */
export async function toParquet(csv: string, parquet: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const described = await connection.runAndReadAll(
      `select column_name from (describe select * from read_csv(${quoted(csv)}, header = true))`,
    );
    const isOther = described.getColumnsJS().some((column) => column.includes('loan_no'));
    const types = isOther ? OTHER_TEXTS : TEXTS;
    await connection.run(
      `copy (select * from read_csv(${quoted(csv)}, header = true, sample_size = -1, types = ${types})) to ${quoted(parquet)} (format parquet)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  rmSync(csv);
}
