/** Loans bought on payment dates, interest that is not owed, and what stands behind a class: worked out by hand. */
import { describe, expect, test } from 'vitest';
import { type Num, type OracleResult, runOracle, type Scenario } from './index.ts';

const numbers = (series: readonly Num[] | undefined): number[] => (series ?? []).map((one) => Number(one.toFixed(6)));

const dates = { settlement: '2020-01-01', firstPayment: '2020-02-25', dated: '2020-01-01', delay: 24 };
// 300,000 that pays interest only, 1 % a month, a twentieth of it the strip, and comes back in month 3.
const interestOnly = { upb: 300_000, noteRate: '12%', netRate: '11.4%', remainingTerm: 3, interestOnly: 3 };
// 300,000 without interest, 100,000 a month.
const interestFree = { upb: 300_000, noteRate: 0, remainingTerm: 3 };

describe('loans bought', () => {
  // Of 100 dollars 60 bear 1 % and come back in month 2; 40 come back in two halves.
  const template = {
    revolving: 2,
    loans: [
      { upb: 60, noteRate: '12%', remainingTerm: 2, interestOnly: 2 },
      { upb: 40, noteRate: 0, remainingTerm: 2 },
    ],
  };
  const purchase = { purchase: 'h', from: 'g.principal', amount: 50_000, price: '90%' };
  const buying = (parts: object = {}, scenario: Scenario = {}, steps: object[] = [purchase]): OracleResult =>
    runOracle(
      {
        dates,
        collateral: { g: { loans: [interestFree] }, h: template },
        accounts: { seen: {} },
        steps: [...steps, { release: ['g.interest', 'g.principal', 'h.interest', 'h.principal'] }],
        ...parts,
      },
      scenario,
    );

  test('are collected from the next date on, as long as they last', () => {
    const { groups, residual, periods } = buying();
    expect(periods).toBe(4);
    expect(numbers(groups.h?.bought)).toEqual([50_000, 50_000, 0, 0]);
    expect(numbers(groups.h?.begin)).toEqual([0, 50_000, 90_000, 40_000]);
    expect(numbers(groups.h?.end)).toEqual([0, 40_000, 40_000, 0]);
    expect(numbers(groups.h?.interest)).toEqual([0, 300, 600, 300]);
    // 10,000; then 40,000 of the first purchase and 10,000 of the second.
    expect(numbers(groups.h?.principal)).toEqual([0, 10_000, 50_000, 40_000]);
    expect(numbers(groups.pool?.end)).toEqual([200_000, 140_000, 40_000, 0]);
    expect(numbers(groups.pool?.begin)).toEqual([300_000, 250_000, 190_000, 40_000]);
    expect(numbers(groups.pool?.bought)).toEqual([50_000, 50_000, 0, 0]);
    expect(numbers(groups.pool?.cutoff)).toEqual([300_000, 300_000, 300_000, 300_000]);
    // 100,000 less 45,000, twice.
    expect(numbers(residual)).toEqual([55_000, 65_300, 150_600, 40_300]);
  });

  test('are bought with all the cash at hand where no amount is said, at par where no price is', () => {
    const dear = buying({}, {}, [{ purchase: 'h', from: ['g.principal', 'h.principal'], price: 1.25 }]);
    // Month 2 has 100,000 and the 16,000 of loan 2.
    expect(numbers(dear.groups.h?.bought).slice(0, 2)).toEqual([80_000, 92_800]);
    expect(numbers(dear.residual)[0]).toBe(0);
    const atPar = buying({}, {}, [{ purchase: 'h', from: 'g.principal' }]);
    expect(numbers(atPar.groups.h?.bought)).toEqual([100_000, 100_000, 0, 0]);
  });

  test('cost something, and are not less than none', () => {
    for (const terms of [{ price: 0 }, { price: -1 }, { amount: -5 }, { when: 'month > 2' }]) {
      const { groups, residual } = buying({}, {}, [{ ...purchase, ...terms }]);
      expect(numbers(groups.h?.bought)).toEqual([0, 0, 0]);
      expect(numbers(residual)).toEqual([100_000, 100_000, 100_000]);
    }
  });

  test('are told step by step, and are in no balance yet', () => {
    const see = { transfer: '(bought(h) + bought(pool) + end(h)) / 1000', from: 'g.principal', to: 'seen' };
    const { accounts, quantities } = buying({ define: { before: 'bought(h)' } }, {}, [
      { ...purchase, amount: 10_000 },
      see,
      { ...purchase, amount: 5000 },
      see,
    ]);
    // 20 and 30; then also twice the 12,000 left of the first 15,000.
    expect(numbers(accounts.seen).slice(0, 2)).toEqual([50, 124]);
    expect(numbers(quantities.before)).toEqual([0, 0, 0, 0]);
  });

  test('are bought on the first dates of the run, also of a seasoned deal', () => {
    const { groups } = buying({ opening: { month: 30 } });
    expect(numbers(groups.h?.bought)).toEqual([50_000, 50_000, 0, 0]);
  });

  test('count their months from the purchase', () => {
    const { groups } = buying({}, { smm: [0.1, 0.5], mdr: [0.2, 0], severity: [0.5], lag: 1 });
    // A fifth of each purchase defaults in its first month, and in no other.
    expect(numbers(groups.h?.defaults)).toEqual([0, 10_000, 10_000, 0]);
    // A tenth of 30,000 and of the 10,000 that loan 2 is after a month.
    expect(numbers(groups.h?.prepaid)).toEqual([0, 4000, 4000, 0]);
    expect(numbers(groups.h?.losses)).toEqual([0, 0, 5000, 5000]);
  });

  test('pay what they pay in a month, whatever was bought of them', () => {
    const paying = { revolving: 1, loans: [{ upb: 1000, noteRate: 0, remainingTerm: 3, payment: 400 }] };
    const { groups } = buying({ collateral: { g: { loans: [interestFree] }, h: paying } });
    expect(numbers(groups.h?.principal)).toEqual([0, 20_000, 20_000, 10_000]);
  });

  test('pay all months of a period on its date', () => {
    const { groups, periods } = buying({ dates: { ...dates, every: 3 } });
    // The 300,000 come back within the first quarter; what is bought then, within the second, and there is nothing to buy with.
    expect(periods).toBe(2);
    expect(numbers(groups.h?.interest)).toEqual([0, 600]);
    expect(numbers(groups.h?.principal)).toEqual([0, 50_000]);
  });

  test('are not bought once the trust is called', () => {
    const { groups, residual } = buying({ call: { when: 'month == 2', price: 7, into: 'g.principal' } });
    expect(numbers(groups.h?.bought)).toEqual([50_000, 0, 0]);
    expect(numbers(groups.pool?.end)).toEqual([200_000, 0, 0]);
    // 100,000 and 10,000, the price and 300 of interest.
    expect(numbers(residual)).toEqual([55_000, 110_307, 0]);
  });
});

