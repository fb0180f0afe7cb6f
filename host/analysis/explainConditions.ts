/** What a trustee is told of a deal's tests on a date: triggers that tripped or were cured, what is in force, and the call. */
import { ASIDES, OF_CALL } from '../deal/asides.ts';
import { isCondition } from '../deal/conditions.ts';
import type { Expression } from '../deal/expression.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { decidedBy, reasonsFor } from './reasons.ts';
import { dollarsText, shortText } from './sayings.ts';
import { isSomething, type TraceValues } from './traceValues.ts';

/** A defined condition on a date. */
interface Condition {
  readonly name: string;
  readonly expression: Expression;
  readonly holds: boolean;
  /** Whether it held on the date before; undefined where nothing says so. */
  readonly before: boolean | undefined;
  /** `since payment month 37`; empty where it does not hold. */
  readonly since: string;
}

/** Sentences about every defined condition that changed on the date, and a line of those that are in force as before. */
export function conditionWords(traced: TraceValues): string[] {
  const conditions = new Map(
    [...traced.deal.define].flatMap(([name, expression]) =>
      isCondition(expression, traced.deal) ? [[name, conditionOf(name, expression, traced)] as const] : [],
    ),
  );
  const all = [...conditions.values()];
  const inForce = all.filter(({ holds, before }) => holds && before === true);
  return [
    ...all.flatMap((condition) => changeWords(condition, conditions, traced)),
    ...(inForce.length > 0 ? [`In force: ${inForce.map(({ name, since }) => `${name}, ${since}`).join('; ')}.`] : []),
  ];
}

function conditionOf(name: string, expression: Expression, traced: TraceValues): Condition {
  const { deal, period } = traced;
  const values = traced.quantity(name);
  const isOn = (at: number) => (values[at] ?? 0) !== 0;
  const remembered = deal.opening?.quantities.get(name);
  let first = period;
  while (first > 1 && isOn(first - 1)) first -= 1;
  return {
    name,
    expression,
    holds: isOn(period),
    before: period > 1 ? isOn(period - 1) : remembered === undefined ? undefined : remembered !== 0,
    since: isOn(period) ? sinceText(first, remembered, traced) : '',
  };
}

/** Since which payment month: of a seasoned deal, what the opening remembers says whether that was the first. */
function sinceText(first: number, remembered: number | undefined, traced: TraceValues): string {
  const month = traced.month(first);
  if (first > 1 || traced.deal.opening === undefined || remembered === 0) return `since payment month ${month}`;
  return remembered === undefined ? `since payment month ${month} or before` : `since before payment month ${month}`;
}

/** A sentence about a condition that changed on the date, or that holds on the first. */
function changeWords(condition: Condition, all: ReadonlyMap<string, Condition>, traced: TraceValues): string[] {
  const { name, expression, holds, before } = condition;
  if (holds === before || (before === undefined && !holds)) return [];
  const reasons = reasonsFor(
    expression,
    decidedBy(name, expression, traced, (used, isOn) => stateWords(used, isOn, all.get(used))),
  );
  const change = before === undefined ? 'holds on the first date' : `${changed(name, holds)} on this date`;
  const stays = holds && isLatched(expression, traced.deal) ? ', and stays so' : '';
  return [`${name} ${change}${stays}${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}.`];
}

/** What a condition that another uses did on this date: its reasons are in its own sentence. */
function stateWords(name: string, holds: boolean, condition: Condition | undefined): string {
  if (condition?.before === !holds) return `${name} ${changed(name, holds)}`;
  if (!holds) return `${name} does not hold`;
  return condition?.before === true ? `${name} has held ${condition.since}` : `${name} holds`;
}

/** Triggers trip and are cured; of other tests that is not said. */
function changed(name: string, holds: boolean): string {
  const isTrigger = /trigger$/i.test(name) && !/^(no|not|un)/i.test(name);
  if (isTrigger) return holds ? 'tripped' : 'was cured';
  return holds ? 'took effect' : 'ended';
}

/** Whether a condition is true ever after. */
function isLatched(expression: Expression, deal: ResolvedDeal, open: ReadonlySet<string> = new Set()): boolean {
  if (expression.kind === 'call') return expression.name === 'everTrue';
  const defined = expression.kind === 'name' && !open.has(expression.name) ? deal.define.get(expression.name) : undefined;
  return defined !== undefined && expression.kind === 'name' && isLatched(defined, deal, new Set([...open, expression.name]));
}

/** Whether the collateral was called on the date, and why and for how much; or when it was. */
export function callWords(traced: TraceValues): string[] {
  const { deal, path, period } = traced;
  const { call } = deal;
  if (call === undefined || path.calledAt === undefined || path.calledAt > period) return [];
  if (path.calledAt < period) return [`The collateral was called in payment month ${traced.month(path.calledAt)}.`];
  const named = (name: string, holds: boolean) => `${name} ${holds ? 'holds' : 'does not hold'}`;
  const reasons = reasonsFor(call.when, decidedBy(OF_CALL, call.when, traced, named));
  const price = traced.noted(call.into, 'proceeds of the call');
  const balance = traced.noted(OF_CALL, ASIDES.sold);
  const by = call.price === undefined ? '' : ` (${shortText(call.price)})`;
  const sold = isSomething(price - balance)
    ? `It was sold for ${dollarsText(price)}${by}, its balance being ${dollarsText(balance)}`
    : `It was sold for its balance, ${dollarsText(price)}`;
  return [`The collateral was called on this date${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}. ${sold}.`];
}
