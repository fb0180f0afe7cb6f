/** The tables of a prospectus: balances as percent of original on each anniversary, average lives, windows. */
import { dateOf, formatDate } from '../curves/dates.ts';
import { dealCalendar } from '../deal/calendar.ts';
import { outputName, TRANCHE_OUTPUTS } from '../deal/outputs.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { type PathProjection, type Projection, type ProjectOptions, projectDeal } from '../engine/project.ts';
import { averageLife, paymentWindow } from '../valuation/averageLife.ts';
import type { TrancheCash } from '../valuation/cash.ts';
import { decrementCell } from '../valuation/rounding.ts';
import { collateralCash, trancheCash } from '../valuation/trancheCash.ts';
import { givenText, type ScenarioRequest, scenariosFor } from './requests.ts';

/** One column of a table: a tranche, or the pool, under one scenario. */
export interface DecrementColumn {
  readonly scenario: string;
  /** By row: whole percent of the original balance, `*` above 0 and below 0.5. */
  readonly cells: readonly string[];
  /** Years from settlement; null when nothing is paid. */
  readonly averageLife: number | null;
  /** First and last payment of principal, `YYYY-MM-DD`; of a notional class, of interest. */
  readonly firstPay: string | null;
  readonly lastPay: string | null;
  /** Units: dollars, over the life. */
  readonly principal: number;
  readonly interest: number;
  /** Units: dollars, balance lost by writedowns less writeups. */
  readonly writtenDown: number;
  /** Units: dollars of interest still unpaid at the end. */
  readonly shortfall: number;
}

export interface DecrementTable {
  /** The tranche, or `pool`. */
  readonly of: string;
  /** Original balance or notional. Units: dollars. */
  readonly original: number;
  readonly isNotional: boolean;
  readonly columns: readonly DecrementColumn[];
}

export interface ProjectReport {
  readonly deal: string;
  /** What the request changed besides speeds; empty where nothing. */
  readonly given: string;
  readonly scenarios: readonly string[];
  /** The payment dates of the rows; the first row is closing, 100 percent. */
  readonly rows: readonly string[];
  readonly tables: readonly DecrementTable[];
  readonly warnings: readonly string[];
  readonly loanMonthPaths: number;
}

/** Projects a deal and makes its tables. Throws: as `projectDeal` and `scenariosFor`. */
export async function projectReport(
  deal: ResolvedDeal,
  request: ScenarioRequest,
  options: ProjectOptions = {},
): Promise<ProjectReport> {
  const outputs = new Set([
    ...deal.tranches.flatMap(({ name }) => TRANCHE_OUTPUTS.map((output) => outputName(name, output))),
    ...deal.groups.map(({ name }) => outputName(name, 'interest')),
  ]);
  const projection = await projectDeal(deal, scenariosFor(deal, request), { ...options, outputs });
  const periods = projection.paths.reduce((most, path) => Math.max(most, path.periods), 0);
  const months = anniversaries(deal, periods);
  const { unadjusted } = dealCalendar(deal, periods);
  const names = [...deal.tranches.map(({ name }) => name), 'pool'];
  return {
    deal: deal.name,
    given: givenText(request),
    scenarios: projection.paths.map(({ scenario }) => scenario.name),
    rows: ['closing', ...months.map((month) => formatDate(unadjusted[month - 1] ?? 0))],
    tables: trimmed(names.map((of) => tableOf(deal, projection, of, months))),
    warnings: projection.warnings,
    loanMonthPaths: projection.loanMonthPaths,
  };
}

/** Payment months a year apart, the first a year or less after the first payment: the month of the year before closing's own. */
function anniversaries(deal: ResolvedDeal, periods: number): number[] {
  const perYear = 12 / deal.dates.every;
  const { unadjusted } = dealCalendar(deal, periods);
  const before = (dateOf(deal.dates.firstPayment).month + 12 - deal.dates.every - 1) % 12;
  const first = Array.from(unadjusted.subarray(0, perYear)).findIndex((date) => dateOf(date).month - 1 === before);
  const months: number[] = [];
  for (let month = first < 0 ? perYear : first + 1; month <= periods; month += perYear) months.push(month);
  if (months.at(-1) !== periods) months.push(periods);
  return months;
}

function tableOf(deal: ResolvedDeal, projection: Projection, of: string, months: readonly number[]): DecrementTable {
  const tranche = deal.tranches.find(({ name }) => name === of);
  const cashes = projection.paths.map((path) =>
    tranche === undefined ? collateralCash(deal, path, of) : trancheCash(deal, path, of),
  );
  const original = tranche?.hasBalance === true ? tranche.balance : (cashes[0]?.face ?? 0);
  return {
    of,
    original,
    isNotional: tranche !== undefined && !tranche.hasBalance,
    columns: projection.paths.map((path, place) => columnOf(path, of, cashes[place], original, months)),
  };
}

/** The sum of a column. */
function total(column: ArrayLike<number>): number {
  let sum = 0;
  for (let period = 0; period < column.length; period++) sum += column[period] ?? 0;
  return sum;
}

function columnOf(
  path: PathProjection,
  of: string,
  cash: TrancheCash | undefined,
  original: number,
  months: readonly number[],
): DecrementColumn {
  if (cash === undefined) throw new Error(`decrement: no cash of ${of}`);
  const isTranche = of !== 'pool';
  const balanceAt = (month: number) => cash.balance[month - 1] ?? 0;
  const window = paymentWindow(cash);
  const moved = (output: 'writtenDown' | 'writtenUp') => (isTranche ? total(path.output(outputName(of, output))) : 0);
  return {
    scenario: path.scenario.name,
    cells: [
      decrementCell(cash.face, original),
      ...months.map((month) => decrementCell(month > path.periods ? 0 : balanceAt(month), original)),
    ],
    averageLife: averageLife(cash),
    firstPay: window === null ? null : formatDate(window.firstDate),
    lastPay: window === null ? null : formatDate(window.lastDate),
    principal: total(cash.principal),
    interest: total(cash.interest),
    writtenDown: moved('writtenDown') - moved('writtenUp'),
    shortfall: isTranche ? (path.output(outputName(of, 'shortfall')).at(-1) ?? 0) : 0,
  };
}

/** Rows in which nothing is left anywhere say nothing: the first of them stays. */
function trimmed(tables: readonly DecrementTable[]): DecrementTable[] {
  const longest = tables.reduce(
    (most, { columns }) => Math.max(most, ...columns.map(({ cells }) => cells.findLastIndex((cell) => cell !== '0'))),
    0,
  );
  return tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => ({ ...column, cells: column.cells.slice(0, longest + 2) })),
  }));
}
