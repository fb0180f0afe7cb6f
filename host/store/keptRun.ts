/**
 * Work on a snapshot as a run, whatever the work: the request is kept first, then what it reads, then what it gives. Killed at any
 * moment it can be resumed and ends with the same bits; replayed from its manifest it gives them again.
 */
import { relative, resolve } from 'node:path';
import type { PartialResult } from '../analysis/simulateTotals.ts';
import { formatDate } from '../curves/dates.ts';
import { FaultList } from '../deal/faults.ts';
import { openPool, type PoolOptions, type TaskRunner } from '../engine/pool.ts';
import { fail, faultText, WeirError } from '../errors.ts';
import { readHead, type SnapshotHead } from '../portfolio/head.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { compareTables, type TableComparison } from './compare.ts';
import type { DataFolder } from './folders.ts';
import {
  buildManifest,
  compareManifests,
  currentVersions,
  describeInputs,
  type Manifest,
  type ManifestDifference,
  type Statement,
} from './manifest.ts';
import { rememberingRunner } from './rememberingRunner.ts';
import { readTables } from './runBook.ts';
import {
  createRun,
  failRun,
  finishRun,
  type OpenRun,
  readIndex,
  readManifest,
  readRequest,
  recordManifest,
  resumeRun,
} from './runs.ts';
import type { ResultTable } from './tables.ts';

export interface RunOptions extends Pick<PoolOptions, 'workers' | 'runner' | 'signal'> {
  readonly askedBy: string;
  /** Called after each trust. */
  readonly onProgress?: (done: number, of: number, trust: string) => void;
  /** Called with what is known so far, by kinds of which that can be told. */
  readonly onPartial?: (partial: PartialResult) => void;
  readonly blockPaths?: number;
  /**
   * Called with the snapshots that were read, before anything is kept of a new run and before a run that did not end is taken up: what it throws
   * ends the matter there.
   */
  readonly onRead?: (snapshots: readonly Snapshot[]) => void;
  /** The name of a new run, as `newRunId` gives it, where it was announced before; default: a new one. */
  readonly id?: string;
}

/** What work is given of the options. */
export type WorkOptions = Omit<RunOptions, 'askedBy' | 'id' | 'onRead'> & { readonly runner?: TaskRunner };

/** Work that has read what it needs. */
export interface PreparedWork<V> {
  /** The snapshot that is asked about; absent of work on what is kept, whose inputs stand in the data folder. */
  readonly snapshot?: Snapshot;
  /** Those before it that are read as well. */
  readonly before?: readonly Snapshot[];
  /** A few words for lists. */
  readonly title: string;
  /** Files read beside those of the snapshot, by absolute path, each with its sha-256. */
  readonly files?: ReadonlyMap<string, string>;
  /** JSON: whatever else decides the figures. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly limits: readonly Statement[];
  /** The figures and tables: nothing but what was read decides them. */
  compute(options: WorkOptions): Promise<Computed<V>>;
}

export interface Computed<V> {
  readonly value: V;
  readonly tables: readonly ResultTable[];
  /** What a reader should know that shows only once it is computed. */
  readonly limits?: readonly Statement[];
}

/** Requests are JSON with the kind's name and the absolute path of a snapshot, or what is kept in the data folder. */
export interface KeptRequest {
  readonly kind: string;
  readonly snapshot?: string;
}

/** A kind of run. */
export interface RunKind<R extends KeptRequest, V> {
  readonly kind: R['kind'];
  /** The request that a kept JSON object is; undefined where it is none of this kind. */
  requestOf(given: object): R | undefined;
  /**
   * Refuses what can be told of a request before tapes are read: of itself, of small files that it names, and of names that are not in the
   * snapshot. Without a head, of all but these. Throws: all faults at once.
   */
  check?(request: R, head: SnapshotHead | undefined): void | Promise<void>;
  /** Reads what the request names, once it is checked. Throws: as the reading. */
  prepare(request: R, signal: AbortSignal | undefined, data: DataFolder): Promise<PreparedWork<V>>;
}

