/** What a program tells of a date: its checks, and the planes of its classes, accounts and groups. */
import { boughtOutput, type CollateralFlows } from './flows.ts';
import type { Ledger } from './ledger.ts';
import { type LoweringContext, lowerEnhancement, lowerExpression } from './lowerExpression.ts';
import type { ProgramBuilder, Value } from './program.ts';
import type { ResolvedDeal, ResolvedExchange, ResolvedTranche } from './resolved.ts';

/** Checks that every program makes, in dollars; each should be 0. */
export const CHECK_CASH = 'cash in = cash out';
export const CHECK_BALANCES = 'balances tie';
export const CHECK_UNDISTRIBUTED = 'undistributed cash';

/** Output planes of a tranche. */
export const TRANCHE_OUTPUTS = [
  'interest',
  'principal',
  'other',
  'balance',
  'accreted',
  'shortfall',
  'carryover',
  'writtenDown',
  'writtenUp',
  'begin',
  'coupon',
] as const;
export type TrancheOutput = (typeof TRANCHE_OUTPUTS)[number];

/** Output planes of a collateral group: balance after the date, net interest, principal and losses, nothing after a call. */
export const GROUP_OUTPUTS = ['end', 'interest', 'principal', 'losses'] as const;
export type GroupOutput = (typeof GROUP_OUTPUTS)[number];

/**
 * Output planes of the trust, under the name `pool`: interest, principal, penalties and the price of a call less what purchases took;
 * fees paid; released to a residual that is no tranche; held for whole cents a note.
 */
export const TRUST_OUTPUTS = ['collected', 'costs', 'released', 'held'] as const;
export type TrustOutput = (typeof TRUST_OUTPUTS)[number];

/**
 * The name of an output plane. `cash` is of an account what it holds, of a fee what was paid, of a hedge what it brought less what
 * it was paid; `left` is what stays in a fund after the last step.
 */
export function outputName(
  of: string,
  output: TrancheOutput | GroupOutput | TrustOutput | 'cash' | 'left' | 'called' | 'value' | 'enhancement',
): string {
  return `${of} ${output}`;
}

/** Cash against cash, and balances against what changed them: each side from its own figures, so that the checks can fail. */
export function makeChecks(
  deal: ResolvedDeal,
  ledger: Ledger,
  builder: ProgramBuilder,
  flows: CollateralFlows,
  soldBalance: Value | undefined,
): void {
  const total = (of: (name: string) => Value) => builder.sum(deal.tranches.map(({ name }) => of(name)));
  const accounts = [...deal.accounts.keys()];
  const left = builder.sum(deal.funds.map((fund) => ledger.fund(fund)));
  const before = builder.sum(accounts.map((account) => builder.state(`account ${account}`, 0)));
  const after = builder.sum(accounts.map((account) => ledger.fund(account)));
  const collected = ['interest', 'principal', 'penalties', 'reo', 'subsequentRecoveries'].map((flow) => flows.of(flow, 'pool'));
  const cashIn = builder.add(builder.sum(collected), ledger.receivedOutside);
  const toTranches = total((name) =>
    builder.sum([ledger.amount('interestPaid', name), ledger.amount('principalPaid', name), ledger.amount('otherPaid', name)]),
  );
  const kept = total((name) => builder.sub(ledger.amount('held', name), ledger.begin('held', name)));
  const cashOut = builder.sum([toTranches, ledger.paidOutside, builder.sub(after, before), kept, left]);
  builder.check(CHECK_CASH, builder.sub(cashIn, cashOut));
  builder.check(CHECK_UNDISTRIBUTED, left);

  // Overcollateralization rolled by its own flows, against pool less balances.
  const owed = deal.tranches.filter(({ hasBalance }) => hasBalance);
  const initial = owed.reduce(
    (sum, { name, balance }) => sum - (deal.opening?.balances.get(name) ?? balance),
    deal.groups.reduce((sum, { cutoff }) => sum + cutoff, 0),
  );
  const paid = total((name) =>
    builder.sub(
      builder.add(ledger.amount('principalPaid', name), ledger.amount('writtenDown', name)),
      builder.add(ledger.amount('accreted', name), ledger.amount('writtenUp', name)),
    ),
  );
  const gone = builder.sum([flows.of('principal', 'pool'), flows.of('losses', 'pool'), soldBalance ?? builder.constant(0)]);
  const bought = flows.of('bought', 'pool');
  const shrunk = builder.sub(builder.sub(gone, flows.of('deferred', 'pool')), bought);
  const rolled = builder.add(builder.state('overcollateralization', initial), builder.sub(paid, shrunk));
  builder.setState('overcollateralization', rolled);
  const balances = builder.sum(owed.map(({ name }) => ledger.amount('balance', name)));
  builder.check(CHECK_BALANCES, builder.sub(rolled, builder.sub(builder.add(flows.of('end', 'pool'), bought), balances)));
}

