/** What a stochastic run measures of a trust: its instruments, the events whose probability is told, and the quantities of fan charts. */
import { isCondition } from '../deal/conditions.ts';
import { outputName, type TrancheOutput } from '../deal/outputs.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { PathProjection } from '../engine/project.ts';
import type { Parts, PathEvent, ReducePlan } from '../engine/reduce.ts';
import type { Market, TrustInput } from '../portfolio/records.ts';
import { discountCurve, discountFactor } from '../valuation/benchmark.ts';
import { yearsBetween, yearsToFirst } from '../valuation/clock.ts';
import { forceFromBey } from '../valuation/price.ts';
import type { TrustValue } from '../valuation/records.ts';
import { positionOf, RESIDUAL } from '../valuation/trancheValue.ts';

export type InstrumentKind = 'collateral' | 'class' | 'residual' | 'hedge';

/** Something that is worth its cash. */
export interface CashInstrument {
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly cash: Parts;
  /** As the valuation of the base case has it. Units: dollars. */
  readonly price: number;
  /** Balance or notional at the date, per 100 of which prices are quoted; null where there is none. Units: dollars. */
  readonly face: number | null;
  /** Interest that quoted prices leave out. Units: dollars. */
  readonly accrued: number;
  /** Bond-equivalent; null where there is nothing to discount, and for hedges. */
  readonly yieldBey: number | null;
}

/** The instruments of a trust with their values in the base case: collateral, classes, the residual interest, hedges. */
export function instrumentsOf(trust: TrustInput, value: TrustValue): CashInstrument[] {
  const { deal } = trust;
  const residuals = deal.tranches.filter((tranche) => positionOf(trust, tranche) === RESIDUAL);
  const classes = value.tranches.map(
    ({ name, fairValue, face, accrued, yield: figure }): CashInstrument => ({
      name,
      kind: 'class',
      cash: paidTo(name),
      price: fairValue,
      face,
      accrued,
      yieldBey: figure?.yieldBey ?? null,
    }),
  );
  const { collateral, hedges, residualDiscounted, residualYield } = value;
  return [
    {
      name: 'collateral',
      kind: 'collateral',
      cash: [of('pool', 'collected'), of('pool', 'costs', -1)],
      price: collateral.fairValue,
      face: collateral.upb,
      accrued: 0,
      yieldBey: collateral.yield?.yieldBey ?? null,
    },
    ...classes,
    {
      name: 'residual',
      kind: 'residual',
      cash: [...residuals.flatMap(({ name }) => paidTo(name)), of('pool', 'released')],
      price: residualDiscounted,
      ...UNQUOTED,
      yieldBey: residualYield?.yieldBey ?? null,
    },
    ...hedges.map(
      ({ name, fairValue }): CashInstrument => ({
        name,
        kind: 'hedge',
        cash: [of(name, 'cash')],
        price: fairValue,
        ...UNQUOTED,
        yieldBey: null,
      }),
    ),
  ];
}

/** What has no balance is quoted in dollars. */
const UNQUOTED = { face: null, accrued: 0 } as const;

function of(name: string, output: Parameters<typeof outputName>[1], sign: 1 | -1 = 1): Parts[number] {
  return { output: outputName(name, output), sign };
}

const PAID = ['interest', 'principal', 'other'] as const satisfies readonly TrancheOutput[];

function paidTo(name: string): Parts {
  return PAID.map((output) => of(name, output));
}

const HALF_CENT = 0.005;

