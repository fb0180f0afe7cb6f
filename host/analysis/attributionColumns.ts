/**
 * The columns of an attribution: what each instrument was worth before and after, and what made the difference, in whole cents that add up.
 * Values as records.ts has them: borrowings and debt are positive, so that what adds to them is a loss to whoever owes them.
 */
import { Decimal } from 'decimal.js';
import type { TrustInput } from '../portfolio/records.ts';
import type { TrustValue } from '../valuation/records.ts';
import { FACTORS, type Factor } from './attributionFactors.ts';
import type { TrustGame } from './attributionTrust.ts';
import type { PeriodCash } from './rollforwardCash.ts';
import { centsThatSum, everybody, orderedShares, shapleyShares } from './shapley.ts';

/** Lines of the balance sheet. `held`: classes that the sponsor holds; the residual takes what rounding to cents leaves, as there. */
export const CLASSES = [
  'collateral',
  'reo',
  'derivatives',
  'cash',
  'borrowings',
  'held',
  'residual',
  'availableForSale',
  'longTermDebt',
] as const;
export type InstrumentClass = (typeof CLASSES)[number];

/**
 * What a change is put down to: cash of the period, then the passage of time, then the factors. `remainder` is what the valuation of the new
 * snapshot differs by from all factors together; `scope` trusts that came or left and shares that were bought or sold.
 */
export const EFFECTS = ['payments', 'time', ...FACTORS, 'remainder', 'scope'] as const;
export type Effect = (typeof EFFECTS)[number];

/** One column. Units: dollars, whole cents: opening + effects = closing. */
export interface AttributionColumn {
  /** Null of the sponsor's own debt, and of sums over trusts. */
  readonly trust: string | null;
  /** The instrument, or the class of a sum. */
  readonly instrument: string;
  readonly class: InstrumentClass;
  readonly opening: number;
  readonly effects: Readonly<Record<Effect, number>>;
  readonly closing: number;
}

/** A column before it leaves as numbers. */
export interface ExactColumn {
  readonly trust: string | null;
  readonly instrument: string;
  readonly class: InstrumentClass;
  readonly opening: Decimal;
  readonly effects: Readonly<Record<Effect, Decimal>>;
  readonly closing: Decimal;
}

/** How the change is shared among the factors. */
export type Sharing = { readonly kind: 'ordered'; readonly order: readonly Factor[] } | { readonly kind: 'shapley' };

/** The sponsor's shares of a trust. */
type Shares = Pick<TrustInput, 'held' | 'residualOwned'>;

interface Instrument {
  readonly instrument: string;
  readonly class: InstrumentClass;
  readonly amount: (value: TrustValue, shares: Shares) => number;
  /** What it paid its holder in the period. */
  readonly cash: (cash: PeriodCash, shares: Shares) => number;
}

const ZERO = new Decimal(0);

export function cents(dollars: number): Decimal {
  return new Decimal(dollars).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
}

/** The columns of a trust that stands in both snapshots. Every column sums to the change of its instrument to the cent. */
export function columnsOf(game: TrustGame, sharing: Sharing): ExactColumn[] {
  const { before, after } = game.pair;
  const instruments = instrumentsOf([before, after], [game.before, game.after]);
  const worth = new Map(
    [...game.worth].map(([coalition, value]) => [coalition, instruments.map(({ amount }) => amount(value, before))]),
  );
  const worthOf = (coalition: number) => worth.get(coalition) ?? fault(coalition);
  const shares =
    sharing.kind === 'shapley'
      ? shapleyShares(FACTORS.length, worthOf)
      : orderedShares(
          sharing.order.map((factor) => FACTORS.indexOf(factor)),
          worthOf,
        );
  const columns = instruments.map((instrument, column): ExactColumn => {
    const of = (value: TrustValue, owner: Shares) => cents(instrument.amount(value, owner));
    const [opening, closing, unshifted] = [of(game.before, before), of(game.after, after), of(game.after, before)];
    const rolled = cents(worthOf(0)[column] ?? 0);
    const full = cents(worthOf(everybody(FACTORS.length))[column] ?? 0);
    // What a trust keeps in its accounts is cash that it has not paid.
    const kept = instrument.class === 'cash' ? opening.minus(rolled) : undefined;
    const paid = kept ?? cents(instrument.cash(game.cash, before));
    const expected = kept ?? cents(instrument.cash(game.projected, before));
    const factors = centsThatSum(
      shares.map((share) => share[column] ?? 0),
      full.minus(rolled),
    );
    const effect = (factor: Factor) => factors[FACTORS.indexOf(factor)] ?? ZERO;
    return {
      trust: after.name,
      instrument: instrument.instrument,
      class: instrument.class,
      opening,
      effects: {
        payments: paid.negated(),
        time: rolled.minus(opening).plus(expected),
        // What was paid beyond the projection is no longer in the value: that is the collateral's doing, and not a loss.
        collateral: effect('collateral').plus(paid).minus(expected),
        index: effect('index'),
        prepayment: effect('prepayment'),
        default: effect('default'),
        severity: effect('severity'),
        yields: effect('yields'),
        technique: effect('technique'),
        remainder: unshifted.minus(full),
        scope: closing.minus(unshifted),
      },
      closing,
    };
  });
  return after.consolidated ? withResidual(columns) : columns;
}

/** The columns of a trust that stands in one snapshot only: all of it is scope. */
export function columnsOfOne(trust: TrustInput, value: TrustValue, side: 'left' | 'came'): ExactColumn[] {
  const columns = instrumentsOf([trust], [value]).map(({ instrument, class: kind, amount }): ExactColumn => {
    const worth = cents(amount(value, trust));
    const [opening, closing] = side === 'left' ? [worth, ZERO] : [ZERO, worth];
    const effects = byEffect((effect) => (effect === 'scope' ? closing.minus(opening) : ZERO));
    return { trust: trust.name, instrument, class: kind, opening, effects, closing };
  });
  return trust.consolidated ? withResidual(columns) : columns;
}

