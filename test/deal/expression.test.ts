/** The grammar of expressions: what binds tighter, how numbers are read, and what is refused, with its place. */
import { describe, expect, it } from 'vitest';
import { parseDate } from '../../host/curves/dates.ts';
import { type Expression, parseExpression, parseNumber } from '../../host/deal/expression.ts';
import type { Fault } from '../../host/errors.ts';
import { faultsOf, small, thrownBy } from './small.ts';

const AT = { place: 'define.q' };

/** An expression with every operation in parentheses. */
function spelled(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'date':
      return `day ${expression.serial}`;
    case 'name':
      return expression.name;
    case 'not':
      return `(not ${spelled(expression.of)})`;
    case 'negate':
      return `(- ${spelled(expression.of)})`;
    case 'power':
      return `(${spelled(expression.of)} ** ${spelled(expression.exponent)})`;
    case 'binary':
      return `(${spelled(expression.a)} ${expression.op} ${spelled(expression.b)})`;
    case 'if':
      return `(${spelled(expression.then)} if ${spelled(expression.test)} else ${spelled(expression.otherwise)})`;
    case 'call':
      return `${expression.name}(${expression.args.map(spelled).join(', ')})`;
  }
}

const read = (text: string) => spelled(parseExpression(text, AT));
const refused = (text: string): Fault | undefined => thrownBy(() => parseExpression(text, AT))[0];

describe('precedence', () => {
  it.each([
    ['a + b * c', '(a + (b * c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b / c', '((a / b) / c)'],
    ['a / b * c', '((a / b) * c)'],
    ['-a ** 2', '(- (a ** 2))'],
    ['-a * b', '((- a) * b)'],
    ['a * -b', '(a * (- b))'],
    ['a - -b', '(a - (- b))'],
    ['--a', 'a'],
    ['a + b < c * d', '((a + b) < (c * d))'],
    ['not a < b', '(not (a < b))'],
    ['not not a', '(not (not a))'],
    ['a and not b or c and d', '((a and (not b)) or (c and d))'],
    ['a or b and c', '(a or (b and c))'],
    ['a if b or c else d', '(a if (b or c) else d)'],
    ['a if b else c if d else e', '(a if b else (c if d else e))'],
    ['(a if b else c) + d', '((a if b else c) + d)'],
    ['(a + b) * c', '((a + b) * c)'],
    ['if(a, b, c) if if(d, e, f) else g', '(if(a, b, c) if if(d, e, f) else g)'],
  ])('%s is %s', (text, meant) => {
    expect(read(text)).toBe(meant);
  });

  it('a > b is b < a, and a >= b is b <= a', () => {
    expect(read('a > b')).toBe('(b < a)');
    expect(read('a >= b')).toBe('(b <= a)');
  });

  it('comparisons do not chain', () => {
    expect(refused('a < b < c')).toMatchObject({ code: 'DEAL_EXPRESSION', got: "'<'", place: 'define.q, position 7' });
  });
});

describe('numbers', () => {
  it.each([
    ['5.94%', 0.0594],
    ['4.5%', 0.045],
    ['0.1%', 0.001],
    ['100%', 1],
    ['95.6521694276%', 0.956521694276],
    ['4.3478305724%', 0.043478305724],
    ['28.4%', 0.284],
    ['7%', 0.07],
    ['.5', 0.5],
    ['5.', 5],
    ['1_000_000', 1e6],
    ['60e6', 60e6],
    ['2.5e-3', 0.0025],
    ['2.5e1%', 0.25],
  ])('%s is %d, to the last bit', (text, value) => {
    expect(parseExpression(text, AT)).toMatchObject({ kind: 'number', value });
    expect(parseNumber(text)).toBe(value);
  });

  it('a percent of every hundredth is the double nearest to it', () => {
    for (let hundredths = 0; hundredths <= 10_000; hundredths++) {
      const text = `${(hundredths / 100).toFixed(2)}%`;
      expect(parseNumber(text), text).toBe(Number(`${hundredths}e-4`));
    }
  });

  it.each(['', 'abc', '4.5.5%', '1e', '%', '5%%', '0x10', 'Infinity', 'NaN', '1,000'])("'%s' is no number", (text) => {
    expect(parseNumber(text)).toBeNaN();
  });

  it('a number that is written in YAML stays what it is, and true is 1', () => {
    expect(parseExpression(0.045, AT)).toMatchObject({ value: 0.045 });
    expect(parseExpression(true, AT)).toMatchObject({ value: 1 });
    expect(read('true + false')).toBe('(1 + 0)');
  });

  it('a number over the largest double is refused', () => {
    // Read as infinity it made 0 * q no number, and a bound that is no number bounds nothing.
    expect(refused('1 + 1e999')).toMatchObject({
      code: 'DEAL_EXPRESSION',
      place: 'define.q, position 5',
      got: "'1e999'",
      expected: 'a finite number',
    });
  });
});

