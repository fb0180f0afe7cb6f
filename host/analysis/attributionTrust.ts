/**
 * What a trust is worth at the younger date under coalitions of the seven factors. Its old tape and its new tape are projected once each,
 * every combination of curves a lane; yields and technique are applied to what comes of it.
 */
import { type Errand, runErrand } from '../engine/errand.ts';
import type { TaskRunner } from '../engine/pool.ts';
import { type PathProjection, projectDeal } from '../engine/project.ts';
import type { Market, Method, TrustInput } from '../portfolio/records.ts';
import { valueTrust } from '../valuation/fairValue.ts';
import type { TrustValue } from '../valuation/records.ts';
import { valuationOutputs } from '../valuation/trustCash.ts';
import { bitOf, FACTORS, isNew } from './attributionFactors.ts';
import { blendedParts, dealOf, hasSameDocuments, hasSameTechnique, LANE_FACTORS, scenarioOf } from './attributionParts.ts';
import { afterPayments, type Rolled, reoAfter } from './attributionRoll.ts';
import { clockOf, type PairClock, type PeriodCash, periodCash, projectedCash, type TrustPair } from './rollforwardCash.ts';
import { everybody } from './shapley.ts';

/** The market and the method of a snapshot. */
export interface Side {
  readonly market: Market;
  readonly method: Method;
}

/** A trust between two dates. */
export interface TrustGame {
  readonly pair: TrustPair;
  readonly clock: PairClock;
  /** As each snapshot has it, each at its own date. */
  readonly before: TrustValue;
  readonly after: TrustValue;
  /** What it is worth at the younger date, by coalition; the empty one is the old tape rolled by the old curves. */
  readonly worth: ReadonlyMap<number, TrustValue>;
  /** Cash of the period as it was, and as the old tape had it. */
  readonly cash: PeriodCash;
  readonly projected: PeriodCash;
  readonly notes: readonly string[];
  readonly loanMonthPaths: number;
}

export interface GameOptions {
  readonly runner: TaskRunner;
  readonly signal?: AbortSignal;
}

/** A deal that coalitions share, and its lanes by the bits of the factors of curves. */
interface Deck {
  readonly coalition: number;
  readonly lanes: Map<number, number>;
}

const ALL = everybody(FACTORS.length);
const NEW_TAPE = bitOf('collateral');

/**
 * Values a trust under coalitions. `coalitions` holds the empty one and the one of all factors besides those that are asked for.
 *
 * Throws: REQUEST_INVALID where the two snapshots of the trust do not follow from one another; as `projectDeal` and `valueTrust`.
 */
export async function playTrust(
  pair: TrustPair,
  sides: { readonly before: Side; readonly after: Side },
  coalitions: readonly number[],
  { runner, signal }: GameOptions,
): Promise<TrustGame> {
  return { pair, ...(await runErrand(PLAY_TRUST, { pair, sides, coalitions }, runner, signal)) };
}

interface Given {
  readonly pair: TrustPair;
  readonly sides: { readonly before: Side; readonly after: Side };
  readonly coalitions: readonly number[];
}

/** A game as it goes from thread to thread. */
type Played = Omit<TrustGame, 'pair'>;

const PLAY_TRUST: Errand<Given, Played> = { module: import.meta.url, work: playedHere, planes: () => [] };
export default PLAY_TRUST;

async function playedHere({ pair, sides, coalitions }: Given, runner: TaskRunner): Promise<Played> {
  const clock = clockOf(pair);
  // Where the technique is the same, whether it is old or new makes no difference: half of the valuations are the other half.
  const isSame = sides.before.method === sides.after.method && hasSameTechnique(pair);
  const reduced = (coalition: number) => (isSame ? coalition & ~bitOf('technique') : coalition);
  const decks = decksOf(pair, [...new Set([0, ALL, ...coalitions].map(reduced))]);
  const projected = new Map<number, readonly PathProjection[]>();
  let loanMonthPaths = 0;
  for (const [key, { coalition, lanes }] of decks) {
    const deal = dealOf(pair, coalition);
    const scenarios = [...lanes.keys()].map((curves) => scenarioOf(pair, clock, coalition | curves, deal));
    const outputs = valuationOutputs(deal);
    const projection = await projectDeal(deal, scenarios, { runner, outputs });
    projected.set(key, projection.paths);
    loanMonthPaths += projection.loanMonthPaths;
  }
  const pathOf = (coalition: number): PathProjection => {
    const key = deckKey(pair, coalition);
    const path = projected.get(key)?.[decks.get(key)?.lanes.get(curvesOf(coalition)) ?? -1];
    if (path === undefined) throw new Error(`attribution: no projection of coalition ${coalition}`);
    return path;
  };
  const old = pathOf(reduced(0));
  const before = valueTrust(pair.before, sides.before.market, sides.before.method, old);
  const after = valueTrust(pair.after, sides.after.market, sides.after.method, pathOf(reduced(ALL)));
  const yields = { before: yieldsOf(pair.before, before), after: yieldsOf(pair.after, after) };
  const values = new Map<number, TrustValue>();
  const valuedAs = (coalition: number): TrustValue => {
    const known = values.get(coalition);
    if (known !== undefined) return known;
    const side = isNew(coalition, 'technique') && !isSame ? sides.after : sides.before;
    const market = (isNew(coalition, 'yields') ? sides.after : sides.before).market;
    const rolled = rolledTo(pair, clock, coalition, pathOf(coalition));
    const trust = trustOf(pair, clock, coalition, isSame, rolled, yields[isNew(coalition, 'yields') ? 'after' : 'before']);
    const value = valueTrust(trust, market, side.method, rolled.path);
    values.set(coalition, value);
    return value;
  };
  return {
    clock,
    before,
    after,
    worth: new Map([...new Set([0, ALL, ...coalitions])].map((coalition) => [coalition, valuedAs(reduced(coalition))])),
    cash: periodCash(pair, clock, old),
    projected: projectedCash(pair.before, old, clock.payments),
    notes: blendedParts(pair),
    loanMonthPaths,
  };
}

