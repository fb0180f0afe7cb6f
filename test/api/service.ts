/** The service without a port: what tests send it and what it answers. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { build } from '../../api/app.ts';
import type { Problem } from '../../api/problems.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const service: FastifyInstance = build();

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly requestId: string;
  readonly body: string;
}

/** Posts JSON, or a text of another type. */
export async function post(path: string, payload: unknown, type = 'application/json'): Promise<Answer> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const reply = await service.inject({ method: 'POST', url: `/v1${path}`, headers: { 'content-type': type }, payload: text });
  return {
    status: reply.statusCode,
    type: String(reply.headers['content-type']),
    requestId: String(reply.headers['x-request-id']),
    body: reply.body,
  };
}

/** Posts what must be answered, and gives the answer. */
export async function answered<T>(path: string, payload: unknown, type?: string): Promise<T> {
  const { status, body } = await post(path, payload, type);
  if (status !== 200) throw new Error(`${path} answered ${status}: ${body}`);
  return JSON.parse(body) as T;
}

/** Posts what must be refused, and gives the problem. */
export async function refused(path: string, payload: unknown, type?: string): Promise<Problem> {
  const { status, type: answerType, body, requestId } = await post(path, payload, type);
  const problem = JSON.parse(body) as Problem;
  if (!answerType.startsWith('application/problem+json')) throw new Error(`${path} answered ${status}, ${answerType}: ${body}`);
  if (problem.status !== status || problem.requestId !== requestId)
    throw new Error(`status and id of ${body} are not those of HTTP`);
  return problem;
}

/** The text of a published deal. */
export function goldenDeal(name: string): string {
  return readFileSync(`${ROOT}/test/golden/${name}/deal.yaml`, 'utf8');
}
