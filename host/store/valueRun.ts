/** A valuation as a run. */
import { resolve } from 'node:path';
import { NO_SHOCK } from '../analysis/shock.ts';
import { type TrustOutcome, valueTrusts } from '../analysis/valueTrusts.ts';
import { formatDate } from '../curves/dates.ts';
import { faultText } from '../errors.ts';
import { METHODS, type Method, type Snapshot } from '../portfolio/records.ts';
import { debtValue } from '../valuation/longTermDebt.ts';
import { portfolioValue } from '../valuation/portfolioTotals.ts';
import type { PortfolioValue } from '../valuation/records.ts';
import { type ReviewRead, readReviewed, reviewIn, reviewNow } from './decisionsApply.ts';
import type { DataFolder } from './folders.ts';
import { type KeptRun, type RunKind, type RunOptions, resumeKept, runKept, type WorkOptions } from './keptRun.ts';
import type { ResultTable } from './tables.ts';
import { valueTables } from './valueTables.ts';

/** What is asked for: JSON, kept with the run. */
export interface ValueRequest {
  readonly kind: 'value';
  /** The snapshot's folder, as an absolute path. */
  readonly snapshot: string;
  /** Default: the snapshot's own. */
  readonly method?: Method;
  /** What was decided of the curves when it was asked; absent where nothing was. */
  readonly review?: ReviewRead;
}

export type ValueRunOptions = RunOptions;
export type ValueRun = KeptRun<PortfolioValue>;

/** Valuations as runs. */
export const VALUE_RUNS: RunKind<ValueRequest, PortfolioValue> = {
  kind: 'value',
  requestOf: (given) => {
    if (!('snapshot' in given) || typeof given.snapshot !== 'string') return undefined;
    const method = methodIn(given);
    const review = 'review' in given ? reviewIn(given.review) : undefined;
    return {
      kind: 'value',
      snapshot: given.snapshot,
      ...(method !== undefined && { method }),
      ...(review !== undefined && { review }),
    };
  },
  prepare: async (request, signal) => {
    const { review } = request;
    const snapshot = await readReviewed(request.snapshot, review, signal === undefined ? {} : { signal });
    return {
      snapshot,
      title: `${snapshot.name}, ${formatDate(snapshot.date)}`,
      options: {
        method: request.method ?? snapshot.method,
        ...(review !== undefined && { review: { entries: review.seq, sha256: review.sha256 } }),
      },
      limits: LIMITS,
      compute: (options) => computed(request, snapshot, options),
    };
  },
};

/** Values a snapshot and keeps the run. Throws: WeirError; the run then says that it failed, or stays open where it was cancelled. */
export async function runValue(
  data: DataFolder,
  folder: string,
  options: ValueRunOptions & { readonly method?: Method },
): Promise<ValueRun> {
  const { method } = options;
  const review = await reviewNow(data, folder);
  const request: ValueRequest = {
    kind: 'value',
    snapshot: resolve(folder),
    ...(method !== undefined && { method }),
    ...(review !== undefined && { review }),
  };
  return runKept(VALUE_RUNS, data, request, options);
}

/** Takes up a valuation that did not end. Throws: as `resumeRun` and `runValue`. */
export async function resumeValue(data: DataFolder, id: string, options: ValueRunOptions): Promise<ValueRun> {
  return resumeKept(VALUE_RUNS, data, id, options);
}

/** The figures and tables of a request: nothing but its snapshot decides them. */
async function computed(
  request: ValueRequest,
  snapshot: Snapshot,
  options: WorkOptions,
): Promise<{ value: PortfolioValue; tables: ResultTable[] }> {
  const outcomes = await valueTrusts(snapshot, [NO_SHOCK], {
    ...workOptions(options),
    keepPaths: true,
    ...(request.method !== undefined && { method: request.method }),
  });
  const value = portfolioOf(snapshot, outcomes);
  const valued = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.valued] : []));
  const failed = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome]));
  return { value, tables: valueTables(value, valued, failed) };
}

/** The balance sheet of what was valued, under the first shock. */
export function portfolioOf(snapshot: Snapshot, outcomes: readonly TrustOutcome[]): PortfolioValue {
  return portfolioValue({
    snapshot: snapshot.name,
    date: formatDate(snapshot.date),
    trusts: outcomes.flatMap((outcome) => (outcome.ok ? outcome.valued.values.slice(0, 1) : [])),
    failed: outcomes.flatMap((outcome) => (outcome.ok ? [] : [{ trust: outcome.trust, faults: outcome.faults.map(faultText) }])),
    longTermDebt: snapshot.longTermDebt.map((debt) => debtValue(debt, snapshot.market.benchmark, snapshot.date)),
  });
}

/** Of a run's options those of its work. */
export function workOptions({ workers, runner, signal, onProgress, blockPaths }: WorkOptions): WorkOptions {
  return {
    ...(runner !== undefined && { runner }),
    ...(workers !== undefined && { workers }),
    ...(signal !== undefined && { signal }),
    ...(blockPaths !== undefined && { blockPaths }),
    ...(onProgress !== undefined && { onProgress }),
  };
}

/** The method that a kept request names, if it is one. */
export function methodIn(given: object): Method | undefined {
  return 'method' in given ? METHODS.find((known) => known === given.method) : undefined;
}

/** What a reader of any valuation should know. */
export const LIMITS = [
  { about: 'scenario', text: 'one set of curves: no value of options beyond it' },
  { about: 'hedges', text: 'discounted on the benchmark curve plus the non-performance spread of the snapshot' },
  { about: 'real estate owned', text: 'net realizable value, which is no fair value' },
];
