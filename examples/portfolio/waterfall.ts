/**
 * One payment date of a trust on what was actually collected: the steps of the trust's own deal file, written out by hand. A test runs
 * the deal files on the same collections and finds the same cents.
 *
 * Units: cents, not rounded; rates thousandths of a percent where they are whole, decimals a year where they are coupons.
 */

import { paymentDays, RATE_ONE } from './numbers.ts';
import type { Collected } from './performance.ts';
import { pastRate } from './rates.ts';
import { type ClassTerms, LOSS_LIMITS, type TrustState, type TrustTerms, targetOc } from './structure.ts';

/** Yearly, of the pool. */
export const TRUSTEE_FEE = 0.0002;
/** No coupon is higher. */
export const HARD_CAP = 0.11;
export const DELINQUENCY_LIMIT = 0.4;
/** The month before which no deal steps down. */
export const FIRST_STEP_DOWN = 37;
/** What the collateral is taken to be worth when it is asked whether a call would pay, share of its balance. */
export const CALL_VALUE = 0.75;
/** Money compares to half a cent. */
const HALF_CENT = 0.5;

/** What a class was paid on a date. */
export interface ClassPayment {
  readonly coupon: number;
  interest: number;
  carryover: number;
  principal: number;
  writedown: number;
  balance: number;
}

/** A payment date. */
export interface PaymentDate {
  readonly month: number;
  readonly classes: ReadonlyMap<string, ClassPayment>;
  readonly released: number;
  readonly fees: number;
  /** Paid to the swap's counterparty, received from a hedge. */
  readonly hedgePaid: number;
  readonly hedgeReceived: number;
  readonly byTargets: boolean;
}

/** Loss limit of a payment month: linear between the points, none before the first. */
function lossLimit(month: number): number {
  const [first] = LOSS_LIMITS;
  if (first === undefined || month < first[0]) return 1;
  for (const [at, [to, share]] of LOSS_LIMITS.entries()) {
    const before = LOSS_LIMITS[at - 1];
    if (before !== undefined && month <= to) return before[1] + ((share - before[1]) * (month - before[0])) / (to - before[0]);
  }
  return LOSS_LIMITS.at(-1)?.[1] ?? 1;
}

