/** Conditions of a deal taken apart: the tests and comparisons that decide them, in an order that notes and their readers share. */
import type { Expression } from './expression.ts';
import type { ResolvedDeal } from './resolved.ts';

/** A part of a condition: a condition itself, or a side of a comparison. */
export interface ConditionPart {
  readonly expression: Expression;
  /** Its value is 1 or 0. */
  readonly isTruth: boolean;
}

const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '==', '!=']);

/** An operation on two values that compares them; undefined for any other expression. */
export function comparisonOf(expression: Expression): Extract<Expression, { kind: 'binary' }> | undefined {
  return expression.kind === 'binary' && COMPARISONS.has(expression.op) ? expression : undefined;
}

/** Whether an expression is true or false rather than a number: a comparison, what is made of such, or the name of one. */
export function isCondition(expression: Expression, deal: ResolvedDeal, open: ReadonlySet<string> = new Set()): boolean {
  const is = (part: Expression | undefined) => part !== undefined && isCondition(part, deal, open);
  const named = (name: string) => {
    const defined = open.has(name) ? undefined : deal.define.get(name);
    return defined !== undefined && isCondition(defined, deal, new Set([...open, name]));
  };
  const chosen = (...branches: readonly (Expression | undefined)[]) =>
    branches.some(is) && branches.every((branch) => is(branch) || isTruthWord(branch));
  switch (expression.kind) {
    case 'not':
      return true;
    case 'binary':
      return COMPARISONS.has(expression.op) || isJoint(expression.op);
    case 'name':
      return named(expression.name);
    case 'if':
      return chosen(expression.then, expression.otherwise);
    case 'call': {
      const [first, second, third] = expression.args;
      if (expression.name === 'everTrue') return true;
      if (expression.name === 'if') return chosen(second, third);
      return expression.name === 'previous' && first?.kind === 'name' && named(first.name);
    }
    default:
      return false;
  }
}

function isJoint(op: string): boolean {
  return op === 'and' || op === 'or';
}

/** `true` and `false` are read as 1 and 0. */
function isTruthWord(expression: Expression | undefined): boolean {
  return expression?.kind === 'number' && (expression.value === 0 || expression.value === 1);
}

/**
 * A condition, the conditions inside it, and the sides of its comparisons. A defined name is one part: what it stands for has parts
 * of its own.
 *
 * Shape: the condition itself first; the same order whenever the same tree is given.
 */
export function partsOfCondition(condition: Expression): ConditionPart[] {
  const comparison = comparisonOf(condition);
  const parts =
    comparison !== undefined
      ? [comparison.a, comparison.b].map((expression): ConditionPart => ({ expression, isTruth: false }))
      : insideOf(condition).flatMap(partsOfCondition);
  return [{ expression: condition, isTruth: true }, ...parts];
}

/** The conditions that a condition is made of: the test first where it chooses between two. */
export function insideOf(condition: Expression): readonly Expression[] {
  switch (condition.kind) {
    case 'not':
      return [condition.of];
    case 'binary':
      return isJoint(condition.op) ? [condition.a, condition.b] : [];
    case 'if':
      return [condition.test, condition.then, condition.otherwise];
    case 'call':
      return condition.name === 'everTrue' || condition.name === 'if' ? condition.args : [];
    default:
      return [];
  }
}
