/** What goes between the plan and whoever projects it: plain data both ways, so that a thread, a queue or a test can carry it. */

import type { Remittance } from '../deal/program.ts';
import type { Fault } from '../errors.ts';
import type { CohortPlan } from './cohorts.ts';
import type { EncodedProgram } from './encode.ts';
import type { PathPlan } from './paths.ts';
import type { Reduced, ReducePlan } from './reduce.ts';

/** What is the same for every block of paths of a batch. */
export interface TaskTrust extends CohortPlan {
  /** The same for all tasks of a batch and no other: what a kernel has prepared for it serves them all. */
  readonly id: string;
  readonly groups: number;
  readonly every: number;
  readonly periods: number;
  readonly program: EncodedProgram;
  /** A row a scalar source, entries 0 to `periods`. */
  readonly scalars: readonly Float64Array[];
  /** For each cohort the rows of SMM, MDR and severity among the curves; then one more than that of delinquency, or 0. */
  readonly cohortCurves: readonly (readonly [number, number, number, number])[];
  readonly curveCount: number;
  readonly indexCount: number;
  /** Severities up to it cost the kernel no more time; it must follow from the scenario alone, or from none: see engine-as/reach.ts. */
  readonly usualSeverity: number;
}

/** How given curves move with a path, as the kernel has it: see engine-as/behaviour.ts. */
export interface RuleTables {
  readonly count: number;
  /** Shape: [rule][RULE_COLUMNS]. */
  readonly columns: Float64Array;
  /** Shape: [rule][RULE_ROWS][month]. */
  readonly rows: Float64Array;
  /** Shape: [bucket][BUCKET_COLUMNS]. */
  readonly buckets: Float64Array;
  /** One more than the rule of each curve; 0 for none. */
  readonly curveRules: Int32Array;
}

/** Paths that are generated where they are projected, instead of curves and indices by lane. */
export interface Generated {
  readonly plan: PathPlan;
  /** The given curves: monthly decimals from month 0, one row a curve for all paths. */
  readonly curves: readonly Float64Array[];
  readonly rules: RuleTables;
  /** Indices, then market planes, by month on the forward path, around which the curves move. */
  readonly forward: readonly Float64Array[];
}

/** One block of paths of one trust. */
export interface Task {
  readonly trust: TaskTrust;
  readonly firstPath: number;
  readonly paths: number;
  /** By lane, then by curve: monthly decimals from month 0. */
  readonly curves: readonly (readonly Float64Array[])[];
  /** By lane, then by index: rates by month from month 0. */
  readonly indices: readonly (readonly Float64Array[])[];
  /** Instead of curves and indices, which are then empty. */
  readonly generated?: Generated;
  /** What is made of the paths where they are projected; the planes then stay there. */
  readonly reduce?: ReducePlan;
  readonly withRemittances: boolean;
  readonly build: 'release' | 'debug';
}

/** A plane [path][period] without padding: entry path * (periods + 1) + period; period 0 is the cut-off. A path is a view of it. */
export type Plane = Float64Array;

export interface TaskResult {
  readonly firstPath: number;
  readonly paths: number;
  readonly periods: number;
  readonly outputs: ReadonlyMap<string, Plane>;
  /** By group, then by quantity. */
  readonly remittances: readonly ReadonlyMap<Remittance, Plane>[];
  /** The worst breach of each check, by path. Units: dollars. */
  readonly checks: ReadonlyMap<string, Float64Array>;
  /** Loan-month-paths projected, finished loans not counted. */
  readonly loanMonthPaths: number;
  /** Where the task asked for it. */
  readonly reduced?: Reduced;
}

/** A worker's answer: errors travel as data. */
export type TaskAnswer =
  | { readonly ok: true; readonly result: TaskResult }
  | { readonly ok: false; readonly faults: readonly Fault[] };
