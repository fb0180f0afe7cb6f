/** The jobs that a runner waits for: put into the queue many at a time, and followed until they end. */
import { randomUUID } from 'node:crypto';
import { type Fault, WeirError } from '../errors.ts';
import { type Cluster, MOST_FAILURES, SCHEMA } from './connection.ts';
import type { TaskNames } from './inputs.ts';
import { failureText, faultsOf, outcomeShape, type TaskJob } from './taskJob.ts';

/** How a job ended, as far as the queue knows. */
export type Outcome =
  | { readonly kind: 'result' }
  | { readonly kind: 'refused' | 'spoiled'; readonly faults: readonly Fault[] }
  /** By somebody else, or gone: it can be put in anew. */
  | 'cancelled';

/** A job that is waited for. */
export interface Entry {
  readonly task: string;
  readonly id: string;
  /** Another run has put it in, and may be waiting for it as well. */
  readonly isShared: boolean;
  /** Throws: CLUSTER_SET_ASIDE. */
  readonly ended: Promise<Outcome>;
}

export interface BookOptions {
  readonly priority: number;
  readonly run: string;
  /** Units: milliseconds. */
  readonly patience?: number;
}

interface Page {
  readonly id: string;
  /** Its job is known to be in the queue. */
  isWritten: boolean;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Wanted {
  readonly names: TaskNames;
  readonly resolve: (entry: Entry) => void;
  readonly reject: (error: unknown) => void;
}

/** States in which a job is still to end. */
const LIVING = ['created', 'retry', 'active'];
/** Jobs that go into the queue in one statement, at most. */
const MOST_AT_ONCE = 500;
/** When a job ends otherwise than with a result, its row says so a moment after the notice. Units: milliseconds. */
const SETTLED_AFTER = [50, 250];

export class JobBook {
  readonly #cluster: Cluster;
  readonly #options: BookOptions;
  /** By task. */
  readonly #pages = new Map<string, Page>();
  readonly #wanted: Wanted[] = [];
  readonly #left: string[] = [];
  #isWriting = false;
  #isLooking: Promise<void> | undefined;

  constructor(cluster: Cluster, options: BookOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** Puts a job into the queue, or finds the one that is there. Throws: CLUSTER_UNREACHABLE. */
  enter(names: TaskNames, ends: AbortSignal): Promise<Entry> {
    return new Promise((resolve, reject) => {
      this.#wanted.push({ names, resolve, reject });
      void this.#write(ends);
    });
  }

  /** A notice came: `<task> <kind>`, or nothing where some may have been missed. */
  hear(notice: string): void {
    const [task = '', kind = ''] = notice.split(' ');
    if (kind === 'result') this.#end(task, { kind: 'result' });
    else if (task === '' || this.#pages.has(task))
      for (const after of SETTLED_AFTER) setTimeout(() => void this.look().catch(() => undefined), after).unref();
  }

  /** Nobody waits any more: a job of ours is taken out of the queue; one that is under way ends by itself, and its result is kept. */
  async leave({ task, id, isShared }: Entry): Promise<void> {
    this.#pages.delete(task);
    if (isShared) return;
    this.#left.push(id);
    // All that are left in one turn go in one statement.
    await new Promise(setImmediate);
    const ids = this.#left.splice(0);
    const { boss, queues } = this.#cluster;
    // A job that stays is computed for nothing, which does no harm.
    if (ids.length > 0) await boss.cancel(queues.tasks, ids).catch(() => undefined);
  }

  /** Asks the queue about every job that is waited for. Throws: CLUSTER_UNREACHABLE. */
  look(): Promise<void> {
    this.#isLooking ??= this.#lookOnce().finally(() => {
      this.#isLooking = undefined;
    });
    return this.#isLooking;
  }

  async #lookOnce(): Promise<void> {
    const asked = [...this.#pages].filter(([, { isWritten }]) => isWritten);
    if (asked.length === 0) return;
    const { database, queues } = this.#cluster;
    // pg-boss finds one job at a time; hundreds are waited for.
    const { rows } = await this.#persist(() =>
      database.executeSql(`SELECT id, state::text AS state, output FROM ${SCHEMA}.job WHERE name = $1 AND id = ANY($2::uuid[])`, [
        queues.tasks,
        asked.map(([, { id }]) => id),
      ]),
    );
    const found = new Map<string, { state: string; output: unknown }>();
    for (const { id, state, output } of rows) found.set(String(id), { state: String(state), output });
    for (const [task, page] of asked) {
      // It may have ended, and been put in anew, meanwhile.
      if (this.#pages.get(task) !== page) continue;
      const { state, output } = found.get(page.id) ?? { state: 'cancelled', output: null };
      if (LIVING.includes(state)) continue;
      if (state === 'completed') this.#end(task, outcomeOf(output));
      else if (state === 'cancelled') this.#end(task, 'cancelled');
      else this.#fail(task, new WeirError([setAside(task, output)]));
    }
  }

