/** The oracle against published average lives of real deals. */
import { describe, expect, test } from 'vitest';
import { type Num, type OracleResult, runOracle } from './index.ts';

/** Source: the standard prepayment model: CPR of 0.2 % a month of age up to month 30. */
const psa =
  (percent: number) =>
  (_: number, age: number): number =>
    1 - (1 - (0.002 * Math.min(age, 30) * percent) / 100) ** (1 / 12);

/**
 * Years, by what a class's balance falls; a month in which it grows counts nothing.
 *
 * `firstDays` is the time from settlement to the first payment, in days of 30/360.
 */
function averageLife(balances: readonly Num[], original: number, firstDays: number): number {
  let weighted = 0;
  let total = 0;
  let before = original;
  balances.forEach((balance, month) => {
    const principal = Math.max(0, before - balance.toNumber());
    weighted += principal * (firstDays / 360 + month / 12);
    total += principal;
    before = balance.toNumber();
  });
  return weighted / total;
}

const percentLeft = (run: OracleResult, name: string, original: number, months: readonly number[]): number[] =>
  months.map((month) => Math.round((100 * run.tranches[name]!.balance[month - 1]!.toNumber()) / original));

describe('CSFB 2004-7 group 4: one senior and one subordinate class with shifting interest', () => {
  const deal = {
    dates: { settlement: '2004-10-29', dated: '2004-10-01', firstPayment: '2004-11-25', delay: 24 },
    collateral: { pool1: { loans: [{ upb: 55_000_000, noteRate: '4.9%', netRate: '4.5%', remainingTerm: 175, age: 5 }] } },
    schedules: {
      shift: {
        points: [
          [1, '100%'],
          [61, '70%'],
          [73, '60%'],
          [85, '40%'],
          [97, '20%'],
          [109, 0],
        ],
      },
    },
    tranches: { A: { balance: 54_000_000, coupon: '4.5%' }, B: { balance: 1_000_000, coupon: '4.5%' } },
    sets: { ALL: ['A', 'B'] },
    define: {
      seniorShare: 'min(1, ratio(begin(A), begin(ALL), 0))',
      seniorPrepayShare: 'seniorShare + shift * (1 - seniorShare)',
      seniorPrincipal: 'seniorShare * scheduled(pool) + seniorPrepayShare * prepaid(pool)',
    },
    steps: [
      { pay: 'interest', to: { prorata: ['A', 'B'], by: 'due' }, from: 'interest' },
      { pay: 'principal', to: 'A', from: 'principal', upTo: 'seniorPrincipal' },
      { pay: 'principal', to: ['B', 'A'], from: 'principal' },
      { release: ['interest', 'principal'] },
    ],
  };

  // 26 days from 29 October to 25 November.
  test.each([
    [0, 8.18, 8.18],
    [100, 6.36, 7.78],
    [250, 4.6, 7.27],
    [400, 3.51, 6.87],
    [500, 3.02, 6.65],
  ])('average lives at %i PSA are %d and %d', (speed, senior, subordinate) => {
    const run = runOracle(deal, { smm: psa(speed) });
    expect(averageLife(run.tranches.A!.balance, 54e6, 26)).toBeCloseTo(senior, 2);
    expect(averageLife(run.tranches.B!.balance, 1e6, 26)).toBeCloseTo(subordinate, 2);
  });

  test('percentages left each October at 250 PSA', () => {
    const run = runOracle(deal, { smm: psa(250) });
    const octobers = Array.from({ length: 14 }, (_, year) => 12 * (year + 1));
    expect(percentLeft(run, 'A', 54e6, octobers)).toEqual([90, 75, 59, 47, 37, 29, 22, 16, 12, 9, 6, 4, 2, 1]);
    expect(percentLeft(run, 'B', 1e6, octobers)).toEqual([95, 90, 85, 79, 73, 64, 54, 44, 33, 24, 16, 10, 5, 2]);
  });
});

describe('MASTR August 2004 group 2: sequential, accretion-directed, accrual, non-accelerated and subordinate classes', () => {
  const deal = {
    dates: { settlement: '2004-08-30', dated: '2004-08-01', firstPayment: '2004-09-25', delay: 24 },
    collateral: { g: { loans: [{ upb: 205_128_205.1, noteRate: '6%', netRate: '5.5%', remainingTerm: 358, age: 2 }] } },
    schedules: {
      shift: {
        points: [
          [1, 1],
          [61, 0.7],
          [73, 0.6],
          [85, 0.4],
          [97, 0.2],
          [109, 0],
        ],
      },
      nasShift: {
        points: [
          [1, 0],
          [61, 0.3],
          [73, 0.4],
          [85, 0.6],
          [97, 0.8],
          [109, 1],
        ],
      },
    },
    tranches: {
      '2A1': { balance: 144_759_000, coupon: '5.5%' },
      '2A2': { balance: 19_241_000, coupon: '5.5%' },
      '2A3': { balance: 16_000_000, coupon: '5.5%' },
      '2A4': { balance: 20_000_000, coupon: '5.5%' },
      B: { balance: 5_128_205.1, coupon: '5.5%' },
    },
    sets: { SENIOR: ['2A1', '2A2', '2A3', '2A4'], ALL: ['SENIOR', 'B'] },
    define: {
      seniorShare: 'min(1, ratio(begin(SENIOR), begin(ALL), 0))',
      seniorPrincipal: 'seniorShare * scheduled(pool) + (seniorShare + shift * (1 - seniorShare)) * prepaid(pool)',
      nasAmount: "ratio(begin('2A4'), begin(ALL), 0) * nasShift * (scheduled(pool) + prepaid(pool))",
    },
    steps: [
      { accrue: '2A3', from: 'interest', to: ['2A2', '2A1'] },
      { pay: 'interest', to: { prorata: ['SENIOR', 'B'] }, from: 'interest' },
      { pay: 'principal', to: '2A4', from: 'principal', upTo: 'min(nasAmount, seniorPrincipal)' },
      { pay: 'principal', to: ['2A1', '2A2', '2A3'], from: 'principal', upTo: "seniorPrincipal - principalPaid('2A4')" },
      {
        pay: 'principal',
        to: '2A4',
        from: 'principal',
        upTo: "seniorPrincipal - principalPaid(SENIOR) + accrued('2A3') - interestPaid('2A3')",
      },
      { pay: 'principal', to: ['B', 'SENIOR'], from: 'principal' },
      { release: ['interest', 'principal'] },
    ],
  };

  test('average lives at 300 PSA, to five decimals', () => {
    const run = runOracle(deal, { smm: psa(300) });
    const lives = Object.entries(deal.tranches).map(([name, { balance }]) => [
      name,
      Number(averageLife(run.tranches[name]!.balance, balance, 25).toFixed(5)),
    ]);
    expect(Object.fromEntries(lives)).toEqual({ '2A1': 3.30596, '2A2': 6.13351, '2A3': 12.48587, '2A4': 11.04938, B: 10.3022 });
  });
});
