/** What single classes are worth, where their yields come from, and the figures beside them. */
import { describe, expect, it } from 'vitest';
import type { DiscountRow, TrustInput } from '../../host/portfolio/records.ts';
import { valueTrust } from '../../host/valuation/fairValue.ts';
import type { TrancheValue } from '../../host/valuation/records.ts';
import { thrownBy } from '../deal/small.ts';
import { beyOfMonth, type ClassFlows, dealOf, marketOf, pathOf, row, trustOf } from './trusts.ts';

/** One class of a trust of three payments, on collateral of which nothing depends: what it is worth is not asked here. */
function valueClass(terms: object, flows: ClassFlows, differs: Partial<TrustInput>, rows: readonly DiscountRow[]): TrancheValue {
  const deal = dealOf({ A: terms });
  const pool = { performing: [24_000, 23_000, 22_000, 21_000], amortized: [1000, 1000, 1000], loss: [100, 100, 200] };
  const path = pathOf(deal, { periods: 3, of: { A: flows }, pool });
  const trust = trustOf(deal, { positions: new Map([['A', 'senior']]), ...differs });
  const [value] = valueTrust(trust, marketOf([...rows, row('collateral', 0.1)]), 'independent', path).tranches;
  if (value === undefined) throw new Error('no class');
  return value;
}

const M = beyOfMonth(0.01);
const ROWS = [row('senior', M)];
const NOTE = { balance: 600 };
const FLOWS = { begin: 600, coupon: 0.12, interest: [6, 4, 2], principal: [200, 200, 200], balance: [400, 200, 0] };
/** 12 % on 600 repaid in thirds: at 1 % a month worth par. */
const valueNote = (flows: ClassFlows = {}, differs: Partial<TrustInput> = {}, rows = ROWS) =>
  valueClass(NOTE, { ...FLOWS, ...flows }, differs, rows);

describe('a class', () => {
  it('is worth its cash at the yield of the matrix; what it is owed from before and reimbursements count', () => {
    expect(valueNote().fairValue).toBeCloseTo(600, 10);
    expect(valueNote({ other: [0, 0, 10] }).fairValue).toBeCloseTo(600 + 10 / 1.01 ** 3, 10);
  });

  it('has a price per 100 of current face, without accrued interest', () => {
    // Settled a month after the dated date with payments a month later: one month has accrued, 6 dollars.
    const dates = { settlement: '2011-01-01', dated: '2010-12-01', firstPayment: '2011-02-01', delay: 0 };
    const deal = dealOf({ A: NOTE }, { dates });
    const pool = { performing: [600, 400, 200, 0], amortized: [200, 200, 200] };
    const path = pathOf(deal, { periods: 3, of: { A: FLOWS }, pool });
    const trust = trustOf(deal, { positions: new Map([['A', 'senior']]) });
    const [value] = valueTrust(trust, marketOf(ROWS), 'blended', path).tranches;
    expect(value?.accrued).toBeCloseTo(6, 12);
    expect(value?.price).toBeCloseTo(99, 10);
    expect(value?.fairValue).toBeCloseTo(600, 10);
  });

  it('that is worth less than what has accrued trades flat, at 0', () => {
    const dates = { settlement: '2011-01-01', dated: '2010-12-01', firstPayment: '2011-02-01' };
    const deal = dealOf({ A: NOTE }, { dates });
    const path = pathOf(deal, {
      periods: 3,
      of: { A: { begin: 600, coupon: 0.12, interest: [1.01, 0, 0], writtenDown: [600] } },
      pool: { performing: [1.01], amortized: [1.01] },
    });
    const trust = trustOf(deal, { positions: new Map([['A', 'senior']]) });
    const [value] = valueTrust(trust, marketOf(ROWS), 'blended', path).tranches;
    // 1.01 in a month at 1 %, where 6 have accrued.
    expect(value?.fairValue).toBeCloseTo(1, 12);
    expect(value?.accrued).toBe(value?.fairValue);
    expect(value?.price).toBe(0);
  });

  it('without principal has a price on its notional, and its life is that of the notional', () => {
    // 1 % a month of a notional that falls by thirds: 3/1.01 + 2/1.01^2 + 1/1.01^3 on 300; lives 1, 2 and 3 months.
    const flows = { begin: 300, coupon: 0.12, interest: [3, 2, 1], balance: [200, 100, 0] };
    const io = valueClass({ notional: '300' }, flows, {}, ROWS);
    expect(io.fairValue).toBeCloseTo(3 / 1.01 + 2 / 1.01 ** 2 + 1 / 1.01 ** 3, 12);
    expect(io).toMatchObject({ isNotional: true, face: 300, projectedLoss: 0, coverage: null });
    expect(io.averageLife).toBeCloseTo(2 / 12, 12);
  });

  it('without face or cash is worth nothing and needs no yield', () => {
    const gone = valueClass(NOTE, {}, { positions: new Map(), yields: new Map() }, [row('other', 0.1)]);
    expect(gone).toMatchObject({ fairValue: 0, face: 0, price: null, yield: null, averageLife: null });
  });
});

