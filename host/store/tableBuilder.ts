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

/** `netAssets` as columns of tables are written: `net_assets`. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Why trusts are left out, a fault a row. */
export function failureTable(failed: readonly { readonly trust: string; readonly faults: readonly string[] }[]): ResultTable {
  return tableOf(
    'failures',
    failed.flatMap(({ trust, faults }) => faults.map((fault) => ({ trust, fault }))),
    [text('trust', ({ trust }) => trust), text('fault', ({ fault }) => fault)],
  );
}

/** Why trusts have no value under a shock. */
export function incompleteTable(
  incomplete: readonly { readonly shock: string; readonly trust: string; readonly faults: readonly string[] }[],
): ResultTable {
  return tableOf(
    'incomplete',
    incomplete.flatMap(({ shock, trust, faults }) => faults.map((fault) => ({ shock, trust, fault }))),
    [text('shock', ({ shock }) => shock), text('trust', ({ trust }) => trust), text('fault', ({ fault }) => fault)],
  );
}

/** What trusts are warned of, a text a row. */
export function warningTable(warned: readonly { readonly trust: string; readonly warnings: readonly string[] }[]): ResultTable {
  return tableOf(
    'warnings',
    warned.flatMap(({ trust, warnings }) => warnings.map((warning) => ({ trust, warning }))),
    [text('trust', ({ trust }) => trust), text('warning', ({ warning }) => warning)],
  );
}

/** Sentences in their order. */
export function textTable(name: string, column: string, texts: readonly string[]): ResultTable {
  return tableOf(name, texts, [text(column, (sentence) => sentence)]);
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
