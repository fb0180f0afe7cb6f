/** The cash of a trust: collateral net of costs, residual, and that all of it ties. */
import { describe, expect, it } from 'vitest';
import { loadDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import { type PathProjection, projectDeal } from '../../host/engine/project.ts';
import { valueTrust } from '../../host/valuation/fairValue.ts';
import { readTrustCash, valuationOutputs } from '../../host/valuation/trustCash.ts';
import { type ClassFlows, dealOf, marketOf, pathOf, row, trustOf } from './trusts.ts';

const isResidual = ({ isResidual: is }: { readonly isResidual: boolean }) => is;
const cashOf = (cash: { interest: ArrayLike<number>; principal: ArrayLike<number> }) =>
  Array.from(cash.interest, (interest, k) => interest + cash.principal[k]!);

async function projected(file: string): Promise<{ deal: ResolvedDeal; path: PathProjection }> {
  const deal = await loadDeal(new URL(`../../examples/deals/${file}.yaml`, import.meta.url).pathname);
  const { paths } = await projectDeal(deal, [{ name: 'base' }], { workers: 0, outputs: valuationOutputs(deal) });
  const [path] = paths;
  if (path === undefined) throw new Error('no path');
  return { deal, path };
}

describe('the cash of a trust', () => {
  const deal = dealOf({ A: { balance: 100 }, R: { residual: true } });
  const of = { A: { begin: 100, interest: [1, 1], principal: [50, 50], balance: [50, 0] }, R: { other: [4, 3], interest: [1] } };
  const pool = {
    performing: [110, 55, 0],
    amortized: [30, 25],
    prepaid: [25, 30],
    interestDue: [5, 5],
    interestLost: [1],
    servicing: [1, 1],
  };

  it('of collateral is interest net of servicing and costs, and principal', () => {
    const cash = readTrustCash(deal, pathOf(deal, { periods: 2, of: { ...of, pool: { costs: [2, 1] } }, pool }), isResidual);
    // 55 + 5 - 1 - 1 - 2, then 55 + 5 - 1 - 1.
    expect(cashOf(cash.collateral)).toEqual([56, 58]);
    expect(cashOf(cash.pool)).toEqual([58, 59]);
    expect(cash.pool.face).toBe(110);
  });

  it('of the residual is all that its classes are paid, and what is released to none', () => {
    const cash = readTrustCash(deal, pathOf(deal, { periods: 2, of: { ...of, pool: { released: [0.5] } }, pool }), isResidual);
    expect(cashOf(cash.residual ?? cash.pool)).toEqual([5.5, 3]);
    expect(cash.classes.map(({ tranche }) => tranche.name)).toEqual(['A']);
  });

  it('ties where what comes in goes out, and the worst date tells by how much it does not', () => {
    const hedged = dealOf({ A: { balance: 100 }, R: { residual: true } }, { hedges: { h: {} } });
    const breach = (trust: ClassFlows, cash: number[] = []) =>
      readTrustCash(hedged, pathOf(hedged, { periods: 2, of: { ...of, h: { cash }, pool: trust }, pool }), isResidual).breach;
    // In: 58 and 59. Out: 51 + 5, 51 + 3.
    expect(breach({})).toBe(5);
    expect(breach({ costs: [2, 5] })).toBe(0);
    expect(breach({ costs: [2, 4] }, [0, -1])).toBe(0);
    expect(breach({ collected: [56, 53] })).toBe(1);
    // 2 held over from the first date to the second.
    expect(breach({ collected: [58, 52], held: [2, 0] })).toBe(0);
  });

  it('counts what accounts keep, beginning with what they have at the date', () => {
    const kept = dealOf({ A: { balance: 100 }, R: { residual: true } }, { accounts: { reserve: { balance: 7 } } });
    const path = pathOf(kept, { periods: 2, of: { ...of, reserve: { cash: [9, 14] } }, pool });
    // 58 in, 56 out and 2 into the account; 59 in, 54 out and 5.
    expect(readTrustCash(kept, path, isResidual).breach).toBe(0);
  });

  it('has REO by payment month and losses, until the collateral is called', () => {
    const reo = [
      { proceeds: 9, costs: 1, month: 1 },
      { proceeds: 5, costs: 0, month: 2 },
      { proceeds: 3, costs: 0, month: 2 },
    ];
    const loans = [{ upb: 100_000, noteRate: '12%', remainingTerm: 12 }];
    const owning = dealOf({ A: { balance: 100 } }, { collateral: { pool1: { loans, reo } } });
    const flows = { periods: 2, of: {}, pool: { ...pool, loss: [3, 4] } };
    expect(readTrustCash(owning, pathOf(owning, flows), isResidual)).toMatchObject({ reo: Float64Array.of(8, 8), losses: 7 });
    const called = readTrustCash(owning, pathOf(owning, { ...flows, calledAt: 1 }), isResidual);
    expect(called).toMatchObject({ reo: Float64Array.of(8, 0), losses: 3 });
    // The first month's 58 and the 55 left.
    expect(cashOf(called.collateral)).toEqual([113, 0]);
  });
});

describe('the cash of projected deals ties', () => {
  it('with prepayment penalties', async () => {
    const loans = [{ upb: 10_000, noteRate: '12%', remainingTerm: 12, penaltyUntil: 12, penaltyRate: '5%' }];
    const more = { assumptions: { prepayment: '10 CPR' }, steps: [{ release: ['interest', 'principal', 'penalties'] }] };
    const deal = dealOf({ A: { balance: 1000 }, R: { residual: true } }, { collateral: { pool1: { loans } }, ...more });
    const { paths } = await projectDeal(deal, [{ name: 'base' }], { workers: 0 });
    for (const path of paths) {
      expect(path.remittance(0, 'penalty')[1]).toBeGreaterThan(1);
      expect(readTrustCash(deal, path, isResidual).breach).toBeLessThan(1e-9);
    }
    expect(paths).toHaveLength(1);
  });

  it.each([
    'subprime_oc_swap_triggers',
    'reo_and_foreclosure',
    'seasoned_opening',
    'reserve_account',
    'corridor_available_funds_cap',
    'monoline_wrap',
    'prepayment_penalty_class',
    'in_the_money_call',
    'exchange_classes',
    'revolving_purchases',
    'insured_pipeline',
    'oc_turbo_stepdown_call',
  ])('of examples/deals/%s', async (file) => {
    const { deal, path } = await projected(file);
    const { breach } = readTrustCash(deal, path, isResidual);
    expect(breach).toBeLessThan(1e-9 * deal.groups.reduce((sum, { cutoff }) => sum + cutoff, 0));
  });

  it('and so a trust with fees, a swap and one yield for all has that yield on its collateral', async () => {
    // Undiscounted, collateral net of costs is what classes and residual are paid less what hedges bring. With the hedge discounted at
    // the same yield as all else the same holds discounted: a benchmark flat at y.
    const { deal, path } = await projected('subprime_oc_swap_triggers');
    const y = 0.08;
    const rows = ['senior', 'residual', 'collateral'].map((position) => row(position, y));
    const positions = new Map(deal.tranches.map(({ name, isResidual: is }) => [name, is ? 'residual' : 'senior']));
    const market = marketOf(rows, { benchmark: { years: [1], rates: [y] } });
    const blended = valueTrust(trustOf(deal, { positions }), market, 'blended', path);
    expect(blended.hedges.map(({ name }) => name)).toEqual(['swap']);
    expect(blended.derivativeAssets + blended.derivativeLiabilities).toBeGreaterThan(1000);
    expect(blended.collateral.yield?.yieldBey).toBeCloseTo(y, 11);
    expect(blended.meanYield).toBeCloseTo(y, 12);
    const independent = valueTrust(trustOf(deal, { positions }), market, 'independent', path);
    expect(independent.residual / independent.residualDiscounted).toBeCloseTo(1, 8);
  });
});
