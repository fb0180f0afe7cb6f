/** Measures a workload: rounds in which every way and number of threads has its turn, then the time by stage, then others' loops. */
import { openPool } from '../host/engine/pool.ts';
import { type CountingRunner, counting, NO_WORK, type Work } from './counted.ts';
import { machine, median, seeded, shuffled } from './harness.ts';
import { openForeign } from './loops/native.ts';
import { makePool } from './loops/pool.ts';
import { fixedSums } from './loops/typescript/fixed.ts';
import { processorSeconds, StageClock, stagedRunner } from './stages.ts';
import type { How, Made, Measured, Timing, Way, Workload } from './workloads/workload.ts';

export interface MeasureOptions {
  readonly seed?: number;
  readonly scale?: number;
  readonly rounds?: number;
  /** Numbers of threads; default: those of the workload. */
  readonly workers?: readonly number[];
  /** Without C, NumPy and plain TypeScript. */
  readonly alone?: boolean;
  readonly onProgress?: (text: string) => void;
}

export const SEED = 20_110_331;
const WORKERS = [1, 2];
const MEGABYTE = 1024;

interface Turn {
  readonly way: Way;
  readonly workers: number;
  readonly rounds: { seconds: number; processor: number }[];
  /** Runs of a round: several where one is too short to be timed by itself. */
  repeats: number;
  work: Work;
}

/** A round is at least as long, in so many runs at most. */
const SHORTEST_ROUND_SECONDS = 0.25;
const MOST_REPEATS = 100;

export async function measure(workload: Workload, options: MeasureOptions = {}): Promise<Measured> {
  const { seed = SEED, scale = 1, rounds = workload.rounds, alone = false, onProgress = () => undefined } = options;
  const before = machine();
  onProgress(`${workload.name}: made from seed ${seed}`);
  const made = await workload.make({ seed, scale });
  try {
    const workers = made.workers ?? options.workers ?? WORKERS;
    const yardstick: number[] = [];
    const turns = await timed(made, workers, rounds, seed, yardstick, onProgress);
    onProgress(`${workload.name}: by stage`);
    const stages = await byStage(made);
    // Others' programs and arrays are no part of what Weir holds.
    const peakMegabytes = process.resourceUsage().maxRSS / MEGABYTE;
    const foreign = alone || made.compare === undefined ? undefined : openForeign();
    try {
      if (foreign !== undefined) onProgress(`${workload.name}: beside other programs`);
      return {
        workload: workload.name,
        about: workload.about,
        when: new Date().toISOString(),
        machine: before,
        seed,
        scale,
        size: made.size,
        timings: turns.map(timingOf),
        scaling: scalingOf(turns),
        stages,
        peakMegabytes,
        yardstick,
        loops: foreign === undefined ? [] : (made.compare?.(foreign) ?? []),
        found: foreign?.found ?? [],
        figures: made.figures?.() ?? [],
      };
    } finally {
      foreign?.close();
    }
  } finally {
    await made.close?.();
  }
}

/** All rounds; one that is not counted warms up. */
async function timed(
  made: Made,
  workers: readonly number[],
  rounds: number,
  seed: number,
  yardstick: number[],
  onProgress: (text: string) => void,
): Promise<Turn[]> {
  const random = seeded(seed);
  const runners = new Map(workers.map((threads) => [threads, counting(openPool(threads))]));
  const turns = made.ways.flatMap((way) =>
    workers.map((threads): Turn => ({ way, workers: threads, rounds: [], repeats: 1, work: NO_WORK })),
  );
  const measureYardstick = yardstickOf();
  try {
    for (let round = 0; round <= rounds; round++) {
      onProgress(round === 0 ? 'a round to warm up' : `round ${round} of ${rounds}`);
      if (round > 0) yardstick.push(measureYardstick());
      for (const place of shuffled(turns.length, random)) {
        const turn = turns[place];
        const runner = turn && runners.get(turn.workers);
        if (turn === undefined || runner === undefined) continue;
        const once = await runsOf(turn, runner);
        // The first run is compiled while it goes on, and says how many make a round.
        if (round === 0) turn.repeats = Math.min(MOST_REPEATS, Math.max(1, Math.ceil(SHORTEST_ROUND_SECONDS / once.seconds)));
        if (round === 0 && turn.repeats > 1) await runsOf(turn, runner);
        if (round > 0) turn.rounds.push(once);
      }
    }
  } finally {
    for (const runner of runners.values()) await runner.close();
  }
  return turns;
}

/** One round of a way: seconds a run, by the clock and of processor. */
async function runsOf(turn: Turn, runner: CountingRunner): Promise<{ seconds: number; processor: number }> {
  const { way, workers, repeats } = turn;
  const started = performance.now();
  const begun = processorSeconds();
  for (let run = 0; run < repeats; run++) {
    const said = await way.run({ runner, workers, mark: () => undefined });
    turn.work = said ?? runner.take();
  }
  return { seconds: (performance.now() - started) / 1000 / repeats, processor: (processorSeconds() - begun) / repeats };
}

/** The first way once more on this thread: the second time, when all of it is compiled, counts. */
async function byStage({ ways }: Made): Promise<Measured['stages']> {
  const [way] = ways;
  if (way?.isStaged !== true) return [];
  let spent: Measured['stages'] = [];
  for (let round = 0; round < 2; round++) {
    const clock = new StageClock('plan');
    const runner = stagedRunner(clock);
    const how: How = { runner, workers: 0, mark: (stage) => clock.become(stage) };
    try {
      await way.run(how);
      spent = clock.spent();
    } finally {
      await runner.close();
    }
  }
  return spent;
}

const YARDSTICK_RUNS = 20;

/** How fast a thread is now: the least processor time of some runs of a plain loop. Units: nanoseconds a loan-month-path. */
function yardstickOf(): () => number {
  const pool = makePool('fixed', 12, { loans: 64, paths: 16, seed: SEED });
  const once = () => {
    const begun = processorSeconds();
    fixedSums(pool);
    return processorSeconds() - begun;
  };
  for (let run = 0; run < YARDSTICK_RUNS; run++) once();
  return () => (Math.min(...Array.from({ length: YARDSTICK_RUNS }, once)) * 1e9) / pool.loanMonthPaths;
}

function timingOf({ way, workers, rounds, work }: Turn): Timing {
  const seconds = rounds.map((round) => round.seconds);
  const processor = rounds.map((round) => round.processor);
  return {
    way: way.name,
    ...(way.against !== undefined && { against: way.against }),
    workers,
    seconds: median(seconds),
    rounds: seconds,
    processor: median(processor),
    processorRounds: processor,
    work,
  };
}

function scalingOf(turns: readonly Turn[]): number | null {
  const [one, two] = [1, 2].map((workers) => turns.find((turn) => turn.way === turns[0]?.way && turn.workers === workers));
  if (one === undefined || two === undefined) return null;
  return median(one.rounds.map(({ seconds }, round) => seconds / (two.rounds[round]?.seconds ?? Number.NaN)));
}
