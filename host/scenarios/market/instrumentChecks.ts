/** What can be wrong with the instruments of a calibration, all told at once. */
import type { Fault } from '../../errors.ts';
import { shown } from '../../errors.ts';
import { type MarketCurve, PAR_PAYMENTS } from './curve.ts';
import { type Instrument, placed } from './instruments.ts';

const LONGEST_YEARS = 60;
/** Of a normal volatility (500 bp) and of a lognormal one (1,000 %): beyond them a quote has the wrong unit. */
const MOST = { normal: 0.05, lognormal: 10 } as const;

/** The faults of instruments on a curve (MARKET_VOLATILITY), by their place in the list. `wanted` is how many parameters they are to tell. */
export function instrumentFaults(instruments: readonly Instrument[], curve: MarketCurve, wanted: number, place: string): Fault[] {
  const faults = instruments.flatMap((instrument, i) => {
    const here = `${place}[${i}]`;
    const faults = ownFaults(instrument, here);
    return faults.length > 0 ? faults : forwardFaults(instrument, curve, here);
  });
  return [...faults, ...countFaults(instruments.length, wanted, place)];
}

/** What is wrong with an instrument whatever the curve is. */
export function ownFaults(instrument: Instrument, place: string): Fault[] {
  return [...termFaults(instrument, place), ...quoteFaults(instrument, place)];
}

/** Fewer instruments than parameters leave the parameters open. */
export function countFaults(count: number, wanted: number, place: string): Fault[] {
  const least = Math.max(1, wanted);
  if (count >= least) return [];
  const expected = `${least} or more, as many as there are parameters to fit: add quotes, or give parameters as fixed`;
  return [fault(place, `${count} instruments`, expected)];
}

const fault = (place: string, got: unknown, expected: string): Fault => ({
  code: 'MARKET_VOLATILITY',
  place,
  got: typeof got === 'string' ? got : shown(got),
  expected,
});

function termFaults(instrument: Instrument, place: string): Fault[] {
  const faults: Fault[] = [];
  const years = (name: string, value: number) => {
    if (!(value > 0 && value <= LONGEST_YEARS))
      faults.push(fault(`${place}.${name}`, value, `years above 0, at most ${LONGEST_YEARS}`));
  };
  const whole = (name: string, value: number, expected: string) => {
    if (value > 0 && value <= LONGEST_YEARS && Math.abs(value - Math.round(value)) > 1e-9)
      faults.push(fault(`${place}.${name}`, value, expected));
  };
  if (instrument.kind === 'swaption') {
    const { expiry, tenor, perYear = PAR_PAYMENTS } = instrument;
    years('expiry', expiry);
    years('tenor', tenor);
    if (![1, 2, 4, 12].includes(perYear)) faults.push(fault(`${place}.perYear`, perYear, '1, 2, 4 or 12 payments a year'));
    else whole('tenor', tenor * perYear, `a whole number of periods of ${12 / perYear} months`);
    return faults;
  }
  const { maturity, every = 3 } = instrument;
  years('maturity', maturity);
  if (![1, 3, 6, 12].includes(every)) faults.push(fault(`${place}.every`, every, '1, 3, 6 or 12 months'));
  else {
    whole('maturity', (maturity * 12) / every, `a whole number of periods of ${every} months`);
    if (maturity * 12 < 2 * every)
      faults.push(fault(`${place}.maturity`, maturity, 'two periods or more: the first is already set'));
  }
  return faults;
}

function quoteFaults({ volatility, quote = 'normal', shift = 0, weight = 1 }: Instrument, place: string): Fault[] {
  const faults: Fault[] = [];
  if (!(volatility > 0 && volatility <= MOST[quote])) {
    const told = quote === 'normal' ? '85 bp is 0.0085; a share of the rate is quoted as lognormal' : '20 percent is 0.2';
    faults.push(fault(`${place}.volatility`, volatility, `a ${quote} volatility above 0, at most ${MOST[quote]} (${told})`));
  }
  if (!(shift >= 0 && shift <= 0.2)) faults.push(fault(`${place}.shift`, shift, 'a shift from 0 to 0.2'));
  if (!(weight > 0 && weight <= 1e6)) faults.push(fault(`${place}.weight`, weight, 'a weight above 0, at most 1e6'));
  return faults;
}

/** A lognormal quote needs rates above 0 wherever its pieces are set. */
function forwardFaults(instrument: Instrument, curve: MarketCurve, place: string): Fault[] {
  if (instrument.quote !== 'lognormal') return [];
  const { pieces, name } = placed(curve, instrument);
  const lowest = Math.min(...pieces.map(({ quote }) => Math.min(quote.forward, quote.strike)));
  if (lowest + (instrument.shift ?? 0) > 0) return [];
  const expected = `rates above 0: quote the volatility as normal, or give a shift above ${-lowest}`;
  return [fault(`${place}.quote`, `a lognormal ${name} on a rate of ${lowest}`, expected)];
}
