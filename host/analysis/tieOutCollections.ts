/** What a trustee collected, as the program of a deal reads it: held against the deal and against itself, then put on its planes. */
import { addMonths, dateOf } from '../curves/dates.ts';
import { FaultList } from '../deal/faults.ts';
import { suggested } from '../deal/nearest.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { GroupRemittances } from '../engine/waterfallOnly.ts';
import type { Remittance } from '../portfolio/records.ts';
import type { CollateralGroup, ReoSale, Schedule } from '../types.ts';

/**
 * What one group collected for a payment date. Units: dollars.
 *
 * `interest` is what was collected net of servicing, and net of what prepayments and relief acts took: it is distributed as it is.
 * `servicing` is beside it, so that gross interest is both together. `recoveries` is what liquidations brought, REO included, and
 * `losses` what of their balance they did not bring; recoveries on a loss already taken stand in both, in `losses` below 0.
 * `defaults` are new ones and no cash. So `endUpb` = `beginUpb` - scheduled - prepaid - recoveries - losses + deferred.
 *
 * Real estate that is told apart (`reoBegin`, `reoEnd`, `reoProceeds`) is to the deal what it is in a projection: in no balance of the
 * pool, and its cash is `reo(...)`. Where it is not, it is a part of the pool like any other.
 */
export interface GroupCollections {
  readonly beginUpb: number;
  readonly endUpb: number;
  readonly interest: number;
  readonly scheduled: number;
  readonly prepaid: number;
  readonly recoveries: number;
  readonly defaults: number;
  readonly losses: number;
  readonly servicing: number;
  /** Of the balances, in foreclosure; default 0. */
  readonly foreclosureBegin?: number;
  readonly foreclosureEnd?: number;
  /** Of the balances, real estate owned; default 0. */
  readonly reoBegin?: number;
  readonly reoEnd?: number;
  /** Of the recoveries, net cash of real estate owned; default 0. */
  readonly reoProceeds?: number;
  /** Neither in foreclosure nor owned, and 60 and more days late at the end, for deals that test it; default 0. */
  readonly delinquentEnd?: number;
  /** Prepayment penalties collected; default 0. */
  readonly penalties?: number;
  /** Interest added to balances; default 0. */
  readonly deferred?: number;
}

/** What is known of the date before the first: its balances in foreclosure and owned. */
export type BeforeFirst = Pick<Remittance, 'foreclosure' | 'reo'>;

const SHARED = [
  'beginUpb',
  'endUpb',
  'interest',
  'scheduled',
  'prepaid',
  'recoveries',
  'defaults',
  'losses',
  'servicing',
] as const;
const MORE = [
  'foreclosureBegin',
  'foreclosureEnd',
  'reoBegin',
  'reoEnd',
  'reoProceeds',
  'delinquentEnd',
  'penalties',
  'deferred',
] as const;

const HALF_CENT = 0.005;

/** The balance after what left the pool. */
export function rolledBalance({ beginUpb, scheduled, prepaid, recoveries, losses, deferred = 0 }: GroupCollections): number {
  return beginUpb - scheduled - prepaid - recoveries - losses + deferred;
}

/**
 * What leaves the loans for real estate owned, net of what is lost on it: neither cash of theirs nor a loss, so that the check of
 * balances, which knows only those, is apart by it.
 */
export function movedToReo({ reoBegin = 0, reoEnd = 0, reoProceeds = 0 }: GroupCollections): number {
  return reoEnd - reoBegin + reoProceeds;
}

/** A field, all groups together. */
export function sumOf(groups: readonly GroupCollections[], field: keyof GroupCollections): number {
  return groups.reduce((sum, group) => sum + (group[field] ?? 0), 0);
}

