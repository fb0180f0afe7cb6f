/** Prices from yields and yields from prices, under each scenario, as a price/yield page has them. */
import { formatDate } from '../curves/dates.ts';
import { outputName, TRANCHE_OUTPUTS } from '../deal/outputs.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { type ProjectOptions, projectDeal } from '../engine/project.ts';
import { fail, WeirError } from '../errors.ts';
import { averageLife, paymentWindow } from '../valuation/averageLife.ts';
import type { TrancheCash } from '../valuation/cash.ts';
import { dv01, modifiedDuration } from '../valuation/duration.ts';
import { accruedInterest, cleanPrice, proceeds, yieldFromPrice, yieldMonthlyFromBey } from '../valuation/price.ts';
import { trancheCash } from '../valuation/trancheCash.ts';
import { givenText, type ScenarioRequest, scenariosFor } from './requests.ts';

/** One of price and yield; the other follows. */
export type Quote = { readonly price: number } | { readonly yieldBey: number };

/** Units: price per 100 of face without accrued interest; yields decimal; years; dollars for the whole class. */
export interface PriceFigures {
  readonly price: number;
  readonly yieldBey: number;
  readonly yieldMonthly: number;
  readonly modifiedDuration: number;
  readonly dv01: number;
  readonly accrued: number;
  readonly proceeds: number;
}

export interface PriceColumn {
  readonly scenario: string;
  /** One a quote; null where no yield gives the price. */
  readonly figures: readonly (PriceFigures | null)[];
  readonly averageLife: number | null;
  readonly firstPay: string | null;
  readonly lastPay: string | null;
}

export interface PriceReport {
  readonly deal: string;
  /** What the request changed besides speeds; empty where nothing. */
  readonly given: string;
  readonly tranche: string;
  readonly settlement: string;
  readonly face: number;
  readonly quotes: readonly Quote[];
  readonly columns: readonly PriceColumn[];
  readonly warnings: readonly string[];
}

/** Prices one tranche. Throws: REQUEST_INVALID for a tranche that the deal has not, and as `projectDeal`. */
export async function priceReport(
  deal: ResolvedDeal,
  tranche: string,
  quotes: readonly Quote[],
  request: ScenarioRequest,
  options: ProjectOptions = {},
): Promise<PriceReport> {
  refuseUnknownTranche(deal, tranche);
  if (quotes.length === 0)
    fail({ code: 'REQUEST_INVALID', place: 'price', got: 'no price and no yield', expected: 'one of them at least' });
  const outputs = new Set(TRANCHE_OUTPUTS.map((output) => outputName(tranche, output)));
  const { paths, warnings } = await projectDeal(deal, scenariosFor(deal, request), { ...options, outputs });
  const cashes = paths.map((path) => trancheCash(deal, path, tranche));
  if (cashes.every(({ face }) => !(face > 0))) {
    fail({
      code: 'REQUEST_INVALID',
      place: 'tranche',
      got: `class ${tranche}, without a balance or a notional`,
      expected: 'a class with a face to quote a price on; `weir flows` tells the cash of this one',
    });
  }
  return {
    deal: deal.name,
    given: givenText(request),
    tranche,
    settlement: formatDate(deal.dates.settlement),
    face: cashes[0]?.face ?? 0,
    quotes,
    columns: paths.map(({ scenario }, place) => columnOf(scenario.name, cashes[place], quotes)),
    warnings,
  };
}

/** Throws: REQUEST_INVALID, with the tranches that there are. */
export function refuseUnknownTranche(deal: ResolvedDeal, tranche: string): void {
  if (deal.tranches.some(({ name }) => name === tranche)) return;
  fail({
    code: 'REQUEST_INVALID',
    place: 'tranche',
    got: `'${tranche}'`,
    expected: `one of ${deal.tranches.map(({ name }) => name).join(', ')}`,
  });
}

function columnOf(scenario: string, cash: TrancheCash | undefined, quotes: readonly Quote[]): PriceColumn {
  if (cash === undefined) throw new Error(`price: no cash under ${scenario}`);
  const window = paymentWindow(cash);
  return {
    scenario,
    figures: quotes.map((quote) => figuresOf(cash, quote)),
    averageLife: averageLife(cash),
    firstPay: window === null ? null : formatDate(window.firstDate),
    lastPay: window === null ? null : formatDate(window.lastDate),
  };
}

/** Every figure that follows from a quote; null where there is no yield. */
export function figuresOf(cash: TrancheCash, quote: Quote): PriceFigures | null {
  try {
    const yieldBey = 'yieldBey' in quote ? quote.yieldBey : yieldFromPrice(cash, quote.price);
    const price = 'price' in quote ? quote.price : cleanPrice(cash, yieldBey);
    return {
      price,
      yieldBey,
      yieldMonthly: yieldMonthlyFromBey(yieldBey),
      modifiedDuration: modifiedDuration(cash, yieldBey),
      dv01: dv01(cash, yieldBey),
      accrued: accruedInterest(cash),
      proceeds: proceeds(cash, price),
    };
  } catch (error) {
    if (error instanceof WeirError && error.faults.every(({ code }) => code === 'YIELD_NONE')) return null;
    throw error;
  }
}
