/**
 * How defaulted loans are serviced, interest that is not collected, loans that are bought, and enhancement: each on a pool whose months
 * can be worked out by hand.
 */
import { describe, expect, it } from 'vitest';
import { delinquentShares } from '../../host/curves/rollRates.ts';
import { faultsOf, small, valuesOf } from './small.ts';

/** 12,000 that pay interest only at 12 %: 120 a month. */
const LOAN = { upb: 12_000, noteRate: '12%', remainingTerm: 24, amortTerm: 360, interestOnly: 24 };
/** A tenth of it, 1,200, defaults in the first month and nothing after. */
const TENTH = { default: '10 MDR for 1, 0', severity: '40%', lag: 2 };

const pool = (loan: object = {}, group: object = {}) => ({ pool1: { loans: [{ ...LOAN, ...loan }], ...group } });
const serviced = (assumptions: object, loan: object = {}) => ({
  collateral: pool(loan),
  assumptions: { ...TENTH, ...assumptions },
});

describe('advances', () => {
  it('of interest end after so many months, the one of default included', async () => {
    // The tenth pays 12 a month: advanced in months 1 and 2, lost in month 3, in whose end it is gone.
    const parts = serviced({ advance: { interest: true, months: 2 } });
    expect(await valuesOf('interest(pool)', parts, 4)).toEqual([120, 120, 108, 108]);
    expect(await valuesOf('recoveries(pool)', parts, 4)).toEqual([0, 0, 720, 0]);
    expect(await valuesOf('losses(pool)', parts, 4)).toEqual([0, 0, 480, 0]);
  });

  it('of principal leave the balance where it was once they end', async () => {
    // 1,200 in twelve instalments of 100 at 0 %: the tenth, 120, falls by 10 in month 1 and stays at 110.
    const loan = { upb: 1200, noteRate: 0, remainingTerm: 12, amortTerm: 12, interestOnly: 0 };
    const parts = { ...serviced({ advance: { principal: true, months: 1 } }, loan), tranches: { A: { balance: 500 } } };
    // 90 of the nine tenths, and 10 advanced in the first month.
    expect(await valuesOf('scheduled(pool)', parts, 4)).toEqual([100, 90, 90, 90]);
    expect(await valuesOf('foreclosure(pool)', parts, 4)).toEqual([110, 110, 0, 0]);
    // The loss is 40 % of 120.
    expect(await valuesOf('losses(pool)', parts, 4)).toEqual([0, 0, 48, 0]);
    expect(await valuesOf('recoveries(pool)', parts, 4)).toEqual([0, 0, 62, 0]);
  });

  it('are made as far as proceeds will bear', async () => {
    // Proceeds to come are 2.5 % of 1,200: 30. Two months of 12 are within them, a third is not.
    const parts = serviced({ severity: '97.5%', advance: { interest: true, recoverable: true } });
    expect(await valuesOf('interest(pool)', parts, 4)).toEqual([120, 120, 108, 108]);
  });
});