describe('interest that borrowers do not pay', () => {
  const steps = [{ release: ['g.interest', 'g.principal', 'h.interest', 'h.principal'] }];
  const run = (terms: object, parts: object = {}): OracleResult =>
    runOracle(
      { dates, collateral: { g: { loans: [interestOnly], ...terms }, h: { loans: [interestOnly] } }, steps, ...parts },
      { smm: [0.1] },
    );

  // Collected: 2,850, 2,565, 2,308.5. A tenth of it is the net interest of what prepays.
  test('is a share of what prepays, less what the servicer puts in, and a share of all', () => {
    const { groups, residual } = run({ prepaymentInterest: '40%', compensating: 50, relief: '10%' });
    expect(numbers(groups.g?.prepaymentShortfall)).toEqual([114, 102.6, 92.34]);
    expect(numbers(groups.g?.compensating)).toEqual([50, 50, 50]);
    expect(numbers(groups.g?.reliefShortfall)).toEqual([285, 256.5, 230.85]);
    expect(numbers(groups.g?.interest)).toEqual([2501, 2255.9, 2035.31]);
    expect(numbers(groups.g?.grossInterest)).toEqual([3000, 2700, 2430]);
    expect(numbers(groups.g?.servicing)).toEqual([150, 135, 121.5]);
    expect(numbers(groups.pool?.interest)).toEqual([5351, 4820.9, 4343.81]);
    expect(numbers(groups.pool?.reliefShortfall)).toEqual([285, 256.5, 230.85]);
    expect(numbers(residual).slice(0, 2)).toEqual([5351 + 60_000, 4820.9 + 54_000]);
  });

  test('is put in up to the shortfall; no share is below zero', () => {
    const generous = run({ prepaymentInterest: 0.4, compensating: '0.5 * servicing(g) + 1000 * (month - 1)' });
    expect(numbers(generous.groups.g?.compensating)).toEqual([75, 102.6, 92.34]);
    const negative = run({ prepaymentInterest: '1 - month', compensating: -5, relief: '0.2 * month - 0.4' });
    expect(numbers(negative.groups.g?.prepaymentShortfall)).toEqual([0, 0, 0]);
    expect(numbers(negative.groups.g?.compensating)).toEqual([0, 0, 0]);
    expect(numbers(negative.groups.g?.reliefShortfall)).toEqual([0, 0, 461.7]);
    expect(numbers(negative.groups.g?.interest)).toEqual([2850, 2565, 1846.8]);
  });

  test('is known to coupons, definitions and conditions before the first step', () => {
    const { tranches, quantities } = run(
      { relief: 'share' },
      {
        tranches: { A: { balance: 600_000, coupon: 'netWac' } },
        define: { cash: "fund('g.interest') + fund('h.interest')", netWac: 'interest(pool) / begin(pool) * 12', share: '10%' },
      },
    );
    expect(numbers(quantities.cash)).toEqual([5415, 4873.5, 4386.15]);
    expect(numbers(tranches.A?.accrued)[0]).toBe(5415);
  });

  test('is there on the date of the call and not after it', () => {
    const call = { when: "interest(g) < 2500 and fund('g.interest') == interest(g)", into: 'g.principal' };
    const { groups, calledAt } = run({ prepaymentInterest: '40%', relief: '10%' }, { call });
    expect(calledAt).toBe(1);
    // 2,850 - 114 - 285.
    expect(numbers(groups.g?.interest)).toEqual([2451, 0, 0]);
    expect(numbers(groups.pool?.prepaymentShortfall)).toEqual([114, 0, 0]);
    expect(numbers(groups.pool?.reliefShortfall)).toEqual([285, 0, 0]);
  });
});

