/** Every verb of a step, on a pool that gives 100 of interest and 100 of principal a month. */
import { describe, expect, it } from 'vitest';
import { faultsOf, PRINCIPAL_LOAN, run, small } from './small.ts';

const A12 = { balance: 1000, coupon: '12%' };

describe('pay interest', () => {
  it('pays what accrued on the balance before payments, and no more', async () => {
    // 1 % a month of 1,000, then of 900, then of 800.
    const deal = small({
      tranches: { A: A12 },
      steps: [
        { pay: 'principal', to: 'A', from: 'principal' },
        { pay: 'interest', to: 'A', from: 'interest' },
      ],
    });
    const { of, warnings } = await run(deal);
    expect(of('A', 'interest')).toEqual([10, 9, 8]);
    expect(of('A', 'begin')).toEqual([1000, 900, 800]);
    expect(of('A', 'balance')).toEqual([900, 800, 700]);
    expect(of('A', 'shortfall')).toEqual([0, 0, 0]);
    expect(warnings).toEqual([]);
  });

  it('draws its funds in the order listed, and a fund that is named twice once', async () => {
    // Named twice, a fund was drawn on twice: 100 of interest paid 200, out of nothing.
    const deal = small({
      tranches: { A: { balance: 1000, coupon: '100%' }, B: { balance: 5000, coupon: '100%' } },
      steps: [
        // A is due 83.333333, B 416.666667; interest gives 100, principal 100.
        { pay: 'interest', to: 'A', from: ['interest', 'principal'] },
        { pay: 'interest', to: 'B', from: ['interest', 'pool1.interest', 'interest', 'principal'] },
      ],
    });
    const { of, path } = await run(deal);
    expect(of('A', 'interest', 1)).toEqual([83.333333]);
    expect(of('B', 'interest', 1)).toEqual([116.666667]);
    expect(path.undistributed).toBeCloseTo(0, 9);
  });

  it('under a coupon below 0 nothing accrues', async () => {
    // An inverse floater without a floor was billed: its interest was taken from the holder.
    const deal = small({
      tranches: { A: { balance: 1000, coupon: '2% - 14%' } },
      steps: [{ pay: 'interest', to: 'A', from: 'interest' }],
    });
    const { of } = await run(deal);
    expect(of('A', 'interest')).toEqual([0, 0, 0]);
    expect(of('A', 'coupon', 1)).toEqual([-0.12]);
  });
});

describe('pay shortfall', () => {
  it('pays interest of earlier months, which is interest of this one until the last step has run', async () => {
    // Due 50 a month; 20 are paid as interest. Shortfall before payments: 0, 30, 35. 25 of it are paid from month 2 on.
    const deal = small({
      tranches: { A: { balance: 5000, coupon: '12%' } },
      steps: [
        { pay: 'interest', to: 'A', from: 'interest', upTo: 20 },
        { pay: 'shortfall', to: 'A', from: 'interest', upTo: 25 },
      ],
    });
    const { of } = await run(deal);
    expect(of('A', 'interest')).toEqual([20, 45, 45]);
    expect(of('A', 'shortfall')).toEqual([30, 35, 40]);
  });

  it('bears interest at the coupon when the class says so', async () => {
    // Due 50 a month and nothing paid: 50; 50 x 1.01 + 50 = 100.5; 100.5 x 1.01 + 50 = 151.505.
    const deal = small({ tranches: { A: { balance: 5000, coupon: '12%', interestOnShortfall: true } } });
    expect((await run(deal)).of('A', 'shortfall')).toEqual([50, 100.5, 151.505]);
  });
});

