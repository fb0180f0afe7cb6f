/** All that the service has open: the data folder, its database, the queue, the threads that compute. Routes are given it; nothing here knows HTTP. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type DataFolder, newRunId, openData, WeirError } from '../host/index.ts';
import { FILE_ASKS } from './asks/index.ts';
import { sharedFooting } from './cluster/footing.ts';
import { ownFooting } from './footing.ts';
import { type Catalog, openCatalog } from './runs/catalog.ts';
import { type Computing, startComputing } from './runs/computing.ts';
import type { EventBook } from './runs/events.ts';
import type { ServiceKind } from './runs/kinds/kind.ts';
import { kindNamed } from './runs/kinds.ts';
import type { ClusterPlace } from './runs/messages.ts';
import type { Queue } from './runs/queue.ts';
import type { PoolTotals } from './runs/sharedRunner.ts';
import { openTables, type TableShelf } from './runs/tableShelf.ts';
import { openScheduler, type Scheduler } from './schedules/scheduler.ts';
import { snapshotsRoot } from './snapshots/folder.ts';
import { type AuditLog, openAudit } from './store/audit.ts';
import type { Database } from './store/database.ts';
import { type Idempotency, type Job, jobOf, jobUnder } from './store/jobs.ts';

export interface ServiceOptions {
  /** The data folder, which is made where there is none. */
  readonly data: string;
  /** Runs are in line with those of other services of this cluster, and compute on its workers. Default: this process alone. */
  readonly cluster?: ClusterPlace;
  /** Threads that project; default: one a core. 0 projects in the computing thread. */
  readonly workers?: number;
  /** Runs at work at a time. */
  readonly atOnce?: number;
  /** Runs that may wait in line. */
  readonly mostWaiting?: number;
  /** The clock that schedules go by. Units: milliseconds since 1970. */
  readonly now?: () => number;
  /** Told of errors that no request is told of. */
  readonly onError?: (error: unknown) => void;
  /** Told when a run ends. */
  readonly onRunEnded?: (job: Job, status: Job['status'], seconds: number) => void;
}

/** What the service has counted since it was opened. */
export interface Counters {
  /** Seconds that threads were at work on tasks, all together. */
  kernelSeconds: number;
  loanMonthPaths: number;
  /** Runs that ended, by kind and status: `value done`. */
  readonly runs: Map<string, number>;
}

/** A request for a run. */
export interface Submission {
  readonly kind: string;
  readonly asked: unknown;
  readonly askedBy: string;
  readonly priority: Priority;
  readonly schedule?: string;
  readonly idempotency?: Idempotency;
}

export const PRIORITIES = { low: 0, normal: 10, high: 20 } as const;
export type Priority = keyof typeof PRIORITIES;

export interface Service {
  readonly data: DataFolder;
  readonly database: Database;
  readonly audit: AuditLog;
  readonly events: EventBook;
  readonly catalog: Catalog;
  readonly tables: TableShelf;
  readonly queue: Queue;
  readonly scheduler: Scheduler;
  readonly counters: Counters;
  /** The folder for files of a moment. */
  readonly temporary: string;
  /** Puts a run in line; the same request under the same idempotency key once. Throws: what is wrong with it, SERVICE_BUSY, IDEMPOTENCY_REUSED. */
  submit(submission: Submission): Promise<Job>;
  /**
   * A request for a run with names made definite, and its kind. Throws: all that is wrong with it that can be told before it begins;
   * SERVICE_BUSY.
   */
  settle(kind: string, asked: unknown): Promise<{ readonly kind: ServiceKind; readonly settled: Record<string, unknown> }>;
  /** What ASKS answers under a name. Throws: as that. */
  ask(name: string, body: unknown): Promise<unknown>;
  /** The clock that schedules go by. Units: milliseconds since 1970. */
  now(): number;
  /** Whether it takes work. */
  isReady(): boolean;
  /** An error as whoever asked may meet it: a database that is away is no fault of the service. */
  told(error: unknown): unknown;
  /** Starts nothing more, and lets runs at work end, up to a patience; false where some did not. Units: milliseconds. */
  drain(patience: number): Promise<boolean>;
  /** Closes. What is still in line or at work is taken up by the next process. */
  close(): Promise<void>;
}

const AT_ONCE = 2;
const MOST_WAITING = 200;
/** Reports and workbooks that are made at a time; who asks for more is asked to wait. */
const MOST_FILES = 4;
/** Work that was told to end does within this. Units: milliseconds. */
const ENDING = 5_000;

