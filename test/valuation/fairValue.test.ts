/** The fair value of a trust: three methods, by hand on two classes, and on projected deals. */
import { describe, expect, it } from 'vitest';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import { type PathProjection, projectDeal } from '../../host/engine/project.ts';
import type { DiscountRow, Method, TrustInput } from '../../host/portfolio/records.ts';
import { netRealizableValue, valueTrust } from '../../host/valuation/fairValue.ts';
import type { TrustValue } from '../../host/valuation/records.ts';
import { thrownBy } from '../deal/small.ts';
import { beyOfMonth, dealOf, marketOf, pathOf, row, trustOf } from './trusts.ts';

const at = (m: number, ...cash: number[]) => cash.reduce((sum, amount, k) => sum + amount / (1 + m) ** (k + 1), 0);

/**
 * Two classes and a residual on 160 of loans. Each month a fee of 0.5.
 *
 * Collateral: principal 60, 40, 30, losses 20 and 10, interest 4.5, 3.5, 6.5: net of the fee 64, 43, 36.
 */
const deal = dealOf({ A: { balance: 100 }, B: { balance: 50 }, R: { residual: true } });
const OF = {
  A: { begin: 100, interest: [1, 1], principal: [60, 40], balance: [40, 0, 0] },
  B: { begin: 50, interest: [1, 1, 1], principal: [0, 0, 30], writtenDown: [0, 20], balance: [50, 30, 0] },
  R: { other: [2, 1, 5] },
};
const POOL = {
  performing: [160, 100, 40, 0],
  amortized: [60, 40, 30],
  interestDue: [4.5, 3.5, 6.5],
  loss: [0, 20, 10],
};
const FEES = { pool: { costs: [0.5, 0.5, 0.5] } };
const path = pathOf(deal, { periods: 3, of: { ...OF, ...FEES }, pool: POOL });
const positions = new Map([
  ['A', 'senior'],
  ['B', 'subordinate'],
]);
/** 1, 2, 3 and 1.5 % a month. */
const ROWS = [
  row('senior', beyOfMonth(0.01)),
  row('subordinate', beyOfMonth(0.02)),
  row('residual', beyOfMonth(0.03)),
  row('collateral', beyOfMonth(0.015)),
];
const A = at(0.01, 61, 41);
const B = at(0.02, 1, 1, 31);
const R = at(0.03, 2, 1, 5);
const value = (method: Method, differs: Partial<TrustInput> = {}, rows: readonly DiscountRow[] = ROWS) =>
  valueTrust(trustOf(deal, { positions, ...differs }), marketOf(rows), method, path);
/** The same trust with a swap that it pays 1 a month and a cap that brings 4 in the end; nobody is paid less or more for it. */
const hedged = dealOf({ A: { balance: 100 }, B: { balance: 50 }, R: { residual: true } }, { hedges: { swap: {}, cap: {} } });
const HEDGES = { swap: { cash: [-1, -1, -1] }, cap: { cash: [0, 0, 4] } };
const hedgedPath = pathOf(hedged, { periods: 3, of: { ...OF, ...FEES, ...HEDGES }, pool: POOL });
/** What the collateral's cash is worth at its yield. */
const collateralAt = (trust: TrustValue) => at((1 + (trust.collateral.yield?.yieldBey ?? 0) / 2) ** (1 / 6) - 1, 64, 43, 36);

const REO = [
  { id: '1', upb: 20, proceeds: 12, costs: 2, month: 1, state: 'CA' },
  { id: '2', upb: 5, proceeds: 1, costs: 3, month: 2, state: 'FL' },
];

