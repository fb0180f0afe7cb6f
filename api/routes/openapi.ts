/** The description of the service, made from the schemas that it checks with. */
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';

export const openapiRoutes: FastifyPluginAsync = async (app) => {
  app.get(
    '/openapi.json',
    {
      config: { role: 'open' },
      schema: {
        tags: ['service'],
        summary: 'This description',
        response: { 200: Type.Object({}, { additionalProperties: true, description: 'an OpenAPI 3.1 document' }) },
      },
    },
    async () => app.swagger(),
  );
};
