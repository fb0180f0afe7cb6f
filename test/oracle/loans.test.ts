/** Collateral worked out by hand: deferred interest, penalties, real estate owned, late loans, and what came before. */
import { describe, expect, test } from 'vitest';
import { type GroupFlows, type Num, runOracle, type Scenario } from './index.ts';

const numbers = (series: readonly Num[] | undefined): number[] => (series ?? []).map((one) => Number(one.toFixed(6)));

const everything = [{ release: ['g.interest', 'g.principal'] }];
const dates = { settlement: '2020-01-01', firstPayment: '2020-02-25', dated: '2020-01-01', delay: 24 };

function collected(loan: Record<string, unknown>, scenario: Scenario = {}): GroupFlows {
  const deal = { dates, indices: ['COFI'], collateral: { g: { loans: [loan] } }, steps: everything };
  return runOracle(deal, scenario).groups.g!;
}

// 1 % a month on 100,000 that pays 900: 100 is deferred, then 101 of 1,001, then 102.01 of 1,002.01.
const growing = { upb: 100_000, noteRate: '12%', remainingTerm: 3, amortTerm: 360, payment: 900, negativeAmortization: true };

describe('a loan with negative amortization', () => {
  test('adds the interest it does not pay to its balance, and returns it with the balloon', () => {
    const { interest, deferred, scheduled, end } = collected(growing);
    expect(numbers(interest)).toEqual([900, 900, 900]);
    expect(numbers(deferred)).toEqual([100, 101, 102.01]);
    expect(numbers(end)).toEqual([100_100, 100_201, 0]);
    expect(numbers(scheduled)).toEqual([0, 0, 100_303.01]);
  });

  test('has a rate that moves without its payment', () => {
    const loan = { upb: 100_000, noteRate: 0, remainingTerm: 3, amortTerm: 100, negativeAmortization: true, index: 'COFI' };
    const { interest, deferred, scheduled } = collected({ ...loan, firstReset: 2 }, { indices: { COFI: [0.24] } });
    // Level without interest: 1,000. Then 2 % of 99,000 and of 99,980.
    expect(numbers(interest)).toEqual([0, 1000, 1000]);
    expect(numbers(deferred)).toEqual([0, 980, 999.6]);
    expect(numbers(scheduled)).toEqual([1000, 0, 100_979.6]);
  });

  test('changes its payment within the cap, and beyond it when it is recast', () => {
    const loan = { upb: 120_000, noteRate: 0, remainingTerm: 6, amortTerm: 12, payment: 5000, negativeAmortization: true };
    const { scheduled } = collected({ ...loan, paymentEvery: 2, paymentCap: '10%', recastEvery: 4 });
    // Month 3: 110,000 over 10 months is 11,000, held to 5,500. Month 5: 99,000 over 8 months, the cap notwithstanding.
    expect(numbers(scheduled)).toEqual([5000, 5000, 5500, 5500, 12_375, 86_625]);
    // Two months older it is recast in month 3, at 110,000 over 10 months; month 5 is held to that and 10 %: no bound.
    const older = collected({ ...loan, age: 2, paymentEvery: 2, paymentCap: '10%', recastEvery: 4 });
    expect(numbers(older.scheduled)).toEqual([5000, 5000, 11_000, 11_000, 11_000, 77_000]);
  });

  test('pays level at once when its balance would pass its limit', () => {
    const loan = { upb: 100_000, noteRate: '12%', remainingTerm: 3, payment: 500, negativeAmortization: true };
    const { scheduled, deferred } = collected({ ...loan, balanceCap: '101%' });
    // 100,500 + 1,005 - 500 is 5 too many; over two months 100,500 x 0.010201 / 0.0201 = 51,005 a month.
    expect(numbers(deferred)).toEqual([500, 0, 0]);
    expect(numbers(scheduled)).toEqual([0, 50_000, 50_500]);
    // With more room: 100,500, then 101,005, then all of it falls due.
    expect(numbers(collected({ ...loan, balanceCap: '102%' }).deferred)).toEqual([500, 505, 510.05]);
  });

  const defaults: Scenario = { mdr: [0.1], severity: [0.5], lag: 1 };
  test('grows where it performs only, when nothing is advanced', () => {
    const { interest, deferred, performing, foreclosure, recoveries } = collected(growing, defaults);
    // 90 % and 81 % of the schedule's; the 10,000 and 9,009 that defaulted wait as they are.
    expect(numbers(deferred)).toEqual([90, 81.81, 82.6281]);
    expect(numbers(performing)).toEqual([90_090, 81_162.81, 0]);
    expect(numbers(foreclosure)).toEqual([10_000, 9009, 0]);
    expect(numbers(recoveries)).toEqual([0, 5000, 4504.5]);
    expect(numbers(interest)).toEqual([810, 729, 729]);
  });

  test('grows in foreclosure too, when principal is advanced', () => {
    const advance = { principal: true, interest: true };
    const { interest, deferred, foreclosure, losses, recoveries, scheduled } = collected(growing, { ...defaults, advance });
    expect(numbers(foreclosure)).toEqual([10_010, 9018.09, 0]);
    expect(numbers(deferred)).toEqual([100, 90.9, 82.6281]);
    // 1 % of 100,000, of 90,090 + 10,010 and of 81,162.81 + 9,018.09, each less what was deferred.
    expect(numbers(interest)).toEqual([900, 910.1, 819.1809]);
    // Half of the 10,000 and of the 9,009 that defaulted.
    expect(numbers(losses)).toEqual([0, 5000, 4504.5]);
    expect(numbers(recoveries)).toEqual([0, 5010, 4513.59]);
    expect(numbers(scheduled)).toEqual([0, 0, 81_245.4381]);
    const withoutInterest = collected(growing, { ...defaults, advance: { principal: true } });
    expect(numbers(withoutInterest.interest)).toEqual([810, 729, 729]);
    expect(numbers(withoutInterest.deferred)).toEqual([100, 90.9, 82.6281]);
  });

  test('prepays a share of what it has grown to', () => {
    // Half of 100,100; half of what that grew to, 50,050 x 100,201 / 100,100.
    expect(numbers(collected(growing, { smm: [0.5] }).prepaid)).toEqual([50_050, 25_050.25, 0]);
  });
});

