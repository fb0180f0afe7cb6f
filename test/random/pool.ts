/**
 * Random loans of every kind the deal language knows: level, interest-only, balloon, with a known payment, adjustable,
 * with negative amortization, with penalties.
 *
 * Numbers are built from whole units, so that decimals and doubles read the same amount, and index values end in an odd
 * ninth digit (see `scenario.ts`), so that no reset rate lies half way between two multiples.
 */
import fc from 'fast-check';
import { maybe, seldom } from './draw.ts';
import {
  type DeferralPlan,
  deferralFields,
  deferralPlan,
  MOST_STRIP_OF_DEFERRING,
  type PenaltyPlan,
  penaltyFields,
  penaltyPlan,
} from './loanExtras.ts';

export const INDICES = ['LIBOR_1M', 'CMT_1Y'] as const;

/** A loan line as the deal file writes it. */
export type RandomLoan = Record<string, number | string | boolean>;

export interface PoolOptions {
  /** Longest remaining term; default 360. */
  longest?: number;
  /** May loans pay several months in the first period? Default false. */
  extraPayments?: boolean;
  /** May loans add unpaid interest to their balance, or charge for prepayment? Default true. */
  negativeAmortization?: boolean;
  penalties?: boolean;
}

/** Units: rates in 1/1000 of a percent, money in cents. */
interface LoanPlan {
  kind: 'level' | 'interestOnly' | 'balloon' | 'payment' | 'adjustable' | 'adjustableInterestOnly';
  upb: number;
  noteRate: number;
  strip: number;
  stripAs: 'none' | 'netRate' | 'servicing';
  term: number;
  extraAmortization: number;
  interestOnlyShare: number;
  ages: { age: number; asOriginalTerm: boolean };
  count: number;
  paymentFactor: number;
  reset: {
    index: (typeof INDICES)[number];
    margin: number;
    first: number;
    every: number;
    initialCap: number | undefined;
    periodicCap: number | undefined;
    lifeCap: number | undefined;
    lifeFloor: number;
    lookback: number;
    rounding: number | undefined;
  };
  factors: { prepay: number | undefined; default: number | undefined };
  extraPayments: number;
  /** Instead of what `kind` says. */
  deferral: DeferralPlan | undefined;
  penalty: PenaltyPlan | undefined;
}

const RATE_UNIT = 100_000;

/** Short often, so that a test is quick; long sometimes. */
const termUpTo = (longest: number): fc.Arbitrary<number> => {
  const between = (low: number, high: number): fc.Arbitrary<number> =>
    fc.integer({ min: Math.min(low, longest), max: Math.min(high, longest) });
  return fc.oneof(
    { weight: 8, arbitrary: between(6, 30) },
    { weight: 2, arbitrary: between(31, 120) },
    { weight: 1, arbitrary: between(121, 360) },
  );
};

const rate = (low: number, high: number): fc.Arbitrary<number> => fc.integer({ min: low, max: high });

const loanPlan = (options: PoolOptions): fc.Arbitrary<LoanPlan> =>
  fc.record({
    kind: fc.constantFrom('level', 'level', 'interestOnly', 'balloon', 'payment', 'adjustable', 'adjustableInterestOnly'),
    upb: fc.integer({ min: 1_000_000, max: 5_000_000_000 }),
    noteRate: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 9, arbitrary: rate(1, 15_000) }),
    strip: rate(0, 900),
    stripAs: fc.constantFrom('none', 'netRate', 'servicing'),
    term: termUpTo(options.longest ?? 360),
    extraAmortization: fc.integer({ min: 1, max: 240 }),
    interestOnlyShare: fc.double({ min: 0.05, max: 1, noNaN: true }),
    ages: fc.record({ age: fc.integer({ min: 0, max: 120 }), asOriginalTerm: fc.boolean() }),
    count: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 40 })),
    paymentFactor: fc.integer({ min: 970, max: 1300 }),
    reset: fc.record({
      index: fc.constantFrom(...INDICES),
      margin: rate(0, 4_000),
      first: fc.integer({ min: 1, max: 24 }),
      every: fc.constantFrom(1, 3, 6, 12),
      initialCap: maybe(rate(200, 5_000)),
      periodicCap: maybe(rate(200, 3_000)),
      lifeCap: maybe(rate(4_000, 16_000)),
      lifeFloor: rate(0, 3_000),
      lookback: fc.integer({ min: 0, max: 3 }),
      rounding: maybe(fc.constantFrom(125, 100, 10)),
    }),
    factors: fc.record({ prepay: maybe(fc.integer({ min: 0, max: 250 })), default: maybe(fc.integer({ min: 0, max: 250 })) }),
    extraPayments:
      options.extraPayments === true
        ? fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) })
        : fc.constant(0),
    deferral: seldom(options.negativeAmortization, 7, deferralPlan),
    penalty: seldom(options.penalties, 7, penaltyPlan),
  });

