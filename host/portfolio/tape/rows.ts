/** The rows of a tape: read from its files into DuckDB, filled where a default says so, and held against what a loan can be. */
import { dirname, resolve } from 'node:path';
import { monthNumber } from '../../curves/dates.ts';
import { type Fault, WeirError } from '../../errors.ts';
import { SnapshotFiles } from '../files.ts';
import type { Coverage } from '../records.ts';
import { checkedDefaults, type KnownDefault, makeTape, type TapeDefault } from './defaults.ts';
import { type Duck, exactSum } from './duck.ts';
import { absEeLayout } from './layouts/absEe.ts';
import { fannieLayout } from './layouts/fannie.ts';
import { freddieLayout } from './layouts/freddie.ts';
import type { Layout, LayoutName } from './layouts/layout.ts';
import { delimitedLayout, parquetLayout, weirLayout } from './layouts/tabular.ts';
import { loadPlan, type TapePlan } from './plan.ts';
import { IS_LIVE, rangeFaults } from './ranges.ts';

export interface RowsRequest {
  /** One path; for `freddie` the origination file, then the monthly performance file. */
  readonly files: readonly string[];
  readonly layout: LayoutName;
  /** A serial day: balances are after the payments of its month. */
  readonly asOf: number;
  /** Column of the file -> field, for `delimited` and `parquet`; element -> field, beside the known ones, for `absEe`. */
  readonly columns?: ReadonlyMap<string, string>;
  /** The mark between cells of `delimited` and `weir`; guessed from the header where absent. */
  readonly delimiter?: string;
  /** Cells that mean missing, beside the layout's own. */
  readonly missing?: readonly string[];
  readonly defaults?: readonly TapeDefault[];
  /** Place of an index by each name that a tape may call it by. */
  readonly indices: ReadonlyMap<string, number>;
  /** The file that rules and defaults stand in, for faults. */
  readonly rulesFile?: string;
}

/** A file that was read. */
export interface HashedFile {
  readonly path: string;
  readonly sha256: string;
}

/** Rows as the files have them, not yet held against anything. */
export interface Rows {
  readonly request: RowsRequest;
  readonly defaults: readonly KnownDefault[];
  /** Absent where the files are not of their layout. */
  readonly plan?: TapePlan;
  /** What is wrong with defaults, apart from what is wrong with columns, cells and lines: faults of rules are told between them. */
  readonly ofDefaults: readonly Fault[];
  readonly faults: readonly Fault[];
  /** Throws: FILE_UNREADABLE. */
  readonly files: () => readonly HashedFile[];
}

const LAYOUT_READERS: Readonly<Record<LayoutName, Layout>> = {
  weir: weirLayout,
  delimited: delimitedLayout,
  parquet: parquetLayout,
  fannie: fannieLayout,
  freddie: freddieLayout,
  absEe: absEeLayout,
};

/**
 * Reads rows into DuckDB, as the view `cells`.
 *
 * Codes, answered and not thrown: FILE_UNREADABLE; TAPE_SHAPE (columns, the column map, defaults); TAPE_VALUE (cells and lines that
 * cannot be read, defaults); LOAN_RANGE (defaults).
 */
export async function readRows(duck: Duck, request: RowsRequest): Promise<Rows> {
  const { known: defaults, faults: ofDefaults } = await checkedDefaults(duck, request.defaults ?? [], request.rulesFile);
  const files = request.files.map((file) => resolve(file));
  const hashes = hashesOf(files);
  const faults: Fault[] = [];
  const plan = await load(duck, request, files, defaults, faults);
  const settled = await hashes;
  return {
    request,
    defaults,
    ofDefaults,
    ...(plan !== undefined && { plan }),
    faults,
    files: () => files.map((path, at) => ({ path, sha256: hashOf(settled[at]) })),
  };
}

/** Makes `tape` and `live` of rows that were read. Faults of terms that no loan can have are answered. Codes: TAPE_VALUE, LOAN_RANGE. */
export async function heldRows(
  duck: Duck,
  plan: TapePlan,
  { defaults, request }: Rows,
  kept: 'views' | 'tables',
): Promise<Fault[]> {
  await makeTape(duck, defaults, IS_LIVE, kept);
  return rangeFaults(duck, plan.files, [...request.indices.keys()]);
}

