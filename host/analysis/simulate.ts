/**
 * A stochastic run: every trust of a snapshot on thousands of joint paths of rates, home prices and speeds. Path i is the same market for
 * every trust, so totals are sums path by path; standard errors come from independent randomizations of the sequence; what is bumped
 * shares every random number with the base.
 */
import { formatDate } from '../curves/dates.ts';
import { openPool, type TaskRunner } from '../engine/pool.ts';
import { WeirError } from '../errors.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { DEFAULT_BEHAVIOUR } from '../scenarios/behaviour.ts';
import type { ModelSpec } from '../scenarios/market/modelFile.ts';
import {
  type InstrumentFigures,
  monthFigures,
  type QuoteFigures,
  quoteFigures,
  type TrustMonths,
  trustFigures,
} from './simulateFigures.ts';
import { AS_IS, simulatedMarket } from './simulateMarket.ts';
import { TrustPaths } from './simulatePaths.ts';
import { type PriceOrSpread, refuseUnknownQuotes } from './simulateQuotes.ts';
import {
  checkSimulation,
  MOST_PATHS,
  pathsRun,
  RANDOMIZATIONS,
  type SimulatedMeasures,
  type SimulationRequest,
  variationsOf,
} from './simulateRequest.ts';
import { failuresOf, type PartialResult, partialOf, partialWords, type TotalFigures } from './simulateTotals.ts';
import { type Draw, type PreparedTrust, preparedTrust, trustPlan } from './simulateTrust.ts';
import { overTrusts, ownFaults, type TrustDone, type ValueOptions } from './valueTrusts.ts';

export interface SimulatedTrust {
  readonly trust: string;
  readonly consolidated: boolean;
  readonly instruments: readonly InstrumentFigures[];
  readonly months: TrustMonths;
  readonly warnings: readonly string[];
  /** Values by path at the instruments' own yields, randomization after randomization; by instrument. */
  readonly values: readonly Float64Array[];
}

export interface SimulationReport {
  readonly snapshot: string;
  readonly date: string;
  readonly model: ModelSpec['kind'];
  readonly parameters: Readonly<Record<string, number>>;
  /** Root mean square of the calibration, basis points; null where parameters were given. */
  readonly fit: number | null;
  readonly seed: number;
  readonly paths: number;
  readonly randomizations: number;
  readonly measures: SimulatedMeasures;
  readonly totals: readonly TotalFigures[];
  /** Standard error of the residuals over their mean; null where there is none. */
  readonly error: number | null;
  readonly trusts: readonly SimulatedTrust[];
  /** What was asked of single instruments, in the order of the trusts. */
  readonly quotes: readonly QuoteFigures[];
  readonly failed: readonly { readonly trust: string; readonly faults: readonly string[] }[];
  readonly loanMonthPaths: number;
}

export interface SimulationOptions extends Pick<ValueOptions, 'workers' | 'runner' | 'signal' | 'blockPaths'> {
  /** Called after each randomization of a trust; `what` is what is known so far, or the trust. */
  readonly onProgress?: (done: number, of: number, what: string) => void;
  /** Called whenever all trusts have the paths of one more randomization. */
  readonly onPartial?: (partial: PartialResult) => void;
}

/**
 * Runs a simulation. Trusts that cannot be run are told of and do not stop the others.
 *
 * Throws: REQUEST_INVALID, MARKET_* of curve and model; RUN_CANCELLED.
 */
export async function simulate(
  snapshot: Snapshot,
  request: SimulationRequest,
  options: SimulationOptions = {},
): Promise<SimulationReport> {
  checkSimulation(request);
  const { randomizations = RANDOMIZATIONS, measures = 'base', model: spec, seed = spec.seed, quotes = [] } = request;
  const behaviour = request.behaviour ?? DEFAULT_BEHAVIOUR;
  const market = simulatedMarket(spec, snapshot.market.benchmark);
  const runner = options.runner ?? openPool(options.workers);
  const variations = variationsOf(measures);
  try {
    const prepared = await overTrusts(snapshot, { runner }, (trust, pool) =>
      preparedTrust(trust, snapshot, { runner: pool, ...(options.signal !== undefined && { signal: options.signal }) }),
    );
    refuseUnknownQuotes(
      quotes,
      new Map(prepared.map((each) => [each.trust, 'done' in each ? each.done.instruments : undefined])),
    );
    const months = pathMonths(prepared.flatMap((each) => ('done' in each ? [each.done] : [])));
    const draw: Draw = {
      randomizations,
      months,
      ...(request.control === true && { control: true }),
      sampling: { seed, antithetic: false, bridge: true, scramble: 'owen', ...request.sampling },
    };
    const trusts: TrustDone<TrustPaths>[] = [];
    // Planned when its turn comes: meanwhile the threads run others.
    const planned = (place: number) => {
      trusts[place] ??= attempted(
        prepared[place]!,
        (one) => new TrustPaths(trustPlan(one, market, behaviour, draw, variations, snapshot)),
      );
      return trusts[place];
    };
    let paths = pathsRun(request) / randomizations;
    const reached = new Array<number>(randomizations).fill(0);
    for (;;) {
      const partial = await extendAll({ trusts, count: prepared.length, planned }, reached, paths, runner, options);
      const isGood = request.untilError === undefined || (partial.error ?? 0) <= request.untilError;
      if (isGood || 2 * paths * randomizations > MOST_PATHS)
        return reportOf(snapshot, trusts, partial, { spec, market, seed, measures, quotes });
      paths *= 2;
    }
  } finally {
    if (options.runner === undefined) await runner.close();
  }
}

