/** Disclosures: inputs measured from projections, ranges and means by hand, tables that add up, and changes that go the right way. */
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { disclose } from '../../host/analysis/disclosure.ts';
import {
  type DisclosedTrust,
  inputRanges,
  lifeSpeeds,
  type Observation,
  observations,
} from '../../host/analysis/disclosureInputs.ts';
import { ADVERSE, sensitivityRows } from '../../host/analysis/disclosureSensitivity.ts';
import { balanceRows, unrealizedRows, yieldRows } from '../../host/analysis/disclosureTables.ts';
import { togetherOf } from '../../host/analysis/disclosureTogether.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { projectDeal } from '../../host/engine/project.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import type { PortfolioValue, TrancheValue, TrustValue, YieldFigure } from '../../host/valuation/records.ts';
import { MARKET, smallTrust, snapshotOf } from './attributionTrusts.ts';

describe('the speeds of a projection', () => {
  const speedsOf = async (assumptions: object, more: object = {}) => {
    const deal = resolveDeal(
      checkedDeal({
        deal: 'Speeds',
        dates: { settlement: '2011-01-01', dated: '2011-01-01', firstPayment: '2011-02-01' },
        collateral: {
          pool1: {
            loans: [
              { upb: 700_000, noteRate: '8%', remainingTerm: 120 },
              { upb: 300_000, noteRate: '6%', remainingTerm: 240, interestOnly: 24 },
            ],
          },
        },
        assumptions,
        tranches: { A: { balance: 900_000, coupon: '5%' }, R: { residual: true } },
        steps: [
          { pay: 'interest', to: 'A', from: ['interest', 'principal'] },
          { pay: 'principal', to: 'A', from: 'principal' },
          { release: ['interest', 'principal'], to: 'R' },
        ],
        ...more,
      }),
    );
    const { paths } = await projectDeal(deal, [{ name: 'base' }], { workers: 0 });
    const [path] = paths;
    if (path === undefined) throw new Error('no path');
    return lifeSpeeds(deal, path);
  };

  it('are the curves themselves where those are flat', async () => {
    const flat = { prepayment: '8 CPR', default: '3 CDR', severity: '40%' };
    expect(await speedsOf({ ...flat, lag: 0 })).toEqual({
      prepayment: expect.closeTo(0.08, 9),
      default: expect.closeTo(0.03, 9),
      severity: expect.closeTo(0.4, 9),
    });
    // With a lag nothing defaults in a loan's last months, when little is left of it.
    const { default: defaults, severity } = await speedsOf({ ...flat, lag: 5 });
    expect(defaults).toBeLessThan(0.03);
    expect(defaults).toBeGreaterThan(0.0299);
    expect(severity).toBeCloseTo(0.4, 9);
  });

  it('are those of a year where payments come every quarter', async () => {
    const dates = { settlement: '2011-01-01', dated: '2011-01-01', firstPayment: '2011-04-01', every: 3 };
    const { default: defaults, severity } = await speedsOf({ default: '3 CDR', severity: '40%', lag: 6 }, { dates });
    // Of what performs at a quarter's start three months default, less what the first of them leave to the others.
    const mdr = 1 - 0.97 ** (1 / 12);
    expect(defaults).toBeGreaterThan(1 - (1 - 3 * mdr * 0.97) ** 4);
    expect(defaults).toBeLessThan(0.0301);
    expect(severity).toBeCloseTo(0.4, 9);
  });

  it('are none where nothing defaults, and nothing where nothing prepays', async () => {
    expect(await speedsOf({ prepayment: '0 CPR' })).toEqual({ prepayment: 0, default: 0, severity: null });
  });
});

