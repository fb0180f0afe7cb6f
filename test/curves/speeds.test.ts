import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cdrFromSda,
  cprFromHep,
  cprFromPsa,
  cprFromSmm,
  mdrFromCdr,
  mdrFromSda,
  psaFromSmm,
  smmFromAbs,
  smmFromCpr,
  smmFromPsa,
} from '../../host/curves/speeds.ts';

/** Percent as the tables print it. */
function percent(rate: number, digits: number): string {
  return (rate * 100).toFixed(digits);
}

describe('prepayment speeds', () => {
  // Bond Market Association, Standard Formulas, SMM-CPR-PSA conversion table: SMM %, CPR %, PSA % in months 30 and later.
  const conversion: [string, string, string][] = [
    ['0.05', '0.6', '10'],
    ['0.25', '3.0', '49'],
    ['0.40', '4.7', '78'],
    ['0.50', '5.8', '97'],
    ['0.75', '8.6', '144'],
    ['1.00', '11.4', '189'],
    ['1.15', '13.0', '216'],
    ['1.25', '14.0', '234'],
    ['1.35', '15.0', '251'],
    ['1.45', '16.1', '268'],
  ];

  it.each(conversion)('SMM %s is CPR %s and PSA %s, as published', (smm, cpr, psa) => {
    expect(percent(cprFromSmm(Number(smm) / 100), 1)).toBe(cpr);
    expect(percent(psaFromSmm(Number(smm) / 100, 30), 0)).toBe(psa);
    expect(percent(psaFromSmm(Number(smm) / 100, 200), 0)).toBe(psa);
  });

  // The same standard, one-month PSA to SMM: month, PSA, SMM %.
  const oneMonth: [number, number, string][] = [
    [1, 50, '0.01'],
    [1, 950, '0.16'],
    [5, 500, '0.43'],
    [10, 250, '0.43'],
    [12, 100, '0.20'],
    [15, 600, '1.64'],
    [18, 350, '1.12'],
    [20, 900, '3.65'],
    [24, 150, '0.62'],
    [25, 750, '3.84'],
    [28, 400, '2.09'],
    [29, 950, '6.46'],
  ];

  it.each(oneMonth)('in month %i, PSA %i is SMM %s, as published', (month, psa, smm) => {
    expect(percent(smmFromPsa(psa / 100, month), 2)).toBe(smm);
  });

  it('100 PSA rises by 0.2 % CPR a month to 6 % in month 30', () => {
    expect(cprFromPsa(1, 1)).toBeCloseTo(0.002, 15);
    expect(cprFromPsa(1, 30)).toBeCloseTo(0.06, 15);
    expect(cprFromPsa(1, 360)).toBeCloseTo(0.06, 15);
    expect(cprFromPsa(1, 0)).toBe(0);
  });

  it('a PSA speed past 100 % CPR repays everything', () => {
    // 2,000 PSA in month 30 would be 120 % CPR.
    expect(cprFromPsa(20, 30)).toBe(1);
    expect(smmFromPsa(20, 30)).toBe(1);
  });

  it('annual and monthly rates are each other undone', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (cpr) => {
        expect(cprFromSmm(smmFromCpr(cpr))).toBeCloseTo(cpr, 12);
        // The formula as the standard writes it.
        expect(smmFromCpr(cpr)).toBeCloseTo(1 - (1 - cpr) ** (1 / 12), 12);
      }),
    );
    expect(smmFromCpr(1)).toBe(1);
    expect(smmFromCpr(0) + 0).toBe(0);
  });

  it('ABS repays a fixed share of the original loans each month until none are left', () => {
    // 1.5 ABS: month 1 is 1.5 %; month 11 is 0.015 / (1 - 0.15).
    expect(smmFromAbs(0.015, 1)).toBe(0.015);
    expect(smmFromAbs(0.015, 11)).toBeCloseTo(0.015 / 0.85, 15);
    // 66 months use 99 % of the loans; the 1 % left is less than one month's 1.5 %.
    expect(smmFromAbs(0.015, 66)).toBeLessThan(1);
    expect(smmFromAbs(0.015, 67)).toBe(1);
    expect(smmFromAbs(0.015, 500)).toBe(1);
    // Surviving shares at 1.25 ABS: the product of (1 - smm) after n months is 1 - 0.0125 n.
    let surviving = 1;
    for (let month = 1; month <= 60; month += 1) surviving *= 1 - smmFromAbs(0.0125, month);
    expect(surviving).toBeCloseTo(0.25, 12);
  });

  it('20 HEP rises from 2 % CPR to 20 % in month 10', () => {
    expect(cprFromHep(0.2, 1)).toBeCloseTo(0.02, 15);
    expect(cprFromHep(0.2, 10)).toBeCloseTo(0.2, 15);
    expect(cprFromHep(0.2, 11)).toBeCloseTo(0.2, 15);
  });
});

describe('default speeds', () => {
  it('100 SDA rises to 0.60 % in month 30, holds to 60, and falls to 0.03 % in month 120', () => {
    const cdr = (month: number) => (cdrFromSda(1, month) * 100).toFixed(4);
    expect([1, 15, 30, 45, 60].map(cdr)).toEqual(['0.0200', '0.3000', '0.6000', '0.6000', '0.6000']);
    // Down by 0.0095 % a month: 0.6 - 0.0095, 0.6 - 30 x 0.0095, 0.6 - 59 x 0.0095.
    expect([61, 90, 119, 120, 121, 300].map(cdr)).toEqual(['0.5905', '0.3150', '0.0395', '0.0300', '0.0300', '0.0300']);
  });

  it('SDA multiplies the curve, and the annual rate becomes a monthly one', () => {
    expect(mdrFromSda(2, 40)).toBeCloseTo(1 - (1 - 0.012) ** (1 / 12), 15);
    expect(mdrFromSda(1000, 40)).toBe(1);
    expect(mdrFromCdr(0.02)).toBeCloseTo(1 - 0.98 ** (1 / 12), 15);
  });
});
