/** A runner of tasks that keeps their results: what was done before, by whomever, is read and not done again. */
import type { LayerMaker } from '../engine/errand.ts';
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

/** What a thread is given to remember with, and what it tells when an errand is done. */
interface Given {
  readonly data: DataFolder;
  readonly maker: TaskMaker;
}
interface Told {
  readonly hashes: readonly string[];
  readonly found: number;
}

/** Wraps a runner, which closes with it. Errands remember on the threads that do them. */
export function rememberingRunner(runner: TaskRunner, data: DataFolder, maker: TaskMaker): RememberingRunner {
  const hashes = new Set<string>();
  let known = 0;
  const given: Given = { data, maker };
  const hear = (told: Told) => {
    for (const hash of told.hashes) hashes.add(hash);
    known += told.found;
  };
  const { send } = runner;
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
    ...(send !== undefined && {
      send: (errand, of, layers, signal) => send(errand, of, [...layers, { module: import.meta.url, given, hear }], signal),
    }),
    close: () => runner.close(),
    tasks: () => [...hashes].sort(),
    found: () => known,
  };
}

const remembering: LayerMaker<Given> = (runner, { data, maker }) => {
  const made = rememberingRunner(runner, data, maker);
  return { runner: made, told: (): Told => ({ hashes: made.tasks(), found: made.found() }) };
};
export default remembering;
