/**
 * Sorts loans into the cohorts of the kernel: loans that share group, curves, age where a curve is anchored on it, liquidation terms
 * and loop. Within a cohort the longest term comes first, as the kernel's loops want it.
 */
import * as L from '../../engine-as/layout.ts';
import { dependsOnAge, UNITS } from '../curves/vectors.ts';
import { withTerms } from '../deal/resolveCollateral.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { CohortChange, CurveChange, CurveKind, CurveSource, Scenario } from '../scenarios/scenario.ts';
import type { CohortAssumptions, LoanColumns, ParsedVector, TermOverride } from '../types.ts';
import { COLUMN_OF, DETAIL_OF } from './columns.ts';

/** One cohort: the loans of the encoded columns from `first` on. */
export interface Cohort {
  readonly first: number;
  readonly count: number;
  readonly group: number;
  readonly loop: number;
  readonly flags: number;
  readonly lag: number;
  readonly extra: number;
  readonly age: number;
  /** Months of advances, months until the property is owned, months from liquidation to an insurance claim. */
  readonly advances: number;
  readonly owned: number;
  readonly claimLag: number;
  /** Some path has a delinquent share. */
  readonly isDelinquent: boolean;
  /** Place of the assumption set among the deal's. */
  readonly assumption: number;
  /** Months that its collateral lasts, liquidations included. */
  readonly lastMonth: number;
}

export interface CohortPlan {
  readonly cohorts: readonly Cohort[];
  /** Kernel columns, LOAN_COLUMNS rows of `loans` values. */
  readonly loans: Float64Array;
  readonly loanCount: number;
  /** Loan columns and sums that the kernel lays out: more where some loan has terms of its own. */
  readonly columns: number;
  readonly sums: number;
  readonly months: number;
  readonly maxLag: number;
  readonly maxClaimLag: number;
  /** Penalties by year of loan age, with the age that a row of months begins at: list k + 1 of the loans' columns. */
  readonly penalties: readonly { readonly shares: readonly number[]; readonly age: number }[];
}

/** With what the kernel does not read of every loan. */
export interface PlannedCohorts extends CohortPlan {
  /** By loan of the columns, at the cut-off. Units: months. */
  readonly ages: Float64Array;
}

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

interface LoanPlace {
  readonly group: number;
  readonly loan: number;
  readonly term: number;
}

/**
 * The cohorts of a deal for scenarios that share loan terms, lag and advance policy.
 *
 * `overrides` are the terms that apply under these scenarios, by group.
 */
export function planCohorts(
  deal: ResolvedDeal,
  scenarios: readonly Scenario[],
  overrides: readonly (TermOverride | undefined)[],
): PlannedCohorts {
  const columns = deal.groups.map(({ loans }, group) => {
    const terms = overrides[group];
    return terms === undefined ? loans : withTerms(loans, terms);
  });
  const keys = new Map<string, { places: LoanPlace[]; cohort: Omit<Cohort, 'first' | 'count' | 'lastMonth'> }>();
  const traits = deal.assumptions.map((own) => assumptionTraits(own, scenarios));
  const groupFlags = deal.interestTerms.map((terms) => (terms.prepaymentInterest === undefined ? 0 : L.FLAG_PREPAID_INTEREST));
  columns.forEach((loans, group) => {
    for (let loan = 0; loan < loans.count; loan++) {
      const assumption = loans.assumption[loan] ?? 0;
      const { byAge, flags: policy, ...terms } = traits[assumption] ?? NO_TRAITS;
      const flags = policy | (groupFlags[group] ?? 0) | detailFlags(loans, loan, policy);
      const age = byAge ? (loans.age[loan] ?? 0) : 0;
      const extra = loans.extraPayments[loan] ?? 0;
      const loop = loopOf(loans, loan, flags, scenarios);
      const key = `${group} ${assumption} ${age} ${extra} ${loop} ${flags}`;
      let entry = keys.get(key);
      if (entry === undefined) {
        entry = { places: [], cohort: { group, loop, flags, extra, age, assumption, ...terms } };
        keys.set(key, entry);
      }
      entry.places.push({ group, loan, term: loans.term[loan] ?? 0 });
    }
  });
  return layColumns([...keys.values()], columns);
}

/** What the scenarios make of one set of assumptions, for the kernel. */
interface AssumptionTraits {
  readonly byAge: boolean;
  readonly flags: number;
  readonly lag: number;
  readonly advances: number;
  readonly owned: number;
  readonly claimLag: number;
  readonly isDelinquent: boolean;
}

const NO_TRAITS: AssumptionTraits = {
  byAge: false,
  flags: 0,
  lag: 0,
  advances: 0,
  owned: 0,
  claimLag: 0,
  isDelinquent: false,
};

/** The sums that a loan's own terms ask for; an insured loan that may default is followed by vintage. */
function detailFlags({ details }: LoanColumns, loan: number, policy: number): number {
  if (details === undefined) return 0;
  let flags = details.negative[loan] === 1 ? L.FLAG_DEFERS : 0;
  if ((details.penaltyUntil[loan] ?? 0) > 0) flags |= L.FLAG_PENALTIES;
  if ((details.coverage[loan] ?? 0) > 0 && (policy & L.FLAG_DEFAULTS) !== 0) flags |= L.FLAG_SERVICED;
  return flags;
}

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

