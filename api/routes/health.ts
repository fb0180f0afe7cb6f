/** Health: that the service runs, and which version of it; readiness: that it takes work. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { LAYOUT_VERSION } from '../../host/index.ts';
import { RETRY_AFTER } from '../problems.ts';
import { HealthAnswer, ReadyAnswer } from '../schemas/service.ts';
import type { RouteOptions } from './route.ts';

const MILLISECONDS = 1_000;

/** For routes of watchers, who are answered under pressure too: that is when they look. */
export const WATCHED = { rateLimit: false, pressureHandler: () => undefined } as const;

export const healthRoutes: FastifyPluginAsync<RouteOptions & { readonly version: string }> = async (
  app,
  { service, version },
) => {
  const built = performance.now();
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  typed.get(
    '/health',
    {
      config: { role: 'open', ...WATCHED },
      schema: { tags: ['service'], summary: 'Version and uptime', response: { 200: HealthAnswer } },
    },
    async () => ({
      status: 'ok' as const,
      version,
      kernelLayout: LAYOUT_VERSION,
      uptime: (performance.now() - built) / MILLISECONDS,
    }),
  );

  typed.get(
    '/ready',
    {
      config: { role: 'open', ...WATCHED },
      schema: {
        tags: ['service'],
        summary: 'Whether the service takes work',
        description:
          '503 while it is being stopped, where a computing thread is missing, and under pressure of memory or requests.',
        response: { 200: ReadyAnswer, 503: ReadyAnswer },
      },
    },
    async (_request, reply) => {
      const { queued, running } = service.queue.counts();
      const ready = service.isReady() && !app.isUnderPressure();
      if (!ready) reply.code(503).header('retry-after', RETRY_AFTER);
      return { ready, queued, running };
    },
  );
};
