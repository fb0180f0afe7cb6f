/** One trust under many shocks, where a shock that cannot be valued leaves the others as they are. */
import type { WeirError } from '../errors.ts';
import type { Market, Method, TrustInput } from '../portfolio/records.ts';
import type { TrustValue } from '../valuation/records.ts';
import { NO_SHOCK, type Shock } from './shock.ts';
import { ownFaults } from './valueTrusts.ts';
import { type UnderOptions, valueUnder } from './valueUnder.ts';

/** A shock under which a trust has no value, and why. */
export interface FailedShock {
  readonly shock: string;
  readonly faults: WeirError['faults'];
}

export interface ShockedTrust {
  readonly trust: TrustInput;
  readonly base: TrustValue;
  /** By shock, in their order; undefined under one that failed. */
  readonly values: readonly (TrustValue | undefined)[];
  readonly failed: readonly FailedShock[];
}

/**
 * Values a trust in the base case and under shocks. All are projected in one go; where that fails, halves of them are, down to the shocks at
 * fault. A lane does not depend on those beside it, so what is left has the same bits either way.
 *
 * Throws: as `valueUnder` where the base case itself fails; RUN_CANCELLED, STORE_*, CLUSTER_*.
 */
export async function valueShocks(
  trust: TrustInput,
  market: Market,
  method: Method,
  shocks: readonly Shock[],
  options: UnderOptions,
): Promise<ShockedTrust> {
  const failed: FailedShock[] = [];
  const valued = async (some: readonly Shock[]): Promise<(TrustValue | undefined)[]> => {
    try {
      // The base case stands beside them: prices that are given solve their yields in it.
      const { values } = await valueUnder(trust, market, method, [NO_SHOCK, ...some], options);
      return [...values];
    } catch (error) {
      const faults = ownFaults(error);
      const [only, another] = some;
      if (only === undefined) throw error;
      if (another === undefined) {
        // Whose fault it is shows without the shock.
        const [base] = await valued([]);
        failed.push({ shock: only.name, faults });
        return [base, undefined];
      }
      const half = Math.ceil(some.length / 2);
      const [base, ...first] = await valued(some.slice(0, half));
      const [, ...second] = await valued(some.slice(half));
      return [base, ...first, ...second];
    }
  };
  const [base, ...values] = await valued(shocks);
  if (base === undefined) throw new Error(`sensitivity: ${trust.name} has no base case`);
  return { trust, base, values, failed };
}
