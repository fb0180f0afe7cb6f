/** The cells of the rollforward that one trust fills: its values at both dates, the cash of the period, interest, and what is left as the change. */
import { Decimal } from 'decimal.js';
import type { PathProjection } from '../engine/project.ts';
import type { TrustInput } from '../portfolio/records.ts';
import type { TrustValue } from '../valuation/records.ts';
import { clockOf, type PairClock, type PeriodCash, periodCash } from './rollforwardCash.ts';
import { accretedInterest, type InterestKind } from './rollforwardInterest.ts';
import type { ColumnCells, RollCells, RollColumn, RollRow } from './rollforwardTable.ts';

/** A trust at one date; the projection is needed of the older one. */
export interface TrustAt {
  readonly trust: TrustInput;
  readonly value: TrustValue;
  readonly path?: PathProjection;
}

/** Real estate owned over a period. Units: dollars, whole cents: begin + acquired - sold + change = end. */
export interface ReoRoll {
  readonly trust: string;
  readonly begin: number;
  /** Loans that became REO, at what they are carried at. */
  readonly acquired: number;
  /** Properties that are gone, at what they were carried at. */
  readonly sold: number;
  /** Of properties that are there at both dates. */
  readonly change: number;
  readonly end: number;
  readonly count: { readonly begin: number; readonly acquired: number; readonly sold: number; readonly end: number };
}

/** One hedge over a period. Units: dollars, whole cents: begin - received + change = end; positive is an asset. */
export interface HedgeRoll {
  readonly trust: string;
  readonly hedge: string;
  readonly begin: number;
  readonly received: number;
  readonly change: number;
  readonly end: number;
}

export interface TrustRoll {
  readonly trust: string;
  readonly cells: RollCells;
  readonly reo: readonly ReoRoll[];
  readonly hedges: readonly HedgeRoll[];
  readonly notes: readonly string[];
}

const ZERO = new Decimal(0);

function cents(dollars: number): Decimal {
  return new Decimal(dollars).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
}

/**
 * Rolls a trust from one date to the next. What neither interest nor cash explains is the change in fair value, so that every column foots;
 * for REO it is the loss. Loans that become REO leave the collateral at what the REO is carried at.
 *
 * Shares of classes that the sponsor bought in the period count as purchases, of those that it sold as issues, at the value they have at
 * its end. A trust that is consolidated at one date only, or stands in one snapshot only, leaves by sales and settlements at what it
 * was worth and comes by purchases and issues at what it is worth.
 *
 * Throws: REQUEST_INVALID as `clockOf`.
 */
export function rollTrust(before: TrustAt | undefined, after: TrustAt | undefined, interest: InterestKind): TrustRoll {
  const trust = (after ?? before)?.trust.name ?? '';
  if (before === undefined || after === undefined || before.trust.consolidated !== after.trust.consolidated) {
    const note = `${trust}: it is in the columns at one of the two dates only; it came or left at its value there`;
    return { trust, cells: cameOrLeft(before, after), reo: [], hedges: [], notes: [note] };
  }
  const { path } = before;
  if (path === undefined) throw new Error(`rollforward: no projection of ${trust} at the older date`);
  const pair = { before: before.trust, after: after.trust };
  const clock = clockOf(pair);
  const cash = periodCash(pair, clock, path);
  const period: Period = { before, after, clock, cash, interest };
  const reo = after.trust.consolidated ? [reoRoll(period)] : [];
  const hedges = after.trust.consolidated ? hedgeRolls(period) : [];
  const cells = after.trust.consolidated ? consolidatedCells(period, reo, hedges) : ownedCells(period);
  return { trust, cells, reo: reo.filter(({ begin, end, acquired }) => begin + end + acquired > 0), hedges, notes: cash.notes };
}

interface Period {
  readonly before: TrustAt;
  readonly after: TrustAt;
  readonly clock: PairClock;
  readonly cash: PeriodCash;
  readonly interest: InterestKind;
}

function consolidatedCells(period: Period, reo: readonly ReoRoll[], hedges: readonly HedgeRoll[]): RollCells {
  const { before, after, cash, clock, interest } = period;
  const [old, now] = [before.value.collateral, after.value.collateral];
  const earned =
    interest === 'coupon'
      ? cash.collateralCoupon
      : accretedInterest(old.fairValue, old.yield?.yieldBey ?? 0, cash.collateral, clock);
  const acquired = reo.reduce((sum, roll) => sum.plus(roll.acquired), ZERO);
  return {
    collateral: changed(cents(old.fairValue), cents(now.fairValue), 'changeInFairValue', {
      interestIncome: cents(earned),
      ...(acquired.isZero() ? {} : { transfersToReo: acquired.negated() }),
      settlements: cents(total(cash.collateral)).negated(),
    }),
    ...(reo.length > 0 && {
      reo: {
        begin: sumOf(reo, ({ begin }) => begin),
        reoLosses: sumOf(reo, ({ change }) => change),
        ...(acquired.isZero() ? {} : { transfersToReo: acquired }),
        settlements: sumOf(reo, ({ sold }) => sold).negated(),
        end: sumOf(reo, ({ end }) => end),
      },
    }),
    ...derivativeCells(hedges),
    borrowings: borrowingCells(period),
  };
}

