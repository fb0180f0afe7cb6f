/**
 * What a valuation tells of a trust and of a portfolio. Money is dollars, prices are per 100 of current face, yields bond-equivalent
 * decimals, lives years. Liabilities are positive here; statements show them as negative.
 */
import type { Method } from '../portfolio/records.ts';

/** Where the yield of an instrument came from. */
export type YieldSource = 'matrix' | 'override' | 'price' | 'solved';

/** A yield, taken apart. `low` and `high` are the range of the matrix, where the yield came from it. */
export interface YieldFigure {
  readonly yieldBey: number;
  readonly from: YieldSource;
  /** The benchmark at the instrument's average life; the rest is risk premium. */
  readonly benchmark: number;
  readonly riskPremium: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly source: string;
  readonly orderly: boolean;
}

/** A vendor's price, clean, beside what the high and the low yield of the matrix are worth. */
export interface QuoteFigure {
  readonly source: string;
  readonly price: number;
  readonly orderly: boolean;
  /** Clean prices at the high and at the low yield; null where the matrix has no row, or the class no face. */
  readonly lowPrice: number | null;
  readonly highPrice: number | null;
  /** The quote lies outside them; null where they are not known. */
  readonly isOutside: boolean | null;
}

export interface TrancheValue {
  readonly name: string;
  readonly position: string;
  /** Current balance, or notional. */
  readonly face: number;
  readonly isNotional: boolean;
  /** Accrued interest included: face x price / 100 + accrued. */
  readonly fairValue: number;
  /** Clean, as quotes are, and never below 0; null where there is no face. */
  readonly price: number | null;
  /** Accrued interest within the fair value: all of it, or the value where that is less. */
  readonly accrued: number;
  /** Null where there is nothing to discount: no face and no cash to come. */
  readonly yield: YieldFigure | null;
  readonly averageLife: number | null;
  /** Writedowns less writeups to come, and principal still owed at the end. */
  readonly projectedLoss: number;
  /**
   * Enhancement over expected losses of the collateral: pool and REO (at net realizable value) less what stands before or beside the
   * class, itself included. Null where seniority is not known, for a notional, and where no losses are expected. What losses could grow
   * by before the class loses a dollar is the break-even's to say.
   */
  readonly coverage: number | null;
  /** Payment month of the first writedown, YYYY-MM; null where there is none. */
  readonly firstWritedown: string | null;
  /** The sponsor's share. */
  readonly held: number;
  readonly quotes: readonly QuoteFigure[];
}

export interface HedgeValue {
  readonly name: string;
  /** Positive: an asset of the trust. */
  readonly fairValue: number;
}

export interface TrustValue {
  readonly trust: string;
  readonly type: string;
  readonly vintage: number;
  readonly consolidated: boolean;
  /** The sponsor's share of the residual. */
  readonly residualOwned: number;
  readonly method: Method;
  /** Which side was measured by its own yields, the other following from it; `both` where the residual is the remainder. */
  readonly side: 'assets' | 'liabilities' | 'both';
  /** Shares of value whose yields are observable: of the collateral, and of the borrowings. */
  readonly observable: { readonly assets: number; readonly liabilities: number };
  readonly collateral: {
    readonly upb: number;
    readonly fairValue: number;
    /** Fair value per 100 of balance; null where there is no balance. */
    readonly price: number | null;
    /** Null where it has no cash to come. */
    readonly yield: YieldFigure | null;
    readonly averageLife: number | null;
    /** Losses of the collateral to come. */
    readonly projectedLoss: number;
  };
  /** Net realizable value: not a fair value. */
  readonly reo: number;
  readonly cash: number;
  readonly derivativeAssets: number;
  readonly derivativeLiabilities: number;
  readonly hedges: readonly HedgeValue[];
  readonly tranches: readonly TrancheValue[];
  /** All tranches, those that the sponsor holds included. */
  readonly borrowings: number;
  /** The residual interest: all classes of that position together. */
  readonly residual: number;
  /** The residual's own cash at its own yield: differs from `residual` where the method made the residual the remainder. */
  readonly residualDiscounted: number;
  /** Null where the deal has no residual. */
  readonly residualYield: YieldFigure | null;
  /** Assets less liabilities less residual: 0 by construction, but for what the solved yields leave. */
  readonly remainder: number;
  /** Value-weighted mean yield of tranches and residual, beside the yield of the collateral; null where they are worth nothing. */
  readonly meanYield: number | null;
  /** The worst date's difference of cash in and cash out, from the flows that were valued. Units: dollars. */
  readonly cashBreach: number;
  readonly warnings: readonly string[];
}

/**
 * The balance sheet of the consolidated trusts, and what stands beside it. Every figure is in whole cents, and the lines add to their sums:
 * collateral + reo + derivativeAssets + cash = assets, borrowings + derivativeLiabilities = liabilities, assets - liabilities =
 * netAssets = residual + held.
 */
export interface PortfolioValue {
  readonly snapshot: string;
  readonly date: string;
  readonly trusts: readonly TrustValue[];
  readonly failed: readonly { readonly trust: string; readonly faults: readonly string[] }[];
  readonly totals: {
    readonly collateral: number;
    readonly reo: number;
    readonly derivativeAssets: number;
    readonly cash: number;
    readonly assets: number;
    /** Without the shares that the sponsor holds. */
    readonly borrowings: number;
    readonly derivativeLiabilities: number;
    readonly liabilities: number;
    readonly netAssets: number;
    /** Residual interests in full, and the part of them that others own. */
    readonly residual: number;
    readonly residualOfOthers: number;
    /** The sponsor's shares of tranches, which consolidation eliminates. */
    readonly held: number;
    /** What the sponsor owns of trusts that are not consolidated: its shares of residuals and of tranches. */
    readonly availableForSale: number;
    readonly longTermDebt: number;
  };
  readonly longTermDebt: readonly {
    readonly name: string;
    readonly balance: number;
    readonly fairValue: number;
    readonly yieldBey: number;
  }[];
}
