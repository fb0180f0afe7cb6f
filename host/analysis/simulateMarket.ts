/**
 * The market of a stochastic run: a model on the snapshot's benchmark curve, and for each trust the plan of its paths, its indices anchored to
 * the forward curves that the trust was given. Variations move one input and share every random number.
 */
import { generatePaths } from '../engine/generate.ts';
import { type MarketSampling, marketPlan } from '../engine/marketPlan.ts';
import { type PathPlan, planeCount } from '../engine/paths.ts';
import type { Benchmark } from '../portfolio/records.ts';
import { type MarketCurve, marketCurve } from '../scenarios/market/curve.ts';
import { checkedPoints } from '../scenarios/market/curvePoints.ts';
import { BEHAVIOUR_INDICES } from '../scenarios/market/defaults.ts';
import { type IndexSpec, type IndexSpecs, isInArrears } from '../scenarios/market/indexSpecs.ts';
import { anchoredTables, bondTable, forwardValues, unmoved } from '../scenarios/market/indices.ts';
import { type ModelSpec, type ResolvedModel, resolveModel } from '../scenarios/market/modelFile.ts';
import { benchmarkPoints } from '../scenarios/market/snapshotCurves.ts';
import { type MarketModel, marketSteps } from '../scenarios/market/steps.ts';
import { SUCCESSIONS, specsFor } from '../scenarios/market/succession.ts';
import { shockedBenchmark } from './shock.ts';

/** The index of primary mortgage rates, which borrowers look at. */
export const MORTGAGE = 'MORTGAGE_30Y';
/** The market plane of discount factors to payment dates. */
export const PAYMENT_DISCOUNT = 'payment discount';

/** One input moved; the other inputs, and all random numbers, as they are. */
export interface Variation {
  readonly name: string;
  /** Added to the benchmark's par yields, decimals a year: to all, or by years. */
  readonly curveShift?: number;
  readonly curvePoints?: readonly (readonly [years: number, shift: number])[];
  /** Multiples of the volatilities of the short rate, of home prices from the first month on, and of the given curves. */
  readonly volatility?: number;
  readonly homePrices?: number;
  readonly prepayment?: number;
  readonly default?: number;
  readonly severity?: number;
}

export const AS_IS: Variation = { name: 'base' };

/** A model on the benchmark of a snapshot. */
export interface SimulatedMarket {
  readonly spec: ModelSpec;
  readonly benchmark: Benchmark;
  readonly curve: MarketCurve;
  readonly model: ResolvedModel;
}

/** Puts a model on a benchmark as it was given. Throws: MARKET_*, as the curve and the calibration. */
export function simulatedMarket(spec: ModelSpec, benchmark: Benchmark): SimulatedMarket {
  // Between its points the benchmark is linear, which would fill a hole without a word.
  checkedPoints({ kind: 'zero', compounding: 'semiannual', ...benchmark }, curveOptions(spec));
  return marketOn(spec, benchmark);
}

/** Puts a model on a benchmark that was made of a given one. Throws: MARKET_*, as the curve and the calibration. */
export function marketOn(spec: ModelSpec, benchmark: Benchmark): SimulatedMarket {
  const curve = curveOf(spec, benchmark);
  return { spec, benchmark, curve, model: resolveModel(spec, curve) };
}

const curveOptions = ({ floor }: ModelSpec) => ({ place: 'benchmark', ...(floor !== undefined && { floor }) });

function curveOf(spec: ModelSpec, benchmark: Benchmark): MarketCurve {
  return marketCurve(benchmarkPoints(benchmark), { interpolation: spec.interpolation, ...curveOptions(spec) });
}

/** What a trust asks of the market. */
export interface MarketNeeds {
  /** The deal's indices in its order, with their given rates by month; row m holds in month m. */
  readonly indices: readonly { readonly name: string; readonly rates: ArrayLike<number> }[];
  /** Months that are drawn: the same for all trusts. */
  readonly months: number;
  /** The snapshot's date, YYYY-MM-DD. */
  readonly date: string;
  /** From a month's end to the payment that is discounted with it. Units: years, less than a month. */
  readonly delay: number;
}

