/**
 * What the instruments of a trust were paid between two snapshots: as the remittances report it, or as the older snapshot projected it. The
 * rollforward and the attribution take their cash from here, so that both speak of the same dollars.
 */
import { dayFraction, days30360, monthNumber } from '../curves/dates.ts';
import { accrualDates } from '../deal/calendar.ts';
import { outputName } from '../deal/outputs.ts';
import type { PathProjection } from '../engine/project.ts';
import { fail } from '../errors.ts';
import type { Remittance, ReoProperty, TrustInput } from '../portfolio/records.ts';
import { cashPaid, type TrancheCash } from '../valuation/cash.ts';
import { netRealizableValue } from '../valuation/fairValue.ts';
import { positionOf, RESIDUAL } from '../valuation/trancheValue.ts';
import { readTrustCash } from '../valuation/trustCash.ts';

/** The same trust in two snapshots. */
export interface TrustPair {
  readonly before: TrustInput;
  readonly after: TrustInput;
}

/** The time between two snapshots of a trust, on the clock that yields run on. */
export interface PairClock {
  /** Payment dates between them. */
  readonly payments: number;
  /** Years from the older date to the first payment after it, from one payment to the next, and from date to date. */
  readonly first: number;
  readonly step: number;
  readonly years: number;
}

/** Where the cash of a period comes from. */
export type CashSource = 'remittances' | 'projection';

/** Cash by payment of the period, from the first. Units: dollars; received by whoever holds the instrument. */
export interface PeriodCash {
  readonly source: CashSource;
  /** Net of what the trust paid for servicing and fees, without sales of REO and without hedges. */
  readonly collateral: readonly number[];
  /** Interest as the coupon method has it: on unpaid principal at the net rate. */
  readonly collateralCoupon: number;
  /** By class that is borrowed: all that it was paid, and the coupon on its balance. */
  readonly tranches: ReadonlyMap<string, readonly number[]>;
  readonly trancheCoupons: ReadonlyMap<string, number>;
  readonly residual: readonly number[];
  /** Received less paid. */
  readonly hedges: ReadonlyMap<string, readonly number[]>;
  /** Of properties that are sold: what they were carried at. */
  readonly reoSold: number;
  /** Of properties that came from loans: what they are carried at; 0 of a projection, which acquires none. */
  readonly reoAcquired: number;
  /** What a reader should know. */
  readonly notes: readonly string[];
}

/**
 * The clock of a pair. Throws: REQUEST_INVALID where the payments of the two do not follow from one another.
 */
export function clockOf({ before, after }: TrustPair): PairClock {
  const [from, to] = [before.deal.dates, after.deal.dates];
  const months = monthNumber(to.firstPayment) - monthNumber(from.firstPayment);
  const payments = months / from.every;
  if (from.every !== to.every || !Number.isInteger(payments) || payments < 0 || to.settlement < from.settlement) {
    const got = `payments every ${from.every} and every ${to.every} months, the next ones ${months} months apart`;
    fail({ code: 'REQUEST_INVALID', place: before.name, got, expected: 'an older and a younger snapshot of one calendar' });
  }
  const toNext = (dates: typeof from) => days30360(dates.settlement, dates.firstPayment) / 360;
  const step = from.every / 12;
  return { payments, first: toNext(from), step, years: toNext(from) + payments * step - toNext(to) };
}

/** Cash of the period: reported where every payment is, else projected, and the notes say so. `path` is the older snapshot's projection. */
export function periodCash(pair: TrustPair, clock: PairClock, path: PathProjection): PeriodCash {
  const projected = projectedCash(pair.before, path, clock.payments);
  return clock.payments === 0 ? projected : (reportedCash(pair, clock, path, projected) ?? unreported(pair, projected));
}

function unreported({ after }: TrustPair, projected: PeriodCash): PeriodCash {
  const note = `${after.name}: the remittances do not cover the period; its cash is as it was projected`;
  return { ...projected, notes: [...projected.notes, note] };
}

/** The first payments of a projection. */
export function projectedCash(trust: TrustInput, path: PathProjection, payments: number): PeriodCash {
  const cash = readTrustCash(trust.deal, path, (tranche) => positionOf(trust, tranche) === RESIDUAL);
  const count = Math.min(payments, path.periods);
  const first = <T>(of: (payment: number) => T) => Array.from({ length: count }, (_, payment) => of(payment));
  const paid = (flows: TrancheCash) => first((payment) => cashPaid(flows, payment));
  const sum = (flows: ArrayLike<number>) => first((payment) => flows[payment] ?? 0).reduce((total, each) => total + each, 0);
  return {
    source: 'projection',
    collateral: paid(cash.collateral),
    collateralCoupon: sum(cash.collateral.interest),
    tranches: new Map(cash.classes.map(({ tranche, cash: flows }) => [tranche.name, paid(flows)])),
    trancheCoupons: new Map(cash.classes.map(({ tranche, cash: flows }) => [tranche.name, sum(flows.interest)])),
    residual: cash.residual === undefined ? first(() => 0) : paid(cash.residual),
    hedges: new Map([...cash.hedges].map(([name, flows]) => [name, first((payment) => flows[payment + 1] ?? 0)])),
    reoSold: netRealizableValue(trust.reo.filter(({ month }) => month <= payments)),
    reoAcquired: 0,
    notes: [],
  };
}

/**
 * What the remittances report. They know nothing of hedges, whose cash is as it was projected; what a property brought is among the
 * recoveries, so that one that is gone is taken to have been sold for what it was carried at. Cash in is cash out: what all classes
 * were paid and what the trust kept, less hedges and REO, is what the collateral brought net of costs. Where a class is not reported,
 * it is the collections less the costs that were projected.
 */
