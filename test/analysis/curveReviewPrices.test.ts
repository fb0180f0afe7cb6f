/** Home prices and severities, by hand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  furthestFromPrices,
  type HomePrices,
  priceAt,
  readHomePrices,
  realizedAtPrices,
  severityAtPrices,
} from '../../host/analysis/curveReviewPrices.ts';
import { thrownBy } from '../deal/small.ts';

const scratch = mkdtempSync(join(tmpdir(), 'weir-prices-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let files = 0;
const file = (text: string) => {
  const path = join(scratch, `${files++}.csv`);
  writeFileSync(path, text);
  return path;
};
const at = (year: number, month: number) => year * 12 + month - 1;
const prices = (...points: readonly (readonly [number, number])[]): HomePrices => ({
  file: '',
  months: points.map(([month]) => month),
  levels: points.map(([, level]) => level),
});
const HORIZON = { points: 0.1, months: 12, horizon: 60 };

describe('a series', () => {
  it('is linear between its months, and unknown outside them', () => {
    const series = readHomePrices(file('month,index,source\n2010-01,100,a\n2010-05,80,b\n'));
    expect(
      [at(2009, 12), at(2010, 1), at(2010, 2), at(2010, 4), at(2010, 5), at(2010, 6)].map((month) => priceAt(series, month)),
    ).toEqual([undefined, 100, 95, 85, 80, undefined]);
  });

  it('is refused out of order, below nothing, or too short, all at once', () => {
    const faults = (text: string) => thrownBy(() => readHomePrices(file(text))).map(({ code, place }) => `${code} ${place}`);
    expect(faults('month,index\n2010-02,0\n2010-01,80\n')).toEqual(['TABLE_VALUE line 2, index', 'TABLE_VALUE line 3, month']);
    expect(faults('month,index\n2010-02,90\n')).toEqual(['TABLE_SHAPE line 2']);
    expect(faults('month,price\n2010-02,90\n')).toEqual(['TABLE_SHAPE line 1', 'TABLE_SHAPE line 1']);
  });
});

describe('the severity that prices make', () => {
  it('goes with what a property brings', () => {
    // 60 % came back; at prices a tenth lower 54 %.
    expect(severityAtPrices(0.4, 100, 90)).toBeCloseTo(0.46, 12);
    expect(severityAtPrices(0.4, 100, 200)).toBe(0);
  });

  it('brings realized losses to the prices of today, each month from its own', () => {
    const realized = [
      { month: '2010-01', performing: 1, cpr: 0, cdr: 0, severity: 0.5, liquidated: 1000 },
      { month: '2010-02', performing: 1, cpr: 0, cdr: 0, severity: 0.25, liquidated: 3000 },
      { month: '2010-03', performing: 1, cpr: 0, cdr: 0, severity: null, liquidated: 0 },
    ];
    const series = prices([at(2010, 1), 100], [at(2010, 2), 96], [at(2010, 3), 90]);
    // 500 + 750 lost of 4,000: 31.25 %, at a mean price of (1,000 x 100 + 3,000 x 96) / 4,000 = 97; 1 - 0.6875 x 90 / 97.
    expect(realizedAtPrices(realized, series, at(2010, 3), 12)).toBeCloseTo(1 - (0.6875 * 90) / 97, 12);
    // Of the last two months alone: 750 of 3,000, at 96.
    expect(realizedAtPrices(realized, series, at(2010, 3), 2)).toBeCloseTo(1 - (0.75 * 90) / 96, 12);
    expect(realizedAtPrices(realized, series, at(2010, 3), 1)).toBeUndefined();
    expect(realizedAtPrices(realized, prices([at(2010, 2), 96], [at(2010, 3), 90]), at(2010, 3), 12)).toBeUndefined();
  });

  it('draws a path, and the month that a curve is furthest from it', () => {
    // From 40 % in January at 100: prices of 110 in March make 34 %, 105 in February 37 %. The curve falls to 30 % at once and stays.
    const series = prices([at(2010, 1), 100], [at(2010, 3), 110]);
    const furthest = furthestFromPrices([0.4, 0.3, 0.3, 0.3], series, at(2010, 1), HORIZON);
    expect(furthest).toMatchObject({ months: 2, curve: 0.3, implied: expect.closeTo(0.37, 12) });
    expect(furthestFromPrices([0.4, 0.3], series, at(2010, 3), HORIZON)).toBeUndefined();
    expect(furthestFromPrices([0.4, 0.4, 0.1], series, at(2010, 1), { ...HORIZON, horizon: 2 })).toMatchObject({
      months: 2,
      curve: 0.4,
    });
  });
});
