/** The service as a Fastify instance that listens nowhere: `server.ts` listens, tests inject. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { MOST_DEAL_BYTES } from '../host/index.ts';
import packageFile from '../package.json' with { type: 'json' };
import { sendProblem, sendUnknownRoute } from './problems.ts';
import { dealRoutes } from './routes/deals.ts';
import { healthRoutes } from './routes/health.ts';
import { openapiRoutes } from './routes/openapi.ts';
import { vectorRoutes } from './routes/vectors.ts';

export interface AppOptions {
  /** Structured logs, a JSON line a request, or options of them; default: none. */
  readonly logger?: FastifyServerOptions['logger'];
}

const PREFIX = '/v1';
/** How long a request may take to arrive. Units: milliseconds. */
const ARRIVAL_TIMEOUT = 30_000;

/**
 * Nothing is dropped from a body and nothing in it is turned into something else: with coercion a lag of null would be a lag of 0.
 * `verbose` puts what was found and what was expected into each error.
 */
const AJV = { removeAdditional: false, coerceTypes: false, allErrors: true, verbose: true } as const;

/** Builds the service. */
export function build(options: AppOptions = {}): FastifyInstance {
  const app = Fastify({
    logger: options.logger ?? false,
    bodyLimit: MOST_DEAL_BYTES,
    requestTimeout: ARRIVAL_TIMEOUT,
    genReqId: requestId,
    ajv: { customOptions: AJV },
    frameworkErrors: sendProblem,
  });
  // Text of no kind in particular is read by no route; what a browser may send across sites without asking is thereby refused.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler(sendUnknownRoute);
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Weir', version: packageFile.version, description: 'Values mortgage securitization trusts.' },
    },
  });
  app.register(healthRoutes, { prefix: PREFIX, version: packageFile.version });
  app.register(openapiRoutes, { prefix: PREFIX });
  app.register(dealRoutes, { prefix: PREFIX });
  app.register(vectorRoutes, { prefix: PREFIX });
  return app;
}

/** The caller's own id where it can stand in a log line and a header, else a new one. */
function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
