/** Back-tests over a chain of snapshots, each held against the one before it, and what they say together. */
import { type Fault, WeirError } from '../errors.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { readSnapshot, type SnapshotOptions } from '../portfolio/snapshot.ts';
import { BACK_TEST_LINES, type BackTest, type BackTestLine, type BackTestOptions, backTest } from './backTest.ts';
import { olderOf } from './tieOutSnapshot.ts';

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

/**
 * Reads snapshots back along `previous`, `periods` of them at most, and tests each period; the first begins at `from`, where it is given. A
 * snapshot further back that cannot be read ends the chain and is told of.
 *
 * Throws: as `readSnapshot` of `folder` and of the one before it; REQUEST_INVALID where there is none before it; RUN_CANCELLED.
 */
export async function backTestChain(
  folder: string,
  periods: number,
  options: BackTestOptions & Pick<SnapshotOptions, 'only'> & { readonly from?: string } = {},
): Promise<BackTestHistory> {
  const { only, signal, from } = options;
  const read = (of: string) => readSnapshot(of, { ...(only !== undefined && { only }), ...(signal !== undefined && { signal }) });
  const tests: BackTest[] = [];
  const ended: Fault[] = [];
  let now: Snapshot = await read(folder);
  for (let older: string | undefined = olderOf(now, from); tests.length < periods && older !== undefined; older = now.previous) {
    let before: Snapshot;
    try {
      before = await read(older);
    } catch (error) {
      const isCancelled = error instanceof WeirError && error.faults.some(({ code }) => code === 'RUN_CANCELLED');
      if (!(error instanceof WeirError) || tests.length === 0 || isCancelled) throw error;
      ended.push(...error.faults);
      break;
    }
    tests.unshift(await backTest(now, before, options));
    now = before;
  }
  return { tests, lines: historyOf(tests), ended };
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
