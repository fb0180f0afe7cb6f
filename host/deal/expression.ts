/**
 * Reads the expression language of a deal file into a tree. What the names mean is for `resolve` to check and for the compiler to
 * lower; here is only the grammar:
 *
 *     choice  = or ['if' or 'else' choice]        or  = and {'or' and}       and = not {'and' not}       not = 'not' not | compare
 *     compare = sum [('<' | '<=' | '>' | '>=' | '==' | '!=') sum]            sum = product {('+' | '-') product}
 *     product = sign {('*' | '/') sign}           sign = '-' sign | power    power = atom ['**' whole number]
 *     atom    = number ['%'] | date | name | 'quoted name' | name '(' choice {',' choice} ')' | '(' choice ')'
 */
import { parseDate } from '../curves/dates.ts';
import { type Fault, fail } from '../errors.ts';

export type BinaryOperator = '+' | '-' | '*' | '/' | '<' | '<=' | '==' | '!=' | 'and' | 'or';

/** A parsed expression. `at` is the position in the text, from 1. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'date'; readonly serial: number; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly at: number }
  | { readonly kind: 'not' | 'negate'; readonly of: Expression; readonly at: number }
  | { readonly kind: 'power'; readonly of: Expression; readonly exponent: Expression; readonly at: number }
  | { readonly kind: 'binary'; readonly op: BinaryOperator; readonly a: Expression; readonly b: Expression; readonly at: number }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
      readonly at: number;
    };

/** Where the text of an expression stands. */
export type ExpressionPlace = Pick<Fault, 'file' | 'place'>;

interface Token {
  readonly kind: 'number' | 'date' | 'name' | 'mark' | 'end';
  readonly text: string;
  readonly at: number;
}

const TOKEN =
  /\s+|(?<date>\d{4}-\d{2}-\d{2}(?![\w-]))|(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?)|(?<quoted>'[^']*'|"[^"]*")|(?<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(?<mark>\*\*|<=|>=|==|!=|[-+*/<>(),])/y;

/** Deeper nesting than a person writes: refused before it can exhaust the stack. */
const DEEPEST = 100;
/** The schema holds most expressions to this length; those inside payee trees are held to it here. */
export const LONGEST_EXPRESSION = 4000;
/** `a + b + c + ...` nests as deep as it is long. */
const DEEPEST_OPERATIONS = 500;

/** Words that cannot name anything. */
export const RESERVED_WORDS = ['if', 'else', 'and', 'or', 'not', 'true', 'false', 'pool', 'it', 'month', 'date', 'days'] as const;

/** Reads an expression. Throws: DEAL_EXPRESSION with the position. */
export function parseExpression(source: string | number | boolean, where: ExpressionPlace): Expression {
  if (typeof source === 'number') return { kind: 'number', value: source, at: 1 };
  if (typeof source === 'boolean') return { kind: 'number', value: source ? 1 : 0, at: 1 };
  if (source.length > LONGEST_EXPRESSION) {
    fail({
      code: 'DEAL_EXPRESSION',
      ...where,
      got: `${source.length} characters`,
      expected: `at most ${LONGEST_EXPRESSION}; parts of it can be defined by name`,
    });
  }
  const reader = new Reader(source, where);
  const result = reader.choice();
  reader.expectEnd();
  if (depthOf(result) > DEEPEST_OPERATIONS) {
    const got = `more than ${DEEPEST_OPERATIONS} operations in a row`;
    fail({ code: 'DEAL_EXPRESSION', ...where, got, expected: 'fewer; parts of it can be defined by name' });
  }
  return result;
}

/** Operations inside operations. Without recursion: what it guards against is an expression too deep for that. */
function depthOf(expression: Expression): number {
  let level: readonly Expression[] = [expression];
  let depth = 0;
  while (level.length > 0) {
    depth += 1;
    level = level.flatMap(partsOf);
  }
  return depth;
}

