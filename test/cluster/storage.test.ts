/** Shared storage: a folder, and a bucket behind a server that knows nothing but GET, PUT and HEAD. */

import { readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { authorization, bucketStorage } from '../../host/cluster/s3.ts';
import { folderStorage, keyOf, openStorage, type Storage } from '../../host/cluster/storage.ts';
import { WeirError } from '../../host/errors.ts';
import { temporaryFolder } from './machines.ts';

const { folder, remove } = temporaryFolder();
const servers: Server[] = [];
afterAll(() => {
  remove();
  for (const server of servers) server.close();
});

const KEY = keyOf('result', 'ab'.repeat(32));
const CREDENTIALS = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const ENV = { AWS_ACCESS_KEY_ID: CREDENTIALS.accessKey, AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretKey };
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

async function keeps(storage: Storage): Promise<void> {
  expect(await storage.get(KEY)).toBeUndefined();
  expect(await storage.has(KEY)).toBe(false);
  await storage.put(KEY, Uint8Array.of(1, 2, 3));
  expect(await storage.get(KEY)).toEqual(Uint8Array.of(1, 2, 3));
  await storage.put(KEY, Uint8Array.of(4));
  expect([await storage.has(KEY), await storage.get(KEY)]).toEqual([true, Uint8Array.of(4)]);
}

const codesOf = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => (error instanceof WeirError ? error.faults.map(({ code, got }) => `${code}: ${got}`) : [String(error)]),
  );

describe('a folder', () => {
  it('keeps bytes under keys, where a data folder has results of tasks', async () => {
    const root = join(folder, 'shared');
    await keeps(folderStorage(root));
    expect(readdirSync(join(root, 'tasks', 'ab'))).toEqual(['ab'.repeat(32)]);
  });

  it('tells of a disk that cannot be written', async () => {
    const file = join(folder, 'no folder');
    writeFileSync(file, '');
    const storage = folderStorage(join(file, 'shared'));
    expect((await codesOf(storage.put(KEY, Uint8Array.of(1))))[0]).toMatch(/^STORE_DISK/);
  });

  it('has no key for what is no hash', () => {
    expect(() => keyOf('input', '../../etc/passwd')).toThrow('STORE_NAME');
  });
});

describe('the signature of a request', () => {
  // The examples of AWS, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)", with their keys.
  const host = 'examplebucket.s3.amazonaws.com';
  const time = '20130524T000000Z';
  const base = { host, 'x-amz-content-sha256': EMPTY, 'x-amz-date': time };
  const get = (path: string, headers: Record<string, string> = {}) =>
    authorization(
      {
        method: 'GET',
        url: new URL(`https://${host}${path}`),
        headers: { ...base, ...headers },
        payload: EMPTY,
        time,
        region: 'us-east-1',
      },
      CREDENTIALS,
    ).split('Signature=')[1];

  it('is that of the published GET of part of an object', () => {
    expect(get('/test.txt', { range: 'bytes=0-9' })).toBe('f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
  });

  it("is that of the published GET of a bucket's life cycle", () => {
    expect(get('/?lifecycle')).toBe('fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543');
  });

  it('is that of the published list of a bucket', () => {
    expect(get('/?max-keys=2&prefix=J')).toBe('34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7');
  });

  it('is that of the published PUT of an object', () => {
    const payload = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
    const headers = {
      host,
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-content-sha256': payload,
      'x-amz-date': time,
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    };
    const url = new URL(`https://${host}/test%24file.text`);
    const signed = authorization({ method: 'PUT', url, headers, payload, time, region: 'us-east-1' }, CREDENTIALS);
    expect(signed.split('Signature=')[1]).toBe('98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd');
  });
});

describe('a bucket', () => {
  /** A store of objects in memory, which answers `status` to the first `troubles` requests. */
  async function store(troubles = 0, status = 503): Promise<{ address: string; seen: string[] }> {
    const objects = new Map<string, Buffer>();
    const seen: string[] = [];
    let left = troubles;
    const server = createServer((request, response) => {
      const { method = '', url = '', headers } = request;
      seen.push(`${method} ${url} ${headers.authorization?.split(',')[0]}`);
      const body: Buffer[] = [];
      request.on('data', (piece: Buffer) => body.push(piece));
      request.on('end', () => {
        if (left-- > 0) return response.writeHead(status).end('<Error>no</Error>');
        if (method === 'PUT') objects.set(url, Buffer.concat(body));
        const found = objects.get(url);
        if (found === undefined) return response.writeHead(404).end();
        return response.writeHead(200).end(method === 'GET' ? found : undefined);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return { address: `s3://weir/shared?region=eu-west-1&endpoint=http://127.0.0.1:${port}`, seen };
  }

  it('keeps bytes under keys, bucket and prefix in the path', async () => {
    const { address, seen } = await store();
    await keeps(openStorage(address, ENV));
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    const scope = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/${day}/eu-west-1/s3/aws4_request`;
    expect(seen[0]).toBe(`GET /weir/shared/${KEY} ${scope}`);
  });

  it('is asked again while it is too busy', async () => {
    const { address, seen } = await store(2);
    await bucketStorage(address, ENV).put(KEY, Uint8Array.of(9));
    expect(seen).toHaveLength(3);
  });

  it('that refuses is told of at once, with its own words', async () => {
    const { address, seen } = await store(9, 403);
    expect(await codesOf(bucketStorage(address, ENV).get(KEY))).toEqual(['CLUSTER_STORAGE: status 403: <Error>no</Error>']);
    expect(seen).toHaveLength(1);
  });

  it('is not opened without keys, nor at an address that is none', () => {
    expect(() => openStorage('s3://weir', {})).toThrow('AWS_ACCESS_KEY_ID');
    expect(() => openStorage('s3:///prefix', ENV)).toThrow('CLUSTER_ADDRESS');
    expect(() => openStorage('s3://weir?endpoint=nowhere', ENV)).toThrow('CLUSTER_ADDRESS');
  });
});