// 300,000 that pays interest only, 1 % a month, and comes back in month 3; 300,000 without interest, 100,000 a month.
const interestOnly = { upb: 300_000, noteRate: '12%', remainingTerm: 3, interestOnly: 3 };
const interestFree = { upb: 300_000, noteRate: 0, remainingTerm: 3 };

describe('what loans bring beside interest and principal', () => {
  test('prepayments pay a penalty through its last month, to a fund of its own', () => {
    const byMonths = { ...interestOnly, penaltyUntil: 2, penaltyMonths: 6, penaltyShare: '80%' };
    const byRate = { ...interestFree, penaltyUntil: 1, penaltyRate: '5%' };
    const { groups, tranches } = runOracle(
      {
        dates,
        collateral: { g: { loans: [byMonths, byRate] }, h: { loans: [interestFree] } },
        tranches: { P: { residual: true } },
        steps: [{ release: ['g.penalties'], to: 'P' }],
      },
      { smm: [0.1] },
    );
    // 30,000 and 20,000 are prepaid, then 27,000: 80 % x 6 % of the first loan's, 5 % of 20,000.
    expect(numbers(groups.g?.penalties)).toEqual([1440 + 1000, 1296, 0]);
    expect(numbers(groups.h?.penalties)).toEqual([0, 0, 0]);
    expect(numbers(tranches.P?.cash)).toEqual([2440, 1296, 0]);
  });

  const owning = {
    dates,
    collateral: {
      g: {
        loans: [interestFree],
        reo: [
          { proceeds: 182_000, costs: 14_500, month: 5 },
          { proceeds: 1000, costs: 1500, month: 2 },
          { proceeds: 700, month: 2 },
        ],
      },
    },
    steps: [{ release: 'principal' }],
  };
  test('real estate owned brings its proceeds less costs, after the last loan if need be', () => {
    const { groups, residual, periods } = runOracle(owning);
    expect(periods).toBe(5);
    // Costs above the proceeds are not the trust's to pay.
    expect(numbers(groups.pool?.reo)).toEqual([0, 700, 0, 0, 167_500]);
    expect(numbers(groups.pool?.principal)).toEqual([100_000, 100_000, 100_000, 0, 0]);
    expect(numbers(groups.pool?.end)).toEqual([200_000, 100_000, 0, 0, 0]);
    expect(numbers(residual)).toEqual([100_000, 100_700, 100_000, 0, 167_500]);
  });
  test('its months are those of the deal, also of a seasoned one', () => {
    const { groups, periods } = runOracle({ ...owning, opening: { month: 2 } });
    // What month 2 brought has been paid out; month 5 is the third payment date here.
    expect(periods).toBe(3);
    expect(numbers(groups.g?.reo)).toEqual([0, 0, 167_500]);
  });
  test('after a call the real estate is the buyer’s', () => {
    const { residual } = runOracle({ ...owning, call: { when: 'month == 2', price: 5 } });
    expect(numbers(residual)).toEqual([100_000, 100_705, 0, 0, 0]);
  });

  test('a share of the performing loans is late, and so is all that waits in foreclosure', () => {
    const late: Scenario = { delinquent: [0.1, 0.2] };
    const deal = { dates, collateral: { g: { loans: [interestOnly, interestFree] } }, steps: everything };
    const { groups } = runOracle(deal, { ...late, mdr: [0.1], severity: [0.5], lag: 1 });
    // 270,000 + 180,000 perform and 60,000 wait; then 243,000 + 81,000, and 45,000.
    expect(numbers(groups.pool?.delinquent)).toEqual([105_000, 109_800, 0]);
    // The first period holds months 1 and 2: the share of month 2, on 100,000.
    expect(numbers(collected({ ...interestFree, extraPayments: 1 }, late).delinquent)).toEqual([20_000, 0]);
    // Sold on the date of the call.
    const called = runOracle({ ...deal, call: { when: 'month == 2', into: 'g.principal' } }, late);
    expect(numbers(called.groups.pool?.delinquent)).toEqual([50_000, 0, 0]);
  });

  test('a seasoned deal remembers its losses and its first balance', () => {
    const opening = { month: 1, cumulativeLosses: { g: 10_000 }, cutoff: { g: 1_000_000 } };
    const deal = { dates, collateral: { g: { loans: [interestOnly, interestFree] } }, steps: everything, opening };
    const { groups, calledAt } = runOracle(
      { ...deal, call: { when: 'end(pool) <= 37% * cutoff(pool)' } },
      { mdr: [0.1], severity: [0.5], lag: 1 },
    );
    // 30,000 is lost here before the call.
    expect(numbers(groups.pool?.cumulativeLosses)).toEqual([10_000, 40_000, 40_000]);
    expect(numbers(groups.pool?.cutoff)).toEqual([1_000_000, 1_000_000, 1_000_000]);
    expect(numbers(groups.pool?.begin)).toEqual([600_000, 510_000, 0]);
    // 510,000 and 369,000 are left: 36.9 % of a million.
    expect(calledAt).toBe(2);
  });
});
