/**
 * Splits a run into tasks: one a deal and block of paths. A task is plain data, made here and nowhere else; what it gives depends on
 * nothing but what is in it. Scenarios that change loan terms, lags, policies, the call or the variant cannot share lanes with
 * others and make batches of their own; nor can those that would be summed in another order alone, without defaults or by age.
 */
import { randomUUID } from 'node:crypto';
import { cprFromSmm, smmFromCpr } from '../curves/speeds.ts';
import { expandVector } from '../curves/vectorExpand.ts';
import { canonicalVector } from '../curves/vectors.ts';
import { scalarRows } from '../deal/calendar.ts';
import { compileDeal } from '../deal/compile.ts';
import { outputName } from '../deal/outputs.ts';
import type { Program } from '../deal/program.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { CurveChange, CurveKind, CurveSource, Scenario } from '../scenarios/scenario.ts';
import type { ParsedVector, TermOverride } from '../types.ts';
import { assumptionTraits, type Cohort, type CohortPlan, effectiveAssumptions, highestSeverity, planCohorts } from './cohorts.ts';
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
    const maxSeverity = isAdjustable ? severityBound(deal, scenario) : undefined;
    const { noCall = false, variant, fullerLoop = false } = scenario;
    const key = JSON.stringify([overrides, traits, maxSeverity, noCall, variant, fullerLoop]);
    const batch = batches.get(key) ?? { places: [], overrides, maxSeverity };
    batch.places.push(place);
    batches.set(key, batch);
  });
  return [...batches.values()].map((group) => planBatch(deal, scenarios, group, options));
}

/** Scenarios that can be lanes of one batch, by place, and what they have in common. */
interface LaneGroup {
  readonly places: number[];
  readonly overrides: readonly (TermOverride | undefined)[];
  readonly maxSeverity: number | undefined;
}

/** Severities that the kernel may be prepared for. */
const SEVERITY_BOUNDS = [0, 0.25, 0.5, 0.75, 0.9];

/**
 * The severity to prepare adjustable loans for. It says when the kernel takes a loan out of its tile, and so in which order sums
 * run: it must follow from the scenario alone.
 */
function severityBound(deal: ResolvedDeal, scenario: Scenario): number {
  const highest = deal.assumptions.map((own) => highestSeverity(effectiveAssumptions(own, scenario)));
  return SEVERITY_BOUNDS.find((bound) => highest.every((severity) => severity <= bound)) ?? 1;
}

/** Both texts are canonical. */
function sameSpeed(speed: string, scenario: Scenario): boolean {
  if (scenario.prepayment?.kind !== 'vector') return false;
  return canonicalVector(scenario.prepayment.vector) === speed;
}

