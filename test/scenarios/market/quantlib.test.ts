/**
 * QuantLib as an outside oracle. Its WebAssembly build has curves and swaps, but no short-rate models: those are held against the output
 * that QuantLib prints for its own example program.
 */
import load from 'quantlib-wasm';
import { describe, expect, it } from 'vitest';
import { annuity, discount, flatCurve, marketCurve, parRate } from '../../../host/scenarios/market/curve.ts';
import { g2 } from '../../../host/scenarios/market/g2.ts';
import { hullWhite } from '../../../host/scenarios/market/hullWhite.ts';
import { swaptionPrice } from '../../../host/scenarios/market/instruments.ts';
import { lognormalVolatility } from '../../../host/scenarios/market/quotes.ts';
import type { ShortRateModel } from '../../../host/scenarios/market/shortRate.ts';

describe('a log-linear curve', () => {
  it('values swaps as QuantLib does', async () => {
    const ql = await load();
    const day = (text: string) => ql.Date.fromISOString(text);
    // All of them weekdays, so that the floating leg's roll moves neither end.
    const ends = { 2: '2026-01-16', 5: '2029-01-16', 10: '2034-01-16' } as const;
    const curve = marketCurve({ kind: 'par', years: [2, 5, 10], rates: [0.041, 0.0395, 0.0437] }, { interpolation: 'logLinear' });
    const today = day('2024-01-16');
    ql.setValuationDate(today);
    const days = new ql.Vector$Date$();
    const factors = new ql.Vector$double$();
    [today, ...Object.values(ends).map(day)].forEach((node, i) => {
      days.push_back(node);
      factors.push_back(discount(curve, [0, 2, 5, 10][i]!));
    });
    const count = new ql.Thirty360(ql.Thirty360Convention.BondBasis);
    const handle = ql.createLogLinearYieldTermStructure(days, factors, count);
    const halfYear = new ql.Period(6, ql.TimeUnit.Months);
    const index = new ql.Euribor(halfYear, handle);
    // What is set today is the curve's own forward: 182 days over 360.
    index.addFixing(index.fixingDate(today), (1 / discount(curve, 0.5) - 1) / (182 / 360), true);
    const none = new ql.Date();
    const { Unadjusted, ModifiedFollowing } = ql.BusinessDayConvention;
    const { Forward } = ql.DateGenerationRule;
    for (const [years, end] of Object.entries(ends)) {
      const to = day(end);
      const fixed = new ql.Schedule(
        today,
        to,
        halfYear,
        new ql.NullCalendar(),
        Unadjusted,
        Unadjusted,
        Forward,
        false,
        none,
        none,
      );
      const floating = new ql.Schedule(
        today,
        to,
        halfYear,
        new ql.TARGET(),
        ModifiedFollowing,
        ModifiedFollowing,
        Forward,
        false,
        none,
        none,
      );
      const { Payer } = ql.VanillaSwapType;
      const swap = ql.createVanillaSwap(Payer, 1, fixed, 0.03, count, floating, index, 0, new ql.Actual360());
      swap.setPricingEngine(handle);
      const ours = 1 - discount(curve, Number(years)) - 0.03 * annuity(curve, 0, Number(years));
      expect(Math.abs(swap.NPV() - ours)).toBeLessThan(1e-12);
    }
  });
});

/**
 * Printed by QuantLib's example BermudanSwaption (Examples/BermudanSwaption; its output stands in the documentation of several of its ports): a flat curve at
 * 4.875825 %, continuous, from 19 February 2002; swaptions 1x5, 2x4, 3x3, 4x2, 5x1; Black volatilities at the parameters that each
 * model was fitted to.
 */
const PRINTED = {
  'hull-white': [0.1062037, 0.1062959, 0.1063414, 0.1064428, 0.1066132],
  g2pp: [0.1004552, 0.1051233, 0.10705, 0.1083816, 0.109439],
} as const;

/**
 * The example's conventions, as its source has them: the fixed leg pays every half-year on actual days over 360; options are priced from 15 February,
 * four days before the curve begins, so their Black expiries are 4/365 longer. Its two-factor engine counts the coupons' accruals in actual days over
 * 365, so its receivers are struck at 360/365 of the par rate. Exercise and payment dates roll off weekends there and not here:
 * three parts in a thousand at one year, less later.
 */
function blackVolatilities(model: ShortRateModel, strikeShare: number): number[] {
  const curve = flatCurve(0.04875825);
  return [1, 2, 3, 4, 5].map((expiry) => {
    const tenor = 6 - expiry;
    const forward = parRate(curve, expiry, tenor);
    const price = swaptionPrice(model, curve, { kind: 'receiver', expiry, tenor, strike: forward * strikeShare });
    const quote = { isCall: false, forward, strike: forward, expiry: expiry + 4 / 365 };
    return lognormalVolatility(quote, price / annuity(curve, expiry, tenor));
  });
}

describe('QuantLib prints for its own example', () => {
  it('the Hull-White volatilities of Jamshidian here', () => {
    const ours = blackVolatilities(hullWhite({ a: 0.046414, sigma: 0.0058693 }), 1);
    ours.forEach((volatility, i) => {
      expect(Math.abs(volatility / PRINTED['hull-white'][i]! - 1)).toBeLessThan(0.001);
    });
  });

  it('the G2++ volatilities of the one-dimensional integral here', () => {
    const model = g2({ a: 0.050105, sigma: 0.0094504, b: 0.050109, eta: 0.0094505, rho: -0.76333 });
    const ours = blackVolatilities(model, 360 / 365);
    ours.forEach((volatility, i) => {
      expect(Math.abs(volatility / PRINTED.g2pp[i]! - 1)).toBeLessThan(0.0035);
    });
  });
});