export interface TrustMarket {
  readonly plan: PathPlan;
  readonly indexRows: ReadonlyMap<string, number>;
  readonly marketPlanes: ReadonlyMap<string, number>;
}

/** Rates set at the start of their month: what row m holds was observed a month before. Those in arrears are observed in it. */
const SET_BEFORE = 1;

/** The plan of a trust's paths. Throws: MARKET_INDEX for an index that nothing describes, MARKET_PARAMETER, MARKET_CORRELATION. */
export function trustMarket(
  market: SimulatedMarket,
  needs: MarketNeeds,
  sampling: MarketSampling,
  variation = AS_IS,
): TrustMarket {
  const { curveShift = 0, curvePoints = [], volatility = 1, homePrices = 1 } = variation;
  const isMoved = curveShift !== 0 || curvePoints.length > 0;
  const shifted = shockedBenchmark(market.benchmark, { name: '', benchmarkShift: curveShift, benchmarkPoints: curvePoints });
  const curve = isMoved ? curveOf(market.spec, shifted) : market.curve;
  const { shortRate } = market.model;
  const scaled = shortRate.factors.map((factor) => ({ ...factor, volatility: volatility * factor.volatility }));
  const model: MarketModel = volatility === 1 ? market.model : { ...market.model, shortRate: { ...shortRate, factors: scaled } };
  const plan = planOn(market, model, curve, needs, sampling);
  return homePrices === 1 ? plan : withHomePrices(plan, market, () => homePrices);
}

/**
 * Indices and market planes on the forward path, by plane and month: the plan of the same market without volatility, made by the very same
 * operations. Curves that move by a variation leave it where it is: given curves belong to the given market.
 */
export function forwardRows(market: SimulatedMarket, needs: MarketNeeds, sampling: MarketSampling): Float64Array[] {
  const { shortRate, homePrices, noise, ...rest } = market.model;
  const still: MarketModel = {
    ...rest,
    shortRate: unmoved(shortRate),
    homePrices: homePrices.map((group) => ({ ...group, volatility: 0 })),
    noise: Object.fromEntries(Object.entries(noise).map(([name, terms]) => [name, { ...terms, volatility: 0 }])),
  };
  const { plan } = planOn(market, still, market.curve, needs, sampling);
  const { indices, market: planes } = generatePaths(plan, 0, 1, { blockPaths: 1 });
  // Deals without indices of their own have those of borrowers alone.
  if (indices.length !== planeCount(plan, 'index')) throw new Error('simulateMarket: planes are missing');
  return [...indices, ...planes];
}

function planOn(
  market: SimulatedMarket,
  model: MarketModel,
  curve: MarketCurve,
  { indices, months, date, delay }: MarketNeeds,
  sampling: MarketSampling,
): TrustMarket {
  const names = [...new Set([...indices.map(({ name }) => name), MORTGAGE])];
  const specs = describedIndices(names, date, market.spec.indices);
  const given = new Map(
    indices.map(({ name, rates }) => [name, observedRates(rates, months, isInArrears(specs, name) ? 0 : SET_BEFORE)]),
  );
  const tables = anchoredTables(
    specs,
    model.shortRate,
    curve,
    months,
    curve === market.curve ? given : moved(market, specs, curve, given, months),
  );
  const steps = marketSteps(model, curve, months, { discountVariable: false });
  const rows = [...indices.map(({ name }) => name), ...(given.has(MORTGAGE) ? [] : [MORTGAGE])];
  const planned = marketPlan(steps, tables, sampling, { rows, offset: SET_BEFORE });
  // To a payment within the month: the discount factor to the month's start, times the model's own bond from there.
  const discount = steps.states.length - 1;
  const { logA, loads } = bondTable(model.shortRate, curve, delay, months);
  const exponential = {
    constants: logA.map((log, month) => log + steps.states[discount]!.shift[month]!),
    terms: [{ state: discount, coefficient: 1 }, ...loads.map((b, state) => ({ state, coefficient: -b }))],
  };
  const plane = planned.marketPlanes.size;
  return {
    plan: {
      ...planned.plan,
      exponentials: [...planned.plan.exponentials, exponential],
      recipes: [...planned.plan.recipes, { kind: 'exponential', to: { market: plane }, of: planned.plan.exponentials.length }],
    },
    indexRows: planned.indexRows,
    marketPlanes: new Map([...planned.marketPlanes, [PAYMENT_DISCOUNT, plane]]),
  };
}

