/** The run of a deal: payment date by payment date, what came in, who got it, and what is owed afterwards. */
import { type Books, openBooks } from './books.ts';
import { type CollateralScenario, type Collections, emptied, openCollateral, sold } from './collateral.ts';
import { isoDate, paymentDate } from './dates.ts';
import type { Deal } from './deal.ts';
import { type ExchangeFlows, exchangeFlows } from './exchanges.ts';
import { addTo, type Month, type TrancheMonth } from './month.ts';
import { atLeastZero, type Num, sumOf, ZERO } from './number.ts';
import { runSteps } from './steps.ts';

/** One path's assumptions, all by month; a curve that is shorter than the run holds its last value. */
export interface Scenario extends CollateralScenario {
  /** Payment dates to run; default: until nothing is left of any loan. */
  months?: number;
  noCall?: boolean;
  variant?: string;
}

/** What a tranche was paid and is owed, by payment date. */
export interface TrancheFlows {
  /** Before the payments; for a notional tranche, what interest accrued on. */
  begin: Num[];
  balance: Num[];
  coupon: Num[];
  accrued: Num[];
  /** Interest of this and of earlier periods. */
  interest: Num[];
  principal: Num[];
  carryoverPaid: Num[];
  /** Cash against realized losses. */
  reimbursed: Num[];
  released: Num[];
  /** All the cash the holder had. */
  cash: Num[];
  /** Cash taken for principal that waits for the next date; less than a cent a note. */
  held: Num[];
  /** Interest added to the balance, net of what came back. */
  accreted: Num[];
  /** Owed after the last step. */
  shortfall: Num[];
  carryover: Num[];
  /** Written down and neither written up nor reimbursed. */
  writedowns: Num[];
}

export type GroupFlows = Record<keyof Collections, Num[]>;

export interface OracleResult {
  /** How many payment dates were run. */
  periods: number;
  /** Payment dates, YYYY-MM-DD. */
  dates: string[];
  tranches: Record<string, TrancheFlows>;
  exchanges: Record<string, ExchangeFlows>;
  /** The groups and the `pool`. */
  groups: Record<string, GroupFlows>;
  feesPaid: Record<string, Num[]>;
  feesOwed: Record<string, Num[]>;
  accounts: Record<string, Num[]>;
  /** Of hedges with terms: what the trust owed and was owed. */
  hedgesPayable: Record<string, Num[]>;
  hedgesReceivable: Record<string, Num[]>;
  hedgesPaid: Record<string, Num[]>;
  hedgesReceived: Record<string, Num[]>;
  /** Released where the deal has no residual tranche. */
  residual: Num[];
  /** Left in each fund after the last step, and in all of them. */
  undistributedByFund: Record<string, Num[]>;
  undistributed: Num[];
  /** Defined quantities. */
  quantities: Record<string, Num[]>;
  /** The payment date of the run on which the deal was called, counted from 1. */
  calledAt: number | undefined;
}

const push = (into: Record<string, Num[]>, name: string, amount: Num): void => {
  const series = into[name];
  if (series === undefined) into[name] = [amount];
  else series.push(amount);
};

function emptyFlows(): TrancheFlows {
  const owed = { shortfall: [], carryover: [], writedowns: [] };
  const paid = { interest: [], principal: [], carryoverPaid: [], reimbursed: [], released: [], cash: [] };
  return { begin: [], balance: [], coupon: [], accrued: [], held: [], accreted: [], ...paid, ...owed };
}

const emptyGroupFlows = (like: Collections): GroupFlows => {
  const names = Object.keys(like) as (keyof Collections)[];
  return Object.fromEntries(names.map((name): [string, Num[]] => [name, []])) as GroupFlows;
};

const cashTo = (one: TrancheMonth): Num =>
  sumOf([one.interestPaid, one.principalPaid, one.carryoverPaid, one.reimbursed, one.released]);

function recordTranche(flows: TrancheFlows, one: TrancheMonth): void {
  flows.begin.push(one.begin);
  flows.balance.push(one.balance);
  flows.coupon.push(one.coupon);
  flows.accrued.push(one.accrued);
  flows.interest.push(one.interestPaid);
  flows.principal.push(one.principalPaid);
  flows.carryoverPaid.push(one.carryoverPaid);
  flows.reimbursed.push(one.reimbursed);
  flows.released.push(one.released);
  flows.cash.push(cashTo(one));
  flows.held.push(one.held);
  flows.accreted.push(one.accreted);
  flows.shortfall.push(one.shortfall);
  flows.carryover.push(one.carryover);
  flows.writedowns.push(one.writedowns);
}

/** Funds, accounts, and what classes hold for the next date. */
const cashAtHand = ({ cash, tranches }: Month): Num =>
  sumOf([...cash.values(), ...[...tranches.values()].map((one) => one.held)]);

