/**
 * Jobs in line: the higher priority first, then who came first, a few at a time. What waits or is at work is kept in the database, so
 * that the next process takes it up where this one is stopped.
 */
import { access } from 'node:fs/promises';
import { cancelRun, type DataFolder, type Fault, fail, runFolder, showRun, WeirError } from '../../host/index.ts';
import type { Database } from '../store/database.ts';
import { addJob, endJob, type Idempotency, type Job, type NewJob, openJobs, startJob } from '../store/jobs.ts';
import type { Computing } from './computing.ts';
import type { EventBook } from './events.ts';
import { kindNamed } from './kinds.ts';
import type { Ending, JobProgress } from './messages.ts';
import { type Pace, paceOf } from './pace.ts';

export interface QueueOptions {
  readonly data: DataFolder;
  readonly database: Database;
  readonly events: EventBook;
  /** Jobs at work at a time. */
  readonly atOnce: number;
  /** Jobs that may wait; more are refused. */
  readonly mostWaiting: number;
  /** Told when a job has ended, and how. */
  readonly onEnded?: (job: Job, status: Job['status'], seconds: number) => void;
  readonly onError: (error: unknown) => void;
}

/** What is known of a job at work or in line. */
export interface JobNow {
  readonly status: 'queued' | 'running';
  /** 1 is the next; null once it is at work. */
  readonly place: number | null;
  readonly pace: Pace | null;
}

export interface Queue {
  /** Puts a job in line. Throws: SERVICE_BUSY. */
  submit(job: NewJob, idempotency?: Idempotency): Promise<Job>;
  /** Takes up what the process before this one left. */
  takeUp(): Promise<void>;
  now(id: string): JobNow | undefined;
  counts(): { readonly queued: number; readonly running: number };
  /** Cancels a job in line or at work; false where it is neither. Throws: as cancelRun. */
  cancel(id: string, by: string, why: string): Promise<boolean>;
  progressed(id: string, progress: JobProgress): void;
  ended(id: string, ending: Ending): Promise<void>;
  /** Starts nothing more; resolves when nothing is at work, or when patience ends. Units: milliseconds. */
  drain(patience: number): Promise<boolean>;
}

interface Waiting {
  readonly job: Job;
  readonly isResumed: boolean;
}

interface Running extends Waiting {
  readonly startedAt: number;
  first?: { readonly at: number; readonly progress: JobProgress };
  pace: Pace | null;
  cancelledBy?: { readonly by: string; readonly why: string };
}

