/** A snapshot of two trusts and ten loans, read from its folder: every expected figure follows from the files by hand. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDate } from '../../host/curves/dates.ts';
import { outputName } from '../../host/deal/outputs.ts';
import { type PathProjection, projectDeal } from '../../host/engine/project.ts';
import { WeirError } from '../../host/errors.ts';
import { readHead, refuseUnknownFolders } from '../../host/portfolio/head.ts';
import type { Snapshot, TrustInput } from '../../host/portfolio/records.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import { readTrustCash } from '../../host/valuation/trustCash.ts';
import { ARMS, copyWith, FIXED, removeCopies, TINY, trustOf } from './snapshots.ts';

let snapshot: Snapshot;
let fixed: TrustInput;
let arms: TrustInput;
beforeAll(async () => {
  snapshot = await readSnapshot(TINY);
  fixed = trustOf(snapshot, 'fixed-2005');
  arms = trustOf(snapshot, 'arms-2006');
});
afterAll(removeCopies);

async function firstPath(trust: TrustInput): Promise<PathProjection> {
  const { paths } = await projectDeal(trust.deal, [{ name: 'only' }], { workers: 0 });
  const [path] = paths;
  if (path === undefined) throw new Error('no path');
  return path;
}

const cents = (value: number | undefined) => Math.round((value ?? Number.NaN) * 100) / 100;

describe('a snapshot', () => {
  it('has its date, its method and the sponsor’s debt', () => {
    expect(snapshot).toMatchObject({ name: 'Tiny Holdings', date: parseDate('2011-03-31'), method: 'independent' });
    expect(snapshot.longTermDebt).toEqual([
      { name: 'junior notes', balance: 30e6, rate: 0.04, maturity: parseDate('2034-03-30'), every: 3, spread: 0.18 },
    ]);
  });

  it('has the market', () => {
    const { market } = snapshot;
    expect(market.nonPerformance).toBe(0.005);
    expect(market.benchmark).toEqual({ years: [0.25, 2, 10], rates: [0.001, 0.008, 0.035] });
    expect(market.indices).toEqual([
      { index: 'LIBOR_1M', months: ['2011-02', '2011-06'], rates: [0.0025, 0.0065], source: 'past fixing, by hand; forward' },
      { index: 'LIBOR_6M', months: ['2011-03', '2012-03'], rates: [0.0046, 0.0106], source: 'forward' },
    ]);
    expect(market.discount).toEqual([
      {
        type: 'alt-a',
        vintage: 2005,
        position: 'senior',
        low: 0.06,
        chosen: 0.07,
        high: 0.08,
        source: 'pricing service',
        orderly: true,
      },
      { type: 'alt-a', position: 'senior', low: 0.065, chosen: 0.075, high: 0.09, source: 'pricing service', orderly: true },
      { type: '*', position: 'mezzanine', low: 0.12, chosen: 0.15, high: 0.2, source: 'broker', orderly: false },
    ]);
  });

  it('says what it was made of: every file, with its sha-256', () => {
    expect([...snapshot.files.keys()]).toEqual([
      '../2010-12-31/snapshot.yaml',
      '../2010-12-31/trusts/fixed-2005/loans.csv',
      '../2010-12-31/trusts/fixed-2005/trust.yaml',
      'market/benchmark.csv',
      'market/discount.csv',
      'market/indices.csv',
      'snapshot.yaml',
      ...['deal.yaml', 'servicer.txt', 'trust.yaml'].map((name) => `${ARMS}/${name}`),
      ...['deal.yaml', 'limit.csv', 'loans.csv', 'remittances.csv', 'reo.csv', 'trust.yaml'].map((name) => `${FIXED}/${name}`),
    ]);
    for (const [name, sha256] of snapshot.files)
      expect(sha256, name).toBe(
        createHash('sha256')
          .update(readFileSync(join(TINY, name)))
          .digest('hex'),
      );
  });

  it('tells how far it is, and stops when it is told to', async () => {
    const told: string[] = [];
    const control = new AbortController();
    const reading = readSnapshot(TINY, {
      signal: control.signal,
      onProgress: ({ done, total, trust }) => {
        told.push(`${done}/${total} ${trust}`);
        control.abort();
      },
    });
    const error = await reading.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error instanceof WeirError && error.faults[0]?.code).toBe('RUN_CANCELLED');
    expect(told).toEqual(['0/2 trusts/fixed-2005']);
  });

  it('reads only the trusts that are asked for', async () => {
    const { trusts } = await readSnapshot(TINY, { only: ['arms-2006'] });
    expect(trusts.map((each) => each.ok && each.trust.name)).toEqual(['arms-2006']);
  });

  it('refuses trusts that there are not, all at once, by the names of their folders or their paths', () => {
    const refused = (...only: string[]) => {
      try {
        refuseUnknownFolders(only, [readHead(TINY)]);
        return [];
      } catch (error) {
        return error instanceof WeirError ? error.faults.map(({ got, expected }) => `${got}: ${expected}`) : [String(error)];
      }
    };
    expect(refused('arms-2006', 'trusts/fixed-2005')).toEqual([]);
    expect(refused('arms-2007', 'arms-2006', 'other')).toEqual([
      "'arms-2007': one of fixed-2005, arms-2006; perhaps 'arms-2006' was meant",
      "'other': one of fixed-2005, arms-2006",
    ]);
  });
});

describe('a trust', () => {
  it('has what trust.yaml says of it', () => {
    expect(fixed).toMatchObject({ type: 'alt-a', vintage: 2005, consolidated: true, residualOwned: 1 });
    expect([...fixed.held, ...fixed.yields]).toEqual([
      ['M', 0.25],
      ['M', 0.145],
    ]);
    expect([...fixed.positions]).toEqual([
      ['A', 'senior'],
      ['M', 'mezzanine'],
    ]);
    expect(fixed.quotes).toEqual([{ tranche: 'A', source: 'Vendor A', price: 81.25, orderly: true }]);
    expect(arms).toMatchObject({ consolidated: false, residualOwned: 0.5, prices: new Map([['F', 61.5]]) });
  });

  it('has its next payment by the calendar of the deal, or as the trust says', () => {
    // Payments on the 25th from August 2005: sixty-eight before April 2011.
    for (const { deal } of [fixed, arms]) {
      expect(deal.dates.settlement).toBe(parseDate('2011-03-31'));
      expect(deal.dates.firstPayment).toBe(parseDate('2011-04-25'));
    }
    expect(fixed.deal.opening?.month).toBe(68);
    expect(arms.deal.opening?.month).toBe(58);
  });

  it('has the loans of its tape, by cohort and by the lag of their state', () => {
    const { loans } = fixed.deal.groups[0] ?? {};
    const of = (place: number) => fixed.deal.assumptions[place];
    expect([...(loans?.upb ?? [])]).toEqual([100_000, 100_000, 100_000, 100_000, 100_000, 50_000]);
    expect([...(loans?.assumption ?? [])].map((place) => `${of(place)?.name} ${of(place)?.lag}`)).toEqual([
      ...['current 12', 'current 12', 'current 12', 'current 12'],
      'current, lag 10 10',
      'late, lag 10 10',
    ]);
    expect(fixed.deal.assumptions.at(-2)?.default).toEqual(fixed.deal.assumptions.find(({ name }) => name === 'late')?.default);
  });

  it('reports its tape', () => {
    expect(fixed.tape).toMatchObject({ rows: 6, upb: 550_000, wac: 0.06, late90Upb: 50_000, staleMonths: 0 });
    expect(fixed.tape.cohorts).toEqual([
      { name: 'late', count: 1, upb: 50_000 },
      { name: 'current', count: 5, upb: 500_000 },
    ]);
    expect(fixed.tape.strata.get('state')).toHaveLength(3);
    expect(arms.tape.defaults).toEqual([{ name: 'margin', count: 1, upb: 480_000, because: 'pool average of the supplement' }]);
  });

  it('holds its tape against that of the snapshot before', () => {
    // F7 was on the tape of December and is not on this one.
    expect(fixed.tape.checks.map(({ rule, count, examples }) => [rule, count, examples[0]?.id])).toEqual([
      ['loanVanished', 1, 'F7'],
    ]);
  });

  it('says whose curves were reviewed', () => {
    expect(fixed.curveSources).toEqual([
      { cohort: 'late', source: 'third party', reviewed: true },
      { cohort: 'current', source: 'committee', reviewed: false },
    ]);
    expect(fixed.warnings).toEqual(['curves were not reviewed: current (committee)']);
    expect(arms.curveSources).toEqual([{ cohort: 'all', source: 'third party', reviewed: true }]);
  });

  it('has its remittances, and its real estate by the payment months of the deal', () => {
    expect(fixed.remittances.map(({ month, endUpb, losses }) => [month, endUpb, losses])).toEqual([
      ['2011-02', 650_000, 0],
      ['2011-03', 550_000, 20_000],
    ]);
    expect(fixed.remittances[1]?.tranches.get('A')).toEqual({
      interest: 1875,
      principal: 50_000,
      balance: 400_000,
      writedown: 0,
      coupon: 0.05,
    });
    expect(fixed.remittances[1]?.tranches.get('M')).toMatchObject({ balance: 100_000, interest: 0 });
    expect(fixed.reo.map(({ id, month, state, group }) => [id, month, state, group])).toEqual([
      ['P1', 1, 'NV', 'homes'],
      ['P2', 3, '', 'homes'],
    ]);
    // Sixty-eight payments were made: the first to come is that of month 69.
    expect(fixed.deal.groups[0]?.reo).toEqual([
      { month: 69, cash: 15_000 },
      { month: 71, cash: 23_500 },
    ]);
  });

  it('pays collections in transit and sales of real estate on the next payment date', async () => {
    expect(fixed.cash).toEqual({ collections: 10_500, accounts: 4000 });
    const path = await firstPath(fixed);
    // Nothing amortizes or prepays: class A has 10,000 in transit and 15,000 from the sale of P1 in the first month.
    expect(cents(path.output(outputName('A', 'principal'))[1])).toBe(25_000);
    expect(cents(path.output(outputName('A', 'principal'))[2])).toBe(0);
    // 5.75 % a year on 500,000 that pay, and 500 in transit; A takes 400,000 x 5 % / 12, M 100,000 x 6 % / 12, the residual the rest.
    const interest = (500_000 * 0.0575) / 12 + 500;
    expect(cents(path.output(outputName('A', 'interest'))[1])).toBe(1666.67);
    expect(cents(path.output(outputName('M', 'interest'))[1])).toBe(500);
    expect(cents(path.output(outputName('R', 'other'))[1])).toBe(cents(interest - (400_000 * 0.05) / 12 - 500));
  });

  it('loses no cash on the way: what is in transit is in accounts of the deal', async () => {
    const { deal, cash } = fixed;
    const { breach } = readTrustCash(deal, await firstPath(fixed), ({ isResidual }) => isResidual);
    expect(breach).toBeLessThan(0.01);
    const opened = [...deal.accounts].reduce((sum, [name, balance]) => sum + (deal.opening?.accounts.get(name) ?? balance), 0);
    expect(opened).toBe(cash.collections + cash.accounts);
  });

  it('liquidates by the lag of the state: F6 of California after ten months', async () => {
    const path = await firstPath(fixed);
    // 60 % of 50,000, ten months after it defaulted in the first.
    expect(Array.from(path.remittance(0, 'recovery')).map(cents).indexOf(30_000)).toBe(11);
  });
});

describe('the indices of a trust', () => {
  it('go by payment month: linear between the months of the curve, the last holding on; rates already set come first', () => {
    const percents = (name: string) => {
      const [segment] = arms.deal.indices.find((index) => index.name === name)?.rates.segments ?? [];
      return segment?.kind === 'step' ? segment.values : [];
    };
    // 0.25 % in February and 0.65 % in June: 0.55 % in May. April was set at 0.3 %.
    expect(percents('LIBOR_1M').map((value) => value.toFixed(10))).toEqual(['0.3000000000', '0.5500000000', '0.6500000000']);
    // 0.46 % in March 2011 and 1.06 % a year on: 0.05 % more a month, from April.
    expect(percents('LIBOR_6M').map((value) => value.toFixed(2))).toEqual(
      Array.from({ length: 12 }, (_, month) => (0.51 + 0.05 * month).toFixed(2)),
    );
  });
});

describe('a stale tape', () => {
  it('is rolled forward to the last payment, and says so', () => {
    const { loans } = arms.deal.groups[0] ?? {};
    // A1 and A4 pay 1,000 of 240,000 at 0 %, A2 2,000 of 480,000; half of what is left prepays.
    const [a1, a2, a3, a4] = [...(loans?.upb ?? [])];
    expect([a1, a2, a4].map(cents)).toEqual([119_500, 239_000, 119_500]);
    // A3 reset for March at 0.46 % + 2.25 % = 2.71 %: payment of 240 months, less interest, then half.
    const r = 0.0271 / 12;
    const payment = (240_000 * r) / (1 - (1 + r) ** -240);
    expect(a3).toBeCloseTo((240_000 * (1 + r) - payment) / 2, 6);
    expect([...(loans?.noteRate ?? [])].map((rate) => rate.toFixed(6))).toEqual(['0.000000', '0.000000', '0.027100', '0.000000']);
    expect([...(loans?.term ?? [])]).toEqual([239, 239, 239, 239]);
    // A2's reset is now in the first month; A3's next one a year after March.
    expect([...(loans?.firstReset ?? [])].slice(0, 3)).toEqual([6, 1, 12]);
    expect(arms.tape).toMatchObject({ upb: 1_200_000, staleMonths: 1, asOf: parseDate('2011-02-28') });
    expect(arms.warnings).toContain(
      'the tape of 2011-02-28 is stale: its loans are rolled forward by 1 month, through the payments of 2011-03',
    );
  });

  it('is not what a tape of the last payment’s month is', async () => {
    const copy = await readSnapshot(copyWith({ [`${ARMS}/trust.yaml`]: ['asOf: 2011-02-28', 'asOf: 2011-03-25'] }));
    expect(trustOf(copy, 'arms-2006').deal.groups[0]?.cutoff).toBe(1_200_000);
  });
});

describe('a deal at a date', () => {
  it('keeps the ramp of its documents, and fields of hedges that the trust does not replace', () => {
    expect(arms.deal.assumptions[0]?.ppc?.segments).toEqual([{ kind: 'ramp', from: 6, to: 18, months: 13 }]);
    expect(arms.deal.hedges[0]?.terms).toMatchObject({ kind: 'swap', index: 'LIBOR_1M', fixed: 0.0475 });
  });

  it('takes indices that the trust states itself over the market’s', async () => {
    const folder = copyWith({
      [`${ARMS}/trust.yaml`]: ['{prepayment: 50 SMM,', '{prepayment: 50 SMM, indices: {LIBOR_6M: 3%},'],
    });
    const { deal } = trustOf(await readSnapshot(folder), 'arms-2006');
    expect(deal.indices[0]?.rates.segments).toEqual([{ kind: 'step', values: [3] }]);
    // The rolled month has it too: A3 reset at 3 % + 2.25 %.
    expect(deal.groups[0]?.loans.noteRate[2]).toBeCloseTo(0.0525, 12);
  });
});
