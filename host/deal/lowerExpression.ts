/** Lowers expressions to values of the program, as the ledger stands at that point of the date. */

import type { Expression } from './expression.ts';
import { type CollateralFlows, GROUP_FUNCTIONS } from './flows.ts';
import type { Amount, Ledger } from './ledger.ts';
import { constantInteger, FUNCTIONS } from './names.ts';
import type { Value } from './program.ts';
import type { ResolvedDeal } from './resolved.ts';

export interface LoweringContext {
  readonly ledger: Ledger;
  readonly flows: CollateralFlows;
  /** The value of a defined quantity on this date. */
  readonly quantity: (name: string) => Value;
  /** The defined quantity being lowered, whose memory `previous`, `rolling` and `everTrue` may seed from the opening. */
  readonly owner?: string;
  /** What `it` stands for. */
  readonly member?: string;
  /** `begin(x)` means the balance after payments: for the notional that the next month will have. */
  readonly isAfterPayments?: boolean;
}

const BY_TRANCHE: Readonly<Record<string, Amount>> = {
  balance: 'balance',
  due: 'due',
  shortfall: 'shortfall',
  carryover: 'carryover',
  writedowns: 'writedowns',
  interestPaid: 'interestPaid',
  principalPaid: 'principalPaid',
};

export function lowerExpression(expression: Expression, context: LoweringContext): Value {
  const { builder } = context.ledger;
  const lower = (inner: Expression) => lowerExpression(inner, context);
  switch (expression.kind) {
    case 'number':
      return builder.constant(expression.value);
    case 'date':
      return builder.constant(expression.serial);
    case 'name':
      return lowerName(expression.name, context);
    case 'negate':
      return builder.sub(builder.constant(0), lower(expression.of));
    case 'not':
      return builder.sub(builder.constant(1), lowerTruth(expression.of, context));
    case 'power':
      return power(lower(expression.of), constantInteger(expression.exponent) ?? 0, context);
    case 'if':
      return builder.select(lowerTruth(expression.test, context), lower(expression.then), lower(expression.otherwise));
    case 'binary':
      return lowerBinary(expression, context);
    case 'call':
      return lowerCall(expression, context);
  }
}

/** 1 or 0: a comparison as it is, any other number by whether it is 0. */
export function lowerTruth(expression: Expression, context: LoweringContext): Value {
  const { builder } = context.ledger;
  const value = lowerExpression(expression, context);
  if (isTruth(expression)) return value;
  return builder.select(value, builder.constant(1), builder.constant(0));
}

function isTruth(expression: Expression): boolean {
  if (expression.kind === 'not') return true;
  if (expression.kind === 'call') return expression.name === 'everTrue';
  return expression.kind === 'binary' && !['+', '-', '*', '/'].includes(expression.op);
}

/** What has been found of the names of a deal: a definition is looked into once. */
const moneyNames = new WeakMap<ResolvedDeal, Map<string, boolean>>();

/** Operations inside operations beyond which an expression is no longer looked into. */
const DEEPEST_MONEY = 1000;

/** Whether an expression is in dollars, so that a comparison of it ignores half a cent. */
export function isMoney(expression: Expression, deal: ResolvedDeal, depth = 0): boolean {
  if (depth > DEEPEST_MONEY) return false;
  const of = (inner: Expression) => isMoney(inner, deal, depth + 1);
  switch (expression.kind) {
    case 'number':
    case 'date':
    case 'not':
    case 'power':
      return false;
    case 'negate':
      return of(expression.of);
    case 'if':
      return of(expression.then) || of(expression.otherwise);
    case 'name':
      return isMoneyName(expression.name, deal, depth);
    case 'binary':
      if (expression.op === '+' || expression.op === '-') return of(expression.a) || of(expression.b);
      if (expression.op === '*') return of(expression.a) !== of(expression.b);
      return expression.op === '/' && of(expression.a) && !of(expression.b);
    case 'call':
      return isMoneyCall(expression, of);
  }
}

/** A schedule with a value above this is in dollars: shares, multiples and rates are not. */
const LEAST_MONEY = 1000;

