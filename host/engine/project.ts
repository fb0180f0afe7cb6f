/** Projects one deal under scenarios: plan, tasks, and the lanes of the results put back under the scenarios they belong to. */

import { formatDate } from '../curves/dates.ts';
import { type DealCalendar, dealCalendar } from '../deal/calendar.ts';
import { boughtOutput } from '../deal/flows.ts';
import { CHECK_BALANCES, CHECK_CASH, CHECK_UNDISTRIBUTED, outputName } from '../deal/outputs.ts';
import type { Note, Remittance } from '../deal/program.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { type Fault, WeirError } from '../errors.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Plane, TaskResult } from './messages.ts';
import { type PlanOptions, planRun } from './plan.ts';
import { type PoolOptions, runTasks } from './pool.ts';

/** Half a cent: what is undistributed or untied beyond it is told. */
const HALF_CENT = 0.005;
/** Sums of doubles over a pool of this size tie to this share of it. */
const TIE = 1e-9;

/** One scenario, projected. Columns have one entry a payment date; entry 0 is the cut-off. */
export interface PathProjection {
  readonly scenario: Scenario;
  readonly periods: number;
  /** Its payment dates: the same for all scenarios that last as long. */
  readonly calendar: DealCalendar;
  /** An output of the waterfall by name (`outputName`): a view that is not to be written to. Units: dollars. */
  output(name: string): Float64Array;
  /** A remittance quantity of one group, by place: as collected, whatever a call did; a view. Units: dollars. */
  remittance(group: number, quantity: Remittance): Float64Array;
  /** The payment date on which the collateral was called, counted from the first; undefined when it never was. */
  readonly calledAt?: number;
  /** Cash left in funds after the last step, the worst date. Units: dollars. */
  readonly undistributed: number;
  /** All of its planes, as a task of this path alone would have given them: from them `pathOf` makes it again on another thread. */
  planes(): TaskResult;
  /** What trace notes say, when the run kept them: value by payment date. */
  readonly notes: readonly { readonly note: Note; readonly values: Float64Array }[];
}

export interface Projection {
  readonly deal: ResolvedDeal;
  readonly paths: readonly PathProjection[];
  /** What a user should know of the results. */
  readonly warnings: readonly string[];
  readonly loanMonthPaths: number;
}

export type ProjectOptions = Omit<PlanOptions, 'withRemittances'> & PoolOptions;

/** Projects a deal. Throws: WeirError; CHECK_BREACHED when cash or balances do not tie on some path. */
export async function projectDeal(
  deal: ResolvedDeal,
  scenarios: readonly Scenario[],
  options: ProjectOptions = {},
): Promise<Projection> {
  const batches = planRun(deal, scenarios, { ...options, withRemittances: true });
  const results = await runTasks(
    batches.flatMap(({ tasks }) => tasks),
    options,
  );
  const paths: PathProjection[] = new Array(scenarios.length);
  const calendars = new Map<number, DealCalendar>();
  let next = 0;
  for (const batch of batches) {
    const calendar = calendars.get(batch.periods) ?? dealCalendar(deal, batch.periods);
    calendars.set(batch.periods, calendar);
    for (const result of results.slice(next, next + batch.tasks.length)) {
      for (let lane = 0; lane < result.paths; lane++) {
        const place = batch.scenarios[result.firstPath + lane];
        const scenario = place === undefined ? undefined : scenarios[place];
        if (place !== undefined && scenario !== undefined)
          paths[place] = pathOf(deal, scenario, result, { lane, notes: batch.program.notes, calendar });
      }
    }
    next += batch.tasks.length;
  }
  refuseBreaches(deal, results);
  return {
    deal,
    paths,
    warnings: [...unratedIndices(deal, scenarios), ...warningsOf(deal, paths)],
    loanMonthPaths: results.reduce((sum, { loanMonthPaths }) => sum + loanMonthPaths, 0),
  };
}

/** What all purchases give by date: what was bought on each, times what a dollar of it gives so long after. As the kernel has it. */
function convolved(bought: Float64Array, plane: Float64Array, upb: Float64Array): Float64Array {
  const dollars = upb.reduce((sum, each) => sum + each, 0);
  return plane.map((_, date) => {
    let sum = 0;
    for (let then = 1; then < date; then++) sum += (bought[then] ?? 0) * (plane[date - then] ?? 0);
    return sum / dollars;
  });
}

