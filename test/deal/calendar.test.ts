/** Dates of a deal: payment dates, accrual periods, day counts, quarters, rolls and schedules by month. */
import { describe, expect, it } from 'vitest';
import { DATES, faultsOf, millionths, run, small } from './small.ts';

/** What an expression is in the first months, told by the principal that A is paid. Units: up to 100. */
async function valuesOf(upTo: string, more: Readonly<Record<string, unknown>> = {}, months = 4): Promise<number[]> {
  return (await run(small({ ...more, steps: [{ pay: 'principal', to: 'A', from: ['principal', 'interest'], upTo }] }))).of(
    'A',
    'principal',
    months,
  );
}

/** Interest of a year's 12 % on 1,000 in the first months. */
async function interestOf(dates: object, tranche: object = {}): Promise<number[]> {
  const deal = small({
    dates,
    tranches: { A: { balance: 1000, coupon: '12%', ...tranche } },
    steps: [{ pay: 'interest', to: 'A', from: 'interest' }],
  });
  return (await run(deal)).of('A', 'interest');
}

describe('accrual', () => {
  it('runs from the dated date, and then from payment date to payment date', async () => {
    // 15 days of January are half a month.
    expect(await interestOf({ ...DATES, dated: '2025-01-16' })).toEqual([5, 10, 10]);
  });

  it('begins on settlement when there is no dated date', async () => {
    // From 2024-12-31, which 30/360 takes for the 30th: 31 days.
    expect(await interestOf({ settlement: '2024-12-31', firstPayment: '2025-02-01' })).toEqual([10.333333, 10, 10]);
  });

  it('ends a delay before the payment', async () => {
    // Payments on the 25th less 24 days: January, February, March.
    const dates = { settlement: '2024-12-31', dated: '2025-01-01', firstPayment: '2025-02-25', delay: 24 };
    expect(await interestOf(dates)).toEqual([10, 10, 10]);
    expect(await interestOf(dates, { dayCount: 'act/360' })).toEqual(millionths([31, 28, 31].map((days) => (120 * days) / 360)));
    // Without the delay the first period has 54 days of 30/360, later ones run from the 25th to the 25th.
    expect(await interestOf({ ...dates, delay: 0 })).toEqual([18, 10, 10]);
  });

  it('a class may have its own day count, delay and dated date', async () => {
    const days = (year: number) => [31, 28, 31].map((day) => (120 * day) / year);
    expect(await interestOf(DATES, { dayCount: 'act/360' })).toEqual(millionths(days(360)));
    expect(await interestOf(DATES, { dayCount: 'act/365' })).toEqual(millionths(days(365)));
    expect(await interestOf(DATES, { dayCount: 'act/act' })).toEqual(millionths(days(365)));
    expect(await interestOf({ ...DATES, delay: 10 }, { delay: 0 })).toEqual([10, 10, 10]);
    expect(await interestOf(DATES, { dated: '2025-01-31' })).toEqual([0.333333, 10, 10]);
  });

  it('of a seasoned deal began on the last payment date, whatever the dated date says', async () => {
    const deal = small({
      dates: { ...DATES, dated: '2020-01-01' },
      tranches: { A: { balance: 1000, coupon: '12%' } },
      opening: { month: 60 },
      steps: [{ pay: 'interest', to: 'A', from: 'interest' }],
    });
    expect((await run(deal)).of('A', 'interest')).toEqual([10, 10, 10]);
  });

  it('cannot begin after its first period has ended', () => {
    // The first period had a negative length, and holders owed interest.
    expect(faultsOf(small({ dates: { ...DATES, dated: '2025-02-02' } }))).toMatchObject([
      { code: 'DATE_INVALID', place: 'dates.dated', got: '2025-02-02', expected: expect.stringContaining('2025-02-01') },
    ]);
    expect(faultsOf(small({ tranches: { A: { balance: 1, delay: 20, dated: '2025-01-12' } } }))).toMatchObject([
      { code: 'DATE_INVALID', place: 'tranches.A.dated', expected: expect.stringContaining('2025-01-11') },
    ]);
  });
});