/** As many months as the longest trust needs, in whole decades: the same for trusts of about the same length. */
function pathMonths(trusts: readonly PreparedTrust[]): number {
  return Math.max(120, Math.ceil(trusts.reduce((most, { months }) => Math.max(most, months), 1) / 120) * 120);
}

/** A further step for a trust, which may fail there. */
function attempted<T, U>(given: TrustDone<T>, work: (one: T) => U): TrustDone<U> {
  if (!('done' in given)) return given;
  try {
    return { trust: given.trust, done: work(given.done) };
  } catch (error) {
    return { trust: given.trust, faults: ownFaults(error) };
  }
}

/**
 * Extends every trust to so many paths a randomization, and tells what is known whenever all of them have one more. `trusts` and `reached`
 * are brought up to date. Several trusts at a time: while the last blocks of one run, others fill the threads. Trust by trust, so that a
 * thread prepares a trust once, not once a randomization; or, where somebody listens, randomization by randomization.
 */
async function extendAll(
  {
    trusts,
    count,
    planned,
  }: {
    readonly trusts: TrustDone<TrustPaths>[];
    readonly count: number;
    readonly planned: (place: number) => TrustDone<TrustPaths>;
  },
  reached: number[],
  paths: number,
  runner: TaskRunner,
  { signal, blockPaths, onProgress, onPartial }: SimulationOptions,
): Promise<PartialResult> {
  const how = {
    runner,
    isOneOfMany: count > 2 * runner.width,
    ...(signal !== undefined && { signal }),
    ...(blockPaths !== undefined && { blockPaths }),
  };
  const all = reached.map((_, randomization) => randomization);
  const each = (randomizations: readonly number[]) => Array.from({ length: count }, (_, place) => ({ place, randomizations }));
  const items = onPartial === undefined ? each(all) : all.flatMap((randomization) => each([randomization]));
  const left = reached.map(() => count);
  let [next, done, told] = [0, 0, 0];
  let known = '';
  const work = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      const { place, randomizations } = item;
      const given = planned(place);
      if ('done' in given) {
        try {
          await given.done.extend(randomizations, paths, how);
        } catch (error) {
          trusts[place] = { trust: given.trust, faults: ownFaults(error) };
        }
      }
      done += randomizations.length;
      for (const randomization of randomizations) left[randomization]! -= 1;
      // In their order, so that what is told does not depend on which thread was quicker.
      for (; left[told] === 0; told++) {
        reached[told] = paths;
        if (onPartial === undefined && onProgress === undefined) continue;
        const partial = partialOf(trusts, reached);
        known = partialWords(partial);
        onPartial?.(partial);
      }
      onProgress?.(done, count * reached.length, known === '' ? given.trust : known);
    }
  };
  await Promise.all(Array.from({ length: runner.width + 1 }, work));
  return partialOf(trusts, reached);
}

function reportOf(
  snapshot: Snapshot,
  trusts: readonly TrustDone<TrustPaths>[],
  { paths, totals, error, randomizations }: PartialResult,
  {
    spec,
    market,
    seed,
    measures,
    quotes,
  }: {
    spec: ModelSpec;
    market: ReturnType<typeof simulatedMarket>;
    seed: number;
    measures: SimulatedMeasures;
    quotes: readonly PriceOrSpread[];
  },
): SimulationReport {
  const done = trusts.flatMap((one) => ('done' in one ? [one.done] : []));
  const [fault] = trusts.flatMap((one) => ('faults' in one ? one.faults : []));
  if (done.length === 0 && fault !== undefined) throw new WeirError([fault]);
  return {
    snapshot: snapshot.name,
    date: formatDate(snapshot.date),
    model: spec.kind,
    parameters: market.model.calibration?.parameters ?? spec.parameters ?? {},
    fit: market.model.calibration?.rootMeanSquare ?? null,
    seed,
    paths,
    randomizations,
    measures,
    totals,
    error,
    trusts: done.map((trust) => ({
      trust: trust.prepared.trust.name,
      consolidated: trust.prepared.trust.consolidated,
      instruments: trustFigures(trust),
      months: monthFigures(trust),
      warnings: [...trust.prepared.value.warnings, ...trust.prepared.warnings],
      values: trust.prepared.instruments.map((_, place) => joinedValues(trust, place)),
    })),
    quotes: done.flatMap((trust) => quoteFigures(trust, quotes)),
    failed: failuresOf(trusts),
    loanMonthPaths: done.reduce((sum, { loanMonthPaths }) => sum + loanMonthPaths, 0),
  };
}

function joinedValues({ sums }: TrustPaths, place: number): Float64Array {
  const parts = (sums.get(AS_IS.name)?.byYield ?? []).map((list) => list[place] ?? new Float64Array(0));
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
