/**
 * Keeps snapshots to themselves. Files of a snapshot name others, and one that was uploaded could name any file of the machine; what a
 * reader says of a file that is none of his would tell what is in it. So before a snapshot is read, every text of its YAML files that
 * could be a path is followed, links and all, and must stay among the snapshots.
 */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type DataFolder, type Fault, MOST_DEAL_BYTES, readText, valueFromText, WeirError } from '../../host/index.ts';
import { isInside, snapshotFolder, snapshotsRoot } from './folder.ts';

/** No system takes a longer path. Units: characters. */
const LONGEST_PATH = 4_096;

/**
 * The folder of a snapshot whose files name none but those of snapshots. `before` is how many snapshots before it are read as well: the
 * one that it is held against, or a chain of them.
 * Throws: SNAPSHOT_UNKNOWN; PATH_OUTSIDE, all faults at once.
 */
export function confinedSnapshot(data: DataFolder, name: string, before = 1): Promise<string> {
  return confined(data, name, (folder, within) => snapshotFaults(folder, within, before));
}

/** The same where no more is read than snapshot.yaml and trust.yaml, of it and the one before it: no deals. Throws: the same. */
export function confinedHead(data: DataFolder, name: string): Promise<string> {
  return confined(data, name, (folder, within) => snapshotFaults(folder, within, 1, { deals: false }));
}

async function confined(data: DataFolder, name: string, faultsOf: (folder: string, within: Places) => Fault[]): Promise<string> {
  const folder = await snapshotFolder(data, name);
  const faults = faultsOf(folder, openPlaces(await realpath(snapshotsRoot(data))));
  if (faults.length > 0) throw new WeirError(faults);
  return folder;
}

/** Whether files of a snapshot name another one, or files of it. Throws: SNAPSHOT_UNKNOWN, PATH_OUTSIDE. */
export async function namesSnapshot(data: DataFolder, name: string, other: string): Promise<boolean> {
  const folder = await snapshotFolder(data, name);
  const within = await realpath(snapshotsRoot(data));
  let isNamed = false;
  const visit = (path: string) => {
    isNamed ||= isInside(join(within, other), path);
  };
  snapshotFaults(folder, openPlaces(within), 0, { visit });
  return isNamed;
}

/** Where paths lead, links followed; what was looked at once is remembered. */
interface Places {
  readonly root: string;
  /** A path with its links followed as far as it exists. */
  realOf(path: string): string;
}

function openPlaces(root: string): Places {
  /** By folder, its real path and the links in it; undefined where there is no such folder. */
  const folders = new Map<string, { readonly real: string; readonly links: ReadonlySet<string> } | undefined>();
  const lookedAt = (folder: string) => {
    if (!folders.has(folder)) folders.set(folder, folderAt(folder));
    return folders.get(folder);
  };
  const realOf = (path: string): string => {
    const parent = dirname(path);
    if (parent === path) return path;
    const known = lookedAt(parent);
    if (known !== undefined && !known.links.has(basename(path))) return join(known.real, basename(path));
    try {
      return realpathSync(path);
    } catch {
      // What is not there yet may stand under a link all the same.
      return join(realOf(parent), basename(path));
    }
  };
  return { root, realOf };
}

function folderAt(folder: string): { readonly real: string; readonly links: ReadonlySet<string> } | undefined {
  try {
    const links = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
    return { real: realpathSync(folder), links: new Set(links.map(({ name }) => name)) };
  } catch {
    return undefined;
  }
}

interface Following {
  /** Told of every path that a text could be. */
  readonly visit?: (path: string) => void;
  /** Deals are followed as well; default true. */
  readonly deals?: boolean;
}

/** Follows snapshot.yaml to its trusts, their deals, the thresholds of its review and the snapshots before it. */
function snapshotFaults(folder: string, within: Places, before: number, how: Following = {}): Fault[] {
  const file = join(folder, 'snapshot.yaml');
  const tests = join(folder, 'review.yaml');
  const given = contentOf(file);
  const faults = [...pathFaults(given, file, within, how), ...pathFaults(contentOf(tests), tests, within, how)];
  if (faults.length > 0) return faults;
  for (const trust of textsOf(fieldOf(given, 'trusts'))) faults.push(...trustFaults(resolve(folder, trust), within, how));
  const previous = fieldOf(given, 'previous');
  if (before > 0 && typeof previous === 'string')
    faults.push(...snapshotFaults(resolve(folder, previous), within, before - 1, how));
  return faults;
}

function trustFaults(folder: string, within: Places, how: Following): Fault[] {
  const file = join(folder, 'trust.yaml');
  const given = contentOf(file);
  const faults = pathFaults(given, file, within, how);
  const deal = fieldOf(given, 'deal');
  if (faults.length > 0 || how.deals === false || typeof deal !== 'string') return faults;
  const dealFile = resolve(folder, deal);
  return pathFaults(contentOf(dealFile), dealFile, within, how);
}

/** What files said, by path, with what tells that they are still the same: one snapshot is read for many runs. */
const said = new Map<string, { readonly stamp: string; readonly content: unknown }>();
const MOST_SAID = 1_000;

/** What a file says; nothing where it cannot be read as YAML, for then nobody else can read it either and names no files by it. */
function contentOf(file: string): unknown {
  const stamp = stampOf(file);
  const known = said.get(file);
  if (known !== undefined && known.stamp === stamp) return known.content;
  try {
    const content = valueFromText(readText(file, MOST_DEAL_BYTES), file);
    if (said.size >= MOST_SAID) said.clear();
    // Taken before it was read: of one that changed meanwhile it is no longer right, and the file is read again.
    if (stamp !== undefined) said.set(file, { stamp, content });
    return content;
  } catch (error) {
    if (error instanceof WeirError) return undefined;
    throw error;
  }
}

/** Which file it is and when it last changed, which nobody but the system says; undefined where there is none. */
function stampOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}

/** Texts of a file that, taken for paths beside it, lead out of a folder. */
function pathFaults(content: unknown, file: string, within: Places, { visit }: Following): Fault[] {
  const base = dirname(file);
  const expected = 'files of snapshots and nothing else';
  const faults: Fault[] = [];
  const isOutside = (path: string) => !isInside(within.root, path) || !isInside(within.root, within.realOf(path));
  if (isOutside(file)) return [{ code: 'PATH_OUTSIDE', file, place: '', got: 'a link that leads elsewhere', expected }];
  for (const [place, text] of placedTexts(content, '')) {
    if (text.length > LONGEST_PATH) continue;
    const path = resolve(base, text);
    visit?.(path);
    if (!isOutside(path)) continue;
    faults.push({ code: 'PATH_OUTSIDE', file, place, got: `'${text.slice(0, 80)}'`, expected });
  }
  return faults;
}

/** Every text of a value with its place; what aliases repeat, or turn into a circle, once. */
function* placedTexts(
  value: unknown,
  place: string,
  seen = new Set<object>(),
): Generator<readonly [place: string, text: string]> {
  if (typeof value === 'string') yield [place, value];
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [key, item] of Object.entries(value)) {
    const inside = Array.isArray(value) ? `[${key}]` : `.${key}`;
    yield* placedTexts(item, place === '' ? inside.replace(/^\./, '') : `${place}${inside}`, seen);
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