function isMoneyName(name: string, deal: ResolvedDeal, depth: number): boolean {
  const known = moneyNames.get(deal) ?? new Map<string, boolean>();
  moneyNames.set(deal, known);
  let is = known.get(name);
  if (is === undefined) {
    // Met again while it is being found out, a definition says nothing of itself.
    known.set(name, false);
    const schedule = deal.schedules.get(name);
    const defined = deal.define.get(name);
    if (schedule !== undefined)
      is = [...schedule.values, schedule.before, schedule.after].some((value) => Math.abs(value) > LEAST_MONEY);
    else is = defined !== undefined && isMoney(defined, deal, depth + 1);
    known.set(name, is);
  }
  return is;
}

function isMoneyCall(call: Extract<Expression, { kind: 'call' }>, isIt: (inner: Expression) => boolean): boolean {
  const of = (inner: Expression | undefined) => inner !== undefined && isIt(inner);
  const [a, b, c] = call.args;
  switch (call.name) {
    case 'if':
      return of(b) || of(c);
    case 'ratio':
      return of(a) && !of(b);
    case 'previous':
    case 'rolling':
      return of(call.name === 'previous' ? a : b) || (call.name === 'previous' && of(b));
    case 'abs':
    case 'round':
    case 'floor':
      return of(a);
    case 'min':
    case 'max':
    case 'sum':
      return call.args.some(isIt);
    default:
      return FUNCTIONS[call.name]?.isMoney ?? false;
  }
}

function lowerName(name: string, context: LoweringContext): Value {
  const { builder, deal } = context.ledger;
  if (name === 'month' || name === 'date' || name === 'days') return builder.scalar({ kind: name });
  if (deal.schedules.has(name)) return builder.scalar({ kind: 'schedule', schedule: name });
  return context.quantity(name);
}

function power(value: Value, exponent: number, context: LoweringContext): Value {
  const { builder } = context.ledger;
  let result = builder.constant(1);
  for (let k = 0; k < exponent; k++) result = builder.mul(result, value);
  return result;
}

function lowerBinary(expression: Extract<Expression, { kind: 'binary' }>, context: LoweringContext): Value {
  const { builder, deal } = context.ledger;
  const { op } = expression;
  if (op === 'and') return builder.min(lowerTruth(expression.a, context), lowerTruth(expression.b, context));
  if (op === 'or') return builder.max(lowerTruth(expression.a, context), lowerTruth(expression.b, context));
  const a = lowerExpression(expression.a, context);
  const b = lowerExpression(expression.b, context);
  const money = isMoney(expression.a, deal) || isMoney(expression.b, deal);
  switch (op) {
    case '+':
      return builder.add(a, b);
    case '-':
      return builder.sub(a, b);
    case '*':
      return builder.mul(a, b);
    case '/':
      return builder.div(a, b, builder.constant(0));
    case '<':
      return builder.pair(money ? 'ltMoney' : 'lt', a, b);
    case '<=':
      return builder.pair(money ? 'leMoney' : 'le', a, b);
    case '==':
      return builder.pair(money ? 'eqMoney' : 'eq', a, b);
    case '!=':
      return builder.sub(builder.constant(1), builder.pair(money ? 'eqMoney' : 'eq', a, b));
  }
}

