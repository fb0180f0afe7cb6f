/**
 * What a random deal may have of servicing, insurance, interest that is not owed, purchases and ranks.
 *
 * All of it is drawn for every deal, and what is not asked for is left out afterwards: a case drawn without a feature is
 * otherwise the case with it, so that a difference can be traced to one feature.
 */
import fc from 'fast-check';
import type { Blueprint } from './blueprint.ts';
import { maybe, odd, often } from './draw.ts';

export const FEATURES = [
  ...(['stopMonths', 'recoverable', 'gross', 'pipeline', 'insurance'] as const),
  ...(['penaltyYears', 'interestTerms', 'subsequent', 'revolving', 'ranks'] as const),
] as const;
export type Feature = (typeof FEATURES)[number];

/** Whose servicing it is: the deal's, or that of the cohort of one group. */
export type Place = 'deal' | 'g1' | 'g2';

export interface PenaltyYears {
  /** Halves of a percent. */
  years: number[];
  until: number | undefined;
}

/** Units: rates and shares in 1/1000 of a percent. */
export interface InterestPlan {
  prepayment: { share: number; isRamp: boolean } | undefined;
  compensating: { share: number; cents: number | undefined } | undefined;
  relief: { share: number; months: number } | undefined;
}

export interface RevolvingPlan {
  dates: number;
  loans: number;
  /** 1/1000 of a percent of the principal collected, or cents. */
  amount: { share: number } | { cents: number } | undefined;
  price: number | undefined;
  isRising: boolean;
  /** Is nothing bought while most of the first senior class is paid? */
  isTested: boolean;
}

/** Units: months, and shares in 1/1000 of a percent. */
export interface FeaturePlan {
  place: Place;
  stopMonths: number | undefined;
  recoverable: true | undefined;
  gross: true | undefined;
  pipeline: { foreclosure: number; reo: number; carrying: number } | undefined;
  insurance: { claimLag: number; coverages: (number | undefined)[] } | undefined;
  /** By loan. */
  penaltyYears: (PenaltyYears | undefined)[] | undefined;
  /** By group. */
  interestTerms: InterestPlan[] | undefined;
  /** By group. */
  subsequent: { share: number; lag: number }[] | undefined;
  revolving: RevolvingPlan | undefined;
  ranks: { areEqual: boolean; share: number } | undefined;
}

const MOST_LOANS = 12;
const MOST_GROUPS = 2;
const byLoan = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: MOST_LOANS, maxLength: MOST_LOANS, size: 'max' });

/** Once in four deals. */
const sometimes = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => often<T | undefined>(undefined, 3, arbitrary);

const years: fc.Arbitrary<PenaltyYears> = fc.record({
  years: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 6, size: 'max' }),
  until: maybe(fc.integer({ min: 1, max: 40 })),
});

// Together no more than nine tenths of the interest, so that a group's is never below zero.
const interestPlan: fc.Arbitrary<InterestPlan> = fc.record({
  prepayment: maybe(fc.record({ share: fc.integer({ min: 1, max: 60_000 }), isRamp: fc.boolean() })),
  compensating: maybe(
    fc.record({ share: fc.integer({ min: 1, max: 60_000 }), cents: maybe(fc.integer({ min: 1, max: 2_000_000 })) }),
  ),
  relief: maybe(fc.record({ share: fc.integer({ min: 1, max: 30_000 }), months: fc.integer({ min: 1, max: 40 }) })),
});

const revolvingPlan: fc.Arbitrary<RevolvingPlan> = fc.record({
  dates: fc.integer({ min: 1, max: 8 }),
  loans: fc.integer({ min: 1, max: 3 }),
  amount: fc.oneof(
    fc.constant(undefined),
    fc.record({ share: fc.integer({ min: 1_000, max: 99_000 }) }),
    fc.record({ cents: fc.integer({ min: 1, max: 500_000_000 }) }),
  ),
  price: maybe(odd(80_000, 110_000)),
  isRising: fc.boolean(),
  isTested: fc.boolean(),
});

export const featurePlan: fc.Arbitrary<FeaturePlan> = fc.record({
  place: fc.constantFrom('deal', 'deal', 'g1', 'g2'),
  stopMonths: sometimes(fc.integer({ min: 0, max: 12 })),
  recoverable: sometimes(fc.constant(true as const)),
  gross: sometimes(fc.constant(true as const)),
  pipeline: sometimes(
    fc.record({
      foreclosure: fc.integer({ min: 0, max: 9 }),
      reo: fc.integer({ min: 0, max: 9 }),
      carrying: fc.integer({ min: 0, max: 3_000 }),
    }),
  ),
  insurance: sometimes(
    fc.record({ claimLag: fc.integer({ min: 0, max: 8 }), coverages: byLoan(maybe(fc.integer({ min: 0, max: 60_000 }))) }),
  ),
  penaltyYears: sometimes(byLoan(maybe(years))),
  interestTerms: sometimes(fc.array(interestPlan, { minLength: MOST_GROUPS, maxLength: MOST_GROUPS, size: 'max' })),
  subsequent: sometimes(
    fc.array(fc.record({ share: fc.integer({ min: 1, max: 50_000 }), lag: fc.integer({ min: 0, max: 9 }) }), {
      minLength: MOST_GROUPS,
      maxLength: MOST_GROUPS,
      size: 'max',
    }),
  ),
  revolving: sometimes(revolvingPlan),
  ranks: sometimes(fc.record({ areEqual: fc.boolean(), share: odd(1, 40_000) })),
});

/** The plan with the features that were asked for only. */
export function only(plan: FeaturePlan, asked: readonly Feature[]): FeaturePlan {
  const left = FEATURES.filter((feature) => !asked.includes(feature)).map((feature) => [feature, undefined]);
  return { ...plan, ...Object.fromEntries(left) };
}

/** The group that is bought: the second of two. Without it, or with one group, there is none. */
export function revolvingGroup({ features, pools }: Blueprint): { name: string; plan: RevolvingPlan } | undefined {
  const { revolving } = features;
  return revolving === undefined || pools.length < 2 ? undefined : { name: `g${pools.length}`, plan: revolving };
}
