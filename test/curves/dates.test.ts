import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addMonths,
  dateOf,
  dayFraction,
  days30360,
  formatDate,
  minusDelay,
  parseDate,
  paymentDates,
  type Roll,
  rollDate,
  serialOf,
  weekday,
} from '../../host/curves/dates.ts';
import { WeirError } from '../../host/errors.ts';

const NO_HOLIDAYS: ReadonlySet<number> = new Set();

/** Any day that a text may name. */
const anyDay = fc.integer({ min: parseDate('1900-01-01'), max: parseDate('2199-12-31') });

function faultCode(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof WeirError) return error.faults[0]?.code ?? 'none';
    throw error;
  }
  return 'nothing thrown';
}

describe('calendar dates', () => {
  it('count days from 1970-01-01', () => {
    expect(parseDate('1970-01-01')).toBe(0);
    expect(parseDate('1969-12-31')).toBe(-1);
    // 30 years of 365 days and the leap days of 72, 76, 80, 84, 88, 92, 96: 10,957.
    expect(parseDate('2000-01-01')).toBe(10_957);
  });

  it('agree with the platform calendar read in UTC, and come back as they were written', () => {
    fc.assert(
      fc.property(anyDay, (serial) => {
        expect(new Date(serial * 86_400_000).toISOString().slice(0, 10)).toBe(formatDate(serial));
        expect(parseDate(formatDate(serial))).toBe(serial);
        expect(serialOf(dateOf(serial))).toBe(serial);
      }),
    );
  });

  it.each(['2005-02-29', '1900-02-29', '2005-13-01', '2005-00-10', '2005-04-31', '0205-08-31', '2005-8-31', '31/08/2005', ''])(
    'refuse %s, which does not exist or is written otherwise',
    (text) => {
      expect(faultCode(() => parseDate(text))).toBe('DATE_INVALID');
    },
  );

  it('name the file and the field of a date that does not exist', () => {
    const run = () => parseDate('2005-02-30', { file: 'deal.yaml', place: 'dates.settlement' });
    expect(run).toThrow("DATE_INVALID deal.yaml: dates.settlement: got '2005-02-30'");
  });

  it('stay on the last day of a month that is too short', () => {
    expect(formatDate(addMonths(parseDate('2004-01-31'), 1))).toBe('2004-02-29');
    expect(formatDate(addMonths(parseDate('2005-03-31'), -1))).toBe('2005-02-28');
    expect(formatDate(addMonths(parseDate('2005-11-25'), 14))).toBe('2007-01-25');
  });

  it('know their day of the week', () => {
    expect(weekday(parseDate('1970-01-01'))).toBe(4);
    expect(weekday(parseDate('2005-09-25'))).toBe(7);
    expect(weekday(parseDate('1969-12-29'))).toBe(1);
  });
});

describe('business days', () => {
  // 2005-09-25 was a Sunday; 2005-12-26 a Monday, kept as a holiday here; 2005-12-31 a Saturday at the end of its month.
  const holidays = new Set([parseDate('2005-12-26')]);
  const cases: [string, Roll, string][] = [
    ['2005-09-25', 'none', '2005-09-25'],
    ['2005-09-25', 'following', '2005-09-26'],
    ['2005-09-25', 'preceding', '2005-09-23'],
    ['2005-12-25', 'following', '2005-12-27'],
    ['2005-12-26', 'preceding', '2005-12-23'],
    ['2005-12-31', 'following', '2006-01-02'],
    ['2005-12-31', 'modifiedFollowing', '2005-12-30'],
    ['2005-09-25', 'modifiedFollowing', '2005-09-26'],
  ];

  it.each(cases)('%s by %s is paid on %s', (date, roll, paid) => {
    expect(formatDate(rollDate(parseDate(date), roll, holidays))).toBe(paid);
  });

  it('refuse a holiday set that leaves no day to pay on', () => {
    const start = parseDate('2005-01-01');
    const always = new Set(Array.from({ length: 100 }, (_, day) => start + day));
    expect(faultCode(() => rollDate(start, 'following', always))).toBe('DATE_INVALID');
  });
});

