/** Totals over trusts, path by path: what is known while a stochastic run goes on, and what decides whether it goes on. */
import { faultText } from '../errors.ts';
import type { InstrumentKind } from './simulateCash.ts';
import { AS_IS } from './simulateMarket.ts';
import { type Distribution, distributionOf } from './simulateNumbers.ts';
import { type TrustPaths, trustEstimator } from './simulatePaths.ts';
import type { TrustDone } from './valueTrusts.ts';

/** The total of a kind of instrument over the consolidated trusts. */
export interface TotalFigures {
  readonly kind: InstrumentKind;
  readonly price: number;
  readonly byYield: Distribution;
  readonly byRates: Distribution;
}

/** What is known while a run goes on. */
export interface PartialResult {
  /** Paths that all trusts have, and the randomizations they are of. */
  readonly paths: number;
  readonly randomizations: number;
  /** Whether each randomization has as many paths: what the run would end with. */
  readonly isLevel: boolean;
  /** Standard error of the residuals over their mean; null where there is none yet. */
  readonly error: number | null;
  readonly totals: readonly TotalFigures[];
}

const KINDS: readonly InstrumentKind[] = ['collateral', 'class', 'residual', 'hedge'];

/**
 * Totals over what all trusts have. The residuals of the consolidated trusts decide, or where there are none the collateral.
 *
 * `reached` has the paths of each randomization that every trust has. While they differ, the mean is that of the randomizations' means, and
 * its standard error still theirs.
 */
export function partialOf(trusts: readonly TrustDone<TrustPaths>[], reached: readonly number[]): PartialResult {
  const totals = totalsOf(trusts, reached);
  const figure = decisive(totals);
  const error = figure?.byYield.standardError ?? null;
  return {
    paths: reached.reduce((sum, paths) => sum + paths, 0),
    randomizations: reached.filter((paths) => paths > 0).length,
    isLevel: reached.every((paths) => paths === reached[0]),
    totals,
    error: error === null || figure === undefined ? null : error / Math.abs(figure.byYield.mean),
  };
}

function decisive(totals: readonly TotalFigures[]): TotalFigures | undefined {
  return (
    totals.find(({ kind, byYield }) => kind === 'residual' && byYield.mean !== 0) ??
    totals.find(({ kind }) => kind === 'collateral')
  );
}

/** `512 paths: residual 1,234,567 ± 8,901`: dollars, and the standard error. */
export function partialWords({ paths, totals }: PartialResult): string {
  const whole = (amount: number) => Math.round(amount).toLocaleString('en-US');
  const figure = decisive(totals);
  if (figure === undefined) return `${whole(paths)} paths`;
  const { mean, standardError } = figure.byYield;
  return `${whole(paths)} paths: ${figure.kind} ${whole(mean)}${standardError === null ? '' : ` ± ${whole(standardError)}`}`;
}

function totalsOf(trusts: readonly TrustDone<TrustPaths>[], reached: readonly number[]): TotalFigures[] {
  const done = trusts.flatMap((each) => ('done' in each && each.done.prepared.trust.consolidated ? [each.done] : []));
  // Path i is the same market for every trust; the longest has all controls that any has.
  const [longest] = done.toSorted((a, b) => (b.plan.controls?.rows.length ?? 0) - (a.plan.controls?.rows.length ?? 0));
  const estimator = longest && trustEstimator(longest, reached);
  return KINDS.flatMap((kind): TotalFigures[] => {
    const parts = done.flatMap((paths) =>
      paths.prepared.instruments.flatMap((instrument, place) => (instrument.kind === kind ? [{ paths, instrument, place }] : [])),
    );
    if (parts.length === 0) return [];
    const sum = (of: 'byYield' | 'byRates') =>
      distributionOf(
        reached.flatMap((count, randomization) => {
          if (count === 0) return [];
          const total = new Float64Array(count);
          for (const { paths, place } of parts) {
            const values = paths.sums.get(AS_IS.name)?.[of][randomization]?.[place];
            if (values === undefined) continue;
            for (let path = 0; path < count; path++) total[path]! += values[path]!;
          }
          return [total];
        }),
        estimator,
      );
    return [
      {
        kind,
        price: parts.reduce((total, { instrument }) => total + instrument.price, 0),
        byYield: sum('byYield'),
        byRates: sum('byRates'),
      },
    ];
  });
}

/** Trusts that failed, with their faults in words. */
export function failuresOf<T>(trusts: readonly TrustDone<T>[]): { readonly trust: string; readonly faults: readonly string[] }[] {
  return trusts.flatMap((one) =>
    'faults' in one ? [{ trust: one.trust, faults: one.faults.map((fault) => faultText(fault)) }] : [],
  );
}
