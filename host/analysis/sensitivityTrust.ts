/** Trusts under many shocks, where a shock that cannot be valued leaves the others as they are, and what they add up to. */
import { formatDate } from '../curves/dates.ts';
import { faultText, type WeirError } from '../errors.ts';
import type { Market, Method, Snapshot, TrustInput } from '../portfolio/records.ts';
import { debtValue } from '../valuation/longTermDebt.ts';
import { portfolioValue } from '../valuation/portfolioTotals.ts';
import type { PortfolioValue, TrustValue } from '../valuation/records.ts';
import { NO_SHOCK, type Shock, shockedBenchmark, shockedDebt } from './shock.ts';
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

/** Balance sheets of a portfolio. `shocks` has of each shock its sheet and that of the base case, both of the trusts that it could value. */
export interface ShockedSheets {
  readonly base: PortfolioValue['totals'];
  readonly shocks: readonly { readonly before: PortfolioValue['totals']; readonly after: PortfolioValue['totals'] }[];
}

/**
 * Adds trusts up, in the base case and under each shock. A trust that has no value under a shock is in neither side of what that shock changes.
 *
 * Throws: MARKET_CURVE and DATE_INVALID of the sponsor's debt.
 */
export function shockedSheets(snapshot: Snapshot, shocks: readonly Shock[], valued: readonly ShockedTrust[]): ShockedSheets {
  const sheet = (shock: Shock, trusts: readonly TrustValue[]) =>
    portfolioValue({
      snapshot: snapshot.name,
      date: formatDate(snapshot.date),
      trusts,
      failed: [],
      longTermDebt: snapshot.longTermDebt.map((debt) =>
        debtValue(shockedDebt(debt, shock), shockedBenchmark(snapshot.market.benchmark, shock), snapshot.date),
      ),
    }).totals;
  const base = sheet(
    NO_SHOCK,
    valued.map((trust) => trust.base),
  );
  return {
    base,
    shocks: shocks.map((shock, place) => {
      const there = valued.filter(({ values }) => values[place] !== undefined);
      const whole = there.length === valued.length;
      return {
        before: whole
          ? base
          : sheet(
              NO_SHOCK,
              there.map((trust) => trust.base),
            ),
        after: sheet(
          shock,
          there.flatMap(({ values }) => values[place] ?? []),
        ),
      };
    }),
  };
}

/** A trust that has no value under a shock, and is in no change of it. */
export interface Incomplete {
  readonly shock: string;
  readonly trust: string;
  readonly faults: readonly string[];
}

/** Trusts that have no value under one of the shocks. */
export function incompleteOf(valued: readonly ShockedTrust[]): Incomplete[] {
  return valued.flatMap(({ trust, failed }) =>
    failed.map(({ shock, faults }) => ({ shock, trust: trust.name, faults: faults.map(faultText) })),
  );
}
