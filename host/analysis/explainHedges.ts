/** What a trustee is told of a hedge on a date: what it paid or was paid, on what notional, at which rates and for how long. */
import { inStepText, type StepAside } from '../deal/asides.ts';
import type { Expression } from '../deal/expression.ts';
import { paidText, receivedText } from '../deal/lowerSteps.ts';
import { leavesOf } from '../deal/lowerTree.ts';
import type { ResolvedHedge, ResolvedStep } from '../deal/resolved.ts';
import { dollarsText, inSteps, percentText, shortText, toldApart, yearsText } from './sayings.ts';
import { isSomething, type Moved, type TraceValues } from './traceValues.ts';

type Terms = NonNullable<ResolvedHedge['terms']>;
type Side = 'receivable' | 'payable';

/** A step that pays a hedge or is paid by it, and the amount that it goes by. */
interface HedgeStep {
  readonly number: number;
  readonly side: Side;
  readonly amount: Expression;
}

/** Sentences about what came in from hedges and what was paid to them. */
export function hedgeWords(traced: TraceValues): string[] {
  return traced.deal.hedges.flatMap((hedge) => {
    const steps = traced.steps.flatMap((step) => hedgeStep(step, hedge.name));
    return (['receivable', 'payable'] as const).flatMap((side) =>
      sideWords(
        hedge,
        side,
        steps.filter((step) => step.side === side),
        traced,
      ),
    );
  });
}

function hedgeStep(step: ResolvedStep, hedge: string): HedgeStep[] {
  const { number } = step;
  if (step.verb === 'receive' && step.hedge === hedge) return [{ number, side: 'receivable', amount: step.amount }];
  if (step.verb === 'pay' && step.amount !== undefined && step.claims.includes('hedge') && leavesOf(step.to).includes(hedge))
    return [{ number, side: 'payable', amount: step.amount }];
  return [];
}

/** What moved one way, or should have by the hedge's terms. */
function sideWords({ name, terms }: ResolvedHedge, side: Side, steps: readonly HedgeStep[], traced: TraceValues): string[] {
  const [step] = steps;
  if (step === undefined) return [];
  const moved = movedOf(name, side, steps, traced);
  const isByTerms = terms !== undefined && steps.every(({ amount }) => isByTerm(amount, side, name));
  const due = isByTerms ? traced.noted(name, inStepText('amount in', step.number)) : moved.amount;
  if (!isSomething(due) && !isSomething(moved.amount)) return [];
  const [payer, payee] = side === 'receivable' ? [name, 'the trust'] : ['the trust', name];
  const did = (verb: string, amount: number, tail: string) =>
    `${payer} ${verb} ${payee} ${dollarsText(amount)}${tail}`.replace(/^the /, 'The ');
  const paid = did('paid', moved.amount, inSteps(moved.steps));
  if (!isByTerms) return [`${paid}${amountText(name, steps, moved.amount, traced)}.`];
  const why = termsText(name, terms, side, step.number, traced);
  if (!isSomething(due - moved.amount)) return [`${paid}: ${why}.`];
  const part = isSomething(moved.amount) ? `${dollarsText(moved.amount)} was paid${inSteps(moved.steps)}` : 'nothing was paid';
  return [`${did('owed', due, '')}: ${why}; ${part}.`];
}

/** What came in is noted of the fund that it came into, what went out of the hedge itself. */
function movedOf(hedge: string, side: Side, steps: readonly HedgeStep[], traced: TraceValues): Moved {
  if (side === 'payable') return traced.moved(hedge, paidText('hedge', hedge));
  const into = traced.steps.flatMap((step) =>
    step.verb === 'receive' && steps.some(({ number }) => number === step.number) ? [step.into] : [],
  );
  const all = [...new Set(into)].map((fund) => traced.moved(fund, receivedText(hedge)));
  return {
    amount: all.reduce((sum, { amount }) => sum + amount, 0),
    steps: all.flatMap(({ steps: found }) => found).toSorted((a, b) => a - b),
  };
}

/** A step that names no amount goes by what the terms give. */
function isByTerm(amount: Expression, side: Side, hedge: string): boolean {
  const [of] = amount.kind === 'call' && amount.name === side ? amount.args : [];
  return of?.kind === 'name' && of.name === hedge;
}

/** ` (claims)` where that is what moved, ` (claims is 12,000.00)` where not all did; nothing where the step says the dollars themselves. */
function amountText(hedge: string, steps: readonly HedgeStep[], moved: number, traced: TraceValues): string {
  const said = steps.flatMap(({ number, amount }) => {
    if (amount.kind === 'number') return [];
    const value = traced.noted(hedge, inStepText('amount in', number));
    const text = shortText(amount);
    return [isSomething(value - moved) ? `${text} is ${dollarsText(value)}` : text];
  });
  return said.length === 0 ? '' : ` (${said.join('; ')})`;
}

/** Both legs of a swap from where the payer stands, or what a cap is over. */
function termsText(hedge: string, terms: Terms, side: Side, step: number, traced: TraceValues): string {
  const of = (what: StepAside) => traced.noted(hedge, inStepText(what, step));
  const [notional, index, float] = [of('notional in'), of('index in'), of('float years in')];
  const on = `on a notional of ${dollarsText(notional)}`;
  const floatYears = `for ${yearsText(float)} years (${terms.floatDays})`;
  if (terms.kind === 'cap') {
    const [rate, strike] = toldApart([index, terms.strike], percentText, 4);
    const isOver = terms.ceiling !== undefined && index > terms.ceiling;
    const counted = isOver ? ` (counted up to the ceiling, ${percentText(terms.ceiling)})` : '';
    return `${on}, ${terms.index}, ${rate}${counted}, is above the strike, ${strike}, ${floatYears}`;
  }
  const fixed = of('fixed years in');
  const fixedYears = `for ${yearsText(fixed)} years (${terms.fixedDays})`;
  const fixedLeg = `${percentText(terms.fixed)} ${fixedYears}, ${dollarsText(notional * terms.fixed * fixed)}`;
  const floatLeg = `${terms.index}, ${percentText(index)}, ${floatYears}, ${dollarsText(notional * index * float)}`;
  const [owes, isOwed] = side === 'receivable' ? [floatLeg, fixedLeg] : [fixedLeg, floatLeg];
  return `${on} it owes ${owes}, and is owed ${isOwed}`;
}
