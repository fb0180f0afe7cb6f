/**
 * A named change of assumptions under which a portfolio is valued: of curves, indices and lags, of the yields that discount, of the
 * benchmark and of the sponsor's own credit. Data only; shockScenario.ts makes the scenario of a trust of it.
 */
import type { Benchmark, DiscountRow, LongTermDebt, Market, TrustInput } from '../portfolio/records.ts';
import type { Behaviour } from '../scenarios/behaviour.ts';
import type { CurveKind, CurveSource, Scenario } from '../scenarios/scenario.ts';

/** What a shock changes of a scenario as it stands: multiples and shifts of the trusts' own curves. */
export type ScenarioShock = Pick<
  Scenario,
  'prepaymentMultiple' | 'defaultMultiple' | 'severityMultiple' | 'indexShift' | 'lag' | 'noCall'
>;

/** A number for every month, or one by projection month, the last of which holds on. */
export type Monthly = number | readonly number[];

/** A curve is replaced, then multiplied, then shifted; what comes of it stays between 0 and 100 %. */
export interface CurveShock {
  readonly curve?: CurveSource;
  /** A number multiplies on the scale of the curve's unit; a list multiplies speeds as they are a year, and shares. */
  readonly times?: Monthly;
  /** Decimals: of speeds a year (CPR, CDR), of shares as they are. */
  readonly plus?: Monthly;
}
export type CurveShocks = Partial<Readonly<Record<CurveKind, CurveShock>>>;

/** Months from default to liquidation: replaced, multiplied, shifted; rounded to whole months, half up, from 0 to 120. */
export interface LagShock {
  readonly months?: number;
  readonly times?: number;
  readonly plus?: number;
}

export interface IndexShock {
  /** Indices by name; default: all. */
  readonly of?: readonly string[];
  readonly curve?: CurveSource;
  /** Decimals a year; rates stay at 0 or above. */
  readonly plus?: Monthly;
}

/** Yields that discount: times a factor, then plus a shift. */
export interface YieldShock {
  /** Positions of the discount matrix; default: all. */
  readonly positions?: readonly string[];
  readonly times?: number;
  readonly plus?: number;
}

/** A table by quarter, mapped to changes: one value a quarter in every list. */
export interface MacroShock {
  /** The first month of the first quarter, since year 0. */
  readonly firstMonth: number;
  readonly curves: Partial<Readonly<Record<CurveKind, { readonly times: readonly number[]; readonly plus: readonly number[] }>>>;
  readonly indices: readonly { readonly of?: readonly string[]; readonly plus: readonly number[] }[];
  /** After its last quarter: as in that quarter, or nothing changed. */
  readonly after: 'hold' | 'base';
}

export interface Shock extends ScenarioShock {
  readonly name: string;
  /** The input that it moves: shocks of one input are one bar of a tornado. Default: the shock's name. */
  readonly input?: string;
  readonly about?: string;
  /** Trusts that it touches; default: all. The market's own changes (benchmark, credit) touch all. */
  readonly trusts?: readonly string[];
  /** Of every cohort. */
  readonly curves?: CurveShocks;
  readonly lags?: LagShock;
  /** Of single cohorts, by the name that the trust gives them, on top of the changes above. */
  readonly cohorts?: ReadonlyMap<string, { readonly curves?: CurveShocks; readonly lags?: LagShock }>;
  readonly indices?: readonly IndexShock[];
  readonly macro?: MacroShock;
  readonly yields?: readonly YieldShock[];
  /** Added to every discount yield, decimals a year; after `yields`. */
  readonly yieldShift?: number;
  /** Added to the benchmark under hedges and debt, decimals a year. */
  readonly benchmarkShift?: number;
  /** Likewise by years: linear between the points, flat outside them. */
  readonly benchmarkPoints?: readonly (readonly [years: number, shift: number])[];
  /** Added to the sponsor's own-credit spread. */
  readonly creditShift?: number;
  /** Curves move as borrowers answer to indices, benchmark and home prices that moved, by these parameters; absent: they are held. */
  readonly behaviour?: Behaviour;
  /** Multiples of home prices by projection month, which move curves by behaviour. */
  readonly homePrices?: Monthly;
}