describe('a list of kinds', () => {
  const tranches = { A: { balance: 5000, coupon: '12%' }, B: { balance: 5000, coupon: '12%' } };

  it('pays each payee its claims in the order named before the next payee gets anything', async () => {
    // Month 1: nothing is paid, so that both owe 50. Month 2: 100 go to A, 50 of shortfall and 50 of interest.
    const deal = small({
      tranches,
      steps: [{ pay: ['shortfall', 'interest'], to: ['A', 'B'], from: 'interest', when: 'month > 1' }],
    });
    const { of } = await run(deal, {});
    expect(of('A', 'interest', 2)).toEqual([0, 100]);
    expect(of('B', 'interest', 2)).toEqual([0, 0]);
    expect(of('B', 'shortfall', 2)).toEqual([50, 100]);
  });

  it('two steps pay one claim of all classes before the next', async () => {
    const deal = small({
      tranches,
      steps: [
        { pay: 'interest', to: ['A', 'B'], from: 'interest', when: 'month > 1' },
        { pay: 'shortfall', to: ['A', 'B'], from: 'interest' },
      ],
    });
    const { of } = await run(deal);
    expect(of('A', 'interest', 2)).toEqual([0, 50]);
    expect(of('B', 'interest', 2)).toEqual([0, 50]);
  });
});

describe('pay principal', () => {
  it('is bounded by upTo, and below 0 that is nothing', async () => {
    const deal = small({ steps: [{ pay: 'principal', to: 'A', from: 'principal', upTo: '30 * (month - 2)' }] });
    expect((await run(deal)).of('A', 'principal')).toEqual([0, 0, 30]);
  });

  it('is bounded by the balance', async () => {
    const deal = small({
      tranches: { A: { balance: 250 } },
      steps: [{ pay: 'principal', to: 'A', from: ['principal', 'interest'] }],
    });
    const { of } = await run(deal);
    expect(of('A', 'principal')).toEqual([200, 50, 0]);
    expect(of('A', 'balance')).toEqual([50, 0, 0]);
  });

  it('does nothing where its condition does not hold', async () => {
    const deal = small({ steps: [{ pay: 'principal', to: 'A', from: 'principal', when: 'month == 2', name: 'only then' }] });
    expect((await run(deal)).of('A', 'principal')).toEqual([0, 100, 0]);
  });
});

describe('pay fee', () => {
  it('pays the amount; what is unpaid is lost, or carried where the fee says so', async () => {
    // 130 are due a month and 100 there are: lost, 100, 100, 100; carried, the debt is 30, 60, 90 and the cash the same.
    const deal = (carry: boolean) =>
      small({
        tranches: { R: { residual: true } },
        fees: { trustee: { amount: 'if(month == 1, 130, 60)', carry } },
        steps: [{ pay: 'fee', to: 'trustee', from: 'interest' }],
      });
    // Month 2: 60 are due, and 30 from month 1 where they are carried.
    expect((await run(deal(false))).of('R', 'other')).toEqual([100, 140, 140]);
    expect((await run(deal(true))).of('R', 'other')).toEqual([100, 110, 140]);
  });

  it('is an expression of the pool before the first step, wherever the step stands', async () => {
    // It was read where the fee was first paid: after principal, 1 % of 900.
    const deal = small({
      tranches: { A: { balance: 1000 }, R: { residual: true } },
      fees: { trustee: { amount: '1% * balance(A)' } },
      steps: [
        { pay: 'principal', to: 'A', from: 'principal' },
        { pay: 'fee', to: 'trustee', from: 'interest' },
      ],
    });
    expect((await run(deal)).of('R', 'other')).toEqual([90, 91, 92]);
  });

  it('goes to several fees in order or by what they are due', async () => {
    const deal = (to: unknown) =>
      small({
        tranches: { A: { balance: 1000 }, R: { residual: true } },
        fees: { a: { amount: 90 }, b: { amount: 30 } },
        steps: [
          { pay: 'fee', to, from: 'interest' },
          { pay: 'principal', to: 'A', from: 'principal', upTo: 'fee(b)' },
        ],
      });
    // 100 of 120: in order 90 and 10, which leaves 20 of b; by what is due 75 and 25, which leaves 5.
    expect((await run(deal(['a', 'b']))).of('A', 'principal', 1)).toEqual([20]);
    expect((await run(deal({ prorata: ['a', 'b'] }))).of('A', 'principal', 1)).toEqual([5]);
  });

  it('cannot be divided by balances, which fees do not have', () => {
    // Compiling it ended in an error of the program's own: `ledger: a was resolved as a tranche and is none`.
    for (const by of ['balance', 'original', 'coupon(it)']) {
      const deal = small({
        fees: { a: { amount: 1 }, b: { amount: 2 } },
        steps: [{ pay: 'fee', to: { prorata: ['a', 'b'], by }, from: 'interest' }],
      });
      expect(faultsOf(deal)).toMatchObject([{ code: 'DEAL_STEP', place: 'steps[0].to.by', got: by }]);
    }
  });
});