/** The expressions that an expression is made of. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'date':
    case 'name':
      return [];
    case 'not':
    case 'negate':
      return [expression.of];
    case 'power':
      return [expression.of, expression.exponent];
    case 'binary':
      return [expression.a, expression.b];
    case 'if':
      return [expression.test, expression.then, expression.otherwise];
    case 'call':
      return expression.args;
  }
}

/** A number or a percent as YAML gives it: `0.045`, `4.5%`, `1_000_000`. NaN when it is neither. */
export function parseNumber(value: number | string): number {
  if (typeof value === 'number') return value;
  const text = value.trim().replaceAll('_', '');
  if (!/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*%?$/i.test(text)) return Number.NaN;
  // The exponent moves the decimal point before rounding to binary: 5.94% is the double nearest to 0.0594.
  return text.endsWith('%') ? Number(scaled(text.slice(0, -1).trim(), -2)) : Number(text);
}

/** What a rate outside 0 to 1 is told. */
export function rateExpected(value: number): string {
  return `a rate from 0 to 100%${percentMeant(value)}`;
}

/** The hint to a number that is a percent without its sign; nothing for others. */
export function percentMeant(value: number): string {
  return value > 1 && value <= 100 ? `; ${value} percent is written ${value}%` : '';
}

function scaled(text: string, places: number): string {
  const [digits = '0', exponent = '0'] = text.toLowerCase().split('e');
  return `${digits}e${Number(exponent) + places}`;
}

