/**
 * Values the trusts of a snapshot, each under one or many shocks. A trust is projected under all of them in one go, lanes side by
 * side, and its planes are let go once its values are known: memory is that of a few trusts, not of the portfolio.
 */
import type { PoolOptions, TaskRunner } from '../engine/pool.ts';
import { openPool } from '../engine/pool.ts';
import { type PathProjection, projectDeal } from '../engine/project.ts';
import { WeirError } from '../errors.ts';
import type { Market, Method, Snapshot, TrustInput } from '../portfolio/records.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { valueTrust } from '../valuation/fairValue.ts';
import type { TrustValue } from '../valuation/records.ts';
import { valuationOutputs } from '../valuation/trustCash.ts';
import { movesYields, NO_SHOCK, type Shock, shockedMarket, shockedTrust, touches } from './shock.ts';
import { movedPath, movesCurves } from './shockBehaviour.ts';
import { scenarioKey, scenarioOf } from './shockScenario.ts';

/** A trust under every shock, in their order. */
export interface ValuedTrust {
  readonly trust: TrustInput;
  readonly values: readonly TrustValue[];
  /** The first shock's projection, where it was asked for. */
  readonly path?: PathProjection;
  readonly loanMonthPaths: number;
}

export type TrustOutcome =
  | { readonly ok: true; readonly valued: ValuedTrust }
  | { readonly ok: false; readonly trust: string; readonly faults: WeirError['faults'] };

export interface ValueOptions extends Omit<PoolOptions, 'onProgress'> {
  /** Default: the snapshot's. */
  readonly method?: Method;
  /** Called after each trust. */
  readonly onProgress?: (done: number, of: number, trust: string) => void;
  /** Called with each outcome as it comes, in no order. */
  readonly onTrust?: (outcome: TrustOutcome) => void;
  /** Keep the projection of the first shock, every output of it. */
  readonly keepPaths?: boolean;
  readonly blockPaths?: number;
}

/**
 * Values every trust that could be read; those that could not, and those that fail on the way, are told of and do not stop the others.
 * Outcomes are in the order of the snapshot. Throws: RUN_CANCELLED.
 */
export async function valueTrusts(
  snapshot: Snapshot,
  shocks: readonly Shock[] = [NO_SHOCK],
  options: ValueOptions = {},
): Promise<TrustOutcome[]> {
  const method = options.method ?? snapshot.method;
  const outcomeOf = (result: TrustDone<ValuedTrust>): TrustOutcome =>
    'done' in result ? { ok: true, valued: result.done } : { ok: false, ...result };
  const results = await overTrusts(
    snapshot,
    options,
    (trust, runner) => valueUnder(trust, snapshot.market, method, shocks, { ...options, runner }),
    (result) => options.onTrust?.(outcomeOf(result)),
  );
  return results.map(outcomeOf);
}

/** What was done for a trust, or the faults of one that could not be read or failed on the way. */
export type TrustDone<T> =
  | { readonly trust: string; readonly done: T }
  | { readonly trust: string; readonly faults: WeirError['faults'] };

/**
 * Does some work for every trust that could be read, several at a time. Results are in the order of the snapshot; `onEach` hears of each
 * as it comes. Throws: RUN_CANCELLED.
 */
export async function overTrusts<T>(
  snapshot: Snapshot,
  options: Pick<ValueOptions, 'workers' | 'runner' | 'onProgress'>,
  work: (trust: TrustInput, runner: TaskRunner) => Promise<T>,
  onEach?: (result: TrustDone<T>) => void,
): Promise<TrustDone<T>[]> {
  const runner = options.runner ?? openPool(options.workers);
  const results: TrustDone<T>[] = new Array(snapshot.trusts.length);
  let done = 0;
  let next = 0;
  const each = async () => {
    for (let place = next++; place < snapshot.trusts.length; place = next++) {
      const reading = snapshot.trusts[place];
      if (reading === undefined) break;
      const result: TrustDone<T> = reading.ok
        ? await caught(reading.trust, () => work(reading.trust, runner))
        : { trust: reading.name, faults: reading.faults };
      results[place] = result;
      done += 1;
      onEach?.(result);
      options.onProgress?.(done, snapshot.trusts.length, result.trust);
    }
  };
  try {
    // One more than there are threads: while they project, this one plans and prices.
    await Promise.all(Array.from({ length: runner.width + 1 }, each));
  } finally {
    if (options.runner === undefined) await runner.close();
  }
  return results;
}

