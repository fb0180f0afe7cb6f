/** Sentences about tests: what tripped or was cured, why, and since when; and the call. */
import { describe, expect, it } from 'vitest';
import { traceReport } from '../../host/analysis/trace.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { small } from '../deal/small.ts';

async function words(parts: Readonly<Record<string, unknown>>, month: number): Promise<readonly string[]> {
  return (await traceReport(resolveDeal(checkedDeal(small(parts))), { month })).words;
}

/** Late loans are 1 %, from month 3 on 6 %, from month 5 on 4 %. */
const LATE = {
  schedules: {
    late: {
      points: [
        [1, '1%'],
        [3, '6%'],
        [5, '4%'],
      ],
    },
  },
};
const defined = (define: Readonly<Record<string, string>>) => ({ ...LATE, define });

describe('a trigger', () => {
  const deal = defined({ lateTrigger: 'late > 5%' });

  it('that trips is told with both sides of the test', async () => {
    expect(await words(deal, 2)).toEqual([]);
    expect(await words(deal, 3)).toEqual(['lateTrigger tripped on this date: late is 6.00%, above 5.00%.']);
  });

  it('that stays on is told with the month since which it is', async () => {
    expect(await words(deal, 4)).toEqual(['In force: lateTrigger, since payment month 3.']);
  });

  it('that is cured is told with both sides of the test', async () => {
    expect(await words(deal, 5)).toEqual(['lateTrigger was cured on this date: late is 4.00%, at or below 5.00%.']);
  });

  it('on losses is told with the share, the limit by name and its value', async () => {
    // 1 % of 10,000 defaults in month 1; half of it is lost in month 2.
    const losing = {
      collateral: { pool1: { loans: [{ upb: 10_000, noteRate: '12%', remainingTerm: 24, interestOnly: 24, amortTerm: 360 }] } },
      assumptions: { default: '1 for 1, 0 MDR', severity: '50%', lag: 1 },
      schedules: { lossLimit: { points: [[1, '0.4%']] } },
      define: { lossTrigger: 'cumulativeLosses(pool) / cutoff(pool) > lossLimit' },
    };
    expect(await words(losing, 2)).toEqual([
      'lossTrigger tripped on this date: cumulativeLosses(pool) / cutoff(pool) is 0.50%, above lossLimit, 0.40%.',
    ]);
  });
});

describe('tests made of tests', () => {
  const deal = defined({
    stepDown: 'everTrue(month >= 2 and late <= 3%)',
    trigger: 'late > 5% or month == 9',
    byTargets: 'stepDown and not trigger',
  });

  it('that latch are told to stay so, with everything that had to hold', async () => {
    expect(await words(deal, 1)).toEqual([]);
    expect(await words(deal, 2)).toEqual([
      'stepDown took effect on this date, and stays so: the payment month is 2, at or after 2; late is 1.00%, at or below 3.00%.',
      'byTargets took effect on this date: stepDown took effect; trigger does not hold.',
    ]);
  });

  it('name only what decided them', async () => {
    expect(await words(deal, 3)).toEqual([
      'trigger tripped on this date: late is 6.00%, above 5.00%.',
      'byTargets ended on this date: trigger tripped.',
      'In force: stepDown, since payment month 2.',
    ]);
    expect(await words(deal, 4)).toEqual(['In force: stepDown, since payment month 2; trigger, since payment month 3.']);
  });

  it('that are cured name every test that had to fail, and what holds as before', async () => {
    expect(await words(deal, 5)).toEqual([
      'trigger was cured on this date: late is 4.00%, at or below 5.00%; the payment month is 5, not 9.',
      'byTargets took effect on this date: stepDown has held since payment month 2; trigger was cured.',
      'In force: stepDown, since payment month 2.',
    ]);
  });

  it('that choose are told by the choice', async () => {
    const chosen = defined({ isEarly: 'if(month < 3, late > 0.5%, false)', isLate: 'late > 5% if month >= 2 else false' });
    expect(await words(chosen, 1)).toEqual([
      'isEarly holds on the first date: the payment month is 1, before 3; late is 1.00%, above 0.50%.',
    ]);
    expect(await words(chosen, 3)).toEqual([
      'isEarly ended on this date: the payment month is 3, at or after 3.',
      'isLate took effect on this date: the payment month is 3, at or after 2; late is 6.00%, above 5.00%.',
    ]);
  });

  it('that remember are told by what they remember', async () => {
    const latch = defined({ tripped: 'late > 5% or previous(tripped, false)', gone: 'not previous(tripped, false)' });
    expect(await words(latch, 3)).toEqual([
      'tripped took effect on this date: late is 6.00%, above 5.00%.',
      'In force: gone, since payment month 1.',
    ]);
    expect(await words(latch, 4)).toEqual([
      'gone ended on this date: tripped held on the date before.',
      'In force: tripped, since payment month 3.',
    ]);
  });

  it('that latched earlier within others are told so', async () => {
    const within = defined({ both: 'everTrue(late > 5%) and month >= 6' });
    expect(await words(within, 6)).toEqual([
      'both took effect on this date: late > 5% was so on an earlier date; the payment month is 6, at or after 6.',
    ]);
  });
});