describe('transfer and accounts', () => {
  it('moves cash into an account, which keeps it, and out again', async () => {
    // 40 a month into the reserve until it holds 100; in month 3 a fund of its own takes 70 out of it and R has them.
    const deal = small({
      tranches: { R: { residual: true } },
      accounts: { reserve: { balance: 20 } },
      steps: [
        { transfer: 'min(40, max(0, 100 - fund(reserve)))', from: 'interest', to: 'reserve' },
        { transfer: 70, from: 'reserve', to: 'drawn', when: 'month == 3' },
        { release: 'drawn' },
      ],
    });
    const { of, path } = await run(deal);
    // 20 + 40; + 40 is the target; nothing more, and 70 out.
    expect(of('reserve', 'cash')).toEqual([60, 100, 30]);
    expect(of('R', 'other')).toEqual([160, 160, 270]);
    expect(path.undistributed).toBeCloseTo(0, 9);
  });

  it('moves no more than there is, and nothing where the amount is below 0', async () => {
    const deal = small({
      tranches: { R: { residual: true } },
      accounts: { reserve: {} },
      steps: [{ transfer: '500 * (2 - month)', from: ['interest', 'principal'], to: 'reserve' }],
    });
    const { of } = await run(deal);
    expect(of('reserve', 'cash')).toEqual([200, 200, 200]);
    expect(of('R', 'other')).toEqual([0, 200, 200]);
  });
});

describe('receive and pay hedge', () => {
  it('brings cash in from a counterparty and pays it an amount', async () => {
    const deal = small({
      tranches: { A: { balance: 1000 }, R: { residual: true } },
      hedges: { swap: {} },
      define: { net: '25 * (month - 2)' },
      steps: [
        { pay: 'hedge', to: 'swap', amount: 'max(0, net)', from: ['interest', 'principal'] },
        { receive: 'swap', amount: 'max(0, -net)', into: 'interest' },
      ],
    });
    // Month 1 receives 25, month 3 pays 25.
    expect((await run(deal)).of('R', 'other')).toEqual([225, 200, 175]);
  });

  // 20 % of 9,000 is 150 a month of twelfths; with the index at 0 it is owed, with 40 % 150 come in.
  const hedged = (rate: string, steps: object[]) =>
    small({
      indices: ['I'],
      assumptions: { indices: { I: rate } },
      hedges: { swap: { kind: 'swap', index: 'I', fixed: '20%', floatDays: '30/360', notional: 9000 } },
      tranches: { A: { balance: 1000 }, R: { residual: true } },
      steps,
    });

  it('pays what the terms give once, however many funds it takes', async () => {
    // Interest has 100 of the 150; the second step paid all of the 150 again, 250 in all.
    const deal = hedged('0%', [
      { pay: 'hedge', to: 'swap', from: 'interest' },
      { pay: 'hedge', to: 'swap', from: 'principal' },
      { pay: 'hedge', to: 'swap', from: 'principal' },
    ]);
    expect((await run(deal)).of('R', 'other')).toEqual([50, 50, 50]);
    // A step with an amount is beside the terms.
    const beside = hedged('0%', [
      { pay: 'hedge', to: 'swap', amount: 10, from: 'principal' },
      { pay: 'hedge', to: 'swap', from: ['interest', 'principal'] },
    ]);
    expect((await run(beside)).of('R', 'other')).toEqual([40, 40, 40]);
  });

  it('brings what the terms give in once, where a condition holds', async () => {
    const deal = hedged('40%', [
      { receive: 'swap', into: 'interest', when: 'month == 2' },
      { receive: 'swap', into: 'interest' },
      { receive: 'swap', into: 'interest' },
    ]);
    expect((await run(deal)).of('R', 'other')).toEqual([350, 350, 350]);
  });
});

