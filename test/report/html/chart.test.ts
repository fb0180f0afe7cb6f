/** Pictures: that their shapes stand where the numbers say. */
import { describe, expect, it } from 'vitest';
import { areaChart, barChart, fanChart, lineChart } from '../../../host/report/html/chart.ts';
import type { Picture } from '../../../host/report/html/frame.ts';

const dates = ['2011-04-25', '2011-05-25', '2011-06-25', '2011-07-25', '2011-08-25'];
const picture: Picture = { title: 'Balances', about: 'after each payment', dates };
const series = (name: string, ...values: number[]) => ({ name, values: Float64Array.from(values), colour: 'c1' });
/** Points of the paths of a class. */
const paths = (chart: unknown, kind: string) =>
  [...String(chart).matchAll(new RegExp(`<path class="${kind}[^"]*" d="([^"]*)"`, 'g'))].map(([, d]) => d ?? '');
const points = (path: string) =>
  path
    .replace(/^M|z$/g, '')
    .split('L')
    .map((point) => point.split(' ').map(Number));

describe('areas', () => {
  // The axis goes to 400: 0 is at 228, 400 at 8, and 100 is 55 of them. Five months lie 107 apart between 44 and 472.
  const chart = areaChart(
    picture,
    [series('A', 200, 150, 100, 50, 0), series('M', 100, 100, 100, 100, 0)],
    [series('pool', 400, 300, 250, 200, 0)],
  );

  it('stand on one another, each to the floor and over the ones that lie above it', () => {
    const [top = '', bottom = ''] = paths(chart, 'area');
    const edge = (path: string) => points(path.replace(/^M44 228L/, '').replace(/V228z$/, ''));
    expect(edge(bottom)).toEqual([
      [44, 118],
      [151, 145.5],
      [258, 173],
      [365, 200.5],
      [472, 228],
    ]);
    // M goes to what both come to: 300, 250, 200, 150 and 0.
    expect(edge(top)).toEqual([
      [44, 63],
      [151, 90.5],
      [258, 118],
      [365, 145.5],
      [472, 228],
    ]);
  });

  it('have lines over them', () => {
    expect(points(paths(chart, 'line')[0] ?? '')[0]).toEqual([44, 8]);
  });

  it('say what they are, in which unit, and whose they are', () => {
    expect(String(chart)).toContain('<b>Balances</b> <span class="unit">$, after each payment</span>');
    expect([...String(chart).matchAll(/<li><i class="[^"]*"><\/i>([^<]*)<\/li>/g)].map(([, name]) => name)).toEqual([
      'A',
      'M',
      'pool',
    ]);
  });

  it('that are nothing are not drawn', () => {
    expect(areaChart(picture, [series('A', 0, 0, 0, 0, 0)])).toBeNull();
  });

  it('of many months are thinned', () => {
    const long = Array.from({ length: 2000 }, (_, k) => 3000 - k);
    const many = areaChart({ ...picture, dates: long.map(() => '2011-04-25') }, [series('A', ...long)]);
    expect(paths(many, 'area')[0]?.split('L').length).toBeLessThanOrEqual(1 + 481);
  });
});

describe('bars', () => {
  it('have the height of their month', () => {
    // Five bars to 4: each 85.6 wide, 0.8 of that drawn; 4 is at 8, 2 at 118, 0 at 228.
    const [path = ''] = paths(barChart(picture, [series('losses', 4, 2, 1, 0, 3)]), 'bars');
    const bars = [...path.matchAll(/M([\d.]+) 228V([\d.]+)H([\d.]+)V228z/g)].map(([, from, top, to]) => [
      Number(from),
      Number(top),
      Number(to),
    ]);
    expect(bars.map(([, top]) => top)).toEqual([8, 118, 173, 228, 63]);
    expect((bars[0]?.[2] ?? 0) - (bars[0]?.[0] ?? 0)).toBeCloseTo(68.5, 0);
  });

  it('of parts stand on one another', () => {
    const tops = paths(barChart(picture, [series('scheduled', 1, 1, 1, 1, 1), series('prepaid', 3, 1, 0, 1, 2)]), 'bars').map(
      (path) => [...path.matchAll(/ 228V([\d.]+)H/g)].map(([, top]) => Number(top)),
    );
    // The upper part first, then the lower one over it.
    expect(tops).toEqual([
      [8, 118, 173, 118, 63],
      [173, 173, 173, 173, 173],
    ]);
  });

  it('that touch are one outline', () => {
    const long = Array.from({ length: 300 }, () => 4);
    const [path = ''] = paths(barChart({ ...picture, dates: long.map(() => '2011-04-25') }, [series('losses', ...long)]), 'bars');
    expect(path.match(/M/g)).toHaveLength(1);
    expect(path.match(/V8/g)).toHaveLength(300);
  });
});

describe('lines', () => {
  it('go below 0 where the numbers do', () => {
    // From -20 to 40 by steps of 20: 60 on 220, so -20 is at 228, 0 at 154.7, 40 at 8.
    const chart = lineChart(picture, [series('oc', 40, 20, 0, -20, 5)]);
    expect(points(paths(chart, 'line')[0] ?? '').map(([, y]) => y)).toEqual([8, 81.3, 154.7, 228, 136.3]);
  });

  it('have bands where a test holds, half a month to both sides', () => {
    const chart = lineChart(picture, [series('oc', 40, 20, 30, 20, 5)], [series('trigger', 0, 1, 1, 0, 1)]);
    const [band = ''] = paths(chart, 'band');
    // Entries 1 and 2 are at 151 and 258, half a month is 53.5; the last stops at the edge.
    expect([...band.matchAll(/M([\d.]+) [\d.]+H([\d.]+)/g)].map(([, from, to]) => [Number(from), Number(to)])).toEqual([
      [97.5, 311.5],
      [418.5, 472],
    ]);
    expect(String(chart)).toContain('>trigger</text>');
  });
});

describe('what is not there', () => {
  const { NaN: none } = Number;

  it('ends a line, which begins again; dots stand alone', () => {
    const chart = lineChart(picture, [
      series('curve', 40, 20, none, 20, 0),
      { ...series('realized', none, 40, none, none, 0), isDots: true },
    ]);
    // From 0 at 228 to 40 at 8.
    expect(paths(chart, 'line')).toEqual(['M44 8L151 118M365 118L472 228']);
    expect(paths(chart, 'dots')).toEqual(['M151 8h0M472 228h0']);
  });
});

describe('shares', () => {
  it('have an axis in percent, and are not cut off where they are small', () => {
    const chart = lineChart({ ...picture, counts: 'percent' }, [series('CPR', 0.1, 0.05, 0, 0, 0)]);
    expect(String(chart)).toContain('<span class="unit">%, after each payment</span>');
    // 10 % is at 8, 0 at 228; all five months are there.
    expect(points(paths(chart, 'line')[0] ?? '')).toHaveLength(5);
    expect(points(paths(chart, 'line')[0] ?? '')[1]).toEqual([151, 118]);
  });
});

describe('a fan', () => {
  it('has a band from its upper edge back along its lower one', () => {
    const values = (...of: number[]) => Float64Array.from(of);
    const chart = fanChart(
      { ...picture, dates: dates.slice(0, 2) },
      [{ name: '5 to 95 %', low: values(100, 50), high: values(400, 200), colour: 'f2' }],
      [series('median', 200, 100)],
    );
    expect(paths(chart, 'area')).toEqual(['M44 8L472 118L472 200.5L44 173z']);
    expect(paths(chart, 'line')).toEqual(['M44 118L472 173']);
  });
});