describe('time in expressions', () => {
  it('month counts payment dates, and goes on counting in a seasoned deal', async () => {
    expect(await valuesOf('month')).toEqual([1, 2, 3, 4]);
    expect(await valuesOf('month', { opening: { month: 36 } })).toEqual([37, 38, 39, 40]);
  });

  it('date is the payment date', async () => {
    expect(await valuesOf('7 if date >= 2025-04-01 else 0')).toEqual([0, 0, 7, 7]);
    expect(await valuesOf('date - 2025-01-31')).toEqual([1, 29, 60, 90]);
  });

  it('days are those of the accrual period', async () => {
    expect(await valuesOf('days')).toEqual([31, 28, 31, 30]);
  });

  it('payment dates roll off weekends and holidays; accrual does not', async () => {
    // 1 February and 1 March 2025 are Saturdays; 3 March is made a holiday.
    const rolled = (roll: string) => ({ dates: { ...DATES, roll, holidays: ['2025-03-03'] } });
    expect(await valuesOf('date - 2025-01-31', rolled('none'), 3)).toEqual([1, 29, 60]);
    expect(await valuesOf('date - 2025-01-31', rolled('following'), 3)).toEqual([3, 32, 60]);
    expect(await valuesOf('date - 2025-01-30', rolled('preceding'), 3)).toEqual([1, 29, 61]);
    expect(
      await valuesOf('date - 2025-01-30', { dates: { ...DATES, firstPayment: '2025-01-31', roll: 'modifiedFollowing' } }, 2),
    ).toEqual([1, 29]);
    expect(await interestOf({ ...DATES, roll: 'following' }, { dayCount: 'act/360' })).toEqual(
      millionths([31, 28, 31].map((days) => (120 * days) / 360)),
    );
  });

  it('a payment date on the 31st is the last day of shorter months', async () => {
    const dates = { settlement: '2025-01-01', firstPayment: '2025-01-31' };
    expect(await valuesOf('date - 2025-01-30', { dates }, 4)).toEqual([1, 29, 60, 90]);
  });
});

describe('quarterly payments', () => {
  it('distribute three months of collections, and read an index for the first of them', async () => {
    const deal = small({
      dates: { ...DATES, firstPayment: '2025-04-01', every: 3 },
      indices: ['RATE'],
      assumptions: { indices: { RATE: '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12' } },
      tranches: { A: { balance: 1000, coupon: '4%' }, B: { balance: 1000, coupon: 'index(RATE)' }, R: { residual: true } },
      steps: [{ pay: 'interest', to: ['A', 'B'], from: 'interest' }],
    });
    const { of, path } = await run(deal);
    expect(path.periods).toBe(4);
    // A quarter of 4 % and of 1, 4, 7 %.
    expect(of('A', 'interest')).toEqual([10, 10, 10]);
    expect(of('B', 'interest')).toEqual([2.5, 10, 17.5]);
    expect(of('R', 'other')).toEqual([587.5, 580, 572.5]);
    expect(of('pool1', 'end')).toEqual([10_900, 10_600, 10_300]);
  });

  it.each([2, 4, 5, 7])('every %d months is refused', (every) => {
    expect(faultsOf(small({ dates: { ...DATES, every } }))).toMatchObject([{ code: 'DEAL_RANGE', place: 'dates.every' }]);
  });
});

