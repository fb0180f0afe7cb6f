/** Discount yields that valuations will ask for and not find, known before anything is projected. */
import { faultText } from '../errors.ts';
import type { Method, Snapshot, TrustInput } from '../portfolio/records.ts';
import { HALF_CENT } from './cash.ts';
import { findRow, missingRow } from './discountMatrix.ts';
import { COLLATERAL, positionOf, RESIDUAL } from './trancheValue.ts';

/** A position that the matrix has no row for, or classes without one. */
export interface MissingYield {
  readonly trust: string;
  readonly type: string;
  readonly vintage: number;
  /** Null of classes that trust.yaml gives no position. */
  readonly position: string | null;
  /** Classes, `residual` or `collateral`. */
  readonly of: readonly string[];
  /** The fault that a valuation would end with. */
  readonly fault: string;
}

/**
 * What is missing for the trusts of a snapshot that could be read, by trust and position. Classes without a balance are passed over: whether they
 * are paid anything shows in a projection. Collateral needs a yield of its own by the independent method alone.
 */
export function missingYields({ trusts, market, method }: Pick<Snapshot, 'trusts' | 'market' | 'method'>): MissingYield[] {
  return trusts.flatMap((reading): MissingYield[] => {
    if (!reading.ok) return [];
    const { trust } = reading;
    const lacking = askedFor(trust, method).filter(
      ({ position }) => position === undefined || findRow(market.discount, { ...trust, position }) === undefined,
    );
    return [...Map.groupBy(lacking, ({ position }) => position)].map(([position, asked]) => {
      const of = asked.map(({ name }) => name);
      const fault = missingRow(market.discount, { ...trust, position }, `${trust.name}, ${of.join(', ')}`);
      const { name, type, vintage } = trust;
      return { trust: name, type, vintage, position: position ?? null, of, fault: faultText(fault) };
    });
  });
}

/** What a valuation discounts at a yield of the matrix: nothing that has a yield or a price of its own. */
function askedFor(trust: TrustInput, method: Method): { readonly name: string; readonly position: string | undefined }[] {
  const { deal, yields, prices } = trust;
  const hasOwn = (name: string) => yields.has(name) || prices.has(name);
  const all = deal.tranches.map((tranche) => ({ tranche, name: tranche.name, position: positionOf(trust, tranche) }));
  const residuals = all.filter(({ position }) => position === RESIDUAL);
  const isReleased = deal.steps.some((step) => step.verb === 'release' && step.to === undefined);
  const needsResidual = (residuals.length > 0 || isReleased) && ![RESIDUAL, ...residuals.map(({ name }) => name)].some(hasOwn);
  const classes = all.filter(
    ({ tranche, name, position }) =>
      position !== RESIDUAL &&
      !hasOwn(name) &&
      (!tranche.hasBalance || (deal.opening?.balances.get(name) ?? tranche.balance) > HALF_CENT),
  );
  return [
    ...classes.map(({ name, position }) => ({ name, position })),
    ...(needsResidual ? [{ name: RESIDUAL, position: RESIDUAL }] : []),
    ...(method === 'independent' && !hasOwn(COLLATERAL) ? [{ name: COLLATERAL, position: COLLATERAL }] : []),
  ];
}