/** A column whose change is what the rest leaves. */
function changed(begin: Decimal, end: Decimal, row: RollRow, flows: Partial<Readonly<Record<RollRow, Decimal>>>): ColumnCells {
  const known = Object.values(flows).reduce((sum, amount) => sum.plus(amount), begin);
  return { begin, ...flows, [row]: end.minus(known), end };
}

/** Class by class: rounding to cents is as on the balance sheet. */
function borrowingCells({ before, after, cash, clock, interest }: Period): ColumnCells {
  const flows = { interestExpense: ZERO, settlements: ZERO, purchases: ZERO, issues: ZERO };
  let [begin, end] = [ZERO, ZERO];
  const names = [...new Set([...before.value.tranches, ...after.value.tranches].map(({ name }) => name))];
  for (const name of names) {
    const old = before.value.tranches.find((tranche) => tranche.name === name);
    const now = after.value.tranches.find((tranche) => tranche.name === name);
    const [oldShare, newShare] = [1 - (old?.held ?? 0), 1 - (now?.held ?? old?.held ?? 0)];
    begin = begin.minus(cents((old?.fairValue ?? 0) * oldShare));
    end = end.minus(cents((now?.fairValue ?? 0) * newShare));
    const paid = cash.tranches.get(name) ?? [];
    const accrued =
      interest === 'coupon'
        ? (cash.trancheCoupons.get(name) ?? 0)
        : accretedInterest(old?.fairValue ?? 0, old?.yield?.yieldBey ?? 0, paid, clock);
    flows.interestExpense = flows.interestExpense.minus(cents(accrued * oldShare));
    flows.settlements = flows.settlements.plus(cents(total(paid) * oldShare));
    const moved = cents((now?.fairValue ?? 0) * (oldShare - newShare));
    if (moved.isPositive()) flows.purchases = flows.purchases.plus(moved);
    else flows.issues = flows.issues.plus(moved);
  }
  const { purchases, issues, ...always } = flows;
  return changed(begin, end, 'changeInFairValue', {
    ...always,
    ...(purchases.isZero() ? {} : { purchases }),
    ...(issues.isZero() ? {} : { issues }),
  });
}

/** What the sponsor owns of a trust that it does not consolidate. */
function ownedCells({ before, after, cash, clock, interest }: Period): RollCells {
  const worth = ({ value, trust }: TrustAt) => ownedWorth(value, trust);
  let earned = ZERO;
  let paid = ZERO;
  let moved = ZERO;
  const add = (value: number, yieldBey: number, flows: readonly number[], share: number, coupon: number | undefined) => {
    earned = earned.plus(cents(share * (coupon ?? accretedInterest(value, yieldBey, flows, clock))));
    paid = paid.plus(cents(share * total(flows)));
  };
  const { value, trust } = before;
  // A residual has no principal that a coupon could be on: it accretes by either definition.
  add(value.residual, value.residualYield?.yieldBey ?? 0, cash.residual, trust.residualOwned, undefined);
  moved = moved.plus(cents(after.value.residual * (after.trust.residualOwned - trust.residualOwned)));
  for (const { name, fairValue, yield: figure, held } of value.tranches) {
    const coupon = interest === 'coupon' ? (cash.trancheCoupons.get(name) ?? 0) : undefined;
    if (held > 0) add(fairValue, figure?.yieldBey ?? 0, cash.tranches.get(name) ?? [], held, coupon);
    const now = after.value.tranches.find((tranche) => tranche.name === name);
    if (now !== undefined && now.held !== held) moved = moved.plus(cents(now.fairValue * (now.held - held)));
  }
  return {
    availableForSale: changed(worth(before), worth(after), 'changeInFairValue', {
      interestIncome: earned,
      ...(moved.isZero() ? {} : moved.isPositive() ? { purchases: moved } : { sales: moved }),
      settlements: paid.negated(),
    }),
  };
}

function ownedWorth(value: TrustValue, { residualOwned }: TrustInput): Decimal {
  return value.tranches.reduce(
    (sum, { fairValue, held }) => sum.plus(cents(fairValue * held)),
    cents(value.residual * residualOwned),
  );
}

