/** A trust that was not read from a snapshot: a deal and nothing beside it. */
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { TapeReport, TrustInput } from './records.ts';

/** What is told of a tape that there is not. */
export const NO_REPORT: TapeReport = {
  file: '',
  sha256: '',
  rows: 0,
  upb: 0,
  wac: 0,
  late90Upb: 0,
  cohorts: [],
  defaults: [],
  checks: [],
  strata: new Map(),
};

/** A consolidated trust whose residual is owned whole: no yields, prices, REO, remittances or cash but those of `differs`. */
export function plainTrust(
  deal: ResolvedDeal,
  differs: Pick<TrustInput, 'type' | 'vintage'> & Partial<TrustInput>,
  tape: Partial<TapeReport> = {},
): TrustInput {
  return {
    name: deal.name,
    consolidated: true,
    residualOwned: 1,
    held: new Map(),
    positions: new Map(),
    yields: new Map(),
    prices: new Map(),
    quotes: [],
    deal,
    tape: { ...NO_REPORT, ...tape },
    reo: [],
    remittances: [],
    cash: { collections: 0, accounts: 0 },
    curveSources: [],
    warnings: [],
    ...differs,
  };
}
