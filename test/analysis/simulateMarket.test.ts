/** Markets that a stochastic run refuses before anything is drawn: each with its code, its place and what to change. */
import { describe, expect, it } from 'vitest';
import { simulatedMarket } from '../../host/analysis/simulateMarket.ts';
import { type Fault, WeirError } from '../../host/errors.ts';
import type { Benchmark } from '../../host/portfolio/records.ts';
import { type ModelSpec, namedModel } from '../../host/scenarios/market/modelFile.ts';

const CURVE: Benchmark = { years: [1, 2, 5, 10, 30], rates: [0.03, 0.032, 0.038, 0.042, 0.045] };
const HULL_WHITE = namedModel('hull-white');

function faultsOf(benchmark: Benchmark, differs: Partial<ModelSpec> = {}): readonly Fault[] {
  const { parameters, ...rest } = HULL_WHITE;
  const given = differs.calibration === undefined && parameters !== undefined ? { parameters } : {};
  try {
    simulatedMarket({ ...rest, ...given, ...differs }, benchmark);
  } catch (error) {
    if (error instanceof WeirError) return error.faults;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Volatilities that leap up and down by half from one expiry to the next, which no mean reversion does. */
const LEAPING = [1, 2, 3, 4, 5, 7].map((expiry, k) => ({
  kind: 'swaption' as const,
  expiry,
  tenor: 5,
  volatility: k % 2 === 0 ? 0.006 : 0.013,
}));

describe('a market', () => {
  it('that is right is taken', () => {
    expect(simulatedMarket(HULL_WHITE, CURVE).model.shortRate.factors.length).toBe(1);
  });

  it.each([
    [
      'with a hole in its curve',
      { years: [1, 2, 30], rates: [0.03, 0.03, 0.04] },
      {},
      'MARKET_POINTS',
      'benchmark.years[2]',
      /points at most 20 years apart: add one between/,
    ],
    [
      'with a time below 0',
      { years: [-1, 2, 10], rates: [0.03, 0.03, 0.04] },
      {},
      'MARKET_POINTS',
      'benchmark.years[0]',
      /years above 0/,
    ],
    [
      'with a rate below the floor',
      { years: [1, 10], rates: [-0.02, 0.03] },
      { floor: -0.01 },
      'MARKET_FLOOR',
      'benchmark.rates[0]',
      /-0\.01 or more: correct the rate, or lower the floor/,
    ],
    [
      'whose correlations are no correlation matrix',
      CURVE,
      {
        // Two states that each go with the third and against each other: the least eigenvalue is 1 - 2 x 0.9.
        correlation: [
          { between: ['prepayment', 'default'], rho: 0.9 },
          { between: ['default', 'severity'], rho: 0.9 },
          { between: ['prepayment', 'severity'], rho: -0.9 },
        ],
      },
      'MARKET_CORRELATION',
      'correlation',
      /every correlation times 0\.\d+ or less is one, or weaken the strongest/,
    ],
    [
      'whose volatilities cannot be fitted',
      CURVE,
      { calibration: { fixed: {}, instruments: LEAPING } },
      'MARKET_FIT',
      'instruments',
      /at most 15 bp.*leave them out.*g2pp/,
    ],
  ] as const)('%s is refused', (_, benchmark, differs, code, place, advice) => {
    const fault = faultsOf(benchmark, differs).find((each) => each.code === code);
    expect(fault?.place).toContain(place);
    expect(fault?.expected).toMatch(advice);
  });

  it('is told of all its wrong points at once', () => {
    expect(
      faultsOf({ years: [-1, 2, 40], rates: [0.03, Number.NaN, 0.04] }).map(({ code, place }) => `${code} ${place}`),
    ).toEqual(['MARKET_POINTS benchmark.rates[1]', 'MARKET_POINTS benchmark.years[0]', 'MARKET_POINTS benchmark.years[2]']);
  });
});
