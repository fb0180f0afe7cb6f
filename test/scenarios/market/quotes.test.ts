/** Volatilities and prices, back and forth. */
import { describe, expect, it } from 'vitest';
import { annuity, discount, flatCurve, marketCurve, parRate } from '../../../host/scenarios/market/curve.ts';
import { placed, priceAt, volatilityOf } from '../../../host/scenarios/market/instruments.ts';
import { lognormalPrice, lognormalVolatility, normalPrice, normalVolatility } from '../../../host/scenarios/market/quotes.ts';
import { thrownBy } from '../../deal/small.ts';

const ATM = { isCall: true, forward: 0.04, strike: 0.04, expiry: 4 };

describe('a normal volatility', () => {
  it('at the money is worth volatility x root of time / root of two pi', () => {
    expect(normalPrice(ATM, 0.01)).toBeCloseTo((0.01 * 2) / Math.sqrt(2 * Math.PI), 16);
  });

  it('comes back from its price, near the money and far from it, on both sides', () => {
    for (const isCall of [true, false]) {
      for (const strike of [-0.01, 0.01, 0.035, 0.04, 0.05, 0.1]) {
        for (const volatility of [0.0002, 0.006, 0.02, 0.2]) {
          const quote = { isCall, forward: 0.04, strike, expiry: 2 };
          const price = normalPrice(quote, volatility);
          // Where nothing but intrinsic value is left the price does not know the volatility.
          if (price - Math.max(0, (isCall ? 1 : -1) * (0.04 - strike)) < 1e-12) continue;
          expect(normalVolatility(quote, price) / volatility).toBeCloseTo(1, 3);
          expect(Math.abs(normalPrice(quote, normalVolatility(quote, price)) - price)).toBeLessThan(1e-16);
        }
      }
    }
  });
});

describe('a lognormal volatility', () => {
  it('at the money is worth the rate times the normal share within half a deviation', () => {
    // F (2 N(s/2) - 1) with s = 0.2 x 2: N(0.2) = 0.579259709439103 (tables).
    expect(lognormalPrice(ATM, 0.2)).toBeCloseTo(0.04 * (2 * 0.579259709439103 - 1), 15);
  });

  it('keeps parity and comes back from its price, shifted or not', () => {
    for (const shift of [0, 0.02]) {
      for (const strike of [0.02, 0.04, 0.07]) {
        const call = lognormalPrice({ ...ATM, strike }, 0.3, shift);
        const put = lognormalPrice({ ...ATM, strike, isCall: false }, 0.3, shift);
        expect(call - put).toBeCloseTo(0.04 - strike, 15);
        expect(lognormalVolatility({ ...ATM, strike }, call, shift)).toBeCloseTo(0.3, 10);
        expect(lognormalVolatility({ ...ATM, strike, isCall: false }, put, shift)).toBeCloseTo(0.3, 10);
      }
    }
  });

  it('needs rates above 0', () => {
    const faults = thrownBy(() => lognormalPrice({ ...ATM, strike: -0.01 }, 0.2));
    expect(faults).toMatchObject([{ code: 'MARKET_VOLATILITY', place: 'lognormal volatility' }]);
    expect(lognormalPrice({ ...ATM, strike: -0.01 }, 0.2, 0.03)).toBeGreaterThan(0.05);
  });
});

describe('a price that no volatility gives', () => {
  it('is refused', () => {
    expect(thrownBy(() => normalVolatility({ ...ATM, strike: 0.03 }, 0.009))).toMatchObject([{ code: 'MARKET_VOLATILITY' }]);
    expect(thrownBy(() => lognormalVolatility(ATM, 0.05))).toMatchObject([{ code: 'MARKET_VOLATILITY' }]);
    expect(normalVolatility(ATM, 0)).toBe(0);
  });
});

describe('instruments at the money', () => {
  const curve = marketCurve({ kind: 'par', years: [1, 2, 5, 10, 20], rates: [0.03, 0.035, 0.04, 0.043, 0.045] });

  it('are struck at the forward par rate', () => {
    const swaption = placed(curve, { kind: 'swaption', expiry: 5, tenor: 10, volatility: 0.01 });
    const forward = (discount(curve, 5) - discount(curve, 15)) / annuity(curve, 5, 10);
    expect(swaption.strike).toBeCloseTo(forward, 15);
    expect(priceAt(swaption, 0.01)).toBeCloseTo((annuity(curve, 5, 10) * 0.01 * Math.sqrt(5)) / Math.sqrt(2 * Math.PI), 14);
  });

  it('leave the first period of a cap out, and hold cap-floor parity at their strike', () => {
    const cap = placed(curve, { kind: 'cap', maturity: 3, volatility: 0.01 });
    expect(cap.pieces.map(({ quote }) => quote.expiry)).toEqual([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75]);
    expect(cap.strike).toBeCloseTo(parRate(curve, 0.25, 2.75, 4), 15);
    // At the money a cap and the floor are worth the same: the forwards less the strike come to nothing.
    const swap = cap.pieces.reduce((sum, { quote, annuity: size }) => sum + size * (quote.forward - quote.strike), 0);
    expect(swap).toBeCloseTo(0, 15);
  });

  it('have one volatility for all periods of a cap', () => {
    const cap = placed(curve, { kind: 'cap', maturity: 7, every: 6, volatility: 0.01 });
    expect(volatilityOf(cap, priceAt(cap, 0.0093))).toBeCloseTo(0.0093, 12);
    expect(volatilityOf(cap, priceAt(cap, 0.24, 'lognormal', 0.01), 'lognormal', 0.01)).toBeCloseTo(0.24, 10);
    const flat = placed(flatCurve(0.05), { kind: 'cap', maturity: 1, every: 6, volatility: 0.01 });
    expect(flat.pieces).toHaveLength(1);
  });
});
