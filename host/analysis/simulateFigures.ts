/** The figures of a trust from the sums and values of its paths. */
import { formatDate } from '../curves/dates.ts';
import { mergedBins, percentilesOf } from '../engine/bins.ts';
import { marginFromValue } from '../valuation/margin.ts';
import { orNull } from './priceTable.ts';
import type { InstrumentKind } from './simulateCash.ts';
import { AS_IS } from './simulateMarket.ts';
import {
  type Distribution,
  distributionOf,
  PERCENTILES,
  spreadDuration,
  spreadOf,
  standardErrorOf,
  valueAtSpread,
} from './simulateNumbers.ts';
import { type PathSums, type TrustPaths, trustEstimator } from './simulatePaths.ts';
import { dollarsOf, type PriceOrSpread, priceOf } from './simulateQuotes.ts';
import { CURVE_BUMP, KEY_RATES, MULTIPLE_BUMP } from './simulateRequest.ts';

/** How a value moves, the spread over the paths' rates held. Units: durations years; elasticities percent of value for a percent of the input. */
export interface Risk {
  readonly spreadDuration: number | null;
  /** Par yields 25 basis points up and down. */
  readonly duration: number | null;
  readonly convexity: number | null;
  readonly keyRates: readonly { readonly years: number; readonly duration: number | null }[];
  /** Percent that the value falls by when the input rises by a percent of itself. */
  readonly volatilityDuration: number | null;
  readonly prepaymentDuration: number | null;
  readonly defaultDuration: number | null;
  readonly severityDuration: number | null;
  /** Percent that the value rises by when home prices rise by one. */
  readonly homePriceDelta: number | null;
}

/** A spread over the paths' rates and what it is told against. Units: dollars; spreads a year, continuous. */
export interface Spreads {
  /** The Z-spread: over the forward curve, at which base cash is worth the price. */
  readonly spread: number | null;
  /** Over the index that the coupon of a class follows, on base cash, by its day count; null where it follows none. */
  readonly discountMargin: number | null;
  /** The spread over the paths' rates at which the mean of their cash is worth the price, and its standard error. */
  readonly oas: number | null;
  readonly oasError: number | null;
  /** Z-spread less OAS: what options are worth a year. */
  readonly optionCost: number | null;
  /** The same in dollars: what base cash would be worth at the OAS, less the price. */
  readonly optionValue: number | null;
}

export interface InstrumentFigures extends Spreads, Risk {
  readonly name: string;
  readonly kind: InstrumentKind;
  /** The value of the base case, at `yieldBey`. */
  readonly price: number;
  readonly yieldBey: number | null;
  /** Values of the paths' cash at that yield. */
  readonly byYield: Distribution;
  /** Values at the paths' own rates with the Z-spread over them (without one: 0). */
  readonly byRates: Distribution;
}

/** What a price or a spread that was asked about comes to. */
export interface QuoteFigures extends Spreads, Risk {
  readonly trust: string;
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly given: 'price' | 'oas';
  /** Accrued interest included, and its standard error where it follows from the OAS. Units: dollars. */
  readonly value: number;
  readonly valueError: number | null;
  /** Per 100 of balance, without accrued interest; null where there is none. */
  readonly price: number | null;
}

/** What is worth less has no durations. Units: dollars. */
const LEAST_WORTH = 1;

/** The figures of every instrument of a trust. */
export function trustFigures(paths: TrustPaths): InstrumentFigures[] {
  const estimator = trustEstimator(paths);
  return paths.prepared.instruments.map((instrument, place) => {
    const { name, kind, price, yieldBey } = instrument;
    const base = sumsOf(paths);
    return {
      name,
      kind,
      price,
      yieldBey,
      byYield: distributionOf(
        base.byYield.map((list) => list[place] ?? new Float64Array(0)),
        estimator,
      ),
      byRates: distributionOf(
        base.byRates.map((list) => list[place] ?? new Float64Array(0)),
        estimator,
      ),
      ...measured(paths, place, { value: price, spread: paths.plan.spreads[place] ?? null }),
    };
  });
}

/** What quotes of a trust come to. Quotes of instruments that it has not are left out. */
export function quoteFigures(paths: TrustPaths, quotes: readonly PriceOrSpread[]): QuoteFigures[] {
  const { trust, instruments, years } = paths.prepared;
  return quotes.flatMap((quote): QuoteFigures[] => {
    const place = instruments.findIndex(({ name }) => name === quote.instrument);
    const instrument = instruments[place];
    if (quote.trust !== trust.name || instrument === undefined) return [];
    const { name, kind } = instrument;
    const given = dollarsOf(quote, instrument);
    const value = given ?? valueAtSpread(meanCash(sumsOf(paths), 'discounted', place), years, quote.oas ?? 0);
    const spread = spreadOf(paths.plan.forward[place] ?? [], years, value);
    const figures = measured(paths, place, { value, spread, ...(quote.oas !== undefined && { oas: quote.oas }) });
    return [
      {
        trust: trust.name,
        name,
        kind,
        given: given === undefined ? 'oas' : 'price',
        value,
        valueError: given === undefined ? standardErrorOf(meansAt(paths, place, quote.oas ?? 0)) : null,
        price: priceOf(value, instrument),
        ...figures,
      },
    ];
  });
}

function sumsOf({ sums }: TrustPaths): PathSums {
  const base = sums.get(AS_IS.name);
  if (base === undefined) throw new Error('simulateFigures: no paths');
  return base;
}

