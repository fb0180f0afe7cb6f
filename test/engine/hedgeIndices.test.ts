/** Bonds and swaps of one trust after the end of LIBOR: a term rate set at the start of a month, and SOFR compounded over it, known at its end. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as L from '../../engine-as/layout.ts';
import { describedIndices, forwardRows, simulatedMarket, trustMarket } from '../../host/analysis/simulateMarket.ts';
import { dealFromText } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { generatePaths } from '../../host/engine/generate.ts';
import { type GeneratedDeal, planGenerated } from '../../host/engine/planGenerated.ts';
import { namedModel } from '../../host/scenarios/market/modelFile.ts';
import { contractName, differsBetween, specsFor, successionOf } from '../../host/scenarios/market/succession.ts';

/** A floater and its swap, on the same index by name. */
function planned(settlement: string, firstPayment: string, index = 'LIBOR_1M'): GeneratedDeal {
  const text = `
deal: swapped
dates: {settlement: ${settlement}, dated: ${settlement}, firstPayment: ${firstPayment}}
collateral: {loans: {loans: [{upb: 1000000, noteRate: 0.06, remainingTerm: 24, age: 0, interestOnly: 24}]}}
indices: [${index}]
assumptions: {indices: {${index}: 4%}}
hedges: {swap: {kind: swap, index: ${index}, fixed: 4%, notional: 500000}}
tranches: {A: {balance: 1000000, coupon: "index(${index}) + 0.5%"}}
steps:
  - {pay: hedge, to: swap, from: interest}
  - {receive: swap, into: interest}
  - {pay: interest, to: A, from: interest}
  - {pay: principal, to: A, from: principal}
  - {release: [interest, principal]}
`;
  return planGenerated(resolveDeal(dealFromText(text), 'swapped'), { name: 'base' }, new Set(['A interest', 'swap received']));
}

/** Rows of indices that the program reads. */
function rowsRead({ trust }: GeneratedDeal): number[] {
  const { words } = trust.program;
  const rows = new Set<number>();
  for (let at = 0; at < words.length; at += L.INSTRUCTION_WORDS) if (words[at] === L.OP_LOAD_INDEX) rows.add(words[at + 2] ?? -1);
  return [...rows].toSorted((a, b) => a - b);
}

describe('the index of a swap', () => {
  it('is one with that of the bonds before LIBOR ended, and by itself afterwards', () => {
    const before = planned('2011-03-31', '2011-04-25');
    expect(before.indexNames).toEqual(['LIBOR_1M']);
    expect(rowsRead(before)).toEqual([0]);
    const after = planned('2025-03-31', '2025-04-25');
    expect(after.indexNames).toEqual(['LIBOR_1M', 'LIBOR_1M.derivative']);
    expect(rowsRead(after)).toEqual([0, 1]);
    // On the forward path they are the same curve.
    expect(after.indices[1]).toEqual(after.indices[0]);
    // An index that became nothing else needs no row of its own.
    expect(planned('2025-03-31', '2025-04-25', 'CMT_1Y').indexNames).toEqual(['CMT_1Y']);
  });

  it('is made by the kind of contract: compounded in arrears, or a term rate, with the statutory spread', () => {
    const specs = specsFor(['LIBOR_3M', contractName('LIBOR_3M', 'derivative')], 'bond', '2025-03-31');
    expect(specs).toEqual({
      LIBOR_3M: { kind: 'simple', months: 3, spread: 0.0026161 },
      'LIBOR_3M.derivative': { kind: 'compounded', months: 3, inArrears: true, spread: 0.0026161 },
    });
    // On the day before the replacement both were the panel's rate.
    expect(differsBetween('LIBOR_3M', 'derivative', 'bond', '2023-07-02')).toBe(false);
    expect(differsBetween('LIBOR_3M', 'derivative', 'bond', '2023-07-03')).toBe(true);
    expect(specsFor(['LIBOR_1Y.derivative'], 'bond', '2025-03-31')).toMatchObject({
      'LIBOR_1Y.derivative': { spread: 0.0071513 },
    });
    // An average of the past is set in advance, as classes of the agencies have it.
    expect(successionOf('LIBOR_1M', 'agencyFloater', '2025-03-31').by).not.toHaveProperty('inArrears');
  });
});

describe('on a path', () => {
  const MONTHS = 24;
  const PATHS = 3;
  /** The given forward curve; entry m is month m. */
  const given = Float64Array.from({ length: MONTHS + 2 }, (_, month) => 0.04 + 0.0002 * month);
  const names = ['LIBOR_1M', 'LIBOR_1M.derivative'];
  const benchmark = { years: [1, 10], rates: [0.03, 0.04] };
  const market = simulatedMarket(namedModel('hull-white'), benchmark);
  const needs = { indices: names.map((name) => ({ name, rates: given })), months: MONTHS, date: '2025-03-31', delay: 0.05 };
  const sampling = { seed: 1, randomization: 0, antithetic: false, bridge: true, scramble: 'owen' } as const;
  let rows: readonly Float64Array[];
  let discounts: Float64Array;
  let still: readonly Float64Array[];
  let stillDiscount: Float64Array;

  beforeAll(() => {
    const { plan, marketPlanes } = trustMarket(market, needs, sampling);
    const drawn = generatePaths(plan, 0, PATHS);
    rows = drawn.indices;
    discounts = drawn.market[marketPlanes.get('discount') ?? -1] ?? new Float64Array(0);
    still = forwardRows(market, needs, sampling);
    stillDiscount = still[drawn.indices.length + (marketPlanes.get('discount') ?? -1)] ?? new Float64Array(0);
  });

  it('both are the given curve where the path is the forward path', () => {
    for (let month = 1; month <= MONTHS; month++)
      for (const row of [0, 1]) expect(still[row]?.[month]).toBeCloseTo(given[month]!, 15);
  });

  it('the swap pays what a dollar grew by over the month, the bond what was known before it', () => {
    // A year of 365.25 days over 360.
    const grown = (now: number, before: number) => (before / now - 1) * 12 * (360 / 365.25);
    for (let path = 0; path < PATHS; path++) {
      const at = (plane: Float64Array, month: number) => plane[month * PATHS + path]!;
      for (const month of [1, 2, 12, 24]) {
        const growth = grown(at(discounts, month), at(discounts, month - 1));
        const forward = grown(stillDiscount[month]!, stillDiscount[month - 1]!);
        expect(at(rows[1]!, month)).toBeCloseTo(given[month]! + growth - forward, 12);
        if (month > 1) expect(at(rows[0]!, month)).not.toBeCloseTo(at(rows[1]!, month), 6);
      }
      // Of the first month the bond's rate is set, the swap's is not.
      expect(at(rows[0]!, 1)).toBeCloseTo(given[1]!, 12);
      expect(Math.abs(at(rows[1]!, 1) - given[1]!)).toBeGreaterThan(1e-6);
    }
  });

  it('a description of its own in the model file comes first', () => {
    const own = { 'LIBOR_1M.derivative': { kind: 'simple', months: 1, spread: 0.002 } } as const;
    expect(describedIndices(names, '2025-03-31', own)['LIBOR_1M.derivative']).toMatchObject({ kind: 'simple', spread: 0.002 });
  });
});
