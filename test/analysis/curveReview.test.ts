/** A review of curves on trusts small enough to check by hand. */
import { describe, expect, it } from 'vitest';
import {
  type CurveReview,
  type ReviewOptions,
  reviewCurves,
  type SnapshotReview,
  type TrustReview,
} from '../../host/analysis/curveReview.ts';
import { chooseCurves } from '../../host/analysis/curveReviewChoice.ts';
import { curveLevel, trustCurves } from '../../host/analysis/curveReviewCurves.ts';
import type { TestResult } from '../../host/analysis/curveReviewTests.ts';
import { DEFAULT_TESTS, type ReviewTests, type TestName } from '../../host/analysis/reviewTests.ts';
import type { Remittance, Snapshot, TrustInput } from '../../host/portfolio/records.ts';
import { reviewText } from '../../host/report/review.ts';
import { thrownBy } from '../deal/small.ts';
import { DATES, dealOf, trustOf } from '../valuation/trusts.ts';
import { portfolioOf } from './smallPortfolio.ts';

interface Cohort {
  readonly upb: number;
  readonly prepayment?: string;
  readonly default?: string;
  readonly severity?: string;
  readonly age?: number;
  readonly prepayFactor?: number;
}

/** A trust of 2005 with one loan in each cohort. */
function trust(cohorts: Readonly<Record<string, Cohort>>, differs: Partial<TrustInput> = {}, dates: object = {}): TrustInput {
  const loans = Object.entries(cohorts).map(([cohort, { upb, age = 0, prepayFactor }]) => ({
    upb,
    age,
    cohort,
    noteRate: '6%',
    remainingTerm: 300,
    ...(prepayFactor !== undefined && { prepayFactor }),
  }));
  const assumptions = {
    cohorts: Object.fromEntries(
      Object.entries(cohorts).map(([cohort, { prepayment = '0 CPR', default: defaults = '0 CDR', severity = '0%' }]) => [
        cohort,
        { prepayment, default: defaults, severity },
      ]),
    ),
  };
  const deal = dealOf(
    { A: { balance: 1000, coupon: '6%' } },
    { collateral: { g: { loans } }, assumptions, dates: { ...DATES, ...dates } },
  );
  const curveSources = Object.keys(cohorts).map((cohort) => ({ cohort, source: 'vendor', reviewed: true }));
  return trustOf(deal, { curveSources, ...differs });
}

/** Months to December 2010 with a monthly prepayment and default of a performing balance that stays 1,000. */
function remittances(months: readonly (readonly [smm: number, mdr: number, severity?: number])[]): Remittance[] {
  return months.map(([smm, mdr, severity], at) => {
    const number = 12 - months.length + at;
    return {
      month: `${2010 + Math.floor(number / 12)}-${String((((number % 12) + 12) % 12) + 1).padStart(2, '0')}`,
      beginUpb: 1000,
      endUpb: 1000,
      count: 1,
      wac: 0.06,
      interest: 5,
      scheduled: 0,
      prepaid: 1000 * smm,
      recoveries: severity === undefined ? 0 : 10 * (1 - severity),
      defaults: 1000 * mdr,
      losses: severity === undefined ? 0 : 10 * severity,
      servicing: 0,
      tranches: new Map(),
    };
  });
}

const review = (trusts: readonly TrustInput[], options: ReviewOptions = {}): SnapshotReview =>
  reviewCurves(portfolioOf(trusts), options);
const only = (given: SnapshotReview, place = 0): TrustReview => {
  const found = given.trusts[place];
  if (found === undefined) throw new Error('no trust');
  return found;
};
const ofPool = (given: SnapshotReview, curve: CurveReview['curve'], test: TestName): TestResult[] =>
  only(given).pool.flatMap((each) => (each.curve === curve ? each.results.filter((result) => result.test === test) : []));
const ofCohort = (
  given: SnapshotReview,
  cohort: string,
  curve: CurveReview['curve'],
  test: TestName,
  place = 0,
): TestResult | undefined =>
  only(given, place)
    .cohorts.find((each) => each.cohort === cohort)
    ?.curves.find((each) => each.curve === curve)
    ?.results.find((result) => result.test === test);
const tests = (differs: Partial<ReviewTests>): ReviewOptions => ({ tests: { ...DEFAULT_TESTS, ...differs } });

