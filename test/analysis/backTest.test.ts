/** Back-tests of a trust that can be projected in the head (smallPortfolio.ts), against reports written by hand. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type BackTest, backTest, figureOf, type TestedTrust } from '../../host/analysis/backTest.ts';
import { backTestChain, historyOf } from '../../host/analysis/backTestHistory.ts';
import { parseDate } from '../../host/curves/dates.ts';
import type { Remittance, Snapshot, TrancheRemittance, TrustInput } from '../../host/portfolio/records.ts';
import { backTestText } from '../../host/report/backTest.ts';
import { codesOf } from '../store/folder.ts';
import { portfolioOf, smallDeal, smallTrust } from './smallPortfolio.ts';

const paid = (interest: number, principal: number, writedown = 0): TrancheRemittance => ({
  interest,
  principal,
  balance: 0,
  writedown,
  coupon: 0,
});

/**
 * What came instead. Projected is: month 1 interest of 900 (1,000 less 100 on what defaults), defaults of 10,000, nothing else; month 2 interest of 900, the
 * 90,000 that are left due as scheduled, 5,000 recovered and 5,000 lost. A has 800, then 800 and 80,000; R has the rest.
 */
const REPORTS: readonly Remittance[] = [
  {
    month: '2011-02',
    beginUpb: 100_000,
    endUpb: 98_000,
    count: 1,
    wac: 0.12,
    interest: 950,
    scheduled: 0,
    prepaid: 2000,
    recoveries: 0,
    defaults: 5000,
    losses: 0,
    servicing: 0,
    tranches: new Map([
      ['A', paid(800, 2000)],
      ['R', paid(150, 0)],
    ]),
  },
  {
    month: '2011-03',
    beginUpb: 98_000,
    endUpb: 0,
    count: 0,
    wac: 0.12,
    interest: 900,
    scheduled: 93_000,
    prepaid: 0,
    recoveries: 3000,
    defaults: 0,
    losses: 2000,
    servicing: 0,
    penalties: 100,
    tranches: new Map([
      ['A', paid(780, 78_000)],
      ['R', paid(120, 18_000)],
    ]),
  },
];

/** The trust two payments on. */
function later(differs: Partial<TrustInput> = {}): TrustInput {
  const deal = smallDeal();
  const dates = { ...deal.dates, firstPayment: parseDate('2011-04-01') };
  return smallTrust({ deal: { ...deal, dates }, remittances: REPORTS, ...differs });
}
const now = (differs: Partial<TrustInput> = {}): Snapshot => ({
  ...portfolioOf([later(differs)]),
  date: parseDate('2011-03-15'),
});
const tested = (test: BackTest, place = 0): TestedTrust => {
  const trust = test.trusts[place];
  if (trust?.kind !== 'tested') throw new Error(JSON.stringify(trust));
  return trust;
};
const run = (before: TrustInput = smallTrust(), differs: Partial<TrustInput> = {}) =>
  backTest(now(differs), portfolioOf([before]), { workers: 0 });

describe('a projection beside what came', () => {
  it('is wrong by so much, month by month and line by line', async () => {
    const { months } = tested(await run());
    const pairs = months.map(({ lines }) =>
      Object.entries(lines).map(([line, { projected, actual }]) => [line, Math.round(projected * 1e6) / 1e6, actual]),
    );
    expect(months.map(({ month }) => month)).toEqual(['2011-02', '2011-03']);
    expect(pairs[0]).toEqual([
      ['interest', 900, 950],
      ['scheduled', 0, 0],
      ['prepaid', 0, 2000],
      ['recoveries', 0, 0],
      ['collections', 900, 2950],
      ['defaults', 10_000, 5000],
      ['losses', 0, 0],
      ['endUpb', 100_000, 98_000],
    ]);
    // Penalties are collections: 900 + 93,000 + 3,000 + 100.
    expect(pairs[1]).toEqual([
      ['interest', 900, 900],
      ['scheduled', 90_000, 93_000],
      ['prepaid', 0, 0],
      ['recoveries', 5000, 3000],
      ['collections', 95_900, 97_000],
      ['defaults', 0, 0],
      ['losses', 5000, 2000],
      ['endUpb', 0, 0],
    ]);
  });

  it('is wrong in total, flows added and the balance that of the last month', async () => {
    const { total } = tested(await run());
    expect(total.lines.interest).toEqual({
      projected: expect.closeTo(1800, 6),
      actual: 1850,
      error: expect.closeTo(-50, 6),
      percent: expect.closeTo(-50 / 1850, 9),
    });
    expect(total.lines.collections.error).toBeCloseTo(96_800 - 99_950, 6);
    expect(total.lines.defaults.percent).toBeCloseTo(1, 9);
    expect(total.lines.endUpb).toMatchObject({ projected: expect.closeTo(0, 6), actual: 0, percent: null });
  });

  it('is wrong for classes: interest, principal, writedowns', async () => {
    const { months, total } = tested(await run());
    const figures = total.classes.map(({ tranche, figures: { interest, principal, writedown } }) => [
      tranche,
      ...[interest, principal, writedown].map(({ error }) => Math.round(error * 1e6) / 1e6),
    ]);
    // A 1,600 beside 1,580, 80,000 beside 80,000. R, whose cash is all released: 100 + 15,100 beside 270.
    expect(figures).toEqual([
      ['A', 20, 0, 0],
      ['R', 14_930, -18_000, 0],
    ]);
    expect(months[0]?.classes[0]?.figures.principal).toMatchObject({ projected: 0, actual: 2000, percent: -1 });
  });

  it('adds up over the trusts', async () => {
    const two = (one: TrustInput, other: TrustInput) => [one, { ...other, name: 'twin' }];
    const snapshot = { ...portfolioOf(two(later(), later())), date: parseDate('2011-03-15') };
    const test = await backTest(snapshot, portfolioOf(two(smallTrust(), smallTrust())), { workers: 0 });
    const [first, second] = [tested(test), tested(test, 1)];
    expect(test.total.collections.error).toBeCloseTo(
      first.total.lines.collections.error + second.total.lines.collections.error,
      6,
    );
    expect(test.months.map(({ month, lines }) => [month, lines.interest.actual])).toEqual([
      ['2011-02', 1900],
      ['2011-03', 1800],
    ]);
  });
});