/** Reads the file into DuckDB, or undefined where it is not of its layout. Faults are added to the list. */
async function load(
  duck: Duck,
  request: RowsRequest,
  files: readonly string[],
  defaults: readonly KnownDefault[],
  faults: Fault[],
): Promise<TapePlan | undefined> {
  const most = request.layout === 'freddie' ? 2 : 1;
  if (files.length === 0 || files.length > most) {
    faults.push({
      code: 'TAPE_SHAPE',
      place: 'file',
      got: `${files.length} files`,
      expected: `${most} of the layout ${request.layout}`,
    });
    return undefined;
  }
  try {
    const planned = await LAYOUT_READERS[request.layout](duck, {
      files,
      asOfMonth: monthNumber(request.asOf),
      columns: request.columns ?? new Map(),
      delimiter: request.delimiter,
      missing: request.missing ?? [],
      filled: new Set(defaults.map(({ field }) => field)),
    });
    if (!planned.ok) {
      faults.push(...planned.faults);
      return undefined;
    }
    faults.push(...(await loadPlan(duck, planned.plan)));
    return planned.plan;
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}

/** Reads the files for their hashes while DuckDB reads them for their cells. One that cannot be read is told of by its layout first. */
function hashesOf(files: readonly string[]): Promise<PromiseSettledResult<string>[]> {
  return Promise.allSettled(files.map((file) => new SnapshotFiles(dirname(file)).hash(file)));
}

function hashOf(result: PromiseSettledResult<string> | undefined): string {
  if (result?.status === 'fulfilled') return result.value;
  throw result?.reason ?? new Error('a file of a tape has no hash');
}

/** Sums over a tape. */
export interface Totals {
  /** Rows of the file: of a monthly file, its loans. */
  readonly rows: number;
  /** Loans that are projected, and what they owe. */
  readonly count: number;
  readonly upb: number;
  /** Note rate weighted by balance, a decimal a year. */
  readonly wac: number;
  /** Rows that are no loans any more: `paid` by their status, others with a balance of 0. */
  readonly dropped: { readonly paid: Coverage; readonly zero: Coverage };
  /** Balance 90 and more days late, in foreclosure or bankruptcy. */
  readonly late90Upb: number;
  /** Loans that are owned real estate by their status. */
  readonly owned: number;
}

/** Asks of the sums of a tape the balance alone. Throws: TAPE_SHAPE where no loan owes anything. */
export async function refuseEmpty(duck: Duck, plan: TapePlan): Promise<void> {
  const [upb = 0] = await duck.row(`SELECT ${exactSum('"upb"')} FROM live`);
  if (!(Number(upb) > 0)) await totalsOf(duck, plan);
}

/** Sums over `tape` and `live`. Throws: TAPE_SHAPE where no loan owes anything. */
export async function totalsOf(duck: Duck, { files }: TapePlan): Promise<Totals> {
  const isPaid = `coalesce("status", '') = 'paid'`;
  const isLate = `"daysLate" >= 90 OR "status" IN ('foreclosure', 'bankruptcy')`;
  const [rows = 0, paid = 0, paidUpb = 0, zero = 0] = await duck.row(
    `SELECT count(*), count(*) FILTER (WHERE ${isPaid}), ${exactSum('"upb"', isPaid)}, count(*) FILTER (WHERE NOT (${isPaid}) AND "upb" = 0) FROM tape`,
  );
  const [count = 0, upb = 0, interest = 0, late = 0, owned = 0] = await duck.row(
    `SELECT count(*), ${exactSum('"upb"')}, ${exactSum('"upb" * "noteRate"')}, ${exactSum('"upb"', isLate)}, count(*) FILTER (WHERE "status" = 'reo') FROM live`,
  );
  if (!(Number(upb) > 0)) {
    const [file = ''] = files;
    const got = `${rows} rows, ${paid} of them paid and ${zero} without a balance`;
    throw new WeirError([{ code: 'TAPE_SHAPE', file, place: '', got, expected: 'loans that owe something' }]);
  }
  return {
    rows: Number(rows),
    count: Number(count),
    upb: Number(upb),
    wac: Number(interest) / Number(upb),
    dropped: {
      paid: { name: 'paid', count: Number(paid), upb: Number(paidUpb) },
      zero: { name: 'without a balance', count: Number(zero), upb: 0 },
    },
    late90Upb: Number(late),
    owned: Number(owned),
  };
}
