/** One trust on simulated paths: what is planned for it, what runs, and the sums and values that are kept of its paths. */
import { formatDate } from '../curves/dates.ts';
import { type CurveOf, type RulePlanes, ruleTables } from '../engine/behaviourRules.ts';
import { monthRows } from '../engine/execute.ts';
import type { MarketSampling } from '../engine/marketPlan.ts';
import type { Generated, TaskResult, TaskTrust } from '../engine/messages.ts';
import { planeCount } from '../engine/paths.ts';
import { type GeneratedDeal, generatedTasks, planGenerated, withIndexRows } from '../engine/planGenerated.ts';
import { type PoolOptions, runTasks } from '../engine/pool.ts';
import { type PathProjection, refuseBreaches } from '../engine/project.ts';
import type { ReducePlan } from '../engine/reduce.ts';
import type { Snapshot, TrustInput } from '../portfolio/records.ts';
import { type Behaviour, type LtvBucket, UNKNOWN_LTV } from '../scenarios/behaviour.ts';
import { NOISES } from '../scenarios/market/curveNoise.ts';
import type { TrustValue } from '../valuation/records.ts';
import { NO_SHOCK } from './shock.ts';
import { scenarioOf } from './shockScenario.ts';
import {
  baseCash,
  type CashInstrument,
  eventsOf,
  fansOf,
  instrumentsOf,
  outputsOf,
  paymentYears,
  yieldFactors,
} from './simulateCash.ts';
import {
  AS_IS,
  forwardRows,
  type MarketNeeds,
  MORTGAGE,
  PAYMENT_DISCOUNT,
  type SimulatedMarket,
  trustMarket,
  type Variation,
} from './simulateMarket.ts';
import { spreadOf } from './simulateNumbers.ts';
import { valueUnder } from './valueTrusts.ts';

/** Paths that fan charts are drawn of at most. */
export const FAN_PATHS = 1024;

/** How paths are drawn and how many. */
export interface Draw {
  readonly randomizations: number;
  readonly sampling: Omit<MarketSampling, 'randomization'>;
  /** Months that are drawn, for all trusts. */
  readonly months: number;
}

/** A trust valued in the base case and planned for generated paths. */
export interface PreparedTrust {
  readonly trust: TrustInput;
  readonly value: TrustValue;
  readonly path: PathProjection;
  readonly planned: GeneratedDeal;
  readonly instruments: readonly CashInstrument[];
  readonly events: ReducePlan['events'];
  readonly fans: ReducePlan['fans'];
  /** By payment date; entry 0 is 0. */
  readonly years: Float64Array;
  /** Rows by month that its planes have. */
  readonly months: number;
  readonly warnings: readonly string[];
}

/** Values a trust in the base case and plans it. Throws: as the valuation. */
export async function preparedTrust(trust: TrustInput, snapshot: Snapshot, options: PoolOptions): Promise<PreparedTrust> {
  const { market, method } = snapshot;
  const valued = await valueUnder(trust, market, method, [NO_SHOCK], { ...options, keepPaths: true });
  const [value] = valued.values;
  const { path } = valued;
  if (value === undefined || path === undefined) throw new Error('simulateTrust: no base case');
  const instruments = instrumentsOf(trust, value);
  const events = eventsOf(trust.deal);
  const fans = fansOf(trust.deal, instruments);
  const planned = planGenerated(trust.deal, scenarioOf(NO_SHOCK, trust), outputsOf({ events, fans }, instruments));
  const ltv = ltvBuckets(trust);
  return {
    trust,
    value,
    path,
    planned,
    instruments,
    events,
    fans,
    years: paymentYears(trust.deal, path, planned.periods),
    months: monthRows(planned.trust),
    warnings: ltv === UNKNOWN_LTV ? ['the tape has no loan-to-value: every loan counts as one of 80 %'] : [],
  };
}

/** What the paths of one variation gave: one entry a randomization. */
export interface PathSums {
  paths: number;
  /** Values by path, by instrument. */
  readonly byYield: Float64Array[][];
  readonly byRates: Float64Array[][];
  /** Sums over paths by payment date, by instrument. */
  readonly cash: Float64Array[][];
  readonly discounted: Float64Array[][];
  /** Counts by payment date, by event, of all randomizations. */
  readonly events: Float64Array[];
  /** Blocks of fans, [fan][periods + 1][paths of the block]. */
  readonly fans: { readonly paths: number; readonly values: Float32Array }[];
}

