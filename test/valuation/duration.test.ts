import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dv01, macaulayDuration, modifiedDuration } from '../../host/valuation/duration.ts';
import { fullValue, yieldBeyFromMonthly } from '../../host/valuation/price.ts';
import { levelAnnuity, trancheCash } from './sample.ts';

describe('duration', () => {
  it('of a single payment is its time, and modified by half a year of yield', () => {
    const principal = new Float64Array(30);
    principal[29] = 1;
    const cash = trancheCash({ principal });
    expect(macaulayDuration(cash, 0.08)).toBeCloseTo(2.5, 13);
    expect(modifiedDuration(cash, 0.08)).toBeCloseTo(2.5 / 1.04, 13);
  });

  it('of a level annuity has a closed form', () => {
    // Macaulay duration of n level payments at r a period: (1+r)/r - n/((1+r)^n - 1) periods.
    const cash = trancheCash(levelAnnuity(1, 0.005, 360));
    const months = 1.005 / 0.005 - 360 / (1.005 ** 360 - 1);
    expect(macaulayDuration(cash, yieldBeyFromMonthly(0.06))).toBeCloseTo(months / 12, 10);
  });

  it('is the slope of the full value, and a DV01 is a basis point of it', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.05, max: 0.5, noNaN: true }), fc.integer({ min: 2, max: 360 }), (yieldBey, count) => {
        const cash = trancheCash({ ...levelAnnuity(1e6, 0.005, count), face: 1e6 });
        const h = 1e-5;
        const slope = (fullValue(cash, yieldBey + h) - fullValue(cash, yieldBey - h)) / (2 * h);
        // The central difference is off by about h^2 times the squared duration.
        expect(modifiedDuration(cash, yieldBey) / (-slope / fullValue(cash, yieldBey))).toBeCloseTo(1, 6);
        expect(dv01(cash, yieldBey) / (-slope / 10_000)).toBeCloseTo(1, 6);
      }),
    );
  });
});
