/**
 * Fits functions of behaviour to a history by weighted least squares: an S-curve of refinancing beside turnover, and the slope of defaults in
 * loan-to-value. What a history cannot tell is refused, with what it lacks.
 */
import { smmFromCpr } from '../curves/speeds.ts';
import { type Fault, WeirError } from '../errors.ts';
import type { BehaviourTerms } from './behaviour.ts';
import type { Observation } from './behaviourHistory.ts';
import { isAtEdge, leastSquares, type Searched, standardErrors } from './leastSquares.ts';

/** What can be fitted. */
export const FITTED = ['prepayment', 'default'] as const;
export type Fitted = (typeof FITTED)[number];

/** A number of the terms that may be fitted, and where it is searched for. */
const SEARCHES = {
  'turnover.speed': { of: 'prepayment', section: 'turnover', field: 'speed', low: 1e-4, high: 0.6 },
  'refinancing.speed': { of: 'prepayment', section: 'refinancing', field: 'speed', low: 1e-3, high: 0.95 },
  'refinancing.steepness': { of: 'prepayment', section: 'refinancing', field: 'steepness', low: 1, high: 3000 },
  'refinancing.centre': { of: 'prepayment', section: 'refinancing', field: 'centre', low: -0.05, high: 0.08 },
  'refinancing.burnout': { of: 'prepayment', section: 'refinancing', field: 'burnout', low: 0.01, high: 500 },
  'default.steepness': { of: 'default', section: 'default', field: 'steepness', low: 0.1, high: 80 },
  'default.centre': { of: 'default', section: 'default', field: 'centre', low: 0.3, high: 2.5 },
} as const;
type Name = keyof typeof SEARCHES;

/** What is fitted unless parameters are named. */
const USUAL: readonly Name[] = [
  'turnover.speed',
  'refinancing.speed',
  'refinancing.steepness',
  'refinancing.centre',
  'default.steepness',
];

/** Every parameter that a fit may be asked for. */
export const FIT_PARAMETERS = Object.keys(SEARCHES) as readonly Name[];

export interface FittedParameter {
  readonly name: Name;
  readonly value: number;
  readonly standardError: number;
}

export interface FunctionFit {
  readonly of: Fitted;
  readonly parameters: readonly FittedParameter[];
  readonly observations: number;
  readonly trusts: number;
  /** First and last month, since year 0. */
  readonly months: readonly [number, number];
  /** Root mean square error, weighted by balance. Units: a month. */
  readonly error: number;
  /** Share of the weighted variance that is explained. */
  readonly explained: number;
}

export interface BehaviourFit {
  readonly terms: BehaviourTerms;
  readonly functions: readonly FunctionFit[];
}

export interface FitOptions {
  /** What is not fitted, and where the search starts. */
  readonly terms: BehaviourTerms;
  /** Parameters to fit instead of the usual ones; a function without any is not fitted. */
  readonly parameters?: readonly string[];
}

/** Fewer observations a parameter tell nothing that a standard error means something of. */
const OBSERVATIONS = 10;
/** An S-curve shows its bend over no less: a point of incentive, and ten points of loan-to-value. */
const INCENTIVES = 0.01;
const LTVS = 0.1;
/** A parameter whose standard error is more than half of what it could tell is not told. */
const UNKNOWN = 0.5;

/**
 * Fits the functions that parameters are asked of.
 *
 * Throws: BEHAVIOUR_HISTORY, all that the history lacks at once; REQUEST_INVALID for a parameter that there is not. Checked by: data made with
 * known parameters, and the closed form of linear least squares.
 */
export function fitBehaviour(history: readonly Observation[], { terms, parameters }: FitOptions): BehaviourFit {
  const faults: Fault[] = unknownParameters(parameters ?? []);
  const fits: FunctionFit[] = [];
  let fitted = terms;
  const wanted: readonly string[] = parameters ?? USUAL;
  for (const each of FITTED) {
    const names = FIT_PARAMETERS.filter((name) => SEARCHES[name].of === each && wanted.includes(name));
    if (names.length === 0) continue;
    const task = each === 'prepayment' ? prepayments(history) : defaults(history, terms);
    const lacks = lacksOf(task, names.length + (task.level === undefined ? 0 : 1));
    const result = lacks.length > 0 ? lacks : fitOf(task, names, terms);
    if (Array.isArray(result)) faults.push(...result);
    else {
      fits.push(result.fit);
      fitted = withParameters(fitted, result.fit.parameters);
    }
  }
  if (faults.length > 0) throw new WeirError(faults);
  return { terms: fitted, functions: fits };
}

