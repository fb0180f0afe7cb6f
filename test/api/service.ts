/** A service without a port on a data folder of its own: what tests send it and what it answers. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { afterAll } from 'vitest';
import { type AppOptions, build } from '../../api/app.ts';
import type { Problem } from '../../api/problems.ts';
import { openService, type Service, type ServiceOptions } from '../../api/service.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PORTFOLIO = `${ROOT}/examples/portfolio`;

/** The snapshot that `withSnapshots` puts there: two trusts of the example portfolio. */
export const SNAPSHOT = '2011-03-31';
/** The example's date before. */
export const BEFORE = '2010-12-31';
export const TRUSTS = ['alt-a-2002-1', 'alt-a-2005-1'];

/** A data folder of its own, gone at the end of the tests of a file. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'weir-api-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data');
}

/** Puts snapshots of two trusts into a data folder, the example's last date under each name, none with the snapshot before it. */
export function withSnapshots(data: string, names: readonly string[] = [SNAPSHOT]): void {
  for (const name of names) putSnapshot(data, name, SNAPSHOT, smallSnapshot());
}

/** Puts the example's two dates there, two trusts each, the younger naming the older. */
export function withPair(data: string): void {
  putSnapshot(data, BEFORE, BEFORE, smallSnapshot(BEFORE));
  putSnapshot(data, SNAPSHOT, SNAPSHOT, smallSnapshot().replace(/^date:/m, `previous: ../${BEFORE}\ndate:`));
}

function putSnapshot(data: string, name: string, date: string, yaml: string): void {
  const folder = join(data, 'snapshots', name);
  mkdirSync(folder, { recursive: true });
  cpSync(join(PORTFOLIO, date, 'market'), join(folder, 'market'), { recursive: true });
  for (const trust of TRUSTS) cpSync(join(PORTFOLIO, date, 'trusts', trust), join(folder, 'trusts', trust), { recursive: true });
  writeFileSync(join(folder, 'snapshot.yaml'), yaml);
}

/** The example's snapshot.yaml with two of its trusts. */
export function smallSnapshot(date = SNAPSHOT): string {
  return readFileSync(join(PORTFOLIO, date, 'snapshot.yaml'), 'utf8')
    .split('\n')
    .filter(
      (line) => !line.startsWith('previous:') && (!/^ {2}- trusts\//.test(line) || TRUSTS.some((trust) => line.endsWith(trust))),
    )
    .join('\n');
}

/** Units: milliseconds. */
const CLOSING = 60_000;

export interface Client {
  readonly service: Service;
  readonly app: FastifyInstance;
  readonly folder: string;
}

/** A service in this process, closed at the end of the tests of a file. Threads: one that computes, without others. */
export async function openClient(
  options: Partial<ServiceOptions> & Partial<Omit<AppOptions, 'service'>> & { readonly snapshots?: readonly string[] } = {},
): Promise<Client> {
  const folder = options.data ?? dataFolder();
  const service = await openService({ workers: 0, ...options, data: folder });
  if (options.snapshots !== undefined) withSnapshots(folder, options.snapshots);
  // Tests share their cores with others: how long the loop was held up says nothing of the service.
  const app = await build({ access: { kind: 'loopback', user: 'tester' }, mostDelay: 0, ...options, service });
  // What is at work is left to nobody; it may take a moment to hear of it.
  afterAll(async () => {
    await app.close();
    await service.close();
  }, CLOSING);
  return { service, app, folder };
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly requestId: string;
  readonly body: string;
}

/** Posts JSON, or a text of another type. */
export async function post(app: FastifyInstance, path: string, payload: unknown, type = 'application/json'): Promise<Answer> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const reply = await app.inject({ method: 'POST', url: `/v1${path}`, headers: { 'content-type': type }, payload: text });
  return {
    status: reply.statusCode,
    type: String(reply.headers['content-type']),
    requestId: String(reply.headers['x-request-id']),
    body: reply.body,
  };
}

/** What must be answered: posts and gives the answer. */
export function answering(app: FastifyInstance) {
  return async <T>(path: string, payload: unknown, type?: string): Promise<T> => {
    const { status, body } = await post(app, path, payload, type);
    if (status >= 300) throw new Error(`${path} answered ${status}: ${body}`);
    return JSON.parse(body);
  };
}

/** What must be refused: posts and gives the problem. */
export function refusing(app: FastifyInstance) {
  return async (path: string, payload: unknown, type?: string): Promise<Problem> => {
    const answer = await post(app, path, payload, type);
    return problemIn(answer, path);
  };
}

/** The problem of an answer, which says the same as HTTP. */
export function problemIn({ status, type, body, requestId }: Answer, path = ''): Problem {
  if (!type.startsWith('application/problem+json')) throw new Error(`${path} answered ${status}, ${type}: ${body}`);
  const problem: Problem = JSON.parse(body);
  if (problem.status !== status || problem.requestId !== requestId)
    throw new Error(`status and id of ${body} are not those of HTTP`);
  return problem;
}

/** Gets JSON that must be there. */
export async function get<T>(app: FastifyInstance, path: string): Promise<T> {
  const reply = await app.inject({ method: 'GET', url: `/v1${path}` });
  if (reply.statusCode !== 200) throw new Error(`${path} answered ${reply.statusCode}: ${reply.body}`);
  return reply.json();
}

/** The text of a published deal. */
export function goldenDeal(name: string): string {
  return readFileSync(`${ROOT}/test/golden/${name}/deal.yaml`, 'utf8');
}

/** Nothing, for so many milliseconds. */
export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
