/**
 * Notes that no step of a trace lists: the values behind the sentences about a date (analysis/explain.ts), and rates of indices. Like
 * every note they cost nothing unless a trace runs.
 */
import { partsOfCondition } from './conditions.ts';
import type { Expression } from './expression.ts';
import type { CollateralFlows } from './flows.ts';
import type { Ledger, Rates } from './ledger.ts';
import { type LoweringContext, lowerExpression, lowerTruth } from './lowerExpression.ts';
import type { ProgramBuilder, Value } from './program.ts';
import type { Claim, ResolvedTranche } from './resolved.ts';

/** The step of a note that no step lists. */
export const ASIDE = -1;

/** The step of a note about what the collateral is and gave. */
export const COLLATERAL = -2;

/** What the call's condition is noted under. No name of a deal has parentheses. */
export const OF_CALL = '(call)';

/** What asides say of a class, the call, an index. Units: dollars; rates a year. */
export const ASIDES = {
  uncapped: 'rate without the cap',
  carried: 'carry-over of earlier dates',
  earned: 'interest on the carry-over of earlier dates',
  added: 'carry-over of this date',
  writedowns: 'written down and not reimbursed',
  sold: 'balance sold',
  rate: 'rate of the index',
} as const;

/** A part of a condition, by its place in `partsOfCondition`. */
export function partText(place: number): string {
  return `part ${place} of the condition`;
}

/** What is noted of a class or a hedge in one step. */
export function inStepText(what: StepAside, step: number): string {
  return `${what} step ${step}`;
}
export type StepAside =
  | 'balance before'
  | 'balance after'
  | 'notional in'
  | 'index in'
  | 'fixed years in'
  | 'float years in'
  | 'amount in';

function aside(builder: ProgramBuilder, of: string, text: string, value: Value): void {
  builder.note({ step: ASIDE, of, text, value });
}

/** Notes what a condition's parts are, under the name that it goes by, as the ledger stands. */
export function noteCondition(of: string, condition: Expression, context: LoweringContext): void {
  partsOfCondition(condition).forEach(({ expression, isTruth }, place) => {
    const value = isTruth ? lowerTruth(expression, context) : lowerExpression(expression, context);
    aside(context.ledger.builder, of, partText(place), value);
  });
}

/** Notes what basis-risk carry-over is made of before the first step, for a class that has any. The amounts are the ledger's own. */
export function noteCarryover(tranche: ResolvedTranche, ledger: Ledger, rates: Rates): void {
  const uncapped = rates.uncapped(tranche);
  if (uncapped === undefined) return;
  const { builder } = ledger;
  const { name } = tranche;
  const fraction = ledger.dayFraction(name);
  const carried = ledger.carried('carryover', name);
  const over = builder.positive(builder.sub(uncapped, rates.coupon(tranche)));
  aside(builder, name, ASIDES.uncapped, uncapped);
  aside(builder, name, ASIDES.carried, carried);
  aside(builder, name, ASIDES.earned, builder.mul(carried, builder.mul(builder.positive(uncapped), fraction)));
  aside(builder, name, ASIDES.added, builder.mul(ledger.interestBalance(tranche), builder.mul(over, fraction)));
}

/** Notes what has been written down on a class and not come back, as the ledger stands. */
export function noteWritedowns(name: string, ledger: Ledger): void {
  aside(ledger.builder, name, ASIDES.writedowns, ledger.amount('writedowns', name));
}

/** Notes the balance that a call sells; 0 on other dates. */
export function noteSale(balance: Value, builder: ProgramBuilder): void {
  aside(builder, OF_CALL, ASIDES.sold, balance);
}

/**
 * Notes what each group is after the date and what it gave on it: interest and what comes off it, principal, and what both come to, which is
 * what enters the group's funds. What a group cannot have is left out.
 */
export function noteCollateral(flows: CollateralFlows, { builder, deal }: Ledger): void {
  const hasPipeline = deal.assumptions.some(({ foreclosureMonths }) => foreclosureMonths !== undefined);
  for (const { name, revolving } of deal.groups) {
    const put = (text: string, value: Value) => builder.note({ step: COLLATERAL, of: name, text, value });
    const of = (flow: string) => flows.of(flow, name);
    const perhaps = (text: string, value: Value) => {
      if (builder.constantOf(value) !== 0) put(text, value);
    };
    put('performing balance after the month', of('performing'));
    put('balance in foreclosure', of('foreclosure'));
    if (hasPipeline) put('of it real estate owned', of('owned'));
    if (revolving !== undefined) put('balance bought, which pays from the next date on', of('bought'));
    put('new defaults', of('defaults'));
    put('lost in liquidations', of('losses'));
    put('interest due', of('interestDue'));
    put('less interest lost to defaults', of('interestLost'));
    perhaps('less interest added to balances', of('deferred'));
    put('less servicing strips', of('servicing'));
    const short = of('prepaymentShortfall');
    perhaps('less interest short of prepayments, compensated in part', builder.sub(short, of('compensating')));
    perhaps('less interest taken by a relief act', of('reliefShortfall'));
    put('interest collected', of('interest'));
    put('scheduled principal', of('amortized'));
    put('scheduled principal advanced', of('amortizedDefaulted'));
    put('prepaid', of('prepaid'));
    put('recovered from liquidations', of('recoveries'));
    perhaps('real estate owned at the cut-off sold', of('reo'));
    perhaps('recovered of earlier losses', of('subsequentRecoveries'));
    put('principal collected', builder.sum([of('principal'), of('reo'), of('subsequentRecoveries')]));
    perhaps('prepayment penalties collected', of('penalties'));
  }
}

/** Notes the rate of every index as the steps read it. */
export function noteIndices({ builder, deal }: Ledger): void {
  deal.indices.forEach(({ name }, index) => {
    aside(builder, name, ASIDES.rate, builder.index(index));
  });
}

/** Notes the balances of the classes of a step that writes down or up: called with 'balance before' and 'balance after' it. */
export function noteBalances(
  when: 'balance before' | 'balance after',
  step: number,
  claim: Claim,
  names: readonly string[],
  ledger: Ledger,
): void {
  if (claim !== 'writedown' && claim !== 'writeup') return;
  for (const name of new Set(names)) aside(ledger.builder, name, inStepText(when, step), ledger.amount('balance', name));
}

/** Notes what a step goes by when it pays a hedge or is paid by it: the amount, and the terms where the hedge has some. */
export function noteHedge(step: number, hedge: string, amount: Value, context: LoweringContext): void {
  const { builder, deal } = context.ledger;
  const note = (what: StepAside, value: Value) => aside(builder, hedge, inStepText(what, step), value);
  note('amount in', amount);
  const place = deal.hedges.findIndex(({ name }) => name === hedge);
  const terms = deal.hedges[place]?.terms;
  if (terms === undefined) return;
  note('notional in', builder.positive(lowerExpression(terms.notional, context)));
  note('index in', builder.index(deal.indices.findIndex(({ name }) => name === terms.index)));
  note('float years in', builder.scalar({ kind: 'hedge', hedge: place, leg: 'float' }));
  if (terms.kind === 'swap') note('fixed years in', builder.scalar({ kind: 'hedge', hedge: place, leg: 'fixed' }));
}
