/** Stochastic runs held against the deterministic ones that they move around, and against themselves in other blocks and threads. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SimulationReport, simulate } from '../../host/analysis/simulate.ts';
import { estimateRows } from '../../host/analysis/simulateEstimates.ts';
import { describedIndices } from '../../host/analysis/simulateMarket.ts';
import { parseQuotes, quotableOf } from '../../host/analysis/simulateQuotes.ts';
import { checkSimulation, type SimulationRequest, variationsOf } from '../../host/analysis/simulateRequest.ts';
import type { PartialResult } from '../../host/analysis/simulateTotals.ts';
import { executeTask } from '../../host/engine/execute.ts';
import type { TaskRunner } from '../../host/engine/pool.ts';
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

/** Home prices of two regions: a cohort has loans in both. */
const REGIONS = [
  { name: 'west', states: ['AZ', 'CA', 'NV'], growth: [0.02], volatility: 0.08 },
  { name: 'rest', growth: [0.03], volatility: 0.06 },
];

/** A model in which nothing moves, whatever it draws. */
function still(kind: ModelSpec['kind']): ModelSpec {
  const spec = namedModel(kind);
  const parameters = kind === 'g2pp' ? { a: 0.5, sigma: 0, b: 0.03, eta: 0, rho: -0.5 } : { a: 0.03, sigma: 0 };
  const none = { meanReversion: 0.35, volatility: 0 };
  return {
    ...spec,
    parameters,
    homePrices: REGIONS.map((group) => ({ ...group, volatility: 0 })),
    noise: { prepayment: none, default: none, severity: none },
  };
}

describe.each(['g2pp', 'hull-white'] as const)('without volatility %s', (kind) => {
  it('gives every value of the deterministic run to 1e-10, at its own yield and at its spread over the curve', async () => {
    const quotes = two.trusts.flatMap((reading) =>
      reading.ok ? [{ trust: reading.trust.name, instrument: 'collateral', oas: 0.0125 }] : [],
    );
    const request = { model: still(kind), paths: 64, randomizations: 1, measures: 'value', quotes } as const;
    const report = await simulate(two, request, { workers: 0 });
    expect(report.failed).toEqual([]);
    // What quotes may name is known before anything is valued.
    expect(report.trusts.map(({ trust, instruments }) => [trust, instruments.map(({ name }) => name)])).toEqual(
      [...quotableOf(two)].map(([trust, known]) => [trust, known?.map(({ name }) => name)]),
    );
    // Classes that float have a margin over their index, and nothing else has.
    const margins = report.trusts.flatMap(({ instruments }) =>
      instruments.filter(({ discountMargin }) => discountMargin !== null),
    );
    expect(margins.length).toBeGreaterThan(3);
    expect(margins.every(({ kind: of }) => of === 'class')).toBe(true);
    // Nothing is optional: a spread over the paths is one over the curve.
    expect(report.quotes.length).toBe(2);
    for (const { spread, optionCost } of report.quotes) {
      expect(Math.abs((spread ?? 0) - 0.0125)).toBeLessThan(1e-10);
      expect(Math.abs(optionCost ?? 1)).toBeLessThan(1e-10);
    }
    const worth = report.trusts.flatMap(({ instruments }) => instruments.filter(({ price }) => Math.abs(price) > 1));
    expect(worth.length).toBeGreaterThan(12);
    for (const { name, price, byYield, byRates, oas, spread, optionCost } of worth) {
      expect(Math.abs(byYield.mean / price - 1), name).toBeLessThan(1e-10);
      // On every path: the lowest and the highest are the mean.
      expect(Math.abs(byYield.percentiles[0]! / byYield.percentiles[6]! - 1), name).toBeLessThan(1e-12);
      expect(Math.abs(byRates.mean / price - 1), name).toBeLessThan(1e-10);
      expect(Math.abs((oas ?? 0) - (spread ?? 1)), name).toBeLessThan(1e-10);
      expect(Math.abs(optionCost ?? 1), name).toBeLessThan(1e-10);
    }
  });
});

