/** How fast Weir does named workloads on this machine: by number of threads, with the time of a trust. */
import { availableParallelism } from 'node:os';
import { openPool } from '../engine/pool.ts';
import { fail, shown } from '../errors.ts';
import { NO_SHOCK, type Shock } from './shock.ts';
import { overTrusts } from './valueTrusts.ts';
import { valueUnder } from './valueUnder.ts';
import { type WorkloadSize, workload, workloadShocks } from './workload.ts';

export interface NamedWorkload extends WorkloadSize {
  readonly name: string;
  readonly about: string;
  readonly shocks: readonly Shock[];
}

/** The workloads by name. */
export const WORKLOADS: readonly NamedWorkload[] = [
  {
    name: 'small',
    about: '3,000 loans in 6 trusts under 4 scenarios: seconds, to see that all is well',
    trusts: 6,
    loans: 3_000,
    shocks: workloadShocks().slice(0, 4),
  },
  { name: 'portfolio', about: '100,000 loans in 60 trusts in the base case', trusts: 60, loans: 100_000, shocks: [NO_SHOCK] },
  {
    name: 'portfolio-40',
    about: '100,000 loans in 60 trusts under 40 scenarios',
    trusts: 60,
    loans: 100_000,
    shocks: workloadShocks(),
  },
];

export interface WorkloadOptions {
  /** Numbers of threads to measure with; default: 1, and one a core. */
  readonly workers?: readonly number[];
  /** Rounds that count; one before them warms up. Default 3. */
  readonly rounds?: number;
  readonly signal?: AbortSignal;
  /** Called after each round. */
  readonly onProgress?: (done: number, of: number, what: string) => void;
}

/** What was measured with one number of threads. Times are seconds, but those of a trust milliseconds. */
export interface WorkloadTiming {
  readonly workers: number;
  /** The median of the rounds. */
  readonly seconds: number;
  readonly rounds: readonly number[];
  readonly loanMonthsPerSecond: number;
  /** Trusts times scenarios, a second. */
  readonly pathsPerSecond: number;
  /** From a trust's plan to its values, waiting for threads taken in. */
  readonly trust: { readonly p50: number; readonly p95: number; readonly p99: number };
}

export interface WorkloadReport {
  readonly workload: string;
  readonly about: string;
  readonly trusts: number;
  readonly loans: number;
  readonly scenarios: number;
  /** Loan-month-paths of a round. */
  readonly loanMonthPaths: number;
  readonly timings: readonly WorkloadTiming[];
  /** How many times as fast as with the first number of threads, in the order of `timings`. */
  readonly scaling: readonly number[];
}

const ROUNDS = 3;
const MILLISECONDS = 1_000;

/** Measures a workload. Throws: REQUEST_INVALID for one that there is not; RUN_CANCELLED. */
export async function measureWorkload(name: string, options: WorkloadOptions = {}): Promise<WorkloadReport> {
  const named = WORKLOADS.find((one) => one.name === name);
  if (named === undefined)
    return fail({
      code: 'REQUEST_INVALID',
      place: 'workload',
      got: shown(name),
      expected: `one of ${WORKLOADS.map((one) => one.name).join(', ')}`,
    });
  const { workers = [...new Set([1, availableParallelism()])], rounds = ROUNDS } = options;
  const snapshot = workload(named);
  const timings: WorkloadTiming[] = [];
  let loanMonthPaths = 0;
  let done = 0;
  for (const threads of workers) {
    const runner = openPool(threads);
    try {
      const seconds: number[] = [];
      const trusts: number[] = [];
      for (let round = 0; round <= rounds; round++) {
        const started = performance.now();
        const results = await overTrusts(snapshot, { runner }, async (trust, ours) => {
          const begun = performance.now();
          const how = { runner: ours, ...(options.signal !== undefined && { signal: options.signal }) };
          const valued = await valueUnder(trust, snapshot.market, snapshot.method, named.shocks, how);
          if (round > 0) trusts.push(performance.now() - begun);
          return valued.loanMonthPaths;
        });
        if (round > 0) seconds.push((performance.now() - started) / MILLISECONDS);
        loanMonthPaths = results.reduce((sum, result) => sum + ('done' in result ? result.done : 0), 0);
        done += 1;
        options.onProgress?.(done, workers.length * (rounds + 1), `${threads} threads, round ${round}`);
      }
      timings.push(timingOf(threads, seconds, trusts, loanMonthPaths, named.trusts * named.shocks.length));
    } finally {
      await runner.close();
    }
  }
  const [first] = timings;
  const { about, trusts, loans, shocks } = named;
  return {
    workload: name,
    about,
    trusts,
    loans,
    scenarios: shocks.length,
    loanMonthPaths,
    timings,
    scaling: timings.map(({ seconds }) => (first?.seconds ?? Number.NaN) / seconds),
  };
}

function timingOf(
  workers: number,
  rounds: readonly number[],
  trusts: readonly number[],
  loanMonthPaths: number,
  paths: number,
): WorkloadTiming {
  const seconds = quantile(rounds, 0.5);
  return {
    workers,
    seconds,
    rounds,
    loanMonthsPerSecond: loanMonthPaths / seconds,
    pathsPerSecond: paths / seconds,
    trust: { p50: quantile(trusts, 0.5), p95: quantile(trusts, 0.95), p99: quantile(trusts, 0.99) },
  };
}

/**
 * The quantile of some values: the smallest that at least the share is no greater than; NaN of none.
 * Source: the inverse of the empirical distribution, type 1 of Hyndman and Fan (1996).
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