describe('severity', () => {
  it('of property proceeds, off which advances come first', async () => {
    // 60 % of 1,200 is 720; three months of 12 were advanced. 684 are recovered, 516 lost.
    const parts = serviced({ severityBasis: 'gross', advance: { interest: true } });
    expect(await valuesOf('recoveries(pool)', parts, 4)).toEqual([0, 0, 684, 0]);
    expect(await valuesOf('losses(pool)', parts, 4)).toEqual([0, 0, 516, 0]);
    expect(await valuesOf('interest(pool)', parts, 4)).toEqual([120, 120, 120, 108]);
  });

  it('of property proceeds: the servicer advanced net interest', async () => {
    // 0.24 % a year is 0.24 a month of 1,200: 3 x 11.76 = 35.28 come off 720.
    const parts = serviced({ severityBasis: 'gross', advance: { interest: true } }, { servicing: '0.24%' });
    expect(await valuesOf('recoveries(pool)', parts, 4)).toEqual([0, 0, 684.72, 0]);
  });

  it('of property proceeds: what they lack comes off the interest of the pool', async () => {
    // 2 % of 1,200 is 24 against 36 advanced: nothing is recovered, and 12 are taken from 120.
    const parts = serviced({ severity: '98%', severityBasis: 'gross', advance: { interest: true } });
    expect(await valuesOf('recoveries(pool)', parts, 4)).toEqual([0, 0, 0, 0]);
    expect(await valuesOf('losses(pool)', parts, 4)).toEqual([0, 0, 1200, 0]);
    expect(await valuesOf('interest(pool)', parts, 4)).toEqual([120, 120, 108, 108]);
  });

  it('grows with the cost of holding the property, which is told apart from foreclosure', async () => {
    // A month to the property, two to its sale at 5 % each: 50 % of 1,200 is lost in month 4.
    const parts = serviced({ lag: undefined, pipeline: { foreclosure: 1, reo: 2, carrying: '5%' } });
    expect(await valuesOf('losses(pool)', parts, 5)).toEqual([0, 0, 0, 600, 0]);
    expect(await valuesOf('owned(pool)', parts, 5)).toEqual([0, 1200, 1200, 0, 0]);
    expect(await valuesOf('foreclosure(pool)', parts, 5)).toEqual([1200, 1200, 1200, 0, 0]);
  });
});

describe('mortgage insurance', () => {
  it('pays the loss up to its coverage, so many months after liquidation', async () => {
    // Of a loss of 480 the insurer owes 25 % of 1,200: 300, which wait from month 3 to month 5.
    const parts = serviced({ claimLag: 2 }, { coverage: '25%' });
    expect(await valuesOf('losses(pool)', parts, 6)).toEqual([0, 0, 180, 0, 0, 0]);
    expect(await valuesOf('recoveries(pool)', parts, 6)).toEqual([0, 0, 720, 0, 300, 0]);
    expect(await valuesOf('foreclosure(pool)', parts, 6)).toEqual([1200, 1200, 300, 300, 0, 0]);
    // No interest is due on a claim.
    expect(await valuesOf('interest(pool)', parts, 6)).toEqual([108, 108, 108, 108, 108, 108]);
  });

  it('pays no more than the loss', async () => {
    const parts = serviced({}, { coverage: '90%' });
    expect(await valuesOf('losses(pool)', parts, 4)).toEqual([0, 0, 0, 0]);
    expect(await valuesOf('recoveries(pool)', parts, 4)).toEqual([0, 0, 1200, 0]);
  });
});

describe('penalties by year of age', () => {
  it('change with the age of the loan and end with the last year', async () => {
    // 1 % a month prepays 120, 118.8, 117.612. Ages 10 and 11 months pay 5 %, 12 months 4 %.
    const parts = {
      collateral: pool({ age: 10, penaltyYears: '5-4' }),
      assumptions: { prepayment: '1 SMM' },
      steps: [{ release: 'penalties' }],
    };
    expect(await valuesOf('penalties(pool)', parts)).toEqual([6, 5.94, 4.70448]);
    const old = { ...parts, collateral: pool({ age: 23, penaltyYears: '5-4' }) };
    expect(await valuesOf('penalties(pool)', old)).toEqual([4.8, 0, 0]);
    const half = { ...parts, collateral: pool({ age: 10, penaltyYears: '5-4', penaltyShare: '50%' }) };
    expect(await valuesOf('penalties(pool)', half)).toEqual([3, 2.97, 2.35224]);
  });
});

