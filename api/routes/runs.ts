/** Runs: ask for one, list them, look at one, cancel, replay, adjust, sign off, delete. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { shown } from '../../host/errors.ts';
import { adjustRun, cancelRun, deleteRun, fail, lockRun } from '../../host/index.ts';
import { queryCompiler } from '../queries.ts';
import type { CatalogEntry } from '../runs/catalog.ts';
import { KINDS, kindNamed } from '../runs/kinds.ts';
import { runAnswer, runUrl, summaryAnswer } from '../runs/view.ts';
import { askedByOf, principalOf } from '../safety/access.ts';
import { PROBLEMS } from '../schemas/common.ts';
import { AdjustBody, CancelBody, LockBody, RunAnswer, RunBody, RunParams, RunsAnswer, RunsQuery } from '../schemas/runs.ts';
import type { Priority, Service } from '../service.ts';
import { removeJob } from '../store/jobs.ts';
import type { RouteOptions } from './route.ts';

const TAGS = ['runs'];
const DEFAULT_LIMIT = 50;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;
const HEADERS = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      description: 'the same request under the same key makes one run, however often it is sent',
    },
  },
} as const;
const ACCEPTED = { 202: RunAnswer, ...PROBLEMS };

export const runRoutes: FastifyPluginAsync<RouteOptions> = async (app, { service }) => {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();

  typed.post(
    '/runs',
    {
      config: { role: 'analyst' },
      schema: {
        tags: TAGS,
        summary: 'Ask for a run',
        description:
          'It is put in line; Location says where it is. What its run would refuse is refused here, every fault at once, as far as the request and snapshot.yaml, trust.yaml tell.',
        headers: HEADERS,
        body: RunBody,
        response: ACCEPTED,
      },
    },
    async (request, reply) => {
      const { kind, priority = 'normal', ...asked } = request.body;
      return accept(service, request, reply, { kind, priority, asked });
    },
  );

  typed.get(
    '/runs',
    {
      config: { role: 'viewer' },
      validatorCompiler: queryCompiler,
      schema: { tags: TAGS, summary: 'Runs, newest first', querystring: RunsQuery, response: { 200: RunsAnswer, ...PROBLEMS } },
    },
    async ({ query }) => {
      const { limit = DEFAULT_LIMIT, cursor, ...filter } = query;
      const { kind: word } = filter;
      const kind = KINDS.find(({ words }) => word !== undefined && words.includes(word))?.kind ?? word;
      const wanted = { ...filter, ...(kind !== undefined && { kind }) };
      const { entries, next } = await service.catalog.list(wanted, cursor === undefined ? undefined : placeOf(cursor), limit);
      return { runs: entries.map((entry) => summaryAnswer(service, entry)), next: next === null ? null : cursorOf(next) };
    },
  );

  typed.get(
    '/runs/:id',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'A run: its state, its pace, what came of it',
        params: RunParams,
        response: { 200: RunAnswer, ...PROBLEMS },
      },
    },
    async ({ params }) => runAnswer(service, await entryOf(service, params.id)),
  );

  typed.delete(
    '/runs/:id',
    {
      config: { role: 'admin' },
      schema: {
        tags: TAGS,
        summary: 'Delete a run with all that came of it',
        description: 'Not one in line or at work, and never one that was signed off.',
        params: RunParams,
        response: { 204: { type: 'null', description: 'deleted' }, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      await remove(service, await entryOf(service, request.params.id), askedByOf(request));
      return reply.code(204).send(null);
    },
  );

  typed.post(
    '/runs/:id/cancel',
    {
      config: { role: 'analyst' },
      schema: { tags: TAGS, summary: 'Cancel a run in line or at work', params: RunParams, body: CancelBody, response: ACCEPTED },
    },
    async (request, reply) => {
      const { params, body } = request;
      const entry = await entryOf(service, params.id);
      const by = askedByOf(request);
      const why = body.why ?? '';
      // One that another process is at work on learns of it through its journal.
      if (!(await service.queue.cancel(entry.id, by, why))) await cancelRun(service.data, entry.id, { by, why });
      service.catalog.changed(entry.id);
      return reply.code(202).send(await runAnswer(service, await entryOf(service, params.id)));
    },
  );

  typed.post(
    '/runs/:id/replay',
    {
      config: { role: 'analyst' },
      schema: {
        tags: TAGS,
        summary: 'Do a run again and compare every bit',
        description: 'A run of its own, whose result says what differs.',
        headers: HEADERS,
        params: RunParams,
        response: ACCEPTED,
      },
    },
    async (request, reply) =>
      accept(service, request, reply, { kind: 'replay', priority: 'normal', asked: { run: request.params.id } }),
  );

  typed.post(
    '/runs/:id/adjustments',
    {
      config: { role: 'analyst' },
      schema: {
        tags: TAGS,
        summary: 'Adjust a figure of a run, with the reason',
        params: RunParams,
        body: AdjustBody,
        response: { 201: RunAnswer, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { id } = await entryOf(service, request.params.id);
      await adjustRun(service.data, id, { by: askedByOf(request), ...request.body });
      service.catalog.changed(id);
      return reply.code(201).send(await runAnswer(service, await entryOf(service, id)));
    },
  );

  typed.post(
    '/runs/:id/lock',
    {
      config: { role: 'analyst' },
      schema: {
        tags: TAGS,
        summary: 'Sign a run off: nothing of it changes afterwards',
        params: RunParams,
        body: LockBody,
        response: { 200: RunAnswer, ...PROBLEMS },
      },
    },
    async ({ params, body }) => {
      const { id } = await entryOf(service, params.id);
      await lockRun(service.data, id, body.preparer, body.reviewer, body.note ?? '');
      service.catalog.changed(id);
      return runAnswer(service, await entryOf(service, id));
    },
  );
};

/** Deletes a run with all that came of it. Throws: STORE_RUN_STATE in line or at work, STORE_RUN_LOCKED, STORE_RUN_BUSY. */
async function remove(service: Service, { id, isKept }: CatalogEntry, by: string): Promise<void> {
  const now = service.queue.now(id);
  if (now !== undefined)
    fail({
      code: 'STORE_RUN_STATE',
      place: id,
      got: `a run that is ${now.status}`,
      expected: 'one that has ended: cancel it first',
    });
  if (isKept) await deleteRun(service.data, id, { by, why: 'asked for through the service' });
  await removeJob(service.database, id);
  service.catalog.changed(id);
}

interface Asked {
  readonly kind: string;
  readonly priority: Priority;
  readonly asked: unknown;
}

/** Puts a run in line and says where it is; the second time under one idempotency key it says so again. */
export async function accept(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  { kind: word, priority, asked }: Asked,
): Promise<RunAnswer> {
  const { kind } = kindNamed(word);
  const key = keyGiven(request);
  const idempotency =
    key === undefined ? undefined : { owner: principalOf(request).keyId, key, body: JSON.stringify({ kind, priority, asked }) };
  const job = await service.submit({
    kind,
    asked,
    askedBy: askedByOf(request),
    priority,
    ...(idempotency !== undefined && { idempotency }),
  });
  request.target = job.id;
  request.log.info({ run: job.id, kind }, 'run accepted');
  reply.code(202).header('location', runUrl(job.id));
  return runAnswer(service, await entryOf(service, job.id));
}

function keyGiven({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && IDEMPOTENCY_KEY.test(key)) return key;
  return fail({
    code: 'REQUEST_INVALID',
    place: 'Idempotency-Key',
    got: shown(key),
    expected: 'up to 200 letters, digits and signs',
  });
}

/** A run or job. Throws: STORE_RUN_UNKNOWN. */
export async function entryOf(service: Service, id: string): Promise<CatalogEntry> {
  const entry = await service.catalog.entry(id);
  return entry ?? fail({ code: 'STORE_RUN_UNKNOWN', place: 'run', got: shown(id), expected: 'a run that GET /v1/runs lists' });
}

/** Cursors are opaque: what is in one is the service's matter. */
function cursorOf(name: string): string {
  return Buffer.from(name).toString('base64url');
}

function placeOf(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString('utf8');
}
