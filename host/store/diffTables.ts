/** The tables that a comparison of two runs keeps: what they were made from and where it differs, and what they gave. */
import { type CellChange, rowText } from '../analysis/runDiff.ts';
import type { RunDiff } from './diffRuns.ts';
import { integers, numbers, tableOf, text } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

/** Figures of different columns stand in one: `unit` beside them says which. */
const OWN_UNIT = 'in the unit of its column';

/** Every table. A change is the second run's figure less the first's. */
export function diffRunTables(diff: RunDiff): ResultTable[] {
  const { a, b, titleA, titleB, request, settings } = diff;
  const runs = [
    { side: 'first', run: a, title: titleA },
    { side: 'second', run: b, title: titleB },
  ];
  const asked = [
    ...request.map((each) => ({ about: 'request', ...each })),
    ...settings.map((each) => ({ about: 'setting', ...each })),
  ];
  return [
    tableOf('runs', runs, [text('side', ({ side }) => side), text('run', ({ run }) => run), text('title', ({ title }) => title)]),
    tableOf('asked', asked, [text('about', ({ about }) => about), ...changeColumns<(typeof asked)[number]>()]),
    inputTable(diff),
    inputChangeTable(diff),
    countTable(diff),
    columnTable(diff),
    resultTable(diff),
    rowTable(diff),
    shapeTable(diff),
  ];
}

function changeColumns<Row extends { readonly place: string; readonly a: string | null; readonly b: string | null }>() {
  return [text<Row>('place', ({ place }) => place), text<Row>('first', ({ a }) => a), text<Row>('second', ({ b }) => b)];
}

/** A row an input that is not the same in both, by its hash. */
function inputTable({ inputs }: RunDiff): ResultTable {
  return tableOf('inputs', inputs, [
    text('path', ({ path }) => path),
    text('first_sha256', ({ a }) => a),
    text('second_sha256', ({ b }) => b),
    numbers('differences', ({ count }) => count, 'fields and cells'),
    text('why_unknown', ({ why }) => why),
  ]);
}

/** Fields and cells of inputs that differ, as many as are listed. */
function inputChangeTable({ inputs }: RunDiff): ResultTable {
  const rows = inputs.flatMap(({ path, changes }) => changes.map((change) => ({ path, ...change })));
  return tableOf('input_changes', rows, [text('path', ({ path }) => path), ...changeColumns<(typeof rows)[number]>()]);
}

/** A row a table of results: how much of it differs. */
function countTable({ tables, onlyA, onlyB }: RunDiff): ResultTable {
  const rows = [
    ...tables.map((each) => ({ name: each.table, side: 'both', counts: each })),
    ...onlyA.map((name) => ({ name, side: 'first', counts: undefined })),
    ...onlyB.map((name) => ({ name, side: 'second', counts: undefined })),
  ];
  return tableOf('tables', rows, [
    text('table', ({ name }) => name),
    text('side', ({ side }) => side),
    numbers('rows', ({ counts }) => counts?.rows, 'rows that both have'),
    numbers('rows_first', ({ counts }) => counts?.onlyA.length, 'rows'),
    numbers('rows_second', ({ counts }) => counts?.onlyB.length, 'rows'),
    numbers('cells', ({ counts }) => counts?.cells, 'cells'),
    numbers('differing', ({ counts }) => counts?.differing, 'cells'),
  ]);
}

/** A row a column that differs: the sum of its changes, and of their sizes. */
function columnTable({ tables }: RunDiff): ResultTable {
  const rows = tables.flatMap(({ table, columns }) => columns.map((each) => ({ table, ...each })));
  return tableOf('columns', rows, [
    text('table', ({ table }) => table),
    text('column', ({ column }) => column),
    text('unit', ({ unit }) => unit),
    integers('differing', ({ differing }) => differing),
    numbers('net', ({ net }) => net, OWN_UNIT),
    numbers('size', ({ size }) => size, OWN_UNIT),
  ]);
}

/** The largest differences of every table; `rank` is their place among those of all tables whose rows are no months. */
function resultTable({ tables, largest }: RunDiff): ResultTable {
  const ranks = new Map(largest.map((change, place) => [change, place + 1]));
  const ranked = [...largest, ...tables.flatMap((each) => each.largest).filter((change) => !ranks.has(change))];
  const figure = (value: CellChange['a']) => (typeof value === 'number' ? value : null);
  const words = (value: CellChange['a']) => (typeof value === 'string' ? value : null);
  return tableOf('results', ranked, [
    numbers('rank', (change) => ranks.get(change), 'place'),
    text('table', ({ table }) => table),
    text('row', ({ row }) => rowText(row)),
    text('column', ({ column }) => column),
    text('unit', ({ unit }) => unit),
    numbers('first', ({ a }) => figure(a), OWN_UNIT),
    numbers('second', ({ b }) => figure(b), OWN_UNIT),
    numbers('change', ({ change }) => change, OWN_UNIT),
    text('first_text', ({ a }) => words(a)),
    text('second_text', ({ b }) => words(b)),
  ]);
}

/** Rows that one of the two has. */
function rowTable({ tables }: RunDiff): ResultTable {
  const rows = tables.flatMap(({ table, onlyA, onlyB }) => [
    ...onlyA.map((row) => ({ table, side: 'first', row })),
    ...onlyB.map((row) => ({ table, side: 'second', row })),
  ]);
  return tableOf('rows', rows, [
    text('table', ({ table }) => table),
    text('side', ({ side }) => side),
    text('row', ({ row }) => rowText(row)),
  ]);
}

/** Columns that one of the two lacks or has of another kind. */
function shapeTable({ tables }: RunDiff): ResultTable {
  const rows = tables.flatMap(({ table, shapes }) => shapes.map((shape) => ({ table, shape })));
  return tableOf('shapes', rows, [text('table', ({ table }) => table), text('shape', ({ shape }) => shape)]);
}
