/** Schedules: runs that are asked for by the clock. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Static } from 'typebox';
import { askedByOf } from '../safety/access.ts';
import {
  addSchedule,
  changeSchedule,
  listSchedules,
  removeSchedule,
  type Schedule,
  scheduleOf,
  upcoming,
} from '../schedules/book.ts';
import { PROBLEMS } from '../schemas/common.ts';
import { RunAnswer } from '../schemas/runs.ts';
import { ScheduleAnswer, ScheduleBody, ScheduleChange, ScheduleParams, SchedulesAnswer } from '../schemas/schedules.ts';
import type { Service } from '../service.ts';
import type { RouteOptions } from './route.ts';
import { accept } from './runs.ts';

const TAGS = ['schedules'];
const UPCOMING = 3;

export const scheduleRoutes: FastifyPluginAsync<RouteOptions> = async (app, { service }) => {
  const { database } = service;
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();

  typed.get(
    '/schedules',
    {
      config: { role: 'viewer' },
      schema: { tags: TAGS, summary: 'Schedules and their last outcomes', response: { 200: SchedulesAnswer, ...PROBLEMS } },
    },
    async () => ({ schedules: await Promise.all((await listSchedules(database)).map((schedule) => told(service, schedule))) }),
  );

  typed.post(
    '/schedules',
    {
      config: { role: 'analyst' },
      schema: {
        tags: TAGS,
        summary: 'Ask for runs by the clock',
        description:
          'A cron expression in a time zone, and the request for a run. `latest` is the latest snapshot when it is due.',
        body: ScheduleBody,
        response: { 201: ScheduleAnswer, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { timeZone = 'UTC', catchUp = 'once', request: asked, ...terms } = request.body;
      const schedule = await addSchedule(
        database,
        { ...terms, timeZone, catchUp, request: await fitting(service, asked) },
        askedByOf(request),
        service.now(),
      );
      request.target = schedule.id;
      reply.code(201).header('location', `/v1/schedules/${schedule.id}`);
      return told(service, schedule);
    },
  );

  typed.get(
    '/schedules/:id',
    {
      config: { role: 'viewer' },
      schema: { tags: TAGS, summary: 'A schedule', params: ScheduleParams, response: { 200: ScheduleAnswer, ...PROBLEMS } },
    },
    async ({ params }) => told(service, await scheduleOf(database, params.id)),
  );

  typed.patch(
    '/schedules/:id',
    {
      config: { role: 'analyst' },
      schema: {
        tags: TAGS,
        summary: 'Change, pause or go on with a schedule',
        params: ScheduleParams,
        body: ScheduleChange,
        response: { 200: ScheduleAnswer, ...PROBLEMS },
      },
    },
    async ({ params, body }) => {
      const change = body.request === undefined ? body : { ...body, request: await fitting(service, body.request) };
      return told(service, await changeSchedule(database, params.id, change, service.now()));
    },
  );

  typed.delete(
    '/schedules/:id',
    {
      config: { role: 'analyst' },
      schema: {
        tags: TAGS,
        summary: 'Remove a schedule; its runs stay',
        params: ScheduleParams,
        response: { 204: { type: 'null', description: 'removed' }, ...PROBLEMS },
      },
    },
    async ({ params }, reply) => {
      await removeSchedule(database, params.id);
      return reply.code(204).send(null);
    },
  );

  typed.post(
    '/schedules/:id/run',
    {
      config: { role: 'analyst' },
      schema: { tags: TAGS, summary: 'Run a schedule now', params: ScheduleParams, response: { 202: RunAnswer, ...PROBLEMS } },
    },
    async (request, reply) => {
      const { kind, priority: _, ...asked } = (await scheduleOf(database, request.params.id)).request;
      return accept(service, request, reply, { kind, priority: 'normal', asked });
    },
  );
};

/** A request as schedules keep it: names that stand for others are made definite when it is due. Throws: what is wrong with it already now. */
async function fitting(service: Service, request: Schedule['request']): Promise<Schedule['request']> {
  const { kind: name, priority: _, ...asked } = request;
  const { kind } = await service.settle(name, asked);
  return { ...request, kind: kind.kind };
}

async function told(service: Service, schedule: Schedule): Promise<Static<typeof ScheduleAnswer>> {
  const { id, name, cron, timeZone, catchUp, paused, request, createdBy, created, lastDue, lastRun, lastNote } = schedule;
  const run = lastRun === null ? undefined : await service.catalog.entry(lastRun);
  return {
    id,
    name,
    cron,
    timeZone,
    catchUp,
    paused,
    request,
    createdBy,
    created,
    next: upcoming(schedule, service.now(), UPCOMING),
    last: lastDue === null ? null : { due: lastDue, note: lastNote ?? '', run: lastRun, status: run?.status ?? null },
  };
}
