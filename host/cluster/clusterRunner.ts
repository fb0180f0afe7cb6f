/**
 * A runner of tasks whose threads are those of other machines: a task's inputs go to shared storage, a job that names them into the queue,
 * and the result is there when some worker has written it. Storage is what counts: a result that is there ends a task whatever the
 * queue believes, and a job that is done without a result is given out again.
 *
 * Runs are fair to each other because each has only so many jobs in the queue, about twice what the cluster runs at a time: jobs of the same
 * priority go first in, first out, so that every run gets its turn, and a new one waits for two tasks at most.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Task, TaskResult } from '../engine/messages.ts';
import type { TaskRunner } from '../engine/pool.ts';
import { type Fault, fail, WeirError } from '../errors.ts';
import { currentVersions } from '../store/manifest.ts';
import type { TaskMaker } from '../store/taskStore.ts';
import { asClusterError, type Cluster, openCluster, RESULTS_CHANNEL, safeAddress, slotsOf } from './connection.ts';
import { getResult, namesOf, putInputs, type TaskNames } from './inputs.ts';
import { type Entry, JobBook } from './jobBook.ts';
import type { Storage } from './storage.ts';
import { Turns } from './turns.ts';

/** Runs that somebody waits for overtake those of the night. */
export const PRIORITY = { analyst: 10, nightly: 0 } as const;

export interface ClusterRunnerOptions {
  /** Default: this Weir and its kernel. */
  readonly maker?: TaskMaker;
  /** Higher goes first, at once: whoever is free takes the task of the highest priority. Default: an analyst's. */
  readonly priority?: number;
  /** A few words on the run, for the doctor. */
  readonly run?: string;
  /** Jobs of this runner that are in the queue or at work at a time. Default: twice what the workers run at a time. */
  readonly window?: number;
  /** A database that cannot be reached for so long is lost. Units: milliseconds. */
  readonly patience?: number;
  /** Called with what a user who waits should know: lost connections, no workers. */
  readonly onNotice?: (text: string) => void;
}

export interface ClusterRunner extends TaskRunner {
  /** Aborts when the database or shared storage is lost; its reason is a WeirError. What is under way is then cancelled, and can be resumed. */
  readonly lost: AbortSignal;
}

/** Callers plan at least so many tasks ahead: workers may come while a run is under way. */
const LEAST_WIDTH = 16;
/** And no more: each holds a trust in memory. */
const MOST_WIDTH = 256;
const LEAST_WINDOW = 32;
/** How often the queue is asked about jobs that no notice came for, and the workers are counted. Units: milliseconds. */
const LOOK_EVERY = 2_000;
const COUNT_EVERY = 10_000;
/** A run says so when there have been no workers for so long. Units: milliseconds. */
const LONELY = 10_000;
/** Times that a job without a result or without its inputs is given out anew. */
const MOST_TRIES = 20;

/** Runs tasks on the workers of a cluster. Throws: CLUSTER_ADDRESS, CLUSTER_UNREACHABLE. */
export async function clusterRunner(url: string, storage: Storage, options: ClusterRunnerOptions): Promise<ClusterRunner> {
  const { onNotice } = options;
  const cluster = await openCluster(url, {
    role: 'client',
    maker: options.maker ?? (await currentVersions()),
    ...(onNotice !== undefined && { onTrouble: onNotice }),
  });
  const runner = new QueueRunner(cluster, storage, options);
  try {
    await runner.start();
  } catch (error) {
    await runner.close();
    throw error;
  }
  return runner;
}

/** A task under way, however many callers wait for it. */
interface Flight {
  readonly result: Promise<TaskResult>;
  readonly stop: AbortController;
  waiting: number;
}

class QueueRunner implements ClusterRunner {
  readonly #cluster: Cluster;
  readonly #storage: Storage;
  readonly #options: ClusterRunnerOptions;
  readonly #book: JobBook;
  readonly #flights = new Map<string, Flight>();
  readonly #turns = new Turns(() => this.#options.window ?? Math.max(LEAST_WINDOW, 2 * this.#slots));
  readonly #lost = new AbortController();
  readonly #closed = new AbortController();
  #slots = 0;
  #lonelySince = performance.now();
  #listener: { close(): Promise<void> } | undefined;

  constructor(cluster: Cluster, storage: Storage, options: ClusterRunnerOptions) {
    this.#cluster = cluster;
    this.#storage = storage;
    this.#options = options;
    const { priority = PRIORITY.analyst, run = '', patience } = options;
    this.#book = new JobBook(cluster, { priority, run, ...(patience !== undefined && { patience }) });
  }

  get width(): number {
    return Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, this.#slots));
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async start(): Promise<void> {
    const { database, maker, persist } = this.#cluster;
    this.#slots = await persist(() => slotsOf(database, maker));
    // A notice only saves time: what it would say is also looked up every few seconds.
    this.#listener = await persist(() =>
      database.listen(
        RESULTS_CHANNEL,
        (notice) => this.#book.hear(notice),
        () => this.#book.hear(''),
      ),
    );
    void this.#keepLooking();
    void this.#keepCounting();
  }

