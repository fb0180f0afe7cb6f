/**
 * Lowers a deal to a program: what is carried in, what accrues, the definitions, the steps, what is carried out, the checks. A
 * feature that a deal does not use makes no instruction.
 */
import { fail } from '../errors.ts';
import { noteCarryover, noteCollateral, noteCondition, noteIndices, noteSale, noteWritedowns, OF_CALL } from './asides.ts';
import { isCondition } from './conditions.ts';
import type { Expression } from './expression.ts';
import { CollateralFlows } from './flows.ts';
import { Ledger, type Rates } from './ledger.ts';
import { type LoweringContext, lowerExpression, lowerTruth } from './lowerExpression.ts';
import { lowerSteps } from './lowerSteps.ts';
import { makeChecks, makeOutputs, outputName } from './outputs.ts';
import { type Program, ProgramBuilder, type Value } from './program.ts';
import type { InterestTerms, ResolvedDeal } from './resolved.ts';

export interface CompileOptions {
  /** Leave the call out: project to maturity. */
  readonly noCall?: boolean;
  /** The reading of steps that documents disagree on; default: the deal's first. */
  readonly variant?: string;
}

/** Programs of deals: a run asks for the same one for every batch of its scenarios. */
const compiled = new WeakMap<ResolvedDeal, Map<string, Program>>();

/** Compiles a deal, once for each way of it. Throws: REQUEST_INVALID for a variant that it does not have. */
export function compileDeal(deal: ResolvedDeal, options: CompileOptions = {}): Program {
  const variant = chosenVariant(deal, options.variant);
  const known = compiled.get(deal) ?? new Map<string, Program>();
  compiled.set(deal, known);
  const key = JSON.stringify([options.noCall === true, variant]);
  const program = known.get(key) ?? lowered(deal, options, variant);
  known.set(key, program);
  return program;
}

function lowered(deal: ResolvedDeal, options: CompileOptions, variant: string | undefined): Program {
  const builder = new ProgramBuilder();
  const flows = new CollateralFlows(
    builder,
    deal,
    lazyTerms(deal, () => context),
  );
  const quantities = new Map<string, Value>();
  const rates = lazyRates(builder, () => context);
  const ledger: Ledger = new Ledger(builder, deal, rates);
  const quantity = (name: string) => lowerQuantity(name, deal, quantities, context, true);
  const context: LoweringContext = { ledger, flows, quantity };

  const sold = options.noCall === true ? undefined : lowerCall(deal, builder, flows);
  // Advances that proceeds do not repay, and strips and lost interest of what adds to its balance, come off principal where interest is
  // too little.
  const mayLack =
    deal.assumptions.some(({ isGross }) => isGross) ||
    deal.interestTerms.some((terms) => Object.keys(terms).length > 0) ||
    deal.groups.some(({ loans }) => loans.details?.negative.some((isNegative) => isNegative === 1));
  const zero = builder.constant(0);
  for (const group of deal.groups) {
    const interest = flows.of('interest', group.name);
    const principal = builder.sum(['principal', 'reo', 'subsequentRecoveries'].map((flow) => flows.of(flow, group.name)));
    ledger.addToFund(`${group.name}.interest`, mayLack ? builder.positive(interest) : interest);
    ledger.addToFund(`${group.name}.principal`, mayLack ? builder.add(principal, builder.min(interest, zero)) : principal);
    const penalties = `${group.name}.penalties`;
    if (deal.funds.includes(penalties)) ledger.addToFund(penalties, flows.of('penalties', group.name));
  }
  if (sold !== undefined) {
    for (const [state, quantity] of sold.remembered) ledger.remembered.set(state, quantity);
    ledger.addToFund(sold.into, sold.proceeds);
    ledger.receiveFromOutside(sold.proceeds);
  }
  noteBeginning(deal, ledger, builder, rates);
  for (const { name } of deal.fees) ledger.feeDue(name);
  for (const name of deal.define.keys()) builder.note({ step: 0, of: name, text: name, value: context.quantity(name) });

  lowerSteps(
    deal.steps.filter((step) => step.variant === undefined || step.variant === variant),
    context,
  );
  noteCollateral(flows, ledger);
  carryForward(deal, ledger, builder, context);
  makeChecks(deal, ledger, builder, flows, sold?.balance);
  makeOutputs(deal, ledger, builder, flows, context, sold?.proceeds ?? builder.constant(0));
  return builder.finish();
}

function chosenVariant(deal: ResolvedDeal, asked: string | undefined): string | undefined {
  if (asked !== undefined && !deal.variants.includes(asked)) {
    fail({
      code: 'REQUEST_INVALID',
      place: 'variant',
      got: `'${asked}'`,
      expected: deal.variants.length === 0 ? 'none: the deal has no variants' : `one of ${deal.variants.join(', ')}`,
    });
  }
  return asked ?? deal.variants[0];
}

/** Coupons and notionals, lowered once, as of the start of the date. */
function lazyRates(builder: ProgramBuilder, context: () => LoweringContext): Rates {
  const made = new Map<string, Value>();
  const once = (key: string, expression: Expression) => {
    let value = made.get(key);
    if (value === undefined) {
      value = lowerExpression(expression, context());
      made.set(key, value);
    }
    return value;
  };
  return {
    coupon: (tranche) => once(`coupon ${tranche.name}`, tranche.coupon),
    uncapped: (tranche) => (tranche.uncapped === undefined ? undefined : once(`uncapped ${tranche.name}`, tranche.uncapped)),
    notional: (tranche) =>
      tranche.notional === undefined ? undefined : builder.positive(once(`notional ${tranche.name}`, tranche.notional)),
    feeAmount: (name) => {
      const fee = context().ledger.deal.fees.find((known) => known.name === name);
      return fee === undefined ? builder.constant(0) : builder.positive(once(`fee ${name}`, fee.amount));
    },
  };
}

