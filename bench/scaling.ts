/**
 * How time and memory grow: against loans, paths, months, classes and workers, one at a time, each point in a process of its own; the
 * exponents of the powers that fit. And what a million loans on 10,000 paths would take, from what a portfolio costs here.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { measuredApart } from './apart.ts';
import { machine, machineLine } from './harness.ts';
import { type Costs, type Machines, simulateCluster } from './scaleModel.ts';
import type { Point, Size } from './scalingPoint.ts';
import type { Stage } from './stages.ts';
import { fitPower, type PowerLaw } from './statistics.ts';
import { duration } from './tell.ts';
import type { Measured } from './workloads/workload.ts';

const POINT = fileURLToPath(new URL('./scalingPoint.ts', import.meta.url));
const BASE: Size = { loans: 2_000, paths: 256, months: 360, classes: 4, workers: 0 };
const SWEEPS: Readonly<Record<keyof Size, readonly number[]>> = {
  loans: [500, 1_000, 2_000, 4_000, 8_000, 16_000],
  paths: [64, 128, 256, 512, 1_024, 2_048],
  months: [60, 120, 240, 360, 480],
  classes: [1, 2, 4, 8, 16, 32],
  workers: [1, 2],
};
/** So many blocks of paths that two threads share them evenly. */
const WORKERS_BASE: Size = { ...BASE, paths: 2_048 };
/** Small enough that its memory is Node's and the program's. */
const NOTHING: Size = { loans: 8, paths: 8, months: 12, classes: 1, workers: 0 };

interface Sweep {
  readonly along: keyof Size;
  readonly points: readonly (Point & { readonly value: number })[];
  /** Of processor time; of workers: of the time by the clock. */
  readonly time: PowerLaw;
  /** Of the memory above that of a process that does next to nothing. */
  readonly memory: PowerLaw;
}

/** `npm run bench -- scaling`. */
export function benchScaling({ json }: { readonly json: boolean }): void {
  const floor = pointOf(NOTHING).megabytes;
  const isDimension = (name: string): name is keyof Size => name in SWEEPS;
  const sweeps = Object.keys(SWEEPS)
    .filter(isDimension)
    .map((along) => sweepOf(along, floor));
  const portfolio = measuredApart('portfolio-1k', ['--scale', '0.05', '--rounds', '1', '--workers', '1', '--alone']);
  const cores = CORES.map((count) => ({ cores: count, ...largeRun(portfolio, count) }));
  if (json) {
    console.log(JSON.stringify({ machine: machine(), base: BASE, floor, sweeps, cores }));
    return;
  }
  console.log(`${machineLine()}; load ${machine().load.toFixed(1)}`);
  console.log(
    `One trust of adjustable loans: ${describe(BASE)}, where nothing else is said; a process that does nothing holds ${floor.toFixed(0)} MB\n`,
  );
  for (const { along, points, time, memory } of sweeps) {
    const clock = along === 'workers' ? 'seconds' : 'processor';
    for (const point of points)
      console.log(
        `${`${point.value} ${along}`.padEnd(16)}${duration(point[clock]).padStart(12)}${point.megabytes.toFixed(0).padStart(8)} MB`,
      );
    console.log(`  time grows with ${along} to the power ${power(time)}, memory to the power ${power(memory)}\n`);
  }
  tellLargeRun(portfolio, cores);
}

function pointOf(size: Size): Point {
  const point: Point = JSON.parse(execFileSync(process.execPath, [POINT, JSON.stringify(size)], { encoding: 'utf8' }));
  return point;
}

function sweepOf(along: keyof Size, floor: number): Sweep {
  const points = SWEEPS[along].map((value) => ({
    value,
    ...pointOf({ ...(along === 'workers' ? WORKERS_BASE : BASE), [along]: value }),
  }));
  const values = points.map(({ value }) => value);
  return {
    along,
    points,
    time: fitPower(
      values,
      points.map(({ seconds, processor }) => (along === 'workers' ? seconds : processor)),
    ),
    memory: fitPower(
      values,
      points.map(({ megabytes }) => Math.max(1, megabytes - floor)),
    ),
  };
}