/** Collections by month as the planes that a program reads: entry 0 is the cut-off. */
export function planesOf(months: readonly GroupCollections[], group: CollateralGroup | undefined): GroupRemittances {
  const [first] = months;
  // Only groups with such loans take deferred interest off what was due.
  const hasDeferred = group?.loans.details !== undefined;
  const of = (amount: (month: GroupCollections) => number, before = 0) => [before, ...months.map(amount)];
  const deferred = (month: GroupCollections) => (hasDeferred ? (month.deferred ?? 0) : 0);
  const { beginUpb = 0, foreclosureBegin = 0, reoBegin = 0 } = first ?? {};
  return new Map([
    [
      'performing',
      of(
        ({ endUpb, foreclosureEnd = 0, reoEnd = 0 }) => endUpb - foreclosureEnd - reoEnd,
        beginUpb - foreclosureBegin - reoBegin,
      ),
    ],
    ['foreclosure', of(({ foreclosureEnd = 0 }) => foreclosureEnd, foreclosureBegin)],
    ['defaults', of(({ defaults }) => defaults)],
    ['prepaid', of(({ prepaid }) => prepaid)],
    ['amortized', of(({ scheduled }) => scheduled)],
    ['recovery', of(({ recoveries, reoProceeds = 0 }) => recoveries - reoProceeds)],
    ['loss', of(({ losses }) => losses)],
    ['interestDue', of((month) => month.interest + month.servicing + deferred(month))],
    ['servicing', of(({ servicing }) => servicing)],
    ['deferred', of(deferred)],
    ['penalty', of(({ penalties = 0 }) => penalties)],
    ['delinquent', of(({ delinquentEnd = 0 }) => delinquentEnd)],
  ]);
}

/** The deal on collections as they were: what reduces projected interest has reduced them, and sales of REO are those that were made. */
export function asCollected(
  deal: ResolvedDeal,
  collections: readonly (readonly GroupCollections[])[],
  remittances: readonly Remittance[],
): ResolvedDeal {
  const opened = deal.opening?.month ?? 0;
  const groups = deal.groups.map(({ subsequent: _, ...group }, place): CollateralGroup => {
    const first = collections[0]?.[place];
    return {
      ...group,
      reo: collections.flatMap((month, at): ReoSale[] => {
        const cash = month[place]?.reoProceeds ?? 0;
        return cash === 0 ? [] : [{ month: opened + at + 1, cash }];
      }),
      cutoff: first === undefined ? group.cutoff : first.beginUpb - (first.reoBegin ?? 0),
    };
  });
  return { ...deal, groups, interestTerms: deal.groups.map(() => ({})), ...reportedQuantities(deal, remittances) };
}

/** Quantities that the trustee reports stand in place of what the deal defines them as. No name of a deal has blanks. */
function reportedQuantities(deal: ResolvedDeal, remittances: readonly Remittance[]): Pick<ResolvedDeal, 'define' | 'schedules'> {
  const names = [...(remittances[0]?.quantities?.keys() ?? [])];
  const opened = deal.opening?.month ?? 0;
  const schedules = names.map((name): [string, Schedule] => {
    const schedule = `${name} reported`;
    const values = remittances.map(({ quantities }) => quantities?.get(name) ?? 0);
    const months = values.map((_, at) => opened + at + 1);
    return [schedule, { name: schedule, months, values, between: 'previous', before: 0, after: values.at(-1) ?? 0 }];
  });
  const define = new Map(deal.define);
  for (const name of names) define.set(name, { kind: 'name', name: `${name} reported`, at: 1 });
  return { define, schedules: new Map([...deal.schedules, ...schedules]) };
}

type Refuse = (place: string, got: unknown, expected: string) => void;

/**
 * Collections by month and group, in the deal's order. `groups` are those of the only month, where they are given apart.
 *
 * Throws: REQUEST_INVALID, with all at once that does not fit the deal, or each other.
 */
export function collectionsOf(
  deal: ResolvedDeal,
  remittances: readonly Remittance[],
  before: BeforeFirst | undefined,
  groups: ReadonlyMap<string, GroupCollections> | undefined,
): GroupCollections[][] {
  const faults = new FaultList(deal.file);
  const refuse: Refuse = (place, got, expected) => faults.add('REQUEST_INVALID', place, got, expected);
  const known = deal.groups.map(({ name }) => name);
  for (const name of groups?.keys() ?? []) {
    if (!known.includes(name)) refuse(`groups.${name}`, `'${name}'`, suggested(`one of ${known.join(', ')}`, name, known));
  }
  if (groups === undefined && known.length > 1) refuse('groups', 'nothing', `collections of each of ${known.join(', ')}`);
  const quantities = [...(remittances[0]?.quantities?.keys() ?? [])];
  const collections = remittances.map((remittance, place) => {
    refuseNames(deal, remittance, place, quantities, refuse);
    const begin = place === 0 ? before : remittances[place - 1];
    const collected = deal.groups.flatMap((group): GroupCollections[] => {
      const given = groups === undefined ? ofRemittance(remittance, begin, refuse) : groups.get(group.name);
      if (given === undefined) refuse(`groups.${group.name}`, 'nothing', 'its collections');
      else refuseAmounts(given, group, deal.funds, refuse);
      return given === undefined ? [] : [given];
    });
    if (groups !== undefined && collected.length === known.length) {
      for (const field of SHARED) {
        const sum = sumOf(collected, field);
        if (Math.abs(sum - remittance[field]) > HALF_CENT * known.length + 1e-12 * Math.abs(sum))
          refuse(`groups, ${field}`, sum.toFixed(2), `${remittance[field].toFixed(2)}, as in the remittance`);
      }
    }
    return collected;
  });
  faults.throwIfAny();
  return collections;
}

