/**
 * Plans a deal for generated paths: the program and the loans of its base case, curves of each cohort's own, and tasks that say which paths
 * to draw. A task is plain data, as those of plan.ts are.
 */
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { CurveOf } from './behaviourRules.ts';
import type { Generated, Task, TaskTrust } from './messages.ts';
import { planeCount } from './paths.ts';
import { BLOCK_PATHS, planRun } from './plan.ts';
import { type ReducePlan, TILE_PATHS } from './reduce.ts';

/** A deal ready for generated paths. */
export interface GeneratedDeal {
  /** Its index rows are those of the deal; a plan may have more. */
  readonly trust: TaskTrust;
  readonly periods: number;
  readonly curves: readonly CurveOf[];
  /** Monthly decimals from month 0, one row a curve. */
  readonly given: readonly Float64Array[];
  /** The deal's index rates by month, one row an index. */
  readonly indices: readonly Float64Array[];
}

/** Plans a deal under a scenario. `outputs`: planes that the reduction will read. */
export function planGenerated(
  deal: ResolvedDeal,
  scenario: Scenario,
  outputs: ReadonlySet<string>,
  build: 'release' | 'debug' = 'release',
): GeneratedDeal {
  const [batch] = planRun(deal, [scenario], { outputs, build });
  const [task] = batch?.tasks ?? [];
  const [lane] = task?.curves ?? [];
  if (batch === undefined || task === undefined || lane === undefined) throw new Error('planGenerated: no scenario');
  const curves: CurveOf[] = [];
  const given: Float64Array[] = [];
  const add = (cohort: number, kind: CurveOf['kind'], row: number): number => {
    const values = lane[row] ?? new Float64Array(0);
    curves.push({ cohort, kind, isNothing: values.every((value) => value === 0) });
    return given.push(values) - 1;
  };
  const cohortCurves = task.trust.cohortCurves.map(([smm, mdr, severity, delinquent], cohort) => {
    const prepayment = add(cohort, 'prepayment', smm);
    const defaults = add(cohort, 'default', mdr);
    // Beside defaults, whose rule it shares.
    const late = delinquent === 0 ? 0 : add(cohort, 'delinquent', delinquent - 1) + 1;
    return [prepayment, defaults, add(cohort, 'severity', severity), late] as const;
  });
  const losesNothing = curves.every(({ kind, isNothing }) => kind !== 'severity' || isNothing);
  return {
    // Severities may move up to all of a balance.
    trust: { ...task.trust, cohortCurves, curveCount: curves.length, maxSeverity: losesNothing ? 0 : 1 },
    periods: batch.periods,
    curves,
    given,
    indices: task.indices[0] ?? [],
  };
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
