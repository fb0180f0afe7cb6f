/**
 * Where the processor's time goes, stage by stage. The work is done on this thread alone, one thing after the other; the kernel's own
 * calls are timed from outside as the engine makes them, so that what is timed is what runs.
 */
import * as L from '../engine-as/layout.ts';
import { executeTask } from '../host/engine/execute.ts';
import { Kernel } from '../host/engine/kernel.ts';
import type { Task } from '../host/engine/messages.ts';
import type { TaskRunner } from '../host/engine/pool.ts';

/** Stages in the order in which work goes through them, and what each is. */
export const STAGES = {
  read: 'files of the snapshot: tapes and tables are read and checked',
  resolve: 'deals are resolved: names become places, loans columns',
  plan: 'deals are compiled, loans sorted into cohorts, curves expanded',
  paths: 'rates, indices and home prices are generated',
  behaviour: 'curves move with the paths',
  schedule: 'the loan loop: scheduled balances, with sums by cohort and month',
  credit: 'defaults, prepayments, losses and recoveries from those sums (and whole, where a cohort is followed loan by loan)',
  waterfall: 'the priority of payments',
  carry: 'columns and curves into the memory of the kernel, results out of it; with simulated paths also their reduction',
  price: 'cash becomes values; with simulated paths also plans and figures',
  store: 'tables are made and written',
} as const;

export type Stage = keyof typeof STAGES;

/** Seconds of all threads of this process: what others do meanwhile is not in it. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Time by stage; a stage within another takes its time off it. */
export class StageClock {
  readonly #spent = new Map<Stage, number>();
  readonly #open: Stage[];
  #since = processorSeconds();

  constructor(first: Stage) {
    this.#open = [first];
  }

  /** What goes on outside any other stage is this from now on. */
  become(stage: Stage): void {
    this.#charge();
    this.#open[0] = stage;
  }

  during<T>(stage: Stage, work: () => T): T {
    this.#charge();
    this.#open.push(stage);
    try {
      return work();
    } finally {
      this.#charge();
      this.#open.pop();
    }
  }

  /** Does some work that is no part of what is measured, and tells how long it took. Units: seconds. */
  aside(work: () => void): number {
    this.#charge();
    work();
    const before = this.#since;
    this.#since = processorSeconds();
    return this.#since - before;
  }

  move(seconds: number, from: Stage, to: Stage): void {
    this.#spent.set(from, (this.#spent.get(from) ?? 0) - seconds);
    this.#spent.set(to, (this.#spent.get(to) ?? 0) + seconds);
  }

  /** Seconds of processor by stage, in their order; those that did not come are left out. */
  spent(): { stage: Stage; seconds: number }[] {
    this.#charge();
    const isStage = (name: string): name is Stage => name in STAGES;
    return Object.keys(STAGES).flatMap((stage) => {
      const seconds = isStage(stage) ? this.#spent.get(stage) : undefined;
      return seconds === undefined || !isStage(stage) ? [] : [{ stage, seconds }];
    });
  }

  #charge(): void {
    const now = processorSeconds();
    const stage = this.#open.at(-1);
    if (stage !== undefined) this.#spent.set(stage, (this.#spent.get(stage) ?? 0) + now - this.#since);
    this.#since = now;
  }
}

/** Calls of the kernel and the stage of each; `project` is credit, off which the loan loop is taken. */
const KERNEL_CALLS = {
  prepare: 'schedule',
  project: 'credit',
  run: 'waterfall',
  runBy: 'waterfall',
  generate: 'paths',
  behave: 'behaviour',
} as const;

/**
 * Runs tasks here and now, by stages; after a task comes pricing. What it puts in the place of the kernel's calls is taken away again
 * by `close`.
 */
export function stagedRunner(clock: StageClock): TaskRunner {
  let current: Task | undefined;
  const scheduleAgain = (kernel: Kernel) =>
    current?.trust.cohorts.forEach(({ loop }, cohort) => {
      if (loop === L.LOOP_ADJUSTABLE) kernel.scheduleOnly(cohort);
    });
  const { prepare, project, run, runBy, generate, behave } = Kernel.prototype;
  Kernel.prototype.prepare = function (...given) {
    return clock.during(KERNEL_CALLS.prepare, () => prepare.apply(this, given));
  };
  Kernel.prototype.project = function () {
    clock.during(KERNEL_CALLS.project, () => project.apply(this));
    // The sums of the last cohort are overwritten; nobody reads them any more.
    clock.move(
      clock.aside(() => scheduleAgain(this)),
      'credit',
      'schedule',
    );
  };
  Kernel.prototype.run = function (...given) {
    clock.during(KERNEL_CALLS.run, () => run.apply(this, given));
  };
  Kernel.prototype.runBy = function (...given) {
    clock.during(KERNEL_CALLS.runBy, () => runBy.apply(this, given));
  };
  Kernel.prototype.generate = function (...given) {
    clock.during(KERNEL_CALLS.generate, () => generate.apply(this, given));
  };
  Kernel.prototype.behave = function () {
    clock.during(KERNEL_CALLS.behave, () => behave.apply(this));
  };
  return {
    width: 0,
    async run(task) {
      current = task;
      const result = clock.during('carry', () => executeTask(task));
      clock.become('price');
      return result;
    },
    async close() {
      Object.assign(Kernel.prototype, { prepare, project, run, runBy, generate, behave });
    },
  };
}
