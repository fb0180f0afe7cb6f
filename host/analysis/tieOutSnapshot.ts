/**
 * Holds a whole snapshot against its trustees: the months since the snapshot before are put through each deal as it stood then, and what
 * the deal pays is held against what the trustee says was paid.
 */
import { addMonths, formatDate, monthNumber } from '../curves/dates.ts';
import { statedValues } from '../curves/vectorExpand.ts';
import { type Fault, faultText, WeirError } from '../errors.ts';
import { monthNumberOf, monthText } from '../portfolio/csv.ts';
import { olderOf, readHead, refuseUnknownFolders } from '../portfolio/head.ts';
import { forwardRate } from '../portfolio/market.ts';
import type { Market, Remittance, Snapshot, TrustInput } from '../portfolio/records.ts';
import { readSnapshot, type SnapshotOptions } from '../portfolio/snapshot.ts';
import { type BeforeFirst, TIE_OUT_ITEMS, type TieOut, type TieOutFigure, type TieOutItem, tieOutMonths } from './tieOut.ts';

/**
 * What a figure may differ by. An opening is written in whole cents, and so are the trustee's figures, of which a principal or a
 * writedown is the difference of two such balances: that comes to a cent and a half. Units: dollars.
 */
export const TIE_OUT_WITHIN = 0.015;

/** Where the rate of a month is from: already set at the date before, the market of this snapshot, or the forward curve of the one before. */
export type RateSource = 'fixing' | 'market' | 'forward';

/** One line that does not tie. Units: dollars. */
export interface TieOutDifference extends Omit<TieOutFigure, 'ties'> {
  readonly month: string;
  /** A class, or `pool`: the balance of the pool, by the trustee's own figures. */
  readonly of: string;
  readonly item: TieOutItem;
  /** A balance that is apart by what it was apart by the month before: nothing new. */
  readonly isCarried: boolean;
}

/** A trust that was held against its trustee. */
export interface HeldTrust {
  readonly trust: string;
  readonly kind: 'held';
  readonly ties: boolean;
  readonly months: readonly TieOut[];
  /** In the order of time; none where it ties. */
  readonly differences: readonly TieOutDifference[];
  /** The largest difference of a figure, whether it ties or not. Units: dollars. */
  readonly worst: number;
  /** Rates that coupons and hedges were worked out with. Units: decimals a year. */
  readonly rates: readonly {
    readonly index: string;
    readonly month: string;
    readonly rate: number;
    readonly from: RateSource;
  }[];
}

/** A trust that could not be, and why. */
export interface UnheldTrust {
  readonly trust: string;
  readonly kind: 'not held';
  readonly why: string;
  readonly faults: readonly Fault[];
}

export type TrustTieOut = HeldTrust | UnheldTrust;

export interface SnapshotTieOut {
  readonly snapshot: string;
  readonly date: string;
  /** The date of the snapshot before. */
  readonly previous: string;
  readonly within: number;
  /** In the order of the snapshot. */
  readonly trusts: readonly TrustTieOut[];
  /** Every trust that was held ties, and at least one was. */
  readonly ties: boolean;
}

export interface SnapshotTieOutOptions {
  /** Units: dollars; default `TIE_OUT_WITHIN`. */
  readonly within?: number;
  /** Called after each trust. */
  readonly onProgress?: (done: number, of: number, trust: string) => void;
}

/**
 * Holds every trust that both snapshots have. A trust that cannot be held (not in the snapshot before, no remittances, months missing,
 * several groups whose collections are not told apart) is told of with the reason and stops no other.
 *
 * Index rates of a month are those already set at the date before, else of this snapshot's forward curves, whose past months are
 * fixings, else of the forward curves of then.
 */
export function tieOutSnapshot(snapshot: Snapshot, previous: Snapshot, options: SnapshotTieOutOptions = {}): SnapshotTieOut {
  const { within = TIE_OUT_WITHIN, onProgress } = options;
  const trusts = snapshot.trusts.map((reading, place): TrustTieOut => {
    const held = reading.ok
      ? holdTrust(reading.trust, previous, snapshot.market, within)
      : unheld(reading.name, 'it could not be read', reading.faults);
    onProgress?.(place + 1, snapshot.trusts.length, held.trust);
    return held;
  });
  const held = trusts.filter((trust) => trust.kind === 'held');
  return {
    snapshot: snapshot.name,
    date: formatDate(snapshot.date),
    previous: formatDate(previous.date),
    within,
    trusts,
    ties: held.length > 0 && held.every(({ ties }) => ties),
  };
}

/**
 * Reads a snapshot and the one that it names as the one before it, or another.
 *
 * Shape: the older one second. Throws: as `readSnapshot` of either; REQUEST_INVALID where there is none before it, and for trusts of `only` that
 * the younger one has not; RUN_CANCELLED.
 */
export async function readTieOut(
  folder: string,
  {
    from,
    onProgress,
    ...reading
  }: Omit<SnapshotOptions, 'onProgress'> & {
    readonly from?: string;
    readonly onProgress?: (done: number, of: number) => void;
  } = {},
): Promise<[Snapshot, Snapshot]> {
  refuseUnknownFolders(reading.only, [readHead(folder)]);
  const read = (of: string, half: 0 | 1) =>
    readSnapshot(of, { ...reading, onProgress: ({ done, total }) => onProgress?.(half * total + done, 2 * total) });
  const snapshot = await read(folder, 0);
  return [snapshot, await read(olderOf(snapshot, from), 1)];
}