/** The collections of the only group of a deal. */
function ofRemittance(remittance: Remittance, before: BeforeFirst | undefined, refuse: Refuse): GroupCollections {
  const { foreclosure, reo, delinquent, reoProceeds, penalties, deferred } = remittance;
  if (reo !== undefined && before?.reo === undefined)
    refuse(`${remittance.month}, reo`, 'nothing of the date before', 'what was owned when the month began');
  const { beginUpb, endUpb, interest, scheduled, prepaid, recoveries, defaults, losses, servicing } = remittance;
  return {
    ...{ beginUpb, endUpb, interest, scheduled, prepaid, recoveries, defaults, losses, servicing },
    ...(foreclosure !== undefined && { foreclosureBegin: before?.foreclosure ?? 0, foreclosureEnd: foreclosure }),
    ...(reo !== undefined && { reoBegin: before?.reo ?? 0, reoEnd: reo, reoProceeds: reoProceeds ?? 0 }),
    ...(delinquent !== undefined && { delinquentEnd: delinquent }),
    ...(penalties !== undefined && { penalties }),
    ...(deferred !== undefined && { deferred }),
  };
}

/** Months out of step with the deal's, classes and quantities that it does not have, quantities that are told of some months only. */
function refuseNames(deal: ResolvedDeal, remittance: Remittance, place: number, quantities: readonly string[], refuse: Refuse) {
  const { year, month } = dateOf(addMonths(deal.dates.firstPayment, place * deal.dates.every));
  const next = `${year}-${String(month).padStart(2, '0')}`;
  if (remittance.month !== next)
    refuse('remittance.month', remittance.month, `${next}, the next payment of the deal as it stands`);
  const classes = [...deal.tranches, ...deal.exchanges].map(({ name }) => name);
  for (const name of remittance.tranches.keys()) {
    if (!classes.includes(name)) refuse(`remittance.${name}`, `'${name}'`, suggested('a tranche of the deal', name, classes));
  }
  const defined = [...deal.define.keys()];
  for (const name of remittance.quantities?.keys() ?? []) {
    const at = `remittance of ${remittance.month}, ${name}`;
    if (!defined.includes(name)) refuse(at, `'${name}'`, suggested('a quantity that the deal defines', name, defined));
    else if (!quantities.includes(name)) refuse(at, 'a value', 'one in every month, or in none');
  }
  for (const name of quantities)
    if (remittance.quantities?.has(name) !== true)
      refuse(`remittance of ${remittance.month}, ${name}`, 'nothing', 'a value in every month, or in none');
}

/** Amounts that are none, or that the group's program does not read. */
function refuseAmounts(
  given: GroupCollections,
  { name, loans, revolving }: CollateralGroup,
  funds: readonly string[],
  refuse: Refuse,
): void {
  const at = `groups.${name}`;
  for (const field of [...SHARED, ...MORE]) {
    const amount = given[field] ?? 0;
    if (!Number.isFinite(amount)) refuse(`${at}.${field}`, amount, 'dollars');
  }
  const none = '0: no loan of the group has such terms';
  if ((given.penalties ?? 0) !== 0 && !funds.includes(`${name}.penalties`)) refuse(`${at}.penalties`, given.penalties, none);
  if ((given.deferred ?? 0) !== 0 && loans.details === undefined) refuse(`${at}.deferred`, given.deferred, none);
  // A remittance does not say what was bought, nor the deal's opening what was bought before.
  if (revolving !== undefined) refuse(at, 'a group that is bought date by date', 'one that was there from the start');
}
