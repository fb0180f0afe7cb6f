/**
 * Trusts between two snapshots: some of their parts as the older one has them, the others as the younger. The tape decides where a trust
 * starts: with its old tape it is projected from the old date, by old curves until the new one; with its new tape from the new date. Curves of
 * the other snapshot are moved to the tape's own months.
 */
import { formatDate } from '../curves/dates.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { TrustInput } from '../portfolio/records.ts';
import { transitAccount } from '../portfolio/transit.ts';
import type { CohortChange, CurveKind, CurveSource, Liquidation, Scenario } from '../scenarios/scenario.ts';
import type { CohortAssumptions, ParsedVector } from '../types.ts';
import { type Factor, isNew } from './attributionFactors.ts';
import type { PairClock, TrustPair } from './rollforwardCash.ts';

/** Factors that a projection takes as lanes of one batch; the tape and the documents make a deal of their own. */
export const LANE_FACTORS = ['index', 'prepayment', 'default', 'severity'] as const satisfies readonly Factor[];

/** What stands at each side of a coalition. */
export interface Sides {
  /** Whose tape, opening, REO and dates. */
  readonly own: TrustInput;
  /** The trust of the other snapshot. */
  readonly other: TrustInput;
}

export function sidesOf({ before, after }: TrustPair, coalition: number): Sides {
  return isNew(coalition, 'collateral') ? { own: after, other: before } : { own: before, other: after };
}

/** What cannot be told apart between the two snapshots of a trust. */
export function blendedParts(pair: TrustPair): string[] {
  const notes: string[] = [];
  const { before, after } = pair;
  if (!hasSameGroups(pair)) notes.push(`${after.name}: its collateral groups changed; its documents go with its tape`);
  const lost = after.deal.assumptions.filter((cohort) => counterpart(cohort, after.deal, before.deal) === undefined);
  const names = lost.map(({ name }) => name).filter((name) => !isDefaulted(name));
  if (names.length > 0)
    notes.push(`${after.name}: cohorts without a counterpart before (${names.join('; ')}); their curves go with the tape`);
  return notes;
}

function hasSameGroups({ before, after }: TrustPair): boolean {
  const names = ({ deal }: TrustInput) => deal.groups.map(({ name }) => name).join('\n');
  return names(before) === names(after);
}

/** Whether the technique of the two is the same: their documents, types and positions. The method is the caller's to compare. */
export function hasSameTechnique(pair: TrustPair): boolean {
  const { before, after } = pair;
  const keys = ({ type, vintage, positions }: TrustInput) => exactText([type, vintage, positions]);
  return keys(before) === keys(after) && hasSameDocuments(pair);
}

/** Documents are long, and asked about for every coalition. */
const compared = new WeakMap<TrustPair, boolean>();

/** Whether the two model the same documents; those of other groups are never parted from their tape. */
export function hasSameDocuments(pair: TrustPair): boolean {
  const known = compared.get(pair);
  if (known !== undefined) return known;
  const { before, after } = pair;
  const isSame = !hasSameGroups(pair) || exactText(documentsOf(before.deal)) === exactText(documentsOf(after.deal));
  compared.set(pair, isSame);
  return isSame;
}

/** What documents say of a deal, without what is true of it at a date. */
function documentsOf(deal: ResolvedDeal) {
  const { schedules, sets, ranks, funds, fees, hedges, exchanges, define, call, variants, interestTerms } = deal;
  const { every, delay, roll, holidays, accruesAdjusted } = deal.dates;
  return {
    dates: { every, delay, roll, holidays, accruesAdjusted },
    tranches: deal.tranches.map(({ dated: _, ...terms }) => terms),
    steps: ownSteps(deal),
    accounts: [...deal.accounts.keys()].filter((name) => !TRANSIT.includes(name)),
    ...{ schedules, sets, ranks, funds, fees, hedges, exchanges, define, call, variants, interestTerms },
  };
}

const TRANSIT = (['interest', 'principal'] as const).map(transitAccount);

/** Steps of the documents: those that distribute collections in transit belong to the date. */
function ownSteps({ steps }: ResolvedDeal): ResolvedDeal['steps'] {
  return steps.filter((step) => !isTransit(step));
}

function isTransit(step: ResolvedDeal['steps'][number]): boolean {
  return step.verb === 'transfer' && step.from.some((account) => TRANSIT.includes(account));
}

function exactText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (each instanceof Map) return [...each];
    return each instanceof Set ? [...each] : each;
  });
}

