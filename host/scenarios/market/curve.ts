/**
 * The curve of the valuation date: discount factors and forwards at any time, from par swap rates, zero rates or monthly forwards.
 * What is wrong with given points is curvePoints.ts's to say; the shape between nodes is monotoneConvex.ts's.
 */
import { type Fault, fail, WeirError } from '../../errors.ts';
import { type CurvePoints, checkedPoints, FLOOR, type PointOptions, yearsOf } from './curvePoints.ts';
import { excess, excessArea, nodeForwards } from './monotoneConvex.ts';

/**
 * What lies between nodes: `monotoneConvex` has forwards without jumps, positive where those of the nodes are; `logLinear` has a
 * constant forward from node to node. After the last node the forward stays what it is there.
 */
export const INTERPOLATIONS = ['monotoneConvex', 'logLinear'] as const;
export type Interpolation = (typeof INTERPOLATIONS)[number];

/** A curve. Entry 0 of each column is the valuation date. */
export interface MarketCurve {
  readonly interpolation: Interpolation;
  /** Years, ascending. */
  readonly times: Float64Array;
  /** Minus the logarithm of the discount factor. */
  readonly minusLog: Float64Array;
  /** Mean forward, continuous compounding, of the interval that ends at the node; entry 0 is that of the first. */
  readonly means: Float64Array;
  /** Instantaneous forward at the node. */
  readonly forwards: Float64Array;
}

export interface CurveOptions extends PointOptions {
  /** Default: monotoneConvex. */
  readonly interpolation?: Interpolation;
}

/** Payments a year of the fixed legs behind par rates (30/360, so each is for half a year). */
export const PAR_PAYMENTS = 2;

/**
 * The curve through given points: every point is repriced.
 *
 * Units: years; decimals a year. Throws: MARKET_POINTS (holes, order, negative times, not numbers), MARKET_FLOOR, all at once; then
 * MARKET_CURVE where par rates leave no positive discount factor, and MARKET_FLOOR where the forwards between points are below it. Checked by: repricing every point.
 */
export function marketCurve(points: CurvePoints, options: CurveOptions = {}): MarketCurve {
  const { years, rates } = checkedPoints(points, options);
  const curve = through(points, years, rates, options);
  checkForwards(curve, options);
  return curve;
}

function through(points: CurvePoints, years: readonly number[], rates: readonly number[], options: CurveOptions): MarketCurve {
  const interpolation = options.interpolation ?? 'monotoneConvex';
  const times = Float64Array.from([0, ...years]);
  switch (points.kind) {
    case 'par':
      return parCurve(interpolation, times, rates, options.place ?? 'curve');
    case 'zero': {
      const growth = (rate: number) => logGrowth(rate, points.compounding);
      return curveOf(interpolation, times, Float64Array.from([0, ...years.map((year, i) => growth(rates[i]!) * year)]));
    }
    case 'monthlyForward': {
      const accrual = points.accrual ?? 1 / 12;
      let sum = 0;
      const grown = rates.map((rate) => {
        sum += Math.log1p(rate * accrual);
        return sum;
      });
      return curveOf(interpolation, times, Float64Array.from([0, ...grown]));
    }
  }
}

/** Points may each be believable and yet say that money is lent between two of them below the floor. */
function checkForwards({ times, means }: MarketCurve, { floor = FLOOR, place = 'curve' }: CurveOptions): void {
  const faults: Fault[] = [];
  for (let i = 1; i < times.length; i++) {
    // An annual floor as a continuous rate, with room for rounding.
    if (means[i]! >= Math.log1p(floor) - 1e-12) continue;
    const got = `a forward of ${means[i]!.toPrecision(4)} between ${times[i - 1]} and ${times[i]} years`;
    const expected = `forwards of ${floor} or more: raise the later of the two rates, lower the earlier, or lower the floor`;
    faults.push({ code: 'MARKET_FLOOR', place, got, expected });
  }
  if (faults.length > 0) throw new WeirError(faults);
}

/** A curve with one rate at every time. Units: decimal a year, continuous compounding. */
export function flatCurve(rate: number): MarketCurve {
  return curveOf('logLinear', Float64Array.of(0, 1), Float64Array.of(0, rate));
}

/** Minus the logarithm of what a dollar at `time` is worth. Units: years, not negative. */
export function minusLogDiscount(curve: MarketCurve, time: number): number {
  const { times, minusLog, means, forwards } = curve;
  const last = times.length - 1;
  if (time <= 0) return 0;
  if (time >= times[last]!) return minusLog[last]! + forwards[last]! * (time - times[last]!);
  const node = nodeAfter(times, time);
  const length = times[node]! - times[node - 1]!;
  const share = (time - times[node - 1]!) / length;
  const mean = means[node]!;
  const straight = minusLog[node - 1]! + mean * (time - times[node - 1]!);
  if (curve.interpolation === 'logLinear') return straight;
  return straight + length * excessArea(forwards[node - 1]! - mean, forwards[node]! - mean, share);
}

