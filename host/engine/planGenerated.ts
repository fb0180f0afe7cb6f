/**
 * Plans a deal for generated paths: the program and the loans of its base case, curves of each cohort's own, and tasks that say which paths
 * to draw. A task is plain data, as those of plan.ts are.
 */
import { dateOf, formatDate } from '../curves/dates.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { contractName, differsBetween } from '../scenarios/market/succession.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { CurveOf, RuledTrust } from './behaviourRules.ts';
import type { Generated, Task, TaskTrust } from './messages.ts';
import { planeCount } from './paths.ts';
import { BLOCK_PATHS, planRun, usualAt } from './plan.ts';
import { type ReducePlan, TILE_PATHS } from './reduce.ts';

/** A deal ready for generated paths. */
export interface GeneratedDeal extends Omit<RuledTrust, 'plan'> {
  /** Its index rows are those of the deal; a plan may have more. */
  readonly trust: TaskTrust;
  readonly periods: number;
  /** Monthly decimals from month 0, one row a curve. */
  readonly given: readonly Float64Array[];
  /** Its indices by row: those of the deal, then those that hedges read by themselves. */
  readonly indexNames: readonly string[];
  /** Their rates by month, one row an index. */
  readonly indices: readonly Float64Array[];
}

/** Severities of paths are usually at most so many times the highest given one in the months in which that matters, near maturity. */
const USUAL_RISE = 1.25;

/** Plans a deal under a scenario. `outputs`: planes that the reduction will read. */
export function planGenerated(
  given: ResolvedDeal,
  scenario: Scenario,
  outputs: ReadonlySet<string>,
  build: 'release' | 'debug' = 'release',
): GeneratedDeal {
  const deal = withHedgeIndices(given);
  const [batch] = planRun(deal, [scenario], { outputs, build });
  const [task] = batch?.tasks ?? [];
  const [lane] = task?.curves ?? [];
  if (batch === undefined || task === undefined || lane === undefined) throw new Error('planGenerated: no scenario');
  const curves: CurveOf[] = [];
  const rows: Float64Array[] = [];
  const add = (cohort: number, kind: CurveOf['kind'], row: number): number => {
    const values = lane[row] ?? new Float64Array(0);
    curves.push({ cohort, kind, isNothing: values.every((value) => value === 0) });
    return rows.push(values) - 1;
  };
  const cohortCurves = task.trust.cohortCurves.map(([smm, mdr, severity, delinquent], cohort) => {
    const prepayment = add(cohort, 'prepayment', smm);
    const defaults = add(cohort, 'default', mdr);
    // Beside defaults, whose rule it shares.
    const late = delinquent === 0 ? 0 : add(cohort, 'delinquent', delinquent - 1) + 1;
    return [prepayment, defaults, add(cohort, 'severity', severity), late] as const;
  });
  const severities = rows.filter((_, row) => curves[row]?.kind === 'severity');
  const highest = severities.reduce((most, row) => row.reduce((high, each) => Math.max(high, each), most), 0);
  return {
    trust: { ...task.trust, cohortCurves, curveCount: curves.length, usualSeverity: usualAt(USUAL_RISE * highest) },
    periods: batch.periods,
    curves,
    given: rows,
    indexNames: deal.indices.map(({ name }) => name),
    indices: task.indices[0] ?? [],
    ages: batch.ages,
    // The months of a first payment that collects several end with its own.
    firstMonth: (((dateOf(deal.dates.firstPayment).month - deal.dates.every) % 12) + 12) % 12,
    assumptions: deal.assumptions.map(({ name }) => name),
  };
}

/**
 * The deal with indices of their own for swaps and caps whose index became another rate in derivatives than in bonds: since the end of LIBOR one
 * is compounded in arrears, the other a term rate. Both have the given rates, and so are the same on the forward path. Amounts that steps say by
 * expressions read the deal's own index.
 */
export function withHedgeIndices(deal: ResolvedDeal): ResolvedDeal {
  const date = formatDate(deal.dates.settlement);
  const added = new Map<string, ResolvedDeal['indices'][number]>();
  const hedges = deal.hedges.map((hedge) => {
    const { terms } = hedge;
    const index = deal.indices.find(({ name }) => name === terms?.index);
    if (terms === undefined || index === undefined || !differsBetween(index.name, 'derivative', 'bond', date)) return hedge;
    const name = contractName(index.name, 'derivative');
    added.set(name, { ...index, name });
    return { ...hedge, terms: { ...terms, index: name } };
  });
  return added.size === 0 ? deal : { ...deal, hedges, indices: [...deal.indices, ...added.values()] };
}

/** Paths of a task at most: a multiple of a tile, so that sums do not depend on it. */
export function blockOf(blockPaths = BLOCK_PATHS): number {
  return Math.max(TILE_PATHS, Math.floor(blockPaths / TILE_PATHS) * TILE_PATHS);
}

/** The tasks for the paths from `from` to before `to`. Their trust is one object for all that share it. */
export function generatedTasks(
  trust: TaskTrust,
  generated: Generated,
  reduce: ReducePlan,
  { from, to, blockPaths, build = 'release' }: { from: number; to: number; blockPaths?: number; build?: 'release' | 'debug' },
): Task[] {
  const block = blockOf(blockPaths);
  const tasks: Task[] = [];
  for (let firstPath = from; firstPath < to; firstPath += block) {
    tasks.push({
      trust,
      firstPath,
      paths: Math.min(block, to - firstPath),
      curves: [],
      indices: [],
      generated,
      reduce,
      withRemittances: false,
      build,
    });
  }
  return tasks;
}

/** The trust with the index rows of a plan. */
export function withIndexRows(trust: TaskTrust, { plan }: Pick<Generated, 'plan'>): TaskTrust {
  return { ...trust, indexCount: Math.max(trust.indexCount, planeCount(plan, 'index')) };
}
