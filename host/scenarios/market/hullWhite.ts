/** Hull and White's one-factor model: `dr = (theta(t) - a r) dt + sigma dW`, here as a factor around phi(t). European swaptions by Jamshidian's decomposition. */
import type { MarketCurve } from './curve.ts';
import { risingRoot } from './roots.ts';
import { bondOption, checkedModel, loading, logA, type ShortRateModel } from './shortRate.ts';
import { couponsOf, type Swaption } from './swaption.ts';

/** Units: a year; decimal a year per square root of a year. */
export interface HullWhiteParameters {
  readonly a: number;
  readonly sigma: number;
}

/** The model of given parameters. Throws: MARKET_PARAMETER. */
export function hullWhite({ a, sigma }: HullWhiteParameters): ShortRateModel {
  const factors = [{ meanReversion: a, volatility: sigma }];
  return checkedModel({ kind: 'hull-white', factors, correlation: 0 }, { a, sigma });
}

/** Wider than any state that a factor reaches: 2,000 points of short rate. */
const WIDEST_STATE = 20;

/**
 * What a European swaption on a dollar is worth now. With one factor every bond falls as the factor rises, so the swap is worth 0 at
 * one state alone, and the option on the sum of its payments is the sum of options on each, struck at the bond's price there.
 *
 * Source: F. Jamshidian, An exact bond option formula, Journal of Finance 44 (1989); Brigo and Mercurio (3.45).
 * Checked by: integration over the state; G2++ without its second factor.
 */
export function hullWhiteSwaption(model: ShortRateModel, curve: MarketCurve, swaption: Swaption): number {
  const { expiry } = swaption;
  const coupons = couponsOf(swaption);
  const reversion = model.factors[0]!.meanReversion;
  const bonds = coupons.map(({ time, amount }) => ({
    time,
    amount,
    log: logA(model, curve, expiry, time),
    fall: loading(reversion, time - expiry),
  }));
  // Less what the payments are worth, so that it rises with the state; a dollar is what the floating leg is worth.
  const state = risingRoot(
    (x) => {
      let [value, slope] = [1, 0];
      for (const { amount, log, fall } of bonds) {
        const worth = amount * Math.exp(log - fall * x);
        value -= worth;
        slope += fall * worth;
      }
      return [value, slope];
    },
    -WIDEST_STATE,
    WIDEST_STATE,
    0,
  );
  const kind = swaption.kind === 'payer' ? 'put' : 'call';
  let sum = 0;
  for (const { time, amount, log, fall } of bonds)
    sum += amount * bondOption(model, curve, { kind, expiry, maturity: time, strike: Math.exp(log - fall * state) });
  return sum;
}
