/**
 * One payment date of a trust on what was actually collected: the steps of the trust's own deal file, written out by hand. A test runs
 * the deal files on the same collections and finds the same cents.
 *
 * Units: cents, not rounded; rates thousandths of a percent where they are whole, decimals a year where they are coupons.
 */
import { Books, type ClassPayment } from './books.ts';
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

/** A payment date. */
export interface PaymentDate {
  readonly month: number;
  readonly classes: ReadonlyMap<string, ClassPayment>;
  /** To the residual. */
  readonly released: number;
  readonly fees: number;
  /** Paid to the swap's counterparty, received from a hedge. */
  readonly hedgePaid: number;
  readonly hedgeReceived: number;
  readonly byTargets: boolean;
}

/** Seniors and the classes below them, in order. */
export function ranksOf({ classes }: TrustTerms): { seniors: readonly ClassTerms[]; juniors: readonly ClassTerms[] } {
  const isSenior = ({ position }: ClassTerms) => position === 'senior';
  return { seniors: classes.filter(isSenior), juniors: classes.filter((one) => !isSenior(one)) };
}

/** Pays one date: `state` moves on to after it. */
export function payDate(terms: TrustTerms, state: TrustState, collected: Collected, month: number): PaymentDate {
  const { model, classes, cutoff } = terms;
  const { seniors, juniors } = ranksOf(terms);
  const fee = (TRUSTEE_FEE * collected.beginLoans) / 12;
  const hedge = hedgeOf(terms, month);
  const interest = collected.interest - collected.servicing;
  const principal = principalOf(collected);
  const books = new Books(state, { interest, principal, supplemental: 0 });
  state.pastCall ||= collected.beginLoans <= model.callShare * cutoff + HALF_CENT;
  accrueAll(terms, state, books, month, { begin: collected.beginLoans, earned: interest - fee - hedge.payable });

  const backing = collected.endLoans + collected.endReo;
  const byTargets = test(terms, state, collected, month, books.balance(seniors));
  if (byTargets) state.ocTarget = targetOc(model, cutoff, backing);
  const ocRelease = Math.min(principal, Math.max(0, backing - (books.balance(classes) - principal) - state.ocTarget));

  state.feesOwed += fee;
  const fees = books.draw(['interest', 'principal'], state.feesOwed);
  state.feesOwed -= fees;
  const hedgePaid = books.draw(['interest', 'principal'], hedge.payable);
  books.cash.supplemental += hedge.receivable;

  books.payTogether(seniors, ['shortfall', 'interest'], ['interest', 'principal']);
  books.payInTurn(juniors, ['interest'], ['interest']);
  books.payTogether(seniors, ['shortfall', 'interest'], ['supplemental']);
  books.payInTurn(juniors, ['shortfall', 'interest'], ['supplemental']);

  books.cash.interest += books.draw(['principal'], ocRelease);
  if (ocRelease <= HALF_CENT) {
    const short = state.ocTarget - (backing - (books.balance(classes) - books.cash.principal));
    books.cash.principal += books.draw(['interest', 'supplemental'], short);
  }
  if (byTargets) payByTargets(terms, books, backing);
  books.retire(seniors);
  for (const one of juniors) books.retire([one]);

  if (model.writesDown) books.writeDown([...seniors.slice(1), ...juniors].reverse(), books.balance(classes) - backing);
  books.payInTurn(juniors, ['interest', 'shortfall'], ['interest', 'supplemental']);
  books.payTogether(seniors, ['carryover'], ['supplemental', 'interest']);
  books.payInTurn(juniors, ['carryover'], ['supplemental', 'interest']);
  books.close();

  const left = books.cash.interest + books.cash.principal + books.cash.supplemental;
  const released = left + (terms.hasPenalties ? collected.penalties : 0);
  return { month, classes: books.payments, released, fees, hedgePaid, hedgeReceived: hedge.receivable, byTargets };
}

