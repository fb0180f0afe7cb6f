/**
 * A plan says how a file becomes canonical columns; carrying it out makes the table. The file is read once, in parallel; a cell that
 * cannot be read sets a bit of its row, and only if any bit is set is the file read again for the texts.
 */
import { type ErrorCode, type Fault, fail, shown } from '../../errors.ts';
import { inOrder, type Source } from './cells.ts';
import { type Duck, duckMessage, identifier } from './duck.ts';
import { expectedOf, FIELD_NAMES, FIELDS, type FieldName, field, sqlType } from './fields.ts';

/** How many faults of one kind are listed before the rest are only counted. */
export const FAULTS_LISTED = 100;

export interface TapePlan {
  /** The files, for faults: the one that rows are counted in comes first. */
  readonly files: readonly string[];
  /** SQL of a relation with one row a loan. */
  readonly from: string;
  readonly sources: readonly Source[];
  /** Columns of `from` with the row of each file, from 1; absent where rows come as they stand in the one file. */
  readonly rows?: readonly string[];
  /** Lines of the file before the first row: what DuckDB counts from. */
  readonly linesBefore?: number;
  /** `from` keeps lines apart that are no rows. */
  readonly keepsRejected?: boolean;
  /** Values come of their cells alone, and not of other columns of `from`. */
  readonly isCellByCell?: boolean;
  /** What a reader should know. */
  readonly warnings?: readonly string[];
}

/** The table of what the file has; the views over it add what it has not. */
const LOADED = 'loaded';
/** The view with every field as the file gives it, `row`, and `unread`: bits of the fields whose cell cannot be read. */
export const CELLS = 'cells';

/**
 * Reads the files of a plan and makes the view `cells` of what they say: SNAPSHOT.md's fields and `row`. Faults of cells and lines are
 * answered, at most the first hundred of each kind and one fault that counts them.
 *
 * Throws: FILE_UNREADABLE where DuckDB cannot make sense of a file.
 */
export async function loadPlan(duck: Duck, plan: TapePlan): Promise<Fault[]> {
  const sources = inOrder(plan.sources);
  // In layers, so that every expression is written once: a cell, its value, and whether the one came without the other.
  const cells = sources.map(({ text, cell = text }, place) => `${cell} AS t${place}`);
  const values = sources.map(({ cell, value }, place) => {
    const sql = value(`t${place}`);
    // What has a type has no value where it is missing; of texts a layout may make one out of other columns.
    return cell === undefined ? `CASE WHEN t${place} IS NOT NULL THEN ${sql} END AS v${place}` : `${sql} AS v${place}`;
  });
  const rows = (plan.rows ?? []).map((column, place) => `${column} AS "row ${place}"`);
  const named = sources.map(({ field: name }, place) => `v${place} AS ${identifier(name)}`);
  // A value that is the text or the cell itself comes with it.
  const bits = sources.flatMap(({ field: name, value }, place) =>
    value('') === '' ? [] : [`CASE WHEN t${place} IS NOT NULL AND v${place} IS NULL THEN ${unreadMask([name])} ELSE 0 END`],
  );
  const unread = `CAST(${['0', ...bits].join(' + ')} AS BIGINT) AS "unread"`;
  const order = plan.rows === undefined ? '' : ' ORDER BY "row 0"';
  const all = plan.isCellByCell === true ? [] : ['*'];
  const ofCells = `SELECT ${[...all, ...cells].join(', ')} FROM ${plan.from}`;
  const ofValues = `SELECT ${['*', ...rows, ...values].join(', ')} FROM (${ofCells})`;
  const columns = [...named, ...rows.map((_, place) => `"row ${place}"`), unread];
  await reading(plan, () => duck.run(`CREATE TABLE ${LOADED} AS SELECT ${columns.join(', ')} FROM (${ofValues})${order}`));
  const rejected = await rejectedLines(duck, plan);
  const faults = [...rejected.faults, ...(await unreadCells(duck, plan, sources, rejected.rejected))];
  await makeCells(duck, sources, plan.rows === undefined ? 'rowid + 1' : '"row 0"');
  return faults;
}

/** Fields that the file does not have take no memory: they are NULL in the view alone. */
async function makeCells(duck: Duck, sources: readonly Source[], row: string): Promise<void> {
  const present = new Set<string>(sources.map((source) => source.field));
  const columns = FIELDS.map(({ name }) =>
    present.has(name) ? identifier(name) : `CAST(NULL AS ${sqlType(field(name))}) AS ${identifier(name)}`,
  );
  await duck.run(
    `CREATE VIEW ${CELLS} AS SELECT CAST(${row} AS BIGINT) AS "row", "unread", ${columns.join(', ')} FROM ${LOADED}`,
  );
}

/** Bits of `unread` that stand for some fields. */
export function unreadMask(names: readonly FieldName[]): bigint {
  return names.reduce((mask, name) => mask | (1n << BigInt(FIELD_NAMES.indexOf(name))), 0n);
}

/** How DuckDB begins the errors that are no fault of a file. */
const OWN_ERRORS = /^(Binder|Parser|Catalog|Internal|Out of Memory|Not implemented) /i;

