import { describe, expect, it } from 'vitest';
import { parseDate } from '../../host/curves/dates.ts';
import { yearsFromSettlement } from '../../host/valuation/clock.ts';
import { monthly, trancheCash } from './sample.ts';

describe('the clock of average lives and yields', () => {
  it('runs 30/360 to the first payment and in twelfths after it', () => {
    const cash = trancheCash({
      principal: [1, 1, 1],
      settlement: parseDate('2004-08-30'),
      paymentDates: monthly('2004-09-25', 3),
    });
    // 30 August to 25 September: 25 days of 30-day months.
    expect(Array.from(yearsFromSettlement(cash))).toEqual([25 / 360, 25 / 360 + 1 / 12, 25 / 360 + 2 / 12]);
  });

  it('counts settlement on the 31st, and on the last day of February, as the 30th', () => {
    const august = trancheCash({ principal: [1], settlement: parseDate('2005-08-31'), paymentDates: monthly('2005-09-25', 1) });
    const february = trancheCash({ principal: [1], settlement: parseDate('2006-02-28'), paymentDates: monthly('2006-03-25', 1) });
    expect(yearsFromSettlement(august)[0]).toBe(25 / 360);
    expect(yearsFromSettlement(february)[0]).toBe(25 / 360);
  });

  it('steps by quarters when payments are quarterly', () => {
    const cash = trancheCash({ principal: [0, 1], every: 3, paymentDates: monthly('2004-04-01', 2, 3) });
    expect(Array.from(yearsFromSettlement(cash))).toEqual([0.25, 0.5]);
  });

  it('refuses settlement on the first payment date', () => {
    const cash = trancheCash({ principal: [1], settlement: parseDate('2004-02-01') });
    expect(() => yearsFromSettlement(cash)).toThrow(
      'DATE_INVALID settlement: got 2004-02-01; expected a date before the first payment, 2004-02-01',
    );
  });
});
