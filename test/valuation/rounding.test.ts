import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakTies, decrementCell, fixedText, roundHalfEven, roundHalfUp, scaledText } from '../../host/valuation/rounding.ts';

describe('rounding', () => {
  it('reads a double as it looks: 2.675 and 1.005 are ties', () => {
    expect(roundHalfUp(2.675, 2)).toBe(2.68);
    expect(roundHalfUp(1.005, 2)).toBe(1.01);
    expect(roundHalfEven(2.675, 2)).toBe(2.68);
    expect(roundHalfEven(2.665, 2)).toBe(2.66);
  });

  it('breaks ties below zero away from it, or to the even neighbour', () => {
    expect(roundHalfUp(-2.5, 0)).toBe(-3);
    expect(roundHalfEven(-2.5, 0)).toBe(-2);
  });

  it('writes all the places, and no minus sign before nothing', () => {
    expect(fixedText(3, 2)).toBe('3.00');
    expect(fixedText(-0.004, 2)).toBe('0.00');
    expect(fixedText(0.125, 2, 'even')).toBe('0.12');
    expect(fixedText(1e21, 1)).toBe('1000000000000000000000.0');
  });

  it('breaks ties of text as chosen, those of decrement tables always half up', () => {
    breakTies('even');
    try {
      expect([fixedText(2.5, 0), fixedText(3.5, 0), scaledText(0.125, 100, 0)]).toEqual(['2', '4', '12']);
      expect(decrementCell(2.5, 100)).toBe('3');
    } finally {
      breakTies('up');
    }
    expect(fixedText(2.5, 0)).toBe('3');
  });

  it('scales before it rounds', () => {
    // 0.0575 * 100 is 5.75 exactly, and 5.750000000000001 as a double.
    expect(scaledText(0.0575, 100, 1)).toBe('5.8');
    expect(scaledText(0.0565, 100, 1, 'even')).toBe('5.6');
  });

  it('is off by no more than half a place', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        expect(Math.abs(roundHalfUp(value, 2) - value)).toBeLessThanOrEqual(0.005 + 1e-6);
      }),
    );
  });
});

describe('a cell of a decrement table', () => {
  it('is a whole percent, half up', () => {
    expect(decrementCell(78.4999, 100)).toBe('78');
    expect(decrementCell(78.5, 100)).toBe('79');
    expect(decrementCell(143, 100)).toBe('143');
    expect(decrementCell(168_829_000, 168_829_000)).toBe('100');
  });

  it('is a star above 0 and below a half', () => {
    expect(decrementCell(0.4999, 100)).toBe('*');
    expect(decrementCell(0.5, 100)).toBe('1');
    // A third of 1.5 % is a tie that doubles only come near to.
    expect(decrementCell(844_145, 168_829_000)).toBe('1');
    expect(decrementCell(844_144.99, 168_829_000)).toBe('*');
  });

  it('is 0 at half a cent or less', () => {
    expect(decrementCell(0.005, 1e8)).toBe('0');
    expect(decrementCell(0.0051, 1e8)).toBe('*');
    expect(decrementCell(-0.001, 1e8)).toBe('0');
    expect(decrementCell(0, 0)).toBe('0');
  });
});
