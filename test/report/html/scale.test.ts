/** The numbers of charts: ticks, units, thinned months, marks of time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extent, lengthWithin, stretches, thinned, ticks, timeMarks, unitOf } from '../../../host/report/html/scale.ts';

describe('ticks', () => {
  it('are round numbers with 0 among them', () => {
    expect(ticks(0, 612).values).toEqual([0, 200, 400, 600, 800]);
    expect(ticks(0, 11.6)).toEqual({ values: [0, 2.5, 5, 7.5, 10, 12.5], places: 1 });
    expect(ticks(-30, 90).values).toEqual([-50, -25, 0, 25, 50, 75, 100]);
    expect(ticks(0, 0.04).places).toBe(2);
    expect(ticks(20, 30).values[0]).toBe(0);
    // Fitted, 0 need not be among them.
    expect(ticks(171, 179, true).values).toEqual([170, 172, 174, 176, 178, 180]);
  });

  it('hold everything between them, and are few', () => {
    const amount = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        fc.pre(high - low > 1e-6);
        const { values } = ticks(low, high);
        const slack = 1e-6 * Math.max(1, Math.abs(low), Math.abs(high));
        expect(values[0]).toBeLessThanOrEqual(low + slack);
        expect(values.at(-1)).toBeGreaterThanOrEqual(high - slack);
        expect(values.some((value) => value === 0)).toBe(true);
        expect(values.length).toBeLessThanOrEqual(8);
      }),
    );
  });
});

describe('the unit of an axis', () => {
  it('is dollars, thousands or millions', () => {
    expect([1_999, 2_000, 1_999_999, 2_000_000].map((largest) => unitOf(largest).word)).toEqual([
      '$',
      '$ thousands',
      '$ thousands',
      '$ millions',
    ]);
  });
});

describe('months', () => {
  it('are thinned evenly, the first and the last kept', () => {
    expect(thinned(5, 120)).toEqual([0, 1, 2, 3, 4]);
    // 10 entries and 4 points: every third, which the last one is too.
    expect(thinned(10, 4)).toEqual([0, 3, 6, 9]);
    expect(thinned(9, 4)).toEqual([0, 3, 6, 8]);
    expect(thinned(0, 4)).toEqual([]);
  });

  it('end one after the last that can be seen', () => {
    // A thousandth of the largest is a fifth of a dot.
    expect(lengthWithin([Float64Array.of(5000, 6, 4, 4, 4)])).toBe(3);
    expect(lengthWithin([Float64Array.of(5, 0, 3, 0, 0), Float64Array.of(1, 0.004, 0, 0, 0)])).toBe(4);
    expect(lengthWithin([Float64Array.of(0, 0)])).toBe(0);
    expect(lengthWithin([Float64Array.of(0, 7)])).toBe(2);
  });

  it('are marked by years, and by months where there are few', () => {
    const dates = (from: number, count: number) =>
      Array.from(
        { length: count },
        (_, k) => `${Math.floor((from + k) / 12)}-${String(((from + k) % 12) + 1).padStart(2, '0')}-25`,
      );
    // April 2011 on: Januaries of 2012, 2013 and 2014 are entries 9, 21 and 33.
    expect(timeMarks(dates(2011 * 12 + 3, 40))).toEqual([
      { place: 9, text: '2012' },
      { place: 21, text: '2013' },
      { place: 33, text: '2014' },
    ]);
    expect(timeMarks(dates(2011 * 12 + 3, 300)).map(({ text }) => text)).toEqual(['2015', '2020', '2025', '2030', '2035']);
    expect(timeMarks(dates(2011 * 12 + 3, 6)).map(({ text }) => text)).toEqual(['Apr 2011', 'Jun 2011', 'Aug 2011']);
  });

  it('in which a test holds stand together in stretches', () => {
    expect(stretches(Float64Array.of(1, 1, 0, 1, 0, 0, 1))).toEqual([
      { from: 0, to: 1 },
      { from: 3, to: 3 },
      { from: 6, to: 6 },
    ]);
  });

  it('have an extent with 0 in it', () => {
    expect(extent([Float64Array.of(3, 5), Float64Array.of(-2, 4)])).toEqual([-2, 5]);
    expect(extent([Float64Array.of(3)])).toEqual([0, 3]);
  });
});
