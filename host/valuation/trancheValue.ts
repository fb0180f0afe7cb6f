/** What one class is worth: its yield and where that came from, its value, its losses, and the quotes beside it. */
import { formatDate } from '../curves/dates.ts';
import type { ResolvedDeal, ResolvedTranche } from '../deal/resolved.ts';
import { type Fault, shown, WeirError } from '../errors.ts';
import type { Benchmark, DiscountRow, Market, TrustInput } from '../portfolio/records.ts';
import { averageLife } from './averageLife.ts';
import { benchmarkRate } from './benchmark.ts';
import { cashPaid, HALF_CENT, paymentCount, type TrancheCash } from './cash.ts';
import { findRow, missingRow } from './discountMatrix.ts';
import { accruedInterest, cleanPrice, fullValue, meanYears, proceeds, yieldFromPrice } from './price.ts';
import type { QuoteFigure, TrancheValue, YieldFigure } from './records.ts';
import type { ClassCash } from './trustCash.ts';

export const RESIDUAL = 'residual';
export const COLLATERAL = 'collateral';

/** A yield and where it came from, before it is set against the benchmark. */
export type ChosenYield = Omit<YieldFigure, 'benchmark' | 'riskPremium'>;

/** The position of a class: as the trust says; a residual class of the deal is `residual`; otherwise unknown. */
export function positionOf(trust: TrustInput, { name, isResidual }: ResolvedTranche): string | undefined {
  return trust.positions.get(name) ?? (isResidual ? RESIDUAL : undefined);
}

/**
 * The yield of some cash of a trust: its own by `yields`, else solved from its price by `prices`, else that of the matrix for its
 * position. Faults are added to the list, and the yield is then undefined.
 *
 * Faults: DISCOUNT_MISSING where the matrix has no row or the class no position; YIELD_NONE where no yield gives the price.
 */
export function chooseYield(
  name: string,
  position: string | undefined,
  cash: TrancheCash,
  trust: TrustInput,
  market: Market,
  faults: Fault[],
): ChosenYield | undefined {
  const place = `${trust.name}, ${name}`;
  const own = trust.yields.get(name);
  if (own !== undefined) return { yieldBey: own, from: 'override', ...NO_RANGE, source: 'the trust', orderly: false };
  const price = trust.prices.get(name);
  if (price !== undefined) return priced(cash, price, place, faults);
  const row = position === undefined ? undefined : findRow(market.discount, { ...trust, position });
  if (row === undefined) {
    faults.push(missingRow(market.discount, { ...trust, position }, place));
    return undefined;
  }
  const { low, high, source, orderly } = row;
  return { yieldBey: row.chosen, from: 'matrix', low, high, source, orderly };
}

const NO_RANGE = { low: null, high: null } as const;

function priced(cash: TrancheCash, price: number, place: string, faults: Fault[]): ChosenYield | undefined {
  try {
    return { yieldBey: yieldFromPrice(cash, price), from: 'price', ...NO_RANGE, source: 'the price given', orderly: true };
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    faults.push(...error.faults.map((fault) => ({ ...fault, place: `${place}, ${fault.place}`, got: shown(price) })));
    return undefined;
  }
}

/**
 * Sets a yield against the benchmark at the cash's average life; where no principal comes back (a residual, some notionals) at the
 * value-weighted mean time to the cash; at 0 where there is no cash. Null for no yield.
 *
 * Units: `life` years, as `averageLife`.
 */
export function figureOf(
  chosen: ChosenYield | undefined,
  cash: TrancheCash,
  life: number | null,
  benchmark: Benchmark,
): YieldFigure | null {
  if (chosen === undefined) return null;
  const mean = life ?? meanYears(cash, chosen.yieldBey);
  const rate = benchmarkRate(benchmark, Number.isFinite(mean) ? mean : 0);
  return { ...chosen, benchmark: rate, riskPremium: chosen.yieldBey - rate };
}

/** No cash comes. */
export function paysNothing(cash: TrancheCash): boolean {
  for (let i = 0; i < paymentCount(cash); i++) if (cashPaid(cash, i) > 0) return false;
  return true;
}

/** Value at a yield; what a price given buys is that price to the last digit. Units: dollars, accrued interest included. */
export function valueAt(name: string, cash: TrancheCash, chosen: ChosenYield | undefined, trust: TrustInput): number {
  if (chosen === undefined) return 0;
  const price = trust.prices.get(name);
  return chosen.from === 'price' && price !== undefined ? proceeds(cash, price) : fullValue(cash, chosen.yieldBey);
}

