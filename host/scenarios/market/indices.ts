/**
 * Indices of a model on a curve: tables for the kernel, anchored to the forward curves that a run is given. How an index is made is told by
 * its description (indexSpecs.ts); what the tables say is indexValues.ts's.
 */
import { type Fault, shown, WeirError } from '../../errors.ts';
import { discount, type MarketCurve, PAR_PAYMENTS, simpleForward } from './curve.ts';
import { checkedOrder, type IndexSpec, type IndexSpecs, isInArrears, YEAR_FRACTIONS } from './indexSpecs.ts';
import { type BondTable, type IndexPath, type IndexTable, type IndexTables, indexAt, indexValues } from './indexValues.ts';
import { loadings, logA, type ShortRateModel } from './shortRate.ts';
import { MONTH } from './steps.ts';

/** Below any rate. */
const NO_FLOOR = -1;

const bondTables = new WeakMap<ShortRateModel, WeakMap<MarketCurve, Map<string, BondTable>>>();

/** A bond of so many years, by month: made once for a model and a curve, since all trusts of a run ask for the same. */
export function bondTable(model: ShortRateModel, curve: MarketCurve, tenor: number, months: number): BondTable {
  const ofModel = bondTables.get(model) ?? new WeakMap<MarketCurve, Map<string, BondTable>>();
  bondTables.set(model, ofModel);
  const known = ofModel.get(curve) ?? new Map<string, BondTable>();
  ofModel.set(curve, known);
  const key = `${tenor} ${months}`;
  const table = known.get(key);
  if (table !== undefined) return table;
  const at = (month: number) => logA(model, curve, month * MONTH, month * MONTH + tenor);
  const made = { tenor, logA: Float64Array.from({ length: months + 1 }, (_, month) => at(month)), loads: loadings(model, tenor) };
  known.set(key, made);
  return made;
}

/**
 * Tables of indices for a model on a curve.
 *
 * Throws: MARKET_INDEX: an index made of one that there is not or of itself, a history too short, a term out of range; all at once.
 */
export function indexTables(specs: IndexSpecs, model: ShortRateModel, curve: MarketCurve, months: number): IndexTables {
  const order = checkedOrder(specs);
  const placeOf = new Map(order.map((name, place) => [name, place]));
  const bonds: BondTable[] = [];
  const bondOf = (tenor: number): number => {
    const known = bonds.findIndex((bond) => Math.abs(bond.tenor - tenor) < 1e-9);
    if (known >= 0) return known;
    return bonds.push(bondTable(model, curve, tenor, months)) - 1;
  };
  const indices = order.map((name): IndexTable => {
    const spec = specs[name]!;
    const common = {
      name,
      spread: new Float64Array(months + 1).fill(spec.spread ?? 0),
      floor: spec.floor ?? NO_FLOOR,
      inArrears: isInArrears(specs, name),
    };
    switch (spec.kind) {
      case 'simple': {
        const accrual = spec.months * MONTH * YEAR_FRACTIONS[spec.dayCount ?? 'act/360'];
        // (1 - P) / (accrual P) is (1/P - 1) / accrual.
        return { ...common, kind: 'par', scale: 1, bonds: [bondOf(spec.months * MONTH)], weights: [accrual] };
      }
      case 'par': {
        const coupons = Array.from({ length: spec.years * PAR_PAYMENTS }, (_, k) => bondOf((k + 1) / PAR_PAYMENTS));
        return { ...common, kind: 'par', scale: 1, bonds: coupons, weights: coupons.map(() => 1 / PAR_PAYMENTS) };
      }
      case 'average': {
        const { window, lag = 0, scale = 1, history = [] } = spec;
        const latestFirst = [...history].reverse().slice(0, window + lag - 1);
        return {
          ...common,
          kind: 'average',
          scale,
          of: placeOf.get(spec.of)!,
          window,
          lag,
          history: latestFirst,
          isGiven: spec.history !== undefined,
        };
      }
      case 'compounded': {
        const accrual = spec.months * MONTH * YEAR_FRACTIONS[spec.dayCount ?? 'act/360'];
        const before = spec.history ?? Array<number>(spec.months).fill(simpleForward(curve, 0, MONTH, accrual / spec.months));
        return { ...common, kind: 'compounded', scale: 1 / accrual, months: spec.months, history: growthBack(spec, before) };
      }
    }
  });
  return { months, bonds, indices: withPasts({ months, bonds, indices }) };
}

