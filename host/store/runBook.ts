/** Looking at the runs of a data folder: lists, one run with all that is known of it, its tables, and whether it is as it was written. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, fail, shown, WeirError } from '../errors.ts';
import { diskFault, isThere, namesIn, sweepTemporaries, systemCode, TEMPORARY } from './atomic.ts';
import { type DataFolder, isRunId, runFiles, runFolder, tableFile } from './folders.ts';
import { readState } from './journal.ts';
import { hashOfFile, type Manifest } from './manifest.ts';
import { readTable } from './parquet.ts';
import { advance, type LiveRun, type RunStatus, refuseBusy, refuseLocked, stateOf, statusOf } from './runState.ts';
import { type RunIndex, readIndex, readManifest, readRequest } from './runs.ts';
import type { ResultTable } from './tables.ts';

/** One line of a list of runs. */
export interface RunSummary {
  readonly id: string;
  readonly status: RunStatus;
  readonly title: string;
  readonly askedBy: string;
  /** UTC. */
  readonly created: string;
  readonly changed: string;
  readonly locked: boolean;
  readonly adjustments: number;
}

/** All that is known of a run. */
export interface RunView extends RunSummary {
  readonly state: LiveRun;
  /** JSON. */
  readonly request: unknown;
  /** Absent where the run has not said yet what it is made from. */
  readonly manifest?: Manifest;
  /** Absent until the run is done. */
  readonly index?: RunIndex;
}

/**
 * The runs of a data folder, oldest first. What is no run, and runs that cannot be read, are told as faults beside them.
 * Throws: STORE_DISK where the folder itself cannot be read.
 */
export async function listRuns(data: DataFolder): Promise<{ runs: RunSummary[]; faults: Fault[] }> {
  const runs: RunSummary[] = [];
  const faults: Fault[] = [];
  for (const id of await namesIn(data.runs)) {
    if (!isRunId(id)) {
      faults.push({ code: 'STORE_NAME', file: data.runs, place: '', got: shown(id), expected: 'runs and nothing else' });
      continue;
    }
    try {
      runs.push(await summaryOf(data, id, await stateOf(data, id)));
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      // One that was deleted, perhaps while it was being read, is no fault.
      const gone = error.faults.some(({ code }) => code === 'STORE_RUN_UNKNOWN') || !(await isThere(runFolder(data, id)));
      if (!gone) faults.push(...error.faults);
    }
  }
  return { runs, faults };
}

async function summaryOf(data: DataFolder, id: string, state: LiveRun): Promise<RunSummary> {
  const { title, askedBy, created, changed, adjustments, signOff } = state;
  const status = await statusOf(data, id, state);
  return { id, status, title, askedBy, created, changed, locked: signOff !== undefined, adjustments: adjustments.length };
}

/** What a list says of one run. Throws: STORE_NAME, STORE_RUN_UNKNOWN, STORE_CORRUPT, STORE_DISK. */
export async function summaryOfRun(data: DataFolder, id: string): Promise<RunSummary> {
  return summaryOf(data, id, await stateOf(data, id));
}

/** A run with its request, manifest and index. Throws: STORE_NAME, STORE_RUN_UNKNOWN, STORE_CORRUPT, STORE_DISK. */
export async function showRun(data: DataFolder, id: string): Promise<RunView> {
  const state = await stateOf(data, id);
  const summary = await summaryOf(data, id, state);
  const request = await readRequest(data, id);
  const manifest = await readManifest(data, id);
  const index = state.kind === 'done' ? await readIndex(data, id) : undefined;
  return {
    ...summary,
    state,
    request,
    ...(manifest === undefined ? {} : { manifest }),
    ...(index === undefined ? {} : { index }),
  };
}

/** What of a run is not as it was written; nothing where all of it is. Throws: STORE_NAME, STORE_RUN_UNKNOWN. */
export async function verifyRun(data: DataFolder, id: string): Promise<Fault[]> {
  const faults: Fault[] = [];
  const look = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof WeirError) || error.faults.some(({ code }) => /UNKNOWN|NAME/.test(code))) throw error;
      faults.push(...error.faults);
    }
  };
  await look(() => readRequest(data, id));
  if (faults.length > 0) return faults;
  if ((await stateOf(data, id)).kind !== 'done') return faults;
  await look(async () => {
    const folder = runFolder(data, id);
    for (const listed of (await readIndex(data, id)).files) await look(() => checkFile(folder, listed));
  });
  return faults;
}

