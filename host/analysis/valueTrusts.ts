/**
 * Values the trusts of a snapshot, each under one or many shocks. A trust is projected under all of them in one go, lanes side by
 * side, and its planes are let go once its values are known: memory is that of a few trusts, not of the portfolio.
 */
import { openPool, type TaskRunner } from '../engine/pool.ts';
import { WeirError } from '../errors.ts';
import type { Method, Snapshot, TrustInput } from '../portfolio/records.ts';
import { NO_SHOCK, type Shock } from './shock.ts';
import { type UnderOptions, type ValuedTrust, valueUnder } from './valueUnder.ts';

export type TrustOutcome =
  | { readonly ok: true; readonly valued: ValuedTrust }
  | { readonly ok: false; readonly trust: string; readonly faults: WeirError['faults'] };

export interface ValueOptions extends UnderOptions {
  /** Default: the snapshot's. */
  readonly method?: Method;
  /** Called after each trust. */
  readonly onProgress?: (done: number, of: number, trust: string) => void;
  /** Called with each outcome as it comes, in no order. */
  readonly onTrust?: (outcome: TrustOutcome) => void;
}

/**
 * Values every trust that could be read; those that could not, and those that fail on the way, are told of and do not stop the others.
 * Outcomes are in the order of the snapshot. Throws: RUN_CANCELLED.
 */
export async function valueTrusts(
  snapshot: Snapshot,
  shocks: readonly Shock[] = [NO_SHOCK],
  options: ValueOptions = {},
): Promise<TrustOutcome[]> {
  const method = options.method ?? snapshot.method;
  const outcomeOf = (result: TrustDone<ValuedTrust>): TrustOutcome =>
    'done' in result ? { ok: true, valued: result.done } : { ok: false, ...result };
  const results = await overTrusts(
    snapshot,
    options,
    (trust, runner) => valueUnder(trust, snapshot.market, method, shocks, { ...options, runner }),
    (result) => options.onTrust?.(outcomeOf(result)),
  );
  return results.map(outcomeOf);
}

/** What was done for a trust, or the faults of one that could not be read or failed on the way. */
export type TrustDone<T> =
  | { readonly trust: string; readonly done: T }
  | { readonly trust: string; readonly faults: WeirError['faults'] };

/**
 * Does some work for every trust that could be read, several at a time. Results are in the order of the snapshot; `onEach` hears of each
 * as it comes. Throws: RUN_CANCELLED.
 */
export async function overTrusts<T>(
  snapshot: Snapshot,
  options: Pick<ValueOptions, 'workers' | 'runner' | 'onProgress'>,
  work: (trust: TrustInput, runner: TaskRunner) => Promise<T>,
  onEach?: (result: TrustDone<T>) => void,
): Promise<TrustDone<T>[]> {
  const runner = options.runner ?? openPool(options.workers);
  const results: TrustDone<T>[] = new Array(snapshot.trusts.length);
  let done = 0;
  let next = 0;
  const each = async () => {
    for (let place = next++; place < snapshot.trusts.length; place = next++) {
      const reading = snapshot.trusts[place];
      if (reading === undefined) break;
      const result: TrustDone<T> = reading.ok
        ? await caught(reading.trust, () => work(reading.trust, runner))
        : { trust: reading.name, faults: reading.faults };
      results[place] = result;
      done += 1;
      onEach?.(result);
      options.onProgress?.(done, snapshot.trusts.length, result.trust);
    }
  };
  try {
    // One more than there are threads, so that none of them idles between two.
    await Promise.all(Array.from({ length: runner.width + 1 }, each));
  } finally {
    if (options.runner === undefined) await runner.close();
  }
  return results;
}

async function caught<T>({ name: trust }: TrustInput, work: () => Promise<T>): Promise<TrustDone<T>> {
  try {
    return { trust, done: await work() };
  } catch (error) {
    return { trust, faults: ownFaults(error) };
  }
}

/** The faults of a trust by which it failed. A disk that is full or a machine that is gone says nothing of the trust: that is thrown on, and ends the run. */
export function ownFaults(error: unknown): WeirError['faults'] {
  if (!(error instanceof WeirError) || error.faults.some(({ code }) => /^(RUN_CANCELLED|STORE_|CLUSTER_)/.test(code)))
    throw error;
  return error.faults;
}
