/** The oracle against cases small enough to be worked out by hand, and against published deals. */
import { describe, expect, test } from 'vitest';
import { dayFraction, isoDate, parseDay, paymentDate, readDates } from './dates.ts';
import { compile, type World } from './evaluate.ts';
import { parse } from './expression.ts';
import { type Num, runOracle, type Scenario } from './index.ts';
import { num } from './number.ts';
import { readTree } from './stepForms.ts';
import { distribute } from './trees.ts';

const numbers = (series: readonly Num[] | undefined): number[] => (series ?? []).map((one) => Number(one.toFixed(6)));

// 300,000 that pays interest only, 1 % a month, and comes back in month 3; 300,000 without interest, 100,000 a month.
const interestOnly = { upb: 300_000, noteRate: '12%', netRate: '11.4%', remainingTerm: 3, interestOnly: 3 };
const interestFree = { upb: 300_000, noteRate: 0, remainingTerm: 3 };
const twoLoans = {
  dates: { settlement: '2020-01-01', firstPayment: '2020-02-25', dated: '2020-01-01', delay: 24 },
  collateral: { g: { loans: [interestOnly, interestFree] } },
  tranches: { S: { balance: 500_000, coupon: '6%' }, J: { balance: 100_000, coupon: 0.12, interestOnShortfall: true } },
  sets: { ALL: ['S', 'J'] },
};

/** A world without names. */
const NOTHING: World = {
  kindOf: () => undefined,
  members: () => [],
  isMoney: () => false,
  plain: () => num(0),
  read: () => num(0),
  monthAgo: () => undefined,
  recall: () => [],
  keep: () => undefined,
};