/** Reads two snapshots and holds the one against the other. Throws: as `readTieOut`. */
export async function tieOutFolder(
  folder: string,
  { within, ...options }: Pick<SnapshotTieOutOptions, 'within'> & Parameters<typeof readTieOut>[1] = {},
): Promise<SnapshotTieOut> {
  const [snapshot, previous] = await readTieOut(folder, options);
  return tieOutSnapshot(snapshot, previous, within === undefined ? {} : { within });
}

function unheld(trust: string, why: string, faults: readonly Fault[] = []): UnheldTrust {
  return { trust, kind: 'not held', why, faults };
}

function holdTrust(trust: TrustInput, previous: Snapshot, market: Market, within: number): TrustTieOut {
  const then = previous.trusts.find((reading) => (reading.ok ? reading.trust.name : reading.name) === trust.name);
  if (then === undefined) return unheld(trust.name, 'the snapshot before does not have it');
  if (!then.ok) return unheld(trust.name, 'it could not be read from the snapshot before', then.faults);
  const months = monthsBetween(then.trust, trust);
  const [first] = months;
  if (first === undefined) return unheld(trust.name, 'no payment date lies between the two snapshots');
  const found = months.map((month) => trust.remittances.find((remittance) => remittance.month === month));
  const remittances = found.filter((remittance) => remittance !== undefined);
  if (remittances.length < months.length) {
    const missing = months.filter((_, place) => found[place] === undefined);
    return unheld(trust.name, `there is no remittance of ${missing.join(', ')}`);
  }
  const rates = ratesOf(then.trust, market, months);
  try {
    const tied = tieOutMonths(then.trust.deal, remittances, {
      indices: byIndex(rates),
      before: beforeOf(then.trust, trust.remittances, first),
      within,
    });
    const differences = differencesOf(tied);
    return {
      trust: trust.name,
      kind: 'held',
      ties: tied.every(({ ties }) => ties),
      months: tied,
      differences,
      worst: worstOf(tied),
      rates,
    };
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    const [fault] = error.faults;
    return unheld(trust.name, fault === undefined ? 'its deal refused them' : faultText(fault), error.faults);
  }
}

/** Payment months after the snapshot before, up to the last one of this. */
export function monthsBetween(then: TrustInput, now: TrustInput): string[] {
  const { firstPayment, every } = then.deal.dates;
  const next = monthNumber(now.deal.dates.firstPayment);
  const months: string[] = [];
  for (let date = firstPayment; monthNumber(date) < next; date = addMonths(firstPayment, months.length * every))
    months.push(monthText(monthNumber(date)));
  return months;
}

/** What is known of the date before: its remittance, wherever it is told, and the list of properties of then. */
export function beforeOf(then: TrustInput, remittances: readonly Remittance[], first: string): BeforeFirst {
  const before =
    remittances.filter(({ month }) => month < first).at(-1) ?? then.remittances.filter(({ month }) => month < first).at(-1);
  const owned = then.reo.reduce((sum, { upb }) => sum + upb, 0);
  return { reo: before?.reo ?? owned, ...(before?.foreclosure !== undefined && { foreclosure: before.foreclosure }) };
}

function ratesOf({ deal, fixings }: TrustInput, market: Market, months: readonly string[]): HeldTrust['rates'] {
  return deal.indices.flatMap(({ name, rates }) => {
    const { firstPayment, every } = deal.dates;
    const stated = statedValues(rates, {
      months: months.length * every,
      age: 0,
      firstPayment,
      dealAge: deal.opening?.month ?? 0,
    });
    const curve = market.indices.find(({ index }) => index === name);
    return months.map((month, place) => {
      // A payment date reads the rate of the first month of its period.
      const at = place * every;
      const fixed = fixings?.get(name)?.[at];
      const known = curve === undefined ? undefined : forwardRate(curve, monthNumberOf(month) - every + 1);
      const from: RateSource = fixed !== undefined ? 'fixing' : known !== undefined ? 'market' : 'forward';
      return { index: name, month, rate: fixed ?? known ?? (stated[at] ?? 0) / 100, from };
    });
  });
}

function byIndex(rates: HeldTrust['rates']): ReadonlyMap<string, readonly number[]> {
  const map = new Map<string, number[]>();
  for (const { index, rate } of rates) map.set(index, [...(map.get(index) ?? []), rate]);
  return map;
}

function differencesOf(months: readonly TieOut[]): TieOutDifference[] {
  return months.flatMap(({ month, tranches, pool }, place) => {
    const before = months[place - 1];
    const lines = tranches.flatMap(({ tranche, figures }) =>
      TIE_OUT_ITEMS.flatMap((item): TieOutDifference[] => {
        const { ties, ...figure } = figures[item];
        if (ties) return [];
        const last = before?.tranches.find((one) => one.tranche === tranche)?.figures[item].difference ?? 0;
        const isCarried = item === 'balance' && Math.abs(figure.difference - last) <= TIE_OUT_WITHIN;
        return [{ month, of: tranche, item, isCarried, ...figure }];
      }),
    );
    if (pool.ties) return lines;
    const { ties: _, ...figure } = pool;
    return [{ month, of: 'pool', item: 'balance' as const, isCarried: false, ...figure }, ...lines];
  });
}

function worstOf(months: readonly TieOut[]): number {
  const figures = months.flatMap(({ tranches, pool }) => [pool, ...tranches.flatMap(({ figures: each }) => Object.values(each))]);
  return figures.reduce((worst, { difference }) => Math.max(worst, Math.abs(difference)), 0);
}
