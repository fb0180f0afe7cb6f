/** The files of the web page and the page of the description: served as they are, under a policy that lets nothing else run. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openClient } from './service.ts';

const page = mkdtempSync(join(tmpdir(), 'weir-page-'));
afterAll(() => rmSync(page, { recursive: true }));
mkdirSync(join(page, 'assets'));
writeFileSync(join(page, 'index.html'), '<!doctype html><title>Weir</title>');
writeFileSync(join(page, 'index.html.br'), brotliCompressSync('<!doctype html><title>Weir</title>'));
writeFileSync(join(page, 'assets', 'main-1a2b.js'), 'export {};');
writeFileSync(join(page, 'assets', 'main-1a2b.js.br'), brotliCompressSync('export {};'));
writeFileSync(join(page, '..', `${page.split('/').at(-1)}-secret`), 'not the page');
afterAll(() => rmSync(`${page}-secret`));

const { app } = await openClient({ page, access: { kind: 'keys' } });
const get = (url: string) => app.inject({ method: 'GET', url });

describe('the page', () => {
  it('is at the root, without a key, and asked for anew each time', async () => {
    const { statusCode, body, headers } = await get('/');
    expect([statusCode, body]).toEqual([200, '<!doctype html><title>Weir</title>']);
    expect(headers['content-type']).toContain('text/html');
    expect(headers['cache-control']).toBe('no-cache');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('has files that browsers keep, for their names say what is in them', async () => {
    const { headers } = await get('/assets/main-1a2b.js');
    expect(headers['cache-control']).toContain('immutable');
    expect(headers['content-type']).toContain('javascript');
  });

  it('is sent compressed where it was built so and the browser takes it', async () => {
    const asked = (encoding: string) =>
      app.inject({ method: 'GET', url: '/assets/main-1a2b.js', headers: { 'accept-encoding': encoding } });
    const small = await asked('gzip, br');
    expect([small.headers['content-encoding'], small.headers['content-type']]).toEqual([
      'br',
      expect.stringContaining('javascript'),
    ]);
    expect(brotliDecompressSync(small.rawPayload).toString()).toBe('export {};');
    expect((await asked('identity')).body).toBe('export {};');
    const root = await app.inject({ method: 'GET', url: '/', headers: { 'accept-encoding': 'gzip, br' } });
    expect(brotliDecompressSync(root.rawPayload).toString()).toBe('<!doctype html><title>Weir</title>');
  });

  it.each([
    '/../secret',
    '/..%2fsecret',
    `/%2e%2e/${page.split('/').at(-1)}-secret`,
    '/assets/../../x',
    '/assets/',
    '/nothing.js',
  ])('has nothing at %s', async (url) => {
    const { statusCode, body } = await get(url);
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('not the page');
  });

  it('answers what there is not as the service does', async () => {
    expect((await get('/nothing.js')).json()).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' });
    expect((await get('/v1/nothing')).json()).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' });
  });

  it('need not be there', async () => {
    const { app: bare } = await openClient({ page: join(page, 'nowhere') });
    expect((await bare.inject({ method: 'GET', url: '/' })).json()).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' });
  });
});

describe('the page of the description', () => {
  it('shows the routes, with nothing from elsewhere', async () => {
    const first = await get('/v1/docs');
    const { statusCode, body, headers } =
      first.statusCode === 302 ? await get(new URL(String(first.headers.location), 'http://weir/v1/').pathname) : first;
    expect(statusCode).toBe(200);
    expect(String(headers['content-security-policy'])).toMatch(/script-src 'self'/);
    for (const [, source] of body.matchAll(/(?:src|href)="([^"]+)"/g)) expect(source).not.toMatch(/^(https?:)?\/\//);
  });
});
