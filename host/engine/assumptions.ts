/** What deals and scenarios assume of a set of loans, put together, and what that asks of the kernel. */
import * as L from '../../engine-as/layout.ts';
import { dependsOnAge, UNITS } from '../curves/vectors.ts';
import type { CohortChange, CurveChange, CurveKind, CurveSource, Scenario } from '../scenarios/scenario.ts';
import type { CohortAssumptions, ParsedVector } from '../types.ts';

/** The assumptions of one cohort under one scenario: the scenario's where it has any, else the deal's. */
export interface EffectiveAssumptions
  extends Omit<CohortAssumptions, 'name' | 'prepayment' | 'default' | 'severity' | 'delinquent'> {
  readonly prepayment: CurveSource;
  readonly default: CurveSource;
  readonly severity: CurveSource;
  readonly delinquent: CurveSource;
  /** Changes by month that are still to be made of the curves above. */
  readonly changes: Partial<Readonly<Record<CurveKind, CurveChange>>>;
}

export function effectiveAssumptions(cohort: CohortAssumptions, scenario: Scenario): EffectiveAssumptions {
  const change = scenario.cohorts?.get(cohort.name);
  const own = replaced(cohort, change);
  const changes = change?.curves ?? {};
  const lag = change?.lag ?? scenario.lag ?? own.lag;
  const curve = (kind: CurveKind, factor = 1) => {
    const source = changes[kind]?.curve ?? scenario[kind] ?? { kind: 'vector', vector: own[kind] };
    return times(source, factor * (changes[kind]?.multiple ?? 1));
  };
  return {
    ...own,
    prepayment: curve('prepayment', scenario.prepaymentMultiple),
    default: curve('default', scenario.defaultMultiple),
    severity: curve('severity', scenario.severityMultiple),
    delinquent: curve('delinquent'),
    changes,
    lag,
    ...(own.foreclosureMonths !== undefined && { foreclosureMonths: Math.min(own.foreclosureMonths, lag) }),
    advancePrincipal: scenario.advancePrincipal ?? own.advancePrincipal,
    advanceInterest: scenario.advanceInterest ?? own.advanceInterest,
    stopDefaults: scenario.stopDefaults ?? own.stopDefaults,
  };
}

/** A cohort with what a scenario puts in the place of its liquidation and of its ramp. */
function replaced(cohort: CohortAssumptions, change: CohortChange | undefined): CohortAssumptions {
  if (change?.liquidation === undefined && change?.ppc === undefined) return cohort;
  const { foreclosureMonths, advanceMonths, ...rest } = cohort;
  const liquidation = change.liquidation ?? cohort;
  return {
    ...rest,
    ...(liquidation.foreclosureMonths !== undefined && { foreclosureMonths: liquidation.foreclosureMonths }),
    ...(liquidation.advanceMonths !== undefined && { advanceMonths: liquidation.advanceMonths }),
    lag: liquidation.lag,
    carrying: liquidation.carrying,
    claimLag: liquidation.claimLag,
    isGross: liquidation.isGross,
    advancePrincipal: liquidation.advancePrincipal,
    advanceInterest: liquidation.advanceInterest,
    isRecoverable: liquidation.isRecoverable,
    stopDefaults: liquidation.stopDefaults,
    ...(change.ppc !== undefined && { ppc: change.ppc }),
  };
}

/** A curve times a factor: on the scale of its unit, so that 1.5 x 8 CPR is 12 CPR, and no more than all. */
function times(source: CurveSource, factor: number): CurveSource {
  if (factor === 1) return source;
  if (source.kind === 'values') return { kind: 'values', values: source.values.map((value) => Math.min(1, value * factor)) };
  if (source.kind === 'spliced') {
    return { ...source, first: vectorTimes(source.first, factor), then: vectorTimes(source.then, factor) };
  }
  return { kind: 'vector', vector: vectorTimes(source.vector, factor) };
}

function vectorTimes(vector: ParsedVector, factor: number): ParsedVector {
  const { most, family } = UNITS[vector.unit];
  const isPercent = family === 'percent' || most === 100;
  return {
    ...vector,
    multiplier: vector.multiplier * factor,
    ...(vector.floor !== undefined && { floor: vector.floor * factor }),
    ...(isPercent && { cap: Math.min(100, vector.cap === undefined ? 100 : vector.cap * factor) }),
    ...(!isPercent && vector.cap !== undefined && { cap: vector.cap * factor }),
  };
}

/** The vectors of a curve that is made of some. */
function vectorsOf(source: CurveSource): ParsedVector[] {
  if (source.kind === 'values') return [];
  return source.kind === 'vector' ? [source.vector] : [source.first, source.then];
}

