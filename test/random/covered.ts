/** Deals in which servicers take back more than a month's interest: they would leave the trust to pay in. */
import { openCollateral, readGroups } from '../oracle/collateral.ts';
import { ZERO } from '../oracle/number.ts';
import { readServicings } from '../oracle/servicing.ts';
import type { RandomDeal } from './deal.ts';
import type { RandomScenario } from './scenario.ts';

type Fields = Record<string, unknown>;

/** What interest terms take at most. */
const MOST_RELIEF = 0.3;
const MOST_OF_PREPAID = 0.6;

/** In each month by itself: what is bought over time adds up such months. */
function isCovered(deal: RandomDeal, scenario: RandomScenario): boolean {
  const groups = readGroups(deal.collateral);
  for (const group of groups.values()) group.revolving = undefined;
  const nothing = { month: 0, cutoff: new Map(), cumulativeLosses: new Map() };
  const collateral = openCollateral(groups, readServicings(deal.assumptions), scenario, 1, nothing);
  const months = collateral.periods();
  for (let month = 1; month <= months; month += 1) {
    for (const { grossInterest, servicing, prepaidInterest } of collateral.next().values()) {
      const net = grossInterest.minus(servicing);
      const left = net.times(1 - MOST_RELIEF).minus(prepaidInterest.times(MOST_OF_PREPAID));
      if (left.lt(ZERO)) return false;
    }
  }
  return true;
}

/** Where a group's interest would be below zero, only what is recoverable is advanced. */
export function covered(deal: RandomDeal, scenario: RandomScenario): RandomDeal {
  const { cohorts, ...own } = deal.assumptions as Fields & { cohorts?: Record<string, Fields> };
  const all = [own, ...Object.values(cohorts ?? {})];
  const isAdvanced = scenario.advance.principal || scenario.advance.interest;
  if (!isAdvanced || !all.some((one) => one.severityBasis === 'gross') || isCovered(deal, scenario)) return deal;
  const safely = (one: Fields): Fields =>
    one.severityBasis === 'gross' ? { ...one, advance: { ...(one.advance as Fields | undefined), recoverable: true } } : one;
  const safe =
    cohorts === undefined
      ? {}
      : { cohorts: Object.fromEntries(Object.entries(cohorts).map(([name, one]) => [name, safely(one)])) };
  return { ...deal, assumptions: { ...safely(own), ...safe } };
}
