/** What of a snapshot is known before a tape is read: its date, the snapshot before it, and what its trusts are called. */
import { basename, join, resolve } from 'node:path';
import { parseDate } from '../curves/dates.ts';
import { FaultList } from '../deal/faults.ts';
import { refuseUnknown } from '../deal/nearest.ts';
import { MOST_DEAL_BYTES, readText } from '../deal/read.ts';
import { fail, WeirError } from '../errors.ts';
import { snapshotFromText, trustFromText } from './schema.ts';

export interface SnapshotHead {
  readonly name: string;
  /** Absolute, as all folders here. */
  readonly folder: string;
  /** Units: serial days. */
  readonly date: number;
  readonly previous?: string;
  /** Folders of its trusts, as snapshot.yaml writes them and where they are. */
  readonly trusts: readonly { readonly path: string; readonly folder: string }[];
}

/** Reads snapshot.yaml and nothing else. Throws: FILE_UNREADABLE, FILE_NOT_YAML, SNAPSHOT_SHAPE, SNAPSHOT_RANGE, DATE_INVALID. */
export function readHead(folder: string): SnapshotHead {
  const root = resolve(folder);
  const file = join(root, 'snapshot.yaml');
  const { snapshot, date, previous, trusts } = snapshotFromText(readText(file, MOST_DEAL_BYTES), file);
  return {
    name: snapshot,
    folder: root,
    date: parseDate(date, { file, place: 'date' }),
    ...(previous !== undefined && { previous: resolve(root, previous) }),
    trusts: trusts.map((path) => ({ path: path.replace(/\/+$/, ''), folder: resolve(root, path) })),
  };
}

/** The names of a snapshot's trusts; one whose trust.yaml cannot be read is called by its folder, as everywhere. */
export function trustNamesIn({ trusts }: SnapshotHead): string[] {
  return trusts.map(({ folder }) => {
    try {
      const file = join(folder, 'trust.yaml');
      return trustFromText(readText(file, MOST_DEAL_BYTES), file).trust;
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      return basename(folder);
    }
  });
}

/**
 * The folder of an older snapshot: the one in `from`, or the one that the snapshot names as the one before it.
 *
 * Throws: REQUEST_INVALID where there is none, or it is this one.
 */
export function olderOf({ folder, previous }: Pick<SnapshotHead, 'folder' | 'previous'>, from: string | undefined): string {
  const at = from === undefined ? { file: join(folder, 'snapshot.yaml'), place: 'previous' } : { place: 'from' };
  const older = from === undefined ? previous : resolve(from);
  if (older === undefined) {
    const expected = 'the snapshot before this one, or --from with its folder (in a request: from)';
    return fail({ code: 'REQUEST_INVALID', ...at, got: 'nothing', expected });
  }
  if (resolve(older) === folder)
    return fail({ code: 'REQUEST_INVALID', ...at, got: 'the snapshot itself', expected: 'an older one' });
  return older;
}

/** Refuses snapshots that are not in the order of their dates. Throws: REQUEST_INVALID. */
export function refuseDisorder(chain: readonly Pick<SnapshotHead, 'folder' | 'date'>[]): void {
  chain.slice(1).forEach((snapshot, place) => {
    const before = chain[place];
    if (before !== undefined && before.date > snapshot.date)
      fail({ code: 'REQUEST_INVALID', place: 'from', got: before.folder, expected: `a snapshot older than ${snapshot.folder}` });
  });
}

/** Whether a trust is among wanted ones, that are named by their folders or by the paths of these. */
export function isNamed(path: string, wanted: readonly string[]): boolean {
  return wanted.includes(path) || wanted.includes(basename(path));
}

/**
 * Refuses trusts, named by their folders or the paths of these, that are in none of some snapshots. Throws: REQUEST_INVALID, all at
 * once, with the folders that there are.
 */
export function refuseUnknownFolders(wanted: readonly string[] | undefined, heads: readonly SnapshotHead[]): void {
  const paths = heads.flatMap(({ trusts }) => trusts.map(({ path }) => path));
  const unknown = wanted?.filter((name) => !paths.some((path) => isNamed(path, [name]))) ?? [];
  refuseUnknown('trusts', unknown, [...new Set(paths.map((path) => basename(path)))]);
}

/**
 * Refuses what can be told by snapshot.yaml of a request that goes back to an older snapshot, for some trusts.
 * Throws: as `olderOf`, `readHead` and `refuseUnknownFolders`, all faults at once.
 */
export function checkBack(
  { from, trusts }: { readonly from?: string | undefined; readonly trusts?: readonly string[] | undefined },
  head: SnapshotHead,
): void {
  const faults = new FaultList();
  faults.catching(undefined, () => void readHead(olderOf(head, from)));
  faults.catching(undefined, () => refuseUnknownFolders(trusts, [head]));
  faults.throwIfAny();
}
