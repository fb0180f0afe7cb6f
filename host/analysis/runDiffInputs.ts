/** Two versions of an input beside each other: texts field by field, tables cell by cell. */
import { valueFromText } from '../deal/read.ts';
import type { Grid } from '../portfolio/csv.ts';

/** One thing that differs within a file; null is what one of the two lacks. */
export interface InputChange {
  /** A field `assumptions.cohorts.late.default`, a cell `200501-00018, upb`, a row or a column. */
  readonly place: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** What differs within a file. */
export interface InputChanges {
  /** The first of them, in the order of the first file. */
  readonly changes: readonly InputChange[];
  readonly count: number;
}

/** Changes that are listed before the rest are only counted. */
export const INPUTS_LISTED = 50;

/** Fields of two texts in YAML or JSON. Throws: FILE_NOT_YAML. */
export function diffFields(a: string, b: string, file: string, listed = INPUTS_LISTED): InputChanges {
  return diffValues(valueFromText(a, file), valueFromText(b, file), listed);
}

/** Fields of two values of JSON. */
export function diffValues(a: unknown, b: unknown, listed = INPUTS_LISTED): InputChanges {
  const left = leavesOf(a);
  const right = leavesOf(b);
  const places = [...left.keys(), ...[...right.keys()].filter((place) => !left.has(place))];
  const list = new Listed(listed);
  for (const place of places) list.put(place, left.get(place) ?? null, right.get(place) ?? null);
  return list;
}

/**
 * Cells of two tables, rows by their first columns: as few as tell the rows of both apart; where none do, by their place.
 */
export function diffGrids(a: Grid, b: Grid, listed = INPUTS_LISTED): InputChanges {
  const list = new Listed(listed);
  const shared = a.columns.filter((column) => b.columns.includes(column));
  for (const column of a.columns) if (!b.columns.includes(column)) list.put(`column ${column}`, 'there', null);
  for (const column of b.columns) if (!a.columns.includes(column)) list.put(`column ${column}`, null, 'there');
  const key = keyColumns(a, b, shared);
  const rowsA = rowsByKey(a, key);
  const rowsB = rowsByKey(b, key);
  for (const [name, cellsA] of rowsA) {
    const cellsB = rowsB.get(name);
    if (cellsB === undefined) {
      list.put(`row ${name}`, 'there', null);
      continue;
    }
    for (const column of shared) {
      const was = cellsA[a.columns.indexOf(column)] ?? '';
      const is = cellsB[b.columns.indexOf(column)] ?? '';
      if (was !== is) list.put(`${name}, ${column}`, was, is);
    }
  }
  for (const name of rowsB.keys()) if (!rowsA.has(name)) list.put(`row ${name}`, null, 'there');
  return list;
}

class Listed implements InputChanges {
  readonly changes: InputChange[] = [];
  readonly #most: number;
  count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  put(place: string, a: string | null, b: string | null): void {
    if (a === b) return;
    this.count += 1;
    if (this.changes.length < this.#most) this.changes.push({ place, a, b });
  }
}

/** Every field that holds no others, as text; an empty list or object is one. */
function leavesOf(value: unknown): Map<string, string> {
  const leaves = new Map<string, string>();
  const walk = (inner: unknown, place: string) => {
    const isList = Array.isArray(inner);
    const entries = typeof inner === 'object' && inner !== null ? Object.entries(inner) : [];
    if (entries.length === 0) {
      leaves.set(place, typeof inner === 'string' ? inner : (JSON.stringify(inner) ?? 'null'));
      return;
    }
    for (const [name, each] of entries) walk(each, isList ? `${place}[${name}]` : place === '' ? name : `${place}.${name}`);
  };
  walk(value, '');
  return leaves;
}

function keyColumns(a: Grid, b: Grid, shared: readonly string[]): string[] {
  for (let count = 1; count <= shared.length; count++) {
    const key = shared.slice(0, count);
    if ([a, b].every((grid) => new Set(grid.rows.map(({ cells }) => nameOf(cells, grid, key))).size === grid.rows.length))
      return key;
  }
  return [];
}

function rowsByKey(grid: Grid, key: readonly string[]): Map<string, readonly string[]> {
  return new Map(grid.rows.map(({ place, cells }) => [key.length === 0 ? place : nameOf(cells, grid, key), cells] as const));
}

function nameOf(cells: readonly string[], { columns }: Grid, key: readonly string[]): string {
  return key.map((column) => cells[columns.indexOf(column)] ?? '').join(' ');
}