function reportedCash(
  { before, after }: TrustPair,
  { payments }: PairClock,
  path: PathProjection,
  projected: PeriodCash,
): PeriodCash | undefined {
  const rows = remittancesOf(before, after, payments);
  if (rows === undefined) return undefined;
  const notes: string[] = [];
  const tranches = before.deal.tranches.filter((tranche) => positionOf(before, tranche) !== RESIDUAL).map(({ name }) => name);
  const residuals = before.deal.tranches.filter((tranche) => positionOf(before, tranche) === RESIDUAL).map(({ name }) => name);
  const silent = [...tranches, ...residuals].filter((name) => rows.some((row) => !row.tranches.has(name)));
  const paidTo = (name: string) =>
    silent.includes(name)
      ? (projected.tranches.get(name) ?? projected.residual)
      : rows.map((row) => (row.tranches.get(name)?.interest ?? 0) + (row.tranches.get(name)?.principal ?? 0));
  const classes = new Map(tranches.map((name) => [name, paidTo(name)]));
  const residual =
    residuals.length === 0
      ? projected.residual
      : residuals.map(paidTo).reduce(
          (sum, flows) => sum.map((amount, payment) => amount + (flows[payment] ?? 0)),
          rows.map(() => 0),
        );
  const { reoSold, reoAcquired } = reoMoves(before.reo, after.reo);
  const collected = rows.map(({ interest, scheduled, prepaid, recoveries }) => interest + scheduled + prepaid + recoveries);
  const hedges = projected.hedges;
  if (hedges.size > 0) notes.push(`${after.name}: remittances report no hedges; their cash is as it was projected`);
  const isComplete = silent.length === 0 && residuals.length > 0;
  if (!isComplete) {
    const why = silent.length > 0 ? `say nothing of ${silent.join(', ')}` : 'know no residual class';
    notes.push(`${after.name}: the remittances ${why}; the costs of the trust are as they were projected`);
  }
  const total = isComplete
    ? totalOf([...classes.values(), residual]) + cashOf(after) - cashOf(before) - totalOf([...hedges.values()]) - reoSold
    : totalOf([collected]) - reoSold - costsOf(path, payments);
  return {
    source: 'remittances',
    // By payment as the collections were: costs, REO and what the trust kept are known for the period only.
    collateral: spread(total, collected),
    collateralCoupon: rows.reduce((sum, row) => sum + (row.beginUpb * row.wac * before.deal.dates.every) / 12 - row.servicing, 0),
    tranches: classes,
    trancheCoupons: new Map(
      tranches.map((name) => [
        name,
        silent.includes(name) ? (projected.trancheCoupons.get(name) ?? 0) : couponOf(name, before, path, rows),
      ]),
    ),
    residual,
    hedges,
    reoSold,
    reoAcquired,
    notes,
  };
}

/** The remittances of the payments between two snapshots, in order; undefined where one is missing. */
export function remittancesOf(before: TrustInput, after: TrustInput, payments: number): Remittance[] | undefined {
  const first = monthNumber(before.deal.dates.firstPayment);
  const rows: Remittance[] = [];
  for (let payment = 0; payment < payments; payment++) {
    const month = first + payment * before.deal.dates.every;
    const text = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
    const row = after.remittances.find((each) => each.month === text);
    if (row === undefined) return undefined;
    rows.push(row);
  }
  return rows;
}

/** The coupon on the balance of a class at the start of each period, by its own day count. */
function couponOf(name: string, { deal }: TrustInput, path: PathProjection, rows: readonly Remittance[]): number {
  const tranche = deal.tranches.find((each) => each.name === name);
  if (tranche === undefined) return 0;
  const dates = accrualDates(deal, path.calendar, tranche.delay, tranche.dated, tranche.dayCount);
  let balance = deal.opening?.balances.get(name) ?? tranche.balance;
  if (!tranche.hasBalance) balance = path.output(outputName(name, 'begin'))[1] ?? 0;
  let coupon = 0;
  rows.forEach((row, payment) => {
    const paid = row.tranches.get(name);
    const [from, to] = [dates[payment], dates[payment + 1]];
    if (paid === undefined || from === undefined || to === undefined) return;
    coupon += balance * paid.coupon * dayFraction(tranche.dayCount, from, to);
    balance = paid.balance;
  });
  return coupon;
}

/** Properties that are gone, at what they were carried at, and those that are new, at what they are carried at. */
export function reoMoves(
  before: readonly ReoProperty[],
  after: readonly ReoProperty[],
): { readonly reoSold: number; readonly reoAcquired: number } {
  const [old, now] = [new Set(before.map(({ id }) => id)), new Set(after.map(({ id }) => id))];
  return {
    reoSold: netRealizableValue(before.filter(({ id }) => !now.has(id))),
    reoAcquired: netRealizableValue(after.filter(({ id }) => !old.has(id))),
  };
}

function cashOf({ cash }: TrustInput): number {
  return cash.collections + cash.accounts;
}

function costsOf(path: PathProjection, payments: number): number {
  const costs = path.output(outputName('pool', 'costs'));
  let sum = 0;
  for (let payment = 1; payment <= Math.min(payments, path.periods); payment++) sum += costs[payment] ?? 0;
  return sum;
}

function totalOf(columns: readonly (readonly number[])[]): number {
  return columns.reduce((sum, column) => column.reduce((total, amount) => total + amount, sum), 0);
}

/** A total in proportion to weights; evenly where they are nothing. */
function spread(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => (sum === 0 ? total / weights.length : (total * weight) / sum));
}
