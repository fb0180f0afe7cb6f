/** The service on a port and as a program: where it listens, how it starts and stops, what survives. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../api/problems.ts';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { HOST, serve } from '../../api/server.ts';
import { openDatabase } from '../../api/store/database.ts';
import { createKey } from '../../api/store/keys.ts';
import { databaseFile } from '../../api/store/place.ts';
import { openData, showRun } from '../../host/index.ts';
import { jsonOf, patientFetch, program, spawned, startedService } from './program.ts';
import { dataFolder, pause, ROOT, SNAPSHOT, withSnapshots } from './service.ts';

const CLI = `${ROOT}/host/cli/weir.ts`;

/** A data folder with one key, and the key. */
async function withKey(): Promise<{ folder: string; key: string }> {
  const folder = dataFolder();
  const data = await openData(folder, { create: true });
  const database = openDatabase(databaseFile(data));
  const { text } = await createKey(database, { name: 'tester', role: 'admin', by: 'tester' });
  await database.destroy();
  return { folder, key: text };
}

describe('the server', () => {
  it('answers on 127.0.0.1, with keys', async () => {
    const { folder, key } = await withKey();
    const server = await serve({ mostDelay: 0, data: folder, port: 0, workers: 0 });
    try {
      expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(server.app.server.address()).toMatchObject({ address: HOST });
      expect((await fetch(`${server.url}/v1/health`)).status).toBe(200);
      expect((await fetch(`${server.url}/v1/runs`)).status).toBe(401);
      expect((await fetch(`${server.url}/v1/runs`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    } finally {
      await server.stop(0);
    }
  });

  it('listens elsewhere with keys alone', async () => {
    const { folder } = await withKey();
    const server = await serve({ mostDelay: 0, data: folder, host: '0.0.0.0', port: 0, workers: 0 });
    expect(server.app.server.address()).toMatchObject({ address: '0.0.0.0' });
    await server.stop(0);
    for (const host of ['0.0.0.0', '::', '192.168.0.1', ''])
      await expect(serve({ data: folder, host, port: 0, noKeys: true }), host).rejects.toThrow(
        `REQUEST_INVALID host: got '${host}' without keys`,
      );
  });

  it('does not start with neither keys nor leave to do without', async () => {
    await expect(serve({ data: dataFolder(), port: 0 })).rejects.toThrow(
      'REQUEST_INVALID keys: got none; expected a key, which `weir keys create',
    );
  });

  it('says which port another program has, and leaves the data folder free', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, HOST, resolve));
    const { port } = other.address() as AddressInfo;
    const { folder } = await withKey();
    await expect(serve({ data: folder, port })).rejects.toThrow(`REQUEST_INVALID port: got ${port}`);
    other.close();
    await expect(serve({ data: folder, port: 65_536 })).rejects.toThrow('REQUEST_INVALID port: got 65536');
    const server = await serve({ mostDelay: 0, data: folder, port: 0, workers: 0 });
    await server.stop(0);
  });

  it('sends no file of the machine, however a path is written', async () => {
    const server = await serve({ mostDelay: 0, data: dataFolder(), port: 0, noKeys: true, workers: 0 });
    const { port } = server.app.server.address() as AddressInfo;
    for (const path of [
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/v1/../../package.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '//etc/passwd',
      '/v1/runs/../../../weir-data.json',
    ]) {
      const answer = await raw(port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      expect([path, answer]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 (400|403|404) /)]);
      expect(answer).not.toMatch(/"name": "weir"|root:|dataFolder/);
    }
    await server.stop(0);
  });

  it('tells a problem of bytes that are no request', async () => {
    const server = await serve({ mostDelay: 0, data: dataFolder(), port: 0, noKeys: true, workers: 0 });
    const { port } = new URL(server.url);
    const answers = await Promise.all(
      ['MAKE / HTTP/1.1\r\n\r\n', `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`].map((bytes) => raw(Number(port), bytes)),
    );
    await server.stop(0);
    const told = answers.map((answer) => {
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      expect(head).toContain('Content-Type: application/problem+json');
      const { status, code }: Problem = JSON.parse(body);
      expect(head).toContain(`HTTP/1.1 ${status} `);
      return [status, code];
    });
    expect(told).toEqual([
      [400, 'REQUEST_MALFORMED'],
      [431, 'REQUEST_MALFORMED'],
    ]);
  });
});

/** What is answered to bytes as they are. */
async function raw(port: number, request: string): Promise<string> {
  const socket = connect(port, HOST);
  socket.setEncoding('utf8');
  let text = '';
  socket.on('data', (more: string) => {
    text += more;
  });
  socket.write(request);
  await once(socket, 'close');
  return text;
}