/** Nothing changed. */
export const NO_SHOCK: Shock = { name: 'base' };

/** Whether a shock touches a trust at all. */
export function touches({ trusts }: Shock, trust: TrustInput): boolean {
  return trusts === undefined || trusts.includes(trust.name);
}

/** The market under a shock, as the trusts see it that the shock touches. */
export function shockedMarket(market: Market, shock: Shock): Market {
  if (!movesYields(shock)) return { ...market, benchmark: shockedBenchmark(market.benchmark, shock) };
  const shifted = (row: DiscountRow): DiscountRow => ({
    ...row,
    low: shockedYield(row.low, row.position, shock),
    chosen: shockedYield(row.chosen, row.position, shock),
    high: shockedYield(row.high, row.position, shock),
  });
  return { ...market, discount: market.discount.map(shifted), benchmark: shockedBenchmark(market.benchmark, shock) };
}

/** The benchmark under a shock. A point between two of the benchmark's becomes one of them. */
export function shockedBenchmark(benchmark: Benchmark, { benchmarkShift = 0, benchmarkPoints = [] }: Shock): Benchmark {
  if (benchmarkShift === 0 && benchmarkPoints.every(([, shift]) => shift === 0)) return benchmark;
  const years = [...new Set([...benchmark.years, ...benchmarkPoints.map(([year]) => year)])].sort((a, b) => a - b);
  return {
    years,
    rates: years.map((year) => alongPoints(pointsOf(benchmark), year) + benchmarkShift + alongPoints(benchmarkPoints, year)),
  };
}

const pointsOf = ({ years, rates }: Benchmark) => years.map((year, place) => [year, rates[place] ?? 0] as const);

/** The value at `at` of points in ascending order: linear between them, flat outside; 0 where there are none. */
export function alongPoints(points: readonly (readonly [number, number])[], at: number): number {
  const next = points.findIndex(([place]) => place >= at);
  const [after, before] = [points[next], points[next - 1]];
  if (after === undefined) return points.at(-1)?.[1] ?? 0;
  if (before === undefined || after[0] === at) return after[1];
  return before[1] + ((after[1] - before[1]) * (at - before[0])) / (after[0] - before[0]);
}

/** A debt of the sponsor under a shock. */
export function shockedDebt(debt: LongTermDebt, { creditShift = 0 }: Shock): LongTermDebt {
  return creditShift === 0 ? debt : { ...debt, spread: debt.spread + creditShift };
}

/**
 * A trust under a shock that changes something of it: its own yields move with the matrix. Prices given fix the yields of the base case:
 * they are solved there (`solved`, by class) and move as the others do.
 */
export function shockedTrust(trust: TrustInput, shock: Shock, solved: ReadonlyMap<string, number>): TrustInput {
  const isResidual = (name: string) => trust.deal.tranches.some((tranche) => tranche.name === name && tranche.isResidual);
  const positionOf = (name: string) => trust.positions.get(name) ?? (isResidual(name) ? 'residual' : name);
  const yields = new Map([...trust.yields, ...solved].map(([name, rate]) => [name, shockedYield(rate, positionOf(name), shock)]));
  return { ...trust, yields, prices: new Map() };
}

/** Whether a shock moves any discount yield. */
export function movesYields({ yields = [], yieldShift = 0 }: Shock): boolean {
  return yieldShift !== 0 || yields.some(({ times = 1, plus = 0 }) => times !== 1 || plus !== 0);
}

function shockedYield(rate: number, position: string, { yields = [], yieldShift = 0 }: Shock): number {
  let shocked = rate;
  for (const { positions, times = 1, plus = 0 } of yields)
    if (positions === undefined || positions.includes(position)) shocked = shocked * times + plus;
  return shocked + yieldShift;
}
