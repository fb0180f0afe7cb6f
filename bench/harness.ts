/**
 * How benchmarks are measured: several rounds, in each of which every variant has its turn in an order drawn from a seed, so that what
 * the machine does meanwhile falls on all alike. A round's time is the processor's of its fastest run, for whatever else goes on can only
 * add to it; variants are compared round by round, and medians are told. The only file that knows the `benchmark` package.
 */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import Benchmark from 'benchmark';
import { seeded } from '../host/analysis/workload.ts';
import { median } from './statistics.ts';

export { median, seeded };

/** One way to do the work. What runs in this process is timed here; what runs elsewhere times itself. Units: nanoseconds a run. */
export type Variant = { readonly name: string } & (
  | { readonly run: () => void }
  | { readonly measure: (seconds: number) => number }
);

export interface Measurement {
  readonly name: string;
  /** Median over the rounds. Units: nanoseconds a run. */
  readonly nanoseconds: number;
  readonly rounds: readonly number[];
}

export interface Rounds {
  readonly rounds: number;
  /** Seconds of one variant in one round, about. */
  readonly seconds: number;
  readonly seed: number;
}

/** V8 compiles a kernel's functions anew once they have been called often; until then they run at half the speed. */
const WARM_UP_SECONDS = 1;
const WARM_UP_RUNS = 3;
/** A sample is one run, unless that is too short for the timer. */
const SHORTEST_SAMPLE_SECONDS = 0.001;
/** The clock of processor time goes by microseconds. */
const SHORTEST_MICROSECONDS = 500;

/** Runs all variants in every round. The results stand in the order of `variants`. */
export function compare(variants: readonly Variant[], { rounds, seconds, seed }: Rounds): Measurement[] {
  const random = seeded(seed);
  const times = variants.map((): number[] => []);
  for (const variant of variants) if ('run' in variant) warmUp(variant.run);
  for (let round = 0; round < rounds; round++) {
    for (const place of shuffled(variants.length, random)) {
      const variant = variants[place];
      if (variant === undefined) continue;
      times[place]?.push('run' in variant ? timed(variant.name, variant.run, seconds) : variant.measure(seconds));
    }
  }
  return variants.map(({ name }, place) => ({ name, nanoseconds: median(times[place] ?? []), rounds: times[place] ?? [] }));
}

/** How many times as long `slower` takes as `faster`: the median of the ratios round by round. */
export function ratio(slower: Measurement, faster: Measurement): number {
  return median(slower.rounds.map((time, round) => time / (faster.rounds[round] ?? Number.NaN)));
}

/** What a number was measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly gigabytes: number;
  readonly node: string;
  readonly v8: string;
  readonly commit: string;
  /** Processes that were ready to run, on average over the last minute: what else the machine does. */
  readonly load: number;
}

export function machine(): Machine {
  const all = cpus();
  return {
    processor: all[0]?.model.trim() ?? 'unknown processor',
    cores: all.length,
    gigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    v8: process.versions.v8,
    commit: commit(),
    load: loadavg()[0] ?? Number.NaN,
  };
}

/** Processor, cores, Node and commit in a line. */
export function machineLine({ processor, cores, node, v8, commit: at }: Machine = machine()): string {
  return `${processor}, ${cores} cores, Node ${node}, V8 ${v8}, commit ${at}`;
}

function commit(): string {
  try {
    const git = (...words: string[]) =>
      execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return (
      git('rev-parse', '--short', 'HEAD') +
      (git('status', '--porcelain', '--', 'engine-as', 'host', 'bench') === '' ? '' : ' and changes')
    );
  } catch {
    return 'unknown';
  }
}

function warmUp(run: () => void): void {
  const until = performance.now() + 1000 * WARM_UP_SECONDS;
  for (let runs = 0; runs < WARM_UP_RUNS || performance.now() < until; runs++) run();
}

/**
 * The fastest run of a round, in processor time; of runs that are too short for that clock, in time by the wall. The clock is that of
 * the process: Linux brings a thread's own up to date at its ticks only, and the least of many such times is far too small.
 *
 * Units: nanoseconds.
 */
function timed(name: string, run: () => void, seconds: number): number {
  let fastest = Number.POSITIVE_INFINITY;
  const watched = () => {
    const before = processorMicroseconds();
    run();
    fastest = Math.min(fastest, processorMicroseconds() - before);
  };
  const benchmark = new Benchmark(name, watched, { minSamples: 3, minTime: SHORTEST_SAMPLE_SECONDS, maxTime: seconds });
  benchmark.run({ async: false });
  // A benchmark keeps what its function threw, and would report a time of nothing.
  if (benchmark.error !== undefined) throw benchmark.error;
  return fastest < SHORTEST_MICROSECONDS ? 1e9 * Math.min(...benchmark.stats.sample) : 1e3 * fastest;
}

function processorMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The order in which variants have their turn in a round. */
export function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, place) => place);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}
