/** Hedges with terms, exchange classes and notes, each worked out by hand. */
import { describe, expect, test } from 'vitest';
import { type Num, type OracleResult, runOracle } from './index.ts';

const numbers = (series: readonly Num[] | undefined): number[] => (series ?? []).map((one) => Number(one.toFixed(6)));

// 1 % a month on 300,000 that comes back in month 3; 100,000 without interest, a third of it a month.
const loans = [
  { upb: 300_000, noteRate: '12%', remainingTerm: 3, interestOnly: 3 },
  { upb: 100_000, noteRate: 0, remainingTerm: 3 },
];
const deal = {
  dates: { settlement: '2020-01-01', firstPayment: '2020-02-25', dated: '2020-01-01', delay: 24 },
  indices: ['LIBOR'],
  collateral: { g: { loans } },
};

describe('hedges with terms', () => {
  const hedges = {
    swap: { kind: 'swap', index: 'LIBOR', fixed: '5%', notional: 'begin(A) + 260e3' },
    corridor: { kind: 'cap', index: 'LIBOR', strike: '5%', ceiling: '7%', notional: 360_000, floatDays: '30/360' },
    cap: { kind: 'cap', index: 'LIBOR', strike: '5%', notional: '-1' },
    plain: {},
  };
  const run = (opening?: unknown): OracleResult =>
    runOracle(
      {
        ...deal,
        ...(opening === undefined ? {} : { opening }),
        hedges,
        tranches: { A: { balance: 100_000 } },
        define: { owed: 'payable(swap) - receivable(swap) - receivable(corridor)' },
        steps: [
          { pay: 'hedge', to: 'swap', from: 'interest', when: 'month == 1' },
          { receive: 'swap', into: 'supplemental' },
          { receive: 'corridor', into: 'supplemental' },
          { pay: 'hedge', to: 'plain', amount: 'fund(supplemental) / 2', from: 'supplemental' },
          { release: ['interest', 'principal', 'supplemental'] },
        ],
      },
      { indices: { LIBOR: [0.04, 0.08] } },
    );

  test('a swap is netted from payment date to payment date, the first from the dated date', () => {
    const { hedgesPayable, hedgesReceivable, hedgesPaid } = run();
    // On 360,000 a day of a percent is 10. Month 1, 54 and 55 days: 2,700 - 2,200. Month 2, 30 and 29 days: 1,500 - 2,320.
    expect(numbers(hedgesPayable.swap)).toEqual([500, 0, 0]);
    // Month 3, 30 and 31 days: 1,500 - 2,480.
    expect(numbers(hedgesReceivable.swap)).toEqual([0, 820, 980]);
    expect(numbers(hedgesPaid.swap)).toEqual([500, 0, 0]);
  });

  test('a corridor pays the index over its strike, up to its ceiling; a notional below zero is none', () => {
    const { hedgesReceivable, hedgesReceived, hedgesPaid, quantities } = run();
    // 2 % over 30 days.
    expect(numbers(hedgesReceivable.corridor)).toEqual([0, 600, 600]);
    expect(numbers(hedgesReceived.corridor)).toEqual([0, 600, 600]);
    expect(numbers(hedgesReceivable.cap)).toEqual([0, 0, 0]);
    expect(numbers(quantities.owed)).toEqual([500, -1420, -1580]);
    expect(numbers(hedgesPaid.plain)).toEqual([0, 710, 790]);
  });

  test('a seasoned swap begins at the payment date gone by', () => {
    // From January 25: 30 and 31 days, 1,500 - 1,240.
    expect(numbers(run({ month: 1 }).hedgesPayable.swap)).toEqual([260, 0, 0]);
  });
});

