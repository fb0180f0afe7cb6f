/** What definitions remember from month to month: previous, rolling and everTrue, from the start and from an opening. */
import { describe, expect, it } from 'vitest';
import { faultsOf, run, small } from './small.ts';

/** The first months of a defined quantity q, told by how much principal A is paid. */
async function monthsOf(
  define: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<number[]> {
  const deal = small({ define, ...more, steps: [{ pay: 'principal', to: 'A', from: 'principal', upTo: 'q' }] });
  return (await run(deal)).of('A', 'principal', 5);
}

describe('previous', () => {
  it('is what a quantity was a month ago, and the initial value in the first month', async () => {
    expect(await monthsOf({ s: '10 * month', q: 'previous(s, 7)' })).toEqual([7, 10, 20, 30, 40]);
  });

  it('may be of the quantity itself: a running value', async () => {
    // 1, 2, 4, 8, 16.
    expect(await monthsOf({ q: '2 * previous(q, 0.5)' })).toEqual([1, 2, 4, 8, 16]);
  });

  it('the initial value may be worked out', async () => {
    // end(pool) in month 1 is 11,100.
    expect(await monthsOf({ q: 'previous(q, end(pool) / 1000) + 1' })).toEqual([12.1, 13.1, 14.1, 15.1, 16.1]);
  });

  it('of one quantity may begin from different values', async () => {
    // The first initial value was everybody's.
    expect(await monthsOf({ s: '2', a: 'previous(s, 5)', b: 'previous(s, 50)', q: 'a + b' })).toEqual([55, 4, 4, 4, 4]);
  });

  it('of what no step uses is remembered all the same', async () => {
    expect(await monthsOf({ q: 'previous(a, 1)', a: 'previous(b, 2)', b: 'previous(c, 3)', c: '9' })).toEqual([1, 2, 3, 9, 9]);
  });
});

describe('rolling', () => {
  it('is the mean of the last months, or of those there are', async () => {
    // 10; (10 + 20) / 2; (10 + 20 + 30) / 3; (20 + 30 + 40) / 3.
    expect(await monthsOf({ q: 'rolling(3, 10 * month)' })).toEqual([10, 15, 20, 30, 40]);
    expect(await monthsOf({ q: 'rolling(1, 10 * month)' })).toEqual([10, 20, 30, 40, 50]);
  });

  it('several keep apart what they remember', async () => {
    // 1.5 more from month 2 on: rolling(2, month) is 1, 1.5, 2.5, 3.5; rolling(4, 10) is 10.
    expect(await monthsOf({ q: 'rolling(2, month) + rolling(4, 10)' })).toEqual([11, 11.5, 12.5, 13.5, 14.5]);
  });
});

describe('everTrue', () => {
  it('stays true from the first month in which its condition holds', async () => {
    expect(await monthsOf({ q: 'if(everTrue(month == 2), 20, 10)' })).toEqual([10, 20, 20, 20, 20]);
  });

  it('without it a condition is tested afresh', async () => {
    expect(await monthsOf({ q: 'if(month == 2, 20, 10)' })).toEqual([10, 20, 10, 10, 10]);
  });

  it('several keep apart what they remember', async () => {
    expect(await monthsOf({ q: 'everTrue(month == 2) + 2 * everTrue(month == 4)' })).toEqual([0, 1, 1, 3, 3]);
  });
});

describe('an opening', () => {
  const seasoned = (opening: object) => ({ opening: { month: 24, ...opening } });

  it('says what previous gives in the next month', async () => {
    expect(await monthsOf({ q: 'previous(s, 7)', s: 'month' }, seasoned({ quantities: { s: 3 } }))).toEqual([3, 25, 26, 27, 28]);
    // Nothing remembered: the initial value, in month 25 as in month 1.
    expect(await monthsOf({ q: 'previous(s, 7)', s: 'month' }, seasoned({}))).toEqual([7, 25, 26, 27, 28]);
    expect(await monthsOf({ q: 'previous(s, month)', s: '1' }, seasoned({}))).toEqual([25, 1, 1, 1, 1]);
  });

  it('says whether everTrue has been true', async () => {
    const define = { latched: 'everTrue(month == 27)', q: 'if(latched, 2, 1)' };
    expect(await monthsOf(define, seasoned({ quantities: { latched: false } }))).toEqual([1, 1, 2, 2, 2]);
    expect(await monthsOf(define, seasoned({ quantities: { latched: true } }))).toEqual([2, 2, 2, 2, 2]);
  });

  it('a remembered value that is not 0 is true, and true is 1', async () => {
    // The value itself was taken for the truth: 5 times what it should be.
    expect(await monthsOf({ q: '3 * everTrue(month == 27)' }, seasoned({ quantities: { q: 15 } }))).toEqual([3, 3, 3, 3, 3]);
  });

  it('says what rolling remembers, oldest first', async () => {
    // (10 + 20 + 25) / 3, (20 + 25 + 26) / 3, and of a longer memory only the last two count.
    const first = [18.333333, 23.666667, 26, 27, 28];
    expect(await monthsOf({ q: 'rolling(3, month)' }, seasoned({ rolling: { q: [10, 20] } }))).toEqual(first);
    expect(await monthsOf({ q: 'rolling(3, month)' }, seasoned({ rolling: { q: [99, 10, 20] } }))).toEqual(first);
    expect(await monthsOf({ q: 'rolling(3, month)' }, seasoned({ rolling: { q: [15] } }))).toEqual([20, 22, 26, 27, 28]);
  });

  it('carries what is owed and held', async () => {
    const deal = small({
      tranches: { A: { balance: 5000, coupon: '12%', uncapped: '24%', interestOnShortfall: true }, R: { residual: true } },
      accounts: { reserve: { balance: 1 } },
      fees: { trustee: { amount: 1, carry: true } },
      define: { lost: 'cumulativeLosses(pool1)', share: 'end(pool) / cutoff(pool)' },
      opening: {
        month: 24,
        balances: { A: 1000 },
        shortfall: { A: 100 },
        carryover: { A: 50 },
        writedowns: { A: 30 },
        accounts: { reserve: 20 },
        fees: { trustee: 9 },
        cumulativeLosses: { pool1: 7 },
        cutoff: { pool1: 111_000 },
      },
      steps: [
        { pay: 'fee', to: 'trustee', from: 'interest' },
        { writeup: 'A', upTo: 'lost + 10 * share' },
        { release: 'reserve' },
      ],
    });
    const { of } = await run(deal);
    expect(of('A', 'begin', 1)).toEqual([1000]);
    // 100 x 1.01 + 10 of the month; 50 x 1.02 + 10 of the month.
    expect(of('A', 'shortfall', 1)).toEqual([111]);
    expect(of('A', 'carryover', 1)).toEqual([61]);
    // 7 of losses, and 10 x 11,100 / 111,000.
    expect(of('A', 'writtenUp', 1)).toEqual([8]);
    // 200 less 10 of fees, and 20 of the reserve.
    expect(of('R', 'other', 1)).toEqual([210]);
  });

  it('what the deal has no place for is refused', () => {
    // It was passed over without a word.
    const deal = small({
      tranches: { A: { balance: 1000 }, IO: { notional: 'A' } },
      fees: { trustee: { amount: 1 } },
      opening: {
        month: 1,
        balances: { IO: 5, B: 5 },
        carryover: { A: 5 },
        fees: { trustee: 5 },
        quantities: { q: 1 },
        rolling: { q: [1] },
      },
    });
    expect(
      faultsOf(deal)
        .map(({ code, place }) => `${code} ${place}`)
        .toSorted(),
    ).toEqual([
      'DEAL_SHAPE opening.balances.A',
      'DEAL_SHAPE opening.balances.IO',
      'DEAL_SHAPE opening.carryover.A',
      'DEAL_SHAPE opening.fees.trustee',
      'DEAL_UNKNOWN_NAME opening.balances.B',
      'DEAL_UNKNOWN_NAME opening.quantities.q',
      'DEAL_UNKNOWN_NAME opening.rolling.q',
    ]);
  });
});

it.each(['previous(q, 0)', 'rolling(3, month)', 'everTrue(month > 3)'])('%s may stand in define only', (text) => {
  const deal = small({
    define: { q: 'month' },
    tranches: { A: { balance: 1000, coupon: text } },
    call: { when: text },
    fees: { f: { amount: text } },
    steps: [{ pay: 'principal', to: 'A', from: 'principal', upTo: text, when: text }],
  });
  const places = faultsOf(deal).map(({ code, place }) => `${code} ${place.replace(/, position \d+$/, '')}`);
  expect(places.toSorted()).toEqual([
    'DEAL_EXPRESSION call.when',
    'DEAL_EXPRESSION fees.f.amount',
    'DEAL_EXPRESSION steps[0].upTo',
    'DEAL_EXPRESSION steps[0].when',
    'DEAL_EXPRESSION tranches.A.coupon',
  ]);
});