describe('two loans over three months, by hand', () => {
  test('interest is short, is carried with interest, and is paid when there is cash', () => {
    const { tranches, groups, undistributed, periods } = runOracle({
      ...twoLoans,
      steps: [
        { pay: 'interest', to: ['S', 'J'], from: 'interest' },
        { pay: 'shortfall', to: ['S', 'J'], from: 'interest' },
        { pay: 'principal', to: ['S', 'J'], from: 'principal' },
      ],
    });
    expect(periods).toBe(3);
    // The strip is 0.6 % of 300,000 a year, 150 a month.
    expect(numbers(groups.g?.interest)).toEqual([2850, 2850, 2850]);
    // Month 3 brings the balloon.
    expect(numbers(groups.pool?.scheduled)).toEqual([100_000, 100_000, 400_000]);
    // 0.5 % a month of 500, 400 and 300 thousand; J is due 1,000 each month and gets what S leaves.
    expect(numbers(tranches.S?.interest)).toEqual([2500, 2000, 1500]);
    expect(numbers(tranches.J?.interest)).toEqual([350, 850, 1350]);
    // 1000-350; 650 x 1.01 + 1000-850; 806.5 x 1.01 less the 350 that month 3 leaves after J's own 1,000.
    expect(numbers(tranches.J?.shortfall)).toEqual([650, 806.5, 464.565]);
    expect(numbers(tranches.S?.balance)).toEqual([400_000, 300_000, 0]);
    expect(numbers(tranches.J?.principal)).toEqual([0, 0, 100_000]);
    expect(numbers(undistributed)).toEqual([0, 0, 0]);
  });

  const lossy = {
    ...twoLoans,
    steps: [
      { pay: 'principal', to: ['S', 'J'], from: 'principal' },
      { writedown: ['J', 'S'], upTo: 'balance(ALL) - end(pool)' },
      { release: ['interest', 'principal'] },
    ],
  };
  const defaults: Scenario = { mdr: [0.1], severity: [0.5], lag: 1 };

  test('defaults wait a month, half is lost, and the losses write the junior class down', () => {
    const { tranches, groups } = runOracle(lossy, defaults);
    // Month 1: 30,000 of each; month 2: 27,000 of 270,000 and 18,000 of 180,000; none in the last month.
    expect(numbers(groups.pool?.defaults)).toEqual([60_000, 45_000, 0]);
    // 270,000/3 of the second loan; (180,000-18,000)/2; the balloon of 243,000 and the last 81,000.
    expect(numbers(groups.pool?.scheduled)).toEqual([90_000, 81_000, 324_000]);
    expect(numbers(groups.pool?.losses)).toEqual([0, 30_000, 22_500]);
    expect(numbers(groups.pool?.recoveries)).toEqual([0, 30_000, 22_500]);
    expect(numbers(groups.pool?.cumulativeLosses)).toEqual([0, 30_000, 52_500]);
    expect(numbers(groups.pool?.end)).toEqual([510_000, 369_000, 0]);
    // 1 % of what performs and has not defaulted.
    expect(numbers(groups.pool?.grossInterest)).toEqual([2700, 2430, 2430]);
    expect(numbers(groups.pool?.servicing)).toEqual([135, 121.5, 121.5]);
    expect(numbers(tranches.S?.balance)).toEqual([410_000, 299_000, 0]);
    // Month 3: 346,500 - 299,000 = 47,500 is paid to J, and 22,500 of its 70,000 is lost.
    expect(numbers(tranches.J?.balance)).toEqual([100_000, 70_000, 0]);
    expect(numbers(tranches.J?.principal)).toEqual([0, 0, 47_500]);
    expect(numbers(tranches.J?.writedowns)).toEqual([0, 30_000, 52_500]);
  });

  test('advanced principal is paid while a loan waits, and is taken out of its recovery', () => {
    const { groups } = runOracle(lossy, { ...defaults, advance: { principal: true, interest: true } });
    // A third of the 30,000, then half of the 18,000; the interest-only loan and its balloon are not advanced.
    expect(numbers(groups.pool?.scheduled)).toEqual([100_000, 90_000, 324_000]);
    expect(numbers(groups.pool?.foreclosure)).toEqual([50_000, 36_000, 0]);
    // Loan 1: 15,000 and 13,500. Loan 2: 15,000 of the 20,000 left; all of the 9,000 left.
    expect(numbers(groups.pool?.losses)).toEqual([0, 30_000, 22_500]);
    expect(numbers(groups.pool?.recoveries)).toEqual([0, 20_000, 13_500]);
    // On the first loan's 300,000, then 270,000 + 30,000, then 243,000 + 27,000.
    expect(numbers(groups.pool?.grossInterest)).toEqual([3000, 3000, 2700]);
  });

  test('a default near the end is liquidated past the balloon when defaults do not stop', () => {
    const { groups, periods } = runOracle(lossy, { ...defaults, stopDefaults: false });
    expect(periods).toBe(4);
    // Month 3: 10 % of 243,000 and of 81,000.
    expect(numbers(groups.pool?.defaults)).toEqual([60_000, 45_000, 32_400, 0]);
    expect(numbers(groups.pool?.losses)).toEqual([0, 30_000, 22_500, 16_200]);
  });

  test('a call ends the collateral and its price pays the classes', () => {
    const { tranches, groups, calledAt } = runOracle({ ...lossy, call: { when: 'end(pool) <= 70% * cutoff(pool)' } });
    // 500,000 after month 1, 400,000 after month 2: two thirds of the cut-off balance.
    expect(calledAt).toBe(2);
    expect(numbers(tranches.S?.principal)).toEqual([100_000, 400_000, 0]);
    expect(numbers(tranches.J?.balance)).toEqual([100_000, 0, 0]);
    expect(numbers(groups.pool?.end)).toEqual([500_000, 0, 0]);
    expect(numbers(groups.pool?.interest)).toEqual([2850, 2850, 0]);
  });
});

