/**
 * Snapshots of the data folder: `snapshots/<name>`, a folder each, as SNAPSHOT.md has it. What the service reads or writes for a
 * snapshot is in there, however its name or its files are written.
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type DataFolder, fail, readText, valueFromText, WeirError } from '../../host/index.ts';

/** Stands for the snapshot of the latest date: of the portfolio named after it, or of the only one there is. */
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

/** The folder of a snapshot, links followed; `place` is where it was named. Throws: SNAPSHOT_UNKNOWN, PATH_OUTSIDE. */
export async function snapshotFolder(data: DataFolder, name: string, place = 'snapshot'): Promise<string> {
  const root = await realpath(snapshotsRoot(data));
  const folder = isSnapshotName(name) ? await realpath(join(root, name)).catch(() => undefined) : undefined;
  if (folder === undefined || !(await stat(folder)).isDirectory())
    return fail({ code: 'SNAPSHOT_UNKNOWN', place, got: `'${name}'`, expected: await knownText(root) });
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

/** The snapshots of one sponsor's trusts at several dates. */
export interface Portfolio {
  readonly name: string;
  /** Names of its snapshots and their dates, the latest first. */
  readonly snapshots: readonly string[];
  readonly dates: readonly string[];
}

/** Snapshots by the portfolio that they name; those that cannot be read are of none. */
export function listPortfolios(snapshots: readonly SnapshotLine[]): Portfolio[] {
  const dated = snapshots.flatMap(({ name, title, date }) => (title === null || date === null ? [] : [{ name, title, date }]));
  return [...Map.groupBy(dated, ({ title }) => title)]
    .map(([name, lines]) => ({ name, snapshots: lines.map((line) => line.name), dates: lines.map(({ date }) => date) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * A snapshot's name, where `latest` stands for that of the latest date, and `latest <portfolio>` for that of a portfolio.
 * Throws: SNAPSHOT_UNKNOWN, also for `latest` where there are several portfolios to choose from.
 */
export async function resolvedName(data: DataFolder, asked: string): Promise<string> {
  if (asked !== LATEST && !asked.startsWith(`${LATEST} `)) return asked;
  const portfolios = listPortfolios(await listSnapshots(data));
  const wanted = asked.slice(LATEST.length + 1);
  const found = wanted === '' && portfolios.length === 1 ? portfolios[0] : portfolios.find(({ name }) => name === wanted);
  const [latest] = found?.snapshots ?? [];
  if (latest !== undefined) return latest;
  const expected =
    portfolios.length === 0
      ? 'a snapshot: there is none with a name and a date'
      : `one of ${portfolios.map(({ name }) => `'${LATEST} ${name}'`).join(', ')}`;
  return fail({ code: 'SNAPSHOT_UNKNOWN', place: 'snapshot', got: `'${asked}'`, expected });
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