describe('the same paths', () => {
  const request: SimulationRequest = {
    model: { ...namedModel('g2pp'), homePrices: REGIONS },
    paths: 256,
    randomizations: 2,
    measures: 'base',
  };
  let whole: SimulationReport;

  beforeAll(async () => {
    whole = await simulate(one, request, { workers: 0 });
  }, 60_000);

  it('give the same bits in blocks of any size, on any number of threads', async () => {
    const parts = await simulate(one, request, { workers: 2, blockPaths: 64 });
    expect(parts).toEqual(whole);
  });

  it('give the same bits where one thread runs all of a trust, and the runner tells of no thread of its own', async () => {
    const runner: TaskRunner = { width: 0, run: async (task) => executeTask(task), close: async () => undefined };
    expect(await simulate(one, request, { runner })).toEqual(whole);
  });

  it('give the same plain means with control variates, and the same controlled ones in blocks of any size', async () => {
    const asked: SimulationRequest = { ...request, measures: 'value', control: true };
    const controlled = await simulate(one, asked, { workers: 0 });
    expect(await simulate(one, asked, { workers: 2, blockPaths: 64 })).toEqual(controlled);
    expect(estimateRows(whole)).toEqual([]);
    const rows = estimateRows(controlled);
    // Three totals, and collateral, four classes and the residual, at their yields and at rates of the paths.
    expect(rows.length).toBe(2 * (3 + 6));
    const told = (of: SimulationReport) => of.trusts[0]?.instruments.map(({ byYield }) => byYield) ?? [];
    expect(told(controlled).map(({ estimates }) => estimates?.plain)).toEqual(
      told(whole).map(({ mean, standardError }) => ({ mean, standardError })),
    );
    // The one trust is the total: of the residual the figures are the same.
    const of = (trust: string | null) => rows.find((row) => row.trust === trust && row.name === 'residual')?.estimates;
    expect(of('alt-a-2002-1')).toEqual(of(null));
  });

  it('tell spreads from prices and prices from spreads', async () => {
    const [trust] = whole.trusts;
    const instruments = new Map(trust?.instruments.map((each) => [each.name, each]));
    const [first, residual] = ['A', 'residual'].map((name) => instruments.get(name));
    if (first === undefined || residual === undefined) throw new Error([...instruments.keys()].join());
    const of = (instrument: string) => ({ trust: 'alt-a-2002-1', instrument });
    const quotes = [
      { ...of('A'), value: first.price },
      { ...of('A'), oas: first.spread ?? Number.NaN },
      { ...of('A'), price: 90 },
      { ...of('residual'), value: residual.price },
    ];
    const { quotes: told } = await simulate(one, { ...request, measures: 'value', quotes }, { workers: 0 });
    const [own, atSpread, cheap, rest] = told;
    // At the price of the base case: what the instrument is told by anyway.
    expect([own?.oas, own?.oasError, own?.optionCost]).toEqual([first.oas, first.oasError, first.optionCost]);
    expect(rest?.oas).toBe(residual.oas);
    // At its Z-spread over the paths' rates: the mean of the values path by path, with their standard error.
    expect(Math.abs((atSpread?.value ?? 0) / first.byRates.mean - 1)).toBeLessThan(1e-12);
    expect(Math.abs((atSpread?.valueError ?? 0) / (first.byRates.standardError ?? 0) - 1)).toBeLessThan(1e-9);
    // At 90: the face of the class is its dollars over its price, less accrued interest; the OAS of those dollars gives them back.
    const { quotes: back } = await simulate(
      one,
      { ...request, measures: 'value', quotes: [{ ...of('A'), oas: cheap?.oas ?? Number.NaN }] },
      { workers: 0 },
    );
    expect(back[0]?.price).toBeCloseTo(90, 9);
    expect(back[0]?.value).toBeCloseTo(cheap?.value ?? 0, 4);
  });

  it('are kept when paths are doubled: as many at once are the same', async () => {
    const asked: SimulationRequest = { ...request, paths: 256, randomizations: 4, measures: 'value' };
    const first = await simulate(one, asked, { workers: 0 });
    const seen: PartialResult[] = [];
    const told: string[] = [];
    // A little less than the error of the first 256.
    const untilError = 0.999 * (first.error ?? 0);
    const doubled = await simulate(
      one,
      { ...asked, untilError },
      { workers: 0, onPartial: (partial) => seen.push(partial), onProgress: (_, __, what) => told.push(what) },
    );
    // After each randomization of 64 paths, then after each that goes from 64 to 128.
    expect(seen.slice(0, 8).map(({ paths }) => paths)).toEqual([64, 128, 192, 256, 320, 384, 448, 512]);
    expect(seen.slice(0, 8).map(({ isLevel }) => isLevel)).toEqual([false, false, false, true, false, false, false, true]);
    // One randomization has no standard error; what is known last is what comes out.
    expect(seen[0]?.error).toBeNull();
    expect(seen.at(-1)).toMatchObject({ paths: doubled.paths, totals: doubled.totals, error: doubled.error });
    expect(seen[3]?.totals).toEqual(first.totals);
    expect(told.at(-1)).toMatch(/^[\d,]+ paths: residual [\d,]+ ± [\d,]+$/);
    // What was drawn before is not drawn again.
    expect(doubled.loanMonthPaths / first.loanMonthPaths).toBe(doubled.paths / first.paths);
    expect(doubled.error ?? 1).toBeLessThanOrEqual(untilError);
    const direct = await simulate(one, { ...asked, paths: doubled.paths }, { workers: 0 });
    expect(doubled.totals).toEqual(direct.totals);
    // Fans are of all paths, whichever came first.
    expect(doubled.trusts[0]?.months).toEqual(direct.trusts[0]?.months);
  });

  it('stay within the totals: what classes and the residual get is what collateral and hedges bring, on the mean of every date', async () => {
    const [trust] = whole.trusts;
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

  it('for quotes of what there is not, or that are none, is refused, all at once', async () => {
    const asked = { model: namedModel('g2pp'), paths: 64, randomizations: 1, measures: 'value' } as const;
    const quotes = [
      { trust: 'alt-a-2002-1', instrument: 'Z', oas: 0.01 },
      { trust: 'alt-b', instrument: 'A', price: 99 },
      { trust: 'alt-a-2002-1', instrument: 'residual', price: 99 },
    ];
    await expect(simulate(one, { ...asked, quotes }, { workers: 0 })).rejects.toThrow(
      /'Z'; expected one of collateral, A.*'alt-b'; expected one of the trusts alt-a-2002-1.*expected dollars, such as/s,
    );
    expect(() => parseQuotes('alt-a-2002-1 A 98-40; alt-a-2002-1 A', 'price')).toThrow(/98-40.*alt-a-2002-1 A/s);
    expect(() => parseQuotes('alt-a-2002-1 A 150', 'oas')).toThrow(/REQUEST_INVALID oas.*150bp/s);
    expect(parseQuotes('t A 98-16; t residual -$1,250.50', 'price')).toEqual([
      { trust: 't', instrument: 'A', price: 98.5 },
      { trust: 't', instrument: 'residual', value: -1250.5 },
    ]);
    expect(parseQuotes('t A 150bp; t B -0.5%', 'oas').map(({ oas }) => oas)).toEqual([0.015, -0.005]);
    expect(() => checkSimulation({ paths: 64, quotes: [{ trust: 't', instrument: 'A', price: 99, oas: 0.01 }] })).toThrow(
      /2 of price, value and oas/,
    );
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