/** What a dollar at `time` is worth now. Units: years, not negative. */
export function discount(curve: MarketCurve, time: number): number {
  return Math.exp(-minusLogDiscount(curve, time));
}

/** The instantaneous forward at `time`; where it jumps, that of the time before. Units: years; decimal a year, continuous compounding. */
export function instantaneousForward(curve: MarketCurve, time: number): number {
  const { times, means, forwards } = curve;
  const last = times.length - 1;
  if (time <= 0) return forwards[0]!;
  if (time >= times[last]!) return forwards[last]!;
  const node = nodeAfter(times, time);
  const mean = means[node]!;
  if (curve.interpolation === 'logLinear') return mean;
  const share = (time - times[node - 1]!) / (times[node]! - times[node - 1]!);
  return mean + excess(forwards[node - 1]! - mean, forwards[node]! - mean, share);
}

/** The simple forward rate from `time` for `tenor` years: what a dollar earns, over `accrual`. Units: years; decimal a year. */
export function simpleForward(curve: MarketCurve, time: number, tenor: number, accrual = tenor): number {
  return Math.expm1(minusLogDiscount(curve, time + tenor) - minusLogDiscount(curve, time)) / accrual;
}

/** What a dollar a year, paid `perYear` times a year from `start` for `tenor` years, is worth now. */
export function annuity(curve: MarketCurve, start: number, tenor: number, perYear = PAR_PAYMENTS): number {
  let sum = 0;
  for (let k = 1; k <= Math.round(tenor * perYear); k++) sum += discount(curve, start + k / perYear);
  return sum / perYear;
}

/** The par rate of a swap from `start` for `tenor` years, a whole number of periods. Units: years; decimal a year. */
export function parRate(curve: MarketCurve, start: number, tenor: number, perYear = PAR_PAYMENTS): number {
  return (discount(curve, start) - discount(curve, start + tenor)) / annuity(curve, start, tenor, perYear);
}

/** The first node at or after a time within the nodes. */
function nodeAfter(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle;
    else high = middle;
  }
  return high;
}

function curveOf(interpolation: Interpolation, times: Float64Array, minusLog: Float64Array): MarketCurve {
  const means = times.map((time, i) => (i === 0 ? 0 : (minusLog[i]! - minusLog[i - 1]!) / (time - times[i - 1]!)));
  means[0] = means[1]!;
  const forwards = interpolation === 'logLinear' ? means : nodeForwards(times, means.subarray(1));
  return { interpolation, times, minusLog, means, forwards };
}

function logGrowth(rate: number, compounding: 'continuous' | 'annual' | 'semiannual' | 'monthly'): number {
  if (compounding === 'continuous') return rate;
  const perYear = yearsOf(compounding);
  return perYear * Math.log1p(rate / perYear);
}

/** More rounds than any curve needs: each halves what is left at worst. */
const MOST_ROUNDS = 400;

/**
 * Factors at the nodes such that each swap is worth par: `P(n) = (1 - c/2 (P(1) + ... + P(n-1))) / (1 + c/2)`, where the factors
 * between nodes are the curve's own, so that rounds of it are needed until nothing moves.
 */
function parCurve(interpolation: Interpolation, times: Float64Array, rates: readonly number[], place: string): MarketCurve {
  const minusLog = times.map((time, i) => (i === 0 ? 0 : rates[i - 1]! * time));
  let curve = curveOf(interpolation, times, minusLog);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let moved = 0;
    const next = minusLog.map((_, i) => (i === 0 ? 0 : -Math.log(parFactor(curve, times[i]!, rates[i - 1]!))));
    for (let i = 1; i < next.length; i++) {
      if (!Number.isFinite(next[i]!)) refuse(place, times[i]!, rates[i - 1]!);
      moved = Math.max(moved, Math.abs(next[i]! - curve.minusLog[i]!));
    }
    curve = curveOf(interpolation, times, next);
    // A few roundings of the longest logarithm; a curve that goes to and fro within a trillionth at the end has settled too.
    const settled = round === MOST_ROUNDS - 1 ? 1e-12 : 4e-16 * (1 + Math.abs(next[next.length - 1]!));
    if (moved <= settled) return curve;
  }
  return refuse(place, times[times.length - 1]!, rates[rates.length - 1]!);
}

function parFactor(curve: MarketCurve, time: number, rate: number): number {
  // Up to half a year a swap has one payment, for its own length.
  if (time <= 1 / PAR_PAYMENTS) return 1 / (1 + rate * time);
  let sum = 0;
  for (let k = 1; k < Math.round(time * PAR_PAYMENTS); k++) sum += discount(curve, k / PAR_PAYMENTS);
  return (1 - (rate / PAR_PAYMENTS) * sum) / (1 + rate / PAR_PAYMENTS);
}

function refuse(place: string, years: number, rate: number): never {
  return fail({
    code: 'MARKET_CURVE',
    place,
    got: `a par rate of ${rate} at ${years} years, which leaves no discount factor above 0`,
    expected: 'par rates whose coupons are worth less than a dollar: lower this rate, or raise those before it',
  });
}
