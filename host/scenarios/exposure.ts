/** The loan-to-values of a trust's cohorts by group of home prices: what the functions of behaviour read of houses. */
import type { Exposure } from '../portfolio/records.ts';
import { type Behaviour, type LtvBucket, regionOf, UNKNOWN_LTV } from './behaviour.ts';
import { groupOfState, type HomePriceGroup } from './market/homePrices.ts';

/** Loans within a twentieth of loan-to-value are one bucket. */
const STEPS = 20;

/** What is read of a trust. */
export interface ExposedTrust {
  readonly name: string;
  /** Sets of assumptions by place; cohorts are called by their names. */
  readonly deal: { readonly assumptions: readonly { readonly name: string }[] };
  readonly tape: { readonly exposures?: readonly Exposure[] };
}

type Place = Exposure & { readonly group: string | undefined };

/**
 * The buckets of a set of assumptions of a trust, by its place among the deal's. A cohort whose loans have no loan-to-value has that of the
 * whole trust, and a trust without any counts as one of 80 %.
 */
export function exposureOf(
  { name, deal, tape }: ExposedTrust,
  behaviour: Behaviour,
  groups: readonly HomePriceGroup[],
): (assumption: number) => readonly LtvBucket[] {
  const all = (tape.exposures ?? []).map((exposure): Place => {
    const named = regionOf(behaviour, name, deal.assumptions[exposure.assumption]?.name ?? '');
    return { ...exposure, group: named ?? groupOfState(groups, exposure.state) };
  });
  const trust = bucketsOf(all) ?? UNKNOWN_LTV;
  const known = new Map<number, readonly LtvBucket[]>();
  return (assumption) => {
    const buckets = known.get(assumption) ?? bucketsOf(all.filter((exposure) => exposure.assumption === assumption)) ?? trust;
    known.set(assumption, buckets);
    return buckets;
  };
}

/** Whether the tape says the loan-to-value of any loan. */
export function hasLtv({ tape }: Pick<ExposedTrust, 'tape'>): boolean {
  return (tape.exposures ?? []).some(({ ltv, upb }) => ltv !== null && upb > 0);
}

function bucketsOf(exposures: readonly Place[]): LtvBucket[] | undefined {
  const sums = new Map<string, { group: string | undefined; upb: number; owed: number }>();
  let total = 0;
  for (const { group, ltv, upb } of exposures) {
    if (ltv === null || !(upb > 0)) continue;
    const key = JSON.stringify([group, Math.floor(ltv * STEPS)]);
    const sum = sums.get(key) ?? { group, upb: 0, owed: 0 };
    sums.set(key, { group, upb: sum.upb + upb, owed: sum.owed + upb * ltv });
    total += upb;
  }
  if (total === 0) return undefined;
  return [...sums.values()].map(({ group, upb, owed }) => ({
    weight: upb / total,
    ltv: owed / upb,
    ...(group !== undefined && { group }),
  }));
}
