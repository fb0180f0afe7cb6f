/** Indices as a kernel evaluates them, and their values on a path, stated plainly. */

/** A bond of the model: `P(m, m + tenor) = exp(logA(m) - loads . factors(m))`. */
export interface BondTable {
  /** Units: years. */
  readonly tenor: number;
  /** Shape: entry m is month m. */
  readonly logA: Float64Array;
  /** By factor. */
  readonly loads: readonly number[];
}

/**
 * An index: `max(floor, scale raw(m) + spread(m))`.
 *
 * - `par`: raw = (1 - P(last)) / sum of weight x P, over its bonds. A simple rate has one bond.
 * - `average`: raw = mean of the observations of the index `of` from month m - lag - window + 1 to m - lag; `history` holds those before
 *   month 0, latest first.
 * - `compounded`: raw = D(m - months) / D(m) - 1; before month 0 a dollar counts as having grown by `history`: over the last month, the last two, ...
 */
export type IndexTable = {
  readonly name: string;
  readonly scale: number;
  readonly spread: Float64Array;
  readonly floor: number;
  /** Row m of a run holds what is observed at the end of month m, not at its start. */
  readonly inArrears: boolean;
} & (
  | { readonly kind: 'par'; readonly bonds: readonly number[]; readonly weights: readonly number[] }
  | {
      readonly kind: 'average';
      readonly of: number;
      readonly window: number;
      readonly lag: number;
      readonly history: readonly number[];
      /** Whether the history was given, or stands for one. */
      readonly isGiven: boolean;
    }
  | { readonly kind: 'compounded'; readonly months: number; readonly history: readonly number[] }
);

/** Indices in an order in which each comes after what it is made of. Bonds are shared. */
export interface IndexTables {
  readonly months: number;
  readonly bonds: readonly BondTable[];
  readonly indices: readonly IndexTable[];
}

/** What indices are read off: factors and discount factors by month, month 0 first. */
export interface IndexPath {
  readonly factors: readonly Float64Array[];
  readonly discount: Float64Array;
}

/** The price of a bond of the model on a path. */
export function bondOnPath({ bonds }: IndexTables, bond: number, path: IndexPath, month: number): number {
  const { logA, loads } = bonds[bond]!;
  return Math.exp(loads.reduce((sum, load, f) => sum - load * path.factors[f]![month]!, logA[month]!));
}

/** Rates by index, entry m being what is observed in month m: what the kernel is held against. Units: decimals a year. */
export function indexValues(tables: IndexTables, path: IndexPath): ReadonlyMap<string, Float64Array> {
  const values: Float64Array[] = [];
  const observed = (index: number, month: number) => values[index]![month]!;
  for (const table of tables.indices) values.push(table.spread.map((_, month) => rateOf(tables, table, path, observed, month)));
  return new Map(tables.indices.map(({ name }, i) => [name, values[i]!]));
}

/** One rate, with all that it is made of. */
export function indexAt(tables: IndexTables, index: number, path: IndexPath, month: number): number {
  const observed = (of: number, at: number): number => indexAt(tables, of, path, at);
  return rateOf(tables, tables.indices[index]!, path, observed, month);
}

type Observed = (index: number, month: number) => number;

function rateOf(tables: IndexTables, table: IndexTable, path: IndexPath, observed: Observed, month: number): number {
  return Math.max(table.floor, table.scale * raw(tables, table, path, observed, month) + table.spread[month]!);
}

function raw(tables: IndexTables, table: IndexTable, path: IndexPath, observed: Observed, month: number): number {
  switch (table.kind) {
    case 'par': {
      const prices = table.bonds.map((bond) => bondOnPath(tables, bond, path, month));
      const coupons = prices.reduce((sum, price, k) => sum + table.weights[k]! * price, 0);
      return (1 - prices[prices.length - 1]!) / coupons;
    }
    case 'average': {
      let sum = 0;
      for (let back = table.lag; back < table.lag + table.window; back++) {
        const at = month - back;
        sum += at >= 0 ? observed(table.of, at) : table.history[-at - 1]!;
      }
      return sum / table.window;
    }
    case 'compounded': {
      const earlier = month - table.months;
      const then = earlier >= 0 ? path.discount[earlier]! : table.history[-earlier - 1]!;
      return then / path.discount[month]! - 1;
    }
  }
}
