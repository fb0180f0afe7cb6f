/** Result tables of two runs beside each other: rows are found by what names them, and differences ranked by size. */

/** A column as runs keep it. A missing text is null, a missing number NaN. */
export type DiffColumn =
  | { readonly name: string; readonly kind: 'text'; readonly unit?: string; readonly data: readonly (string | null)[] }
  | { readonly name: string; readonly kind: 'number' | 'integer'; readonly unit?: string; readonly data: ArrayLike<number> };

export interface DiffTable {
  readonly name: string;
  readonly columns: readonly DiffColumn[];
}

/** One cell that differs. Null is a missing value. */
export interface CellChange {
  readonly table: string;
  /** What names the row: the cells of its key. */
  readonly row: readonly string[];
  readonly column: string;
  readonly unit: string | null;
  readonly a: number | string | null;
  readonly b: number | string | null;
  /** The second less the first; null where one is no number. */
  readonly change: number | null;
}

/** What differs in one column. */
export interface ColumnChange {
  readonly column: string;
  readonly unit: string | null;
  readonly differing: number;
  /** Sum of the changes, and of their sizes; null of texts. */
  readonly net: number | null;
  readonly size: number | null;
}

export interface TableChange {
  readonly table: string;
  /** Columns that name a row. */
  readonly key: readonly string[];
  /** Rows that both have, and those that one has. */
  readonly rows: number;
  readonly onlyA: readonly (readonly string[])[];
  readonly onlyB: readonly (readonly string[])[];
  readonly cells: number;
  readonly differing: number;
  /** Columns that differ, in the order of the first run. */
  readonly columns: readonly ColumnChange[];
  /** The largest differences: dollars by size first, then other numbers by how much of themselves they changed, then texts. */
  readonly largest: readonly CellChange[];
  /** Columns that one side lacks or has of another kind. */
  readonly shapes: readonly string[];
}

export const DOLLARS = 'dollars';
/** Differences that a table lists. */
const LISTED = 20;

/**
 * Compares two tables of one name. Rows are matched by their key: the first columns of texts and whole numbers, as few as tell all rows of
 * both apart. A number differs where its bits do; two missing values do not.
 */
export function diffTables(a: DiffTable, b: DiffTable, listed = LISTED): TableChange {
  const shapes: string[] = [];
  const others = new Map(b.columns.map((column) => [column.name, column]));
  const pairs = a.columns.flatMap((column): (readonly [DiffColumn, DiffColumn])[] => {
    const other = others.get(column.name);
    others.delete(column.name);
    if (other !== undefined && (other.kind === 'text') === (column.kind === 'text')) return [[column, other]];
    shapes.push(other === undefined ? `${column.name}: only in the first` : `${column.name}: ${column.kind} and ${other.kind}`);
    return [];
  });
  for (const name of others.keys()) shapes.push(`${name}: only in the second`);
  const key = keyOf(pairs);
  const rowsA = keyedRows(a, key);
  const rowsB = keyedRows(b, key);
  const named = pairs.filter(([{ name }]) => !key.includes(name));
  const best = new Best(listed);
  const columns = new Map<string, { differing: number; net: number; size: number; isText: boolean; unit: string | null }>();
  let rows = 0;
  let differing = 0;
  for (const [text, atA] of rowsA) {
    const atB = rowsB.get(text);
    if (atB === undefined) continue;
    rows += 1;
    for (const [left, right] of named) {
      const [was, is] = [valueAt(left, atA), valueAt(right, atB)];
      if (Object.is(was, is)) continue;
      differing += 1;
      const change = typeof was === 'number' && typeof is === 'number' ? is - was : null;
      const unit = left.unit ?? null;
      const known = columns.get(left.name) ?? { differing: 0, net: 0, size: 0, isText: left.kind === 'text', unit };
      known.differing += 1;
      known.net += change ?? 0;
      known.size += Math.abs(change ?? 0);
      columns.set(left.name, known);
      best.add({ table: a.name, row: rowName(text), column: left.name, unit, a: was, b: is, change });
    }
  }
  const only = (of: ReadonlyMap<string, number>, than: ReadonlyMap<string, number>) =>
    [...of.keys()].filter((text) => !than.has(text)).map(rowName);
  return {
    table: a.name,
    key,
    rows,
    onlyA: only(rowsA, rowsB),
    onlyB: only(rowsB, rowsA),
    cells: rows * named.length,
    differing,
    columns: [...columns].map(([column, { isText, net, size, ...rest }]) => ({
      column,
      ...rest,
      net: isText ? null : net,
      size: isText ? null : size,
    })),
    largest: best.list(),
    shapes,
  };
}

