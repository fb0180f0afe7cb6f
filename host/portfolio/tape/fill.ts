/**
 * Loans of the tape become the columns that the engine takes. What a term means where it is absent is as in deal files
 * (resolveCollateral.ts, resolveDetails.ts); terms of adjustable loans are taken of those alone.
 */
import { newColumns } from '../../deal/resolveCollateral.ts';
import { DEFAULT_PAYMENT_EVERY, DEFAULT_RECAST_EVERY, NO_CAP } from '../../deal/resolveDetails.ts';
import type { LoanColumns, LoanDetails } from '../../types.ts';
import { type Assignment, assumptionSql, type LagSplit, lagSql, placeSql } from './assign.ts';
import { uses } from './defaults.ts';
import { type Duck, identifier, literal } from './duck.ts';

export interface FillRequest {
  readonly groups: Assignment;
  readonly cohorts: Assignment;
  /** Place of an index by name. */
  readonly indices: ReadonlyMap<string, number>;
  /** Place of an assumption set by cohort. */
  readonly places: ReadonlyMap<string, number>;
  readonly lags: ReadonlyMap<string, number>;
  readonly splits: readonly LagSplit[];
}

/** Columns of numbers of a loan: all of `LoanColumns` but its count and details. */
type Column = Exclude<keyof LoanColumns, 'count' | 'details'>;
type DetailColumn = Exclude<keyof LoanDetails, 'penaltyLists'>;

/** A level payment is made out of rate and months where it is 0. */
const DEFAULT_RESET_EVERY = 12;
const NO_RATE_CAP = 1;

const isAdjustable = uses('adjustable', identifier);
const isNegative = uses('negative', identifier);
const bearing = `("upb" - coalesce("forborne", 0))`;

/** SQL of a term of adjustable loans: `otherwise` where it is absent, and on loans with a fixed rate. */
function adjustable(column: string, otherwise: string): string {
  return `(CASE WHEN ${isAdjustable} THEN coalesce(${column}, ${otherwise}) ELSE ${otherwise} END)`;
}

/** SQL of each column over a loan of the tape, with `place` for its assumption set. */
function columnSql(indices: ReadonlyMap<string, number>): Readonly<Record<Column, string>> {
  const periodicCap = adjustable('"periodicCap"', `${NO_RATE_CAP}`);
  const lifeCap = adjustable('"lifeCap"', `${NO_RATE_CAP}`);
  // A rate below its strip would leave the trust owing interest.
  const strip = `least(greatest(coalesce("servicing", 0), 0), ${lifeCap})`;
  const places = [...indices].map(([name, place]) => `WHEN ${literal(name)} THEN ${place}`);
  return {
    upb: bearing,
    noteRate: '"noteRate"',
    strip: 'coalesce("servicing", 0)',
    payment: 'coalesce("payment", 0)',
    term: '"remainingTerm"',
    amortTerm: 'coalesce("amortTerm", "remainingTerm")',
    age: 'coalesce("age", greatest(0, coalesce("originalTerm", "remainingTerm") - "remainingTerm"))',
    interestOnly: 'coalesce("interestOnly", 0)',
    index: places.length === 0 ? '-1' : `(CASE "index" ${places.join(' ')} ELSE -1 END)`,
    margin: adjustable('"margin"', '0'),
    firstReset: adjustable('"firstReset"', '1'),
    resetEvery: adjustable('"resetEvery"', `${DEFAULT_RESET_EVERY}`),
    initialCap: adjustable('"initialCap"', periodicCap),
    periodicCap,
    lifeCap,
    lifeFloor: `(CASE WHEN ${isAdjustable} THEN greatest(coalesce("lifeFloor", ${strip}), ${strip}) ELSE 0 END)`,
    lookback: adjustable('"lookback"', '0'),
    rounding: adjustable('"rounding"', '0'),
    prepayFactor: 'coalesce("prepayFactor", 1)',
    defaultFactor: 'coalesce("defaultFactor", 1)',
    extraPayments: '0',
    assumption: '"assumption place"',
  };
}

const share = 'coalesce("penaltyShare", 1)';
const DETAIL_SQL: Readonly<Record<DetailColumn, string>> = {
  negative: `CASE WHEN ${isNegative} THEN 1 ELSE 0 END`,
  paymentFirst: `coalesce("paymentFirst", coalesce("paymentEvery", ${DEFAULT_PAYMENT_EVERY}) + 1)`,
  paymentEvery: `coalesce("paymentEvery", ${DEFAULT_PAYMENT_EVERY})`,
  paymentCap: `coalesce("paymentCap", ${NO_CAP})`,
  recastEvery: `coalesce("recastEvery", ${DEFAULT_RECAST_EVERY})`,
  balanceCap: 'coalesce("balanceCap", 0)',
  penaltyUntil: 'coalesce("penaltyUntil", 0)',
  penaltyRate: `coalesce("penaltyRate", 0) * ${share}`,
  penaltyMonths: `coalesce("penaltyMonths", 0) * ${share}`,
  penaltyList: '0',
  coverage: 'coalesce("coverage", 0)',
};
/** Loans whose terms need the columns above. */
const NEEDS_DETAILS = `${isNegative} OR ${uses('penalty', identifier)} OR coalesce("coverage", 0) > 0`;

