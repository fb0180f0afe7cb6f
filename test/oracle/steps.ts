/** The verbs of the priority of payments, each as the deal language says, on the books of one payment date. */
import type { Books } from './books.ts';
import type { Node } from './expression.ts';
import { addTo, type TrancheMonth } from './month.ts';
import { payOutIfRetired, principalRoom, takePrincipal } from './notes.ts';
import { atLeastZero, least, type Num, ONE, sumOf, ZERO } from './number.ts';
import type { Basis, Due, Step, Tree } from './stepForms.ts';
import { distribute, type Till } from './trees.ts';

type Of<Verb extends Step['verb']> = Extract<Step, { verb: Verb }>;
type Credit = { name: string; amount: Num };

/** What classes gave up into a fund by accruing, and are owed back if nobody takes it. */
export type Accruals = Map<string, Credit[]>;

const cashIn = (books: Books, fund: string): Num => books.month.cash.get(books.cashName(fund)) ?? ZERO;

function draw(books: Books, from: readonly string[], amount: Num): void {
  let left = amount;
  for (const fund of from) {
    const name = books.cashName(fund);
    const taken = least(left, books.month.cash.get(name) ?? ZERO);
    addTo(books.month.cash, name, taken.neg());
    left = left.minus(taken);
  }
}

/** Cash in the funds, each counted once, within the bound. */
function available(books: Books, from: readonly string[], upTo: Node | undefined): Num {
  const cash = sumOf([...new Set(from.map(books.cashName))].map((fund) => cashIn(books, fund)));
  return upTo === undefined ? cash : least(cash, atLeastZero(books.value(upTo)));
}

const isNotional = (books: Books, name: string): boolean => books.deal.tranches.get(name)?.notional !== undefined;

function dueTo(books: Books, kind: Due, payee: string): Num {
  if (kind === 'fee') return books.feeDue(payee);
  const tranche = books.tranche(payee);
  switch (kind) {
    case 'interest':
      return tranche.due;
    case 'shortfall':
      return tranche.shortfall;
    case 'carryover':
      return tranche.carryover;
    case 'writedowns':
      return tranche.writedowns;
    case 'principal':
      return isNotional(books, payee) ? ZERO : principalRoom(tranche);
    case 'hedge':
      throw new Error(`${payee}: hedges are paid apart from classes`);
  }
}

function payPrincipal(books: Books, payee: string, amount: Num): void {
  takePrincipal(books.deal.tranches.get(payee)!, books.tranche(payee), amount);
}

function settleDue(books: Books, kind: Due, payee: string, amount: Num): void {
  const { month } = books;
  if (kind === 'fee') {
    month.feesDue.set(payee, books.feeDue(payee).minus(amount));
    addTo(month.feesPaid, payee, amount);
    return;
  }
  const tranche = books.tranche(payee);
  switch (kind) {
    case 'interest':
      tranche.due = tranche.due.minus(amount);
      tranche.interestPaid = tranche.interestPaid.plus(amount);
      return;
    case 'shortfall':
      tranche.shortfall = tranche.shortfall.minus(amount);
      tranche.interestPaid = tranche.interestPaid.plus(amount);
      return;
    case 'carryover':
      tranche.carryover = tranche.carryover.minus(amount);
      tranche.carryoverPaid = tranche.carryoverPaid.plus(amount);
      return;
    case 'writedowns':
      tranche.writedowns = tranche.writedowns.minus(amount);
      tranche.reimbursed = tranche.reimbursed.plus(amount);
      return;
    default:
      payPrincipal(books, payee, amount);
  }
}

/** What a payee weighs by balances, or by an expression in `it`. */
function weighBy(books: Books, by: Exclude<Basis, 'due'>, payee: string): Num {
  if (typeof by !== 'string') return books.value(by, payee);
  if (isNotional(books, payee)) return ZERO;
  return by === 'original' ? books.deal.tranches.get(payee)!.original : books.tranche(payee).balance;
}

function till(books: Books, need: Till['need'], pay: Till['pay']): Till {
  return {
    need,
    pay,
    weigh: (by, payee) => (by === 'due' ? need(payee) : weighBy(books, by, payee)),
    share: (node) => books.value(node),
  };
}

function principalTill(books: Books): Till {
  return till(
    books,
    (payee) => dueTo(books, 'principal', payee),
    (payee, amount) => payPrincipal(books, payee, amount),
  );
}