/** Deals to project, with the combinations of curves that each is projected under. */
function decksOf(pair: TrustPair, coalitions: readonly number[]): Map<number, Deck> {
  const decks = new Map<number, Deck>();
  for (const coalition of coalitions) {
    const key = deckKey(pair, coalition);
    const deck = decks.get(key) ?? { coalition: key, lanes: new Map<number, number>() };
    decks.set(key, deck);
    const curves = curvesOf(coalition);
    if (!deck.lanes.has(curves)) deck.lanes.set(curves, deck.lanes.size);
  }
  return decks;
}

function deckKey(pair: TrustPair, coalition: number): number {
  const documents = hasSameDocuments(pair) ? 0 : bitOf('technique');
  return coalition & (NEW_TAPE | documents);
}

/** The factors of curves of a coalition. */
function curvesOf(coalition: number): number {
  return LANE_FACTORS.reduce((bits, factor) => bits | (coalition & bitOf(factor)), 0);
}

/** The rest of a projection at the younger date: of the old tape what comes after the payments that were made. */
function rolledTo(pair: TrustPair, { payments }: PairClock, coalition: number, path: PathProjection): Rolled {
  const deal = dealOf(pair, coalition);
  if (isNew(coalition, 'collateral')) return { deal, path };
  return afterPayments(deal, path, payments, pair.after.deal.dates.settlement);
}

/** Yields of classes that a trust gives itself, prices solved; the matrix has the others. */
function yieldsOf(trust: TrustInput, value: TrustValue): ReadonlyMap<string, number> {
  const solved = value.tranches.flatMap(({ name, yield: figure }) =>
    trust.prices.has(name) && figure !== null ? [[name, figure.yieldBey] as const] : [],
  );
  return new Map([...trust.yields, ...solved]);
}

/** The trust of a coalition, ready to be valued at the younger date. */
function trustOf(
  pair: TrustPair,
  { payments }: PairClock,
  coalition: number,
  isSame: boolean,
  { deal, path }: Rolled,
  yields: ReadonlyMap<string, number>,
): TrustInput {
  const { before, after } = pair;
  const { type, vintage, positions } = isNew(coalition, 'technique') || isSame ? after : before;
  const { quotes } = isNew(coalition, 'yields') ? after : before;
  const isOld = !isNew(coalition, 'collateral');
  return {
    ...after,
    ...{ type, vintage, positions, quotes, yields, deal },
    prices: new Map(),
    reo: isOld ? reoAfter(before.reo, payments) : after.reo,
    cash: isOld ? cashAfter(pair, deal, path, payments) : after.cash,
    warnings: [],
  };
}

/** Cash of the trust after payments: what is left in its accounts, and what the deal knows nothing of. */
function cashAfter({ before }: TrustPair, deal: Rolled['deal'], path: PathProjection, payments: number): TrustInput['cash'] {
  if (payments === 0) return before.cash;
  const sum = (amounts: Iterable<number>) => [...amounts].reduce((total, amount) => total + amount, 0);
  const begun = sum([...before.deal.accounts].map(([name, balance]) => before.deal.opening?.accounts.get(name) ?? balance));
  const unknown = before.cash.collections + before.cash.accounts - begun;
  return { collections: 0, accounts: sum(deal.opening?.accounts.values() ?? []) + unknown + (path.output('pool held')[0] ?? 0) };
}