describe('interest that is not collected', () => {
  // Net interest of the first month: 120 - 2.4 = 117.6; 1 % of the loan prepays.
  const parts = (group: object) => ({
    collateral: pool({ servicing: '0.24%' }, group),
    assumptions: { prepayment: '1 SMM' },
  });

  it('on what prepays in mid-month, less what the servicer puts in', async () => {
    const group = { prepaymentInterest: '50%', compensating: 0.2 };
    expect(await valuesOf('prepaymentShortfall(pool)', parts(group), 2)).toEqual([0.588, 0.58212]);
    expect(await valuesOf('compensating(pool)', parts(group), 2)).toEqual([0.2, 0.2]);
    expect(await valuesOf('interest(pool)', parts(group), 2)).toEqual([117.212, 116.04188]);
    expect(await valuesOf('grossInterest(pool) - servicing(pool)', parts(group), 2)).toEqual([117.6, 116.424]);
  });

  it('which the servicer makes good as far as there is a shortfall', async () => {
    const group = { prepaymentInterest: '50%', compensating: 'servicing(pool1)' };
    expect(await valuesOf('compensating(pool)', parts(group), 2)).toEqual([0.588, 0.58212]);
    expect(await valuesOf('interest(pool)', parts(group), 2)).toEqual([117.6, 116.424]);
  });

  it('under a relief act', async () => {
    const group = { relief: '1%' };
    expect(await valuesOf('reliefShortfall(pool)', parts(group), 2)).toEqual([1.176, 1.16424]);
    expect(await valuesOf('interest(pool)', parts(group), 2)).toEqual([116.424, 115.25976]);
  });

  it('cannot depend on itself', () => {
    const faults = faultsOf(small({ collateral: pool({}, { relief: 'interest(pool) / 1000' }) }));
    expect(faults).toMatchObject([{ code: 'DEAL_CIRCULAR', place: 'collateral.pool1.relief' }]);
  });
});

describe('subsequent recoveries', () => {
  // 480 are lost in month 3 of a tenth that defaulted; a quarter comes back two dates later.
  const parts = {
    collateral: pool({}, { subsequentRecoveries: { share: '25%', lag: 2 } }),
    assumptions: TENTH,
    tranches: { Z: { balance: 9000 } },
    steps: [
      { writedown: 'Z', upTo: 'losses(pool)' },
      { writeup: 'Z', upTo: 'subsequentRecoveries(pool)' },
    ],
  };

  it('are a share of losses so many dates later, and principal', async () => {
    expect(await valuesOf('subsequentRecoveries(pool)', parts, 6)).toEqual([0, 0, 0, 0, 120, 0]);
    expect(await valuesOf('fund(principal)', parts, 6)).toEqual([0, 0, 720, 0, 120, 0]);
    expect(await valuesOf('principal(pool)', parts, 6)).toEqual([0, 0, 720, 0, 0, 0]);
  });

  it('come off cumulative losses, and may write a class up', async () => {
    expect(await valuesOf('cumulativeLosses(pool)', parts, 6)).toEqual([0, 0, 480, 480, 360, 360]);
    expect(await valuesOf('balance(Z)', parts, 6)).toEqual([9000, 9000, 8520, 8520, 8640, 8640]);
  });

  it('come in after the last loan is gone', async () => {
    const late = { ...parts, assumptions: { ...TENTH, default: '0 for 21, 10 MDR for 1, 0' } };
    expect((await valuesOf('subsequentRecoveries(pool)', late, 26)).slice(22)).toEqual([0, 0, 0, 120]);
    const after = { ...late, collateral: pool({}, { subsequentRecoveries: { share: '25%', lag: 4 } }) };
    expect((await valuesOf('subsequentRecoveries(pool)', after, 30)).slice(23)).toEqual([0, 0, 0, 0, 120]);
  });
});