function planBatch(
  deal: ResolvedDeal,
  all: readonly Scenario[],
  { places, overrides, maxSeverity }: LaneGroup,
  options: PlanOptions,
): Batch {
  const scenarios = places.flatMap((place) => all[place] ?? []);
  const [first] = scenarios;
  const program = compileDeal(deal, {
    noCall: first?.noCall ?? false,
    ...(first?.variant !== undefined && { variant: first.variant }),
  });
  const encoded = encodeProgram(program, {
    // Whether the collateral was called decides what every other plane means.
    ...(options.outputs !== undefined && { outputs: new Set([...options.outputs, outputName('pool', 'called')]) }),
    ...(options.withNotes !== undefined && { withNotes: options.withNotes }),
  });
  const { ages, ...planned } = planCohorts(deal, scenarios, overrides);
  const { every } = deal.dates;
  const collected = planned.cohorts.reduce(
    (most, { lastMonth, extra }) => Math.max(most, Math.ceil((lastMonth - extra) / every)),
    1,
  );
  const sales = deal.groups.flatMap(({ reo }) => reo.map(({ month }) => month - (deal.opening?.month ?? 0)));
  // What is bought on the last date of a revolving period lasts as long as the loans it is like.
  const bought = deal.groups.reduce((most, { revolving }) => Math.max(most, revolving ?? 0), 0);
  const late = deal.groups.reduce((most, { subsequent }) => Math.max(most, subsequent?.lag ?? 0), 0);
  const periods = Math.max(collected + bought + late, ...sales);
  // Sales of REO may outlast the loans: indices are read for as long as there are payment dates.
  const cohorts = { ...planned, months: Math.max(planned.months, periods * every) };
  const curves = new CurveTable(deal, scenarios, cohorts);
  const trust: TaskTrust = {
    id: randomUUID(),
    ...cohorts,
    groups: deal.groups.length,
    every,
    periods,
    program: encoded,
    scalars: scalarRows(deal, program.scalars, periods),
    cohortCurves: curves.rows,
    curveCount: curves.sources.length,
    indexCount: deal.indices.length,
    maxSeverity: maxSeverity ?? curves.maxSeverity(),
  };
  const block = options.blockPaths ?? BLOCK_PATHS;
  const tasks = Array.from({ length: Math.ceil(scenarios.length / block) }, (_, index): Task => {
    const lanes = scenarios.slice(index * block, (index + 1) * block);
    return {
      trust,
      firstPath: index * block,
      paths: lanes.length,
      curves: lanes.map((_, lane) => curves.lane(index * block + lane)),
      indices: lanes.map((scenario) => indexLane(deal, scenario, cohorts)),
      withRemittances: options.withRemittances ?? false,
      build: options.build ?? 'release',
    };
  });
  return { scenarios: places, program, encoded, periods, tasks, ages };
}

/** Months of a curve row: 0, the months of the collateral, and lags for liquidations and claims. */
function curveMonths(plan: CohortPlan): number {
  return plan.months + plan.maxLag + plan.maxClaimLag + 1;
}

/** The distinct curves of a batch. Cohorts that share assumptions and age share rows. */
class CurveTable {
  /** For each cohort: rows of SMM, MDR and severity; one more than that of delinquency, or 0. */
  readonly rows: readonly (readonly [number, number, number, number])[];
  readonly sources: { readonly kind: CurveKind; readonly cohort: Cohort }[] = [];
  readonly #deal: ResolvedDeal;
  readonly #scenarios: readonly Scenario[];
  readonly #plan: CohortPlan;
  readonly #expanded = new Map<string, Float64Array>();

  constructor(deal: ResolvedDeal, scenarios: readonly Scenario[], plan: CohortPlan) {
    this.#deal = deal;
    this.#scenarios = scenarios;
    this.#plan = plan;
    const known = new Map<string, number>();
    const row = (kind: CurveKind, cohort: Cohort): number => {
      const key = `${kind} ${cohort.assumption} ${cohort.age}`;
      const at = known.get(key) ?? this.sources.push({ kind, cohort }) - 1;
      known.set(key, at);
      return at;
    };
    this.rows = plan.cohorts.map((cohort) => [
      row('prepayment', cohort),
      row('default', cohort),
      row('severity', cohort),
      cohort.isDelinquent ? row('delinquent', cohort) + 1 : 0,
    ]);
  }

  /** Every row of one lane: month 0, then monthly decimals. */
  lane(place: number): Float64Array[] {
    return this.sources.map(({ kind, cohort }) => this.#curve(place, kind, cohort));
  }

  maxSeverity(): number {
    const severities = this.sources.filter(({ kind }) => kind === 'severity');
    let most = 0;
    this.#scenarios.forEach((_, place) => {
      for (const { kind, cohort } of severities)
        for (const value of this.#curve(place, kind, cohort)) most = Math.max(most, value);
    });
    return most;
  }

