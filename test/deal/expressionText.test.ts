/** Expressions printed back as text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BinaryOperator, type Expression, parseExpression } from '../../host/deal/expression.ts';
import { expressionText } from '../../host/deal/expressionText.ts';

const PLACE = { place: 'test' };
const parsed = (text: string) => parseExpression(text, PLACE);

describe('an expression reads as it was written', () => {
  it.each([
    'cumulativeLosses(pool) / cutoff(pool) > lossLimit',
    'a >= b',
    'balance(ALL) - end(pool)',
    'a - (b - c) - d',
    '(a + b) * c / (d * e)',
    '-(a + b) * -c',
    '(-a) ** 2 ** 3',
    'not (a and b) or not c == d and e',
    'x if a < b else y if c else z if d else w',
    '(x if a else y) if b else z',
    'if(stepDown and not trigger, max(3% * end(pool), floor), previous(ocTarget, 1_000_000))',
    "ratio(begin('A-1'), begin(g1.interest), 0)",
    'date >= 2008-02-25',
    '28.5% * 0.25% + 100 + 12_345.67',
    '(a < b) == (c > d)',
  ])('%s', (text) => {
    expect(expressionText(parsed(text))).toBe(text);
  });

  it('but for blanks, needless parentheses, and shares written as decimals', () => {
    expect(expressionText(parsed('((a))+b*( 0.07 )'))).toBe('a + b * 7%');
    expect(expressionText(parsed('1e6 - 1000'))).toBe('1_000_000 - 1000');
    expect(expressionText(parseExpression(-0.5, PLACE))).toBe('-50%');
  });
});

describe('a text that is to be short', () => {
  const long = parsed('max(0, ocTarget - (end(pool) - (balance(NOTES) - fund(principal))))');

  it('is whole where it fits', () => {
    expect(expressionText(long, 67)).toHaveLength(67);
  });

  it('leaves out as many of its innermost parts as it must', () => {
    expect(expressionText(long, 66)).toBe('max(0, ocTarget - (end(pool) - …))');
    expect(expressionText(long, 33)).toBe('max(0, ocTarget - …)');
    expect(expressionText(long, 3)).toBe('max(0, …)');
  });
});

/** Without positions: where text stood does not say what it means. */
function bare(expression: Expression): unknown {
  return JSON.parse(JSON.stringify(expression, (key, value) => (key === 'at' ? undefined : value)));
}

const at = 1;
const NAMES = ['a', 'lossLimit', 'g1.interest', '4A1', 'A-1', 'month'];
const OPERATORS: readonly BinaryOperator[] = ['+', '-', '*', '/', '<', '<=', '==', '!=', 'and', 'or'];
const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc
      .double({ min: 0, max: 1e15, noNaN: true, noDefaultInfinity: true })
      .map((value) => ({ kind: 'number' as const, value: value + 0, at })),
    fc.integer({ min: 0, max: 40_000 }).map((serial) => ({ kind: 'date' as const, serial, at })),
    fc.constantFrom(...NAMES).map((name) => ({ kind: 'name' as const, name, at })),
    fc.tuple(fc.constantFrom('not' as const, 'negate' as const), tie('tree')).map(([kind, of]) => ({ kind, of, at })),
    fc.tuple(tie('tree'), fc.integer({ min: 0, max: 100 })).map(([of, value]) => {
      return { kind: 'power' as const, of, exponent: { kind: 'number' as const, value, at }, at };
    }),
    fc
      .tuple(fc.constantFrom(...OPERATORS), tie('tree'), tie('tree'))
      .map(([op, a, b]) => ({ kind: 'binary' as const, op, a, b, at })),
    fc
      .tuple(tie('tree'), tie('tree'), tie('tree'))
      .map(([test, then, otherwise]) => ({ kind: 'if' as const, test, then, otherwise, at })),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((args) => ({ kind: 'call' as const, name: 'max', args, at })),
  ),
}));

describe('any expression', () => {
  it('reads back to the tree that it was printed from', () => {
    fc.assert(
      fc.property(tree, (expression) => {
        expect(bare(parsed(expressionText(expression)))).toEqual(bare(expression));
      }),
      { numRuns: 500 },
    );
  });
});
