/** The instruments that a model is calibrated to: swaptions and caps at the money, by quote and by model. */
import { annuity, discount, type MarketCurve, parRate, simpleForward } from './curve.ts';
import { g2Swaption } from './g2.ts';
import { hullWhiteSwaption } from './hullWhite.ts';
import { lognormalPrice, lognormalVolatility, normalPrice, normalVolatility, type QuoteKind, type RateQuote } from './quotes.ts';
import { risingRoot } from './roots.ts';
import { rateOption, type ShortRateModel } from './shortRate.ts';
import type { Swaption } from './swaption.ts';

/** A volatility of the market. */
export interface Quoted {
  /** Units: decimal a year per root year (normal), share (lognormal). */
  readonly volatility: number;
  /** Default: normal. */
  readonly quote?: QuoteKind;
  /** Added to rate and strike of a lognormal quote. */
  readonly shift?: number;
  /** How much this one counts; default 1. */
  readonly weight?: number;
}

/** At the money: the strike is the forward par rate. Units: years; `perYear` payments of the fixed leg, default 2. */
export interface SwaptionQuote extends Quoted {
  readonly kind: 'swaption';
  readonly expiry: number;
  readonly tenor: number;
  readonly perYear?: number;
}

/**
 * At the money: the strike is the par rate of a swap of the same periods; the period that is already set is left out. One volatility
 * for all periods, each of which is a rate set at its start. Units: years; `every` months a period, default 3.
 */
export interface CapQuote extends Quoted {
  readonly kind: 'cap';
  readonly maturity: number;
  readonly every?: number;
}

export type Instrument = SwaptionQuote | CapQuote;

/** An option on one rate, times what a unit of it pays. A swaption has one, a cap one a period. */
interface Piece {
  readonly quote: RateQuote;
  readonly annuity: number;
}

/** An instrument on a curve: what does not depend on model or volatility. */
export interface Placed {
  readonly instrument: Instrument;
  readonly strike: number;
  readonly pieces: readonly Piece[];
  /** `5x10 swaption`, `7 year cap`. */
  readonly name: string;
}

/** Finds strike, forwards and annuities of an instrument. */
export function placed(curve: MarketCurve, instrument: Instrument): Placed {
  if (instrument.kind === 'swaption') {
    const { expiry, tenor, perYear } = instrument;
    const forward = parRate(curve, expiry, tenor, perYear);
    const quote = { isCall: true, forward, strike: forward, expiry };
    const pieces = [{ quote, annuity: annuity(curve, expiry, tenor, perYear) }];
    return { instrument, strike: forward, pieces, name: `${expiry}x${tenor} swaption` };
  }
  const { length, count } = periodsOf(instrument);
  // The par rate of the periods that the cap covers: all but the first.
  const strike = parRate(curve, length, length * count, 1 / length);
  const pieces = Array.from({ length: count }, (_, k) => {
    const start = (k + 1) * length;
    const quote = { isCall: true, forward: simpleForward(curve, start, length), strike, expiry: start };
    return { quote, annuity: length * discount(curve, start + length) };
  });
  return { instrument, strike, pieces, name: `${instrument.maturity} year cap` };
}

function periodsOf({ maturity, every = 3 }: { readonly maturity: number; readonly every?: number }): {
  length: number;
  count: number;
} {
  return { length: every / 12, count: Math.round((maturity * 12) / every) - 1 };
}

/** The price at one volatility for all pieces. Throws: MARKET_VOLATILITY where a lognormal quote meets a rate that is not above 0. */
export function priceAt({ pieces }: Placed, volatility: number, quote: QuoteKind = 'normal', shift = 0): number {
  const one = quote === 'normal' ? normalPrice : (of: RateQuote, by: number) => lognormalPrice(of, by, shift);
  return pieces.reduce((sum, { quote: of, annuity: size }) => sum + size * one(of, volatility), 0);
}

/** The price by a model. Units: dollars on a dollar. */
export function modelPrice(model: ShortRateModel, curve: MarketCurve, { instrument, strike }: Placed): number {
  if (instrument.kind === 'swaption') {
    const { expiry, tenor, perYear } = instrument;
    return swaptionPrice(model, curve, { kind: 'payer', expiry, tenor, strike, ...(perYear === undefined ? {} : { perYear }) });
  }
  const { maturity, every } = instrument;
  return capPrice(model, curve, { kind: 'cap', maturity, strike, ...(every === undefined ? {} : { every }) });
}

/** A cap or a floor on a dollar, the period already set left out. Units: years; `every` months a period, default 3; decimal a year. */
export interface Cap {
  readonly kind: 'cap' | 'floor';
  readonly maturity: number;
  readonly every?: number;
  readonly strike: number;
}

/** A cap or a floor by a model: the sum of its periods. */
export function capPrice(model: ShortRateModel, curve: MarketCurve, cap: Cap): number {
  const { length, count } = periodsOf(cap);
  let sum = 0;
  for (let k = 1; k <= count; k++)
    sum += rateOption(model, curve, { kind: cap.kind, start: k * length, tenor: length, strike: cap.strike });
  return sum;
}

/** A European swaption by the form that fits the model. */
export function swaptionPrice(model: ShortRateModel, curve: MarketCurve, swaption: Swaption): number {
  return model.kind === 'hull-white' ? hullWhiteSwaption(model, curve, swaption) : g2Swaption(model, curve, swaption);
}

/** The one volatility for all pieces that gives a price. Throws: MARKET_VOLATILITY where none does. */
export function volatilityOf(at: Placed, price: number, quote: QuoteKind = 'normal', shift = 0): number {
  const [only, ...others] = at.pieces;
  if (only !== undefined && others.length === 0) {
    const unit = price / only.annuity;
    return quote === 'normal' ? normalVolatility(only.quote, unit) : lognormalVolatility(only.quote, unit, shift);
  }
  const most = quote === 'normal' ? 1 : 30;
  const bump = most * 1e-6;
  return risingRoot(
    (volatility) => {
      const worth = priceAt(at, volatility, quote, shift);
      return [worth - price, (priceAt(at, volatility + bump, quote, shift) - worth) / bump];
    },
    0,
    most,
    most / 100,
  );
}
