import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate } from '../../host/curves/dates.ts';
import { type ExpandOptions, echoVector, expandVector, statedValues } from '../../host/curves/vectorExpand.ts';
import { parseVector } from '../../host/curves/vectorText.ts';

function expand(text: string, options: ExpandOptions): number[] {
  return [...expandVector(parseVector(text), options)];
}

function stated(text: string, options: ExpandOptions): number[] {
  return [...statedValues(parseVector(text), options)];
}

/** Monthly rate of an annual percent, as the standard writes it. */
function monthly(percent: number): number {
  return 1 - (1 - percent / 100) ** (1 / 12);
}

function expectClose(got: readonly number[], expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(got[index], `month ${index + 1}`).toBeCloseTo(value, 13);
}

const NEW_LOAN = { months: 4, age: 0 };

describe('the months of a vector', () => {
  it('a ramp includes both its ends, and the last value holds for ever', () => {
    // 8 to 20 in 4 months rises by (20 - 8) / 3 = 4 a month.
    expect(stated('CPR 8 ramp 20 for 4', { months: 6, age: 0 })).toEqual([8, 12, 16, 20, 20, 20]);
  });

  it('segments follow one another', () => {
    expect(stated('CPR 5 for 2, 7, 8 ramp 6 for 3, 1', { months: 8, age: 99 })).toEqual([5, 5, 7, 8, 7, 6, 1, 1]);
  });

  it('the multiplier applies before the floor and the cap', () => {
    expect(stated('CPR 1, 10, 50 times 2 floor 4 cap 60', NEW_LOAN)).toEqual([4, 20, 60, 60]);
  });

  it('from origination, value n is for loan age n', () => {
    // A loan 2 months old is 3 months old in projection month 1.
    expect(stated('AO: CPR 1, 2, 3, 4, 5', { months: 4, age: 2 })).toEqual([3, 4, 5, 5]);
  });

  it('a loan not yet made has the first value', () => {
    expect(stated('AO: CPR 1, 2, 3', { months: 4, age: -2 })).toEqual([1, 1, 1, 2]);
  });

  it('from closing, value n is for the month of the deal', () => {
    expect(stated('CPR 1, 2, 3, 4, 5 from closing', { months: 3, age: 100, dealAge: 1 })).toEqual([2, 3, 4]);
    expect(stated('CPR 1, 2 from closing', { months: 3, age: 100 })).toEqual([1, 2, 2]);
  });

  it('from a date, value 1 is for the payment in that calendar month', () => {
    const firstPayment = parseDate('2006-12-25');
    // December and January wait at the first value, February is value 1.
    expect(stated('CPR 1, 2, 3 from 2007-02-01', { months: 5, age: 0, firstPayment })).toEqual([1, 1, 1, 2, 3]);
    // Two months have passed by December.
    expect(stated('CPR 1, 2, 3, 4 from 2006-10-31', { months: 3, age: 0, firstPayment })).toEqual([3, 4, 4]);
    expect(() => stated('CPR 1 from 2007-02-01', NEW_LOAN)).toThrow('REQUEST_INVALID');
  });
});

describe('the monthly rates of a vector', () => {
  it('CPR and CDR become monthly, SMM, MDR and percents are only divided by 100', () => {
    expectClose(expand('CPR 6, 10', NEW_LOAN), [6, 10, 10, 10].map(monthly));
    expectClose(expand('CDR 6, 10', NEW_LOAN), [6, 10, 10, 10].map(monthly));
    expectClose(expand('SMM 1, 2', NEW_LOAN), [0.01, 0.02, 0.02, 0.02]);
    expectClose(expand('MDR 1, 2', NEW_LOAN), [0.01, 0.02, 0.02, 0.02]);
    expectClose(expand('40%', NEW_LOAN), [0.4, 0.4, 0.4, 0.4]);
  });

  it('.2 ramp 6 for 30, 6 from origination is 100 PSA at any age', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), (age) => {
        const options = { months: 60, age };
        expectClose(expand('AO: .2 ramp 6 for 30, 6 CPR', options), expand('100 PSA', options));
      }),
    );
  });

  it('PSA runs by loan age while its speed changes by projection month', () => {
    // Age 9: months 1 to 4 are ages 10 to 13, 2.0 to 2.6 % CPR at 100 PSA.
    expectClose(expand('PSA 100 for 2, 200', { months: 4, age: 9 }), [2.0, 2.2, 2 * 2.4, 2 * 2.6].map(monthly));
  });

  it('SDA, ABS and HEP run by loan age', () => {
    // SDA at ages 30 and 61: 0.60 and 0.5905 %.
    expectClose(expand('SDA 200', { months: 1, age: 29 }), [monthly(1.2)]);
    expectClose(expand('SDA 200', { months: 1, age: 60 }), [monthly(1.181)]);
    // 1.5 ABS at ages 11 and 12.
    expectClose(expand('ABS 1.5', { months: 2, age: 10 }), [0.015 / 0.85, 0.015 / 0.835]);
    // 20 HEP at ages 9, 10 and 11.
    expectClose(expand('HEP 20', { months: 3, age: 8 }), [18, 20, 20].map(monthly));
  });

  it("PPC multiplies the deal's own ramp by loan age", () => {
    const ppc = parseVector('8 ramp 20 for 12', { unit: 'CPR' });
    // The ramp rises by 12/11 a month; at age 1 it is 8, from age 12 on 20.
    expectClose(expand('PPC 100', { months: 2, age: 0, ppc }), [8, 8 + 12 / 11].map(monthly));
    expectClose(expand('PPC 150', { months: 3, age: 10, ppc }), [1.5 * (20 - 12 / 11), 30, 30].map(monthly));
    expect(expand('PPC 600', { months: 1, age: 20, ppc })).toEqual([1]);
    expect(() => expand('PPC 100', NEW_LOAN)).toThrow('REQUEST_INVALID');
    expect(() => expand('PPC 100', { ...NEW_LOAN, ppc: parseVector('PSA 100') })).toThrow('REQUEST_INVALID');
  });

  it('no rate is over 100 %', () => {
    expect(expand('CPR 60 times 2', NEW_LOAN)).toEqual([1, 1, 1, 1]);
    expect(expand('SMM 60 times 2', NEW_LOAN)).toEqual([1, 1, 1, 1]);
    expect(expand('PSA 100000', { months: 2, age: 0 })).toEqual([1, 1]);
    expect(expand('ABS 100', { months: 2, age: 0 })).toEqual([1, 1]);
  });
});

describe('the echo of a vector', () => {
  it('shows the canonical text and every month, stated and monthly', () => {
    const echo = echoVector('5 2R 10', { unit: 'CPR', months: 3, age: 0 });
    expect(echo).toMatchObject({ canonical: 'CPR 5 ramp 10 for 2, 10', unit: 'CPR', anchor: 'projection', stated: [5, 10, 10] });
    expectClose(echo.values, [5, 10, 10].map(monthly));
  });
});