/** A run that is done. */
export interface KeptRun<V> {
  readonly id: string;
  readonly value: V;
  readonly manifest: Manifest;
  readonly tables: readonly ResultTable[];
}

/** Does a request and keeps the run. Throws: WeirError; the run then says that it failed, or stays open where it was cancelled. */
export async function runKept<R extends KeptRequest, V>(
  kind: RunKind<R, V>,
  data: DataFolder,
  request: R,
  options: RunOptions,
): Promise<KeptRun<V>> {
  // Read before anything is kept: a folder that is no snapshot makes no run.
  const work = await prepared(kind, data, request, options.signal);
  const { askedBy, id } = options;
  options.onRead?.(snapshotsOf(work));
  const run = await createRun(data, { request, title: work.title, askedBy, ...(id !== undefined && { id }) });
  return carryOut(run, request, work, options);
}

/** Takes up a run that did not end. Throws: as `resumeRun` and `runKept`; REQUEST_INVALID for a run of another kind. */
export async function resumeKept<R extends KeptRequest, V>(
  kind: RunKind<R, V>,
  data: DataFolder,
  id: string,
  options: RunOptions,
): Promise<KeptRun<V>> {
  const request = await requestOf(kind, data, id);
  const work = await prepared(kind, data, request, options.signal);
  options.onRead?.(snapshotsOf(work));
  const run = await resumeRun(data, id, { by: options.askedBy });
  return carryOut(run, request, work, options);
}

/** Checks a request and reads what it names. Where the check finds faults the reading may find more: they are told together. */
async function prepared<R extends KeptRequest, V>(
  kind: RunKind<R, V>,
  data: DataFolder,
  request: R,
  signal: AbortSignal | undefined,
): Promise<PreparedWork<V>> {
  const head = request.snapshot === undefined ? undefined : headOf(request.snapshot);
  const faults = new FaultList();
  await faults.catchingAsync(undefined, async () => kind.check?.(request, head));
  const work = await faults.catchingAsync(undefined, () => kind.prepare(request, signal, data));
  if (work !== undefined && faults.count === 0) return work;
  throw new WeirError([...new Map(faults.all.map((fault) => [faultText(fault), fault])).values()]);
}

/** Undefined where snapshot.yaml cannot be read: the reading of the whole says so, with all else. */
function headOf(folder: string): SnapshotHead | undefined {
  try {
    return readHead(folder);
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    return undefined;
  }
}

/** What a replay found. */
export interface Replay extends TableComparison {
  readonly same: boolean;
  /** Inputs and versions that are not those of the run. */
  readonly inputs: readonly ManifestDifference[];
}

/** Does a run again from what its manifest names, without what was kept of its tasks, and compares every bit. */
export async function replayKept<R extends KeptRequest, V>(
  kind: RunKind<R, V>,
  data: DataFolder,
  id: string,
  options: RunOptions,
): Promise<Replay> {
  const request = await requestOf(kind, data, id);
  const kept = await readManifest(data, id);
  const index = await readIndex(data, id);
  const work = await prepared(kind, data, request, options.signal);
  const again = await manifestOf(data, request, work, options.askedBy, new Date(kept?.facts.started ?? Date.now()));
  const inputs = kept === undefined ? [] : compareManifests(kept, again);
  const { tables } = await work.compute(options);
  let cells = 0;
  let differing = 0;
  const differences: TableComparison['differences'][number][] = [];
  const shapes: string[] = [];
  for (const { name } of index.tables) {
    const [before] = await readTables(data, id, [name]);
    const now = tables.find((table) => table.name === name);
    if (before === undefined || now === undefined) {
      shapes.push(`${name}: only in ${before === undefined ? 'the replay' : 'the run'}`);
      continue;
    }
    const found = compareTables(before, now);
    cells += found.cells;
    differing += found.differing;
    differences.push(...found.differences);
    shapes.push(...found.shapes);
  }
  return { cells, differing, differences, shapes, inputs, same: differing === 0 && shapes.length === 0 };
}

