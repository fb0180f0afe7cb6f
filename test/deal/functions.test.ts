/** Every function of the language: what it gives on a pool whose months can be worked out by hand. */
import { describe, expect, it } from 'vitest';
import { FOLDS, FUNCTIONS } from '../../host/deal/names.ts';
import { faultsOf, millionths, PRINCIPAL_LOAN, run, small, valuesOf } from './small.ts';

/**
 * A pool with defaults: 12,000 that pay interest only at 12 %, of which 1 % a month of the performing balance defaults, is liquidated
 * after a month and loses 40 %; 0.25 % a year is taken for servicing.
 */
const LOSING = {
  collateral: {
    pool1: { loans: [{ upb: 12_000, noteRate: '12%', servicing: '0.24%', remainingTerm: 24, amortTerm: 360, interestOnly: 24 }] },
  },
  assumptions: { default: '1 MDR', severity: '40%', lag: 1, delinquent: '5%' },
};

describe('of tranches and sets', () => {
  const steps = [
    { pay: 'interest', to: 'A', from: 'interest', upTo: 4 },
    { pay: 'principal', to: 'A', from: 'principal' },
    { writedown: 'B', upTo: 50 },
  ];

  it.each([
    // A: 1,000, 900, 800 before payments. B: 2,000, 1,950, 1,900, and 50 less after each.
    ['balance(A)', [900, 800, 700]],
    ['balance(AB)', [2850, 2700, 2550]],
    ['begin(A)', [1000, 900, 800]],
    ['begin(AB)', [3000, 2850, 2700]],
    ['original(AB)', [3000, 3000, 3000]],
    ['accrued(A)', [10, 9, 8]],
    ['accrued(AB)', [20, 18.75, 17.5]],
    ['due(A)', [6, 5, 4]],
    ['due(AB)', [16, 14.75, 13.5]],
    // What is due after the last step: 6, then 6 + 5.
    ['shortfall(A)', [0, 6, 11]],
    ['shortfall(AB)', [0, 16, 30.75]],
    ['writedowns(B)', [50, 100, 150]],
    ['writedowns(AB)', [50, 100, 150]],
    ['interestPaid(A)', [4, 4, 4]],
    ['interestPaid(AB)', [4, 4, 4]],
    ['principalPaid(A)', [100, 100, 100]],
    ['principalPaid(AB)', [100, 100, 100]],
    ['100 * coupon(A)', [12, 12, 12]],
    ['360 * dayFraction(A)', [30, 30, 30]],
  ])('%s', async (expression, values) => {
    expect(await valuesOf(expression, { steps })).toEqual(values);
  });

  it('carryover(X)', async () => {
    // 1 % over on C's 500: 5; 5 x 1.02 + 5; nothing of A.
    const tranches = { C: { balance: 500, coupon: '12%', uncapped: '24%' } };
    expect(await valuesOf('carryover(C)', { tranches })).toEqual([5, 10.1, 15.302]);
    expect(await valuesOf('carryover(A)', { tranches })).toEqual([0, 0, 0]);
  });
});

