/** Two kept runs beside each other: what they were made from and where it differs, and what they gave, ranked by dollars. */
import { relative, resolve, sep } from 'node:path';
import { type CellChange, diffTables, rankedChanges, type TableChange } from '../analysis/runDiff.ts';
import { diffFields, diffGrids, diffValues, type InputChange } from '../analysis/runDiffInputs.ts';
import { readBytes } from '../deal/read.ts';
import { type Fault, WeirError } from '../errors.ts';
import type { Grid } from '../portfolio/csv.ts';
import { SnapshotFiles } from '../portfolio/files.ts';
import { readTable as readGrid } from '../portfolio/tables.ts';
import type { DataFolder } from './folders.ts';
import { compareManifests, hashOfFile, type InputFile } from './manifest.ts';
import { readTables } from './runBook.ts';
import { stateOf } from './runState.ts';
import { readIndex, readManifest, readRequest } from './runs.ts';

/** An input that is not the same in both. */
export interface InputDifference {
  readonly path: string;
  /** The sha-256; null in the run that did not read it. */
  readonly a: string | null;
  readonly b: string | null;
  /** Fields or cells that differ, as far as both versions are still there. */
  readonly changes: readonly InputChange[];
  /** How many there are; null where they are not known. */
  readonly count: number | null;
  /** Why they are not. */
  readonly why: string | null;
}

export interface RunDiff {
  readonly a: string;
  readonly b: string;
  readonly titleA: string;
  readonly titleB: string;
  /** No bit differs. */
  readonly same: boolean;
  /** Fields of what was asked. */
  readonly request: readonly InputChange[];
  readonly inputs: readonly InputDifference[];
  /** Versions, options and seeds that differ. */
  readonly settings: readonly InputChange[];
  /** Tables that both have, in the order of the first; those without a difference too. */
  readonly tables: readonly TableChange[];
  /** Tables that one has. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  /** The largest differences of tables whose rows are no months: totals, trusts, instruments. */
  readonly largest: readonly CellChange[];
}

export interface DiffOptions {
  /** Differences that are listed, of each table and in all; default 20. */
  readonly listed?: number;
  /** Called after each table. */
  readonly onProgress?: (done: number, of: number) => void;
}

const MOST_TEXT_BYTES = 32 * 1024 * 1024;
/** Differences that are listed unless another number is asked for. */
export const DIFF_LISTED = 20;
const NONE = 'none';

/** What two runs were made from, and where it differs. */
export interface MadeFrom extends Pick<RunDiff, 'titleA' | 'titleB' | 'request' | 'inputs' | 'settings'> {
  /** Inputs that were looked into, by absolute path, each with its sha-256. */
  readonly files: ReadonlyMap<string, string>;
}

/** Compares two runs that are done. Throws: STORE_RUN_STATE, STORE_RUN_UNKNOWN, STORE_CORRUPT, STORE_DISK. */
export async function diffRuns(data: DataFolder, a: string, b: string, options: DiffOptions = {}): Promise<RunDiff> {
  return diffResults(data, a, b, await diffMade(data, a, b), options);
}

/** Compares the results of two runs, of which it is known what they were made from. Throws: as `diffRuns`. */
export async function diffResults(
  data: DataFolder,
  a: string,
  b: string,
  { files: _, ...made }: MadeFrom,
  { listed = DIFF_LISTED, onProgress }: DiffOptions = {},
): Promise<RunDiff> {
  const namesOf = async (id: string) => (await readIndex(data, id)).tables.map(({ name }) => name);
  const namesA = await namesOf(a);
  const namesB = await namesOf(b);
  const both = namesA.filter((name) => namesB.includes(name));
  const tables: TableChange[] = [];
  // A table of each at a time: only these two are in memory.
  for (const [place, name] of both.entries()) {
    const [left] = await readTables(data, a, [name]);
    const [right] = await readTables(data, b, [name]);
    if (left !== undefined && right !== undefined) tables.push(diffTables(left, right, listed));
    onProgress?.(place + 1, both.length);
  }
  const onlyA = namesA.filter((name) => !namesB.includes(name));
  const onlyB = namesB.filter((name) => !namesA.includes(name));
  const isSame = ({ differing, onlyA: rowsA, onlyB: rowsB, shapes }: TableChange) =>
    differing + rowsA.length + rowsB.length + shapes.length === 0;
  return {
    a,
    b,
    same: tables.every(isSame) && onlyA.length + onlyB.length === 0,
    ...made,
    tables,
    onlyA,
    onlyB,
    largest: rankedChanges(
      tables.filter(({ key }) => !key.includes('month')),
      listed,
    ),
  };
}