/** The deal of a coalition: the documents of one snapshot on the loans and the state of one. */
export function dealOf(pair: TrustPair, coalition: number): ResolvedDeal {
  const { deal } = sidesOf(pair, coalition).own;
  const { deal: theirs } = isNew(coalition, 'technique') ? pair.after : pair.before;
  if (theirs === deal || hasSameDocuments(pair)) return deal;
  const { opening: _, ...documents } = theirs;
  const { settlement, dated, firstPayment } = deal.dates;
  const datedOf = (name: string) => deal.tranches.find((tranche) => tranche.name === name)?.dated ?? dated;
  const inTransit = [...deal.accounts].filter(([name]) => TRANSIT.includes(name));
  return {
    ...documents,
    dates: { ...documents.dates, settlement, dated, firstPayment },
    groups: deal.groups,
    assumptions: deal.assumptions,
    // Loans name their index by its place.
    indices: [...deal.indices, ...documents.indices.filter(({ name }) => deal.indices.every((own) => own.name !== name))],
    tranches: documents.tranches.map((tranche) => ({ ...tranche, dated: datedOf(tranche.name) })),
    steps: [...deal.steps.filter(isTransit), ...ownSteps(documents)],
    accounts: new Map([...[...documents.accounts].filter(([name]) => !TRANSIT.includes(name)), ...inTransit]),
    ...(deal.opening !== undefined && { opening: deal.opening }),
  };
}

/** The curves of a coalition as a scenario of its deal: what is of the tape's own snapshot is left as the deal has it. */
export function scenarioOf(pair: TrustPair, clock: PairClock, coalition: number, deal: ResolvedDeal): Scenario {
  const { own, other } = sidesOf(pair, coalition);
  const ownIsNew = isNew(coalition, 'collateral');
  const isOther = (factor: Factor) => isNew(coalition, factor) !== ownIsNew;
  const moved = (mine: ParsedVector, theirs: ParsedVector): CurveSource => {
    const then = dated(theirs, other.deal.dates.firstPayment);
    if (ownIsNew) return { kind: 'vector', vector: then };
    return { kind: 'spliced', first: mine, months: clock.payments * own.deal.dates.every, then };
  };
  const cohorts = new Map<string, CohortChange>();
  for (const cohort of deal.assumptions) {
    const theirs = counterpart(cohort, deal, other.deal);
    if (theirs === undefined) continue;
    const kinds: CurveKind[] = [
      ...(isOther('prepayment') ? (['prepayment'] as const) : []),
      ...(isOther('default') ? (['default', 'delinquent'] as const) : []),
      ...(isOther('severity') ? (['severity'] as const) : []),
    ];
    if (kinds.length === 0) continue;
    cohorts.set(cohort.name, {
      curves: Object.fromEntries(kinds.map((kind) => [kind, { curve: moved(cohort[kind], theirs[kind]) }])),
      ...(isOther('severity') && { liquidation: liquidationOf(theirs) }),
      ...(isOther('prepayment') && theirs.ppc !== undefined && { ppc: theirs.ppc }),
    });
  }
  const indices = new Map(
    isOther('index')
      ? deal.indices.flatMap(({ name, rates }): [string, CurveSource][] => {
          const theirs = other.deal.indices.find((index) => index.name === name);
          return theirs === undefined ? [] : [[name, moved(rates, theirs.rates)]];
        })
      : [],
  );
  return {
    name: `coalition ${coalition}`,
    ...(cohorts.size > 0 && { cohorts }),
    ...(indices.size > 0 && { indices }),
  };
}

/** A vector that goes by projection month, as one that goes by date: in another deal it is then at the same place on the same day. */
export function dated(vector: ParsedVector, firstPayment: number): ParsedVector {
  return vector.anchor === 'projection' ? { ...vector, anchor: { date: formatDate(firstPayment) } } : vector;
}

function liquidationOf(cohort: CohortAssumptions): Liquidation {
  const { lag, foreclosureMonths, carrying, claimLag, isGross, advancePrincipal, advanceInterest } = cohort;
  const { advanceMonths, isRecoverable, stopDefaults } = cohort;
  return {
    ...{ lag, carrying, claimLag, isGross, advancePrincipal, advanceInterest, isRecoverable, stopDefaults },
    ...(foreclosureMonths !== undefined && { foreclosureMonths }),
    ...(advanceMonths !== undefined && { advanceMonths }),
  };
}

/**
 * The cohort of another snapshot that stands for this one: that of the same name; of cohorts that lags of states have split, where those
 * lags moved, the one of the same rank among as many. Lines of a stale tape, for what defaulted before, have none.
 */
export function counterpart(cohort: CohortAssumptions, own: ResolvedDeal, other: ResolvedDeal): CohortAssumptions | undefined {
  if (isDefaulted(cohort.name)) return undefined;
  const same = other.assumptions.find(({ name }) => name === cohort.name);
  const base = splitBase(cohort.name);
  if (same !== undefined || base === undefined) return same;
  const [mine, theirs] = [splitsOf(base, own), splitsOf(base, other)];
  return mine.length === theirs.length ? theirs[mine.indexOf(cohort)] : undefined;
}

function isDefaulted(name: string): boolean {
  return /defaulted \d+ before$/.test(name);
}

function splitBase(name: string): string | undefined {
  return /^(.*), lag \d+$/.exec(name)?.[1];
}

function splitsOf(base: string, { assumptions }: ResolvedDeal): CohortAssumptions[] {
  return assumptions.filter(({ name }) => splitBase(name) === base).toSorted((a, b) => a.lag - b.lag);
}
