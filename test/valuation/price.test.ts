import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate } from '../../host/curves/dates.ts';
import {
  accruedInterest,
  cleanPrice,
  fullPrice,
  fullValue,
  proceeds,
  yieldBeyFromMonthly,
  yieldFromPrice,
  yieldFromValue,
  yieldMonthlyFromBey,
} from '../../host/valuation/price.ts';
import { levelAnnuity, monthly, trancheCash } from './sample.ts';

const MILLION = 1e6;

describe('price from yield', () => {
  it('of a level annuity at its own rate is par', () => {
    // Payment p = F r / (1 - v^n) with v = 1/(1+r) is worth p v + ... + p v^n = p (1 - v^n) / r = F.
    const cash = trancheCash({ ...levelAnnuity(MILLION, 0.005, 360), face: MILLION });
    expect(cleanPrice(cash, yieldBeyFromMonthly(0.06))).toBeCloseTo(100, 10);
  });

  it('of a single payment is its discount factor', () => {
    // 24 months at 6 % compounded twice a year: 1.03^-4.
    const principal = new Float64Array(24);
    principal[23] = 1;
    expect(cleanPrice(trancheCash({ principal }), 0.06)).toBeCloseTo(100 / 1.03 ** 4, 12);
  });

  it('of a level strip of interest is the annuity factor', () => {
    // 0.5 % of notional a month for 60 months at 1 % a month: 0.5 (1 - 1.01^-60) / 0.01.
    const interest = new Float64Array(60).fill(0.005);
    const cash = trancheCash({ principal: new Float64Array(60), interest, paysPrincipal: false });
    expect(fullPrice(cash, yieldBeyFromMonthly(0.12))).toBeCloseTo((0.5 * (1 - 1.01 ** -60)) / 0.01, 11);
  });

  it('of an annuity paid 24 days late is par less 24 days of discount', () => {
    const onTime = trancheCash({ ...levelAnnuity(1, 0.005, 180) });
    const late = trancheCash({ ...levelAnnuity(1, 0.005, 180), paymentDates: monthly('2004-02-25', 180) });
    expect(fullPrice(onTime, yieldBeyFromMonthly(0.06))).toBeCloseTo(100, 10);
    expect(fullPrice(late, yieldBeyFromMonthly(0.06))).toBeCloseTo(100 * 1.005 ** (-24 / 30), 10);
  });

  it('at a yield of 0 is the cash undiscounted', () => {
    const cash = trancheCash({ principal: [30, 70], interest: [2, 1], face: 100 });
    expect(fullValue(cash, 0)).toBe(103);
  });
});

describe('accrued interest', () => {
  const ends = { dated: parseDate('2004-08-01'), paymentDates: monthly('2004-09-25', 1), principal: [1], coupon0: 0.06 };

  it('counts 29 days from the 1st to the 30th, and 30 to the 31st', () => {
    // 6 % of 3,600 is 0.60 a day of a 360-day year.
    const to30 = trancheCash({ ...ends, face: 3600, settlement: parseDate('2004-08-30') });
    const to31 = trancheCash({ ...ends, face: 3600, settlement: parseDate('2004-08-31') });
    expect(accruedInterest(to30)).toBeCloseTo(29 * 0.6, 12);
    expect(accruedInterest(to31)).toBeCloseTo(30 * 0.6, 12);
  });

  it('follows the day count of the tranche', () => {
    const cash = trancheCash({ ...ends, face: 3600, dayCount: 'act/360', settlement: parseDate('2004-08-31') });
    expect(accruedInterest(cash)).toBeCloseTo(30 * 0.6, 12);
    expect(accruedInterest({ ...cash, settlement: parseDate('2004-09-02') })).toBeCloseTo(32 * 0.6, 12);
  });

  it('is part of what an interest-only class costs, and no part of a principal-only class', () => {
    const settlement = parseDate('2004-08-31');
    const io = trancheCash({ ...ends, principal: [0], interest: [0.005], settlement, paysPrincipal: false });
    const po = trancheCash({ ...ends, coupon0: 0, settlement });
    expect(fullPrice(io, 0.1) - cleanPrice(io, 0.1)).toBeCloseTo(0.5, 12);
    expect(fullPrice(po, 0.1) - cleanPrice(po, 0.1)).toBe(0);
  });

  it('is nothing when settlement comes before the dated date', () => {
    const cash = trancheCash({ ...ends, settlement: parseDate('2004-07-20') });
    expect(accruedInterest(cash)).toBe(0);
  });
});

