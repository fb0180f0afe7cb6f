/**
 * The expression language read into a tree: tokens, precedence, nothing about meaning.
 *
 * From loosest to tightest: `x if c else y`, `or`, `and`, `not`, one comparison, `+ -`, `* /`, sign, `**`.
 */
import { dayNumber, parseDay } from './dates.ts';
import { isScalar, type Num, num } from './number.ts';

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';
export type Operator = '+' | '-' | '*' | '/' | '**' | 'and' | 'or' | Comparison;

export type Node =
  | { kind: 'number'; value: Num }
  | { kind: 'name'; name: string }
  | { kind: 'call'; name: string; of: Node[] }
  | { kind: 'negative' | 'not'; of: Node }
  | { kind: 'binary'; operator: Operator; left: Node; right: Node }
  | { kind: 'choice'; when: Node; then: Node; otherwise: Node };

interface Token {
  kind: 'number' | 'date' | 'word' | 'quoted' | 'sign' | 'end';
  text: string;
}

const TOKEN =
  /\s*(?:(?<date>\d{4}-\d{2}-\d{2})|(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?)|(?<word>[A-Za-z_][\w.]*)|(?<quoted>'[^']*'|"[^"]*")|(?<sign>\*\*|<=|>=|==|!=|[-+*/<>(),]))/y;
const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);
const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'if', 'else']);

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found?.groups === undefined) throw new Error(`cannot read '${text.slice(at)}' in '${text}'`);
    at = TOKEN.lastIndex;
    for (const kind of ['date', 'number', 'word', 'quoted', 'sign'] as const) {
      const piece = found.groups[kind];
      if (piece !== undefined) tokens.push({ kind, text: piece });
    }
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

/** Throws: on text that is not of the language. */
export function parse(source: unknown): Node {
  if (typeof source === 'boolean') return { kind: 'number', value: num(source ? 1 : 0) };
  if (!isScalar(source)) throw new Error(`expected an expression, got ${JSON.stringify(source)}`);
  if (typeof source !== 'string') return { kind: 'number', value: num(source) };

  const tokens = tokenize(source);
  let position = 0;
  const peek = (): Token => tokens[position]!;
  // Signs and the language's own words; a quoted name never is one.
  const isNext = (text: string): boolean => peek().text === text && (peek().kind === 'sign' || WORDS.has(text));
  const take = (text: string): boolean => {
    if (!isNext(text)) return false;
    position += 1;
    return true;
  };
  const expect = (text: string): void => {
    if (!take(text)) throw new Error(`expected '${text}', got '${peek().text}' in '${source}'`);
  };

  const chain = (next: () => Node, operators: readonly Operator[]): Node => {
    let left = next();
    for (;;) {
      const operator = operators.find((candidate) => take(candidate));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: next() };
    }
  };
  const choice = (): Node => {
    const then = disjunction();
    if (!take('if')) return then;
    const when = disjunction();
    expect('else');
    return { kind: 'choice', when, then, otherwise: choice() };
  };
  const disjunction = (): Node => chain(conjunction, ['or']);
  const conjunction = (): Node => chain(negation, ['and']);
  const negation = (): Node => (take('not') ? { kind: 'not', of: negation() } : comparison());
  const comparison = (): Node => {
    const left = addition();
    const token = peek();
    if (token.kind !== 'sign' || !COMPARISONS.has(token.text)) return left;
    position += 1;
    return { kind: 'binary', operator: token.text as Comparison, left, right: addition() };
  };
  const addition = (): Node => chain(product, ['+', '-']);
  const product = (): Node => chain(signed, ['*', '/']);
  const signed = (): Node => {
    if (take('-')) return { kind: 'negative', of: signed() };
    if (take('+')) return signed();
    const base = atom();
    return take('**') ? { kind: 'binary', operator: '**', left: base, right: signed() } : base;
  };
  const atom = (): Node => {
    const token = peek();
    position += 1;
    if (token.kind === 'number') return { kind: 'number', value: num(token.text) };
    if (token.kind === 'date') return { kind: 'number', value: num(dayNumber(parseDay(token.text))) };
    if (token.kind === 'quoted') return { kind: 'name', name: token.text.slice(1, -1) };
    if (token.kind === 'word' && (!WORDS.has(token.text) || token.text === 'if')) {
      return take('(') ? { kind: 'call', name: token.text, of: operands() } : { kind: 'name', name: token.text };
    }
    if (token.text === '(') {
      const inside = choice();
      expect(')');
      return inside;
    }
    throw new Error(`expected a value, got '${token.text}' in '${source}'`);
  };
  const operands = (): Node[] => {
    const found = [choice()];
    while (take(',')) found.push(choice());
    expect(')');
    return found;
  };

  const whole = choice();
  if (peek().kind !== 'end') throw new Error(`cannot read '${peek().text}' in '${source}'`);
  return whole;
}