/** An empty queue; `computing` is asked for when the first job starts. */
export function openQueue(options: QueueOptions, computing: () => Computing): Queue {
  const { data, database, events, atOnce, mostWaiting } = options;
  const waiting: Waiting[] = [];
  const running = new Map<string, Running>();
  const idle = new Set<() => void>();
  let isDraining = false;

  const tell = (id: string, status: Job['status'], more: Record<string, unknown> = {}, isLast = false) =>
    events.publish(id, 'status', { id, status, ...more }, isLast);

  function enqueue(entry: Waiting): void {
    const place = waiting.findIndex(({ job }) => job.priority < entry.job.priority);
    waiting.splice(place < 0 ? waiting.length : place, 0, entry);
    tell(entry.job.id, 'queued');
    pump();
  }

  function pump(): void {
    while (!isDraining && running.size < atOnce) {
      const [next] = waiting;
      if (next === undefined) break;
      const isAlone = kindNamed(next.job.kind).isAlone || [...running.values()].some(({ job }) => kindNamed(job.kind).isAlone);
      if (isAlone && running.size > 0) break;
      waiting.shift();
      start(next);
    }
    if (running.size === 0) for (const wake of idle) wake();
  }

  function start(entry: Waiting): void {
    const { id, kind, asked, askedBy, priority } = entry.job;
    running.set(id, { ...entry, startedAt: performance.now(), pace: null });
    startJob(database, id).catch(options.onError);
    tell(id, 'running');
    computing().start({ id, kind, asked, askedBy, priority, isResumed: entry.isResumed });
  }

  return {
    async submit(job, idempotency) {
      if (isDraining) busy('a service that is being stopped');
      if (waiting.length >= mostWaiting) busy(`${waiting.length} runs in line`);
      const added = await addJob(database, job, idempotency);
      enqueue({ job: added, isResumed: false });
      return added;
    },
    async takeUp() {
      for (const job of await openJobs(database)) {
        try {
          const kept = kindNamed(job.kind).keepsRun && job.status === 'running' ? await keptState(data, job.id) : undefined;
          // It had come to its end, but for the word of it here.
          if (kept !== undefined && (kept.status === 'done' || kept.status === 'failed' || kept.status === 'cancelled'))
            await endJob(database, job.id, { status: kept.status, faults: kept.faults });
          else enqueue({ job, isResumed: kept !== undefined });
        } catch (error) {
          // Another version knew its kind, or its journal is spoiled.
          if (!(error instanceof WeirError)) throw error;
          await endJob(database, job.id, { status: 'failed', faults: error.faults });
        }
      }
    },
    now(id) {
      const place = waiting.findIndex(({ job }) => job.id === id);
      if (place >= 0) return { status: 'queued', place: place + 1, pace: null };
      const at = running.get(id);
      return at === undefined ? undefined : { status: 'running', place: null, pace: at.pace };
    },
    counts: () => ({ queued: waiting.length, running: running.size }),
    async cancel(id, by, why) {
      const place = waiting.findIndex(({ job }) => job.id === id);
      const [entry] = place < 0 ? [] : waiting.splice(place, 1);
      if (entry !== undefined) {
        if (entry.isResumed) await cancelRun(data, id, { by, why }).catch(ignoreUnlessUnforeseen);
        await endJob(database, id, { status: 'cancelled', faults: [cancelled(by, why)] });
        tell(id, 'cancelled', { by, why }, true);
        options.onEnded?.(entry.job, 'cancelled', 0);
        return true;
      }
      const at = running.get(id);
      if (at === undefined) return false;
      at.cancelledBy = { by, why };
      // The journal first: whatever the thread does next, the run is cancelled.
      if (kindNamed(at.job.kind).keepsRun && (await hasFolder(data, id))) await cancelRun(data, id, { by, why });
      computing().cancel(id);
      return true;
    },
    progressed(id, progress) {
      const at = running.get(id);
      if (at === undefined) return;
      const now = performance.now();
      at.first ??= { at: now, progress };
      at.pace = paceOf(at.first.progress, progress, now - at.first.at, now - at.startedAt);
      const { partial } = progress;
      events.publish(id, 'progress', { id, ...at.pace, ...(partial !== undefined && { partial }) });
    },
    async ended(id, ending) {
      const at = running.get(id);
      if (at === undefined) return;
      const codes = ending.ok ? [] : ending.faults.map(({ code }) => code);
      // Stopped with the service: it stands as at work, and the next process takes it up.
      if (isDraining && at.cancelledBy === undefined && codes.includes('RUN_CANCELLED')) {
        running.delete(id);
        return pump();
      }
      const { job, cancelledBy } = at;
      const isCancelled = !ending.ok && (cancelledBy !== undefined || codes.includes('STORE_RUN_LOST'));
      const status = ending.ok ? 'done' : isCancelled ? 'cancelled' : 'failed';
      const faults = ending.ok ? [] : cancelledBy === undefined ? ending.faults : [cancelled(cancelledBy.by, cancelledBy.why)];
      try {
        if (!ending.ok && (isCancelled || ending.unforeseen !== undefined)) await settleRun(data, job);
        await endJob(database, id, { status, faults, ...(ending.ok && { result: ending.result }) });
      } finally {
        running.delete(id);
        tell(id, status, faults.length === 0 ? {} : { faults: faults.map(({ file: _, ...fault }) => fault) }, true);
        options.onEnded?.(job, status, (performance.now() - at.startedAt) / 1000);
        pump();
      }
    },
    async drain(patience) {
      isDraining = true;
      if (running.size === 0) return true;
      return new Promise((resolve) => {
        const timer = setTimeout(() => end(false), patience);
        const wake = () => end(true);
        const end = (isIdle: boolean) => {
          clearTimeout(timer);
          idle.delete(wake);
          resolve(isIdle);
        };
        idle.add(wake);
      });
    },
  };
}

/** Throws: SERVICE_BUSY. */
export function busy(got: string): never {
  fail({ code: 'SERVICE_BUSY', place: '', got, expected: 'another try in a while' });
}

/** What a run that somebody cancelled says. */
export function cancelled(by: string, why: string): Fault {
  return {
    code: 'RUN_CANCELLED',
    place: 'run',
    got: `a request of ${by} to stop${why === '' ? '' : `: ${why}`}`,
    expected: 'to run to the end',
  };
}

/** Whether a job has become a run of the data folder. */
export async function hasFolder(data: DataFolder, id: string): Promise<boolean> {
  return access(runFolder(data, id)).then(
    () => true,
    () => false,
  );
}

/** What the journal of a run says; undefined for one that was stopped before it had a folder. */
export async function keptState(
  data: DataFolder,
  id: string,
): Promise<{ readonly status: Job['status'] | 'interrupted'; readonly faults: readonly Fault[] } | undefined> {
  if (!(await hasFolder(data, id))) return undefined;
  const { status, state } = await showRun(data, id);
  return { status, faults: state.faults };
}

/** A run that ended without a word in its journal would count as at work while this process lives. */
export async function settleRun(data: DataFolder, job: Job): Promise<void> {
  if (!kindNamed(job.kind).keepsRun || !(await hasFolder(data, job.id))) return;
  await cancelRun(data, job.id, { by: 'the service', why: 'it did not come to its end' }).catch(ignoreUnlessUnforeseen);
}

/** For what may be in vain: a run that has just ended cannot be cancelled. */
export function ignoreUnlessUnforeseen(error: unknown): void {
  if (!(error instanceof WeirError)) throw error;
}