/** Interest terms of groups, lowered once, as of the start of the date. */
function lazyTerms(deal: ResolvedDeal, context: () => LoweringContext) {
  const made = new Map<string, Value>();
  return (group: number, field: keyof InterestTerms): Value | undefined => {
    const expression = deal.interestTerms[group]?.[field];
    if (expression === undefined) return undefined;
    const key = `${field} ${group}`;
    const value = made.get(key) ?? lowerExpression(expression, context());
    made.set(key, value);
    return value;
  };
}

/** A definition, lowered once. Of one that is a condition it is noted what decides it, where `isTold`. */
function lowerQuantity(
  name: string,
  deal: ResolvedDeal,
  made: Map<string, Value>,
  context: LoweringContext,
  isTold: boolean,
): Value {
  let value = made.get(name);
  if (value === undefined) {
    const expression = deal.define.get(name);
    if (expression === undefined) throw new Error(`compile: ${name} was resolved as a quantity and is none`);
    const within = { ...context, owner: name };
    value = lowerExpression(expression, within);
    made.set(name, value);
    if (isTold && isCondition(expression, deal)) noteCondition(name, expression, within);
  }
  return value;
}

/** The call: its condition and price see the pool as it is; whoever comes after sees it sold. */
function lowerCall(
  deal: ResolvedDeal,
  builder: ProgramBuilder,
  flows: CollateralFlows,
): { into: string; proceeds: Value; balance: Value; remembered: ReadonlyMap<string, string> } | undefined {
  const { call } = deal;
  if (call === undefined) return undefined;
  const called = builder.state('called', 0);
  const alive = builder.sub(builder.constant(1), called);
  const unsold = new CollateralFlows(
    builder,
    deal,
    lazyTerms(deal, () => context),
  );
  unsold.setAlive(alive, alive);
  const quantities = new Map<string, Value>();
  // Coupons and definitions are read twice on the date of a call: here before the sale, and after it for everyone else.
  const rates = lazyRates(builder, () => context);
  const ledger: Ledger = new Ledger(builder, deal, rates, 'call ');
  const quantity = (name: string) => lowerQuantity(name, deal, quantities, context, false);
  const context: LoweringContext = { ledger, flows: unsold, quantity };
  const now = builder.mul(alive, lowerTruth(call.when, context));
  const balance = builder.mul(now, unsold.of('end', 'pool'));
  const proceeds = call.price === undefined ? balance : builder.mul(now, builder.positive(lowerExpression(call.price, context)));
  builder.setState('called', builder.max(called, now));
  flows.setAlive(alive, builder.sub(alive, now));
  builder.note({ step: 0, of: call.into, text: 'proceeds of the call', value: proceeds });
  noteCondition(OF_CALL, call.when, context);
  noteSale(balance, builder);
  builder.output(outputName('pool', 'called'), now);
  return { into: call.into, proceeds, balance, remembered: ledger.remembered };
}

function noteBeginning(deal: ResolvedDeal, ledger: Ledger, builder: ProgramBuilder, rates: Rates): void {
  for (const tranche of deal.tranches) {
    const { name } = tranche;
    const note = (text: string, value: Value) => builder.note({ step: 0, of: name, text, value });
    note('balance before', ledger.interestBalance(tranche));
    note('coupon', ledger.coupon(name));
    note('length of the period, years', ledger.dayFraction(name));
    note('interest accrued', ledger.accrued(name));
    note('unpaid interest of earlier months', ledger.begin('shortfall', name));
    if (tranche.uncapped !== undefined) note('basis-risk carry-over', ledger.begin('carryover', name));
    noteCarryover(tranche, ledger, rates);
  }
  noteIndices(ledger);
  for (const fund of [...deal.funds, ...deal.accounts.keys()])
    builder.note({ step: 0, of: fund, text: `in ${fund}`, value: ledger.fund(fund) });
}

/** What the next date begins with. */
function carryForward(deal: ResolvedDeal, ledger: Ledger, builder: ProgramBuilder, context: LoweringContext): void {
  for (const { name, hasBalance, uncapped, perNote } of deal.tranches) {
    if (perNote > 0) ledger.amount('held', name);
    ledger.carried('shortfall', name);
    ledger.carried('writedowns', name);
    noteWritedowns(name, ledger);
    if (hasBalance) {
      ledger.carried('balance', name);
      builder.setState(`balance ${name}`, ledger.amount('balance', name));
    }
    builder.setState(`shortfall ${name}`, builder.add(ledger.amount('shortfall', name), ledger.amount('due', name)));
    builder.setState(`writedowns ${name}`, ledger.amount('writedowns', name));
    if (perNote > 0) builder.setState(`held ${name}`, ledger.amount('held', name));
    if (uncapped !== undefined) builder.setState(`carryover ${name}`, ledger.amount('carryover', name));
  }
  for (const account of deal.accounts.keys()) {
    ledger.fund(account);
    builder.setState(`account ${account}`, ledger.fund(account));
  }
  for (const { name, carry } of deal.fees) {
    const due = ledger.feeDue(name);
    if (carry) builder.setState(`fee ${name}`, due);
  }
  // A quantity may be remembered by one that is lowered while another is: the set grows as it is read.
  for (const [state, quantity] of ledger.remembered) builder.setState(state, context.quantity(quantity));
}
