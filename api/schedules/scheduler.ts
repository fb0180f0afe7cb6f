/**
 * Asks for runs when they are due. A due time that passed while nobody was there, or the machine slept, is caught up as the schedule
 * says; one at which the run before is still at work is passed over.
 */
import { WeirError } from '../../host/index.ts';
import type { Database } from '../store/database.ts';
import { type Job, jobOf } from '../store/jobs.ts';
import { dueAfter, listSchedules, noteDue, type Schedule } from './book.ts';

export interface SchedulerOptions {
  readonly database: Database;
  /** Asks for a run; the same due time once. Throws: WeirError. */
  readonly submit: (schedule: Schedule, due: string) => Promise<Job>;
  readonly onError: (error: unknown) => void;
  /** Default: the clock. Units: milliseconds since 1970. */
  readonly now?: () => number;
  /** Does a look where no other service is at it. Default: there is no other. */
  readonly exclusively?: (look: () => Promise<void>) => Promise<void>;
}

export interface Scheduler {
  /** Looks at once for what is due. */
  tick(): Promise<void>;
  /** Looks from now on. */
  start(): void;
  stop(): Promise<void>;
}

/** Due times this long ago were missed. Units: milliseconds. */
const LATE = 5 * 60_000;
/** Nobody is woken later than this after a change of a schedule or of the clock. Units: milliseconds. */
const LOOK_EVERY = 15_000;
const MOST_COUNTED = 1_000;

/** A scheduler that does not look yet. */
export function openScheduler({
  database,
  submit,
  onError,
  now = Date.now,
  exclusively = (look) => look(),
}: SchedulerOptions): Scheduler {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function look(): Promise<void> {
    for (const schedule of await listSchedules(database)) {
      try {
        if (schedule.next !== null && Date.parse(schedule.next) <= now()) await fire(schedule, schedule.next);
      } catch (error) {
        onError(error);
      }
    }
  }

  async function fire(schedule: Schedule, first: string): Promise<void> {
    const { due, count } = lastDue(schedule, first, now());
    const next = dueAfter(schedule, now());
    const isLate = now() - Date.parse(due) > LATE || count > 1;
    const missed = count === 1 ? 'the due time was missed' : `${count === MOST_COUNTED ? 'many' : count} due times were missed`;
    if (isLate && schedule.catchUp === 'skip')
      return noteDue(database, schedule.id, { due, next, note: `passed over: ${missed}` });
    const before = schedule.lastRun === null ? undefined : await jobOf(database, schedule.lastRun);
    if (before !== undefined && before.ended === null)
      return noteDue(database, schedule.id, { due, next, note: `passed over: run ${before.id} is still ${before.status}` });
    try {
      const { id } = await submit(schedule, due);
      await noteDue(database, schedule.id, { due, next, run: id, note: isLate ? `run late: ${missed}` : 'run' });
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      await noteDue(database, schedule.id, { due, next, note: `refused: ${error.message}` });
    }
  }

  const tick = () => {
    // One after the other: nothing is fired twice.
    looking = looking.then(() => exclusively(look)).catch(onError);
    return looking;
  };
  const wait = async (): Promise<void> => {
    if (isStopped) return;
    await tick();
    if (isStopped) return;
    const times = (await listSchedules(database)).flatMap(({ next }) => (next === null ? [] : [Date.parse(next)]));
    const left = Math.min(...times, Number.POSITIVE_INFINITY) - now();
    timer = setTimeout(() => void wait().catch(onError), Math.min(Math.max(left, 0), LOOK_EVERY));
    timer.unref();
  };
  return {
    tick,
    start: () => void wait().catch(onError),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

/** The last of the due times that have passed, and how many they are. */
function lastDue(schedule: Schedule, first: string, now: number): { readonly due: string; readonly count: number } {
  let due = first;
  let count = 1;
  while (count < MOST_COUNTED) {
    const next = dueAfter(schedule, Date.parse(due));
    if (Date.parse(next) > now) break;
    due = next;
    count += 1;
  }
  return { due, count };
}
