/**
 * Sorts loans into the cohorts of the kernel: loans that share group, curves, age where a curve is anchored on it, liquidation terms
 * and loop. Within a cohort the longest term comes first, as the kernel's loops want it.
 */
import * as L from '../../engine-as/layout.ts';
import { withTerms } from '../deal/resolveCollateral.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { LoanColumns, TermOverride } from '../types.ts';
import { assumptionTraits, NO_TRAITS } from './assumptions.ts';
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

/** What the loans of a cohort share. */
type CohortTerms = Omit<Cohort, 'first' | 'count' | 'lastMonth'>;

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
  const traits = deal.assumptions.map((own) => assumptionTraits(own, scenarios));
  const isFuller = scenarios.some(({ fullerLoop }) => fullerLoop === true);
  const terms: CohortTerms[] = [];
  const known = new Map<string, number>();
  const cohortOf = new Int32Array(columns.reduce((sum, { count }) => sum + count, 0));
  let next = 0;
  columns.forEach((loans, group) => {
    const groupFlags = deal.interestTerms[group]?.prepaymentInterest === undefined ? 0 : L.FLAG_PREPAID_INTEREST;
    for (let loan = 0; loan < loans.count; loan++) {
      const assumption = loans.assumption[loan] ?? 0;
      const { byAge, flags: policy, ...ofAll } = traits[assumption] ?? NO_TRAITS;
      const flags = policy | groupFlags | detailFlags(loans, loan, policy);
      const age = byAge ? (loans.age[loan] ?? 0) : 0;
      const extra = loans.extraPayments[loan] ?? 0;
      const loop = isFuller ? L.LOOP_FULLER : loopOf(loans, loan, flags);
      const key = `${group} ${assumption} ${age} ${extra} ${loop} ${flags}`;
      const cohort = known.get(key) ?? terms.push({ group, loop, flags, extra, age, assumption, ...ofAll }) - 1;
      known.set(key, cohort);
      cohortOf[next++] = cohort;
    }
  });
  return layColumns(terms, cohortOf, columns);
}

/** The sums that a loan's own terms ask for; an insured loan that may default is followed by vintage. */
function detailFlags({ details }: LoanColumns, loan: number, policy: number): number {
  if (details === undefined) return 0;
  let flags = details.negative[loan] === 1 ? L.FLAG_DEFERS : 0;
  if ((details.penaltyUntil[loan] ?? 0) > 0) flags |= L.FLAG_PENALTIES;
  if ((details.coverage[loan] ?? 0) > 0 && (policy & L.FLAG_DEFAULTS) !== 0) flags |= L.FLAG_SERVICED;
  return flags;
}

/** Which loop a loan needs: the fuller one where speeds or balances of the single loan matter. */
function loopOf(loans: LoanColumns, loan: number, flags: number): number {
  const isAdjustable = (loans.index[loan] ?? -1) >= 0;
  const hasDefaults = (flags & L.FLAG_DEFAULTS) !== 0;
  const advancePrincipal = (flags & L.FLAG_ADVANCE_PRINCIPAL) !== 0;
  const isInterestOnly = (loans.interestOnly[loan] ?? 0) >= (loans.term[loan] ?? 0);
  const hasDetails = (flags & (L.FLAG_DEFERS | L.FLAG_PENALTIES)) !== 0;
  const defers = (flags & L.FLAG_DEFERS) !== 0;
  const hasBalloon = (loans.amortTerm[loan] ?? 0) > (loans.term[loan] ?? 0) || (loans.payment[loan] ?? 0) > 0 || isInterestOnly;
  const needsFuller =
    (flags & L.FLAG_SERVICED) !== 0 ||
    loans.prepayFactor[loan] !== 1 ||
    loans.defaultFactor[loan] !== 1 ||
    (hasDefaults && (isAdjustable || defers) && !advancePrincipal && (flags & L.FLAG_ADVANCE_INTEREST) !== 0) ||
    (hasDefaults && (hasBalloon || defers) && advancePrincipal && (flags & L.FLAG_STOP_DEFAULTS) === 0);
  if (needsFuller) return L.LOOP_FULLER;
  if (defers || (hasDetails && isAdjustable)) return L.LOOP_DETAILED;
  return isAdjustable ? L.LOOP_ADJUSTABLE : L.LOOP_FIXED;
}

