/** The examples of the README, run as they stand against a service with keys. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Server, serve } from '../../api/server.ts';
import { openDatabase } from '../../api/store/database.ts';
import { createKey } from '../../api/store/keys.ts';
import { databaseFile } from '../../api/store/place.ts';
import { openData } from '../../host/index.ts';
import { dataFolder, ROOT } from './service.ts';
import { PATIENCE } from './watch.ts';

const folder = dataFolder();
let server: Server;
let key = '';
beforeAll(async () => {
  const data = await openData(folder, { create: true });
  const database = openDatabase(databaseFile(data));
  key = (await createKey(database, { name: 'reader', role: 'analyst', by: 'tester' })).text;
  await database.destroy();
  server = await serve({ mostDelay: 0, data: folder, port: 0, workers: 0 });
}, PATIENCE);
afterAll(() => server.stop(0), 60_000);

/** The section of the README that says how. */
function section(): string {
  const text = readFileSync(`${ROOT}/README.md`, 'utf8');
  const [, found = ''] = /^## Use it as a service\n(.*?)^## /ms.exec(text) ?? [];
  return found;
}

describe('the README', () => {
  it('has examples that run', async () => {
    const [, script = ''] = /```sh\n(.*?)```/s.exec(section()) ?? [];
    expect(script.match(/\bweir [-"$]/g)?.length).toBeGreaterThan(8);
    // Each command's answer on lines of its own, and the first failure ends it.
    const child = spawn('bash', ['-euo', 'pipefail', '-c', script.replaceAll(/\n(?=weir |curl )/g, '\necho\n')], {
      cwd: ROOT,
      env: { ...process.env, URL: server.url, KEY: key, TMPDIR: join(folder, '..') },
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      out += more;
    });
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      err += more;
    });
    const [code] = await once(child, 'close');
    expect([code, err, code === 0 ? '' : out]).toEqual([0, '', '']);
    expect(out).toMatch(/"name":"2010-12-31","bytes":\d+/);
    expect(out).toMatch(/"errors":0/);
    expect(out).toMatch(/event: status\ndata: \{"id":"[^"]+","status":"done"\}/);
    expect(out).toMatch(/^line,amount\ncollateral,[\d.]+$/m);
    expect(out).toMatch(/"columns":\[\{"name":"trust",.*"name":"principal","kind":"number","unit":"dollars"\}\]/);
    expect(out).toMatch(/"tranche":"M1","words":/);
    expect(out).toMatch(/"kind":"replay"/);
    expect(out).toMatch(/"kind":"sensitivity"/);
    expect(out).toMatch(/"name":"nightly"/);
    expect(out).toMatch(/"kind":"benchmark"/);
    expect(out).toMatch(/"canonical":"CPR 8 ramp 20 for 30"/);
    expect(readFileSync(join(folder, '..', 'report.html'), 'utf8')).toContain('Example Mortgage Holdings');
  });

  it('names roles, codes and paths that there are', () => {
    const text = section();
    for (const word of [
      'viewers',
      'analysts',
      'admins',
      '/v1/audit',
      '/metrics',
      '/v1/health',
      '/v1/ready',
      '/v1/docs',
      '--patience',
      '--origin',
      '--runs',
    ])
      expect(text).toContain(word);
    const kinds = readFileSync(`${ROOT}/api/openapi.json`, 'utf8');
    for (const kind of ['simulation', 'sensitivity', 'break-even', 'attribution', 'rollforward', 'disclosure', 'tie-out']) {
      expect(text).toContain(kind);
      expect(kinds).toContain(`"${kind}"`);
    }
  });
});
