/** The service as a Fastify instance that listens nowhere: `server.ts` listens, tests inject. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { fastifySSE } from '@fastify/sse';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import underPressure from '@fastify/under-pressure';
import Fastify, { type FastifyInstance, type FastifyServerOptions, type RouteOptions } from 'fastify';
import { MOST_DEAL_BYTES, WeirError } from '../host/index.ts';
import packageFile from '../package.json' with { type: 'json' };
import { DESCRIPTION } from './description.ts';
import { addMetrics } from './metrics.ts';
import { servePage } from './pageFiles.ts';
import { problemSender, RETRY_AFTER, refuseConnection } from './problems.ts';
import { auditRoutes } from './routes/audit.ts';
import { benchmarkRoutes } from './routes/benchmark.ts';
import { dealRoutes } from './routes/deals.ts';
import { healthRoutes } from './routes/health.ts';
import { openapiRoutes } from './routes/openapi.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { runEventRoutes } from './routes/runEvents.ts';
import { runFileRoutes } from './routes/runFiles.ts';
import { runRoutes } from './routes/runs.ts';
import { runTableRoutes } from './routes/runTables.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { snapshotRoutes } from './routes/snapshots.ts';
import { vectorRoutes } from './routes/vectors.ts';
import { type Access, guardAccess } from './safety/access.ts';
import { auditRequests } from './safety/auditing.ts';
import { allowOrigins } from './safety/cors.ts';
import { SHARED_SHAPES } from './schemas/shared.ts';
import type { Service } from './service.ts';
import type { UploadLimits } from './snapshots/upload.ts';

export interface AppOptions {
  readonly service: Service;
  readonly access: Access;
  /** Origins whose pages may ask: `https://risk.example.com`; default: none. */
  readonly origins?: readonly string[];
  /** Requests a minute from one address under one key. */
  readonly rate?: number;
  /** How much an upload may hold. */
  readonly uploads?: UploadLimits;
  /** Memory beyond which requests are refused for a while. Units: bytes. */
  readonly mostMemory?: number;
  /** The event loop's mean delay in a second beyond which requests are refused for a while; 0: none is too long. Units: milliseconds. */
  readonly mostDelay?: number;
  /** The folder of the web page; default: where it is built to. */
  readonly page?: string;
  /** Told of every route as it is added. */
  readonly onRoute?: (route: RouteOptions) => void;
  /** Structured logs, a JSON line a request, or options of them; default: none. */
  readonly logger?: FastifyServerOptions['logger'];
}

const PREFIX = '/v1';
/** How long a request may take to arrive: an upload is large. Units: milliseconds. */
const ARRIVAL_TIMEOUT = 900_000;
const HEADERS_TIMEOUT = 30_000;
const MINUTE = 60_000;
const DEFAULT_RATE = 6_000;
const MOST_DELAY = 1_000;

/**
 * Nothing is dropped from a body and nothing in it is turned into something else: with coercion a lag of null would be a lag of 0.
 * `verbose` puts what was found and what was expected into each error; of a union with a discriminator only the part that was meant
 * is told of.
 */
const AJV = { removeAdditional: false, coerceTypes: false, allErrors: true, verbose: true, discriminator: true } as const;

/** What a page of the service may do: nothing but show what the service itself sends. */
const POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    fontSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** What needs nothing but the service. */
const ROUTES = [
  dealRoutes,
  runRoutes,
  runEventRoutes,
  runTableRoutes,
  runFileRoutes,
  reviewRoutes,
  scheduleRoutes,
  benchmarkRoutes,
  auditRoutes,
];

/** Builds the service. */
export async function build(options: AppOptions): Promise<FastifyInstance> {
  const { service, access, origins = [], rate = DEFAULT_RATE, mostMemory, mostDelay = MOST_DELAY, uploads } = options;
  const { send, sendUnknownRoute } = problemSender(service.data.root, service.told);
  const app = Fastify({
    logger: options.logger ?? false,
    bodyLimit: MOST_DEAL_BYTES,
    requestTimeout: ARRIVAL_TIMEOUT,
    http: { headersTimeout: HEADERS_TIMEOUT },
    // Open event streams would keep a closing service alive.
    forceCloseConnections: true,
    genReqId: requestId,
    ajv: { customOptions: AJV },
    frameworkErrors: send,
    clientErrorHandler: refuseConnection,
  });
  if (options.onRoute !== undefined) app.addHook('onRoute', options.onRoute);
  // Text of no kind in particular is read by no route; what a browser may send across sites without asking is thereby refused.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.setErrorHandler(send);
  app.setNotFoundHandler(sendUnknownRoute);
  await app.register(helmet, {
    contentSecurityPolicy: POLICY,
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  allowOrigins(app, origins);
  await app.register(underPressure, {
    maxEventLoopDelay: mostDelay,
    retryAfter: RETRY_AFTER,
    ...(mostMemory !== undefined && { maxRssBytes: mostMemory }),
  });
  await app.register(rateLimit, {
    max: rate,
    timeWindow: MINUTE,
    keyGenerator: (request) => `${request.ip} ${request.principal?.keyId ?? ''}`,
    errorResponseBuilder: (_request, { max, after }) =>
      new WeirError([
        { code: 'RATE_EXCEEDED', place: '', got: `more than ${max} requests in a minute`, expected: `a pause of ${after}` },
      ]),
  });
  guardAccess(app, service, access, origins);
  auditRequests(app, service.audit);
  await addMetrics(app, service);
  await app.register(fastifySSE);
  for (const shape of SHARED_SHAPES) app.addSchema(shape);
  await app.register(swagger, DESCRIPTION);
  await app.register(swaggerUi, { routePrefix: `${PREFIX}/docs`, staticCSP: true });
  await app.register(healthRoutes, { prefix: PREFIX, version: packageFile.version, service });
  await app.register(openapiRoutes, { prefix: PREFIX });
  await app.register(vectorRoutes, { prefix: PREFIX });
  for (const routes of ROUTES) await app.register(routes, { prefix: PREFIX, service });
  await app.register(snapshotRoutes, { prefix: PREFIX, service, ...(uploads !== undefined && { uploads }) });
  await servePage(app, options.page);
  return app;
}

/** The caller's own id where it can stand in a log line and a header, else a new one. */
function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
