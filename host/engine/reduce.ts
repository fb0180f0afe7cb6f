/**
 * Makes of a block of paths what a stochastic run keeps of it, where the planes are: values by path, sums by month, counts of events, and
 * what fan charts are drawn from. Sums over paths run in tiles of 64, one after another in the order of the paths, so that nothing
 * depends on how paths came in blocks.
 */
import * as L from '../../engine-as/layout.ts';
import { BinWriter } from './bins.ts';
import type { Kernel } from './kernel.ts';
import type { Task } from './messages.ts';

/** Paths that are summed at a time. Blocks are multiples of it, but for the last. */
export const TILE_PATHS = 64;

/** A sum of output planes, some taken off. */
export type Parts = readonly { readonly output: string; readonly sign: 1 | -1 }[];

/** Something that is worth its cash. Shape of the factors: [periods + 1], entry 0 unused. */
export interface Instrument {
  readonly name: string;
  readonly cash: Parts;
  /** Discount factors at its own yield. */
  readonly yieldFactors: Float64Array;
  /** What the path's discount factors are multiplied by: a spread over the curve. */
  readonly spreadFactors: Float64Array;
}

/** Something that is so or not on a date: a quantity, or its sum so far, above or below a bound. */
export interface PathEvent {
  readonly name: string;
  readonly of: Parts;
  readonly isCumulative: boolean;
  readonly side: 'above' | 'below';
  readonly bound: number;
  /** It is so only while this is above half a cent. */
  readonly whileAbove?: Parts;
}

export interface ReducePlan {
  readonly instruments: readonly Instrument[];
  readonly events: readonly PathEvent[];
  readonly fans: readonly { readonly name: string; readonly of: Parts }[];
  /** The market plane of discount factors to the payment dates, and its row for each date. Shape: [periods + 1]. */
  readonly discountPlane: number;
  readonly discountRows: Int32Array;
  /** A market plane of which some rows are taken by path, and the rows. Default: nothing is. */
  readonly taken?: { readonly plane: number; readonly rows: readonly number[] };
}

/** Units: dollars; counts of paths. */
export interface Reduced {
  /** Values at the instrument's own yield, and at the path's discount factors with its spread. Shape: [instrument][path]. */
  readonly byYield: Float64Array;
  readonly byRates: Float64Array;
  /** Sums of cash, and of cash at the path's discount factors. Shape: [tile][instrument][periods + 1]. */
  readonly cash: Float64Array;
  readonly discounted: Float64Array;
  /** Shape: [event][periods + 1]. */
  readonly events: Float64Array;
  /** Rows of bins, as bins.ts writes them. Shape: [fan][periods + 1]. */
  readonly fans: Float32Array;
  /** Shape: [tile][fan][periods + 1]. */
  readonly fanSums: Float64Array;
  /** What the plan takes of a market plane. Shape: [row][path]. */
  readonly taken: Float64Array;
}

const HALF_CENT = 0.005;

/** Everything that travels. */
export function reducedArrays(reduced: Reduced): (Float64Array | Float32Array)[] {
  const { byYield, byRates, cash, discounted, events, fans, fanSums, taken } = reduced;
  return [byYield, byRates, cash, discounted, events, fans, fanSums, taken];
}

/** The writer of this thread. */
const bins = new BinWriter();

/** Reduces the block of paths that a kernel has just run; `months` are the rows of its market planes. */
export function reduceBlock(kernel: Kernel, task: Task, plan: ReducePlan, months: number): Reduced {
  const rows = task.trust.periods + 1;
  const reader = new OutputReader(kernel, task, rows);
  const { paths } = task;
  const { instruments, events, fans } = plan;
  const tiles = Math.ceil(paths / TILE_PATHS);
  bins.begin();
  const reduced: Omit<Reduced, 'fans'> = {
    byYield: new Float64Array(instruments.length * paths),
    byRates: new Float64Array(instruments.length * paths),
    cash: new Float64Array(tiles * instruments.length * rows),
    discounted: new Float64Array(tiles * instruments.length * rows),
    events: new Float64Array(events.length * rows),
    fanSums: new Float64Array(tiles * fans.length * rows),
    taken: new Float64Array((plan.taken?.rows.length ?? 0) * paths),
  };
  const market = kernel.floats(L.REGION_MARKET);
  const factorsAt = (period: number) => (plan.discountPlane * months + (plan.discountRows[period] ?? 0)) * kernel.rowLength;
  instruments.forEach((instrument, place) => {
    for (let period = 1; period < rows; period++) {
      const cash = reader.row(instrument.cash, period);
      valuePaths(cash, market, factorsAt(period), instrument, period, place * paths, paths, reduced);
      for (let tile = 0; tile < tiles; tile++) {
        sumTile(cash, market, factorsAt(period), tile, paths, (tile * instruments.length + place) * rows + period, reduced);
      }
    }
  });
  events.forEach((event, place) => countEvent(event, reader, rows, paths, reduced.events, place * rows));
  fans.forEach(({ of }, place) => {
    for (let period = 0; period < rows; period++) {
      const values = reader.row(of, period);
      bins.write(values);
      for (let tile = 0; tile < tiles; tile++)
        reduced.fanSums[(tile * fans.length + place) * rows + period] = tileSum(values, tile);
    }
  });
  plan.taken?.rows.forEach((row, place) => {
    const at = ((plan.taken?.plane ?? 0) * months + row) * kernel.rowLength;
    reduced.taken.set(market.subarray(at, at + paths), place * paths);
  });
  return { ...reduced, fans: bins.numbers() };
}