describe('of groups and of the pool', () => {
  // Performing P: 12,000, 11,880, 11,761.2, ... x 0.99. Defaults of month n: 1 % of P before. They stay a month in foreclosure and give
  // 60 % back. Interest is due on what performs at the end of the month: 1 % of it, less 0.02 % for servicing.
  it.each([
    ['begin(pool)', [12_000, 12_000, 11_880]],
    ['end(pool)', [12_000, 11_880, 11_761.2]],
    ['cutoff(pool)', [12_000, 12_000, 12_000]],
    ['performing(pool)', [11_880, 11_761.2, 11_643.588]],
    ['defaults(pool)', [120, 118.8, 117.612]],
    ['foreclosure(pool)', [120, 118.8, 117.612]],
    ['recoveries(pool)', [0, 72, 71.28]],
    ['losses(pool)', [0, 48, 47.52]],
    ['cumulativeLosses(pool)', [0, 48, 95.52]],
    ['principal(pool)', [0, 72, 71.28]],
    ['scheduled(pool)', [0, 0, 0]],
    ['prepaid(pool)', [0, 0, 0]],
    ['grossInterest(pool)', [118.8, 117.612, 116.43588]],
    ['servicing(pool)', [2.376, 2.35224, 2.328718]],
    ['interest(pool)', [116.424, 115.25976, 114.107162]],
    ['delinquent(pool)', [714, 706.86, 699.7914]],
    ['deferred(pool)', [0, 0, 0]],
    ['penalties(pool)', [0, 0, 0]],
    ['reo(pool)', [0, 0, 0]],
  ])('%s', async (expression, values) => {
    expect(await valuesOf(expression, LOSING)).toEqual(values);
    expect(await valuesOf(expression.replace('pool', 'pool1'), LOSING)).toEqual(values);
  });

  it('scheduled and prepaid principal', async () => {
    // 100 of 1,200 a month scheduled; 10 % of the rest prepaid: 110; then 99 and 89.1 x ...
    const parts = {
      collateral: { g: { loans: [PRINCIPAL_LOAN, { ...PRINCIPAL_LOAN, upb: 2400 }] } },
      assumptions: { prepayment: '10 SMM' },
    };
    // 300 of 3,600; 10 % of 3,300. Then a share of 0.9: 270, and 10 % of 2,970 - 270.
    expect(await valuesOf('scheduled(g)', parts)).toEqual([300, 270, 243]);
    expect(await valuesOf('prepaid(g)', parts)).toEqual([330, 270, 218.7]);
    expect(await valuesOf('principal(g)', parts)).toEqual([630, 540, 461.7]);
  });

  it('the pool is the sum of its groups', async () => {
    const deal = {
      ...small({
        collateral: { g1: { loans: [PRINCIPAL_LOAN] }, g2: { loans: [{ ...PRINCIPAL_LOAN, upb: 2400 }] } },
        tranches: { A: { balance: 3000 } },
      }),
      steps: [
        {
          pay: 'principal',
          to: 'A',
          from: ['g1.principal', 'g2.principal'],
          upTo: 'principal(pool) - principal(g1) - principal(g2) + end(g2) / 22',
        },
        { release: ['g1.interest', 'g2.interest', 'g1.principal', 'g2.principal'] },
      ],
    };
    expect((await run(deal)).of('A', 'principal')).toEqual(millionths([100, 2000 / 22, 1800 / 22]));
  });

  it('penalties come into a fund of their own, REO into the principal fund', async () => {
    const loans = [{ ...PRINCIPAL_LOAN, penaltyUntil: 2, penaltyRate: '5%' }];
    const deal = {
      ...small({
        collateral: { g: { loans, reo: [{ proceeds: 50, costs: 8, month: 2 }] } },
        tranches: { P: { balance: 1000 }, X: { residual: true } },
        assumptions: { prepayment: '10 SMM' },
      }),
      steps: [
        { release: 'penalties', to: 'X' },
        { pay: 'principal', to: 'P', from: 'principal', upTo: 'reo(g)' },
        { release: ['interest', 'principal'], to: 'P' },
      ],
    };
    const { of } = await run(deal);
    // Prepaid: 10 % of 1,100, of 0.9 x 1,000, then free of penalty.
    expect(of('X', 'other')).toEqual([5.5, 4.5, 0]);
    expect(of('P', 'principal')).toEqual([0, 42, 0]);
  });
});

