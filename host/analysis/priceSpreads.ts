/**
 * What spreads of a class are told over: the index that its coupon follows, for discount margins, and a curve that is given, for Z-spreads
 * and nominal spreads.
 */
import { dayFraction } from '../curves/dates.ts';
import { ASIDES } from '../deal/asides.ts';
import { accrualDates } from '../deal/calendar.ts';
import { type Expression, parseNumber } from '../deal/expression.ts';
import { FaultList } from '../deal/faults.ts';
import { readText } from '../deal/read.ts';
import type { ResolvedDeal, ResolvedTranche } from '../deal/resolved.ts';
import type { PathProjection } from '../engine/project.ts';
import { fail, shown } from '../errors.ts';
import { gridOfCsv } from '../portfolio/csv.ts';
import { readBenchmark } from '../portfolio/market.ts';
import type { Benchmark } from '../portfolio/records.ts';
import { marketCurve, minusLogDiscount } from '../scenarios/market/curve.ts';
import { checkedPoints } from '../scenarios/market/curvePoints.ts';
import { benchmarkRate, discountCurve, discountFactor } from '../valuation/benchmark.ts';
import { yearsFromSettlement } from '../valuation/clock.ts';
import { type IndexPath, type MinusLog, zeroRate } from '../valuation/margin.ts';
import { trancheCash } from '../valuation/trancheCash.ts';

/** What spreads are asked over. */
export interface SpreadRequest {
  /** The index of discount margins; default: the one that the coupon follows. */
  readonly over?: string;
  /** `par 1=2%, 10=4%`, `zero 1=2%, 10=4%`, a file with columns `years,rate` of par yields, or an index of the deal by its name. */
  readonly curve?: string;
}

/** A curve to tell spreads over. */
export interface SpreadCurve {
  readonly minusLog: MinusLog;
  /** What the nominal spread is over, at a number of years: the par yield of par curves, the zero rate of others. Bond-equivalent. */
  readonly rateAt: (years: number) => number;
}

/** What the spreads of one class are over, on any path. */
export interface SpreadBasis {
  /** The index of discount margins; absent where the coupon follows none, or several. */
  readonly index?: string;
  readonly curve?: string;
  indexOn(path: PathProjection): IndexPath | undefined;
  curveOn(path: PathProjection): SpreadCurve | undefined;
}

const MOST_BYTES = 1024 * 1024;
/** No payment is later. */
const LAST_YEARS = 100;

/**
 * Finds what the spreads of a class are over. Paths must have been projected with notes.
 *
 * Throws: REQUEST_INVALID for an index that the deal has not or a curve that is none; FILE_*, TABLE_*, MARKET_POINTS, MARKET_FLOOR, MARKET_CURVE
 * of the curve, which say what to change.
 */
export function spreadBasis(deal: ResolvedDeal, tranche: ResolvedTranche, { over, curve }: SpreadRequest): SpreadBasis {
  if (over !== undefined) refuseUnknownIndex(deal, over, 'over');
  const index = over ?? followedIndex(deal, tranche);
  const isIndex = deal.indices.some(({ name }) => name === curve);
  const given = curve === undefined || isIndex ? undefined : givenCurve(curve);
  return {
    ...(index !== undefined && { index }),
    ...(curve !== undefined && { curve }),
    indexOn: (path) => (index === undefined ? undefined : indexPath(deal, tranche, path, index)),
    curveOn: (path) => (curve !== undefined && isIndex ? indexCurve(deal, tranche, path, curve) : given),
  };
}

function refuseUnknownIndex({ indices }: ResolvedDeal, name: string, place: string): void {
  if (indices.some((index) => index.name === name)) return;
  const expected = indices.length === 0 ? 'a deal with an index' : `one of ${indices.map((index) => index.name).join(', ')}`;
  fail({ code: 'REQUEST_INVALID', place, got: `'${name}'`, expected });
}

/** The one index that a coupon follows; undefined for none, or several. */
export function followedIndex(deal: ResolvedDeal, tranche: ResolvedTranche): string | undefined {
  const [first, ...others] = indicesOf(deal, tranche);
  return others.length === 0 ? first : undefined;
}

/** The indices that a coupon reads: what it would be without a cap, where the deal says; else the coupon; else what it is defined by. */
function indicesOf(deal: ResolvedDeal, { coupon, uncapped }: ResolvedTranche): ReadonlySet<string> {
  const own = readIn(uncapped ?? coupon);
  const followed = own.indices.size > 0 ? own : readIn(coupon);
  const seen = new Set<string>();
  const queue = followed.indices.size > 0 ? [] : [...followed.names];
  const found = new Set(followed.indices);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const defined = deal.define.get(name);
    if (defined === undefined || seen.has(name)) continue;
    seen.add(name);
    const { indices, names } = readIn(defined);
    for (const each of indices) found.add(each);
    queue.push(...names);
  }
  return found;
}