describe('the blended method', () => {
  it('makes collateral worth classes and residual, and solves its yield net of costs', () => {
    const trust = value('blended');
    expect(trust.tranches.map(({ fairValue }) => fairValue)).toEqual([expect.closeTo(A, 10), expect.closeTo(B, 10)]);
    expect(trust.borrowings).toBeCloseTo(A + B, 10);
    expect(trust.residual).toBeCloseTo(R, 10);
    expect(trust.residualDiscounted).toBe(trust.residual);
    expect(trust.collateral.fairValue).toBeCloseTo(A + B + R, 9);
    expect(collateralAt(trust)).toBeCloseTo(A + B + R, 9);
    expect(Math.abs(trust.remainder)).toBeLessThan(1e-9);
    expect(trust.side).toBe('liabilities');
    expect(trust.collateral.yield).toMatchObject({ from: 'solved', low: null, high: null });
    expect(trust.cashBreach).toBeLessThan(1e-12);
    expect(trust.warnings).toEqual([]);
  });

  it('shows the mean yield of classes and residual by value, and the balance, price, life and losses of the collateral', () => {
    const trust = value('blended');
    const mean = (A * beyOfMonth(0.01) + B * beyOfMonth(0.02) + R * beyOfMonth(0.03)) / (A + B + R);
    expect(trust.meanYield).toBeCloseTo(mean, 12);
    expect(trust.collateral).toMatchObject({ upb: 160, projectedLoss: 30 });
    expect(trust.collateral.price).toBeCloseTo((A + B + R) / 1.6, 10);
    // 60, 40 and 30 of principal after 1, 2 and 3 months.
    expect(trust.collateral.averageLife).toBeCloseTo((60 + 80 + 90) / 130 / 12, 12);
    // Behind A 60, behind B 10, before 30 of losses.
    expect(trust.tranches.map(({ coverage }) => coverage)).toEqual([2, expect.closeTo(1 / 3, 12)]);
    expect(trust.tranches.map(({ projectedLoss }) => projectedLoss)).toEqual([0, 20]);
  });

  it('takes REO, cash and hedges off what the collateral is worth', () => {
    // Flat at 4 %: payment k is k/12 years off, so at k/6 half-years.
    const swap = -[1, 2, 3].reduce((sum, k) => sum + 1.02 ** (-k / 6), 0);
    const cap = 4 * 1.02 ** (-3 / 6);
    const input = trustOf(hedged, { positions, reo: REO, cash: { collections: 2, accounts: 3 } });
    const trust = valueTrust(input, marketOf(ROWS), 'blended', hedgedPath);
    expect(trust).toMatchObject({ reo: 10, cash: 5 });
    expect(trust.derivativeAssets).toBeCloseTo(cap, 12);
    expect(trust.derivativeLiabilities).toBeCloseTo(-swap, 12);
    expect(trust.hedges.map(({ name }) => name)).toEqual(['swap', 'cap']);
    expect(trust.collateral.fairValue).toBeCloseTo(A + B + R - 10 - 5 - cap - swap, 9);
    expect(collateralAt(trust)).toBeCloseTo(trust.collateral.fairValue, 9);
    expect(Math.abs(trust.remainder)).toBeLessThan(1e-9);
  });

  it('warns of yields below 0 that it has to solve', () => {
    // A is paid 61 and 41: at 103, 41 x^2 + 61 x = 103 has x = (sqrt(20,613) - 61) / 82 = 1.006979, that is -0.6931 % a month.
    const [warning, ...others] = value('blended', { prices: new Map([['A', 103]]) }).warnings;
    expect(warning).toBe('the yield of A, solved from the price given, is -8.17%: it is paid less than it is worth');
    expect(100 * beyOfMonth(82 / (Math.sqrt(20_613) - 61) - 1)).toBeCloseTo(-8.17, 2);
    expect(others).toEqual([]);
    // B is paid 33, and at 70 per 100 of its 50 worth 35: with A and R more than the 143 that reach the collateral.
    const worth = value('blended', {
      prices: new Map([
        ['A', 103],
        ['B', 70],
      ]),
    });
    expect(worth.warnings.map((text) => text.replace(/ is -.*/, ''))).toEqual([
      'the yield of A, solved from the price given,',
      'the yield of B, solved from the price given,',
      'the yield of collateral, solved from classes and residual,',
    ]);
  });

  it('that would make collateral worth nothing or less is refused', () => {
    const faults = thrownBy(() => value('blended', { cash: { collections: 0, accounts: 200 } }));
    expect(faults).toMatchObject([{ code: 'YIELD_NONE' }]);
    expect(faults[0]?.place).toBe('T, collateral: classes + residual + derivative liabilities - REO - derivative assets - cash');
  });

  it('of a trust whose loans are gone makes them worth nothing', () => {
    const gone = pathOf(deal, { periods: 3, of: {}, pool: {} });
    const trust = valueTrust(trustOf(deal, { positions }), marketOf(ROWS), 'blended', gone);
    expect(trust).toMatchObject({ borrowings: 0, residual: 0, remainder: 0, meanYield: null });
    expect(trust.collateral).toMatchObject({ fairValue: 0, price: null, yield: null, averageLife: null });
  });

  it('needs no yield of the collateral, but one of the residual', () => {
    expect(() => value('blended', {}, ROWS.slice(0, 3))).not.toThrow();
    expect(thrownBy(() => value('blended', {}, ROWS.slice(0, 2)))).toMatchObject([{ code: 'DISCOUNT_MISSING', place: 'T, R' }]);
  });
});