/**
 * Loans by cohort, places within their groups: those of cohort k are entries `firsts[k]` to `firsts[k + 1] - 1`. The longest term comes
 * first; loans of one term keep the order of the file, so that sums run in it.
 */
function orderLoans(
  terms: readonly CohortTerms[],
  cohortOf: Int32Array,
  columns: readonly LoanColumns[],
): { readonly order: Int32Array; readonly firsts: Int32Array } {
  const firsts = new Int32Array(terms.length + 1);
  for (const cohort of cohortOf) firsts[cohort + 1] = (firsts[cohort + 1] ?? 0) + 1;
  for (let cohort = 1; cohort < firsts.length; cohort++) firsts[cohort] = (firsts[cohort] ?? 0) + (firsts[cohort - 1] ?? 0);
  const order = new Int32Array(cohortOf.length);
  const free = firsts.slice();
  let next = 0;
  for (const { count } of columns) {
    for (let loan = 0; loan < count; loan++) {
      const cohort = cohortOf[next++] ?? 0;
      const at = free[cohort] ?? 0;
      order[at] = loan;
      free[cohort] = at + 1;
    }
  }
  terms.forEach(({ group }, cohort) => {
    const { term } = columns[group]!;
    order.subarray(firsts[cohort], firsts[cohort + 1]).sort((a, b) => (term[b] ?? 0) - (term[a] ?? 0) || a - b);
  });
  return { order, firsts };
}

function layColumns(terms: readonly CohortTerms[], cohortOf: Int32Array, columns: readonly LoanColumns[]): PlannedCohorts {
  const loanCount = cohortOf.length;
  const { order, firsts } = orderLoans(terms, cohortOf, columns);
  const hasDetails = columns.some(({ details }) => details !== undefined);
  const columnCount = hasDetails ? L.LOAN_COLUMNS_ALL : L.LOAN_COLUMNS;
  const loans = new Float64Array(columnCount * loanCount);
  const ages = new Float64Array(loanCount);
  const penalties = new PenaltyRows();
  const gather = (from: Float64Array, into: Float64Array, first: number, end: number) => {
    for (let at = first; at < end; at++) into[at] = from[order[at] ?? 0] ?? 0;
  };
  const column = (place: number) => loans.subarray(place * loanCount, (place + 1) * loanCount);
  const cohorts = terms.map((cohort, place): Cohort => {
    const first = firsts[place] ?? 0;
    const end = firsts[place + 1] ?? 0;
    const source = columns[cohort.group]!;
    for (const [to, name] of COLUMN_OF) gather(source[name], column(to), first, end);
    gather(source.age, ages, first, end);
    if (hasDetails) gather(source.age, column(L.LOAN_AGE), first, end);
    const { details } = source;
    if (details !== undefined) {
      for (const [to, name] of DETAIL_OF) gather(details[name], column(to), first, end);
      const lists = column(L.LOAN_PENALTY_LIST);
      for (let at = first; at < end; at++) lists[at] = penalties.of(source, order[at] ?? 0);
    }
    const longest = source.term[order[first] ?? 0] ?? 0;
    const late = (cohort.flags & L.FLAG_DEFAULTS) !== 0 && (cohort.flags & L.FLAG_STOP_DEFAULTS) === 0;
    const claims = (cohort.flags & L.FLAG_SERVICED) !== 0 ? cohort.claimLag : 0;
    const lastMonth = longest + (late ? cohort.lag : 0) + claims;
    return { ...cohort, claimLag: claims, first, count: end - first, lastMonth };
  });
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
