/** The service against its description: the committed copy is what is served, and every answer is as it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Schema from 'typebox/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../api/app.ts';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { type Server, serve } from '../../api/server.ts';
import { OPENAPI_FILE } from '../../api/writeOpenapi.ts';
import { goldenDeal, openClient, SNAPSHOT, smallSnapshot, withPair } from './service.ts';
import { finished, PATIENCE } from './watch.ts';

type Json = Readonly<Record<string, unknown>>;
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const { app, service, folder } = await openClient({});
withPair(folder);
interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Json & { readonly responses: Readonly<Record<string, Response>> };
}
const description: Described = JSON.parse(readFileSync(OPENAPI_FILE, 'utf8'));
interface Response {
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
  readonly summary?: string;
  readonly security?: readonly unknown[];
}

const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, path, operation })),
);
/** Operations that were answered with success. */
const answered = new Set<string>();

/** Asks, and holds the answer against what the description says of it. */
async function ask(
  method: Method,
  template: string,
  options: { params?: Record<string, string>; query?: string; body?: unknown; headers?: Record<string, string> } = {},
) {
  const { params = {}, query = '', body, headers = {} } = options;
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const reply = await app.inject({
    method,
    url: `${path}${query}`,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const type = String(reply.headers['content-type'] ?? '').split(';')[0] ?? '';
  check(`${method} ${template}`, reply.statusCode, type, reply.body);
  return reply;
}

function check(name: string, status: number, type: string, body: string): void {
  const operation = operations.find((one) => one.name === name)?.operation;
  if (operation === undefined) throw new Error(`${name} is not described`);
  const response = operation.responses[String(status)] ?? operation.responses[`${Math.floor(status / 100)}XX`];
  if (response === undefined) throw new Error(`${name} answered ${status}, which is not described: ${body}`);
  checkAs(name, status, type, body, '$ref' in response ? named(response.$ref) : response);
}

/** A response that stands under a name. */
function named(ref: string): Response {
  const response = description.components.responses[ref.replace('#/components/responses/', '')];
  if (response === undefined) throw new Error(`${ref} is not described`);
  return response;
}

function checkAs(name: string, status: number, type: string, body: string, response: Response): void {
  if (status < 300) answered.add(name);
  if (response.content === undefined) return expect([name, body]).toEqual([name, '']);
  const described = response.content[type];
  if (described === undefined) throw new Error(`${name} answered ${status} with ${type}, which is not described`);
  if (!type.endsWith('json')) return;
  const errors = faultsOf(described.schema, JSON.parse(body));
  expect([name, errors]).toEqual([name, []]);
}

/** What of a value is not as a schema of the description says. */
function faultsOf(schema: Json, value: unknown): string[] {
  const compiled = Schema.Compile({ ...schema, components: description.components });
  if (compiled.Check(value)) return [];
  const [, errors] = compiled.Errors(value);
  return errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the description', () => {
  it('is the committed copy: `node api/writeOpenapi.ts` and `npx biome format --write api/openapi.json` write it', async () => {
    expect((await app.inject({ method: 'GET', url: '/v1/openapi.json' })).json()).toEqual(
      JSON.parse(JSON.stringify(description)),
    );
  });

  it('lists every route, with a body where one is read and problems where one can be refused', async () => {
    const routes: string[] = [];
    const other = await build({
      service,
      access: { kind: 'keys' },
      onRoute: ({ method, url, schema }) => {
        if (schema?.hide === true || !url.startsWith('/v1/') || url.startsWith('/v1/docs')) return;
        for (const each of [method].flat()) if (each !== 'HEAD') routes.push(`${each} ${url.replace(/:(\w+)/g, '{$1}')}`);
      },
    });
    await other.close();
    expect(operations.map(({ name }) => name).toSorted()).toEqual(routes.toSorted());
    for (const { name, operation } of operations) {
      expect([name, operation.summary?.length]).toEqual([name, expect.any(Number)]);
      if (operation.security === undefined)
        expect(Object.keys(operation.responses), name).toEqual(expect.arrayContaining(['4XX', '5XX']));
    }
  });

  it('has schemas that refuse: a check that passes everything would show nothing', () => {
    const run = description.components.schemas;
    expect(faultsOf({ $ref: '#/components/schemas/Run' }, { id: 5 })).not.toEqual([]);
    expect(faultsOf({ $ref: '#/components/schemas/Problem' }, {})).not.toEqual([]);
    expect(Object.keys(run ?? {})).toEqual(expect.arrayContaining(['Problem', 'Run', 'RunRequest', 'Schedule']));
  });
});

describe('answers are as the description says', () => {
  const DEAL = goldenDeal('csfb_2004_7_g4');
  let run: RunAnswer;
  beforeAll(async () => {
    const { id } = (
      await ask('POST', '/v1/runs', { body: { kind: 'value', snapshot: SNAPSHOT }, headers: { 'idempotency-key': 'contract' } })
    ).json<RunAnswer>();
    run = await finished(app, id);
  }, PATIENCE);

  it('of the service itself', async () => {
    for (const path of ['/v1/health', '/v1/ready', '/v1/openapi.json', '/v1/audit', '/v1/benchmark']) await ask('GET', path);
  });

  it('of deals and vectors', async () => {
    await ask('POST', '/v1/deals/check', { body: DEAL, headers: { 'content-type': 'application/yaml' } });
    await ask('POST', '/v1/deals/compile', { body: { deal: DEAL } });
    await ask('POST', '/v1/deals/compile', { body: { deal: DEAL, variant: 'none' } });
    await ask('POST', '/v1/deals/project', { body: { deal: DEAL, speeds: 'PSA 100,250' } });
    await ask('POST', '/v1/deals/price', { body: { deal: DEAL, tranche: '4A1', prices: [100.5], yields: ['5.2%'] } });
    await ask('POST', '/v1/deals/trace', { body: { deal: DEAL, month: 12 } });
    await ask('POST', '/v1/vectors', { body: { text: '8 ramp 20 for 4 CPR' } });
    await ask('POST', '/v1/deals/check', { body: { deal: 1 } });
    await ask('POST', '/v1/deals/price', { body: {} });
    await ask('POST', '/v1/vectors', { body: '{' });
  });

  it('of runs', async () => {
    const params = { id: run.id };
    await ask('GET', '/v1/runs', { query: '?status=done&limit=5' });
    await ask('GET', '/v1/runs', { query: '?status=ended' });
    await ask('GET', '/v1/runs/{id}', { params });
    await ask('GET', '/v1/runs/{id}', { params: { id: 'none' } });
    await ask('GET', '/v1/runs/{id}/manifest', { params });
    await ask('GET', '/v1/runs/{id}/tables', { params });
    for (const format of ['json', 'csv', 'parquet', 'arrow'])
      await ask('GET', '/v1/runs/{id}/tables/{name}', { params: { ...params, name: 'instruments' }, query: `?format=${format}` });
    await ask('GET', '/v1/runs/{id}/tables/{name}', { params: { ...params, name: 'none' } });
    await ask('GET', '/v1/runs/{id}/report.html', { params });
    await ask('GET', '/v1/runs/{id}/report.xlsx', { params });
    await ask('GET', '/v1/runs/{id}/trace', { params, query: '?trust=alt-a-2005-1&month=70&tranche=M1' });
    await ask('GET', '/v1/runs/{id}/trace', { params, query: '?month=first' });
    await ask('POST', '/v1/runs/{id}/adjustments', {
      params,
      body: { target: 'alt-a-2005-1 collateral', amount: 1, why: 'rounding' },
    });
    await ask('POST', '/v1/runs/{id}/lock', { params, body: { preparer: 'A. Moss', reviewer: 'B. Hill' } });
    await ask('POST', '/v1/runs/{id}/lock', { params, body: { preparer: 'A. Moss', reviewer: 'B. Hill' } });
    const replay = (await ask('POST', '/v1/runs/{id}/replay', { params })).json<RunAnswer>();
    await ask('POST', '/v1/runs/{id}/cancel', { params: { id: replay.id }, body: { why: 'enough' } });
    const ended = await finished(app, replay.id);
    expect(['cancelled', 'done']).toContain(ended.status);
    await ask('DELETE', '/v1/runs/{id}', { params: { id: replay.id } });
    await ask('DELETE', '/v1/runs/{id}', { params });
    await ask('POST', '/v1/benchmark', { body: { workload: 'small', workers: [1], rounds: 1 } }).then((reply) =>
      finished(app, reply.json<RunAnswer>().id),
    );
  });

  it('of snapshots', async () => {
    await ask('GET', '/v1/snapshots');
    await ask('GET', '/v1/snapshots/{name}', { params: { name: SNAPSHOT } });
    await ask('GET', '/v1/snapshots/{name}', { params: { name: 'none' } });
    await ask('GET', '/v1/snapshots/{name}/check', { params: { name: SNAPSHOT } });
    await ask('GET', '/v1/snapshots/{name}/review', { params: { name: SNAPSHOT } });
    await ask('POST', '/v1/snapshots/{name}/review', {
      params: { name: SNAPSHOT },
      body: { decision: 'accepted', trusts: ['alt-a-2005-1'], why: 'as last quarter' },
    });
    const boundary = 'contract';
    await ask('POST', '/v1/snapshots/{name}', {
      params: { name: 'uploaded' },
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="snapshot.yaml"\r\n\r\n${smallSnapshot()}\r\n--${boundary}--\r\n`,
    });
    await ask('POST', '/v1/snapshots/{name}', { params: { name: 'uploaded' }, body: {} });
    await ask('GET', '/v1/portfolios');
    await ask('DELETE', '/v1/snapshots/{name}', { params: { name: SNAPSHOT } });
  });

  it('of schedules', async () => {
    const body = { name: 'nightly', cron: '0 2 * * *', request: { kind: 'value', snapshot: 'latest' } };
    const { id } = (await ask('POST', '/v1/schedules', { body })).json<{ id: string }>();
    await ask('POST', '/v1/schedules', { body: { ...body, cron: 'never' } });
    await ask('GET', '/v1/schedules');
    await ask('GET', '/v1/schedules/{id}', { params: { id } });
    await ask('PATCH', '/v1/schedules/{id}', { params: { id }, body: { paused: true } });
    const started = (await ask('POST', '/v1/schedules/{id}/run', { params: { id } })).json<RunAnswer>();
    // The folder `uploaded` has no trusts to read: what becomes of the run is not the matter here.
    await finished(app, started.id);
    await ask('DELETE', '/v1/schedules/{id}', { params: { id } });
    await ask('DELETE', '/v1/schedules/{id}', { params: { id } });
    await ask('DELETE', '/v1/runs/{id}', { params: { id: started.id } });
    await ask('DELETE', '/v1/snapshots/{name}', { params: { name: 'uploaded' } });
  });

  describe('over a connection', () => {
    let server: Server;
    beforeAll(async () => {
      server = await serve({ mostDelay: 0, data: join(folder, '..', 'other'), port: 0, noKeys: true, workers: 0 });
      withPair(join(folder, '..', 'other'));
    }, PATIENCE);
    afterAll(() => server.stop(0), PATIENCE);

    it('of events', async () => {
      const headers = { 'content-type': 'application/json' };
      const asked = await fetch(`${server.url}/v1/runs`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ kind: 'value', snapshot: SNAPSHOT }),
      });
      const { id }: RunAnswer = JSON.parse(await asked.text());
      const url = `${server.url}/v1/runs/${id}/events`;
      const events = await fetch(url);
      check(
        'GET /v1/runs/{id}/events',
        events.status,
        events.headers.get('content-type')?.split(';')[0] ?? '',
        await events.text(),
      );
      const refused = await fetch(url, { headers: { accept: 'application/json' } });
      check(
        'GET /v1/runs/{id}/events',
        refused.status,
        refused.headers.get('content-type')?.split(';')[0] ?? '',
        await refused.text(),
      );
    });
  });

  it('of every operation that is described', () => {
    expect(operations.map(({ name }) => name).filter((name) => !answered.has(name))).toEqual([]);
  });
});