  #end(task: string, outcome: Outcome): void {
    const page = this.#pages.get(task);
    this.#pages.delete(task);
    page?.resolve(outcome);
  }

  #fail(task: string, error: unknown): void {
    const page = this.#pages.get(task);
    this.#pages.delete(task);
    page?.reject(error);
  }

  /** Takes what is wanted by now into the queue, and again, until nothing is. */
  async #write(ends: AbortSignal): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    try {
      // Tasks that are asked for in one turn go in one statement.
      await new Promise(setImmediate);
      while (this.#wanted.length > 0) {
        const some = this.#wanted.splice(0, MOST_AT_ONCE);
        try {
          await this.#insert(some, ends);
        } catch (error) {
          for (const { reject } of some) reject(error);
        }
      }
    } finally {
      this.#isWriting = false;
    }
  }

  async #insert(some: readonly Wanted[], ends: AbortSignal): Promise<void> {
    const { boss, queues, maker } = this.#cluster;
    const { priority, run } = this.#options;
    const jobs = some.map(({ names }) => {
      const data: TaskJob = { ...names, layout: maker.layout, kernel: maker.kernel, run };
      return { id: randomUUID(), singletonKey: names.task, priority, data };
    });
    // Before the statement: a worker may be done before its answer is here.
    const entries = jobs.map(({ id, singletonKey }) => this.#follow(singletonKey, id, false));
    try {
      const written = new Set(await this.#persist(() => boss.insert(queues.tasks, jobs, { returnId: true }), ends));
      const others = await this.#findOthers(entries.filter(({ id }) => !written.has(id)));
      for (const [place, entry] of entries.entries()) {
        const page = this.#pages.get(entry.task);
        if (page?.id === entry.id) page.isWritten = true;
        some[place]?.resolve(others.get(entry.task) ?? entry);
      }
    } catch (error) {
      for (const { task } of entries) this.#pages.delete(task);
      throw error;
    }
  }

  /**
   * The jobs of tasks that are in the queue already: others have put them in, or we have, in a statement that was cut off and carried
   * out all the same. A job goes as early as the earliest of those who want it.
   */
  async #findOthers(entries: readonly Entry[]): Promise<Map<string, Entry>> {
    const found = new Map<string, Entry>();
    if (entries.length === 0) return found;
    const { boss, database, queues } = this.#cluster;
    const { priority } = this.#options;
    // In the words of the index by which the queue keeps such tasks apart.
    const { rows } = await this.#persist(() =>
      database.executeSql(
        `SELECT id, singleton_key AS task, priority FROM ${SCHEMA}.job
          WHERE name = $1 AND COALESCE(singleton_key, '') = ANY($2::text[]) AND state <= 'active' AND policy = 'exclusive'`,
        [queues.tasks, entries.map(({ task }) => task)],
      ),
    );
    const jobs = new Map<string, { id: string; priority: number }>();
    for (const row of rows) jobs.set(String(row.task), { id: String(row.id), priority: Number(row.priority) });
    for (const { task, id } of entries) {
      const job = jobs.get(task);
      if (job?.id === id) continue;
      if (job === undefined) {
        // It ended in this very moment: what it gave is looked for, and the task put in anew where there is nothing.
        this.#end(task, 'cancelled');
        continue;
      }
      if (job.priority < priority) await this.#persist(() => boss.update(queues.tasks, undefined, { id: job.id, priority }));
      const entry = this.#follow(task, job.id, true);
      const page = this.#pages.get(task);
      if (page !== undefined) page.isWritten = true;
      found.set(task, entry);
    }
    return found;
  }

  #follow(task: string, id: string, isShared: boolean): Entry {
    const ended = new Promise<Outcome>((resolve, reject) => this.#pages.set(task, { id, isWritten: false, resolve, reject }));
    ended.catch(() => undefined);
    return { task, id, isShared, ended };
  }

  #persist<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { patience } = this.#options;
    return this.#cluster.persist(work, {
      ...(patience !== undefined && { for: patience }),
      ...(signal !== undefined && { signal }),
    });
  }
}

function outcomeOf(output: unknown): Outcome {
  if (!outcomeShape.Check(output) || output.kind === 'result') return { kind: 'result' };
  return { kind: output.kind, faults: faultsOf(output.faults) };
}

function setAside(task: string, output: unknown): Fault {
  const got = `${MOST_FAILURES} failures, of which the last was: ${failureText(output)}`;
  return { code: 'CLUSTER_SET_ASIDE', place: `task ${task}`, got, expected: 'a task that a worker can end' };
}
