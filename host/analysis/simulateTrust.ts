/** One trust of a stochastic run: its values in the base case, and the plan of its paths under every variation. simulatePaths.ts runs them. */
import { formatDate } from '../curves/dates.ts';
import type { CurveOf } from '../engine/behaviourRules.ts';
import { monthRows } from '../engine/execute.ts';
import type { MarketSampling } from '../engine/marketPlan.ts';
import type { Generated, TaskTrust } from '../engine/messages.ts';
import { planeCount } from '../engine/paths.ts';
import { type GeneratedDeal, planGenerated, withIndexRows } from '../engine/planGenerated.ts';
import type { PoolOptions } from '../engine/pool.ts';
import type { PathProjection } from '../engine/project.ts';
import type { ReducePlan } from '../engine/reduce.ts';
import type { Snapshot, TrustInput } from '../portfolio/records.ts';
import type { Behaviour } from '../scenarios/behaviour.ts';
import { hasLtv } from '../scenarios/exposure.ts';
import type { TrancheCash } from '../valuation/cash.ts';
import type { IndexPath } from '../valuation/margin.ts';
import type { TrustValue } from '../valuation/records.ts';
import { trancheCash } from '../valuation/trancheCash.ts';
import { followedIndex, overPeriods } from './priceSpreads.ts';
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
import { type ControlTerms, controlTerms } from './simulateControl.ts';
import {
  AS_IS,
  forwardRows,
  type MarketNeeds,
  PAYMENT_DISCOUNT,
  type SimulatedMarket,
  trustMarket,
  type Variation,
} from './simulateMarket.ts';
import { spreadOf } from './simulateNumbers.ts';
import { trustRules } from './simulateRules.ts';
import { valueUnder } from './valueUnder.ts';

/** How paths are drawn and how many. */
export interface Draw {
  readonly randomizations: number;
  readonly sampling: Omit<MarketSampling, 'randomization'>;
  /** Months that are drawn, for all trusts. */
  readonly months: number;
  /** Whether means are told with control variates as well. Default: no. */
  readonly control?: boolean;
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
  /** What discount margins are solved from, by instrument: classes whose coupon follows one index. */
  readonly margins: readonly (MarginBasis | undefined)[];
  /** Rows by month that its planes have. */
  readonly months: number;
  readonly warnings: readonly string[];
}

/** The cash of a class in the base case, and the rates of its index. */
export interface MarginBasis {
  readonly cash: TrancheCash;
  readonly index: IndexPath;
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
  return {
    trust,
    value,
    path,
    planned,
    instruments,
    events,
    fans,
    years: paymentYears(trust.deal, path, planned.periods),
    margins: instruments.map(({ name, kind }) => (kind === 'class' ? marginBasis(trust, path, planned, name) : undefined)),
    months: monthRows(planned.trust),
    warnings: hasLtv(trust) ? [] : ['the tape has no loan-to-value: every loan counts as one of 80 %'],
  };
}

function marginBasis(
  { deal }: TrustInput,
  path: PathProjection,
  { indices }: GeneratedDeal,
  name: string,
): MarginBasis | undefined {
  const tranche = deal.tranches.find((each) => each.name === name);
  const index = tranche && followedIndex(deal, tranche);
  const rates = indices[deal.indices.findIndex((each) => each.name === index)];
  if (tranche === undefined || rates === undefined) return undefined;
  // Steps read an index in the first month of their period.
  const read = Float64Array.from(
    { length: path.periods },
    (_, k) => rates[Math.min(k * deal.dates.every + 1, rates.length - 1)] ?? 0,
  );
  return { cash: trancheCash(deal, path, name), index: overPeriods(deal, tranche, path, read) };
}

/** A trust planned for the paths of a market, under every variation. */
export interface TrustPlan {
  readonly prepared: PreparedTrust;
  readonly randomizations: number;
  /** By the name of the variation; all share one trust. */
  readonly generated: ReadonlyMap<string, Generated>;
  readonly trust: TaskTrust;
  readonly reduce: ReducePlan;
  /** Where control variates are asked for. */
  readonly controls?: ControlTerms;
  /** Spreads over the forward curve at which base cash is worth its price: Z-spreads. Null where there is none. */
  readonly spreads: readonly (number | null)[];
  /** Base cash times the forward discount factors, by instrument and payment date. */
  readonly forward: readonly Float64Array[];
}

/** Plans the paths of a trust. Throws: MARKET_INDEX, MARKET_PARAMETER, MARKET_CORRELATION, as `trustMarket`. */
export function trustPlan(
  prepared: PreparedTrust,
  market: SimulatedMarket,
  behaviour: Behaviour,
  draw: Draw,
  variations: readonly Variation[],
  snapshot: Snapshot,
): TrustPlan {
  const { planned, trust, years, instruments, path } = prepared;
  const needs = needsOf(prepared, draw.months, snapshot);
  const sampling: MarketSampling = { ...draw.sampling, randomization: 0 };
  const still = forwardRows(market, needs.market, sampling);
  const base = trustMarket(market, needs.market, sampling);
  const indices = planeCount(base.plan, 'index');
  const rules = trustRules(trust, planned, market, base, behaviour);
  const generated = new Map(
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
  const payment = base.marketPlanes.get(PAYMENT_DISCOUNT) ?? 0;
  const factors = still[indices + payment] ?? new Float64Array(0);
  const forward = instruments.map((instrument) =>
    baseCash(instrument, path).map((amount, period) => amount * (factors[needs.rows[period] ?? 0] ?? 0)),
  );
  const controls = draw.control === true ? controlTerms(base, market.curve, prepared.months) : undefined;
  const spreads = instruments.map(({ price }, place) => spreadOf(forward[place] ?? [], years, price));
  return {
    prepared,
    randomizations: draw.randomizations,
    generated,
    trust: withIndexRows(planned.trust, base),
    spreads,
    forward,
    ...(controls !== undefined && { controls }),
    reduce: {
      instruments: instruments.map((instrument, place) => ({
        name: instrument.name,
        cash: instrument.cash,
        yieldFactors: yieldFactors(instrument, years, snapshot.market),
        spreadFactors: years.map((year) => Math.exp(-(spreads[place] ?? 0) * year)),
      })),
      events: prepared.events,
      fans: prepared.fans,
      discountPlane: payment,
      discountRows: needs.rows,
      ...(controls !== undefined && { taken: { plane: controls.plane, rows: controls.rows } }),
    },
  };
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
  const indices = planned.indexNames.map((name, place) => ({ name, rates: planned.indices[place] ?? new Float64Array(1) }));
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
