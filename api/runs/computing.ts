/** A computing thread, seen from the thread that hears requests. One that dies is replaced, and what it had begun is told as failed. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Fault, fail, WeirError } from '../../host/index.ts';
import type { Ending, FromThread, JobProgress, ThreadData, ThreadJob, ToThread } from './messages.ts';
import type { PoolTotals } from './sharedRunner.ts';

/** What is told of the thread. */
export interface ComputingListener {
  onProgress(id: string, progress: JobProgress): void;
  onEnded(id: string, ending: Ending): void;
  /** What its pool has done so far. */
  onTotals(totals: PoolTotals): void;
  /** Errors that nobody foresaw, for the log. */
  onUnforeseen(error: unknown): void;
}

export interface Computing {
  start(job: ThreadJob): void;
  cancel(id: string): void;
  /** What ASKS answers under a name. Throws: as that; SERVICE_BUSY where too much is asked already. */
  ask(name: string, body: unknown): Promise<unknown>;
  /** Whether there is a thread, or one on its way: it takes work. */
  isAlive(): boolean;
  close(): Promise<void>;
}

/** Questions that wait for an answer, at most, unless less is said. */
const MOST_ASKS = 64;
/** Whoever asks does not wait longer. Units: milliseconds. */
const ASK_PATIENCE = 120_000;
/** A thread that does not end by itself is ended. Units: milliseconds. */
const CLOSING_PATIENCE = 60_000;

const lost: Fault = {
  code: 'SERVICE_FAILED',
  place: '',
  got: 'the end of the thread that was at work on it',
  expected: 'an answer; the log has the error',
};

const ENDED: Ending = { ok: false, faults: [lost], unforeseen: 'a computing thread ended' };

const tooLate: Fault = {
  code: 'SERVICE_BUSY',
  place: '',
  got: `no answer in ${ASK_PATIENCE / 1000} seconds`,
  expected: 'a smaller question, or another try in a while',
};

/** Starts a thread that is asked no more than so many questions at a time. */
export function startComputing(threadData: ThreadData, listener: ComputingListener, mostAsks = MOST_ASKS): Computing {
  /** Questions that the thread has not answered yet, whether somebody still waits or not. */
  const asks = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  const jobs = new Set<string>();
  let number = 0;
  let isClosing = false;
  let isReady = false;
  /** There is no thread, and none will come. */
  let isLost = false;
  let worker = spawn();

  function spawn(): Worker {
    isReady = false;
    const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: threadData });
    thread.on('message', (message: FromThread) => hear(message));
    thread.on('error', (error) => listener.onUnforeseen(error));
    thread.on('exit', () => {
      if (isClosing) return;
      for (const id of jobs) listener.onEnded(id, ENDED);
      for (const ask of asks.values()) ask.reject(new WeirError([lost]));
      jobs.clear();
      asks.clear();
      // One that never got ready would not the next time either.
      if (isReady) worker = spawn();
      else isLost = true;
    });
    return thread;
  }

  function hear(message: FromThread): void {
    switch (message.say) {
      case 'ready':
        isReady = true;
        break;
      case 'progress':
        listener.onProgress(message.id, message.progress);
        break;
      case 'ended': {
        const { id, ending } = message;
        jobs.delete(id);
        if (!ending.ok && ending.unforeseen !== undefined) listener.onUnforeseen(new Error(`run ${id}: ${ending.unforeseen}`));
        listener.onEnded(id, ending);
        break;
      }
      case 'totals':
        listener.onTotals(message.totals);
        break;
      case 'answer': {
        const ask = asks.get(message.number);
        asks.delete(message.number);
        const { ending } = message;
        if (ending.ok) ask?.resolve(ending.result);
        else ask?.reject(ending.unforeseen === undefined ? new WeirError(ending.faults) : new Error(ending.unforeseen));
        break;
      }
    }
  }

  const say = (message: ToThread) => worker.postMessage(message);
  return {
    start(job) {
      if (isLost) return listener.onEnded(job.id, ENDED);
      jobs.add(job.id);
      say({ say: 'start', job });
    },
    cancel: (id) => say({ say: 'cancel', id }),
    async ask(name, body) {
      if (asks.size >= mostAsks)
        fail({
          code: 'SERVICE_BUSY',
          place: '',
          got: `${asks.size} questions that wait`,
          expected: 'another try in a few seconds',
        });
      number += 1;
      const mine = number;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new WeirError([tooLate])), ASK_PATIENCE);
        const answered =
          <T>(tell: (value: T) => void) =>
          (value: T) => {
            clearTimeout(timer);
            tell(value);
          };
        asks.set(mine, { resolve: answered(resolve), reject: answered(reject) });
        say({ say: 'ask', number: mine, name, body });
      });
    },
    isAlive: () => !isLost,
    async close() {
      isClosing = true;
      const ended = once(worker, 'exit');
      say({ say: 'close' });
      const timer = setTimeout(() => void worker.terminate(), CLOSING_PATIENCE);
      await ended;
      clearTimeout(timer);
    },
  };
}