test('an exchange class is paid the shares of its parts', () => {
  const { exchanges } = runOracle({
    ...deal,
    tranches: {
      A: { balance: 200_000, coupon: '6%' },
      B: { balance: 200_000, coupon: '12%' },
      IO: { notional: 'B', coupon: '1.2%' },
      R: { residual: true },
    },
    exchanges: { AB: { of: { A: '100%', B: 0.5, IO: '50%', R: '10%' } } },
    steps: [
      { accrue: 'B', from: 'interest', to: 'A', when: 'month == 2' },
      { pay: 'interest', to: ['A', 'IO'], from: 'interest' },
      { pay: 'principal', to: 'A', from: 'principal', upTo: 100_000 },
      { release: ['interest', 'principal'] },
    ],
  });
  // A third of the second loan comes in a month; in month 2 B gives A another 2,000 of its interest.
  const third = 100_000 / 3;
  const balanceOfA = [200_000 - third, 200_000 - 2 * third - 2000];
  expect(numbers(exchanges.AB?.principal).slice(0, 2)).toEqual([third, third + 2000].map((x) => Number(x.toFixed(6))));
  // 1,000 and half of IO's 200; then A's 833.33 of the 1,000 that B leaves, and half of the 166.67 after it.
  expect(numbers(exchanges.AB?.interest).slice(0, 2)).toEqual([1100, 916.666667]);
  // Half of B's 2,000 of month 1; in month 2 also half of the 33.33 that IO missed.
  expect(numbers(exchanges.AB?.shortfall).slice(0, 2)).toEqual([1000, 1016.666667]);
  expect(numbers(exchanges.AB?.accreted).slice(0, 2)).toEqual([0, 1000]);
  // The notional of IO is no balance.
  const expected = [balanceOfA[0]! + 100_000, balanceOfA[1]! + 101_000];
  expect(numbers(exchanges.AB?.balance).slice(0, 2)).toEqual(expected.map((x) => Number(x.toFixed(6))));
  // A tenth of the 1,800 of interest that is left, then of nothing.
  expect(numbers(exchanges.AB?.other).slice(0, 2)).toEqual([180, 0]);
});

describe('notes', () => {
  // 100 notes of 1,000; 33,333.33 of principal a month is 333.3333 a note.
  const inNotes = {
    ...deal,
    tranches: { A: { balance: 100_000, coupon: '5%', perNote: 1000 }, B: { balance: 300_000, coupon: 0 } },
    sets: { ALL: ['A', 'B'] },
  };
  const interest = { pay: 'interest', to: 'A', from: 'interest' };

  test('are paid whole cents, and the rest is kept for the next date', () => {
    const { tranches, undistributed } = runOracle({
      ...inNotes,
      steps: [
        interest,
        { pay: 'principal', to: 'A', from: 'principal', upTo: 20_000 },
        { pay: 'principal', to: ['A', 'B'], from: 'principal' },
        { release: 'interest' },
      ],
    });
    // 333.33 a note; 0.333333 is held, then 0.666667, and the last 33,334 retire the class.
    expect(numbers(tranches.A?.principal)).toEqual([33_333, 33_333, 33_334]);
    expect(numbers(tranches.A?.held)).toEqual([0.333333, 0.666667, 0]);
    expect(numbers(tranches.A?.balance)).toEqual([66_667, 33_334, 0]);
    // 4.1667, 2.7778 and 1.3889 a note.
    expect(numbers(tranches.A?.interest)).toEqual([417, 278, 139]);
    expect(numbers(tranches.B?.principal)).toEqual([0, 0, 300_000]);
    expect(numbers(undistributed)).toEqual([0, 0, 0]);
  });

  test('what is held cannot be lost: a write-down leaves it, and it is paid out', () => {
    const { tranches } = runOracle({
      ...inNotes,
      steps: [
        interest,
        { pay: 'principal', to: 'A', from: 'principal', when: 'month == 1' },
        { writedown: ['A'], upTo: 1e9, when: 'month == 2' },
        { pay: 'principal', to: ['A', 'B'], from: 'principal' },
        { release: ['interest', 'principal'] },
      ],
    });
    expect(numbers(tranches.A?.principal)).toEqual([33_333, 0.333333, 0]);
    expect(numbers(tranches.A?.writedowns)).toEqual([0, 66_666.666667, 66_666.666667]);
    expect(numbers(tranches.A?.balance)).toEqual([66_667, 0, 0]);
  });

  test('a half cent of interest goes to the even cent', () => {
    const half = {
      A: { balance: 100_000, coupon: '1.206%', perNote: 1000 },
      C: { balance: 50_000, coupon: '1.218%', perNote: 500 },
    };
    const { tranches } = runOracle({ ...inNotes, tranches: { ...half, B: { balance: 250_000 } }, steps: [] });
    // 1.005 a note; 0.5075 a note of 500.
    expect(tranches.A?.accrued[0]?.toNumber()).toBe(100);
    expect(tranches.C?.accrued[0]?.toNumber()).toBe(51);
  });
});
