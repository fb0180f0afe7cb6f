/** What runs on a thread of the pool: one task in, one answer out, its planes handed over rather than copied. */
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { WeirError } from '../errors.ts';
import { executeTask } from './execute.ts';
import type { Task, TaskAnswer } from './messages.ts';
import { reducedArrays } from './reduce.ts';

export default function answer(task: Task): unknown {
  try {
    const result = executeTask(task);
    const planes = [
      ...result.outputs.values(),
      ...result.remittances.flatMap((group) => [...group.values()]),
      ...(result.reduced === undefined ? [] : reducedArrays(result.reduced)),
    ];
    const buffers = planes.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
    const answer: TaskAnswer = { ok: true, result };
    return move({ [valueSymbol]: answer, [transferableSymbol]: buffers });
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    const refusal: TaskAnswer = { ok: false, faults: error.faults };
    return refusal;
  }
}
