/**
 * JSON files that know whether they are whole: a first line with the length and the sha-256 of the text that follows. They stay
 * JSON for every other program: `jq .content`.
 */
import { createHash } from 'node:crypto';
import { fail } from '../errors.ts';
import { readWhole } from './atomic.ts';

/** What a schema compiled by TypeBox offers. */
export interface Shape<T> {
  Check(value: unknown): value is T;
}

const HEAD = /^\{"sha256":"([0-9a-f]{64})","bytes":([0-9]+),"content":\n/;
const HEAD_BYTES = 160;
const TAIL = '\n}\n';

/** The sha-256 of bytes or of text as UTF-8, in hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * JSON with sorted keys, so that the same data gives the same text. Properties without a value are left out, -0 stays -0.
 * Throws: Error for what JSON would change without a word: NaN, infinities, typed arrays, Maps, functions.
 */
export function jsonText(value: unknown, indent = '', place = 'value'): string {
  const deeper = `${indent}  `;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`${place}: ${value} is not JSON`);
      return Object.is(value, -0) ? '-0' : JSON.stringify(value);
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) {
        if (value.length === 0) return '[]';
        const items = Array.from(value, (item, at) => deeper + jsonText(item, deeper, `${place}[${at}]`));
        return `[\n${items.join(',\n')}\n${indent}]`;
      }
      const prototype = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) break;
      const fields = Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, field]) => `${deeper}${JSON.stringify(name)}: ${jsonText(field, deeper, `${place}.${name}`)}`);
      return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${indent}}`;
    }
  }
  throw new Error(`${place}: ${Object.prototype.toString.call(value)} is not JSON`);
}

/** The bytes of a sealed file. Throws: Error for what is not JSON. */
export function seal(value: unknown): Uint8Array {
  const content = Buffer.from(jsonText(value), 'utf8');
  const head = `{"sha256":"${sha256(content)}","bytes":${content.length},"content":\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), content, Buffer.from(TAIL, 'latin1')]);
}

/** What a sealed file says, or why it cannot be believed. */
export function unseal(
  bytes: Uint8Array,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly got: string } {
  const found = HEAD.exec(Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1'));
  if (found === null) return { ok: false, got: `${bytes.length} bytes that do not begin with a seal` };
  const [head, hash, length] = found;
  const content = bytes.subarray(head.length, head.length + Number(length));
  const whole = head.length + Number(length) + TAIL.length;
  if (bytes.length !== whole) return { ok: false, got: `${bytes.length} bytes instead of ${whole}` };
  if (sha256(content) !== hash || Buffer.from(bytes.subarray(whole - TAIL.length)).toString('latin1') !== TAIL)
    return { ok: false, got: 'bytes that do not have the checksum written beside them' };
  return { ok: true, value: JSON.parse(Buffer.from(content).toString('utf8')) };
}

/**
 * Reads a sealed file of a given shape; undefined where there is none.
 * Throws: STORE_CORRUPT where its checksum or its shape is not what was written, STORE_DISK.
 */
export async function readSealed<T>(
  path: string,
  shape: Shape<T>,
): Promise<{ readonly value: T; readonly sha256: string; readonly bytes: number } | undefined> {
  const bytes = await readWhole(path);
  if (bytes === undefined) return undefined;
  const opened = unseal(bytes);
  const expected = 'the file as Weir wrote it';
  if (!opened.ok) return fail({ code: 'STORE_CORRUPT', file: path, place: '', got: opened.got, expected });
  const { value } = opened;
  if (!shape.Check(value))
    return fail({ code: 'STORE_CORRUPT', file: path, place: '', got: 'content of another shape', expected });
  return { value, sha256: sha256(bytes), bytes: bytes.length };
}
