/** The numbers behind the page's pictures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binsOf, spread, stacked } from '../../../api/page/pictures/numbers.ts';
import { ticks } from '../../../host/report/html/scale.ts';

describe('ticks that need not begin at 0', () => {
  it('lie around what is shown, a round step apart', () => {
    // 181.08 to 185.76 is 4.68 wide: five steps of 1, from 181 to 186.
    expect(ticks(181.08, 185.76, true, 5).values).toEqual([181, 182, 183, 184, 185, 186]);
    // 0.2 wide in five: steps of 0.05, which need two digits.
    const { values, places } = ticks(3.31, 3.51, true, 4);
    expect(values.map((value) => value.toFixed(places))).toEqual(['3.30', '3.35', '3.40', '3.45', '3.50', '3.55']);
  });

  it('hold every pair of ends between the first and the last', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        (low, span) => {
          const { values } = ticks(low, low + span, true, 5);
          const slack = 1e-6 * Math.max(1, Math.abs(low), span);
          expect(values[0]).toBeLessThanOrEqual(low + slack);
          expect(values.at(-1)).toBeGreaterThanOrEqual(low + span - slack);
          expect(values.length).toBeLessThanOrEqual(9);
        },
      ),
    );
  });
});

describe('texts beside a stack', () => {
  it('stay where they are when they have room', () => {
    expect(spread([20, 60, 100], 19, 0, 200)).toEqual([20, 60, 100]);
  });

  it('move apart by no less than their height, and stay inside', () => {
    // 90 and 95 want one place; the second moves to 109, which is past 105, so both move up.
    expect(spread([90, 95], 19, 0, 105)).toEqual([86, 105]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 1, maxLength: 15 }), (given) => {
        const places = spread(
          given.toSorted((a, b) => a - b),
          19,
          0,
          300,
        );
        for (const [at, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual(-1e-9);
          expect(place).toBeLessThanOrEqual(300 + 1e-9);
          if (at > 0) expect(place - (places[at - 1] ?? 0)).toBeGreaterThanOrEqual(19 - 1e-9);
        }
      }),
    );
  });
});

describe('columns of a distribution', () => {
  it('count every value once, the largest in the last', () => {
    // From 0 to 10 in five columns, each 2 wide: 0 and 1 in the first, 2 in the second, 10 in the last.
    const bins = binsOf(Float64Array.of(0, 1, 2, 10), 5);
    expect(bins.map(({ count }) => count)).toEqual([2, 1, 0, 0, 1]);
    expect(bins.map(({ from }) => from)).toEqual([0, 2, 4, 6, 8]);
  });

  it('are one where all values are the same, and none where there are none', () => {
    expect(binsOf(Float64Array.of(3, 3, Number.NaN))).toEqual([{ from: 3, to: 3, count: 2 }]);
    expect(binsOf(Float64Array.of(Number.NaN))).toEqual([]);
  });
});

it('areas stand on one another', () => {
  const tops = stacked([{ values: Float64Array.of(1, 2) }, { values: Float64Array.of(10) }], 2);
  expect(tops.map((top) => [...top])).toEqual([
    [1, 2],
    [11, 2],
  ]);
});