function lowerCall(call: Extract<Expression, { kind: 'call' }>, context: LoweringContext): Value {
  const { ledger, flows } = context;
  const { builder, deal } = ledger;
  const [first, second, third] = call.args;
  const lower = (inner: Expression | undefined) => (inner === undefined ? builder.constant(0) : lowerExpression(inner, context));
  const name = first?.kind === 'name' ? (first.name === 'it' ? (context.member ?? '') : first.name) : '';
  const amount = BY_TRANCHE[call.name];
  if (amount === 'balance' && isNotional(name, context)) return ledger.interestBalance(ledger.tranche(name));
  if (amount !== undefined) return sumOver(name, context, (tranche) => ledger.amount(amount, tranche));
  if (GROUP_FUNCTIONS.has(call.name)) return flows.of(call.name, name);
  switch (call.name) {
    case 'begin':
      return lowerBegin(name, context);
    case 'original':
      return sumOver(name, context, (tranche) => builder.constant(ledger.tranche(tranche).balance));
    case 'accrued':
      return sumOver(name, context, (tranche) => ledger.accrued(tranche));
    case 'coupon':
      return ledger.coupon(name);
    case 'dayFraction':
      return ledger.dayFraction(name);
    case 'enhancement':
      return lowerEnhancement(name, context);
    case 'fund':
      return ledger.fund(name);
    case 'fee':
      return ledger.feeDue(name);
    case 'payable':
    case 'receivable':
      return hedgeFlow(call.name, name, context);
    case 'index':
      return builder.index(deal.indices.findIndex((index) => index.name === name));
    case 'abs': {
      const value = lower(first);
      return builder.max(value, builder.sub(builder.constant(0), value));
    }
    case 'if':
      return first === undefined ? builder.constant(0) : builder.select(lowerTruth(first, context), lower(second), lower(third));
    case 'ratio':
      return builder.div(lower(first), lower(second), lower(third));
    case 'round':
    case 'floor':
      return lowerRounding(call.name, lower(first), lower(second), context);
    case 'previous':
      return lowerPrevious(name, lower(second), context);
    case 'rolling':
      return lowerRolling(first, lower(second), context);
    case 'everTrue':
      return first === undefined ? builder.constant(0) : lowerEverTrue(lowerTruth(first, context), context);
    default:
      return lowerFold(call, context);
  }
}

/** What the trust owes a hedge, or is owed by it, this month. */
function hedgeFlow(side: 'payable' | 'receivable', name: string, context: LoweringContext): Value {
  const { builder, deal } = context.ledger;
  const place = deal.hedges.findIndex((hedge) => hedge.name === name);
  const terms = deal.hedges[place]?.terms;
  if (terms === undefined || (side === 'payable' && terms.kind === 'cap')) return builder.constant(0);
  const notional = builder.positive(lowerExpression(terms.notional, context));
  const index = builder.index(deal.indices.findIndex((known) => known.name === terms.index));
  const float = builder.scalar({ kind: 'hedge', hedge: place, leg: 'float' });
  if (terms.kind === 'cap') {
    const bounded = terms.ceiling === undefined ? index : builder.min(index, builder.constant(terms.ceiling));
    const over = builder.positive(builder.sub(bounded, builder.constant(terms.strike)));
    return builder.mul(notional, builder.mul(over, float));
  }
  const fixed = builder.mul(builder.constant(terms.fixed), builder.scalar({ kind: 'hedge', hedge: place, leg: 'fixed' }));
  const net = builder.mul(notional, builder.sub(fixed, builder.mul(index, float)));
  return builder.positive(side === 'payable' ? net : builder.sub(builder.constant(0), net));
}

/** What stands behind a tranche: the share of the pool that it and its equals and seniors do not take; 0 of a pool of half a cent or less. */
export function lowerEnhancement(tranche: string, { ledger, flows }: LoweringContext): Value {
  const { builder, deal } = ledger;
  const rank = deal.ranks.findIndex((members) => members.includes(tranche));
  const ahead = deal.ranks.slice(0, rank + 1).flat();
  const pool = flows.of('end', 'pool');
  const owed = builder.sum(ahead.map((name) => ledger.amount('balance', name)));
  const zero = builder.constant(0);
  return builder.select(builder.pair('ltMoney', zero, pool), builder.div(builder.sub(pool, owed), pool, zero), zero);
}

/** By itself a notional class has its notional; in a set it counts nothing. */
function isNotional(name: string, { ledger }: LoweringContext): boolean {
  return ledger.deal.tranches.some((tranche) => tranche.name === name && tranche.notional !== undefined);
}

function lowerBegin(name: string, context: LoweringContext): Value {
  const { ledger, flows } = context;
  if (name === 'pool' || ledger.deal.groups.some((group) => group.name === name))
    return context.isAfterPayments === true
      ? ledger.builder.add(flows.of('end', name), flows.of('bought', name))
      : flows.of('begin', name);
  if (isNotional(name, context)) {
    const { notional } = ledger.tranche(name);
    if (context.isAfterPayments !== true || notional === undefined) return ledger.interestBalance(ledger.tranche(name));
    return ledger.builder.positive(lowerExpression(notional, context));
  }
  return sumOver(name, context, (tranche) =>
    context.isAfterPayments === true ? ledger.amount('balance', tranche) : ledger.begin('balance', tranche),
  );
}

