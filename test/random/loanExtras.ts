/** What a random loan may do besides amortizing: defer interest, and charge for being prepaid. */
import fc from 'fast-check';
import { maybe } from './draw.ts';

/** Units: rates and shares in 1/1000 of a percent, payments in 1/1000 of the level one. */
export interface DeferralPlan {
  isAdjustable: boolean;
  firstReset: number;
  amortTerm: number;
  paymentFactor: number | undefined;
  every: number | undefined;
  first: number | undefined;
  cap: number | undefined;
  recastEvery: number | undefined;
  balanceCap: number | undefined;
}

export interface PenaltyPlan {
  until: number;
  as: 'rate' | 'months';
  rate: number;
  months: number;
  share: number | undefined;
}

type Written = Record<string, number | boolean>;

const SHARE_UNIT = 100_000;
/** The least a deferring loan pays, a year: more than its strip, so that no group's interest is below zero. */
const LEAST_PAID = 0.005;
/** 1/1000 of a percent. */
export const MOST_STRIP_OF_DEFERRING = 100;

export const deferralPlan: fc.Arbitrary<DeferralPlan> = fc.record({
  isAdjustable: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  firstReset: fc.integer({ min: 1, max: 6 }),
  amortTerm: fc.constantFrom(0, 360, 480),
  paymentFactor: maybe(fc.integer({ min: 300, max: 1_100 })),
  every: maybe(fc.integer({ min: 1, max: 12 })),
  first: maybe(fc.integer({ min: 1, max: 14 })),
  cap: maybe(fc.constantFrom(7_500, 2_500, 15_000)),
  recastEvery: maybe(fc.constantFrom(6, 12, 24, 60)),
  balanceCap: maybe(fc.integer({ min: 100_100, max: 125_000 }).map((n) => (n % 2 === 0 ? n + 1 : n))),
});

export const penaltyPlan: fc.Arbitrary<PenaltyPlan> = fc.record({
  until: fc.integer({ min: 1, max: 60 }),
  as: fc.constantFrom('rate', 'months'),
  rate: fc.integer({ min: 50, max: 5_000 }),
  months: fc.integer({ min: 1, max: 12 }),
  share: maybe(fc.integer({ min: 10_000, max: 100_000 })),
});

/** Cents; undefined where the payment is left to be computed. */
function payment(plan: DeferralPlan, upb: number, yearlyRate: number, months: number): number | undefined {
  if (plan.paymentFactor === undefined) return undefined;
  const monthly = yearlyRate / 12;
  const level = monthly === 0 ? upb / months : (upb * monthly) / (1 - (1 + monthly) ** -months);
  return Math.ceil(Math.max((level * plan.paymentFactor) / 1000, (upb * LEAST_PAID) / 12));
}

/** Units: `upb` in cents, the rate a year. */
export function deferralFields(plan: DeferralPlan, upb: number, yearlyRate: number, term: number): Written {
  const amortTerm = Math.max(term, plan.amortTerm);
  const cents = payment(plan, upb, yearlyRate, amortTerm);
  const { every, first, cap, recastEvery, balanceCap } = plan;
  return {
    negativeAmortization: true,
    ...(amortTerm === term ? {} : { amortTerm }),
    ...(cents === undefined ? {} : { payment: cents / 100 }),
    ...(every === undefined ? {} : { paymentEvery: every }),
    ...(first === undefined ? {} : { paymentFirst: first }),
    ...(cap === undefined ? {} : { paymentCap: cap / SHARE_UNIT }),
    ...(recastEvery === undefined ? {} : { recastEvery }),
    ...(balanceCap === undefined ? {} : { balanceCap: balanceCap / SHARE_UNIT }),
  };
}

export function penaltyFields(plan: PenaltyPlan): Written {
  return {
    penaltyUntil: plan.until,
    ...(plan.as === 'rate' ? { penaltyRate: plan.rate / SHARE_UNIT } : { penaltyMonths: plan.months }),
    ...(plan.share === undefined ? {} : { penaltyShare: plan.share / SHARE_UNIT }),
  };
}
