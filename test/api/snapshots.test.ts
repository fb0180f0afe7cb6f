/** Snapshots through the service: listed, looked at, checked, uploaded; and none that leads out of its folder. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { confinedSnapshot } from '../../api/snapshots/confine.ts';
import { answering, get, openClient, problemIn, ROOT, refusing, SNAPSHOT, smallSnapshot, TRUSTS } from './service.ts';
import { finished } from './watch.ts';

const UPLOADS = { fileBytes: 400_000, totalBytes: 1_000_000, files: 40 };
const { app, service, folder } = await openClient({ snapshots: [SNAPSHOT], uploads: UPLOADS });
const refused = refusing(app);
const snapshots = join(folder, 'snapshots');
const EXAMPLE = `${ROOT}/examples/portfolio/${SNAPSHOT}`;

/** The files of the small example, by path. */
function exampleFiles(): Map<string, string> {
  const files = new Map([['snapshot.yaml', smallSnapshot()]]);
  for (const path of ['market', ...TRUSTS.map((trust) => `trusts/${trust}`)])
    for (const name of readdirSync(join(EXAMPLE, path)))
      files.set(`${path}/${name}`, readFileSync(join(EXAMPLE, path, name), 'utf8'));
  return files;
}

/** Uploads files, a part each. */
async function upload(
  name: string,
  files: Iterable<readonly [string, string]>,
  fields: Iterable<readonly [string, string]> = [],
) {
  const boundary = 'weir-test-boundary';
  const parts = [...files].map(
    ([path, text]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${path}"\r\ncontent-type: application/octet-stream\r\n\r\n${text}\r\n`,
  );
  const more = [...fields].map(
    ([field, text]) => `--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${text}\r\n`,
  );
  return app.inject({
    method: 'POST',
    url: `/v1/snapshots/${encodeURIComponent(name)}`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: `${more.join('')}${parts.join('')}--${boundary}--\r\n`,
  });
}

/** What an upload was refused with. */
async function problemOf(name: string, files: Iterable<readonly [string, string]>, fields?: Iterable<readonly [string, string]>) {
  const reply = await upload(name, files, fields);
  return problemIn({
    status: reply.statusCode,
    type: String(reply.headers['content-type']),
    requestId: String(reply.headers['x-request-id']),
    body: reply.body,
  });
}

describe('the list of snapshots', () => {
  it('has name, title, date and trusts of each', async () => {
    expect(await get(app, '/snapshots')).toEqual({
      snapshots: [
        { name: SNAPSHOT, title: 'Example Mortgage Holdings', date: '2011-03-31', trusts: 2, method: 'blended', previous: null },
      ],
    });
  });

  it('leads to the files of each', async () => {
    const snapshot = await get<{ bytes: number; files: { path: string; bytes: number }[] }>(app, `/snapshots/${SNAPSHOT}`);
    expect(snapshot.files.map(({ path }) => path)).toEqual([...exampleFiles().keys()].toSorted());
    expect(snapshot.bytes).toBe([...exampleFiles().values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0));
    expect(await get(app, '/snapshots/latest')).toMatchObject({ name: SNAPSHOT });
  });

  it.each(['nowhere', '..', '%2e%2e', '..%2F..%2Fetc', '.tmp-1', 'a%00b'])('has no snapshot %s', async (name) => {
    const reply = await app.inject({ method: 'GET', url: `/v1/snapshots/${name}` });
    expect([reply.statusCode, ['SNAPSHOT_UNKNOWN', 'ROUTE_UNKNOWN'].includes(reply.json().code)]).toEqual([404, true]);
  });
});

describe('the data checks', () => {
  it('tell of every trust its loans, cohorts and what rules it breaks', async () => {
    const checked = await get<{
      errors: number;
      trusts: { trust: string; ok: boolean; tape: { rows: number; cohorts: { count: number }[] } }[];
    }>(app, `/snapshots/${SNAPSHOT}/check`);
    expect(checked).toMatchObject({ name: SNAPSHOT, date: '2011-03-31', errors: 0 });
    expect(checked.trusts.map(({ trust, ok }) => [trust, ok])).toEqual(TRUSTS.map((trust) => [trust, true]));
    const { tape } = checked.trusts[0] ?? { tape: undefined };
    // A line a loan below the header; every loan that is left is in one cohort.
    const lines = readFileSync(`${EXAMPLE}/trusts/${TRUSTS[0]}/loans.csv`, 'utf8').trimEnd().split('\n');
    expect(tape?.rows).toBe(lines.length - 1);
    expect(tape?.cohorts.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(lines.length - 1);
  });

  it('tell the faults of a trust by files of the data folder', async () => {
    const files = exampleFiles();
    files.set(`trusts/${TRUSTS[0]}/loans.csv`, 'id,upb\n1,2\n');
    expect((await upload('broken', files)).statusCode).toBe(201);
    const checked = await get<{ errors: number; trusts: { ok: boolean; faults: { code: string; file: string }[] }[] }>(
      app,
      '/snapshots/broken/check',
    );
    expect(checked.errors).toBeGreaterThan(0);
    expect(checked.trusts.map(({ ok }) => ok)).toEqual([false, true]);
    expect(checked.trusts[0]?.faults[0]).toMatchObject({
      code: 'TAPE_SHAPE',
      file: `snapshots/broken/trusts/${TRUSTS[0]}/loans.csv`,
    });
    expect(JSON.stringify(checked)).not.toContain(folder);
  });
});

describe('an upload', () => {
  it('becomes a snapshot that can be valued', async () => {
    const reply = await upload('uploaded', exampleFiles());
    expect([reply.statusCode, reply.headers.location]).toEqual([201, '/v1/snapshots/uploaded']);
    for (const [path, text] of exampleFiles()) expect(readFileSync(join(snapshots, 'uploaded', path), 'utf8'), path).toBe(text);
    const { id } = await answering(app)<RunAnswer>('/runs', { kind: 'value', snapshot: 'uploaded' });
    expect(await finished(app, id)).toMatchObject({ status: 'done', snapshot: 'uploaded' });
  });

  it('never changes a snapshot that is there', async () => {
    const problem = await problemOf(SNAPSHOT, [['snapshot.yaml', 'snapshot: other']]);
    expect(problem).toMatchObject({ status: 409, code: 'STORE_EXISTS' });
    expect(readFileSync(join(snapshots, SNAPSHOT, 'snapshot.yaml'), 'utf8')).toBe(smallSnapshot());
  });

  it.each([
    '../evil.yaml',
    '/etc/evil.yaml',
    'a/../../evil.yaml',
    'a//b.yaml',
    './b.yaml',
    'a\\..\\evil.yaml',
    '.hidden',
    'a/.git/config',
    'C:evil.yaml',
    'trusts/',
    'a/b/c/d/e/f/g/h/i.yaml',
    `${'x'.repeat(101)}.yaml`,
  ])('takes no file called %s', async (path) => {
    const problem = await problemOf('evil', [
      ['snapshot.yaml', 'snapshot: x'],
      [path, 'x'],
    ]);
    expect(problem).toMatchObject({ status: 422, code: 'REQUEST_INVALID', faults: [{ place: 'upload' }] });
    expect(existsSync(join(snapshots, 'evil'))).toBe(false);
    expect(existsSync(join(folder, 'evil.yaml'))).toBe(false);
  });

  it.each(['latest', '.hidden', 'a b', '..', 'x'.repeat(65)])('takes no name like %j', async (name) => {
    const reply = await upload(name, [['snapshot.yaml', 'snapshot: x']]);
    expect([404, 422]).toContain(reply.statusCode);
    expect(readdirSync(snapshots)).not.toContain(name);
  });

  it('is whole or not there: too large, twice, without a snapshot.yaml, or with more than files', async () => {
    const whole = ['snapshot.yaml', 'snapshot: x'] as const;
    expect(await problemOf('large', [whole, ['big.csv', 'x'.repeat(UPLOADS.fileBytes + 1)]])).toMatchObject({
      status: 413,
      code: 'FILE_TOO_LARGE',
      faults: [{ place: 'big.csv' }],
    });
    const three = ['a', 'b', 'c'].map((name) => [`${name}.csv`, 'x'.repeat(UPLOADS.fileBytes)] as const);
    expect(await problemOf('large', [whole, ...three])).toMatchObject({ status: 413, code: 'FILE_TOO_LARGE' });
    const many = Array.from({ length: UPLOADS.files + 1 }, (_, place) => [`${place}.csv`, 'x'] as const);
    expect(await problemOf('large', many)).toMatchObject({ status: 413, code: 'FILE_TOO_LARGE' });
    expect(await problemOf('large', [whole, ['a.csv', 'x'], ['A.csv', 'y']])).toMatchObject({
      status: 422,
      code: 'REQUEST_INVALID',
    });
    expect(await problemOf('large', [['a.csv', 'x']])).toMatchObject({ status: 422, code: 'REQUEST_INVALID' });
    expect(await problemOf('large', [])).toMatchObject({ status: 422, code: 'REQUEST_INVALID' });
    expect(await problemOf('large', [whole], [['field', 'x']])).toMatchObject({ status: 413, code: 'FILE_TOO_LARGE' });
    expect(await refused('/snapshots/large', { a: 1 })).toMatchObject({ status: 415, code: 'MEDIA_TYPE_UNKNOWN' });
    expect(readdirSync(snapshots).filter((name) => name === 'large' || name.startsWith('.tmp-'))).toEqual([]);
  });

  it.each([
    '--limits\r\n',
    '--limits\r\ncontent-disposition: form-data; name="file"; filename="snapshot.yaml"\r\n\r\nsnapshot: x',
  ])('that is cut short is refused and leaves nothing: %j', async (payload) => {
    const headers = { 'content-type': 'multipart/form-data; boundary=limits' };
    const reply = await app.inject({ method: 'POST', url: '/v1/snapshots/short', headers, payload });
    expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_MALFORMED' });
    expect(readdirSync(snapshots).filter((name) => name === 'short' || name.startsWith('.tmp-'))).toEqual([]);
  });

  it('of one name by two at once is taken from one', async () => {
    const statuses = (await Promise.all([upload('twice', exampleFiles()), upload('twice', exampleFiles())])).map(
      ({ statusCode }) => statusCode,
    );
    expect(statuses.toSorted()).toEqual([201, 409]);
  });
});

describe('a snapshot that names files elsewhere', () => {
  const [trust = ''] = TRUSTS;
  const changed = (path: string, from: RegExp, to: string) => {
    const files = exampleFiles();
    const text = files.get(path) ?? '';
    expect(text).toMatch(from);
    files.set(path, text.replace(from, to));
    return files;
  };

  it.each([
    ['tape', () => changed(`trusts/${trust}/trust.yaml`, /file: loans\.csv/, 'file: /etc/passwd')],
    ['deal', () => changed(`trusts/${trust}/trust.yaml`, /deal: deal\.yaml/, 'deal: ../../../../../outside.yaml')],
    ['trust', () => changed('snapshot.yaml', /trusts\/alt-a-2002-1/, '../../../trusts/alt-a-2002-1')],
    ['market', () => changed('snapshot.yaml', /market\/indices\.csv/, '../../../indices.csv')],
    ['previous', () => changed('snapshot.yaml', /^date:/m, 'previous: ../../..\ndate:')],
  ])('is not read: %s', async (what, files) => {
    expect((await upload(`leads-out-${what}`, files())).statusCode).toBe(201);
    const reply = await app.inject({ method: 'GET', url: `/v1/snapshots/leads-out-${what}/check` });
    expect(reply.json()).toMatchObject({ status: 422, code: 'PATH_OUTSIDE' });
    const { id } = await answering(app)<RunAnswer>('/runs', { kind: 'value', snapshot: `leads-out-${what}` });
    const run = await finished(app, id);
    expect([run.status, run.faults[0]?.code, run.tables]).toEqual(['failed', 'PATH_OUTSIDE', []]);
  });

  it('may name those of another snapshot', async () => {
    const files = changed('snapshot.yaml', /market\/indices\.csv/, `../${SNAPSHOT}/market/indices.csv`);
    expect((await upload('shares', files)).statusCode).toBe(201);
    await expect(confinedSnapshot(service.data, 'shares')).resolves.toBe(join(service.data.root, 'snapshots', 'shares'));
  });

  it('is not read through a link either, of a file or a folder', async () => {
    const outside = join(folder, '..', 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'loans.csv'), 'id,upb\n');
    cpSync(join(snapshots, SNAPSHOT), join(snapshots, 'linked'), { recursive: true });
    cpSync(join(outside, 'loans.csv'), join(outside, 'deal.yaml'));
    rmSync(join(snapshots, 'linked', 'trusts', trust, 'loans.csv'));
    symlinkSync(join(outside, 'loans.csv'), join(snapshots, 'linked', 'trusts', trust, 'loans.csv'));
    await expect(confinedSnapshot(service.data, 'linked')).rejects.toThrow('PATH_OUTSIDE');
    symlinkSync(outside, join(snapshots, 'folder-link'));
    await expect(confinedSnapshot(service.data, 'folder-link')).rejects.toThrow('PATH_OUTSIDE');
  });
});
