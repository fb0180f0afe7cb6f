/** Sealed JSON: any byte that is changed, lost or added is found. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonText, readSealed, seal, unseal } from '../../host/store/sealed.ts';
import { codesOf, temporaryFolder } from './folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

describe('the JSON text', () => {
  it('has sorted keys, keeps -0 and leaves out what has no value', () => {
    expect(jsonText({ b: [1, -0, 'x'], a: { d: undefined, c: null }, e: [], f: {} })).toBe(
      '{\n  "a": {\n    "c": null\n  },\n  "b": [\n    1,\n    -0,\n    "x"\n  ],\n  "e": [],\n  "f": {}\n}',
    );
  });

  it('says what any JSON reader takes for the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(jsonText(value))).toEqual(value);
      }),
    );
  });

  it.each([
    ['NaN', { a: [Number.NaN] }, 'value.a[0]: NaN is not JSON'],
    ['an infinity', Number.POSITIVE_INFINITY, 'value: Infinity is not JSON'],
    ['a Map', new Map(), 'value: [object Map] is not JSON'],
    ['a typed array', { a: new Float64Array(1) }, 'value.a: [object Float64Array] is not JSON'],
    ['a list with a hole', [1, undefined], 'value[1]: [object Undefined] is not JSON'],
    ['a Date', new Date(0), 'value: [object Date] is not JSON'],
  ])('refuses %s instead of writing something else', (_, value, message) => {
    expect(() => jsonText(value)).toThrow(message);
  });
});

describe('a sealed file', () => {
  const value = { name: 'é', amounts: [0.1, -0, 5e-324] };
  const bytes = seal(value);

  it('is JSON for other programs, with its content under `content`', () => {
    expect(JSON.parse(Buffer.from(bytes).toString('utf8')).content).toEqual(value);
    expect(unseal(bytes)).toEqual({ ok: true, value });
  });

  it('is refused with any bit of any byte changed', () => {
    const missed: string[] = [];
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const spoiled = Uint8Array.from(bytes);
        spoiled[at]! ^= 1 << bit;
        if (unseal(spoiled).ok) missed.push(`byte ${at}, bit ${bit}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('is refused when cut anywhere, or continued', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(unseal(bytes.subarray(0, length)).ok, `${length} bytes`).toBe(false);
    expect(unseal(Buffer.concat([bytes, Buffer.from('\n')])).ok).toBe(false);
  });

  it('is told with a code when it is torn or of another shape, and is undefined when it is not there', async () => {
    const shape = Compile(Type.Object({ name: Type.String() }));
    const file = join(folder, 'sealed.json');
    expect(await readSealed(file, shape)).toBeUndefined();
    writeFileSync(file, bytes);
    expect((await readSealed(file, shape))?.value.name).toBe('é');
    writeFileSync(file, bytes.subarray(0, 100));
    expect(await codesOf(readSealed(file, shape))).toEqual(['STORE_CORRUPT']);
    writeFileSync(file, seal({ name: 7 }));
    expect(await codesOf(readSealed(file, shape))).toEqual(['STORE_CORRUPT']);
  });
});
