/**
 * How far the given curves may be off: multipliers on prepayment, default and severity that wander around one and return to it. The
 * logarithm is an Ornstein-Uhlenbeck process, `dz = -k z dt + s dW` from 0, and the multiplier `exp(z - variance / 2)`, so that its mean over
 * all paths is one in every month.
 */
import type { Fault } from '../../errors.ts';
import { shown } from '../../errors.ts';
import { loading } from './shortRate.ts';

/** What multipliers there are, in this order. */
export const NOISES = ['prepayment', 'default', 'severity'] as const;
export type NoiseName = (typeof NOISES)[number];

/** Units: a year; share a year per root year. */
export interface NoiseTerms {
  readonly meanReversion: number;
  readonly volatility: number;
}

/** Absent ones stay at one. */
export type CurveNoise = Readonly<Partial<Record<NoiseName, NoiseTerms>>>;

const MOST_REVERSION = 20;
const MOST_VOLATILITY = 2;

/** What is wrong with the terms (MARKET_PARAMETER), by place. */
export function noiseFaults(noise: CurveNoise, place = 'noise'): Fault[] {
  const faults: Fault[] = [];
  for (const name of NOISES) {
    const terms = noise[name];
    if (terms === undefined) continue;
    const check = (field: keyof NoiseTerms, most: number, unit: string) => {
      const value = terms[field];
      if (value >= 0 && value <= most) return;
      faults.push({
        code: 'MARKET_PARAMETER',
        place: `${place}.${name}.${field}`,
        got: shown(value),
        expected: `a number from 0 to ${most}, ${unit}`,
      });
    };
    check('meanReversion', MOST_REVERSION, 'a year');
    check('volatility', MOST_VOLATILITY, 'a year');
  }
  return faults;
}

/** What is added to a noise before the exponential: minus half its variance so far. Shape: entry m is month m. */
export function noiseShift({ meanReversion, volatility }: NoiseTerms, months: number): Float64Array {
  return Float64Array.from({ length: months + 1 }, (_, month) => -0.5 * volatility ** 2 * loading(2 * meanReversion, month / 12));
}