/** Cents. A payment near the level one, and always above the interest, so that a balance never grows. */
function knownPayment(upb: number, yearlyRate: number, months: number, factor: number): number {
  const monthly = yearlyRate / 12;
  const level = monthly === 0 ? upb / months : (upb * monthly) / (1 - (1 + monthly) ** -months);
  return Math.ceil(Math.max((level * factor) / 1000, upb * monthly * 1.001 + 1));
}

function stripOf(plan: LoanPlan): number {
  const most = plan.deferral === undefined ? plan.noteRate : Math.min(plan.noteRate, MOST_STRIP_OF_DEFERRING);
  return plan.stripAs === 'none' ? 0 : Math.min(plan.strip, most);
}

function adjustable(plan: LoanPlan): RandomLoan {
  const { reset } = plan;
  // A floor no lower than the strip, or the trust would owe the servicer.
  const lifeFloor = Math.max(reset.lifeFloor, stripOf(plan));
  const loan: RandomLoan = {
    index: reset.index,
    margin: reset.margin / RATE_UNIT,
    firstReset: plan.deferral?.firstReset ?? reset.first,
    resetEvery: reset.every,
  };
  if (reset.initialCap !== undefined) loan.initialCap = reset.initialCap / RATE_UNIT;
  if (reset.periodicCap !== undefined) loan.periodicCap = reset.periodicCap / RATE_UNIT;
  if (reset.lifeCap !== undefined) loan.lifeCap = Math.max(reset.lifeCap, lifeFloor) / RATE_UNIT;
  if (lifeFloor > 0) loan.lifeFloor = lifeFloor / RATE_UNIT;
  if (reset.lookback > 0) loan.lookback = reset.lookback;
  if (reset.rounding !== undefined) loan.rounding = reset.rounding / RATE_UNIT;
  return loan;
}

/** How the balance is paid down, for loans that do not defer. */
function amortizing(plan: LoanPlan, isAdjustable: boolean): RandomLoan {
  const { kind, term } = plan;
  const isInterestOnly = kind === 'interestOnly' || kind === 'adjustableInterestOnly';
  const isLonger = kind === 'balloon' || (isAdjustable && plan.extraAmortization % 3 === 0);
  const amortTerm = isLonger ? term + plan.extraAmortization : term;
  const loan: RandomLoan = amortTerm === term ? {} : { amortTerm };
  if (isInterestOnly) loan.interestOnly = Math.max(1, Math.round(term * plan.interestOnlyShare));
  if (kind === 'payment') loan.payment = knownPayment(plan.upb, plan.noteRate / RATE_UNIT, amortTerm, plan.paymentFactor) / 100;
  return loan;
}

function write(plan: LoanPlan): RandomLoan {
  const { kind, term, deferral, penalty } = plan;
  const isAdjustable = deferral?.isAdjustable ?? (kind === 'adjustable' || kind === 'adjustableInterestOnly');
  const loan: RandomLoan = { upb: plan.upb / 100, noteRate: plan.noteRate / RATE_UNIT, remainingTerm: term };
  if (plan.ages.asOriginalTerm) loan.originalTerm = term + plan.ages.age;
  else if (plan.ages.age > 0) loan.age = plan.ages.age;
  if (plan.count > 1) loan.count = plan.count;
  if (plan.stripAs === 'netRate') loan.netRate = (plan.noteRate - stripOf(plan)) / RATE_UNIT;
  if (plan.stripAs === 'servicing') loan.servicing = stripOf(plan) / RATE_UNIT;

  if (deferral === undefined) Object.assign(loan, amortizing(plan, isAdjustable));
  else Object.assign(loan, deferralFields(deferral, plan.upb, plan.noteRate / RATE_UNIT, term));
  if (isAdjustable) Object.assign(loan, adjustable(plan));
  if (plan.factors.prepay !== undefined) loan.prepayFactor = plan.factors.prepay / 100;
  if (plan.factors.default !== undefined) loan.defaultFactor = plan.factors.default / 100;
  if (plan.extraPayments > 0 && !isAdjustable) loan.extraPayments = plan.extraPayments;
  if (penalty !== undefined) Object.assign(loan, penaltyFields(penalty));
  return loan;
}

/** One to twelve loans. */
export function randomPool(options: PoolOptions = {}): fc.Arbitrary<RandomLoan[]> {
  return fc.array(loanPlan(options), { minLength: 1, maxLength: 12, size: 'max' }).map((plans) => plans.map(write));
}
