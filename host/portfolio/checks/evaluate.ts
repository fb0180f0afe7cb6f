/** Counts the rows that break rules, in one pass over them, and fetches the first of each rule that was broken. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CheckResult } from '../records.ts';
import { type Rule, type SeverityOverrides, severityOf } from './rule.ts';

/** Rows of each broken rule that a result shows. */
const EXAMPLES = 5;

/** A table or column name in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** How many rows break each rule, in the order of the rules. `rows` is a SELECT with the columns that they read. */
export async function countRules(connection: DuckDBConnection, rows: string, rules: readonly Rule[]): Promise<number[]> {
  return aggregate(
    connection,
    rows,
    rules.map(({ condition }) => `count_if(${condition})`),
  );
}

/** The balance of the rows that break each rule, in the order of the rules. `upb` is the SQL of a row's dollars. */
export async function sumRules(
  connection: DuckDBConnection,
  rows: string,
  rules: readonly Rule[],
  upb: string,
): Promise<number[]> {
  // Compensated: plain sums of doubles differ with the order in which threads finish.
  return aggregate(
    connection,
    rows,
    rules.map(({ condition }) => `coalesce(fsum(${upb}) FILTER (WHERE ${condition}), 0)`),
  );
}

async function aggregate(connection: DuckDBConnection, rows: string, columns: readonly string[]): Promise<number[]> {
  if (columns.length === 0) return [];
  const [values = []] = await rowsOf(connection, `${over(rows)} SELECT ${columns.join(', ')} FROM loans`);
  return values.map(Number);
}

/** Results for the rules that some row breaks, with the first rows of each; those that are off are left out. */
export async function resultsOf(
  connection: DuckDBConnection,
  rows: string,
  rules: readonly Rule[],
  counts: readonly number[],
  overrides: SeverityOverrides,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [place, rule] of rules.entries()) {
    const severity = severityOf(rule, overrides);
    const count = counts[place] ?? 0;
    if (severity === 'off' || count === 0) continue;
    results.push({
      rule: rule.rule,
      about: rule.about,
      severity,
      count,
      examples: await examplesOf(connection, rows, rule),
    });
  }
  return results;
}

async function examplesOf(connection: DuckDBConnection, rows: string, rule: Rule): Promise<CheckResult['examples']> {
  const columns = rule.fields.map((field) => `CAST(${quoted(field)} AS VARCHAR)`);
  const sql = `${over(rows)} SELECT "row", "id", ${columns.join(', ')} FROM loans WHERE ${rule.condition} ORDER BY "row" LIMIT ${EXAMPLES}`;
  const found = await rowsOf(connection, sql);
  return found.map(([row, id, ...values]) => ({
    row: Number(row),
    id: typeof id === 'string' ? id : '',
    field: rule.fields[0],
    got: gotText(rule.fields, values),
  }));
}

/** The value at fault, then the others it is held against: `361; originalTerm 360`. */
function gotText(fields: readonly string[], values: readonly unknown[]): string {
  const texts = fields.map((field, place) => {
    const value = values[place];
    // DuckDB writes whole numbers of a double with a fraction.
    const text = typeof value === 'string' ? value.replace(/^(-?\d+)\.0$/, '$1') : 'nothing';
    return place === 0 ? text : `${field} ${text}`;
  });
  const [first = '', ...others] = texts;
  return others.length === 0 ? first : `${first}; ${others.join(', ')}`;
}

/** Rows under the name `loans`. Kept out of memory: a tape has many columns, and a rule reads a few. */
function over(rows: string): string {
  return `WITH loans AS NOT MATERIALIZED (${rows})`;
}

/** A small answer as plain values, row by row. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJS();
}
