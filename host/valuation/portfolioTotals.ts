/** The balance sheet of a portfolio, in whole cents: consolidated trusts line by line, what they add to, and what stands beside them. */
import { Decimal } from 'decimal.js';
import type { DebtValue } from './longTermDebt.ts';
import type { PortfolioValue, TrustValue } from './records.ts';

type Totals = PortfolioValue['totals'];

/** The lines of one consolidated trust, in dollars of whole cents; they add as those of the portfolio do. */
export type TrustLine = Omit<Totals, 'availableForSale' | 'longTermDebt'>;

/** The same before it leaves as numbers. */
type ExactLine = Readonly<Record<keyof TrustLine, Decimal>>;

/** What is valued: trusts, those that could not be, and the sponsor's debt. */
export interface Portfolio {
  readonly snapshot: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly trusts: readonly TrustValue[];
  readonly failed: readonly { readonly trust: string; readonly faults: readonly string[] }[];
  readonly longTermDebt: readonly DebtValue[];
}

/**
 * Adds up a portfolio. Only consolidated trusts are in its assets and liabilities; of others the sponsor has what it owns: its shares
 * of the residual and of tranches, available for sale, beside the sheet. Debt stands beside it too.
 *
 * Each line of each trust is rounded to the cent, half away from zero, and lines are added as decimals, so that every column foots.
 */
export function portfolioValue({ snapshot, date, trusts, failed, longTermDebt }: Portfolio): PortfolioValue {
  const lines = trusts.filter(({ consolidated }) => consolidated).map(exactLine);
  const others = trusts.filter(({ consolidated }) => !consolidated);
  return {
    snapshot,
    date,
    trusts,
    failed,
    totals: {
      ...numbers((field) => sum(lines.map((line) => line[field]))),
      availableForSale: sum(others.map(ownedOf)).toNumber(),
      longTermDebt: sum(longTermDebt.map(({ fairValue }) => cents(fairValue))).toNumber(),
    },
    longTermDebt,
  };
}

/**
 * The balance sheet of one trust as if it were consolidated: tranches that the sponsor holds are no borrowings. The residual takes what
 * rounding to cents leaves, so that the sheet foots; its own figure is in the trust's value.
 *
 * Units: dollars, whole cents.
 */
export function trustLine(trust: TrustValue): TrustLine {
  const line = exactLine(trust);
  return numbers((field) => line[field]);
}

function exactLine(trust: TrustValue): ExactLine {
  const [collateral, reo] = [cents(trust.collateral.fairValue), cents(trust.reo)];
  const [derivativeAssets, cash] = [cents(trust.derivativeAssets), cents(trust.cash)];
  const assets = sum([collateral, reo, derivativeAssets, cash]);
  const borrowings = sum(trust.tranches.map(({ fairValue, held }) => cents(fairValue * (1 - held))));
  const derivativeLiabilities = cents(trust.derivativeLiabilities);
  const liabilities = borrowings.plus(derivativeLiabilities);
  const netAssets = assets.minus(liabilities);
  const held = heldOf(trust);
  const residual = netAssets.minus(held);
  const residualOfOthers = cents(trust.residual * (1 - trust.residualOwned));
  return {
    collateral,
    reo,
    derivativeAssets,
    cash,
    assets,
    borrowings,
    derivativeLiabilities,
    liabilities,
    netAssets,
    residual,
    residualOfOthers,
    held,
  };
}

function numbers(of: (field: keyof TrustLine) => Decimal): TrustLine {
  return {
    collateral: of('collateral').toNumber(),
    reo: of('reo').toNumber(),
    derivativeAssets: of('derivativeAssets').toNumber(),
    cash: of('cash').toNumber(),
    assets: of('assets').toNumber(),
    borrowings: of('borrowings').toNumber(),
    derivativeLiabilities: of('derivativeLiabilities').toNumber(),
    liabilities: of('liabilities').toNumber(),
    netAssets: of('netAssets').toNumber(),
    residual: of('residual').toNumber(),
    residualOfOthers: of('residualOfOthers').toNumber(),
    held: of('held').toNumber(),
  };
}

/** The sponsor's shares of tranches. */
function heldOf({ tranches }: TrustValue): Decimal {
  return sum(tranches.map(({ fairValue, held }) => cents(fairValue * held)));
}

/** What the sponsor owns of a trust that it does not consolidate. */
function ownedOf(trust: TrustValue): Decimal {
  return cents(trust.residual * trust.residualOwned).plus(heldOf(trust));
}

function cents(dollars: number): Decimal {
  return new Decimal(dollars).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
}

function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((total, amount) => total.plus(amount), new Decimal(0));
}
