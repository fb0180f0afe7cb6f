/** The numbers that Weir is to hold, each with what a workload measured of it. Times and memory are those of a machine with two cores. */
import { heldAgainst } from './ratios.ts';
import type { Measured } from './workloads/workload.ts';

export interface Held {
  readonly what: string;
  readonly measured: number;
  /** The least it may be, or the most. */
  readonly least?: number;
  readonly most?: number;
  readonly holds: boolean;
}

const atLeast = (what: string, measured: number, least: number): Held => ({ what, measured, least, holds: measured >= least });
const atMost = (what: string, measured: number, most: number): Held => ({ what, measured, most, holds: measured <= most });

/** A core for which the time of a loan-month-path is said, whatever the clock of the one at hand. Units: GHz. */
const REFERENCE_CLOCK = 2.5;

/** By loop: the least that C may take, as multiples of Weir's time, and the most nanoseconds on the reference core. */
const LOOPS: Readonly<Record<string, { readonly scalar: number; readonly vectors: number; readonly time?: number }>> = {
  'fixed-rate fuller loop, speeds by loan': { scalar: 1.4, vectors: 0.9 },
  'adjustable schedule, annual resets': { scalar: 3, vectors: 0.85, time: 0.9 },
  'adjustable schedule, half-yearly resets': { scalar: 3, vectors: 0.85, time: 1.2 },
};

/** Seconds by the clock with two threads (or with none, where there are none), megabytes, and the scaling of a workload. */
const WHOLE: Readonly<Record<string, { readonly seconds?: number; readonly megabytes?: number; readonly scaling?: number }>> = {
  'portfolio-40': { seconds: 5, scaling: 1.85 },
  'portfolio-1k': { seconds: 30, scaling: 1.85 },
  tape: { seconds: 15, megabytes: 1_500 },
};
const MOST_CREDIT_AND_WATERFALL = 0.2;
const MOST_THROUGH_SERVICE = 1.05;

/** What is to hold of a workload that was measured whole. */
export function holdsOf(measured: Measured): Held[] {
  if (measured.scale !== 1) return [];
  const { workload, timings, scaling, peakMegabytes } = measured;
  const { seconds, megabytes, scaling: least } = WHOLE[workload] ?? {};
  const last = timings.at(-1);
  return [
    ...measured.loops.flatMap(loopHolds),
    ...(seconds !== undefined && last !== undefined ? [atMost(`seconds, ${last.workers} threads`, last.seconds, seconds)] : []),
    ...(megabytes !== undefined ? [atMost('megabytes', peakMegabytes, megabytes)] : []),
    ...(least !== undefined && scaling !== null ? [atLeast('2 workers against 1', scaling, least)] : []),
    ...(workload === 'trust' ? [atMost('credit and waterfall, share', shareOf(measured), MOST_CREDIT_AND_WATERFALL)] : []),
    ...heldAgainst(timings).map(({ way, against, ratio }) => atMost(`${way}, against ${against}`, ratio, MOST_THROUGH_SERVICE)),
  ];
}

function loopHolds({ about, compared }: Measured['loops'][number]): Held[] {
  const bounds = LOOPS[about];
  if (bounds === undefined) return [];
  const against = (name: string, least: number) =>
    compared.comparators
      .filter((each) => each.name === name)
      .map(({ ratio }) => atLeast(`${about}, against ${name}`, ratio, least));
  const { nanoseconds, limit } = compared;
  return [
    ...against('c-scalar', bounds.scalar),
    ...against('c-128', bounds.vectors),
    ...(limit !== undefined && bounds.time !== undefined
      ? [atMost(`${about}, ns on a ${REFERENCE_CLOCK} GHz core`, (nanoseconds * limit.clock) / REFERENCE_CLOCK, bounds.time)]
      : []),
  ];
}

function shareOf({ stages }: Measured): number {
  const sum = (of: typeof stages) => of.reduce((total, { seconds }) => total + seconds, 0);
  return sum(stages.filter(({ stage }) => stage === 'credit' || stage === 'waterfall')) / sum(stages);
}

/** `3 or more`. */
export function boundOf({ least, most }: Held): string {
  return least !== undefined ? `${least} or more` : `${most} at most`;
}
