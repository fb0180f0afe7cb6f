/** Stochastic runs held against the deterministic ones that they move around, and against themselves in other blocks and threads. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SimulationRequest, simulate, variationsOf } from '../../host/analysis/simulate.ts';
import { describedIndices } from '../../host/analysis/simulateMarket.ts';
import { WeirError } from '../../host/errors.ts';
import type { Snapshot } from '../../host/portfolio/records.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import { type ModelSpec, namedModel } from '../../host/scenarios/market/modelFile.ts';

const PORTFOLIO = fileURLToPath(new URL('../../examples/portfolio/2011-03-31', import.meta.url));

let two: Snapshot;
let one: Snapshot;

beforeAll(async () => {
  const all = await readSnapshot(PORTFOLIO);
  const named = (...names: string[]) => all.trusts.filter((reading) => reading.ok && names.includes(reading.trust.name));
  // A cap or swap, adjustable and deferring loans, owned property; and one that is nearly paid.
  two = { ...all, trusts: named('alt-a-2002-1', 'alt-a-2006-1') };
  one = { ...all, trusts: named('alt-a-2002-1') };
}, 60_000);

/** A model in which nothing moves, whatever it draws. */
function still(kind: ModelSpec['kind']): ModelSpec {
  const spec = namedModel(kind);
  const parameters = kind === 'g2pp' ? { a: 0.5, sigma: 0, b: 0.03, eta: 0, rho: -0.5 } : { a: 0.03, sigma: 0 };
  const none = { meanReversion: 0.35, volatility: 0 };
  return {
    ...spec,
    parameters,
    homePrices: spec.homePrices.map((group) => ({ ...group, volatility: 0 })),
    noise: { prepayment: none, default: none, severity: none },
  };
}

describe.each(['g2pp', 'hull-white'] as const)('without volatility %s', (kind) => {
  it('gives every value of the deterministic run to 1e-10, at its own yield and at its spread over the curve', async () => {
    const report = await simulate(two, { model: still(kind), paths: 64, randomizations: 1, measures: 'value' }, { workers: 0 });
    expect(report.failed).toEqual([]);
    const worth = report.trusts.flatMap(({ instruments }) => instruments.filter(({ price }) => Math.abs(price) > 1));
    expect(worth.length).toBeGreaterThan(12);
    for (const { name, kind: of, price, byYield, byRates, oas, spread } of worth) {
      expect(Math.abs(byYield.mean / price - 1), name).toBeLessThan(1e-10);
      // On every path: the lowest and the highest are the mean.
      expect(Math.abs(byYield.percentiles[0]! / byYield.percentiles[6]! - 1), name).toBeLessThan(1e-12);
      if (of === 'hedge') continue;
      expect(Math.abs(byRates.mean / price - 1), name).toBeLessThan(1e-10);
      expect(Math.abs((oas ?? 0) - (spread ?? 1)), name).toBeLessThan(1e-10);
    }
  });
});

describe('the same paths', () => {
  const request: SimulationRequest = { model: namedModel('g2pp'), paths: 256, randomizations: 2, measures: 'base' };

  it('give the same bits in blocks of any size, on any number of threads', async () => {
    const whole = await simulate(one, request, { workers: 0 });
    const parts = await simulate(one, request, { workers: 2, blockPaths: 64 });
    expect(parts).toEqual(whole);
  });

  it('are kept when paths are doubled: as many at once are the same', async () => {
    const asked: SimulationRequest = { ...request, paths: 256, randomizations: 4, measures: 'value' };
    const first = await simulate(one, asked, { workers: 0 });
    const seen: number[] = [];
    // A little less than the error of the first 256.
    const untilError = 0.999 * (first.error ?? 0);
    const doubled = await simulate(one, { ...asked, untilError }, { workers: 0, onPartial: ({ paths }) => seen.push(paths) });
    expect(seen.slice(0, 2)).toEqual([256, 512]);
    expect(seen.at(-1)).toBe(doubled.paths);
    expect(doubled.error ?? 1).toBeLessThanOrEqual(untilError);
    const direct = await simulate(one, { ...asked, paths: doubled.paths }, { workers: 0 });
    expect(doubled.totals).toEqual(direct.totals);
  });

  it('stay within the totals: what classes and the residual get is what collateral and hedges bring, on the mean of every date', async () => {
    const report = await simulate(one, { ...request, measures: 'value' }, { workers: 0 });
    const [trust] = report.trusts;
    const cash = new Map(trust?.months.cash.map(({ name, mean }) => [name, mean]));
    const collateral = cash.get('collateral') ?? new Float64Array(0);
    // This trust owns property that is sold on top: cash out is never less than collections, and as much in all but those months.
    let same = 0;
    for (let payment = 1; payment < collateral.length; payment++) {
      const out = ['A', 'M1', 'M2', 'B', 'residual'].reduce((sum, name) => sum + (cash.get(name)?.[payment] ?? 0), 0);
      expect(out).toBeGreaterThan(collateral[payment]! - 0.01);
      if (Math.abs(out - collateral[payment]!) < 0.01) same += 1;
    }
    expect(same).toBeGreaterThan(0.8 * (collateral.length - 1));
  });
});

describe('a request', () => {
  it('that cannot be run is refused with every fault and what to change', async () => {
    const asked = simulate(
      one,
      { model: namedModel('g2pp'), paths: 0, randomizations: 1000, seed: -1, untilError: 2 },
      { workers: 0 },
    );
    const error = await asked.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(WeirError);
    if (error instanceof WeirError)
      expect(error.faults.map(({ place }) => place)).toEqual(['paths', 'randomizations', 'seed', 'until-error']);
  });

  it('for all measures moves each input both ways', () => {
    // The base, the curve, five multiples, five key rates.
    expect(variationsOf('all').length).toBe(1 + 2 + 10 + 10);
  });

  it('for an index that nothing describes says which', () => {
    expect(() => describedIndices(['MYSTERY'], '2011-03-31', {})).toThrow(/MARKET_INDEX.*MYSTERY/);
    expect(describedIndices(['LIBOR_1Y'], '2011-03-31', {}).LIBOR_1Y).toMatchObject({ kind: 'simple', months: 12, floor: 0 });
  });
});