function power({ exponent, error }: PowerLaw): string {
  return Number.isNaN(error) ? exponent.toFixed(2) : `${exponent.toFixed(2)} (error ${error.toFixed(2)})`;
}

function describe({ loans, paths, months, classes }: Size): string {
  return `${loans} loans of ${months} months on ${paths} paths, ${classes} classes`;
}

const LARGE = { loans: 1_000_000, paths: 10_000, trusts: 500, sets: 8, blocksASet: 5 };
const CORES = [2, 64, 1_000];
/** What tasks cost besides, and what is stored: `npm run bench -- scale` measures it (deploy/SCALE.md). Units: seconds, bytes. */
const BESIDES: Omit<Costs, 'computeALane'> = {
  computeFixed: 0,
  trust: 0.34,
  send: 0.00096,
  receive: 0.0142,
  queue: 0.00063,
  handle: 0.002,
  trustBytes: 306e3,
  setBytes: 258e3,
  blockBytes: 500,
  resultBytes: 2043e3,
};
/**
 * What the thread that waits does for a trust in one process, where other threads run its paths whole: its processor time for 6 trusts of
 * 2,000 loans on 10,240 paths on two workers. Units: seconds.
 */
const TRUST_IN_PROCESS = 0.11;
const CLUSTER: Omit<Machines, 'slots'> = {
  slotsAProcess: 16,
  databaseCores: 4,
  storageRate: 1.25e9,
  storageLatency: 0.005,
  clients: 16,
};
/** What the thread that waits does: a matter of trusts, not of paths. The other stages are shared by all threads. */
const WAITING: readonly Stage[] = ['plan', 'price'];

interface LargeRun {
  /** Of one process: its threads share the blocks, one thread plans and prices. Units: seconds. */
  readonly oneProcess: number;
  /** Of a cluster with as many slots. Units: seconds. */
  readonly cluster: number;
}

interface PortfolioCost {
  /** Of what threads share. Units: seconds of processor a loan-month-path. */
  readonly shared: number;
  readonly monthsALoan: number;
}

function costOf({ stages, timings, size }: Measured): PortfolioCost {
  const live = timings[0]?.work.live ?? Number.NaN;
  const shared = stages.reduce((sum, { stage, seconds }) => sum + (WAITING.includes(stage) ? 0 : seconds), 0);
  return { shared: shared / live, monthsALoan: live / ((size.loans ?? 1) * (size.paths ?? 1)) };
}

/** A million loans on 10,000 paths with so many cores. */
function largeRun(portfolio: Measured, cores: number): LargeRun {
  const { loans, paths, trusts, sets, blocksASet } = LARGE;
  const { shared, monthsALoan } = costOf(portfolio);
  const computing = shared * monthsALoan * loans * paths;
  const waiting = TRUST_IN_PROCESS * trusts;
  const { seconds } = simulateCluster(
    {
      loans: Array.from({ length: trusts }, () => loans / trusts),
      sets,
      blocksASet,
      pathsABlock: paths / sets / blocksASet,
    },
    { ...BESIDES, computeALane: shared * monthsALoan },
    { ...CLUSTER, slots: cores },
  );
  // The thread that waits takes its share of the cores, and one core is the most it can take.
  return { oneProcess: Math.max((computing + waiting) / cores, waiting), cluster: seconds };
}

function tellLargeRun(portfolio: Measured, runs: readonly (LargeRun & { readonly cores: number })[]): void {
  const { shared, monthsALoan } = costOf(portfolio);
  console.log(
    `A portfolio on simulated paths: ${(1e9 * shared).toFixed(2)} ns of processor a loan-month-path that threads share, ${TRUST_IN_PROCESS} s a trust of the one that plans and prices; ${monthsALoan.toFixed(0)} months a loan`,
  );
  console.log(`${LARGE.loans} loans in ${LARGE.trusts} trusts on ${LARGE.paths} paths, derived (no such run was made):\n`);
  for (const { cores, oneProcess, cluster } of runs)
    console.log(
      `${String(cores).padStart(6)} cores: ${duration(oneProcess)} in one process, ${duration(cluster)} as a cluster of as many slots and ${CLUSTER.clients} processes that wait`,
    );
}