/** Hedges are due the amount of the step, all together; without one each is due what its terms say. */
function hedgeTill(books: Books, amount: Node | undefined): Till {
  const paid = (hedge: string, part: Num): void => addTo(books.month.hedgesPaid, hedge, part);
  if (amount === undefined) {
    return till(
      books,
      (hedge) => books.hedge(hedge).unpaid,
      (hedge, part) => {
        books.hedge(hedge).unpaid = books.hedge(hedge).unpaid.minus(part);
        paid(hedge, part);
      },
    );
  }
  let owed = atLeastZero(books.value(amount));
  return till(
    books,
    () => owed,
    (hedge, part) => {
      owed = owed.minus(part);
      paid(hedge, part);
    },
  );
}

function pay(books: Books, step: Of<'pay'>): void {
  const cash = available(books, step.from, step.upTo);
  if (step.dues.includes('hedge')) {
    draw(books, step.from, distribute(step.to, cash, hedgeTill(books, step.amount)));
    return;
  }
  const toPayees = till(
    books,
    (payee) => sumOf(step.dues.map((kind) => dueTo(books, kind, payee))),
    (payee, amount) => {
      // Within a payee the kinds are served in the order listed.
      let left = amount;
      for (const kind of step.dues) {
        const part = least(left, dueTo(books, kind, payee));
        settleDue(books, kind, payee, part);
        left = left.minus(part);
      }
    },
  );
  draw(books, step.from, distribute(step.to, cash, toPayees));
}

/** Interest that goes onto the balance: no longer due, and not paid either. */
function accrete(tranche: TrancheMonth, amount: Num): void {
  tranche.due = tranche.due.minus(amount);
  tranche.balance = tranche.balance.plus(amount);
  tranche.accreted = tranche.accreted.plus(amount);
}

/** What was accreted and found no taker: cash interest after all. Shared by what each class gave up. */
function giveBack(books: Books, credits: readonly Credit[], cash: Num): void {
  const total = sumOf(credits.map((credit) => credit.amount));
  let left = least(cash, total);
  const returned = left;
  credits.forEach(({ name, amount }, at) => {
    const part = at === credits.length - 1 ? left : least(left, returned.times(amount).div(total));
    const tranche = books.tranche(name);
    tranche.balance = tranche.balance.minus(part);
    tranche.accreted = tranche.accreted.minus(part);
    tranche.interestPaid = tranche.interestPaid.plus(part);
    left = left.minus(part);
  });
}

function accrue(books: Books, step: Of<'accrue'>, accruals: Accruals): void {
  // With targets the bound is on what they take; without, on what is given up.
  const bound = step.upTo === undefined ? undefined : atLeastZero(books.value(step.upTo));
  let cash = available(books, step.from, undefined);
  if (step.to === undefined && bound !== undefined) cash = least(cash, bound);
  const credits: Credit[] = [];
  for (const name of step.classes) {
    const tranche = books.tranche(name);
    const amount = least(tranche.due, cash);
    if (amount.isZero()) continue;
    accrete(tranche, amount);
    cash = cash.minus(amount);
    credits.push({ name, amount });
  }
  const given = sumOf(credits.map((credit) => credit.amount));
  draw(books, step.from, given);
  if (step.to !== undefined) {
    const paid = distribute(step.to, bound === undefined ? given : least(given, bound), principalTill(books));
    giveBack(books, credits, given.minus(paid));
    return;
  }
  if (step.into === undefined) throw new Error("accrue with 'from' takes 'to' or 'into'");
  const fund = books.cashName(step.into);
  addTo(books.month.cash, fund, given);
  accruals.set(fund, [...(accruals.get(fund) ?? []), ...credits]);
}

function defer(books: Books, step: Of<'defer'>): void {
  let left = atLeastZero(books.value(step.amount));
  for (const name of step.classes) {
    const tranche = books.tranche(name);
    const amount = least(left, tranche.due);
    accrete(tranche, amount);
    left = left.minus(amount);
  }
}