async function checkFile(folder: string, { path, sha256, bytes }: RunIndex['files'][number]): Promise<void> {
  const file = join(folder, path);
  const expected = `${bytes} bytes with sha-256 ${sha256}`;
  const found = await hashOfFile(file).catch((error: unknown) =>
    systemCode(error) === 'ENOENT' ? undefined : diskFault(file, 'a file that can be read', error),
  );
  if (found === undefined) fail({ code: 'STORE_CORRUPT', file, place: '', got: 'no file', expected });
  if (found.sha256 !== sha256) {
    const got = `${found.bytes} bytes with sha-256 ${found.sha256}`;
    fail({ code: 'STORE_CORRUPT', file, place: '', got, expected });
  }
}

/**
 * Tables of a run that is done, in the order of its index, each held against its checksum; all of them, or those named.
 * Throws: STORE_RUN_STATE, STORE_TABLE_UNKNOWN, STORE_CORRUPT, and as stateOf.
 */
export async function readTables(data: DataFolder, id: string, names?: readonly string[]): Promise<ResultTable[]> {
  const { tables, files } = await readIndex(data, id);
  const folder = runFolder(data, id);
  const has = tables.map(({ name }) => name);
  const faults = (names ?? [])
    .filter((name) => !has.includes(name))
    .map((name): Fault => ({ code: 'STORE_TABLE_UNKNOWN', place: id, got: shown(name), expected: `one of ${has.join(', ')}` }));
  if (faults.length > 0) throw new WeirError(faults);
  const read: ResultTable[] = [];
  for (const name of has) {
    if (names !== undefined && !names.includes(name)) continue;
    const listed = files.find(({ path }) => path === `tables/${name}.parquet`);
    if (listed !== undefined) await checkFile(folder, listed);
    read.push(await readTable(tableFile(folder, name)));
  }
  return read;
}

/**
 * Deletes a run; the results of its tasks stay, since other runs may share them.
 * Throws: STORE_RUN_LOCKED, STORE_RUN_BUSY, STORE_RUN_UNKNOWN, STORE_CORRUPT, STORE_DISK.
 */
export async function deleteRun(data: DataFolder, id: string, { by, why }: { by: string; why: string }): Promise<void> {
  await advance(data, id, by, async (state) => {
    refuseLocked(id, state);
    await refuseBusy(data, id, state);
    return { kind: 'deleted', why };
  });
  await removeRun(data, id);
}

async function removeRun(data: DataFolder, id: string): Promise<void> {
  const folder = runFolder(data, id);
  const away = join(data.runs, `${TEMPORARY}deleted-${id}`);
  try {
    // First out of sight in one step: no reader shall meet a run of which half is gone.
    await rename(folder, away);
    await rm(away, { recursive: true, force: true });
  } catch (error) {
    diskFault(folder, 'a folder that can be removed', error);
  }
}

/**
 * Clears away what killed processes left in a data folder, and tells how many files and folders that were.
 * Units: `age` is milliseconds since the last write. Throws: STORE_DISK.
 */
export async function sweepData(data: DataFolder, age?: number): Promise<number> {
  let swept = await sweepTemporaries(data.runs, age);
  for (const shelf of await namesIn(data.tasks)) swept += await sweepTemporaries(join(data.tasks, shelf), age);
  for (const id of (await namesIn(data.runs)).filter(isRunId)) {
    const folder = runFolder(data, id);
    const { journal, tables } = runFiles(folder);
    const state = await readState(journal).catch(() => undefined);
    if (state?.kind === 'deleted') {
      await removeRun(data, id);
      swept++;
    } else if (state !== undefined) {
      for (const inside of [folder, journal, tables]) swept += await sweepTemporaries(inside, age);
    }
  }
  return swept;
}
