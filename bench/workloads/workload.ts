/** What a named workload is, and what is told of it once it was measured. */
import type { TaskRunner } from '../../host/engine/pool.ts';
import type { Work } from '../counted.ts';
import type { Machine } from '../harness.ts';
import type { LoopComparison } from '../loops/compareLoops.ts';
import type { Foreign } from '../loops/native.ts';
import type { Stage } from '../stages.ts';

export interface Workload {
  readonly name: string;
  readonly about: string;
  /** Rounds that count, where nothing else is asked for. */
  readonly rounds: number;
  /** Makes what every run is given: the same from the same seed. What it takes is not measured. */
  make(asked: Asked): Promise<Made>;
}

export interface Asked {
  readonly seed: number;
  /** 1 is the workload; less of it is for trying things out, with figures that are nobody's. */
  readonly scale: number;
}

export interface Made {
  /** Loans, paths and what else says how large it is. */
  readonly size: Readonly<Record<string, number>>;
  /** Ways to do it that take turns; the first is the workload. */
  readonly ways: readonly Way[];
  /** Numbers of threads to measure with; default: 1 and 2. One where it cannot be shared. */
  readonly workers?: readonly number[];
  /** Weir's loan loop beside others' on the loans of this workload, by what they are. */
  compare?(foreign: Foreign): { readonly about: string; readonly compared: LoopComparison }[];
  /** What else there is to tell, once all rounds are done. */
  figures?(): Figure[];
  close?(): Promise<void>;
}

export interface Way {
  readonly name: string;
  /** One run, from what was made to what is wanted. What it says it counted replaces what the runner saw. */
  run(how: How): Promise<Work | undefined>;
  /** Another way that it is held against. */
  readonly against?: string;
  /** Where it goes through its runner alone, it can be done stage by stage. */
  readonly isStaged?: boolean;
}

export interface How {
  readonly runner: TaskRunner;
  readonly workers: number;
  /** Says what goes on from now on outside the kernel; for nobody where only the whole is timed. */
  mark(stage: Stage): void;
}

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** One way with one number of threads. Units: seconds; rounds in the order in which they were run. */
export interface Timing {
  readonly way: string;
  readonly against?: string;
  readonly workers: number;
  /** By the clock: the median of the rounds. */
  readonly seconds: number;
  readonly rounds: readonly number[];
  /** Of all threads of the process: the median of the rounds. */
  readonly processor: number;
  readonly processorRounds: readonly number[];
  readonly work: Work;
}

export interface Measured {
  readonly workload: string;
  readonly about: string;
  /** UTC. */
  readonly when: string;
  readonly machine: Machine;
  readonly seed: number;
  readonly scale: number;
  readonly size: Readonly<Record<string, number>>;
  readonly timings: readonly Timing[];
  /** How many times as fast with two threads as with one, by the clock, round by round; null where one was measured. */
  readonly scaling: number | null;
  /** Of one thread that does everything. Units: seconds of processor. */
  readonly stages: readonly { readonly stage: Stage; readonly seconds: number }[];
  /** The most that the process held, making and comparing taken in. */
  readonly peakMegabytes: number;
  /** Of the plain loop that each round begins with: nanoseconds a loan-month-path. Rounds of other days are held against each other by it. */
  readonly yardstick: readonly number[];
  readonly loops: readonly { readonly about: string; readonly compared: LoopComparison }[];
  /** What could be compared with, and what could not. */
  readonly found: readonly string[];
  readonly figures: readonly Figure[];
}
