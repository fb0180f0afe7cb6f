/**
 * Control variates: quantities of a path whose mean the model knows. How values go with them is regressed over all paths of a run, and what
 * the means of the controls miss is taken out of the means of the values. After some years, the controls are how far the path's discount
 * factor D is from its mean, which is the price P of a bond, and the square of that:
 *
 *   a = D / P - 1             mean 0
 *   b = a^2 - (exp(V) - 1)    mean 0, V the variance of ln D
 *
 * Sobol points integrate nearly exactly what is linear in the normal variables; squares they do not where a randomization has few of them.
 *
 * Sources: P. Glasserman, Monte Carlo Methods in Financial Engineering (2004), section 4.1; F. Hickernell, C. Lemieux, A. Owen, Control
 * variates for quasi-Monte Carlo, Statistical Science 20 (2005): coefficients that fit values best need not suit quasi-random points.
 */
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type MarketCurve, minusLogDiscount } from '../scenarios/market/curve.ts';
import { MONTH } from '../scenarios/market/steps.ts';
import type { TrustMarket } from './simulateMarket.ts';
import { meanOf, standardErrorOf } from './simulateNumbers.ts';

/** Months after the valuation date at which discount factors are controls. */
const CONTROL_MONTHS = [24, 60, 120] as const;
/** Below it discount factors hardly move. Of the logarithm. */
const LEAST_VARIANCE = 1e-12;
/** Coefficients of fewer paths would fit the paths' own accidents, and bias the means by as much. */
const LEAST_PATHS_A_CONTROL = 20;
/** The smallest eigenvalue that the correlations of the controls may have. */
const SMALLEST = 1e-6;
/**
 * How many times the plain error the controlled one may seem. Errors of a few randomizations are themselves uncertain: who always took the
 * smaller of the two would gain less, and tell errors too small by up to a tenth with eight randomizations.
 */
const MOST_WORSE = 1.25;

/** Where the controls of a trust's paths stand, and what is known of them. One entry a month. */
export interface ControlTerms {
  /** The market plane of discount factors, and its rows. */
  readonly plane: number;
  readonly rows: readonly number[];
  /** Means of the discount factors. */
  readonly bonds: readonly number[];
  /** Their variances over their squared means: exp(V) - 1. */
  readonly variances: readonly number[];
}

/** Units: those of the values. */
export interface MeanAndError {
  readonly mean: number;
  /** From the means of the randomizations; null where there is one. */
  readonly standardError: number | null;
}

/** A mean without and with controls. The one with controls stands unless something is said against it. */
export interface Estimates {
  readonly plain: MeanAndError;
  /** Null where nothing could be fitted. */
  readonly control: MeanAndError | null;
  /** How many controls there are. */
  readonly controls: number;
  /** Share of the variance of the values over the paths that they explain; null where nothing could be fitted. */
  readonly explained: number | null;
  /** Why the plain mean stands; null where it does not. */
  readonly against: string | null;
}

/** Shape of the values: one array by path for each randomization. */
export type Estimator = (values: readonly Float64Array[]) => Estimates;

/** The controls of a planned market, of which a trust has so many rows by month; months in which rates do not move have none. */
export function controlTerms({ plan, marketPlanes }: TrustMarket, curve: MarketCurve, months: number): ControlTerms {
  const plane = marketPlanes.get('discount');
  const recipe = plan.recipes.find(({ kind, to }) => kind === 'exponential' && 'market' in to && to.market === plane);
  if (plane === undefined || recipe?.kind !== 'exponential') throw new Error('simulateControl: no discount factors');
  const logs = plan.exponentials[recipe.of]?.constants ?? [];
  const terms = CONTROL_MONTHS.flatMap((row) => {
    if (row >= Math.min(months, plan.months + 1)) return [];
    const bond = Math.exp(-minusLogDiscount(curve, row * MONTH));
    // The mean of a lognormal: ln P = E ln D + V / 2.
    const variance = 2 * (Math.log(bond) - (logs[row] ?? Number.NaN));
    return variance > LEAST_VARIANCE ? [{ row, bond, variance: Math.expm1(variance) }] : [];
  });
  return {
    plane,
    rows: terms.map(({ row }) => row),
    bonds: terms.map(({ bond }) => bond),
    variances: terms.map(({ variance }) => variance),
  };
}