function unknownParameters(names: readonly string[]): Fault[] {
  return names
    .filter((name) => FIT_PARAMETERS.every((known) => known !== name))
    .map((name) => ({
      code: 'REQUEST_INVALID',
      place: 'parameters',
      got: `'${name}'`,
      expected: `one of ${FIT_PARAMETERS.join(', ')}`,
    }));
}

/** A function and the months it is fitted to. */
interface FitTask {
  readonly of: Fitted;
  readonly used: readonly Observation[];
  readonly values: readonly number[];
  /** What the function reads, from its least to its greatest in the history, and what is needed. */
  readonly reach: { readonly of: string; readonly least: number; readonly greatest: number; readonly needed: number };
  /** Where the search starts for a level that is fitted and forgotten, ratios having none; absent where parameters say the level. */
  readonly level?: number;
  at(terms: BehaviourTerms, observation: Observation): number;
}

function prepayments(history: readonly Observation[]): FitTask {
  const used = history.filter(({ incentive, prepaid }) => incentive !== undefined && prepaid >= 0 && prepaid < 1);
  const incentives = used.map(({ incentive = 0 }) => incentive);
  return {
    of: 'prepayment',
    used,
    values: used.map(({ prepaid }) => prepaid),
    reach: { of: 'incentive', ...ends(incentives), needed: INCENTIVES },
    at: ({ turnover, refinancing }, { month, incentive = 0, heat, turnover: seasoned, refinanced }) => {
      const season = turnover.seasonality[month % 12] ?? 1;
      const moved = smmFromCpr(turnover.speed) * seasoned * season;
      const share = logistic(incentive, refinancing.steepness, refinancing.centre) * Math.exp(-refinancing.burnout * heat);
      return moved + smmFromCpr(refinancing.speed) * refinanced * share;
    },
  };
}

function defaults(history: readonly Observation[], terms: BehaviourTerms): FitTask {
  const used = history.filter(({ ltv, defaulted }) => ltv !== undefined && defaulted >= 0 && defaulted < 1);
  const ltvs = used.map(({ ltv = [] }) => ltv.reduce((sum, bucket) => sum + bucket.weight * bucket.ltv, 0));
  const at = ({ default: { floor, steepness, centre } }: BehaviourTerms, { ltv = [] }: Observation) =>
    floor + (1 - floor) * ltv.reduce((sum, bucket) => sum + bucket.weight * logistic(bucket.ltv, steepness, centre), 0);
  const balance = used.reduce((sum, each) => sum + each.balance, 0);
  const mean = (of: (each: Observation) => number) => used.reduce((sum, each) => sum + each.balance * of(each), 0) / balance;
  return {
    of: 'default',
    used,
    values: used.map(({ defaulted }) => defaulted),
    reach: { of: 'mean loan-to-value', ...ends(ltvs), needed: LTVS },
    level: used.length === 0 ? 1 : Math.max(1e-6, mean(({ defaulted }) => defaulted) / mean((each) => at(terms, each))),
    at,
  };
}

function ends(values: readonly number[]): { least: number; greatest: number } {
  return {
    least: values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    greatest: values.reduce((greatest, value) => Math.max(greatest, value), Number.NEGATIVE_INFINITY),
  };
}

function logistic(x: number, steepness: number, centre: number): number {
  return 1 / (1 + Math.exp(-steepness * (x - centre)));
}

