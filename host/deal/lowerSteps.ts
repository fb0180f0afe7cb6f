/** Lowers the steps of a deal, in order, onto the ledger. */
import { noteBalances, noteHedge } from './asides.ts';
import type { Expression } from './expression.ts';
import { type LoweringContext, lowerExpression, lowerTruth } from './lowerExpression.ts';
import { leavesOf, payTree } from './lowerTree.ts';
import type { Value } from './program.ts';
import type { Claim, ResolvedStep } from './resolved.ts';

/** What a trace says of a payment. */
const PAID_WORDS: Readonly<Record<Claim, string>> = {
  interest: 'interest paid to',
  shortfall: 'unpaid interest of earlier months paid to',
  carryover: 'basis-risk carry-over paid to',
  principal: 'principal paid to',
  writedowns: 'realized losses reimbursed to',
  fee: 'fee paid to',
  hedge: 'paid to',
  writedown: 'written down on',
  writeup: 'written up on',
  defer: 'interest deferred and added to',
};

/** What a trace says of a payment to someone under a claim. */
export function paidText(claim: Claim, name: string): string {
  return `${PAID_WORDS[claim]} ${name}`;
}

/** What a trace says of accrued interest that came back as cash. */
export function returnedText(tranche: string): string {
  return `accrual not needed, paid in cash to ${tranche}`;
}

/** What a trace says of cash from a hedge. */
export function receivedText(hedge: string): string {
  return `received from ${hedge}`;
}

/** What a class gave up by accruing. */
interface Accrual {
  readonly tranche: string;
  readonly amount: Value;
}
/** By the fund that the cash went to. */
type Accruals = Map<string, Accrual[]>;

type StepOf<Verb extends ResolvedStep['verb']> = Extract<ResolvedStep, { verb: Verb }>;

/** Lowers every step of the chosen variant. */
export function lowerSteps(steps: readonly ResolvedStep[], context: LoweringContext): void {
  const accruals: Accruals = new Map();
  steps.forEach((step, place) => {
    if (step.verb === 'accrue') {
      const amount = lowerAccrue(step, context);
      accruals.set(step.into, [...(accruals.get(step.into) ?? []), { tranche: step.tranche, amount }]);
    } else lowerStep(step, context);
    returnAccruals(steps, place, accruals, context);
  });
}

/** After the last step that draws on a fund of accruals, what is left in it goes back to the classes that gave it up. */
function returnAccruals(steps: readonly ResolvedStep[], place: number, accruals: Accruals, context: LoweringContext): void {
  for (const [fund, given] of accruals) {
    const later = steps
      .slice(place + 1)
      .some((step) => ('from' in step && step.from.includes(fund)) || (step.verb === 'accrue' && step.into === fund));
    if (later) continue;
    accruals.delete(fund);
    giveBack(fund, given, steps[place]?.number ?? 0, context);
  }
}

/** Classes that gave up interest to one fund share what comes back by what each gave. */
function giveBack(fund: string, given: readonly Accrual[], step: number, { ledger }: LoweringContext): void {
  const { builder } = ledger;
  const total = builder.sum(given.map(({ amount }) => amount));
  const returned = builder.min(builder.positive(ledger.fund(fund)), total);
  let left = returned;
  given.forEach(({ tranche, amount }, place) => {
    const share = builder.div(builder.mul(returned, amount), total, builder.constant(0));
    const back = place === given.length - 1 ? left : builder.min(left, share);
    left = builder.sub(left, back);
    ledger.lower('balance', tranche, back);
    ledger.lower('accreted', tranche, back);
    ledger.raise('interestPaid', tranche, back);
    builder.note({ step, of: tranche, text: returnedText(tranche), value: back });
  });
  ledger.setFund(fund, builder.sub(ledger.fund(fund), returned));
}

function lowerStep(step: Exclude<ResolvedStep, { verb: 'accrue' }>, context: LoweringContext): void {
  switch (step.verb) {
    case 'pay':
      return lowerPay(step, context);
    case 'move':
      return lowerMove(step, context);
    case 'transfer':
      return lowerTransfer(step, context);
    case 'receive':
      return lowerReceive(step, context);
    case 'collect':
      return lowerCollect(step, context);
    case 'release':
      return lowerRelease(step, context);
    case 'purchase':
      return lowerPurchase(step, context);
  }
}

