/**
 * The life of a run: created, at work, done, failed or cancelled; resumed where its process died. Whoever is at work on a run gives
 * heartbeats and is told through a signal when it is no longer his. What stands in a run's folder counts once the journal says
 * `done`: until then results may be half there, and resuming writes them again.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Fault, fail, WeirError } from '../errors.ts';
import { diskFault, namesIn, syncFolder, TEMPORARY, writeAtomic } from './atomic.ts';
import { type DataFolder, newRunId, runFiles, runFolder, tableFile } from './folders.ts';
import { appendEvent, journalLength, type RunState, START } from './journal.ts';
import { compareManifests, hashOfFile, type Manifest, manifestShape } from './manifest.ts';
import { giveHeartbeat, HEARTBEAT_EVERY, newOwner, type Owner } from './owner.ts';
import { writeTables } from './parquet.ts';
import { advance, refuseBusy, refuseLocked, stateFault, stateOf } from './runState.ts';
import { jsonText, readSealed, seal, sha256 } from './sealed.ts';
import { checkTables, headsOf, type ResultTable, rowsOf } from './tables.ts';

const text = Type.String();
const IndexShape = Type.Object({
  version: Type.Literal(1),
  /** Every file of the run but this one and the journal; paths are relative to the run's folder. */
  files: Type.Array(Type.Object({ path: text, sha256: text, bytes: Type.Number() })),
  tables: Type.Array(
    Type.Object({
      name: text,
      path: text,
      rows: Type.Number(),
      columns: Type.Array(
        Type.Object({
          name: text,
          kind: Type.Union([Type.Literal('text'), Type.Literal('number'), Type.Literal('integer')]),
          unit: Type.Optional(text),
        }),
      ),
    }),
  ),
  /** Hashes of the tasks whose results went into the tables. */
  tasks: Type.Array(text),
});
/** What a run that is done consists of. */
export type RunIndex = Static<typeof IndexShape>;
const indexShape = Compile(IndexShape);
const anyShape = Compile(Type.Unknown());

/** A run that this process is at work on. */
export interface OpenRun {
  readonly data: DataFolder;
  readonly id: string;
  /** JSON, as it was asked. */
  readonly request: unknown;
  readonly owner: Owner;
  /** Aborts when someone cancels the run or takes it over; its reason is a WeirError, STORE_RUN_LOST. */
  readonly signal: AbortSignal;
  /** Stops the heartbeats without a word in the journal: the run then counts as this process's while it lives. */
  readonly release: () => void;
}

export interface RunRequest {
  /** JSON: what is asked for. */
  readonly request: unknown;
  /** A few words for lists. */
  readonly title?: string;
  readonly askedBy: string;
  /** Units: milliseconds between heartbeats. */
  readonly heartbeatEvery?: number;
  /** A name that `newRunId` gave, where the run was announced under it before; default: a new one. */
  readonly id?: string;
}

/** What a run gives. */
export interface RunResults {
  readonly manifest: Manifest;
  readonly tables: readonly ResultTable[];
  /** Hashes of the tasks that went into them. */
  readonly tasks?: readonly string[];
}

/**
 * Creates a run and takes it up. It is there for readers at once and whole, or not at all.
 * Throws: STORE_NAME, STORE_DISK, Error where the request is not JSON.
 */
export async function createRun(
  data: DataFolder,
  { request, title = '', askedBy, heartbeatEvery, id = newRunId() }: RunRequest,
): Promise<OpenRun> {
  const owner = await newOwner();
  const staging = join(data.runs, `${TEMPORARY}${id}`);
  const files = runFiles(staging);
  const bytes = seal(request);
  try {
    await mkdir(staging);
    await mkdir(files.journal);
    await mkdir(files.tables);
    await writeAtomic(files.request, bytes);
    await writeAtomic(files.heartbeat, new Uint8Array(0));
    await appendEvent(files.journal, START, askedBy, { kind: 'created', title, request: requestHash(request), owner });
    await rename(staging, runFolder(data, id));
    await syncFolder(data.runs);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    diskFault(data.runs, 'a folder that can be written', error);
  }
  return takeUp(data, id, request, owner, heartbeatEvery);
}

/** The sha-256 by which journal and manifest know a request. */
function requestHash(request: unknown): string {
  return sha256(jsonText(request));
}