/** What a history lacks before anything is fitted. */
function lacksOf({ of, used, values, reach }: FitTask, parameters: number): Fault[] {
  const faults: Fault[] = [];
  const add = (got: string, expected: string) => faults.push({ code: 'BEHAVIOUR_HISTORY', place: of, got, expected });
  const wanted = OBSERVATIONS * parameters;
  const hint =
    of === 'prepayment' ? 'remittances and mortgage rates for them (--rates)' : 'remittances and loan-to-values on the tapes';
  if (used.length < wanted)
    add(
      `${used.length} months of trusts`,
      `${wanted} or more for ${parameters} parameters: more snapshots, ${hint}, or fewer --parameters`,
    );
  const width = reach.greatest - reach.least;
  if (used.length > 0 && !(width >= reach.needed)) {
    const points = (value: number) => (100 * value).toFixed(2);
    add(
      `${reach.of} from ${points(reach.least)} to ${points(reach.greatest)} %`,
      `a reach of ${points(reach.needed)} points at least, over which the function bends`,
    );
  }
  if (used.length > 0 && values.every((value) => value === values[0])) add('the same speed in every month', 'speeds that differ');
  return faults;
}

function fitOf(task: FitTask, names: readonly Name[], terms: BehaviourTerms): { fit: FunctionFit } | Fault[] {
  const searched: Searched[] = names.map((name) => ({ ...SEARCHES[name], start: startOf(terms, name) }));
  const { used, values, level } = task;
  if (level !== undefined) searched.push({ low: level / 1000, high: level * 1000, start: level });
  const total = used.reduce((sum, { balance }) => sum + balance, 0);
  const weights = used.map(({ balance }) => Math.sqrt((balance * used.length) / total));
  const predict = (point: readonly number[]) => {
    const at = withParameters(
      terms,
      names.map((name, k) => ({ name, value: point[k]! })),
    );
    const scale = point[names.length] ?? 1;
    return (k: number) => weights[k]! * scale * task.at(at, used[k]!);
  };
  const y = values.map((value, k) => weights[k]! * value);
  const point = leastSquares(searched, y, predict);
  const at = predict(point);
  const squares = y.reduce((sum, value, k) => sum + (value - at(k)) ** 2, 0);
  const errors = standardErrors(searched, point, used.length, predict, squares);
  const faults = names.flatMap((name, k) => untold(task, searched[k]!, point[k]!, errors[k] ?? Number.NaN, name));
  if (faults.length > 0) return faults;
  const mean = values.reduce((sum, value, k) => sum + weights[k]! ** 2 * value, 0) / used.length;
  const variance = values.reduce((sum, value, k) => sum + weights[k]! ** 2 * (value - mean) ** 2, 0);
  const { least, greatest } = ends(used.map(({ month }) => month));
  return {
    fit: {
      of: task.of,
      parameters: names.map((name, k) => ({ name, value: point[k]!, standardError: errors[k]! })),
      observations: used.length,
      trusts: new Set(used.map(({ trust }) => trust)).size,
      months: [least, greatest],
      error: Math.sqrt(squares / used.length),
      explained: variance > 0 ? 1 - squares / variance : 0,
    },
  };
}

/** Whether a history tells a parameter. */
function untold({ reach }: FitTask, searched: Searched, value: number, error: number, name: Name): Fault[] {
  // A centre is a place and no size: it is held against the reach of the data.
  const size = name.endsWith('.centre') ? reach.greatest - reach.least : Math.abs(value);
  const atEdge = isAtEdge(searched, value);
  if (!atEdge && error <= UNKNOWN * size) return [];
  const got = atEdge
    ? `${shortOf(value)}, the end of what is searched`
    : `${shortOf(value)} with a standard error of ${Number.isFinite(error) ? shortOf(error) : 'any size'}`;
  const expected = `a history that tells ${name}: a longer one, more trusts, a wider ${reach.of}; or leave it as it is (--parameters)`;
  return [{ code: 'BEHAVIOUR_HISTORY', place: name, got, expected }];
}

const shortOf = (value: number) => String(Number(value.toPrecision(4)));

function startOf(terms: BehaviourTerms, name: Name): number {
  const { section, field } = SEARCHES[name];
  const value: unknown = Reflect.get(terms[section], field);
  return typeof value === 'number' ? value : 0;
}

function withParameters(
  terms: BehaviourTerms,
  parameters: readonly { readonly name: Name; readonly value: number }[],
): BehaviourTerms {
  let changed = terms;
  for (const { name, value } of parameters) {
    const { section, field } = SEARCHES[name];
    changed = { ...changed, [section]: { ...changed[section], [field]: value } };
  }
  return changed;
}