function lowerPay(step: StepOf<'pay'>, context: LoweringContext): void {
  const { ledger } = context;
  const cash = bounded(step, available(step.from, context), step.upTo, context);
  const [hedge = ''] = step.isByTerms === true ? leavesOf(step.to) : [];
  const whole = step.amount === undefined ? undefined : lowerExpression(step.amount, context);
  const amount = whole === undefined || hedge === '' ? whole : ledger.leftByTerms('paid', hedge, whole);
  if (amount !== undefined) for (const hedge of leavesOf(step.to)) noteHedge(step.number, hedge, amount, context);
  const onPaid = noteOf(step, context);
  const paid = payTree(step.to, cash, { claims: step.claims, context, ...(amount !== undefined && { amount }), onPaid });
  if (hedge !== '') ledger.moveByTerms('paid', hedge, paid);
  draw(step.from, paid, context);
  for (const fund of step.from)
    ledger.builder.note({ step: step.number, of: fund, text: `left in ${fund}`, value: ledger.fund(fund) });
}

/** Adds interest to a balance, pays others with the cash, and returns what was given up. */
function lowerAccrue(step: StepOf<'accrue'>, context: LoweringContext): Value {
  const { ledger } = context;
  const { builder } = ledger;
  const cash = bounded(step, available(step.from, context), undefined, context);
  // Read as the step is reached, before the balance of the class that accrues has grown.
  const limit = step.upTo === undefined ? undefined : builder.positive(lowerExpression(step.upTo, context));
  const amount = builder.min(cash, ledger.amount('due', step.tranche));
  ledger.lower('due', step.tranche, amount);
  ledger.raise('balance', step.tranche, amount);
  ledger.raise('accreted', step.tranche, amount);
  draw(step.from, amount, context);
  ledger.addToFund(step.into, amount);
  builder.note({ step: step.number, of: step.tranche, text: `interest added to the balance of ${step.tranche}`, value: amount });
  if (step.to === undefined) return amount;
  if (limit !== undefined) builder.note({ step: step.number, of: '', text: 'up to', value: limit });
  const toPay = limit === undefined ? amount : builder.min(limit, amount);
  const paid = payTree(step.to, toPay, { claims: ['principal'], context, onPaid: noteOf(step, context) });
  draw([step.into], paid, context);
  return amount;
}

function lowerMove(step: StepOf<'move'>, context: LoweringContext): void {
  const { builder } = context.ledger;
  const limit = builder.positive(lowerExpression(step.upTo, context));
  builder.note({ step: step.number, of: step.claim, text: 'up to', value: limit });
  const classes = leavesOf(step.to);
  noteBalances('balance before', step.number, step.claim, classes, context.ledger);
  payTree(step.to, gated(step, limit, context), { claims: [step.claim], context, onPaid: noteOf(step, context) });
  noteBalances('balance after', step.number, step.claim, classes, context.ledger);
}

function lowerTransfer(step: StepOf<'transfer'>, context: LoweringContext): void {
  const { ledger } = context;
  const { builder } = ledger;
  const wanted = gated(step, builder.positive(lowerExpression(step.amount, context)), context);
  const moved = builder.min(wanted, available(step.from, context));
  draw(step.from, moved, context);
  ledger.addToFund(step.to, moved);
  builder.note({ step: step.number, of: step.to, text: `moved from ${step.from.join(', ')} to ${step.to}`, value: moved });
}

function lowerReceive(step: StepOf<'receive'>, context: LoweringContext): void {
  const { ledger } = context;
  const { builder } = ledger;
  const whole = builder.positive(lowerExpression(step.amount, context));
  const due = step.isByTerms === true ? ledger.leftByTerms('received', step.hedge, whole) : whole;
  noteHedge(step.number, step.hedge, due, context);
  const amount = gated(step, due, context);
  if (step.isByTerms === true) ledger.moveByTerms('received', step.hedge, amount);
  ledger.receiveHedge(step.hedge, amount);
  ledger.addToFund(step.into, amount);
  builder.note({ step: step.number, of: step.into, text: receivedText(step.hedge), value: amount });
}

/** What a class that the trust itself holds was paid on this date so far comes back in, once. */
function lowerCollect(step: StepOf<'collect'>, context: LoweringContext): void {
  const { ledger } = context;
  const { builder } = ledger;
  const paid = builder.sum(
    (['interestPaid', 'principalPaid', 'otherPaid'] as const).map((kind) => ledger.amount(kind, step.tranche)),
  );
  const left = builder.positive(builder.sub(paid, ledger.collected(step.tranche)));
  const wanted = step.amount === undefined ? left : builder.min(left, builder.positive(lowerExpression(step.amount, context)));
  const amount = gated(step, wanted, context);
  ledger.collect(step.tranche, amount);
  ledger.addToFund(step.into, amount);
  builder.note({ step: step.number, of: step.into, text: `received of what ${step.tranche} was paid`, value: amount });
}