describe('steps, by hand', () => {
  const oneLoan = {
    ...twoLoans,
    collateral: { g: { loans: [{ upb: 300_000, noteRate: 0.12, remainingTerm: 2, interestOnly: 2 }] } },
  };

  test.each([
    ['at once', [{ accrue: 'Z', from: 'interest', to: ['A', 'B'], upTo: 1200 }]],
    [
      'by a fund',
      [
        { accrue: 'Z', from: 'interest', into: 'gift' },
        { pay: 'principal', to: ['A', 'B'], from: 'gift', upTo: 1200 },
      ],
    ],
  ])('an accrual pays others up to their plan and the rest comes back, %s', (_, accrual) => {
    const { tranches } = runOracle({
      ...oneLoan,
      tranches: {
        A: { balance: 1500, coupon: 0 },
        B: { balance: 98_500, coupon: '12%' },
        Z: { balance: 200_000, coupon: '12%' },
      },
      steps: [...accrual, { pay: 'interest', to: ['B', 'Z'], from: 'interest' }, { release: ['interest', 'principal'] }],
    });
    // Z gives up 2,000; A takes 1,200 of it. Month 2: Z gives up 1 % of 201,200; A takes its last 300, B 900.
    expect(numbers(tranches.A?.principal)).toEqual([1200, 300]);
    expect(numbers(tranches.B?.principal)).toEqual([0, 900]);
    expect(numbers(tranches.Z?.interest)).toEqual([800, 812]);
    expect(numbers(tranches.Z?.balance)).toEqual([201_200, 202_400]);
    expect(numbers(tranches.Z?.accreted)).toEqual([1200, 1200]);
  });

  test('what is over a cap is carried with interest at the uncapped rate', () => {
    const { tranches } = runOracle(
      {
        ...oneLoan,
        indices: ['LIBOR'],
        tranches: { A: { balance: 300_000, coupon: 'min(index(LIBOR), 6%)', uncapped: 'index(LIBOR)', dayCount: 'act/360' } },
        steps: [
          { pay: 'interest', to: 'A', from: 'interest' },
          { pay: 'carryover', to: 'A', from: 'interest', upTo: 500 },
        ],
      },
      { indices: { LIBOR: [0.12, 0.048] } },
    );
    // January has 31 days and February 2020 has 29. Month 1: 6 % over the cap; 1,550 carried, 500 of it paid.
    expect(numbers(tranches.A?.interest)).toEqual([1550, 1160]);
    // 1,050 x (1 + 4.8 % x 29/360) less 500.
    expect(numbers(tranches.A?.carryover)).toEqual([1050, 554.06]);
  });

  test('a fee that is not carried lapses, one that is carried grows', () => {
    const fees = { lapsing: { amount: 2900 }, carried: { amount: 200, carry: true } };
    const steps = [{ pay: 'fee', to: ['lapsing', 'carried'], from: 'interest' }, { release: ['interest', 'principal'] }];
    const { feesPaid, feesOwed } = runOracle({ ...oneLoan, fees, steps });
    expect(numbers(feesPaid.carried)).toEqual([100, 100]);
    expect(numbers(feesOwed.carried)).toEqual([100, 200]);
    expect(numbers(feesOwed.lapsing)).toEqual([0, 0]);
  });

  test('an adjustable rate is rounded, capped at each reset, and capped for life', () => {
    const arm = {
      ...{ upb: 1_200_000, noteRate: '4%', remainingTerm: 8, interestOnly: 8, index: 'CMT', margin: '2.3%', firstReset: 3 },
      ...{ resetEvery: 2, initialCap: '1%', periodicCap: '2%', lifeCap: '8%', lookback: 1, rounding: '0.125%' },
    };
    const steps = [{ release: ['interest', 'principal'] }];
    const { groups } = runOracle(
      { ...oneLoan, indices: ['CMT'], collateral: { g: { loans: [arm] } }, steps },
      { indices: { CMT: [0.01, 0.02, 0.01, 0.09] } },
    );
    // 4.3 % rounds to 4.25 %; 11.25 % is held to 6.25 %, then to 8.25 % by the step and to 8 % for life.
    expect(numbers(groups.g?.grossInterest)).toEqual([4000, 4000, 4250, 4250, 6250, 6250, 8000, 8000]);
  });
});

