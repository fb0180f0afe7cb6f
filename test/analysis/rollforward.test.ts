/** The rollforward of a trust and of a debt, by hand. */
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { couponCount, debtMoves } from '../../host/analysis/rollforwardDebt.ts';
import { accretedInterest } from '../../host/analysis/rollforwardInterest.ts';
import { type ColumnCells, type RollCells, type RollColumn, rollTable } from '../../host/analysis/rollforwardTable.ts';
import { rollTrust } from '../../host/analysis/rollforwardTrust.ts';
import { parseDate } from '../../host/curves/dates.ts';
import type { LongTermDebt } from '../../host/portfolio/records.ts';
import { thrownBy } from '../deal/small.ts';
import { beyOfMonth } from '../valuation/trusts.ts';
import { CASH, property, remittance, trustAt, worthOf } from './rollforwardTrust.ts';

const V0 = worthOf(0.01, CASH);
const V1 = worthOf(0.01, CASH.slice(1));
/** Two roundings to the cent. */
const CENTS = 0.011;

const numbers = (cells: ColumnCells | undefined) =>
  Object.fromEntries(Object.entries(cells ?? {}).map(([row, amount]) => [row, new Decimal(amount).toNumber()]));
const column = (cells: RollCells, name: RollColumn) => numbers(cells[name]);
const near = (amount: number) => expect.closeTo(amount, 1);

const before = trustAt(0, 0.01);
const reported = (principal?: number) => ({ remittances: [remittance(principal)] });

describe('accretion', () => {
  const clock = { payments: 2, first: 1 / 12, step: 1 / 12, years: 2 / 12 };

  it('is what is left of the value when the payments have been taken off', () => {
    const interest = accretedInterest(V0, beyOfMonth(0.01), CASH.slice(0, 2), clock);
    // By month: 1 % of V0, then 1 % of what is left after the first payment.
    const second = V0 * 1.01 - (CASH[0] ?? 0);
    expect(interest).toBeCloseTo(V0 * 0.01 + second * 0.01, 6);
    expect(V0 + interest - (CASH[0] ?? 0) - (CASH[1] ?? 0)).toBeCloseTo(worthOf(0.01, CASH.slice(2)), 6);
  });

  it('is nothing at a yield of nothing', () => {
    expect(accretedInterest(1e6, 0, [5, 5], clock)).toBe(0);
  });

  it('goes by the days to the first payment and after the last', () => {
    // 25 of 30 days to the payment, 5 after it: the whole month on 100, 5 days on the 40 that were paid.
    const month = { payments: 1, first: 25 / 360, step: 1 / 12, years: 30 / 360 };
    const growth = (days: number) => 1.01 ** (days / 30) - 1;
    expect(accretedInterest(100, beyOfMonth(0.01), [40], month)).toBeCloseTo(100 * growth(30) - 40 * growth(5), 10);
  });
});

describe('a trust that does as it was projected, at the same yields', () => {
  const { cells } = rollTrust(before, trustAt(1, 0.01, reported()), 'accretion');

  it('earns a month of its yield, is paid, and has no change in fair value', () => {
    expect(column(cells, 'collateral')).toEqual({
      begin: near(V0),
      interestIncome: near(V0 * 0.01),
      settlements: -110_000,
      changeInFairValue: near(0),
      end: near(V1),
    });
    expect(Math.abs(column(cells, 'collateral').changeInFairValue ?? 1)).toBeLessThan(CENTS);
    expect(column(cells, 'borrowings')).toMatchObject({
      begin: near(-V0),
      interestExpense: near(-V0 * 0.01),
      settlements: 110_000,
      end: near(-V1),
    });
    expect(Math.abs(column(cells, 'borrowings').changeInFairValue ?? 1)).toBeLessThan(CENTS);
  });

  it('foots in every column', () => {
    expect(rollTable(cells).differences).toEqual([]);
  });

  it('has the coupon on unpaid principal instead, and the rest in the change', () => {
    const coupon = rollTrust(before, trustAt(1, 0.01, reported()), 'coupon').cells;
    // 12 % of a million over a month; the change takes what accretion has beyond it.
    expect(column(coupon, 'borrowings')).toMatchObject({
      interestExpense: -10_000,
      changeInFairValue: expect.closeTo(10_000 - V0 * 0.01, 1),
    });
    expect(column(coupon, 'collateral')).toMatchObject({ interestIncome: 10_000 });
  });
});

