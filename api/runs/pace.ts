/** How fast a job goes, and how long it will take. */
import type { JobProgress } from './messages.ts';

/** Times are seconds. */
export interface Pace {
  readonly done: number;
  readonly of: number;
  /** What was done last. */
  readonly what: string;
  /** 0 to 1. */
  readonly share: number;
  readonly elapsed: number;
  /** Null until it can be told. */
  readonly timeLeft: number | null;
  /** Loan-month-paths a second; null until it can be told. */
  readonly loanMonthsPerSecond: number | null;
}

const MILLISECONDS = 1_000;

/**
 * The pace after a step of progress. The first step stands for reading and planning as well, so that time left is told from the second
 * on, by the steps since the first.
 *
 * Units: `sinceFirst` and `sinceStart` are milliseconds.
 */
export function paceOf(first: JobProgress, now: JobProgress, sinceFirst: number, sinceStart: number): Pace {
  const { done, of, what, loanMonthPaths } = now;
  const steps = done - first.done;
  const seconds = sinceFirst / MILLISECONDS;
  return {
    done,
    of,
    what,
    share: of === 0 ? 0 : done / of,
    elapsed: sinceStart / MILLISECONDS,
    timeLeft: done >= of ? 0 : steps > 0 ? ((of - done) * seconds) / steps : null,
    loanMonthsPerSecond: steps > 0 && seconds > 0 ? (loanMonthPaths - first.loanMonthPaths) / seconds : null,
  };
}
