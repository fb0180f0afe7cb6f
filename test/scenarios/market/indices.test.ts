/** Indices on a path: from bonds by their definitions, with histories, in arrears, anchored to given forward curves; and what became of LIBOR. */
import { describe, expect, it } from 'vitest';
import { discount, flatCurve, marketCurve, parRate, simpleForward } from '../../../host/scenarios/market/curve.ts';
import { g2 } from '../../../host/scenarios/market/g2.ts';
import { hullWhite } from '../../../host/scenarios/market/hullWhite.ts';
import type { IndexSpecs } from '../../../host/scenarios/market/indexSpecs.ts';
import { type IndexPath, indexValues } from '../../../host/scenarios/market/indexValues.ts';
import { anchoredTables, forwardPath, forwardValues, indexTables } from '../../../host/scenarios/market/indices.ts';
import { bondPrice } from '../../../host/scenarios/market/shortRate.ts';
import { loanSpread, specsFor, successionOf } from '../../../host/scenarios/market/succession.ts';
import { thrownBy } from '../../deal/small.ts';

const CURVE = marketCurve({
  kind: 'par',
  years: [0.5, 1, 2, 5, 10, 20, 30],
  rates: [0.03, 0.032, 0.035, 0.04, 0.043, 0.045, 0.044],
});
const MODEL = g2({ a: 0.6, sigma: 0.014, b: 0.03, eta: 0.01, rho: -0.6 });
const MONTHS = 30;
const ACT = 365.25 / 360;

/** A path made up by hand: factors that wander, discount factors that fall. */
const PATH: IndexPath = {
  factors: [
    Float64Array.from({ length: MONTHS + 1 }, (_, m) => 0.01 * Math.sin(m)),
    Float64Array.from({ length: MONTHS + 1 }, (_, m) => -0.0004 * m),
  ],
  discount: Float64Array.from({ length: MONTHS + 1 }, (_, m) => Math.exp(-0.004 * m - 0.00005 * m * m)),
};
const bond = (month: number, tenor: number) =>
  bondPrice(MODEL, CURVE, month / 12, month / 12 + tenor, [PATH.factors[0]![month]!, PATH.factors[1]![month]!]);

const HISTORY = [0.021, 0.022, 0.023, 0.024, 0.025, 0.026, 0.027, 0.028, 0.029, 0.03, 0.031];

