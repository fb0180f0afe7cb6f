/** What a snapshot says before it is valued: positions of trusts that the discount matrix has no yield for. */
import { describe, expect, it } from 'vitest';
import { valueTrusts } from '../../host/analysis/valueTrusts.ts';
import type { DiscountRow, Method, TrustInput } from '../../host/portfolio/records.ts';
import { missingYields } from '../../host/valuation/missingYields.ts';
import { smallDeal, snapshotOf } from '../analysis/attributionTrusts.ts';
import { marketOf, row, trustOf } from './trusts.ts';

const POSITIONS = new Map([
  ['A', 'senior'],
  ['B', 'subordinate'],
]);
const missing = (rows: readonly DiscountRow[], differs: Partial<TrustInput> = {}, method: Method = 'blended') => {
  const snapshot = snapshotOf([trustOf(smallDeal(), { positions: POSITIONS, ...differs })], { market: marketOf(rows), method });
  return { snapshot, found: missingYields(snapshot).map(({ position, of }) => [position, of]) };
};

describe('discount yields that a trust lacks', () => {
  it('are told by position, before anything is valued', async () => {
    const { snapshot, found } = missing([row('senior', 0.06)]);
    expect(found).toEqual([
      ['subordinate', ['B']],
      ['residual', ['residual']],
    ]);
    // As many faults as the valuation then ends with.
    const [outcome] = await valueTrusts(snapshot, undefined, { workers: 0 });
    expect(outcome?.ok === false && outcome.faults.map(({ code, got }) => [code, got.split(' ').at(-1)])).toEqual([
      ['DISCOUNT_MISSING', 'subordinate'],
      ['DISCOUNT_MISSING', 'residual'],
    ]);
  });

  it('are none of what has a yield or a price of its own, and those of classes without a position', () => {
    const own = { yields: new Map([['R', 0.2]]), prices: new Map([['B', 80]]) };
    expect(missing([row('senior', 0.06)], own).found).toEqual([]);
    expect(missing([], { ...own, positions: new Map() }).found).toEqual([[null, ['A']]]);
  });

  it('are those of collateral where it is valued by itself, and of another type or vintage', () => {
    const rows = [row('senior', 0.06, { type: 'other' }), row('subordinate', 0.1), row('residual', 0.2)];
    expect(missing(rows, {}, 'independent').found).toEqual([
      ['senior', ['A']],
      ['collateral', ['collateral']],
    ]);
  });

  it('are not asked for by a class that is paid off', () => {
    const opening = { opening: { month: 0, balances: { A: 0, B: 200_000 } } };
    const snapshot = snapshotOf([trustOf(smallDeal({ more: opening }), { positions: POSITIONS })], {
      market: marketOf([row('subordinate', 0.1), row('residual', 0.2)]),
    });
    expect(missingYields(snapshot)).toEqual([]);
  });
});
