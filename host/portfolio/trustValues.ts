/** The values of trust.yaml that stand for themselves: shares, yields, prices, cash. Names of tranches must be the deal's. */
import { parseNumber } from '../deal/expression.ts';
import type { FaultList } from '../deal/faults.ts';
import { suggested } from '../deal/nearest.ts';
import type { DealFile } from '../deal/schema.ts';
import { ALL_LOANS } from './assumptions.ts';
import { tapeGroups } from './composeDeal.ts';
import type { ControlTotals, VendorQuote } from './records.ts';
import type { TrustFile } from './schema.ts';
import type { InTransit } from './transit.ts';
import { dollarsIn, mapOf, rateOf } from './values.ts';

export interface TrustValues {
  readonly residualOwned: number;
  readonly held: ReadonlyMap<string, number>;
  readonly positions: ReadonlyMap<string, string>;
  readonly yields: ReadonlyMap<string, number>;
  readonly prices: ReadonlyMap<string, number>;
  readonly quotes: readonly VendorQuote[];
  readonly fixings: ReadonlyMap<string, readonly number[]>;
  readonly lags: ReadonlyMap<string, number>;
  readonly control: ControlTotals;
  readonly transit?: InTransit;
  /** Undefined: what the accounts of the deal hold. */
  readonly accounts?: number;
}

/** Reads the values. Faults (SNAPSHOT_RANGE, SNAPSHOT_UNKNOWN_NAME, SNAPSHOT_SHAPE) are added to the list. */
export function readValues(trust: TrustFile, deal: DealFile, faults: FaultList): TrustValues {
  const rate = (value: number | string, place: string) => rateOf(value, place, faults);
  checkNames(trust, deal, faults);
  const transit = transitOf(trust, deal, faults);
  const { accounts } = trust.cash ?? {};
  return {
    residualOwned: rate(trust.residualOwned, 'residualOwned'),
    held: mapOf(trust.held, 'held', rate),
    positions: new Map(Object.entries(trust.positions ?? {})),
    yields: mapOf(trust.yields, 'yields', rate),
    prices: new Map(Object.entries(trust.prices ?? {})),
    quotes: (trust.quotes ?? []).map(({ orderly = false, ...quote }) => ({ ...quote, orderly })),
    fixings: mapOf(trust.fixings, 'fixings', (rates, place) => rates.map((value, at) => rate(value, `${place}[${at}]`))),
    lags: new Map(Object.entries(trust.lags ?? {})),
    control: controlOf(trust.control, faults),
    ...(transit !== undefined && { transit }),
    ...(accounts !== undefined && { accounts: dollarsIn(accounts, 'cash.accounts', faults) }),
  };
}

/** Every name that trust.yaml uses must be one of the deal's, or of its own cohorts. */
function checkNames(trust: TrustFile, deal: DealFile, faults: FaultList): void {
  const unknown = (name: string, place: string, known: readonly string[], what: string) => {
    if (known.includes(name)) return;
    const list = known.length === 0 ? `${what} (there is none)` : `${what}: one of ${known.join(', ')}`;
    faults.add('SNAPSHOT_UNKNOWN_NAME', place, `'${name}'`, suggested(list, name, known));
  };
  const tranches = Object.keys(deal.tranches);
  for (const section of ['held', 'positions', 'yields', 'prices'] as const)
    for (const name of Object.keys(trust[section] ?? {})) unknown(name, `${section}.${name}`, tranches, 'a tranche of the deal');
  trust.quotes?.forEach(({ tranche }, at) => unknown(tranche, `quotes[${at}].tranche`, tranches, 'a tranche of the deal'));
  const hedges = Object.keys(deal.hedges ?? {});
  for (const name of Object.keys(trust.hedges ?? {})) unknown(name, `hedges.${name}`, hedges, 'a hedge of the deal');
  if (trust.cohorts === undefined) return;
  const ruled = trust.cohorts.map(({ cohort }) => cohort);
  for (const name of Object.keys(trust.assumptions.cohorts ?? {}))
    if (!ruled.includes(name))
      faults.add('SNAPSHOT_UNKNOWN_NAME', `assumptions.cohorts.${name}`, `'${name}'`, 'a cohort that a rule of `cohorts` names');
  if (Object.hasOwn(trust.assumptions.cohorts ?? {}, ALL_LOANS)) return;
  trust.cohorts.forEach(({ cohort }, at) => {
    if (cohort === ALL_LOANS)
      faults.add('SNAPSHOT_UNKNOWN_NAME', `cohorts[${at}].cohort`, `'${ALL_LOANS}'`, 'a cohort under assumptions.cohorts');
  });
}

/** Collections in transit: dollars of principal, or interest and principal, of the only group or of the one that is named. */
function transitOf({ cash }: TrustFile, deal: DealFile, faults: FaultList): InTransit | undefined {
  const given = cash?.collections;
  if (given === undefined) return undefined;
  const place = 'cash.collections';
  const parts = typeof given === 'object' ? given : { principal: given };
  const amounts = {
    interest: dollarsIn(parts.interest ?? 0, typeof given === 'object' ? `${place}.interest` : place, faults),
    principal: dollarsIn(parts.principal ?? 0, typeof given === 'object' ? `${place}.principal` : place, faults),
  };
  if (amounts.interest + amounts.principal === 0) return undefined;
  const groups = tapeGroups(deal);
  const [only] = groups;
  const named = 'group' in parts ? parts.group : undefined;
  if (named === undefined && groups.length !== 1)
    faults.add('SNAPSHOT_SHAPE', `${place}.group`, 'nothing', `the group that collected them, ${groups.join(' or ')}`);
  else if (named !== undefined && !groups.includes(named))
    faults.add('SNAPSHOT_UNKNOWN_NAME', `${place}.group`, `'${named}'`, `one of the deal's groups ${groups.join(', ')}`);
  return { ...amounts, group: named ?? only ?? '' };
}

function controlOf(given: TrustFile['control'], faults: FaultList): ControlTotals {
  const { upb, count, wac } = given ?? {};
  return {
    ...(upb !== undefined && { upb: dollarsIn(upb, 'control.upb', faults) }),
    ...(count !== undefined && { count: parseNumber(count) }),
    ...(wac !== undefined && { wac: rateOf(wac, 'control.wac', faults) }),
  };
}