/** Rates by month of observation, which is `before` the month whose rate it is. */
function observedRates(rates: ArrayLike<number>, months: number, before: number): Float64Array {
  return Float64Array.from({ length: months + 1 }, (_, month) => rates[Math.min(month + before, rates.length - 1)] ?? 0);
}

/** Given rates on a moved curve: they move as the model's forwards do. */
function moved(
  { model, curve }: SimulatedMarket,
  specs: IndexSpecs,
  to: MarketCurve,
  given: ReadonlyMap<string, Float64Array>,
  months: number,
): Map<string, Float64Array> {
  const unfloored = Object.fromEntries(Object.entries(specs).map(([name, { floor: _, ...spec }]) => [name, spec as IndexSpec]));
  const before = forwardValues(unfloored, model.shortRate, curve, months);
  const after = forwardValues(unfloored, model.shortRate, to, months);
  return new Map(
    [...given].map(([name, rates]) => [
      name,
      rates.map((rate, month) => rate + (after.get(name)?.[month] ?? 0) - (before.get(name)?.[month] ?? 0)),
    ]),
  );
}

/** Every home price from the first month on, a multiple of what it was, by month. */
export function withHomePrices(
  { plan, ...rest }: TrustMarket,
  { model }: SimulatedMarket,
  multipleAt: (month: number) => number,
): TrustMarket {
  const planes = model.homePrices.map(({ name }) => rest.marketPlanes.get(name));
  const places = new Set(
    plan.recipes.flatMap((recipe) =>
      recipe.kind === 'exponential' && 'market' in recipe.to && planes.includes(recipe.to.market) ? [recipe.of] : [],
    ),
  );
  const exponentials = plan.exponentials.map((exponential, place) =>
    places.has(place)
      ? {
          ...exponential,
          constants: Float64Array.from(exponential.constants, (value, month) =>
            month === 0 ? value : value + Math.log(multipleAt(month)),
          ),
        }
      : exponential,
  );
  return { plan: { ...plan, exponentials }, ...rest };
}

/**
 * How indices are made: as the model file says, as the table of successions says, or by a name that says it (`LIBOR_1Y`, `SOFR_6M`,
 * `SOFR_30D`, `CMT_5Y`). Rates that contracts read are not below 0 unless a description has a floor of its own, as they are not under shocks.
 *
 * Throws: MARKET_INDEX.
 */
export function describedIndices(names: readonly string[], date: string, own: IndexSpecs): IndexSpecs {
  const known = new Set(SUCCESSIONS.map(({ index }) => index));
  const byName: Record<string, IndexSpec> = { ...BEHAVIOUR_INDICES };
  for (const name of names) {
    const spec = specByName(name);
    if (spec !== undefined && !known.has(name)) byName[name] ??= spec;
  }
  const specs = specsFor(names, 'bond', date, { ...byName, ...own });
  const isContract = (name: string) => names.includes(name) && name !== MORTGAGE;
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      isContract(name) && spec.floor === undefined ? { ...spec, floor: 0 } : spec,
    ]),
  );
}

function specByName(name: string): IndexSpec | undefined {
  // Averages in arrears over 30, 90 or 180 days are told by whole months.
  const [, days] = /^SOFR_(30|90|180)D$/.exec(name) ?? [];
  if (days !== undefined) return { kind: 'compounded', months: Number(days) / 30 };
  const [, kind, count = '', unit = ''] = /^(LIBOR|SOFR|TERM_SOFR|CMT|SWAP)_(\d+)([MY])$/.exec(name) ?? [];
  const months = Number(count) * (unit === 'Y' ? 12 : 1);
  if (kind === undefined) return undefined;
  if (kind === 'CMT' || kind === 'SWAP') return { kind: 'par', years: months / 12 };
  return months >= 1 && months <= 12 ? { kind: 'simple', months } : undefined;
}
