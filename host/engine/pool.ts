/**
 * Runs tasks, on threads when there are several, and gives the results back in the order of the tasks: who ran them cannot show. Any
 * `TaskRunner` does: threads here, a store that remembers results, machines that take tasks from a queue.
 */
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { fail, WeirError } from '../errors.ts';
import type { Errand, ErrandAnswer, ErrandMessage, Layer, Sent } from './errand.ts';
import { executeTask } from './execute.ts';
import type { Task, TaskAnswer, TaskResult } from './messages.ts';

/** Somebody who runs tasks. */
export interface TaskRunner {
  /** Tasks that run at a time: a caller need not plan further ahead. */
  readonly width: number;
  /** Throws: WeirError with what the kernel refused; RUN_CANCELLED when the signal says so. */
  run(task: Task, signal?: AbortSignal): Promise<TaskResult>;
  /**
   * Sends an errand to a thread, with the layers to be put around that thread's own runner. Absent where tasks alone can be sent.
   * Throws: as the errand; RUN_CANCELLED.
   */
  send?<G, R>(errand: Errand<G, R>, given: G, layers: readonly Layer<unknown>[], signal?: AbortSignal): Promise<Sent<R>>;
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Threads; 0 runs in this one. Default: one a core, and this thread for a single task. Not used where there is a `runner`. */
  readonly workers?: number;
  /** Who runs the tasks; it is left open. */
  readonly runner?: TaskRunner;
  readonly signal?: AbortSignal;
  /** Called after each task with the number done. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** Threads that stay until they are closed; with 0, this thread. Default: one a core. */
export function openPool(workers = availableParallelism()): TaskRunner {
  return workers === 0 ? thisThread() : threads(workers);
}

/** Projects all tasks. Throws: WeirError from the first task that failed; RUN_CANCELLED when the signal says so. */
export async function runTasks(tasks: readonly Task[], options: PoolOptions = {}): Promise<TaskResult[]> {
  const workers = Math.min(options.workers ?? (tasks.length === 1 ? 0 : availableParallelism()), tasks.length);
  const runner = options.runner ?? openPool(workers);
  let done = 0;
  try {
    return await Promise.all(
      tasks.map(async (task) => {
        const result = await runner.run(task, options.signal);
        done += 1;
        options.onProgress?.(done, tasks.length);
        return result;
      }),
    );
  } finally {
    if (options.runner === undefined) await runner.close();
  }
}

/** One task at a time: signals and progress bars get a turn between them. */
function thisThread(): TaskRunner {
  let last: Promise<unknown> = Promise.resolve();
  return {
    width: 1,
    run(task, signal) {
      const result = last.then(async () => {
        await nextTurn();
        if (signal?.aborted === true) cancelled();
        return executeTask(task);
      });
      last = result.catch(() => undefined);
      return result;
    },
    close: async () => undefined,
  };
}

function threads(workers: number): TaskRunner {
  const pool = new Piscina({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
  });
  const heeding = async <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (signal?.aborted === true) cancelled();
      throw error;
    }
  };
  return {
    width: workers,
    async run(task, signal) {
      const answer: TaskAnswer = await heeding(pool.run(task, { signal: signal ?? null }), signal);
      if (!answer.ok) throw new WeirError(answer.faults);
      return answer.result;
    },
    async send<G, R>({ module }: Errand<G, R>, given: G, layers: readonly Layer<unknown>[], signal?: AbortSignal) {
      const message: ErrandMessage = {
        module,
        given,
        layers: layers.map((layer) => ({ module: layer.module, given: layer.given })),
      };
      const answer: ErrandAnswer<R> = await heeding(pool.run(message, { name: 'errand', signal: signal ?? null }), signal);
      layers.forEach((layer, place) => {
        layer.hear(answer.told[place]);
      });
      if (!answer.ok) throw new WeirError(answer.faults);
      return answer.sent;
    },
    close: () => pool.destroy(),
  };
}

function cancelled(): never {
  fail({ code: 'RUN_CANCELLED', place: 'run', got: 'a request to stop', expected: 'to run to the end' });
}