/** To a multiple of the step; a step of 0 leaves the value as it is. */
function lowerRounding(op: 'round' | 'floor', value: Value, step: Value, { ledger }: LoweringContext): Value {
  const { builder } = ledger;
  const known = builder.constantOf(step);
  if (known === 0) return value;
  const rounded = builder.pair(op, value, step);
  return known === undefined ? builder.select(step, rounded, value) : rounded;
}

function sumOver(name: string, context: LoweringContext, of: (tranche: string) => Value): Value {
  return context.ledger.builder.sum(context.ledger.members(name).map(of));
}

/** min, max and sum: of values, or of one expression for each tranche of a set. */
function lowerFold(call: Extract<Expression, { kind: 'call' }>, context: LoweringContext): Value {
  const { ledger } = context;
  const { builder } = ledger;
  const [first, body] = call.args;
  const overSet = first?.kind === 'name' && ledger.deal.sets.has(first.name) && body !== undefined;
  const values = overSet
    ? ledger.members(first.name).map((member) => lowerExpression(body, { ...context, member }))
    : call.args.map((argument) => lowerExpression(argument, context));
  if (call.name === 'sum') return builder.sum(values);
  return values.reduce((a, b) => (call.name === 'min' ? builder.min(a, b) : builder.max(a, b)));
}

/** Last month's value of a quantity; in the first month, what the opening remembers or the initial value. */
function lowerPrevious(quantity: string, initial: Value, context: LoweringContext): Value {
  const { builder, deal } = context.ledger;
  const remembered = deal.opening?.quantities.get(quantity);
  const known = remembered ?? builder.constantOf(initial);
  // Each initial value is a state of its own: two definitions may remember one quantity from different beginnings.
  const key = `previous ${quantity} from ${known ?? 0}`;
  const state = builder.state(key, known ?? 0);
  context.ledger.remembered.set(key, quantity);
  if (known !== undefined) return state;
  const isFirst = builder.pair('eq', builder.scalar({ kind: 'month' }), builder.constant(1 + (deal.opening?.month ?? 0)));
  return builder.select(isFirst, initial, state);
}

/** The mean of the last n months, or of those there are. */
function lowerRolling(count: Expression | undefined, value: Value, context: LoweringContext): Value {
  const { builder, deal } = context.ledger;
  const months = (count === undefined ? undefined : constantInteger(count)) ?? 1;
  const seeds = (deal.opening?.rolling.get(context.owner ?? '') ?? []).slice(-(months - 1 || 1)).slice(0, months - 1);
  const key = context.ledger.freshName(`rolling ${context.owner ?? ''}`);
  const past = Array.from({ length: months - 1 }, (_, back) => builder.state(`${key} ${back + 1}`, seeds.at(-1 - back) ?? 0));
  past.forEach((_, back) => {
    builder.setState(`${key} ${back + 1}`, back === 0 ? value : (past[back - 1] ?? value));
  });
  const countKey = `${key} count`;
  const have = builder.state(countKey, Math.min(seeds.length, months - 1));
  builder.setState(countKey, builder.min(builder.add(have, builder.constant(1)), builder.constant(months - 1)));
  const total = past.reduce((sum, earlier) => builder.add(sum, earlier), value);
  return builder.div(total, builder.add(have, builder.constant(1)), builder.constant(0));
}

function lowerEverTrue(test: Value, context: LoweringContext): Value {
  const { builder, deal } = context.ledger;
  const key = context.ledger.freshName(`ever ${context.owner ?? ''}`);
  const remembered = deal.opening?.quantities.get(context.owner ?? '') ?? 0;
  const before = builder.state(key, remembered === 0 ? 0 : 1);
  const now = builder.max(before, test);
  builder.setState(key, now);
  return now;
}
