/** The hash of content: by hand for small values, and the same for the same content however it is put. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../host/store/contentHash.ts';

/** The hash of bytes written out by hand after the version line. */
const byHand = (...bytes: readonly (number | string)[]) => {
  const hash = createHash('sha256').update('weir content 1\n');
  for (const part of bytes) hash.update(typeof part === 'string' ? Buffer.from(part, 'utf16le') : Uint8Array.of(part));
  return hash.digest('hex');
};
/** Eight bytes of a double: 1 is 3FF0000000000000 in IEEE 754, 2 is 4000000000000000; the least byte first. */
const ONE = [0, 0, 0, 0, 0, 0, 0xf0, 0x3f];
const TWO = [0, 0, 0, 0, 0, 0, 0, 0x40];

describe('the bytes that are hashed', () => {
  it('are a tag and the value, lengths before what has one', () => {
    expect(contentHash(null)).toBe(byHand(1));
    expect(contentHash(true)).toBe(byHand(3));
    expect(contentHash(1)).toBe(byHand(4, ...ONE));
    expect(contentHash('é')).toBe(byHand(6, ...ONE, 'é'));
    expect(contentHash([1, null])).toBe(byHand(7, ...TWO, 4, ...ONE, 1));
    expect(contentHash({ b: null, a: 1 })).toBe(byHand(8, ...TWO, ...ONE, 'a', 4, ...ONE, ...ONE, 'b', 1));
  });
});

describe('the same content', () => {
  it('has the same hash whatever the order of its keys, and with properties that have no value', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).reverse();
      return Object.fromEntries([...entries.map(([key, item]) => [key, turned(item)]), ['none', undefined]]);
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // A key that the value itself might have is no property without a value.
        fc.pre(!JSON.stringify(value).includes('"none"'));
        expect(contentHash(turned(value))).toBe(contentHash(value));
      }),
    );
  });

  it('is every NaN, and a view wherever it stands in its buffer', () => {
    const other = new Float64Array(new BigUint64Array([0x7ff8_0000_0000_0001n]).buffer)[0];
    expect(contentHash([other])).toBe(contentHash([Number.NaN]));
    const wide = Float64Array.of(9, 1, 2, 9);
    expect(contentHash(wide.subarray(1, 3))).toBe(contentHash(Float64Array.of(1, 2)));
  });

  it('does not feel where the 64 KiB of a buffer end', () => {
    // Around the edge, by each length of string: the same text hashed by hand in one piece.
    for (let length = 32_745; length < 32_775; length++) {
      const text = 'x'.repeat(length);
      const eight = [...new Uint8Array(Float64Array.of(length).buffer)];
      expect(contentHash(text), `${length} characters`).toBe(byHand(6, ...eight, text));
    }
  });
});

describe('other content', () => {
  const values: readonly [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['0', 0],
    ['-0', -0],
    ['NaN', Number.NaN],
    ['the text 0', '0'],
    ['the bigint 0', 0n],
    ['false', false],
    ['no text', ''],
    ['an empty list', []],
    ['a list of an empty list', [[]]],
    ['an empty object', {}],
    ['an empty Map', new Map()],
    ['an empty Set', new Set()],
    ['ab', 'ab'],
    ['a, b', ['a', 'b']],
    ['a and b by key', { a: 'b' }],
    ['a and b in a Map', new Map([['a', 'b']])],
    [
      'a Map in one order',
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    ],
    [
      'a Map in the other',
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
    ],
    ['a Set in one order', new Set(['a', 'b'])],
    ['a Set in the other', new Set(['b', 'a'])],
    ['numbers', [1, 2]],
    ['doubles', Float64Array.of(1, 2)],
    ['words', Int32Array.of(1, 2)],
    ['bytes', Uint8Array.of(1, 2)],
    ['the bytes of a buffer', Uint8Array.of(1, 2).buffer],
    ['-0 among doubles', Float64Array.of(-0)],
    ['0 among doubles', Float64Array.of(0)],
    ['half of a pair', '\ud800'],
    ['the other half', '\udc00'],
    ['the sign for a broken character', '\ufffd'],
  ];

  it('has another hash', () => {
    const byHash = new Map<string, string>();
    for (const [name, value] of values) {
      const hash = contentHash(value);
      expect(byHash.get(hash), `${name} has the hash of ${byHash.get(hash)}`).toBeUndefined();
      byHash.set(hash, name);
    }
  });

  it('cannot be a function, a symbol, an instance or a circle', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const value of [() => 1, Symbol('a'), { a: new Date(0) }, new (class Loan {})(), circle])
      expect(() => contentHash(value)).toThrow('contentHash');
  });
});

it('hashes 64 MB of columns within three seconds', () => {
  const column = new Float64Array(8_000_000).fill(1 / 3);
  const started = performance.now();
  contentHash({ columns: [column] });
  expect(performance.now() - started).toBeLessThan(3_000);
});
