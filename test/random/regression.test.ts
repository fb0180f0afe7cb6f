/** Small deals on which kernel and oracle once differed. Each says what was wrong. */
import { describe, expect, test } from 'vitest';
import { runOracle } from '../oracle/index.ts';
import { agreement, kernelScenario, resolved, runKernel } from './agreement.ts';
import type { RandomDeal, RandomLoan, RandomScenario } from './index.ts';

/** A share of the pool's balance at the cut-off. */
const TOLERANCE = 1e-12;

const SCENARIO: RandomScenario = {
  smm: [0.01],
  mdr: [0.02],
  severity: [0.4],
  lag: 6,
  advance: { principal: true, interest: false },
  stopDefaults: true,
  indices: { LIBOR_1M: [0.03], CMT_1Y: [0.04] },
  noCall: false,
};

const LEVEL: RandomLoan = { upb: 1_000_000, noteRate: 0.06, remainingTerm: 40 };

/** Two classes in sequence, interest first, unless the parts of a deal say otherwise. */
function dealOf(loans: RandomLoan[], parts: RandomDeal = {}): RandomDeal {
  const pool = loans.reduce((sum, loan) => sum + Number(loan.upb), 0);
  return {
    deal: 'Small',
    dates: { settlement: '2020-01-01', firstPayment: '2020-02-25', delay: 24 },
    collateral: { pool1: { loans } },
    assumptions: { indices: { LIBOR_1M: '3%', CMT_1Y: '4%' } },
    indices: ['LIBOR_1M', 'CMT_1Y'],
    tranches: { A: { balance: 0.8 * pool, coupon: '4%' }, B: { balance: 0.2 * pool, coupon: '5%' } },
    steps: [
      { pay: ['interest', 'shortfall'], to: ['A', 'B'], from: 'interest' },
      { pay: 'principal', to: ['A', 'B'], from: 'principal' },
      { release: ['interest', 'principal'] },
    ],
    ...parts,
  };
}

function expectAgreement(deal: RandomDeal, scenario: Partial<RandomScenario> = {}): void {
  const { difference, differsAt, breach, breachedAt } = agreement({ deal, scenario: { ...SCENARIO, ...scenario } });
  expect(difference, `${differsAt}; at most ${TOLERANCE} of the pool`).toBeLessThan(TOLERANCE);
  expect(breach, `${breachedAt}; at most ${TOLERANCE} of the pool`).toBeLessThan(TOLERANCE);
}

describe('collateral', () => {
  test('a loan with less than a lag to go never defaults and loses nothing of its balance', () => {
    // Its survival was read from where nobody had written it: the balance of such loans was that of another run.
    expectAgreement(dealOf([{ ...LEVEL, remainingTerm: 3 }, LEVEL]));
  });

  test.each([
    ['fixed', {}],
    ['adjustable', { index: 'LIBOR_1M', margin: 0.02, firstReset: 5 }],
  ])('a %s loan that defaulted in its last months loses no more than what is left of it, which is nothing', (_, terms) => {
    // Losses of loans past their term were bounded by the balances of longer loans in the same cohort.
    const loans = [
      { ...LEVEL, remainingTerm: 9, ...terms },
      { ...LEVEL, ...terms },
    ];
    expectAgreement(dealOf(loans), { stopDefaults: false });
  });

  test('the defaulted part of a loan goes on paying a given payment past the last month', () => {
    // Its last month was taken for the last of a level payment, and what was left of the balance for advanced.
    expectAgreement(dealOf([{ ...LEVEL, remainingTerm: 12, payment: 80_000 }, LEVEL]), { stopDefaults: false });
  });

  test.each([{ stopDefaults: true }, { stopDefaults: false }])(
    'a loan may be interest-only to the end, $stopDefaults',
    (scenario) => {
      // It was refused; and its balloon would have been advanced.
      const terms = { index: 'LIBOR_1M', margin: 0.02, firstReset: 5 };
      const loans = [{ ...LEVEL, remainingTerm: 12, interestOnly: 12 }, { ...LEVEL, interestOnly: 40, ...terms }, LEVEL];
      expectAgreement(dealOf(loans), scenario);
    },
  );

  test('where everything prepays or defaults, nothing at all is left', () => {
    // 1 - smm - mdr left 1e-17 of the pool, and a net WAC that divides two such amounts was anything.
    const deal = dealOf([LEVEL, { ...LEVEL, noteRate: 0.1, prepayFactor: 2 }], {
      define: { netWac: 'ratio(interest(pool), begin(pool), 0) * 12' },
      tranches: { A: { balance: 900_000, coupon: '4%' }, B: { balance: 600_000, coupon: 'min(9%, netWac)' } },
      steps: [{ release: ['interest', 'principal'] }],
    });
    expectAgreement(deal, { smm: [0.01, 0.01, 1], mdr: [0.3], lag: 0 });
  });

  test('a payment below the interest is what negative amortization is', () => {
    // It was refused as for a loan whose balance must not rise.
    const terms = { index: 'LIBOR_1M', margin: 0.02, firstReset: 2, resetEvery: 1 };
    expectAgreement(dealOf([{ ...LEVEL, negativeAmortization: true, payment: 3_000, balanceCap: 1.1, ...terms }]));
  });
});