describe('ranges of inputs', () => {
  const seen = (value: number, fairValue: number, upb: number): Observation => ({
    ...{ class: 'collateral', input: 'prepayment', value, fairValue, upb },
  });

  it('have means by fair value and by unpaid principal', () => {
    // (0.05 x 100 + 0.10 x 300) / 400 = 0.0875; (0.05 x 300 + 0.10 x 500) / 800 = 0.08125.
    expect(inputRanges([seen(0.05, 100, 300), seen(0.1, 300, 500)])).toEqual([
      {
        ...{ class: 'collateral', input: 'prepayment', low: 0.05, high: 0.1, count: 2 },
        byFairValue: expect.closeTo(0.0875, 12),
        byUpb: expect.closeTo(0.08125, 12),
      },
    ]);
  });

  it('have no mean by principal where none is owed', () => {
    expect(inputRanges([{ ...seen(0.2, 50, 0), class: 'residual', input: 'discountYield' }])).toMatchObject([
      { class: 'residual', byFairValue: 0.2, byUpb: null },
    ]);
  });
});

const figure = (yieldBey: number, benchmark: number, differs: Partial<YieldFigure> = {}): YieldFigure => ({
  ...{ yieldBey, from: 'matrix', benchmark, riskPremium: yieldBey - benchmark, low: yieldBey / 2, high: yieldBey * 2 },
  ...{ source: 'a service', orderly: true, ...differs },
});
const tranche = (name: string, face: number, fairValue: number, differs: Partial<TrancheValue> = {}): TrancheValue => ({
  ...{ name, position: 'senior', face, isNotional: false, fairValue, price: null, accrued: 0, yield: figure(0.06, 0.02) },
  ...{ averageLife: 3, projectedLoss: 0, coverage: null, firstWritedown: null, held: 0, quotes: [], ...differs },
});
const trustValue = (differs: Partial<TrustValue>): TrustValue => ({
  ...{ trust: 'T', type: 'alt-a', vintage: 2005, consolidated: true, residualOwned: 1, method: 'blended', side: 'liabilities' },
  observable: { assets: 0, liabilities: 0 },
  collateral: { upb: 1000, fairValue: 600, price: 60, yield: figure(0.1, 0.03), averageLife: 4, projectedLoss: 100 },
  ...{ reo: 0, cash: 0, derivativeAssets: 5, derivativeLiabilities: 20, hedges: [] },
  tranches: [tranche('A', 700, 500), tranche('B', 300, 60, { held: 0.5, yield: figure(0.12, 0.02, { orderly: false }) })],
  ...{ borrowings: 560, residual: 25, residualDiscounted: 25, residualYield: figure(0.2, 0.01), remainder: 0, meanYield: 0.07 },
  ...{ cashBreach: 0, warnings: [], ...differs },
});
const trust = smallTrust();
const disclosed = (differs: Partial<TrustValue> = {}): DisclosedTrust => ({
  trust: { ...trust, tape: { ...trust.tape, late90Upb: 200 } },
  value: trustValue(differs),
  speeds: { prepayment: 0.08, default: 0.03, severity: 0.4 },
});
const debt = { name: 'notes', balance: 1000, fairValue: 150, yieldBey: 0.2 };

describe('unpaid principal against fair value', () => {
  const rows = balanceRows([disclosed(), disclosed({ consolidated: false })], [debt]);

  it('is of consolidated trusts, without what the sponsor holds; late loans at the price of their pool', () => {
    expect(rows).toEqual([
      { class: 'collateral', upb: 1000, fairValue: 600, difference: -400 },
      // 200 at 60 per 100.
      { class: 'late90', upb: 200, fairValue: 120, difference: -80 },
      // 700 and half of 300; 500 and half of 60.
      { class: 'borrowings', upb: 850, fairValue: 530, difference: -320 },
      { class: 'longTermDebt', upb: 1000, fairValue: 150, difference: -850 },
    ]);
  });

  it('gives unrealized gains: of what is owed, cost less fair value', () => {
    expect(unrealizedRows(rows, [disclosed()]).map(({ class: kind, gain }) => [kind, gain])).toEqual([
      ['collateral', -400],
      ['borrowings', 320],
      ['longTermDebt', 850],
      // 5 less 20, which cost nothing.
      ['derivatives', -15],
    ]);
  });
});