/** A recursive-descent reader with one token of look-ahead. */
class Reader {
  readonly #where: ExpressionPlace;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(source: string, where: ExpressionPlace) {
    this.#where = where;
    this.#tokens = this.#tokenize(source);
  }

  choice(): Expression {
    this.#depth += 1;
    if (this.#depth > DEEPEST) this.#refuse(this.#peek(), `at most ${DEEPEST} levels of parentheses`);
    const then = this.#or();
    if (!this.#takeName('if')) {
      this.#depth -= 1;
      return then;
    }
    const test = this.#or();
    if (!this.#takeName('else')) this.#refuse(this.#peek(), "'else' and the other value");
    const otherwise = this.choice();
    this.#depth -= 1;
    return { kind: 'if', test, then, otherwise, at: then.at };
  }

  expectEnd(): void {
    if (this.#peek().kind !== 'end') this.#refuse(this.#peek(), 'an operator or the end of the expression');
  }

  #or(): Expression {
    let a = this.#and();
    while (this.#takeName('or')) a = { kind: 'binary', op: 'or', a, b: this.#and(), at: a.at };
    return a;
  }

  #and(): Expression {
    let a = this.#not();
    while (this.#takeName('and')) a = { kind: 'binary', op: 'and', a, b: this.#not(), at: a.at };
    return a;
  }

  #not(): Expression {
    const { at } = this.#peek();
    let negations = 0;
    while (this.#takeName('not')) negations += 1;
    const of = this.#compare();
    if (negations === 0) return of;
    const once: Expression = { kind: 'not', of, at };
    return negations % 2 === 1 ? once : { kind: 'not', of: once, at };
  }

  #compare(): Expression {
    const a = this.#sum();
    const token = this.#peek();
    if (!['<', '<=', '>', '>=', '==', '!='].includes(token.text) || token.kind !== 'mark') return a;
    this.#next += 1;
    const b = this.#sum();
    // `a > b` is `b < a`: the tree knows four comparisons.
    if (token.text === '>') return { kind: 'binary', op: '<', a: b, b: a, at: a.at };
    if (token.text === '>=') return { kind: 'binary', op: '<=', a: b, b: a, at: a.at };
    return { kind: 'binary', op: token.text as '<' | '<=' | '==' | '!=', a, b, at: a.at };
  }

  #sum(): Expression {
    let a = this.#product();
    for (;;) {
      if (this.#takeMark('+')) a = { kind: 'binary', op: '+', a, b: this.#product(), at: a.at };
      else if (this.#takeMark('-')) a = { kind: 'binary', op: '-', a, b: this.#product(), at: a.at };
      else return a;
    }
  }

  #product(): Expression {
    let a = this.#sign();
    for (;;) {
      if (this.#takeMark('*')) a = { kind: 'binary', op: '*', a, b: this.#sign(), at: a.at };
      else if (this.#takeMark('/')) a = { kind: 'binary', op: '/', a, b: this.#sign(), at: a.at };
      else return a;
    }
  }

  #sign(): Expression {
    const { at } = this.#peek();
    let isNegative = false;
    while (this.#takeMark('-')) isNegative = !isNegative;
    const of = this.#power();
    return isNegative ? { kind: 'negate', of, at } : of;
  }

  #power(): Expression {
    const of = this.#atom();
    if (!this.#takeMark('**')) return of;
    return { kind: 'power', of, exponent: this.#sign(), at: of.at };
  }

  #atom(): Expression {
    const token = this.#peek();
    this.#next += 1;
    switch (token.kind) {
      case 'number': {
        const value = parseNumber(token.text);
        if (!Number.isFinite(value)) this.#refuse(token, 'a finite number');
        return { kind: 'number', value, at: token.at };
      }
      case 'date':
        return { kind: 'date', serial: parseDate(token.text, this.#where), at: token.at };
      case 'name':
        return this.#nameOrCall(token);
      default:
        break;
    }
    if (token.text !== '(') this.#refuse(token, 'a number, a name or a parenthesis');
    const inner = this.choice();
    if (!this.#takeMark(')')) this.#refuse(this.#peek(), "')'");
    return inner;
  }

  #nameOrCall(token: Token): Expression {
    if (token.text === 'true' || token.text === 'false')
      return { kind: 'number', value: token.text === 'true' ? 1 : 0, at: token.at };
    if (['if', 'else', 'and', 'or', 'not'].includes(token.text) && !(token.text === 'if' && this.#peek().text === '(')) {
      this.#refuse(token, 'a number, a name or a parenthesis');
    }
    if (!this.#takeMark('(')) return { kind: 'name', name: token.text, at: token.at };
    const args: Expression[] = [];
    if (!this.#takeMark(')')) {
      do args.push(this.choice());
      while (this.#takeMark(','));
      if (!this.#takeMark(')')) this.#refuse(this.#peek(), "',' or ')'");
    }
    return { kind: 'call', name: token.text, args, at: token.at };
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)]!;
  }

  #takeMark(text: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'mark' || token.text !== text) return false;
    this.#next += 1;
    return true;
  }

  #takeName(text: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'name' || token.text !== text) return false;
    this.#next += 1;
    return true;
  }

  #tokenize(source: string): Token[] {
    const tokens: Token[] = [];
    let index = 0;
    while (index < source.length) {
      TOKEN.lastIndex = index;
      const match = TOKEN.exec(source);
      const at = index + 1;
      if (match === null)
        this.#refuse(
          { kind: 'mark', text: String.fromCodePoint(source.codePointAt(index) ?? 0), at },
          'a number, a name or an operator',
        );
      index = TOKEN.lastIndex;
      const { number, date, quoted, name, mark } = match.groups ?? {};
      if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
      else if (date !== undefined) tokens.push({ kind: 'date', text: date, at });
      else if (quoted !== undefined) tokens.push({ kind: 'name', text: quoted.slice(1, -1), at });
      else if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
      else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, at });
    }
    tokens.push({ kind: 'end', text: 'the end', at: source.length + 1 });
    return tokens;
  }

  #refuse(token: Token, expected: string): never {
    fail({
      code: 'DEAL_EXPRESSION',
      ...this.#where,
      place: `${this.#where.place}, position ${token.at}`,
      got: `'${token.text}'`,
      expected,
    });
  }
}
