/** A computing thread: carries jobs out on a pool that stays open, and answers what is asked of it, away from the thread that hears requests. */
import { parentPort, workerData } from 'node:worker_threads';
import { onCluster, openData, openPool, openStorage, type PartialResult, type TaskRunner, WeirError } from '../../host/index.ts';
import { ASKS } from '../asks/index.ts';
import { kindNamed } from './kinds.ts';
import type { Ending, FromThread, ThreadData, ThreadJob, ToThread } from './messages.ts';
import { type Lane, shareRunner } from './sharedRunner.ts';

/** Progress is told no more often. Units: milliseconds. */
const TOLD_EVERY = 100;
/** Whoever waits for an answer goes before any run. */
const ASK_PRIORITY = 1_000;

const port = parentPort;
if (port === null) throw new Error('thread: started as a program');
const { root, workers, cluster }: ThreadData = workerData;
const data = await openData(root);
const shared = shareRunner(openPool(workers));
const running = new Map<string, AbortController>();
/** Work that has not ended. */
const active = new Set<Promise<void>>();
const keep = (work: Promise<void>) => {
  active.add(work);
  void work.finally(() => active.delete(work));
};
const tell = (message: FromThread) => port.postMessage(message);

port.on('message', (message: ToThread) => {
  switch (message.say) {
    case 'start':
      keep(carryOut(message.job));
      break;
    case 'cancel':
      running.get(message.id)?.abort();
      break;
    case 'ask':
      keep(answer(message.number, message.name, message.body));
      break;
    case 'close':
      void close();
      break;
  }
});
tell({ say: 'ready' });

async function carryOut({ id, kind, asked, askedBy, priority, isResumed }: ThreadJob): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  let last = { done: 0, of: 0, what: '', loanMonthPaths: 0 };
  let told = 0;
  let partial: PartialResult | undefined;
  const onProgress = (lane: Lane, done: number, of: number, what: string) => {
    const now = performance.now();
    if (done < of && now - told < TOLD_EVERY && partial === undefined) return;
    told = now;
    tell({ say: 'totals', totals: shared.totals() });
    last = { done, of, what, loanMonthPaths: lane.counts().loanMonthPaths };
    tell({ say: 'progress', id, progress: { ...last, ...(partial !== undefined && { partial }) } });
    partial = undefined;
  };
  /** Lost connections, no workers: whoever waits for the run is told where it would say what was done last. */
  const onNotice = (what: string) => tell({ say: 'progress', id, progress: { ...last, what } });
  const ending = await endingOf(() =>
    withLane({ id, priority, signal: controller.signal, onNotice }, (lane, signal) =>
      kindNamed(kind).carryOut(asked, {
        data,
        id,
        askedBy,
        runner: lane,
        signal,
        isResumed,
        onProgress: (done, of, what) => onProgress(lane, done, of, what),
        // The progress that comes with it carries it.
        onPartial: (known) => {
          partial = known;
        },
      }),
    ),
  );
  running.delete(id);
  tell({ say: 'totals', totals: shared.totals() });
  tell({ say: 'ended', id, ending });
}

/** Does a job's work with the threads of this process, or with the workers of a cluster. Throws: as the work, CLUSTER_*. */
async function withLane<T>(
  { id, priority, signal, onNotice }: { id: string; priority: number; signal: AbortSignal; onNotice: (text: string) => void },
  work: (lane: Lane, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (cluster !== undefined) {
    const { url, storage } = cluster;
    return onCluster(url, openStorage(storage), { priority, run: `run ${id}`, signal, onNotice }, (runner, stop) =>
      work(counted(runner), stop),
    );
  }
  const lane = shared.lane(priority);
  try {
    return await work(lane, signal);
  } finally {
    await lane.close();
  }
}

/** A runner that counts what it did. */
function counted(runner: TaskRunner): Lane {
  let loanMonthPaths = 0;
  let tasks = 0;
  return {
    get width() {
      return runner.width;
    },
    async run(task, signal) {
      const result = await runner.run(task, signal);
      loanMonthPaths += result.loanMonthPaths;
      tasks += 1;
      return result;
    },
    close: () => runner.close(),
    counts: () => ({ loanMonthPaths, tasks }),
  };
}

async function answer(number: number, name: string, body: unknown): Promise<void> {
  const lane = shared.lane(ASK_PRIORITY);
  const ending = await endingOf(async () => {
    const ask = ASKS[name];
    if (ask === undefined) throw new Error(`thread: asked for ${name}`);
    return ask(body, { data, runner: lane });
  });
  await lane.close();
  tell({ say: 'totals', totals: shared.totals() });
  tell({ say: 'answer', number, ending });
}

/** Errors cross as data. */
async function endingOf(work: () => Promise<unknown>): Promise<Ending> {
  try {
    return { ok: true, result: await work() };
  } catch (error) {
    if (error instanceof WeirError) return { ok: false, faults: error.faults };
    const unforeseen = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const expected = 'an answer; the log has the error';
    return {
      ok: false,
      faults: [{ code: 'SERVICE_FAILED', place: '', got: 'an error that is not foreseen', expected }],
      unforeseen,
    };
  }
}

/** Work is told to end and does: a thread that ends in the midst of native code takes the process with it. */
async function close(): Promise<void> {
  for (const controller of running.values()) controller.abort();
  await Promise.allSettled(active);
  await shared.close();
  port?.close();
}