describe('an index on a path', () => {
  const specs: IndexSpecs = {
    MTA: { kind: 'average', of: 'CMT_1Y', window: 12, history: HISTORY },
    LIBOR_6M: { kind: 'simple', months: 6, spread: 0.0042826 },
    CMT_1Y: { kind: 'par', years: 1 },
    MORTGAGE: { kind: 'par', years: 10, spread: 0.017 },
    COFI: { kind: 'average', of: 'CMT_1Y', window: 3, lag: 2, scale: 0.8, spread: 0.002, history: [0.01, 0.03, 0.04, 0.05] },
    ARREARS: { kind: 'compounded', months: 3, spread: 0.0026161, history: [0.03, 0.036, 0.024] },
    FLOORED: { kind: 'simple', months: 1, spread: -0.5, floor: 0.0025 },
  };
  const tables = indexTables(specs, MODEL, CURVE, MONTHS);
  const values = indexValues(tables, PATH);
  const at = (name: string, month: number) => values.get(name)![month]!;

  it('shares bonds, and comes after what it is made of', () => {
    // 6 months, 1 month, and the half-years to ten: the first of those is the 6 months.
    expect(tables.bonds).toHaveLength(21);
    expect(tables.indices.findIndex(({ name }) => name === 'MTA')).toBeGreaterThan(
      tables.indices.findIndex(({ name }) => name === 'CMT_1Y'),
    );
  });

  it('is a simple rate of its bond', () => {
    for (const month of [0, 7, 30]) {
      const rate = (1 / bond(month, 0.5) - 1) / (0.5 * ACT) + 0.0042826;
      expect(at('LIBOR_6M', month)).toBeCloseTo(rate, 15);
      expect(at('FLOORED', month)).toBe(0.0025);
    }
  });

  it('is the coupon that makes a bond worth par', () => {
    for (const month of [0, 11, 29]) {
      const cmt = (2 * (1 - bond(month, 1))) / (bond(month, 0.5) + bond(month, 1));
      expect(at('CMT_1Y', month)).toBeCloseTo(cmt, 15);
      const coupon = at('MORTGAGE', month) - 0.017;
      let worth = bond(month, 10);
      for (let half = 1; half <= 20; half++) worth += (coupon / 2) * bond(month, half / 2);
      expect(worth).toBeCloseTo(1, 14);
    }
  });

  it('is the mean of the last twelve, with those before the valuation date', () => {
    const cmt = (month: number) => at('CMT_1Y', month);
    expect(at('MTA', 0)).toBeCloseTo((HISTORY.reduce((sum, rate) => sum + rate, 0) + cmt(0)) / 12, 15);
    // Month 3: eight of the history, 0.024 to 0.031, and four of the path.
    const old = 0.024 + 0.025 + 0.026 + 0.027 + 0.028 + 0.029 + 0.03 + 0.031;
    expect(at('MTA', 3)).toBeCloseTo((old + cmt(0) + cmt(1) + cmt(2) + cmt(3)) / 12, 15);
    const late = [19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30].reduce((sum, month) => sum + cmt(month), 0);
    expect(at('MTA', 30)).toBeCloseTo(late / 12, 15);
  });

  it('lags, is scaled and raised', () => {
    // Month 0: observations two to four months old: 0.04 is two months old, 0.03 three, 0.01 four.
    expect(at('COFI', 0)).toBeCloseTo(0.002 + (0.8 * (0.01 + 0.03 + 0.04)) / 3, 15);
    expect(at('COFI', 10)).toBeCloseTo(0.002 + (0.8 * (at('CMT_1Y', 6) + at('CMT_1Y', 7) + at('CMT_1Y', 8))) / 3, 15);
  });

  it('compounds in arrears', () => {
    const growth = (rate: number) => 1 + (rate * ACT) / 12;
    const accrual = ACT / 4;
    const of = (grown: number) => (grown - 1) / accrual + 0.0026161;
    expect(at('ARREARS', 5)).toBeCloseTo(of(PATH.discount[2]! / PATH.discount[5]!), 14);
    // Month 1: the last two months before the valuation date and the first after it.
    expect(at('ARREARS', 1)).toBeCloseTo(of((growth(0.036) * growth(0.024)) / PATH.discount[1]!), 14);
    expect(at('ARREARS', 0)).toBeCloseTo(of(growth(0.03) * growth(0.036) * growth(0.024)), 14);
  });
});

describe('without a history', () => {
  it('an average stood where it stands, and what is compounded earned what the curve says', () => {
    const specs: IndexSpecs = {
      MTA: { kind: 'average', of: 'CMT', window: 12 },
      CMT: { kind: 'par', years: 1 },
      SOFR: { kind: 'compounded', months: 1 },
    };
    const values = indexValues(indexTables(specs, MODEL, CURVE, 6), forwardPath(MODEL, CURVE, 6));
    expect(values.get('MTA')![0]).toBeCloseTo(parRate(CURVE, 0, 1), 15);
    expect(values.get('SOFR')![0]).toBeCloseTo(simpleForward(CURVE, 0, 1 / 12, ACT / 12), 15);
    // In arrears: month 4's is the forward of the month that then ends.
    expect(values.get('SOFR')![4]).toBeCloseTo(simpleForward(CURVE, 3 / 12, 1 / 12, ACT / 12), 14);
  });
});

describe('on the forward path', () => {
  it('rates are forwards of the curve', () => {
    const specs: IndexSpecs = {
      LIBOR_3M: { kind: 'simple', months: 3, dayCount: '30/360' },
      CMT_10Y: { kind: 'par', years: 10 },
    };
    const values = forwardValues(specs, MODEL, CURVE, 120);
    for (const month of [0, 13, 120]) {
      expect(values.get('LIBOR_3M')![month]).toBeCloseTo(simpleForward(CURVE, month / 12, 0.25), 14);
      expect(values.get('CMT_10Y')![month]).toBeCloseTo(parRate(CURVE, month / 12, 10), 14);
    }
    // A flat 4 % curve: a quarter earns exp(0.01) - 1.
    expect(forwardValues(specs, MODEL, flatCurve(0.04), 12).get('LIBOR_3M')![12]).toBeCloseTo(4 * Math.expm1(0.01), 14);
  });
});