describe('what curves come to', () => {
  it('over some months is the annual rate of their survival, and the mean severity', () => {
    expect(curveLevel('prepayment', [0.01, 0.02], 0, 2)).toBeCloseTo(1 - (0.99 * 0.98) ** 6, 12);
    expect(curveLevel('default', [0.5, 1], 1, 1)).toBe(1);
    expect(curveLevel('severity', [0.2, 0.4, 0.9], 0, 2)).toBeCloseTo(0.3, 12);
    expect(curveLevel('severity', [0.2], 1, 2)).toBe(0);
  });

  it('for a pool is the mean of what survives of each cohort, severities by what defaults', () => {
    // 3,000 at 10 % a month and 1,000 at none: 7.5 %; then 2,700 and 1,000: 270 of 3,700.
    const { pool, cohorts } = trustCurves(
      trust({
        fast: { upb: 3000, prepayment: '10 SMM', default: '0 MDR', severity: '10%' },
        slow: { upb: 1000, default: '10 MDR for 1, 0', severity: '50%' },
      }),
    );
    expect(cohorts.map(({ cohort, share }) => [cohort, share])).toEqual([
      ['fast', 0.75],
      ['slow', 0.25],
    ]);
    expect([pool.prepayment[0], pool.default[0]]).toEqual([0.075, 0.025]);
    // 2,700 and 900.
    expect(pool.prepayment[1]).toBeCloseTo(270 / 3600, 12);
    // In month 1 only `slow` defaults; afterwards nobody, and severities count by balance: (2,700 x 10 % + 900 x 50 %) / 3,600.
    expect(pool.severity[0]).toBeCloseTo(0.5, 12);
    expect(pool.severity[1]).toBeCloseTo(0.2, 12);
  });

  it('go by the ages and factors of the loans', () => {
    // 100 PSA at ages 4 and 30 is 1 % and 6 % CPR (age + month 1): five and thirty months.
    const young = trustCurves(trust({ c: { upb: 1000, prepayment: '100 PSA', age: 4 } })).pool.prepayment[0];
    expect(young).toBeCloseTo(1 - 0.99 ** (1 / 12), 12);
    const halved = trustCurves(trust({ c: { upb: 1000, prepayment: '10 SMM', prepayFactor: 0.5 } })).pool.prepayment[0];
    expect(halved).toBeCloseTo(0.05, 12);
  });

  it('are those of the cohort in copies for lags of states', () => {
    const base = trust({ c: { upb: 1000, prepayment: '10 SMM' } });
    const [own, c] = base.deal.assumptions;
    const [group] = base.deal.groups;
    if (own === undefined || c === undefined || group === undefined) throw new Error('no assumptions');
    const deal = {
      ...base.deal,
      assumptions: [own, c, { ...c, name: 'c, lag 9' }],
      groups: [{ ...group, loans: { ...group.loans, assumption: Float64Array.of(2) } }],
    };
    const { cohorts } = trustCurves({ ...base, deal });
    expect(cohorts.map(({ cohort, upb }) => [cohort, upb])).toEqual([['c', 1000]]);
  });
});

