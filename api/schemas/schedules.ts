/** The shapes of schedules. */
import Type from 'typebox';
import { CATCH_UPS } from '../schedules/book.ts';
import { closed, list, optional, orNull, shared, text } from './common.ts';
import { RunBody } from './runs.ts';

const terms = {
  name: Type.String({ minLength: 1, maxLength: 200, description: 'what it is called' }),
  cron: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'minute, hour, day of the month, month, day of the week: 30 2 * * 1-5',
  }),
  timeZone: Type.String({ minLength: 1, maxLength: 100, description: 'a time zone such as America/New_York; default UTC' }),
  catchUp: Type.Enum([...CATCH_UPS], {
    description: 'what becomes of due times that passed while no service was there: once (default), one run for all; or skip',
  }),
  request: RunBody,
};

export const ScheduleBody = Type.Object(
  {
    name: terms.name,
    cron: terms.cron,
    timeZone: optional(terms.timeZone),
    catchUp: optional(terms.catchUp),
    request: terms.request,
  },
  { ...closed, description: 'a schedule' },
);

export const ScheduleChange = Type.Object(
  {
    name: optional(terms.name),
    cron: optional(terms.cron),
    timeZone: optional(terms.timeZone),
    catchUp: optional(terms.catchUp),
    request: optional(terms.request),
    paused: optional(Type.Boolean({ description: 'a paused schedule asks for nothing' })),
  },
  { ...closed, description: 'what changes' },
);

export const ScheduleShape = Type.Object(
  {
    id: text,
    name: text,
    cron: text,
    timeZone: text,
    catchUp: text,
    paused: Type.Boolean(),
    request: Type.Object({}, { additionalProperties: true, description: 'the request for a run' }),
    createdBy: text,
    created: text,
    next: list(text, { description: 'the next due times, UTC' }),
    last: orNull(
      Type.Object({
        due: text,
        note: Type.String({ description: 'what came of it' }),
        run: orNull(text),
        status: Type.Union([text, Type.Null()], { description: 'of the run' }),
      }),
    ),
  },
  { $id: 'Schedule', description: 'a schedule, and its last outcome' },
);
export const ScheduleAnswer = shared(ScheduleShape);

export const SchedulesAnswer = Type.Object({ schedules: list(ScheduleAnswer) }, { description: 'schedules, the oldest first' });

export const ScheduleParams = Type.Object({ id: Type.String({ maxLength: 64, description: 'the id of a schedule' }) });