function tileSum(values: Float64Array, tile: number): number {
  let sum = 0;
  const last = Math.min(values.length, (tile + 1) * TILE_PATHS);
  for (let path = tile * TILE_PATHS; path < last; path++) sum += values[path]!;
  return sum;
}

function valuePaths(
  cash: Float64Array,
  market: Float64Array,
  factors: number,
  { yieldFactors, spreadFactors }: Instrument,
  period: number,
  to: number,
  paths: number,
  { byYield, byRates }: Pick<Reduced, 'byYield' | 'byRates'>,
): void {
  const byYieldFactor = yieldFactors[period]!;
  const spreadFactor = spreadFactors[period]!;
  for (let path = 0; path < paths; path++) {
    const amount = cash[path]!;
    byYield[to + path]! += amount * byYieldFactor;
    byRates[to + path]! += amount * market[factors + path]! * spreadFactor;
  }
}

function sumTile(
  cash: Float64Array,
  market: Float64Array,
  factors: number,
  tile: number,
  paths: number,
  to: number,
  reduced: Pick<Reduced, 'cash' | 'discounted'>,
): void {
  let sum = 0;
  let discounted = 0;
  const last = Math.min(paths, (tile + 1) * TILE_PATHS);
  for (let path = tile * TILE_PATHS; path < last; path++) {
    sum += cash[path]!;
    discounted += cash[path]! * market[factors + path]!;
  }
  reduced.cash[to] = sum;
  reduced.discounted[to] = discounted;
}

function countEvent(event: PathEvent, reader: OutputReader, rows: number, paths: number, counts: Float64Array, to: number): void {
  const soFar = new Float64Array(paths);
  const { of, isCumulative, side, bound, whileAbove } = event;
  const sign = side === 'above' ? 1 : -1;
  for (let period = 1; period < rows; period++) {
    const guard = whileAbove === undefined ? undefined : reader.row(whileAbove, period).slice();
    const values = reader.row(of, period);
    let count = 0;
    for (let path = 0; path < paths; path++) {
      soFar[path]! += values[path]!;
      const value = isCumulative ? soFar[path]! : values[path]!;
      if (sign * (value - bound) > 0 && (guard === undefined || guard[path]! > HALF_CENT)) count += 1;
    }
    counts[to + period] = count;
  }
}

/** Reads sums of output planes a date at a time. */
class OutputReader {
  readonly #outputs: Float64Array;
  readonly #places: ReadonlyMap<string, number>;
  readonly #sum: Float64Array;
  readonly #stride: number;
  readonly #rows: number;

  constructor(kernel: Kernel, { trust, paths }: Task, rows: number) {
    this.#outputs = kernel.floats(L.REGION_OUTPUTS);
    this.#places = new Map(trust.program.outputs.map((name, place) => [name, place]));
    this.#sum = new Float64Array(paths);
    this.#stride = kernel.rowLength;
    this.#rows = rows;
  }

  /**
   * The sum on every path: a view that is not to be written to, good until it is asked again. Throws: Error for an output that the program
   * has not.
   */
  row(parts: Parts, period: number): Float64Array {
    const [first] = parts;
    const paths = this.#sum.length;
    if (parts.length === 1 && first?.sign === 1) {
      const at = this.#at(first.output, period);
      return this.#outputs.subarray(at, at + paths);
    }
    const sum = this.#sum.fill(0);
    for (const { output, sign } of parts) {
      const at = this.#at(output, period);
      for (let path = 0; path < paths; path++) sum[path]! += sign * this.#outputs[at + path]!;
    }
    return sum;
  }

  #at(output: string, period: number): number {
    const place = this.#places.get(output);
    if (place === undefined) throw new Error(`reduce: the program has no output '${output}'`);
    return (place * this.#rows + period) * this.#stride;
  }
}
