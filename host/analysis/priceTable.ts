/** Price, yield, discount margin and Z-spread from any one of them, under each scenario, as a price/yield page has them. */
import { type DayCount, formatDate } from '../curves/dates.ts';
import { outputName, TRANCHE_OUTPUTS } from '../deal/outputs.ts';
import type { ResolvedDeal, ResolvedTranche } from '../deal/resolved.ts';
import { type PathProjection, type ProjectOptions, projectDeal } from '../engine/project.ts';
import { fail, WeirError } from '../errors.ts';
import { averageLife, paymentWindow } from '../valuation/averageLife.ts';
import type { TrancheCash } from '../valuation/cash.ts';
import { dv01, modifiedDuration } from '../valuation/duration.ts';
import { type IndexPath, marginFromValue, valueAtMargin, valueAtZSpread, zSpreadFromValue } from '../valuation/margin.ts';
import { accruedInterest, cleanPrice, meanYears, proceeds, yieldFromPrice, yieldMonthlyFromBey } from '../valuation/price.ts';
import { trancheCash } from '../valuation/trancheCash.ts';
import { CURVE_FORMS, type SpreadBasis, type SpreadCurve, type SpreadRequest, spreadBasis } from './priceSpreads.ts';
import { givenText, type ScenarioRequest, scenariosFor } from './requests.ts';

/** One of them; the others follow. Spreads are decimals a year, as valuation/margin.ts has them. */
export type Quote =
  | { readonly price: number }
  | { readonly yieldBey: number }
  | { readonly discountMargin: number }
  | { readonly zSpread: number };

/** Units: price per 100 of face without accrued interest; yields decimal; years; dollars for the whole class. */
export interface PriceFigures {
  readonly price: number;
  readonly yieldBey: number;
  readonly yieldMonthly: number;
  readonly modifiedDuration: number;
  readonly dv01: number;
  readonly accrued: number;
  readonly proceeds: number;
  /** Over the index that the coupon follows; null where it follows none, or no margin gives the price. */
  readonly discountMargin: number | null;
  /** Over the curve given, bond-equivalent: over its zero rates, and the yield over its rate at the average life; null without a curve. */
  readonly zSpread: number | null;
  readonly nominalSpread: number | null;
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
  /** What discount margins are over, with the day count of the class; null where there is none. */
  readonly index: string | null;
  readonly dayCount: DayCount;
  /** What Z-spreads are over, as it was given. */
  readonly curve: string | null;
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
  spreads: SpreadRequest = {},
): Promise<PriceReport> {
  const terms = knownTranche(deal, tranche);
  if (quotes.length === 0)
    fail({ code: 'REQUEST_INVALID', place: 'price', got: 'no price and no yield', expected: 'one of them at least' });
  const basis = spreadBasis(deal, terms, spreads);
  refuseWithoutBasis(quotes, basis);
  const outputs = new Set(TRANCHE_OUTPUTS.map((output) => outputName(tranche, output)));
  const { paths, warnings } = await projectDeal(deal, scenariosFor(deal, request), {
    ...options,
    outputs,
    ...((basis.index ?? basis.curve) !== undefined && { withNotes: true }),
  });
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
    index: basis.index ?? null,
    dayCount: terms.dayCount,
    curve: basis.curve ?? null,
    columns: paths.map((path, place) => columnOf(path.scenario.name, cashes[place], quotes, overOn(basis, path))),
    warnings,
  };
}

/** Quotes of a spread need what it is over. */
function refuseWithoutBasis(quotes: readonly Quote[], { index, curve }: SpreadBasis): void {
  if (index === undefined && quotes.some((quote) => 'discountMargin' in quote))
    fail({
      code: 'REQUEST_INVALID',
      place: 'over',
      got: 'a discount margin of a class whose coupon follows no index, or several',
      expected: 'the index it is over, by name',
    });
  if (curve === undefined && quotes.some((quote) => 'zSpread' in quote))
    fail({ code: 'REQUEST_INVALID', place: 'curve', got: 'a Z-spread over no curve', expected: CURVE_FORMS });
}

