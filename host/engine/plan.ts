/**
 * Splits a run into tasks: one a deal and block of paths. A task is plain data, made here and nowhere else; what it gives depends on
 * nothing but what is in it. Scenarios that change loan terms, lags, policies, the call or the variant cannot share lanes with
 * others and make batches of their own; nor can those that would be summed in another order alone, without defaults or by age.
 */
import { randomUUID } from 'node:crypto';
import { canonicalVector } from '../curves/vectors.ts';
import { scalarRows } from '../deal/calendar.ts';
import { compileDeal } from '../deal/compile.ts';
import { outputName } from '../deal/outputs.ts';
import type { Program } from '../deal/program.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { TermOverride } from '../types.ts';
import { assumptionTraits, effectiveAssumptions, highestSeverity } from './assumptions.ts';
import { type CohortPlan, type PlannedCohorts, planCohorts } from './cohorts.ts';
import { CurveTable, curveRows } from './curveTable.ts';
import { type EncodedProgram, encodeProgram } from './encode.ts';
import type { Task, TaskTrust } from './messages.ts';

/** Paths of a block: the register machine is best at this many, and memory is set by it. */
export const BLOCK_PATHS = 256;

export interface PlanOptions {
  /** Output planes wanted; default: all. */
  readonly outputs?: ReadonlySet<string>;
  /** Remittance planes of groups wanted in the result. */
  readonly withRemittances?: boolean;
  /** Store the values that a trace tells. */
  readonly withNotes?: boolean;
  readonly blockPaths?: number;
  readonly build?: 'release' | 'debug';
}

/** Scenarios that share a program and loans. */
export interface Batch {
  /** Places of its scenarios in the request: lane k is scenario `scenarios[k]`. */
  readonly scenarios: readonly number[];
  readonly program: Program;
  readonly encoded: EncodedProgram;
  readonly periods: number;
  readonly tasks: readonly Task[];
  /** By loan of the tasks' trust, at the cut-off. Units: months. */
  readonly ages: Float64Array;
}

/** Plans a run of one deal under scenarios. */
export function planRun(deal: ResolvedDeal, scenarios: readonly Scenario[], options: PlanOptions = {}): Batch[] {
  const batches = new Map<string, LaneGroup>();
  const isAdjustable = deal.groups.some(({ loans }) => loans.index.some((index) => index >= 0));
  scenarios.forEach((scenario, place) => {
    const overrides = deal.groups.map((group) => group.overrides.find(({ speed }) => sameSpeed(speed, scenario)));
    const traits = deal.assumptions.map((own) => assumptionTraits(own, [scenario]));
    const usual = isAdjustable ? usualSeverity(deal, scenario) : undefined;
    const { noCall = false, variant, fullerLoop = false } = scenario;
    const program = JSON.stringify([noCall, variant]);
    const loans = JSON.stringify([overrides, traits, fullerLoop]);
    const key = `${program} ${loans} ${usual}`;
    const batch = batches.get(key) ?? { places: [], first: scenario, overrides, usual, program, loans };
    batch.places.push(place);
    batches.set(key, batch);
  });
  const planner = new Planner(deal, scenarios, options);
  return [...batches.values()].map((group) => planner.batch(group));
}

/** Scenarios that can be lanes of one batch, by place, and what they have in common. */
interface LaneGroup {
  readonly places: number[];
  readonly first: Scenario;
  readonly overrides: readonly (TermOverride | undefined)[];
  readonly usual: number | undefined;
  /** Batches of the same key share a program. */
  readonly program: string;
  /** Batches of the same key share loans and cohorts. */
  readonly loans: string;
}

/** Severities that the kernel may be prepared for. */
const USUAL_SEVERITIES = [0, 0.25, 0.5, 0.75, 0.9];

/** The severity to prepare for where this is the highest one. */
export function usualAt(highest: number): number {
  return USUAL_SEVERITIES.find((usual) => highest <= usual) ?? 1;
}

/**
 * The severity to prepare adjustable loans for. It says when the kernel takes a loan out of its tile, and so in which order sums
 * run: it must follow from the scenario alone.
 */
function usualSeverity(deal: ResolvedDeal, scenario: Scenario): number {
  return usualAt(deal.assumptions.reduce((most, own) => Math.max(most, highestSeverity(effectiveAssumptions(own, scenario))), 0));
}

