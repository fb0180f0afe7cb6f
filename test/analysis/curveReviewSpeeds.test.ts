/** Realized speeds: months that the standard formulas make of known speeds give those speeds back. */
import { describe, expect, it } from 'vitest';
import { realizedMonths, realizedWindows } from '../../host/analysis/curveReviewSpeeds.ts';
import type { Remittance } from '../../host/portfolio/records.ts';

interface Speeds {
  readonly smm: number;
  readonly mdr: number;
  readonly recovered?: number;
  readonly lost?: number;
}

const month = (at: number) => `${2010 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;

/**
 * Months of a pool by SF-4 to SF-23 of the BMA's formulas, nothing being liquidated but what is said: with a = 0.99, defaults = P MDR,
 * scheduled = (P - defaults)(1 - a), prepaid = P a SMM. What has defaulted waits in foreclosure, inside the trustee's balance.
 */
function reports(speeds: readonly Speeds[], { told = true, every = 1 } = {}): Remittance[] {
  let performing = 1_000_000;
  let foreclosure = 50_000;
  return speeds.map(({ smm, mdr, recovered = 0, lost = 0 }, at) => {
    const beginUpb = performing + foreclosure;
    const defaults = performing * mdr;
    const scheduled = (performing - defaults) * 0.01;
    const prepaid = performing * 0.99 * smm;
    performing -= defaults + scheduled + prepaid;
    foreclosure += defaults - recovered - lost;
    return {
      month: month(at * every),
      beginUpb,
      endUpb: performing + foreclosure,
      count: 1,
      wac: 0.06,
      interest: 0,
      scheduled,
      prepaid,
      recoveries: recovered,
      defaults,
      losses: lost,
      servicing: 0,
      ...(told && { foreclosure }),
      tranches: new Map(),
    };
  });
}
/** What is told before the first month, so that it too begins with its own performing balance. */
const withFirst = (speeds: readonly Speeds[]) => reports([{ smm: 0, mdr: 0 }, ...speeds]);
const annual = (monthly: number) => 1 - (1 - monthly) ** 12;

describe('a month', () => {
  it('gives back the speeds that it was made with', () => {
    const [, first, second] = realizedMonths(
      withFirst([
        { smm: 0.01, mdr: 0.02 },
        { smm: 0.005, mdr: 0.001 },
      ]),
    );
    expect(first?.cpr).toBeCloseTo(annual(0.01), 12);
    expect(first?.cdr).toBeCloseTo(annual(0.02), 12);
    expect(second?.cpr).toBeCloseTo(annual(0.005), 12);
    expect(second?.cdr).toBeCloseTo(annual(0.001), 12);
  });

  it('has the severity of what was liquidated in it, and none where nothing was', () => {
    const [none, some] = realizedMonths(
      reports([
        { smm: 0, mdr: 0 },
        { smm: 0, mdr: 0, recovered: 6000, lost: 4000 },
      ]),
    );
    expect(none?.severity).toBeNull();
    expect(some).toMatchObject({ severity: 0.4, liquidated: 10_000 });
  });

  it('is of the whole balance where the trustee does not tell foreclosures apart', () => {
    // Defaults of 2 % of 1,000,000, told of 1,050,000.
    const [only] = realizedMonths(reports([{ smm: 0, mdr: 0.02 }], { told: false }));
    expect(only?.performing).toBe(1_050_000);
    expect(only?.cdr).toBeCloseTo(annual(20_000 / 1_050_000), 12);
  });

  it('without the month before takes what was not performing to have been what it is', () => {
    // 20,000 go into foreclosure: 70,000 at the end are taken off 1,050,000 instead of 50,000.
    const [only] = realizedMonths(reports([{ smm: 0, mdr: 0.02 }]));
    expect(only?.performing).toBeCloseTo(980_000, 6);
  });

  it('has no speeds where nothing was performing', () => {
    const [only] = realizedMonths([{ ...reports([{ smm: 0, mdr: 0 }])[0]!, foreclosure: 1_050_000 }]);
    expect(only).toMatchObject({ performing: 0, cpr: null, cdr: null });
  });
});

describe('windows', () => {
  it('multiply survivals and are a year of them', () => {
    const speeds = [0.01, 0.02, 0.03].map((smm) => ({ smm, mdr: smm / 2 }));
    const [one, three] = realizedWindows(withFirst(speeds), [1, 3]);
    expect(one).toMatchObject({ months: 1, from: '2010-04', to: '2010-04' });
    expect(one?.cpr).toBeCloseTo(annual(0.03), 12);
    expect(three).toMatchObject({ months: 3, from: '2010-02', to: '2010-04' });
    // (0.99 x 0.98 x 0.97)^4
    expect(three?.cpr).toBeCloseTo(1 - (0.99 * 0.98 * 0.97) ** 4, 12);
    expect(three?.cdr).toBeCloseTo(1 - (0.995 * 0.99 * 0.985) ** 4, 12);
  });

  it('weigh severities by what was liquidated', () => {
    const speeds = [
      { smm: 0, mdr: 0, recovered: 9000, lost: 1000 },
      { smm: 0, mdr: 0, recovered: 500, lost: 500 },
    ];
    // 1,500 lost of 11,000.
    expect(realizedWindows(reports(speeds), [2])[0]).toMatchObject({ severity: 1500 / 11_000, liquidated: 11_000 });
  });

  it('that the reports do not fill, or that a gap lies in, are left out', () => {
    const all = withFirst(Array(5).fill({ smm: 0.01, mdr: 0 }));
    expect(realizedWindows(all, [1, 3, 6, 12]).map(({ months }) => months)).toEqual([1, 3, 6]);
    const gap = all.filter((_, at) => at !== 3);
    expect(realizedWindows(gap, [1, 2, 3]).map(({ months }) => months)).toEqual([1, 2]);
  });

  it('count months where a deal pays every three', () => {
    // A tenth of what is left in three months: 1 - 0.9^(12/3) a year.
    const [year] = realizedWindows(reports([{ smm: 0, mdr: 0 }, ...Array(4).fill({ smm: 0.1, mdr: 0 })], { every: 3 }), [12], 3);
    expect(year).toMatchObject({ months: 12, from: '2010-04', to: '2011-01' });
    expect(year?.cpr).toBeCloseTo(1 - 0.9 ** 4, 12);
  });
});
