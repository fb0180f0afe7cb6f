/**
 * Jobs in line for all services of a cluster: a job is a row of the database and an order in the queue, put there in one transaction.
 * Whichever service is free takes it, conducts it on the workers, and says how it ended; when it dies, another takes the job up where it
 * stands.
 */
import { Compile } from 'typebox/compile';
import { cancelRun, type OrderInHand, type RunQueue, WeirError } from '../../host/index.ts';
import type { Computing } from '../runs/computing.ts';
import { kindNamed } from '../runs/kinds.ts';
import type { Ending, JobProgress } from '../runs/messages.ts';
import { type Pace, paceOf } from '../runs/pace.ts';
import {
  busy,
  cancelled,
  hasFolder,
  ignoreUnlessUnforeseen,
  keptState,
  type Queue,
  type QueueOptions,
  settleRun,
} from '../runs/queue.ts';
import { PaceShape } from '../schemas/runs.ts';
import { addJob, endJob, fieldsOf, type Job, jobOf, openJobs, startJob } from '../store/jobs.ts';
import { Alone } from './alone.ts';
import type { Notice, SharedEvents } from './events.ts';
import { queueWithin } from './postgres.ts';

export interface SharedQueueOptions extends Omit<QueueOptions, 'events'> {
  readonly orders: RunQueue;
  readonly events: SharedEvents;
}

export interface SharedQueue extends Queue {
  /** Another service told something. */
  hear(notice: Notice): void;
  /** Looks at the database now. */
  look(): Promise<void>;
  /** Whether the database answers. */
  isWell(): boolean;
  close(): void;
}

interface Hand {
  readonly job: Job;
  readonly startedAt: number;
  readonly end: (ending: Ending) => void;
  /** Resolves when it is in hand no more. */
  readonly over: Promise<void>;
  first?: { readonly at: number; readonly progress: JobProgress };
  pace: Pace | null;
  cancelledBy?: { readonly by: string; readonly why: string };
}

/** How often jobs of all services are read. Units: milliseconds. */
const LOOK_EVERY = 1_000;
/** Faults that are gone when somebody else tries. */
const PASSING = ['STORE_RUN_BUSY', 'STORE_RUN_LOST', 'STORE_DISK', 'CLUSTER_UNREACHABLE', 'CLUSTER_STORAGE', 'RUN_CANCELLED'];

