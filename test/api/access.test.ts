/** Who may do what: keys, roles, limits, pages of other sites, and the log of it all. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../api/app.ts';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import type { AuditEntry } from '../../api/store/audit.ts';
import { createKey, keyOf, listKeys, ROLES, type Role, revokeKey } from '../../api/store/keys.ts';
import { openClient, SNAPSHOT } from './service.ts';

const ORIGIN = 'https://risk.example.com';
const { app, service, folder } = await openClient({
  access: { kind: 'keys' },
  snapshots: [SNAPSHOT],
  rate: 10_000,
  origins: [ORIGIN],
});
const { database } = service;

const keys = new Map<Role, string>();
beforeAll(async () => {
  for (const role of ROLES) keys.set(role, (await createKey(database, { name: `the ${role}`, role, by: 'tester' })).text);
});

const as = (role: Role) => ({ authorization: `Bearer ${keys.get(role)}` });
const asked = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  headers: Record<string, string> = {},
  payload?: object,
) => app.inject({ method, url: `/v1${url}`, headers, ...(payload !== undefined && { payload }) });

describe('a key', () => {
  it('is shown once: what is kept of it opens nothing', async () => {
    const { text, record } = await createKey(database, { name: 'risk desk', role: 'analyst', by: 'tester' });
    expect(text).toMatch(/^weir_[0-9a-f]{10}_[A-Za-z0-9_-]{43}$/);
    expect(await keyOf(database, text)).toEqual(record);
    const secret = text.split('_').slice(2).join('_');
    const files = readdirSync(join(folder, 'service')).filter((name) => name.startsWith('weir.sqlite'));
    expect(files).toContain('weir.sqlite');
    for (const name of files) expect(readFileSync(join(folder, 'service', name)).includes(secret), name).toBe(false);
    expect(JSON.stringify(await listKeys(database))).not.toContain(secret);
  });

  it('is of 256 random bits, and no two are alike', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, () => createKey(database, { name: 'many', role: 'viewer', by: 'tester' })),
    );
    const secrets = made.map(({ text }) => Buffer.from(text.slice('weir_0123456789_'.length), 'base64url'));
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(20);
    expect(secrets.map(({ length }) => length)).toEqual(Array(20).fill(32));
  });

  it('opens nothing once it is revoked, nor with a letter changed', async () => {
    const { text, record } = await createKey(database, { name: 'leaver', role: 'admin', by: 'tester' });
    const headers = { authorization: `Bearer ${text}` };
    expect((await asked('GET', '/runs', headers)).statusCode).toBe(200);
    const changed = `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`;
    expect((await asked('GET', '/runs', { authorization: `Bearer ${changed}` })).json()).toMatchObject({
      status: 401,
      code: 'KEY_NEEDED',
    });
    await revokeKey(database, record.id);
    const refused = await asked('GET', '/runs', headers);
    expect(refused.json()).toMatchObject({ status: 401, code: 'KEY_NEEDED' });
    expect(refused.headers['www-authenticate']).toBe('Bearer');
    await expect(revokeKey(database, '0000000000')).rejects.toThrow('KEY_UNKNOWN');
  });

  it('is told in no answer and by its id alone', async () => {
    const text = keys.get('viewer') ?? '';
    const reply = await asked('GET', '/runs', { authorization: `Bearer ${text.slice(0, -1)}` });
    expect(reply.statusCode).toBe(401);
    expect(reply.body).not.toContain(text.slice(-20, -1));
  });

  it('lies where only the user of the service reads', () => {
    expect(statSync(join(folder, 'service', 'weir.sqlite')).mode & 0o777).toBe(0o600);
  });
});

describe('a route', () => {
  const needed: Readonly<Record<string, Role | 'open'>> = {
    'GET /v1/audit': 'admin',
    'GET /v1/health': 'open',
    'GET /v1/ready': 'open',
    'GET /v1/openapi.json': 'open',
    'POST /v1/runs': 'analyst',
    'POST /v1/runs/:id/cancel': 'analyst',
    'POST /v1/runs/:id/replay': 'analyst',
    'POST /v1/runs/:id/adjustments': 'analyst',
    'POST /v1/runs/:id/lock': 'analyst',
    'POST /v1/snapshots/:name': 'analyst',
    'POST /v1/snapshots/:name/review': 'analyst',
    'POST /v1/schedules': 'analyst',
    'PATCH /v1/schedules/:id': 'analyst',
    'DELETE /v1/schedules/:id': 'analyst',
    'POST /v1/schedules/:id/run': 'analyst',
    'POST /v1/benchmark': 'analyst',
    'DELETE /v1/runs/:id': 'admin',
    'DELETE /v1/snapshots/:name': 'admin',
  };

  it('needs the role that it should: what changes something an analyst, what deletes an admin, what reads a viewer', async () => {
    const roles = new Map<string, Role | 'open' | undefined>();
    const other = await build({
      service,
      access: { kind: 'keys' },
      onRoute: ({ method, url, config }) => {
        for (const each of [method].flat()) if (each !== 'HEAD') roles.set(`${each} ${url}`, config?.role);
      },
    });
    await other.close();
    expect(roles.size).toBeGreaterThan(20);
    // Files of the page and of the description are open: they tell nothing without a key.
    const isFile = (route: string) => /^GET (\/|\/\*|\/v1\/docs.*)$/.test(route);
    for (const [route, role] of roles) if (!isFile(route)) expect([route, role]).toEqual([route, needed[route] ?? 'viewer']);
    for (const route of Object.keys(needed)) expect([...roles.keys()]).toContain(route);
  });

  it('is closed without a key, and to a lower role', async () => {
    expect((await asked('GET', '/runs')).json()).toMatchObject({ status: 401, code: 'KEY_NEEDED' });
    expect((await asked('GET', '/runs', { authorization: 'Basic dXNlcjpwYXNz' })).statusCode).toBe(401);
    expect((await asked('GET', '/runs', as('viewer'))).statusCode).toBe(200);
    const body = { kind: 'value', snapshot: SNAPSHOT };
    expect((await asked('POST', '/runs', as('viewer'), body)).json()).toMatchObject({ status: 403, code: 'ROLE_NEEDED' });
    expect((await asked('GET', '/audit', as('analyst'))).json()).toMatchObject({ status: 403, code: 'ROLE_NEEDED' });
    expect((await asked('GET', '/health')).statusCode).toBe(200);
    expect((await app.inject({ method: 'GET', url: '/metrics' })).statusCode).toBe(401);
    expect((await app.inject({ method: 'GET', url: '/metrics', headers: as('viewer') })).body).toContain('weir_runs_queued');
  });

  it('asks for the key before it looks at the body', async () => {
    expect((await asked('POST', '/runs', {}, { nonsense: true })).statusCode).toBe(401);
  });

  it('keeps runs under the name of the key', async () => {
    const { id } = (await asked('POST', '/runs', as('analyst'), { kind: 'value', snapshot: SNAPSHOT })).json<RunAnswer>();
    const { askedBy } = (await asked('GET', `/runs/${id}`, as('viewer'))).json<RunAnswer>();
    expect(askedBy).toMatch(/^the analyst \(key [0-9a-f]{10}\)$/);
  });
});

describe('the audit log', () => {
  it('tells who asked for what, of what, and how it ended', async () => {
    const { id } = (
      await asked('POST', '/runs', { ...as('analyst'), 'x-request-id': 'audit-1' }, { kind: 'value', snapshot: SNAPSHOT })
    ).json<RunAnswer>();
    await asked('GET', `/runs/${id}`, as('viewer'));
    await asked('POST', '/runs', as('viewer'), { kind: 'value', snapshot: SNAPSHOT });
    const { entries } = (await asked('GET', '/audit?limit=1000', as('admin'))).json<{ entries: AuditEntry[] }>();
    const ran = entries.find(({ requestId }) => requestId === 'audit-1');
    expect(ran).toMatchObject({
      who: 'the analyst',
      role: 'analyst',
      action: 'POST /v1/runs',
      target: id,
      status: 202,
      address: '127.0.0.1',
    });
    expect(entries).toContainEqual(
      expect.objectContaining({ who: 'the viewer', action: 'GET /v1/runs/:id', target: id, status: 200 }),
    );
    expect(entries).toContainEqual(
      expect.objectContaining({ who: 'the viewer', action: 'POST /v1/runs', target: null, status: 403 }),
    );
    expect(JSON.stringify(entries)).not.toContain(keys.get('analyst'));
  });

  it('goes on page by page, and cannot be read by who is no admin', async () => {
    const seen: number[] = [];
    for (let before: number | null = 1_000_000; before !== null; ) {
      const page: { entries: { seq: number }[]; next: number | null } = (
        await asked('GET', `/audit?limit=5&before=${before}`, as('admin'))
      ).json();
      seen.push(...page.entries.map(({ seq }) => seq));
      before = page.next;
    }
    expect(seen.length).toBeGreaterThan(5);
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
  });
});

describe('a page of another site', () => {
  it('is told nothing, unless its origin was named', async () => {
    const named = await asked('GET', '/runs', { ...as('viewer'), origin: ORIGIN });
    expect(named.headers['access-control-allow-origin']).toBe(ORIGIN);
    const other = await asked('GET', '/runs', { ...as('viewer'), origin: 'https://elsewhere.example.com' });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
    const preflight = await app.inject({
      method: 'OPTIONS',
      url: '/v1/runs',
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });
    expect([preflight.statusCode, preflight.headers['access-control-allow-headers']]).toEqual([
      204,
      expect.stringContaining('authorization'),
    ]);
    expect(
      (
        await app.inject({
          method: 'OPTIONS',
          url: '/v1/runs',
          headers: { origin: 'https://elsewhere.example.com', 'access-control-request-method': 'POST' },
        })
      ).statusCode,
    ).toBe(404);
  });

  it('cannot use a service without keys through the browser of its user', async () => {
    const { app: open } = await openClient({});
    const status = async (headers: Record<string, string>) =>
      (await open.inject({ method: 'GET', url: '/v1/runs', headers })).statusCode;
    expect(await status({ host: '127.0.0.1:8787' })).toBe(200);
    expect(await status({ host: '[::1]:8787' })).toBe(200);
    // A name of its own that leads to this machine.
    expect(await status({ host: 'attacker.example.com' })).toBe(403);
    expect(await status({ host: '127.0.0.1:8787', origin: 'http://127.0.0.1:8787' })).toBe(200);
    expect(await status({ host: '127.0.0.1:8787', origin: 'https://attacker.example.com' })).toBe(403);
    expect(await status({ host: '127.0.0.1:8787', origin: 'null' })).toBe(403);
  });
});

describe('limits', () => {
  it('of requests a minute are told before they are reached, and end in 429', async () => {
    const { app: limited } = await openClient({ rate: 3 });
    const replies = [];
    for (let request = 0; request < 5; request++) replies.push(await limited.inject({ method: 'GET', url: '/v1/runs' }));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429, 429]);
    expect(replies[0]?.headers['x-ratelimit-remaining']).toBe('2');
    expect(replies[3]?.json()).toMatchObject({ code: 'RATE_EXCEEDED', status: 429 });
    expect(Number(replies[3]?.headers['retry-after'])).toBeGreaterThan(0);
    // Whoever watches over the service is not refused.
    expect((await limited.inject({ method: 'GET', url: '/v1/health' })).statusCode).toBe(200);
  });

  it('of wrong keys end guessing', async () => {
    const { app: guarded } = await openClient({ access: { kind: 'keys' } });
    const wrong = () =>
      guarded.inject({ method: 'GET', url: '/v1/runs', headers: { authorization: `Bearer weir_0123456789_${'a'.repeat(43)}` } });
    const statuses = [];
    for (let guess = 0; guess < 32; guess++) statuses.push((await wrong()).statusCode);
    expect(statuses).toEqual([...Array(30).fill(401), 429, 429]);
  });

  it('of memory refuse requests for a while, with the time to come again', async () => {
    // A process takes more than a byte; it is measured once a second.
    const { app: full } = await openClient({ mostMemory: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    const reply = await full.inject({ method: 'GET', url: '/v1/runs' });
    expect(reply.json()).toMatchObject({ status: 503, code: 'SERVICE_BUSY' });
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
    // Watchers are answered all the same.
    expect((await full.inject('/v1/health')).statusCode).toBe(200);
    expect((await full.inject('/metrics')).body).toContain('weir_runs_queued');
    const ready = await full.inject('/v1/ready');
    expect([ready.statusCode, ready.json()]).toEqual([503, { ready: false, queued: 0, running: 0 }]);
    expect(Number(ready.headers['retry-after'])).toBeGreaterThan(0);
  });
});
