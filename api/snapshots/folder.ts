/**
 * Snapshots of the data folder: `snapshots/<name>`, a folder each, as SNAPSHOT.md has it. What the service reads or writes for a
 * snapshot is in there, however its name or its files are written.
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type DataFolder, fail, readText, valueFromText, WeirError } from '../../host/index.ts';

/** Stands for the snapshot of the latest date. */
export const LATEST = 'latest';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MOST_BYTES = 1_000_000;

/** What a list says of a snapshot. */
export interface SnapshotLine {
  readonly name: string;
  /** As snapshot.yaml has it; null where that cannot be read. */
  readonly title: string | null;
  /** YYYY-MM-DD. */
  readonly date: string | null;
  readonly trusts: number | null;
  readonly method: string | null;
  /** The snapshot before, where it names one of this folder. */
  readonly previous: string | null;
}

export interface SnapshotFile {
  /** With slashes on every system. */
  readonly path: string;
  readonly bytes: number;
}

/** Whether a word can be the name of a snapshot. */
export function isSnapshotName(name: string): boolean {
  return NAME.test(name) && name !== LATEST;
}

/** Where snapshots stand. */
export function snapshotsRoot(data: DataFolder): string {
  return join(data.root, 'snapshots');
}

/** The folder of a snapshot, links followed. Throws: SNAPSHOT_UNKNOWN, PATH_OUTSIDE. */
export async function snapshotFolder(data: DataFolder, name: string): Promise<string> {
  const root = await realpath(snapshotsRoot(data));
  const folder = isSnapshotName(name) ? await realpath(join(root, name)).catch(() => undefined) : undefined;
  if (folder === undefined || !(await stat(folder)).isDirectory())
    return fail({ code: 'SNAPSHOT_UNKNOWN', place: 'snapshot', got: `'${name}'`, expected: await knownText(root) });
  if (!isInside(root, folder))
    fail({ code: 'PATH_OUTSIDE', place: `snapshots/${name}`, got: 'a link that leads elsewhere', expected: 'a folder' });
  return folder;
}

/** The name of a snapshot by its folder; undefined where that is not one of the data folder. */
export async function snapshotOf(data: DataFolder, folder: string): Promise<string | undefined> {
  const root = await realpath(snapshotsRoot(data)).catch(() => undefined);
  const real = await realpath(folder).catch(() => folder);
  const name = root === undefined ? '' : relative(root, real);
  return isSnapshotName(name) ? name : undefined;
}

/** Every snapshot, the latest date first; those without a date last. */
export async function listSnapshots(data: DataFolder): Promise<SnapshotLine[]> {
  const root = snapshotsRoot(data);
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const lines = entries
    .filter((entry) => entry.isDirectory() && isSnapshotName(entry.name))
    .map(({ name }) => lineOf(root, name));
  return lines.sort((a, b) => (b.date ?? '').localeCompare(a.date ?? '') || b.name.localeCompare(a.name));
}

/** A snapshot's name, where `latest` stands for that of the latest date. Throws: SNAPSHOT_UNKNOWN. */
export async function resolvedName(data: DataFolder, asked: string): Promise<string> {
  if (asked !== LATEST) return asked;
  const latest = (await listSnapshots(data)).find(({ date }) => date !== null);
  return latest?.name ?? fail({ code: 'SNAPSHOT_UNKNOWN', place: 'snapshot', got: 'none with a date', expected: 'a snapshot' });
}

/** What a list says of one snapshot. Throws: as snapshotFolder. */
export async function snapshotLine(data: DataFolder, name: string): Promise<SnapshotLine> {
  await snapshotFolder(data, name);
  return lineOf(snapshotsRoot(data), name);
}

/** The files of a snapshot in order of their paths. Throws: as snapshotFolder. */
export async function snapshotFiles(data: DataFolder, name: string): Promise<SnapshotFile[]> {
  const folder = await snapshotFolder(data, name);
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry): Promise<SnapshotFile> => {
        const path = join(entry.parentPath, entry.name);
        return { path: relative(folder, path).split(sep).join('/'), bytes: (await stat(path)).size };
      }),
  );
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a path is a folder or stands in it. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Of snapshot.yaml what a list shows; nothing of it where it cannot be read, which the check tells in full. */
function lineOf(root: string, name: string): SnapshotLine {
  const unread: SnapshotLine = { name, title: null, date: null, trusts: null, method: null, previous: null };
  try {
    const given = valueFromText(readText(join(root, name, 'snapshot.yaml'), MOST_BYTES));
    if (typeof given !== 'object' || given === null) return unread;
    const field = (key: string): unknown => Reflect.get(given, key);
    const text = (key: string) => {
      const value = field(key);
      return typeof value === 'string' ? value : null;
    };
    const trusts = field('trusts');
    const previous = /^\.\.\/([^/]+)\/?$/.exec(text('previous') ?? '')?.[1];
    const date = text('date');
    return {
      name,
      title: text('snapshot'),
      date: date !== null && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : null,
      trusts: Array.isArray(trusts) ? trusts.length : null,
      method: text('method'),
      previous: previous !== undefined && isSnapshotName(previous) ? previous : null,
    };
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    return unread;
  }
}

async function knownText(root: string): Promise<string> {
  const names = (await readdir(root)).filter(isSnapshotName).toSorted().reverse();
  return names.length === 0 ? 'a snapshot: none has been uploaded yet' : `one of ${names.slice(0, 10).join(', ')}`;
}