describe('of funds, fees, indices and hedges', () => {
  it('fund(F) is the cash in it now', async () => {
    const steps = [{ pay: 'principal', to: 'A', from: 'principal', upTo: 30 }];
    expect(await valuesOf('fund(principal) + fund(pool1.interest)', { steps })).toEqual([170, 170, 170]);
    expect(await valuesOf('fund(box)', { accounts: { box: { balance: 8 } } })).toEqual([8, 8, 8]);
  });

  it('fee(F) is what is due and not yet paid', async () => {
    const fees = { f: { amount: 30, carry: true } };
    expect(await valuesOf('fee(f)', { fees })).toEqual([30, 60, 90]);
    expect(await valuesOf('fee(f)', { fees, steps: [{ pay: 'fee', to: 'f', from: 'interest', upTo: 20 }] })).toEqual([
      10, 20, 30,
    ]);
  });

  it('index(I) is the rate of the month, 0 where none is given', async () => {
    const parts = { indices: ['I', 'J'], assumptions: { indices: { I: '1, 2, 4' } } };
    expect(await valuesOf('100 * index(I)', parts, 4)).toEqual([1, 2, 4, 4]);
    expect(await valuesOf('100 * index(J)', parts)).toEqual([0, 0, 0]);
  });

  it('payable(H) and receivable(H) are what a hedge with terms is owed and owes', async () => {
    const hedges = { swap: { kind: 'swap', index: 'I', notional: 1200, fixed: '2%', floatDays: '30/360' } };
    const parts = { indices: ['I'], assumptions: { indices: { I: '1, 2, 4' } }, hedges };
    expect(await valuesOf('payable(swap)', parts)).toEqual([1, 0, 0]);
    expect(await valuesOf('receivable(swap)', parts)).toEqual([0, 0, 2]);
  });
});

describe('of numbers', () => {
  it.each([
    ['min(7, 3, 5) + max(7, 3, 5) + sum(1, 2, 3)', [16, 16, 16]],
    ['min(7) + max(7)', [14, 14, 14]],
    ['abs(month - 3)', [2, 1, 0]],
    ['if(month == 2, 7, 5)', [5, 7, 5]],
    ['7 if month == 2 else 5', [5, 7, 5]],
    ['ratio(6, month - 2, 9) + 6', [0, 15, 12]],
    ['6 / (month - 2) + 6', [0, 6, 12]],
    ['round(month / 2, 1)', [0, 1, 2]],
    ['floor(month * 7, 5)', [5, 10, 20]],
    ['month ** 3', [1, 8, 27]],
    ['(month + 1) ** 0', [1, 1, 1]],
    ['-month ** 2 + 10', [9, 6, 1]],
    ['(month > 1) + (month >= 2) * 2 + (month != 2) * 4 + (month == 2) * 8 + (month < 2) * 16 + (month <= 2) * 32', [52, 43, 7]],
    ['(month > 1 and month < 3) + 2 * (month < 2 or month > 2) + 4 * (not month)', [2, 1, 2]],
    ['5 and 3', [1, 1, 1]],
    ['true + false', [1, 1, 1]],
  ])('%s', async (expression, values) => {
    expect(await valuesOf(expression)).toEqual(values);
  });

  it('over a set, with it for each of its tranches', async () => {
    // 12 % of 1,000 and 6 % of 2,000 a year.
    expect(await valuesOf('sum(AB, coupon(it) * begin(it))')).toEqual([240, 240, 240]);
    expect(await valuesOf('min(AB, original(it)) + max(AB, original(it)) / 1000')).toEqual([1002, 1002, 1002]);
    expect(await valuesOf('sum(AB, 1)')).toEqual([2, 2, 2]);
  });

  it('a bound that is no number pays nothing silently: the run is refused', async () => {
    // Infinity less infinity bounded nothing, and all the cash was paid.
    const huge = 'end(pool) ** 100 - begin(pool) ** 100';
    for (const step of [
      { pay: 'principal', to: 'A', from: 'principal', upTo: huge },
      { accrue: 'A', from: 'interest', to: 'B', upTo: huge },
      { transfer: huge, from: 'purse', to: 'word' },
      { writedown: 'A', upTo: huge },
    ])
      await expect(valuesOf('1', { steps: [step] }), JSON.stringify(step)).rejects.toMatchObject({
        faults: [{ code: 'DEAL_RANGE' }],
      });
  });

  it('arithmetic that gives no finite number is refused', async () => {
    await expect(valuesOf('10 ** 100 * 10 ** 100 * 10 ** 100 * 10 ** 100')).rejects.toMatchObject({
      faults: [{ code: 'DEAL_RANGE' }],
    });
  });
});

