/**
 * How borrowers answer to rates and home prices: parameters of the functions by whose ratio to the forward path given curves move
 * (engine-as/behaviour.ts has the functions).
 */

/** Share of the greatest speed: least + (1 - least) / (1 + exp(-steepness (incentive - centre))), less with burnout. */
export interface Refinancing {
  /** What is left of speeds without any incentive: moves, deaths. */
  readonly least: number;
  /** A unit of incentive (1 is 100 points of rate). */
  readonly steepness: number;
  /** Incentive at which half of what incentive can do is done. Units: decimal a year. */
  readonly centre: number;
  /** Speeds fall by exp(-burnout x years x incentive) with the positive incentive that went before. */
  readonly burnout: number;
}

/** Default by updated loan-to-value, and by how far the note rate is above that of the first month. */
export interface Defaulting {
  readonly least: number;
  readonly steepness: number;
  /** Loan-to-value at the middle of the curve. */
  readonly centre: number;
  /** exp(paymentShock x (rate / first rate - 1)). */
  readonly paymentShock: number;
}

/** Loss on a default: 1 - (1 - cost) / updated loan-to-value, not below `least`. */
export interface Severities {
  readonly least: number;
  readonly cost: number;
}

export interface Behaviour {
  readonly refinancing: Refinancing;
  readonly defaulting: Defaulting;
  readonly severity: Severities;
}

/** Share of the balance at a loan-to-value. Weights add to 1. */
export interface LtvBucket {
  readonly weight: number;
  readonly ltv: number;
}

/**
 * Round numbers of Weir's own, shaped as published studies have it and fitted to no pool. Refinancing goes from a tenth to nine tenths of its
 * range over 150 bp of incentive; three years of two points halve what is left of it nearly. A loan worth as much as its house defaults five times as
 * often as one at half. A forced sale costs a quarter of the price.
 */
export const DEFAULT_BEHAVIOUR: Behaviour = {
  refinancing: { least: 0.25, steepness: 300, centre: 0.0075, burnout: 8 },
  defaulting: { least: 0.1, steepness: 8, centre: 1, paymentShock: 1 },
  severity: { least: 0.1, cost: 0.25 },
};

/** Where nothing is known of loan-to-value. */
export const UNKNOWN_LTV: readonly LtvBucket[] = [{ weight: 1, ltv: 0.8 }];