function reoRoll({ before, after, cash }: Period): ReoRoll {
  const [begin, end] = [cents(before.value.reo), cents(after.value.reo)];
  const [acquired, sold] = [cents(cash.reoAcquired), cents(cash.reoSold)];
  const [old, now] = [before.trust.reo.map(({ id }) => id), after.trust.reo.map(({ id }) => id)];
  const only = (ids: readonly string[], others: readonly string[]) => ids.filter((id) => !others.includes(id)).length;
  return {
    trust: after.trust.name,
    begin: begin.toNumber(),
    acquired: acquired.toNumber(),
    sold: sold.toNumber(),
    change: end.minus(begin).minus(acquired).plus(sold).toNumber(),
    end: end.toNumber(),
    count: { begin: old.length, acquired: only(now, old), sold: only(old, now), end: now.length },
  };
}

function hedgeRolls({ before, after, cash }: Period): HedgeRoll[] {
  const names = [...new Set([...before.value.hedges, ...after.value.hedges].map(({ name }) => name))];
  return names.map((name) => {
    const worth = ({ value }: TrustAt) => cents(value.hedges.find((hedge) => hedge.name === name)?.fairValue ?? 0);
    const [begin, end, received] = [worth(before), worth(after), cents(total(cash.hedges.get(name) ?? []))];
    return {
      trust: after.trust.name,
      hedge: name,
      begin: begin.toNumber(),
      received: received.toNumber(),
      change: end.minus(begin).plus(received).toNumber(),
      end: end.toNumber(),
    };
  });
}

/** Hedges by the side of the sheet that they stand on; one that changes sides ends at nothing on one and begins at nothing on the other. */
function derivativeCells(hedges: readonly HedgeRoll[]): RollCells {
  const cells: Partial<
    Record<'derivativeAssets' | 'derivativeLiabilities', Record<'begin' | 'changeInFairValue' | 'settlements' | 'end', Decimal>>
  > = {};
  const put = (column: 'derivativeAssets' | 'derivativeLiabilities', begin: Decimal, received: Decimal, end: Decimal) => {
    const known = cells[column] ?? { begin: ZERO, changeInFairValue: ZERO, settlements: ZERO, end: ZERO };
    cells[column] = {
      begin: known.begin.plus(begin),
      changeInFairValue: known.changeInFairValue.plus(end.minus(begin).plus(received)),
      settlements: known.settlements.minus(received),
      end: known.end.plus(end),
    };
  };
  for (const hedge of hedges) {
    const [begin, end, received] = [new Decimal(hedge.begin), new Decimal(hedge.end), new Decimal(hedge.received)];
    const sideOf = (value: Decimal) => (value.isNegative() ? 'derivativeLiabilities' : 'derivativeAssets');
    const from = sideOf(begin.isZero() ? end : begin);
    const to = sideOf(end.isZero() ? begin : end);
    if (from === to) put(from, begin, received, end);
    else {
      put(from, begin, received, ZERO);
      put(to, ZERO, ZERO, end);
    }
  }
  return cells;
}

/** All of a trust as what left, or as what came. */
function cameOrLeft(before: TrustAt | undefined, after: TrustAt | undefined): RollCells {
  const sheet = ({ trust, value }: TrustAt): readonly (readonly [RollColumn, Decimal])[] =>
    trust.consolidated
      ? [
          ['collateral', cents(value.collateral.fairValue)],
          ['reo', cents(value.reo)],
          ['derivativeAssets', cents(value.derivativeAssets)],
          ['borrowings', value.tranches.reduce((sum, each) => sum.minus(cents(each.fairValue * (1 - each.held))), ZERO)],
          ['derivativeLiabilities', cents(value.derivativeLiabilities).negated()],
        ]
      : [['availableForSale', ownedWorth(value, trust)]];
  const cells: Partial<Record<RollColumn, ColumnCells>> = {};
  for (const [column, worth] of before === undefined ? [] : sheet(before)) {
    const row = isOwed(column) ? 'settlements' : 'sales';
    cells[column] = { begin: worth, [row]: worth.negated(), end: ZERO };
  }
  for (const [column, worth] of after === undefined ? [] : sheet(after)) {
    const row = isOwed(column) ? 'issues' : 'purchases';
    cells[column] = { begin: ZERO, ...cells[column], [row]: worth, end: worth };
  }
  return cells;
}

function isOwed(column: RollColumn): boolean {
  return column === 'borrowings' || column === 'derivativeLiabilities';
}

function sumOf<T>(parts: readonly T[], of: (part: T) => number): Decimal {
  return parts.reduce((sum, part) => sum.plus(of(part)), ZERO);
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