/** A column that is nothing but what is given: of the sponsor's debt. */
export function columnOf(
  head: Pick<ExactColumn, 'trust' | 'instrument' | 'class'>,
  opening: Decimal,
  effects: Partial<Record<Effect, Decimal>>,
  closing: Decimal,
): ExactColumn {
  return { ...head, opening, effects: byEffect((effect) => effects[effect] ?? ZERO), closing };
}

/** Sums columns, each with its sign, under a name. */
export function sumOf(
  head: Pick<ExactColumn, 'trust' | 'instrument' | 'class'>,
  columns: readonly ExactColumn[],
  sign: (kind: InstrumentClass) => number = () => 1,
): ExactColumn {
  const sum = (of: (column: ExactColumn) => Decimal) =>
    columns.reduce((total, column) => total.plus(of(column).times(sign(column.class))), ZERO);
  return {
    ...head,
    opening: sum(({ opening }) => opening),
    effects: byEffect((effect) => sum(({ effects }) => effects[effect])),
    closing: sum(({ closing }) => closing),
  };
}

/** The column as numbers. */
export function numbersOf({ trust, instrument, class: kind, opening, effects, closing }: ExactColumn): AttributionColumn {
  const plainly = byEffect((effect) => plain(effects[effect]));
  return { trust, instrument, class: kind, opening: plain(opening), effects: plainly, closing: plain(closing) };
}

/** Net assets of consolidated trusts by class: what is owed counts against them. */
export function netSign(kind: InstrumentClass): number {
  if (kind === 'borrowings') return -1;
  return kind === 'collateral' || kind === 'reo' || kind === 'derivatives' || kind === 'cash' ? 1 : 0;
}

/** The residual is what assets leave after borrowings and what the sponsor holds, effect by effect. */
function withResidual(columns: readonly ExactColumn[]): ExactColumn[] {
  const [first] = columns;
  const head = { trust: first?.trust ?? null, instrument: 'residual', class: 'residual' } as const;
  return [...columns, sumOf(head, columns, (kind) => (kind === 'held' ? -1 : netSign(kind)))];
}

/** Everything of a trust that has a value, in the order of the balance sheet; classes of the younger snapshot first. */
function instrumentsOf(trusts: readonly TrustInput[], values: readonly TrustValue[]): Instrument[] {
  const names = [...new Set(values.toReversed().flatMap(({ tranches }) => tranches.map(({ name }) => name)))];
  const isHeld = (name: string) => trusts.some(({ held }) => (held.get(name) ?? 0) > 0);
  const face = (value: TrustValue, name: string) => value.tranches.find((tranche) => tranche.name === name)?.fairValue ?? 0;
  const paid = (cash: PeriodCash, name: string) => total(cash.tranches.get(name) ?? []);
  const owned = (name: string, kind: InstrumentClass): Instrument => ({
    instrument: name,
    class: kind,
    amount: (value, { held }) => face(value, name) * (held.get(name) ?? 0),
    cash: (cash, { held }) => paid(cash, name) * (held.get(name) ?? 0),
  });
  if (trusts.every(({ consolidated }) => !consolidated)) {
    return [
      ...names.filter(isHeld).map((name) => owned(name, 'availableForSale')),
      {
        instrument: 'residual',
        class: 'availableForSale',
        amount: (value, { residualOwned }) => value.residual * residualOwned,
        cash: ({ residual }, { residualOwned }) => total(residual) * residualOwned,
      },
    ];
  }
  const hedges = [...new Set(values.flatMap((value) => value.hedges.map(({ name }) => name)))];
  return [
    {
      instrument: 'collateral',
      class: 'collateral',
      amount: ({ collateral }) => collateral.fairValue,
      cash: ({ collateral }) => total(collateral),
    },
    { instrument: 'real estate owned', class: 'reo', amount: ({ reo }) => reo, cash: ({ reoSold }) => reoSold },
    ...(hedges.length === 0
      ? []
      : [
          {
            instrument: hedges.join(' + '),
            class: 'derivatives',
            // As the balance sheet rounds them.
            amount: (value: TrustValue) => cents(value.derivativeAssets).minus(cents(value.derivativeLiabilities)).toNumber(),
            cash: (cash: PeriodCash) => [...cash.hedges.values()].reduce((sum, flows) => sum + total(flows), 0),
          } as const,
        ]),
    { instrument: 'cash', class: 'cash', amount: ({ cash }) => cash, cash: () => 0 },
    ...names.map(
      (name): Instrument => ({
        instrument: name,
        class: 'borrowings',
        amount: (value, { held }) => face(value, name) * (1 - (held.get(name) ?? 0)),
        cash: (cash, { held }) => paid(cash, name) * (1 - (held.get(name) ?? 0)),
      }),
    ),
    ...names.filter(isHeld).map((name) => owned(name, 'held')),
  ];
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

function byEffect<T>(of: (effect: Effect) => T): Record<Effect, T> {
  return {
    payments: of('payments'),
    time: of('time'),
    collateral: of('collateral'),
    index: of('index'),
    prepayment: of('prepayment'),
    default: of('default'),
    severity: of('severity'),
    yields: of('yields'),
    technique: of('technique'),
    remainder: of('remainder'),
    scope: of('scope'),
  };
}

/** No minus sign on nothing. */
function plain(amount: Decimal): number {
  return amount.isZero() ? 0 : amount.toNumber();
}

function fault(coalition: number): never {
  throw new Error(`attribution: coalition ${coalition} was not valued`);
}