describe('receive of a class', () => {
  // A has 10 of interest in the first month (1 % of 1,000), and all of the 100 of principal.
  const underlying = [
    { pay: 'interest', to: 'A', from: 'interest' },
    { pay: 'principal', to: 'A', from: 'principal' },
  ];
  const tranches = { A: A12, RA: { balance: 250, coupon: '12%' }, RB: { balance: 750, coupon: '6%' }, RR: { residual: true } };

  it('brings in what the class was paid, for classes that it backs', async () => {
    const deal = small({
      tranches,
      steps: [
        ...underlying,
        { receive: 'A', amount: 'principalPaid(A)', into: 'paidDown' },
        { receive: 'A', into: 'earned' },
        { pay: 'interest', to: ['RA', 'RB'], from: 'earned' },
        { pay: 'principal', to: ['RA', 'RB'], from: 'paidDown' },
        { release: ['earned', 'paidDown'], to: 'RR' },
      ],
    });
    const { of, warnings, path } = await run(deal);
    // 1 % of 250, 150 and 50; half a percent of 750, 750 and 750; what is left of the 10, 9 and 8 that A earns goes on.
    expect(of('RA', 'interest')).toEqual([2.5, 1.5, 0.5]);
    expect(of('RB', 'interest')).toEqual([3.75, 3.75, 3.75]);
    expect(of('RA', 'balance')).toEqual([150, 50, 0]);
    expect(of('RB', 'balance')).toEqual([750, 750, 700]);
    // 10 - 6.25, 9 - 5.25, 8 - 4.25, and the rest of the pool's 100 of interest, which its own residual gets.
    expect(of('RR', 'other')).toEqual([3.75 + 90, 3.75 + 91, 3.75 + 92]);
    expect(path.undistributed).toBeCloseTo(0, 9);
    expect(warnings).toEqual([]);
  });

  it('brings nothing in twice, no more than was paid, and nothing where its condition does not hold', async () => {
    const deal = small({
      tranches,
      steps: [
        ...underlying,
        { receive: 'A', amount: 1000, into: 'cash', when: 'month > 1' },
        { receive: 'A', into: 'cash', when: 'month > 1' },
        { release: 'cash', to: 'RR' },
      ],
    });
    // 109 and 108 of A's, and what A leaves of the pool's 100 of interest.
    expect((await run(deal)).of('RR', 'other')).toEqual([90, 109 + 91, 108 + 92]);
  });

  it('lets classes be owed out of what backs them, and no more', () => {
    // The pool is 11,200 and A 1,000 of it.
    const owing = (balance: number, steps: object[]) =>
      faultsOf(small({ tranches: { A: A12, RA: { balance } }, steps: [...underlying, ...steps, { release: 'cash' }] }));
    const received = [{ receive: 'A', into: 'cash' }];
    const moved = [{ transfer: 0, from: 'interest', to: 'cash' }];
    expect(owing(11_100, received)).toEqual([]);
    expect(owing(11_100, moved)).toMatchObject([{ code: 'DEAL_BALANCE' }]);
    expect(owing(11_300, received)).toMatchObject([
      { code: 'DEAL_BALANCE', expected: 'at most the collateral, accounts, classes received and REO, 12200.00' },
    ]);
  });

  it('of a residual backs classes of any balance: nobody knows what it brings', async () => {
    const deal = small({
      tranches: { A: { balance: 11_200 }, CE: { residual: true }, N: { balance: 150, coupon: '12%' }, NR: { residual: true } },
      steps: [
        { pay: 'principal', to: 'A', from: 'principal' },
        { release: ['interest', 'principal'], to: 'CE' },
        { receive: 'CE', into: 'net' },
        { pay: ['shortfall', 'interest', 'principal'], to: 'N', from: 'net' },
        { release: 'net', to: 'NR' },
      ],
    });
    // 100 a month of excess interest: 1.5 of interest and 98.5 of principal; then 0.515 on 51.5; then nothing is owed.
    const { of } = await run({ ...deal, steps: (deal.steps as object[]).slice(0, -1) });
    expect(of('N', 'interest')).toEqual([1.5, 0.515, 0]);
    expect(of('N', 'principal')).toEqual([98.5, 51.5, 0]);
    expect(of('NR', 'other')).toEqual([0, 47.985, 100]);
  });
});

