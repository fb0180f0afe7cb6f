/**
 * How borrowers answer to rates, home prices and payments: parameters of the functions by whose ratio to the forward path given curves move.
 * BEHAVIOUR.md states the functions, every parameter, and where its default comes from; engine-as/behaviour.ts evaluates them.
 */

/** Prepayments that no rate moves: moves, deaths, divorces. */
export interface Turnover {
  /** When seasoned, in a mean season. Units: CPR, decimal. */
  readonly speed: number;
  /** Months of age over which it rises from nothing. */
  readonly ramp: number;
  /** Multiples by calendar month of the payment, January first. */
  readonly seasonality: readonly number[];
  /** Share of it that a prepayment penalty in force keeps back. */
  readonly penalty: number;
}

/** Prepayments for a lower rate: speed / (1 + exp(-steepness (incentive - centre))), less with burnout. */
export interface Refinancing {
  /** When seasoned, at an incentive without end. Units: CPR, decimal. */
  readonly speed: number;
  readonly ramp: number;
  /** A unit of incentive (1 is 100 points of rate). */
  readonly steepness: number;
  /** Incentive at which half of the speed is reached: note rate less mortgage rate. Units: decimal a year. */
  readonly centre: number;
  /** Refinancing falls by exp(-burnout x years x incentive) with the positive incentive that went before. */
  readonly burnout: number;
  readonly penalty: number;
}

/** Default by updated loan-to-value, all the more where payments have risen. */
export interface Defaulting {
  /** Share of defaults, at the highest loan-to-value, that come whatever a house is worth. */
  readonly floor: number;
  readonly steepness: number;
  /** Loan-to-value at the middle of the curve. */
  readonly centre: number;
  /** exp(paymentShock x (payment / payment at the cut-off - 1)) where the payment is higher. */
  readonly paymentShock: number;
}

/** Loss on a default: 1 - (1 - cost) / updated loan-to-value, not below `least`. */
export interface Severities {
  readonly least: number;
  readonly cost: number;
}

export interface BehaviourTerms {
  readonly turnover: Turnover;
  readonly refinancing: Refinancing;
  readonly default: Defaulting;
  readonly severity: Severities;
}

/** Loans whose home prices are those of a group, whatever their states; all of a trust, or of a cohort. The first that fits counts. */
export interface RegionRule {
  readonly trust?: string;
  readonly cohort?: string;
  readonly group: string;
}

export interface Behaviour extends BehaviourTerms {
  /** Cohorts by name with terms of their own. */
  readonly cohorts?: Readonly<Record<string, BehaviourTerms>>;
  readonly regions?: readonly RegionRule[];
}

/** Share of a cohort's balance at a loan-to-value. Weights add to 1. */
export interface LtvBucket {
  readonly weight: number;
  readonly ltv: number;
  /** The group of home prices; absent: the model's first. */
  readonly group?: string;
}

/** Multiples by calendar month of the payment, January first. Source: Richard and Roll (1989), the seasonality of their four-factor model. */
const SEASONALITY = [0.94, 0.76, 0.74, 0.95, 0.98, 0.92, 0.98, 1.1, 1.18, 1.22, 1.23, 0.98] as const;

/**
 * Turnover, speed, steepness and centre of refinancing: the logistic curve nearest to Richard and Roll's arctangent at a mortgage rate of 6 %,
 * within half a point of CPR from 2 points below the mortgage rate to 3 above. What BEHAVIOUR.md calls Weir's own is fitted to no pool.
 */
export const DEFAULT_BEHAVIOUR: BehaviourTerms = {
  turnover: { speed: 0.07, ramp: 30, seasonality: SEASONALITY, penalty: 0.2 },
  refinancing: { speed: 0.34, ramp: 12, steepness: 150, centre: 0.0053, burnout: 10, penalty: 0.5 },
  default: { floor: 0.1, steepness: 8, centre: 1, paymentShock: 1 },
  severity: { least: 0.1, cost: 0.25 },
};

/** Where nothing is known of loan-to-value. */
export const UNKNOWN_LTV: readonly LtvBucket[] = [{ weight: 1, ltv: 0.8 }];

/** The terms of a cohort. Copies of a cohort, such as those by lag, are called by its name, a comma and what is theirs. */
export function termsOf({ cohorts = {}, ...all }: Behaviour, cohort: string): BehaviourTerms {
  return cohorts[cohort] ?? cohorts[original(cohort)] ?? all;
}

/** The group of home prices that the rules name for a cohort of a trust. */
export function regionOf({ regions = [] }: Behaviour, trust: string, cohort: string): string | undefined {
  const names = [cohort, original(cohort)];
  return regions.find((rule) => (rule.trust ?? trust) === trust && names.includes(rule.cohort ?? cohort))?.group;
}

function original(cohort: string): string {
  return cohort.replace(/, [^,]*$/, '');
}
