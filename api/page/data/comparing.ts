/** Two runs beside each other: what they were made from, and their figures, the largest differences first. */
import type { ManifestJson } from '../client/api.ts';
import type { TableJson } from '../client/frame.ts';

/** One thing that both runs were made from, or one of them. `none` stands for what a run has not. */
export interface MadeRow {
  readonly what: string;
  readonly a: string;
  readonly b: string;
}

type Made = Pick<ManifestJson, 'determines'>;

/** Where what determines the figures differs: versions, options, the seed, inputs by path; what only one run has last. */
export function madeDifferently(a: Made, b: Made): MadeRow[] {
  const [left, right] = [madeOf(a), madeOf(b)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((what) => ({ what, a: left.get(what) ?? 'none', b: right.get(what) ?? 'none' }))
    .filter((row) => row.a !== row.b)
    .sort((x, y) => Number(isInOne(x)) - Number(isInOne(y)));
}

function isInOne({ a, b }: MadeRow): boolean {
  return a === 'none' || b === 'none';
}

function madeOf({ determines }: Made): Map<string, string> {
  return new Map([
    ...Object.entries(determines.versions).map(([name, value]): [string, string] => [`version of ${name}`, String(value)]),
    ...Object.entries(determines.options).map(([name, value]): [string, string] => [
      `option ${name}`,
      JSON.stringify(value) ?? 'none',
    ]),
    ['seed', String(determines.seed ?? 'none')],
    ...determines.inputs.map(({ path, sha256 }): [string, string] => [`input ${path}`, sha256.slice(0, 16)]),
  ]);
}

/** A figure of two runs. Missing ones are NaN. */
export interface FigureRow {
  readonly table: string;
  /** The texts that name its row. */
  readonly of: string;
  readonly figure: string;
  readonly unit: string;
  readonly a: number;
  readonly b: number;
}

/** Texts that tell rows of a table apart; other texts are what a row says. */
const KEYS = [
  'line',
  'trust',
  'instrument',
  'tranche',
  'group',
  'quantity',
  'shock',
  'measure',
  'grid',
  'class',
  'cohort',
  'vendor',
  'curve',
  'name',
];

/** Every figure of a table that stands in both runs or in one, rows matched by their names. */
export function comparedFigures(a: TableJson | undefined, b: TableJson | undefined): FigureRow[] {
  const [left, right] = [figuresOf(a), figuresOf(b)];
  const table = a?.name ?? b?.name ?? '';
  return [...new Set([...left.keys(), ...right.keys()])].map((key) => {
    const known = left.get(key) ?? right.get(key);
    return {
      table,
      of: known?.of ?? '',
      figure: known?.figure ?? '',
      unit: known?.unit ?? '',
      a: left.get(key)?.value ?? Number.NaN,
      b: right.get(key)?.value ?? Number.NaN,
    };
  });
}

interface OneFigure {
  readonly of: string;
  readonly figure: string;
  readonly unit: string;
  readonly value: number;
}

function figuresOf(table: TableJson | undefined): Map<string, OneFigure> {
  const found = new Map<string, OneFigure>();
  if (table === undefined) return found;
  const keys = table.columns.flatMap(({ name, kind }, place) => (kind === 'text' && KEYS.includes(name) ? [place] : []));
  const figures = table.columns.flatMap(({ name, kind, unit }, place) =>
    kind === 'number' ? [{ name, unit: unit ?? '', place }] : [],
  );
  for (const row of table.rows) {
    const of = keys
      .map((place) => row[place])
      .filter((text) => text !== null && text !== undefined && text !== '')
      .join(', ');
    for (const { name, unit, place } of figures) {
      const cell = row[place] ?? null;
      if (cell !== null) found.set(`${of}\0${name}`, { of, figure: name, unit, value: Number(cell) });
    }
  }
  return found;
}

/** Figures that differ, by how much they do; those of which one is missing last. */
export function differing(rows: readonly FigureRow[]): FigureRow[] {
  return rows.filter(({ a, b }) => !Object.is(a, b)).sort((x, y) => (Math.abs(y.b - y.a) || 0) - (Math.abs(x.b - x.a) || 0));
}
