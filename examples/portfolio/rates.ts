/**
 * Rates: those of the past, forward curves, and the market files of a snapshot. All approximate: they have the levels and the shape of
 * the public rates of those days, not their exact values.
 *
 * Units: thousandths of a percent (250 is 0.25 %), months counted from year 0.
 */
import {
  FORWARD_LIBOR,
  HOME_PRICES,
  type Index,
  PAR_YIELDS,
  PAST_LIBOR,
  PAST_LIBOR_BEGINS,
  POSITIONS,
  type Position,
  SPREAD_YEARS,
  TENOR_SPREADS,
  yieldsOf,
} from './calibration.ts';
import { monthOf, monthText, rateText, trimmed } from './numbers.ts';
import { VINTAGES } from './vintages.ts';

export const INDICES: readonly Index[] = ['LIBOR_1M', 'LIBOR_6M', 'LIBOR_1Y'];
const FIRST_PAST = monthOf(PAST_LIBOR_BEGINS.year, PAST_LIBOR_BEGINS.month);

/** A rate of the past in a payment month. Throws: for a month that is not in the table. */
export function pastRate(index: Index, month: number): number {
  const rate = PAST_LIBOR[index][month - FIRST_PAST];
  if (rate === undefined) throw new Error(`rates: no ${index} for month ${month}`);
  return rate;
}

/**
 * The forward curve of an index as seen at a date: its last fixing, then forward one-month rates and a spread for the longer indices,
 * which goes from what it is to its long-run size.
 */
export function forwardCurve(index: Index, date: number, lastMonth: number): { month: number; rate: number }[] {
  const now = pastRate(index, lastMonth);
  const spreadNow = now - pastRate('LIBOR_1M', lastMonth);
  const points = (FORWARD_LIBOR[date] ?? []).map(([years, rate]) => {
    const way = Math.min(1, years / SPREAD_YEARS);
    const spread = spreadNow + (TENOR_SPREADS[index] - spreadNow) * way;
    return { month: lastMonth + 12 * years, rate: Math.round(rate + spread) };
  });
  return [{ month: lastMonth, rate: now }, ...points];
}

/** The text of indices.csv: three months of the past, which look-backs read, then the forward curves. */
export function indicesText(date: number, lastMonth: number): string {
  const [past, ahead] = ['past fixing, approximate', 'forward, approximate'];
  const lines = INDICES.flatMap((index) => {
    const before = [-3, -2, -1].map((offset) => ({ month: lastMonth + offset, rate: pastRate(index, lastMonth + offset) }));
    return [...before, ...forwardCurve(index, date, lastMonth)].map(({ month, rate }) =>
      [index, monthText(month), rateText(rate), `"${month > lastMonth ? ahead : past}"`].join(','),
    );
  });
  return `${['index,month,rate,source', ...lines].join('\n')}\n`;
}

/** The text of discount.csv: a row a vintage and position, then one a position for whatever else there may be. */
export function discountText(date: number): string {
  const row = (type: string, vintage: string, position: Position, year?: number): string => {
    const { low, chosen, high } = yieldsOf(position, date, year);
    const cells = [low, chosen, high].map((value) => trimmed(value / 100, 5));
    // The lowest positions hardly traded: what is said of them was said by sellers in need.
    const isOrderly = position === 'collateral' || position === 'senior';
    const source = isOrderly ? 'pricing service, synthetic' : 'broker indication, synthetic';
    return [type, vintage, position, ...cells, `"${source}"`, isOrderly].join(',');
  };
  const own = VINTAGES.flatMap(({ vintage }) => POSITIONS.map((position) => row('alt-a', String(vintage), position, vintage)));
  const others = POSITIONS.map((position) => row('*', '*', position));
  return `${['type,vintage,position,low,chosen,high,source,orderly', ...own, ...others].join('\n')}\n`;
}

/** The text of benchmark.csv. */
export function benchmarkText(date: number): string {
  const lines = (PAR_YIELDS[date] ?? []).map(([years, percent]) => `${years},${trimmed(percent / 100, 6)}`);
  return `${['years,rate', ...lines].join('\n')}\n`;
}

/** The text of homePrices.csv: what was, up to the last month, and what is expected. Months between those given are linear. */
export function homePricesText(lastMonth: number): string {
  const past = HOME_PRICES.past
    .map(([year, month, level]) => ({ month: monthOf(year, month), level }))
    .filter(({ month }) => month <= lastMonth);
  const now = past.at(-1)?.level ?? 0;
  const ahead = HOME_PRICES.ahead.map(([years, times]) => ({ month: lastMonth + 12 * years, level: (now * times) / 1000 }));
  const lines = [...past, ...ahead].map(
    ({ month, level }) =>
      `${monthText(month)},${trimmed(level / 10, 2)},"${month > lastMonth ? 'forecast' : 'past'}, approximate"`,
  );
  return `${['month,index,source', ...lines].join('\n')}\n`;
}
