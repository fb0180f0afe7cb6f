/** The schedules of a data folder, as they are kept. */
import { randomBytes } from 'node:crypto';
import { shown } from '../../host/errors.ts';
import { fail } from '../../host/index.ts';
import type { Database } from '../store/database.ts';
import { fieldsOf } from '../store/jobs.ts';
import { checkZone, nextTime, parseCron } from './cron.ts';

/** What becomes of due times that passed while no service was there: one run for all of them, or none. */
export const CATCH_UPS = ['once', 'skip'] as const;
export type CatchUp = (typeof CATCH_UPS)[number];

export interface Schedule {
  readonly id: string;
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  /** The request for a run: its kind, and the fields of that kind. */
  readonly request: Readonly<Record<string, unknown>> & { readonly kind: string };
  readonly paused: boolean;
  readonly catchUp: CatchUp;
  readonly createdBy: string;
  readonly created: string;
  /** UTC; null where it is paused. */
  readonly next: string | null;
  readonly lastDue: string | null;
  readonly lastRun: string | null;
  /** What came of the last due time, in words. */
  readonly lastNote: string | null;
}

/** What of a schedule somebody decides. */
export type ScheduleTerms = Pick<Schedule, 'name' | 'cron' | 'timeZone' | 'request' | 'catchUp'>;

const ID_BYTES = 6;

/** Keeps a new schedule. Throws: SCHEDULE_CRON. Units: `now` is milliseconds since 1970. */
export async function addSchedule(database: Database, terms: ScheduleTerms, createdBy: string, now: number): Promise<Schedule> {
  const { timeZone, request, ...rest } = terms;
  const id = randomBytes(ID_BYTES).toString('hex');
  const row = {
    ...rest,
    id,
    zone: timeZone,
    asked: JSON.stringify(request),
    paused: 0,
    createdBy,
    created: new Date(now).toISOString(),
    next: dueAfter(terms, now),
    lastDue: null,
    lastJob: null,
    lastNote: null,
  };
  await database.insertInto('schedules').values(row).execute();
  return scheduleOf(database, id);
}

/** Changes a schedule; its next due time is told anew. Throws: SCHEDULE_UNKNOWN, SCHEDULE_CRON. */
export async function changeSchedule(
  database: Database,
  id: string,
  change: Partial<ScheduleTerms> & { readonly paused?: boolean },
  now: number,
): Promise<Schedule> {
  const before = await scheduleOf(database, id);
  const after = { ...before, ...change };
  await database
    .updateTable('schedules')
    .set({
      name: after.name,
      cron: after.cron,
      zone: after.timeZone,
      asked: JSON.stringify(after.request),
      catchUp: after.catchUp,
      paused: Number(after.paused),
      next: after.paused ? null : dueAfter(after, now),
    })
    .where('id', '=', id)
    .execute();
  return scheduleOf(database, id);
}

/** Says what came of a due time, and when the next one is. */
export async function noteDue(
  database: Database,
  id: string,
  { due, next, run, note }: { due: string; next: string | null; run?: string; note: string },
): Promise<void> {
  await database
    .updateTable('schedules')
    .set({ lastDue: due, next, lastNote: note, ...(run !== undefined && { lastJob: run }) })
    .where('id', '=', id)
    .execute();
}

/** Throws: SCHEDULE_UNKNOWN. */
export async function removeSchedule(database: Database, id: string): Promise<void> {
  await scheduleOf(database, id);
  await database.deleteFrom('schedules').where('id', '=', id).execute();
}

/** Throws: SCHEDULE_UNKNOWN. */
export async function scheduleOf(database: Database, id: string): Promise<Schedule> {
  const row = await database.selectFrom('schedules').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined)
    return fail({
      code: 'SCHEDULE_UNKNOWN',
      place: 'schedule',
      got: shown(id),
      expected: 'a schedule that GET /v1/schedules lists',
    });
  return fromRow(row);
}

/** All schedules, the oldest first. */
export async function listSchedules(database: Database): Promise<Schedule[]> {
  return (await database.selectFrom('schedules').selectAll().orderBy('created').orderBy('id').execute()).map(fromRow);
}

/** The first due time after a moment. Throws: SCHEDULE_CRON. */
export function dueAfter({ cron, timeZone }: Pick<Schedule, 'cron' | 'timeZone'>, after: number): string {
  checkZone(timeZone);
  const time = nextTime(parseCron(cron), timeZone, after);
  if (time === undefined)
    return fail({ code: 'SCHEDULE_CRON', place: 'cron', got: shown(cron), expected: 'a date that there is' });
  return new Date(time).toISOString();
}

/** The next due times after a moment. */
export function upcoming(schedule: Schedule, now: number, count: number): string[] {
  const times: string[] = [];
  if (schedule.paused) return times;
  for (let at = now; times.length < count; at = Date.parse(times.at(-1) ?? '')) times.push(dueAfter(schedule, at));
  return times;
}

interface ScheduleRow {
  readonly id: string;
  readonly name: string;
  readonly cron: string;
  readonly zone: string;
  readonly asked: string;
  readonly paused: number;
  readonly catchUp: string;
  readonly createdBy: string;
  readonly created: string;
  readonly next: string | null;
  readonly lastDue: string | null;
  readonly lastJob: string | null;
  readonly lastNote: string | null;
}

function fromRow({ zone, asked, paused, catchUp, lastJob, ...row }: ScheduleRow): Schedule {
  const { kind, ...fields } = fieldsOf(JSON.parse(asked));
  const rule = CATCH_UPS.find((one) => one === catchUp);
  if (rule === undefined || typeof kind !== 'string') throw new Error(`schedules: ${row.id} cannot be read`);
  return { ...row, timeZone: zone, request: { kind, ...fields }, paused: paused === 1, catchUp: rule, lastRun: lastJob };
}