describe('curves beside what was realized', () => {
  // 1 % a month realized; the curve has 3 %.
  const flat = Array(12).fill([0.01, 0.01, 0.5]);
  const high = trust(
    { c: { upb: 1000, prepayment: '3 SMM', default: '1 MDR', severity: '60%' } },
    { remittances: remittances(flat) },
  );
  const [curve, realized] = [1 - 0.97 ** 12, 1 - 0.99 ** 12];

  it('are a multiple and a difference, window by window', () => {
    const found = review([high]);
    expect(ofPool(found, 'prepayment', 'ratio').map(({ months, status }) => [months, status])).toEqual(
      [1, 3, 6, 12].map((months) => [months, 'flag']),
    );
    const [month] = ofPool(found, 'prepayment', 'ratio');
    expect(month).toMatchObject({ curve: expect.closeTo(curve, 12), against: expect.closeTo(realized, 12), low: 0.5, high: 2 });
    expect(month?.value).toBeCloseTo(curve / realized, 10);
    expect(ofPool(found, 'prepayment', 'signedError')[3]).toMatchObject({
      status: 'flag',
      value: expect.closeTo(curve - realized, 10),
    });
    expect(ofPool(found, 'default', 'ratio')[0]).toMatchObject({ status: 'pass', value: expect.closeTo(1, 10) });
    // 60 % beside 50 %: 1.2 times, ten points; both at the edge of what is allowed.
    expect(ofPool(found, 'severity', 'ratio')[0]).toMatchObject({ status: 'pass', value: expect.closeTo(1.2, 10) });
  });

  it('are not divided by next to nothing, nor held against what there is not', () => {
    const none = trust({ c: { upb: 1000, prepayment: '1 SMM' } }, { remittances: remittances(Array(3).fill([0, 0])) });
    const found = review([none]);
    expect(ofPool(found, 'prepayment', 'ratio')[0]).toMatchObject({ status: 'not tested', note: 'too little to divide by' });
    expect(ofPool(found, 'severity', 'signedError')[0]).toMatchObject({ status: 'not tested', note: 'nothing was liquidated' });
    expect(ofPool(review([trust({ c: { upb: 1000 } })]), 'prepayment', 'ratio')).toEqual([]);
  });

  it('lie on one side of months more often than chance has it, or do not', () => {
    // Twelve of twelve below: 2 / 4,096. Four months are too few.
    expect(ofPool(review([high]), 'prepayment', 'signTest')[0]).toMatchObject({
      status: 'flag',
      value: 2 / 4096,
      note: '12 of 12 months are below',
    });
    const even = trust(
      { c: { upb: 1000, prepayment: '1 SMM' } },
      { remittances: remittances(Array.from({ length: 8 }, (_, at) => [at % 2 === 0 ? 0.02 : 0.005, 0])) },
    );
    expect(ofPool(review([even]), 'prepayment', 'signTest')[0]).toMatchObject({ status: 'pass', value: 1 });
    const few = trust({ c: { upb: 1000, prepayment: '9 SMM' } }, { remittances: remittances(Array(4).fill([0.01, 0])) });
    expect(ofPool(review([few]), 'prepayment', 'signTest')[0]).toMatchObject({ status: 'not tested', months: 4 });
  });

  it('of the snapshot before are held against the months since', () => {
    // Projected in October for three months at 1, 2 and 3 %; 1 % came.
    const before = trust(
      { c: { upb: 1000, prepayment: '1, 2, 3 SMM' } },
      {},
      { settlement: '2010-10-01', dated: '2010-10-01', firstPayment: '2010-11-01' },
    );
    const now = trust({ c: { upb: 1000, prepayment: '3 SMM' } }, { remittances: remittances(flat) });
    const found = review([now], { previous: portfolioOf([before]) });
    const expected = 1 - (0.99 * 0.98 * 0.97) ** 4;
    expect(ofPool(found, 'prepayment', 'lastCurve')[0]).toMatchObject({
      months: 3,
      curve: expect.closeTo(expected, 12),
      against: expect.closeTo(realized, 12),
      status: 'flag',
    });
    expect(ofPool(review([now]), 'prepayment', 'lastCurve')[0]?.status).toBe('not tested');
  });

  it('are brought to the prices of today where a file says them', () => {
    const months = Array.from({ length: 12 }, (_, at) => 2010 * 12 + at);
    // 50 % realized at 100, prices fall to 80 in December alone: mean price (11 x 100 + 80) / 12 = 98.33; 1 - 0.5 x 80 / 98.33 = 59.3 %.
    const prices = { file: '', months, levels: [...Array(11).fill(100), 80] };
    expect(ofPool(review([high], { homePrices: prices }), 'severity', 'homePrices')[0]).toMatchObject({
      status: 'pass',
      curve: expect.closeTo(0.6, 12),
      against: expect.closeTo(1 - (0.5 * 80 * 12) / 1180, 12),
    });
    expect(ofPool(review([high]), 'severity', 'homePrices')[0]?.note).toBe('no file of home prices');
  });
});

