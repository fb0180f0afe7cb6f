/** A runner of tasks that keeps their results: what was done before, by whomever, is read and not done again. */
import type { TaskRunner } from '../engine/pool.ts';
import { engineTaskHash, recordOf, resultOf } from './engineTask.ts';
import type { DataFolder } from './folders.ts';
import { getTask, putTask, type TaskMaker } from './taskStore.ts';

export interface RememberingRunner extends TaskRunner {
  /** Hashes of the tasks that were asked for, each once, in order of name. */
  tasks(): string[];
  /** How many of them were found. */
  found(): number;
}

/** Wraps a runner, which closes with it. */
export function rememberingRunner(runner: TaskRunner, data: DataFolder, maker: TaskMaker): RememberingRunner {
  const hashes = new Set<string>();
  let known = 0;
  return {
    width: runner.width,
    async run(task, signal) {
      const hash = engineTaskHash(task, maker);
      hashes.add(hash);
      const record = await getTask(data, hash);
      const kept = record === undefined ? undefined : resultOf(record);
      if (kept !== undefined) {
        known += 1;
        return kept;
      }
      const result = await runner.run(task, signal);
      await putTask(data, hash, recordOf(result));
      return result;
    },
    close: () => runner.close(),
    tasks: () => [...hashes].sort(),
    found: () => known,
  };
}
