/** The service around its routes: vectors, health, its description, ids of requests, errors nobody foresaw. */
import { afterAll, describe, expect, it } from 'vitest';
import { build } from '../../api/app.ts';
import type { VectorEcho } from '../../host/index.ts';
import { answering, openClient, refusing } from './service.ts';

const { app, service } = await openClient();
const answered = answering(app);
const refused = refusing(app);

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
    const reply = await app.inject({ method: 'GET', url: '/v1/health' });
    expect(reply.json()).toEqual({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      kernelLayout: expect.any(Number),
      uptime: expect.any(Number),
    });
    const later = await app.inject({ method: 'GET', url: '/v1/health' });
    expect(later.json().uptime).toBeGreaterThan(reply.json().uptime);
  });
});

describe('readiness', () => {
  it('tells what there is to do', async () => {
    const reply = await app.inject({ method: 'GET', url: '/v1/ready' });
    expect([reply.statusCode, reply.json()]).toEqual([200, { ready: true, queued: 0, running: 0 }]);
  });
});

describe('a request', () => {
  const idOf = async (given?: string) => {
    const headers = given === undefined ? {} : { 'x-request-id': given };
    return (await app.inject({ method: 'GET', url: '/v1/health', headers })).headers['x-request-id'];
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
  const broken = build({
    service,
    mostDelay: 0,
    access: { kind: 'loopback', user: 'tester' },
    logger: { level: 'error', stream: { write: (line: string) => logged.push(line) } },
  });
  afterAll(async () => (await broken).close());

  it('is told without its message or stack, and logged with them', async () => {
    const other = await broken;
    other.get('/broken', { config: { role: 'open' } }, async () => {
      throw new Error('a secret of the machine');
    });
    const reply = await other.inject({ method: 'GET', url: '/broken', headers: { 'x-request-id': 'broken-1' } });
    expect(reply.json()).toMatchObject({ status: 500, code: 'SERVICE_FAILED', requestId: 'broken-1' });
    expect(reply.body).not.toMatch(/secret|\bat .*\.ts/);
    expect(logged.join('')).toContain('a secret of the machine');
    expect(logged.join('')).toContain('broken-1');
  });
});

describe('answers', () => {
  it('carry headers that keep browsers from guessing and framing', async () => {
    const { headers } = await app.inject({ method: 'GET', url: '/v1/health' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
