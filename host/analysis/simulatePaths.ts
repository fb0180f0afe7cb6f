/** The paths of a trust, randomization by randomization: what runs, and the sums and values that are kept of them. */
import { addBins, type Bins, NO_BINS } from '../engine/bins.ts';
import type { TaskResult } from '../engine/messages.ts';
import { generatedTasks } from '../engine/planGenerated.ts';
import { type PoolOptions, runTasks } from '../engine/pool.ts';
import { refuseBreaches } from '../engine/project.ts';
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
  /** Values of all randomizations by bin. Shape: [fan][periods + 1]. */
  readonly fans: Bins[];
}

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

  /** Runs every variation until a randomization has so many `paths`. Throws: as the tasks; CHECK_BREACHED. */
  async extend(randomization: number, paths: number, options: PoolOptions & { readonly blockPaths?: number }): Promise<void> {
    const { generated, trust, reduce, prepared } = this.plan;
    const { taken: _, ...bare } = reduce;
    const { blockPaths } = options;
    const lists = [...generated].map(([name, of]) => {
      const from = this.#sumsOf(name).paths[randomization] ?? 0;
      return generatedTasks(
        trust,
        { ...of, plan: { ...of.plan, sampling: { ...of.plan.sampling, randomization } } },
        name === AS_IS.name ? reduce : { ...bare, events: [], fans: [] },
        { from, to: paths, ...(blockPaths !== undefined && { blockPaths }) },
      );
    });
    const results = await runTasks(lists.flat(), options);
    refuseBreaches(prepared.trust.deal, results);
    let next = 0;
    [...generated.keys()].forEach((name, place) => {
      const count = lists[place]?.length ?? 0;
      for (const result of results.slice(next, next + count)) this.#take(name, randomization, result);
      this.#sumsOf(name).paths[randomization] = paths;
      next += count;
    });
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
      fans: new Array<Bins>(isBase ? fans.length * rows : 0).fill(NO_BINS),
    };
    this.sums.set(name, made);
    return made;
  }

  /** Adds a block: paths in their order, tile after tile. */
  #take(name: string, randomization: number, { reduced, paths, periods, loanMonthPaths }: TaskResult): void {
    if (reduced === undefined) throw new Error('simulatePaths: a task reduced nothing');
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
    addBins(sums.fans, reduced.fans);
  }
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
