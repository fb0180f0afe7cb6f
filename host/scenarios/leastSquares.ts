/** Nonlinear least squares over parameters that stay within their ranges, with standard errors. */
import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { inverse, Matrix } from 'ml-matrix';

/** A parameter: the ends of its range, and where the search starts. Ranges above 0 are searched by their logarithm. */
export interface Searched {
  readonly low: number;
  readonly high: number;
  readonly start: number;
}

/** What a point predicts for the observation of a place. */
export type Predict = (point: readonly number[]) => (place: number) => number;

const ROUND = 20;
const ROUNDS = 25;
/** Beyond this the transform is at the edge of the range to many digits. */
const FARTHEST = 12;
/** Within a thousandth of its range, by the transform's share. */
const AT_EDGE = 1e-3;
/** The search starts at the parameters that there are, and at half and twice of them. */
const STARTS = [1, 0.5, 2];

/** The point whose predictions have the least sum of squared distances from `y`. Shape: in the order of the parameters. */
export function leastSquares(parameters: readonly Searched[], y: readonly number[], predict: Predict): number[] {
  // Speeds of a hundredth a month would leave the library's damping without an effect.
  const size = Math.sqrt(y.reduce((sum, value) => sum + value ** 2, 0) / y.length) || 1;
  const data = { x: y.map((_, place) => place), y: y.map((value) => value / size) };
  const pointAt = (free: readonly number[]) => parameters.map((parameter, k) => inRange(parameter, free[k]!));
  const of = (free: number[]) => {
    const at = predict(pointAt(free));
    return (place: number) => at(place) / size;
  };
  const settings = {
    gradientDifference: 1e-5,
    centralDifference: true,
    damping: 1,
    maxIterations: ROUND,
    errorTolerance: 1e-20,
    minValues: parameters.map(() => -FARTHEST),
    maxValues: parameters.map(() => FARTHEST),
  };
  let best = { free: parameters.map((parameter) => outOfRange(parameter, parameter.start)), error: Number.POSITIVE_INFINITY };
  for (const factor of STARTS) {
    let free = parameters.map((parameter) => outOfRange(parameter, parameter.start * factor));
    let error = Number.POSITIVE_INFINITY;
    // The library stops at an error, not where errors stop falling: so a few iterations at a time, while they gain anything.
    for (let round = 0; round < ROUNDS; round++) {
      const found = levenbergMarquardt(data, of, { ...settings, initialValues: free });
      const isGain = found.parameterError < error * (1 - 1e-9);
      [free, error] = [found.parameterValues, found.parameterError];
      if (!isGain) break;
    }
    if (error < best.error) best = { free, error };
  }
  return pointAt(best.free);
}

/**
 * Roots of the diagonal of (J'J)^-1 times the residual variance, `squares` over what observations there are beyond the parameters; J by central
 * differences. NaN where the observations tell nothing of a parameter.
 */
export function standardErrors(
  parameters: readonly Searched[],
  point: readonly number[],
  count: number,
  predict: Predict,
  squares: number,
): number[] {
  const none = parameters.map(() => Number.NaN);
  const columns = parameters.map(({ low, high }, p) => {
    const step = 1e-5 * Math.max(Math.abs(point[p]!), (high - low) * 1e-3);
    const moved = (by: number) => predict(point.map((value, k) => (k === p ? value + by : value)));
    const [up, down] = [moved(step), moved(-step)];
    return Array.from({ length: count }, (_, place) => (up(place) - down(place)) / (2 * step));
  });
  const lengths = columns.map((column) => Math.sqrt(column.reduce((sum, value) => sum + value ** 2, 0)));
  if (lengths.some((length) => !(length > 0))) return none;
  const dot = (i: number, j: number) => columns[i]!.reduce((sum, value, place) => sum + value * columns[j]![place]!, 0);
  const normal = new Matrix(columns.map((_, i) => columns.map((__, j) => dot(i, j) / (lengths[i]! * lengths[j]!))));
  const variance = squares / Math.max(1, count - parameters.length);
  try {
    const covariance = inverse(normal);
    return parameters.map((_, p) => Math.sqrt(variance * covariance.get(p, p)) / lengths[p]!);
  } catch {
    return none;
  }
}

/** Whether a parameter ended at the edge of its range. */
export function isAtEdge({ low, high }: Searched, value: number): boolean {
  const share = shareOf({ low, high }, value);
  return share < AT_EDGE || share > 1 - AT_EDGE;
}

function inRange({ low, high }: Searched, free: number): number {
  const share = 1 / (1 + Math.exp(-free));
  return low > 0 ? low * (high / low) ** share : low + (high - low) * share;
}

function outOfRange(parameter: Searched, value: number): number {
  const share = Math.min(1 - AT_EDGE, Math.max(AT_EDGE, shareOf(parameter, value)));
  return Math.log(share / (1 - share));
}

function shareOf({ low, high }: Pick<Searched, 'low' | 'high'>, value: number): number {
  return low > 0 ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}
