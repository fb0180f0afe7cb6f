/** The paths of a trust, randomization by randomization: what runs, and the sums and values that are kept of them. */
import { type BinRows, mergedBins } from '../engine/bins.ts';
import { BLOCK_PATHS } from '../engine/plan.ts';
import type { TaskRunner } from '../engine/pool.ts';
import { type PathBlock, runStretches, type Stretch } from './pathErrand.ts';
import { controlsOf, type Estimator, estimator } from './simulateControl.ts';
import { AS_IS } from './simulateMarket.ts';
import type { TrustPlan } from './simulateTrust.ts';

/** What the paths of one variation gave: one entry a randomization. */
export interface PathSums {
  /** Paths that each randomization has. */
  readonly paths: number[];
  /** Values by path, by instrument. */
  readonly byYield: Float64Array[][];
  readonly byRates: Float64Array[][];
  /** Sums over paths by payment date, by instrument. */
  readonly cash: Float64Array[][];
  readonly discounted: Float64Array[][];
  /** Discount factors by path, by month of the controls; see simulateControl.ts. */
  readonly discounts: Float64Array[][];
  /** Sums over paths by payment date, by fan. */
  readonly fanSums: Float64Array[][];
  /** Counts by payment date, by event, of all randomizations. */
  readonly events: Float64Array[];
  /** Values of all randomizations by bin, in parts. Shape of each: [fan][periods + 1] rows. */
  fans: BinRows[];
}

export interface ExtendOptions {
  readonly runner: TaskRunner;
  readonly signal?: AbortSignal;
  readonly blockPaths?: number;
  /** Whether other trusts keep the threads busy as well: then one thread runs many blocks of this one, otherwise each block goes by itself. */
  readonly isOneOfMany: boolean;
}

/** Paths that a thread runs at most before it tells of them: where it runs many blocks, and where one. */
const MANY_PATHS = 4_096;
const FEW_PATHS = BLOCK_PATHS;

/** Rows of bins that are merged at once: one was merged before, so that no more than these are in memory. */
const MERGED_AT_ONCE = 3;

/** A trust on paths that may be extended: further paths leave those before them as they are. */
export class TrustPaths {
  readonly plan: TrustPlan;
  readonly sums = new Map<string, PathSums>();
  loanMonthPaths = 0;

  constructor(plan: TrustPlan) {
    this.plan = plan;
  }

  get prepared(): TrustPlan['prepared'] {
    return this.plan.prepared;
  }

  /** Runs every variation until these randomizations have so many `paths` each. Throws: as the tasks; CHECK_BREACHED. */
  async extend(
    randomizations: readonly number[],
    paths: number,
    { runner, signal, blockPaths, isOneOfMany }: ExtendOptions,
  ): Promise<void> {
    const { trust, prepared } = this.plan;
    const most = isOneOfMany ? MANY_PATHS : FEW_PATHS;
    const list = randomizations.flatMap((randomization) => this.#stretches(randomization, paths, most));
    const { name, groups } = prepared.trust.deal;
    const given = {
      pool: { name, groups: groups.map(({ cutoff }) => ({ cutoff })) },
      trust,
      ...(blockPaths !== undefined && { blockPaths }),
    };
    const parts = isOneOfMany ? inParts(list, most) : list.map((stretch) => [stretch]);
    // Taken in their order, and few at a time: what is in memory does not grow with the paths.
    await inOrder(
      parts,
      1 + 2 * runner.width,
      (part) => runStretches({ ...given, list: part }, runner, signal),
      (part, { blocks, fans }) => {
        blocks.forEach((own, stretch) => {
          const { variation, randomization } = part[stretch]!;
          for (const block of own) this.#take(variation, randomization, block);
        });
        this.#takeFans(fans);
      },
    );
    for (const variation of this.plan.generated.keys()) {
      for (const randomization of randomizations) this.#sumsOf(variation).paths[randomization] = paths;
    }
  }

  /** What is left to run of a randomization, in stretches of at most so many paths. */
  #stretches(randomization: number, paths: number, most: number): Stretch[] {
    const { generated, reduce } = this.plan;
    const { taken: _, ...bare } = reduce;
    return [...generated].flatMap(([variation, of]) => {
      const list: Stretch[] = [];
      for (let from = this.#sumsOf(variation).paths[randomization] ?? 0; from < paths; from += most)
        list.push({
          variation,
          generated: of,
          reduce: variation === AS_IS.name ? reduce : { ...bare, events: [], fans: [] },
          randomization,
          from,
          to: Math.min(from + most, paths),
        });
      return list;
    });
  }

  #takeFans(rows: BinRows): void {
    if (rows.length === 0) return;
    const sums = this.#sumsOf(AS_IS.name);
    sums.fans.push(rows);
    if (sums.fans.length === MERGED_AT_ONCE) sums.fans = [mergedBins(sums.fans)];
  }

