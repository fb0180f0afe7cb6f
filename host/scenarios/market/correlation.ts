/** Correlations given pair by pair, held to be a correlation matrix, and the triangular root of a covariance. */
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { FaultList } from '../../deal/faults.ts';
import { suggested } from '../../deal/nearest.ts';

/** A correlation of the shocks of two states. Pairs that are not given are 0. */
export interface Correlation {
  readonly between: readonly [string, string];
  readonly rho: number;
}

/** A correlation and where the user gave it: one with `rates` becomes one with each factor. */
export interface GivenCorrelation extends Correlation {
  readonly place: string;
}

/** The smallest eigenvalue that a matrix may have: below it, one state is all but a function of the others. */
const SMALLEST = 1e-8;

/**
 * The matrix of correlations by the order of `names`.
 *
 * Throws: MARKET_CORRELATION: a state that there is not, a pair given twice or of one state, a correlation outside -1 to 1; and where
 * all pairs together cannot be, by how much they must shrink. All at once. Checked by: eigenvalues worked by hand.
 */
export function correlationMatrix(names: readonly string[], pairs: readonly GivenCorrelation[], place = 'correlation'): Matrix {
  const faults = new FaultList();
  const matrix = Matrix.eye(names.length);
  const given = new Set<string>();
  pairs.forEach(({ between, rho, place: here }) => {
    const [row, column] = [names.indexOf(between[0]), names.indexOf(between[1])];
    for (const name of between) {
      if (!names.includes(name)) {
        const expected = suggested(`one of rates, ${names.join(', ')}`, name, names);
        faults.add('MARKET_CORRELATION', `${here}.between`, `'${name}'`, expected);
      }
    }
    if (!(rho >= -1 && rho <= 1)) faults.add('MARKET_CORRELATION', `${here}.rho`, String(rho), 'a number from -1 to 1');
    if (row < 0 || column < 0) return;
    if (row === column) faults.add('MARKET_CORRELATION', `${here}.between`, `'${between[0]}' with itself`, 'two states');
    const key = [row, column].sort((a, b) => a - b).join();
    if (given.has(key)) faults.add('MARKET_CORRELATION', `${here}.between`, `${between.join(' and ')} again`, 'each pair once');
    given.add(key);
    matrix.set(row, column, rho);
    matrix.set(column, row, rho);
  });
  faults.throwIfAny();
  const { realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const least = Math.min(...realEigenvalues);
  if (least < SMALLEST) {
    // Correlations times t have the eigenvalues 1 - t + t e: above the least allowed while t is below this.
    const shrink = Math.floor(((1 - SMALLEST) / (1 - least)) * 1000) / 1000;
    const most = largest(matrix, names);
    faults.add(
      'MARKET_CORRELATION',
      place,
      `correlations that cannot all hold (smallest eigenvalue ${least.toPrecision(3)}); strongest: ${most}`,
      `a correlation matrix: every correlation times ${Math.min(shrink, 0.999)} or less is one, or weaken the strongest`,
    );
  }
  faults.throwIfAny();
  return matrix;
}

function largest(matrix: Matrix, names: readonly string[]): string {
  const pairs = names.flatMap((name, i) =>
    names.slice(i + 1).map((other, k) => ({ name, other, rho: matrix.get(i, i + 1 + k) })),
  );
  pairs.sort((a, b) => Math.abs(b.rho) - Math.abs(a.rho));
  return pairs
    .slice(0, 3)
    .filter(({ rho }) => rho !== 0)
    .map(({ name, other, rho }) => `${name} and ${other} ${rho}`)
    .join(', ');
}

/**
 * The lower triangular root of a covariance matrix, row by row: times independent standard normal variables it gives variables of that
 * covariance. A state without variance has a row of zeros.
 *
 * Shape: size x size. The correlations must have been checked.
 */
export function triangularRoot(covariance: Matrix): Float64Array {
  const size = covariance.rows;
  const moving = Array.from({ length: size }, (_, i) => i).filter((i) => covariance.get(i, i) > 0);
  const root = new Float64Array(size * size);
  if (moving.length === 0) return root;
  // Scaled to correlations, since variances differ by orders of magnitude.
  const deviation = moving.map((i) => Math.sqrt(covariance.get(i, i)));
  const scaled = Matrix.zeros(moving.length, moving.length);
  moving.forEach((row, i) => {
    moving.forEach((column, j) => scaled.set(i, j, covariance.get(row, column) / (deviation[i]! * deviation[j]!)));
  });
  const lower = new CholeskyDecomposition(scaled).lowerTriangularMatrix;
  moving.forEach((row, i) => {
    for (let j = 0; j <= i; j++) root[row * size + moving[j]!] = deviation[i]! * lower.get(i, j);
  });
  return root;
}
