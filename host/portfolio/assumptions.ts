/**
 * The assumptions of a trust at a date: those of trust.yaml in place of the deal's, and a copy of a cohort for each lag that states of
 * its loans have. Also where its curves come from.
 */
import type { AssumptionsFile, CohortAssumptionsFile, DealFile } from '../deal/schema.ts';
import type { CurveSource } from './records.ts';
import type { TrustAssumptions, TrustFile } from './schema.ts';
import type { CohortRule, GroupRule, LagSplit } from './tape/assign.ts';

/** What a trust without rules calls the cohort of all its loans. */
export const ALL_LOANS = 'all';

/** A cohort, or the trust's own assumptions, as a deal file has them. */
function withoutSource<T extends { readonly source?: string; readonly reviewed?: boolean }>({ source, reviewed, ...rest }: T) {
  return rest;
}

/**
 * The assumptions that the deal is resolved with. A ramp that PPC multiplies and rates of indices are kept from the deal where the
 * trust gives none: they are what its documents say.
 */
export function mergeAssumptions(deal: DealFile, given: TrustAssumptions): AssumptionsFile {
  const { cohorts = {}, indices, ...own } = withoutSource(given);
  const old = deal.assumptions;
  const ppc = own.ppc ?? old?.ppc;
  const merged = Object.entries(cohorts).map(([name, cohort]): [string, CohortAssumptionsFile] => {
    const ramp = cohort.ppc ?? old?.cohorts?.[name]?.ppc;
    return [name, { ...withoutSource(cohort), ...(ramp !== undefined && { ppc: ramp }) }];
  });
  return {
    ...own,
    ...(ppc !== undefined && { ppc }),
    indices: { ...old?.indices, ...indices },
    cohorts: Object.fromEntries(merged),
  };
}

/** The same with a copy of a cohort for each lag of a state; the copies stand behind the cohorts, in the order of their places. */
export function withSplits(assumptions: AssumptionsFile, splits: readonly LagSplit[]): AssumptionsFile {
  const copies = splits
    .toSorted((a, b) => a.place - b.place)
    .map(({ cohort, lag }): [string, CohortAssumptionsFile] => {
      const { pipeline, ...own } = assumptions.cohorts?.[cohort] ?? {};
      return [splitName(cohort, lag), { ...own, lag }];
    });
  return { ...assumptions, cohorts: { ...assumptions.cohorts, ...Object.fromEntries(copies) } };
}

/** What the loans of a cohort are called whose states have a lag of their own. */
export function splitName(cohort: string, lag: number): string {
  return `${cohort}, lag ${lag}`;
}

/** Place of each assumption set, as `resolveDeal` counts them; `all` is the trust's own where no cohort is called so. */
export function placesOf(assumptions: AssumptionsFile): ReadonlyMap<string, number> {
  return new Map([[ALL_LOANS, 0], ...Object.keys(assumptions.cohorts ?? {}).map((name, at) => [name, at + 1] as const)]);
}

/**
 * The rules that put loans into cohorts: those of the trust; without them a group's loans are in the cohort of its name, if there is
 * one, and the others under the trust's own assumptions.
 */
export function cohortRules(trust: TrustFile, groups: readonly GroupRule[]): readonly CohortRule[] {
  if (trust.cohorts !== undefined) return trust.cohorts;
  const known = trust.assumptions.cohorts ?? {};
  return groups.map(({ group, when }) => ({ cohort: Object.hasOwn(known, group) ? group : ALL_LOANS, when }));
}

/** Where the curves of the cohorts come from; a cohort that does not say has the source of the trust's own assumptions. */
export function curveSources({ assumptions }: TrustFile, cohorts: readonly string[]): CurveSource[] {
  return cohorts.map((cohort) => {
    const own = assumptions.cohorts?.[cohort];
    return {
      cohort,
      source: own?.source ?? assumptions.source ?? 'not stated',
      reviewed: own?.reviewed ?? (own?.source === undefined && assumptions.reviewed === true),
    };
  });
}

const UNREVIEWED_WARNING = 'curves were not reviewed: ';

/** What a reader is told of curves that were not reviewed; nothing where all were. */
export function unreviewedWarnings(curves: readonly CurveSource[]): string[] {
  const unreviewed = curves.filter(({ reviewed }) => !reviewed).map(({ cohort, source }) => `${cohort} (${source})`);
  return unreviewed.length === 0 ? [] : [`${UNREVIEWED_WARNING}${unreviewed.join(', ')}`];
}

/** Warnings of a trust after its curves were reviewed again. */
export function rewarned(warnings: readonly string[], curves: readonly CurveSource[]): string[] {
  return [...warnings.filter((warning) => !warning.startsWith(UNREVIEWED_WARNING)), ...unreviewedWarnings(curves)];
}