/**
 * The figures of a class that is worth `fairValue` at its yield.
 *
 * Units: dollars; coverage a multiple.
 */
export function trancheValue(
  { tranche, cash, writtenDown, writtenUp }: ClassCash,
  chosen: ChosenYield | undefined,
  fairValue: number,
  trust: TrustInput,
  market: Market,
  coverage: number | null,
): TrancheValue {
  const { name, hasBalance } = tranche;
  const position = positionOf(trust, tranche);
  const life = averageLife(cash);
  const hasFace = cash.face > HALF_CENT;
  // A class that is worth less than what has accrued trades flat.
  const accrued = Math.min(accruedInterest(cash), fairValue);
  const row = position === undefined ? undefined : findRow(market.discount, { ...trust, position });
  const last = paymentCount(cash) - 1;
  let projectedLoss = hasBalance && last >= 0 ? cash.balance[last]! : 0;
  let first = -1;
  for (let i = 0; i <= last; i++) {
    projectedLoss += writtenDown[i]! - writtenUp[i]!;
    if (first < 0 && writtenDown[i]! > HALF_CENT) first = i;
  }
  return {
    name,
    position: position ?? '',
    face: cash.face,
    isNotional: !hasBalance,
    fairValue,
    price: hasFace ? (100 * (fairValue - accrued)) / cash.face : null,
    accrued,
    yield: figureOf(chosen, cash, life, market.benchmark),
    averageLife: life,
    projectedLoss,
    coverage,
    firstWritedown: first < 0 ? null : formatDate(cash.paymentDates[first]!).slice(0, 7),
    held: trust.held.get(name) ?? 0,
    quotes: quoteFigures(name, cash, hasFace ? row : undefined, trust),
  };
}

/** Quotes are clean prices: each is held against those that the high and the low yield of the matrix give. */
function quoteFigures(name: string, cash: TrancheCash, row: DiscountRow | undefined, trust: TrustInput): QuoteFigure[] {
  const quotes = trust.quotes.filter(({ tranche }) => tranche === name);
  if (quotes.length === 0) return [];
  const lowPrice = row === undefined ? null : cleanPrice(cash, row.high);
  const highPrice = row === undefined ? null : cleanPrice(cash, row.low);
  return quotes.map(({ source, price, orderly }) => ({
    source,
    price,
    orderly,
    lowPrice,
    highPrice,
    isOutside: lowPrice === null || highPrice === null ? null : price < lowPrice || price > highPrice,
  }));
}

/** Positions whose seniority is known, the first paid first. */
const BY_SENIORITY = ['senior', 'mezzanine', 'subordinate'];

/** How senior a class is, 0 first: by the deal's `ranks`, else by its position. Undefined where neither says. */
function standing({ ranks }: ResolvedDeal, { name }: ResolvedTranche, trust: TrustInput): number | undefined {
  const ranked = ranks.findIndex((names) => names.includes(name));
  const place = ranks.length > 0 ? ranked : BY_SENIORITY.indexOf(trust.positions.get(name) ?? '');
  return place < 0 ? undefined : place;
}

/**
 * Coverage by class: what stands behind it over the losses that the collateral is expected to have. What stands behind it is pool balance
 * and REO at net realizable value, less the balances of the classes before or beside it, itself included: the balances subordinate to
 * it and the overcollateralization; not below 0. Classes of one rank, or of one position, stand beside each other; residual classes
 * stand behind all.
 *
 * Null for a notional, where no losses are expected, where the class's own seniority is not known, and for every class where some class
 * with a balance stands nobody knows where.
 * Units: `backing` and `losses` dollars; the result a multiple, one a class.
 */
export function coverages(
  deal: ResolvedDeal,
  classes: readonly ClassCash[],
  trust: TrustInput,
  backing: number,
  losses: number,
): (number | null)[] {
  const owed = classes.filter(({ tranche, cash }) => tranche.hasBalance && cash.face > HALF_CENT);
  const places = new Map(owed.map(({ tranche }) => [tranche.name, standing(deal, tranche, trust)]));
  const isKnown = losses > HALF_CENT && [...places.values()].every((place) => place !== undefined);
  return classes.map(({ tranche }) => {
    const own = places.get(tranche.name);
    if (!isKnown || own === undefined) return null;
    let before = 0;
    for (const { tranche: other, cash } of owed) if ((places.get(other.name) ?? 0) <= own) before += cash.face;
    return Math.max(0, backing - before) / losses;
  });
}