describe('the independent method', () => {
  it('values collateral at its own yield, and the residual is the remainder', () => {
    const trust = value('independent', { reo: REO });
    const collateral = at(0.015, 64, 43, 36);
    expect(trust.collateral.fairValue).toBeCloseTo(collateral, 10);
    expect(trust.residual).toBeCloseTo(collateral + 10 - A - B, 9);
    expect(trust.residualDiscounted).toBeCloseTo(R, 10);
    expect(trust).toMatchObject({ side: 'both', method: 'independent' });
    expect(trust.collateral.yield).toMatchObject({ from: 'matrix', yieldBey: beyOfMonth(0.015) });
    expect(Math.abs(trust.remainder)).toBeLessThan(1e-9);
  });

  it('with one yield for all is the blended one: cash in is cash out', () => {
    const rows = ['senior', 'subordinate', 'residual', 'collateral'].map((position) => row(position, beyOfMonth(0.02)));
    const trust = value('independent', {}, rows);
    expect(trust.residual).toBeCloseTo(trust.residualDiscounted, 10);
    expect(value('blended', {}, rows).collateral.yield?.yieldBey).toBeCloseTo(beyOfMonth(0.02), 12);
  });

  it('without a yield of the collateral is refused', () => {
    const faults = thrownBy(() => value('independent', {}, ROWS.slice(0, 3)));
    expect(faults).toMatchObject([
      { code: 'DISCOUNT_MISSING', place: 'T, collateral', got: 'no yield for alt-a 2005 collateral' },
    ]);
  });
});

describe('the observable method', () => {
  const orderly = (...wanted: string[]) => ROWS.map((each) => ({ ...each, orderly: wanted.includes(each.position) }));

  it('measures the liabilities where their yields are the more observable', () => {
    const trust = value('observable', {}, orderly('senior', 'subordinate'));
    expect(trust).toMatchObject({ side: 'liabilities', observable: { assets: 0, liabilities: 1 } });
    expect(trust.collateral.fairValue).toBeCloseTo(A + B + R, 9);
  });

  it('measures the assets where theirs are, and spreads what they leave over the classes by their own values', () => {
    const trust = value('observable', { reo: REO }, orderly('collateral', 'senior'));
    const collateral = at(0.015, 64, 43, 36);
    const factor = (collateral + 10 - R) / (A + B);
    expect(trust.side).toBe('assets');
    expect(trust.observable.assets).toBe(1);
    expect(trust.observable.liabilities).toBeCloseTo(A / (A + B), 12);
    expect(trust.collateral.fairValue).toBeCloseTo(collateral, 10);
    expect(trust.residual).toBeCloseTo(R, 10);
    expect(trust.tranches.map(({ fairValue }) => fairValue)).toEqual([
      expect.closeTo(A * factor, 9),
      expect.closeTo(B * factor, 9),
    ]);
    expect(Math.abs(trust.remainder)).toBeLessThan(1e-9);
    // The yield of a class follows from its part.
    const [first] = trust.tranches;
    expect(first?.yield).toMatchObject({ from: 'solved', source: 'collateral and residual' });
    expect(at((1 + (first?.yield?.yieldBey ?? 0) / 2) ** (1 / 6) - 1, 61, 41)).toBeCloseTo(A * factor, 9);
  });

  it('gives a tie to the liabilities', () => {
    expect(value('observable', {}, orderly()).side).toBe('liabilities');
    expect(value('observable', {}, orderly('collateral', 'senior', 'subordinate')).side).toBe('liabilities');
  });

  it('takes a price given, or an orderly quote, for observable; a yield of the trust is not', () => {
    const quote = { tranche: 'B', source: 'V', price: 60, orderly: true };
    const prices = new Map([['A', 99]]);
    const given = value('observable', { prices, quotes: [quote] }, orderly('collateral'));
    expect(given).toMatchObject({ side: 'liabilities', observable: { liabilities: 1 } });
    const disorderly = value('observable', { quotes: [{ ...quote, orderly: false }] }, orderly());
    expect(disorderly.observable).toEqual({ assets: 0, liabilities: 0 });
    const own = value('observable', { yields: new Map([['A', 0.1]]) }, orderly('senior'));
    expect(own.observable.liabilities).toBe(0);
  });
});

