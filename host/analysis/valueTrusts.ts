/**
 * Values the trusts of a snapshot, each under one or many shocks. A trust is projected under all of them in one go, lanes side by
 * side, and its planes are let go once its values are known: memory is that of a few trusts, not of the portfolio.
 */
import type { PoolOptions, TaskRunner } from '../engine/pool.ts';
import { openPool } from '../engine/pool.ts';
import { type PathProjection, projectDeal } from '../engine/project.ts';
import { WeirError } from '../errors.ts';
import type { Market, Method, Snapshot, TrustInput } from '../portfolio/records.ts';
import { valueTrust } from '../valuation/fairValue.ts';
import type { TrustValue } from '../valuation/records.ts';
import { valuationOutputs } from '../valuation/trustCash.ts';
import { NO_SHOCK, type Shock, scenarioOf, shockedMarket, shockedTrust } from './shock.ts';

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
  const runner = options.runner ?? openPool(options.workers);
  const outcomes: TrustOutcome[] = new Array(snapshot.trusts.length);
  let done = 0;
  let next = 0;
  const work = async () => {
    for (let place = next++; place < snapshot.trusts.length; place = next++) {
      const reading = snapshot.trusts[place];
      if (reading === undefined) break;
      const outcome: TrustOutcome = reading.ok
        ? await outcomeOf(reading.trust, snapshot, shocks, { ...options, runner })
        : { ok: false, trust: reading.name, faults: reading.faults };
      outcomes[place] = outcome;
      done += 1;
      options.onTrust?.(outcome);
      options.onProgress?.(done, snapshot.trusts.length, reading.ok ? reading.trust.name : reading.name);
    }
  };
  try {
    // One more than there are threads: while they project, this one plans and prices.
    await Promise.all(Array.from({ length: runner.width + 1 }, work));
  } finally {
    if (options.runner === undefined) await runner.close();
  }
  return outcomes;
}

async function outcomeOf(
  trust: TrustInput,
  snapshot: Snapshot,
  shocks: readonly Shock[],
  options: ValueOptions & { readonly runner: TaskRunner },
): Promise<TrustOutcome> {
  try {
    return { ok: true, valued: await valueUnder(trust, snapshot.market, options.method ?? snapshot.method, shocks, options) };
  } catch (error) {
    if (!(error instanceof WeirError) || error.faults.some(({ code }) => code === 'RUN_CANCELLED')) throw error;
    return { ok: false, trust: trust.name, faults: error.faults };
  }
}

/** Values one trust under shocks. Throws: as `projectDeal` and `valueTrust`. */
export async function valueUnder(
  trust: TrustInput,
  market: Market,
  method: Method,
  shocks: readonly Shock[],
  { keepPaths = false, onTrust: _, onProgress: __, ...options }: ValueOptions = {},
): Promise<ValuedTrust> {
  const projection = await projectDeal(trust.deal, shocks.map(scenarioOf), {
    ...options,
    ...(!keepPaths && { outputs: valuationOutputs(trust.deal) }),
  });
  // Scenarios that shocks of yields alone share are projected once each all the same: a lane costs little.
  const [base] = projection.paths;
  if (base === undefined) throw new Error('valueTrusts: no shock');
  const solved = solvedYields(trust, market, method, base);
  const values = projection.paths.map((path, place) => {
    const shock = shocks[place] ?? NO_SHOCK;
    const shocked = shockedTrust(trust, shock, solved);
    return valueTrust(shocked, shockedMarket(market, shock), method, path);
  });
  const [first] = values;
  const warned =
    first === undefined ? values : [{ ...first, warnings: [...first.warnings, ...projection.warnings] }, ...values.slice(1)];
  return { trust, values: warned, ...(keepPaths && { path: base }), loanMonthPaths: projection.loanMonthPaths };
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
