/**
 * The service on a port of this machine.
 *
 * In this version it listens on 127.0.0.1 and nowhere else: it knows no users, so whoever reaches it may use it.
 */
import { parseArgs } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { fail, shown, WeirError } from '../host/errors.ts';
import { type AppOptions, build } from './app.ts';

export const HOST = '127.0.0.1';
export const PORT = 8787;
const LAST_PORT = 65_535;
/** The exit code for bad input, as the command line has it. */
const BAD_INPUT = 2;

export interface ServerOptions extends AppOptions {
  /** Only 127.0.0.1. */
  readonly host?: string;
  /** Default 8787; 0 takes any that is free. */
  readonly port?: number;
  /** Stops listening, and lets running requests end. */
  readonly signal?: AbortSignal;
}

export interface Server {
  readonly app: FastifyInstance;
  /** `http://127.0.0.1:8787`. */
  readonly url: string;
}

/** Builds the service and listens. Throws: REQUEST_INVALID for another host, and for a port that cannot be had. */
export async function serve({ host = HOST, port = PORT, signal, ...options }: ServerOptions = {}): Promise<Server> {
  if (host !== HOST) {
    const expected = `${HOST}: the service knows no users yet and listens on this machine alone`;
    fail({ code: 'REQUEST_INVALID', place: 'host', got: shown(host), expected });
  }
  if (!Number.isInteger(port) || port < 0 || port > LAST_PORT) refusePort(port);
  const app = build(options);
  try {
    return { app, url: await app.listen({ host: HOST, port, ...(signal !== undefined && { signal }) }) };
  } catch (error) {
    await app.close();
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const got = `${port}, which ${code === 'EACCES' ? 'needs rights that this user has not' : 'another program has'}`;
    return fail({ code: 'REQUEST_INVALID', place: 'port', got, expected: 'a port that is free' });
  }
}

/** `node api/server.ts --port 8787`: serves until it is interrupted, then lets running requests end. */
async function main(): Promise<void> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  await serve({ logger: true, signal: ending.signal, ...argumentsGiven() });
}

function argumentsGiven(): { readonly host?: string; readonly port?: number } {
  try {
    const { values } = parseArgs({ options: { host: { type: 'string' }, port: { type: 'string' } } });
    const { host, port } = values;
    if (port !== undefined && !/^\d{1,5}$/.test(port)) refusePort(port);
    return { ...(host !== undefined && { host }), ...(port !== undefined && { port: Number(port) }) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return fail({ code: 'REQUEST_INVALID', place: '', got: error.message, expected: '--port 8787, or nothing' });
  }
}

function refusePort(port: unknown): never {
  fail({ code: 'REQUEST_INVALID', place: 'port', got: shown(port), expected: `a whole number from 0 to ${LAST_PORT}` });
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = BAD_INPUT;
  }
}