describe('beside the methods', () => {
  it('REO is worth proceeds less costs of each property, undiscounted and not below 0', () => {
    expect(netRealizableValue(REO)).toBe(10);
    expect(netRealizableValue([])).toBe(0);
  });

  it('the non-performance spread moves hedges and, against them, collateral: no class', () => {
    const trust = trustOf(hedged, { positions });
    const base = valueTrust(trust, marketOf(ROWS), 'blended', hedgedPath);
    const bumped = valueTrust(trust, marketOf(ROWS, { nonPerformance: 0.05 }), 'blended', hedgedPath);
    // 4 % and 5 % of spread: 1.045 a half-year, for a sixth, a third and half a half-year.
    expect(bumped.derivativeAssets).toBeCloseTo(4 * 1.045 ** -0.5, 12);
    expect(bumped.derivativeLiabilities).toBeCloseTo(1.045 ** (-1 / 6) + 1.045 ** (-1 / 3) + 1.045 ** -0.5, 12);
    const net = (each: TrustValue) => each.derivativeAssets - each.derivativeLiabilities;
    const moved = net(bumped) - net(base);
    expect(bumped.collateral.fairValue - base.collateral.fairValue).toBeCloseTo(-moved, 10);
    expect(bumped.tranches).toEqual(base.tranches);
    expect(bumped.residual).toBe(base.residual);
  });

  it('classes of position residual, and what is released to none, are one residual interest', () => {
    const two = dealOf({ A: { balance: 100 }, P: { balance: 50 } });
    const of = { A: OF.A, P: OF.B, pool: { ...FEES.pool, released: [2, 1, 5] } };
    const trust = trustOf(two, { positions: new Map([...positions, ['P', 'residual']]) });
    const worth = valueTrust(trust, marketOf(ROWS), 'blended', pathOf(two, { periods: 3, of, pool: POOL }));
    expect(worth.tranches.map(({ name }) => name)).toEqual(['A']);
    expect(worth.residual).toBeCloseTo(at(0.03, 3, 2, 36), 10);
  });

  it('without a residual there is no yield for one', () => {
    const alone = dealOf({ A: { balance: 100 } });
    const pool = { performing: [100], amortized: [60, 40], interestDue: [1, 1] };
    const worth = valueTrust(
      trustOf(alone, { positions }),
      marketOf(ROWS),
      'blended',
      pathOf(alone, { periods: 3, of: { A: OF.A }, pool }),
    );
    expect(worth).toMatchObject({ residual: 0, residualYield: null });
    expect(worth.collateral.yield?.yieldBey).toBeCloseTo(beyOfMonth(0.01), 12);
    expect(worth.meanYield).toBeCloseTo(beyOfMonth(0.01), 14);
  });

  it('the residual has the yield of the trust where it gives one, at the mean time to its cash', () => {
    const trust = value('blended', { yields: new Map([['R', 0]]) });
    expect(trust.residual).toBe(8);
    // At a yield of 0 the mean time is that of the cash: (2 + 2 + 15) / 8 months; the benchmark is flat.
    const rising = marketOf(ROWS, { benchmark: { years: [0, 1], rates: [0, 0.12] } });
    const worth = valueTrust(trustOf(deal, { positions, yields: new Map([['R', 0]]) }), rising, 'blended', path);
    expect(worth.residualYield?.benchmark).toBeCloseTo((0.12 * 19) / 8 / 12, 12);
  });

  it('warns where trust and deal differ on REO and cash, and where cash does not tie', () => {
    const trust = trustOf(deal, { positions, reo: REO, cash: { collections: 2, accounts: 0 }, warnings: ['a stale tape'] });
    const worth = valueTrust(trust, marketOf(ROWS), 'blended', pathOf(deal, { periods: 3, of: OF, pool: POOL }));
    expect(worth.warnings).toEqual([
      'a stale tape',
      'the trust has REO of 10.00 and cash of 2.00; its deal sells REO for 0.00 and begins with accounts of 0.00',
      'by hand: cash in and cash out differ by 0.50 on the worst date',
    ]);
    expect(worth.cashBreach).toBeCloseTo(0.5, 12);
  });
});

