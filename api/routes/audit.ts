/** The audit log: who ran, changed or read what. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { queryCompiler } from '../queries.ts';
import { PROBLEMS } from '../schemas/common.ts';
import { AuditAnswer, AuditQuery } from '../schemas/service.ts';
import type { RouteOptions } from './route.ts';

const DEFAULT_LIMIT = 100;

export const auditRoutes: FastifyPluginAsync<RouteOptions> = async (app, { service }) => {
  app.withTypeProvider<TypeBoxTypeProvider>().get(
    '/audit',
    {
      config: { role: 'admin' },
      validatorCompiler: queryCompiler,
      schema: {
        tags: ['service'],
        summary: 'Who ran, changed or read what, newest first',
        querystring: AuditQuery,
        response: { 200: AuditAnswer, ...PROBLEMS },
      },
    },
    async ({ query }) => {
      const { limit = DEFAULT_LIMIT, before } = query;
      const entries = await service.audit.read({ limit, ...(before !== undefined && { before }) });
      return { entries, next: entries.length < limit ? null : (entries.at(-1)?.seq ?? null) };
    },
  );
};
