/** From a projection to the cash of one tranche, or of collateral, as the pricing functions read it. */
import { accrualStart } from '../deal/calendar.ts';
import { outputName } from '../deal/outputs.ts';
import type { Remittance } from '../deal/program.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { PathProjection } from '../engine/project.ts';
import type { TrancheCash } from './cash.ts';

/** The cash of a tranche on one path. Throws: Error when the deal has no such tranche. */
export function trancheCash(deal: ResolvedDeal, path: PathProjection, name: string): TrancheCash {
  const tranche = deal.tranches.find((known) => known.name === name);
  if (tranche === undefined) throw new Error(`trancheCash: no tranche ${name}`);
  const column = (output: Parameters<typeof outputName>[1]) => path.output(outputName(name, output)).subarray(1);
  const { calendar } = path;
  const interest = column('interest').slice();
  addColumn(interest, column('other'), 1);
  const dated = accrualStart(deal, tranche.delay, tranche.dated);
  return {
    settlement: deal.dates.settlement,
    dated,
    dayCount: tranche.dayCount,
    paymentDates: calendar.unadjusted,
    every: deal.dates.every,
    interest,
    principal: column('principal'),
    accretion: column('accreted'),
    balance: column('balance'),
    face: column('begin')[0] ?? 0,
    coupon0: column('coupon')[0] ?? 0,
    paysPrincipal: tranche.hasBalance,
  };
}

/** The cash of a group of collateral, or of all groups (`pool`), before anything is paid out of it; a call pays what is left and ends it. */
export function collateralCash(deal: ResolvedDeal, path: PathProjection, name: string): TrancheCash {
  const groups = deal.groups.flatMap((group, place) => (name === 'pool' || group.name === name ? [place] : []));
  const total = (quantities: readonly Remittance[], less: readonly Remittance[] = []) => {
    const sum = new Float64Array(path.periods + 1);
    for (const group of groups) {
      for (const quantity of quantities) addColumn(sum, path.remittance(group, quantity), 1);
      for (const quantity of less) addColumn(sum, path.remittance(group, quantity), -1);
    }
    return sum;
  };
  const balance = total(['performing', 'foreclosure']);
  const principal = total(['amortized', 'amortizedDefaulted', 'prepaid', 'recovery']);
  const interest = total(['interestDue'], ['interestLost', 'servicing', 'deferred']);
  const deferred = total(['deferred']);
  const firstInterest = total(['interestDue'], ['servicing'])[1] ?? 0;
  if (groups.some((group) => Object.keys(deal.interestTerms[group] ?? {}).length > 0)) {
    // What prepayments and a relief act take is worked out by the program, whose interest is net of it.
    const collected = groups.map((group) => path.output(outputName(deal.groups[group]?.name ?? '', 'interest')));
    for (let period = 1; period <= path.periods; period++)
      interest[period] = collected.reduce((sum, column) => sum + (column[period] ?? 0), 0);
  }
  if (path.calledAt !== undefined) {
    principal[path.calledAt] = (principal[path.calledAt] ?? 0) + (balance[path.calledAt] ?? 0);
    balance.fill(0, path.calledAt);
    principal.fill(0, path.calledAt + 1);
    interest.fill(0, path.calledAt + 1);
  }
  const { calendar } = path;
  const face = balance[0] ?? 0;
  return {
    settlement: deal.dates.settlement,
    dated: deal.dates.dated,
    dayCount: '30/360',
    paymentDates: calendar.unadjusted,
    every: deal.dates.every,
    interest: interest.subarray(1),
    principal: principal.subarray(1),
    accretion: deferred.subarray(1),
    balance: balance.subarray(1),
    face,
    coupon0: face === 0 ? 0 : firstInterest * (12 / deal.dates.every / face),
    paysPrincipal: true,
  };
}

function addColumn(sum: Float64Array, column: Float64Array, sign: 1 | -1): void {
  for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + sign * column[i]!;
}
