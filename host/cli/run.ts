/** Runs work that may take a while: Ctrl-C ends it, and a bar on a terminal shows how far it is once a second has passed. */

import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';
import { fail, type ProjectOptions, type ResolvedDeal, type ScenarioRequest, scenariosFor } from '../index.ts';
import { END } from './ending.ts';
import { numberOf } from './options.ts';

/** Work is shown when it has taken this long. Units: milliseconds. */
const PATIENCE = 1_000;

/** Loan-month-paths that take well under a second: up to here threads would cost more than they give. */
const SMALL_RUN = 20_000_000;
const MONTHS = 360;
/** Blocks a thread, so that the bar moves. */
const BLOCKS_A_THREAD = 2;
const MOST_BLOCK_PATHS = 256;
const LEAST_BLOCK_PATHS = 4;

/** What a run may ask and tell while it runs. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, of: number) => void;
  /** Lets a Ctrl-C in between two pieces of work in this thread. Throws: RUN_CANCELLED. */
  readonly pause: () => Promise<void>;
}

/** Runs work under a watch. Throws: as the work, and RUN_CANCELLED after Ctrl-C. */
export async function watched<T>(what: string, work: (watch: Watch) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const cancel = () => {
    // Whoever asks twice does not want to wait for threads to end.
    if (controller.signal.aborted) process.exit(END.cancelled);
    controller.abort();
  };
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  const bar = new Progress(what);
  const pause = async () => {
    await setImmediate();
    if (controller.signal.aborted)
      fail({ code: 'RUN_CANCELLED', place: what, got: 'a request to stop', expected: 'to run to the end' });
  };
  try {
    const result = await work({ signal: controller.signal, onProgress: (done, of) => bar.update(done, of), pause });
    await pause();
    return result;
  } finally {
    bar.stop();
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
}

/** Threads and blocks for a run: small ones stay in this thread, others leave it free to hear a Ctrl-C. */
export function runOptions(
  deal: ResolvedDeal,
  request: ScenarioRequest,
  workers: string | undefined,
  { signal, onProgress }: Watch,
): ProjectOptions {
  const scenarios = scenariosFor(deal, request).length;
  const loans = deal.groups.reduce((sum, group) => sum + group.loans.count, 0);
  const isSmall = loans * scenarios * MONTHS <= SMALL_RUN;
  const threads = workers === undefined ? (isSmall ? 0 : availableParallelism()) : numberOf('workers', workers);
  const blocks = Math.max(1, threads * BLOCKS_A_THREAD);
  const blockPaths = Math.min(MOST_BLOCK_PATHS, Math.max(LEAST_BLOCK_PATHS, Math.ceil(scenarios / blocks)));
  return { workers: threads, signal, onProgress, ...(threads > 0 && { blockPaths }) };
}

/** A bar on stderr, only on a terminal and only after a while. */
class Progress {
  readonly #what: string;
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;
  #bar: SingleBar | undefined;
  #done = 0;
  #of = 1;

  constructor(what: string) {
    this.#what = what;
    this.#timer = setTimeout(() => this.#show(), PATIENCE);
  }

  update(done: number, of: number): void {
    this.#done = done;
    this.#of = of;
    this.#show();
    this.#bar?.update(done);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#bar?.stop();
  }

  /** Work in this thread stops timers, so the clock is looked at as well. */
  #show(): void {
    if (this.#bar !== undefined || !process.stderr.isTTY || performance.now() - this.#started < PATIENCE) return;
    const format = `${this.#what} {bar} {percentage}% {duration_formatted}`;
    this.#bar = new SingleBar(
      { format, clearOnComplete: true, hideCursor: true, stream: process.stderr, barsize: 40 },
      Presets.shades_classic,
    );
    this.#bar.start(this.#of, this.#done);
  }
}