/** Pays one date: `state` moves on to after it. */
export function payDate(terms: TrustTerms, state: TrustState, collected: Collected, month: number): PaymentDate {
  const { model, classes, cutoff } = terms;
  const dealMonth = month - terms.firstPayment + 1;
  const fraction = paymentDays(month) / 360;
  const libor = pastRate('LIBOR_1M', month) / RATE_ONE;
  const seniors = classes.filter(({ position }) => position === 'senior');
  const juniors = classes.filter(({ position }) => position !== 'senior');
  const owed = new Map(classes.map(({ name }) => [name, 0]));
  const sum = (of: readonly ClassTerms[]) => of.reduce((total, { name }) => total + (state.balance.get(name) ?? 0), 0);

  // Hedge, fees, coupons.
  const fee = (TRUSTEE_FEE * collected.beginLoans) / 12;
  const { payable, receivable } = hedgeOf(terms, month, libor, fraction);
  const net = collected.interest - collected.servicing;
  const share = collected.beginLoans === 0 ? 0 : (net - fee - payable) / collected.beginLoans;
  const netWac = (Math.max(0, share) * 360) / paymentDays(month);
  state.pastCall ||= collected.beginLoans <= model.callShare * cutoff + HALF_CENT;
  const payments = new Map<string, ClassPayment>();
  for (const { name, margin, step } of classes) {
    const uncapped = Math.min(libor + (margin / RATE_ONE) * (state.pastCall ? step : 1), HARD_CAP);
    const coupon = Math.min(uncapped, netWac);
    const balance = state.balance.get(name) ?? 0;
    const carried = state.carryover.get(name) ?? 0;
    owed.set(name, balance * coupon * fraction);
    state.shortfall.set(name, (state.shortfall.get(name) ?? 0) * (1 + coupon * fraction));
    state.carryover.set(name, carried * (1 + uncapped * fraction) + (uncapped - coupon) * balance * fraction);
    payments.set(name, { coupon, interest: 0, carryover: 0, principal: 0, writedown: 0, balance });
  }

  // Tests and targets.
  const backing = collected.endLoans + collected.endReo;
  const principal = collected.scheduled + collected.prepaid + collected.recoveries + collected.reoCash;
  const enhancement = backing === 0 ? 1 : (backing - (sum(seniors) - principal)) / backing;
  state.stepDown ||= sum(seniors) <= HALF_CENT || (dealMonth >= FIRST_STEP_DOWN && enhancement >= terms.stepDownAt);
  const late = backing === 0 ? 0 : (collected.late60 + collected.endReo) / backing;
  const meanLate = (state.late[0] + state.late[1] + late) / 3;
  state.late = [state.late[1], late];
  state.losses += collected.losses;
  const isOverLimit = state.losses > lossLimit(dealMonth) * cutoff + HALF_CENT;
  const byTargets = state.stepDown && !(meanLate > DELINQUENCY_LIMIT * enhancement || isOverLimit);
  if (byTargets) state.ocTarget = targetOc(model, cutoff, backing);
  const ocRelease = Math.min(principal, Math.max(0, backing - (sum(classes) - principal) - state.ocTarget));

  const cash = { interest: net, principal, supplemental: 0 };
  type Fund = keyof typeof cash;
  const drawn = (funds: readonly Fund[], amount: number): number => {
    let left = Math.max(0, amount);
    for (const fund of funds) {
      const taken = Math.min(left, cash[fund]);
      cash[fund] -= taken;
      left -= taken;
    }
    return Math.max(0, amount) - left;
  };
  const paymentTo = (name: string): ClassPayment => {
    const payment = payments.get(name);
    if (payment === undefined) throw new Error(`waterfall: no class ${name}`);
    return payment;
  };
  // A claim of one class, or of several in proportion to what each is owed.
  const payClaims = (of: readonly ClassTerms[], claims: readonly Claim[], funds: readonly Fund[]) => {
    const due = of.map(({ name }) => claims.reduce((total, claim) => total + claimOf(claim, name), 0));
    const total = due.reduce((all, one) => all + one, 0);
    const paid = drawn(
      funds,
      Math.min(
        total,
        funds.reduce((all, fund) => all + cash[fund], 0),
      ),
    );
    for (const [at, { name }] of of.entries()) {
      let left = total === 0 ? 0 : (paid * (due[at] ?? 0)) / total;
      for (const claim of claims) {
        const part = Math.min(left, claimOf(claim, name));
        const payment = paymentTo(name);
        if (claim === 'carryover') payment.carryover += part;
        else payment.interest += part;
        const book = bookOf(claim);
        book.set(name, (book.get(name) ?? 0) - part);
        left -= part;
      }
    }
  };
  const bookOf = (claim: Claim) => (claim === 'interest' ? owed : claim === 'shortfall' ? state.shortfall : state.carryover);
  const claimOf = (claim: Claim, name: string) => bookOf(claim).get(name) ?? 0;
  const inTurn = (of: readonly ClassTerms[], claims: readonly Claim[], funds: readonly Fund[]) => {
    for (const one of of) payClaims([one], claims, funds);
  };
  // Principal to seniors by balance, to others one by one.
  const payPrincipal = (of: readonly ClassTerms[], upTo: number) => {
    const total = sum(of);
    const paid = drawn(['principal'], Math.min(upTo, total, cash.principal));
    if (total > 0) for (const { name } of of) retire(name, (paid * (state.balance.get(name) ?? 0)) / total, 'principal');
  };
  const retire = (name: string, amount: number, how: 'principal' | 'writedown') => {
    paymentTo(name)[how] += amount;
    state.balance.set(name, Math.max(0, (state.balance.get(name) ?? 0) - amount));
  };

  state.feesOwed += fee;
  const fees = drawn(['interest', 'principal'], state.feesOwed);
  state.feesOwed -= fees;
  const hedgePaid = drawn(['interest', 'principal'], payable);
  cash.supplemental += receivable;

  payClaims(seniors, ['shortfall', 'interest'], ['interest', 'principal']);
  inTurn(juniors, ['interest'], ['interest']);
  payClaims(seniors, ['shortfall', 'interest'], ['supplemental']);
  inTurn(juniors, ['shortfall', 'interest'], ['supplemental']);

  cash.interest += drawn(['principal'], Math.min(cash.principal, ocRelease));
  if (ocRelease <= HALF_CENT) {
    const short = state.ocTarget - (backing - (sum(classes) - cash.principal));
    cash.principal += drawn(['interest', 'supplemental'], short);
  }

  if (byTargets) {
    const most = Math.max(0, backing - model.oc.floor * cutoff);
    payPrincipal(seniors, sum(seniors) - Math.min((seniors.at(-1)?.target ?? 1) * backing, most));
    for (const [at, one] of juniors.slice(0, -1).entries()) {
      payPrincipal([one], sum([...seniors, ...juniors.slice(0, at + 1)]) - Math.min(one.target * backing, most));
    }
    for (const one of [...juniors].reverse()) payPrincipal([one], Number.POSITIVE_INFINITY);
  }
  payPrincipal(seniors, Number.POSITIVE_INFINITY);
  for (const one of juniors) payPrincipal([one], Number.POSITIVE_INFINITY);

  if (model.writesDown) {
    let loss = Math.max(0, sum(classes) - backing);
    for (const { name } of [...seniors.slice(1), ...juniors].reverse()) {
      const part = Math.min(loss, state.balance.get(name) ?? 0);
      retire(name, part, 'writedown');
      state.writedowns.set(name, (state.writedowns.get(name) ?? 0) + part);
      loss -= part;
    }
  }
  inTurn(juniors, ['interest', 'shortfall'], ['interest', 'supplemental']);
  payClaims(seniors, ['carryover'], ['supplemental', 'interest']);
  inTurn(juniors, ['carryover'], ['supplemental', 'interest']);

  const released = cash.interest + cash.principal + cash.supplemental + (terms.hasPenalties ? collected.penalties : 0);
  for (const { name } of classes) {
    state.shortfall.set(name, (state.shortfall.get(name) ?? 0) + (owed.get(name) ?? 0));
    paymentTo(name).balance = state.balance.get(name) ?? 0;
  }
  return { month, classes: payments, released, fees, hedgePaid, hedgeReceived: receivable, byTargets };
}

type Claim = 'interest' | 'shortfall' | 'carryover';

/** A swap: fixed 30/360 against the index, netted. A cap: the index over the strike. */
function hedgeOf(terms: TrustTerms, month: number, libor: number, fraction: number): { payable: number; receivable: number } {
  const { hedge } = terms.model;
  const notional = terms.notionals.get(month) ?? 0;
  if (hedge === undefined) return { payable: 0, receivable: 0 };
  const rate = hedge.rate / RATE_ONE;
  if (hedge.kind === 'cap') return { payable: 0, receivable: notional * Math.max(0, libor - rate) * fraction };
  const owed = notional * (rate / 12 - libor * fraction);
  return { payable: Math.max(0, owed), receivable: Math.max(0, -owed) };
}
