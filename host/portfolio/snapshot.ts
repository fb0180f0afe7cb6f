/** The door of this folder: a snapshot is read, every trust on its own, so that one that is at fault leaves the others to be valued. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { FaultList } from '../deal/faults.ts';
import { MOST_DEAL_BYTES } from '../deal/read.ts';
import { type Fault, fail, WeirError } from '../errors.ts';
import { CONTROL_TOLERANCE, type ControlTolerance } from './checks/control.ts';
import { refuseUnknownRules } from './checks/run.ts';
import { SnapshotFiles } from './files.ts';
import { isNamed } from './head.ts';
import { readMarket } from './market.ts';
import { type PreviousSnapshot, readPrevious } from './previous.ts';
import type { LongTermDebt, Snapshot, TrustReading, Unreviewed } from './records.ts';
import { type ChecksFile, type SnapshotFile, snapshotFromText } from './schema.ts';
import { readTrust, type TrustContext } from './trust.ts';
import { dateIn, dollarsIn, rateOf } from './values.ts';

/** Trusts that are read at a time: each has a database in memory for its tape. */
const AT_ONCE = 4;

export interface SnapshotOptions {
  /** Called when a trust begins to be read, and once when all are. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly trust: string }) => void;
  readonly signal?: AbortSignal;
  /** Trusts to read, by name of their folder or path as snapshot.yaml writes it; default: all. */
  readonly only?: readonly string[];
  /** Read no tape, for what needs documents and remittances alone: trusts then have no loans, and cannot be valued. */
  readonly withoutTapes?: boolean;
  /** Instead of what the snapshot says: a review reads trusts whose curves are not reviewed yet. */
  readonly unreviewedCurves?: Unreviewed;
}

/**
 * Reads the snapshot in `folder`. A trust that is at fault is a reading that is not `ok`, with all its faults.
 *
 * Units: as records.ts says.
 * Throws, all faults at once: those of snapshot.yaml and of the market (FILE_UNREADABLE, FILE_NOT_YAML, SNAPSHOT_SHAPE, SNAPSHOT_RANGE,
 * SNAPSHOT_UNKNOWN_NAME, SNAPSHOT_DUPLICATE_NAME, SNAPSHOT_DATES, DATE_INVALID, TABLE_SHAPE, TABLE_VALUE), and of the snapshot before where it is named and
 * cannot be read; RUN_CANCELLED when the signal says so.
 */
export async function readSnapshot(folder: string, options: SnapshotOptions = {}): Promise<Snapshot> {
  const root = resolve(folder);
  const path = resolve(root, 'snapshot.yaml');
  const files = new SnapshotFiles(root);
  const file = snapshotFromText(files.text(path, MOST_DEAL_BYTES), path);
  const own = new FaultList(path);
  const date = dateIn(file.date, 'date', own);
  const longTermDebt = debtsOf(file, date, own);
  const rules = own.catching(undefined, () => checkRules(file.checks, path, own));
  const trusts = trustFolders(file, root, own);
  const { indices, discount, benchmark, nonPerformance = 0 } = file.market;
  const faults: Fault[] = [];
  const sources = {
    indices: resolve(root, indices),
    discount: resolve(root, discount),
    benchmark: resolve(root, benchmark),
    nonPerformance: rateOf(nonPerformance, 'market.nonPerformance', own),
  };
  const market = await readMarket(sources, files, faults);
  const { withoutTapes = false } = options;
  const previous = own.catching(undefined, () => (withoutTapes ? undefined : previousOf(file, root, files)));
  if (own.count + faults.length > 0 || rules === undefined) throw new WeirError([...own.all, ...faults]);

  const context: TrustContext = {
    ...rules,
    ...(previous !== undefined && { previous }),
    date,
    market,
    curvesPath: sources.indices,
    withoutTapes,
    refusesUnreviewed: (options.unreviewedCurves ?? file.unreviewedCurves) === 'refuse',
    files,
    taken: new Map(),
    sound: new Set(),
    deals: new Map(),
  };
  const wanted = trusts.filter(({ name }) => options.only === undefined || isNamed(name, options.only));
  const readings = await readTrusts(wanted, context, options);
  refuseCancelled(options.signal);
  options.onProgress?.({ done: wanted.length, total: wanted.length, trust: '' });
  return {
    name: file.snapshot,
    folder: root,
    date,
    ...(previous !== undefined && { previous: previous.folder }),
    method: file.method ?? 'blended',
    unreviewedCurves: file.unreviewedCurves ?? 'warn',
    market,
    longTermDebt,
    trusts: readings,
    files: files.hashes,
  };
}

