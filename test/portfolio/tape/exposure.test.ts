/** Balances by set of assumptions, state and loan-to-value. */
import { afterEach, describe, expect, it } from 'vitest';
import { read, tidy, weir } from './reading.ts';

afterEach(tidy);

const LOANS = [
  { upb: 100, state: 'CA', ltv: 0.8, updatedLtv: 1.21 },
  { upb: 300, state: 'CA', ltv: 0.7, updatedLtv: 1.23 },
  // Second liens: what is owed with the loans before them counts.
  { upb: 50, state: 'CA', ltv: 0.1, combinedLtv: 0.95, product: 'second' },
  { upb: 200, state: 'NY', ltv: 0.62 },
  { upb: 70 },
  { upb: 40, state: 'NY', updatedLtv: 9 },
  { upb: 60, state: 'NY', updatedLtv: 4 },
];

describe('exposures', () => {
  it('are of the updated loan-to-value, otherwise the combined one, otherwise that of the loan, within steps of 5 %', async () => {
    const { exposures } = await read({
      files: [weir(...LOANS)],
      layout: 'weir',
      cohorts: [
        { cohort: 'second', when: "product = 'second'" },
        { cohort: 'current', when: 'true' },
      ],
      places: new Map([
        ['', 0],
        ['current', 1],
        ['second', 2],
      ]),
      // Loans of New York wait longer: a set of assumptions of their own, after those that there are.
      lags: new Map([['NY', 22]]),
    });
    expect(exposures).toEqual([
      // (100 x 1.21 + 300 x 1.23) / 400
      { assumption: 1, state: 'CA', upb: 400, ltv: expect.closeTo(1.225, 14) },
      { assumption: 1, state: null, upb: 70, ltv: null },
      { assumption: 2, state: 'CA', upb: 50, ltv: 0.95 },
      { assumption: 3, state: 'NY', upb: 200, ltv: 0.62 },
      // Beyond three times the value one bucket: (40 x 9 + 60 x 4) / 100.
      { assumption: 3, state: 'NY', upb: 100, ltv: expect.closeTo(6, 14) },
    ]);
  });
});