/** The tables of indices, those that average and were given no history with one: what they average stood where it stands at month 0. */
function withPasts(tables: IndexTables): IndexTable[] {
  const indices = [...tables.indices];
  const still = { factors: tables.bonds[0]?.loads.map(() => new Float64Array(1)) ?? [], discount: Float64Array.of(1) };
  indices.forEach((table, i) => {
    if (table.kind !== 'average' || table.isGiven) return;
    const now = indexAt({ ...tables, indices }, table.of, still, 0);
    indices[i] = { ...table, history: Array<number>(table.window + table.lag - 1).fill(now) };
  });
  return indices;
}

/** What a dollar grew to over the last month before the valuation date, the last two, and so on. */
function growthBack(
  { months, dayCount = 'act/360' }: Extract<IndexSpec, { kind: 'compounded' }>,
  history: readonly number[],
): number[] {
  let growth = 1;
  const backwards = [...history].reverse().slice(0, months);
  return backwards.map((rate) => {
    growth *= 1 + rate * MONTH * YEAR_FRACTIONS[dayCount];
    return growth;
  });
}

/** The path on which rates are what the curve says today: no volatility, factors at 0. */
export function forwardPath(model: ShortRateModel, curve: MarketCurve, months: number): IndexPath {
  return {
    factors: model.factors.map(() => new Float64Array(months + 1)),
    discount: Float64Array.from({ length: months + 1 }, (_, month) => discount(curve, month * MONTH)),
  };
}

const stills = new WeakMap<ShortRateModel, ShortRateModel>();

/** The model without its volatility, whose bonds are the forward prices of the curve: of one model always the same. */
export function unmoved(model: ShortRateModel): ShortRateModel {
  const still = stills.get(model) ?? { ...model, factors: model.factors.map((factor) => ({ ...factor, volatility: 0 })) };
  stills.set(model, still);
  stills.set(still, still);
  return still;
}

/** Rates by index on the forward path. Units: decimals a year. Throws: as `indexTables`. */
export function forwardValues(
  specs: IndexSpecs,
  model: ShortRateModel,
  curve: MarketCurve,
  months: number,
): ReadonlyMap<string, Float64Array> {
  return indexValues(indexTables(specs, unmoved(model), curve, months), forwardPath(model, curve, months));
}

/**
 * Tables whose indices are, on the forward path, exactly the forward curves that a run is given; on every other path they differ from
 * them by what the model says. Each month's spread takes in the difference between the given curve and the model's own forward, a basis
 * of quotes or of credit that the model does not draw.
 *
 * `given`: rates by index and month, month 0 first; the last one holds on. Indices that are not given are left as they are.
 * Units: decimals a year. Throws: MARKET_INDEX (a curve for an index that there is not, or with a rate that is not a number), and as `indexTables`.
 */
export function anchoredTables(
  specs: IndexSpecs,
  model: ShortRateModel,
  curve: MarketCurve,
  months: number,
  given: ReadonlyMap<string, ArrayLike<number>>,
): IndexTables {
  refuseUnknown(specs, given);
  const tables = indexTables(specs, model, curve, months);
  const path = forwardPath(model, curve, months);
  let flat = indexTables(specs, unmoved(model), curve, months);
  // In order: what an average's spread is over is known once the one that it averages is anchored.
  tables.indices.forEach(({ name, spread }, i) => {
    const wanted = given.get(name);
    if (wanted === undefined) return;
    flat = { ...flat, indices: withPasts(flat) };
    const unfloored = { ...flat, indices: flat.indices.map((table, at) => (at === i ? { ...table, floor: -1e9 } : table)) };
    const forward = indexValues(unfloored, path).get(name)!;
    for (let month = 0; month <= months; month++) {
      spread[month]! += wanted[Math.min(month, wanted.length - 1)]! - forward[month]!;
      flat.indices[i]!.spread[month] = spread[month]!;
    }
  });
  return { ...tables, indices: withPasts(tables) };
}

function refuseUnknown(specs: IndexSpecs, given: ReadonlyMap<string, ArrayLike<number>>): void {
  const faults: Fault[] = [];
  for (const [name, rates] of given) {
    const place = `forward curve of ${name}`;
    if (!(name in specs)) {
      const expected = `a curve for one of ${Object.keys(specs).join(', ')}, or a description of how this index is made`;
      faults.push({ code: 'MARKET_INDEX', place, got: `'${name}'`, expected });
    }
    const wrong = Array.from(rates).find((rate) => !Number.isFinite(rate));
    if (rates.length === 0 || wrong !== undefined)
      faults.push({
        code: 'MARKET_INDEX',
        place,
        got: rates.length === 0 ? 'no rates' : shown(wrong),
        expected: 'a rate for each month',
      });
  }
  if (faults.length > 0) throw new WeirError(faults);
}