/** What spreads are over, on one path. */
interface Over {
  readonly index?: IndexPath | undefined;
  readonly curve?: SpreadCurve | undefined;
}

const overOn = (basis: SpreadBasis, path: PathProjection): Over => ({ index: basis.indexOn(path), curve: basis.curveOn(path) });

/** Throws: REQUEST_INVALID, with the tranches that there are. */
export function knownTranche(deal: ResolvedDeal, tranche: string): ResolvedTranche {
  const known = deal.tranches.find(({ name }) => name === tranche);
  if (known !== undefined) return known;
  return fail({
    code: 'REQUEST_INVALID',
    place: 'tranche',
    got: `'${tranche}'`,
    expected: `one of ${deal.tranches.map(({ name }) => name).join(', ')}`,
  });
}

function columnOf(scenario: string, cash: TrancheCash | undefined, quotes: readonly Quote[], over: Over): PriceColumn {
  if (cash === undefined) throw new Error(`price: no cash under ${scenario}`);
  const window = paymentWindow(cash);
  return {
    scenario,
    figures: quotes.map((quote) => figuresOf(cash, quote, over)),
    averageLife: averageLife(cash),
    firstPay: window === null ? null : formatDate(window.firstDate),
    lastPay: window === null ? null : formatDate(window.lastDate),
  };
}

/** Every figure that follows from a quote; null where there is no yield. */
export function figuresOf(cash: TrancheCash, quote: Quote, over: Over = {}): PriceFigures | null {
  const figures = orNull(() => {
    const yieldBey = 'yieldBey' in quote ? quote.yieldBey : yieldAt(cash, quote, over);
    const price = priceAt(cash, quote, over);
    return {
      price,
      yieldBey,
      yieldMonthly: yieldMonthlyFromBey(yieldBey),
      modifiedDuration: modifiedDuration(cash, yieldBey),
      dv01: dv01(cash, yieldBey),
      accrued: accruedInterest(cash),
      proceeds: proceeds(cash, price),
    };
  });
  return figures === null ? null : { ...figures, ...spreadsAt(cash, quote, figures, over) };
}

/** The price without accrued interest that a quote means. */
function priceAt(cash: TrancheCash, quote: Quote, { index, curve }: Over): number {
  if ('price' in quote) return quote.price;
  if ('yieldBey' in quote) return cleanPrice(cash, quote.yieldBey);
  const value =
    'discountMargin' in quote
      ? index && valueAtMargin(cash, index, quote.discountMargin)
      : curve && valueAtZSpread(cash, curve.minusLog, quote.zSpread);
  if (value === undefined) throw new Error('price: a spread over nothing');
  return (100 * (value - accruedInterest(cash))) / cash.face;
}

const yieldAt = (cash: TrancheCash, quote: Quote, over: Over) => yieldFromPrice(cash, priceAt(cash, quote, over));

/** Spreads at the proceeds of a quote; a spread that was given stays as it is. */
function spreadsAt(
  cash: TrancheCash,
  quote: Quote,
  { yieldBey, proceeds: value }: Pick<PriceFigures, 'yieldBey' | 'proceeds'>,
  { index, curve }: Over,
): Pick<PriceFigures, 'discountMargin' | 'zSpread' | 'nominalSpread'> {
  const life = averageLife(cash) ?? meanYears(cash, yieldBey);
  return {
    discountMargin:
      'discountMargin' in quote
        ? quote.discountMargin
        : index === undefined
          ? null
          : orNull(() => marginFromValue(cash, index, value)),
    zSpread:
      'zSpread' in quote
        ? quote.zSpread
        : curve === undefined
          ? null
          : orNull(() => zSpreadFromValue(cash, curve.minusLog, value)),
    nominalSpread: curve === undefined ? null : yieldBey - curve.rateAt(life),
  };
}

/** Null where no yield or spread gives the price. */
export function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof WeirError && error.faults.every(({ code }) => code === 'YIELD_NONE')) return null;
    throw error;
  }
}
