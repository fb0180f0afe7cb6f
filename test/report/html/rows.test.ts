/** Pictures of rows, planes and strips: that bars, marks and points stand where the numbers say. */
import { describe, expect, it } from 'vitest';
import { histogram, linesChart } from '../../../host/report/html/plane.ts';
import { type Row, rowsChart } from '../../../host/report/html/rows.ts';
import { stripsChart } from '../../../host/report/html/strips.ts';

/** What is drawn in paths of a class. */
const paths = (chart: unknown, kind: string) =>
  [...String(chart).matchAll(new RegExp(`<path class="${kind}[^"]*" d="([^"]*)"`, 'g'))].map(([, d]) => d ?? '');
const row = (label: string, from: number, to: number): Row => ({
  label,
  text: `${to - from}`,
  bars: [{ from, to, colour: 'c1' }],
});
const picture = { title: 'Rows', about: 'each', counts: 'numbers' as const, axis: 'things' };

describe('rows', () => {
  // The axis goes from -0.5 to 1 over 458 dots from 10 on: 0 is at 162.7.
  const chart = rowsChart({ ...picture, rows: [row('first', 0, 1), row('second', 0, -0.5)] });

  it('are bars from one value to another, one under the other', () => {
    expect(paths(chart, 'bars')).toEqual(['M162.7 17h305.3v9h-305.3z', 'M10 47h152.7v9h-152.7z']);
    expect(String(chart)).toContain('<title>first: 1</title>');
    expect(String(chart)).toContain('class="mid">things</text>');
  });

  it('that go too far end at the edge, and say how far they go', () => {
    const cut = rowsChart({ ...picture, rows: [row('far', 0, 50)], within: [0, 2] });
    expect(paths(cut, 'bars')).toEqual(['M10 17h458v9h-458z']);
    expect(String(cut)).toContain('<title>far: 50</title>');
  });

  it('of a pair lie under each other', () => {
    const bars = [1, 0.5].map((to) => ({ from: 0, to, colour: 'c1' }));
    const pairs = rowsChart({ ...picture, rows: [{ label: 'pair', text: '', bars }], isPaired: true });
    expect(paths(pairs, 'bars')).toEqual(['M10 17h458v8h-458z', 'M10 26h229v8h-229z']);
  });

  it('have marks at their values, and an axis that fits where it may', () => {
    const marks = [{ at: 175, colour: 'ink', shape: 'dot' as const }];
    const fitted = rowsChart({ ...picture, rows: [{ ...row('bridge', 171, 179), marks }], isFitted: true });
    // From 170 to 180: 45.8 dots each.
    expect(paths(fitted, 'bars')).toEqual(['M55.8 17h366.4v9h-366.4z']);
    expect(paths(fitted, 'dots')).toEqual(['M239 21.5h0']);
  });

  it('show a change that is less than a dot, on its own side', () => {
    const tiny = rowsChart({ ...picture, rows: [row('big', 0, 1), row('tiny', 0, -1e-6), row('nothing', 0, 0)] });
    const [, small, nothing] = paths(tiny, 'bars');
    expect(small).toMatch(/h1\.2v9/);
    expect(nothing).toMatch(/h0v9/);
  });

  it('cut a long label, whose end is still read out', () => {
    const label = 'a'.repeat(60);
    const long = String(rowsChart({ ...picture, rows: [row(label, 0, 1)] }));
    expect(long).toContain(`<title>${label}: 1</title>`);
    expect(long).toContain(`${'a'.repeat(45)}…</text>`);
  });

  it('that there are not are no picture', () => {
    expect(rowsChart({ ...picture, rows: [] })).toBeNull();
  });
});

describe('a histogram', () => {
  it('has a bar as high as there are values in its range', () => {
    // 0, 1, ..., 29 and 29 again: each range of 29/30 has one, the last two.
    const values = [...Array.from({ length: 30 }, (_, k) => k), 29];
    const [bars = ''] = paths(histogram({ title: 'H', counts: 'numbers', values }), 'bars');
    const heights = [...bars.matchAll(/M[\d.]+ ([\d.]+)V([\d.]+)H/g)].map(([, floor, top]) => Number(floor) - Number(top));
    // The axis goes to 2, over 202 dots.
    expect(heights).toEqual([...Array<number>(29).fill(101), 202]);
  });

  it('of one value, or of values that differ by how doubles are kept, is none', () => {
    expect(histogram({ title: 'H', counts: 'numbers', values: [3, 3, 3] })).toBeNull();
    expect(histogram({ title: 'H', counts: 'numbers', values: [3, 3 + 1e-12] })).toBeNull();
    expect(histogram({ title: 'H', counts: 'numbers', values: [] })).toBeNull();
  });
});

describe('lines through points', () => {
  const axis = { counts: 'numbers' as const, name: 'multiple' };
  const lines = (ys: readonly (number | null)[]) => [{ name: 'A', colour: 'c1', points: ys.map((y, x) => ({ x, y })) }];

  it('end where a point is missing or too high', () => {
    const chart = linesChart({ title: 'F', across: axis, up: axis, lines: lines([4, 2, null, 1, 50]), most: 8 });
    // Across from 0 to 4: 107 dots each from 44 on; up from 0 at 210 to 4 at 8.
    expect(paths(chart, 'line')).toEqual(['M44 8L151 109M365 159.5']);
    expect(paths(chart, 'dots')).toEqual(['M44 8h0M151 109h0M365 159.5h0']);
  });

  it('without points are none', () => {
    expect(linesChart({ title: 'F', across: axis, up: axis, lines: lines([null, null]) })).toBeNull();
  });
});

describe('strips', () => {
  it('go from nothing to all, and say where they are highest', () => {
    const dates = ['2011-04-25', '2011-05-25', '2011-06-25'];
    const chart = stripsChart({
      title: 'S',
      about: 'share',
      dates,
      strips: [{ name: 'trigger', shares: Float64Array.of(0, 1, 0.5) }],
    });
    // The strip is 26 high, from 41 up to 15.
    expect(paths(chart, 'area')).toEqual(['M44 41L44 41L258 15L472 28V41z']);
    expect(String(chart)).toContain('<title>trigger: at most 100.0 %, May 2011</title>');
  });
});
