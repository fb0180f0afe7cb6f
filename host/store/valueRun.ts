/**
 * A valuation as a run: the request is kept first, then what it reads, then what it gives. Killed at any moment it can be resumed and
 * ends with the same bits; replayed from its manifest it gives them again.
 */
import { relative, resolve } from 'node:path';
import { NO_SHOCK } from '../analysis/shock.ts';
import { type TrustOutcome, valueTrusts } from '../analysis/valueTrusts.ts';
import { formatDate } from '../curves/dates.ts';
import { openPool, type PoolOptions, type TaskRunner } from '../engine/pool.ts';
import { type Fault, fail, faultText, WeirError } from '../errors.ts';
import { readSnapshot } from '../portfolio/snapshot.ts';
import { METHODS, type Method, type Snapshot } from '../portfolio/records.ts';
import { debtValue } from '../valuation/longTermDebt.ts';
import { portfolioValue } from '../valuation/portfolioTotals.ts';
import type { PortfolioValue } from '../valuation/records.ts';
import { compareTables, type TableComparison } from './compare.ts';
import type { DataFolder } from './folders.ts';
import {
  buildManifest,
  compareManifests,
  currentVersions,
  describeInputs,
  type Manifest,
  type ManifestDifference,
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
import { valueTables } from './valueTables.ts';

/** What is asked for: JSON, kept with the run. */
export interface ValueRequest {
  readonly kind: 'value';
  /** The snapshot's folder, as an absolute path. */
  readonly snapshot: string;
  /** Default: the snapshot's own. */
  readonly method?: Method;
}

export interface ValueRunOptions extends Pick<PoolOptions, 'workers' | 'runner' | 'signal'> {
  readonly askedBy: string;
  /** Called after each trust. */
  readonly onProgress?: (done: number, of: number, trust: string) => void;
  readonly blockPaths?: number;
}

export interface ValueRun {
  readonly id: string;
  readonly value: PortfolioValue;
  readonly manifest: Manifest;
  readonly tables: readonly ResultTable[];
}

/** Values a snapshot and keeps the run. Throws: WeirError; the run then says that it failed, or stays open where it was cancelled. */
export async function runValue(
  data: DataFolder,
  folder: string,
  options: ValueRunOptions & { readonly method?: Method },
): Promise<ValueRun> {
  const request: ValueRequest = {
    kind: 'value',
    snapshot: resolve(folder),
    ...(options.method !== undefined && { method: options.method }),
  };
  // Read before anything is kept: a folder that is no snapshot makes no run.
  const snapshot = await readSnapshot(request.snapshot, signalOf(options.signal));
  const title = `${snapshot.name}, ${formatDate(snapshot.date)}`;
  const run = await createRun(data, { request, title, askedBy: options.askedBy });
  return carryOut(run, request, snapshot, options);
}

/** Takes up a valuation that did not end. Throws: as `resumeRun` and `runValue`. */
export async function resumeValue(data: DataFolder, id: string, options: ValueRunOptions): Promise<ValueRun> {
  const request = asValueRequest(await readRequest(data, id), id);
  const snapshot = await readSnapshot(request.snapshot, signalOf(options.signal));
  const run = await resumeRun(data, id, { by: options.askedBy });
  return carryOut(run, request, snapshot, options);
}

/** What a replay found. */
export interface Replay extends TableComparison {
  readonly same: boolean;
  /** Inputs and versions that are not those of the run. */
  readonly inputs: readonly ManifestDifference[];
}

/** Does a run again from what its manifest names, without what was kept of its tasks, and compares every bit. */
export async function replayValue(data: DataFolder, id: string, options: ValueRunOptions): Promise<Replay> {
  const request = asValueRequest(await readRequest(data, id), id);
  const kept = await readManifest(data, id);
  const index = await readIndex(data, id);
  const snapshot = await readSnapshot(request.snapshot, signalOf(options.signal));
  const again = await manifestOf(request, snapshot, options.askedBy, new Date(kept?.facts.started ?? Date.now()));
  const inputs = kept === undefined ? [] : compareManifests(kept, again);
  const { tables } = await computed(request, snapshot, options);
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

async function carryOut(run: OpenRun, request: ValueRequest, snapshot: Snapshot, options: ValueRunOptions): Promise<ValueRun> {
  const started = new Date();
  const signal = options.signal === undefined ? run.signal : AbortSignal.any([run.signal, options.signal]);
  try {
    const first = await manifestOf(request, snapshot, options.askedBy, started);
    await recordManifest(run, first);
    const { versions } = first.determines;
    const pool = rememberingRunner(options.runner ?? openPool(options.workers), run.data, versions);
    try {
      const { value, tables } = await computed(request, snapshot, { ...options, runner: pool, signal });
      const manifest = { ...first, facts: { ...first.facts, finished: new Date().toISOString() } };
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

/** The figures and tables of a request: nothing but its snapshot decides them. */
async function computed(
  request: ValueRequest,
  snapshot: Snapshot,
  options: Pick<ValueRunOptions, 'onProgress' | 'signal' | 'workers' | 'blockPaths'> & { readonly runner?: TaskRunner },
): Promise<{ value: PortfolioValue; tables: ResultTable[] }> {
  const outcomes = await valueTrusts(snapshot, [NO_SHOCK], {
    keepPaths: true,
    ...(request.method !== undefined && { method: request.method }),
    ...(options.runner !== undefined && { runner: options.runner }),
    ...(options.workers !== undefined && { workers: options.workers }),
    ...(options.signal !== undefined && { signal: options.signal }),
    ...(options.blockPaths !== undefined && { blockPaths: options.blockPaths }),
    ...(options.onProgress !== undefined && { onProgress: options.onProgress }),
  });
  const value = portfolioOf(snapshot, outcomes);
  const valued = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.valued] : []));
  const failed = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome]));
  return { value, tables: valueTables(value, valued, failed) };
}