/** Compares what two runs were made from. Throws: as `diffRuns`. */
export async function diffMade(data: DataFolder, a: string, b: string): Promise<MadeFrom> {
  const [{ title: titleA }, { title: titleB }] = [await stateOf(data, a), await stateOf(data, b)];
  const files = new Map<string, string>();
  const [requestA, requestB] = [await readRequest(data, a), await readRequest(data, b)];
  const [manifestA, manifestB] = [await readManifest(data, a), await readManifest(data, b)];
  const request = diffValues(inData(requestA, data), inData(requestB, data)).changes;
  const head = { titleA, titleB, request, files };
  if (manifestA === undefined || manifestB === undefined) return { ...head, inputs: [], settings: [] };
  const differing = compareManifests(manifestA, manifestB);
  const settings = differing
    .filter(({ place }) => place !== 'request' && !place.startsWith('inputs '))
    .map((each) => ({ place: each.place, a: each.a === NONE ? null : each.a, b: each.b === NONE ? null : each.b }));
  const byPath = (inputs: readonly InputFile[]) => new Map(inputs.map((input) => [input.path, input.sha256]));
  const [filesA, filesB] = [byPath(manifestA.determines.inputs), byPath(manifestB.determines.inputs)];
  const inputs: InputDifference[] = [];
  for (const path of new Set([...filesA.keys(), ...filesB.keys()])) {
    const [hashA, hashB] = [filesA.get(path) ?? null, filesB.get(path) ?? null];
    if (hashA === hashB) continue;
    inputs.push(await inputDifference(path, [folderOf(requestA), hashA], [folderOf(requestB), hashB], files));
  }
  return { ...head, inputs, settings };
}

/** A request with what lies in the data folder named by its place there: the folder may stand anywhere. */
function inData(value: unknown, data: DataFolder): unknown {
  if (typeof value === 'string') return value.startsWith(data.root + sep) ? relative(data.root, value) : value;
  if (Array.isArray(value)) return value.map((each) => inData(each, data));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inData(each, data)]));
}

/** The snapshot's folder that a request names. */
function folderOf(request: unknown): string | undefined {
  const snapshot = typeof request === 'object' && request !== null && 'snapshot' in request ? request.snapshot : undefined;
  return typeof snapshot === 'string' ? snapshot : undefined;
}

type Version = readonly [folder: string | undefined, sha256: string | null];

/** Where two versions of a file differ; those that are looked into are put into `files`. */
async function inputDifference(path: string, a: Version, b: Version, files: Map<string, string>): Promise<InputDifference> {
  const hashes = { path, a: a[1], b: b[1] };
  const unknown = (why: string): InputDifference => ({ ...hashes, changes: [], count: null, why });
  if (a[1] === null || b[1] === null) return unknown(`only the ${a[1] === null ? 'second' : 'first'} run read it`);
  const [fileA, fileB] = [await fileOf(path, a), await fileOf(path, b)];
  if (fileA === undefined || fileB === undefined) {
    const which =
      fileA === undefined && fileB === undefined ? 'both runs' : `the ${fileA === undefined ? 'first' : 'second'} run`;
    return unknown(`what ${which} read is not there any more`);
  }
  files.set(fileA, a[1]).set(fileB, b[1]);
  try {
    const found = await changesOf(fileA, fileB);
    if (found === undefined) return unknown('a file of no kind that is looked into');
    return { ...hashes, changes: found.changes, count: found.count, why: null };
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    return unknown(`it cannot be looked into: ${error.faults[0]?.code ?? ''}`);
  }
}

/** The file that a run read, if it is still the same. */
async function fileOf(path: string, [folder, sha256]: Version): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const file = resolve(folder, path);
  const found = await hashOfFile(file).catch(() => undefined);
  return found?.sha256 === sha256 ? file : undefined;
}

async function changesOf(a: string, b: string) {
  if (/\.(ya?ml|json)$/i.test(a)) {
    const text = (file: string) => readBytes(file, MOST_TEXT_BYTES).toString('utf8');
    return diffFields(text(a), text(b), a);
  }
  return /\.(csv|parquet)$/i.test(a) ? diffGrids(await gridOf(a), await gridOf(b)) : undefined;
}

async function gridOf(file: string): Promise<Grid> {
  const faults: Fault[] = [];
  const grid = await readGrid<Grid>(file, new SnapshotFiles(file), faults, { columns: [], rows: [] }, (read) => read);
  if (faults.length > 0) throw new WeirError(faults);
  return grid;
}
