/**
 * The records of a snapshot after reading (SNAPSHOT.md): every name known, every number a number. Rates are decimals a year, yields
 * bond-equivalent, money is dollars, dates are serial days (curves/dates.ts), months of tables are YYYY-MM.
 */
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { Fault } from '../errors.ts';

/** How a trust's collateral is valued (analysis/value). */
export const METHODS = ['blended', 'independent', 'observable'] as const;
export type Method = (typeof METHODS)[number];

/** One row of the discount matrix. */
export interface DiscountRow {
  readonly type: string;
  /** A year, or undefined for all. */
  readonly vintage?: number;
  readonly position: string;
  readonly low: number;
  readonly chosen: number;
  readonly high: number;
  readonly source: string;
  readonly orderly: boolean;
}

/** Par yields by years, ascending; linear between, flat outside. */
export interface Benchmark {
  readonly years: readonly number[];
  readonly rates: readonly number[];
}

/** A forward curve: rates by calendar month, ascending; linear between, the last holds on. */
export interface ForwardCurve {
  readonly index: string;
  readonly months: readonly string[];
  readonly rates: readonly number[];
  readonly source: string;
}

export interface Market {
  readonly indices: readonly ForwardCurve[];
  readonly discount: readonly DiscountRow[];
  readonly benchmark: Benchmark;
  /** Spread over the benchmark for the cash of hedges. */
  readonly nonPerformance: number;
}

/** Debt of the sponsor itself. */
export interface LongTermDebt {
  readonly name: string;
  readonly balance: number;
  readonly rate: number;
  readonly maturity: number;
  /** Months between payments. */
  readonly every: number;
  /** The sponsor's own-credit spread over the benchmark. */
  readonly spread: number;
}

export interface VendorQuote {
  readonly tranche: string;
  readonly source: string;
  /** Per 100 of current face. */
  readonly price: number;
  readonly orderly: boolean;
}

/** Real estate owned at the date. */
export interface ReoProperty {
  readonly id: string;
  readonly upb: number;
  readonly proceeds: number;
  readonly costs: number;
  /** Payment month of the sale, counted from the date: 1 is the next payment. */
  readonly month: number;
  /** Empty where it is not known. */
  readonly state: string;
  /** The deal's collateral group whose principal fund the sale joins; absent: its only one. */
  readonly group?: string;
}

/** What a trustee's report says of one payment date. */
export interface Remittance {
  readonly month: string;
  readonly beginUpb: number;
  readonly endUpb: number;
  readonly count: number;
  readonly wac: number;
  readonly interest: number;
  readonly scheduled: number;
  readonly prepaid: number;
  readonly recoveries: number;
  readonly defaults: number;
  readonly losses: number;
  readonly servicing: number;
  /** Parts of `endUpb`: in foreclosure; real estate owned; 60 and more days late without being either. Absent where the report does not say. */
  readonly foreclosure?: number;
  readonly reo?: number;
  readonly delinquent?: number;
  /** Part of `recoveries`: net cash of real estate owned. */
  readonly reoProceeds?: number;
  /** Prepayment penalties collected, in none of the other amounts. */
  readonly penalties?: number;
  /** Interest added to balances. */
  readonly deferred?: number;
  /** What the trustee says of quantities that the deal defines, by name. Units: those of the quantity. */
  readonly quantities?: ReadonlyMap<string, number>;
  readonly tranches: ReadonlyMap<string, TrancheRemittance>;
}

export interface TrancheRemittance {
  readonly interest: number;
  readonly principal: number;
  readonly balance: number;
  readonly writedown: number;
  readonly coupon: number;
}

/** Totals of the trustee's report for the tape's date. */
export interface ControlTotals {
  readonly upb?: number;
  readonly count?: number;
  readonly wac?: number;
}

/** One line of a table of counts: how many loans, and how much of the balance. */
export interface Coverage {
  readonly name: string;
  readonly count: number;
  readonly upb: number;
}

