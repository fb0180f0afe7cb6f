/**
 * Rates: those of the past, and forward curves made of the par yields of a date. All approximate: they have the levels and the shape
 * of the public rates of those days, not their exact values.
 *
 * Units: thousandths of a percent (250 is 0.25 %), months counted from year 0.
 */
import { type Index, PAR_YIELDS, PAST_LIBOR, PAST_LIBOR_BEGINS, TENOR_SPREADS } from './calibration.ts';
import { monthOf } from './numbers.ts';

export const INDICES: readonly Index[] = ['LIBOR_1M', 'LIBOR_6M', 'LIBOR_1Y'];
/** Forward curves end after so many years and hold their last rate. */
const FORWARD_YEARS = 30;
/** Spreads of the longer rates grow from what they were at the date to their long-run size over so many years. */
const SPREAD_YEARS = 3;

const FIRST_PAST = monthOf(PAST_LIBOR_BEGINS.year, PAST_LIBOR_BEGINS.month);

/** A rate of the past in a payment month. Throws: for a month that is not in the table. */
export function pastRate(index: Index, month: number): number {
  const rate = PAST_LIBOR[index][month - FIRST_PAST];
  if (rate === undefined) throw new Error(`rates: no ${index} for month ${month}`);
  return rate;
}

/** The par yield of a date for a maturity: linear between, flat outside. Units: years; percent. */
export function parYield(date: number, years: number): number {
  const points = PAR_YIELDS[date] ?? [];
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) throw new Error(`rates: no par yields for date ${date}`);
  if (years <= first[0]) return first[1];
  for (const [at, point] of points.entries()) {
    const before = points[at - 1];
    if (before === undefined || years > point[0]) continue;
    return before[1] + ((point[1] - before[1]) * (years - before[0])) / (point[0] - before[0]);
  }
  return last[1];
}

/**
 * One-year forward rates by year, from par yields: with discount factors D, the par yield of n years is
 * `c(n) = (1 - D(n)) / (D(1) + ... + D(n))`, so `D(n) = (1 - c(n) sum) / (1 + c(n))` and the forward of year n is `D(n-1) / D(n) - 1`.
 *
 * Source: the textbook bootstrap with yearly payments. Shape: entry 0 is the year after the date. Units: thousandths of a percent.
 */
export function yearlyForwards(date: number): number[] {
  const forwards: number[] = [];
  let sum = 0;
  let before = 1;
  for (let year = 1; year <= FORWARD_YEARS; year++) {
    const par = parYield(date, year) / 100;
    const discount = (1 - par * sum) / (1 + par);
    forwards.push((before / discount - 1) * 100_000);
    sum += discount;
    before = discount;
  }
  return forwards;
}

/** A rate of a calendar month. */
export interface ForwardPoint {
  readonly month: number;
  readonly rate: number;
}

/**
 * The forward curve of an index as seen at a date: its last fixing, then the one-year forwards at the middle of each year, the
 * longer indices above one month's by a spread that grows to its long-run size.
 */
export function forwardCurve(index: Index, date: number, lastMonth: number): ForwardPoint[] {
  const now = pastRate(index, lastMonth);
  const spreadNow = now - pastRate('LIBOR_1M', lastMonth);
  const spreadLater = TENOR_SPREADS[index];
  const points: ForwardPoint[] = [{ month: lastMonth, rate: now }];
  for (const [year, forward] of yearlyForwards(date).entries()) {
    // A year's forward says what one-month rates average over it; near the date they begin at today's.
    const grown = Math.min(1, (year + 0.5) / SPREAD_YEARS);
    const spread = spreadNow + (spreadLater - spreadNow) * grown;
    points.push({ month: lastMonth + 6 + 12 * year, rate: Math.round(forward - BASIS * grown + spread) });
  }
  return points;
}

/** What a swap against three-month LIBOR pays over one month's. */
const BASIS = 60;