function lowerRelease(step: StepOf<'release'>, context: LoweringContext): void {
  const { ledger } = context;
  const { builder } = ledger;
  const cash = gated(step, available(step.from, context), context);
  draw(step.from, cash, context);
  const to = step.to ?? ledger.deal.tranches.find(({ isResidual }) => isResidual)?.name;
  if (to === undefined) ledger.payOutside('release', cash);
  else ledger.raise('otherPaid', to, cash);
  builder.note({ step: step.number, of: to ?? 'residual', text: `released to ${to ?? 'the residual'}`, value: cash });
}

/** Loans are bought for what cash there is, within the revolving period; they pay from the next date on. */
function lowerPurchase(step: StepOf<'purchase'>, context: LoweringContext): void {
  const { ledger, flows } = context;
  const { builder, deal } = ledger;
  const last = (deal.groups.find(({ name }) => name === step.group)?.revolving ?? 0) + (deal.opening?.month ?? 0);
  const inTime = builder.pair('le', builder.scalar({ kind: 'month' }), builder.constant(last));
  const price = step.price === undefined ? builder.constant(1) : builder.positive(lowerExpression(step.price, context));
  const affordable = builder.div(available(step.from, context), price, builder.constant(0));
  const wanted = step.amount === undefined ? affordable : builder.positive(lowerExpression(step.amount, context));
  const bought = flows.buy(
    step.group,
    builder.select(inTime, gated(step, builder.min(wanted, affordable), context), builder.constant(0)),
  );
  const paid = builder.mul(bought, price);
  draw(step.from, paid, context);
  ledger.payOutside('purchase', paid);
  builder.note({ step: step.number, of: step.group, text: `loans bought for ${step.group}`, value: bought });
}

/** The cash in some funds, never negative. */
function available(funds: readonly string[], { ledger }: LoweringContext): Value {
  return ledger.builder.sum(funds.map((fund) => ledger.builder.positive(ledger.fund(fund))));
}

/** Takes a payment out of funds, in their order; the last one bears what rounding leaves. */
function draw(funds: readonly string[], paid: Value, { ledger }: LoweringContext): void {
  const { builder } = ledger;
  let left = paid;
  funds.forEach((fund, place) => {
    const cash = ledger.fund(fund);
    const from = place === funds.length - 1 ? left : builder.min(left, builder.positive(cash));
    ledger.setFund(fund, builder.sub(cash, from));
    left = builder.sub(left, from);
  });
}

/** Cash bounded by `upTo`, and by the step's condition. */
function bounded(step: ResolvedStep, cash: Value, upTo: Expression | undefined, context: LoweringContext): Value {
  const { builder } = context.ledger;
  builder.note({ step: step.number, of: '', text: 'cash at hand', value: cash });
  if (upTo === undefined) return gated(step, cash, context);
  const limit = builder.positive(lowerExpression(upTo, context));
  builder.note({ step: step.number, of: '', text: 'up to', value: limit });
  // In this order a bound that is no number makes the payment none, which the kernel tells of; in the other it would bound nothing.
  return gated(step, builder.min(limit, cash), context);
}

/** 0 where the step's condition does not hold. */
function gated(step: ResolvedStep, amount: Value, context: LoweringContext): Value {
  const { builder } = context.ledger;
  if (step.when === undefined) return amount;
  const test = lowerTruth(step.when, context);
  builder.note({ step: step.number, of: '', text: 'condition (1: holds, 0: does not)', value: test });
  return builder.select(test, amount, builder.constant(0));
}

function noteOf(step: ResolvedStep, { ledger }: LoweringContext): (name: string, claim: Claim, paid: Value) => void {
  return (name, claim, paid) => {
    ledger.builder.note({ step: step.number, of: name, text: paidText(claim, name), value: paid });
  };
}

/** Every tranche, fee or fund that a step speaks of: for finding the steps that concern one. */
export function namesOf(step: ResolvedStep): string[] {
  const tree = 'to' in step && typeof step.to === 'object' ? leavesOf(step.to) : [];
  const funds = 'from' in step ? step.from : [];
  return [...tree, ...funds, ...('tranche' in step ? [step.tranche] : [])];
}
