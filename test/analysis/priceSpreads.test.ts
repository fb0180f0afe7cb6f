/** Price, yield, discount margin and Z-spread from each other, through a deal; and curves that are refused with what to change. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type PriceFigures, priceReport, type Quote } from '../../host/analysis/priceTable.ts';
import { loadDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';

const dealAt = (name: string) => loadDeal(fileURLToPath(new URL(`../../examples/deals/${name}.yaml`, import.meta.url)));
const CORRIDOR = dealAt('corridor_available_funds_cap');
const SEQUENTIAL = dealAt('sequential');
const BENCHMARK = fileURLToPath(new URL('../../examples/portfolio/2011-03-31/market/benchmark.csv', import.meta.url));

async function figuresAt(deal: ResolvedDeal, quotes: readonly Quote[], spreads = {}, request = {}): Promise<PriceFigures[]> {
  const report = await priceReport(deal, 'A', quotes, request, { workers: 0 }, spreads);
  return report.columns.flatMap(({ figures }) => figures.flatMap((each) => each ?? []));
}

describe('the figures of a quote', () => {
  it('come to the same from whichever of them is given', async () => {
    const curve = 'par 1=4.2%, 5=4%, 10=4.3%';
    const [by] = await figuresAt(CORRIDOR, [{ price: 98.5 }], { curve });
    const { price, yieldBey, discountMargin, zSpread } = by!;
    if (discountMargin === null || zSpread === null) throw new Error('no spreads');
    const others = await figuresAt(CORRIDOR, [{ yieldBey }, { discountMargin }, { zSpread }], { curve });
    expect(others.length).toBe(3);
    for (const each of others) {
      expect(each.price).toBeCloseTo(price, 9);
      expect(each.yieldBey).toBeCloseTo(yieldBey, 12);
      expect(each.discountMargin ?? 0).toBeCloseTo(discountMargin, 12);
      expect(each.zSpread ?? 0).toBeCloseTo(zSpread, 12);
    }
  });

  it('have the margin of the coupon at par: a floater below its cap, on actual days over 360', async () => {
    // Five days of accrued interest are paid simply, 30/360 of them: the margin is within a hundredth of a basis point of 30.
    const [flat, rising] = await Promise.all(
      ['4.3%', '1 ramp 5 for 60'].map((rates) => figuresAt(CORRIDOR, [{ price: 100 }], {}, { index: `SOFR_30D=${rates}` })),
    );
    expect(Math.abs((flat?.[0]?.discountMargin ?? 0) - 0.003)).toBeLessThan(5e-6);
    expect(Math.abs((rising?.[0]?.discountMargin ?? 0) - 0.003)).toBeLessThan(5e-6);
  });

  it('have the yield over a flat curve as both spreads, whichever way the curve is given', async () => {
    for (const curve of ['par 1=4%, 20=4%', 'zero 1=4%, 20=4%']) {
      const [at] = await figuresAt(SEQUENTIAL, [{ price: 101 }], { curve });
      expect(at?.zSpread ?? 0).toBeCloseTo((at?.yieldBey ?? 0) - 0.04, 10);
      expect(at?.nominalSpread ?? 0).toBeCloseTo((at?.yieldBey ?? 0) - 0.04, 10);
      expect(at?.discountMargin).toBeNull();
    }
    // From a file, at whose yields the class has another spread than over nothing.
    const [at] = await figuresAt(SEQUENTIAL, [{ zSpread: 0.01 }], { curve: BENCHMARK });
    expect(at?.zSpread).toBe(0.01);
    expect(at?.yieldBey).toBeGreaterThan(0.0103);
  });
});

describe('a curve that is given', () => {
  it.each([
    ['with a hole', 'par 1=2%, 30=4%', /MARKET_POINTS curve\.years\[1\].*a hole between 1 and 30 years.*add one between/s],
    ['with negative times', 'zero -1=2%, 1=3%', /MARKET_POINTS curve\.years\[0\].*years above 0/s],
    ['with rates below the floor', 'par 1=-9%, 2=3%', /MARKET_FLOOR curve\.rates\[0\].*lower the floor/s],
    ['in percent without its sign', 'zero 1=2, 2=3', /MARKET_POINTS curve\.rates\[0\].*0\.045/s],
    ['that is a word', 'flat', /REQUEST_INVALID curve.*par 1=2%, 10=4%/s],
    ['in a file that is not there', './none.csv', /FILE_UNREADABLE.*none\.csv/s],
  ])('%s is refused with what to change', async (_, curve, told) => {
    await expect(figuresAt(SEQUENTIAL, [{ price: 100 }], { curve })).rejects.toThrow(told);
  });

  it('is needed for a Z-spread, and an index for a discount margin', async () => {
    await expect(figuresAt(SEQUENTIAL, [{ zSpread: 0.01 }])).rejects.toThrow(/REQUEST_INVALID curve.*over no curve/s);
    await expect(figuresAt(SEQUENTIAL, [{ discountMargin: 0.01 }])).rejects.toThrow(/REQUEST_INVALID over.*by name/s);
    await expect(figuresAt(CORRIDOR, [{ price: 100 }], { over: 'LIBOR' })).rejects.toThrow(/REQUEST_INVALID over.*SOFR_30D/s);
  });
});