describe('a trust that does otherwise', () => {
  it('has what a lower yield adds in the change', () => {
    const { cells } = rollTrust(before, trustAt(1, 0.005, reported()), 'accretion');
    const lower = worthOf(0.005, CASH.slice(1));
    expect(column(cells, 'borrowings')).toMatchObject({ changeInFairValue: near(V1 - lower), end: near(-lower) });
  });

  it('settles what was really paid', () => {
    const { cells } = rollTrust(before, trustAt(1, 0.01, reported(150_000)), 'accretion');
    // The payment falls on the last day, so that it bears on no accretion: all of it is in settlements and change.
    expect(column(cells, 'borrowings')).toMatchObject({
      settlements: 160_000,
      interestExpense: near(-V0 * 0.01),
      changeInFairValue: near(-50_000),
    });
  });

  it('has projected cash where no remittance tells, and says so', () => {
    const { cells, notes } = rollTrust(before, trustAt(1, 0.01), 'accretion');
    expect(column(cells, 'borrowings').settlements).toBe(110_000);
    expect(notes).toEqual(['T: the remittances do not cover the period; its cash is as it was projected']);
  });

  it('is refused where the two do not follow from one another', () => {
    const faults = thrownBy(() => rollTrust(trustAt(1, 0.01), trustAt(0, 0.01), 'accretion'));
    expect(faults).toMatchObject([{ code: 'REQUEST_INVALID', place: 'T' }]);
  });
});

describe('shares of classes', () => {
  const held = (share: number) => ({ ...reported(), held: new Map([['A', share]]) });

  it('that the sponsor holds are in no column', () => {
    const { cells } = rollTrust(trustAt(0, 0.01, { held: new Map([['A', 0.25]]) }), trustAt(1, 0.01, held(0.25)), 'accretion');
    expect(column(cells, 'borrowings')).toMatchObject({ begin: near(-0.75 * V0), settlements: 82_500, end: near(-0.75 * V1) });
  });

  it('that it bought are purchases, and those that it sold issues, at what they are worth', () => {
    const bought = rollTrust(before, trustAt(1, 0.01, held(0.25)), 'accretion').cells;
    expect(column(bought, 'borrowings')).toMatchObject({ purchases: near(0.25 * V1), end: near(-0.75 * V1) });
    expect(Math.abs(column(bought, 'borrowings').changeInFairValue ?? 1)).toBeLessThan(2 * CENTS);
    const sold = rollTrust(trustAt(0, 0.01, { held: new Map([['A', 0.25]]) }), trustAt(1, 0.01, reported()), 'accretion').cells;
    expect(column(sold, 'borrowings')).toMatchObject({ issues: near(-0.25 * V1), end: near(-V1) });
  });
});

describe('real estate owned', () => {
  const old = trustAt(0, 0.01, { reo: [property('1', 10), property('2', 5)] });
  const now = trustAt(1, 0.01, { ...reported(), reo: [property('2', 4), property('3', 7)] });
  const { cells, reo } = rollTrust(old, now, 'accretion');

  it('is sold at what it was carried at, comes from loans at what it is carried at, and loses what is left', () => {
    expect(column(cells, 'reo')).toEqual({ begin: 15, transfersToReo: 7, settlements: -10, reoLosses: -1, end: 11 });
    expect(column(cells, 'collateral')).toMatchObject({ transfersToReo: -7, settlements: -109_990 });
    expect(reo).toEqual([
      { trust: 'T', begin: 15, acquired: 7, sold: 10, change: -1, end: 11, count: { begin: 2, acquired: 1, sold: 1, end: 2 } },
    ]);
  });

  it('foots, and what became REO is in no total', () => {
    const table = rollTable(cells);
    expect(table.differences).toEqual([]);
    expect(table.rows.find(({ row }) => row === 'transfersToReo')?.cells.trustAssets).toBe(0);
    // The loss is of assets, beside the change of the collateral.
    expect(table.gains.assets).toBeCloseTo((column(cells, 'collateral').changeInFairValue ?? 0) - 1, 6);
  });
});