  async run(task: Task, signal?: AbortSignal): Promise<TaskResult> {
    const names = namesOf(task, this.#cluster.maker);
    let flight = this.#flights.get(names.task);
    if (flight === undefined || flight.stop.signal.aborted) {
      const stop = new AbortController();
      const ends = AbortSignal.any([stop.signal, this.#closed.signal, this.#lost.signal]);
      const result = this.#inTurn(task, names, ends).finally(() => {
        if (this.#flights.get(names.task)?.stop === stop) this.#flights.delete(names.task);
      });
      // Where all who waited have gone, nobody hears how it ended.
      result.catch(() => undefined);
      flight = { result, stop, waiting: 0 };
      this.#flights.set(names.task, flight);
    }
    const mine = flight;
    mine.waiting += 1;
    try {
      return await orAborted(mine.result, signal);
    } catch (error) {
      if (this.#lost.signal.aborted) cancelled(`the end of the cluster: ${String(this.#lost.signal.reason)}`);
      throw error;
    } finally {
      mine.waiting -= 1;
      if (mine.waiting === 0) mine.stop.abort();
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled([...this.#flights.values()].map(({ result }) => result));
    await this.#listener?.close();
    // A database that is away just now takes nothing from the results that there are.
    await this.#cluster.close().catch(() => undefined);
  }

  /** Waits until the window has room. */
  async #inTurn(task: Task, names: TaskNames, ends: AbortSignal): Promise<TaskResult> {
    await this.#turns.take(ends).catch(() => cancelled());
    try {
      return await this.#settled(task, names, ends);
    } catch (error) {
      if (isLoss(error)) this.#lost.abort(error);
      throw error;
    } finally {
      this.#turns.give();
    }
  }

  async #settled(task: Task, names: TaskNames, ends: AbortSignal): Promise<TaskResult> {
    const known = await getResult(this.#storage, names.task);
    if (known !== undefined) return known;
    await putInputs(this.#storage, task, names);
    let got = 'nothing';
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (ends.aborted) cancelled();
      const entry = await this.#book.enter(names, ends);
      const outcome = await this.#ended(entry, ends);
      const result = outcome === 'cancelled' ? undefined : await getResult(this.#storage, names.task);
      if (result !== undefined) return result;
      if (outcome === 'cancelled') got = 'a task that somebody cancelled';
      else if (outcome.kind === 'result') {
        // A folder over the network may show a file a little later than it was written.
        got = 'a job that was done without a result';
        await wait(Math.min(2_000, 50 * 2 ** tries), undefined, { signal: ends }).catch(() => undefined);
      } else if (outcome.kind === 'spoiled') {
        got = `${outcome.faults[0]?.got ?? 'nothing'} in shared storage`;
        await putInputs(this.#storage, task, names, true);
      } else throw new WeirError(outcome.faults);
    }
    return fail({
      code: 'CLUSTER_SET_ASIDE',
      place: `task ${names.task}`,
      got: `${got}, ${MOST_TRIES} times`,
      expected: 'its result',
    });
  }

  async #ended(entry: Entry, ends: AbortSignal) {
    try {
      return await orAborted(entry.ended, ends);
    } catch (error) {
      if (ends.aborted) await this.#book.leave(entry);
      throw error;
    }
  }

  /** The floor under notices: what became of jobs, and whether results are there. */
  async #keepLooking(): Promise<void> {
    while (await paused(LOOK_EVERY, this.#closed.signal)) {
      await this.#book.look().catch((error: unknown) => {
        // A database that is away for a moment is asked again; one that stays away is lost.
        if (isLoss(error)) this.#lost.abort(error);
        else this.#options.onNotice?.(String(error));
      });
    }
  }

  async #keepCounting(): Promise<void> {
    while (await paused(COUNT_EVERY, this.#closed.signal)) {
      const slots = await slotsOf(this.#cluster.database, this.#cluster.maker).catch(() => undefined);
      if (slots === undefined) continue;
      this.#slots = slots;
      this.#turns.look();
      if (slots > 0) this.#lonelySince = performance.now();
      else if (this.#turns.taken > 0 && performance.now() - this.#lonelySince > LONELY)
        this.#options.onNotice?.('no worker of this version is connected to the cluster: the run waits for one');
    }
  }
}

/** Losses end a run, whatever trust met them first. */
function isLoss(error: unknown): boolean {
  const codes = error instanceof WeirError ? error.faults.map(({ code }) => code) : [];
  return codes.some((code) => ['CLUSTER_UNREACHABLE', 'CLUSTER_STORAGE', 'STORE_DISK'].includes(code));
}

function cancelled(got: Fault['got'] = 'a request to stop'): never {
  return fail({ code: 'RUN_CANCELLED', place: 'run', got, expected: 'to run to the end' });
}

/** A promise, or RUN_CANCELLED as soon as the signal says so. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => {
      try {
        cancelled();
      } catch (error) {
        reject(error);
      }
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** True after so many milliseconds, false as soon as the signal says so. */
async function paused(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return wait(milliseconds, true, { signal, ref: false }).catch(() => false);
}

/**
 * Does some work with a cluster. Where the cluster is lost the work is told by the signal, and what ended it is thrown.
 * Throws: as the work; CLUSTER_ADDRESS, CLUSTER_UNREACHABLE, CLUSTER_STORAGE.
 */
export async function onCluster<T>(
  url: string,
  storage: Storage,
  options: ClusterRunnerOptions & { readonly signal?: AbortSignal },
  work: (runner: TaskRunner, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const runner = await clusterRunner(url, storage, options);
  const { signal } = options;
  try {
    return await work(runner, signal === undefined ? runner.lost : AbortSignal.any([signal, runner.lost]));
  } catch (error) {
    if (runner.lost.aborted) throw runner.lost.reason;
    throw asClusterError(safeAddress(url), error);
  } finally {
    await runner.close();
  }
}