describe('servicing and purchases', () => {
  test('a month that puts nothing in is recoverable, also where all is lost', () => {
    // Principal advanced on a balance that grows is no cash; a rounding of it ended the advances, and the growth with them.
    const growing = {
      upb: 100_000,
      noteRate: 0.12,
      remainingTerm: 6,
      amortTerm: 360,
      payment: 900.07,
      negativeAmortization: true,
    };
    const deal = dealOf([growing], { assumptions: { advance: { recoverable: true } } });
    expectAgreement(deal, { mdr: [0.1, 0], severity: [1], lag: 2 });
  });

  const buying: RandomDeal = {
    ...dealOf([]),
    collateral: {
      g: { loans: [{ upb: 300_000, noteRate: 0, remainingTerm: 3 }] },
      h: { revolving: 2, loans: [{ upb: 100, noteRate: 0, remainingTerm: 2 }] },
    },
    tranches: { A: { balance: 300_000 } },
    steps: [
      { purchase: 'h', from: 'g.principal', amount: 50_000 },
      { pay: 'principal', to: 'A', from: ['g.principal', 'h.principal'] },
      { release: ['g.interest', 'h.interest', 'g.principal', 'h.principal'] },
    ],
  };

  test('the next notional on the pool counts what was bought on the date', () => {
    // What its holders have after a date left the loans out that were bought on it: 200,000 where 250,000 bears interest.
    const tranches = { A: { balance: 300_000 }, IO: { notional: 'pool', coupon: '1%' } };
    expectAgreement({ ...buying, tranches }, { smm: [0], mdr: [0] });
  });

  test('nothing is bought from the date of the call on', () => {
    // Cash went out for loans that were gone already.
    expectAgreement({ ...buying, call: { when: 'month == 2', into: 'g.principal' } }, { mdr: [0] });
  });
});

describe('tranches and steps', () => {
  test('a coupon below zero accrues nothing', () => {
    // Its holders owed the trust interest, and a step that paid it took cash in.
    const tranches = { A: { balance: 800_000, coupon: 'index(LIBOR_1M) - 4%' }, B: { balance: 200_000, coupon: '5%' } };
    expectAgreement(dealOf([LEVEL], { tranches }));
  });

  test('what a leg without weight is due is paid from what the others leave', () => {
    // Pro rata by balance left a retired class unpaid and kept the cash.
    const steps = [
      { pay: 'interest', to: ['A', 'B'], from: 'interest', when: 'month > 1' },
      { pay: 'principal', to: ['A', 'B'], from: ['principal', 'interest'] },
      { pay: 'shortfall', to: { prorata: ['A', 'B'], by: 'balance' }, from: 'interest', when: 'month == 11' },
      { release: ['interest', 'principal'] },
    ];
    const tranches = { A: { balance: 100_000, coupon: '4%' }, B: { balance: 100_000, coupon: '5%' } };
    expectAgreement(dealOf([{ ...LEVEL, remainingTerm: 12 }], { steps, tranches }), { mdr: [0] });
  });

  test('with overflow next a leg gets its weight of the cash, whatever the weights add up to, as far as the cash goes', () => {
    // Weights over 1 paid out more than there was.
    for (const weights of [
      ['0.7', '0.6'],
      ['20%', '30%'],
    ]) {
      const to = {
        weights: [
          [weights[0], 'A'],
          [weights[1], 'B'],
        ],
        overflow: 'next',
      };
      const steps = [{ pay: 'principal', to, from: 'principal' }, { release: ['interest', 'principal'] }];
      expectAgreement(dealOf([LEVEL], { steps }));
    }
  });

  test('what the terms of a swap give is paid once, and brought in once, however many steps do so', () => {
    // Each step paid the whole of it anew.
    for (const [rate, fixed] of [
      ['1%', '9%'],
      ['9%', '1%'],
    ] as const) {
      const hedges = { swap: { kind: 'swap', index: 'LIBOR_1M', fixed, notional: 1_000_000 } };
      const steps = [
        { pay: 'hedge', to: 'swap', from: 'interest' },
        { pay: 'hedge', to: 'swap', from: 'principal' },
        { receive: 'swap', into: 'interest', when: 'month > 3' },
        { receive: 'swap', into: 'interest' },
        { pay: ['interest', 'principal'], to: ['A', 'B'], from: ['interest', 'principal'] },
        { release: ['interest', 'principal'] },
      ];
      expectAgreement(dealOf([LEVEL], { hedges, steps, assumptions: { indices: { LIBOR_1M: rate } } }));
    }
  });

  test('a class that is written down keeps what it holds for whole cents a note, and gets it when that is all that is left', () => {
    // It was written down below what it held, and the step that paid it next found a claim below zero.
    const tranches = { A: { balance: 800_000, coupon: '4%' }, B: { balance: 200_000, coupon: '5%', perNote: 1000.77 } };
    const steps = [
      { pay: 'principal', to: { prorata: ['A', 'B'], by: 'balance' }, from: 'principal' },
      { writedown: ['B', 'A'], upTo: 'balance(A) + balance(B) - end(pool)' },
      { release: ['interest', 'principal'] },
    ];
    expectAgreement(dealOf([LEVEL], { tranches, steps }), { mdr: [0.08], severity: [1] });
  });

  test('the notional of a notional class is that class’s', () => {
    // begin(IO) was 0, so a class on it accrued nothing.
    const deal = dealOf([LEVEL], {
      tranches: {
        A: { balance: 1_000_000, coupon: '4%' },
        IO: { notional: 'A', coupon: '0.5%' },
        IO2: { notional: 'IO', coupon: '0.25%' },
      },
      steps: [
        { pay: 'interest', to: { prorata: ['A', 'IO', 'IO2'] }, from: 'interest' },
        { pay: 'principal', to: 'A', from: 'principal' },
        { release: ['interest', 'principal'] },
      ],
    });
    expectAgreement(deal);
    // 1,000,000 x 0.25 % / 12
    expect(runKernel(resolved(deal), kernelScenario(SCENARIO)).outputs.get('IO2 interest')?.[1]).toBeCloseTo(208.333333, 5);
    expect(runOracle(deal, SCENARIO).tranches.IO2!.interest[0]!.toNumber()).toBeCloseTo(208.333333, 5);
  });
});
