/**
 * What a deal holds and owes while its steps are lowered: one value of the program for each balance, amount due and fund, replaced
 * as steps change them. What a tranche begins a date with is made when first asked for, so that what nothing uses is never made.
 */
import type { ProgramBuilder, Value } from './program.ts';
import type { ResolvedDeal, ResolvedTranche } from './resolved.ts';

/** Amounts that a tranche carries through a date. The first four are carried to the next. */
export const AMOUNTS = [
  'balance',
  'shortfall',
  'carryover',
  'writedowns',
  'due',
  'interestPaid',
  'principalPaid',
  'otherPaid',
  'accreted',
  'writtenDown',
  'writtenUp',
  'held',
] as const;
export type Amount = (typeof AMOUNTS)[number];

/** What cash leaves the trust for, otherwise than to a tranche: `release` is to a residual that is no tranche. */
export type Purpose = 'fee' | 'hedge' | 'purchase' | 'release';

/** How rates of a tranche are had: the expressions of the deal, lowered as of the start of the date. */
export interface Rates {
  coupon(tranche: ResolvedTranche): Value;
  uncapped(tranche: ResolvedTranche): Value | undefined;
  notional(tranche: ResolvedTranche): Value | undefined;
  feeAmount(fee: string): Value;
}

export class Ledger {
  readonly builder: ProgramBuilder;
  readonly deal: ResolvedDeal;
  readonly #rates: Rates;
  readonly #stem: string;
  readonly #byName: ReadonlyMap<string, ResolvedTranche>;
  readonly #amounts = new Map<string, Value>();
  readonly #begin = new Map<string, Value>();
  readonly #funds = new Map<string, Value>();
  readonly #fees = new Map<string, Value>();
  readonly #feesPaid = new Map<string, Value>();
  readonly #hedges = new Map<string, Value>();
  readonly #byTerms = new Map<string, Value>();
  readonly #collected = new Map<string, Value>();
  readonly #outside = new Map<Purpose, Value>();
  /** Cash that came in otherwise than from collateral. */
  #receivedOutside: Value;

  /** `stem` begins the names of states that only this ledger has. */
  constructor(builder: ProgramBuilder, deal: ResolvedDeal, rates: Rates, stem = '') {
    this.#stem = stem;
    this.builder = builder;
    this.deal = deal;
    this.#rates = rates;
    this.#byName = new Map(deal.tranches.map((tranche) => [tranche.name, tranche]));
    this.#receivedOutside = builder.constant(0);
  }

  /** Quantities that `previous` was asked for, by state: the states are set when the date ends. */
  readonly remembered = new Map<string, string>();
  #fresh = 0;

  /** A name for a state that no other state has. */
  freshName(stem: string): string {
    this.#fresh += 1;
    return `${this.#stem}${stem} ${this.#fresh}`;
  }

  coupon(tranche: string): Value {
    return this.#rates.coupon(this.tranche(tranche));
  }

  tranche(name: string): ResolvedTranche {
    const tranche = this.#byName.get(name);
    if (tranche === undefined) throw new Error(`ledger: ${name} was resolved as a tranche and is none`);
    return tranche;
  }

  /** The tranches that a name stands for: itself, or the members of a set. */
  members(name: string): readonly string[] {
    return this.deal.sets.get(name) ?? [name];
  }

  amount(kind: Amount, tranche: string): Value {
    const key = `${kind} ${tranche}`;
    let value = this.#amounts.get(key);
    if (value === undefined) {
      value = this.begin(kind, tranche);
      this.#amounts.set(key, value);
    }
    return value;
  }

  set(kind: Amount, tranche: string, value: Value): void {
    this.begin(kind, tranche);
    this.#amounts.set(`${kind} ${tranche}`, value);
  }

  raise(kind: Amount, tranche: string, by: Value): void {
    this.set(kind, tranche, this.builder.add(this.amount(kind, tranche), by));
  }

  lower(kind: Amount, tranche: string, by: Value): void {
    this.set(kind, tranche, this.builder.sub(this.amount(kind, tranche), by));
  }

  /** An amount as it is before the date's payments: what was carried, with its interest, and what accrues now. */
  begin(kind: Amount, tranche: string): Value {
    const key = `${kind} ${tranche}`;
    let value = this.#begin.get(key);
    if (value === undefined) {
      value = this.#makeBegin(kind, this.tranche(tranche));
      this.#begin.set(key, value);
    }
    return value;
  }

  /** What is carried from date to date, by state name. */
  carried(kind: Amount, name: string): Value {
    const { deal, builder } = this;
    const { balance, hasBalance } = this.tranche(name);
    const opening = deal.opening;
    if (kind === 'balance')
      return hasBalance ? builder.state(`balance ${name}`, opening?.balances.get(name) ?? balance) : builder.constant(0);
    const remembered =
      kind === 'shortfall' ? opening?.shortfall : kind === 'carryover' ? opening?.carryover : opening?.writedowns;
    return builder.state(`${kind} ${name}`, remembered?.get(name) ?? 0);
  }

  /** The balance that interest accrues on: the tranche's own before payments, or its notional. */
  interestBalance(tranche: ResolvedTranche): Value {
    return this.#rates.notional(tranche) ?? this.begin('balance', tranche.name);
  }

  dayFraction(tranche: string): Value {
    const place = this.deal.tranches.findIndex(({ name }) => name === tranche);
    return this.builder.scalar({ kind: 'fraction', tranche: place });
  }

