/** The scenario that a shock makes of a trust: changes for every cohort and for single ones put together, calendar quarters put on its months. */
import { monthNumber } from '../curves/dates.ts';
import { splitName } from '../portfolio/assumptions.ts';
import type { TrustInput } from '../portfolio/records.ts';
import type { CohortChange, CurveChange, CurveKind, CurveSource, Scenario } from '../scenarios/scenario.ts';
import type { CohortAssumptions } from '../types.ts';
import {
  type CurveShock,
  type CurveShocks,
  type IndexShock,
  type LagShock,
  type MacroShock,
  type Monthly,
  type Shock,
  touches,
} from './shock.ts';

export const CURVE_KINDS: readonly CurveKind[] = ['prepayment', 'default', 'severity', 'delinquent'];
const MOST_LAG = 120;

/**
 * The scenario of a shock for a trust: its own assumptions, changed. What changes nothing is left out, so that shocks which come to the
 * same have equal scenarios but for the name.
 */
export function scenarioOf(shock: Shock, trust: TrustInput): Scenario {
  const { name } = shock;
  if (!touches(shock, trust)) return { name };
  const { prepaymentMultiple = 1, defaultMultiple = 1, severityMultiple = 1, lag, noCall = false } = shock;
  const cohorts = cohortChanges(shock, trust);
  return {
    name,
    ...(prepaymentMultiple !== 1 && { prepaymentMultiple }),
    ...(defaultMultiple !== 1 && { defaultMultiple }),
    ...(severityMultiple !== 1 && { severityMultiple }),
    ...(lag !== undefined && { lag }),
    ...(noCall && { noCall }),
    ...indexChanges(shock, trust),
    ...(cohorts.size > 0 && { cohorts }),
  };
}

/** A text that is the same for scenarios that differ in their name alone. */
export function scenarioKey({ name: _, ...changes }: Scenario): string {
  return JSON.stringify(changes, (__, value: unknown) => (value instanceof Map ? [...value] : value));
}

/** Whether `cohort` of a shock means the set of assumptions `name`: itself, or a copy of it for loans of some states. */
export function isCohort(name: string, cohort: string): boolean {
  return name === cohort || name.startsWith(splitName(cohort, 0).replace(/0$/, ''));
}

function cohortChanges(shock: Shock, { deal }: TrustInput): Map<string, CohortChange> {
  const first = monthNumber(deal.dates.firstPayment) - (deal.dates.every - 1);
  const macro = shock.macro === undefined ? {} : macroCurves(shock.macro, first);
  const changes = new Map<string, CohortChange>();
  for (const own of deal.assumptions) {
    const singles = [...(shock.cohorts ?? [])].filter(([cohort]) => isCohort(own.name, cohort)).map(([, change]) => change);
    const curves: Partial<Record<CurveKind, CurveChange>> = {};
    for (const kind of CURVE_KINDS) {
      const parts = [shock.curves, macro, ...singles.map((single) => single.curves)];
      const change = changeOf(parts.flatMap((part: CurveShocks | undefined) => part?.[kind] ?? []));
      if (change !== undefined) curves[kind] = change;
    }
    const lag = lagOf(own, shock.lag, [shock.lags, ...singles.map((single) => single.lags)]);
    const isChanged = Object.keys(curves).length > 0;
    if (isChanged || lag !== undefined)
      changes.set(own.name, { ...(isChanged && { curves }), ...(lag !== undefined && { lag }) });
  }
  return changes;
}

