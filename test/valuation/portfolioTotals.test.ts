/** The balance sheet of a portfolio: what is eliminated, what stands beside it, and that it foots to the cent. */
import { describe, expect, it } from 'vitest';
import { valueTrust } from '../../host/valuation/fairValue.ts';
import { debtValue } from '../../host/valuation/longTermDebt.ts';
import { type Portfolio, portfolioValue, trustLine } from '../../host/valuation/portfolioTotals.ts';
import type { TrancheValue, TrustValue } from '../../host/valuation/records.ts';
import { day, dealOf, marketOf, pathOf, row, trustOf } from './trusts.ts';

function tranche(name: string, fairValue: number, held = 0): TrancheValue {
  return {
    name,
    position: 'senior',
    face: 100,
    isNotional: false,
    fairValue,
    price: fairValue,
    accrued: 0,
    yield: null,
    averageLife: null,
    projectedLoss: 0,
    coverage: null,
    firstWritedown: null,
    held,
    quotes: [],
  };
}

/** Collateral 900 and a third, REO 50, cash 20, a swap of -30: 940.33 for two classes and the residual. */
function trust(differs: Partial<TrustValue> = {}): TrustValue {
  const figure = {
    yieldBey: 0.1,
    from: 'solved',
    benchmark: 0.04,
    riskPremium: 0.06,
    low: null,
    high: null,
    source: '',
    orderly: false,
  } as const;
  const tranches = [tranche('A', 600.004), tranche('B', 200.004, 0.25)];
  const borrowings = 800.008;
  return {
    trust: 'T',
    type: 'alt-a',
    vintage: 2005,
    consolidated: true,
    residualOwned: 0.8,
    method: 'blended',
    side: 'liabilities',
    observable: { assets: 0, liabilities: 0 },
    collateral: { upb: 1000, fairValue: 900 + 1 / 3, price: 90, yield: figure, averageLife: 5, projectedLoss: 0 },
    reo: 50,
    cash: 20,
    derivativeAssets: 0,
    derivativeLiabilities: 30,
    hedges: [{ name: 'swap', fairValue: -30 }],
    tranches,
    borrowings,
    residual: 970 + 1 / 3 - 30 - borrowings,
    residualDiscounted: 0,
    residualYield: null,
    remainder: 0,
    meanYield: null,
    cashBreach: 0,
    warnings: [],
    ...differs,
  };
}

const portfolio = (differs: Partial<Portfolio> = {}) =>
  portfolioValue({ snapshot: 'S', date: '2011-03-31', trusts: [trust()], failed: [], longTermDebt: [], ...differs });

describe('the sheet of a trust', () => {
  it('is in whole cents, has no borrowings that the sponsor holds, and its residual takes what rounding leaves', () => {
    // B is held by a quarter: 150.003 are borrowed and 50.001 held. 970.33 - 750.00 - 30 - 50.00 = 140.33, the model's 140.3253 unrounded.
    expect(trustLine(trust())).toEqual({
      collateral: 900.33,
      reo: 50,
      derivativeAssets: 0,
      cash: 20,
      assets: 970.33,
      borrowings: 750,
      derivativeLiabilities: 30,
      liabilities: 780,
      netAssets: 190.33,
      residual: 140.33,
      residualOfOthers: 28.07,
      held: 50,
    });
  });
});

describe('the totals of a portfolio', () => {
  it('add trusts as cents: a thousand trusts of a third of a dollar are 330', () => {
    // Each 900.33 and 970.33; as doubles 0.33 a thousand times is off by a dust that shows.
    const { totals } = portfolio({ trusts: Array.from({ length: 1000 }, () => trust()) });
    expect(totals.collateral).toBe(900_330);
    expect(totals.assets).toBe(970_330);
    expect(totals.borrowings).toBe(750_000);
    expect(totals.liabilities).toBe(780_000);
    expect(totals.netAssets).toBe(190_330);
    expect(totals.residual).toBe(140_330);
    expect(totals.held).toBe(50_000);
    expect(totals.residualOfOthers).toBe(28_070);
  });

  it('have of a trust that is not consolidated only what the sponsor owns, available for sale', () => {
    const { totals } = portfolio({ trusts: [trust(), trust({ consolidated: false })] });
    expect(totals).toMatchObject({ collateral: 900.33, assets: 970.33, liabilities: 780, residual: 140.33 });
    // 80 % of 140.3253 and the quarter of B: 112.26 + 50.00.
    expect(totals.availableForSale).toBe(162.26);
    expect(portfolio().totals.availableForSale).toBe(0);
  });

  it('list trusts that failed, and what was wrong with them', () => {
    const failed = [{ trust: 'F', faults: ['no tape'] }];
    expect(portfolio({ failed }).failed).toEqual(failed);
    expect(portfolio({ trusts: [], failed }).totals).toMatchObject({ assets: 0, liabilities: 0, residual: 0, longTermDebt: 0 });
  });

  it('move with the credit of the sponsor in its long-term debt alone', () => {
    const deal = dealOf({ A: { balance: 100 }, R: { residual: true } });
    const of = { A: { begin: 100, interest: [1, 1], principal: [60, 40], balance: [40, 0] }, R: { other: [3, 2] } };
    const path = pathOf(deal, { periods: 2, of, pool: { performing: [100, 40], amortized: [60, 40], interestDue: [4, 3] } });
    const market = marketOf([row('senior', 0.06), row('residual', 0.15)]);
    const valued = valueTrust(trustOf(deal, { positions: new Map([['A', 'senior']]) }), market, 'blended', path);
    const debt = { name: 'notes', balance: 1000, rate: 0.06, maturity: day('2021-01-01'), every: 6, spread: 0.02 };
    const sheet = (spread: number) => {
      const longTermDebt = [debtValue({ ...debt, spread }, market.benchmark, day('2011-01-01'))];
      return portfolio({ trusts: [valued], longTermDebt }).totals;
    };
    // 4 % and 2 %: par. At 4 % and 3 % a year of a half-yearly 3 % of coupons lose 0.5 % for 20 half-years.
    const annuity = (1 - 1.035 ** -20) / 0.035;
    expect(sheet(0.02).longTermDebt).toBe(1000);
    expect(sheet(0.03).longTermDebt).toBeCloseTo(1000 - 5 * annuity, 2);
    expect({ ...sheet(0.03), longTermDebt: 1000 }).toEqual(sheet(0.02));
  });
});
