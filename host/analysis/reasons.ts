/** Why a condition holds or does not: the comparisons that decided it, each with both its values, in words. */
import { formatDate } from '../curves/dates.ts';
import { partText } from '../deal/asides.ts';
import { comparisonOf, insideOf, isCondition, partsOfCondition } from '../deal/conditions.ts';
import type { Expression } from '../deal/expression.ts';
import { comparisonAsWritten } from '../deal/expressionText.ts';
import { isMoney } from '../deal/lowerExpression.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { fixedText } from '../valuation/rounding.ts';
import { dollarsText, percentText, shortText, toldApart } from './sayings.ts';
import type { TraceValues } from './traceValues.ts';

/** What a condition's parts are on one date. */
export interface Decided {
  readonly deal: ResolvedDeal;
  readonly values: ReadonlyMap<Expression, number>;
  /** What to say of a defined condition that it uses by name. */
  readonly named: (name: string, holds: boolean) => string;
}

/** The parts of a condition as the trace noted them under a name. */
export function decidedBy(of: string, condition: Expression, traced: TraceValues, named: Decided['named']): Decided {
  const parts = partsOfCondition(condition);
  const values = new Map(parts.map(({ expression }, place) => [expression, traced.noted(of, partText(place))]));
  return { deal: traced.deal, values, named };
}

/** What decided a condition, a clause each: of `and` and `or` only the sides that made it what it is. */
export function reasonsFor(condition: Expression, decided: Decided): string[] {
  return [...new Set(reasonsOf(condition, decided))];
}

function reasonsOf(condition: Expression, decided: Decided): string[] {
  const holds = isTrue(condition, decided);
  if (comparisonOf(condition) !== undefined) return [comparisonText(condition, holds, decided)];
  const inside = insideOf(condition);
  const [first, ...others] = inside;
  if (first === undefined) return leafReasons(condition, holds, decided);
  switch (condition.kind) {
    case 'not':
      return reasonsOf(first, decided);
    case 'binary': {
      // Both sides of an `and` that holds and of an `or` that does not; else those that are as the whole is.
      return inside.filter((side) => isTrue(side, decided) === holds).flatMap((side) => reasonsOf(side, decided));
    }
    default:
      break;
  }
  if (others.length > 0) {
    const branch = others[isTrue(first, decided) ? 0 : 1];
    return [...reasonsOf(first, decided), ...(branch === undefined ? [] : reasonsOf(branch, decided))];
  }
  // `everTrue`: true by what holds now, or by what did.
  return isTrue(first, decided) === holds ? reasonsOf(first, decided) : [`${shortText(first)} was so on an earlier date`];
}

function isTrue(expression: Expression, { values }: Decided): boolean {
  return (values.get(expression) ?? 0) !== 0;
}

/** A part that has no conditions in it: a name, what was so a date ago, or a number taken for true or false. */
function leafReasons(leaf: Expression, holds: boolean, { deal, named }: Decided): string[] {
  if (leaf.kind === 'number') return [];
  if (isCondition(leaf, deal)) {
    if (leaf.kind === 'name') return [named(leaf.name, holds)];
    const [remembered] = leaf.kind === 'call' ? leaf.args : [];
    if (remembered?.kind === 'name') return [`${remembered.name} ${holds ? 'held' : 'did not hold'} on the date before`];
  }
  return [`${shortText(leaf)} is ${holds ? 'not 0' : '0'}`];
}

/** Read from the other side, and when it does not hold. */
const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const DENIED: Readonly<Record<string, string>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '==': '!=', '!=': '==' };
const WORDS: Readonly<Record<string, string>> = { '<': 'below', '<=': 'at or below', '>': 'above', '>=': 'at or above' };
const DATE_WORDS: Readonly<Record<string, string>> = { '<': 'before', '<=': 'on or before', '>': 'after', '>=': 'on or after' };
const MONTH_WORDS: Readonly<Record<string, string>> = { '<': 'before', '<=': 'at or before', '>': 'after', '>=': 'at or after' };

/** How names that are not a deal's own are told. */
const TIMES: Readonly<Record<string, string>> = {
  month: 'the payment month',
  date: 'the payment date',
  days: 'the number of days',
};

/** `cumulativeLosses(pool) / cutoff(pool) is 1.32%, above lossLimit, 1.25%`. */
function comparisonText(condition: Expression, holds: boolean, decided: Decided): string {
  const comparison = comparisonOf(condition);
  if (comparison === undefined) return '';
  const asWritten = comparisonAsWritten(comparison);
  // A number is what something is compared with, never what it is said of.
  const isTurned = isLiteral(asWritten.left) && !isLiteral(asWritten.right);
  const [left, right] = isTurned ? [asWritten.right, asWritten.left] : [asWritten.left, asWritten.right];
  const written = isTurned ? (MIRRORED[asWritten.op] ?? asWritten.op) : asWritten.op;
  const op = holds ? written : (DENIED[written] ?? written);
  const a = decided.values.get(left) ?? 0;
  const b = decided.values.get(right) ?? 0;
  const unit = unitOf([left, right], [a, b], decided.deal);
  const [shown, other] = ['<', '>', '!='].includes(op)
    ? toldApart([a, b], unit.write, unit.places)
    : [unit.write(a, unit.places), unit.write(b, unit.places)];
  const subject = `${nameOf(left)} is ${shown}`;
  const object = isLiteral(right) ? other : `${nameOf(right)}, ${other}`;
  if (op === '!=') return isLiteral(right) ? `${subject}, not ${other}` : `${subject}, while ${nameOf(right)} is ${other}`;
  // Amounts of money are the same within half a cent.
  const isAlmost = op === '==' || (op === '>=' && a < b) || (op === '<=' && a > b);
  if (isAlmost && shown !== other) return `${subject}, equal to ${object}, within half a cent`;
  if (op === '==') return isLiteral(right) ? subject : `${subject}, equal to ${nameOf(right)}`;
  return `${subject}, ${unit.words[op] ?? op} ${object}`;
}

function nameOf(side: Expression): string {
  return (side.kind === 'name' ? TIMES[side.name] : undefined) ?? shortText(side);
}

function isLiteral(side: Expression): boolean {
  return side.kind === 'number' || side.kind === 'date' || (side.kind === 'negate' && side.of.kind === 'number');
}

/** How values of one kind are written, and what is said of one that is above another. */
interface Unit {
  readonly write: (value: number, places: number) => string;
  readonly places: number;
  readonly words: Readonly<Record<string, string>>;
}

/** What both sides of a comparison are: what they are made of says it, and where that leaves it open, how large they are. */
function unitOf(sides: readonly [Expression, Expression], values: readonly [number, number], deal: ResolvedDeal): Unit {
  const has = (name: string) => sides.some((side) => side.kind === 'name' && side.name === name);
  if (has('date') || sides.some(({ kind }) => kind === 'date'))
    return { write: (serial) => formatDate(Math.round(serial)), places: 0, words: DATE_WORDS };
  if (sides.some((side) => isMoney(side, deal))) return { write: dollarsText, places: 2, words: WORDS };
  if (values.every((value) => Number.isInteger(value)))
    return { write: String, places: 0, words: has('month') ? MONTH_WORDS : WORDS };
  if (values.every((value) => Math.abs(value) <= 1)) return { write: percentText, places: 2, words: WORDS };
  return { write: fixedText, places: 2, words: WORDS };
}