/** A rule that some rows of a tape break. `examples` are the first of them. */
export interface CheckResult {
  readonly rule: string;
  readonly about: string;
  readonly severity: 'error' | 'warning';
  readonly count: number;
  readonly examples: readonly { readonly row: number; readonly id: string; readonly field: string; readonly got: string }[];
}

/** One bucket of a stratification. */
export interface Stratum {
  readonly bucket: string;
  readonly count: number;
  readonly upb: number;
  /** Balance-weighted; null where no loan has the field. */
  readonly noteRate: number | null;
  readonly ltv: number | null;
  readonly fico: number | null;
}

/** Balance of a set of assumptions, told by its place among the deal's, in a state and at a loan-to-value; null where that is not known. */
export interface Exposure {
  readonly assumption: number;
  readonly state: string | null;
  readonly ltv: number | null;
  readonly upb: number;
}

/** What was read of a tape beside its loans. */
export interface TapeReport {
  readonly file: string;
  /** The tape's date, and the months by which its loans were rolled forward. Rows, sums and checks are those of the tape. */
  readonly asOf?: number;
  readonly staleMonths?: number;
  readonly sha256: string;
  readonly rows: number;
  readonly upb: number;
  readonly wac: number;
  /** Loans by cohort. */
  readonly cohorts: readonly Coverage[];
  /** Loans that took a default, by field. */
  readonly defaults: readonly (Coverage & { readonly because: string })[];
  readonly checks: readonly CheckResult[];
  readonly strata: ReadonlyMap<string, readonly Stratum[]>;
  /** Absent where no tape was read. */
  readonly exposures?: readonly Exposure[];
  /** Balance 90 and more days late, in foreclosure or bankruptcy. */
  readonly late90Upb: number;
}

/** Where the curves of a cohort come from, and whether they were reviewed. */
export interface CurveSource {
  readonly cohort: string;
  readonly source: string;
  readonly reviewed: boolean;
  /** What reviewers decided, in words, where they did. */
  readonly decided?: string;
}

/** What becomes of a trust whose curves were not reviewed. */
export const UNREVIEWED = ['warn', 'refuse'] as const;
export type Unreviewed = (typeof UNREVIEWED)[number];

/** A trust ready to be projected, or what is wrong with it. */
export interface TrustInput {
  readonly name: string;
  readonly type: string;
  readonly vintage: number;
  readonly consolidated: boolean;
  readonly residualOwned: number;
  /** The sponsor's share by tranche; absent ones 0. */
  readonly held: ReadonlyMap<string, number>;
  readonly positions: ReadonlyMap<string, string>;
  readonly yields: ReadonlyMap<string, number>;
  readonly prices: ReadonlyMap<string, number>;
  readonly quotes: readonly VendorQuote[];
  readonly deal: ResolvedDeal;
  readonly tape: TapeReport;
  readonly reo: readonly ReoProperty[];
  readonly remittances: readonly Remittance[];
  /** Rates already set, by index, from the next payment on. */
  readonly fixings?: ReadonlyMap<string, readonly number[]>;
  /** Collected and not yet distributed, in funds and accounts of the trust. */
  readonly cash: { readonly collections: number; readonly accounts: number };
  /** Of the cohorts that have loans. */
  readonly curveSources: readonly CurveSource[];
  /** What a reader should know: a stale tape rolled forward, curves not reviewed. */
  readonly warnings: readonly string[];
}

export type TrustReading =
  | { readonly ok: true; readonly trust: TrustInput }
  | { readonly ok: false; readonly name: string; readonly faults: readonly Fault[]; readonly tape?: TapeReport };

export interface Snapshot {
  readonly name: string;
  readonly folder: string;
  readonly date: number;
  readonly previous?: string;
  readonly method: Method;
  /** What the snapshot asks for, whatever it was read with. */
  readonly unreviewedCurves?: Unreviewed;
  readonly market: Market;
  readonly longTermDebt: readonly LongTermDebt[];
  readonly trusts: readonly TrustReading[];
  /** Every file that was read, by path within the snapshot (or beside it), with its sha-256. */
  readonly files: ReadonlyMap<string, string>;
}
