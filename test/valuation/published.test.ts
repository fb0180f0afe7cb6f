/**
 * Prices, yields, average lives and durations printed in term sheets.
 *
 * Source: CSFB 2005-8 Group 1, https://www.sec.gov/Archives/edgar/data/802106/000116231805000764/csfb058g1bbgsummary.htm;
 * MASTR August 2004 Group 2, https://www.sec.gov/Archives/edgar/data/815018/000116231804000539/mast0409grp2oidpygcm.htm.
 */

import { describe, expect, it } from 'vitest';
import { parseDate } from '../../host/curves/dates.ts';
import { averageLife, paymentWindow } from '../../host/valuation/averageLife.ts';
import type { TrancheCash } from '../../host/valuation/cash.ts';
import { modifiedDuration } from '../../host/valuation/duration.ts';
import { accruedInterest, proceeds, yieldFromPrice } from '../../host/valuation/price.ts';
import { formatYield, parsePrice } from '../../host/valuation/quote.ts';
import { fixedText } from '../../host/valuation/rounding.ts';
import { monthly, trancheCash } from './sample.ts';

describe('CSFB 2005-8 Group 1, settling 31 August 2005', () => {
  // Class, original balance, price, accrued interest in thousands, price and accrued interest in millions.
  it.each([
    ['1A3', 19_000_000, '97-29.91', '83.13', '18.691'],
    ['1A1', 168_829_000, '99-24.00', '738.63', '169.146'],
    ['1A2', 2_171_000, '89-11.67', '9.50', '1.950'],
    ['1B1', 12_127_660, '99-12.92', '53.06', '12.108'],
  ])('%s accrues 30 days and costs what is printed', (_, face, price, accrued, paid) => {
    const cash = trancheCash({
      principal: [face],
      face,
      coupon0: 0.0525,
      dated: parseDate('2005-08-01'),
      settlement: parseDate('2005-08-31'),
      paymentDates: monthly('2005-09-25', 1),
    });
    expect(fixedText(accruedInterest(cash) / 1e3, 2)).toBe(accrued);
    expect(fixedText(proceeds(cash, parsePrice(price)) / 1e6, 3)).toBe(paid);
  });
});

describe('MASTR August 2004 Group 2, settling 30 August 2004', () => {
  // Class, price, PSA, yield, average life, modified duration, last payment counted from September 2004.
  it.each([
    ['2A1', '101-16', 0, '5.37374%', '15.65504', '9.79', 292],
    ['2A1', '101-16', 100, '5.23549%', '7.49034', '5.67', 203],
    ['2A1', '101-16', 300, '4.92452%', '3.30596', '2.91', 85],
    ['2A1', '101-16', 400, '4.79563%', '2.68909', '2.42', 65],
    ['2A1', '101-16', 500, '4.68262%', '2.31264', '2.11', 53],
    ['2A2', '102-16', 0, '5.10481%', '8.15980', '6.20', 173],
    ['2A2', '102-16', 100, '5.10481%', '8.15980', '6.20', 173],
    ['2A2', '102-16', 300, '4.99787%', '6.13351', '5.02', 100],
    ['2A2', '102-16', 400, '4.89287%', '4.98251', '4.23', 76],
    ['2A2', '102-16', 500, '4.78849%', '4.20836', '3.66', 62],
  ] as const)('%s at %s and %d PSA', (name, price, psa, printedYield, life, duration, lastPayment) => {
    const cash = project(psa)[name];
    const yieldBey = yieldFromPrice(cash, parsePrice(price));
    expect(formatYield(yieldBey, 5)).toBe(printedYield);
    expect(fixedText(averageLife(cash)!, 5)).toBe(life);
    expect(fixedText(modifiedDuration(cash, yieldBey), 2)).toBe(duration);
    expect(paymentWindow(cash)?.lastPayment).toBe(lastPayment);
  });

  it('2A3, which accretes, has the printed average life at 300 PSA', () => {
    expect(fixedText(averageLife(project(300)['2A3'])!, 5)).toBe('12.48587');
  });
});

const CLASSES = { '2A1': 144_759_000, '2A2': 19_241_000, '2A3': 16_000_000, '2A4': 20_000_000, B: 5_128_205.1 };
type ClassName = keyof typeof CLASSES;

/**
 * The trust by its published rules, as plainly as can be: one loan at 6 % gross and 5.5 % net, 358 months to go and 2 old;
 * 2A3 accretes for 2A2 and 2A1; 2A4 is paid its share times a shift; the seniors get all prepayments for five years.
 */
function project(psa: number): Record<ClassName, TrancheCash> {
  const names = Object.keys(CLASSES) as ClassName[];
  const balance = { ...CLASSES };
  const lists = () => ({ interest: [] as number[], principal: [] as number[], accretion: [] as number[] });
  const cash = { '2A1': lists(), '2A2': lists(), '2A3': lists(), '2A4': lists(), B: lists() };
  let pool = 205_128_205.1;

  for (let month = 1; month <= 358; month++) {
    const scheduled = (pool * 0.005) / (1 - 1.005 ** (month - 359)) - pool * 0.005;
    const cpr = (0.002 * Math.min(30, month + 2) * psa) / 100;
    const prepaid = (pool - scheduled) * (1 - (1 - cpr) ** (1 / 12));
    const total = names.reduce((sum, name) => sum + balance[name], 0);
    const seniorShare = 1 - balance.B / total;
    const year = month <= 60 ? 0 : Math.min(5, Math.floor((month - 61) / 12) + 1);
    const seniorPrepayShare = seniorShare + [1, 0.7, 0.6, 0.4, 0.2, 0][year]! * (1 - seniorShare);
    let senior = seniorShare * scheduled + seniorPrepayShare * prepaid;
    const sub = scheduled + prepaid - senior;
    const nas = Math.min(senior, (balance['2A4'] / total) * [0, 0.3, 0.4, 0.6, 0.8, 1][year]! * (scheduled + prepaid));

    for (const name of names) {
      cash[name].interest.push((balance[name] * 0.055) / 12);
      cash[name].principal.push(0);
      cash[name].accretion.push(0);
    }
    /** Pays principal as far as the balance goes and hands back the rest. */
    const pay = (name: ClassName, amount: number) => {
      const paid = Math.min(balance[name], amount);
      balance[name] -= paid;
      cash[name].principal[month - 1]! += paid;
      return amount - paid;
    };

    const accrual = cash['2A3'].interest[month - 1]!;
    const returned = pay('2A1', pay('2A2', accrual));
    cash['2A3'].interest[month - 1] = returned;
    cash['2A3'].accretion[month - 1] = accrual - returned;
    balance['2A3'] += accrual - returned;

    senior -= nas - pay('2A4', nas);
    for (const name of ['2A1', '2A2', '2A3', '2A4'] as const) senior = pay(name, senior);
    pay('B', sub + senior);
    pool -= scheduled + prepaid;
  }

  const record = (name: ClassName) =>
    trancheCash({
      ...cash[name],
      face: CLASSES[name],
      coupon0: 0.055,
      dated: parseDate('2004-08-01'),
      settlement: parseDate('2004-08-30'),
      paymentDates: monthly('2004-09-25', 358),
    });
  return { '2A1': record('2A1'), '2A2': record('2A2'), '2A3': record('2A3'), '2A4': record('2A4'), B: record('B') };
}
