/** Vectors: what the text of an assumption is taken for. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { vectorReport } from '../../host/index.ts';
import { PROBLEMS } from '../schemas/common.ts';
import { VectorAnswer, VectorBody } from '../schemas/deals.ts';

export const vectorRoutes: FastifyPluginAsync = async (app) => {
  app.withTypeProvider<TypeBoxTypeProvider>().post(
    '/vectors',
    {
      config: { role: 'viewer' },
      schema: {
        tags: ['vectors'],
        summary: 'What a vector was taken for',
        description: 'The canonical text of an assumption vector and its numbers, month by month.',
        body: VectorBody,
        response: { 200: VectorAnswer, ...PROBLEMS },
      },
    },
    async ({ body }) => vectorReport(body),
  );
};
