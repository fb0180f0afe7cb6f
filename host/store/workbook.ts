/** A run as a workbook: a cover, statements whose totals are formulas, and every table with all its digits. */
import { CFB, utils, write } from '@e965/xlsx';
import { WeirError } from '../errors.ts';
import type { RunView } from './runBook.ts';
import { type Column, type ResultTable, rowsOf } from './tables.ts';
import { type Format, type Sheet, type SheetCell, workSheet } from './workbookSheet.ts';
import { statementsOf } from './workbookStatements.ts';

/** More rows than a sheet has are left to the other formats. */
const MOST_SHEET_ROWS = 1_048_575;
const LONGEST_SHEET_NAME = 31;
/** The packing of a workbook: what of the library's zip is used here. Entries are files by their path. */
interface Zip {
  read(bytes: Uint8Array, options: { type: 'buffer' }): ZipFile;
  write(file: ZipFile, options: { type: 'buffer'; fileType: 'zip'; compression: boolean }): Uint8Array;
}
interface ZipFile {
  readonly FullPaths: readonly string[];
  readonly FileIndex: { content: Uint8Array; size: number }[];
}
const ZIP: Zip = CFB;

/**
 * The workbook of a run, of those of its tables that are given.
 *
 * Throws: REQUEST_INVALID for a table that a sheet cannot hold.
 */
export function runWorkbook(run: RunView, tables: readonly ResultTable[]): Uint8Array {
  const tooLong = tables.filter((table) => rowsOf(table) > MOST_SHEET_ROWS);
  if (tooLong.length > 0) {
    throw new WeirError(
      tooLong.map((table) => ({
        code: 'REQUEST_INVALID',
        place: table.name,
        got: `${rowsOf(table)} rows`,
        expected: `at most ${MOST_SHEET_ROWS} for a sheet: csv, json and parquet hold more`,
      })),
    );
  }
  const kind = kindOf(run);
  const sheets = [coverOf(run, kind), ...statementsOf(kind, tables), ...tables.map(tableSheet)];
  const book = utils.book_new();
  // Spreadsheet programs keep this name for themselves.
  const used = new Set(['history']);
  for (const sheet of sheets) utils.book_append_sheet(book, workSheet(sheet), nameOf(sheet.name, used));
  const bytes: unknown = write(book, { type: 'array', bookType: 'xlsx' });
  if (!(bytes instanceof ArrayBuffer)) throw new Error('workbook: what was written is no buffer');
  return frozen(new Uint8Array(bytes));
}

function kindOf({ request }: Pick<RunView, 'request'>): string {
  const kind: unknown = typeof request === 'object' && request !== null ? Reflect.get(request, 'kind') : undefined;
  return typeof kind === 'string' ? kind : '';
}

/** Names of sheets are short, and no two are the same but for their capitals. */
function nameOf(wanted: string, used: Set<string>): string {
  let name = wanted.slice(0, LONGEST_SHEET_NAME);
  for (let k = 2; used.has(name.toLowerCase()); k++) {
    const end = ` (${k})`;
    name = `${wanted.slice(0, LONGEST_SHEET_NAME - end.length)}${end}`;
  }
  used.add(name.toLowerCase());
  return name;
}

/** What the run is, what was read for it with hashes, and what its figures rely on. */
function coverOf({ id, title, status, askedBy, created, locked, manifest, state }: RunView, kind: string): Sheet {
  const rows: SheetCell[][] = [
    ['Run', 'Id', id, null],
    ['Run', 'Title', title, null],
    ['Run', 'Kind', kind, null],
    ['Run', 'Status', locked ? `${status}, locked` : status, null],
    ['Run', 'Asked by', askedBy, null],
    ['Run', 'Created', created, null],
  ];
  for (const { target, amount, why, by } of state.adjustments) rows.push(['Adjustment', target, `${why} (${by})`, amount]);
  if (state.signOff !== undefined) {
    const { preparer, reviewer, at, note } = state.signOff;
    rows.push(['Sign-off', `${preparer}, ${reviewer}`, `${at}${note === '' ? '' : `: ${note}`}`, null]);
  }
  if (manifest !== undefined) {
    const { determines, facts, limits, assumptions } = manifest;
    const { versions, seed, options, inputs } = determines;
    rows.push(
      ['Run', 'Finished', facts.finished, null],
      ['Run', 'Weir', versions.weir, null],
      ['Run', 'Kernel, sha-256', versions.kernel, null],
      ['Run', 'Request, sha-256', determines.request, null],
      ['Run', 'Seed', seed === null ? 'none: nothing is drawn at random' : String(seed), null],
      ...Object.entries(options).map(([name, value]) => ['Option', name, optionText(value), null]),
      ...limits.map(({ about, text, source }) => ['Limit', about, source === undefined ? text : `${text} (${source})`, null]),
      ...assumptions.map(({ about, text, source }) => [
        'Assumption',
        about,
        source === undefined ? text : `${text} (${source})`,
        null,
      ]),
      ...inputs.map(({ path, sha256, bytes }) => ['Input', path, sha256, bytes]),
    );
  }
  return {
    name: 'Cover',
    columns: [
      { head: 'What', format: 'text' },
      { head: 'About', format: 'text' },
      { head: 'Text; of inputs the sha-256', format: 'text' },
      { head: 'Number (of inputs bytes, of adjustments dollars)', format: 'general' },
    ],
    rows,
  };
}

function optionText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');
}

/** A table as it is kept: one header row, the unit in the heading. */
function tableSheet(table: ResultTable): Sheet {
  return {
    name: table.name,
    columns: table.columns.map((column) => ({ head: headOf(column), format: formatOf(column) })),
    rows: Array.from({ length: rowsOf(table) }, (_, row) => table.columns.map(({ data }) => data[row] ?? null)),
  };
}

/** `fair_value (dollars)`. */
function headOf({ name, unit }: Column): string {
  return unit === undefined ? name : `${name} (${unit})`;
}

function formatOf({ kind, unit = '' }: Column): Format {
  if (kind === 'text') return 'text';
  if (kind === 'integer') return 'general';
  if (unit === 'dollars') return 'dollars';
  if (unit.includes('a year')) return 'rate';
  if (unit.startsWith('share')) return 'share';
  if (unit === 'per 100') return 'price';
  return unit === 'years' ? 'years' : 'general';
}

/** The view stands within the first bytes of a sheet, which are plain characters. */
const HEAD = 480;
const PLAIN_VIEW = /<sheetView workbookViewId="0"\s*\/>/;
/** The header stays where it is while rows go by. */
const FROZEN_VIEW =
  '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>';

/** The workbook with the first row of every sheet frozen, which the library cannot write. */
function frozen(bytes: Uint8Array): Uint8Array {
  const zip = ZIP.read(bytes, { type: 'buffer' });
  zip.FullPaths.forEach((path, place) => {
    const entry = zip.FileIndex[place];
    if (entry === undefined || !/worksheets\/sheet\d+\.xml$/.test(path)) return;
    const head = new TextDecoder().decode(entry.content.subarray(0, HEAD));
    if (!PLAIN_VIEW.test(head)) throw new Error(`workbook: ${path} has no view as the library writes it`);
    const begin = new TextEncoder().encode(head.replace(PLAIN_VIEW, FROZEN_VIEW));
    entry.content = Buffer.concat([begin, entry.content.subarray(HEAD)]);
    entry.size = entry.content.length;
  });
  return ZIP.write(zip, { type: 'buffer', fileType: 'zip', compression: true });
}