describe('functions that are used wrongly', () => {
  it.each([
    ['balance(pool1)', 'DEAL_UNKNOWN_NAME', "'pool1'"],
    ['end(A)', 'DEAL_UNKNOWN_NAME', "'A'"],
    ['coupon(S)', 'DEAL_UNKNOWN_NAME', "'S'"],
    ['index(A)', 'DEAL_UNKNOWN_NAME', "'A'"],
    ['fund(A)', 'DEAL_UNKNOWN_NAME', "'A'"],
    ['fee(A)', 'DEAL_UNKNOWN_NAME', "'A'"],
    ['payable(A)', 'DEAL_UNKNOWN_NAME', "'A'"],
    ['balance(nobody)', 'DEAL_UNKNOWN_NAME', "'nobody'"],
    ['balance(1)', 'DEAL_EXPRESSION', 'a value'],
    ['balance()', 'DEAL_EXPRESSION', '0 in balance(...)'],
    ['balance(A, S)', 'DEAL_EXPRESSION', '2 in balance(...)'],
    ['previous(A, 0)', 'DEAL_UNKNOWN_NAME', "'A'"],
    ['previous(q)', 'DEAL_EXPRESSION', '1 in previous(...)'],
    ['rolling(0, month)', 'DEAL_EXPRESSION', "'0'"],
    ['rolling(101, month)', 'DEAL_EXPRESSION', "'101'"],
    ['rolling(month, month)', 'DEAL_EXPRESSION', "'month'"],
    ['min()', 'DEAL_EXPRESSION', 'min()'],
    ['sum(S)', 'DEAL_EXPRESSION', 'sum(S)'],
    ['sum(S, 1, 2)', 'DEAL_EXPRESSION', 'sum(S)'],
    ['sum(A, balance(it))', 'DEAL_UNKNOWN_NAME', "'A'"],
    ['balance(it)', 'DEAL_UNKNOWN_NAME', "'it'"],
    ['it', 'DEAL_UNKNOWN_NAME', "'it'"],
    ['sum(S, end(it))', 'DEAL_UNKNOWN_NAME', "'it'"],
    ['A', 'DEAL_UNKNOWN_NAME', "'A'"],
    ['pool', 'DEAL_UNKNOWN_NAME', "'pool'"],
    ['nothing', 'DEAL_UNKNOWN_NAME', "'nothing'"],
    ['square(3)', 'DEAL_UNKNOWN_NAME', "the function 'square'"],
    ['2 ** month', 'DEAL_EXPRESSION', 'an exponent that is not a whole number'],
    ['2 ** 0.5', 'DEAL_EXPRESSION', 'an exponent that is not a whole number'],
    ['2 ** -1', 'DEAL_EXPRESSION', 'an exponent that is not a whole number'],
    ['2 ** 101', 'DEAL_EXPRESSION', 'an exponent that is not a whole number'],
  ])('%s', (q, code, got) => {
    expect(faultsOf(small({ sets: { S: ['A'] }, define: { q } }))).toContainEqual(expect.objectContaining({ code, got }));
  });

  it.each(['toString', 'constructor', 'hasOwnProperty', 'valueOf', '__proto__', 'isPrototypeOf'])(
    '%s is no function, though every object has one',
    (name) => {
      // It was looked up in the table of functions and found in its prototype: a TypeError.
      expect(faultsOf(small({ define: { q: `${name}(1)` } }))).toMatchObject([
        { code: 'DEAL_UNKNOWN_NAME', place: 'define.q, position 1', got: `the function '${name}'` },
      ]);
    },
  );

  it('the expected of an unknown name lists what there is, and no more than forty', () => {
    const tranches = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`T${at}`, { balance: 1 }]));
    const [fault] = faultsOf(small({ tranches, define: { q: 'balance(T60)' } }));
    expect(fault?.expected).toMatch(/^one of T0, T1, .*T39, and 20 more(; perhaps .* was meant)?$/);
  });
});

it('every function of the table is exercised in this file, in memory.test.ts or in servicing.test.ts', async () => {
  const { readFileSync } = await import('node:fs');
  const texts = ['functions', 'memory', 'servicing']
    .map((name) => readFileSync(new URL(`./${name}.test.ts`, import.meta.url), 'utf8'))
    .join();
  const missing = [...Object.keys(FUNCTIONS), ...FOLDS].filter((name) => !texts.includes(`${name}(`));
  expect(missing).toEqual([]);
});