describe('anchored indices', () => {
  const specs: IndexSpecs = {
    LIBOR_6M: { kind: 'simple', months: 6, floor: 0 },
    CMT_1Y: { kind: 'par', years: 1, spread: 0.001 },
    MTA: { kind: 'average', of: 'CMT_1Y', window: 12 },
  };
  const given = new Map([
    ['LIBOR_6M', [0.05, 0.052, 0.049, 0.047]],
    ['MTA', [0.03, 0.0305]],
  ]);
  const still = hullWhite({ a: 0.05, sigma: 0 });

  it('are the given curves where nothing moves, the last rate holding on', () => {
    const values = indexValues(anchoredTables(specs, still, CURVE, 24, given), forwardPath(still, CURVE, 24));
    const want = (rates: readonly number[], month: number) => rates[Math.min(month, rates.length - 1)]!;
    for (let month = 0; month <= 24; month++) {
      expect(values.get('LIBOR_6M')![month]).toBeCloseTo(want([0.05, 0.052, 0.049, 0.047], month), 16);
      expect(values.get('MTA')![month]).toBeCloseTo(want([0.03, 0.0305], month), 16);
      // Not given: the model's own, with its spread.
      expect(values.get('CMT_1Y')![month]).toBeCloseTo(parRate(CURVE, month / 12, 1) + 0.001, 14);
    }
  });

  it('differ elsewhere by what the model says', () => {
    const free = indexValues(indexTables(specs, MODEL, CURVE, MONTHS), PATH);
    const forward = forwardValues(specs, MODEL, CURVE, MONTHS);
    const values = indexValues(anchoredTables(specs, MODEL, CURVE, MONTHS, given), PATH);
    for (const month of [0, 1, 17]) {
      const moved = free.get('LIBOR_6M')![month]! - forward.get('LIBOR_6M')![month]!;
      const base = [0.05, 0.052, 0.049, 0.047][Math.min(month, 3)]!;
      expect(values.get('LIBOR_6M')![month]).toBeCloseTo(base + moved, 15);
      const slow = free.get('MTA')![month]! - forward.get('MTA')![month]!;
      expect(values.get('MTA')![month]).toBeCloseTo([0.03, 0.0305][Math.min(month, 1)]! + slow, 15);
    }
  });

  it('carry a basis of what they average', () => {
    // CMT given 1 % above its forward: its average, not given, comes out 1 % above too, from the first month on.
    const cmt = forwardValues(specs, still, CURVE, 24);
    const raised = new Map([['CMT_1Y', cmt.get('CMT_1Y')!.map((rate) => rate + 0.01)]]);
    const values = indexValues(anchoredTables(specs, still, CURVE, 24, raised), forwardPath(still, CURVE, 24));
    for (const month of [0, 5, 24]) expect(values.get('MTA')![month]).toBeCloseTo(cmt.get('MTA')![month]! + 0.01, 14);
  });

  it('refuse curves of indices that there are not', () => {
    const wrong = new Map([
      ['LIBOR_1M', [0.05]],
      ['MTA', [Number.NaN]],
      ['CMT_1Y', []],
    ]);
    expect(thrownBy(() => anchoredTables(specs, MODEL, CURVE, 12, wrong))).toMatchObject([
      { code: 'MARKET_INDEX', place: 'forward curve of LIBOR_1M' },
      { code: 'MARKET_INDEX', place: 'forward curve of MTA', got: 'NaN' },
      { code: 'MARKET_INDEX', place: 'forward curve of CMT_1Y', got: 'no rates' },
    ]);
  });
});

describe('descriptions that are refused', () => {
  it('are told all at once', () => {
    const specs: IndexSpecs = {
      A: { kind: 'average', of: 'B', window: 0 },
      B: { kind: 'average', of: 'A', window: 3, history: [0.01] },
      C: { kind: 'simple', months: 13, spread: 4 },
      D: { kind: 'par', years: 0.7 },
      E: { kind: 'average', of: 'DD', window: 2 },
    };
    expect(thrownBy(() => indexTables(specs, MODEL, CURVE, 12)).map(({ code, place }) => `${code} ${place}`)).toEqual([
      'MARKET_INDEX indices.A.window',
      'MARKET_INDEX indices.B.history',
      'MARKET_INDEX indices.C.spread',
      'MARKET_INDEX indices.C.months',
      'MARKET_INDEX indices.D.years',
      'MARKET_INDEX indices.E.of',
      'MARKET_INDEX indices.A.of',
    ]);
  });
});

