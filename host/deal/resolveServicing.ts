/** How a servicer treats what defaults: lags, the way to sale, advances, insurance claims; and delinquency by roll rates. */
import { delinquentShares } from '../curves/rollRates.ts';
import type { ParsedVector } from '../curves/vectors.ts';
import type { CohortAssumptions } from '../types.ts';
import { parseNumber } from './expression.ts';
import type { FaultList } from './faults.ts';
import type { CohortAssumptionsFile } from './schema.ts';

type Servicing = Pick<
  CohortAssumptions,
  | 'lag'
  | 'foreclosureMonths'
  | 'carrying'
  | 'claimLag'
  | 'isGross'
  | 'advancePrincipal'
  | 'advanceInterest'
  | 'advanceMonths'
  | 'isRecoverable'
  | 'stopDefaults'
>;

/** What holds where a deal says nothing. */
export const NO_SERVICING: Servicing = {
  lag: 12,
  carrying: 0,
  claimLag: 0,
  isGross: false,
  advancePrincipal: false,
  advanceInterest: false,
  isRecoverable: false,
  stopDefaults: true,
};

const LONGEST_LAG = 120;

/** The servicing of a cohort; what it leaves out is that of the deal. Faults are added to the list. */
export function resolveServicing(own: CohortAssumptionsFile, place: string, base: Servicing, faults: FaultList): Servicing {
  const { advance, pipeline } = own;
  if (own.lag !== undefined && pipeline !== undefined)
    faults.add('DEAL_SHAPE', place, 'both lag and pipeline', 'one of them: a pipeline has its own lags');
  if (pipeline !== undefined && pipeline.foreclosure + pipeline.reo > LONGEST_LAG) {
    const got = `${pipeline.foreclosure + pipeline.reo} months`;
    faults.add('DEAL_RANGE', `${place}.pipeline`, got, `at most ${LONGEST_LAG} months together`);
  }
  const foreclosureMonths = own.lag === undefined ? (pipeline?.foreclosure ?? base.foreclosureMonths) : undefined;
  const advanceMonths = advance?.months ?? base.advanceMonths;
  const carrying =
    pipeline === undefined
      ? own.lag === undefined
        ? base.carrying
        : 0
      : pipeline.reo * shareOf(pipeline.carrying ?? 0, `${place}.pipeline.carrying`, faults);
  return {
    lag: own.lag ?? (pipeline === undefined ? base.lag : pipeline.foreclosure + pipeline.reo),
    ...(foreclosureMonths !== undefined && { foreclosureMonths }),
    carrying,
    claimLag: own.claimLag ?? base.claimLag,
    isGross: own.severityBasis === undefined ? base.isGross : own.severityBasis === 'gross',
    advancePrincipal: advance?.principal ?? base.advancePrincipal,
    advanceInterest: advance?.interest ?? base.advanceInterest,
    ...(advanceMonths !== undefined && { advanceMonths }),
    isRecoverable: advance?.recoverable ?? base.isRecoverable,
    stopDefaults: own.stopDefaults ?? base.stopDefaults,
  };
}

/** The 60+ share that roll rates come to by month, or undefined where the cohort has none. */
export function delinquentOf(own: CohortAssumptionsFile, place: string, faults: FaultList): ParsedVector | undefined {
  if (own.rollRates === undefined) return undefined;
  if (own.delinquent !== undefined) faults.add('DEAL_SHAPE', place, 'both delinquent and rollRates', 'one of them');
  const at = `${place}.rollRates`;
  const row = (given: readonly (number | string)[], where: string) => {
    const shares = given.map((share, column) => shareOf(share, `${where}[${column}]`, faults));
    const total = shares.reduce((sum, share) => sum + share, 0);
    if (!(total > 0 && total <= 1 + 1e-9))
      faults.add('DEAL_RANGE', where, `shares that add to ${total}`, 'more than 0, at most 1');
    return shares;
  };
  const start = row(own.rollRates.start, `${at}.start`);
  const matrix = own.rollRates.matrix.map((shares, from) => row(shares, `${at}.matrix[${from}]`));
  const values = delinquentShares(start, matrix).map((share) => Math.min(100, Math.max(0, 100 * share)));
  return { unit: 'PERCENT', segments: [{ kind: 'step', values }], anchor: 'projection', multiplier: 1 };
}

function shareOf(given: number | string, place: string, faults: FaultList): number {
  const share = parseNumber(given);
  if (share >= 0 && share <= 1) return share;
  faults.add('DEAL_RANGE', place, given, 'a share from 0 to 1');
  return 0;
}