  #curve(place: number, kind: CurveKind, cohort: Cohort): Float64Array {
    const own = this.#deal.assumptions[cohort.assumption];
    const scenario = this.#scenarios[place];
    if (own === undefined || scenario === undefined)
      throw new Error(`plan: no assumptions ${cohort.assumption} or scenario ${place}`);
    const effective = effectiveAssumptions(own, scenario);
    const source = effective[kind];
    const change = changeByMonth(effective.changes[kind]);
    const { ppc } = effective;
    const added = kind === 'severity' ? effective.carrying : 0;
    const known = change === undefined ? sourceText(source) : undefined;
    const key =
      known === undefined
        ? `${place} ${kind} ${cohort.assumption} ${cohort.age} ${added}`
        : `${known} ${cohort.age} ${ppc === undefined ? '' : canonicalVector(ppc)} ${added}`;
    let values = this.#expanded.get(key);
    if (values === undefined) {
      values = expandSource(source, curveMonths(this.#plan), cohort.age, this.#deal, ppc);
      if (change !== undefined) values = changedByMonth(values, change, kind);
      if (added > 0) values = values.map((value) => Math.min(1, value + added));
      this.#expanded.set(key, values);
    }
    return values;
  }
}

/** A text that stands for a curve of vectors, and for no other. */
function sourceText(source: CurveSource): string | undefined {
  if (source.kind === 'values') return undefined;
  if (source.kind === 'vector') return canonicalVector(source.vector);
  return `${canonicalVector(source.first)} until ${source.months}; ${canonicalVector(source.then)}`;
}

/** Monthly decimals of a curve, from month 0, which repeats month 1. */
function expandSource(source: CurveSource, months: number, age: number, deal: ResolvedDeal, ppc?: ParsedVector): Float64Array {
  if (source.kind === 'values') {
    const { values } = source;
    return Float64Array.from(
      { length: months + 1 },
      (_, month) => values[Math.min(Math.max(month - 1, 0), values.length - 1)] ?? 0,
    );
  }
  const expandedOf = (vector: ParsedVector) =>
    expandVector(vector, {
      months,
      age,
      firstPayment: deal.dates.firstPayment,
      dealAge: deal.opening?.month ?? 0,
      ...(ppc !== undefined && { ppc }),
    });
  const expanded = expandedOf(source.kind === 'vector' ? source.vector : source.then);
  if (source.kind === 'spliced') expanded.set(expandedOf(source.first).subarray(0, source.months));
  return Float64Array.from([expanded[0] ?? 0, ...expanded]);
}

/** A change that has something to change by month. */
function changeByMonth(change: CurveChange | undefined): CurveChange | undefined {
  return change?.multiples === undefined && change?.shifts === undefined ? undefined : change;
}

/** Changes monthly decimals, entry 0 as entry 1: speeds as they are a year. A month with nothing to change keeps its bits. */
function changedByMonth(values: Float64Array, { multiples = [1], shifts = [0] }: CurveChange, kind: CurveKind): Float64Array {
  const isSpeed = kind === 'prepayment' || kind === 'default';
  return values.map((value, month) => {
    const multiple = atMonth(multiples, month);
    const shift = atMonth(shifts, month);
    if (multiple === 1 && shift === 0) return value;
    const changed = Math.min(1, Math.max(0, (isSpeed ? cprFromSmm(value) : value) * multiple + shift));
    return isSpeed ? smmFromCpr(changed) : changed;
  });
}

/** Of a list whose first value is month 1's and whose last holds on. */
function atMonth(list: readonly number[], month: number): number {
  return list[Math.min(Math.max(month - 1, 0), list.length - 1)] ?? 0;
}

function indexLane(deal: ResolvedDeal, scenario: Scenario, plan: CohortPlan): Float64Array[] {
  const { indices, indexShift = 0, indexShifts } = scenario;
  return deal.indices.map(({ name, rates }) => {
    const lane = expandSource(indices?.get(name) ?? { kind: 'vector', vector: rates }, curveMonths(plan), 0, deal);
    const shifts = indexShifts?.get(name) ?? [0];
    if (indexShift === 0 && shifts.every((shift) => shift === 0)) return lane;
    return lane.map((rate, month) => {
      const shift = indexShift + atMonth(shifts, month);
      return shift === 0 ? rate : Math.max(0, rate + shift);
    });
  });
}
