/**
 * Errands: work that a thread does whole. It plans, projects and values there, task after task, so that one thread does not plan for
 * many and price after them.
 */
import type { Fault } from '../errors.ts';
import type { TaskRunner } from './pool.ts';

/** What is given and what comes of it are plain data: both go from thread to thread. */
export interface Errand<G, R> {
  /** URL of the module whose default export this is. */
  readonly module: string;
  /** Throws: what the errand's own description says; a WeirError crosses as data. */
  work(given: G, runner: TaskRunner): Promise<R>;
  /** Arrays of a result that are handed over rather than copied. */
  planes(result: R): readonly (Float64Array | Float32Array)[];
}

/** Something put around the runner of whichever thread does an errand: it keeps results, or counts. */
export interface Layer<G> {
  /** URL of the module whose default export is its `LayerMaker`. */
  readonly module: string;
  readonly given: G;
  /** Hears what the layer has to tell once the errand is done, or has failed. */
  hear(told: unknown): void;
}

/** Puts a layer around a runner; `told` is asked for at the end, and is plain data. */
export type LayerMaker<G> = (runner: TaskRunner, given: G) => { readonly runner: TaskRunner; told(): unknown };

/** What came of an errand, and what its tasks came to that had to be done. */
export interface Sent<R> {
  readonly result: R;
  readonly loanMonthPaths: number;
  readonly tasks: number;
}

/** An errand on its way to a thread. */
export interface ErrandMessage {
  readonly module: string;
  readonly given: unknown;
  /** The outermost first. */
  readonly layers: readonly { readonly module: string; readonly given: unknown }[];
}

/** A thread's answer. */
export type ErrandAnswer<R> = { readonly told: readonly unknown[] } & (
  | { readonly ok: true; readonly sent: Sent<R> }
  | { readonly ok: false; readonly faults: readonly Fault[] }
);

/** Does an errand on a thread of the runner, or in this one where the runner has none to send it to. Throws: as the errand; RUN_CANCELLED. */
export async function runErrand<G, R>(errand: Errand<G, R>, given: G, runner: TaskRunner, signal?: AbortSignal): Promise<R> {
  if (runner.send === undefined) return errand.work(given, withSignal(runner, signal));
  const { result } = await runner.send(errand, given, [], signal);
  return result;
}

/** A runner whose tasks heed a signal, whatever they are run with. */
function withSignal(runner: TaskRunner, signal: AbortSignal | undefined): TaskRunner {
  if (signal === undefined) return runner;
  return { width: runner.width, run: (task) => runner.run(task, signal), close: () => runner.close() };
}