/** Which loop a loan needs: the fuller one where speeds or balances of the single loan matter. */
function loopOf(loans: LoanColumns, loan: number, flags: number, scenarios: readonly Scenario[]): number {
  const isAdjustable = (loans.index[loan] ?? -1) >= 0;
  const hasDefaults = (flags & L.FLAG_DEFAULTS) !== 0;
  const advancePrincipal = (flags & L.FLAG_ADVANCE_PRINCIPAL) !== 0;
  const isInterestOnly = (loans.interestOnly[loan] ?? 0) >= (loans.term[loan] ?? 0);
  const hasDetails = (flags & (L.FLAG_DEFERS | L.FLAG_PENALTIES)) !== 0;
  const defers = (flags & L.FLAG_DEFERS) !== 0;
  const hasBalloon = (loans.amortTerm[loan] ?? 0) > (loans.term[loan] ?? 0) || (loans.payment[loan] ?? 0) > 0 || isInterestOnly;
  const needsFuller =
    scenarios.some(({ fullerLoop }) => fullerLoop === true) ||
    (flags & L.FLAG_SERVICED) !== 0 ||
    loans.prepayFactor[loan] !== 1 ||
    loans.defaultFactor[loan] !== 1 ||
    (hasDefaults && (isAdjustable || defers) && !advancePrincipal && (flags & L.FLAG_ADVANCE_INTEREST) !== 0) ||
    (hasDefaults && (hasBalloon || defers) && advancePrincipal && (flags & L.FLAG_STOP_DEFAULTS) === 0);
  if (needsFuller) return L.LOOP_FULLER;
  if (defers || (hasDetails && isAdjustable)) return L.LOOP_DETAILED;
  return isAdjustable ? L.LOOP_ADJUSTABLE : L.LOOP_FIXED;
}

function layColumns(
  entries: readonly { places: LoanPlace[]; cohort: Omit<Cohort, 'first' | 'count' | 'lastMonth'> }[],
  columns: readonly LoanColumns[],
): PlannedCohorts {
  const loanCount = entries.reduce((sum, { places }) => sum + places.length, 0);
  const hasDetails = columns.some(({ details }) => details !== undefined);
  const columnCount = hasDetails ? L.LOAN_COLUMNS_ALL : L.LOAN_COLUMNS;
  const loans = new Float64Array(columnCount * loanCount);
  const ages = new Float64Array(loanCount);
  const cohorts: Cohort[] = [];
  const penalties = new PenaltyRows();
  let next = 0;
  for (const { places, cohort } of entries) {
    const first = next;
    // Stable: loans of one term keep the order of the file, so that sums run in it.
    for (const place of places.toSorted((a, b) => b.term - a.term)) {
      const source = columns[place.group];
      for (const [column, name] of COLUMN_OF) {
        loans[column * loanCount + next] = source?.[name][place.loan] ?? 0;
      }
      for (const [column, name] of hasDetails ? DETAIL_OF : []) {
        loans[column * loanCount + next] = source?.details?.[name][place.loan] ?? 0;
      }
      if (hasDetails && source !== undefined) {
        loans[L.LOAN_AGE * loanCount + next] = source.age[place.loan] ?? 0;
        loans[L.LOAN_PENALTY_LIST * loanCount + next] = penalties.of(source, place.loan);
      }
      ages[next] = source?.age[place.loan] ?? 0;
      next += 1;
    }
    const longest = places.reduce((most, { term }) => Math.max(most, term), 0);
    const late = (cohort.flags & L.FLAG_DEFAULTS) !== 0 && (cohort.flags & L.FLAG_STOP_DEFAULTS) === 0;
    const claims = (cohort.flags & L.FLAG_SERVICED) !== 0 ? cohort.claimLag : 0;
    const lastMonth = longest + (late ? cohort.lag : 0) + claims;
    cohorts.push({ ...cohort, claimLag: claims, first, count: places.length, lastMonth });
  }
  const months = cohorts.reduce((most, { lastMonth }) => Math.max(most, lastMonth), 1);
  const maxLag = cohorts.reduce((most, { lag, flags }) => Math.max(most, (flags & L.FLAG_DEFAULTS) !== 0 ? lag : 0), 0);
  return {
    cohorts: cohorts.map((cohort) => ((cohort.flags & L.FLAG_DEFAULTS) !== 0 ? cohort : { ...cohort, lag: 0 })),
    loans,
    loanCount,
    ages,
    columns: columnCount,
    sums: hasDetails ? L.SUM_COUNT_ALL : L.SUM_COUNT,
    months,
    maxLag,
    maxClaimLag: cohorts.reduce((most, { claimLag }) => Math.max(most, claimLag), 0),
    penalties: penalties.rows,
  };
}

/** Lists of penalties that differ, or begin at another age. */
class PenaltyRows {
  readonly rows: { readonly shares: readonly number[]; readonly age: number }[] = [];
  readonly #known = new Map<string, number>();

  /** One more than the row of a loan; 0 where it has none. */
  of({ details, age }: LoanColumns, loan: number): number {
    const list = details?.penaltyList[loan] ?? 0;
    if (details === undefined || list === 0) return 0;
    const shares = details.penaltyLists[list - 1] ?? [];
    const key = `${age[loan]} ${shares.join(' ')}`;
    const row = this.#known.get(key) ?? this.rows.push({ shares, age: age[loan] ?? 0 });
    this.#known.set(key, row);
    return row;
  }
}
