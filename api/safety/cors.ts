/** Pages of other origins may read answers only where they were named: without names there is not a word of CORS. */
import type { FastifyInstance } from 'fastify';

const METHODS = 'GET, POST, PATCH, DELETE';
const HEADERS = 'authorization, content-type, idempotency-key, last-event-id';
const EXPOSED = 'location, retry-after, x-request-id, etag';
/** How long a browser remembers what it may do. Units: seconds. */
const REMEMBERED = '600';

/** Lets pages of the origins named ask. */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) return;
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', EXPOSED);
    // Asked before the request itself, and without a key.
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined)
      return reply
        .code(204)
        .header('access-control-allow-methods', METHODS)
        .header('access-control-allow-headers', HEADERS)
        .header('access-control-max-age', REMEMBERED)
        .send();
  });
}