/** A trust on paths that may be extended: further paths leave those before them as they are. */
export class TrustPaths {
  readonly prepared: PreparedTrust;
  readonly #draw: Draw;
  readonly #generated: ReadonlyMap<string, Generated>;
  readonly #trust: TaskTrust;
  readonly #reduce: ReducePlan;
  readonly sums = new Map<string, PathSums>();
  /** Spreads over the curve at which base cash is worth its price; 0 where there is none. */
  readonly spreads: readonly (number | null)[];
  /** Base cash times the forward discount factors, by instrument and payment date. */
  readonly forward: readonly Float64Array[];
  loanMonthPaths = 0;

  constructor(
    prepared: PreparedTrust,
    market: SimulatedMarket,
    behaviour: Behaviour,
    draw: Draw,
    variations: readonly Variation[],
    snapshot: Snapshot,
  ) {
    this.prepared = prepared;
    this.#draw = draw;
    const { planned, trust, years, instruments, path } = prepared;
    const needs = needsOf(prepared, draw.months, snapshot);
    const sampling: MarketSampling = { ...draw.sampling, randomization: 0 };
    const still = forwardRows(market, needs.market, sampling);
    const base = trustMarket(market, needs.market, sampling);
    const indices = planeCount(base.plan, 'index');
    const plane = (name: string) => {
      const place = base.marketPlanes.get(name);
      return place === undefined ? undefined : indices + place;
    };
    const home = market.model.homePrices[0]?.name;
    const planes = definedOnly({
      mortgage: base.indexRows.get(MORTGAGE),
      home: home === undefined ? undefined : plane(home),
      ...Object.fromEntries(NOISES.map((name) => [name, plane(name)])),
    });
    const rules = ruleTables(planned.trust, planned.curves, behaviour, ltvBuckets(trust), planes);
    this.#generated = new Map(
      variations.map((variation) => [
        variation.name,
        {
          plan: (variation === AS_IS ? base : trustMarket(market, needs.market, sampling, variation)).plan,
          curves: scaled(planned, variation),
          rules,
          forward: still,
        },
      ]),
    );
    this.#trust = withIndexRows(planned.trust, base);
    const payment = base.marketPlanes.get(PAYMENT_DISCOUNT) ?? 0;
    const factors = still[indices + payment] ?? new Float64Array(0);
    this.forward = instruments.map((instrument) =>
      baseCash(instrument, path).map((amount, period) => amount * (factors[needs.rows[period] ?? 0] ?? 0)),
    );
    this.spreads = instruments.map(({ price, kind }, place) =>
      kind === 'hedge' ? null : spreadOf(this.forward[place] ?? [], years, price),
    );
    this.#reduce = {
      instruments: instruments.map((instrument, place) => ({
        name: instrument.name,
        cash: instrument.cash,
        yieldFactors: yieldFactors(instrument, years, snapshot.market),
        spreadFactors: years.map((year) => Math.exp(-(this.spreads[place] ?? 0) * year)),
      })),
      events: prepared.events,
      fans: prepared.fans,
      fanPaths: 0,
      discountPlane: payment,
      discountRows: needs.rows,
    };
  }

  /** Runs the paths of some variations until each randomization has `paths`. Throws: as the tasks; CHECK_BREACHED. */
  async extend(names: readonly string[], paths: number, options: PoolOptions & { readonly blockPaths?: number }): Promise<void> {
    const { randomizations } = this.#draw;
    const wanted = names.flatMap((name) =>
      Array.from({ length: randomizations }, (_, randomization) => ({ name, randomization })),
    );
    const lists = wanted.map(({ name, randomization }) => {
      const generated = this.#generated.get(name);
      if (generated === undefined) throw new Error(`simulateTrust: no variation ${name}`);
      const { plan } = generated;
      const isBase = name === AS_IS.name;
      const { paths: from } = this.#sumsOf(name);
      // Fans are of the paths that were drawn first: further ones leave them as they are.
      const fanPaths = isBase && from === 0 ? Math.max(0, Math.min(paths, FAN_PATHS - randomization * paths)) : 0;
      return generatedTasks(
        this.#trust,
        { ...generated, plan: { ...plan, sampling: { ...plan.sampling, randomization } } },
        { ...this.#reduce, fanPaths, ...(!isBase && { events: [], fans: [] }) },
        { from, to: paths, ...(options.blockPaths !== undefined && { blockPaths: options.blockPaths }) },
      );
    });
    const results = await runTasks(lists.flat(), options);
    refuseBreaches(this.prepared.trust.deal, results);
    let next = 0;
    wanted.forEach(({ name, randomization }, place) => {
      const count = lists[place]?.length ?? 0;
      for (const result of results.slice(next, next + count)) this.#take(name, randomization, result);
      next += count;
    });
    for (const name of names) this.#sumsOf(name).paths = paths;
  }

  #sumsOf(name: string): PathSums {
    const known = this.sums.get(name);
    if (known !== undefined) return known;
    const { randomizations } = this.#draw;
    const { instruments, planned, events } = this.prepared;
    const rows = planned.periods + 1;
    const each = (length: number) =>
      Array.from({ length: randomizations }, () => instruments.map(() => new Float64Array(length)));
    const made: PathSums = {
      paths: 0,
      byYield: each(0),
      byRates: each(0),
      cash: each(rows),
      discounted: each(rows),
      events: events.map(() => new Float64Array(rows)),
      fans: [],
    };
    this.sums.set(name, made);
    return made;
  }

  /** Adds a block: paths in their order, tile after tile. */
  #take(name: string, randomization: number, { reduced, paths, periods, loanMonthPaths }: TaskResult): void {
    if (reduced === undefined) throw new Error('simulateTrust: a task reduced nothing');
    const sums = this.#sumsOf(name);
    const { instruments } = this.prepared;
    const rows = periods + 1;
    this.loanMonthPaths += loanMonthPaths;
    const tiles = reduced.cash.length / (instruments.length * rows);
    instruments.forEach((_, place) => {
      const append = (to: Float64Array[][], from: Float64Array) => {
        const list = to[randomization];
        if (list !== undefined) list[place] = joined(list[place], from.subarray(place * paths, (place + 1) * paths));
      };
      append(sums.byYield, reduced.byYield);
      append(sums.byRates, reduced.byRates);
      for (let tile = 0; tile < tiles; tile++) {
        const at = (tile * instruments.length + place) * rows;
        addRow(sums.cash[randomization]?.[place], reduced.cash, at);
        addRow(sums.discounted[randomization]?.[place], reduced.discounted, at);
      }
    });
    if (reduced.events.length > 0) sums.events.forEach((counts, place) => addRow(counts, reduced.events, place * rows));
    if (reduced.fans.length > 0)
      sums.fans.push({ paths: reduced.fans.length / (this.prepared.fans.length * rows), values: reduced.fans });
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

