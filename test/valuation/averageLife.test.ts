import { describe, expect, it } from 'vitest';
import { averageLife, paymentWindow } from '../../host/valuation/averageLife.ts';
import { monthly, trancheCash } from './sample.ts';

describe('average life', () => {
  it('of equal principal each month is the middle of the window', () => {
    // Times 1/12 ... 24/12 with equal weights: 12.5 months.
    expect(averageLife(trancheCash({ principal: new Float64Array(24).fill(5), face: 120 }))).toBeCloseTo(12.5 / 12, 13);
  });

  it('of an accretion class counts only principal over what was added to the balance', () => {
    // Month 1: 8 added, 3 paid, so nothing net. Month 2: 8 added, 20 paid, 12 net. Month 3: 93 net.
    const cash = trancheCash({ principal: [3, 20, 93], accretion: [8, 8, 0], face: 100 });
    expect(averageLife(cash)).toBeCloseTo((12 * 2 + 93 * 3) / 105 / 12, 13);
  });

  it('of an interest-only class follows the falls of its notional', () => {
    // Falls of 40 in month 1 and 60 in month 3; the rise in month 2 does not count.
    const cash = trancheCash({ principal: [0, 0, 0], balance: [60, 70, 10], face: 100, paysPrincipal: false });
    expect(averageLife(cash)).toBeCloseTo((40 * 1 + 60 * 3) / 100 / 12, 13);
  });

  it('does not count a writedown as principal', () => {
    expect(averageLife(trancheCash({ principal: [50, 0], balance: [50, 0], face: 100 }))).toBeCloseTo(1 / 12, 13);
  });

  it('is nothing when nothing is returned', () => {
    expect(averageLife(trancheCash({ principal: [0, 0] }))).toBeNull();
    expect(averageLife(trancheCash({ principal: [] }))).toBeNull();
  });
});

describe('the payment window', () => {
  it('runs from the first to the last principal above half a cent', () => {
    const cash = trancheCash({ principal: [0.005, 0.01, 0, 7, 0.004] });
    const dates = monthly('2004-02-01', 5);
    expect(paymentWindow(cash)).toEqual({ firstPayment: 2, lastPayment: 4, firstDate: dates[1], lastDate: dates[3] });
  });

  it('of a class without principal runs by its interest', () => {
    const cash = trancheCash({ principal: [0, 0, 0], interest: [0, 4, 3], paysPrincipal: false });
    expect(paymentWindow(cash)).toMatchObject({ firstPayment: 2, lastPayment: 3 });
  });

  it('is nothing when nothing is paid', () => {
    expect(paymentWindow(trancheCash({ principal: [0, 0], interest: [9, 9] }))).toBeNull();
    expect(paymentWindow(trancheCash({ principal: [] }))).toBeNull();
  });
});
