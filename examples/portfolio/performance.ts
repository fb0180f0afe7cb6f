/**
 * What happens to a loan month by month: it pays, prepays, falls behind, is modified, foreclosed, taken into REO and sold; and what of
 * that the trust collects. The servicer advances nothing: cash is what borrowers and buyers paid.
 *
 * Units: cents; months counted from year 0, each the month of a payment date.
 */
import { isInterestOnly, type Loan, resetRate, setPayment } from './loan.ts';
import { bell, between, monthInterest, nearest, pick, within } from './numbers.ts';
import { LIQUIDATION, TRANSITIONS, type VintageModel } from './vintages.ts';

/** What a trust's loans gave in a month. Balances of the loans and of REO stand apart. */
export interface Collected {
  beginLoans: number;
  endLoans: number;
  beginReo: number;
  endReo: number;
  /** Loans and REO left. */
  count: number;
  /** Gross interest collected, and the servicer's part of it. */
  interest: number;
  servicing: number;
  scheduled: number;
  prepaid: number;
  /** Cash of short sales and foreclosure sales, and net cash of REO sales. */
  recoveries: number;
  reoCash: number;
  /** Balances that entered foreclosure, or were sold without. */
  defaults: number;
  losses: number;
  penalties: number;
  /** Loans 60 and more days late, in bankruptcy or in foreclosure, at the end. */
  late60: number;
  /** Of them, in foreclosure. */
  foreclosure: number;
  /** Of the balance at the beginning, times its rate: for the mean rate. */
  rateWeight: number;
}

/** A month in which nothing has been collected yet. */
export function nothingCollected(): Collected {
  return {
    ...{ beginLoans: 0, endLoans: 0, beginReo: 0, endReo: 0, count: 0, interest: 0, servicing: 0, scheduled: 0, prepaid: 0 },
    ...{ recoveries: 0, reoCash: 0, defaults: 0, losses: 0, penalties: 0, late60: 0, foreclosure: 0, rateWeight: 0 },
  };
}

const MODIFIED_RATES = [2000, 3000, 3500, 4000] as const;
/** Share of a modified loan that is set aside without interest, and how often that is done. */
const FORBORNE = { share: 0.2, often: 0.25 } as const;
const LONGEST_MODIFIED = 480;
/** Payments missed before a foreclosure is begun at the latest. */
const LONGEST_WITHOUT_PROCEEDINGS = 11;
/** Payments that loans in each state have missed at the start, from and to. */
const MISSED: Readonly<Record<string, readonly [number, number]>> = {
  late30: [1, 1],
  late60: [2, 2],
  late90: [3, 9],
  bankruptcy: [3, 14],
  foreclosure: [6, 24],
  reo: [12, 30],
};

/** Puts a new loan into one of the states of its vintage: riskier loans are later. `start` is the month before the first simulated. */
export function settle(loan: Loan, model: VintageModel, start: number): void {
  const { stream } = loan;
  const weights = model.states.map(([name, weight]) => [name, name === 'current' ? weight : weight * loan.hazard] as const);
  const late = weights.reduce((sum, [name, weight]) => (name === 'current' ? sum : sum + weight), 0);
  const state = pick(
    stream,
    weights.map(([name, weight]) => [name, name === 'current' ? Math.max(0.1, 1 - late) : weight]),
  );
  if (state === 'current') {
    if (stream.next() < model.modified) {
      modify(loan, start - Math.floor(between(stream, 0, 15)));
      setPayment(loan, start + 1);
    }
    return;
  }
  const [least, most] = MISSED[state] ?? [1, 1];
  loan.missed = least + Math.floor(between(stream, 0, most - least + 1));
  if (state === 'bankruptcy' || state === 'foreclosure') loan.status = state;
  if (state === 'reo') enterReo(loan, start - Math.floor(between(stream, 0, 5)), start + 1);
}

