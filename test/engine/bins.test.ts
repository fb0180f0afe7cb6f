/** Percentiles by bin against the ordered values themselves, and bins that do not show how values came. */
import { describe, expect, it } from 'vitest';
import { type BinRows, BinWriter, mergedBins, percentilesOf } from '../../host/engine/bins.ts';

const PERCENTS = [0, 1, 5, 25, 50, 75, 95, 99, 100];

/** Rows of bins of blocks of rows. */
function binned(blocks: readonly (readonly Float64Array[])[]): BinRows {
  return mergedBins(
    blocks.map((block) => {
      const writer = new BinWriter();
      for (const row of block) writer.write(row);
      return writer.numbers();
    }),
  );
}

/** Dollars from a tenth of a cent to tens of billions, of both signs, and nothing. */
function mixed(count: number): Float64Array {
  let state = 7;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return Float64Array.from({ length: count }, () => (next() < 0.1 ? 0 : (next() < 0.2 ? -1 : 1) * 10 ** (13.5 * next() - 3)));
}

describe('values by bin', () => {
  it('have the percentiles of the values, within a 512th of them and a quarter dollar', () => {
    const values = mixed(5000);
    const sorted = values.toSorted();
    const [told = []] = percentilesOf(binned([[values]]), PERCENTS);
    expect(told.length).toBe(PERCENTS.length);
    told.forEach((found, k) => {
      const place = (4999 * PERCENTS[k]!) / 100;
      const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
      const exact = low + (high - low) * (place - Math.floor(place));
      // Each end of the interval may be off by its bin.
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.25 + Math.max(Math.abs(low), Math.abs(high)) / 512);
    });
  });

  it('that are all one are that value to a position: a part in 260,000', () => {
    for (const value of [0, 0.01, 127.5, 100, 84_213.77, 3.2e8, -5_000_000]) {
      const [told = []] = percentilesOf(
        binned([[new Float64Array(64).fill(value)], [new Float64Array(10).fill(value)]]),
        PERCENTS,
      );
      expect(told.length).toBe(PERCENTS.length);
      for (const found of told) expect(Math.abs(found - value)).toBeLessThanOrEqual((Math.abs(value) + 128) * 2 ** -18);
    }
    expect(percentilesOf(binned([[Float64Array.of(0, 0)]]), [50])).toEqual([[0]]);
  });

  it('are the same bins whatever the blocks and their order', () => {
    const values = mixed(1000);
    const rows = [values, values.map((value) => value / 3)];
    const part = (from: number, to: number) => rows.map((row) => row.subarray(from, to));
    const whole = binned([part(0, 1000)]);
    expect(binned([part(0, 100), part(100, 612), part(612, 1000)])).toEqual(whole);
    expect(binned([part(612, 1000), part(0, 100), part(100, 612)])).toEqual(whole);
    // Merged before they are merged again, as paths come in turns.
    expect(mergedBins([binned([part(0, 300), part(300, 400)]), binned([part(400, 1000)])])).toEqual(whole);
  });

  it('take room for what values there are, not for how many paths', () => {
    // From 100 to 200 million dollars is one power of two: 512 bins and the ends.
    const spread = Float64Array.from({ length: 20_000 }, (_, k) => 1e8 * 2 ** (k / 20_000));
    expect(binned([[spread]])[0]).toBeLessThanOrEqual(514);
  });

  it('stay exact where 32 bits would not hold their sums', () => {
    // Some 70 positions above the middle of one bin, all of them: over 2^24, and odd.
    const value = 128 * (2 ** (100 / 131_072) - 1);
    const block = new Float64Array(100_000).fill(value);
    const [, , , once = 0] = binned([[Float64Array.of(value)]]);
    const [, , count, offset] = binned([[block], [block], [block], [Float64Array.of(value)]]);
    expect(300_001 * once).toBeGreaterThan(2 ** 24);
    expect((300_001 * once) % 2).toBe(1);
    expect([count, offset]).toEqual([300_001, 300_001 * once]);
  });

  it('of nothing are zeros', () => {
    expect(mergedBins([]).length).toBe(0);
    expect(percentilesOf(Float64Array.of(0, 0), [50, 99])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});
