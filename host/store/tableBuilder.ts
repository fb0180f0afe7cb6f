/** Result tables from rows: each column says how to read its cell. */
import type { Column, ResultTable } from './tables.ts';

/** How a column is made of rows. */
export type ColumnOf<Row> = (rows: readonly Row[]) => Column;

/** A column of texts; null is missing. */
export function text<Row>(name: string, of: (row: Row) => string | null): ColumnOf<Row> {
  return (rows) => ({ name, kind: 'text', data: rows.map(of) });
}

/** A column of numbers; null and undefined are missing. */
export function numbers<Row>(name: string, of: (row: Row) => number | null | undefined, unit?: string): ColumnOf<Row> {
  return (rows) => ({
    name,
    kind: 'number',
    ...(unit !== undefined && { unit }),
    data: Float64Array.from(rows, (row) => of(row) ?? Number.NaN),
  });
}

/** A column of whole numbers, none missing. */
export function integers<Row>(name: string, of: (row: Row) => number): ColumnOf<Row> {
  return (rows) => ({ name, kind: 'integer', data: Int32Array.from(rows, of) });
}

export function tableOf<Row>(name: string, rows: readonly Row[], columns: readonly ColumnOf<Row>[]): ResultTable {
  return { name, columns: columns.map((column) => column(rows)) };
}

/** Tables of the same columns, one under another. Throws: Error where the columns differ. */
export function stack(name: string, parts: readonly ResultTable[]): ResultTable {
  const [first] = parts;
  if (first === undefined) return { name, columns: [] };
  return {
    name,
    columns: first.columns.map((head, place) =>
      joined(
        head,
        parts.map(({ columns }) => columns[place]),
      ),
    ),
  };
}

function joined(head: Column, parts: readonly (Column | undefined)[]): Column {
  const same = parts.flatMap((part) => (part?.name === head.name ? [part] : []));
  if (same.length !== parts.length) throw new Error(`stack: not every part has the column ${head.name}`);
  const length = same.reduce((sum, { data }) => sum + data.length, 0);
  if (head.kind === 'text') return { ...head, data: same.flatMap((part) => (part.kind === 'text' ? part.data : [])) };
  if (head.kind === 'number') {
    const data = new Float64Array(length);
    let at = 0;
    for (const part of same) {
      if (part.kind !== 'number') throw new Error(`stack: ${head.name} is not numbers everywhere`);
      data.set(part.data, at);
      at += part.data.length;
    }
    return { ...head, data };
  }
  const data = new Int32Array(length);
  let at = 0;
  for (const part of same) {
    if (part.kind !== 'integer') throw new Error(`stack: ${head.name} is not whole numbers everywhere`);
    data.set(part.data, at);
    at += part.data.length;
  }
  return { ...head, data };
}
