/** Stratification tables: every loan in one bucket of each, means weighted by balance. */
import { afterEach, expect, it } from 'vitest';
import { strataOf } from '../../../host/portfolio/tape/strata.ts';
import { read, tidy, weir } from './reading.ts';

afterEach(tidy);

const LOANS = [
  { upb: 100_000, noteRate: 0.05, ltv: 0.8, fico: 579, state: 'CA', daysLate: 0, age: 12 },
  { upb: 100_000.01, noteRate: 0.0501, ltv: 0.81, fico: 580, state: 'NY', daysLate: 30, age: 13 },
  { upb: 300_000, noteRate: 0.08, fico: 780, state: 'CA', daysLate: 60, product: 'multifamily' },
  { upb: 2_000_000, noteRate: 0.12, ltv: 1.2, status: 'foreclosure', daysLate: 400 },
  { upb: 50_000, noteRate: 0.06, ltv: 0.6, daysLate: 90, state: 'AZ' },
  { upb: 70_000, noteRate: 0.06, ltv: 0.6, status: 'paid', state: 'AZ' },
];

const tables = async () => strataOf((await read({ files: [weir(...LOANS)], layout: 'weir' })).duck);
const buckets = (rows: readonly { bucket: string; count: number; upb: number }[] | undefined) =>
  rows?.map(({ bucket, count, upb }) => [bucket, count, upb]);

it('buckets of numbers hold their upper end, ascend, and end with what is missing', async () => {
  const strata = await tables();
  expect(buckets(strata.get('balance'))).toEqual([
    ['up to 50,000', 1, 50_000],
    ['50,000 to 100,000', 1, 100_000],
    ['100,000 to 200,000', 1, 100_000.01],
    ['200,000 to 300,000', 1, 300_000],
    ['over 1,000,000', 1, 2_000_000],
  ]);
  expect(buckets(strata.get('rate'))).toEqual([
    ['4% to 5%', 1, 100_000],
    ['5% to 6%', 2, 150_000.01],
    ['7% to 8%', 1, 300_000],
    ['over 10%', 1, 2_000_000],
  ]);
  expect(buckets(strata.get('ltv'))).toEqual([
    ['50% to 60%', 1, 50_000],
    ['75% to 80%', 1, 100_000],
    ['80% to 90%', 1, 100_000.01],
    ['over 100%', 1, 2_000_000],
    ['missing', 1, 300_000],
  ]);
  expect(buckets(strata.get('fico'))).toEqual([
    ['up to 579', 1, 100_000],
    ['579 to 619', 1, 100_000.01],
    ['over 779', 1, 300_000],
    ['missing', 2, 2_050_000],
  ]);
  expect(buckets(strata.get('age'))).toEqual([
    ['up to 12', 1, 100_000],
    ['12 to 24', 1, 100_000.01],
    ['missing', 3, 2_350_000],
  ]);
});

it('values stand by balance, the largest first', async () => {
  const strata = await tables();
  expect(buckets(strata.get('state'))).toEqual([
    ['CA', 2, 400_000],
    ['NY', 1, 100_000.01],
    ['AZ', 1, 50_000],
    ['missing', 1, 2_000_000],
  ]);
  expect(buckets(strata.get('status'))).toEqual([
    ['foreclosure', 1, 2_000_000],
    ['60 days late', 1, 300_000],
    ['30 days late', 1, 100_000.01],
    ['current', 1, 100_000],
    ['90 days late and more', 1, 50_000],
  ]);
  expect(buckets(strata.get('product'))).toEqual([
    ['multifamily', 1, 300_000],
    ['missing', 4, 2_250_000.01],
  ]);
});

it('means are weighted by the balance of the loans that have the field, and null where none has', async () => {
  const strata = await tables();
  const [california, ...others] = strata.get('state') ?? [];
  // (100,000 x 5 % + 300,000 x 8 %) / 400,000 = 7.25 %; one of the two has an LTV.
  expect(california?.noteRate).toBeCloseTo(0.0725, 14);
  expect(california?.ltv).toBeCloseTo(0.8, 14);
  // (100,000 x 579 + 300,000 x 780) / 400,000
  expect(california?.fico).toBeCloseTo(729.75, 10);
  expect(others.at(-1)).toEqual({ bucket: 'missing', count: 1, upb: 2_000_000, noteRate: 0.12, ltv: 1.2, fico: null });
});

it('every table holds every loan', async () => {
  for (const [name, rows] of await tables()) {
    expect([name, rows.reduce((sum, { count }) => sum + count, 0)]).toEqual([name, 5]);
    expect(rows.reduce((sum, { upb }) => sum + upb, 0)).toBeCloseTo(2_550_000.01, 6);
  }
});
