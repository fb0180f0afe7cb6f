/** Back-tests over a chain of snapshots, each held against the one before it, and what they say together. */
import { type Fault, WeirError } from '../errors.ts';
import { olderOf, readHead, refuseUnknownFolders } from '../portfolio/head.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { readSnapshot, type SnapshotOptions } from '../portfolio/snapshot.ts';
import { BACK_TEST_LINES, type BackTest, type BackTestLine, type BackTestOptions, backTest } from './backTest.ts';

/** How one line did over the periods. */
export interface LineHistory {
  readonly line: BackTestLine;
  /** Errors in percent of what came, oldest period first; null where nothing came. */
  readonly percents: readonly (number | null)[];
  /** Mean of those that there are, with its sign, and of their sizes; null where there are none. */
  readonly bias: number | null;
  readonly size: number | null;
  /** Periods in which the projection was high, and low. */
  readonly high: number;
  readonly low: number;
}

export interface BackTestHistory {
  /** Oldest first. */
  readonly tests: readonly BackTest[];
  /** Of the whole portfolio. */
  readonly lines: readonly LineHistory[];
  /** Why the chain ends where it does, where that is not its first snapshot. */
  readonly ended: readonly Fault[];
}

/** Snapshots, the oldest first: each but the first is held against the one before it. */
export interface BackTestChain extends Pick<BackTestHistory, 'ended'> {
  readonly snapshots: readonly Snapshot[];
}

/**
 * Reads snapshots back along `previous`, as many as `periods` need at most; the first period begins at `from`, where it is given. A snapshot
 * further back that cannot be read ends the chain and is told of.
 *
 * Throws: as `readSnapshot` of `folder` and of the one before it; REQUEST_INVALID where there is none before it, and for trusts of `only` that
 * the youngest has not; RUN_CANCELLED.
 */
export async function readBackTestChain(
  folder: string,
  periods: number,
  { from, ...options }: SnapshotOptions & { readonly from?: string } = {},
): Promise<BackTestChain> {
  refuseUnknownFolders(options.only, [readHead(folder)]);
  const last = await readSnapshot(folder, options);
  const snapshots = [last];
  const ended: Fault[] = [];
  for (let older: string | undefined = olderOf(last, from); snapshots.length <= periods && older !== undefined; ) {
    try {
      const before: Snapshot = await readSnapshot(older, options);
      snapshots.unshift(before);
      older = before.previous;
    } catch (error) {
      const isCancelled = error instanceof WeirError && error.faults.some(({ code }) => code === 'RUN_CANCELLED');
      if (!(error instanceof WeirError) || snapshots.length === 1 || isCancelled) throw error;
      ended.push(...error.faults);
      break;
    }
  }
  return { snapshots, ended };
}

/** Tests every period of a chain. Throws: RUN_CANCELLED. */
export async function backTestPeriods(
  { snapshots, ended }: BackTestChain,
  options: BackTestOptions = {},
): Promise<BackTestHistory> {
  const { onProgress } = options;
  const of = snapshots.slice(1).reduce((sum, { trusts }) => sum + trusts.length, 0);
  const tests: BackTest[] = [];
  let before = 0;
  for (const [place, now] of snapshots.slice(1).entries()) {
    const then = snapshots[place];
    if (then === undefined) throw new Error('backTest: a period without a beginning');
    const told = before;
    tests.push(
      await backTest(now, then, {
        ...options,
        ...(onProgress !== undefined && { onProgress: (done, _, trust) => onProgress(told + done, of, trust) }),
      }),
    );
    before += now.trusts.length;
  }
  return { tests, lines: historyOf(tests), ended };
}

/** Reads a chain and tests it. Throws: as `readBackTestChain`. */
export async function backTestChain(
  folder: string,
  periods: number,
  { only, from, ...options }: BackTestOptions & Pick<SnapshotOptions, 'only'> & { readonly from?: string } = {},
): Promise<BackTestHistory> {
  const { signal } = options;
  const chain = await readBackTestChain(folder, periods, {
    ...(only !== undefined && { only }),
    ...(from !== undefined && { from }),
    ...(signal !== undefined && { signal }),
  });
  return backTestPeriods(chain, options);
}

/** What periods say together, line by line. */
export function historyOf(tests: readonly Pick<BackTest, 'total'>[]): LineHistory[] {
  return BACK_TEST_LINES.map((line) => {
    const figures = tests.map(({ total }) => total[line]);
    const percents = figures.map(({ percent }) => percent);
    const known = percents.filter((percent) => percent !== null);
    const mean = (of: (percent: number) => number) =>
      known.length === 0 ? null : known.reduce((sum, percent) => sum + of(percent), 0) / known.length;
    return {
      line,
      percents,
      bias: mean((percent) => percent),
      size: mean(Math.abs),
      high: figures.filter(({ error }) => error > 0).length,
      low: figures.filter(({ error }) => error < 0).length,
    };
  });
}