describe('yields', () => {
  it('are means by fair value of benchmark and risk premium, by type, vintage and position', () => {
    const rows = yieldRows([disclosed()]);
    expect(rows.map(({ position }) => position)).toEqual(['collateral', 'senior', 'residual']);
    // (0.06 x 500 + 0.12 x 60) / 560 = 0.0664285714...
    expect(rows[1]).toMatchObject({
      ...{ type: 'alt-a', vintage: 2005, fairValue: 560, upb: 1000, low: 0.03, high: 0.24, sources: ['a service'] },
      yieldBey: expect.closeTo(37.2 / 560, 12),
      benchmark: expect.closeTo(0.02, 12),
      riskPremium: expect.closeTo(37.2 / 560 - 0.02, 12),
      orderly: expect.closeTo(500 / 560, 12),
    });
  });

  it('are observed of everything that is worth something: what is not consolidated by the share that is owned', () => {
    const kinds = (value: Partial<TrustValue>) => new Set(observations([disclosed(value)]).map(({ class: kind }) => kind));
    expect(kinds({})).toEqual(new Set(['collateral', 'borrowings', 'residual']));
    expect(kinds({ consolidated: false })).toEqual(new Set(['availableForSale']));
    const [held] = observations([disclosed({ consolidated: false })]);
    expect(held).toMatchObject({ fairValue: 30, upb: 150 });
  });
});

describe('sensitivities', () => {
  const sheet = (collateral: number, borrowings: number): PortfolioValue['totals'] => ({
    ...{ collateral, borrowings, reo: 0, derivativeAssets: 3, cash: 0, assets: collateral + 3, derivativeLiabilities: 1 },
    ...{ liabilities: borrowings + 1, netAssets: collateral + 3 - borrowings - 1, residual: 0, residualOfOthers: 0, held: 0 },
    ...{ availableForSale: 0, longTermDebt: 10 },
  });

  it('are changes against the base case, and adverse where net assets fall', () => {
    const shocked = ADVERSE.map((_, place) => (place === 0 ? sheet(90, 85) : place === 1 ? sheet(110, 80) : sheet(100, 90)));
    const [first, second, third] = sensitivityRows(shocked.map((after) => ({ before: sheet(100, 90), after })));
    expect(first).toMatchObject({
      collateral: -10,
      borrowings: -5,
      netAssets: -5,
      derivatives: 0,
      longTermDebt: 0,
      isAdverse: true,
    });
    expect(second).toMatchObject({ collateral: 10, borrowings: -10, netAssets: 20, isAdverse: false });
    expect(third).toMatchObject({ collateral: 0, netAssets: 0, isAdverse: null });
  });

  it('are 10 and 20 % of each input, and 100 and 200 basis points', () => {
    expect(ADVERSE.map(({ name }) => name)).toContain('severity 20 % higher');
    expect(ADVERSE.find(({ name }) => name === 'discount yields +200 bp')).toMatchObject({ yieldShift: 0.02, step: 2 });
    expect(ADVERSE.find(({ name }) => name === 'these three 10 % adverse')).toMatchObject({
      ...{ prepaymentMultiple: 0.9, defaultMultiple: 1.1, severityMultiple: 1.1 },
    });
    expect(new Set(ADVERSE.map(({ name }) => name)).size).toBe(ADVERSE.length);
  });
});

