/** A random hedge with terms of its own: a swap, a cap or a corridor on the classes, on the pool or on a plan. */
import fc from 'fast-check';
import { maybe, odd } from './draw.ts';
import { INDICES } from './pool.ts';

const DAY_COUNTS = ['30/360', 'act/360', 'act/365', 'act/act'] as const;

/** Units: rates in 1/1000 of a percent. */
export interface HedgePlan {
  kind: 'swap' | 'cap' | 'corridor';
  index: (typeof INDICES)[number];
  notional: 'classes' | 'pool' | 'lesser' | 'gap';
  rate: number;
  width: number;
  fixedDays: (typeof DAY_COUNTS)[number] | undefined;
  floatDays: (typeof DAY_COUNTS)[number] | undefined;
  /** Does what it brings count in the rate that the mezzanine classes are capped at? */
  isInNetWac: boolean;
}

export const HEDGE = 'rateHedge';

export const hedgePlan: fc.Arbitrary<HedgePlan> = fc.record({
  kind: fc.constantFrom('swap', 'swap', 'cap', 'corridor'),
  index: fc.constantFrom(...INDICES),
  notional: fc.constantFrom('classes', 'pool', 'lesser', 'gap'),
  rate: odd(501, 8_001),
  width: odd(501, 4_001),
  fixedDays: maybe(fc.constantFrom(...DAY_COUNTS)),
  floatDays: maybe(fc.constantFrom(...DAY_COUNTS)),
  isInNetWac: fc.boolean(),
});

/** The schedule that the `lesser` notional is held to; `start` is the pool at the cut-off, in dollars. */
export function hedgeSchedule(plan: HedgePlan | undefined, start: number): Record<string, Record<string, unknown>> {
  if (plan?.notional !== 'lesser') return {};
  return { hedgePlan: { expr: `${start} * 0.97 ** (month - 1) if month <= 31 else 0` } };
}

export function hedgeFields(plan: HedgePlan): Record<string, unknown> {
  const notional = {
    classes: 'begin(NOTES)',
    pool: '47.31% * begin(pool)',
    lesser: 'min(begin(SENIORS), hedgePlan)',
    // Below zero when the collateral is worth less than the classes, and then none.
    gap: 'begin(NOTES) - end(pool)',
  }[plan.notional];
  const terms =
    plan.kind === 'swap'
      ? { kind: 'swap', fixed: `${plan.rate / 1000}%`, ...(plan.fixedDays === undefined ? {} : { fixedDays: plan.fixedDays }) }
      : { kind: 'cap', strike: plan.rate / 100_000, ...corridor(plan) };
  return { ...terms, index: plan.index, notional, ...(plan.floatDays === undefined ? {} : { floatDays: plan.floatDays }) };
}

const corridor = ({ kind, rate, width }: HedgePlan): { ceiling?: number } =>
  kind === 'corridor' ? { ceiling: (rate + width) / 100_000 } : {};

export function hedgeSteps(plan: HedgePlan, from: string[], into: string): Record<string, unknown>[] {
  const receive = { receive: HEDGE, into };
  return plan.kind === 'swap' ? [{ pay: 'hedge', to: HEDGE, from }, receive] : [receive];
}
