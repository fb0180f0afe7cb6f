/**
 * What a random deal is drawn from: choices, not text.
 *
 * Every combination of choices can be built into a valid deal, so fast-check may shrink any of them on its own and the
 * counterexample it ends with is still a deal.
 */
import fc from 'fast-check';
import { odd, often, seldom } from './draw.ts';
import { FEATURES, type Feature, type FeaturePlan, featurePlan, only } from './features.ts';
import { type HedgePlan, hedgePlan } from './hedges.ts';
import { type PoolOptions, type RandomLoan, randomPool } from './pool.ts';

export type Credit = 'sequential' | 'shifting' | 'overcollateralized';

/** Units: cents. */
export interface RealEstate {
  proceeds: number;
  costs: number;
  month: number;
}

export interface Blueprint {
  pools: RandomLoan[][];
  /** Names such as `4A1`, to be quoted in expressions. */
  oddNames: boolean;
  dates: {
    firstMonth: number;
    dayAndDelay: readonly [day: number, delay: number];
    every: number;
    roll: string | undefined;
    stubDays: number;
  };
  seniors: {
    count: number;
    style: 'sequential' | 'prorata' | 'weights' | 'sharedTail' | 'planned';
    by: string;
    /** In 1/1000 of a percent, of the first leg. */
    weight: number;
    overflow: 'others' | 'next';
    interestFromPrincipal: boolean;
  };
  accrual: 'none' | 'to' | 'into' | 'bounded';
  isFloating: boolean;
  interestOnly: 'none' | 'tranche' | 'set' | 'group' | 'expression';
  mezzanine: { count: number; isCapped: boolean; interestOnShortfall: boolean; isDeferring: boolean };
  hasSubordinate: boolean;
  hasResidual: boolean;
  credit: Credit;
  /** Thousandths of a percent throughout; odd, so that no test meets its limit exactly. */
  limits: { oc: number; ocTarget: number; ocFloor: number; enhancement: number; loss: number; delinquency: number; call: number };
  stepDownMonth: number;
  trigger: 'none' | 'loss' | 'rolling' | 'latched';
  plan: { months: number; byCalendar: boolean; isLinear: boolean };
  fees: { cents: number; carry: boolean; ofPool: boolean }[];
  reserve: number;
  losses: 'none' | 'writedown' | 'writeup' | 'reimbursed';
  hasCall: boolean;
  callPrice: 'default' | 'premium';
  swap: 'none' | 'points' | 'expression';
  /** Are there two readings of how the junior classes' shortfalls are paid? */
  hasVariants: boolean;
  isSeasoned: boolean;
  /** How the classes share the bond balance, and their fixed coupons in 1/1000 of a percent. */
  sizes: number[];
  coupons: number[];
  dayCounts: string[];
  /** By group. */
  realEstate: RealEstate[][];
  penaltiesTo: 'interest' | 'junior' | 'release';
  /** Is interest that the loans deferred added to the most junior classes first? */
  passesDeferral: boolean;
  /** Are there tests of how many loans are late? */
  isLate: boolean;
  hedge: HedgePlan | undefined;
  /** Shares of the first and of the last class, in 1/1000 of a percent. */
  exchange: readonly [number, number] | undefined;
  /** By class: dollars of a note, where it pays whole cents a note. */
  perNote: (number | undefined)[] | undefined;
  /** Of a seasoned deal, in 1/1000 of a percent of the pool. */
  history: { losses: number; cutoff: number } | undefined;
  features: FeaturePlan;
}

/** Enough for every class a blueprint can ask for. */
const MOST_CLASSES = 8;
const each = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: MOST_CLASSES, maxLength: MOST_CLASSES, size: 'max' });

export interface BlueprintOptions extends PoolOptions {
  /** May payment dates be a quarter apart? Default true. */
  quarters?: boolean;
  /** May the deal be seasoned? Default true. */
  seasoned?: boolean;
  /** Each may be switched off; default true. */
  realEstate?: boolean;
  delinquency?: boolean;
  hedgeTerms?: boolean;
  exchanges?: boolean;
  notes?: boolean;
  openingHistory?: boolean;
  /** Which of these may be drawn; default all. A case without one is otherwise the same. */
  features?: readonly Feature[];
}

/** For deals without what the language has beyond pools, tranches and steps of the common kind. */
export const COMMON_KINDS = {
  negativeAmortization: false,
  penalties: false,
  realEstate: false,
  delinquency: false,
  hedgeTerms: false,
  exchanges: false,
  notes: false,
  openingHistory: false,
  features: [],
} as const satisfies BlueprintOptions;

const owned: fc.Arbitrary<RealEstate> = fc.record({
  proceeds: fc.integer({ min: 0, max: 100_000_000 }),
  costs: fc.integer({ min: 0, max: 40_000_000 }),
  month: fc.integer({ min: 1, max: 24 }),
});