/** Months of a year in which a payment's own month begins, and the row of each payment. */
function needsOf(
  { planned, trust, years }: PreparedTrust,
  months: number,
  snapshot: Snapshot,
): { market: MarketNeeds; rows: Int32Array } {
  // A payment a rounding away from a month's end is at it.
  const first = (years[1] ?? 0) * 12;
  const begun = Math.floor(first + 1e-9);
  const rows = Int32Array.from(years, (_, period) => (period === 0 ? 0 : begun + (period - 1) * trust.deal.dates.every));
  const indices = trust.deal.indices.map(({ name }, place) => ({ name, rates: planned.indices[place] ?? new Float64Array(1) }));
  return { market: { indices, months, date: formatDate(snapshot.date), delay: Math.max(0, first - begun) / 12 }, rows };
}

function scaled({ curves, given }: GeneratedDeal, variation: Variation): Float64Array[] {
  const multipleOf = ({ kind }: CurveOf) => {
    if (kind === 'delinquent') return 1;
    return variation[kind] ?? 1;
  };
  return given.map((row, place) => {
    const multiple = multipleOf(curves[place]!);
    return multiple === 1 ? row : row.map((value) => Math.min(1, value * multiple));
  });
}

function definedOnly(
  planes: Readonly<Record<keyof RulePlanes, number | undefined>> | Record<string, number | undefined>,
): RulePlanes {
  return Object.fromEntries(Object.entries(planes).filter(([, place]) => place !== undefined));
}

/** Middles of the buckets by which a tape is told apart by updated loan-to-value. */
const MIDDLES: Readonly<Record<string, number>> = {
  'up to 60%': 0.5,
  '60% to 80%': 0.7,
  '80% to 90%': 0.85,
  '90% to 100%': 0.95,
  '100% to 110%': 1.05,
  '110% to 125%': 1.175,
  '125% to 150%': 1.375,
  'over 150%': 1.7,
};

/** Loan-to-value of the trust's loans: updated where the tape has it for most of the balance, otherwise that of the origination. */
export function ltvBuckets({ tape }: TrustInput): readonly LtvBucket[] {
  const updated = (tape.strata.get('updatedLtv') ?? []).flatMap(({ bucket, upb }) => {
    const ltv = MIDDLES[bucket];
    return ltv === undefined ? [] : [{ weight: upb, ltv }];
  });
  const original = (tape.strata.get('ltv') ?? []).flatMap(({ upb, ltv }) => (ltv === null ? [] : [{ weight: upb, ltv }]));
  const total = (buckets: readonly LtvBucket[]) => buckets.reduce((sum, { weight }) => sum + weight, 0);
  const best = total(updated) >= 0.5 * Math.max(total(original), tape.upb) && total(updated) > 0 ? updated : original;
  const sum = total(best);
  if (!(sum > 0)) return UNKNOWN_LTV;
  return best.map(({ weight, ltv }) => ({ weight: weight / sum, ltv }));
}