/** Opens a service on a data folder. Throws: STORE_*, SERVICE_RUNNING where another process serves the folder. */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { atOnce = AT_ONCE, mostWaiting = MOST_WAITING, onError = () => undefined } = options;
  const data = await openData(options.data, { create: true });
  await mkdir(snapshotsRoot(data), { recursive: true });
  const { cluster } = options;
  const footing = cluster === undefined ? await ownFooting(data) : await sharedFooting(data, cluster, onError);
  const { database, events } = footing;
  const audit = openAudit(database, onError);
  const catalog = openCatalog(data, database);
  const counters: Counters = { kernelSeconds: 0, loanMonthPaths: 0, runs: new Map() };
  let runs: Computing | undefined;
  let asks: Computing | undefined;
  let files: Computing | undefined;
  let isDraining = false;

  const queue = footing.openQueue(
    {
      data,
      atOnce,
      mostWaiting,
      onError,
      onEnded: (job, status, seconds) => {
        const name = `${job.kind} ${status}`;
        counters.runs.set(name, (counters.runs.get(name) ?? 0) + 1);
        catalog.changed(job.id);
        options.onRunEnded?.(job, status, seconds);
      },
    },
    () => runsThread(),
  );

  function runsThread(): Computing {
    runs ??= startComputing(
      {
        root: data.root,
        workers: cluster === undefined ? (options.workers ?? availableParallelism()) : 0,
        ...(cluster !== undefined && { cluster }),
      },
      {
        onProgress: (id, progress) => queue.progressed(id, progress),
        onEnded: (id, ending) => void queue.ended(id, ending).catch(onError),
        onTotals: adding(counters),
        onUnforeseen: onError,
      },
    );
    return runs;
  }

  function answering(mostAsks?: number): Computing {
    // In the thread itself: an answer is small, and threads of its own would take cores from the runs.
    return startComputing(
      { root: data.root, workers: 0 },
      { onProgress: () => undefined, onEnded: () => undefined, onTotals: adding(counters), onUnforeseen: onError },
      mostAsks,
    );
  }

  /** A large workbook holds up no trace, and many of them no memory. */
  function threadFor(ask: string): Computing {
    if (FILE_ASKS.has(ask)) {
      files ??= answering(MOST_FILES);
      return files;
    }
    asks ??= answering();
    return asks;
  }

  await queue.takeUp();
  const service: Service = {
    data,
    database,
    audit,
    events,
    catalog,
    tables: openTables(data),
    queue,
    scheduler: openScheduler({
      database,
      onError,
      now: options.now ?? Date.now,
      exclusively: footing.exclusively,
      submit: ({ id, name, createdBy, request: { kind, priority: _, ...asked } }, due) =>
        service.submit({
          kind,
          asked,
          askedBy: `schedule ${name} of ${createdBy}`,
          priority: 'low',
          schedule: id,
          // The same due time makes one run, whatever happens between asking and noting it.
          idempotency: { owner: 'schedules', key: `${id} ${due}`, body: JSON.stringify({ kind, asked }) },
        }),
    }),
    counters,
    temporary: footing.temporary,
    async submit({ kind: name, asked, askedBy, priority, schedule, idempotency }) {
      const known = idempotency === undefined ? undefined : await jobUnder(database, idempotency);
      const before = known === undefined ? undefined : await jobOf(database, known);
      if (before !== undefined) return before;
      const { kind, settled } = await service.settle(name, asked);
      const job = {
        id: newRunId(),
        kind: kind.kind,
        asked: settled,
        title: kind.titleOf(settled),
        askedBy,
        priority: PRIORITIES[priority],
        schedule: schedule ?? null,
      };
      try {
        return await queue.submit(job, idempotency);
      } catch (error) {
        // The same request at the same moment was a step ahead.
        const first = error instanceof WeirError || idempotency === undefined ? undefined : await jobUnder(database, idempotency);
        const made = first === undefined ? undefined : await jobOf(database, first);
        if (made === undefined) throw error;
        return made;
      }
    },
    async settle(name, asked) {
      const kind = kindNamed(name);
      const settled = await kind.settled(asked, data);
      if (kind.check !== undefined)
        await service.ask('checkRequest', { kind: kind.kind, asked: settled, temporary: footing.temporary });
      return { kind, settled };
    },
    ask: (name, body) => threadFor(name).ask(name, body),
    now: options.now ?? Date.now,
    isReady: () => !isDraining && [runs, asks, files].every((thread) => thread?.isAlive() ?? true) && footing.isWell(),
    told: footing.told,
    async drain(patience) {
      isDraining = true;
      await service.scheduler.stop();
      return queue.drain(patience);
    },
    async close() {
      isDraining = true;
      await service.scheduler.stop();
      await queue.drain(0);
      await Promise.all([runs, asks, files].map((thread) => thread?.close()));
      // What was cut off is given back to the line.
      await queue.drain(ENDING);
      await audit.close().catch(onError);
      await footing.close();
    },
  };
  return service;
}

/** Adds to the counters what a thread's pool did since it was last heard of; one that was replaced begins anew. */
function adding(counters: Counters): (totals: PoolTotals) => void {
  let last: PoolTotals = { busySeconds: 0, loanMonthPaths: 0 };
  return (totals) => {
    const before = totals.busySeconds < last.busySeconds ? { busySeconds: 0, loanMonthPaths: 0 } : last;
    counters.kernelSeconds += totals.busySeconds - before.busySeconds;
    counters.loanMonthPaths += totals.loanMonthPaths - before.loanMonthPaths;
    last = totals;
  };
}