// An odd number of hundredths of a cent, so that no amount lies right between two, or on one, of a note's cents.
const noteOf: fc.Arbitrary<number | undefined> = fc.option(
  odd(10_000_001, 10_009_999).map((n) => n / 10_000),
  { nil: undefined },
);

export function randomBlueprint(options: BlueprintOptions = {}): fc.Arbitrary<Blueprint> {
  const every = options.quarters === false ? fc.constant(1) : often(1, 8, fc.constant(3));
  return fc.record({
    pools: fc.array(randomPool(options), { minLength: 1, maxLength: 2, size: 'max' }),
    oddNames: often(false, 4, fc.constant(true)),
    dates: fc.record({
      firstMonth: fc.integer({ min: 2003 * 12, max: 2021 * 12 }),
      dayAndDelay: fc.constantFrom([25, 24] as const, [15, 14] as const, [25, 0] as const, [18, 0] as const),
      every,
      roll: fc.constantFrom(undefined, undefined, 'following', 'modifiedFollowing', 'preceding'),
      stubDays: often(0, 2, fc.integer({ min: 1, max: 12 })),
    }),
    seniors: fc.record({
      count: fc.integer({ min: 1, max: 3 }),
      style: fc.constantFrom('sequential', 'prorata', 'weights', 'sharedTail', 'planned'),
      by: fc.constantFrom('due', 'balance', 'original', 'balance(it) * (1 + coupon(it))'),
      weight: fc.integer({ min: 1_000, max: 99_000 }),
      overflow: fc.constantFrom('others', 'next'),
      interestFromPrincipal: fc.boolean(),
    }),
    accrual: fc.constantFrom('none', 'none', 'none', 'to', 'into', 'bounded'),
    isFloating: fc.boolean(),
    interestOnly: fc.constantFrom('none', 'none', 'tranche', 'set', 'group', 'expression'),
    mezzanine: fc.record({
      count: fc.integer({ min: 0, max: 2 }),
      isCapped: fc.boolean(),
      interestOnShortfall: fc.boolean(),
      isDeferring: often(false, 5, fc.constant(true)),
    }),
    hasSubordinate: fc.boolean(),
    hasResidual: fc.boolean(),
    credit: fc.constantFrom('sequential', 'shifting', 'overcollateralized'),
    limits: fc.record({
      oc: fc.integer({ min: 0, max: 8_000 }),
      ocTarget: odd(500, 15_000),
      ocFloor: odd(101, 900),
      enhancement: odd(3_000, 45_000),
      loss: odd(31, 9_000),
      delinquency: odd(51, 9_000),
      call: odd(2_001, 45_000),
    }),
    stepDownMonth: fc.integer({ min: 2, max: 40 }),
    trigger: fc.constantFrom('none', 'loss', 'rolling', 'latched'),
    plan: fc.record({ months: fc.integer({ min: 2, max: 120 }), byCalendar: fc.boolean(), isLinear: fc.boolean() }),
    fees: fc.array(fc.record({ cents: fc.integer({ min: 1, max: 2_000_000 }), carry: fc.boolean(), ofPool: fc.boolean() }), {
      maxLength: 2,
      size: 'max',
    }),
    reserve: often(0, 1, odd(101, 3_000)),
    losses: fc.constantFrom('none', 'writedown', 'writeup', 'reimbursed'),
    hasCall: fc.boolean(),
    callPrice: fc.constantFrom('default', 'premium'),
    swap: fc.constantFrom('none', 'none', 'points', 'expression'),
    hasVariants: often(false, 5, fc.constant(true)),
    isSeasoned: options.seasoned === false ? fc.constant(false) : often(false, 7, fc.constant(true)),
    sizes: each(fc.integer({ min: 1, max: 1_000 })),
    coupons: each(
      fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 8, arbitrary: fc.integer({ min: 1, max: 12_000 }) }),
    ),
    dayCounts: each(fc.constantFrom('30/360', '30/360', 'act/360', 'act/365', 'act/act')),
    realEstate: seldom(options.realEstate, 5, fc.array(fc.array(owned, { maxLength: 3 }), { minLength: 2, maxLength: 2 })).map(
      (drawn) => drawn ?? [],
    ),
    penaltiesTo: fc.constantFrom('interest', 'junior', 'release'),
    passesDeferral: fc.boolean(),
    isLate: seldom(options.delinquency, 2, fc.constant(true)).map((drawn) => drawn === true),
    hedge: seldom(options.hedgeTerms, 4, hedgePlan),
    exchange: seldom(options.exchanges, 5, fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 100_000 }))),
    perNote: seldom(options.notes, 5, each(noteOf)),
    history: seldom(
      options.openingHistory,
      1,
      fc.record({ losses: odd(101, 9_000), cutoff: fc.integer({ min: 100_000, max: 250_000 }) }),
    ),
    // Last, so that what is drawn before does not depend on it.
    features: featurePlan.map((plan) => only(plan, options.features ?? FEATURES)),
  });
}