/** Balances change without cash, in the order of the tree. */
function write(books: Books, tree: Tree, amount: Num, direction: 'writedown' | 'writeup'): void {
  const down = direction === 'writedown';
  const need = (payee: string): Num => (down ? dueTo(books, 'principal', payee) : books.tranche(payee).writedowns);
  const change = (payee: string, part: Num): void => {
    const tranche = books.tranche(payee);
    const signed = down ? part : part.neg();
    tranche.balance = tranche.balance.minus(signed);
    tranche.writedowns = tranche.writedowns.plus(signed);
    if (down) tranche.writtenDown = tranche.writtenDown.plus(part);
    else tranche.writtenUp = tranche.writtenUp.plus(part);
    if (down) payOutIfRetired(books.deal.tranches.get(payee)!, tranche);
  };
  distribute(tree, amount, till(books, need, change));
}

function release(books: Books, step: Of<'release'>): void {
  const cash = available(books, step.from, step.upTo);
  draw(books, step.from, cash);
  const residual = step.to ?? [...books.deal.tranches].find(([, terms]) => terms.isResidual)?.[0];
  if (residual === undefined) {
    books.month.residual = books.month.residual.plus(cash);
    return;
  }
  const tranche = books.tranche(residual);
  tranche.released = tranche.released.plus(cash);
}

/** What the hedge's terms bring in, once a payment date. */
function takeReceivable(books: Books, name: string): Num {
  const hedge = books.hedge(name);
  const amount = hedge.unreceived;
  hedge.unreceived = ZERO;
  return amount;
}

/** Loans for cash, on the payment dates on which the group's may be bought, while the trust has its collateral. */
function purchase(books: Books, step: Of<'purchase'>): void {
  const { month, deal } = books;
  if (month.isSold || month.k > (deal.collateral.get(step.group)?.revolving ?? 0)) return;
  const price = step.price === undefined ? ONE : books.value(step.price);
  if (!price.gt(0)) return;
  const cash = atLeastZero(available(books, step.from, undefined));
  const wanted = step.amount === undefined ? undefined : atLeastZero(books.value(step.amount));
  const affordable = cash.div(price);
  const isAll = wanted === undefined || wanted.gte(affordable);
  const dollars = isAll ? affordable : wanted;
  const paid = isAll ? cash : dollars.times(price);
  draw(books, step.from, paid);
  month.spent = month.spent.plus(paid);
  for (const name of [step.group, 'pool']) {
    const collections = month.collections.get(name)!;
    collections.bought = collections.bought.plus(dollars);
  }
}

function run(books: Books, step: Step, accruals: Accruals): void {
  const { cash, hedgesReceived } = books.month;
  switch (step.verb) {
    case 'pay':
      pay(books, step);
      break;
    case 'accrue':
      accrue(books, step, accruals);
      break;
    case 'defer':
      defer(books, step);
      break;
    case 'transfer': {
      const amount = least(available(books, step.from, undefined), atLeastZero(books.value(step.amount)));
      draw(books, step.from, amount);
      addTo(cash, books.cashName(step.to), amount);
      break;
    }
    case 'receive': {
      const amount = step.amount === undefined ? takeReceivable(books, step.hedge) : atLeastZero(books.value(step.amount));
      addTo(hedgesReceived, step.hedge, amount);
      addTo(cash, books.cashName(step.into), amount);
      break;
    }
    case 'writedown':
    case 'writeup':
      write(books, step.to, atLeastZero(books.value(step.upTo)), step.verb);
      break;
    case 'purchase':
      purchase(books, step);
      break;
    case 'release':
      release(books, step);
  }
}

/** Runs the steps of one payment date in order. */
export function runSteps(books: Books): void {
  const { steps } = books.deal;
  const accruals: Accruals = new Map();
  const lastDraw = new Map<string, number>();
  steps.forEach((step, at) => {
    // A fund fed by an accrual goes back after the last step that draws on it, or at once if none does.
    if (step.verb === 'accrue' && step.into !== undefined) lastDraw.set(books.cashName(step.into), at);
    if ('from' in step)
      for (const fund of step.from) if (lastDraw.has(books.cashName(fund))) lastDraw.set(books.cashName(fund), at);
  });
  steps.forEach((step, at) => {
    if (step.when === undefined || !books.value(step.when).isZero()) run(books, step, accruals);
    for (const [fund, credits] of accruals) {
      if (lastDraw.get(fund) !== at) continue;
      const rest = least(cashIn(books, fund), sumOf(credits.map((credit) => credit.amount)));
      giveBack(books, credits, rest);
      addTo(books.month.cash, fund, rest.neg());
      accruals.delete(fund);
    }
  });
}
