/** The normal distribution and the Gauss rules that integrate against it and over an interval. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Numerator and denominator of the rational part, highest power first. */
const ABOVE = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376,
];
const BELOW = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948,
  440.413735824752,
];
/** From here the rational part gives way to a continued fraction. */
const FAR = 7.07106781186547;

/** The density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / ROOT_TWO_PI;
}

/**
 * The standard normal distribution function.
 *
 * Source: J. Hart, Computer Approximations (1968), algorithm 5666, in the form of G. West, Better approximations to cumulative normal
 * functions (2005): 1e-15 of one, nine digits of its own in the tail. Checked by: its series.
 */
export function normalBelow(x: number): number {
  const size = Math.abs(x);
  const tail = tailAbove(size);
  return x > 0 ? 1 - tail : tail;
}

function tailAbove(size: number): number {
  if (size > 38) return 0;
  const gauss = Math.exp(-0.5 * size * size);
  if (size < FAR) return (gauss * polynomial(ABOVE, size)) / polynomial(BELOW, size);
  const fraction = size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))));
  return gauss / fraction / ROOT_TWO_PI;
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

/** Points and weights of a sum that stands for an integral. Shape: as many weights as points, ascending points. */
export interface GaussRule {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/** The rule for the mean of a function of a standard normal variable: exact for polynomials up to degree 2 count - 1. */
export function hermiteRule(count: number): GaussRule {
  return golubWelsch(count, (k) => Math.sqrt(k), 1);
}

/** The rule for an integral from -1 to 1: exact for polynomials up to degree 2 count - 1. */
export function legendreRule(count: number): GaussRule {
  return golubWelsch(count, (k) => k / Math.sqrt(4 * k * k - 1), 2);
}

/**
 * Points are the eigenvalues of the matrix of the three-term recurrence, weights the squares of the first entries of its vectors.
 *
 * Source: G. Golub, J. Welsch, Calculation of Gauss quadrature rules (1969).
 */
function golubWelsch(count: number, beside: (k: number) => number, total: number): GaussRule {
  const matrix = Matrix.zeros(count, count);
  for (let k = 1; k < count; k++) {
    matrix.set(k - 1, k, beside(k));
    matrix.set(k, k - 1, beside(k));
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, at) => at).sort((a, b) => realEigenvalues[a]! - realEigenvalues[b]!);
  // Both weights are even, so the points are mirror images; making them so exactly keeps odd integrals at 0.
  const points = Float64Array.from(order, (at, k) => (realEigenvalues[at]! - realEigenvalues[order[count - 1 - k]!]!) / 2);
  const square = (k: number) => eigenvectorMatrix.get(0, order[k]!) ** 2;
  const weights = Float64Array.from(order, (_, k) => (total * (square(k) + square(count - 1 - k))) / 2);
  return { points, weights };
}

const SIXTEEN = legendreRule(16);

/**
 * The integral of a smooth function from 0 to `to`, in equal parts of sixteen points.
 *
 * `parts` must be enough that the function has no more than a few turns in a part: then the error is that of rounding.
 */
export function integral(of: (s: number) => number, to: number, parts: number): number {
  const half = to / parts / 2;
  let sum = 0;
  for (let part = 0; part < parts; part++) {
    const middle = (2 * part + 1) * half;
    for (let k = 0; k < SIXTEEN.points.length; k++) sum += SIXTEEN.weights[k]! * of(middle + half * SIXTEEN.points[k]!);
  }
  return sum * half;
}
