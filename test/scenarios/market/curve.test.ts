/** Curves: every point repriced, shapes between points by hand, and what is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  annuity,
  discount,
  flatCurve,
  INTERPOLATIONS,
  instantaneousForward,
  type MarketCurve,
  marketCurve,
  minusLogDiscount,
  parRate,
  simpleForward,
} from '../../../host/scenarios/market/curve.ts';
import { integral } from '../../../host/scenarios/market/normal.ts';
import { thrownBy } from '../../deal/small.ts';

const YEARS = [0.25, 0.5, 1, 2, 3, 5, 7, 10, 20, 30];
const RATES = [0.041, 0.042, 0.043, 0.041, 0.04, 0.0395, 0.04, 0.041, 0.0425, 0.0415];

/** What a swap that pays `rate` twice a year is worth beside a dollar now, from its payments one by one. */
function parBond(curve: MarketCurve, years: number, rate: number): number {
  if (years <= 0.5) return (1 + rate * years) * discount(curve, years);
  let worth = discount(curve, years);
  for (let k = 1; k <= years * 2; k++) worth += (rate / 2) * discount(curve, k / 2);
  return worth;
}

describe('a curve of par swaps', () => {
  it.each(INTERPOLATIONS)('reprices every swap: %s', (interpolation) => {
    const curve = marketCurve({ kind: 'par', years: YEARS, rates: RATES }, { interpolation });
    YEARS.forEach((years, i) => {
      expect(parBond(curve, years, RATES[i]!)).toBeCloseTo(1, 13);
    });
    expect(parRate(curve, 0, 10)).toBeCloseTo(0.041, 13);
    expect(annuity(curve, 0, 1)).toBeCloseTo((discount(curve, 0.5) + discount(curve, 1)) / 2, 15);
  });

  it('of one rate is that rate everywhere', () => {
    // 4 % twice a year: every factor is 1.02^(-2 t), whatever lies between the points.
    const curve = marketCurve({ kind: 'par', years: [0.5, 1, 5, 15, 30], rates: [0.04, 0.04, 0.04, 0.04, 0.04] });
    for (const t of [0.5, 1, 3.5, 5, 12, 29.5, 30]) expect(discount(curve, t)).toBeCloseTo(1.02 ** (-2 * t), 12);
  });

  it('of two half-years is worked by hand', () => {
    const curve = marketCurve({ kind: 'par', years: [0.5, 1], rates: [0.04, 0.05] });
    expect(discount(curve, 0.5)).toBeCloseTo(1 / 1.02, 15);
    expect(discount(curve, 1)).toBeCloseTo((1 - 0.025 / 1.02) / 1.025, 15);
  });
});

describe('a curve of zero rates', () => {
  it('discounts at each rate in its own compounding', () => {
    const zero = (compounding: 'continuous' | 'annual' | 'semiannual' | 'monthly') =>
      discount(marketCurve({ kind: 'zero', years: [1, 2, 4], rates: [0.03, 0.04, 0.05], compounding }), 4);
    expect(zero('continuous')).toBeCloseTo(Math.exp(-0.2), 14);
    expect(zero('annual')).toBeCloseTo(1.05 ** -4, 14);
    expect(zero('semiannual')).toBeCloseTo(1.025 ** -8, 14);
    expect(zero('monthly')).toBeCloseTo((1 + 0.05 / 12) ** -48, 14);
  });

  it('is log-linear between points and flat after them where that is asked for', () => {
    const curve = marketCurve(
      { kind: 'zero', years: [1, 3], rates: [0.03, 0.05], compounding: 'continuous' },
      { interpolation: 'logLinear' },
    );
    // 0.03 at 1 and 0.15 at 3: the forward between is 0.06, and stays so.
    expect(minusLogDiscount(curve, 2)).toBeCloseTo(0.09, 15);
    expect(instantaneousForward(curve, 2)).toBeCloseTo(0.06, 15);
    expect(instantaneousForward(curve, 0.5)).toBeCloseTo(0.03, 15);
    expect(minusLogDiscount(curve, 5)).toBeCloseTo(0.15 + 2 * 0.06, 15);
    expect(discount(curve, 0)).toBe(1);
  });
});