describe('dates and names', () => {
  it('ten characters of digits and dashes are a date', () => {
    expect(read('date >= 2008-02-25')).toBe(`(day ${parseDate('2008-02-25')} <= date)`);
    expect(read('2008 - 02 - 25')).toBe('((2008 - 2) - 25)');
  });

  it('a date that does not exist is refused', () => {
    expect(refused('date < 2007-02-29')).toMatchObject({ code: 'DATE_INVALID', place: 'define.q', got: "'2007-02-29'" });
  });

  it('names that are no plain words are written in quotes of either kind', () => {
    expect(read('balance(\'A-1\') + balance("4A1")')).toBe('(balance(A-1) + balance(4A1))');
    expect(read('fund(g1.interest)')).toBe('fund(g1.interest)');
  });

  it('4A1 without quotes is a number that is followed by a name', () => {
    expect(refused('balance(4A1)')).toMatchObject({ place: 'define.q, position 10', got: "'A1'", expected: "',' or ')'" });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['a +', 4, 'the end', 'a number, a name or a parenthesis'],
    ['* a', 1, '*', 'a number, a name or a parenthesis'],
    ['(a', 3, 'the end', "')'"],
    ['a)', 2, ')', 'an operator or the end of the expression'],
    ['a b', 3, 'b', 'an operator or the end of the expression'],
    ['a if b', 7, 'the end', "'else' and the other value"],
    ['min(a, )', 8, ')', 'a number, a name or a parenthesis'],
    ['min(a b)', 7, 'b', "',' or ')'"],
    ['a = b', 3, '=', 'a number, a name or an operator'],
    ['a & b', 3, '&', 'a number, a name or an operator'],
    ["balance('A)", 9, "'", 'a number, a name or an operator'],
    ['5 %', 3, '%', 'a number, a name or an operator'],
    ['and', 1, 'and', 'a number, a name or a parenthesis'],
    ['   ', 4, 'the end', 'a number, a name or a parenthesis'],
    ['ä', 1, 'ä', 'a number, a name or an operator'],
    ['💥', 1, '💥', 'a number, a name or an operator'],
  ])('%s, at position %d', (text, position, got, expected) => {
    expect(refused(text)).toEqual({
      code: 'DEAL_EXPRESSION',
      place: `define.q, position ${position}`,
      got: `'${got}'`,
      expected,
    });
  });

  it('parentheses a hundred deep are read, more are not', () => {
    expect(read(`${'('.repeat(99)}a${')'.repeat(99)}`)).toBe('a');
    expect(refused(`${'('.repeat(100)}a${')'.repeat(100)}`)).toMatchObject({ expected: 'at most 100 levels of parentheses' });
  });

  it.each([
    ['a sum', '1+1'.padEnd(3999, '+1')],
    ['a tower of powers', '2'.padEnd(3999, '**2')],
    ['a chain of conditions', 'a if b else '.repeat(300).concat('c')],
    ['signs', `${'-'.repeat(3999)}a`],
    ['negations', `${'not '.repeat(999)}a`],
    ['arguments', `min(${'a,'.repeat(1990)}a)`],
    ['open parentheses', '('.repeat(4000)],
    ['open calls', 'min('.repeat(1000)],
  ])('%s that fills the longest text is read or refused, and nothing else', (_, text) => {
    expect(text.length).toBeLessThanOrEqual(4000);
    for (const fault of thrownBy(() => parseExpression(text, AT))) expect(fault.code).toBe('DEAL_EXPRESSION');
  });

  it('what is longer is refused unread', () => {
    expect(refused('1'.padEnd(4001, '+1'))).toMatchObject({ code: 'DEAL_EXPRESSION', got: '4001 characters' });
  });

  it('a share in a payee tree is held to the same length', () => {
    // The schema does not look into trees: 200,000 characters of `1+1+1...` ended the stack.
    const tree = (share: string) => small({ steps: [{ pay: 'principal', to: { weights: [[share, 'A']] }, from: 'principal' }] });
    expect(faultsOf(tree(`1${'+1'.repeat(100_000)}`))).toMatchObject([
      { code: 'DEAL_EXPRESSION', place: 'steps[0].to.weights[0][0]', got: '200001 characters' },
    ]);
    expect(faultsOf(tree(`2${'**2'.repeat(100_000)}`))).toMatchObject([{ code: 'DEAL_EXPRESSION' }]);
  });

  it('a sum of five hundred terms is read, one of a thousand is not', () => {
    expect(read(`1${'+1'.repeat(498)}`)).toContain('1 + 1');
    expect(refused(`1${'+1'.repeat(1000)}`)).toMatchObject({ got: 'more than 500 operations in a row' });
  });
});
