/**
 * The records of the domain as the engine uses them, after names have become indices and texts numbers. Rates are decimals a year,
 * money is dollars, dates are serial days (curves/dates.ts), months count from the cut-off.
 */

export type DayCount = '30/360' | 'act/360' | 'act/365' | 'act/act';

/** How a payment date moves off weekends and holidays. */
export type Roll = 'none' | 'following' | 'modifiedFollowing' | 'preceding';

/** Units of assumption vectors: prepayments, defaults, plain percents. */
export type Unit = 'CPR' | 'SMM' | 'PSA' | 'PPC' | 'ABS' | 'HEP' | 'CDR' | 'MDR' | 'SDA' | 'PERCENT';

/** Units: values on the unit's own printed scale, so PSA 250 is 250 and CPR 6 is 6 %. */
export type Segment =
  | { readonly kind: 'hold'; readonly value: number; readonly months: number }
  | { readonly kind: 'ramp'; readonly from: number; readonly to: number; readonly months: number }
  | { readonly kind: 'step'; readonly values: readonly number[] };

/** What value 1 of a vector belongs to. */
export type Anchor = 'projection' | 'loanAge' | 'dealAge' | { readonly date: string };

/** An assumption vector. Shape: at least one segment, no two `step` segments side by side. */
export interface ParsedVector {
  readonly unit: Unit;
  readonly segments: readonly Segment[];
  readonly anchor: Anchor;
  readonly multiplier: number;
  readonly floor?: number;
  readonly cap?: number;
}

/** Loans by column, one value a loan. Absent caps are 1 (100 %), absent floors and margins 0. */
export interface LoanColumns {
  readonly count: number;
  readonly upb: Float64Array;
  readonly noteRate: Float64Array;
  /** Servicing strip; net rate = note rate - strip. */
  readonly strip: Float64Array;
  /** Level payment a month; 0 where it is to be computed. */
  readonly payment: Float64Array;
  readonly term: Float64Array;
  readonly amortTerm: Float64Array;
  readonly age: Float64Array;
  readonly interestOnly: Float64Array;
  /** Place among the deal's indices; -1 for a fixed rate. */
  readonly index: Float64Array;
  readonly margin: Float64Array;
  readonly firstReset: Float64Array;
  readonly resetEvery: Float64Array;
  readonly initialCap: Float64Array;
  readonly periodicCap: Float64Array;
  readonly lifeCap: Float64Array;
  readonly lifeFloor: Float64Array;
  readonly lookback: Float64Array;
  readonly rounding: Float64Array;
  readonly prepayFactor: Float64Array;
  readonly defaultFactor: Float64Array;
  /** Months of collections beyond one that fall into the first period. */
  readonly extraPayments: Float64Array;
  /** Place among the deal's assumption sets. */
  readonly assumption: Float64Array;
  readonly details?: LoanDetails;
}

/** Terms that few loans have; a group whose loans have none does without these columns. Absent caps are 1e9, absent balance caps 0. */
export interface LoanDetails {
  /** 1 where unpaid interest is added to the balance. */
  readonly negative: Float64Array;
  readonly paymentFirst: Float64Array;
  readonly paymentEvery: Float64Array;
  readonly paymentCap: Float64Array;
  readonly recastEvery: Float64Array;
  readonly balanceCap: Float64Array;
  readonly penaltyUntil: Float64Array;
  /** Share of what is prepaid, the penalized share taken in. */
  readonly penaltyRate: Float64Array;
  /** Months of interest on what is prepaid, the penalized share taken in. */
  readonly penaltyMonths: Float64Array;
  /** One more than the place among `penaltyLists`; 0 for none. */
  readonly penaltyList: Float64Array;
  /** Shares of what is prepaid by year of loan age, the penalized share taken in. */
  readonly penaltyLists: readonly (readonly number[])[];
  /** Share of the defaulted balance that the insurer pays at most; 0 for none. */
  readonly coverage: Float64Array;
}