describe('the losses of a class', () => {
  it('are writedowns less writeups to come, and what it is still owed at the end', () => {
    const value = valueNote({ writtenDown: [0, 50, 20], writtenUp: [0, 0, 15], balance: [400, 150, 25] });
    expect(value.projectedLoss).toBe(50 + 20 - 15 + 25);
    expect(value.firstWritedown).toBe('2011-03');
  });

  it('are none where it is paid', () => {
    expect(valueNote()).toMatchObject({ projectedLoss: 0, firstWritedown: null });
  });
});

describe('a yield', () => {
  it('of the matrix says its range, its source, and benchmark and premium at the average life', () => {
    const deal = dealOf({ A: NOTE });
    const path = pathOf(deal, { periods: 3, of: { A: FLOWS }, pool: { performing: [600], amortized: [300, 300] } });
    const trust = trustOf(deal, { positions: new Map([['A', 'senior']]) });
    // A life of two months, a third of the way from 0 to half a year: 1 % + 1 % / 3.
    const market = marketOf(ROWS, { benchmark: { years: [0, 0.5], rates: [0.01, 0.02] } });
    const figure = valueTrust(trust, market, 'blended', path).tranches[0]?.yield;
    expect(figure).toMatchObject({ yieldBey: M, from: 'matrix', low: M - 0.01, high: M + 0.01, source: 'tests', orderly: false });
    expect(figure?.benchmark).toBeCloseTo(0.04 / 3, 12);
    expect(figure?.riskPremium).toBeCloseTo(M - 0.04 / 3, 12);
  });

  it('of the trust comes before a price, and a price before the matrix', () => {
    const yields = new Map([['A', 0]]);
    const prices = new Map([['A', 61.5]]);
    expect(valueNote({}, { yields, prices })).toMatchObject({
      fairValue: 612,
      yield: { from: 'override', low: null, high: null },
    });
    const priced = valueNote({}, { prices });
    expect(priced).toMatchObject({ yield: { from: 'price', orderly: true, low: null, high: null } });
    expect(priced.price).toBeCloseTo(61.5, 12);
    expect(priced.fairValue).toBeCloseTo(369, 10);
    // The yield found is the one at which the cash is worth that.
    const back = valueNote({}, { yields: new Map([['A', priced.yield?.yieldBey ?? 0]]) });
    expect(back.fairValue).toBeCloseTo(369, 9);
  });

  it('that the matrix has not, a class without a position, and a price that no yield gives, are told at once', () => {
    const deal = dealOf({ A: NOTE, B: NOTE, C: NOTE, R: { residual: true } });
    const of = { A: FLOWS, B: FLOWS, C: FLOWS };
    const path = pathOf(deal, { periods: 3, of, pool: { performing: [1800], amortized: [1800] } });
    const trust = trustOf(deal, { positions: new Map([['A', 'super-senior']]), prices: new Map([['C', -1]]) });
    const faults = thrownBy(() => valueTrust(trust, marketOf(ROWS), 'blended', path));
    expect(faults.map(({ code, place, got }) => [code, place, got])).toEqual([
      ['DISCOUNT_MISSING', 'T, A', 'no yield for alt-a 2005 super-senior'],
      ['DISCOUNT_MISSING', 'T, B', 'no position'],
      ['YIELD_NONE', 'T, C, price', '-1'],
      ['DISCOUNT_MISSING', 'T, R', 'no yield for alt-a 2005 residual'],
    ]);
    expect(faults[1]?.expected).toBe('one in `positions` of trust.yaml, of senior');
  });
});

