/**
 * The monotone convex interpolation of Hagan and West: instantaneous forwards that are continuous wherever the given ones allow it,
 * have the given mean in every interval, rise and fall as the means do, and are positive where the means are.
 *
 * Source: P. Hagan, G. West, Interpolation methods for curve construction, Applied Mathematical Finance 13 (2006), and Methods for
 * constructing a yield curve, Wilmott (2008).
 */

/**
 * Instantaneous forwards at the nodes from the mean forwards of the intervals: between two means in proportion to the lengths of the
 * other interval, at the ends carried on; then held within 0 and twice the lesser of the two means, without which the forward between
 * nodes could fall below 0. Means that are themselves negative are not held.
 *
 * Shape: `times` has one entry more than `means`; the answer has as many as `times`. Units: years, decimals a year.
 */
export function nodeForwards(times: Float64Array, means: Float64Array): Float64Array {
  const count = means.length;
  const nodes = new Float64Array(count + 1);
  for (let i = 1; i < count; i++) {
    const before = times[i]! - times[i - 1]!;
    const after = times[i + 1]! - times[i]!;
    nodes[i] = held((before * means[i]! + after * means[i - 1]!) / (before + after), means[i - 1]!, means[i]!);
  }
  const first = means[0]!;
  const last = means[count - 1]!;
  nodes[0] = count === 1 ? first : held(first - 0.5 * (nodes[1]! - first), first, first);
  nodes[count] = count === 1 ? last : held(last - 0.5 * (nodes[count - 1]! - last), last, last);
  return nodes;
}

function held(forward: number, before: number, after: number): number {
  const lesser = Math.min(before, after);
  return lesser < 0 ? forward : Math.min(Math.max(forward, 0), 2 * lesser);
}

/**
 * What the forward is over the mean of its interval, at the share `x` of it. `start` and `end` are the forwards at the nodes less the
 * mean. Four shapes, by where the two lie: each has the mean 0 over the interval.
 */
export function excess(start: number, end: number, x: number): number {
  if (start === 0 && end === 0) return 0;
  const shape = shapeOf(start, end);
  if (shape === 'parabola') return start * (1 - 4 * x + 3 * x * x) + end * (-2 * x + 3 * x * x);
  if (shape === 'flatThenBend') {
    const at = (end + 2 * start) / (end - start);
    return x <= at ? start : start + (end - start) * ((x - at) / (1 - at)) ** 2;
  }
  if (shape === 'bendThenFlat') {
    const at = (3 * end) / (end - start);
    return x < at ? end + (start - end) * ((at - x) / at) ** 2 : end;
  }
  const at = end / (end + start);
  const low = (-start * end) / (start + end);
  if (x < at) return low + (start - low) * ((at - x) / at) ** 2;
  return x > at ? low + (end - low) * ((x - at) / (1 - at)) ** 2 : low;
}

/** The integral of `excess` from the start of the interval to the share `x` of it. */
export function excessArea(start: number, end: number, x: number): number {
  if (start === 0 && end === 0) return 0;
  const shape = shapeOf(start, end);
  if (shape === 'parabola') return start * x * (1 - x) * (1 - x) - end * x * x * (1 - x);
  if (shape === 'flatThenBend') {
    const at = (end + 2 * start) / (end - start);
    return start * x + (x <= at ? 0 : ((end - start) * (x - at) ** 3) / (3 * (1 - at) ** 2));
  }
  if (shape === 'bendThenFlat') {
    const at = (3 * end) / (end - start);
    return end * x + ((start - end) / 3) * at * (1 - (x < at ? ((at - x) / at) ** 3 : 0));
  }
  const at = end / (end + start);
  const low = (-start * end) / (start + end);
  const left = ((start - low) / 3) * at * (1 - (x < at ? ((at - x) / at) ** 3 : 0));
  return low * x + left + (x > at ? ((end - low) * (x - at) ** 3) / (3 * (1 - at) ** 2) : 0);
}

type Shape = 'parabola' | 'flatThenBend' | 'bendThenFlat' | 'valley';

/** Which of the four: the paper's regions (i) to (iv) of the plane of `start` and `end`. */
function shapeOf(start: number, end: number): Shape {
  if ((start >= 0 && end >= 0) || (start <= 0 && end <= 0)) return 'valley';
  const ratio = end / start;
  if (ratio < -2) return 'flatThenBend';
  return ratio > -0.5 ? 'bendThenFlat' : 'parabola';
}
