/** Discount margins and Z-spreads against what can be worked by hand: floaters at par, flat curves, two payments. */
import { describe, expect, it } from 'vitest';
import { WeirError } from '../../host/errors.ts';
import { marginFromValue, valueAtMargin, valueAtZSpread, zeroRate, zSpreadFromValue } from '../../host/valuation/margin.ts';
import { yieldFromValue } from '../../host/valuation/price.ts';
import { levelAnnuity, trancheCash } from './sample.ts';

/** Rates that rise and fall, periods of 28 to 31 days over 360. */
const RATES = [0.031, 0.035, 0.044, 0.052, 0.047, 0.039, 0.03, 0.026];
const FRACTIONS = [31, 28, 31, 30, 31, 30, 31, 31].map((days) => days / 360);
const INDEX = { rates: RATES, fractions: FRACTIONS };
const PRINCIPAL = [5, 10, 0, 25, 20, 15, 15, 10];

/** A class of 100 that pays the index and `margin` on what is left. */
function floater(margin: number) {
  let balance = 100;
  const interest = PRINCIPAL.map((paid, k) => {
    const due = balance * (RATES[k]! + margin) * FRACTIONS[k]!;
    balance -= paid;
    return due;
  });
  return trancheCash({ face: 100, dayCount: 'act/360', interest, principal: PRINCIPAL });
}

describe('a discount margin', () => {
  it('of a class that pays its index and a margin is that margin at par, whatever the rates and however principal comes', () => {
    // Value before payment k of a balance B is B (1 + (L + m) f) / (1 + (L + m) f) = B: back from the last to par.
    for (const margin of [0, 0.0045, 0.02]) {
      expect(valueAtMargin(floater(margin), INDEX, margin)).toBeCloseTo(100, 12);
      expect(marginFromValue(floater(margin), INDEX, 100)).toBeCloseTo(margin, 14);
    }
  });

  it('comes back from its value, and is the quotient of one payment', () => {
    for (const margin of [-0.02, 0.0123, 0.3])
      expect(marginFromValue(floater(0.01), INDEX, valueAtMargin(floater(0.01), INDEX, margin))).toBeCloseTo(margin, 13);
    // 100 in one period of 31 days at an index of 3.1 %, bought for 99: 1 + (3.1 % + m) 31 / 360 = 100 / 99.
    const once = trancheCash({ face: 100, interest: [0], principal: [100] });
    const index = { rates: [0.031], fractions: [31 / 360] };
    expect(marginFromValue(once, index, 99)).toBeCloseTo(((100 / 99 - 1) * 360) / 31 - 0.031, 14);
  });

  it('is refused where none gives the value', () => {
    const refused = () => marginFromValue(floater(0.01), INDEX, 1e9);
    expect(refused).toThrow(WeirError);
    expect(refused).toThrow(/YIELD_NONE.*discount margin/s);
  });
});

describe('a Z-spread', () => {
  const { interest, principal } = levelAnnuity(100, 0.005, 120);
  const loan = trancheCash({ face: 100, interest, principal });

  it('over a flat curve is the yield less the curve', () => {
    // (1 + z / 2)^(-2 t) with z = 4 % at every time.
    const flat = (years: number) => 2 * years * Math.log(1.02);
    expect(zeroRate(flat, 7.3)).toBeCloseTo(0.04, 14);
    for (const value of [80, 100, 115])
      expect(zSpreadFromValue(loan, flat, value)).toBeCloseTo(yieldFromValue(loan, value) - 0.04, 13);
  });

  it('is added to each zero rate: two payments by hand', () => {
    // Half a year at 3 %, a year at 5 %, and 1 % more: 50 / 1.02 + 60 / 1.03^2.
    const twice = trancheCash({
      face: 110,
      every: 6,
      paymentDates: [1, 2].map((k) => Date.UTC(2004, 6 * k, 1) / 86_400_000),
      principal: [50, 60],
    });
    const curve = (years: number) => 2 * years * Math.log(1 + (years < 0.75 ? 0.03 : 0.05) / 2);
    const value = 50 / 1.02 + 60 / 1.03 ** 2;
    expect(valueAtZSpread(twice, curve, 0.01)).toBeCloseTo(value, 12);
    expect(zSpreadFromValue(twice, curve, value)).toBeCloseTo(0.01, 14);
  });

  it('is refused where none gives the value', () => {
    expect(() => zSpreadFromValue(loan, () => 0, 0)).toThrow(/YIELD_NONE.*Z-spread/s);
  });
});
