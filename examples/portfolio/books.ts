/**
 * The books of one payment date: cash by fund, what each class is owed and has been paid. waterfall.ts says in which order.
 *
 * Units: cents, not rounded; coupons are decimals a year.
 */
import type { ClassTerms, TrustState } from './structure.ts';

export type Fund = 'interest' | 'principal' | 'supplemental';
export type Claim = 'interest' | 'shortfall' | 'carryover';

/** What a class was paid on a date. `interest` takes in the shortfall of earlier dates. */
export interface ClassPayment {
  readonly coupon: number;
  interest: number;
  carryover: number;
  principal: number;
  writedown: number;
  balance: number;
}

export class Books {
  readonly payments = new Map<string, ClassPayment>();
  readonly cash: Record<Fund, number>;
  readonly #state: TrustState;
  /** Interest of this period not yet paid. */
  readonly #due = new Map<string, number>();

  constructor(state: TrustState, cash: Record<Fund, number>) {
    this.#state = state;
    this.cash = cash;
  }

  /** Interest of the period accrues, also on what is unpaid; what the cap takes is carried over, with interest at the uncapped rate. */
  accrue(name: string, coupon: number, uncapped: number, fraction: number): void {
    const { balance: balances, shortfall, carryover } = this.#state;
    const balance = balances.get(name) ?? 0;
    this.#due.set(name, balance * coupon * fraction);
    shortfall.set(name, (shortfall.get(name) ?? 0) * (1 + coupon * fraction));
    carryover.set(name, (carryover.get(name) ?? 0) * (1 + uncapped * fraction) + (uncapped - coupon) * balance * fraction);
    this.payments.set(name, { coupon, interest: 0, carryover: 0, principal: 0, writedown: 0, balance });
  }

  /** Balances of classes, now. */
  balance(classes: readonly ClassTerms[]): number {
    return classes.reduce((sum, { name }) => sum + (this.#state.balance.get(name) ?? 0), 0);
  }

  /** Takes up to an amount out of funds, in their order. Returns: what there was. */
  draw(funds: readonly Fund[], amount: number): number {
    const wanted = Math.max(0, amount);
    let left = wanted;
    for (const fund of funds) {
      const taken = Math.min(left, this.cash[fund]);
      this.cash[fund] -= taken;
      left -= taken;
    }
    return wanted - left;
  }

  /** Pays claims of classes together: each class its part by what it is owed, its claims in their order. */
  payTogether(classes: readonly ClassTerms[], claims: readonly Claim[], funds: readonly Fund[]): void {
    const owed = classes.map(({ name }) => claims.reduce((sum, claim) => sum + this.#owed(claim, name), 0));
    const total = owed.reduce((sum, one) => sum + one, 0);
    const paid = this.draw(funds, total);
    for (const [at, { name }] of classes.entries()) {
      let left = total === 0 ? 0 : (paid * (owed[at] ?? 0)) / total;
      for (const claim of claims) {
        const part = Math.min(left, this.#owed(claim, name));
        this.#book(claim).set(name, this.#owed(claim, name) - part);
        this.#payment(name)[claim === 'carryover' ? 'carryover' : 'interest'] += part;
        left -= part;
      }
    }
  }

  /** Pays claims of classes one after another. */
  payInTurn(classes: readonly ClassTerms[], claims: readonly Claim[], funds: readonly Fund[]): void {
    for (const one of classes) this.payTogether([one], claims, funds);
  }

  /** Pays principal to classes together, by balance. */
  retire(classes: readonly ClassTerms[], upTo = Number.POSITIVE_INFINITY): void {
    const total = this.balance(classes);
    const paid = this.draw(['principal'], Math.min(upTo, total));
    if (total === 0) return;
    const parts = classes.map(({ name }) => (paid * (this.#state.balance.get(name) ?? 0)) / total);
    for (const [at, { name }] of classes.entries()) this.#lower(name, parts[at] ?? 0, 'principal');
  }

  /** Writes classes down in their order, up to an amount. */
  writeDown(classes: readonly ClassTerms[], amount: number): void {
    let left = Math.max(0, amount);
    for (const { name } of classes) {
      const part = Math.min(left, this.#state.balance.get(name) ?? 0);
      this.#lower(name, part, 'writedown');
      this.#state.writedowns.set(name, (this.#state.writedowns.get(name) ?? 0) + part);
      left -= part;
    }
  }

  /** What is unpaid becomes shortfall. */
  close(): void {
    const { balance, shortfall } = this.#state;
    for (const [name, payment] of this.payments) {
      shortfall.set(name, (shortfall.get(name) ?? 0) + (this.#due.get(name) ?? 0));
      payment.balance = balance.get(name) ?? 0;
    }
  }

  #lower(name: string, amount: number, how: 'principal' | 'writedown'): void {
    this.#payment(name)[how] += amount;
    this.#state.balance.set(name, Math.max(0, (this.#state.balance.get(name) ?? 0) - amount));
  }

  #payment(name: string): ClassPayment {
    const payment = this.payments.get(name);
    if (payment === undefined) throw new Error(`books: nothing has accrued on ${name}`);
    return payment;
  }

  #book(claim: Claim): Map<string, number> {
    return claim === 'interest' ? this.#due : this.#state[claim];
  }

  #owed(claim: Claim, name: string): number {
    return this.#book(claim).get(name) ?? 0;
  }
}