describe('yield', () => {
  it('compounds monthly or twice a year: 1 % a month is 12.3040 % bond-equivalent', () => {
    // 1.01^6 = 1.061520150601, so 2 x 0.061520150601.
    expect(yieldBeyFromMonthly(0.12)).toBeCloseTo(0.123040301202, 14);
    expect(yieldMonthlyFromBey(0.123040301202)).toBeCloseTo(0.12, 12);
  });

  it('of an annuity bought at par is its own rate', () => {
    const cash = trancheCash({ ...levelAnnuity(MILLION, 0.07 / 12, 300), face: MILLION });
    expect(yieldMonthlyFromBey(yieldFromPrice(cash, 100))).toBeCloseTo(0.07, 13);
  });

  it('and price lead back to each other, from -90 % to 10,000 %', () => {
    fc.assert(
      fc.property(tranches(), fc.double({ min: -0.899, max: 99.9, noNaN: true }), (cash, yieldBey) => {
        const clean = cleanPrice(cash, yieldBey);
        const found = yieldFromPrice(cash, clean);
        const again = fullPrice(cash, found);
        const full = fullPrice(cash, yieldBey);
        // Accrued interest is added and taken off again, which costs digits where the full price is small beside it.
        const tolerance = 1e-11 * full + 1e-14 * Math.abs(clean - full);
        expect(Math.abs(again - full), `got ${again}, expected ${full}, tolerance ${tolerance}`).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 500 },
    );
  });

  it('is lower where the price is higher', () => {
    const yields = fc.double({ min: -0.8, max: 50, noNaN: true });
    fc.assert(
      fc.property(tranches(), yields, fc.double({ min: 0.001, max: 10, noNaN: true }), (cash, lower, more) => {
        const dear = cleanPrice(cash, lower);
        const cheap = cleanPrice(cash, lower + more);
        expect(dear).toBeGreaterThan(cheap);
        expect(yieldFromPrice(cash, dear)).toBeLessThan(yieldFromPrice(cash, cheap));
      }),
    );
  });

  it('is refused outside its bounds, with the price that would be in them', () => {
    // One payment after a year: 1 / (1 - 0.45)^2 = 3.3057851 and 1 / 51^2.
    const principal = new Float64Array(12);
    principal[11] = 1;
    const cash = trancheCash({ principal });
    expect(() => yieldFromPrice(cash, 331)).toThrow(
      'YIELD_NONE price: got 331; expected at most 330.57851, the price at a yield of -90 %',
    );
    expect(() => yieldFromPrice(cash, 0.03)).toThrow(
      'YIELD_NONE price: got 0.03; expected at least 0.038446751, the price at a yield of 10,000 %',
    );
  });

  it('is refused for a price that is not above 0 with accrued interest, and for a tranche that is paid nothing', () => {
    expect(() => yieldFromPrice(trancheCash({ principal: [1] }), 0)).toThrow('YIELD_NONE price: got 0; expected a price above 0');
    expect(() => yieldFromPrice(trancheCash({ principal: [1] }), Number.NaN)).toThrow('YIELD_NONE price: got NaN');
    expect(() => yieldFromPrice(trancheCash({ principal: [0] }), 50)).toThrow(
      'expected a tranche that is paid a finite amount above 0',
    );
    expect(() => yieldFromPrice(trancheCash({ principal: [Number.NaN] }), 50)).toThrow('is paid a finite amount above 0');
    expect(() => yieldFromPrice(trancheCash({ principal: [] }), 50)).toThrow(
      'expected a tranche that is paid a finite amount above 0',
    );
  });

  it('is refused where there is no face to quote on, and found from a value in dollars', () => {
    const residual = trancheCash({ principal: [0, 0], interest: [0, 101], face: 0, paysPrincipal: false });
    expect(() => yieldFromPrice(residual, 50)).toThrow('expected a tranche with a balance or notional to quote a price on');
    // 101 after two months for 100: 1.01^(1/2) - 1 a month.
    expect(yieldMonthlyFromBey(yieldFromValue(residual, 100))).toBeCloseTo(12 * (1.01 ** 0.5 - 1), 12);
    expect(() => yieldFromValue(residual, -1)).toThrow('YIELD_NONE value: got -1; expected a value above 0');
  });

  it('exists for a price below 0 when accrued interest makes up for it', () => {
    const cash = trancheCash({
      principal: [0],
      interest: [0.001],
      settlement: parseDate('2004-01-31'),
      coupon0: 0.06,
      paysPrincipal: false,
      paymentDates: monthly('2004-02-25', 1),
    });
    // 30 days at 6 % on 100 of notional is 0.50 accrued: at -0.401 the buyer pays 0.099 for 0.100 after 25 days of 30/360.
    const found = yieldFromPrice({ ...cash, dated: parseDate('2004-01-01') }, -0.401);
    expect(proceeds(cash, -0.401)).toBeCloseTo(0.00099, 15);
    expect(found).toBeCloseTo(2 * ((1 / 0.99) ** (360 / 25 / 2) - 1), 11);
  });
});

/** Up to forty years of principal and interest, seldom above a tenth of face a month, with up to 30 days accrued. */
function tranches() {
  const amounts = fc.double({ min: 0, max: 0.1, noNaN: true });
  return fc
    .record({
      months: fc.array(fc.tuple(amounts, amounts), { minLength: 13, maxLength: 480 }),
      day: fc.integer({ min: 1, max: 28 }),
      coupon0: fc.double({ min: 0, max: 0.2, noNaN: true }),
    })
    .map(({ months, day, coupon0 }) => {
      // At least one payment is more than nothing and lies more than a year off, so that every price has a yield.
      const principal = months.map(([paid]) => paid);
      principal[12] = 1;
      const interest = months.map(([, paid]) => paid);
      const settlement = parseDate('2004-01-01') + day;
      return trancheCash({ principal, interest, settlement, coupon0, face: 1 });
    });
}