describe('a test', () => {
  const oneOf = async (test: string, month = 2) => (await words(defined({ test: `(${test}) and month >= ${month}` }), month))[0];
  const told = (reason: string) => `test took effect on this date: ${reason}; the payment month is 2, at or after 2.`;

  it.each([
    // The pool is 11,200 at the cut-off and pays 100 a month.
    ['end(pool) <= 11_000', 'end(pool) is 11,000.00, at or below 11,000.00'],
    ['11_500 > end(pool)', 'end(pool) is 11,000.00, below 11,500.00'],
    ['end(pool) > balance(A) * 10', 'end(pool) is 11,000.00, above balance(A) * 10, 10,000.00'],
    ['end(pool) == balance(A) * 11', 'end(pool) is 11,000.00, equal to balance(A) * 11'],
    ['end(pool) != balance(A)', 'end(pool) is 11,000.00, while balance(A) is 1,000.00'],
    // What is within half a cent is the same, though the cents differ.
    ['end(pool) + 1.0055 <= 11_001.001', 'end(pool) + 1.0055 is 11,001.01, equal to 11,001.00, within half a cent'],
    // As many decimals as it takes.
    ['late < 1.004%', 'late is 1.000%, below 1.004%'],
    ['late * 205 > 2', 'late * 205 is 2.05, above 2.00'],
    ['date < 2025-03-02', 'the payment date is 2025-03-01, before 2025-03-02'],
    ['not late > 5%', 'late is 1.00%, at or below 5.00%'],
    ['late', 'late is not 0'],
    // What is too long for a sentence is told with its parts left out.
    [
      'max(0, min(balance(A) + cutoff(pool), interest(pool) + principal(pool), end(pool) - losses(pool))) >= 200',
      'max(0, min(…, …, …)) is 200.00, at or above 200.00',
    ],
  ])('%s', async (test, reason) => {
    expect(await oneOf(test)).toBe(told(reason));
  });
});

describe('a seasoned deal', () => {
  const opening = (quantities: Readonly<Record<string, unknown>>) => ({
    define: { stepDown: 'everTrue(month >= 25)', isOpen: 'end(pool) > 0' },
    opening: { month: 24, quantities },
  });

  it('begins with what it remembers', async () => {
    expect(await words(opening({ stepDown: true }), 25)).toEqual([
      'isOpen holds on the first date: end(pool) is 11,100.00, above 0.00.',
      'In force: stepDown, since before payment month 25.',
    ]);
    expect(await words(opening({ stepDown: false }), 25)).toContain(
      'stepDown took effect on this date, and stays so: the payment month is 25, at or after 25.',
    );
  });

  it('does not know since when what it does not remember has been so', async () => {
    expect(await words(opening({ stepDown: false }), 26)).toEqual([
      'In force: stepDown, since payment month 25; isOpen, since payment month 25 or before.',
    ]);
  });
});

describe('a call', () => {
  // 11,100, 11,000 and 10,900 after the first three months.
  const called = {
    call: { when: 'end(pool) <= 10_900 and isAllowed', price: 'end(pool) - 50' },
    define: { isAllowed: 'month >= 2' },
  };

  it('is told with its condition, the price and the balance that was sold', async () => {
    expect((await words(called, 3))[0]).toBe(
      'The collateral was called on this date: end(pool) is 10,900.00, at or below 10,900.00; isAllowed holds. ' +
        'It was sold for 10,850.00 (end(pool) - 50), its balance being 10,900.00.',
    );
  });

  it('at the balance is told so', async () => {
    expect(await words({ call: { when: 'month == 2' } }, 2)).toEqual([
      'The collateral was called on this date: the payment month is 2. It was sold for its balance, 11,000.00.',
    ]);
  });

  it('is remembered afterwards, and no word before', async () => {
    expect(await words(called, 2)).toEqual(['isAllowed took effect on this date: the payment month is 2, at or after 2.']);
    expect((await words(called, 4))[0]).toBe('The collateral was called in payment month 3.');
  });
});