describe('a vendor quote', () => {
  const quote = (price: number) => ({ tranche: 'A', source: 'Vendor', price, orderly: false });
  /** Clean prices by hand: 206/(1+m) + 204/(1+m)^2 + 202/(1+m)^3 on 600. */
  const at = (m: number) => (206 / (1 + m) + 204 / (1 + m) ** 2 + 202 / (1 + m) ** 3) / 6;
  const rows = [{ ...row('senior', M), low: beyOfMonth(0.005), high: beyOfMonth(0.02) }];

  it('is told with the prices at the high and the low yield, and flagged outside them', () => {
    const quotes = [quote(at(0.02) - 0.01), quote(at(0.02) + 0.01), quote(100), quote(at(0.005) - 0.01), quote(at(0.005) + 0.01)];
    const value = valueNote({}, { quotes }, rows);
    expect(value.quotes.map(({ isOutside }) => isOutside)).toEqual([true, false, false, false, true]);
    expect(value.quotes[0]?.lowPrice).toBeCloseTo(at(0.02), 11);
    expect(value.quotes[0]?.highPrice).toBeCloseTo(at(0.005), 11);
  });

  it('is held against the matrix whatever the class was valued at, and against nothing where there is no row', () => {
    const differs = { quotes: [quote(120)], yields: new Map([['A', 0.01]]) };
    expect(valueNote({}, differs, rows).quotes[0]?.isOutside).toBe(true);
    expect(valueNote({}, differs, []).quotes[0]).toMatchObject({ isOutside: null, lowPrice: null, highPrice: null });
  });
});

describe('coverage', () => {
  const flows = (face: number) => ({ begin: face, principal: [face], balance: [0] });
  const of = { A: flows(100), M1: flows(30), M2: flows(20), B: flows(8), IO: { begin: 100, interest: [1] }, R: {} };
  const tranches = { A: NOTE, M1: NOTE, M2: NOTE, B: NOTE, IO: { notional: 'A', coupon: '1%' }, R: { residual: true } };
  const positions = new Map(Object.entries({ A: 'senior', IO: 'senior', M1: 'mezzanine', M2: 'mezzanine', B: 'subordinate' }));
  const rows = ['senior', 'mezzanine', 'subordinate', 'residual', 'other'].map((position) => row(position, 0.05));
  const covers = (ranks: object, differs: Partial<TrustInput> = {}, losses = 16, upb = 160) => {
    const deal = dealOf(tranches, ranks);
    const path = pathOf(deal, { periods: 1, of, pool: { performing: [upb], amortized: [160], loss: [losses] } });
    const value = valueTrust(trustOf(deal, { positions, ...differs }), marketOf(rows), 'blended', path);
    return Object.fromEntries(value.tranches.map(({ name, coverage }) => [name, coverage]));
  };

  it('is what stands behind a class, subordinate balances and OC, over the losses expected of the collateral', () => {
    // 160 of pool. Behind A 60, behind both mezzanines 10, behind B the OC of 2.
    expect(covers({})).toEqual({ A: 60 / 16, M1: 10 / 16, M2: 10 / 16, B: 2 / 16, IO: null });
  });

  it('goes by the ranks of the deal where it has them', () => {
    expect(covers({ ranks: ['A', 'M1', 'M2', 'B'] })).toEqual({ A: 60 / 16, M1: 30 / 16, M2: 10 / 16, B: 2 / 16, IO: null });
  });

  it('counts REO as backing, and is never below 0', () => {
    const reo = [{ id: '1', upb: 9, proceeds: 5, costs: 1, month: 1, state: 'CA' }];
    expect(covers({}, { reo }).B).toBe(6 / 16);
    expect(covers({}, {}, 16, 150)).toMatchObject({ M2: 0, B: 0 });
  });

  it('is not known where seniority is not, nor where no losses are expected', () => {
    const unknown = { A: null, M1: null, M2: null, B: null, IO: null };
    expect(covers({}, { positions: new Map([...positions, ['M1', 'other']]) })).toEqual(unknown);
    expect(covers({ ranks: ['A', 'M1', 'M2'] })).toEqual(unknown);
    expect(covers({}, {}, 0)).toEqual(unknown);
  });
});
