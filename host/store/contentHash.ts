/** A hash of plain data and typed arrays: the same content has the same hash in every process, other content another one. */
import { createHash, type Hash } from 'node:crypto';

/** Raised when the same content comes to be written otherwise, so that old hashes do not meet new ones. */
const VERSION = 'weir content 1\n';

const BUFFER_BYTES = 1 << 16;
const TAG = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  number: 4,
  bigint: 5,
  string: 6,
  array: 7,
  object: 8,
  map: 9,
  set: 10,
  view: 11,
  buffer: 12,
} as const;

/** Data nests a few levels deep; beyond this it goes round in a circle. */
const DEEPEST = 500;

/** Gathers small writes, so that the hash is fed in large pieces. */
class Feed {
  readonly #hash: Hash = createHash('sha256');
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  #at = 0;

  constructor() {
    this.#hash.update(VERSION);
  }

  #room(bytes: number): number {
    if (this.#at + bytes > BUFFER_BYTES) this.#flush();
    const at = this.#at;
    this.#at += bytes;
    return at;
  }

  #flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
  }

  tag(tag: number): void {
    this.#buffer[this.#room(1)] = tag;
  }

  number(value: number): void {
    const at = this.#room(9);
    this.#buffer[at] = TAG.number;
    // There are many NaN; content has one.
    this.#buffer.writeDoubleLE(Number.isNaN(value) ? Number.NaN : value, at + 1);
  }

  count(value: number): void {
    this.#buffer.writeDoubleLE(value, this.#room(8));
  }

  /** Two bytes a unit: UTF-8 would give one text to all halves of broken pairs. */
  text(value: string): void {
    this.count(value.length);
    const bytes = 2 * value.length;
    if (bytes <= BUFFER_BYTES) this.#buffer.write(value, this.#room(bytes), 'utf16le');
    else this.bytes(Buffer.from(value, 'utf16le'));
  }

  bytes(bytes: Uint8Array): void {
    this.#flush();
    this.#hash.update(bytes);
  }

  digest(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }
}

/**
 * The sha-256 of content, in hexadecimal. Objects count by their properties whatever their order, properties without a value count
 * as absent; Maps and Sets count in the order of insertion; a number counts by its eight bytes, so -0 is not 0, and every NaN is
 * one; typed arrays count by their kind and bytes as they stand, so a Float64Array is not the array of its numbers.
 *
 * Throws: Error for functions, symbols, instances of classes and data that goes round in a circle.
 */
export function contentHash(value: unknown): string {
  const feed = new Feed();
  add(feed, value, 0);
  return feed.digest();
}

function add(feed: Feed, value: unknown, depth: number): void {
  if (depth > DEEPEST) throw new Error(`contentHash: data nested deeper than ${DEEPEST} levels, or in a circle`);
  switch (typeof value) {
    case 'undefined':
      return feed.tag(TAG.undefined);
    case 'boolean':
      return feed.tag(value ? TAG.true : TAG.false);
    case 'number':
      return feed.number(value);
    case 'bigint':
      feed.tag(TAG.bigint);
      return feed.text(String(value));
    case 'string':
      feed.tag(TAG.string);
      return feed.text(value);
    case 'object':
      return value === null ? feed.tag(TAG.null) : addObject(feed, value, depth);
  }
  throw new Error(`contentHash: a ${typeof value} is no content`);
}

function addObject(feed: Feed, value: object, depth: number): void {
  if (Array.isArray(value)) {
    feed.tag(TAG.array);
    feed.count(value.length);
    for (const item of value) add(feed, item, depth + 1);
  } else if (ArrayBuffer.isView(value)) {
    feed.tag(TAG.view);
    feed.text(Object.prototype.toString.call(value));
    feed.count(value.byteLength);
    feed.bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (value instanceof ArrayBuffer) {
    feed.tag(TAG.buffer);
    feed.count(value.byteLength);
    feed.bytes(new Uint8Array(value));
  } else if (value instanceof Map) {
    feed.tag(TAG.map);
    feed.count(value.size);
    for (const [key, item] of value) {
      add(feed, key, depth + 1);
      add(feed, item, depth + 1);
    }
  } else if (value instanceof Set) {
    feed.tag(TAG.set);
    feed.count(value.size);
    for (const item of value) add(feed, item, depth + 1);
  } else {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw new Error(`contentHash: an instance of ${prototype.constructor?.name} is no content`);
    addFields(feed, value, depth);
  }
}

function addFields(feed: Feed, value: object, depth: number): void {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  feed.tag(TAG.object);
  feed.count(fields.length);
  for (const [name, field] of fields) {
    feed.text(name);
    add(feed, field, depth + 1);
  }
}