/** One lane of a task's result as the projection of a scenario. `notes` are those of its program. */
export function pathOf(
  deal: ResolvedDeal,
  scenario: Scenario,
  result: TaskResult,
  { lane, notes, calendar }: { readonly lane: number; readonly notes: readonly Note[]; readonly calendar: DealCalendar },
): PathProjection {
  const column = (plane: Float64Array | undefined, name: string): Float64Array => {
    if (plane === undefined) throw new Error(`project: the run kept no '${name}'`);
    return plane.subarray(lane * (result.periods + 1), (lane + 1) * (result.periods + 1));
  };
  const hasNotes = result.outputs.has('note 0');
  const called = result.outputs.get(outputName('pool', 'called'));
  const calledAt = called === undefined ? -1 : column(called, 'called').indexOf(1);
  return {
    scenario,
    periods: result.periods,
    calendar,
    output: (name) => column(result.outputs.get(name), name),
    remittance: (group, quantity) => {
      const plane = column(result.remittances[group]?.get(quantity), quantity);
      const { name, revolving, loans } = deal.groups[group] ?? {};
      if (revolving === undefined || name === undefined || loans === undefined) return plane;
      return convolved(column(result.outputs.get(boughtOutput(name)), name), plane, loans.upb);
    },
    ...(calledAt > 0 && { calledAt }),
    planes: () => oneLane(result, lane),
    undistributed: result.checks.get(CHECK_UNDISTRIBUTED)?.[lane] ?? 0,
    notes: hasNotes ? notes.map((note, place) => ({ note, values: column(result.outputs.get(`note ${place}`), note.text) })) : [],
  };
}

/** A copy of one lane of a result. */
function oneLane(result: TaskResult, lane: number): TaskResult {
  const { paths, periods } = result;
  const own = (plane: Plane) => plane.slice(lane * (periods + 1), (lane + 1) * (periods + 1));
  return {
    firstPath: 0,
    paths: 1,
    periods,
    outputs: new Map(Array.from(result.outputs, ([name, plane]) => [name, own(plane)])),
    remittances: result.remittances.map((group) => new Map(Array.from(group, ([name, plane]) => [name, own(plane)]))),
    checks: new Map(Array.from(result.checks, ([name, values]) => [name, values.slice(lane, lane + 1)])),
    loanMonthPaths: result.loanMonthPaths / paths,
  };
}

/** Throws: CHECK_BREACHED when cash or balances do not tie on some path. */
export function refuseBreaches(
  { name, groups }: { readonly name: string; readonly groups: readonly { readonly cutoff: number }[] },
  results: readonly Pick<TaskResult, 'checks' | 'firstPath'>[],
): void {
  const bound = HALF_CENT + TIE * groups.reduce((sum, { cutoff }) => sum + cutoff, 0);
  const faults = results.flatMap(({ checks, firstPath }): Fault[] =>
    [CHECK_CASH, CHECK_BALANCES].flatMap((check) => {
      const values = checks.get(check) ?? new Float64Array(0);
      const path = values.findIndex((value) => !(value <= bound));
      if (path < 0) return [];
      return [
        {
          code: 'CHECK_BREACHED',
          place: `${name}, path ${firstPath + path}, ${check}`,
          got: `a difference of ${values[path]}`,
          expected: `at most ${bound}`,
        },
      ];
    }),
  );
  if (faults.length > 0) throw new WeirError(faults);
}

/** Indices that a deal gives no rates of, nor every scenario: they are 0, which is seldom meant. */
export function unratedIndices(deal: ResolvedDeal, scenarios: readonly Scenario[]): string[] {
  return deal.indices
    .filter(({ name, isGiven }) => !isGiven && !scenarios.every(({ indices }) => indices?.has(name) === true))
    .map(
      ({ name }) => `${name} has no rates and is taken as 0: give them under assumptions.indices, or with --index "${name}=3.5%"`,
    );
}

function warningsOf({ funds }: ResolvedDeal, paths: readonly PathProjection[]): string[] {
  return paths.flatMap((path) => {
    if (!(path.undistributed > HALF_CENT)) return [];
    const left = funds.map((fund) => ({ fund, plane: path.output(outputName(fund, 'left')) }));
    const totals = Array.from({ length: path.periods + 1 }, (_, date) => left.reduce((sum, { plane }) => sum + plane[date]!, 0));
    const worst = totals.reduce((most, total, date) => (total > totals[most]! ? date : most), 0);
    const which = left
      .map(({ fund, plane }) => ({ fund, dollars: plane[worst]! }))
      .filter(({ dollars }) => Math.abs(dollars) > HALF_CENT)
      .toSorted((a, b) => b.dollars - a.dollars)
      .map(({ fund, dollars }) => `${dollars.toFixed(2)} in ${fund}`);
    const date = formatDate(path.calendar.payments[worst - 1] ?? 0);
    return [
      `${path.scenario.name}: cash is left in funds after the last step, most on ${date}: ${which.join(', ')}; a release step would say whose it is`,
    ];
  });
}
