/**
 * A machine that computes: takes tasks from the queue of its kernel, reads what they name, runs them on its threads, and writes results.
 * Told to stop it ends what it has begun. What kills it kills nothing else: its tasks lose their heartbeat and go to others.
 */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Job } from 'pg-boss';
import { openPool, type TaskRunner } from '../engine/pool.ts';
import { type Fault, fail, WeirError } from '../errors.ts';
import { currentVersions } from '../store/manifest.ts';
import type { TaskMaker } from '../store/taskStore.ts';
import { type Cluster, HEARTBEAT_EVERY, HEARTBEAT_LOST, openCluster, processName, RESULTS_CHANNEL } from './connection.ts';
import { getResult, getTask, inputShelf, putResult, type Shelf } from './inputs.ts';
import { keyOf, type Storage } from './storage.ts';
import { jobShape, noticeOf, type TaskJob, type TaskOutcome } from './taskJob.ts';

export interface WorkerOptions {
  readonly url: string;
  readonly storage: Storage;
  /** Default: this Weir and its kernel. */
  readonly maker?: TaskMaker;
  /** Tasks at a time. */
  readonly slots: number;
  /** Ends the worker: tasks under way are ended, no more are taken. */
  readonly signal: AbortSignal;
  /** Who runs the tasks, and is left open. Default: as many threads as there are slots. */
  readonly runner?: TaskRunner;
  /** Trusts, and other parts of tasks, that are kept between tasks. Units: bytes as stored. */
  readonly keepBytes?: number;
  readonly onEvent?: (event: WorkerEvent) => void;
}

/** What a worker tells of itself: plain words for a log. */
export type WorkerEvent =
  | { readonly kind: 'ready'; readonly name: string; readonly cluster: string; readonly storage: string; readonly slots: number }
  | { readonly kind: 'task'; readonly task: string; readonly run: string; readonly outcome: string; readonly seconds: number }
  | { readonly kind: 'trouble'; readonly text: string }
  | { readonly kind: 'draining'; readonly tasks: number }
  | { readonly kind: 'ended'; readonly done: number };

const KEEP_BYTES = 1 << 30;
/** Idle slots ask for work this often: no notice comes of tasks that are to be tried again. Units: seconds. */
const POLL_EVERY = 2;
const POLL_WITH_NOTICES_EVERY = 3;
/** A database that is not there yet is tried again after so long. Units: milliseconds. */
const RETRY_OPENING = 2_000;

/** Works until it is told to stop, and says how many tasks it ended. Throws: CLUSTER_ADDRESS; a database that is away is waited for. */
export async function runWorker(options: WorkerOptions): Promise<{ readonly done: number }> {
  const { signal, slots, onEvent = () => undefined } = options;
  const maker = options.maker ?? (await currentVersions());
  const cluster = await opened(options, maker, onEvent);
  if (cluster === undefined) return { done: 0 };
  const runner = options.runner ?? openPool(slots);
  const worker = new Worker(cluster, runner, options);
  try {
    const name = processName({ role: 'worker', maker, slots });
    onEvent({ kind: 'ready', name, cluster: cluster.address, storage: options.storage.address, slots });
    await worker.work(slots);
    if (!signal.aborted) await once(signal, 'abort');
    await worker.drain();
  } finally {
    await cluster.close().catch(() => undefined);
    if (options.runner === undefined) await runner.close();
  }
  onEvent({ kind: 'ended', done: worker.done });
  return { done: worker.done };
}