/**
 * Takes up a run whose process died, or that failed or was cancelled. What its tasks gave is found by their hashes; of two processes
 * that resume at once one is refused.
 * Throws: STORE_RUN_BUSY, STORE_RUN_STATE (done), STORE_RUN_LOCKED, STORE_RUN_UNKNOWN, STORE_CORRUPT, STORE_DISK.
 */
export async function resumeRun(
  data: DataFolder,
  id: string,
  { by, heartbeatEvery }: { readonly by: string; readonly heartbeatEvery?: number },
): Promise<OpenRun> {
  const owner = await newOwner();
  const request = await readRequest(data, id);
  const { heartbeat } = runFiles(runFolder(data, id));
  await advance(data, id, by, async (state) => {
    refuseLocked(id, state);
    if (state.kind === 'done') fail(stateFault(id, state, 'a run that is not'));
    await refuseBusy(data, id, state);
    // Before the journal says so: no one shall see an owner whose last heartbeat is another's.
    await writeAtomic(heartbeat, new Uint8Array(0));
    return { kind: 'resumed', owner };
  });
  return takeUp(data, id, request, owner, heartbeatEvery);
}

/** The request of a run. Throws: STORE_CORRUPT where it is not the one that the journal knows, and as stateOf. */
export async function readRequest(data: DataFolder, id: string): Promise<unknown> {
  const { request: hash } = await stateOf(data, id);
  const file = runFiles(runFolder(data, id)).request;
  const read = await readSealed(file, anyShape);
  if (read === undefined || requestHash(read.value) !== hash)
    return fail({ code: 'STORE_CORRUPT', file, place: '', got: 'another request, or none', expected: `the request ${hash}` });
  return read.value;
}

function takeUp(data: DataFolder, id: string, request: unknown, owner: Owner, every = HEARTBEAT_EVERY): OpenRun {
  const { heartbeat, journal } = runFiles(runFolder(data, id));
  const lost = new AbortController();
  let known = 0;
  const beat = async () => {
    const there = await giveHeartbeat(heartbeat);
    const length = await journalLength(journal);
    if (there && length === known) return;
    ensureMine(id, owner, await stateOf(data, id));
    known = length;
  };
  const timer = setInterval(() => {
    beat().catch((error: unknown) => {
      // A disk that fails for a moment takes no run away; the next beat looks again.
      if (!(error instanceof WeirError) || error.faults.some(({ code }) => code === 'STORE_DISK')) return;
      clearInterval(timer);
      lost.abort(error);
    });
  }, every);
  timer.unref();
  return { data, id, request, owner, signal: lost.signal, release: () => clearInterval(timer) };
}

/** Throws STORE_RUN_LOST where a run is no longer at work, or someone else's. */
function ensureMine(id: string, owner: Owner, state: RunState): void {
  if (state.kind === 'running' && state.owner.token === owner.token) return;
  const { got } = stateFault(id, state, '');
  const taken = state.kind === 'running' ? `a run that process ${state.owner.pid} took over` : got;
  fail({ code: 'STORE_RUN_LOST', place: id, got: taken, expected: 'a run that this process is at work on' });
}

/** How the journal names whoever was at work. */
const worker = ({ pid }: Owner) => `process ${pid}`;

async function ensureStillMine({ data, id, owner }: OpenRun): Promise<void> {
  ensureMine(id, owner, await stateOf(data, id));
}

/**
 * Keeps the manifest of a run at work, with its inputs, before there are results: what resumes the run must then have read the same.
 * Throws: STORE_INPUT_CHANGED where one is kept that would give other bits, STORE_RUN_LOST, STORE_DISK.
 */
export async function recordManifest(run: OpenRun, manifest: Manifest): Promise<void> {
  await ensureStillMine(run);
  await refuseOtherInputs(run, manifest);
  await writeAtomic(runFiles(runFolder(run.data, run.id)).manifest, seal(manifest));
}

/** The manifest of a run, or undefined where it has none yet. Throws: STORE_NAME, STORE_CORRUPT, STORE_DISK. */
export async function readManifest(data: DataFolder, id: string): Promise<Manifest | undefined> {
  return (await readSealed(runFiles(runFolder(data, id)).manifest, manifestShape))?.value;
}