describe('the disclosure of a snapshot', async () => {
  const folder = fileURLToPath(new URL('../../examples/portfolio/2011-03-31', import.meta.url));
  const snapshot = await readSnapshot(folder, { only: ['alt-a-2006-1', 'alt-a-2003-1'] });
  const disclosure = await disclose(snapshot, { workers: 0 });
  const rowOf = (shock: string) => disclosure.sensitivity.find((row) => row.shock === shock);

  it('takes every yield apart into benchmark and risk premium', () => {
    expect(disclosure.yields.length).toBeGreaterThan(6);
    for (const { yieldBey, benchmark, riskPremium } of disclosure.yields)
      expect(benchmark + riskPremium).toBeCloseTo(yieldBey, 12);
  });

  it('has means within their ranges', () => {
    for (const { low, high, byFairValue, byUpb } of disclosure.inputs) {
      for (const mean of [byFairValue, byUpb]) {
        if (mean === null) continue;
        expect(mean).toBeGreaterThanOrEqual(low - 1e-12);
        expect(mean).toBeLessThanOrEqual(high + 1e-12);
      }
    }
    expect(disclosure.inputs.filter(({ class: kind }) => kind === 'availableForSale').length).toBeGreaterThan(0);
  });

  it('lowers what is discounted at higher yields, and more at twice the rise', () => {
    const [one, two] = [rowOf('discount yields +100 bp'), rowOf('discount yields +200 bp')];
    expect(one?.borrowings).toBeLessThan(0);
    expect(two?.borrowings).toBeLessThan(one?.borrowings ?? 0);
    // Convex: the second hundred costs less than the first.
    expect(two?.borrowings).toBeGreaterThan(2 * (one?.borrowings ?? 0));
    expect(one?.longTermDebt).toBe(0);
    expect(rowOf('index curves and benchmark +100 bp')?.longTermDebt).toBeLessThan(0);
  });

  it('has unpaid principal and fair values of the balance sheet, their differences to the cent', () => {
    for (const { upb, fairValue, difference } of disclosure.balances)
      expect(new Decimal(fairValue).minus(upb).toNumber()).toBe(difference);
    const [collateral, late] = disclosure.balances;
    expect(collateral?.upb).toBeCloseTo(89_165_726.53, 1);
    expect(late?.upb).toBeLessThan(collateral?.upb ?? 0);
  });

  it('tells of trusts at fault and leaves them out', async () => {
    const unplaced = smallTrust({}, { name: 'unplaced', positions: new Map([['A', 'nowhere']]) });
    const told = await disclose(snapshotOf([smallTrust(), unplaced]), { workers: 0 });
    expect(told.failed.map(({ trust: name }) => name)).toEqual(['unplaced']);
    expect(told.inputs.find(({ class: kind }) => kind === 'collateral')?.count).toBe(1);
  });
});

describe('a trust that has no value under one adverse change', async () => {
  // Nine and a half years at nothing, then 10.4 %: the annuity is 19 and the dollar of year ten worth (1 - 0.052 x 19) / 1.052, just above 0.
  // A hundred basis points more leave nothing of it, (1 - 0.057 x 18.07) < 0, and a swap that runs so long cannot be discounted.
  const benchmark = { years: [9.5, 10], rates: [0, 0.104] };
  const market = { ...MARKET, benchmark };
  const hedged = smallTrust({}, { name: 'hedged' });
  const steps = [
    { pay: ['shortfall', 'interest'], to: ['A', 'B'], from: ['interest', 'principal'] },
    { pay: 'principal', to: ['A', 'B'], from: ['principal', 'interest'] },
    { release: ['interest', 'principal'], to: 'R' },
  ];
  const plain = smallTrust({ more: { hedges: {}, steps } }, { name: 'plain' });
  const [both, one, other] = await Promise.all(
    [[hedged, plain], [hedged], [plain]].map((trusts) => disclose(snapshotOf(trusts, { market }), { workers: 0 })),
  );
  const CURVES = ['index curves and benchmark +100 bp', 'index curves and benchmark +200 bp'];

  it('stays in everything else, and the change says whom it is without and why', () => {
    expect(both?.failed).toEqual([]);
    expect(both?.incomplete).toEqual(
      CURVES.map((shock) => ({ shock, trust: 'hedged', faults: [expect.stringMatching(/^MARKET_CURVE .*par yield/)] })),
    );
    expect(both?.inputs.find(({ class: kind }) => kind === 'collateral')?.count).toBe(2);
    const fairValueOf = (from: typeof both) =>
      from?.balances.find(({ class: kind }) => kind === 'collateral')?.fairValue ?? Number.NaN;
    expect(fairValueOf(both)).toBeCloseTo(fairValueOf(one) + fairValueOf(other), 2);
  });

  it('is in neither side of that change, and in both sides of the others', () => {
    expect(both?.sensitivity).toHaveLength(ADVERSE.length);
    both?.sensitivity.forEach(({ shock, netAssets, borrowings, derivatives, without }, place) => {
      const [first, second] = [one?.sensitivity[place], other?.sensitivity[place]];
      expect([shock, without]).toEqual([shock, CURVES.includes(shock) ? ['hedged'] : []]);
      if (CURVES.includes(shock))
        expect({ netAssets, borrowings, derivatives }).toMatchObject({ derivatives: 0, borrowings: second?.borrowings });
      expect(netAssets).toBeCloseTo((first?.netAssets ?? Number.NaN) + (second?.netAssets ?? Number.NaN), 2);
    });
    // Of a portfolio that has no other trust nothing is left of the change.
    expect(one?.sensitivity.filter(({ without }) => without.length > 0).map(({ netAssets }) => netAssets)).toEqual([0, 0]);
    expect(both?.narrative.find((line) => line.startsWith('Higher index curves'))).toContain('by 100 bp (without hedged): ');
  });
});