describe('the enhancement of a class', () => {
  const deal = {
    dates,
    collateral: { g: { loans: [interestFree] } },
    tranches: {
      A: { balance: 200_000 },
      M1: { balance: 30_000 },
      M2: { balance: 20_000 },
      B: { balance: 50_000 },
      IO: { notional: 'A' },
    },
    ranks: ['A', ['M1', 'M2', 'IO'], 'B'],
    accounts: { seen: { balance: 1000 }, told: {} },
    define: { before: 'enhancement(A)', ofEquals: 'enhancement(M1)', least: 'enhancement(B)' },
  };
  const tell = { transfer: '100 * (1 + enhancement(M2))', from: 'seen', to: 'told' };

  test('is what the collateral has beyond it, its equals and those above', () => {
    const pay = { pay: 'principal', to: ['A', 'M1', 'M2', 'B'], from: 'principal' };
    const { quantities, accounts } = runOracle({ ...deal, steps: [tell, pay, tell] });
    // Before: 200, 250 and 300 thousand against 200; then 100, 150 and 200 against 100; then against nothing.
    expect(numbers(quantities.before)).toEqual([0, 0, 0]);
    expect(numbers(quantities.ofEquals)).toEqual([-0.25, -0.5, 0]);
    expect(numbers(quantities.least)).toEqual([-0.5, -1, 0]);
    // After: 150 against 200, then 50 against 100: 75 and 125; 50 and 150; 100 and 100.
    expect(numbers(accounts.told)).toEqual([200, 400, 600]);
  });

  test('is no money: it is compared as it is', () => {
    // 199,200 is left of A against 200,000: 0.4 %, which as money would be no more than 0.3 %.
    const tranches = { ...deal.tranches, A: { balance: 299_200 } };
    const told = (limit: number): number => {
      const steps = [
        { pay: 'principal', to: 'A', from: 'principal' },
        { transfer: 5, from: 'seen', to: 'told', when: `enhancement(A) > ${limit}` },
      ];
      return numbers(runOracle({ ...deal, tranches, steps }).accounts.told)[0]!;
    };
    expect(told(0.003)).toBe(5);
    expect(told(0.0041)).toBe(0);
  });
});