describe('curves beside other curves', () => {
  it('drift from the last snapshot in the same calendar months', () => {
    const early = { settlement: '2010-10-01', dated: '2010-10-01', firstPayment: '2010-11-01' };
    // Three months ago the curve was 0 for three months, then 6 CPR: the same months, so 12 CPR now is 6 points more.
    const before = trust({ c: { upb: 1000, prepayment: '0 for 3, 6 CPR' }, gone: { upb: 1 } }, {}, early);
    const now = trust({ c: { upb: 1000, prepayment: '12 CPR' }, fresh: { upb: 1000 } });
    const found = review([now], { previous: portfolioOf([before]) });
    expect(ofCohort(found, 'c', 'prepayment', 'drift')).toMatchObject({
      status: 'flag',
      value: expect.closeTo(0.06, 12),
      against: expect.closeTo(0.06, 12),
    });
    expect(ofCohort(found, 'c', 'default', 'drift')).toMatchObject({ status: 'pass', value: 0 });
    expect(ofCohort(found, 'fresh', 'prepayment', 'drift')).toMatchObject({ status: 'not tested' });
    // As pictures show them: five years of each, the last one's from the month on in which this one begins.
    const { firstMonth, cohorts } = only(found);
    // The month of the first payment.
    expect(firstMonth).toBe('2011-02');
    const [own, fresh] = cohorts.map(({ curves }) => curves.find(({ curve }) => curve === 'prepayment'));
    expect([own?.path.length, own?.lastPath?.length, fresh?.lastPath]).toEqual([60, 60, null]);
    for (const rate of own?.path ?? []) expect(rate).toBeCloseTo(0.12, 12);
    for (const rate of own?.lastPath ?? []) expect(rate).toBeCloseTo(0.06, 12);
  });

  it('differ from the median of their peers: same cohort and type, vintages near', () => {
    const named = (name: string, cpr: number, vintage: number, type = 'alt-a') =>
      trust({ c: { upb: 1000, prepayment: `${cpr} CPR` } }, { name, vintage, type });
    const trusts = [
      named('own', 12, 2005),
      named('near', 6, 2004),
      named('next', 8, 2006),
      named('far', 90, 2007),
      named('other', 90, 2005, 'subprime'),
    ];
    // Median of 6 and 8.
    const found = review(trusts);
    expect(ofCohort(found, 'c', 'prepayment', 'peers')).toMatchObject({ status: 'flag', note: '2 peers' });
    expect(ofCohort(found, 'c', 'prepayment', 'peers')?.value).toBeCloseTo(0.05, 10);
    expect(ofCohort(found, 'c', 'prepayment', 'peers', 3)).toMatchObject({
      status: 'not tested',
      note: '1 peers, of 2 at least',
    });
    expect(ofCohort(found, 'c', 'prepayment', 'peers', 4)?.status).toBe('not tested');
    const wide = review(trusts, tests({ peers: { ...DEFAULT_TESTS.peers, vintages: 2 } }));
    expect(ofCohort(wide, 'c', 'prepayment', 'peers')).toMatchObject({ note: '3 peers', against: expect.closeTo(0.08, 10) });
  });
});

describe('shapes', () => {
  it('that jump are flagged with the month', () => {
    const found = review([trust({ c: { upb: 1000, prepayment: '5 for 24, 20 CPR', severity: '40 ramp 60 for 12' } })]);
    expect(ofCohort(found, 'c', 'prepayment', 'jump')).toMatchObject({
      status: 'flag',
      months: 25,
      value: expect.closeTo(0.15, 12),
    });
    // 20 points in eleven steps.
    expect(ofCohort(found, 'c', 'severity', 'jump')).toMatchObject({ status: 'pass', value: expect.closeTo(0.2 / 11, 12) });
  });

  it('that end where no pool stays are flagged', () => {
    const found = review([trust({ c: { upb: 1000, prepayment: '10 ramp 0 for 24', default: '2 CDR', severity: '97%' } })]);
    expect(ofCohort(found, 'c', 'prepayment', 'tail')).toMatchObject({ status: 'flag', value: 0, low: 0.01, high: 0.4 });
    expect(ofCohort(found, 'c', 'default', 'tail')).toMatchObject({ status: 'pass', value: expect.closeTo(0.02, 12) });
    expect(ofCohort(found, 'c', 'severity', 'tail')).toMatchObject({ status: 'flag' });
  });

  it('that take more than there is are flagged', () => {
    const found = review([trust({ c: { upb: 1000, prepayment: '10 for 4, 60, 10 SMM', default: '45 MDR for 5, 1' } })]);
    expect(ofCohort(found, 'c', 'default', 'exceedsPool')).toMatchObject({
      status: 'flag',
      months: 5,
      value: expect.closeTo(1.05, 12),
    });
    // 0.45 (1 + 0.45 + 0.45^2 + 0.45^3 + 0.45^4), the survival of each month being 1 - 0.1 - 0.45 and that of the fifth nothing.
    const share = 0.45 * (1 + 0.45 + 0.45 ** 2 + 0.45 ** 3 + 0.45 ** 4);
    expect(ofCohort(found, 'c', 'default', 'cumulativeDefaults')?.value).toBeCloseTo(share, 10);
    const all = review([trust({ c: { upb: 1000, default: '50 MDR' } })]);
    expect(ofCohort(all, 'c', 'default', 'cumulativeDefaults')).toMatchObject({ status: 'flag', value: expect.closeTo(1, 10) });
  });

  it('that leave the path of home prices are flagged', () => {
    // Prices stay: 60 % should stay 60 %, and falls to 40 %.
    const prices = { file: '', months: [2011 * 12 + 1, 2016 * 12 + 1], levels: [100, 100] };
    const found = review([trust({ c: { upb: 1000, severity: '60 ramp 40 for 25' } })], { homePrices: prices });
    expect(ofCohort(found, 'c', 'severity', 'homePricePath')).toMatchObject({
      status: 'flag',
      months: 25,
      value: expect.closeTo(-0.2, 12),
      against: expect.closeTo(0.6, 12),
    });
  });
});