  #sumsOf(name: string): PathSums {
    const known = this.sums.get(name);
    if (known !== undefined) return known;
    const { instruments, planned, events, fans } = this.prepared;
    const rows = planned.periods + 1;
    const isBase = name === AS_IS.name;
    const each = (of: readonly unknown[], length: number) =>
      Array.from({ length: this.plan.randomizations }, () => of.map(() => new Float64Array(length)));
    const made: PathSums = {
      paths: new Array<number>(this.plan.randomizations).fill(0),
      byYield: each(instruments, 0),
      byRates: each(instruments, 0),
      cash: each(instruments, rows),
      discounted: each(instruments, rows),
      discounts: each(isBase ? (this.plan.controls?.rows ?? []) : [], 0),
      fanSums: each(isBase ? fans : [], rows),
      events: events.map(() => new Float64Array(rows)),
      fans: [],
    };
    this.sums.set(name, made);
    return made;
  }

  /** Adds a block: paths in their order, tile after tile. */
  #take(name: string, randomization: number, { reduced, paths, periods, loanMonthPaths }: PathBlock): void {
    const sums = this.#sumsOf(name);
    const { instruments, fans } = this.prepared;
    const rows = periods + 1;
    this.loanMonthPaths += loanMonthPaths;
    const tiles = reduced.cash.length / (instruments.length * rows);
    const append = (to: Float64Array[][], place: number, from: Float64Array) => {
      const list = to[randomization];
      if (list !== undefined) list[place] = joined(list[place], from.subarray(place * paths, (place + 1) * paths));
    };
    instruments.forEach((_, place) => {
      append(sums.byYield, place, reduced.byYield);
      append(sums.byRates, place, reduced.byRates);
      for (let tile = 0; tile < tiles; tile++) {
        const at = (tile * instruments.length + place) * rows;
        addRow(sums.cash[randomization]?.[place], reduced.cash, at);
        addRow(sums.discounted[randomization]?.[place], reduced.discounted, at);
      }
    });
    if (name !== AS_IS.name) return;
    this.plan.controls?.rows.forEach((_, place) => append(sums.discounts, place, reduced.taken));
    sums.events.forEach((counts, place) => addRow(counts, reduced.events, place * rows));
    fans.forEach((_, place) => {
      for (let tile = 0; tile < tiles; tile++)
        addRow(sums.fanSums[randomization]?.[place], reduced.fanSums, (tile * fans.length + place) * rows);
    });
  }
}

/** Works on items, some at once, and takes what comes of each in the order of the items. Throws what the first that failed threw. */
async function inOrder<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
  take: (item: T, result: R) => void,
): Promise<void> {
  const begun: Promise<R>[] = [];
  let next = 0;
  try {
    for (const item of items) {
      for (; begun.length < atOnce && next < items.length; next++) {
        const one = work(items[next]!);
        // It is heard when its turn comes.
        one.catch(() => undefined);
        begun.push(one);
      }
      take(item, await begun.shift()!);
    }
  } finally {
    // Nothing is left at work, whatever failed.
    await Promise.allSettled(begun);
  }
}

/** Stretches one after another in parts of about so many paths. */
function inParts(list: readonly Stretch[], most: number): Stretch[][] {
  const parts: Stretch[][] = [];
  let room = 0;
  for (const stretch of list) {
    const paths = stretch.to - stretch.from;
    if (paths > room) {
      parts.push([]);
      room = most;
    }
    parts.at(-1)?.push(stretch);
    room -= paths;
  }
  return parts;
}

function joined(before: Float64Array | undefined, more: Float64Array): Float64Array {
  const all = new Float64Array((before?.length ?? 0) + more.length);
  if (before !== undefined) all.set(before);
  all.set(more, before?.length ?? 0);
  return all;
}

function addRow(to: Float64Array | undefined, from: Float64Array, at: number): void {
  if (to === undefined) return;
  for (let k = 0; k < to.length; k++) to[k]! += from[at + k]!;
}

/** Who estimates means over the paths of a trust with their controls, of each randomization so many; undefined where none were asked for. */
export function trustEstimator({ plan, sums }: TrustPaths, counts?: readonly number[]): Estimator | undefined {
  const { controls } = plan;
  if (controls === undefined) return undefined;
  const lists = sums.get(AS_IS.name)?.discounts ?? [];
  const parts = lists.flatMap((list, randomization) => {
    const count = counts?.[randomization];
    if (count === 0) return [];
    return [controlsOf(controls, count === undefined ? list : list.map((row) => row.subarray(0, count)))];
  });
  return estimator(parts);
}