describe('a projected pass-through', () => {
  /** 12 % loans of 10,000 over 36 months, prepaying, defaulting; all they bring, after 0.5 % of servicing and a fee of 5, is A's. */
  async function projected(assumptions: object, fee: number): Promise<{ deal: ResolvedDeal; path: PathProjection }> {
    const resolved = resolveDeal(
      checkedDeal({
        deal: 'Pass-through',
        dates: { settlement: '2011-01-01', dated: '2011-01-01', firstPayment: '2011-02-25', delay: 24 },
        collateral: { pool1: { loans: [{ upb: 10_000, noteRate: '12%', servicing: '0.5%', remainingTerm: 36 }] } },
        assumptions,
        fees: { trustee: { amount: fee } },
        tranches: { A: { balance: 10_000, coupon: '10%' }, R: { residual: true } },
        steps: [
          { pay: 'fee', to: 'trustee', from: ['interest', 'principal'] },
          { release: ['interest', 'principal'], to: 'A' },
        ],
      }),
    );
    const { paths } = await projectDeal(resolved, [{ name: 'base' }], { workers: 0 });
    const [only] = paths;
    if (only === undefined) throw new Error('no path');
    return { deal: resolved, path: only };
  }

  it.each([
    ['without losses', {}, 0],
    ['with prepayments, defaults and a fee', { prepayment: '20 CPR', default: '10 CDR', severity: '40%', lag: 3 }, 5],
  ])('%s has the yield of its class, whatever the benchmark', async (_, assumptions, fee) => {
    const { deal: passThrough, path: cash } = await projected(assumptions, fee);
    const trust = trustOf(passThrough, { positions: new Map([['A', 'senior']]) });
    const worth = valueTrust(trust, marketOf(ROWS), 'blended', cash);
    expect(worth.cashBreach).toBeLessThan(1e-9);
    expect(worth.collateral.yield?.yieldBey).toBeCloseTo(beyOfMonth(0.01), 11);
    expect(worth.collateral.fairValue).toBeCloseTo(worth.tranches[0]?.fairValue ?? 0, 7);
  });

  it('without losses at the net rate of its loans is worth their balance, less 24 days of delay', async () => {
    // Level payments of loans at 11.5 % net are worth the balance at 11.5 % / 12 a month; every payment comes 24 days late.
    const { deal: passThrough, path: cash } = await projected({}, 0);
    const trust = trustOf(passThrough, { yields: new Map([['A', beyOfMonth(0.115 / 12)]]) });
    const worth = valueTrust(trust, marketOf(ROWS), 'blended', cash);
    expect(worth.borrowings / (10_000 * (1 + 0.115 / 12) ** (-24 / 30))).toBeCloseTo(1, 10);
  });
});
