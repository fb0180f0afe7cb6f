/** The numbers that a stochastic run is told by: distributions with their standard errors, and spreads over paths. */

import type { Estimates, Estimator } from './simulateControl.ts';

/** Percentiles that are told. */
export const PERCENTILES = [1, 5, 25, 50, 75, 95, 99] as const;
/** Share of the worst paths whose mean is the expected shortfall. */
export const SHORTFALL = 0.05;

/** Units: those of the values. */
export interface Distribution {
  readonly mean: number;
  /** From the means of independent randomizations; null where there is one. */
  readonly standardError: number | null;
  /** Where control variates were asked for: the mean without and with them, of which one stands above. */
  readonly estimates?: Estimates;
  readonly deviation: number;
  /** By PERCENTILES. */
  readonly percentiles: readonly number[];
  /** Mean of the worst twentieth of the paths. */
  readonly shortfall: number;
}

/**
 * Shape: one array of values by path for each randomization, all as long. Deviation, percentiles and shortfall are those of the paths as they
 * are, with and without controls.
 */
export function distributionOf(randomizations: readonly Float64Array[], estimator?: Estimator): Distribution {
  const estimates = estimator?.(randomizations);
  const means = randomizations.map(meanOf);
  const mean = meanOf(means);
  const all = new Float64Array(randomizations.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const values of randomizations) {
    all.set(values, at);
    at += values.length;
  }
  let squares = 0;
  for (const value of all) squares += (value - mean) ** 2;
  all.sort();
  const worst = Math.max(1, Math.round(SHORTFALL * all.length));
  return {
    ...(estimates?.against === null && estimates.control !== null
      ? estimates.control
      : { mean, standardError: standardErrorOf(means) }),
    ...(estimates !== undefined && { estimates }),
    deviation: Math.sqrt(squares / Math.max(1, all.length - 1)),
    percentiles: PERCENTILES.map((percent) => percentileOf(all, percent)),
    shortfall: meanOf(all.subarray(0, worst)),
  };
}

/** The deviation of the mean of independent means; null for fewer than two. */
export function standardErrorOf(means: ArrayLike<number>): number | null {
  const count = means.length;
  if (count < 2) return null;
  const mean = meanOf(means);
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (means[i]! - mean) ** 2;
  return Math.sqrt(squares / (count - 1) / count);
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Linear between the ordered values, the first being percentile 0 and the last 100. */
export function percentileOf(sorted: ArrayLike<number>, percent: number): number {
  const place = ((sorted.length - 1) * percent) / 100;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}

/** Value at a spread of cash that is discounted already: sum of discounted(k) exp(-s t(k)). Units: dollars; years; a year, continuous. */
export function valueAtSpread(discounted: ArrayLike<number>, years: ArrayLike<number>, spread: number): number {
  let sum = 0;
  for (let k = 1; k < discounted.length; k++) sum += discounted[k]! * Math.exp(-spread * years[k]!);
  return sum;
}

/** Minus the relative slope of the value in the spread. Units: years. */
export function spreadDuration(discounted: ArrayLike<number>, years: ArrayLike<number>, spread: number): number {
  let sum = 0;
  let weighted = 0;
  for (let k = 1; k < discounted.length; k++) {
    const value = discounted[k]! * Math.exp(-spread * years[k]!);
    sum += value;
    weighted += value * years[k]!;
  }
  return weighted / sum;
}

const LOWEST_SPREAD = -0.9;
const HIGHEST_SPREAD = 20;
const HALVINGS = 200;
/** Steps to either side of 0 in which a spread is looked for where more than one may do. */
const FIRST_STEP = 0.0001;
const STEP_GROWTH = 1.5;

/**
 * The spread at which discounted cash is worth a price, to the last digit; null where none between -90 % and 2,000 % does, or price or cash
 * is nothing. Cash that is both paid and received, as a swap's, may be worth a price at several spreads: the one nearest to 0 is meant.
 * Units: a year, continuous.
 */
export function spreadOf(discounted: ArrayLike<number>, years: ArrayLike<number>, price: number): number | null {
  if (price === 0) return null;
  const above = (spread: number) => valueAtSpread(discounted, years, spread) - price;
  const bracket = isOneSided(discounted, price) ? ([LOWEST_SPREAD, HIGHEST_SPREAD] as const) : nearestBracket(above);
  if (bracket === undefined) return null;
  let [low, high] = bracket;
  // From low to high the value falls to the price, or of what is owed rises to it.
  const sign = above(low) >= 0 ? 1 : -1;
  if (sign * above(low) < 0 || sign * above(high) > 0) return null;
  let spread = low < 0 && high > 0 ? 0 : (low + high) / 2;
  for (let step = 0; step < HALVINGS; step++) {
    const excess = above(spread);
    if (excess === 0) return spread;
    if (sign * excess > 0) low = spread;
    else high = spread;
    const newton = spread + excess / ((excess + price) * spreadDuration(discounted, years, spread));
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - spread) <= 1e-15 * (1 + Math.abs(spread))) return next;
    spread = next;
  }
  return spread;
}

/** Whether all cash has the sign of the price: its value then falls towards 0 with the spread, and one spread does at most. */
function isOneSided(discounted: ArrayLike<number>, price: number): boolean {
  for (let k = 1; k < discounted.length; k++) if (discounted[k]! * price < 0) return false;
  return true;
}

/** Two spreads between which a value crosses its price, as near to 0 as there are; undefined for none. */
function nearestBracket(above: (spread: number) => number): readonly [number, number] | undefined {
  const middle = above(0);
  let [low, high, step] = [0, 0, FIRST_STEP];
  let [atLow, atHigh] = [middle, middle];
  while (low > LOWEST_SPREAD || high < HIGHEST_SPREAD) {
    const [down, up] = [Math.max(LOWEST_SPREAD, low - step), Math.min(HIGHEST_SPREAD, high + step)];
    const [atDown, atUp] = [above(down), above(up)];
    if (atUp * atHigh <= 0) return [high, up];
    if (atDown * atLow <= 0) return [down, low];
    [low, high, atLow, atHigh] = [down, up, atDown, atUp];
    step *= STEP_GROWTH;
  }
  return undefined;
}