async function refuseOtherInputs({ data, id, request }: OpenRun, manifest: Manifest): Promise<void> {
  const kept = await readManifest(data, id);
  const differences = kept === undefined ? [] : compareManifests(kept, manifest);
  if (manifest.determines.request !== requestHash(request))
    differences.push({ place: 'request', a: requestHash(request), b: manifest.determines.request });
  if (differences.length === 0) return;
  const file = runFiles(runFolder(data, id)).manifest;
  throw new WeirError(
    differences.map(({ place, a, b }) => ({
      code: 'STORE_INPUT_CHANGED',
      file,
      place,
      got: b,
      expected: `${a}, as the run began`,
    })),
  );
}

/**
 * Writes a run's tables, manifest and index, and then, in one step, the word that it is done.
 * Throws: STORE_TABLE, STORE_NAME (nothing is written), STORE_INPUT_CHANGED, STORE_RUN_LOST, STORE_DISK; the run then stays open.
 */
export async function finishRun(run: OpenRun, { manifest, tables, tasks = [] }: RunResults): Promise<void> {
  const { data, id, owner } = run;
  checkTables(tables);
  await ensureStillMine(run);
  await refuseOtherInputs(run, manifest);
  const folder = runFolder(data, id);
  const files = runFiles(folder);
  await clearTables(files.tables, tables);
  await writeTables(tables.map((table) => [tableFile(folder, table.name), table] as const));
  await ensureStillMine(run);
  await writeAtomic(files.manifest, seal(manifest));
  const paths = ['request.json', 'manifest.json', ...tables.map(({ name }) => `tables/${name}.parquet`)];
  const listed: RunIndex['files'] = [];
  for (const path of paths) listed.push({ path, ...(await hashOfFile(join(folder, path))) });
  const index: RunIndex = {
    version: 1,
    files: listed,
    tables: tables.map((table) => {
      return { name: table.name, path: `tables/${table.name}.parquet`, rows: rowsOf(table), columns: headsOf(table) };
    }),
    tasks: [...tasks],
  };
  const bytes = seal(index);
  await writeAtomic(files.index, bytes);
  await advance(data, id, worker(owner), (state) => {
    ensureMine(id, owner, state);
    return { kind: 'done', index: sha256(bytes) };
  });
  run.release();
}

/** Removes tables that an attempt before this one wrote and this one does not. */
async function clearTables(folder: string, tables: readonly ResultTable[]): Promise<void> {
  const kept = new Set(tables.map(({ name }) => `${name}.parquet`));
  try {
    await mkdir(folder, { recursive: true });
    for (const name of await namesIn(folder)) if (!kept.has(name)) await rm(join(folder, name), { recursive: true });
  } catch (error) {
    diskFault(folder, 'a folder that can be written', error);
  }
}

/** Says that a run failed, and why. Throws: STORE_RUN_LOST, STORE_DISK. */
export async function failRun(run: OpenRun, faults: readonly Fault[]): Promise<void> {
  run.release();
  await advance(run.data, run.id, worker(run.owner), (state) => {
    ensureMine(run.id, run.owner, state);
    return { kind: 'failed', faults: faults.map((fault) => ({ ...fault })) };
  });
}

/**
 * Cancels a run, from whatever process; the one at work on it learns of it with its next heartbeat.
 * Throws: STORE_RUN_STATE where it is not at work, STORE_RUN_UNKNOWN, STORE_DISK.
 */
export async function cancelRun(data: DataFolder, id: string, { by, why }: { by: string; why: string }): Promise<void> {
  await advance(data, id, by, (state) => {
    if (state.kind !== 'running') fail(stateFault(id, state, 'a run that is at work'));
    return { kind: 'cancelled', why };
  });
}

/** The index of a run that is done. Throws: STORE_RUN_STATE, STORE_CORRUPT where it is not the one written, and as stateOf. */
export async function readIndex(data: DataFolder, id: string): Promise<RunIndex> {
  const state = await stateOf(data, id);
  if (state.kind !== 'done') fail(stateFault(id, state, 'a run that is done'));
  const file = runFiles(runFolder(data, id)).index;
  const read = await readSealed(file, indexShape);
  if (read === undefined || read.sha256 !== state.index)
    return fail({
      code: 'STORE_CORRUPT',
      file,
      place: '',
      got: 'another index, or none',
      expected: 'the index as it was written',
    });
  return read.value;
}
