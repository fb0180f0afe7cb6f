/**
 * One pool of threads for many runs at a time: whoever has the higher priority goes first, and among equals everybody has his turn,
 * task by task and errand by errand, so that a small run does not wait for the end of a large one.
 */
import type { TaskRunner } from '../../host/index.ts';

/** What a lane's tasks came to. */
export interface LaneCounts {
  readonly loanMonthPaths: number;
  readonly tasks: number;
}

/** A run's access to the pool. */
export interface Lane extends TaskRunner {
  counts(): LaneCounts;
}

/** What a pool did. */
export interface PoolTotals {
  /** Seconds that threads were at work on tasks, all together. */
  readonly busySeconds: number;
  readonly loanMonthPaths: number;
}

export interface SharedRunner {
  readonly width: number;
  /** A lane of a priority: the higher number goes first. Closing it leaves the pool open. */
  lane(priority: number): Lane;
  /** What all lanes did since the start. */
  totals(): PoolTotals;
  close(): Promise<void>;
}

interface Waiting {
  start(): void;
}

interface OpenLane {
  readonly priority: number;
  readonly waiting: Waiting[];
  /** When it last had a turn: a count, not a time. */
  turn: number;
}

/** Tasks handed to the pool beyond its threads, so that none of them idles between two. */
const AHEAD = 1;
const MILLISECONDS = 1_000;

/** Shares a pool, which closes with it. */
export function shareRunner(pool: TaskRunner): SharedRunner {
  const lanes = new Set<OpenLane>();
  let inFlight = 0;
  let turns = 0;
  let busy = 0;
  let total = 0;
  let since = performance.now();
  const count = (change: number) => {
    const now = performance.now();
    busy += (Math.min(inFlight, pool.width) * (now - since)) / MILLISECONDS;
    since = now;
    inFlight += change;
  };
  const next = () => {
    while (inFlight < pool.width + AHEAD) {
      let chosen: OpenLane | undefined;
      for (const lane of lanes) {
        if (lane.waiting.length === 0) continue;
        if (chosen === undefined || goesBefore(lane, chosen)) chosen = lane;
      }
      const task = chosen?.waiting.shift();
      if (chosen === undefined || task === undefined) return;
      turns += 1;
      chosen.turn = turns;
      count(1);
      task.start();
    }
  };
  return {
    width: pool.width,
    lane(priority) {
      const lane: OpenLane = { priority, waiting: [], turn: turns };
      lanes.add(lane);
      let loanMonthPaths = 0;
      let tasks = 0;
      const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
        await new Promise<void>((resolve) => {
          lane.waiting.push({ start: resolve });
          next();
        });
        try {
          return await work();
        } finally {
          count(-1);
          next();
        }
      };
      const add = (done: number, of: number) => {
        loanMonthPaths += done;
        total += done;
        tasks += of;
      };
      const { send } = pool;
      return {
        width: pool.width,
        async run(task, signal) {
          const result = await inTurn(() => pool.run(task, signal));
          add(result.loanMonthPaths, 1);
          return result;
        },
        ...(send !== undefined && {
          async send(errand, given, layers, signal) {
            const sent = await inTurn(() => send(errand, given, layers, signal));
            add(sent.loanMonthPaths, sent.tasks);
            return sent;
          },
        }),
        async close() {
          lanes.delete(lane);
        },
        counts: () => ({ loanMonthPaths, tasks }),
      };
    },
    totals() {
      count(0);
      return { busySeconds: busy, loanMonthPaths: total };
    },
    close: () => pool.close(),
  };
}

function goesBefore(a: OpenLane, b: OpenLane): boolean {
  return a.priority === b.priority ? a.turn < b.turn : a.priority > b.priority;
}
