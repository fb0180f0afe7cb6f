/** The door of this folder: a tape is read, checked, assigned to cohorts and groups, and becomes columns of loans. */
import { statSync } from 'node:fs';
import { suggested } from '../../deal/nearest.ts';
import { type Fault, WeirError } from '../../errors.ts';
import type { LoanColumns } from '../../types.ts';
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
import { type DefaultTaken, defaultsTaken } from './defaults.ts';
import { Duck } from './duck.ts';
import { exposuresOf } from './exposure.ts';
import { fillColumns } from './fill.ts';
import { IS_LIVE } from './ranges.ts';
import { type HashedFile, heldRows, type RowsRequest, readRows, type Totals, totalsOf } from './rows.ts';

export interface TapeRequest extends RowsRequest {
  readonly groups: readonly GroupRule[];
  readonly cohorts: readonly CohortRule[];
  /** Place of an assumption set by name, those of the cohorts among them. */
  readonly places: ReadonlyMap<string, number>;
  /** Months from default to liquidation by state. */
  readonly lags?: ReadonlyMap<string, number>;
  /** Conditions that were found sound before, by their text: those of this tape join them. */
  readonly sound?: Set<string>;
  /** Called once the tape has been loaded and nothing is wrong with it so far: afterwards DuckDB reads no files any more. */
  readonly beforeLock?: (duck: Duck) => Promise<void>;
}

/** A tape that was read. Its DuckDB is open for checks until `close`, with the rows of `tape`, and of `live` those that count. */
export interface Tape extends Omit<Totals, 'owned'> {
  /** Loans by group, in the order of the rules; a forborne balance is a row of its own. */
  readonly columns: ReadonlyMap<string, LoanColumns>;
  readonly cohorts: readonly Coverage[];
  readonly groups: readonly Coverage[];
  /** Cohorts by lag of the state; the caller makes these assumption sets out of those of their cohorts. */
  readonly splits: readonly LagSplit[];
  readonly exposures: readonly Exposure[];
  readonly defaults: readonly DefaultTaken[];
  readonly files: readonly HashedFile[];
  readonly warnings: readonly string[];
  readonly duck: Duck;
  close(): void;
}

const LONGEST_LAG = 120;

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
  const { rulesFile, lags = new Map<string, number>(), places } = request;
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

  const ofConditions = await conditionFaults(duck, [...cohorts.rules, ...groups.rules], request.sound);
  const rows = await readRows(duck, request);
  const { plan } = rows;
  const faults: Fault[] = [...requestFaults(request, cohorts, groups), ...rows.ofDefaults, ...ofConditions, ...rows.faults];
  if (plan !== undefined) {
    if (faults.length === 0) await request.beforeLock?.(duck);
    await duck.lock();
    faults.push(...(await heldRows(duck, plan, rows, duck.isSmall ? 'tables' : 'views')));
    if (ofConditions.length === 0 && faults.every(({ code }) => code !== 'TAPE_SHAPE'))
      for (const assignment of [cohorts, groups]) faults.push(...(await assignmentFaults(duck, assignment, rulesFile)));
  }
  if (faults.length > 0 || plan === undefined) throw new WeirError(faults);

  const { owned, ...totals } = await totalsOf(duck, plan);
  const splits = await lagSplits(duck, cohorts, lags, 1 + Math.max(0, ...places.values()));
  return {
    columns: await fillColumns(duck, { groups, cohorts, indices: request.indices, places, lags, splits }),
    ...totals,
    cohorts: await coverageOf(duck, cohorts, totals),
    groups: await coverageOf(duck, groups, totals),
    splits,
    exposures: await exposuresOf(duck, { cohorts, places, lags, splits }),
    defaults: await defaultsTaken(duck, rows.defaults, IS_LIVE),
    files: rows.files(),
    warnings: [...(plan.warnings ?? []), ...ownedWarnings(owned)],
    duck,
    close: () => duck.close(),
  };
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
function ownedWarnings(count: number): string[] {
  return count === 0
    ? []
    : [`${count} loans are owned real estate by their status and are projected as loans: reo.csv may count them twice`];
}
