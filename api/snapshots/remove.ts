/** Takes a snapshot out of the data folder, where nothing that is kept stands on it. */
import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataFolder, type Fault, WeirError } from '../../host/index.ts';
import { namesSnapshot } from './confine.ts';
import { listSnapshots, snapshotFolder, snapshotsRoot } from './folder.ts';

/** Folders of a moment: what is uploaded, until it is whole, and what is removed, until it is gone. No snapshot has such a name. */
const MOMENT = '.tmp-';

/** A folder beside the snapshots that nobody takes for one. */
export function momentFolder(data: DataFolder): string {
  return join(snapshotsRoot(data), `${MOMENT}${randomBytes(6).toString('hex')}`);
}

/** No upload takes as long. Units: milliseconds. */
const LONGEST_MOMENT = 24 * 3_600_000;

/** Clears away what processes that were killed left; what another service may be at work on stays. */
export async function sweepSnapshots(data: DataFolder): Promise<void> {
  const root = snapshotsRoot(data);
  for (const name of await readdir(root)) {
    if (!name.startsWith(MOMENT)) continue;
    const begun = await stat(join(root, name)).catch(() => undefined);
    if (begun !== undefined && Date.now() - begun.mtimeMs > LONGEST_MOMENT)
      await rm(join(root, name), { recursive: true, force: true });
  }
}

/**
 * Removes a snapshot: out of sight in one step, then from the disk. `readers` are the runs that were made from it, which could be neither
 * replayed nor traced without it.
 * Throws: SNAPSHOT_UNKNOWN, PATH_OUTSIDE; SNAPSHOT_NEEDED for every run and every other snapshot that needs it, all at once.
 */
export async function removeSnapshot(data: DataFolder, name: string, readers: readonly string[]): Promise<void> {
  await snapshotFolder(data, name);
  const others = (await listSnapshots(data)).map((other) => other.name).filter((other) => other !== name);
  const naming = await Promise.all(others.map((other) => namesSnapshot(data, other, name).catch(() => false)));
  const needed = (place: string, got: string): Fault => ({
    code: 'SNAPSHOT_NEEDED',
    place,
    got,
    expected: 'a snapshot that nothing kept needs: delete that first',
  });
  const faults = [
    ...others
      .filter((_, at) => naming[at])
      .map((other) => needed(`snapshots/${other}`, 'a snapshot that names it, as the one before or for a file')),
    ...readers.map((run) => needed(`runs/${run}`, 'a run that was made from it')),
  ];
  if (faults.length > 0) throw new WeirError(faults);
  const away = momentFolder(data);
  await rename(join(snapshotsRoot(data), name), away);
  await rm(away, { recursive: true, force: true });
}