/** Whether a curve is zero throughout, its changes by month made, whatever the age. */
function isNothing(assumptions: EffectiveAssumptions, kind: CurveKind): boolean {
  return isZero(assumptions[kind]) && !(assumptions.changes[kind]?.shifts ?? []).some((shift) => shift > 0);
}

function isZero(source: CurveSource): boolean {
  if (source.kind === 'values') return source.values.every((value) => value === 0);
  return vectorsOf(source).every(
    ({ segments, multiplier, floor = 0 }) =>
      floor <= 0 &&
      (multiplier === 0 ||
        segments.every((segment) =>
          segment.kind === 'step'
            ? segment.values.every((value) => value === 0)
            : segment.kind === 'hold'
              ? segment.value === 0
              : segment.from === 0 && segment.to === 0,
        )),
  );
}

/** The highest severity of assumptions under which severity may take more than a balance; 0 where it cannot. */
export function highestSeverity(assumptions: EffectiveAssumptions): number {
  if (!assumptions.advancePrincipal || isNothing(assumptions, 'default')) return 0;
  const { multiples = [1], shifts = [0] } = assumptions.changes.severity ?? {};
  const highest = highestOf(assumptions.severity) * Math.max(...multiples) + Math.max(0, ...shifts);
  return Math.min(1, highest + assumptions.carrying);
}

function highestOf(source: CurveSource): number {
  if (source.kind === 'values') return source.values.reduce((most, value) => Math.max(most, value), 0);
  return vectorsOf(source).reduce((most, vector) => Math.max(most, highestOfVector(vector)), 0);
}

function highestOfVector({ segments, multiplier, floor = 0, cap = Number.POSITIVE_INFINITY }: ParsedVector): number {
  const values = segments.flatMap((segment) => {
    if (segment.kind === 'step') return segment.values;
    return segment.kind === 'hold' ? [segment.value] : [segment.from, segment.to];
  });
  const highest = values.reduce((most, value) => Math.max(most, value * multiplier), floor);
  return Math.min(highest, cap) / 100;
}

function isByAge(source: CurveSource): boolean {
  return vectorsOf(source).some(dependsOnAge);
}

/** What the scenarios make of one set of assumptions, for the kernel. */
export interface AssumptionTraits {
  readonly byAge: boolean;
  readonly flags: number;
  readonly lag: number;
  readonly advances: number;
  readonly owned: number;
  readonly claimLag: number;
  readonly isDelinquent: boolean;
}

export const NO_TRAITS: AssumptionTraits = {
  byAge: false,
  flags: 0,
  lag: 0,
  advances: 0,
  owned: 0,
  claimLag: 0,
  isDelinquent: false,
};

/** What some scenarios make of a set of assumptions for the kernel. They can share lanes when each alone makes the same of it. */
export function assumptionTraits(own: CohortAssumptions, scenarios: readonly Scenario[]): AssumptionTraits {
  const all = scenarios.map((scenario) => effectiveAssumptions(own, scenario));
  const [first] = all;
  if (first === undefined) return NO_TRAITS;
  let flags = 0;
  if (first.advancePrincipal) flags |= L.FLAG_ADVANCE_PRINCIPAL;
  if (first.advanceInterest) flags |= L.FLAG_ADVANCE_INTEREST;
  if (first.stopDefaults) flags |= L.FLAG_STOP_DEFAULTS;
  if (all.some((each) => !isNothing(each, 'default'))) flags |= L.FLAG_DEFAULTS | servicingFlags(first);
  return {
    byAge: all.some((each) => [each.prepayment, each.default, each.severity, each.delinquent].some(isByAge)),
    flags,
    lag: first.lag,
    advances: Math.min(first.advanceMonths ?? first.lag + 1, first.lag + 1),
    owned: first.foreclosureMonths ?? first.lag,
    claimLag: first.claimLag,
    isDelinquent: all.some((each) => !isNothing(each, 'delinquent')),
  };
}

/** Whether what defaults must be followed vintage by vintage, and how. */
function servicingFlags(own: EffectiveAssumptions): number {
  const advances = own.advancePrincipal || own.advanceInterest;
  const stops = advances && own.advanceMonths !== undefined && own.advanceMonths <= own.lag;
  const isRecoverable = advances && own.isRecoverable;
  const hasOwned = own.foreclosureMonths !== undefined && own.foreclosureMonths < own.lag;
  if (!stops && !isRecoverable && !hasOwned && !own.isGross) return 0;
  return L.FLAG_SERVICED | (isRecoverable ? L.FLAG_RECOVERABLE : 0) | (own.isGross ? L.FLAG_GROSS : 0);
}