/** Real estate owned at the cut-off: cash in a payment month. */
export interface ReoSale {
  readonly month: number;
  /** Proceeds less costs, not negative. */
  readonly cash: number;
}

/** What a cohort is projected with. */
export interface CohortAssumptions {
  readonly name: string;
  readonly prepayment: ParsedVector;
  /** The ramp in CPR that PPC multiplies. */
  readonly ppc?: ParsedVector;
  readonly default: ParsedVector;
  readonly severity: ParsedVector;
  /** Share of the performing balance that is 60 and more days late. */
  readonly delinquent: ParsedVector;
  readonly lag: number;
  /** Months from default until the property is owned; absent where that is not told apart. */
  readonly foreclosureMonths?: number;
  /** What holding the property adds to severity: months owned x monthly cost, a share of the defaulted balance. */
  readonly carrying: number;
  /** Months from liquidation to the insurer's payment. */
  readonly claimLag: number;
  /** Severity is of property proceeds, off which advances come first; otherwise of what the trust gets. */
  readonly isGross: boolean;
  readonly advancePrincipal: boolean;
  readonly advanceInterest: boolean;
  /** Advances end after so many months; absent where they go on to liquidation. */
  readonly advanceMonths?: number;
  /** A month is advanced only while what is advanced is within the proceeds to come. */
  readonly isRecoverable: boolean;
  /** No defaults in a loan's last `lag` months. */
  readonly stopDefaults: boolean;
}

/** Terms that replace those of the loans under one speed. */
export interface TermOverride {
  readonly speed: string;
  readonly noteRate?: number;
  readonly netRate?: number;
  readonly term?: number;
  readonly amortTerm?: number;
  readonly age?: number;
}

export interface CollateralGroup {
  readonly name: string;
  readonly loans: LoanColumns;
  readonly overrides: readonly TermOverride[];
  readonly reo: readonly ReoSale[];
  /** Balance at the cut-off; 0 of a group that is bought later. */
  readonly cutoff: number;
  /** A share of losses that comes back so many payment dates after them; absent for none. */
  readonly subsequent?: { readonly share: number; readonly lag: number };
  /** Payment dates on which loans like these are bought; absent for a pool that is there from the start. */
  readonly revolving?: number;
}

export interface DealDates {
  readonly settlement: number;
  readonly dated: number;
  readonly firstPayment: number;
  readonly delay: number;
  /** Accrual periods end on payment dates as rolled, not as written. */
  readonly accruesAdjusted: boolean;
  readonly every: number;
  readonly roll: Roll;
  readonly holidays: ReadonlySet<number>;
}

/** A number by payment month: points, or one value a month already made from an expression. */
export interface Schedule {
  readonly name: string;
  /** Payment months, ascending; calendar months have become payment months. */
  readonly months: readonly number[];
  readonly values: readonly number[];
  readonly between: 'previous' | 'linear';
  readonly before: number;
  readonly after: number;
}

export interface TrancheTerms {
  readonly name: string;
  readonly balance: number;
  readonly hasBalance: boolean;
  readonly dayCount: DayCount;
  readonly delay: number;
  readonly dated: number;
  readonly interestOnShortfall: boolean;
  /** Dollars of a note, to whose cents payments are rounded; 0 for no rounding. */
  readonly perNote: number;
  readonly isResidual: boolean;
}

/** What a seasoned deal remembers. All by name. */
export interface OpeningState {
  readonly month: number;
  readonly balances: ReadonlyMap<string, number>;
  readonly shortfall: ReadonlyMap<string, number>;
  readonly carryover: ReadonlyMap<string, number>;
  readonly writedowns: ReadonlyMap<string, number>;
  readonly accounts: ReadonlyMap<string, number>;
  readonly cumulativeLosses: ReadonlyMap<string, number>;
  /** Balances that `cutoff` speaks of, by group. */
  readonly cutoff: ReadonlyMap<string, number>;
  readonly fees: ReadonlyMap<string, number>;
  readonly quantities: ReadonlyMap<string, number>;
  readonly rolling: ReadonlyMap<string, readonly number[]>;
}
