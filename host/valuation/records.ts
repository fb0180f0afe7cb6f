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

export interface QuoteFigure {
  readonly source: string;
  readonly price: number;
  readonly orderly: boolean;
  /** The quote lies outside what the low and high yields of the matrix are worth. */
  readonly isOutside: boolean;
}

export interface TrancheValue {
  readonly name: string;
  readonly position: string;
  /** Current balance, or notional. */
  readonly face: number;
  readonly isNotional: boolean;
  readonly fairValue: number;
  /** Null where there is no face. */
  readonly price: number | null;
  readonly yield: YieldFigure | null;
  readonly averageLife: number | null;
  /** Writedowns less writeups to come, and principal still owed at the end. */
  readonly projectedLoss: number;
  /** What collateral losses could grow by before the class loses a dollar is the break-even's to say; this is enhancement over expected losses. */
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
  readonly method: Method;
  /** Which side the method took as given: `liabilities`, or `assets`. */
  readonly side: 'assets' | 'liabilities';
  readonly collateral: {
    readonly upb: number;
    readonly fairValue: number;
    readonly price: number;
    readonly yield: YieldFigure;
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
  readonly borrowings: number;
  readonly residual: number;
  /** The residual's own cash at its own yield, where the method made the residual the remainder. */
  readonly residualDiscounted: number;
  readonly residualYield: YieldFigure;
  /** Assets less liabilities less residual: 0 by construction under the blended method. */
  readonly remainder: number;
  /** Value-weighted mean yield of tranches and residual, beside the solved yield of the collateral. */
  readonly meanYield: number;
  /** The worst breach of the monthly cash identity on any path. Units: dollars. */
  readonly cashBreach: number;
  readonly warnings: readonly string[];
}

/** The balance sheet of the consolidated trusts, and what stands beside it. */
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
    readonly borrowings: number;
    readonly derivativeLiabilities: number;
    readonly liabilities: number;
    readonly residual: number;
    /** Residuals of trusts that are not consolidated. */
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