/** Both texts are canonical. */
function sameSpeed(speed: string, scenario: Scenario): boolean {
  if (scenario.prepayment?.kind !== 'vector') return false;
  return canonicalVector(scenario.prepayment.vector) === speed;
}

/** Planes of every run: whether the collateral was called decides what all others mean, and cash that reaches nobody is told by its fund. */
function alwaysKept(deal: ResolvedDeal): string[] {
  return [outputName('pool', 'called'), ...deal.funds.map((fund) => outputName(fund, 'left'))];
}

/** Plans batch by batch; what batches share is made once. */
class Planner {
  readonly #deal: ResolvedDeal;
  readonly #options: PlanOptions;
  readonly #curves: CurveTable;
  readonly #programs = new Map<string, { readonly program: Program; readonly encoded: EncodedProgram }>();
  readonly #cohorts = new Map<string, PlannedCohorts>();
  readonly #scalars = new Map<string, Float64Array[]>();

  constructor(deal: ResolvedDeal, scenarios: readonly Scenario[], options: PlanOptions) {
    this.#deal = deal;
    this.#options = options;
    this.#curves = new CurveTable(deal, scenarios);
  }

  batch(group: LaneGroup): Batch {
    const deal = this.#deal;
    const { places, first } = group;
    const { program, encoded } = once(this.#programs, group.program, () => this.#program(first));
    // Which loans make which cohorts follows from what the key tells of the scenarios: one stands for all.
    const { ages, ...planned } = once(this.#cohorts, group.loans, () => planCohorts(deal, [first], group.overrides));
    const { every } = deal.dates;
    const periods = periodsOf(deal, planned);
    // Sales of REO may outlast the loans: indices are read for as long as there are payment dates.
    const cohorts = { ...planned, months: Math.max(planned.months, periods * every) };
    const rows = curveRows(cohorts.cohorts);
    const trust: TaskTrust = {
      id: randomUUID(),
      ...cohorts,
      groups: deal.groups.length,
      every,
      periods,
      program: encoded,
      scalars: once(this.#scalars, `${group.program} ${periods}`, () => scalarRows(deal, program.scalars, periods)),
      cohortCurves: rows.rows,
      curveCount: rows.sources.length,
      indexCount: deal.indices.length,
      usualSeverity: group.usual ?? this.#curves.highestSeverity(places, rows, cohorts),
    };
    const block = this.#options.blockPaths ?? BLOCK_PATHS;
    const tasks = Array.from({ length: Math.ceil(places.length / block) }, (_, index): Task => {
      const lanes = places.slice(index * block, (index + 1) * block);
      return {
        trust,
        firstPath: index * block,
        paths: lanes.length,
        curves: lanes.map((place) => this.#curves.lane(place, rows, cohorts)),
        indices: lanes.map((place) => this.#curves.indexLane(place, cohorts)),
        withRemittances: this.#options.withRemittances ?? false,
        build: this.#options.build ?? 'release',
      };
    });
    return { scenarios: places, program, encoded, periods, tasks, ages };
  }

  #program({ noCall = false, variant }: Scenario) {
    const { outputs, withNotes } = this.#options;
    const program = compileDeal(this.#deal, {
      noCall,
      ...(variant !== undefined && { variant }),
    });
    const encoded = encodeProgram(program, {
      ...(outputs !== undefined && { outputs: new Set([...outputs, ...alwaysKept(this.#deal)]) }),
      ...(withNotes !== undefined && { withNotes }),
    });
    return { program, encoded };
  }
}

function once<T>(made: Map<string, T>, key: string, make: () => T): T {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make();
  made.set(key, value);
  return value;
}

/** Payment dates until the last collection: of loans and their liquidations, of sales of REO, of what is bought meanwhile. */
function periodsOf(deal: ResolvedDeal, { cohorts }: CohortPlan): number {
  const { every } = deal.dates;
  const collected = cohorts.reduce((most, { lastMonth, extra }) => Math.max(most, Math.ceil((lastMonth - extra) / every)), 1);
  const sales = deal.groups.flatMap(({ reo }) => reo.map(({ month }) => month - (deal.opening?.month ?? 0)));
  // What is bought on the last date of a revolving period lasts as long as the loans it is like.
  const bought = deal.groups.reduce((most, { revolving }) => Math.max(most, revolving ?? 0), 0);
  const late = deal.groups.reduce((most, { subsequent }) => Math.max(most, subsequent?.lag ?? 0), 0);
  return Math.max(collected + bought + late, ...sales);
}