/**
 * Reads trusts, several at a time: while one waits for the database of its tape, another is at work. They begin in their order, and are
 * returned in it. Throws: RUN_CANCELLED, once none is at work any more.
 */
async function readTrusts(
  wanted: readonly { readonly name: string; readonly folder: string }[],
  context: TrustContext,
  { signal, onProgress }: SnapshotOptions,
): Promise<TrustReading[]> {
  const readings: TrustReading[] = new Array(wanted.length);
  let next = 0;
  let done = 0;
  const each = async () => {
    for (let place = next++; place < wanted.length; place = next++) {
      refuseCancelled(signal);
      const { name, folder } = wanted[place]!;
      onProgress?.({ done, total: wanted.length, trust: name });
      readings[place] = await readTrust(folder, context);
      done += 1;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, availableParallelism()) }, each));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return readings;
}

/** What the trusts of snapshots are called; those that could not be read, by their folders. */
export function trustNames(snapshots: readonly Pick<Snapshot, 'trusts'>[]): string[] {
  return [...new Set(snapshots.flatMap(({ trusts }) => trusts.map((each) => (each.ok ? each.trust.name : each.name))))];
}

/** How a snapshot is read, where it may be read otherwise than it says: with decisions of reviewers. */
export type SnapshotReader = typeof readSnapshot;

function refuseCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    fail({ code: 'RUN_CANCELLED', place: 'reading of the snapshot', got: 'a request to stop', expected: 'to run to the end' });
}

function previousOf({ previous }: SnapshotFile, root: string, files: SnapshotFiles): PreviousSnapshot | undefined {
  return previous === undefined ? undefined : readPrevious(resolve(root, previous), files);
}

/** Folders of the trusts, each once. */
function trustFolders({ trusts }: SnapshotFile, root: string, faults: FaultList): { name: string; folder: string }[] {
  const seen = new Set<string>();
  return trusts.map((given, at) => {
    const folder = resolve(root, given);
    if (seen.has(folder)) faults.add('SNAPSHOT_DUPLICATE_NAME', `trusts[${at}]`, given, 'every trust once');
    seen.add(folder);
    return { name: given.replace(/\/+$/, ''), folder };
  });
}

function debtsOf({ longTermDebt = [] }: SnapshotFile, date: number, faults: FaultList): LongTermDebt[] {
  return longTermDebt.map(({ name, balance, rate, maturity, every, spread }, at) => {
    const place = `longTermDebt[${at}]`;
    const due = dateIn(maturity, `${place}.maturity`, faults);
    if (due !== 0 && due <= date) faults.add('SNAPSHOT_DATES', `${place}.maturity`, maturity, "a date after the snapshot's");
    if (every > 12 || 12 % every !== 0) faults.add('SNAPSHOT_RANGE', `${place}.every`, every, '1, 2, 3, 4, 6 or 12 months');
    return {
      name,
      balance: dollarsIn(balance, `${place}.balance`, faults),
      rate: rateOf(rate, `${place}.rate`, faults),
      maturity: due,
      every,
      spread: rateOf(spread, `${place}.spread`, faults),
    };
  });
}

/** What the snapshot says of the checks. Throws: SNAPSHOT_UNKNOWN_NAME. */
function checkRules(given: ChecksFile | undefined, path: string, faults: FaultList) {
  const overrides = new Map(Object.entries(given?.severity ?? {}));
  refuseUnknownRules(overrides, path);
  const { upb, count, wac } = given?.controlTolerance ?? {};
  const place = 'checks.controlTolerance';
  const tolerance: ControlTolerance = {
    upb: upb === undefined ? CONTROL_TOLERANCE.upb : dollarsIn(upb, `${place}.upb`, faults),
    count: count ?? CONTROL_TOLERANCE.count,
    wac: wac === undefined ? CONTROL_TOLERANCE.wac : rateOf(wac, `${place}.wac`, faults),
  };
  return { overrides, tolerance };
}
