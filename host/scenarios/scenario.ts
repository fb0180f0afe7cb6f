/** A named set of assumptions that replaces the deal's own. Data only; the engine makes planes of it. */
import type { ParsedVector } from '../curves/vectors.ts';

/** A curve by loan month: a vector, or monthly decimals as they are, the last of which holds on. */
export type CurveSource =
  | { readonly kind: 'vector'; readonly vector: ParsedVector }
  | { readonly kind: 'values'; readonly values: readonly number[] };

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
