/** Sentences about a date, on deals whose numbers can be worked out in the head. */
import { describe, expect, it } from 'vitest';
import { type TraceReport, traceReport } from '../../host/analysis/trace.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { small } from '../deal/small.ts';

async function traced(parts: Readonly<Record<string, unknown>>, month: number, tranche?: string): Promise<TraceReport> {
  const deal = resolveDeal(checkedDeal(small(parts)));
  return traceReport(deal, { month, ...(tranche !== undefined && { tranche }) });
}

const words = async (parts: Readonly<Record<string, unknown>>, month: number, tranche?: string) =>
  (await traced(parts, month, tranche)).words;

/** 6 percentage points over the cap on 1,000 are 5.00 a month; owed amounts earn 1.5 % a month. */
const CAPPED = {
  tranches: { M: { balance: 1000, coupon: 'min(18%, cap)', uncapped: '18%' } },
  schedules: {
    cap: {
      points: [
        [1, '12%'],
        [3, '20%'],
      ],
    },
  },
  steps: [
    { pay: 'interest', to: 'M', from: 'interest' },
    { pay: 'carryover', to: 'M', from: 'interest', upTo: 1 },
  ],
};

describe('basis-risk carry-over', () => {
  it('is told with the rate, the cap, the balance and the time that made it', async () => {
    expect(await words(CAPPED, 1)).toEqual([
      "M's rate was capped at 12.0000%; without the cap it would be 18.0000%. On 1,000.00 for 0.083333 years 5.00 became " +
        'basis-risk carry-over. 1.00 was paid in step 2; 4.00 is owed now.',
    ]);
  });

  it('is told with what was owed before and the interest on it', async () => {
    // 4.00 x 1.015 + 5.00 - 1.00.
    expect(await words(CAPPED, 2)).toEqual([
      "M's rate was capped at 12.0000%; without the cap it would be 18.0000%. On 1,000.00 for 0.083333 years 5.00 became " +
        'basis-risk carry-over. 4.00 was owed from before, with 0.06 of interest on it; 1.00 was paid in step 2; 8.06 is owed now.',
    ]);
  });

  it('of earlier dates is told where the cap binds no more', async () => {
    // 8.06 x 1.5 % is 0.1209.
    expect(await words(CAPPED, 3)).toEqual([
      'M was owed 8.06 of basis-risk carry-over from before, with 0.12 of interest on it; 1.00 was paid in step 2; 7.18 is owed now.',
    ]);
  });

  it('that is paid at once leaves nothing', async () => {
    const [pay] = CAPPED.steps;
    const [text] = await words({ ...CAPPED, steps: [pay, { pay: 'carryover', to: 'M', from: 'interest' }] }, 1);
    expect(text).toContain('5.00 was paid in step 2; nothing is owed now.');
    const [unpaid] = await words({ ...CAPPED, steps: [pay] }, 1);
    expect(unpaid).toContain('basis-risk carry-over. Nothing was paid; 5.00 is owed now.');
  });

  it('is no word of a class whose cap does not bind', async () => {
    expect(await words({ ...CAPPED, schedules: { cap: { points: [[1, '18%']] } } }, 2)).toEqual([]);
  });
});

/**
 * 1 % of 10,000 defaults in month 1 and is liquidated a month later at half: in month 2 the pool gives 50 and loses 50, so that the
 * classes owe 50 more than there is.
 */
const LOSING = {
  collateral: { pool1: { loans: [{ upb: 10_000, noteRate: '12%', remainingTerm: 24, interestOnly: 24, amortTerm: 360 }] } },
  assumptions: { default: '1 for 1, 0 MDR', severity: '50%', lag: 1 },
  tranches: { A: { balance: 9000 }, B: { balance: 1000 } },
  sets: { ALL: ['A', 'B'] },
  steps: [
    { pay: 'principal', to: 'A', from: 'principal' },
    { writedown: 'B', upTo: 'balance(ALL) - end(pool)' },
    { pay: 'writedowns', to: 'B', from: 'interest', upTo: 20, when: 'month == 3' },
  ],
};

