/** What a scenario does to the classes of a deal: losses of principal, interest left unpaid, overcollateralization used up. */
import { boughtOutput } from '../deal/flows.ts';
import { outputName } from '../deal/outputs.ts';
import type { ResolvedDeal, ResolvedTranche } from '../deal/resolved.ts';
import type { PathProjection } from '../engine/project.ts';
import { HALF_CENT } from '../valuation/cash.ts';

/** Units: dollars. */
export interface ClassLoss {
  /** Writedowns less writeups, and balance unpaid at the end. */
  readonly principal: number;
  /** Interest left unpaid at the end, shortfalls of earlier dates included; carry-over of capped coupons is no loss. */
  readonly interest: number;
}

export interface LaneLoss {
  /** One a class, in the order of `classesOf`. */
  readonly classes: readonly ClassLoss[];
  /** On some date with classes outstanding, pool and real estate to come were no more than their balances before writedowns. */
  readonly isOcUsedUp: boolean;
  /** Losses of the collateral until it ends or is called. Units: dollars. */
  readonly losses: number;
}

/** The classes that can lose: all but the residual ones, as long as they have a balance or a notional. Exchange classes are shares of others. */
export function classesOf(deal: ResolvedDeal, isResidual: (tranche: ResolvedTranche) => boolean): ResolvedTranche[] {
  return deal.tranches.filter(
    (tranche) => !isResidual(tranche) && (!tranche.hasBalance || openingBalance(deal, tranche) > HALF_CENT),
  );
}

export function openingBalance(deal: ResolvedDeal, { name, balance }: ResolvedTranche): number {
  return deal.opening?.balances.get(name) ?? balance;
}

/**
 * Pool at the cut-off and net sales of real estate to come, less balances of the classes.
 *
 * Units: dollars.
 */
export function openingOc(deal: ResolvedDeal, classes: readonly ResolvedTranche[]): { pool: number; reo: number; oc: number } {
  const pool = deal.groups.reduce((sum, { cutoff }) => sum + cutoff, 0);
  const reo = deal.groups.reduce((sum, group) => sum + group.reo.reduce((cash, sale) => cash + sale.cash, 0), 0);
  const owed = classes.reduce((sum, tranche) => sum + (tranche.hasBalance ? openingBalance(deal, tranche) : 0), 0);
  return { pool, reo, oc: pool + reo - owed };
}

/** The output planes that `laneLoss` reads. */
export function lossOutputs(deal: ResolvedDeal, classes: readonly ResolvedTranche[]): Set<string> {
  return new Set([
    ...classes.flatMap(({ name }) => CLASS_PLANES.map((plane) => outputName(name, plane))),
    ...deal.groups.flatMap(({ name, revolving }) => [
      outputName(name, 'end'),
      outputName(name, 'losses'),
      ...(revolving === undefined ? [] : [boughtOutput(name)]),
    ]),
  ]);
}

const CLASS_PLANES = ['balance', 'writtenDown', 'writtenUp', 'shortfall'] as const;

/** Reads one projection. */
export function laneLoss(deal: ResolvedDeal, path: PathProjection, classes: readonly ResolvedTranche[]): LaneLoss {
  const { periods } = path;
  const owed = new Float64Array(periods + 1);
  const losses = classes.map(({ name, hasBalance }): ClassLoss => {
    const [balance, down, up, shortfall] = CLASS_PLANES.map((plane) => path.output(outputName(name, plane)));
    if (balance === undefined || down === undefined || up === undefined || shortfall === undefined)
      throw new Error(`breakEven: no planes of ${name}`);
    let principal = hasBalance ? balance[periods]! : 0;
    for (let date = 1; date <= periods; date++) {
      principal += down[date]! - up[date]!;
      // Before the date's writedowns, which bring balances back to what backs them.
      if (hasBalance) owed[date] = owed[date]! + balance[date]! + down[date]!;
    }
    return { principal, interest: shortfall[periods]! };
  });
  let lost = 0;
  const backing = new Float64Array(periods + 1);
  for (const { name, reo, revolving } of deal.groups) {
    const end = path.output(outputName(name, 'end'));
    const lostHere = path.output(outputName(name, 'losses'));
    const bought = revolving === undefined ? undefined : path.output(boughtOutput(name));
    for (let date = 1; date <= periods; date++) {
      lost += lostHere[date]!;
      backing[date] = backing[date]! + end[date]! + (bought?.[date] ?? 0);
    }
    // Sales count until their date, none after a call.
    for (const { month, cash } of reo)
      for (let date = 1; date < (path.calledAt ?? periods + 1) && (path.calendar.months[date - 1] ?? 0) < month; date++)
        backing[date] = backing[date]! + cash;
  }
  let isOcUsedUp = false;
  for (let date = 1; date <= periods; date++)
    if (owed[date]! > HALF_CENT && backing[date]! - owed[date]! <= HALF_CENT) isOcUsedUp = true;
  return { classes: losses, isOcUsedUp, losses: lost };
}
