/**
 * The oracle: a plain restatement of the deal language, one path at a time, in decimal numbers of 34 digits.
 *
 * It takes a deal as parsed from YAML or JSON and says what every tranche, fee, account and group should show each month.
 * It is slow, checks nothing of a deal's form, and shares no code with the engine it judges.
 */
import { readDeal } from './deal.ts';
import { type OracleResult, runDeal, type Scenario } from './waterfall.ts';

export type { Collections, Curve, Speeds } from './collateral.ts';
export type { ExchangeFlows } from './exchanges.ts';
export type { Num, Scalar } from './number.ts';
export type { GroupFlows, OracleResult, Scenario, TrancheFlows } from './waterfall.ts';

/**
 * Projects one path of a deal.
 *
 * Units: dollars, and shares a month or a year as decimals.
 * Throws: when the deal cannot be read, or when cash in and cash out differ in any month.
 */
export function runOracle(deal: unknown, scenario: Scenario = {}): OracleResult {
  return runDeal(readDeal(deal, scenario.variant), scenario);
}