/** Throws: when a dollar that came in did not go out, or a balance does not follow from what was paid. */
function checkMonth(books: Books, cashBefore: Num): void {
  const { month } = books;
  const out = sumOf([
    ...[...month.tranches.values()].map(cashTo),
    ...month.feesPaid.values(),
    ...month.hedgesPaid.values(),
    cashAtHand(month),
    month.spent,
    month.residual,
  ]);
  const gap = cashBefore.plus(sumOf(month.hedgesReceived.values())).minus(out);
  if (gap.abs().gt('1e-15')) throw new Error(`month ${month.month}: ${gap} came in and did not go out`);
  for (const [fund, cash] of month.cash) {
    if (cash.lt('-1e-15')) throw new Error(`month ${month.month}: ${fund} is overdrawn by ${cash.neg()}`);
  }
  for (const [name, one] of month.tranches) {
    const expected = one.begin.minus(one.principalPaid).plus(one.accreted).minus(one.writtenDown).plus(one.writtenUp);
    if (expected.minus(one.balance).abs().gt('1e-15')) {
      throw new Error(`month ${month.month}: ${name} ends at ${one.balance}, its payments say ${expected}`);
    }
    if (one.balance.lt('-1e-15')) throw new Error(`month ${month.month}: ${name} ends below zero, at ${one.balance}`);
    if (one.held.lt('-1e-15') || one.held.minus(one.balance).gt('1e-15')) {
      throw new Error(`month ${month.month}: ${name} holds ${one.held} with ${one.balance} to pay`);
    }
  }
}

/** The payment date on which the deal's periods read a monthly index: the first month that its collections cover. */
const indexMonthOf = (every: number) => (k: number) => (k - 1) * every + 1;

const mapped = (all: ReadonlyMap<string, Collections>, change: (one: Collections) => Collections): Map<string, Collections> =>
  new Map([...all].map(([name, one]) => [name, change(one)]));

/** Projects one path. Throws: when cash in and cash out differ in any month. */
export function runDeal(deal: Deal, scenario: Scenario): OracleResult {
  const { every } = deal.dates;
  const collateral = openCollateral(deal.collateral, deal.servicings, scenario, every, deal.opening);
  const books = openBooks(deal, scenario.indices ?? {}, indexMonthOf(every));
  const result: OracleResult = {
    periods: 0,
    dates: [],
    tranches: Object.fromEntries([...deal.tranches.keys()].map((name) => [name, emptyFlows()])),
    exchanges: {},
    groups: {},
    feesPaid: {},
    feesOwed: {},
    accounts: {},
    hedgesPayable: {},
    hedgesReceivable: {},
    hedgesPaid: {},
    hedgesReceived: {},
    residual: [],
    undistributedByFund: {},
    undistributed: [],
    quantities: {},
    calledAt: undefined,
  };
  let last = new Map<string, Collections>();

  for (let k = 1; k <= (scenario.months ?? collateral.periods()); k += 1) {
    const isCalled = result.calledAt !== undefined;
    let collections = isCalled ? mapped(last, emptied) : collateral.next();
    books.open(k, collections, isCalled);

    const { call } = deal;
    if (call !== undefined && !isCalled && scenario.noCall !== true && !books.value(call.when).isZero()) {
      const price = atLeastZero(books.value(call.price));
      collections = mapped(collections, sold);
      books.open(k, collections, true);
      addTo(books.month.cash, books.cashName(call.into), price);
      result.calledAt = k;
    }
    books.settle();
    const cashBefore = cashAtHand(books.month);
    runSteps(books);
    checkMonth(books, cashBefore);
    close(books, result);
    for (const group of deal.groups) {
      const { bought } = books.month.collections.get(group)!;
      if (!bought.isZero()) collateral.buy(group, bought);
    }
    last = collections;
    result.periods = k;
    result.dates.push(isoDate(paymentDate(deal.dates, k)));
  }
  const isNotional = (name: string): boolean => deal.tranches.get(name)?.notional !== undefined;
  for (const [name, parts] of deal.exchanges) {
    result.exchanges[name] = exchangeFlows(parts, result.tranches, isNotional, result.periods);
  }
  return result;
}

/** What is unpaid becomes owed, and the payment date goes on record. */
function close(books: Books, result: OracleResult): void {
  const { deal, month } = books;
  for (const [name, one] of month.tranches) {
    one.shortfall = one.shortfall.plus(one.due);
    one.due = ZERO;
    recordTranche(result.tranches[name]!, one);
  }
  for (const [name, one] of month.collections) {
    let flows = result.groups[name];
    if (flows === undefined) {
      flows = emptyGroupFlows(one);
      result.groups[name] = flows;
    }
    for (const field of Object.keys(one) as (keyof Collections)[]) flows[field].push(one[field]);
  }
  for (const [name, terms] of deal.fees) {
    if (!terms.carry) month.feesDue.set(name, ZERO);
    push(result.feesPaid, name, month.feesPaid.get(name) ?? ZERO);
    push(result.feesOwed, name, month.feesDue.get(name)!);
  }
  for (const [name, hedge] of month.hedges) {
    push(result.hedgesPayable, name, hedge.payable);
    push(result.hedgesReceivable, name, hedge.receivable);
  }
  for (const name of deal.hedges.keys()) {
    push(result.hedgesPaid, name, month.hedgesPaid.get(name) ?? ZERO);
    push(result.hedgesReceived, name, month.hedgesReceived.get(name) ?? ZERO);
  }
  let left = ZERO;
  for (const [name, cash] of month.cash) {
    if (books.isAccount(name)) push(result.accounts, name, cash);
    else {
      push(result.undistributedByFund, name, cash);
      left = left.plus(cash);
    }
  }
  for (const [name, amount] of month.quantities) push(result.quantities, name, amount);
  result.residual.push(month.residual);
  result.undistributed.push(left);
}