describe('the succession of an index', () => {
  const by = (index: string, contract: Parameters<typeof successionOf>[1], date: string) =>
    successionOf(index, contract, date).by;

  it('splits a bond from the swap of the same trust in July 2023', () => {
    expect(by('LIBOR_1M', 'bond', '2023-07-02')).toEqual({ kind: 'simple', months: 1, spread: 0 });
    expect(by('LIBOR_1M', 'bond', '2023-07-03')).toEqual({ kind: 'simple', months: 1, spread: 0.0011448 });
    expect(by('LIBOR_1M', 'derivative', '2024-01-01')).toEqual({
      kind: 'compounded',
      months: 1,
      inArrears: true,
      spread: 0.0011448,
    });
    expect(by('LIBOR_6M', 'derivative', '2024-01-01')).toEqual({
      kind: 'compounded',
      months: 6,
      inArrears: true,
      spread: 0.0042826,
    });
    expect(by('LIBOR_1M', 'derivative', '2010-01-01')).toEqual({ kind: 'simple', months: 1, spread: 0 });
  });

  it('has the statutory spreads of every tenor', () => {
    expect(by('LIBOR_3M', 'loan', '2025-01-01')).toMatchObject({ spread: 0.0026161 });
    expect(by('LIBOR_12M', 'loan', '2025-01-01')).toMatchObject({ kind: 'simple', months: 12, spread: 0.0071513 });
    expect(by('LIBOR_ON', 'bond', '2025-01-01')).toEqual({ kind: 'compounded', months: 1, spread: 0.0000644 });
    expect(by('LIBOR_1M', 'agencyFloater', '2025-01-01')).toEqual({ kind: 'compounded', months: 1, spread: 0.0011448 });
  });

  it('leaves contracts with a fallback of their own to themselves', () => {
    expect(by('LIBOR_6M', 'ownFallback', '2025-01-01')).toBeUndefined();
    expect(thrownBy(() => specsFor(['LIBOR_6M', 'EURIBOR'], 'ownFallback', '2025-01-01'))).toMatchObject([
      { code: 'MARKET_INDEX', place: 'indices.LIBOR_6M' },
      { code: 'MARKET_INDEX', place: 'indices.EURIBOR' },
    ]);
    const own = { LIBOR_6M: { kind: 'simple', months: 6, spread: 0.002 } } as const;
    expect(specsFor(['LIBOR_6M'], 'ownFallback', '2025-01-01', own)).toEqual(own);
  });

  it('brings what an index is made of', () => {
    expect(Object.keys(specsFor(['MTA', 'COFI'], 'loan', '2015-01-01'))).toEqual(['MTA', 'CMT_1Y', 'COFI']);
    expect(thrownBy(() => successionOf('LIBBOR_1M', 'bond', '2015-01-01'))[0]!.expected).toContain(
      "perhaps 'LIBOR_1M' was meant",
    );
  });

  it('moves the spread of consumer loans over a year', () => {
    // Half of 366 days after 3 July 2023 is 2 January 2024.
    expect(loanSpread(1, 0.0005, '2023-06-01')).toBe(0.0005);
    expect(loanSpread(1, 0.0005, '2024-01-02')).toBeCloseTo((0.0005 + 0.0011448) / 2, 16);
    expect(loanSpread(1, 0.0005, '2024-07-03')).toBeCloseTo(0.0011448, 16);
    expect(loanSpread(12, 0.0005, '2030-01-01')).toBeCloseTo(0.0071513, 16);
    expect(thrownBy(() => loanSpread(2, 0, '2024-01-01'))).toMatchObject([{ code: 'MARKET_INDEX', place: 'months' }]);
  });
});

describe('a rate that is set and paid on a path', () => {
  it('is worth the forward: discount factors, bonds and rates go together', () => {
    // One factor, one month of variables by a fine sum: E[D(1) (1 + rate accrual) P(1, 1 + 6 months)] is the dollar at month 1.
    const model = hullWhite({ a: 0.1, sigma: 0.02 });
    const tables = indexTables({ L: { kind: 'simple', months: 6 } }, model, CURVE, 1);
    for (const x of [-0.02, 0, 0.013]) {
      const path = { factors: [Float64Array.of(0, x)], discount: Float64Array.of(1, discount(CURVE, 1 / 12)) };
      const rate = indexValues(tables, path).get('L')![1]!;
      expect((1 + rate * 0.5 * ACT) * bondPrice(model, CURVE, 1 / 12, 7 / 12, [x])).toBeCloseTo(1, 14);
    }
  });
});
