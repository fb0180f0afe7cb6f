/** Two runs beside each other as text: what they were made from, where it differs, and what that did, largest first. */
import { type CellChange, rowText, type TableChange } from '../analysis/runDiff.ts';
import type { InputChange } from '../analysis/runDiffInputs.ts';
import type { InputDifference, RunDiff } from '../store/diffRuns.ts';
import { indented, type TableRow, textTable } from './table.ts';
import { count, counted, dollars, NONE } from './words.ts';

/** Characters of a hash that are shown. */
export const SHORT_HASH = 12;
/** Changes of one file that are shown. */
const SHOWN = 8;
/** Cells and fields longer than this are cut. Units: characters. */
const LONGEST = 40;

/** The whole report. */
export function diffText(diff: RunDiff): string {
  const parts = [
    `Run ${diff.a}, ${diff.titleA}\nand ${diff.b}, ${diff.titleB}`,
    requestText(diff.request),
    inputsText(diff.inputs),
    settingsText(diff.settings),
    resultsText(diff),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function requestText(changes: readonly InputChange[]): string {
  return changes.length === 0 ? 'Both were asked the same.' : `Asked\n${indented(changesTable(changes))}`;
}

function settingsText(changes: readonly InputChange[]): string {
  return changes.length === 0 ? '' : `Made with\n${indented(changesTable(changes))}`;
}

function inputsText(inputs: readonly InputDifference[]): string {
  if (inputs.length === 0) return 'Every input is the same, by its sha-256.';
  const files = inputs.map(({ path, a, b, changes, count: number, why }) => {
    const hashes = `${a?.slice(0, SHORT_HASH) ?? NONE} and ${b?.slice(0, SHORT_HASH) ?? NONE}`;
    const head = number === null ? `${path}: ${why}` : `${path}: ${counted(number, 'difference')} (${hashes})`;
    if (changes.length === 0) return head;
    const more = (number ?? 0) - Math.min(SHOWN, changes.length);
    const lines = [changesTable(changes.slice(0, SHOWN)), ...(more > 0 ? [`and ${count(more)} more`] : [])];
    return `${head}\n${lines.map((line) => indented(line)).join('\n')}`;
  });
  return [
    `${counted(inputs.length, 'input')} ${inputs.length === 1 ? 'differs' : 'differ'}`,
    ...files.map((file) => indented(file)),
  ].join('\n');
}

function changesTable(changes: readonly InputChange[]): string {
  return textTable(
    changes.map(({ place, a, b }): TableRow => [cut(place), versionText(a), '->', versionText(b)]),
    ['left', 'left', 'left', 'left'],
  );
}

function resultsText({ same, tables, onlyA, onlyB, largest }: RunDiff): string {
  const [differing, cells] = cellsOf({ tables });
  if (same) return `The results are the same: ${count(cells)} cells, every bit.`;
  return [
    `${count(differing)} of ${count(cells)} cells differ.`,
    largestText(largest),
    tablesText(tables.filter(hasDifference)),
    rowsText(tables).join('\n'),
    ...[[onlyA, 'first'] as const, [onlyB, 'second'] as const].flatMap(([names, which]) =>
      names.length === 0 ? [] : [`Only the ${which} run has the tables ${names.join(', ')}.`],
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Cells that differ, and all that were compared. */
export function cellsOf({ tables }: Pick<RunDiff, 'tables'>): [differing: number, cells: number] {
  const sum = (of: (table: TableChange) => number) => tables.reduce((total, table) => total + of(table), 0);
  return [sum(({ differing }) => differing), sum(({ cells }) => cells)];
}

function largestText(largest: readonly CellChange[]): string {
  if (largest.length === 0) return '';
  const rows = largest.map(
    (change): TableRow => [
      change.table,
      rowText(change.row),
      change.column,
      valueText(change, change.a),
      valueText(change, change.b),
      change.change === null ? '' : valueText(change, change.change),
    ],
  );
  return `Largest differences: dollars first, then other figures by how much of themselves they changed\n${indented(
    textTable(
      [['Table', 'Row', 'Column', 'First', 'Second', 'Change'], 'rule', ...rows],
      ['left', 'left', 'left', 'right', 'right', 'right'],
    ),
  )}`;
}

function tablesText(tables: readonly TableChange[]): string {
  const rows = tables.map((table): TableRow => {
    const money = table.columns.filter(({ unit }) => unit === 'dollars');
    const sum = (of: (column: TableChange['columns'][number]) => number | null) =>
      money.reduce((total, column) => total + (of(column) ?? 0), 0);
    return [
      table.table,
      count(table.rows),
      count(table.onlyA.length),
      count(table.onlyB.length),
      `${count(table.differing)} of ${count(table.cells)}`,
      money.length === 0
        ? NONE
        : dollars(
            sum(({ size }) => size),
            0,
          ),
    ];
  });
  return textTable([
    ['Table', 'Rows in both', 'First only', 'Second only', 'Cells that differ', 'Sum of sizes, $'],
    'rule',
    ...rows,
  ]);
}

/** Whether anything of a table differs. */
export function hasDifference({ differing, onlyA, onlyB, shapes }: TableChange): boolean {
  return differing + onlyA.length + onlyB.length + shapes.length > 0;
}

/** Columns, and the first rows, that one run has alone; of a trust that one run lacks, that it does is enough. */
export function rowsText(tables: readonly TableChange[]): string[] {
  const trusts = tables.find(({ table }) => table === 'trusts');
  const missing = new Set([...(trusts?.onlyA ?? []), ...(trusts?.onlyB ?? [])].map(([trust]) => trust));
  return tables.flatMap(({ table, shapes, onlyA, onlyB, key }) => {
    const rows = (list: readonly (readonly string[])[], which: string): string[] => {
      const own = list.filter(([first]) => table === 'trusts' || table === 'failures' || !missing.has(first));
      if (own.length === 0 || key.includes('month')) return [];
      const shown = own.slice(0, SHOWN).map((row) => row.filter((part) => part !== '').join(' '));
      return [`${table}, only in the ${which}: ${shown.join('; ')}${own.length > SHOWN ? ' ...' : ''}`];
    };
    return [...shapes.map((shape) => `${table}.${shape}`), ...rows(onlyA, 'first'), ...rows(onlyB, 'second')];
  });
}

/** A field or cell of an input; a dash where it is not there. */
export function versionText(value: string | null): string {
  return value === null ? NONE : value === '' ? '(empty)' : cut(value);
}

/** A cell of a result, in the unit of its column. */
export function valueText({ unit }: CellChange, value: number | string | null): string {
  if (value === null) return NONE;
  if (typeof value === 'string') return cut(value);
  return unit === 'dollars' ? dollars(value) : String(Number(value.toPrecision(7)));
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