describe('a review', () => {
  const jumping = trust(
    { c: { upb: 1000, prepayment: '5 for 24, 20 CPR' }, d: { upb: 3000, prepayment: '6 CPR' } },
    { name: 'T1' },
  );

  it('leaves out tests that are off, and counts flags', () => {
    const all = review([jumping]);
    const without = review([jumping], tests({ off: ['jump'] }));
    expect(ofCohort(without, 'c', 'prepayment', 'jump')).toBeUndefined();
    expect(all.flags - without.flags).toBe(1);
    expect(all.trusts.reduce((sum, { flags }) => sum + flags, 0)).toBe(all.flags);
  });

  it('tells of trusts that could not be read, and goes on', () => {
    const snapshot: Snapshot = {
      ...portfolioOf([jumping]),
      trusts: [
        { ok: false, name: 'bad', faults: [{ code: 'FILE_UNREADABLE', place: '', got: 'x', expected: 'y' }] },
        { ok: true, trust: jumping },
      ],
    };
    const found = reviewCurves(snapshot);
    expect([found.unread.map(({ trust: name }) => name), found.trusts.map(({ trust: name }) => name)]).toEqual([['bad'], ['T1']]);
    expect(reviewText(found, { width: 100 })).toContain('bad could not be read\n  FILE_UNREADABLE got x; expected y');
  });

  it('is told with figures, stars and what is allowed', () => {
    const flat = Array(3).fill([0.01, 0.01]);
    const high = trust(
      { c: { upb: 1000, prepayment: '3 SMM', default: '1 MDR' } },
      { name: 'T1', remittances: remittances(flat) },
    );
    const text = reviewText(review([high]), { width: 100 });
    // 1 - 0.97^12 = 30.6158 %, 1 - 0.99^12 = 11.3615 %: 19.2543 points, 2.6947 times.
    expect(text).toMatch(/prepayment, CPR +11\.36% +11\.36% +30\.62%\* +30\.62%\*/);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'pool, prepayment: above what was realized: over 1 month by 19.25 points (2.69 times), over 3 months by 19.25 points (2.69 times); at most 4.00 points, 0.50 to 2.00 times allowed',
    );
  });

  it('has its curves by name, and suggests what was meant', () => {
    const found = review([jumping]);
    const names = (choice: Parameters<typeof chooseCurves>[1]) =>
      chooseCurves(found, choice).map(({ cohort, curve }) => `${cohort} ${curve}`);
    expect(names({ trusts: ['T1'], cohorts: ['d'], curves: ['severity', 'default'] })).toEqual(['d default', 'd severity']);
    expect(names({ trusts: ['T1'] })).toHaveLength(6);
    const faults = thrownBy(() => names({ trusts: ['T2'], cohorts: ['e'], curves: ['severty'] }));
    expect(faults.map(({ place, got }) => `${place} ${got}`)).toEqual(["trust 'T2'", "cohort 'e'", "curve 'severty'"]);
    expect(faults[2]?.expected).toContain("perhaps 'severity' was meant");
  });
});
