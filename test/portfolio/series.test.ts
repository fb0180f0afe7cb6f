/** Numbers by month: what is read, what lies between, what is refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSeries, seriesAt } from '../../host/portfolio/series.ts';
import { thrownBy } from '../deal/small.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-series-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a series', () => {
  const write = (text: string) => {
    const file = join(folder, 'series.csv');
    writeFileSync(file, text);
    return file;
  };

  it('is read, and linear between its months', () => {
    const series = readSeries(write('month,rate\n2010-01,5%\n2010-03,0.04\n'), 'rate');
    expect([0, 1, 2].map((month) => seriesAt(series, 2010 * 12 + month))).toEqual([0.05, expect.closeTo(0.045, 14), 0.04]);
    expect(seriesAt(series, 2009 * 12)).toBeUndefined();
    expect(seriesAt(series, 2011 * 12)).toBeUndefined();
  });

  it('is refused with every fault: months out of order, what is no rate', () => {
    const faults = thrownBy(() => readSeries(write('month,rate\n2010-03,0.05\n2010-01,-1%\n'), 'rate'));
    expect(faults.map(({ code }) => code)).toEqual(['TABLE_VALUE', 'TABLE_VALUE']);
  });
});