/** Jobs of a cluster, none of which this service conducts yet; `computing` is asked for when the first starts. */
export function openSharedQueue(options: SharedQueueOptions, computing: () => Computing): SharedQueue {
  const { data, database, events, orders, atOnce, mostWaiting, onError } = options;
  const hands = new Map<string, Hand>();
  const alone = new Alone();
  /** Paces of runs that other services are at work on. */
  const paces = new Map<string, Pace | null>();
  /** Jobs that had not ended when the database was last read, in the order in which they are taken. */
  let open: readonly Job[] = [];
  let isDraining = false;
  let draining: Promise<void> | undefined;
  let isWell = true;

  const tell = (id: string, status: Job['status'], more: Record<string, unknown> = {}, isLast = false) =>
    events.publish(id, 'status', { id, status, ...more }, isLast);

  let looking: Promise<void> | undefined;
  const look = (): Promise<void> => {
    looking ??= lookOnce().finally(() => {
      looking = undefined;
    });
    return looking;
  };

  async function lookOnce(): Promise<void> {
    try {
      const now = (await openJobs(database)).toSorted((a, b) => b.priority - a.priority);
      const left = open.filter(({ id }) => !now.some((job) => job.id === id));
      open = now;
      isWell = true;
      // Ended elsewhere, and perhaps nobody heard of it here.
      for (const { id } of left) {
        forget(id);
        const job = await jobOf(database, id);
        if (job !== undefined && job.ended !== null && !events.isEnded(id))
          events.publishHere(id, 'status', { id, status: job.status }, true);
      }
    } catch (error) {
      // Once is enough: it is tried again every second.
      if (isWell) onError(error);
      isWell = false;
    }
  }
  /** It ended: nothing that was read before may say otherwise. */
  const forget = (id: string) => {
    paces.delete(id);
    open = open.filter((job) => job.id !== id);
  };
  const timer = setInterval(() => void look(), LOOK_EVERY);
  timer.unref();

  /** Says how a job ended, once and for all. */
  async function ended(
    job: Job,
    status: 'done' | 'failed' | 'cancelled',
    faults: Job['faults'],
    seconds: number,
    result?: unknown,
  ): Promise<void> {
    // One that was lost to another service for a while may have ended there first.
    if (!(await orders.persist(() => endJob(database, job.id, { status, faults, ...(result !== undefined && { result }) }))))
      return;
    forget(job.id);
    tell(job.id, status, faults.length === 0 ? {} : { faults: faults.map(({ file: _, ...fault }) => fault) }, true);
    options.onEnded?.(job, status, seconds);
  }

  /** Conducts a job to its end. Throws where another service is to take it up. */
  async function carry(order: OrderInHand): Promise<string> {
    const id = String(fieldsOf(order.request).job);
    // While the database was away it was taken for lost, and given out again, to the one that is still at work on it.
    await hands.get(id)?.over;
    const job = await orders.persist(() => jobOf(database, id));
    // Taken back, or at its end but for the word of it in the queue.
    if (job === undefined || job.ended !== null) return 'nothing to do';
    try {
      return await conducted(job);
    } catch (error) {
      if (!order.isLast) throw error;
      const got = `${order.failures + 1} failures, of which the last was: ${error instanceof Error ? error.message : String(error)}`;
      await ended(
        job,
        'failed',
        [{ code: 'CLUSTER_SET_ASIDE', place: `run ${id}`, got, expected: 'a run that a service can end' }],
        0,
      );
      return 'failed';
    }
  }

  async function conducted(job: Job): Promise<string> {
    const { id, kind: name, asked, askedBy, priority } = job;
    const kind = kindNamed(name);
    const kept = kind.keepsRun && job.status === 'running' ? await keptState(data, id) : undefined;
    const end = kept?.status === 'failed' && kept.faults.every(mayPass) ? undefined : kept?.status;
    if (kept !== undefined && (end === 'done' || end === 'cancelled' || end === 'failed')) {
      await ended(job, end, kept.faults, 0);
      return end;
    }
    const leave = await alone.enter(kind.isAlone);
    const over = Promise.withResolvers<void>();
    try {
      if (!(await orders.persist(() => startJob(database, id)))) return 'nothing to do';
      tell(id, 'running');
      const startedAt = performance.now();
      const { promise, resolve } = Promise.withResolvers<Ending>();
      const hand: Hand = { job, startedAt, end: resolve, over: over.promise, pace: null };
      hands.set(id, hand);
      computing().start({ id, kind: name, asked, askedBy, priority, isResumed: kept !== undefined });
      const ending = await promise;
      return await settled(hand, ending);
    } finally {
      hands.delete(id);
      over.resolve();
      leave();
    }
  }

  async function settled({ job, cancelledBy, startedAt }: Hand, ending: Ending): Promise<string> {
    const seconds = (performance.now() - startedAt) / 1000;
    if (ending.ok) {
      await ended(job, 'done', [], seconds, ending.result);
      return 'done';
    }
    const kept = kindNamed(job.kind).keepsRun ? await keptState(data, job.id) : undefined;
    const isCancelled = cancelledBy !== undefined || kept?.status === 'cancelled';
    if (!isCancelled && ending.faults.some(mayPass)) throw new WeirError(ending.faults);
    if (isCancelled || ending.unforeseen !== undefined) await settleRun(data, job);
    const told = isCancelled && kept !== undefined && kept.faults.length > 0 ? kept.faults : ending.faults;
    const faults = cancelledBy === undefined ? told : [cancelled(cancelledBy.by, cancelledBy.why)];
    await ended(job, isCancelled ? 'cancelled' : 'failed', faults, seconds);
    return isCancelled ? 'cancelled' : 'failed';
  }

  async function cancelHere(hand: Hand, by: string, why: string): Promise<void> {
    const { id, kind } = hand.job;
    hand.cancelledBy = { by, why };
    // The journal first: whatever the thread does next, the run is cancelled.
    if (kindNamed(kind).keepsRun && (await hasFolder(data, id)))
      await cancelRun(data, id, { by, why }).catch(ignoreUnlessUnforeseen);
    computing().cancel(id);
  }

  return {
    async submit(job, idempotency) {
      if (isDraining) busy('a service that is being stopped');
      const waiting = open.filter(({ status }) => status === 'queued').length;
      if (waiting >= mostWaiting) busy(`${waiting} runs in line`);
      const { id, askedBy, priority } = job;
      const added = await addJob(database, job, idempotency, async (step) => {
        await orders.submit({ request: { job: id }, askedBy, priority }, { key: id, within: queueWithin(step) });
      });
      tell(id, 'queued');
      void look();
      return added;
    },
    async takeUp() {
      await look();
      // Jobs whose order was lost, such as with a queue that somebody emptied, get a new one.
      for (const { id, askedBy, priority } of open) await orders.submit({ request: { job: id }, askedBy, priority }, { key: id });
      if (atOnce > 0) await orders.conduct(carry, atOnce);
    },
    now(id) {
      const hand = hands.get(id);
      if (hand !== undefined) return { status: 'running', place: null, pace: hand.pace };
      const job = open.find((each) => each.id === id);
      if (job === undefined) return undefined;
      if (job.status === 'running') return { status: 'running', place: null, pace: paces.get(id) ?? null };
      return { status: 'queued', place: 1 + open.filter(({ status }) => status === 'queued').indexOf(job), pace: null };
    },
    counts() {
      const queued = open.filter(({ status }) => status === 'queued').length;
      return { queued, running: open.length - queued };
    },
    async cancel(id, by, why) {
      const hand = hands.get(id);
      const job = hand?.job ?? (await jobOf(database, id));
      if (job === undefined || job.ended !== null) return false;
      if (hand !== undefined) await cancelHere(hand, by, why);
      else if (await endJob(database, id, { status: 'cancelled', faults: [cancelled(by, why)], onlyFrom: 'queued' })) {
        forget(id);
        tell(id, 'cancelled', { by, why }, true);
        options.onEnded?.(job, 'cancelled', 0);
      } else {
        // Another service is at work on it: it learns of it through the journal, or by notice where there is none.
        if (kindNamed(job.kind).keepsRun && (await hasFolder(data, id)))
          await cancelRun(data, id, { by, why }).catch(ignoreUnlessUnforeseen);
        await events.askToCancel(id, by, why);
      }
      void look();
      return true;
    },
    hear(notice) {
      const { job: id } = notice;
      if (notice.event === 'cancel') {
        const hand = hands.get(id);
        if (hand !== undefined) cancelHere(hand, notice.data.by, notice.data.why).catch(onError);
      } else if (notice.event === 'progress') paces.set(id, paceShape.Check(notice.data) ? notice.data : null);
      else {
        if (notice.isLast) forget(id);
        void look();
      }
    },
    progressed(id, progress) {
      const at = hands.get(id);
      if (at === undefined) return;
      const now = performance.now();
      at.first ??= { at: now, progress };
      at.pace = paceOf(at.first.progress, progress, now - at.first.at, now - at.startedAt);
      const { partial } = progress;
      events.publish(id, 'progress', { id, ...at.pace, ...(partial !== undefined && { partial }) });
    },
    async ended(id, ending) {
      hands.get(id)?.end(ending);
    },
    async drain(patience) {
      isDraining = true;
      // Asked for twice, once before and once after what is at work is told to end, it waits for the same.
      draining ??= orders.drain();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => {
        timer = setTimeout(() => resolve(false), patience);
      });
      const isIdle = await Promise.race([draining.then(() => true), late]);
      clearTimeout(timer);
      return isIdle;
    },
    look,
    isWell: () => isWell,
    close: () => clearInterval(timer),
  };
}

const paceShape = Compile(PaceShape);
const mayPass = ({ code }: { readonly code: string }) => PASSING.includes(code);
