/** The service on a port: what it may listen on, how it starts, how it is stopped. */
import { totalmem, userInfo } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { fail, shown } from '../host/errors.ts';
import { type AppOptions, build } from './app.ts';
import type { Access } from './safety/access.ts';
import { openService, type Service, type ServiceOptions } from './service.ts';
import { hasKeys } from './store/keys.ts';

export const HOST = '127.0.0.1';
export const PORT = 8787;
const LAST_PORT = 65_535;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
/** How long runs at work may go on once the service is told to stop. Units: milliseconds. */
const PATIENCE = 30_000;
/** Of the memory there is, what the service may take before it refuses requests for a while. */
const MEMORY_SHARE = 0.8;

export interface ServerOptions
  extends ServiceOptions,
    Pick<AppOptions, 'logger' | 'origins' | 'rate' | 'mostMemory' | 'mostDelay'> {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 8787; 0 takes any that is free. */
  readonly port?: number;
  /** Whoever reaches the service may use it: on a loopback address alone. */
  readonly noKeys?: boolean;
}

export interface Server {
  readonly app: FastifyInstance;
  readonly service: Service;
  /** `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Stops listening, lets requests and runs at work end, and closes. Units: milliseconds. */
  stop(patience?: number): Promise<void>;
}

/**
 * Opens the data folder, builds the service and listens.
 * Throws: REQUEST_INVALID for a host that needs keys where there are none, and for a port that cannot be had; STORE_*, SERVICE_RUNNING.
 */
export async function serve(options: ServerOptions): Promise<Server> {
  const { host = HOST, port = PORT, noKeys = false } = options;
  if (!Number.isInteger(port) || port < 0 || port > LAST_PORT) refusePort(port);
  if (noKeys && !LOOPBACK.includes(host))
    fail({
      code: 'REQUEST_INVALID',
      place: 'host',
      got: `${shown(host)} without keys`,
      expected: `one of ${LOOPBACK.join(', ')}: elsewhere every request needs a key`,
    });
  let app: FastifyInstance | undefined;
  const service = await openService({
    ...options,
    onError: (error) => app?.log.error({ err: error }, 'an error that is not foreseen'),
    onRunEnded: ({ id, kind }, status, seconds) => app?.log.info({ run: id, kind, status, seconds }, 'run ended'),
  });
  try {
    const access: Access = noKeys ? { kind: 'loopback', user: userName() } : { kind: 'keys' };
    if (!noKeys && !(await hasKeys(service.database)))
      fail({
        code: 'REQUEST_INVALID',
        place: 'keys',
        got: 'none',
        expected: 'a key, which `weir keys create --role admin` makes; or --no-keys, on this machine alone',
      });
    app = await build({ mostMemory: MEMORY_SHARE * memory(), ...options, service, access });
    const url = await listen(app, host, port);
    const listening = app;
    service.scheduler.start();
    let stopping: Promise<void> | undefined;
    return {
      app,
      service,
      url,
      stop(patience = PATIENCE) {
        stopping ??= stop(listening, service, patience);
        return stopping;
      },
    };
  } catch (error) {
    await app?.close();
    await service.close();
    throw error;
  }
}

async function stop(app: FastifyInstance, service: Service, patience: number): Promise<void> {
  // Runs first: whoever watches one sees its end. What is asked meanwhile is answered, but for new runs.
  await service.drain(patience);
  await app.close();
  await service.close();
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
      fail({ code: 'REQUEST_INVALID', place: 'host', got: shown(host), expected: 'an address of this machine' });
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const got = `${port}, which ${code === 'EACCES' ? 'needs rights that this user has not' : 'another program has'}`;
    return fail({ code: 'REQUEST_INVALID', place: 'port', got, expected: 'a port that is free' });
  }
}

/** Memory that this process may take, by the machine and by the limits it is under. Units: bytes. */
function memory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

function refusePort(port: unknown): never {
  fail({ code: 'REQUEST_INVALID', place: 'port', got: shown(port), expected: `a whole number from 0 to ${LAST_PORT}` });
}

if (import.meta.main) {
  // As a program of its own it is the command, which knows options, signals and exit codes; the command waits for this module, so not here.
  process.argv.splice(2, 0, 'serve');
  void import('../host/cli/weir.ts');
}
