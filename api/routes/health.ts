/** Health: that the service runs, and which version of it. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { LAYOUT_VERSION } from '../../host/index.ts';
import { HealthAnswer } from '../schemas.ts';

const MILLISECONDS = 1_000;

export const healthRoutes: FastifyPluginAsync<{ readonly version: string }> = async (app, { version }) => {
  const built = performance.now();
  app
    .withTypeProvider<TypeBoxTypeProvider>()
    .get(
      '/health',
      { schema: { tags: ['service'], summary: 'Version and uptime', response: { 200: HealthAnswer } } },
      async () => ({
        status: 'ok' as const,
        version,
        kernelLayout: LAYOUT_VERSION,
        uptime: (performance.now() - built) / MILLISECONDS,
      }),
    );
};