describe('real estate that was owned', () => {
  const reo = [{ id: '1', upb: 8000, proceeds: 7000, costs: 1000, month: 1, state: '' }];
  const deal = smallDeal();
  const owning = {
    ...deal,
    groups: deal.groups.map((group) => ({ ...group, reo: [{ month: 1, cash: 6000 }] })),
  };
  const before = smallTrust({ deal: owning, reo, tape: { ...smallTrust().tape, upb: 100_000 } });

  it('is cash and a loss of the month of its sale, where the trustee has it in the pool', async () => {
    const reports = REPORTS.map((report, at) => (at === 0 ? { ...report, beginUpb: 108_000 } : report));
    const { months } = tested(await run(before, { remittances: reports }));
    const lines = months[0]?.lines;
    expect(lines?.recoveries.projected).toBeCloseTo(6000, 6);
    expect(lines?.losses.projected).toBeCloseTo(2000, 6);
    expect(lines?.collections.projected).toBeCloseTo(6900, 6);
    expect(lines?.endUpb.projected).toBeCloseTo(100_000, 6);
  });

  it('is cash alone where the trustee has it outside', async () => {
    const lines = tested(await run(before)).months[0]?.lines;
    expect(lines?.recoveries.projected).toBeCloseTo(6000, 6);
    expect(lines?.losses.projected).toBe(0);
  });
});

describe('trusts that cannot be tested', () => {
  it('are told with the reason', async () => {
    const why = async (test: Promise<BackTest>) => (await test).trusts.map((trust) => (trust.kind === 'tested' ? '' : trust.why));
    expect(await why(run(smallTrust({ name: 'another' })))).toEqual(['the snapshot before does not have it']);
    expect(await why(run(smallTrust(), { remittances: REPORTS.slice(1) }))).toEqual(['there is no remittance of 2011-02']);
    expect(await why(backTest(portfolioOf([smallTrust()]), portfolioOf([smallTrust()]), { workers: 0 }))).toEqual([
      'no payment date lies between the two snapshots',
    ]);
  });
});

describe('a history', () => {
  const period = (projected: number, actual: number) => {
    const figure = figureOf(projected, actual);
    const total = {
      interest: figure,
      scheduled: figure,
      prepaid: figure,
      recoveries: figure,
      collections: figure,
      defaults: figure,
      losses: figure,
      endUpb: figure,
    };
    return { total };
  };

  it('says how large errors are, and on which side', () => {
    // + 20 %, - 10 %, nothing came, + 20 %.
    const [interest] = historyOf([period(120, 100), period(90, 100), period(5, 0), period(60, 50)]);
    expect(interest).toMatchObject({ line: 'interest', high: 3, low: 1 });
    expect(interest?.percents).toEqual([0.2, -0.1, null, 0.2]);
    expect(interest?.bias).toBeCloseTo(0.1, 12);
    expect(interest?.size).toBeCloseTo(0.5 / 3, 12);
    expect(historyOf([])[0]).toMatchObject({ bias: null, size: null });
  });
});

describe('a chain of snapshots', () => {
  const EXAMPLE = fileURLToPath(new URL('../../examples/portfolio', import.meta.url));
  const scratch = mkdtempSync(join(tmpdir(), 'weir-back-test-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  const only = ['alt-a-2002-1'];

  it('is followed back as far as it goes, and its end is told where it breaks', async () => {
    await cp(join(EXAMPLE, '2010-12-31'), join(scratch, '2010-12-31'), { recursive: true });
    await cp(join(EXAMPLE, '2011-03-31'), join(scratch, '2011-03-31'), { recursive: true });
    const last = join(scratch, '2011-03-31');
    const one = await backTestChain(last, 9, { only, workers: 0 });
    expect(one.tests.map(({ projectedAt, date }) => [projectedAt, date])).toEqual([['2010-12-31', '2011-03-31']]);
    expect(one.ended).toEqual([]);
    expect(tested(one.tests[0]!).months.map(({ month }) => month)).toEqual(['2011-01', '2011-02', '2011-03']);
    const text = backTestText(one, { width: 100 });
    expect(text).toContain("Projected December 31, 2010, against the trustees' reports of Jan 2011 to Mar 2011");
    expect(text).toContain('Errors are what was projected less what came');

    const first = join(scratch, '2010-12-31/snapshot.yaml');
    writeFileSync(first, readFileSync(first, 'utf8').replace('trusts:', 'previous: ../2010-09-30\ntrusts:'));
    // The check of drift reads the snapshot before as well: what is not there keeps the older one from being read.
    expect(await codesOf(backTestChain(join(scratch, '2010-12-31'), 1, { only, workers: 0 }))).toContain('FILE_UNREADABLE');
  });

  it('has no beginning where no snapshot is named', async () => {
    expect(await codesOf(backTestChain(join(EXAMPLE, '2010-12-31'), 1, { only, workers: 0 }))).toEqual(['REQUEST_INVALID']);
  });
});
