/**
 * Prints a parsed expression back as text, for sentences about a deal. What it prints in full reads back to the same tree; numbers
 * look as people write them: `40%` for 0.4, `1_000_000` for 1e6.
 */
import { formatDate } from '../curves/dates.ts';
import type { Expression } from './expression.ts';

/** How tightly a text binds: what binds less tightly than its place wants gets parentheses. The grammar is in expression.ts. */
const LEVEL = { choice: 0, or: 1, and: 2, not: 3, compare: 4, sum: 5, product: 6, sign: 7, power: 8, atom: 9 } as const;

/** What stands for a part that is left out. */
const LEFT_OUT = '…';

/** A shortened text keeps at most so many operations inside operations. */
const MOST_KEPT = 6;

const PLAIN_NAME = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

/** Operators as a comparison was written, when it was read the other way round. */
const TURNED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=' };

/** The text of an expression, and how tightly it binds. */
type Written = readonly [text: string, level: number];

/**
 * The text of an expression: all of it, or where it would be longer than `longest`, with its innermost parts as `…`, as many as must be.
 *
 * Units: characters.
 */
export function expressionText(expression: Expression, longest = Number.POSITIVE_INFINITY): string {
  let [text] = written(expression, Number.POSITIVE_INFINITY);
  for (let kept = MOST_KEPT; text.length > longest && kept > 0; kept--) [text] = written(expression, kept);
  return text;
}

/** The sides of a comparison in the order in which they were written, and the sign between them. */
export function comparisonAsWritten(comparison: Extract<Expression, { kind: 'binary' }>): {
  readonly left: Expression;
  readonly op: string;
  readonly right: Expression;
} {
  const { op, a, b } = comparison;
  const turned = TURNED[op];
  return turned !== undefined && a.at > b.at ? { left: b, op: turned, right: a } : { left: a, op, right: b };
}

function written(expression: Expression, kept: number): Written {
  const inner = (part: Expression, least: number): string => {
    const [text, level] = written(part, kept - 1);
    return level < least ? `(${text})` : text;
  };
  switch (expression.kind) {
    case 'number':
      return [numberText(expression.value), expression.value < 0 ? LEVEL.sign : LEVEL.atom];
    case 'date':
      return [formatDate(expression.serial), LEVEL.atom];
    case 'name':
      return [PLAIN_NAME.test(expression.name) ? expression.name : `'${expression.name}'`, LEVEL.atom];
    default:
      break;
  }
  if (kept <= 0 && !isOfNames(expression)) return [LEFT_OUT, LEVEL.atom];
  switch (expression.kind) {
    case 'call':
      return [`${expression.name}(${expression.args.map((part) => inner(part, LEVEL.choice)).join(', ')})`, LEVEL.atom];
    case 'not':
      return [`not ${inner(expression.of, LEVEL.compare)}`, LEVEL.not];
    case 'negate':
      return [`-${inner(expression.of, LEVEL.power)}`, LEVEL.sign];
    case 'power':
      return [`${inner(expression.of, LEVEL.atom)} ** ${inner(expression.exponent, LEVEL.sign)}`, LEVEL.power];
    case 'if': {
      const { test, then, otherwise } = expression;
      const text = `${inner(then, LEVEL.or)} if ${inner(test, LEVEL.or)} else ${inner(otherwise, LEVEL.choice)}`;
      return [text, LEVEL.choice];
    }
    case 'binary':
      return binaryText(expression, inner);
  }
}

/** `end(pool)` is as short as a name, and says as much. */
function isOfNames(expression: Expression): boolean {
  return expression.kind === 'call' && expression.args.every(({ kind }) => kind === 'name');
}

function binaryText(
  expression: Extract<Expression, { kind: 'binary' }>,
  inner: (part: Expression, least: number) => string,
): Written {
  const { op, a, b } = expression;
  const chain = (level: number): Written => [`${inner(a, level)} ${op} ${inner(b, level + 1)}`, level];
  switch (op) {
    case 'or':
      return chain(LEVEL.or);
    case 'and':
      return chain(LEVEL.and);
    case '+':
    case '-':
      return chain(LEVEL.sum);
    case '*':
    case '/':
      return chain(LEVEL.product);
    default: {
      const { left, op: sign, right } = comparisonAsWritten(expression);
      return [`${inner(left, LEVEL.sum)} ${sign} ${inner(right, LEVEL.sum)}`, LEVEL.compare];
    }
  }
}

/** A share as a percent, a long number with its digits in groups. */
function numberText(value: number): string {
  const size = Math.abs(value);
  if (size > 0 && size < 1) return `${value < 0 ? '-' : ''}${percentsOf(String(size))}%`;
  const [whole = '', decimals] = String(value).split('.');
  if (size < 10_000 || whole.includes('e')) return String(value);
  const digits = whole.replaceAll(/\B(?=(\d{3})+$)/g, '_');
  return decimals === undefined ? digits : `${digits}.${decimals}`;
}

/** The decimal point moved by two places, in the text: a product would be rounded. */
function percentsOf(share: string): string {
  const [digits = '', exponent] = share.split('e');
  if (exponent !== undefined) return `${digits}e${Number(exponent) + 2}`;
  const decimals = (digits.split('.')[1] ?? '').padEnd(2, '0');
  const rest = decimals.slice(2);
  return `${Number(decimals.slice(0, 2))}${rest === '' ? '' : `.${rest}`}`;
}