describe('a revolving pool', () => {
  const parts = {
    collateral: {
      pool1: { loans: [LOAN] },
      more: { loans: [{ ...LOAN, upb: 50 }], revolving: 2 },
    },
    assumptions: { prepayment: '1 SMM' },
    steps: [{ purchase: 'more', from: 'pool1.principal' }],
  };
  const told = (expression: string, months = 4) => valuesOf(expression, parts, months);

  it('buys loans like its own for two dates, which pay from the next on', async () => {
    // The pool prepays 120, 118.8: so much is bought. What was bought prepays 1 % a month and pays 1 % of interest.
    expect(await told('bought(more)')).toEqual([120, 118.8, 0, 0]);
    expect(await told('begin(more)')).toEqual([0, 120, 237.6, 235.224]);
    expect(await told('end(more)')).toEqual([0, 118.8, 235.224, 232.87176]);
    expect(await told('interest(more)')).toEqual([0, 1.2, 2.376, 2.35224]);
    expect(await told('principal(more)')).toEqual([0, 1.2, 2.376, 2.35224]);
    expect(await told('end(pool)')).toEqual([11_880, 11_880, 11_878.812, 11_760.02388]);
  });

  it('buys up to an amount, at a price', async () => {
    const purchase = (amount: number) => ({
      ...parts,
      steps: [{ purchase: 'more', from: 'pool1.principal', amount, price: '120%' }],
    });
    expect(await valuesOf('bought(more)', purchase(50))).toEqual([50, 50, 0]);
    expect(await valuesOf('fund(pool1.principal)', purchase(50))).toEqual([60, 58.8, 117.612]);
    // 120 buy 100 at 120 %, 118.8 buy 99.
    expect(await valuesOf('bought(more)', purchase(110))).toEqual([100, 99, 0]);
  });

  it('has fixed rates, and is bought only where it says so', () => {
    const adjustable = { ...LOAN, index: 'I', firstReset: 5 };
    const faults = faultsOf({
      ...small({ indices: ['I'], collateral: { pool1: { loans: [LOAN] }, more: { loans: [adjustable], revolving: 2 } } }),
      steps: [{ purchase: 'pool1', from: 'pool1.principal' }],
    });
    expect(faults).toMatchObject([
      { code: 'DEAL_SHAPE', place: 'collateral.more.loans' },
      { code: 'DEAL_UNKNOWN_NAME', place: 'steps[0].purchase', expected: 'one of more' },
    ]);
  });
});

describe('enhancement', () => {
  it('is the share of the pool behind a class, its equals and its seniors', async () => {
    // A 1,000 and B 2,000 of 12,000; A is paid 600 a month before it is asked.
    const parts = { collateral: pool(), ranks: ['A', ['B', 'told']], steps: [{ writedown: 'A', upTo: 600 }] };
    expect(await valuesOf('100 * enhancement(A)', parts, 2)).toEqual([96.666667, 100]);
    expect(await valuesOf('100 * enhancement(B)', parts, 2)).toEqual([80, 83.333333]);
  });

  it('is asked of ranked classes only', () => {
    const deal = small({ ranks: ['A'], tranches: { A: { balance: 10 }, B: { balance: 10 } }, define: { q: 'enhancement(B)' } });
    expect(faultsOf(deal)).toMatchObject([{ code: 'DEAL_UNKNOWN_NAME', got: "'B', which is not ranked" }]);
  });
});

describe('roll rates', () => {
  const start = [1, 0, 0, 0];
  const matrix = [
    [0.9, 0.1, 0, 0],
    [0.5, 0.3, 0.2, 0],
    [0, 0, 0.5, 0.5],
    [0, 0, 0, 1],
  ];

  it('spread the performing balance over the states', () => {
    // .9 .1 0 0; .86 .12 .02 0; .834 .122 .034 .01.
    const [first, second, third] = delinquentShares(start, matrix);
    expect(first).toBe(0);
    expect(second).toBeCloseTo(0.02, 15);
    expect(third).toBeCloseTo(0.044, 15);
  });

  it('share anew what stays where rows lose some', () => {
    // From 90 days: half stay, so 0.5 of them and 0.5 of current make an even split again: 1/3 of .75.
    const half = delinquentShares(
      [0.5, 0, 0, 0.5],
      [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 0.5],
      ],
    );
    expect(half[0]).toBeCloseTo(0.25 / 0.75, 15);
    expect(half[1]).toBeCloseTo(0.125 / 0.625, 15);
  });

  it('stand for the delinquent share of a deal', async () => {
    const parts = { collateral: pool(), assumptions: { rollRates: { start, matrix } } };
    expect(await valuesOf('delinquent(pool)', parts)).toEqual([0, 240, 528]);
  });

  it('have rows that add to at most 1', () => {
    const assumptions = { rollRates: { start: [1, 1, 0, 0], matrix } };
    expect(faultsOf(small({ assumptions }))).toMatchObject([{ code: 'DEAL_RANGE', place: 'assumptions.rollRates.start' }]);
  });
});
