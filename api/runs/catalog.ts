/**
 * The runs of the data folder together with the jobs of this service, as one list. The folder is the truth and may change under it (the
 * command line works on it as well), so what is remembered of a run is looked at again after a moment.
 */
import { readdir } from 'node:fs/promises';
import { type DataFolder, isRunId, type RunSummary, readRequest, summaryOfRun, WeirError } from '../../host/index.ts';
import { snapshotOf } from '../snapshots/folder.ts';
import type { Database } from '../store/database.ts';
import { type Job, jobNames, jobsOf } from '../store/jobs.ts';

/** A run or a job. */
export interface CatalogEntry {
  readonly id: string;
  readonly kind: string;
  readonly status: RunSummary['status'] | 'queued';
  readonly title: string;
  readonly askedBy: string;
  readonly created: string;
  readonly changed: string;
  readonly locked: boolean;
  readonly adjustments: number;
  /** The snapshot that it is on, where that is one of the data folder's. */
  readonly snapshot: string | null;
  /** Every snapshot of the data folder that its request names. */
  readonly reads: readonly string[];
  /** Whether there is a folder of it. */
  readonly isKept: boolean;
  /** Without its result. */
  readonly job?: Job;
}

export interface CatalogFilter {
  readonly status?: string;
  readonly kind?: string;
  /** A part of the title, capitals or not. */
  readonly title?: string;
}

export interface CatalogPage {
  readonly entries: readonly CatalogEntry[];
  /** The last name that was looked at, where there may be more. */
  readonly next: string | null;
}

export interface Catalog {
  /** Newest first, after a name. */
  list(filter: CatalogFilter, after: string | undefined, limit: number): Promise<CatalogPage>;
  /** Undefined where there is neither run nor job. */
  entry(id: string): Promise<CatalogEntry | undefined>;
  /** Runs and jobs whose requests name a snapshot, newest first. */
  readersOf(snapshot: string): Promise<CatalogEntry[]>;
  /** Forgets what is remembered of a run, because it has just changed. */
  changed(id: string): void;
}

/** How long something remembered is believed. Units: milliseconds. */
const BELIEVED = 500;
const MOST_REMEMBERED = 20_000;
/** Names looked at for one page where a filter passes few. */
const MOST_LOOKED_AT = 2_000;
const BATCH = 100;

interface Remembered {
  readonly at: number;
  readonly summary: RunSummary | undefined;
  /** It never changes. */
  readonly request: { readonly kind: string; readonly snapshot: string | null; readonly reads: readonly string[] } | undefined;
}

/** A catalog that has looked at nothing yet. */
export function openCatalog(data: DataFolder, database: Database): Catalog {
  const remembered = new Map<string, Remembered>();
  let names: { readonly at: number; readonly list: Promise<string[]> } = {
    at: Number.NEGATIVE_INFINITY,
    list: Promise.resolve([]),
  };

  const runNames = () => {
    if (performance.now() - names.at > BELIEVED) {
      const list = readdir(data.runs).then((all) => all.filter(isRunId).sort().reverse());
      names = { at: performance.now(), list };
    }
    return names.list;
  };

  async function recall(id: string): Promise<Remembered> {
    const known = remembered.get(id);
    if (known !== undefined && performance.now() - known.at < BELIEVED) return known;
    const summary = await summaryOfRun(data, id).catch(nothingThere);
    const request = known?.request ?? (summary === undefined ? undefined : await requestOf(data, id));
    const found = { at: performance.now(), summary, request };
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(id, found);
    return found;
  }

  async function entriesOf(ids: readonly string[]): Promise<CatalogEntry[]> {
    const jobs = await jobsOf(database, ids);
    const found = await Promise.all(ids.map(async (id) => entryOf(id, await recall(id), jobs.get(id))));
    return found.filter((entry) => entry !== undefined);
  }

  const list: Catalog['list'] = async (filter, after, limit) => {
    const kept = (await runNames()).filter((name) => after === undefined || name < after);
    const asked = await jobNames(database, { ...(after !== undefined && { before: after }), limit: MOST_LOOKED_AT });
    const all = [...new Set([...kept.slice(0, MOST_LOOKED_AT), ...asked])].sort().reverse().slice(0, MOST_LOOKED_AT);
    const entries: CatalogEntry[] = [];
    let at = 0;
    while (at < all.length && entries.length < limit) {
      const batch = all.slice(at, at + Math.min(BATCH, limit - entries.length));
      at += batch.length;
      entries.push(...(await entriesOf(batch)).filter((entry) => passes(entry, filter)));
    }
    const isMore = at < all.length || all.length === MOST_LOOKED_AT;
    return { entries, next: isMore ? (all[at - 1] ?? null) : null };
  };

  return {
    list,
    async readersOf(snapshot) {
      const readers: CatalogEntry[] = [];
      let after: string | undefined;
      do {
        const { entries, next } = await list({}, after, MOST_LOOKED_AT);
        readers.push(...entries.filter(({ reads }) => reads.includes(snapshot)));
        after = next ?? undefined;
      } while (after !== undefined);
      return readers;
    },
    async entry(id) {
      return isRunId(id) ? (await entriesOf([id]))[0] : undefined;
    },
    changed: (id) => {
      remembered.delete(id);
      names = { at: Number.NEGATIVE_INFINITY, list: names.list };
    },
  };
}