describe('a writedown', () => {
  it('is told with its step, what bounded it, the balance it changed and what is written down so far', async () => {
    expect(await words(LOSING, 1)).toEqual([]);
    expect(await words(LOSING, 2)).toEqual([
      'B was written down by 50.00 in step 2 (balance(ALL) - end(pool) is 50.00): its balance fell from 1,000.00 to 950.00; ' +
        '50.00 has been written down on it so far and not reimbursed.',
    ]);
  });

  it('that is more than a class has is told of each class with what it took', async () => {
    const thin = { ...LOSING, tranches: { A: { balance: 9970 }, B: { balance: 30 } } };
    const steps = [LOSING.steps[0], { writedown: ['B', 'A'], upTo: 'balance(ALL) - end(pool)' }];
    // A was paid the 50 that liquidations brought before it was written down.
    expect(await words({ ...thin, steps }, 2)).toEqual([
      'A was written down by 20.00 in step 2 (balance(ALL) - end(pool) is 50.00): its balance fell from 9,920.00 to 9,900.00; ' +
        '20.00 has been written down on it so far and not reimbursed.',
      'B was written down by 30.00 in step 2 (balance(ALL) - end(pool) is 50.00): its balance fell from 30.00 to 0.00; ' +
        '30.00 has been written down on it so far and not reimbursed.',
    ]);
  });

  it('that is reimbursed in cash is told with what is left of it', async () => {
    expect(await words(LOSING, 3)).toEqual([
      'B was reimbursed 20.00 of realized losses in step 3; 30.00 has been written down on it so far and not reimbursed.',
    ]);
    const all = [...LOSING.steps.slice(0, 2), { pay: 'writedowns', to: 'B', from: 'interest', when: 'month == 3' }];
    expect(await words({ ...LOSING, steps: all }, 3)).toEqual([
      'B was reimbursed 50.00 of realized losses in step 3; nothing that was written down on it is left.',
    ]);
  });

  it('that is written up again is told with the balance that rose', async () => {
    const steps = [...LOSING.steps.slice(0, 2), { writeup: 'B', upTo: '10 if month == 4 else 0' }];
    expect(await words({ ...LOSING, steps }, 4)).toEqual([
      // The pool has not grown: the step before writes down again what this one writes up, a month later.
      'B was written up by 10.00 in step 3 (10 if month == 4 else 0 is 10.00): its balance rose from 950.00 to 960.00; ' +
        '40.00 has been written down on it so far and neither written up nor reimbursed.',
    ]);
    expect((await words({ ...LOSING, steps }, 5))[0]).toContain('from 960.00 to 950.00; 50.00 has been written down');
  });
});

/** 200 of interest is due on 10,000, and 100 comes in. */
const SHORT = {
  tranches: { A: { balance: 10_000, coupon: '24%', interestOnShortfall: true } },
  steps: [{ pay: ['interest', 'shortfall'], to: 'A', from: 'interest' }],
};

describe('an interest shortfall', () => {
  it('is told with what was due, paid and left', async () => {
    expect(await words(SHORT, 1)).toEqual([
      'A was due 200.00 of interest for the period; 100.00 was paid in step 1; 100.00 is left unpaid, and bears interest at its coupon.',
    ]);
  });

  it('of earlier dates is told with its interest where the class bears any', async () => {
    expect(await words(SHORT, 2)).toEqual([
      'A was due 200.00 of interest for the period and 100.00 of unpaid interest of earlier periods, with 2.00 of interest on it; ' +
        '100.00 was paid in step 1; 202.00 is left unpaid, and bears interest at its coupon.',
    ]);
    const plain = { ...SHORT, tranches: { A: { balance: 10_000, coupon: '24%' } } };
    expect(await words(plain, 2)).toEqual([
      'A was due 200.00 of interest for the period and 100.00 of unpaid interest of earlier periods; 100.00 was paid in step 1; ' +
        '200.00 is left unpaid.',
    ]);
  });

  it('that is made good is told as such, with every step that paid', async () => {
    const steps = [
      { pay: 'interest', to: 'A', from: 'interest' },
      { pay: ['interest', 'shortfall'], to: 'A', from: 'principal', when: 'month == 2' },
    ];
    // Month 1 leaves 50 of 150 unpaid; month 2 has 100 of interest and 100 of principal for 150 and 50.
    const tranches = { A: { balance: 7500, coupon: '24%' } };
    expect(await words({ tranches, steps }, 2)).toEqual([
      'A was due 150.00 of interest for the period and 50.00 of unpaid interest of earlier periods; 200.00 was paid in steps 1 and 2; ' +
        'nothing is left unpaid.',
    ]);
  });

  it('of a deal that comes seasoned is told on its first date', async () => {
    const opening = { month: 24, balances: { A: 2000 }, shortfall: { A: 40 } };
    expect(await words({ ...SHORT, opening }, 25)).toEqual([
      'A was due 40.00 of interest for the period and 40.00 of unpaid interest of earlier periods, with 0.80 of interest on it; ' +
        '80.80 was paid in step 1; nothing is left unpaid.',
    ]);
  });

  it('that is added to the balance instead is told apart from what was paid', async () => {
    const steps = [...SHORT.steps, { accrue: ['A'], amount: 30 }];
    expect(await words({ ...SHORT, steps }, 1)).toEqual([
      'A was due 200.00 of interest for the period; 100.00 was paid in step 1; 30.00 was added to its balance; ' +
        '70.00 is left unpaid, and bears interest at its coupon.',
    ]);
  });
});

/** 120,000 at 6 % is 600 a month, at 4 % it is 400. */
const swapAt = (rate: string, steps: readonly unknown[], terms: Readonly<Record<string, unknown>> = {}) => ({
  indices: ['L'],
  assumptions: { indices: { L: rate } },
  hedges: { swap: { kind: 'swap', index: 'L', fixed: '4%', floatDays: '30/360', notional: 120_000, ...terms } },
  steps,
});
const PAY_SWAP = { pay: 'hedge', to: 'swap', from: 'interest' };
const RECEIVE_SWAP = { receive: 'swap', into: 'interest' };

