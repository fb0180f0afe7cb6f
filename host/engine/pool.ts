/** Runs tasks, on threads when there are several, and gives the results back in the order of the tasks: who ran them cannot show. */
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { fail, WeirError } from '../errors.ts';
import { executeTask } from './execute.ts';
import type { Task, TaskAnswer, TaskResult } from './messages.ts';

export interface PoolOptions {
  /** Threads; 0 runs in this one. Default: one a core, and this thread for a single task. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Called after each task with the number done. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** Projects all tasks. Throws: WeirError from the first task that failed; RUN_CANCELLED when the signal says so. */
export async function runTasks(tasks: readonly Task[], options: PoolOptions = {}): Promise<TaskResult[]> {
  const workers = Math.min(options.workers ?? (tasks.length === 1 ? 0 : availableParallelism()), tasks.length);
  let done = 0;
  const finished = (result: TaskResult): TaskResult => {
    done += 1;
    options.onProgress?.(done, tasks.length);
    return result;
  };
  if (workers === 0) {
    const results: TaskResult[] = [];
    for (const task of tasks) {
      // Signals and progress bars get a turn between tasks.
      await nextTurn();
      if (options.signal?.aborted === true) cancelled();
      results.push(finished(executeTask(task)));
    }
    return results;
  }
  const pool = new Piscina<Task, TaskAnswer>({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
  });
  const signal = options.signal;
  try {
    return await Promise.all(
      tasks.map(async (task) => finished(resultOf(await pool.run(task, signal === undefined ? {} : { signal })))),
    );
  } catch (error) {
    if (signal?.aborted === true) cancelled();
    throw error;
  } finally {
    await pool.destroy();
  }
}

function resultOf(answer: TaskAnswer): TaskResult {
  if (!answer.ok) throw new WeirError(answer.faults);
  return answer.result;
}

function cancelled(): never {
  fail({ code: 'RUN_CANCELLED', place: 'run', got: 'a request to stop', expected: 'to run to the end' });
}
