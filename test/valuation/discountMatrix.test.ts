/** Which row of the discount matrix holds, and what is told where none does. */
import { describe, expect, it } from 'vitest';
import { findRow, missingRow } from '../../host/valuation/discountMatrix.ts';
import { row } from './trusts.ts';

const ROWS = [
  row('senior', 0.01),
  row('senior', 0.02, { vintage: 2005 }),
  row('senior', 0.03, { type: 'alt-a' }),
  row('senior', 0.04, { type: 'alt-a', vintage: 2005 }),
  row('senior', 0.05, { type: 'alt-a', vintage: 2006 }),
  row('mezzanine', 0.06, { type: 'alt-a', vintage: 2006 }),
];
const chosen = (type: string, vintage: number, position: string) => findRow(ROWS, { type, vintage, position })?.chosen;

describe('the most particular row of a position wins', () => {
  it.each([
    ['type and vintage', 'alt-a', 2005, 0.04],
    ['type alone', 'alt-a', 2001, 0.03],
    ['vintage alone', 'subprime', 2005, 0.02],
    ['neither', 'subprime', 2001, 0.01],
  ])('%s', (_, type, vintage, expected) => {
    expect(chosen(type, vintage, 'senior')).toBe(expected);
  });

  it('wherever it stands among the rows', () => {
    const key = { type: 'alt-a', vintage: 2005, position: 'senior' };
    expect(findRow([...ROWS].reverse(), key)?.chosen).toBe(0.04);
  });

  it('of two alike the first', () => {
    const rows = [row('senior', 0.07), row('senior', 0.08)];
    expect(findRow(rows, { type: 'x', vintage: 1, position: 'senior' })?.chosen).toBe(0.07);
  });

  it('and a row of another position, type or vintage never', () => {
    expect(chosen('alt-a', 2005, 'mezzanine')).toBeUndefined();
    expect(chosen('subprime', 2006, 'mezzanine')).toBeUndefined();
    expect(chosen('alt-a', 2005, 'residual')).toBeUndefined();
  });
});

describe('a key without a row', () => {
  it('is told with what was asked, and the rows there are, the nearest first', () => {
    expect(missingRow(ROWS, { type: 'alt-a', vintage: 2005, position: 'mezzanine' }, 'T, M1')).toEqual({
      code: 'DISCOUNT_MISSING',
      place: 'T, M1',
      got: 'no yield for alt-a 2005 mezzanine',
      expected:
        'a row of the discount matrix (market/discount.csv), which has alt-a 2006 mezzanine, * * senior, * 2005 senior, alt-a * senior, alt-a 2005 senior, alt-a 2006 senior',
    });
  });

  it('of a long matrix with a dozen rows and the count of the rest', () => {
    const rows = Array.from({ length: 15 }, (_, k) => row(`p${k}`, 0.05));
    const { expected } = missingRow(rows, { type: 'x', vintage: 1, position: 'y' }, 'T');
    expect(expected).toContain('* * p11 and 3 more');
    expect(missingRow([], { type: 'x', vintage: 1, position: 'y' }, 'T').expected).toBe(
      'a row of the discount matrix (market/discount.csv), which has none',
    );
  });
});