describe('a hedge', () => {
  const at = (date: 0 | 1, fairValue: number) =>
    trustAt(date, 0.01, date === 1 ? reported() : {}, {
      swap: [-30, 0, 0],
      value: {
        hedges: [{ name: 'swap', fairValue }],
        derivativeAssets: Math.max(0, fairValue),
        derivativeLiabilities: Math.max(0, -fairValue),
      },
    });

  it('that stays a liability is rolled on its side', () => {
    const { cells, hedges } = rollTrust(at(0, -100), at(1, -80), 'accretion');
    // 30 were paid: -100 + 30 = -70, and the value fell by 10 more.
    expect(column(cells, 'derivativeLiabilities')).toEqual({ begin: -100, settlements: 30, changeInFairValue: -10, end: -80 });
    expect(cells.derivativeAssets).toBeUndefined();
    expect(hedges).toEqual([{ trust: 'T', hedge: 'swap', begin: -100, received: -30, change: -10, end: -80 }]);
  });

  it('that changes sides ends at nothing on one and begins at nothing on the other', () => {
    const { cells } = rollTrust(at(0, -100), at(1, 50), 'accretion');
    expect(column(cells, 'derivativeLiabilities')).toEqual({ begin: -100, settlements: 30, changeInFairValue: 70, end: 0 });
    expect(column(cells, 'derivativeAssets')).toEqual({ begin: 0, settlements: 0, changeInFairValue: 50, end: 50 });
  });
});

describe('trusts that are not consolidated, come or leave', () => {
  const security = { consolidated: false, residualOwned: 0.5, held: new Map([['A', 0.1]]) };

  it('are securities available for sale: what the sponsor owns of them', () => {
    const { cells } = rollTrust(trustAt(0, 0.01, security), trustAt(1, 0.01, { ...security, ...reported() }), 'accretion');
    expect(Object.keys(cells)).toEqual(['availableForSale']);
    expect(column(cells, 'availableForSale')).toMatchObject({
      begin: near(0.1 * V0),
      interestIncome: near(0.001 * V0),
      settlements: -11_000,
      end: near(0.1 * V1),
    });
  });

  it('leave and come at what they are worth', () => {
    const left = rollTrust(before, undefined, 'accretion');
    expect(column(left.cells, 'collateral')).toEqual({ begin: near(V0), sales: near(-V0), end: 0 });
    expect(column(left.cells, 'borrowings')).toEqual({ begin: near(-V0), settlements: near(V0), end: 0 });
    const changed = rollTrust(before, trustAt(1, 0.01, security), 'accretion');
    expect(column(changed.cells, 'availableForSale')).toMatchObject({ begin: 0, purchases: near(0.1 * V1) });
    expect(rollTable(changed.cells).differences).toEqual([]);
    expect(changed.notes[0]).toContain('at one of the two dates only');
  });
});

describe('long-term debt', () => {
  const date = (text: string) => parseDate(text);
  const debt: LongTermDebt = { name: 'notes', balance: 1000, rate: 0.06, maturity: date('2012-01-01'), every: 6, spread: 0.02 };
  const flat = (rate: number) => ({ years: [1], rates: [rate] });
  const side = (text: string, rate: number, spread = 0.02) => ({
    date: date(text),
    benchmark: flat(rate),
    debts: [{ ...debt, spread }],
  });

  it('is paid its coupons: the older date out, the younger one in', () => {
    const count = (from: string, to: string) => couponCount(debt, date(from), date(to));
    expect([count('2010-07-01', '2011-01-01'), count('2010-06-30', '2010-12-31'), count('2010-01-01', '2012-01-01')]).toEqual([
      1, 1, 4,
    ]);
  });

  it('is rolled at its yield, and moved by the benchmark and by its own credit apart', () => {
    const [move] = debtMoves(side('2010-07-01', 0.04), side('2011-01-01', 0.05, 0.05));
    // Three coupons of 30 and 1,000, half-yearly at 3 % a half-year: par. After one of them two are left: at 6 %, 7 % and 10 % a year.
    const at = (rate: number) => 30 / (1 + rate / 2) + 1030 / (1 + rate / 2) ** 2;
    expect(move).toMatchObject({
      opening: expect.closeTo(1000, 9),
      coupons: 30,
      repaid: 0,
      atOldYield: expect.closeTo(1000, 9),
      rolled: expect.closeTo(at(0.06), 9),
      atNewBenchmark: expect.closeTo(at(0.07), 9),
      atNewYield: expect.closeTo(at(0.1), 9),
      closing: expect.closeTo(at(0.1), 9),
    });
  });

  it('that falls due is repaid', () => {
    const moves = debtMoves(side('2011-07-01', 0.04), { ...side('2012-01-01', 0.04), debts: [] });
    expect(moves).toMatchObject([{ coupons: 30, repaid: 1000, rolled: 0, closing: 0 }]);
  });
});
