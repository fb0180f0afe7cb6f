/** What can be said from a few rounds: medians, whether two lists of rounds differ beyond noise, and the power at which a time grows. */

export function median(values: readonly number[]): number {
  return quantileOf(values, 0.5);
}

/** Linear between the values. Source: type 7 of Hyndman and Fan (1996). NaN of none. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? Number.NaN) - low);
}

/**
 * How likely rounds as different as these are where both lists come from one distribution: two-sided, exact, ties counted half.
 *
 * Source: Mann and Whitney (1947), the recursion over which list the largest value is from; with ties it errs on the careful side.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  let u = 0;
  for (const x of a) for (const y of b) u += x > y ? 1 : x === y ? 0.5 : 0;
  const pairs = a.length * b.length;
  const least = Math.floor(Math.min(u, pairs - u) + 0.5);
  // ways[j][k]: arrangements of the first i of `a` and j of `b` in which k pairs have the larger value in `a`.
  let ways = Array.from({ length: b.length + 1 }, () => oneAt(pairs));
  for (let i = 1; i <= a.length; i++) {
    const next = [oneAt(pairs)];
    for (let j = 1; j <= b.length; j++) {
      const fromA = ways[j] ?? oneAt(pairs);
      const fromB = next[j - 1] ?? oneAt(pairs);
      next.push(fromB.map((count, k) => count + (k >= j ? (fromA[k - j] ?? 0) : 0)));
    }
    ways = next;
  }
  const counts = ways[b.length] ?? oneAt(pairs);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const tail = counts.slice(0, least + 1).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * tail) / all);
}

function oneAt(pairs: number): Float64Array {
  const counts = new Float64Array(pairs + 1);
  counts[0] = 1;
  return counts;
}

export interface RatioInterval {
  /** Of the medians. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 4_000;
const TAIL = 0.025;

/** The ratio of medians of two lists of rounds, with a 95 % interval. Source: Efron's percentile bootstrap, both lists drawn anew. */
export function medianRatio(a: readonly number[], b: readonly number[], random: () => number): RatioInterval {
  const drawn = (values: readonly number[]) =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN));
  const ratios = Array.from({ length: RESAMPLES }, () => drawn(a) / drawn(b));
  return { ratio: median(a) / median(b), low: quantileOf(ratios, TAIL), high: quantileOf(ratios, 1 - TAIL) };
}

export interface PowerLaw {
  readonly exponent: number;
  /** Standard error of the exponent; NaN for fewer than three points. */
  readonly error: number;
  /** Fitted value at x = 1. */
  readonly factor: number;
}

/** y = factor x^exponent through points above zero. Source: least squares of the logarithms. */
export function fitPower(x: readonly number[], y: readonly number[]): PowerLaw {
  const u = x.map(Math.log);
  const v = y.map(Math.log);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [atU, atV] = [mean(u), mean(v)];
  const spread = u.reduce((sum, value) => sum + (value - atU) ** 2, 0);
  const exponent = u.reduce((sum, value, place) => sum + (value - atU) * ((v[place] ?? Number.NaN) - atV), 0) / spread;
  const intercept = atV - exponent * atU;
  const left = v.reduce((sum, value, place) => sum + (value - intercept - exponent * (u[place] ?? Number.NaN)) ** 2, 0);
  return {
    exponent,
    error: x.length < 3 ? Number.NaN : Math.sqrt(left / (x.length - 2) / spread),
    factor: Math.exp(intercept),
  };
}