/** One payment date of one loan, added to what the trust collects. */
export function rollMonth(loan: Loan, month: number, model: VintageModel, into: Collected): void {
  if (loan.status === 'gone') return;
  if (loan.status === 'reo') {
    into.beginReo += loan.upb;
    into.rateWeight += loan.upb * loan.noteRate;
    if (loan.sale !== undefined && loan.sale.actual <= month) sellReo(loan, into);
  } else {
    into.beginLoans += loan.upb;
    reset(loan, month);
    into.rateWeight += loan.upb * loan.noteRate;
    move(loan, month, model, into);
  }
  tally(loan, month, into);
}

/** What is there at the month's end. */
function tally(loan: Loan, month: number, into: Collected): void {
  if (loan.status === 'gone' || loan.status === 'reo') loan.left ??= month;
  if (loan.status === 'gone') return;
  into.count += 1;
  if (loan.status === 'reo') {
    into.endReo += loan.upb;
    return;
  }
  into.endLoans += loan.upb;
  if (loan.missed >= 2 || loan.status !== 'current') into.late60 += loan.upb;
  if (loan.status === 'foreclosure') into.foreclosure += loan.upb;
}

/** A new rate, or the end of the interest-only months: the payment is set to level over what is left. */
function reset(loan: Loan, month: number): void {
  const { adjustable } = loan;
  const paid = month - loan.firstDue;
  const sinceFixed = adjustable === undefined ? -1 : paid - adjustable.fixedFor;
  const isReset = adjustable !== undefined && sinceFixed >= 0 && sinceFixed % adjustable.resetEvery === 0;
  if (isReset) loan.noteRate = resetRate(adjustable, loan.noteRate, month, sinceFixed === 0);
  if (isReset || paid === loan.interestOnlyTerm) setPayment(loan, month);
}

/** What the loan does this month. */
function move(loan: Loan, month: number, model: VintageModel, into: Collected): void {
  const draw = loan.stream.next();
  if (loan.status === 'foreclosure') {
    const { reo, sale, modification } = TRANSITIONS.foreclosure;
    if (draw < reo) enterReo(loan, month, month + 1);
    else if (draw < reo + sale) liquidate(loan, into);
    else if (draw < reo + sale + modification) modify(loan, month);
    else loan.missed += 1;
  } else if (loan.status === 'bankruptcy') {
    const { foreclosure, modification } = TRANSITIONS.bankruptcy;
    loan.missed += 1;
    if (draw < foreclosure) foreclose(loan, into);
    else if (draw < foreclosure + modification) modify(loan, month);
  } else if (loan.missed === 0) moveCurrent(loan, month, model, draw, into);
  else if (loan.missed <= 2) {
    const { cure, pay } = loan.missed === 1 ? TRANSITIONS.late30 : TRANSITIONS.late60;
    if (draw < cure) {
      payInstallments(loan, month, loan.missed + 1, into);
      loan.missed = 0;
    } else if (draw < cure + pay) payInstallments(loan, month, 1, into);
    else loan.missed += 1;
  } else {
    const { foreclosure, modification, bankruptcy, shortSale } = TRANSITIONS.late90;
    loan.missed += 1;
    if (draw < foreclosure || loan.missed > LONGEST_WITHOUT_PROCEEDINGS) foreclose(loan, into);
    else if (draw < foreclosure + modification) modify(loan, month);
    else if (draw < foreclosure + modification + bankruptcy) loan.status = 'bankruptcy';
    else if (draw < foreclosure + modification + bankruptcy + shortSale) {
      into.defaults += loan.upb;
      liquidate(loan, into);
    }
  }
}

function moveCurrent(loan: Loan, month: number, model: VintageModel, draw: number, into: Collected): void {
  // Those who could refinance are those with equity and a score; the others stay.
  const prepay = (model.prepay / 12) * within(1.6 - 0.6 * loan.hazard, 0.1, 1.6);
  const miss = model.miss * loan.hazard * (loan.modified === undefined ? 1 : 2);
  if (draw < miss) {
    loan.missed = 1;
    return;
  }
  payInstallments(loan, month, 1, into);
  if (draw >= miss + prepay || loan.upb === 0) return;
  into.prepaid += loan.upb;
  // Six months' interest on four fifths of what is prepaid.
  if (month < loan.firstDue + loan.penaltyTerm) into.penalties += Math.round(6 * 0.8 * monthInterest(loan.upb, loan.noteRate));
  leave(loan);
}