describe('a curve of monthly forwards', () => {
  it('gives the forwards back, in the day count that they are quoted in', () => {
    const rates = [0.05, 0.051, 0.049, 0.047, 0.046];
    const months = rates.map((_, month) => month);
    const plain = marketCurve({ kind: 'monthlyForward', months, rates });
    rates.forEach((rate, month) => {
      expect(simpleForward(plain, month / 12, 1 / 12)).toBeCloseTo(rate, 14);
    });
    const accrual = 365.25 / 360 / 12;
    const money = marketCurve({ kind: 'monthlyForward', months, rates, accrual });
    expect(discount(money, 1 / 12)).toBeCloseTo(1 / (1 + 0.05 * accrual), 15);
    expect(simpleForward(money, 1 / 12, 1 / 12, accrual)).toBeCloseTo(0.051, 14);
  });
});

describe('monotone convex forwards', () => {
  const curve = marketCurve({
    kind: 'zero',
    years: [1, 2, 3, 5, 10],
    rates: [0.02, 0.025, 0.035, 0.03, 0.04],
    compounding: 'continuous',
  });

  it('have the mean of each interval, and are the slope of the logarithm', () => {
    // Forwards of the intervals: 2 %, 3 %, 5.5 %, 2.25 %, 5 %, from the given zeros (0.02, 0.05, 0.105, 0.15, 0.4).
    [0.02, 0.03, 0.055, 0.0225, 0.05].forEach((mean, i) => {
      const [from, to] = [[0, 1, 2, 3, 5][i]!, [1, 2, 3, 5, 10][i]!];
      const area = integral((s) => instantaneousForward(curve, from + s), to - from, 4000);
      expect(area / (to - from)).toBeCloseTo(mean, 7);
    });
    for (const t of [0.1, 0.7, 1.4, 2.6, 3.9, 4.4, 6, 9.5]) {
      const slope = (minusLogDiscount(curve, t + 1e-6) - minusLogDiscount(curve, t - 1e-6)) / 2e-6;
      expect(slope).toBeCloseTo(instantaneousForward(curve, t), 8);
    }
  });

  it('at nodes are between the neighbours and have no jumps', () => {
    // At 1 year, half of each: 2.5 %; at 2 years 4.25 %; at 5 years 2/7 of the long one and 5/7 of the short: (2 x 5 + 5 x 2.25) / 7.
    expect(instantaneousForward(curve, 1)).toBeCloseTo(0.025, 15);
    expect(instantaneousForward(curve, 2)).toBeCloseTo(0.0425, 15);
    expect(instantaneousForward(curve, 5)).toBeCloseTo((2 * 0.05 + 5 * 0.0225) / 7, 15);
    // Ends: 2 % - (2.5 - 2) / 2 and 5 % - (3.03571... - 5) / 2.
    expect(instantaneousForward(curve, 0)).toBeCloseTo(0.0175, 15);
    expect(instantaneousForward(curve, 10)).toBeCloseTo(0.05 - ((2 * 0.05 + 5 * 0.0225) / 7 - 0.05) / 2, 15);
    for (const t of [1, 2, 3, 5]) {
      const jump = instantaneousForward(curve, t + 1e-9) - instantaneousForward(curve, t - 1e-9);
      expect(Math.abs(jump)).toBeLessThan(1e-8);
    }
  });

  it('go on flat after the last point', () => {
    const last = instantaneousForward(curve, 10);
    expect(instantaneousForward(curve, 25)).toBe(last);
    expect(minusLogDiscount(curve, 25)).toBeCloseTo(0.4 + 15 * last, 14);
  });

  it('are positive wherever the forwards of the intervals are, and keep every point', () => {
    const forwards = fc.array(
      fc.tuple(fc.double({ min: 0.05, max: 8, noNaN: true }), fc.double({ min: 1e-5, max: 0.2, noNaN: true })),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(forwards, (pieces) => {
        let [time, log] = [0, 0];
        const nodes = pieces.map(([length, forward]) => {
          time += length;
          log += length * forward;
          return { time, rate: log / time };
        });
        fc.pre(time < 99 && (nodes[0]?.time ?? 9) <= 2);
        const years = nodes.map((node) => node.time);
        const rates = nodes.map((node) => node.rate);
        const curve = marketCurve({ kind: 'zero', years, rates, compounding: 'continuous' });
        for (let k = 0; k <= 200; k++) expect(instantaneousForward(curve, (time * k) / 200)).toBeGreaterThan(-1e-15);
        nodes.forEach((node) => {
          expect(Math.abs(minusLogDiscount(curve, node.time) - node.rate * node.time)).toBeLessThan(1e-13);
        });
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

describe('a flat curve', () => {
  it('has one forward', () => {
    const curve = flatCurve(0.0475);
    expect(discount(curve, 7)).toBeCloseTo(Math.exp(-0.3325), 15);
    expect(instantaneousForward(curve, 40)).toBe(0.0475);
    expect(simpleForward(curve, 3, 0.25)).toBeCloseTo(Math.expm1(0.0475 / 4) * 4, 14);
  });
});

describe('points that are refused', () => {
  it('are told all at once, by place', () => {
    const faults = thrownBy(() =>
      marketCurve({ kind: 'par', years: [1, 3, 2, -1, 5.3], rates: [0.04, Number.NaN, 0.05, 0.04, -0.2] }),
    );
    expect(faults).toMatchObject([
      { code: 'MARKET_POINTS', place: 'curve.rates[1]', got: 'NaN' },
      { code: 'MARKET_FLOOR', place: 'curve.rates[4]', got: '-0.2' },
      { code: 'MARKET_POINTS', place: 'curve.years[2]', got: '2 after 3' },
      { code: 'MARKET_POINTS', place: 'curve.years[3]', got: '-1' },
      { code: 'MARKET_POINTS', place: 'curve.years[4]', got: '5.3' },
    ]);
  });

  it('have holes', () => {
    const months = thrownBy(() => marketCurve({ kind: 'monthlyForward', months: [0, 1, 4], rates: [0.05, 0.05, 0.05] }));
    expect(months).toMatchObject([
      { code: 'MARKET_POINTS', place: 'curve.months[2]', got: 'a hole: month 2 is missing, and so on to 3' },
    ]);
    const late = thrownBy(() => marketCurve({ kind: 'par', years: [10, 40], rates: [0.05, 0.05] }, { place: 'benchmark' }));
    expect(late).toMatchObject([
      { code: 'MARKET_POINTS', place: 'benchmark.years[0]', got: 'a hole before 10 years' },
      { code: 'MARKET_POINTS', place: 'benchmark.years[1]', got: 'a hole between 10 and 40 years' },
    ]);
  });

  it('are none, or not as many as rates, or percents', () => {
    expect(thrownBy(() => marketCurve({ kind: 'par', years: [], rates: [] }))).toMatchObject([{ got: 'no points' }]);
    expect(thrownBy(() => marketCurve({ kind: 'par', years: [1], rates: [4.5, 4.6] }))).toMatchObject([
      { got: '1 years and 2 rates' },
      { place: 'curve.rates[0]', expected: 'a decimal a year: 4.5 percent is 0.045' },
      { place: 'curve.rates[1]' },
    ]);
  });

  it('are below a floor of the user', () => {
    const points = { kind: 'zero', years: [1, 2], rates: [-0.004, 0.01], compounding: 'continuous' } as const;
    expect(discount(marketCurve(points), 1)).toBeCloseTo(Math.exp(0.004), 15);
    expect(thrownBy(() => marketCurve(points, { floor: 0 }))).toMatchObject([{ code: 'MARKET_FLOOR', place: 'curve.rates[0]' }]);
  });

  it('say together that money is lent below the floor', () => {
    // Logarithms 0.02 at 1 and 0.018 at 2: the forward between is -0.2 %.
    const points = { kind: 'zero', years: [1, 2], rates: [0.02, 0.009], compounding: 'continuous' } as const;
    expect(instantaneousForward(marketCurve(points, { interpolation: 'logLinear' }), 1.5)).toBeCloseTo(-0.002, 14);
    const faults = thrownBy(() => marketCurve(points, { floor: 0 }));
    expect(faults).toMatchObject([{ code: 'MARKET_FLOOR', got: 'a forward of -0.002000 between 1 and 2 years' }]);
  });

  it('leave no discount factor', () => {
    // 28 coupons of half of 60 % are worth more than a dollar long before 14 years at 1 %.
    const faults = thrownBy(() => marketCurve({ kind: 'par', years: [1, 5, 14], rates: [0.01, 0.01, 0.6] }));
    expect(faults).toMatchObject([{ code: 'MARKET_CURVE', place: 'curve' }]);
  });
});