/** The mean value of each randomization at a spread over its paths' rates. */
function meansAt(paths: TrustPaths, place: number, spread: number): number[] {
  const base = sumsOf(paths);
  return base.discounted.map(
    (list, randomization) => valueAtSpread(list[place] ?? [], paths.prepared.years, spread) / (base.paths[randomization] ?? 1),
  );
}

/**
 * Spreads of a value, and how it moves at its OAS; where it has none (cash whose options alone are worth something) at its Z-spread, or at
 * none. An OAS that is given has no error: the value has it.
 */
function measured(
  paths: TrustPaths,
  place: number,
  { value, spread, oas: given }: { value: number; spread: number | null; oas?: number },
): Spreads & Risk {
  const { years, margins } = paths.prepared;
  const basis = margins[place];
  const discounted = meanCash(sumsOf(paths), 'discounted', place);
  const forward = paths.plan.forward[place] ?? [];
  const oas = given ?? spreadOf(discounted, years, value);
  const at = oas ?? spread ?? 0;
  const worth = valueAtSpread(discounted, years, at);
  const slope = spreadDuration(discounted, years, at);
  const error = given === undefined ? standardErrorOf(meansAt(paths, place, at)) : null;
  return {
    spread,
    discountMargin: basis === undefined ? null : orNull(() => marginFromValue(basis.cash, basis.index, value)),
    oas,
    oasError: oas === null || error === null ? null : error / Math.abs(worth * slope),
    optionCost: oas === null || spread === null ? null : spread - oas,
    optionValue: oas === null ? null : valueAtSpread(forward, years, oas) - value,
    spreadDuration: Math.abs(worth) < LEAST_WORTH ? null : slope,
    ...riskAt(paths, place, at, worth),
  };
}

function riskAt(paths: TrustPaths, place: number, at: number, worth: number): Omit<Risk, 'spreadDuration'> {
  const { years } = paths.prepared;
  const valueIn = (variation: string): number | undefined => {
    const sums = paths.sums.get(variation);
    return sums === undefined || Math.abs(worth) < LEAST_WORTH
      ? undefined
      : valueAtSpread(meanCash(sums, 'discounted', place), years, at);
  };
  const slopeOf = (input: string, bump: number): number | null => {
    const [up, down] = [valueIn(`${input} 1`), valueIn(`${input} -1`)];
    return up === undefined || down === undefined ? null : (down - up) / (2 * bump * worth);
  };
  const [up, down] = [valueIn('curve 1'), valueIn('curve -1')];
  const rises = slopeOf('homePrices', MULTIPLE_BUMP);
  return {
    duration: slopeOf('curve', CURVE_BUMP),
    convexity: up === undefined || down === undefined ? null : (up + down - 2 * worth) / (worth * CURVE_BUMP ** 2),
    keyRates: KEY_RATES.map((year) => ({ years: year, duration: slopeOf(`key ${year}`, CURVE_BUMP) })).filter(
      ({ duration }) => duration !== null,
    ),
    volatilityDuration: slopeOf('volatility', MULTIPLE_BUMP),
    prepaymentDuration: slopeOf('prepayment', MULTIPLE_BUMP),
    defaultDuration: slopeOf('default', MULTIPLE_BUMP),
    severityDuration: slopeOf('severity', MULTIPLE_BUMP),
    homePriceDelta: rises === null ? null : -rises,
  };
}

/** Mean over all paths by payment date: randomizations one after another. */
export function meanCash(sums: PathSums, of: 'cash' | 'discounted' | 'fanSums', place: number): Float64Array {
  const total = new Float64Array(sums[of][0]?.[place]?.length ?? 0);
  for (const list of sums[of]) for (let k = 0; k < total.length; k++) total[k]! += list[place]?.[k] ?? 0;
  const paths = pathsOf(sums);
  return total.map((sum) => sum / paths);
}

const pathsOf = ({ paths }: PathSums) => paths.reduce((sum, count) => sum + count, 0);

/** By payment date. */
export interface TrustMonths {
  readonly dates: readonly string[];
  /** Share of paths on which it is so. */
  readonly events: readonly { readonly name: string; readonly probability: Float64Array }[];
  /** Percentiles by PERCENTILES, of all paths, by bin (engine/bins.ts). Entry 0 is the cut-off. */
  readonly fans: readonly { readonly name: string; readonly mean: Float64Array; readonly percentiles: readonly Float64Array[] }[];
  /** Mean cash by instrument. */
  readonly cash: readonly { readonly name: string; readonly mean: Float64Array }[];
}

export function monthFigures(paths: TrustPaths): TrustMonths {
  const { events, fans, path, planned, instruments } = paths.prepared;
  const sums = sumsOf(paths);
  const rows = planned.periods + 1;
  const all = pathsOf(sums);
  const percentiles = percentilesOf(mergedBins(sums.fans), PERCENTILES);
  return {
    dates: Array.from(path.calendar.payments.subarray(0, planned.periods), formatDate),
    events: events.map(({ name }, place) => ({
      name,
      probability: (sums.events[place] ?? new Float64Array(rows)).map((count) => count / all),
    })),
    fans: fans.map(({ name }, place) => {
      const told = percentiles.slice(place * rows, (place + 1) * rows);
      return {
        name,
        mean: meanCash(sums, 'fanSums', place),
        percentiles: PERCENTILES.map((_, k) => Float64Array.from(told, (list) => list[k] ?? 0)),
      };
    }),
    cash: instruments.map(({ name }, place) => ({ name, mean: meanCash(sums, 'cash', place) })),
  };
}