async function caught<T>({ name: trust }: TrustInput, work: () => Promise<T>): Promise<TrustDone<T>> {
  try {
    return { trust, done: await work() };
  } catch (error) {
    return { trust, faults: ownFaults(error) };
  }
}

/** The faults of a trust by which it failed. A disk that is full or a machine that is gone says nothing of the trust: that is thrown on, and ends the run. */
export function ownFaults(error: unknown): WeirError['faults'] {
  if (!(error instanceof WeirError) || error.faults.some(({ code }) => /^(RUN_CANCELLED|STORE_|CLUSTER_)/.test(code)))
    throw error;
  return error.faults;
}

/** Values one trust under shocks. Throws: as `projectDeal` and `valueTrust`. */
export async function valueUnder(
  trust: TrustInput,
  market: Market,
  method: Method,
  shocks: readonly Shock[],
  { keepPaths = false, onTrust: _, onProgress: __, ...options }: ValueOptions = {},
): Promise<ValuedTrust> {
  // Shocks of yields alone share the scenario of others: it is projected once. Curves that move by behaviour share no lane.
  const scenarios = shocks.map((shock) => scenarioOf(shock, trust));
  const isMoved = shocks.map((shock, place) => movesCurves(shock, trust, scenarios[place]!));
  const places = new Map<string, number>();
  const lanes: Scenario[] = [];
  const laneOf = scenarios.map((scenario, shock) => {
    if (isMoved[shock] === true) return -1;
    const key = scenarioKey(scenario);
    const place = places.get(key) ?? lanes.push(scenario) - 1;
    places.set(key, place);
    return place;
  });
  const projection = await projectDeal(trust.deal, lanes, {
    ...options,
    ...(!keepPaths && { outputs: valuationOutputs(trust.deal) }),
  });
  const moved = await Promise.all(
    shocks.map((shock, place) =>
      isMoved[place] === true
        ? movedPath(trust, market, shock, scenarios[place]!, options).catch((error: unknown) => blame(shock, error))
        : undefined,
    ),
  );
  const pathOf = (place: number) => moved[place] ?? projection.paths[laneOf[place] ?? -1];
  const base = pathOf(0);
  if (base === undefined) throw new Error('valueTrusts: no shock');
  const solved = solvedYields(trust, market, method, base);
  const values = shocks.map((shock, place) => {
    const path = pathOf(place);
    if (path === undefined) throw new Error(`valueTrusts: ${shock.name} was not projected`);
    const felt = touches(shock, trust) ? shock : benchmarkOf(shock);
    // Where neither cash nor yields move, a price given holds to the last digit.
    const isBase = laneOf[place] !== -1 && laneOf[place] === places.get(UNCHANGED) && !movesYields(felt);
    const seen = isBase ? trust : shockedTrust(trust, felt, solved);
    return named(shock, () => valueTrust(seen, shockedMarket(market, felt), method, path));
  });
  const [first] = values;
  const warned =
    first === undefined ? values : [{ ...first, warnings: [...first.warnings, ...projection.warnings] }, ...values.slice(1)];
  return { trust, values: warned, ...(keepPaths && { path: base }), loanMonthPaths: projection.loanMonthPaths };
}

function named<T>(shock: Shock, work: () => T): T {
  try {
    return work();
  } catch (error) {
    return blame(shock, error);
  }
}

/** Faults of a value say under which shock they arose. */
function blame({ name }: Shock, error: unknown): never {
  if (!(error instanceof WeirError) || name === NO_SHOCK.name) throw error;
  throw new WeirError(error.faults.map((fault) => ({ ...fault, place: `${name}: ${fault.place}` })));
}

/** The scenario in which nothing is changed. */
const UNCHANGED = scenarioKey({ name: NO_SHOCK.name });

/** Of a shock what reaches every trust. */
function benchmarkOf({ name, benchmarkShift, benchmarkPoints }: Shock): Shock {
  return { name, ...(benchmarkShift !== undefined && { benchmarkShift }), ...(benchmarkPoints && { benchmarkPoints }) };
}

/** Yields of classes with a price of their own, in the base case. */
function solvedYields(trust: TrustInput, market: Market, method: Method, base: PathProjection): ReadonlyMap<string, number> {
  if (trust.prices.size === 0) return new Map();
  const { tranches } = valueTrust(trust, market, method, base);
  return new Map(
    tranches.flatMap(({ name, yield: figure }) =>
      trust.prices.has(name) && figure !== null ? [[name, figure.yieldBey] as const] : [],
    ),
  );
}