describe('trees', () => {
  const pay = (tree: unknown, cash: number): Record<string, number> => {
    const need: Record<string, Num> = { A: num(20), B: num(100), C: num(100) };
    const size: Record<string, number> = { A: 60, B: 30, C: 10 };
    const paid: Record<string, number> = {};
    distribute(readTree(tree, new Map()), num(cash), {
      need: (payee) => need[payee]!,
      pay: (payee, amount) => {
        need[payee] = need[payee]!.minus(amount);
        paid[payee] = (paid[payee] ?? 0) + amount.toNumber();
      },
      weigh: (by, payee) => (by === 'due' ? need[payee]! : num(size[payee]!)),
      share: (node) => compile(node, NOTHING)(),
    });
    return paid;
  };

  test('a leg that is full leaves its part to the others', () => {
    // 54, 27 and 9 at first; A takes 20, and its other 34 go three to one.
    expect(pay({ prorata: ['A', 'B', 'C'], by: 'original' }, 90)).toEqual({ A: 20, B: 52.5, C: 17.5 });
    expect(pay({ prorata: ['A', ['B', 'C']] }, 22)).toEqual({ A: 2, B: 20 });
  });

  test('what a weighted leg cannot take goes to the others, or is left', () => {
    expect(
      pay(
        {
          weights: [
            ['60%', 'A'],
            ['40%', ['B', 'C']],
          ],
        },
        100,
      ),
    ).toEqual({ A: 20, B: 80 });
    expect(
      pay(
        {
          weights: [
            ['60%', 'A'],
            [0.4, 'B'],
          ],
          overflow: 'next',
        },
        100,
      ),
    ).toEqual({ A: 20, B: 40 });
  });

  test('a tranche in two legs takes from both', () => {
    expect(
      pay(
        {
          weights: [
            [0.5, ['A', 'C']],
            [0.5, 'C'],
          ],
        },
        60,
      ),
    ).toEqual({ A: 20, C: 40 });
  });
});

describe('expressions', () => {
  const world: World = { ...NOTHING, plain: () => num(7), read: () => num('100.004') };
  test.each([
    ['2 + 3 * 4 ** 2', 50],
    ['-2 ** 2', -4],
    ['1 - 50% - 25%', 0.25],
    ['1 if 2 > 1 and not 0 else 5', 1],
    ['min(3, 1_000, 2) / 0', 0],
    ['ratio(1, 0, 9)', 9],
    ['if(month == 7, 2, 3)', 2],
    ['balance(A) > 100', 0],
    ['balance(A) == 100', 1],
    ['balance(A) / balance(A) * 100.004 > 100', 1],
    ['2008-02-25 - 2008-01-25', 31],
    ['round(2.5, 1) + floor(7.9, 2)', 8],
  ])('%s is %d', (text, expected) => {
    expect(compile(parse(text), world)().toNumber()).toBe(expected);
  });

  test('the past is kept from month to month', () => {
    const { quantities } = runOracle({
      ...twoLoans,
      define: {
        latch: 'everTrue(month == 2)',
        mean: 'rolling(2, month * 10)',
        twice: '2 * previous(twice, 1)',
      },
      steps: [{ release: ['interest', 'principal'] }],
    });
    expect(numbers(quantities.latch)).toEqual([0, 1, 1]);
    expect(numbers(quantities.mean)).toEqual([10, 15, 25]);
    expect(numbers(quantities.twice)).toEqual([2, 4, 8]);
  });
});

describe('dates', () => {
  const dates = readDates(
    { settlement: '2004-10-29', dated: '2004-10-01', firstPayment: '2004-11-25', delay: 24, roll: 'following' },
    0,
  );
  test('payment dates move off weekends', () => {
    expect([1, 2, 3, 4].map((k) => isoDate(paymentDate(dates, k)))).toEqual([
      '2004-11-25',
      '2004-12-27',
      '2005-01-25',
      '2005-02-25',
    ]);
  });
  test('a delay of 24 days accrues over calendar months', () => {
    const count = (dayCount: 'act/360' | '30/360', k: number): number =>
      dayFraction(dates, dayCount, 24, parseDay('2004-10-01'), k).times(360).toNumber();
    expect([1, 2, 5].map((k) => count('act/360', k))).toEqual([31, 30, 28]);
    expect([1, 2, 5].map((k) => count('30/360', k))).toEqual([30, 30, 30]);
  });
});