describe('writedown and writeup', () => {
  it('lower and raise balances without cash, in order, and no higher than they were', async () => {
    const deal = small({
      tranches: { A: { balance: 1000 }, B: { balance: 30 }, R: { residual: true } },
      steps: [
        { writedown: ['B', 'A'], upTo: 50, when: 'month == 1' },
        { writeup: ['A', 'B'], upTo: 35, when: 'month > 1' },
      ],
    });
    const { of } = await run(deal);
    // 30 of B and 20 of A; back come 20 of A and 15 of B, then the other 15 of B.
    expect(of('B', 'writtenDown')).toEqual([30, 0, 0]);
    expect(of('A', 'writtenDown')).toEqual([20, 0, 0]);
    expect(of('A', 'writtenUp')).toEqual([0, 20, 0]);
    expect(of('B', 'writtenUp')).toEqual([0, 15, 15]);
    expect(of('B', 'balance')).toEqual([0, 15, 30]);
    expect(of('R', 'other')).toEqual([200, 200, 200]);
  });

  it('pay writedowns reimburses in cash; the balance stays written down', async () => {
    const deal = small({
      tranches: { B: { balance: 500 } },
      steps: [
        { writedown: 'B', upTo: 130, when: 'month == 1' },
        { pay: 'writedowns', to: 'B', from: 'interest' },
        { writeup: 'B', upTo: 1000, when: 'month == 3' },
      ],
    });
    const { of } = await run(deal);
    expect(of('B', 'other')).toEqual([100, 30, 0]);
    expect(of('B', 'balance')).toEqual([370, 370, 370]);
    expect(of('B', 'writtenUp')).toEqual([0, 0, 0]);
  });
});

describe('release', () => {
  it('goes to a named class, else to the residual class, else out of the deal', async () => {
    const tranches = { A: { balance: 9 }, R: { residual: true } };
    const steps = (step: object) => small({ tranches, steps: [step] });
    const named = await run(steps({ release: 'interest', to: 'A' }));
    expect(named.of('A', 'other')).toEqual([100, 100, 100]);
    expect(named.of('R', 'other')).toEqual([100, 100, 100]);
    expect((await run(steps({ release: 'interest' }))).of('R', 'other')).toEqual([200, 200, 200]);
    const out = await run(small({}));
    expect(out.of('A', 'other')).toEqual([0, 0, 0]);
    expect(out.warnings).toEqual([]);
  });

  it('cash that no step takes is told', async () => {
    const deal = { ...small({}), steps: [{ release: 'interest' }] };
    const { path, warnings } = await run(deal);
    // 100 a month, and 10,100 with the last.
    expect(path.undistributed).toBeCloseTo(10_100, 6);
    // 12 months after the first of January 2025.
    expect(warnings).toEqual([
      'only: cash is left in funds after the last step, most on 2026-01-01: 10100.00 in pool1.principal; a release step would say whose it is',
    ]);
  });
});

it('several groups have funds of their own', async () => {
  const deal = {
    ...small({ collateral: { g1: { loans: [PRINCIPAL_LOAN] }, g2: { loans: [{ ...PRINCIPAL_LOAN, upb: 2400 }] } } }),
    tranches: { A: { balance: 1200 }, B: { balance: 2400 } },
    steps: [
      { pay: 'principal', to: 'A', from: 'g1.principal' },
      { pay: 'principal', to: 'B', from: 'g2.principal', upTo: 'fund(g2.principal) / 2' },
      { release: ['g1.interest', 'g2.interest', 'g2.principal'] },
    ],
  };
  const { of } = await run(deal);
  expect(of('A', 'principal')).toEqual([100, 100, 100]);
  expect(of('B', 'principal')).toEqual([100, 100, 100]);
  expect(of('g2', 'end')).toEqual([2200, 2000, 1800]);
});
