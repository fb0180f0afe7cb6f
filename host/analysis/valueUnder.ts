/** One trust under shocks: planned, projected and valued on whichever thread there is for it. */
import { dealCalendar } from '../deal/calendar.ts';
import { type Errand, runErrand } from '../engine/errand.ts';
import type { TaskResult } from '../engine/messages.ts';
import { openPool, type PoolOptions, type TaskRunner } from '../engine/pool.ts';
import { type PathProjection, pathOf, projectDeal } from '../engine/project.ts';
import { WeirError } from '../errors.ts';
import type { Market, Method, TrustInput } from '../portfolio/records.ts';
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

export interface UnderOptions extends Omit<PoolOptions, 'onProgress'> {
  /** Keep the projection of the first shock, every output of it. */
  readonly keepPaths?: boolean;
  readonly blockPaths?: number;
}

/** Values one trust under shocks, all of it on one thread where the runner has one to send it to. Throws: as `projectDeal` and `valueTrust`. */
export async function valueUnder(
  trust: TrustInput,
  market: Market,
  method: Method,
  shocks: readonly Shock[],
  { keepPaths = false, blockPaths, runner, workers, signal }: UnderOptions = {},
): Promise<ValuedTrust> {
  const given = { trust, market, method, shocks, keepPaths, ...(blockPaths !== undefined && { blockPaths }) };
  const pool = runner ?? openPool(workers ?? 0);
  try {
    const { kept, ...valued } = await runErrand(VALUE_UNDER, given, pool, signal);
    if (kept === undefined) return { trust, ...valued };
    const calendar = dealCalendar(trust.deal, kept.planes.periods);
    const path = pathOf(trust.deal, kept.scenario, kept.planes, { lane: 0, notes: [], calendar });
    return { trust, ...valued, path };
  } finally {
    if (runner === undefined) await pool.close();
  }
}

interface Given extends Pick<UnderOptions, 'keepPaths' | 'blockPaths'> {
  readonly trust: TrustInput;
  readonly market: Market;
  readonly method: Method;
  readonly shocks: readonly Shock[];
}

/** A trust's values as they go from thread to thread. */
interface Valued extends Omit<ValuedTrust, 'trust' | 'path'> {
  /** The first shock's projection. */
  readonly kept?: { readonly scenario: Scenario; readonly planes: TaskResult };
}

const VALUE_UNDER: Errand<Given, Valued> = {
  module: import.meta.url,
  work: valuedHere,
  planes: ({ kept }) =>
    kept === undefined
      ? []
      : [...kept.planes.outputs.values(), ...kept.planes.remittances.flatMap((group) => [...group.values()])],
};
export default VALUE_UNDER;

async function valuedHere(given: Given, runner: TaskRunner): Promise<Valued> {
  const { trust, market, method, shocks, keepPaths = false, blockPaths } = given;
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
    runner,
    ...(blockPaths !== undefined && { blockPaths }),
    ...(!keepPaths && { outputs: valuationOutputs(trust.deal) }),
  });
  const moved = await Promise.all(
    shocks.map((shock, place) =>
      isMoved[place] === true
        ? movedPath(trust, market, shock, scenarios[place]!, { runner }).catch((error: unknown) => blame(shock, error))
        : undefined,
    ),
  );
  const pathUnder = (place: number) => moved[place] ?? projection.paths[laneOf[place] ?? -1];
  const base = pathUnder(0);
  if (base === undefined) throw new Error('valueUnder: no shock');
  const solved = solvedYields(trust, market, method, base);
  const values = shocks.map((shock, place) => {
    const path = pathUnder(place);
    if (path === undefined) throw new Error(`valueUnder: ${shock.name} was not projected`);
    const felt = touches(shock, trust) ? shock : benchmarkOf(shock);
    // Where neither cash nor yields move, a price given holds to the last digit.
    const isBase = laneOf[place] !== -1 && laneOf[place] === places.get(UNCHANGED) && !movesYields(felt);
    const seen = isBase ? trust : shockedTrust(trust, felt, solved);
    return named(shock, () => valueTrust(seen, shockedMarket(market, felt), method, path));
  });
  const [first] = values;
  const warned =
    first === undefined ? values : [{ ...first, warnings: [...first.warnings, ...projection.warnings] }, ...values.slice(1)];
  return {
    values: warned,
    loanMonthPaths: projection.loanMonthPaths,
    ...(keepPaths && { kept: { scenario: base.scenario, planes: base.planes() } }),
  };
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
