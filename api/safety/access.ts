/**
 * Who may do what. With keys: every request carries one, and every route says which role it needs. Without keys, which is for one's own
 * machine alone: whoever reaches the service may use it, except pages of other sites that a browser was made to ask for.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fail } from '../../host/errors.ts';
import type { Service } from '../service.ts';
import { covers, keyIdOf, keyOf, type Role } from '../store/keys.ts';

/** Whoever asks. */
export interface Principal {
  readonly keyId: string;
  readonly name: string;
  readonly role: Role;
}

export type Access =
  | { readonly kind: 'keys' }
  /** `user` is the name that runs are kept under. */
  | { readonly kind: 'loopback'; readonly user: string };

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
    /** What it was done to, for the audit log, where the address does not say. */
    target: string | null;
  }
  interface FastifyContextConfig {
    /** The role that a route needs; `open` needs none. */
    role?: Role | 'open';
  }
}

/** Files of the page and of the description, which tell nobody anything: what they show they ask for, with a key. */
const isPage = (url: string) => url === '/' || url === '/*' || url === '/v1/docs' || url.startsWith('/v1/docs/');

const BEARER = /^Bearer +(\S{1,200})$/i;
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];
/** Wrong keys from one address in a minute. */
const MOST_WRONG = 30;
const MINUTE = 60_000;

/** Asks every request for its key. Needs the rate limits to be registered before. */
export function guardAccess(app: FastifyInstance, service: Service, access: Access, origins: readonly string[]): void {
  app.decorateRequest('principal', null);
  app.decorateRequest('target', null);
  app.addHook('onRoute', (route) => {
    if (isPage(route.url)) route.config = { ...route.config, role: 'open' };
    if (route.config?.role === undefined) throw new Error(`access: ${route.url} does not say which role it needs`);
  });
  const countWrong = app.createRateLimit({ max: MOST_WRONG, timeWindow: MINUTE });
  app.addHook('onRequest', async (request, reply) => {
    const { role = 'open' } = request.routeOptions.config;
    if (access.kind === 'loopback') {
      refuseStrangers(request, origins);
      request.principal = { keyId: '', name: access.user, role: 'admin' };
      return;
    }
    if (role === 'open') return;
    const given = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const key = given === undefined ? undefined : await keyOf(service.database, given);
    if (key === undefined) {
      reply.header('www-authenticate', 'Bearer');
      const limit = await countWrong(request);
      if (!limit.isAllowed && limit.isExceeded)
        fail({ code: 'RATE_EXCEEDED', place: '', got: `more than ${MOST_WRONG} wrong keys in a minute`, expected: 'a pause' });
      const got =
        given === undefined ? 'no key' : `a key${keyIdOf(given) === undefined ? '' : ` ${keyIdOf(given)}`} that opens nothing`;
      fail({ code: 'KEY_NEEDED', place: 'Authorization', got, expected: 'Bearer and a key that `weir keys create` showed' });
    }
    request.principal = { keyId: key.id, name: key.name, role: key.role };
    if (!covers(key.role, role))
      fail({
        code: 'ROLE_NEEDED',
        place: 'Authorization',
        got: `a key of the role ${key.role}`,
        expected: `the role ${role} or above`,
      });
  });
}

/** Who asks. Throws: Error on routes that are open. */
export function principalOf({ principal }: FastifyRequest): Principal {
  if (principal === null) throw new Error('access: nobody is known to ask');
  return principal;
}

/** The name that a run is kept under. */
export function askedByOf(request: FastifyRequest): string {
  const { name, keyId } = principalOf(request);
  return keyId === '' ? name : `${name} (key ${keyId})`;
}

/**
 * A page of another site can make a browser on this machine ask for anything: under a name of its own that leads here, which shows in
 * Host, or across sites, which shows in Origin. Throws: ORIGIN_REFUSED.
 */
function refuseStrangers({ headers }: FastifyRequest, origins: readonly string[]): void {
  const host = headers.host ?? '';
  if (!LOOPBACK_NAMES.includes(host.replace(/:\d+$/, '')))
    fail({ code: 'ORIGIN_REFUSED', place: 'Host', got: `'${host}'`, expected: `one of ${LOOPBACK_NAMES.join(', ')}` });
  const { origin } = headers;
  if (origin === undefined || origins.includes(origin) || origin === `http://${host}`) return;
  fail({ code: 'ORIGIN_REFUSED', place: 'Origin', got: `'${origin}'`, expected: 'the page of the service itself' });
}