describe('values that move together on the paths of a simulation', () => {
  const own = smallTrust({}, { name: 'own', held: new Map([['B', 0.25]]) });
  const other = smallTrust({}, { name: 'other', consolidated: false });
  const on = (trust: string, instrument: string, kind: string, price: number, values: number[]) => ({
    ...{ trust, instrument, kind, price, values },
  });
  // Four paths: the second is the worst of the residual, then the fourth.
  const instruments = [
    on('own', 'collateral', 'collateral', 100, [110, 70, 100, 80]),
    on('own', 'A', 'class', 50, [52, 44, 50, 50]),
    on('own', 'B', 'class', 20, [24, 12, 20, 16]),
    on('own', 'residual', 'residual', 30, [34, 14, 30, 20]),
    on('own', 'swap', 'hedge', 2, [2, 3, 1, 2]),
    on('other', 'collateral', 'collateral', 100, [0, 0, 0, 0]),
  ];

  it('are means over the worst paths by net assets, of the consolidated trusts', () => {
    const { rows, paths, trusts, correlation } = togetherOf({ run: 'r', model: 'g2pp', instruments }, snapshotOf([own, other]));
    expect([paths, trusts]).toEqual([4, ['own']]);
    // A twentieth of four paths is one, a quarter too. Borrowings: A, and three quarters of B; the rest of B is the sponsor's.
    const worst = { collateral: -30, derivatives: 1, borrowings: -6 + 0.75 * -8, netAssets: -16 + 0.25 * -8 };
    expect(rows).toEqual([
      { worst: 0.05, paths: 1, ...worst },
      { worst: 0.25, paths: 1, ...worst },
    ]);
    // Changes of collateral 10, -30, 0, -20 and of borrowings 5, -12, 0, -3: means -10 and -2.5; (150 + 190 + 25 + 5) / sqrt(1,000 x 153).
    expect(correlation).toBeCloseTo(370 / Math.sqrt(1_000 * 153), 12);
  });

  it('say what the run does not keep', () => {
    const none = instruments.filter(({ trust }) => trust === 'own').map((each) => ({ ...each, values: [] }));
    const more = smallTrust({}, { name: 'more' });
    const { rows, correlation, missing } = togetherOf({ run: 'r', model: 'g2pp', instruments: none }, snapshotOf([own, more]));
    expect([rows, correlation]).toEqual([[], null]);
    expect(missing.slice(0, 3)).toEqual([
      expect.stringContaining('--with-paths'),
      'paths of more',
      expect.stringContaining('multiples of prepayments, defaults and severities'),
    ]);
  });
});
