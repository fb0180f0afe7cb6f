/** Plain data becomes bytes and comes back the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePlain, encodePlain } from '../../host/cluster/taskCodec.ts';
import { contentHash } from '../../host/store/contentHash.ts';
import { tasksOf } from './tasks.ts';

const roundTrip = (value: unknown): unknown => decodePlain(encodePlain(value))?.value;

describe('plain data', () => {
  it('keeps numbers that JSON has not, and tells what is absent from what is empty', () => {
    const value = {
      zero: -0,
      none: [undefined, null],
      far: [Number.POSITIVE_INFINITY, Number.NaN],
      big: 2n ** 70n,
      gone: undefined,
    };
    const back = roundTrip(value);
    expect(back).toEqual({ zero: -0, none: [undefined, null], far: [Number.POSITIVE_INFINITY, Number.NaN], big: 2n ** 70n });
    expect(back).not.toHaveProperty('gone');
  });

  it('keeps Maps, Sets and typed arrays of every kind, bit by bit', () => {
    const value = new Map<unknown, unknown>([
      ['floats', Float64Array.of(0.1, -0, Number.NaN)],
      ['words', Int32Array.of(-1, 2 ** 31 - 1)],
      ['unsigned', Uint32Array.of(0, 2 ** 32 - 1)],
      ['bytes', Uint8Array.of(1, 2, 3)],
      [7, new Set([new Float32Array([0.5])])],
    ]);
    expect(roundTrip(value)).toEqual(value);
  });

  it('keeps an object that has the mark of the codec as a property', () => {
    const value = { $: 'map', of: [1, { $: 'number' }] };
    expect(roundTrip(value)).toEqual(value);
  });

  it('writes an array once that stands in several places', () => {
    const curve = Float64Array.from({ length: 1_000 }, (_, month) => month / 7);
    const alone = encodePlain([curve]).length;
    // 8,000 bytes of numbers; each further place takes the few bytes of its name.
    expect(encodePlain(Array(20).fill(curve)).length - alone).toBeLessThan(8_000);
    const back = roundTrip([curve, curve]);
    expect(Array.isArray(back) && back[0] === back[1]).toBe(true);
  });

  it('has the same hash as before, whatever it is', () => {
    const leaf = fc.oneof(
      fc.double(),
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      fc.constant(null),
      fc.float64Array(),
      fc.int32Array(),
    );
    const { data } = fc.letrec((tie) => ({
      data: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('data'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.string(), fc.constant('$')), tie('data'), { maxKeys: 4 }),
        fc.array(fc.tuple(fc.string(), tie('data')), { maxLength: 3 }).map((entries) => new Map(entries)),
      ),
    }));
    fc.assert(
      fc.property(data, (value) => contentHash(roundTrip(value)) === contentHash(value)),
      { numRuns: 300 },
    );
  });

  it('of a real task comes back whole, and shares what it shared', () => {
    const [task] = tasksOf(1);
    expect(contentHash(roundTrip(task))).toBe(contentHash(task));
  });

  it('is refused where it is a function or an instance of a class', () => {
    expect(() => encodePlain({ work: () => 1 })).toThrow('a function is no data');
    expect(() => encodePlain([new Date(0)])).toThrow('an instance of Date is no data');
  });
});

describe('bytes that are torn or spoiled', () => {
  const bytes = encodePlain({ name: 'trust', loans: Float64Array.of(1, 2, 3) });

  it('give nothing, wherever they are cut off', () => {
    for (let length = 0; length < bytes.length; length += 7) expect(decodePlain(bytes.slice(0, length))).toBeUndefined();
  });

  it('give nothing, whichever of them is changed', () => {
    for (let at = 0; at < bytes.length; at++) {
      const spoiled = bytes.slice();
      spoiled[at] = (spoiled[at] ?? 0) ^ 1;
      expect(decodePlain(spoiled), `byte ${at}`).toBeUndefined();
    }
  });
});
