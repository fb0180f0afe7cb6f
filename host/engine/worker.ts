/** What runs on a thread of the pool: one task or errand in, one answer out, its planes handed over rather than copied. */
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { type Fault, WeirError } from '../errors.ts';
import type { Errand, ErrandAnswer, ErrandMessage, LayerMaker } from './errand.ts';
import { executeTask } from './execute.ts';
import type { Task, TaskAnswer } from './messages.ts';
import type { TaskRunner } from './pool.ts';
import { reducedArrays } from './reduce.ts';

export default function answer(task: Task): unknown {
  try {
    const result = executeTask(task);
    const answer: TaskAnswer = { ok: true, result };
    return handedOver(answer, [
      ...result.outputs.values(),
      ...result.remittances.flatMap((group) => [...group.values()]),
      ...(result.reduced === undefined ? [] : reducedArrays(result.reduced)),
    ]);
  } catch (error) {
    const refusal: TaskAnswer = { ok: false, faults: faultsOf(error) };
    return refusal;
  }
}

/** Does an errand, its tasks one after the other on this thread. */
export async function errand({ module, given, layers }: ErrandMessage): Promise<unknown> {
  const { default: errand }: { readonly default: Errand<unknown, unknown> } = await import(module);
  let loanMonthPaths = 0;
  let tasks = 0;
  let runner: TaskRunner = {
    width: 1,
    async run(task) {
      const result = executeTask(task);
      loanMonthPaths += result.loanMonthPaths;
      tasks += 1;
      return result;
    },
    close: async () => undefined,
  };
  const tellers: (() => unknown)[] = [];
  for (const layer of layers.toReversed()) {
    const { default: around }: { readonly default: LayerMaker<unknown> } = await import(layer.module);
    const made = around(runner, layer.given);
    runner = made.runner;
    tellers.unshift(() => made.told());
  }
  const told = () => tellers.map((tell) => tell());
  try {
    const result = await errand.work(given, runner);
    const answer: ErrandAnswer<unknown> = { ok: true, sent: { result, loanMonthPaths, tasks }, told: told() };
    return handedOver(answer, errand.planes(result));
  } catch (error) {
    const refusal: ErrandAnswer<unknown> = { ok: false, faults: faultsOf(error), told: told() };
    return refusal;
  }
}

function handedOver(answer: object, planes: readonly (Float64Array | Float32Array)[]): unknown {
  const buffers = new Set(planes.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : [])));
  return move({ [valueSymbol]: answer, [transferableSymbol]: [...buffers] });
}

/** Faults cross as data; what is not foreseen is thrown on. */
function faultsOf(error: unknown): readonly Fault[] {
  if (!(error instanceof WeirError)) throw error;
  return error.faults;
}
