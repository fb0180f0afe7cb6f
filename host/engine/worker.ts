/** What runs on a thread of the pool: one task in, one answer out. */
import { WeirError } from '../errors.ts';
import { executeTask } from './execute.ts';
import type { Task, TaskAnswer } from './messages.ts';

export default function answer(task: Task): TaskAnswer {
  try {
    return { ok: true, result: executeTask(task) };
  } catch (error) {
    if (error instanceof WeirError) return { ok: false, faults: error.faults };
    throw error;
  }
}