/** The balance sheet of what was valued, under the first shock. */
export function portfolioOf(snapshot: Snapshot, outcomes: readonly TrustOutcome[]): PortfolioValue {
  return portfolioValue({
    snapshot: snapshot.name,
    date: formatDate(snapshot.date),
    trusts: outcomes.flatMap((outcome) => (outcome.ok ? outcome.valued.values.slice(0, 1) : [])),
    failed: outcomes.flatMap((outcome) => (outcome.ok ? [] : [{ trust: outcome.trust, faults: outcome.faults.map(faultText) }])),
    longTermDebt: snapshot.longTermDebt.map((debt) => debtValue(debt, snapshot.market.benchmark, snapshot.date)),
  });
}

async function manifestOf(request: ValueRequest, snapshot: Snapshot, askedBy: string, started: Date): Promise<Manifest> {
  const files = [...snapshot.files].map(
    ([path, sha256]) => [relative(snapshot.folder, resolve(snapshot.folder, path)), sha256] as const,
  );
  return buildManifest({
    request,
    inputs: await describeInputs(snapshot.folder, files),
    versions: await currentVersions(),
    options: { method: request.method ?? snapshot.method },
    assumptions: [
      ...snapshot.trusts.flatMap((reading) =>
        reading.ok
          ? reading.trust.curveSources.map(({ cohort, source, reviewed }) => ({
              about: `${reading.trust.name}: curves of ${cohort}`,
              text: `${source}, ${reviewed ? 'reviewed' : 'not reviewed'}`,
            }))
          : [],
      ),
      ...snapshot.market.indices.map(({ index, source }) => ({ about: `forward curve of ${index}`, text: source })),
    ],
    limits: LIMITS,
    askedBy,
    started,
  });
}

/** What a reader of any valuation should know. */
const LIMITS = [
  { about: 'scenario', text: 'one set of curves: no value of options beyond it' },
  { about: 'hedges', text: 'discounted on the benchmark curve plus the non-performance spread of the snapshot' },
  { about: 'real estate owned', text: 'net realizable value, which is no fair value' },
];

function asValueRequest(request: unknown, id: string): ValueRequest {
  if (typeof request === 'object' && request !== null && 'kind' in request && request.kind === 'value' && 'snapshot' in request) {
    const { snapshot } = request;
    const method = 'method' in request ? METHODS.find((known) => known === request.method) : undefined;
    if (typeof snapshot === 'string') return { kind: 'value', snapshot, ...(method !== undefined && { method }) };
  }
  const got: Fault['got'] = 'a run of another kind';
  return fail({ code: 'REQUEST_INVALID', place: id, got, expected: 'a valuation' });
}

const signalOf = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });
