/** What happens to a run, as it happens: server-sent events, resumed after the last that a listener has. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import { shown } from '../../host/errors.ts';
import { fail } from '../../host/index.ts';
import type { JobEvent } from '../runs/events.ts';
import { summaryAnswer } from '../runs/view.ts';
import { PROBLEMS } from '../schemas/common.ts';
import { RunParams } from '../schemas/runs.ts';
import type { Service } from '../service.ts';
import type { RouteOptions } from './route.ts';
import { entryOf } from './runs.ts';

/** How often a run of another process is looked at. Units: milliseconds. */
const LOOK_EVERY = 1_000;
const AT_WORK = ['queued', 'running'];

export const runEventRoutes: FastifyPluginAsync<RouteOptions> = async (app, { service }) => {
  app.withTypeProvider<TypeBoxTypeProvider>().get(
    '/runs/:id/events',
    {
      config: { role: 'viewer' },
      sse: 'only',
      preHandler: async ({ headers }) => refuseOtherForms(headers.accept),
      schema: {
        tags: ['runs'],
        summary: 'What happens to a run, as it happens',
        description:
          'Server-sent events: `status` with the state and `progress` with the pace (and, of a simulation asked with `stream`, with what is known so far as `partial`), up to the end of the run. Last-Event-ID goes on after an event.',
        params: RunParams,
        response: { 200: { description: 'events', content: { 'text/event-stream': { schema: Type.String() } } }, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { id } = await entryOf(service, request.params.id);
      const gone = new AbortController();
      reply.sse.onClose(() => gone.abort());
      const events = service.events.has(id)
        ? service.events.follow(id, reply.sse.lastEventId, gone.signal)
        : looked(service, id, gone.signal);
      await reply.sse.send(events);
    },
  );
};

/** The plugin refuses them as well, in words of its own. Throws: MEDIA_TYPE_REFUSED. */
function refuseOtherForms(accept: string | undefined): void {
  if (accept === undefined || /text\/event-stream|text\/\*|\*\/\*/.test(accept)) return;
  fail({ code: 'MEDIA_TYPE_REFUSED', place: 'Accept', got: shown(accept), expected: 'text/event-stream' });
}

/** The states of a run that this process is not at work on. */
async function* looked(service: Service, id: string, signal: AbortSignal): AsyncGenerator<JobEvent> {
  let told = '';
  while (!signal.aborted) {
    const { status, changed } = summaryAnswer(service, await entryOf(service, id));
    if (status !== told) yield { id: `state-${changed}`, event: 'status', data: { id, status } };
    told = status;
    if (!AT_WORK.includes(status)) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}
