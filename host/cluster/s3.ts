/**
 * Shared storage in a bucket of an object store that speaks S3: GET, PUT and HEAD over plain HTTP, signed with AWS Signature
 * Version 4. A PUT of S3 is whole or not at all, and is seen by every read that follows it, which is all that is asked of storage.
 *
 * Source: AWS, Signature Version 4 for API requests, "Authenticating Requests (AWS Signature Version 4)" of the S3 API reference.
 */
import { createHash, createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fail, shown } from '../errors.ts';
import type { Storage } from './storage.ts';

/** Who signs. */
export interface Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Of credentials that were lent for a while. */
  readonly sessionToken?: string;
}

/** A request as it is signed; names of headers in lower case, `host` among them. */
export interface SignedParts {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The sha-256 of the body, in hexadecimal. */
  readonly payload: string;
  /** UTC, as in 20130524T000000Z. */
  readonly time: string;
  readonly region: string;
}

/** Tries of one request, and the wait before the second. Units: milliseconds; each wait is twice the one before. */
const TRIES = 5;
const FIRST_WAIT = 200;
/** A store that says nothing for so long has failed. Units: milliseconds. */
const PATIENCE = 60_000;

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: Uint8Array | string, text: string) => createHmac('sha256', key).update(text).digest();

/** Percent-encoding as the signature wants it: all but letters, digits and `-._~`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The value of the `authorization` header of a request. */
export function authorization(
  { method, url, headers, payload, time, region }: SignedParts,
  { accessKey, secretKey }: Credentials,
): string {
  const names = Object.keys(headers).sort();
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const canonical = [
    method,
    url.pathname,
    query,
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim()}`),
    '',
    names.join(';'),
    payload,
  ].join('\n');
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = hmac(hmac(hmac(hmac(`AWS4${secretKey}`, day), region), 's3'), 'aws4_request');
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  return `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope},SignedHeaders=${names.join(';')},Signature=${signature}`;
}

/**
 * Storage in `s3://bucket/prefix?region=eu-west-1&endpoint=https://host`. Region: else AWS_REGION, else us-east-1. Endpoint: else
 * AWS_ENDPOINT_URL, else that of AWS. Keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN. Buckets are named in the
 * path, which every such store understands. Throws: CLUSTER_ADDRESS.
 */
export function bucketStorage(address: string, env: NodeJS.ProcessEnv = process.env): Storage {
  const refuse = (got: string, expected: string) => fail({ code: 'CLUSTER_ADDRESS', place: 'shared storage', got, expected });
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  if (parsed === undefined || parsed.protocol !== 's3:' || parsed.hostname === '')
    return refuse(shown(address), 's3://bucket/prefix?region=..&endpoint=..');
  const region = parsed.searchParams.get('region') ?? env.AWS_REGION ?? 'us-east-1';
  const endpoint = parsed.searchParams.get('endpoint') ?? env.AWS_ENDPOINT_URL ?? `https://s3.${region}.amazonaws.com`;
  if (!URL.canParse(endpoint)) return refuse(`an endpoint ${shown(endpoint)}`, 'an address that begins with http:// or https://');
  const { AWS_ACCESS_KEY_ID: accessKey = '', AWS_SECRET_ACCESS_KEY: secretKey = '', AWS_SESSION_TOKEN: sessionToken } = env;
  if (accessKey === '' || secretKey === '')
    return refuse('no keys', 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment');
  const credentials = { accessKey, secretKey, ...(sessionToken !== undefined && { sessionToken }) };
  const prefix = parsed.pathname.replace(/^\/|\/$/g, '');
  const base = new URL(endpoint);
  const urlOf = (key: string) => {
    const path = [parsed.hostname, ...prefix.split('/'), ...key.split('/')].filter((part) => part !== '');
    return new URL(`${base.pathname.replace(/\/$/, '')}/${path.map(encoded).join('/')}`, base);
  };
  const send = (method: string, key: string, body?: Uint8Array<ArrayBuffer>) =>
    request({ method, url: urlOf(key), region, credentials, ...(body !== undefined && { body }) });
  return {
    address: `s3://${parsed.hostname}/${prefix} at ${base.origin}`,
    async get(key) {
      const response = await send('GET', key);
      return response === undefined ? undefined : new Uint8Array(response);
    },
    async put(key, bytes) {
      if ((await send('PUT', key, bytes)) === undefined)
        storageFault(urlOf(key), 'no such bucket', 'a bucket that can be written');
    },
    has: async (key) => (await send('HEAD', key)) !== undefined,
  };
}

interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly region: string;
  readonly credentials: Credentials;
  readonly body?: Uint8Array<ArrayBuffer>;
}

function storageFault(url: URL, got: string, expected: string): never {
  return fail({ code: 'CLUSTER_STORAGE', file: `${url.origin}${url.pathname}`, place: '', got, expected });
}

/** What a request is answered with, undefined where there is nothing of that name; refusals of the moment are tried again. */
async function request(sent: Sent): Promise<ArrayBuffer | undefined> {
  let trouble = '';
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0) await wait(FIRST_WAIT * 2 ** (tries - 1));
    try {
      const response = await sendOnce(sent);
      const { status } = response;
      if (status === 404) {
        await response.body?.cancel();
        return undefined;
      }
      if (response.ok) return await response.arrayBuffer();
      trouble = `status ${status}: ${(await response.text()).slice(0, 200)}`;
      // Slow down, and try later; whatever else is below 500 will not change.
      if (status < 500 && status !== 429) break;
    } catch (error) {
      trouble = error instanceof Error ? [error.message, error.cause].filter(Boolean).join(': ') : String(error);
    }
  }
  return storageFault(sent.url, trouble, `an answer to ${sent.method}`);
}

function sendOnce({ method, url, region, credentials, body }: Sent): Promise<Response> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const payload = sha256(body ?? '');
  const { sessionToken } = credentials;
  const signed = {
    host: url.host,
    'x-amz-content-sha256': payload,
    'x-amz-date': time,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const { host: _, ...headers } = signed;
  const proof = authorization({ method, url, headers: signed, payload, time, region }, credentials);
  return fetch(url, {
    method,
    headers: { ...headers, authorization: proof },
    signal: AbortSignal.timeout(PATIENCE),
    ...(body !== undefined && { body }),
  });
}