/** Differences of several tables in one order, dollars first. */
export function rankedChanges(tables: readonly TableChange[], listed = LISTED): CellChange[] {
  const best = new Best(listed);
  for (const { largest } of tables) for (const change of largest) best.add(change);
  return best.list();
}

/** The cells that name a row as one text; missing ones say nothing. */
export function rowText(row: readonly string[]): string {
  return row.filter((part) => part !== '').join(', ');
}

/** The columns that tell rows apart; all that could where even they do not. */
function keyOf(pairs: readonly (readonly [DiffColumn, DiffColumn])[]): string[] {
  const names = pairs.filter(([column]) => column.kind !== 'number').map(([{ name }]) => name);
  for (let count = 1; count <= names.length; count++) {
    const key = names.slice(0, count);
    const isUnique = ([0, 1] as const).every((side) => {
      const columns = key.flatMap((name) => pairs.find(([column]) => column.name === name)?.[side] ?? []);
      const seen = new Set<string>();
      const rows = columns[0]?.data.length ?? 0;
      for (let row = 0; row < rows; row++) seen.add(keyText(columns, row));
      return seen.size === rows;
    });
    if (isUnique) return key;
  }
  return names;
}

/** Rows by their key; one that another has already is told apart by its place among them. */
function keyedRows({ columns }: DiffTable, key: readonly string[]): Map<string, number> {
  const named = key.flatMap((name) => columns.find((column) => column.name === name) ?? []);
  const rows = new Map<string, number>();
  const seen = new Map<string, number>();
  const count = columns[0]?.data.length ?? 0;
  for (let row = 0; row < count; row++) {
    const text = keyText(named, row);
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    rows.set(before === 0 ? text : `${text.slice(0, -1)}${text === '[]' ? '' : ','}"#${before + 1}"]`, row);
  }
  return rows;
}

function keyText(columns: readonly DiffColumn[], row: number): string {
  return JSON.stringify(columns.map((column) => String(valueAt(column, row) ?? '')));
}

function rowName(text: string): string[] {
  const parts: unknown = JSON.parse(text);
  return Array.isArray(parts) ? parts.map(String) : [text];
}

function valueAt(column: DiffColumn, row: number): number | string | null {
  const value = column.data[row] ?? null;
  return typeof value === 'number' && Number.isNaN(value) ? null : value;
}

/** The best so many, without keeping the others. */
class Best {
  readonly #most: number;
  #kept: CellChange[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(change: CellChange): void {
    this.#kept.push(change);
    if (this.#kept.length > 4 * this.#most + 64) this.#cut();
  }

  list(): CellChange[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept.sort((x, y) => rankOf(x) - rankOf(y) || sizeOf(y) - sizeOf(x));
    this.#kept.length = Math.min(this.#kept.length, this.#most);
  }
}

/** Dollars before other numbers before texts and what is missing on one side. */
function rankOf({ unit, change }: CellChange): number {
  if (change === null) return 2;
  return unit === DOLLARS ? 0 : 1;
}

function sizeOf({ unit, a, change }: CellChange): number {
  if (change === null) return 0;
  const size = Math.abs(change);
  if (unit === DOLLARS) return size;
  return typeof a === 'number' && a !== 0 ? size / Math.abs(a) : Number.MAX_VALUE;
}