/** The controls of paths from their discount factors. Shape: [month][path] to [control][path], two controls a month. */
export function controlsOf({ bonds, variances }: ControlTerms, discounts: readonly Float64Array[]): Float64Array[] {
  return bonds.flatMap((bond, place) => {
    const off = (discounts[place] ?? new Float64Array(0)).map((factor) => factor / bond - 1);
    return [off, off.map((a) => a * a - (variances[place] ?? 0))];
  });
}

/**
 * Who estimates means with the controls of some paths. Coefficients are those of ordinary least squares over all paths, common to the
 * randomizations; each randomization's mean is then corrected, and the standard error is that of the corrected means. Coefficients are
 * found from N paths, not from the means, and so take k of the paths' N - 1 degrees of freedom and none of the randomizations'.
 *
 * Shape: `controls` [randomization][control][path].
 */
export function estimator(controls: readonly (readonly Float64Array[])[]): Estimator {
  const count = controls[0]?.length ?? 0;
  const paths = controls.reduce((sum, each) => sum + (each[0]?.length ?? 0), 0);
  const means = controls.map((each) => each.map(meanOf));
  const columns = Array.from({ length: count }, (_, k) => controls.map((each) => each[k]!));
  const centres = columns.map(meanOver);
  const withValues = (values: readonly Float64Array[], centre: number) =>
    columns.map((column, k) => productOver(column, centres[k]!, values, centre));
  const products = columns.map((column, k) => withValues(column, centres[k]!));
  const sizes = products.map((row, k) => Math.sqrt(row[k]!));
  const normal = new Matrix(count, count);
  for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) normal.set(i, j, products[i]![j]! / (sizes[i]! * sizes[j]!));
  const against = againstAny(controls.length, paths, normal);
  return (values) => {
    const own = values.map(meanOf);
    const plain = estimateOf(own);
    if (against !== null) return { plain, control: null, controls: count, explained: null, against };
    const centre = meanOver(values);
    const cross = withValues(values, centre).map((product, k) => product / sizes[k]!);
    const scaled = new CholeskyDecomposition(normal).solve(Matrix.columnVector(cross)).to1DArray();
    const squares = productOver(values, centre, values, centre);
    const corrected = own.map((mean, r) =>
      scaled.reduce((left, coefficient, k) => left - (coefficient / sizes[k]!) * (means[r]?.[k] ?? 0), mean),
    );
    const { mean, standardError } = estimateOf(corrected);
    const lost = Math.sqrt((paths - 1) / (paths - 1 - count));
    const control = { mean, standardError: standardError === null ? null : standardError * lost };
    return {
      plain,
      control,
      controls: count,
      explained: squares > 0 ? scaled.reduce((sum, coefficient, k) => sum + coefficient * cross[k]!, 0) / squares : 0,
      against:
        (control.standardError ?? 0) > MOST_WORSE * (plain.standardError ?? 0)
          ? 'their error seems larger by more than a quarter'
          : null,
    };
  };
}

/** What speaks against any fit; null for nothing. */
function againstAny(randomizations: number, paths: number, normal: Matrix): string | null {
  if (normal.rows === 0) return 'rates do not move, or nothing is paid after two years';
  if (!normal.to1DArray().every(Number.isFinite)) return 'a control does not move';
  if (randomizations < 2) return 'one randomization has no standard error';
  if (paths < LEAST_PATHS_A_CONTROL * normal.rows)
    return `${paths} paths are fewer than ${LEAST_PATHS_A_CONTROL} for each of ${normal.rows} controls`;
  const { realEigenvalues } = new EigenvalueDecomposition(normal, { assumeSymmetric: true });
  return Math.min(...realEigenvalues) > SMALLEST ? null : 'the controls hang together on these paths';
}

const estimateOf = (means: readonly number[]): MeanAndError => ({ mean: meanOf(means), standardError: standardErrorOf(means) });

/** The mean over all paths, one after another. */
function meanOver(parts: readonly Float64Array[]): number {
  let [sum, count] = [0, 0];
  for (const part of parts) {
    count += part.length;
    for (let path = 0; path < part.length; path++) sum += part[path]!;
  }
  return sum / count;
}

/** The sum over all paths, one after another, of the product of two columns about their centres. */
function productOver(one: readonly Float64Array[], middle: number, other: readonly Float64Array[], centre: number): number {
  let sum = 0;
  for (let r = 0; r < one.length; r++) {
    const [x, y] = [one[r]!, other[r]!];
    for (let path = 0; path < x.length; path++) sum += (x[path]! - middle) * (y[path]! - centre);
  }
  return sum;
}