describe('schedules', () => {
  const scheduled = (plan: object, upTo = 'plan') => valuesOf(upTo, { schedules: { plan } }, 5);

  it('hold the previous value, or run linear', async () => {
    const points = [
      [2, 10],
      [4, 30],
    ];
    expect(await scheduled({ points })).toEqual([10, 10, 10, 30, 30]);
    expect(await scheduled({ points, between: 'linear' })).toEqual([10, 10, 20, 30, 30]);
    expect(await scheduled({ points, before: 5, after: 50 })).toEqual([5, 10, 10, 30, 50]);
    expect(await scheduled({ points, before: 'first', after: 'last' })).toEqual([10, 10, 10, 30, 30]);
    expect(await scheduled({ points: [[2, '10%']], before: '5%', after: 0 }, '100 * plan')).toEqual([5, 10, 0, 0, 0]);
  });

  it('by month of the calendar speak of the payment date in that month', async () => {
    expect(
      await scheduled({
        points: [
          ['2025-02', 10],
          ['2025-04', 30],
        ],
      }),
    ).toEqual([10, 10, 30, 30, 30]);
    expect(
      await scheduled({
        points: [
          ['2025-02', 10],
          ['2025-04', 30],
        ],
        between: 'linear',
      }),
    ).toEqual([10, 20, 30, 30, 30]);
    const seasoned = {
      opening: { month: 100 },
      schedules: {
        plan: {
          points: [
            [101, 1],
            ['2025-04', 30],
          ],
        },
      },
    };
    expect(await valuesOf('plan', seasoned)).toEqual([1, 1, 30, 30]);
  });

  it('from an expression in month and date', async () => {
    expect(await scheduled({ expr: '10 * month' })).toEqual([10, 20, 30, 40, 50]);
    expect(await scheduled({ expr: '64 * 0.5 ** (month - 1) if month <= 3 else 7' })).toEqual([64, 32, 16, 7, 7]);
    expect(await scheduled({ expr: 'if(date < 2025-03-15, max(1, 2), min(5, 6, 4))' })).toEqual([2, 2, 4, 4, 4]);
    expect(await scheduled({ expr: 'abs(-3) + ratio(1, 0, 5) + sum(1, 2) + 1 / 0' })).toEqual([11, 11, 11, 11, 11]);
    expect(await scheduled({ expr: '1 + (not month > 2) + (month > 1 and month < 4 or month == 5)' })).toEqual([2, 3, 2, 1, 2]);
    expect(await scheduled({ expr: 12 })).toEqual([12, 12, 12, 12, 12]);
  });

  it('round as the kernel does: halves to even, and a step of 0 leaves the value', async () => {
    // Schedules rounded halves up.
    expect(await scheduled({ expr: 'round(month / 2, 1)' })).toEqual([0, 1, 2, 2, 2]);
    expect(await valuesOf('round(month / 2, 1)', {}, 5)).toEqual([0, 1, 2, 2, 2]);
    expect(await scheduled({ expr: 'floor(month * 7, 10) + round(month, 0)' })).toEqual([1, 12, 23, 24, 35]);
    expect(await valuesOf('floor(month * 7, 10) + round(month, 0)', {}, 5)).toEqual([1, 12, 23, 24, 35]);
    expect(await valuesOf('round(month, month - month) + floor(month, 0)', {}, 5)).toEqual([2, 4, 6, 8, 10]);
  });

  it.each([
    // A name that means nothing was no number, and no number is less than nothing: the schedule went on without a word.
    ['1 if foo < 3 else 2', 'position 6', "'foo'"],
    ['foo and 1', 'position 1', "'foo'"],
    ['end(pool)', 'position 1', 'end(...)'],
    ['toString(1)', 'position 1', 'toString(...)'],
    ['round(month)', 'position 1', '1 in round(...)'],
    ['if(month > 3, 1)', 'position 1', '2 in if(...)'],
    ['min()', 'position 1', '0 in min(...)'],
  ])('%s speaks of more than month and date', (expr, position, got) => {
    expect(faultsOf(small({ schedules: { s: { expr } } }))).toMatchObject([
      { code: 'DEAL_EXPRESSION', place: `schedules.s.expr, ${position}`, got },
    ]);
  });

  it.each([
    ['nothing', {}, 'DEAL_SHAPE', 'schedules.s'],
    ['two of them', { expr: 1, points: [[1, 1]] }, 'DEAL_SHAPE', 'schedules.s'],
    ['no points', { points: [] }, 'DEAL_SHAPE', 'schedules.s.points'],
    [
      'points out of order',
      {
        points: [
          [3, 1],
          [2, 1],
        ],
      },
      'DEAL_RANGE',
      'schedules.s.points[1]',
    ],
    [
      'one month twice',
      {
        points: [
          [1, 1],
          ['2025-02', 1],
        ],
      },
      'DEAL_RANGE',
      'schedules.s.points[1]',
    ],
    ['a month 13', { points: [['2025-13', 1]] }, 'DEAL_SHAPE', 'schedules.s.points[0]'],
    ['arithmetic without end', { expr: '10 ** 400' }, 'DEAL_EXPRESSION', 'schedules.s.expr'],
    ['a file that is not there', { file: 'none.csv' }, 'FILE_UNREADABLE', 'schedules.s.file'],
  ])('with %s are refused', (_, schedule, code, place) => {
    const faults = faultsOf(small({ schedules: { s: schedule } }), '/nowhere/deal.yaml');
    expect(faults.map((fault) => fault.code)).toContain(code);
    expect(faults.map((fault) => fault.place)).toContain(place);
  });

  it('that would be worked out for a minute are refused', () => {
    const expr = `month${'+1'.repeat(400)}`;
    const schedules = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`s${at}`, { expr }]));
    const began = performance.now();
    expect(faultsOf(small({ schedules }))).toMatchObject([{ code: 'DEAL_EXPRESSION', got: 'schedules that take too long' }]);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('dates that cannot be', () => {
  it.each([
    ['a day that does not exist', { firstPayment: '2025-02-30' }, 'dates.firstPayment'],
    ['a first payment before settlement', { firstPayment: '2024-12-31' }, 'dates.firstPayment'],
    ['a year out of reach', { firstPayment: '2525-02-01' }, 'dates.firstPayment'],
    ['a holiday that does not exist', { holidays: ['2025-06-31'] }, 'dates.holidays[0]'],
  ])('%s', (_, dates, place) => {
    expect(faultsOf(small({ dates: { ...DATES, ...dates } }))).toContainEqual(
      expect.objectContaining({ code: 'DATE_INVALID', place }),
    );
  });

  it('a month of holidays leaves no day to pay on', async () => {
    const holidays = Array.from({ length: 62 }, (_, day) => new Date(Date.UTC(2025, 0, 20 + day)).toISOString().slice(0, 10));
    const deal = small({ dates: { ...DATES, roll: 'following', holidays } });
    await expect(run(deal)).rejects.toMatchObject({ faults: [{ code: 'DATE_INVALID', place: 'holidays' }] });
  });

  it.each([
    ['a delay of centuries', { dates: { ...DATES, delay: 1e8 } }, 'dates.delay'],
    ['a class with such a delay', { tranches: { A: { balance: 1, delay: 366 } } }, 'tranches.A.delay'],
    ['an opening in the far future', { opening: { month: 1e12 } }, 'opening.month'],
  ])('%s is refused before anything counts so far', (_, parts, place) => {
    // A delay is counted down in months: 1e15 days of it never ended.
    expect(faultsOf(small(parts))).toMatchObject([{ code: 'DEAL_RANGE', place }]);
  });
});

describe('accrual between payment dates as rolled', () => {
  // The 15th of February and of March 2025 are Saturdays: payments move to the 17th. The 15th of April is a Tuesday.
  const deal = (accrual: string) =>
    small({
      dates: { settlement: '2025-01-15', firstPayment: '2025-02-15', roll: 'following', accrual },
      tranches: {
        A: { balance: 1000, coupon: '3.6%', dayCount: 'act/360' },
        B: { balance: 1000, coupon: '3.6%' },
        R: { residual: true },
      },
      steps: [{ pay: 'interest', to: ['A', 'B'], from: 'interest' }],
    });

  it('counts actual days from rolled date to rolled date, and 30 days a month as before', async () => {
    const { of } = await run(deal('adjusted'));
    // 1000 x 3.6 % is 0.1 a day of 360: 33, 28 and 29 days.
    expect(of('A', 'interest', 3)).toEqual([3.3, 2.8, 2.9]);
    expect(of('B', 'interest', 3)).toEqual([3, 3, 3]);
  });

  it('counts from written date to written date otherwise', async () => {
    const { of } = await run(deal('unadjusted'));
    expect(of('A', 'interest', 3)).toEqual([3.1, 2.8, 3.1]);
  });
});