/** The indices and the other names of an expression. */
function readIn(expression: Expression): { indices: Set<string>; names: Set<string> } {
  const indices = new Set<string>();
  const names = new Set<string>();
  const visit = (each: Expression): void => {
    switch (each.kind) {
      case 'name':
        names.add(each.name);
        break;
      case 'call':
        for (const arg of each.args) {
          if (each.name === 'index' && arg.kind === 'name') indices.add(arg.name);
          else visit(arg);
        }
        break;
      case 'not':
      case 'negate':
        visit(each.of);
        break;
      case 'power':
        visit(each.of);
        visit(each.exponent);
        break;
      case 'binary':
        visit(each.a);
        visit(each.b);
        break;
      case 'if':
        visit(each.test);
        visit(each.then);
        visit(each.otherwise);
        break;
      default:
        break;
    }
  };
  visit(expression);
  return { indices, names };
}

/** An index as the steps of a path read it, over the periods of a class. */
function indexPath(deal: ResolvedDeal, tranche: ResolvedTranche, path: PathProjection, name: string): IndexPath {
  const told = path.notes.find(({ note }) => note.of === name && note.text === ASIDES.rate);
  if (told === undefined) throw new Error(`priceSpreads: the path has no note of ${name}`);
  return overPeriods(deal, tranche, path, told.values.subarray(1));
}

/** Rates by payment over the periods of a class, from payment date to payment date, the first from settlement. */
export function overPeriods(
  deal: ResolvedDeal,
  { dayCount }: ResolvedTranche,
  { calendar }: Pick<PathProjection, 'calendar'>,
  rates: ArrayLike<number>,
): IndexPath {
  const [, ...ends] = accrualDates(deal, calendar, 0, deal.dates.dated, dayCount);
  return {
    rates,
    fractions: Float64Array.from(ends, (end, k) => dayFraction(dayCount, k === 0 ? deal.dates.settlement : ends[k - 1]!, end)),
  };
}

/** The zero curve of an index: a dollar that earns it from payment to payment; between payments at one rate, after the last at that before. */
function indexCurve(deal: ResolvedDeal, tranche: ResolvedTranche, path: PathProjection, name: string): SpreadCurve {
  const { rates, fractions } = indexPath(deal, tranche, path, name);
  const years = yearsFromSettlement(trancheCash(deal, path, tranche.name));
  const logs = new Float64Array(years.length);
  for (let k = 0; k < years.length; k++) logs[k] = (logs[k - 1] ?? 0) + Math.log1p(rates[k]! * fractions[k]!);
  const minusLog: MinusLog = (time) => {
    const next = years.findIndex((year) => year >= time);
    const k = next < 0 ? years.length - 1 : next;
    const [from, to] = [years[k - 1] ?? 0, years[k]!];
    const [low, high] = [logs[k - 1] ?? 0, logs[k]!];
    return low + ((high - low) * (time - from)) / (to - from);
  };
  return { minusLog, rateAt: (time) => zeroRate(minusLog, time) };
}

/** How a curve may be given. */
export const CURVE_FORMS =
  "par or zero rates by years, 'par 1=2%, 10=4%'; a file of par yields with columns years,rate; or an index of the deal";

function givenCurve(text: string): SpreadCurve {
  const [, kind, list] = /^\s*(?:(par|zero)\s+)?((?:[^\s=,]+\s*=\s*[^=,]+,?\s*)+)$/.exec(text) ?? [];
  if (list === undefined) {
    if (!/[./\\]/.test(text)) fail({ code: 'REQUEST_INVALID', place: 'curve', got: shown(text), expected: CURVE_FORMS });
    return parCurve(fileCurve(text));
  }
  const points = list.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.split('=').map(parseNumber)]));
  const years = points.map(([year = Number.NaN]) => year);
  const rates = points.map(([, rate = Number.NaN]) => rate);
  if (kind !== 'zero') return parCurve({ years, rates });
  const curve = marketCurve({ kind: 'zero', compounding: 'semiannual', years, rates });
  const minusLog: MinusLog = (time) => minusLogDiscount(curve, time);
  return { minusLog, rateAt: (time) => zeroRate(minusLog, time) };
}

function fileCurve(file: string): Benchmark {
  const faults = new FaultList(file);
  const benchmark = readBenchmark(gridOfCsv(readText(file, MOST_BYTES), faults), faults);
  faults.throwIfAny();
  return benchmark;
}

/** Par yields as a snapshot's benchmark has them: linear between years, flat outside. */
function parCurve(benchmark: Benchmark): SpreadCurve {
  checkedPoints({ kind: 'par', ...benchmark }, {});
  const curve = discountCurve(benchmark, LAST_YEARS);
  return { minusLog: (time) => -Math.log(discountFactor(curve, time)), rateAt: (time) => benchmarkRate(benchmark, time) };
}
