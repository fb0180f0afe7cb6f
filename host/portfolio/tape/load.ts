/** The door of this folder: a tape is read, checked, assigned to cohorts and groups, and becomes columns of loans. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { monthNumber } from '../../curves/dates.ts';
import { suggested } from '../../deal/nearest.ts';
import { type Fault, WeirError } from '../../errors.ts';
import type { LoanColumns } from '../../types.ts';
import { SnapshotFiles } from '../files.ts';
import type { Coverage, Exposure } from '../records.ts';
import {
  type Assignment,
  assignmentFaults,
  assignmentOf,
  type CohortRule,
  coverageOf,
  type GroupRule,
  type LagSplit,
  lagSplits,
} from './assign.ts';
import { conditionFaults } from './conditions.ts';
import { checkedDefaults, type DefaultTaken, defaultsTaken, type KnownDefault, makeTape, type TapeDefault } from './defaults.ts';
import { Duck, exactSum } from './duck.ts';
import { exposuresOf } from './exposure.ts';
import { fillColumns } from './fill.ts';
import { absEeLayout } from './layouts/absEe.ts';
import { fannieLayout } from './layouts/fannie.ts';
import { freddieLayout } from './layouts/freddie.ts';
import type { Layout, LayoutName } from './layouts/layout.ts';
import { delimitedLayout, parquetLayout, weirLayout } from './layouts/tabular.ts';
import { loadPlan, makeEmptyCells, type TapePlan } from './plan.ts';
import { IS_LIVE, rangeFaults } from './ranges.ts';

export interface TapeRequest {
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
  readonly groups: readonly GroupRule[];
  readonly cohorts: readonly CohortRule[];
  /** Place of an index by each name that a tape may call it by. */
  readonly indices: ReadonlyMap<string, number>;
  /** Place of an assumption set by name, those of the cohorts among them. */
  readonly places: ReadonlyMap<string, number>;
  /** Months from default to liquidation by state. */
  readonly lags?: ReadonlyMap<string, number>;
  /** The file that rules and defaults stand in, for faults. */
  readonly rulesFile?: string;
}

/** A tape that was read. Its DuckDB is open for checks until `close`, with the view `tape` of all rows and `live` of those that count. */
export interface Tape {
  /** Loans by group, in the order of the rules; a forborne balance is a row of its own. */
  readonly columns: ReadonlyMap<string, LoanColumns>;
  /** Rows of the file: of a monthly file, its loans. */
  readonly rows: number;
  /** Loans that are projected, and what they owe. */
  readonly count: number;
  readonly upb: number;
  /** Note rate weighted by balance, a decimal a year. */
  readonly wac: number;
  /** Rows that are no loans any more: `paid` by their status, others with a balance of 0. */
  readonly dropped: { readonly paid: Coverage; readonly zero: Coverage };
  readonly cohorts: readonly Coverage[];
  readonly groups: readonly Coverage[];
  /** Cohorts by lag of the state; the caller makes these assumption sets out of those of their cohorts. */
  readonly splits: readonly LagSplit[];
  readonly exposures: readonly Exposure[];
  readonly defaults: readonly DefaultTaken[];
  /** Balance 90 and more days late, in foreclosure or bankruptcy. */
  readonly late90Upb: number;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  readonly warnings: readonly string[];
  readonly duck: Duck;
  close(): void;
}

const LONGEST_LAG = 120;
const LAYOUT_READERS: Readonly<Record<LayoutName, Layout>> = {
  weir: weirLayout,
  delimited: delimitedLayout,
  parquet: parquetLayout,
  fannie: fannieLayout,
  freddie: freddieLayout,
  absEe: absEeLayout,
};

/**
 * Reads a tape. No object is made for a loan, and memory goes with the loans, not with the months of the file.
 *
 * Units: dollars, decimals a year, months.
 * Throws, all faults at once: FILE_UNREADABLE; TAPE_SHAPE (columns, the column map, defaults); TAPE_VALUE (cells and lines that cannot be
 * read, missing terms); LOAN_RANGE; LOAN_CONDITION, LOAN_UNASSIGNED, DEAL_UNKNOWN_NAME (cohort and group rules). Of cells and of
 * terms the first hundred are listed, after a fault that counts them.
 */
export async function readTape(request: TapeRequest): Promise<Tape> {
  const duck = await Duck.open(bytesOf(request.files));
  try {
    return await readInto(duck, request);
  } catch (error) {
    duck.close();
    throw error;
  }
}

/** Of files that are there; others are told of when they are read. */
function bytesOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

