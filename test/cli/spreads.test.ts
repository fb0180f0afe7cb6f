/** `weir price` with spreads, and `weir simulate` with prices and spreads: what they print, stream and keep, and bad input on purpose. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallSnapshot } from '../store/smallSnapshot.ts';
import { weir, weirJson } from './weir.ts';

const FLOATERS = ['price', 'examples/deals/corridor_available_funds_cap.yaml', '--tranche', 'A'];
const folder = mkdtempSync(join(tmpdir(), 'weir-spreads-'));
afterAll(() => rmSync(folder, { recursive: true }));
const SNAPSHOT = smallSnapshot(join(folder, 'small'), [2002]);
const DRAWN = ['simulate', SNAPSHOT, '--trust', 'alt-a-2002-1', '--paths', '128', '--randomizations', '2', '--measures', 'value'];
const DATA = ['--data', join(folder, 'data')];

describe('weir price', () => {
  it.concurrent('tells prices of discount margins, with their unit or refused', async () => {
    const [told, bare] = await Promise.all([
      weirJson([...FLOATERS, '--margin', '30bp,150bp', '--curve', 'SOFR_30D']),
      weir([...FLOATERS, '--margin', '150']),
    ]);
    // At the margin of the coupon the class is worth par, but for five days of accrued interest that is paid simply.
    expect(told).toMatchObject({
      index: 'SOFR_30D',
      dayCount: 'act/360',
      columns: [{ figures: [{ price: expect.closeTo(100, 2), discountMargin: 0.003 }, { discountMargin: 0.015 }] }],
    });
    expect(bare.code).toBe(2);
    expect(bare.err).toMatch(/REQUEST_INVALID margin.*'150'.*150bp/s);
  });
});

describe('weir simulate', () => {
  it.concurrent('tells the OAS of a file of prices, and what is known after each randomization', async () => {
    const file = join(folder, 'prices.csv');
    writeFileSync(file, 'trust,instrument,price\nalt-a-2002-1,A,95-16\nalt-a-2002-1,residual,"$500,000"\n');
    const { code, out, err } = await weir([...DRAWN, '--price', file, '--control', '--stream', '--json', ...DATA]);
    expect(code).toBe(0);
    const lines: unknown[] = err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { partial: { paths: 64, randomizations: 1, isLevel: false, error: null } },
      { partial: { paths: 128, randomizations: 2, isLevel: true, error: expect.any(Number) } },
    ]);
    const report: unknown = JSON.parse(out);
    expect(report).toMatchObject({
      totals: expect.arrayContaining([
        expect.objectContaining({ byYield: expect.objectContaining({ estimates: expect.objectContaining({ controls: 6 }) }) }),
      ]),
      quotes: [
        { name: 'A', given: 'price', price: expect.closeTo(95.5, 10), oas: expect.any(Number), valueError: null },
        { name: 'residual', given: 'price', price: null, value: 500_000, oas: expect.any(Number) },
      ],
    });
  });

  it.concurrent('refuses spreads without a unit and prices of what there is not', async () => {
    const [bare, unknown] = await Promise.all([
      weir([...DRAWN, '--oas', 'alt-a-2002-1 A 150; alt-a-2002-1', ...DATA]),
      weir([...DRAWN, '--price', 'alt-a-2002-1 Z 98; alt-a-2002-1 residual 98', '--data', join(folder, 'refused')]),
    ]);
    expect([bare.code, unknown.code]).toEqual([2, 2]);
    expect(bare.err).toMatch(/REQUEST_INVALID oas: got 'alt-a-2002-1 A 150'.*150bp.*2 faults/s);
    expect(unknown.err).toMatch(/REQUEST_INVALID quotes, alt-a-2002-1 Z: got 'Z'; expected one of collateral, A/);
    expect(unknown.err).toMatch(/alt-a-2002-1 residual: got a price of 98 per 100 of nothing/);
    // Before anything is kept.
    expect(readdirSync(join(folder, 'refused', 'runs'))).toEqual([]);
  });
});
