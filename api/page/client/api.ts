/**
 * The service as the page sees it: one function a question, each with the shape of its answer. Everything that goes over the network goes
 * through here. Faults come back as `Problem`.
 */
import { saveBlob } from '../parts/save.ts';
import { type RunEvent, streamEvents } from './events.ts';
import type { TableJson } from './frame.ts';
import { fieldsOf, listOf, textIn } from './read.ts';
import type { Answer, DecisionBody, FaultJson, ManifestJson, RunDetail, Trace } from './shapes.ts';

export type * from './shapes.ts';

/** Which rows and columns of a table are wanted. */
export interface TablePart {
  readonly trust?: string;
  readonly instrument?: readonly string[];
  readonly measure?: readonly string[];
  /** At most so many rows. */
  readonly limit?: number;
}

/** What the service refused, with every fault. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: readonly FaultJson[];
  constructor(status: number, code: string, detail: string, faults: readonly FaultJson[] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.faults = faults;
  }
}

const KEY = 'weir-key';
/** Told when the service asks who is there. */
let onKeyWanted: () => void = () => undefined;

/** Says what to do when the service wants a key. */
export function whenKeyIsWanted(listener: () => void): void {
  onKeyWanted = listener;
}

/** Keeps a key for as long as this tab is open. */
export function keepKey(key: string): void {
  sessionStorage.setItem(KEY, key);
}

/** Whether this tab has a key; a link cannot carry one. */
export function hasKey(): boolean {
  return sessionStorage.getItem(KEY) !== null;
}

const query = (fields: Readonly<Record<string, string | number | readonly string[] | undefined>>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) search.append(name, String(one));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
};
const at = (...parts: string[]) => ['v1', ...parts.map(encodeURIComponent)].join('/');

export interface RunFilter {
  readonly kind?: string | undefined;
  readonly status?: string | undefined;
  readonly title?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export const api = {
  runs: (filter: RunFilter = {}, signal?: AbortSignal) => json<Answer<'/v1/runs'>>(`v1/runs${query({ ...filter })}`, signal),
  run: (id: string, signal?: AbortSignal) => json<RunDetail>(at('runs', id), signal),
  table: (id: string, name: string, part: TablePart = {}, signal?: AbortSignal) =>
    json<TableJson>(`${at('runs', id, 'tables', name)}${query({ ...part })}`, signal),
  tables: (id: string, signal?: AbortSignal) => json<Answer<'/v1/runs/{id}/tables'>>(at('runs', id, 'tables'), signal),
  trace: (id: string, asked: { trust: string; month: number; tranche?: string | undefined }, signal?: AbortSignal) =>
    json<Trace>(`${at('runs', id, 'trace')}${query(asked)}`, signal),
  manifest: (id: string, signal?: AbortSignal) => json<ManifestJson>(at('runs', id, 'manifest'), signal),
  snapshots: (signal?: AbortSignal) => json<Answer<'/v1/snapshots'>>(at('snapshots'), signal),
  openapi: (signal?: AbortSignal) => json<unknown>(at('openapi.json'), signal),
  health: (signal?: AbortSignal) => json<Answer<'/v1/health'>>(at('health'), signal),
  schedules: (signal?: AbortSignal) => json<Answer<'/v1/schedules'>>(at('schedules'), signal),

  /** Puts a run in line. The same request under the same key is made once, however often it is sent. */
  start: (body: Readonly<Record<string, unknown>>, idempotencyKey: string) =>
    send<{ readonly id: string }>(at('runs'), body, { 'idempotency-key': idempotencyKey }),
  cancel: (id: string, why: string) => send<unknown>(at('runs', id, 'cancel'), { why }),

  review: (snapshot: string, signal?: AbortSignal) => json<unknown>(at('snapshots', snapshot, 'review'), signal),
  decide: (snapshot: string, decision: DecisionBody) => send<unknown>(at('snapshots', snapshot, 'review'), decision),

  /** What happens to a run, as it happens; goes on by itself where the connection is cut. Ends with the run. */
  events: (id: string, signal: AbortSignal): AsyncGenerator<RunEvent> =>
    streamEvents(async (last) => {
      const headers = { accept: 'text/event-stream', ...(last !== undefined && { 'last-event-id': last }) };
      const answer = await ask(at('runs', id, 'events'), { headers, signal });
      if (answer.body === null) throw new Problem(answer.status, 'NO_STREAM', 'the service sent no events');
      return answer.body;
    }, signal),

  /** Saves a file of a run: a table in a format, the report, the workbook, the manifest. */
  async download(
    id: string,
    path: readonly string[],
    name: string,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const answer = await ask(`${at('runs', id, ...path)}${query(fields)}`, {});
    saveBlob(name, await answer.blob());
  },
} as const;

async function json<T>(path: string, signal?: AbortSignal): Promise<T> {
  return contentOf(await ask(path, { headers: { accept: 'application/json' }, ...(signal !== undefined && { signal }) }));
}

async function send<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
  return contentOf(
    await ask(path, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  );
}

/**
 * What the service answered. The types are made from its description, and a test holds its answers against that; so all that can be wrong is
 * that something else has answered in its place. Throws: Problem.
 */
async function contentOf<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(answer.status, 'NO_JSON', 'what answered is not this service: is there a proxy before it?');
  }
}

/** A request, with the key where there is one. Throws: Problem. */
async function ask(
  path: string,
  { headers = {}, ...init }: RequestInit & { headers?: Record<string, string> },
): Promise<Response> {
  const key = sessionStorage.getItem(KEY);
  const answer = await fetch(path, {
    ...init,
    headers: { ...headers, ...(key !== null && { authorization: `Bearer ${key}` }) },
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'NO_ANSWER', 'the service does not answer; is it running?');
  });
  if (answer.ok) return answer;
  // Of a key that was replaced meanwhile nothing more needs to be said.
  if (answer.status === 401 && sessionStorage.getItem(KEY) === key) onKeyWanted();
  throw await problemOf(answer);
}

async function problemOf(answer: Response): Promise<Problem> {
  const { code, detail, faults } = fieldsOf(await answer.json().catch(() => undefined));
  return new Problem(
    answer.status,
    typeof code === 'string' ? code : `HTTP_${answer.status}`,
    typeof detail === 'string' ? detail : `the service answered ${answer.status} ${answer.statusText}`,
    listOf(faults).map((fault) => ({
      code: textIn(fault.code),
      ...(typeof fault.file === 'string' && { file: fault.file }),
      place: textIn(fault.place),
      got: textIn(fault.got),
      expected: textIn(fault.expected),
    })),
  );
}
