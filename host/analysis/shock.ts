/** A named change of assumptions under which a portfolio is valued: of scenarios, and of the yields that discount. Data only. */
import type { DiscountRow, Market, TrustInput } from '../portfolio/records.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** What a shock changes of a scenario: multiples and shifts of the trusts' own curves. */
export type ScenarioShock = Pick<
  Scenario,
  'prepaymentMultiple' | 'defaultMultiple' | 'severityMultiple' | 'indexShift' | 'lag' | 'noCall'
>;

export interface Shock extends ScenarioShock {
  readonly name: string;
  /** Added to every discount yield, decimals a year. */
  readonly yieldShift?: number;
  /** Added to the benchmark under hedges and debt, decimals a year. */
  readonly benchmarkShift?: number;
  /** Added to the sponsor's own-credit spread. */
  readonly creditShift?: number;
}

/** Nothing changed. */
export const NO_SHOCK: Shock = { name: 'base' };

/** The scenario of a shock: the trust's own assumptions, changed. */
export function scenarioOf({ name, yieldShift: _, benchmarkShift: __, creditShift: ___, ...changes }: Shock): Scenario {
  return { name, ...changes };
}

/** The market under a shock. */
export function shockedMarket(market: Market, { yieldShift = 0, benchmarkShift = 0 }: Shock): Market {
  if (yieldShift === 0 && benchmarkShift === 0) return market;
  const shifted = (row: DiscountRow): DiscountRow => ({
    ...row,
    low: row.low + yieldShift,
    chosen: row.chosen + yieldShift,
    high: row.high + yieldShift,
  });
  return {
    ...market,
    discount: yieldShift === 0 ? market.discount : market.discount.map(shifted),
    benchmark:
      benchmarkShift === 0
        ? market.benchmark
        : { ...market.benchmark, rates: market.benchmark.rates.map((rate) => rate + benchmarkShift) },
  };
}

/**
 * A trust under a shock of yields: its overrides move with the matrix. Prices given fix the yields of the base case: they are solved
 * there (`solved`, by class) and move as the others do.
 */
export function shockedTrust(
  trust: TrustInput,
  { name, yieldShift = 0 }: Shock,
  solved: ReadonlyMap<string, number>,
): TrustInput {
  if (name === NO_SHOCK.name) return trust;
  const yields = new Map([...trust.yields, ...solved].map(([tranche, rate]) => [tranche, rate + yieldShift]));
  return { ...trust, yields, prices: new Map() };
}
