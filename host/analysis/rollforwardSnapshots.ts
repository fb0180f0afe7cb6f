/** The snapshots that a period runs through, read and valued: from the younger back to the older by what each names as the one before. */
import { openPool, type PoolOptions } from '../engine/pool.ts';
import { olderOf, readHead, refuseDisorder, type SnapshotHead } from '../portfolio/head.ts';
import type { Method, Snapshot } from '../portfolio/records.ts';
import { readSnapshot, type SnapshotReader } from '../portfolio/snapshot.ts';
import type { ValuedSnapshot } from './rollforward.ts';
import { NO_SHOCK } from './shock.ts';
import { valueTrusts } from './valueTrusts.ts';

/** A chain longer than this was not meant. */
export const MOST_SNAPSHOTS = 120;

export interface ChainOptions extends Pick<PoolOptions, 'signal'> {
  /** Default: as the snapshots say. */
  readonly read?: SnapshotReader;
  /** Called while trusts are read, anew for each snapshot. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Reads the snapshot in `folder` and those before it, back to the one in `from`; without `from`, the one before it. Where the snapshots
 * name none that leads to `from`, the two stand alone.
 *
 * Shape: the oldest first, two or more. Throws: REQUEST_INVALID where there is none before, or `from` is not older; as `readSnapshot`.
 */
export async function snapshotChain(folder: string, from: string | undefined, options: ChainOptions = {}): Promise<Snapshot[]> {
  const last = await read(folder, options);
  const start = olderOf(last, from);
  const chain = [last];
  for (let next = last.previous; next !== undefined && chain.length < MOST_SNAPSHOTS; next = chain[0]?.previous) {
    chain.unshift(await read(next, options));
    if (next === start) return inOrder(chain);
  }
  return inOrder([await read(start, options), last]);
}

/** The two ends of such a chain, without those between. Shape: the older first. Throws: as `snapshotChain`. */
export async function snapshotPair(folder: string, from: string | undefined, options: ChainOptions = {}): Promise<Snapshot[]> {
  const last = await read(folder, options);
  return inOrder([await read(olderOf(last, from), options), last]);
}

/** Refuses an older snapshot that is none, by snapshot.yaml alone. Throws: as `snapshotPair`. */
export function checkOlder(head: SnapshotHead, from: string | undefined): void {
  refuseDisorder([readHead(olderOf(head, from)), head]);
}

function read(path: string, { read: reader = readSnapshot, signal, onProgress }: ChainOptions): Promise<Snapshot> {
  return reader(path, {
    ...(signal !== undefined && { signal }),
    onProgress: ({ done, total }) => onProgress?.(done, total),
  });
}

function inOrder(chain: readonly Snapshot[]): Snapshot[] {
  refuseDisorder(chain);
  return [...chain];
}

export interface ValueChainOptions extends Omit<PoolOptions, 'onProgress'> {
  readonly method?: Method;
  readonly onProgress?: (done: number, of: number) => void;
}

/** Values every snapshot of a chain, projections kept. Throws: RUN_CANCELLED. */
export async function valueChain(
  chain: readonly Snapshot[],
  { onProgress, ...options }: ValueChainOptions = {},
): Promise<ValuedSnapshot[]> {
  const runner = options.runner ?? openPool(options.workers);
  const of = chain.reduce((sum, { trusts }) => sum + trusts.length, 0);
  const valued: ValuedSnapshot[] = [];
  let before = 0;
  try {
    for (const snapshot of chain) {
      const outcomes = await valueTrusts(snapshot, [NO_SHOCK], {
        ...options,
        runner,
        keepPaths: true,
        onProgress: (done) => onProgress?.(before + done, of),
      });
      valued.push({ snapshot, outcomes });
      before += snapshot.trusts.length;
    }
  } finally {
    if (options.runner === undefined) await runner.close();
  }
  return valued;
}