/** Does what may meet a file that is not what it says it is. Throws: FILE_UNREADABLE. */
export async function reading<T>(plan: Pick<TapePlan, 'files'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (OWN_ERRORS.test(duckMessage(error))) throw error;
    const [file = ''] = plan.files;
    return fail({ code: 'FILE_UNREADABLE', file, place: '', got: duckMessage(error), expected: 'a tape of this layout' });
  }
}

/** Lines that are no rows, by file, ascending. */
type Rejected = readonly (readonly number[])[];

/** Lines that have too many or too few cells, or no text at all. DuckDB keeps them apart where a scan says `store_rejects`. */
async function rejectedLines(duck: Duck, plan: TapePlan): Promise<{ readonly faults: Fault[]; readonly rejected: Rejected }> {
  const rejected = plan.files.map((): number[] => []);
  if (plan.keepsRejected !== true) return { faults: [], rejected };
  const [paths = [], lines = [], messages = []] = await duck.columns(
    `SELECT file_path, line, min(error_message) FROM reject_errors JOIN reject_scans USING (scan_id, file_id) GROUP BY ALL ORDER BY 1, 2`,
  );
  const faults = lines.map((line, place): Fault => {
    const file = Math.max(0, plan.files.indexOf(String(paths[place])));
    rejected[file]?.push(Number(line));
    const message = String(messages[place] ?? '').split('\n')[0] ?? '';
    const row = `row ${Number(line) - (plan.linesBefore ?? 0)}`;
    return faultOf(plan, file, 'TAPE_VALUE', row, message, 'a line of as many cells as the others');
  });
  return { faults: withCount(faults.slice(0, FAULTS_LISTED), faults.length, plan, 'lines that cannot be read'), rejected };
}

/** The texts that cannot be read, row by row: the file is read again for the rows that have any. */
async function unreadCells(duck: Duck, plan: TapePlan, sources: readonly Source[], rejected: Rejected): Promise<Fault[]> {
  const [total = 0] = await duck.row(`SELECT coalesce(sum(bit_count("unread")), 0) FROM ${LOADED} WHERE "unread" <> 0`);
  if (total === 0) return [];
  const rows = plan.rows ?? ['row_number() OVER ()'];
  const texts = sources.map((source, place) => `${source.text} AS t${place}`);
  const numbered = `SELECT *, ${texts.join(', ')}, ${rows.map((row, place) => `${row} AS r${place}`).join(', ')} FROM ${plan.from}`;
  const bad = `SELECT ${plan.rows === undefined ? 'rowid + 1' : '"row 0"'} AS "at", "unread" FROM ${LOADED} WHERE "unread" <> 0 ORDER BY "at" LIMIT ${FAULTS_LISTED}`;
  const columns = [
    ...rows.map((_, place) => `r${place}`),
    ...sources.map((source, place) => `CASE WHEN "unread" & ${unreadMask([source.field])} <> 0 THEN t${place} END`),
  ];
  const found = await reading(plan, () =>
    duck.columns(`SELECT ${columns.join(', ')} FROM (${numbered}) JOIN (${bad}) ON r0 = "at" ORDER BY r0`),
  );
  const faults: Fault[] = [];
  for (let line = 0; line < (found[0]?.length ?? 0); line++) {
    for (const [place, source] of sources.entries()) {
      const got = found[rows.length + place]?.[line];
      if (got === null || got === undefined || faults.length === FAULTS_LISTED) continue;
      const file = source.file ?? 0;
      const row = rowInFile(Number(found[file]?.[line]), rejected[file] ?? [], plan.linesBefore ?? 0);
      const where = source.column === source.field ? source.field : `${source.field} (${source.column})`;
      faults.push(faultOf(plan, file, 'TAPE_VALUE', `row ${row}, ${where}`, shown(got), expectedOf(field(source.field))));
    }
  }
  return withCount(faults, Number(total), plan, 'cells that cannot be read');
}

/** The row of the nth line that was kept, the rejected lines before it counted in. */
function rowInFile(kept: number, rejected: readonly number[], linesBefore: number): number {
  let skipped = 0;
  while (skipped < rejected.length && (rejected[skipped] ?? 0) - linesBefore - skipped <= kept) skipped++;
  return kept + skipped;
}

/** The faults that are listed, and before them how many there are where that is more. */
export function withCount(
  faults: readonly Fault[],
  total: number,
  plan: Pick<TapePlan, 'files'>,
  what: string,
  code: ErrorCode = 'TAPE_VALUE',
): Fault[] {
  if (total <= faults.length) return [...faults];
  const got = `${total.toLocaleString('en-US')} ${what}`;
  return [faultOf(plan, 0, code, 'all rows', got, `none; the first ${faults.length} are listed`), ...faults];
}

export function faultOf(
  plan: Pick<TapePlan, 'files'>,
  file: number,
  code: ErrorCode,
  place: string,
  got: string,
  expected: string,
): Fault {
  const path = plan.files[file];
  return { code, ...(path !== undefined && { file: path }), place, got, expected };
}
