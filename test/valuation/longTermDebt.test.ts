/** The sponsor's own debt. */
import { describe, expect, it } from 'vitest';
import type { LongTermDebt } from '../../host/portfolio/records.ts';
import { debtValue } from '../../host/valuation/longTermDebt.ts';
import { thrownBy } from '../deal/small.ts';
import { day } from './trusts.ts';

const FLAT = { years: [1], rates: [0.04] };
const notes = (differs: Partial<LongTermDebt>): LongTermDebt => ({
  name: 'notes',
  balance: 30_000_000,
  rate: 0.06,
  maturity: day('2021-03-30'),
  every: 6,
  spread: 0.02,
  ...differs,
});
const DATE = day('2011-03-30');

describe('long-term debt', () => {
  it('is worth par where its coupon is its yield', () => {
    // 4 % and 2 % of spread, paid twice a year as the yield compounds.
    const { fairValue, yieldBey } = debtValue(notes({}), FLAT, DATE);
    expect(yieldBey).toBeCloseTo(0.06, 15);
    expect(fairValue).toBeCloseTo(30_000_000, 6);
  });

  it('pays quarters discounted at half a half-year: the closed form', () => {
    // 4 % + 18 % = 22 %: g = 1.11^(1/2) a quarter; 40 coupons of 1 % and the balance.
    const g = Math.sqrt(1.11);
    const expected = 30_000_000 * ((0.01 * (1 - g ** -40)) / (g - 1) + g ** -40);
    expect(debtValue(notes({ rate: 0.04, every: 3, spread: 0.18 }), FLAT, DATE).fairValue).toBeCloseTo(expected, 5);
  });

  it('a coupon under way counts in full, from 30/360 to its date', () => {
    // From 31 March to 30 June are 90 days, a quarter; then half-years: 30 June 2011 to 30 December 2012.
    const debt = notes({ maturity: day('2012-12-30'), balance: 100, rate: 0.08 });
    const at = (years: number) => 1.03 ** (-2 * years);
    const expected = 4 * (at(0.25) + at(0.75) + at(1.25) + at(1.75)) + 100 * at(1.75);
    expect(debtValue(debt, FLAT, day('2011-03-31')).fairValue).toBeCloseTo(expected, 10);
  });

  it('on a coupon date the next coupon is half a year off', () => {
    const debt = notes({ maturity: day('2011-09-30'), balance: 100 });
    expect(debtValue(debt, FLAT, DATE).fairValue).toBeCloseTo(103 / 1.03, 11);
  });

  it('takes the benchmark at its own term', () => {
    // 10 years, half-way between 3 % at 5 and 5 % at 15.
    const { yieldBey } = debtValue(notes({ spread: 0.01 }), { years: [5, 15], rates: [0.03, 0.05] }, DATE);
    expect(yieldBey).toBeCloseTo(0.05, 15);
  });

  it('that has matured is refused', () => {
    expect(thrownBy(() => debtValue(notes({ maturity: DATE }), FLAT, DATE))).toEqual([
      {
        code: 'DATE_INVALID',
        place: 'long-term debt notes',
        got: '2011-03-30',
        expected: 'a maturity after the valuation date, 2011-03-30',
      },
    ]);
  });
});