/** Pays so many installments, each on what the one before left. */
function payInstallments(loan: Loan, month: number, count: number, into: Collected): void {
  for (let i = 0; i < count; i++) {
    const bearing = loan.upb - loan.forborne;
    const interest = monthInterest(bearing, loan.noteRate);
    into.interest += interest;
    into.servicing += monthInterest(bearing, loan.strip);
    const due = month >= loan.matures ? loan.upb : isInterestOnly(loan, month) ? 0 : loan.payment - interest;
    const principal = within(due, 0, loan.upb);
    into.scheduled += principal;
    loan.upb -= principal;
  }
  if (loan.upb === 0) leave(loan);
}

function foreclose(loan: Loan, into: Collected): void {
  loan.status = 'foreclosure';
  into.defaults += loan.upb;
}

function leave(loan: Loan): void {
  loan.upb = 0;
  loan.status = 'gone';
}

/** A short sale or a sale on the courthouse steps: what it brings net of costs, and what is lost. */
function liquidate(loan: Loan, into: Collected): void {
  const { proceeds, costs } = priceOf(loan);
  const net = within(proceeds - costs, 0, loan.upb);
  into.recoveries += net;
  into.losses += loan.upb - net;
  leave(loan);
}

/** What a property fetches: below its value in haste, with noise. A second lien gets next to nothing, its first lien being under water. */
function priceOf(loan: Loan): { proceeds: number; costs: number } {
  const { discount, costs, noise, secondRecovery, multifamilyDiscount } = LIQUIDATION;
  const luck = 1 + noise * bell(loan.stream);
  if (loan.lien === 2) return { proceeds: Math.round(loan.upb * secondRecovery * Math.max(0, luck)), costs: 0 };
  const haste = loan.product === 'multifamily' ? discount + multifamilyDiscount : discount;
  // A trust is owed no more than the balance and what it spent.
  const most = loan.upb * (1 + costs);
  return { proceeds: Math.round(within(loan.value * (1 - haste) * luck, 0, most)), costs: Math.round(loan.upb * costs) };
}

/** The property becomes the trust's. What it will fetch is expected; when the day comes it may be sold later, and for another price. */
function enterReo(loan: Loan, since: number, earliest: number): void {
  const { proceeds, costs } = priceOf(loan);
  const expected = Math.max(earliest, since + 4 + Math.floor(between(loan.stream, 0, 9)));
  const slip = Math.floor(between(loan.stream, 0, 3));
  loan.status = 'reo';
  loan.sale = { proceeds, costs, expected, actual: expected + slip };
}

function sellReo(loan: Loan, into: Collected): void {
  const { proceeds = 0, costs = 0 } = loan.sale ?? {};
  const luck = 1 + 0.07 * bell(loan.stream);
  const net = within(Math.round(proceeds * luck) - costs, 0, loan.upb);
  into.reoCash += net;
  into.losses += loan.upb - net;
  leave(loan);
}

/** New terms: a low fixed rate, a longer term, sometimes part of the balance set aside. What was missed is forgiven. */
function modify(loan: Loan, month: number): void {
  if (loan.lien === 2 || loan.product === 'multifamily') return;
  const { stream } = loan;
  const rate = MODIFIED_RATES[Math.floor(between(stream, 0, MODIFIED_RATES.length))] ?? 3000;
  loan.noteRate = Math.min(loan.noteRate, rate);
  loan.adjustable = undefined;
  loan.status = 'current';
  loan.missed = 0;
  loan.modified = month;
  if (stream.next() < FORBORNE.often) loan.forborne = nearest(loan.upb * FORBORNE.share, 100);
  const end = Math.max(loan.matures, month + Math.floor(between(stream, 360, LONGEST_MODIFIED)));
  loan.matures = end;
  loan.amortizedBy = end;
  if (!isInterestOnly(loan, month + 1)) setPayment(loan, month + 1);
}