/** All principal that came in: scheduled, prepaid, of liquidations and of REO. */
function principalOf({ scheduled, prepaid, recoveries, reoCash }: Collected): number {
  return scheduled + prepaid + recoveries + reoCash;
}

/** Coupons: the index and a margin, at most the hard cap, at most what the pool earns, from 30/360 to Act/360. */
function accrueAll(
  { classes }: TrustTerms,
  { pastCall }: TrustState,
  books: Books,
  month: number,
  pool: { readonly begin: number; readonly earned: number },
): void {
  const days = paymentDays(month);
  const libor = pastRate('LIBOR_1M', month) / RATE_ONE;
  const netWac = (Math.max(0, pool.begin === 0 ? 0 : pool.earned / pool.begin) * 360) / days;
  for (const { name, margin, step } of classes) {
    const uncapped = Math.min(libor + (margin / RATE_ONE) * (pastCall ? step : 1), HARD_CAP);
    books.accrue(name, Math.min(uncapped, netWac), uncapped, days / 360);
  }
}

/** The tests of a date, remembered in `state`. Returns: are classes paid by their targets? */
function test(terms: TrustTerms, state: TrustState, collected: Collected, month: number, seniors: number): boolean {
  const dealMonth = month - terms.firstPayment + 1;
  const backing = collected.endLoans + collected.endReo;
  const enhancement = backing === 0 ? 1 : (backing - (seniors - principalOf(collected))) / backing;
  state.stepDown ||= seniors <= HALF_CENT || (dealMonth >= FIRST_STEP_DOWN && enhancement >= terms.stepDownAt);
  const late = backing === 0 ? 0 : (collected.late60 + collected.endReo) / backing;
  const meanLate = (state.late[0] + state.late[1] + late) / 3;
  state.late = [state.late[1], late];
  state.losses += collected.losses;
  const isOverLimit = state.losses > lossLimit(dealMonth) * terms.cutoff + HALF_CENT;
  return state.stepDown && !(meanLate > DELINQUENCY_LIMIT * enhancement || isOverLimit);
}

/** Each class down to what it and all above it may have outstanding; then the rest from below. */
function payByTargets(terms: TrustTerms, books: Books, backing: number): void {
  const { seniors, juniors } = ranksOf(terms);
  const most = Math.max(0, backing - terms.model.oc.floor * terms.cutoff);
  const over = (of: readonly ClassTerms[]) => books.balance(of) - Math.min((of.at(-1)?.target ?? 1) * backing, most);
  books.retire(seniors, over(seniors));
  for (const [at, one] of juniors.slice(0, -1).entries()) books.retire([one], over([...seniors, ...juniors.slice(0, at + 1)]));
  for (const one of [...juniors].reverse()) books.retire([one]);
}

/** Loss limit of a payment month, share of the original pool: linear between the points, none before the first. */
function lossLimit(month: number): number {
  const [first] = LOSS_LIMITS;
  if (first === undefined || month < first[0]) return 1;
  for (const [at, [to, share]] of LOSS_LIMITS.entries()) {
    const before = LOSS_LIMITS[at - 1];
    if (before !== undefined && month <= to) return before[1] + ((share - before[1]) * (month - before[0])) / (to - before[0]);
  }
  return LOSS_LIMITS.at(-1)?.[1] ?? 1;
}

/** A swap: fixed 30/360 against the index, netted. A cap: the index over the strike. */
function hedgeOf(terms: TrustTerms, month: number): { payable: number; receivable: number } {
  const { hedge } = terms.model;
  if (hedge === undefined) return { payable: 0, receivable: 0 };
  const notional = terms.notionals.get(month) ?? 0;
  const libor = pastRate('LIBOR_1M', month) / RATE_ONE;
  const fraction = paymentDays(month) / 360;
  const rate = hedge.rate / RATE_ONE;
  if (hedge.kind === 'cap') return { payable: 0, receivable: notional * Math.max(0, libor - rate) * fraction };
  const owed = notional * (rate / 12 - libor * fraction);
  return { payable: Math.max(0, owed), receivable: Math.max(0, -owed) };
}
