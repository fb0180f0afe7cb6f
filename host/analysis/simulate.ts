/**
 * A stochastic run: every trust of a snapshot on thousands of joint paths of rates, home prices and speeds. Path i is the same market for
 * every trust, so totals are sums path by path; standard errors come from independent randomizations of the sequence; what is bumped
 * shares every random number with the base.
 */
import { formatDate } from '../curves/dates.ts';
import type { TaskRunner } from '../engine/pool.ts';
import { openPool } from '../engine/pool.ts';
import { TILE_PATHS } from '../engine/reduce.ts';
import { type Fault, fail, faultText, WeirError } from '../errors.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { type Behaviour, DEFAULT_BEHAVIOUR } from '../scenarios/behaviour.ts';
import type { ModelSpec } from '../scenarios/market/modelFile.ts';
import { type InstrumentFigures, KEY_RATES, monthFigures, type TrustMonths, trustFigures } from './simulateFigures.ts';
import { AS_IS, simulatedMarket, type Variation } from './simulateMarket.ts';
import { type Distribution, distributionOf } from './simulateNumbers.ts';
import { type Draw, type PreparedTrust, preparedTrust, TrustPaths } from './simulateTrust.ts';
import { overTrusts, type TrustDone, type ValueOptions } from './valueTrusts.ts';

/** What is measured: values and spreads; with effective durations; with all sensitivities. */
export const SIMULATED_MEASURES = ['value', 'base', 'all'] as const;
export type SimulatedMeasures = (typeof SIMULATED_MEASURES)[number];

export interface SimulationRequest {
  /** Paths in all; rounded up to whole tiles of 64 in each randomization. */
  readonly paths: number;
  /** Default: 8. */
  readonly randomizations?: number;
  readonly model: ModelSpec;
  /** Default: the model's. */
  readonly seed?: number;
  /** Default: base. */
  readonly measures?: SimulatedMeasures;
  readonly behaviour?: Behaviour;
  /** Double the paths until the standard error of the residuals is at most this share of their mean; at most MOST_PATHS paths. */
  readonly untilError?: number;
  /** How variables are drawn; default Sobol points, scrambled, on a Brownian bridge. */
  readonly sampling?: Partial<Draw['sampling']>;
}

/** The total of a kind of instrument over the consolidated trusts. */
export interface TotalFigures {
  readonly kind: InstrumentFigures['kind'];
  readonly price: number;
  readonly byYield: Distribution;
  readonly byRates: Distribution;
}

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
  readonly failed: readonly { readonly trust: string; readonly faults: readonly string[] }[];
  readonly loanMonthPaths: number;
}

/** What is known while a run goes on. */
export interface PartialResult {
  readonly paths: number;
  readonly error: number | null;
  readonly totals: readonly TotalFigures[];
}

export interface SimulationOptions extends Pick<ValueOptions, 'workers' | 'runner' | 'signal' | 'onProgress' | 'blockPaths'> {
  /** Called whenever all trusts have as many paths. */
  readonly onPartial?: (partial: PartialResult) => void;
}

export const MOST_PATHS = 262_144;
const MOST_RANDOMIZATIONS = 256;
const RANDOMIZATIONS = 8;

const CURVE_BUMP = 0.0025;
const MULTIPLE_BUMP = 0.01;

/** The variations that measures need. */
export function variationsOf(measures: SimulatedMeasures): Variation[] {
  if (measures === 'value') return [AS_IS];
  const curve = [1, -1].map((sign): Variation => ({ name: `curve ${sign}`, curveShift: sign * CURVE_BUMP }));
  if (measures === 'base') return [AS_IS, ...curve];
  const fields = ['volatility', 'prepayment', 'default', 'severity', 'homePrices'] as const;
  const multiples = fields.flatMap((field) =>
    [1, -1].map((sign): Variation => ({ name: `${field} ${sign}`, [field]: 1 + sign * MULTIPLE_BUMP })),
  );
  const keys = KEY_RATES.flatMap((year, place) =>
    [1, -1].map((sign): Variation => ({ name: `key ${year} ${sign}`, curvePoints: tent(place, sign * CURVE_BUMP) })),
  );
  return [AS_IS, ...curve, ...multiples, ...keys];
}