async function readInto(duck: Duck, request: TapeRequest): Promise<Tape> {
  const { rulesFile, lags = new Map<string, number>() } = request;
  const files = request.files.map((file) => resolve(file));
  const cohorts = assignmentOf(
    'cohorts',
    request.cohorts.map(({ cohort, when }) => ({ name: cohort, when })),
    rulesFile,
  );
  const groups = assignmentOf(
    'groups',
    request.groups.map(({ group, when }) => ({ name: group, when })),
    rulesFile,
  );

  await makeEmptyCells(duck);
  const { known: defaults, faults: defaultFaults } = await checkedDefaults(duck, request.defaults ?? [], rulesFile);
  await makeTape(duck, [], IS_LIVE);
  const ofConditions = await conditionFaults(duck, [...cohorts.rules, ...groups.rules]);
  const faults: Fault[] = [...requestFaults(request, cohorts, groups), ...defaultFaults, ...ofConditions];

  const hashes = hashesOf(files);
  const loaded = await load(duck, request, files, defaults, faults);
  const settled = await hashes;
  if (loaded !== undefined) {
    await duck.lock();
    await makeTape(duck, defaults, IS_LIVE);
    faults.push(...(await rangeFaults(duck, loaded.files, [...request.indices.keys()])));
    if (ofConditions.length === 0 && faults.every(({ code }) => code !== 'TAPE_SHAPE'))
      for (const assignment of [cohorts, groups]) faults.push(...(await assignmentFaults(duck, assignment, rulesFile)));
  }
  if (faults.length > 0 || loaded === undefined) throw new WeirError(faults);

  const totals = await totalsOf(duck, loaded);
  const splits = await lagSplits(duck, cohorts, lags, 1 + Math.max(0, ...request.places.values()));
  return {
    columns: await fillColumns(duck, { groups, cohorts, indices: request.indices, places: request.places, lags, splits }),
    ...totals,
    cohorts: await coverageOf(duck, cohorts),
    groups: await coverageOf(duck, groups),
    splits,
    exposures: await exposuresOf(duck, { cohorts, places: request.places, lags, splits }),
    defaults: await defaultsTaken(duck, defaults, IS_LIVE),
    files: files.map((path, at) => ({ path, sha256: hashOf(settled[at]) })),
    warnings: [...(loaded.warnings ?? []), ...(await ownedWarnings(duck))],
    duck,
    close: () => duck.close(),
  };
}

/** Reads the file into DuckDB, or undefined where it is not of its layout. Faults are added to the list. */
async function load(
  duck: Duck,
  request: TapeRequest,
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

/** Faults of rules and lags that need no file. */
function requestFaults({ places, lags, rulesFile }: TapeRequest, cohorts: Assignment, groups: Assignment): Fault[] {
  const at = rulesFile === undefined ? {} : { file: rulesFile };
  const known = [...places.keys()].filter((name) => name !== '');
  const unknown = cohorts.rules.flatMap(({ name }, place): Fault[] =>
    places.has(name)
      ? []
      : [
          {
            code: 'DEAL_UNKNOWN_NAME',
            ...at,
            place: `cohorts[${place}].cohort`,
            got: `'${name}'`,
            expected: suggested(
              known.length === 0 ? 'a cohort under assumptions.cohorts' : `one of ${known.join(', ')}`,
              name,
              known,
            ),
          },
        ],
  );
  const empty = [cohorts, groups]
    .filter(({ rules }) => rules.length === 0)
    .map(
      ({ what }): Fault => ({
        code: 'TAPE_SHAPE',
        ...at,
        place: what,
        got: 'no rules',
        expected: 'at least one, such as `when: "true"`',
      }),
    );
  const wrong = [...(lags ?? [])].flatMap(([state, lag]): Fault[] =>
    /^[A-Za-z]{2}$/.test(state) && Number.isInteger(lag) && lag >= 0 && lag <= LONGEST_LAG
      ? []
      : [
          {
            code: 'LOAN_RANGE',
            ...at,
            place: `lags.${state}`,
            got: String(lag),
            expected: `a state by two letters, and months from 0 to ${LONGEST_LAG}`,
          },
        ],
  );
  return [...unknown, ...empty, ...wrong];
}

/** A property that a tape still lists as a loan may also be in the table of real estate owned. */
async function ownedWarnings(duck: Duck): Promise<string[]> {
  const [count = 0] = await duck.row(`SELECT count(*) FROM live WHERE "status" = 'reo'`);
  return count === 0
    ? []
    : [`${count} loans are owned real estate by their status and are projected as loans: reo.csv may count them twice`];
}

type Totals = Pick<Tape, 'rows' | 'count' | 'upb' | 'wac' | 'dropped' | 'late90Upb'>;

/** Sums over the tape. Throws: TAPE_SHAPE where no loan owes anything. */
async function totalsOf(duck: Duck, { files }: TapePlan): Promise<Totals> {
  const isPaid = `coalesce("status", '') = 'paid'`;
  const isLate = `"daysLate" >= 90 OR "status" IN ('foreclosure', 'bankruptcy')`;
  const [rows = 0, paid = 0, paidUpb = 0, zero = 0] = await duck.row(
    `SELECT count(*), count(*) FILTER (WHERE ${isPaid}), ${exactSum('"upb"', isPaid)}, count(*) FILTER (WHERE NOT (${isPaid}) AND "upb" = 0) FROM tape`,
  );
  const [count = 0, upb = 0, interest = 0, late = 0] = await duck.row(
    `SELECT count(*), ${exactSum('"upb"')}, ${exactSum('"upb" * "noteRate"')}, ${exactSum('"upb"', isLate)} FROM live`,
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
  };
}