export function makeOutputs(
  deal: ResolvedDeal,
  ledger: Ledger,
  builder: ProgramBuilder,
  flows: CollateralFlows,
  context: LoweringContext,
  proceeds: Value,
): void {
  for (const tranche of deal.tranches) {
    const { name } = tranche;
    const put = (output: TrancheOutput, value: Value) => builder.output(outputName(name, output), value);
    put('interest', ledger.amount('interestPaid', name));
    put('principal', ledger.amount('principalPaid', name));
    put('other', ledger.amount('otherPaid', name));
    put('balance', endBalance(tranche, ledger, context));
    put('accreted', ledger.amount('accreted', name));
    put('shortfall', builder.add(ledger.amount('shortfall', name), ledger.amount('due', name)));
    put('carryover', ledger.amount('carryover', name));
    put('writtenDown', ledger.amount('writtenDown', name));
    put('writtenUp', ledger.amount('writtenUp', name));
    put('begin', ledger.interestBalance(tranche));
    put('coupon', ledger.coupon(name));
    builder.note({ step: Number.MAX_SAFE_INTEGER, of: name, text: 'balance after', value: endBalance(tranche, ledger, context) });
    builder.note({
      step: Number.MAX_SAFE_INTEGER,
      of: name,
      text: 'interest left unpaid',
      value: builder.add(ledger.amount('shortfall', name), ledger.amount('due', name)),
    });
  }
  for (const exchange of deal.exchanges) putExchange(exchange, deal, ledger, builder, context);
  for (const account of deal.accounts.keys()) builder.output(outputName(account, 'cash'), ledger.fund(account));
  for (const fund of deal.funds) {
    builder.output(outputName(fund, 'left'), ledger.fund(fund));
    builder.note({ step: Number.MAX_SAFE_INTEGER, of: fund, text: `left in ${fund}`, value: ledger.fund(fund) });
  }
  putTrust(deal, ledger, builder, flows, proceeds);
  for (const { name } of deal.hedges) builder.output(outputName(name, 'cash'), ledger.hedgeCash(name));
  for (const { name } of deal.fees) builder.output(outputName(name, 'cash'), ledger.feePaid(name));
  for (const { name, revolving } of deal.groups) {
    for (const flow of GROUP_OUTPUTS) builder.output(outputName(name, flow), flows.of(flow, name));
    if (revolving !== undefined) builder.output(boughtOutput(name), flows.of('bought', name));
  }
  for (const tranche of deal.ranks.flat()) builder.output(outputName(tranche, 'enhancement'), lowerEnhancement(tranche, context));
  for (const name of deal.define.keys()) builder.output(outputName(name, 'value'), context.quantity(name));
}

/** What crosses the border of the trust beside what tranches are paid. */
function putTrust(deal: ResolvedDeal, ledger: Ledger, builder: ProgramBuilder, flows: CollateralFlows, proceeds: Value): void {
  const put = (output: TrustOutput, value: Value) => builder.output(outputName('pool', output), value);
  const flowing = builder.sum(
    ['interest', 'principal', 'penalties', 'subsequentRecoveries'].map((flow) => flows.of(flow, 'pool')),
  );
  put('collected', builder.sub(builder.add(flowing, proceeds), ledger.outside('purchase')));
  put('costs', ledger.outside('fee'));
  put('released', ledger.outside('release'));
  put('held', builder.sum(deal.tranches.map(({ name }) => ledger.amount('held', name))));
}

/** An exchange class has the shares of its parts; its coupon is their interest over its balance. */
function putExchange(
  exchange: ResolvedExchange,
  deal: ResolvedDeal,
  ledger: Ledger,
  builder: ProgramBuilder,
  context: LoweringContext,
): void {
  const parts = exchange.parts.flatMap(({ tranche, share }) =>
    deal.tranches.filter(({ name }) => name === tranche).map((part) => ({ part, share })),
  );
  const hasBalance = parts.some(({ part }) => part.hasBalance);
  const measured = parts.filter(({ part }) => part.hasBalance === hasBalance);
  const sum = (of: (part: ResolvedTranche) => Value, over = parts) =>
    builder.sum(over.map(({ part, share }) => builder.mul(builder.constant(share), of(part))));
  const put = (output: TrancheOutput, value: Value) => builder.output(outputName(exchange.name, output), value);
  const begin = sum((part) => ledger.interestBalance(part), measured);
  put(
    'interest',
    sum(({ name }) => ledger.amount('interestPaid', name)),
  );
  put(
    'principal',
    sum(({ name }) => ledger.amount('principalPaid', name)),
  );
  put(
    'other',
    sum(({ name }) => ledger.amount('otherPaid', name)),
  );
  put(
    'balance',
    sum((part) => endBalance(part, ledger, context), measured),
  );
  put(
    'accreted',
    sum(({ name }) => ledger.amount('accreted', name)),
  );
  put(
    'shortfall',
    sum(({ name }) => builder.add(ledger.amount('shortfall', name), ledger.amount('due', name))),
  );
  put(
    'carryover',
    sum(({ name }) => ledger.amount('carryover', name)),
  );
  put(
    'writtenDown',
    sum(({ name }) => ledger.amount('writtenDown', name)),
  );
  put(
    'writtenUp',
    sum(({ name }) => ledger.amount('writtenUp', name)),
  );
  put('begin', begin);
  const yearly = sum((part) => builder.mul(ledger.interestBalance(part), ledger.coupon(part.name)));
  put('coupon', builder.div(yearly, begin, builder.constant(0)));
}

/** The balance after payments; of a notional tranche, what its notional will be next month. */
function endBalance(tranche: ResolvedTranche, ledger: Ledger, context: LoweringContext): Value {
  if (tranche.notional === undefined) return ledger.amount('balance', tranche.name);
  return ledger.builder.positive(lowerExpression(tranche.notional, { ...context, isAfterPayments: true }));
}