  /** The coupon for the period. Below 0 it is nothing: holders owe the trust no interest. */
  #periodRate(tranche: ResolvedTranche): Value {
    return this.builder.mul(this.builder.positive(this.#rates.coupon(tranche)), this.dayFraction(tranche.name));
  }

  accrued(name: string): Value {
    const tranche = this.tranche(name);
    const rate = this.#periodRate(tranche);
    const accrued = this.builder.mul(this.interestBalance(tranche), rate);
    if (tranche.perNote === 0) return accrued;
    const notes = this.builder.constant(tranche.balance / tranche.perNote);
    const aNote = this.builder.div(accrued, notes, this.builder.constant(0));
    return this.builder.mul(this.builder.pair('round', aNote, this.builder.constant(0.01)), notes);
  }

  fund(name: string): Value {
    let value = this.#funds.get(name);
    if (value === undefined) {
      const account = this.deal.accounts.get(name);
      value =
        account === undefined
          ? this.builder.constant(0)
          : this.builder.state(`account ${name}`, this.deal.opening?.accounts.get(name) ?? account);
      this.#funds.set(name, value);
    }
    return value;
  }

  setFund(name: string, value: Value): void {
    this.#funds.set(name, value);
  }

  addToFund(name: string, by: Value): void {
    this.setFund(name, this.builder.add(this.fund(name), by));
  }

  feeDue(name: string): Value {
    let value = this.#fees.get(name);
    if (value === undefined) {
      value = this.#rates.feeAmount(name);
      const fee = this.deal.fees.find((known) => known.name === name);
      if (fee?.carry === true)
        value = this.builder.add(value, this.builder.state(`fee ${name}`, this.deal.opening?.fees.get(name) ?? 0));
      this.#fees.set(name, value);
    }
    return value;
  }

  payFee(name: string, paid: Value): void {
    this.#feesPaid.set(name, this.builder.add(this.feePaid(name), paid));
    this.#fees.set(name, this.builder.sub(this.feeDue(name), paid));
    this.payOutside('fee', paid);
  }

  /** What a hedge has brought less what it was paid on this date. */
  hedgeCash(hedge: string): Value {
    return this.#hedges.get(hedge) ?? this.builder.constant(0);
  }

  payHedge(hedge: string, paid: Value): void {
    this.#hedges.set(hedge, this.builder.sub(this.hedgeCash(hedge), paid));
    this.payOutside('hedge', paid);
  }

  receiveHedge(hedge: string, amount: Value): void {
    this.#hedges.set(hedge, this.builder.add(this.hedgeCash(hedge), amount));
    this.receiveFromOutside(amount);
  }

  /** What is left of what a hedge's terms give, after the steps that have moved it on this date. */
  leftByTerms(side: 'paid' | 'received', hedge: string, whole: Value): Value {
    const moved = this.#byTerms.get(`${side} ${hedge}`);
    return moved === undefined ? whole : this.builder.positive(this.builder.sub(whole, moved));
  }

  moveByTerms(side: 'paid' | 'received', hedge: string, amount: Value): void {
    const key = `${side} ${hedge}`;
    const moved = this.#byTerms.get(key);
    this.#byTerms.set(key, moved === undefined ? amount : this.builder.add(moved, amount));
  }

  /** What a class was paid on this date and came back in, since the trust holds it. */
  collected(tranche: string): Value {
    return this.#collected.get(tranche) ?? this.builder.constant(0);
  }

  collect(tranche: string, amount: Value): void {
    this.#collected.set(tranche, this.builder.add(this.collected(tranche), amount));
    this.receiveFromOutside(amount);
  }

  /** What was paid of a fee on this date. */
  feePaid(fee: string): Value {
    return this.#feesPaid.get(fee) ?? this.builder.constant(0);
  }

  /** Cash that leaves the trust otherwise than to a tranche. */
  payOutside(purpose: Purpose, paid: Value): void {
    this.#outside.set(purpose, this.builder.add(this.outside(purpose), paid));
  }

  /** What left the trust on this date for one purpose. */
  outside(purpose: Purpose): Value {
    return this.#outside.get(purpose) ?? this.builder.constant(0);
  }

  receiveFromOutside(amount: Value): void {
    this.#receivedOutside = this.builder.add(this.#receivedOutside, amount);
  }

  get paidOutside(): Value {
    return this.builder.sum([...this.#outside.values()]);
  }

  get receivedOutside(): Value {
    return this.#receivedOutside;
  }

  #makeBegin(kind: Amount, tranche: ResolvedTranche): Value {
    const { builder } = this;
    const { name } = tranche;
    switch (kind) {
      case 'balance':
      case 'writedowns':
        return this.carried(kind, name);
      case 'shortfall': {
        const carried = this.carried(kind, name);
        if (!tranche.interestOnShortfall) return carried;
        return builder.add(carried, builder.mul(carried, this.#periodRate(tranche)));
      }
      case 'carryover': {
        const uncapped = this.#rates.uncapped(tranche);
        if (uncapped === undefined) return builder.constant(0);
        const carried = this.carried(kind, name);
        const fraction = this.dayFraction(name);
        const over = builder.positive(builder.sub(uncapped, this.#rates.coupon(tranche)));
        const now = builder.mul(this.interestBalance(tranche), builder.mul(over, fraction));
        const earned = builder.mul(carried, builder.mul(builder.positive(uncapped), fraction));
        return builder.add(builder.add(carried, earned), now);
      }
      case 'due':
        return this.accrued(name);
      case 'held':
        return tranche.perNote > 0 ? builder.state(`held ${name}`, 0) : builder.constant(0);
      default:
        return builder.constant(0);
    }
  }
}