async function prepared(): Promise<string> {
  const folder = dataFolder();
  await openData(folder, { create: true });
  withSnapshots(folder);
  return folder;
}

async function askedFor(url: string): Promise<RunAnswer> {
  const body = JSON.stringify({ kind: 'value', snapshot: SNAPSHOT });
  return jsonOf(await patientFetch(`${url}/v1/runs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }));
}

describe('the program', () => {
  it('lets a run at work end when it is told to stop', async () => {
    const folder = await prepared();
    const { child, url, ended, err } = await startedService(folder, '--no-keys', '--workers', '1');
    const { id } = await askedFor(url);
    child.kill('SIGTERM');
    expect([await ended, err()]).toEqual([0, '']);
    expect((await showRun(await openData(folder), id)).status).toBe('done');
  });

  it('takes up what a killed one left', async () => {
    const folder = await prepared();
    const first = await startedService(folder, '--no-keys', '--workers', '1', '--runs', '1');
    const ids = [(await askedFor(first.url)).id, (await askedFor(first.url)).id];
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await startedService(folder, '--no-keys', '--workers', '1');
    try {
      for (const id of ids) {
        let run: RunAnswer | undefined;
        do {
          await pause(100);
          run = await jsonOf<RunAnswer>(await patientFetch(`${second.url}/v1/runs/${id}`));
        } while (['queued', 'running', 'interrupted'].includes(run.status));
        expect([id, run.status]).toEqual([id, 'done']);
      }
    } finally {
      second.child.kill('SIGTERM');
      await second.ended;
    }
  });

  it('is what `npm run serve` starts', async () => {
    const folder = dataFolder();
    const { child, ended, out, err } = program(`${ROOT}/api/server.ts`, ['--no-keys', '--port', '0', '--data', folder]);
    while (!out().includes('listening at') && child.exitCode === null) await pause(20);
    child.kill('SIGINT');
    expect([await ended, err()]).toEqual([0, '']);
  });

  it('logs requests and runs as lines of JSON with their ids, and no keys', async () => {
    const { folder, key } = await withKey();
    withSnapshots(folder);
    const { child, ended, out, url } = await startedService(folder, '--workers', '0');
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'x-request-id': 'log-1' };
    const reply = await fetch(`${url}/v1/runs`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ kind: 'value', snapshot: SNAPSHOT }),
    });
    const { id } = await jsonOf<RunAnswer>(reply);
    child.kill('SIGTERM');
    await ended;
    const lines = out()
      .trim()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ reqId: 'log-1', run: id, kind: 'value', msg: 'run accepted' }));
    expect(lines).toContainEqual(expect.objectContaining({ run: id, kind: 'value', status: 'done', msg: 'run ended' }));
    expect(out()).not.toContain(key);
  });

  it.each([
    [['--host', '0.0.0.0', '--no-keys'], /REQUEST_INVALID host: got '0\.0\.0\.0' without keys/],
    [['--port', 'http', '--no-keys'], /REQUEST_INVALID port: got 'http'/],
    [[], /REQUEST_INVALID keys: got none; expected a key/],
  ])('does not start with %j, and says why', async (args, why) => {
    const { ended, err } = spawned('serve', '--data', dataFolder(), '--port', '0', ...args);
    expect([await ended, err()]).toEqual([2, expect.stringMatching(why)]);
  });
});

describe('weir keys', () => {
  it('makes a key, shows it once, lists and revokes it, while the service runs', async () => {
    const { folder, key } = await withKey();
    const server = await serve({ mostDelay: 0, data: folder, port: 0, workers: 0 });
    try {
      // In a process of its own, and without holding this one up, in which the service runs.
      const cli = async (...args: string[]) =>
        (await promisify(execFile)(process.execPath, [CLI, 'keys', ...args, '--data', folder], { cwd: ROOT })).stdout;
      const text = (await cli('create', '--role', 'viewer', '--name', 'the desk')).trim();
      expect(text).toMatch(/^weir_[0-9a-f]{10}_/);
      const status = async (with_: string) =>
        (await fetch(`${server.url}/v1/runs`, { headers: { authorization: `Bearer ${with_}` } })).status;
      expect([await status(text), await status(key)]).toEqual([200, 200]);
      expect(await cli('list')).toContain('the desk');
      expect(await cli('list')).not.toContain(text);
      const [, id = ''] = text.split('_');
      expect(await cli('revoke', id)).toContain('opens nothing any more');
      expect([await status(text), await status(key)]).toEqual([401, 200]);
    } finally {
      await server.stop(0);
    }
  });
});
