/** The service around its deals: vectors, health, its description, ids of requests, errors nobody foresaw, the port. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../api/app.ts';
import { HOST, type Server, serve } from '../../api/server.ts';
import { type VectorEcho, WeirError } from '../../host/index.ts';
import { answered, ROOT, refused, service } from './service.ts';

describe('vectors', () => {
  it('are echoed with their canonical text and their numbers', async () => {
    const echo = await answered<VectorEcho>('/vectors', { text: '8 ramp 20 for 4 CPR', months: 6 });
    expect(echo).toMatchObject({
      canonical: 'CPR 8 ramp 20 for 4',
      unit: 'CPR',
      anchor: 'projection',
      stated: [8, 12, 16, 20, 20, 20],
    });
    // SMM of 8 CPR: 1 - 0.92^(1/12).
    expect(echo.values[0]).toBeCloseTo(1 - 0.92 ** (1 / 12), 15);
  });

  it('take an age, a unit and a ramp, and may begin on a date', async () => {
    // 100 PSA is 0.2 CPR in the loan's first month and 0.2 more in each of the next 29: at age 2, month 1 is 0.6 CPR.
    const psa = await answered<VectorEcho>('/vectors', { text: '100', unit: 'psa', age: 2, months: 1 });
    expect(psa.values[0]).toBeCloseTo(1 - 0.994 ** (1 / 12), 15);
    // Half of a ramp of 12 CPR.
    const ppc = await answered<VectorEcho>('/vectors', { text: '50 PPC', ppc: '12', months: 1 });
    expect(ppc.values[0]).toBeCloseTo(1 - 0.94 ** (1 / 12), 15);
    expect((await answered<VectorEcho>('/vectors', { text: '6 CPR from origination' })).stated.length).toBe(60);
  });

  it('are refused with the position of what cannot be read', async () => {
    expect(await refused('/vectors', { text: '6 CPR until Tuesday' })).toMatchObject({ status: 422, code: 'VECTOR_SYNTAX' });
    expect(await refused('/vectors', { text: '6 CPR', unit: 'WAL' })).toMatchObject({ status: 422, faults: [{ place: 'unit' }] });
  });
});

describe('health', () => {
  it('tells versions and how long the service has run', async () => {
    const reply = await service.inject({ method: 'GET', url: '/v1/health' });
    expect(reply.json()).toEqual({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      kernelLayout: expect.any(Number),
      uptime: expect.any(Number),
    });
    const later = await service.inject({ method: 'GET', url: '/v1/health' });
    expect(later.json().uptime).toBeGreaterThan(reply.json().uptime);
  });
});

describe('the description', () => {
  it('lists every route, with a body where one is posted and problems where one can be refused', async () => {
    const routes: string[] = [];
    const app = build();
    app.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) if (each !== 'HEAD') routes.push(`${each} ${url}`);
    });
    const document = (await app.inject({ method: 'GET', url: '/v1/openapi.json' })).json();
    const listed = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.toSorted()).toEqual(routes.toSorted());
    expect(routes.toSorted()).toEqual([
      'GET /v1/health',
      'GET /v1/openapi.json',
      'POST /v1/deals/check',
      'POST /v1/deals/price',
      'POST /v1/deals/project',
      'POST /v1/deals/trace',
      'POST /v1/vectors',
    ]);
    for (const route of routes.filter((each) => each.startsWith('POST'))) {
      const { requestBody, responses } = document.paths[route.slice('POST '.length)].post;
      expect(requestBody.content['application/json'], route).toHaveProperty('schema');
      expect(Object.keys(responses), route).toEqual(['200', '4XX', '5XX']);
      expect(Object.keys(responses['4XX'].content), route).toEqual(['application/problem+json']);
    }
    expect(Object.keys(document.paths['/v1/deals/check'].post.requestBody.content)).toContain('application/yaml');
  });
});

describe('a request', () => {
  const idOf = async (given?: string) => {
    const headers = given === undefined ? {} : { 'x-request-id': given };
    return (await service.inject({ method: 'GET', url: '/v1/health', headers })).headers['x-request-id'];
  };

  it('has an id of its own', async () => {
    expect(await idOf()).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idOf()).not.toBe(await idOf());
  });

  it("keeps the caller's id where it is fit for a log", async () => {
    expect(await idOf('month-end.42')).toBe('month-end.42');
    expect(await idOf('{"level":60}')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idOf('x'.repeat(65))).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('an error that nobody foresaw', () => {
  const logged: string[] = [];
  const app = build({ logger: { level: 'error', stream: { write: (line: string) => logged.push(line) } } });
  app.get('/broken', async () => {
    throw new Error('a secret of the machine');
  });

  it('is told without its message or stack, and logged with them', async () => {
    const reply = await app.inject({ method: 'GET', url: '/broken', headers: { 'x-request-id': 'broken-1' } });
    expect(reply.json()).toMatchObject({ status: 500, code: 'SERVICE_FAILED', requestId: 'broken-1' });
    expect(reply.body).not.toMatch(/secret|\bat .*\.ts/);
    expect(logged.join('')).toContain('a secret of the machine');
    expect(logged.join('')).toContain('broken-1');
  });
});

describe('the server', () => {
  let server: Server;
  beforeAll(async () => {
    server = await serve({ port: 0 });
  });
  afterAll(() => server.app.close());

  it('answers on 127.0.0.1', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const reply = await fetch(`${server.url}/v1/health`);
    expect(await reply.json()).toMatchObject({ status: 'ok' });
    expect(server.app.server.address()).toMatchObject({ address: HOST });
  });

  it.each(['0.0.0.0', '::', 'localhost', '192.168.0.1', ''])("listens on no other host: '%s'", async (host) => {
    const refusal: unknown = await serve({ host, port: 0 }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(WeirError);
    expect(refusal).toMatchObject({ faults: [{ code: 'REQUEST_INVALID', place: 'host', got: `'${host}'` }] });
  });

  it('says which port another program has', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, HOST, resolve));
    const { port } = other.address() as AddressInfo;
    const refusal: unknown = await serve({ port }).catch((error: unknown) => error);
    other.close();
    expect(refusal).toMatchObject({ faults: [{ code: 'REQUEST_INVALID', place: 'port' }] });
    await expect(serve({ port: 65_536 })).rejects.toThrow('REQUEST_INVALID port: got 65536');
  });

  it('runs as a program until it is told to end', async () => {
    const { child, err } = started(['--port', '0']);
    child.stdout.once('data', () => child.kill('SIGTERM'));
    const [code] = await once(child, 'close');
    expect([code, err()]).toEqual([0, '']);
  });

  it.each([
    [['--host', '0.0.0.0'], /REQUEST_INVALID host: got '0\.0\.0\.0'; expected 127\.0\.0\.1/],
    [['--port', 'http'], /REQUEST_INVALID port: got 'http'/],
    [['--publicly'], /REQUEST_INVALID got Unknown option '--publicly'/],
  ])('does not start with %j, and says why in a line', async (args, why) => {
    const { child, err } = started(args);
    const [code] = await once(child, 'close');
    expect(code).toBe(2);
    expect(err()).toMatch(why);
    expect(err().trim().split('\n').length).toBe(1);
  });
});

/** The service as its own process. */
function started(args: readonly string[]) {
  const child = spawn(process.execPath, ['api/server.ts', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  child.stdout.resume();
  return { child, err: () => text };
}
