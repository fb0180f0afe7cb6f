/** Counts the work that goes through a runner. */
import * as L from '../engine-as/layout.ts';
import type { LayerMaker } from '../host/engine/errand.ts';
import type { Task } from '../host/engine/messages.ts';
import type { TaskRunner } from '../host/engine/pool.ts';

/** Loan-month-paths, counted three ways. */
export interface Work {
  /** Months in which a loan still lives, on every path. */
  readonly live: number;
  /** All months of the longest loan of its trust, also for loans that ended before: as others count who step all loans to the end. */
  readonly all: number;
  /** Months that the loan loops really stepped: a fixed-rate loan of a factored cohort once, whatever the number of paths. */
  readonly stepped: number;
}

export const NO_WORK: Work = { live: 0, all: 0, stepped: 0 };

export interface CountingRunner extends TaskRunner {
  /** What was done since it was last asked. */
  take(): Work;
}

/** The same runner, with a count. */
export function counting(runner: TaskRunner): CountingRunner {
  let work = NO_WORK;
  let prepared = new Set<string>();
  const { send } = runner;
  const hear = (told: Work) => {
    work = sum(work, told);
  };
  return {
    width: runner.width,
    close: () => runner.close(),
    async run(task, signal) {
      const result = await runner.run(task, signal);
      work = sum(work, workOf(task, prepared.has(task.trust.id)));
      prepared.add(task.trust.id);
      return result;
    },
    ...(send !== undefined && {
      send: (errand, of, layers, signal) =>
        send(errand, of, [...layers, { module: import.meta.url, given: undefined, hear }], signal),
    }),
    take() {
      const taken = work;
      work = NO_WORK;
      prepared = new Set();
      return taken;
    },
  };
}

const countingThere: LayerMaker<undefined> = (runner) => {
  const made = counting(runner);
  return { runner: made, told: () => made.take() };
};
export default countingThere;

/** The work of one task; `isPrepared` where one of the same trust was counted before. */
function workOf({ trust, paths }: Task, isPrepared: boolean): Work {
  const from = L.LOAN_TERM * trust.loanCount;
  const terms = trust.loans.subarray(from, from + trust.loanCount);
  let live = 0;
  let longest = 0;
  for (const term of terms) {
    live += term;
    longest = Math.max(longest, term);
  }
  let stepped = 0;
  for (const { first, count, loop } of trust.cohorts) {
    const passes = loop === L.LOOP_FIXED ? (isPrepared ? 0 : 1) : paths;
    for (let loan = first; loan < first + count; loan++) stepped += (terms[loan] ?? 0) * passes;
  }
  return { live: live * paths, all: trust.loanCount * longest * paths, stepped };
}

function sum(a: Work, b: Work): Work {
  return { live: a.live + b.live, all: a.all + b.all, stepped: a.stepped + b.stepped };
}
