import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimalPrice, formatPrice, formatYield, parsePrice, parseYield } from '../../host/valuation/quote.ts';

describe('a price', () => {
  it.each([
    ['101-16', 101.5],
    ['97-29.91', 97.9346875],
    ['99-24+', 99.765625],
    ['99-24.00', 99.75],
    ['100-5', 100.15625],
    ['0-00.5', 0.015625],
    ['-0-16', -0.5],
    ['99.75', 99.75],
    [' 100 ', 100],
    ['.5', 0.5],
  ])('%s is read as %d', (text, price) => {
    expect(parsePrice(text)).toBe(price);
  });

  it.each(['', '99-32', '99-31.5+', '99-247', '99-', '-', '1e2', '99-24-1', '99 24', 'par', '∞', '99,5'])(
    '%j is refused',
    (text) => {
      expect(() => parsePrice(text)).toThrow(`REQUEST_INVALID price: got '${text}'; expected a price such as 101-16`);
    },
  );

  it('is written in points and 32nds, two digits before the point', () => {
    expect(formatPrice(97.9346875)).toBe('97-29.91');
    expect(formatPrice(99.75)).toBe('99-24.00');
    expect(formatPrice(101.15625, 0)).toBe('101-05');
    expect(formatPrice(-0.5)).toBe('-0-16.00');
  });

  it('carries 32nds that round up to 32 into the points', () => {
    expect(formatPrice(99.9999)).toBe('100-00.00');
    expect(formatPrice(-0.00001)).toBe('0-00.00');
  });

  it('is written as a decimal too', () => {
    expect(formatDecimalPrice(97.9346875)).toBe('97.93469');
  });

  it('reads back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3200, max: 3200 * 200 }), (hundredths) => {
        const text = formatPrice(hundredths / 3200);
        expect(parsePrice(text)).toBeCloseTo(hundredths / 3200, 11);
        expect(formatPrice(parsePrice(text))).toBe(text);
      }),
    );
  });
});

describe('a yield', () => {
  it.each([
    ['5.264%', 0.05264],
    ['5.264 %', 0.05264],
    ['-3%', -0.03],
    ['1000%', 10],
    ['0.05264', 0.05264],
    ['0', 0],
  ])('%s is read as %d', (text, value) => {
    expect(parseYield(text)).toBe(value);
  });

  it.each(['', '%', '5.264', '-5', '1', '5,2%', '1e-2', '-200%', 'five'])('%j is refused', (text) => {
    expect(() => parseYield(text)).toThrow(`REQUEST_INVALID yield: got '${text}'; expected a yield such as 5.264% or 0.05264`);
  });

  it('is written in percent, half up', () => {
    expect(formatYield(0.05264)).toBe('5.264%');
    expect(formatYield(0.0526445, 4)).toBe('5.2645%');
    expect(formatYield(-0.00000001)).toBe('0.000%');
  });

  it('reads back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 1_000_000 }), (thousandths) => {
        const text = formatYield(thousandths / 100_000);
        expect(formatYield(parseYield(text))).toBe(text);
      }),
    );
  });
});