/** A run as the folder has it and as the service knows it. */
function entryOf(id: string, { summary, request }: Remembered, job: Job | undefined): CatalogEntry | undefined {
  if (job === undefined) {
    return summary === undefined
      ? undefined
      : {
          ...summary,
          kind: request?.kind ?? '',
          snapshot: request?.snapshot ?? null,
          reads: request?.reads ?? [],
          isKept: true,
        };
  }
  const changed = job.ended ?? job.started ?? job.submitted;
  if (summary === undefined)
    return {
      id,
      kind: job.kind,
      status: job.status,
      title: job.title,
      askedBy: job.askedBy,
      created: job.submitted,
      changed,
      locked: false,
      adjustments: 0,
      snapshot: snapshotIn(job.asked),
      reads: textsIn(job.asked),
      isKept: false,
      job,
    };
  // A run that failed or was cancelled here may have been taken up elsewhere since.
  const isOurs = job.ended === null || (job.status !== 'done' && summary.changed <= job.ended);
  return {
    ...summary,
    kind: job.kind,
    status: isOurs ? job.status : summary.status,
    created: job.submitted,
    snapshot: snapshotIn(job.asked),
    reads: [...textsIn(job.asked), ...(request?.reads ?? [])],
    isKept: true,
    job,
  };
}

function passes(entry: CatalogEntry, { status, kind, title }: CatalogFilter): boolean {
  return (
    (status === undefined || entry.status === status) &&
    (kind === undefined || entry.kind === kind) &&
    (title === undefined || entry.title.toLowerCase().includes(title.toLowerCase()))
  );
}

/** Kind and snapshot of a kept request. */
async function requestOf(data: DataFolder, id: string): Promise<Remembered['request']> {
  const request = await readRequest(data, id).catch(nothingThere);
  if (typeof request !== 'object' || request === null) return undefined;
  const kind: unknown = Reflect.get(request, 'kind');
  const folder: unknown = Reflect.get(request, 'snapshot');
  const snapshot = typeof folder === 'string' ? await snapshotOf(data, folder) : undefined;
  const named = await Promise.all(textsIn(request).map((text) => snapshotOf(data, text)));
  return {
    kind: typeof kind === 'string' ? kind : '',
    snapshot: snapshot ?? null,
    reads: named.filter((name) => name !== undefined),
  };
}

/** Texts that are fields of a request: names of snapshots, or their folders, are among them. */
function textsIn(request: object): string[] {
  return Object.values(request).filter((value) => typeof value === 'string');
}

function snapshotIn(asked: Job['asked']): string | null {
  return typeof asked.snapshot === 'string' ? asked.snapshot : null;
}

/** A run that is not there, or cannot be read, is not listed; `weir runs` tells why. */
function nothingThere(error: unknown): undefined {
  if (!(error instanceof WeirError)) throw error;
  return undefined;
}