describe('30/360', () => {
  const cases: [string, string, number, string][] = [
    ['2004-10-01', '2004-10-29', 28, 'accrued interest from the first of the month'],
    ['2005-08-01', '2005-08-31', 30, 'settlement on the 31st counts 30 days'],
    ['2005-08-31', '2005-09-25', 25, 'a start on the 31st is day 30: 55 - 30'],
    ['2005-08-30', '2005-08-31', 0, 'the 30th and the 31st are one day'],
    ['2005-08-31', '2005-10-31', 60, 'two whole months between ends of months'],
    ['2006-02-28', '2006-03-25', 25, 'the end of February is day 30: 55 - 30'],
    ['2004-02-28', '2004-03-25', 27, 'the 28th of a leap year is not the end: 55 - 28'],
    ['2004-02-29', '2004-03-25', 25, 'the 29th is'],
    ['2006-02-28', '2006-03-31', 30, 'a start on day 30 turns the 31st into the 30th'],
    ['2006-02-28', '2007-02-28', 360, 'a year between ends of February'],
    ['2004-02-29', '2005-02-28', 360, 'also across a leap year'],
    ['2006-02-01', '2006-02-28', 27, 'accrued to the end of February from its first'],
    ['2006-01-30', '2006-02-28', 28, 'an end in February stays where it is: 58 - 30'],
  ];

  it.each(cases)('from %s to %s is %i days: %s', (from, to, days) => {
    expect(days30360(parseDate(from), parseDate(to))).toBe(days);
    expect(dayFraction('30/360', parseDate(from), parseDate(to))).toBe(days / 360);
  });

  it('has 360 days in every year from a day that all months have', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -50, max: 50 }), (serial, years) => {
        fc.pre(dateOf(serial).day <= 27);
        expect(days30360(serial, addMonths(serial, 12 * years))).toBe(360 * years);
      }),
    );
  });
});

describe('actual day counts', () => {
  it('divide actual days by 360 or 365', () => {
    // 2005-08-25 to 2005-09-25 has 31 days.
    const from = parseDate('2005-08-25');
    const to = parseDate('2005-09-25');
    expect(dayFraction('act/360', from, to)).toBe(31 / 360);
    expect(dayFraction('act/365', from, to)).toBe(31 / 365);
    expect(dayFraction('act/act', from, to)).toBe(31 / 365);
  });

  it('split a period at New Year for act/act', () => {
    // ISDA's own example: 2003-11-01 to 2004-05-01 is 61 days of 2003 and 121 of the leap year 2004.
    expect(dayFraction('act/act', parseDate('2003-11-01'), parseDate('2004-05-01'))).toBeCloseTo(61 / 365 + 121 / 366, 15);
    // 184 days of 2003, all of 2004, and 90 days of 2005.
    expect(dayFraction('act/act', parseDate('2003-07-01'), parseDate('2005-04-01'))).toBeCloseTo(184 / 365 + 1 + 90 / 365, 15);
  });

  it('count a period backwards as its negative', () => {
    const from = parseDate('2003-11-01');
    const to = parseDate('2004-05-01');
    expect(dayFraction('act/act', to, from)).toBe(-dayFraction('act/act', from, to));
  });
});

describe('payment dates', () => {
  it('less 24 days are the first of the month, whatever the month', () => {
    expect(formatDate(minusDelay(parseDate('2005-09-25'), 24))).toBe('2005-09-01');
    expect(formatDate(minusDelay(parseDate('2006-03-25'), 24))).toBe('2006-03-01');
  });

  it('less longer delays go back by months of 30 days', () => {
    // 25 - 54 = -29, + 30 = 1 in the month before.
    expect(formatDate(minusDelay(parseDate('2005-09-25'), 54))).toBe('2005-08-01');
    // 15 - 44 = -29, + 30 = 1 in December.
    expect(formatDate(minusDelay(parseDate('2006-01-15'), 44))).toBe('2005-12-01');
    // 25 - 25 = 0, + 30 = 30 February, which ends on the 28th.
    expect(formatDate(minusDelay(parseDate('2006-03-25'), 25))).toBe('2006-02-28');
    expect(formatDate(minusDelay(parseDate('2005-09-25'), 0))).toBe('2005-09-25');
  });

  it('fall on the same day each month, and move off weekends where the deal says so', () => {
    const rule = { firstPayment: parseDate('2005-09-25'), every: 1, roll: 'following', holidays: NO_HOLIDAYS } as const;
    const { unadjusted, adjusted } = paymentDates(rule, 4);
    expect([...unadjusted].map(formatDate)).toEqual(['2005-09-25', '2005-10-25', '2005-11-25', '2005-12-25']);
    expect([...adjusted].map(formatDate)).toEqual(['2005-09-26', '2005-10-25', '2005-11-25', '2005-12-26']);
  });

  it('return to the 31st after a short month, quarter by quarter', () => {
    const rule = { firstPayment: parseDate('2005-08-31'), every: 3, roll: 'none', holidays: NO_HOLIDAYS } as const;
    const { unadjusted } = paymentDates(rule, 4);
    expect([...unadjusted].map(formatDate)).toEqual(['2005-08-31', '2005-11-30', '2006-02-28', '2006-05-31']);
  });
});