/** What kind of request a run was made of. Throws: REQUEST_INVALID where it says none, and as `readRequest`. */
export async function kindOfRun(data: DataFolder, id: string): Promise<string> {
  const request = await readRequest(data, id);
  if (typeof request === 'object' && request !== null && 'kind' in request && typeof request.kind === 'string')
    return request.kind;
  return fail({ code: 'REQUEST_INVALID', place: id, got: 'a run of no kind', expected: 'a run on a snapshot' });
}

async function requestOf<R extends KeptRequest, V>(kind: RunKind<R, V>, data: DataFolder, id: string): Promise<R> {
  const kept = await readRequest(data, id);
  const isOfKind = typeof kept === 'object' && kept !== null && 'kind' in kept && kept.kind === kind.kind;
  const request = isOfKind ? kind.requestOf(kept) : undefined;
  if (request !== undefined) return request;
  return fail({ code: 'REQUEST_INVALID', place: id, got: 'a run of another kind', expected: `a run of the kind '${kind.kind}'` });
}

async function carryOut<V>(run: OpenRun, request: object, work: PreparedWork<V>, options: RunOptions): Promise<KeptRun<V>> {
  const started = new Date();
  const signal = options.signal === undefined ? run.signal : AbortSignal.any([run.signal, options.signal]);
  try {
    const first = await manifestOf(run.data, request, work, options.askedBy, started);
    await recordManifest(run, first);
    const { versions } = first.determines;
    const pool = rememberingRunner(options.runner ?? openPool(options.workers), run.data, versions);
    try {
      const { value, tables, limits = [] } = await work.compute({ ...options, runner: pool, signal });
      const facts = { ...first.facts, finished: new Date().toISOString() };
      const manifest = { ...first, limits: [...first.limits, ...limits], facts };
      await finishRun(run, { manifest, tables, tasks: pool.tasks() });
      return { id: run.id, value, manifest, tables };
    } finally {
      if (options.runner === undefined) await pool.close();
    }
  } catch (error) {
    run.release();
    if (error instanceof WeirError && !signal.aborted) await failRun(run, error.faults);
    throw error;
  }
}

async function manifestOf(
  data: DataFolder,
  request: object,
  work: PreparedWork<unknown>,
  askedBy: string,
  started: Date,
): Promise<Manifest> {
  const { snapshot, files = new Map(), options, limits } = work;
  const snapshots = snapshotsOf(work);
  const folder = snapshot?.folder ?? data.root;
  // Snapshots share deals, and each reads of the one before: a file with one hash is one input.
  const inputs = new Map<string, readonly [path: string, sha256: string]>();
  const put = (base: string, read: ReadonlyMap<string, string>) => {
    for (const [path, sha256] of read) {
      const input = [relative(folder, resolve(base, path)), sha256] as const;
      inputs.set(input.join(), input);
    }
  };
  for (const each of snapshots) put(each.folder, each.files);
  put(folder, files);
  return buildManifest({
    request,
    inputs: await describeInputs(folder, inputs.values()),
    versions: await currentVersions(),
    options,
    assumptions: snapshots.flatMap((each) => assumptionsOf(each, each === snapshot ? '' : `${formatDate(each.date)}, `)),
    limits,
    askedBy,
    started,
  });
}

/** The snapshot that is asked about first. */
function snapshotsOf({ snapshot, before = [] }: PreparedWork<unknown>): Snapshot[] {
  return [...(snapshot === undefined ? [] : [snapshot]), ...before];
}

/** Where the curves of a snapshot are from, and who reviewed them. */
function assumptionsOf({ trusts, market }: Snapshot, when: string): Statement[] {
  return [
    ...trusts.flatMap((reading) =>
      reading.ok
        ? reading.trust.curveSources.map(({ cohort, source, reviewed, decided }) => ({
            about: `${when}${reading.trust.name}: curves of ${cohort}`,
            text: `${source}, ${reviewed ? 'reviewed' : 'not reviewed'}${decided === undefined ? '' : `: ${decided}`}`,
          }))
        : [],
    ),
    ...market.indices.map(({ index, source }) => ({ about: `${when}forward curve of ${index}`, text: source })),
  ];
}