async function opened(
  { url, slots, signal }: WorkerOptions,
  maker: TaskMaker,
  onEvent: (event: WorkerEvent) => void,
): Promise<Cluster | undefined> {
  const onTrouble = (text: string) => onEvent({ kind: 'trouble', text });
  while (!signal.aborted) {
    try {
      return await openCluster(url, { role: 'worker', maker, slots, onTrouble });
    } catch (error) {
      if (!(error instanceof WeirError) || error.faults.some(({ code }) => code !== 'CLUSTER_UNREACHABLE')) throw error;
      onTrouble(error.message);
      await wait(RETRY_OPENING, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

class Worker {
  readonly #cluster: Cluster;
  readonly #runner: TaskRunner;
  readonly #storage: Storage;
  readonly #shelf: Shelf;
  readonly #onEvent: (event: WorkerEvent) => void;
  /** By slot, the task that it ended last. */
  readonly #slots = new Map<string, { readonly job: string; readonly outcome: TaskOutcome } | undefined>();
  #active = 0;
  done = 0;

  constructor(cluster: Cluster, runner: TaskRunner, { storage, keepBytes = KEEP_BYTES, onEvent }: WorkerOptions) {
    this.#cluster = cluster;
    this.#runner = runner;
    this.#storage = storage;
    this.#shelf = inputShelf(storage, keepBytes);
    this.#onEvent = onEvent ?? (() => undefined);
    cluster.boss.on('error', (error) => void this.#settleLate(error));
  }

  async work(slots: number): Promise<void> {
    const { boss, queues } = this.#cluster;
    for (let slot = 0; slot < slots; slot++) {
      const id: string = await boss.work<TaskJob, TaskOutcome>(
        queues.tasks,
        {
          pollingIntervalSeconds: POLL_EVERY,
          notifyPollingIntervalSeconds: POLL_WITH_NOTICES_EVERY,
          heartbeatRefreshSeconds: HEARTBEAT_EVERY,
        },
        async ([job]) => {
          // Where there was a task there may be more: the next is asked for at once, not after the pause of an idle slot.
          boss.notifyWorker(id);
          if (job === undefined) throw new Error('worker: a batch without a job');
          const outcome = await this.#handle(job);
          this.#slots.set(id, { job: job.id, outcome });
          return outcome;
        },
      );
      this.#slots.set(id, undefined);
    }
  }

  /** Takes no more tasks and waits for those under way. */
  async drain(): Promise<void> {
    this.#onEvent({ kind: 'draining', tasks: this.#active });
    const { boss, queues } = this.#cluster;
    await Promise.allSettled([...this.#slots.keys()].map((id) => boss.offWork(queues.tasks, { id, wait: true })));
  }

  /** A slot met an error of the database, perhaps just when it would have said that its task is done: it is said again. */
  async #settleLate(error: Error): Promise<void> {
    const last = 'worker' in error ? this.#slots.get(String(error.worker)) : undefined;
    if (last === undefined) return;
    const { boss, queues, persist } = this.#cluster;
    // In vain, the task loses its heartbeat and is delivered again, which finds its result.
    await persist(() => boss.complete(queues.tasks, last.job, last.outcome), { for: HEARTBEAT_LOST * 1_000 }).catch(
      () => undefined,
    );
  }

  async #handle({ data }: Job<TaskJob>): Promise<TaskOutcome> {
    const started = performance.now();
    const job = readJob(data);
    const told = (outcome: string) => {
      const seconds = (performance.now() - started) / 1000;
      this.#onEvent({ kind: 'task', task: job.task, run: job.run, outcome, seconds });
    };
    this.#active += 1;
    try {
      const outcome = await this.#outcomeOf(job);
      this.done += 1;
      told(outcome.kind);
      await this.#tell(job.task, outcome.kind);
      return outcome;
    } catch (error) {
      // Thrown on: the task goes to somebody else, or is set aside when it has done this too often.
      told(`failed: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    } finally {
      this.#active -= 1;
    }
  }

  async #outcomeOf(job: TaskJob): Promise<TaskOutcome> {
    refuseOtherKernel(job, this.#cluster.maker);
    // Delivered twice, or computed by one who died before he could say so.
    if (await this.#isDone(job.task)) return { kind: 'result' };
    try {
      const task = await getTask(this.#storage, job, this.#cluster.maker, this.#shelf);
      await putResult(this.#storage, job.task, await this.#runner.run(task));
      return { kind: 'result' };
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      // Whoever waits has the inputs, and puts them there again.
      if (error.faults.some(({ code }) => code === 'CLUSTER_SPOILED')) return { kind: 'spoiled', faults: [...error.faults] };
      if (error.faults.some(isOfMachine)) throw error;
      return { kind: 'refused', faults: [...error.faults] };
    }
  }

  async #isDone(task: string): Promise<boolean> {
    return (await this.#storage.has(keyOf('result', task))) && (await getResult(this.#storage, task)) !== undefined;
  }

  /** A notice saves those who wait a look into the queue; without it they look by themselves. */
  async #tell(task: string, kind: TaskOutcome['kind']): Promise<void> {
    const db = this.#cluster.database;
    await db.executeSql('SELECT pg_notify($1, $2)', [RESULTS_CHANNEL, noticeOf(task, kind)]).catch(() => undefined);
  }
}

/** Trouble of this machine, not of the task: its disk, or its memory. Another may have none. */
function isOfMachine({ code, place }: Fault): boolean {
  return ['CLUSTER_STORAGE', 'STORE_DISK', 'RUN_CANCELLED'].includes(code) || (code === 'KERNEL_STATUS' && place === 'open');
}

function readJob(data: unknown): TaskJob {
  if (!jobShape.Check(data)) throw new Error('worker: a job that names no task');
  return data;
}

/** The queue keeps kernels apart; this makes sure. Throws: CLUSTER_VERSION. */
function refuseOtherKernel(job: TaskJob, { kernel, layout }: TaskMaker): void {
  if (job.kernel === kernel && job.layout === layout) return;
  fail({
    code: 'CLUSTER_VERSION',
    place: `task ${job.task}`,
    got: `a task of kernel ${job.kernel.slice(0, 12)}, layout ${job.layout}`,
    expected: `kernel ${kernel.slice(0, 12)}, layout ${layout}`,
  });
}