/** A shift at one key rate, falling to nothing at its neighbours and level beyond the ends: all of them add to a parallel shift. */
function tent(at: number, shift: number): (readonly [number, number])[] {
  return KEY_RATES.map((year, place) => [year, place === at ? shift : 0] as const);
}

/** Refuses what cannot be run. Throws: REQUEST_INVALID, all faults at once. */
export function checkSimulation({
  paths,
  randomizations = RANDOMIZATIONS,
  seed,
  untilError,
}: Omit<SimulationRequest, 'model'>): void {
  const faults: Fault[] = [];
  const whole = (place: string, value: number, low: number, high: number) => {
    if (Number.isInteger(value) && value >= low && value <= high) return;
    faults.push({ code: 'REQUEST_INVALID', place, got: String(value), expected: `a whole number from ${low} to ${high}` });
  };
  whole('paths', paths, 1, MOST_PATHS);
  whole('randomizations', randomizations, 1, MOST_RANDOMIZATIONS);
  if (seed !== undefined) whole('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (untilError !== undefined && !(untilError > 0 && untilError < 1))
    faults.push({
      code: 'REQUEST_INVALID',
      place: 'until-error',
      got: String(untilError),
      expected: 'a share above 0 and below 1: 0.5% is 0.005',
    });
  if (untilError !== undefined && randomizations < 2)
    faults.push({
      code: 'REQUEST_INVALID',
      place: 'randomizations',
      got: String(randomizations),
      expected: 'two or more, from which a standard error comes',
    });
  if (faults.length > 0) throw new WeirError(faults);
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
  const { randomizations = RANDOMIZATIONS, measures = 'base', model: spec, seed = spec.seed } = request;
  const behaviour = request.behaviour ?? DEFAULT_BEHAVIOUR;
  const market = simulatedMarket(spec, snapshot.market.benchmark);
  const runner = options.runner ?? openPool(options.workers);
  const variations = variationsOf(measures);
  try {
    const prepared = await overTrusts(snapshot, { runner }, (trust, pool) =>
      preparedTrust(trust, snapshot, { runner: pool, ...(options.signal !== undefined && { signal: options.signal }) }),
    );
    const months = pathMonths(prepared.flatMap((each) => ('done' in each ? [each.done] : [])));
    const draw: Draw = {
      randomizations,
      months,
      sampling: { seed, antithetic: false, bridge: true, scramble: 'owen', ...request.sampling },
    };
    let each = Math.ceil(Math.ceil(request.paths / randomizations) / TILE_PATHS) * TILE_PATHS;
    let trusts = await extendAll(
      prepared,
      (one) => new TrustPaths(one, market, behaviour, draw, variations, snapshot),
      variations,
      each,
      runner,
      options,
    );
    for (;;) {
      const partial = partialOf(trusts, each * randomizations);
      options.onPartial?.(partial);
      const isGood = request.untilError === undefined || (partial.error ?? 0) <= request.untilError;
      if (isGood || 2 * each * randomizations > MOST_PATHS) break;
      each *= 2;
      trusts = await extendAll(trusts, (one) => one, variations, each, runner, options);
    }
    return reportOf(snapshot, trusts, { spec, market, seed, randomizations, measures, each });
  } finally {
    if (options.runner === undefined) await runner.close();
  }
}

/** As many months as the longest trust needs, in whole decades: the same for trusts of about the same length. */
function pathMonths(trusts: readonly PreparedTrust[]): number {
  return Math.max(120, Math.ceil(trusts.reduce((most, { months }) => Math.max(most, months), 1) / 120) * 120);
}

async function extendAll<T>(
  from: readonly TrustDone<T>[],
  pathsOf: (one: T) => TrustPaths,
  variations: readonly Variation[],
  paths: number,
  runner: TaskRunner,
  options: SimulationOptions,
): Promise<TrustDone<TrustPaths>[]> {
  const { signal, blockPaths } = options;
  const results: TrustDone<TrustPaths>[] = new Array(from.length);
  let next = 0;
  let done = 0;
  const one = async (given: TrustDone<T>): Promise<TrustDone<TrustPaths>> => {
    if (!('done' in given)) return given;
    try {
      const trust = pathsOf(given.done);
      const names = variations.map(({ name }) => name);
      await trust.extend(names, paths, {
        runner,
        ...(signal !== undefined && { signal }),
        ...(blockPaths !== undefined && { blockPaths }),
      });
      return { trust: given.trust, done: trust };
    } catch (error) {
      if (!(error instanceof WeirError) || error.faults.some(({ code }) => code === 'RUN_CANCELLED')) throw error;
      return { trust: given.trust, faults: error.faults };
    }
  };
  const each = async () => {
    for (let place = next++; place < from.length; place = next++) {
      const given = from[place];
      if (given === undefined) break;
      results[place] = await one(given);
      done += 1;
      options.onProgress?.(done, from.length, given.trust);
    }
  };
  // Two trusts at a time: while the last blocks of one run, those of the other fill the threads.
  await Promise.all([each(), each()]);
  return results;
}

/** The residuals of the consolidated trusts decide, or where there are none the collateral. */
function partialOf(trusts: readonly TrustDone<TrustPaths>[], paths: number): PartialResult {
  const totals = totalsOf(trusts);
  const figure =
    totals.find(({ kind, byYield }) => kind === 'residual' && byYield.mean !== 0) ??
    totals.find(({ kind }) => kind === 'collateral');
  const error = figure?.byYield.standardError ?? null;
  return { paths, totals, error: error === null || figure === undefined ? null : error / Math.abs(figure.byYield.mean) };
}

const KINDS = ['collateral', 'class', 'residual', 'hedge'] as const;

function totalsOf(trusts: readonly TrustDone<TrustPaths>[]): TotalFigures[] {
  const done = trusts.flatMap((each) => ('done' in each && each.done.prepared.trust.consolidated ? [each.done] : []));
  return KINDS.flatMap((kind): TotalFigures[] => {
    const parts = done.flatMap((paths) =>
      paths.prepared.instruments.flatMap((instrument, place) => (instrument.kind === kind ? [{ paths, instrument, place }] : [])),
    );
    const [first] = parts;
    if (first === undefined) return [];
    const sum = (of: 'byYield' | 'byRates') => {
      const randomizations = first.paths.sums.get(AS_IS.name)?.[of] ?? [];
      return distributionOf(
        randomizations.map((_, randomization) => {
          const total = new Float64Array(first.paths.sums.get(AS_IS.name)?.paths ?? 0);
          for (const { paths, place } of parts) {
            const values = paths.sums.get(AS_IS.name)?.[of][randomization]?.[place] ?? total;
            for (let path = 0; path < total.length; path++) total[path]! += values[path]!;
          }
          return total;
        }),
      );
    };
    return [
      {
        kind,
        price: parts.reduce((total, { instrument }) => total + instrument.price, 0),
        byYield: sum('byYield'),
        byRates: sum('byRates'),
      },
    ];
  });
}

function reportOf(
  snapshot: Snapshot,
  trusts: readonly TrustDone<TrustPaths>[],
  {
    spec,
    market,
    seed,
    randomizations,
    measures,
    each,
  }: {
    spec: ModelSpec;
    market: ReturnType<typeof simulatedMarket>;
    seed: number;
    randomizations: number;
    measures: SimulatedMeasures;
    each: number;
  },
): SimulationReport {
  const done = trusts.flatMap((one) => ('done' in one ? [one.done] : []));
  if (done.length === 0 && trusts.length > 0) {
    const [first] = trusts.flatMap((one) => ('faults' in one ? one.faults : []));
    if (first !== undefined) fail(first);
  }
  const { totals, error } = partialOf(trusts, each * randomizations);
  return {
    snapshot: snapshot.name,
    date: formatDate(snapshot.date),
    model: spec.kind,
    parameters: market.model.calibration?.parameters ?? spec.parameters ?? {},
    fit: market.model.calibration?.rootMeanSquare ?? null,
    seed,
    paths: each * randomizations,
    randomizations,
    measures,
    totals,
    error,
    trusts: done.map((paths) => ({
      trust: paths.prepared.trust.name,
      consolidated: paths.prepared.trust.consolidated,
      instruments: trustFigures(paths),
      months: monthFigures(paths),
      warnings: [...paths.prepared.value.warnings, ...paths.prepared.warnings],
      values: paths.prepared.instruments.map((_, place) => joinedValues(paths, place)),
    })),
    failed: trusts.flatMap((one) => ('faults' in one ? [{ trust: one.trust, faults: one.faults.map(faultText) }] : [])),
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