/** Changes one after another: the last curve holds, factors multiply, shifts add. Undefined where nothing is changed. */
function changeOf(shocks: readonly CurveShock[]): CurveChange | undefined {
  let curve: CurveSource | undefined;
  let multiple = 1;
  let multiples: readonly number[] = [1];
  let shifts: readonly number[] = [0];
  for (const { curve: replaced, times = 1, plus = 0 } of shocks) {
    curve = replaced ?? curve;
    if (typeof times === 'number') multiple *= times;
    else multiples = together(multiples, times, (a, b) => a * b);
    shifts = together(shifts, listOf(plus), sum);
  }
  const isMultiplied = multiples.some((each) => each !== 1);
  const isShifted = shifts.some((each) => each !== 0);
  if (curve === undefined && multiple === 1 && !isMultiplied && !isShifted) return undefined;
  return {
    ...(curve !== undefined && { curve }),
    ...(multiple !== 1 && { multiple }),
    ...(isMultiplied && { multiples }),
    ...(isShifted && { shifts }),
  };
}

function lagOf(own: CohortAssumptions, given: number | undefined, shocks: readonly (LagShock | undefined)[]): number | undefined {
  let lag = given ?? own.lag;
  for (const { months, times = 1, plus = 0 } of shocks.flatMap((shock) => shock ?? [])) lag = (months ?? lag) * times + plus;
  const whole = Math.min(MOST_LAG, Math.max(0, Math.floor(lag + 0.5)));
  return whole === (given ?? own.lag) ? undefined : whole;
}

type IndexChanges = Pick<Scenario, 'indexShift' | 'indexShifts' | 'indices'>;

function indexChanges(shock: Shock, { deal }: TrustInput): IndexChanges {
  const first = monthNumber(deal.dates.firstPayment) - (deal.dates.every - 1);
  const { macro, indices = [] } = shock;
  const moves: IndexShock[] = [...indices];
  for (const { of, plus } of macro?.indices ?? [])
    if (macro !== undefined) moves.push({ ...(of !== undefined && { of }), plus: byMonth(plus, macro, first, 0) });
  let indexShift = shock.indexShift ?? 0;
  const shifts = new Map<string, readonly number[]>();
  const curves = new Map<string, CurveSource>();
  for (const { of, curve, plus = 0 } of moves) {
    const named = deal.indices.map(({ name }) => name).filter((name) => of === undefined || of.includes(name));
    if (curve !== undefined) for (const name of named) curves.set(name, curve);
    if (of === undefined && typeof plus === 'number') indexShift += plus;
    else for (const name of named) shifts.set(name, together(shifts.get(name) ?? [0], listOf(plus), sum));
  }
  const moved = new Map([...shifts].filter(([, list]) => list.some((each) => each !== 0)));
  return {
    ...(indexShift !== 0 && { indexShift }),
    ...(moved.size > 0 && { indexShifts: moved }),
    ...(curves.size > 0 && { indices: curves }),
  };
}

function macroCurves(macro: MacroShock, first: number): CurveShocks {
  const curves: Partial<Record<CurveKind, CurveShock>> = {};
  for (const kind of CURVE_KINDS) {
    const given = macro.curves[kind];
    if (given === undefined) continue;
    curves[kind] = { times: byMonth(given.times, macro, first, 1), plus: byMonth(given.plus, macro, first, 0) };
  }
  return curves;
}

/**
 * Values by quarter on the projection months of a trust whose first is the calendar month `first`. Before the first quarter, and after
 * the last where the table says so, `neutral`.
 */
function byMonth(values: readonly number[], { firstMonth, after }: MacroShock, first: number, neutral: number): number[] {
  const months = firstMonth + 3 * values.length - first;
  const last = after === 'hold' ? (values.at(-1) ?? neutral) : neutral;
  const list = Array.from({ length: Math.max(0, months) }, (_, month) => {
    const quarter = Math.floor((first + month - firstMonth) / 3);
    return quarter < 0 ? neutral : (values[quarter] ?? neutral);
  });
  return [...list, last];
}

/** Two lists month by month; the last value of each holds on. */
function together(a: readonly number[], b: readonly number[], of: (a: number, b: number) => number): number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, month) =>
    of(a[Math.min(month, a.length - 1)] ?? 0, b[Math.min(month, b.length - 1)] ?? 0),
  );
}

const sum = (a: number, b: number) => a + b;

function listOf(plus: Monthly): readonly number[] {
  return typeof plus === 'number' ? [plus] : plus;
}
