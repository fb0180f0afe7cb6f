/** A named set of assumptions that replaces the deal's own. Data only; the engine makes planes of it. */
import type { ParsedVector } from '../curves/vectors.ts';
import type { CohortAssumptions } from '../types.ts';

/**
 * A curve by loan month: a vector; monthly decimals as they are, the last of which holds on; or one vector for the first months and
 * another for those after them, each at its own place.
 */
export type CurveSource =
  | { readonly kind: 'vector'; readonly vector: ParsedVector }
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'spliced'; readonly first: ParsedVector; readonly months: number; readonly then: ParsedVector };

/** The curves that a cohort is projected with. */
export type CurveKind = 'prepayment' | 'default' | 'severity' | 'delinquent';

/**
 * A change of one curve of one cohort, in the order of the fields. Lists are by projection month, their last value holds on; they change
 * speeds as they are a year (CPR, CDR) and shares as they are; what comes of it stays between 0 and 100 %.
 */
export interface CurveChange {
  /** Instead of the deal's, and of what the scenario says for every cohort. */
  readonly curve?: CurveSource;
  /** On the scale of the curve's unit, beside the scenario's own multiple. */
  readonly multiple?: number;
  readonly multiples?: readonly number[];
  /** Decimals, added. */
  readonly shifts?: readonly number[];
}

/** How what defaults comes to its end. */
export type Liquidation = Pick<
  CohortAssumptions,
  | 'lag'
  | 'foreclosureMonths'
  | 'carrying'
  | 'claimLag'
  | 'isGross'
  | 'advancePrincipal'
  | 'advanceInterest'
  | 'advanceMonths'
  | 'isRecoverable'
  | 'stopDefaults'
>;

/** What a scenario changes of one cohort alone. */
export interface CohortChange {
  readonly curves?: Partial<Readonly<Record<CurveKind, CurveChange>>>;
  readonly lag?: number;
  /** All of it instead of the cohort's own: what is absent here is absent. */
  readonly liquidation?: Liquidation;
  /** The ramp that PPC multiplies, instead of the cohort's own. */
  readonly ppc?: ParsedVector;
}

export interface Scenario {
  /** What results are called by: `PSA 250`, `base`. */
  readonly name: string;
  /** Curves for every cohort; absent ones are the deal's. Units: SMM, MDR, share of the defaulted balance. */
  readonly prepayment?: CurveSource;
  readonly default?: CurveSource;
  readonly severity?: CurveSource;
  /** Share of the performing balance that is 60 and more days late. */
  readonly delinquent?: CurveSource;
  /** Multiples of the curves, the deal's own or those above, on the scale of their unit, at most 100 % a year or of the balance. */
  readonly prepaymentMultiple?: number;
  readonly defaultMultiple?: number;
  readonly severityMultiple?: number;
  /** Added to every index, decimals a year; rates stay at 0 or above. */
  readonly indexShift?: number;
  /** Added to single indices by projection month, beside `indexShift`; the last value holds on. */
  readonly indexShifts?: ReadonlyMap<string, readonly number[]>;
  /** Changes of single cohorts, by name; the deal's own assumptions are called ''. */
  readonly cohorts?: ReadonlyMap<string, CohortChange>;
  readonly lag?: number;
  readonly advancePrincipal?: boolean;
  readonly advanceInterest?: boolean;
  readonly stopDefaults?: boolean;
  /** Rates by index name, decimals a year. */
  readonly indices?: ReadonlyMap<string, CurveSource>;
  /** Leave the call out. */
  readonly noCall?: boolean;
  readonly variant?: string;
  /** Project every cohort loan by loan, even where schedule x survival applies. */
  readonly fullerLoop?: boolean;
}