/** Conditions that the deal defines, overcollateralization below its target where the deal has one, and writedowns of classes. */
export function eventsOf(deal: ResolvedDeal): PathEvent[] {
  const conditions = [...deal.define].filter(([, expression]) => isCondition(expression, deal)).map(([name]) => name);
  const owed = deal.tranches.filter(({ hasBalance, isResidual }) => hasBalance && !isResidual).map(({ name }) => name);
  const target = deal.define.has('ocTarget')
    ? [below('OC below its target', [...overcollateralization(deal), of('ocTarget', 'value', -1)], deal)]
    : [];
  return [
    ...conditions.map(
      (name): PathEvent => ({
        name,
        of: [of(name, 'value')],
        isCumulative: false,
        side: 'above',
        bound: 0.5,
        whileAbove: poolBalance(deal),
      }),
    ),
    ...target,
    ...owed.map(
      (name): PathEvent => ({
        name: `${name} written down`,
        of: [of(name, 'writtenDown'), of(name, 'writtenUp', -1)],
        isCumulative: true,
        side: 'above',
        bound: HALF_CENT,
      }),
    ),
  ];
}

function below(name: string, parts: Parts, deal: ResolvedDeal): PathEvent {
  return { name, of: parts, isCumulative: false, side: 'below', bound: -HALF_CENT, whileAbove: poolBalance(deal) };
}

function poolBalance({ groups }: ResolvedDeal): Parts {
  return groups.map(({ name }) => of(name, 'end'));
}

/** As the deal defines it under the name `oc`; otherwise the pool less the classes. */
function overcollateralization(deal: ResolvedDeal): Parts {
  if (deal.define.has('oc')) return [of('oc', 'value')];
  const owed = deal.tranches.filter(({ hasBalance }) => hasBalance);
  return [...poolBalance(deal), ...owed.map(({ name }) => of(name, 'balance', -1))];
}

/** What fan charts are drawn of. */
export function fansOf(deal: ResolvedDeal, instruments: readonly CashInstrument[]): ReducePlan['fans'] {
  const owed = deal.tranches.filter(({ hasBalance, isResidual }) => hasBalance && !isResidual);
  const residual = instruments.filter(({ kind }) => kind === 'residual');
  return [
    { name: 'pool balance', of: poolBalance(deal) },
    { name: 'OC', of: overcollateralization(deal) },
    ...owed.map(({ name }) => ({ name: `${name} balance`, of: [of(name, 'balance')] })),
    ...residual.map(({ cash }) => ({ name: 'residual cash', of: cash })),
  ];
}

/** Every output that the parts name. */
export function outputsOf(plan: Pick<ReducePlan, 'events' | 'fans'>, instruments: readonly CashInstrument[]): Set<string> {
  const parts = [
    ...instruments.map(({ cash }) => cash),
    ...plan.events.flatMap((event) => [event.of, event.whileAbove ?? []]),
    ...plan.fans.map((fan) => fan.of),
  ];
  return new Set(parts.flat().map(({ output }) => output));
}

/** When a deal pays: years from settlement by payment date. Entry 0 is 0. */
export function paymentYears(deal: ResolvedDeal, path: Pick<PathProjection, 'calendar'>, periods: number): Float64Array {
  const clock = { settlement: deal.dates.settlement, paymentDates: path.calendar.unadjusted, every: deal.dates.every };
  const first = yearsToFirst(clock);
  return Float64Array.from({ length: periods + 1 }, (_, period) =>
    period === 0 ? 0 : first + (period - 1) * yearsBetween(clock),
  );
}

/** Cash in the base case by payment date. Entry 0 is 0. */
export function baseCash({ cash }: CashInstrument, path: PathProjection): Float64Array {
  const sum = new Float64Array(path.periods + 1);
  for (const { output, sign } of cash) path.output(output).forEach((amount, period) => (sum[period]! += sign * amount));
  sum[0] = 0;
  return sum;
}

/** Discount factors by payment date at an instrument's own yield; of a hedge, those of the benchmark with its spread. */
export function yieldFactors({ yieldBey, kind }: CashInstrument, years: Float64Array, market: Market): Float64Array {
  if (kind === 'hedge') {
    const curve = discountCurve(market.benchmark, years[years.length - 1] ?? 1);
    return years.map((year) => discountFactor(curve, year, market.nonPerformance));
  }
  const force = yieldBey === null ? 0 : forceFromBey(yieldBey);
  return years.map((year) => Math.exp(-force * year));
}
