/** How the market quotes options on rates: by the volatility of a normal rate (Bachelier) or of a lognormal one (Black), and back. */
import { fail } from '../../errors.ts';
import { normalBelow, normalDensity } from './normal.ts';
import { risingRoot } from './roots.ts';

export const QUOTE_KINDS = ['normal', 'lognormal'] as const;
export type QuoteKind = (typeof QUOTE_KINDS)[number];

/** An option on a rate, for an annuity of one dollar. Units: decimals a year; years. `isCall`: a payer swaption or a caplet. */
export interface RateQuote {
  readonly isCall: boolean;
  readonly forward: number;
  readonly strike: number;
  readonly expiry: number;
}

/** Value and its growth with the volatility. */
type Priced = readonly [price: number, vega: number];

/**
 * Bachelier's formula: the rate at expiry is normal. Units: `volatility` a decimal rate a year per root year (0.0085 is 85 bp).
 *
 * Source: L. Bachelier, Theorie de la speculation (1900).
 */
export function normalPrice(quote: RateQuote, volatility: number): number {
  return ofNormal(quote, volatility)[0];
}

/**
 * Black's formula: the rate and a shift together are lognormal. Units: `volatility` a share a year per root year.
 *
 * Source: F. Black, The pricing of commodity contracts (1976). Throws: MARKET_VOLATILITY where rate and shift are not above 0.
 */
export function lognormalPrice(quote: RateQuote, volatility: number, shift = 0): number {
  refuseNegative(quote, shift);
  return ofLognormal(quote, volatility, shift)[0];
}

function ofNormal({ isCall, forward, strike, expiry }: RateQuote, volatility: number): Priced {
  const gain = (isCall ? 1 : -1) * (forward - strike);
  const root = Math.sqrt(expiry);
  const deviation = volatility * root;
  if (deviation <= 0) return [Math.max(0, gain), 0];
  const d = gain / deviation;
  const density = normalDensity(d);
  return [gain * normalBelow(d) + deviation * density, root * density];
}

function ofLognormal({ isCall, forward, strike, expiry }: RateQuote, volatility: number, shift: number): Priced {
  const sign = isCall ? 1 : -1;
  const [rate, paid] = [forward + shift, strike + shift];
  const root = Math.sqrt(expiry);
  const deviation = volatility * root;
  if (deviation <= 0) return [Math.max(0, sign * (rate - paid)), 0];
  const high = Math.log(rate / paid) / deviation + deviation / 2;
  const low = high - deviation;
  const price = sign * (rate * normalBelow(sign * high) - paid * normalBelow(sign * low));
  return [price, rate * root * normalDensity(high)];
}

/** No rate moves more in a year than these: 10,000 bp, and thirty times itself. */
const MOST_NORMAL = 1;
const MOST_LOGNORMAL = 30;

/**
 * The normal volatility that gives a price. Units: as `normalPrice`; the price for an annuity of a dollar.
 *
 * Throws: MARKET_VOLATILITY where no volatility gives it. Checked by: going back and forth.
 */
export function normalVolatility(quote: RateQuote, price: number): number {
  return implied(quote, price, MOST_NORMAL, (of, volatility) => ofNormal(of, volatility));
}

/** The lognormal volatility that gives a price. As `normalVolatility`. */
export function lognormalVolatility(quote: RateQuote, price: number, shift = 0): number {
  refuseNegative(quote, shift);
  return implied(quote, price, MOST_LOGNORMAL, (of, volatility) => ofLognormal(of, volatility, shift));
}

function implied(quote: RateQuote, price: number, most: number, of: (quote: RateQuote, volatility: number) => Priced): number {
  const intrinsic = Math.max(0, (quote.isCall ? 1 : -1) * (quote.forward - quote.strike));
  const [highest] = of(quote, most);
  // By parity the side that is out of the money has the same volatility, and a price without the intrinsic value, which hides digits.
  const otm = { ...quote, isCall: quote.strike >= quote.forward };
  const value = price - intrinsic;
  if (!(value >= -1e-15 && price < highest && quote.expiry > 0)) {
    fail({
      code: 'MARKET_VOLATILITY',
      place: `option at ${quote.strike} on ${quote.forward} in ${quote.expiry} years`,
      got: `a price of ${price} for an annuity of 1`,
      expected: `a price from ${intrinsic} to ${highest}, and an expiry above 0`,
    });
  }
  if (value <= 0) return 0;
  return risingRoot(
    (volatility) => {
      const [worth, vega] = of(otm, volatility);
      return [worth - value, vega];
    },
    0,
    most,
    startOf(quote, value, most),
  );
}

/** What an option at the money would have: the price is then near `forward deviation / sqrt(2 pi)`, the rate 1 where it is normal. */
function startOf({ forward, expiry }: RateQuote, value: number, most: number): number {
  const normal = value * Math.sqrt((2 * Math.PI) / expiry);
  const guess = most === MOST_NORMAL ? normal : normal / Math.max(Math.abs(forward), 1e-6);
  return Math.min(Math.max(guess, most * 1e-8), most / 2);
}

function refuseNegative({ forward, strike }: RateQuote, shift: number): void {
  if (forward + shift > 0 && strike + shift > 0) return;
  fail({
    code: 'MARKET_VOLATILITY',
    place: 'lognormal volatility',
    got: `a forward of ${forward} and a strike of ${strike} with a shift of ${shift}`,
    expected: 'both above 0 with the shift: quote the volatility as normal, or raise the shift',
  });
}