describe('a hedge', () => {
  it('that pays is told with both legs', async () => {
    expect(await words(swapAt('6%', [PAY_SWAP, RECEIVE_SWAP]), 1)).toEqual([
      'swap paid the trust 200.00 in step 2: on a notional of 120,000.00 it owes L, 6.0000%, for 0.083333 years (30/360), 600.00, ' +
        'and is owed 4.0000% for 0.083333 years (30/360), 400.00.',
    ]);
  });

  it('that is paid is told with both legs the other way round', async () => {
    expect(await words(swapAt('3%', [PAY_SWAP, RECEIVE_SWAP]), 1)).toEqual([
      'The trust paid swap 100.00 in step 1: on a notional of 120,000.00 it owes 4.0000% for 0.083333 years (30/360), 400.00, ' +
        'and is owed L, 3.0000%, for 0.083333 years (30/360), 300.00.',
    ]);
  });

  it('that is owed more than it is paid is told with both amounts', async () => {
    // 31 days of 360 on the floating leg: 120,000 x 3 % x 31 / 360 is 310.
    const deal = swapAt('3%', [{ ...PAY_SWAP, upTo: 60 }], { floatDays: 'act/360' });
    expect(await words(deal, 1)).toEqual([
      'The trust owed swap 90.00: on a notional of 120,000.00 it owes 4.0000% for 0.083333 years (30/360), 400.00, ' +
        'and is owed L, 3.0000%, for 0.086111 years (act/360), 310.00; 60.00 was paid in step 1.',
    ]);
    const never = swapAt('3%', [{ ...PAY_SWAP, when: 'month > 1' }]);
    expect((await words(never, 1))[0]).toMatch(/^The trust owed swap 100\.00: .*; nothing was paid\.$/);
  });

  it('that caps an index is told with its strike, and its ceiling where the index is above', async () => {
    const cap = (rate: string) => ({
      ...swapAt(rate, [{ receive: 'cap', into: 'interest' }]),
      hedges: { cap: { kind: 'cap', index: 'L', strike: '5%', ceiling: '8%', floatDays: '30/360', notional: 12_000 } },
    });
    expect(await words(cap('4.5%'), 1)).toEqual([]);
    // 12,000 x (6 % - 5 %) / 12, and x (8 % - 5 %) / 12.
    expect(await words(cap('6%'), 1)).toEqual([
      'cap paid the trust 10.00 in step 1: on a notional of 12,000.00, L, 6.0000%, is above the strike, 5.0000%, ' +
        'for 0.083333 years (30/360).',
    ]);
    expect(await words(cap('9%'), 1)).toEqual([
      'cap paid the trust 30.00 in step 1: on a notional of 12,000.00, L, 9.0000% (counted up to the ceiling, 8.0000%), ' +
        'is above the strike, 5.0000%, for 0.083333 years (30/360).',
    ]);
  });

  it('without terms is told with what the step says', async () => {
    const steps = [
      { receive: 'insurer', amount: 'losses(pool) + 12', into: 'interest' },
      { pay: 'hedge', to: 'insurer', amount: 'premium', from: 'interest', upTo: 20 },
    ];
    expect(await words({ hedges: { insurer: {} }, define: { premium: '15 + 10' }, steps }, 1)).toEqual([
      'insurer paid the trust 12.00 in step 1 (losses(pool) + 12).',
      'The trust paid insurer 20.00 in step 2 (premium is 25.00).',
    ]);
    expect(await words({ hedges: { insurer: {} }, steps: [{ ...steps[1], amount: 0 }] }, 1)).toEqual([]);
  });
});

describe('a trace of one class', () => {
  const both = {
    ...SHORT,
    ...swapAt('6%', [...SHORT.steps, RECEIVE_SWAP]),
    tranches: { ...SHORT.tranches, B: { balance: 1000, coupon: '12%' } },
    define: { trigger: 'month == 1' },
  };

  it('has the words that concern it, and the tests that concern all', async () => {
    const all = await words(both, 1);
    expect(all.map((text) => text.split(' ')[0])).toEqual(['trigger', 'swap', 'A', 'B']);
    expect(await words(both, 1, 'B')).toEqual([all[0], all[3]]);
  });

  it('lists no value that only sentences use', async () => {
    const { steps } = await traced(both, 1);
    // Before the steps, the three of them, the release, after them.
    expect(steps.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4]);
    const texts = steps.flatMap(({ lines }) => lines.map(({ text }) => text));
    expect(texts.filter((text) => /part|without the cap|notional in|rate of the index/.test(text))).toEqual([]);
  });

  it('tells what bounds a writedown', async () => {
    const { steps } = await traced(LOSING, 2, 'B');
    expect(steps.find(({ number }) => number === 2)?.lines).toEqual([
      { of: 'writedown', text: 'up to', value: 50 },
      { of: 'B', text: 'written down on B', value: 50 },
    ]);
  });
});