/**
 * What differs in the forborne part of a balance: no interest and no payment until the last month. Its borrower prepays and defaults
 * with the rest of the loan, at no penalty.
 */
const FORBORNE: Readonly<Partial<Record<Column | DetailColumn, string>>> = {
  upb: '"forborne"',
  noteRate: '0',
  strip: '0',
  payment: '0',
  interestOnly: '"remainingTerm"',
  index: '-1',
  margin: '0',
  firstReset: '1',
  resetEvery: `${DEFAULT_RESET_EVERY}`,
  initialCap: `${NO_RATE_CAP}`,
  periodicCap: `${NO_RATE_CAP}`,
  lifeCap: `${NO_RATE_CAP}`,
  lifeFloor: '0',
  lookback: '0',
  rounding: '0',
  negative: '0',
  penaltyUntil: '0',
};

/**
 * The live loans of each group as columns: first their interest-bearing balances in the order of the tape, then their forborne ones.
 *
 * Shape: a group for every name of the assignment, with 0 loans where no rule took any; details only where some loan needs them.
 */
export async function fillColumns(duck: Duck, request: FillRequest): Promise<ReadonlyMap<string, LoanColumns>> {
  const columns = columnSql(request.indices);
  const filled = new Map<string, LoanColumns>();
  for (const [place, name] of request.groups.names.entries()) {
    const loans = loansSql(request, place);
    const [bearingCount = 0, forborneCount = 0, needing = 0] = await duck.row(
      `SELECT count(*) FILTER (WHERE ${bearing} > 0), count(*) FILTER (WHERE "forborne" > 0), count(*) FILTER (WHERE ${NEEDS_DETAILS}) FROM ${loans}`,
    );
    const count = Number(bearingCount) + Number(forborneCount);
    const group = newColumns(count);
    const details = Number(needing) > 0 ? newDetails(count) : undefined;
    const targets = [
      ...columnNames.map((column) => ({ into: group[column], sql: columns[column], forborne: FORBORNE[column] })),
      ...(details === undefined
        ? []
        : detailNames.map((column) => ({ into: details[column], sql: DETAIL_SQL[column], forborne: FORBORNE[column] }))),
    ];
    const into = targets.map((target) => target.into);
    const select = (expressions: readonly string[], where: string) =>
      `SELECT ${expressions.map((sql) => `CAST(${sql} AS DOUBLE)`).join(', ')} FROM ${loans} WHERE ${where}`;
    const at = await duck.fill(
      select(
        targets.map(({ sql }) => sql),
        `${bearing} > 0`,
      ),
      into,
    );
    if (Number(forborneCount) > 0)
      await duck.fill(
        select(
          targets.map(({ sql, forborne }) => forborne ?? sql),
          '"forborne" > 0',
        ),
        into,
        at,
      );
    filled.set(name, details === undefined ? group : { ...group, details });
  }
  return filled;
}

/** SQL of the loans of one group, with the place of their assumption set. */
function loansSql({ groups, cohorts, places, lags, splits }: FillRequest, group: number): string {
  const placed = `SELECT *, ${placeSql(groups)} AS "group place", ${placeSql(cohorts)} AS "cohort place", ${lagSql(lags)} AS "lag" FROM live`;
  return `(SELECT *, ${assumptionSql(cohorts, places, splits)} AS "assumption place" FROM (${placed}) WHERE "group place" = ${group})`;
}

const columnNames: readonly Column[] = Object.keys(columnSql(new Map())).filter(
  (name): name is Column => name in columnSql(new Map()),
);
const detailNames: readonly DetailColumn[] = Object.keys(DETAIL_SQL).filter((name): name is DetailColumn => name in DETAIL_SQL);

/** Details of so many loans, all of them absent. */
export function newDetails(count: number): LoanDetails {
  const empty = () => new Float64Array(count);
  return {
    negative: empty(),
    paymentFirst: empty(),
    paymentEvery: empty(),
    paymentCap: empty(),
    recastEvery: empty(),
    balanceCap: empty(),
    penaltyUntil: empty(),
    penaltyRate: empty(),
    penaltyMonths: empty(),
    penaltyList: empty(),
    penaltyLists: [],
    coverage: empty(),
  };
}
