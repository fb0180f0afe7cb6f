/** What becomes of defaulted loans, worked out by hand: advances that stop, gross severities, insurance, real estate, penalties. */
import { describe, expect, test } from 'vitest';
import { type GroupFlows, type Num, runOracle, type Scenario } from './index.ts';

const numbers = (series: readonly Num[] | undefined): number[] => (series ?? []).map((one) => Number(one.toFixed(6)));

const dates = { settlement: '2020-01-01', firstPayment: '2020-02-25', dated: '2020-01-01', delay: 24 };

function collected(loan: object, assumptions: object, scenario: Scenario = {}): GroupFlows {
  const deal = { dates, collateral: { g: { loans: [loan] } }, assumptions, steps: [{ release: ['g.interest', 'g.principal'] }] };
  return runOracle(deal, scenario).groups.g!;
}

// 1 % a month, a tenth of it the strip, and 11,000 paid: the balance is 100,000, 90,000, 79,900, 69,699, ... A tenth
// defaults in month 1 and is sold in month 4; what performs earns 900, 810, 719.1 and 627.291.
const loan = { upb: 100_000, noteRate: '12%', netRate: '10.8%', remainingTerm: 6, payment: 11_000 };
const defaulting: Scenario = { mdr: [0.1, 0], severity: [0.4] };
const both = { principal: true, interest: true };

const first = (count: number, series: readonly Num[]): number[] => numbers(series).slice(0, count);

describe('advances that stop', () => {
  test('leave the balance where it is and lose the interest from then on', () => {
    const found = collected(loan, { lag: 3, advance: { ...both, months: 2 } }, defaulting);
    expect(first(4, found.foreclosure)).toEqual([9000, 7990, 7990, 0]);
    // With 100 on 10,000 and 90 on 9,000.
    expect(first(4, found.grossInterest)).toEqual([1000, 900, 719.1, 627.291]);
    expect(first(4, found.servicing)).toEqual([100, 90, 71.91, 62.7291]);
    // Nine tenths of 10,000, 10,100, 10,201 and 10,303.01; and 1,000 and 1,010.
    expect(first(4, found.scheduled)).toEqual([10_000, 10_100, 9180.9, 9272.709]);
    expect(first(4, found.losses)).toEqual([0, 0, 0, 4000]);
    expect(first(4, found.recoveries)).toEqual([0, 0, 0, 3990]);
  });

  test('after no month at all are no advances, and after the month of the sale are all', () => {
    const never = collected(loan, { lag: 3, advance: { ...both, months: 0 } }, defaulting);
    expect(first(4, never.foreclosure)).toEqual([10_000, 10_000, 10_000, 0]);
    expect(first(4, never.grossInterest)).toEqual([900, 810, 719.1, 627.291]);
    const always = collected(loan, { lag: 3, advance: { ...both, months: 4 } }, defaulting);
    expect(always).toEqual(collected(loan, { lag: 3, advance: both }, defaulting));
    // The last 69.699 comes in the month of the sale.
    expect(first(4, always.grossInterest)).toEqual([1000, 900, 799, 696.99]);
    const shorter = collected(loan, { lag: 3, advance: { ...both, months: 3 } }, defaulting);
    expect(first(4, shorter.grossInterest)).toEqual([1000, 900, 799, 627.291]);
    expect(numbers(shorter.foreclosure)).toEqual(numbers(always.foreclosure));
  });

  test('end the growth of a balance that defers interest', () => {
    // 100 of 1,000 is deferred, then 101 and 102.01; nine tenths of it after the default of 10,000.
    const growing = { upb: 100_000, noteRate: '12%', remainingTerm: 3, amortTerm: 360, payment: 900, negativeAmortization: true };
    const found = collected(growing, { lag: 2, advance: { ...both, months: 1 } }, { mdr: [0.1, 0], severity: [0.5] });
    expect(numbers(found.foreclosure)).toEqual([10_010, 10_010, 0]);
    expect(numbers(found.deferred)).toEqual([100, 90.9, 91.809]);
    expect(numbers(found.interest)).toEqual([900, 810, 810]);
    expect(numbers(found.losses)).toEqual([0, 0, 5000]);
    expect(numbers(found.recoveries)).toEqual([0, 0, 5010]);
  });
});

describe('advances that must be recoverable', () => {
  // Month 1: 90 of net interest and 1,000; month 2: 81 and 1,010; month 3: 71.91 and 1,020.1.
  const recoverable = { lag: 3, advance: { ...both, recoverable: true } };

  test('end before they pass the proceeds to come', () => {
    // 2,000 to come: 1,090 is less, 2,181 is more.
    const found = collected(loan, recoverable, { ...defaulting, severity: [0.8] });
    expect(first(4, found.foreclosure)).toEqual([9000, 9000, 9000, 0]);
    expect(first(4, found.grossInterest)).toEqual([1000, 810, 719.1, 627.291]);
    expect(first(4, found.scheduled)).toEqual([10_000, 9090, 9180.9, 9272.709]);
  });

  test('go by the severity of the month of the sale, and end for good', () => {
    // 3,000 to come: 2,181 is less, 3,273.01 is more. The 71.91 of the month of the sale would fit again.
    const found = collected(loan, recoverable, { ...defaulting, severity: [1, 1, 1, 0.7] });
    expect(first(4, found.foreclosure)).toEqual([9000, 7990, 7990, 0]);
    expect(first(4, found.grossInterest)).toEqual([1000, 900, 719.1, 627.291]);
    expect(first(4, found.losses)).toEqual([0, 0, 0, 7000]);
    expect(first(4, found.recoveries)).toEqual([0, 0, 0, 990]);
  });

  test('may come to the very proceeds, and count only what is advanced', () => {
    // Interest alone, on 10,000: 90 and 180 of the 180 to come.
    const ofInterest = { lag: 3, advance: { interest: true, recoverable: true } };
    const found = collected(loan, ofInterest, { ...defaulting, severity: ['98.2%'] });
    expect(first(4, found.grossInterest)).toEqual([1000, 910, 719.1, 627.291]);
    // Principal alone: 1,000 and 2,010 of 2,010.
    const ofPrincipal = { lag: 3, advance: { principal: true, recoverable: true } };
    const exact = collected(loan, ofPrincipal, { ...defaulting, severity: ['79.9%'] });
    expect(first(4, exact.foreclosure)).toEqual([9000, 7990, 7990, 0]);
  });

  test('count what is put in, not what is added to the balance', () => {
    // 10 of 100 is deferred, then 10.1 of 100.1: 90 is put in each month, and 180 is to come.
    const growing = { upb: 100_000, noteRate: '12%', remainingTerm: 4, amortTerm: 360, payment: 900, negativeAmortization: true };
    const at = (severity: string): number[] => {
      const scenario: Scenario = { mdr: [0.1, 0], severity: [severity] };
      return first(3, collected(growing, recoverable, scenario).foreclosure);
    };
    expect(at('98.2%')).toEqual([10_010, 10_020.1, 10_020.1]);
    expect(at('98.2001%')).toEqual([10_010, 10_010, 10_010]);
  });
});

describe('the way to the sale', () => {
  const pipeline = { foreclosure: 1, reo: 2, carrying: '5%' };

  test('adds the cost of holding to the severity, and tells what is owned', () => {
    const found = collected(loan, { pipeline }, { mdr: [0.1, 0], severity: [0.3] });
    expect(first(5, found.owned)).toEqual([0, 10_000, 10_000, 0, 0]);
    // 30 % and two months of 5 %.
    expect(first(5, found.losses)).toEqual([0, 0, 0, 4000, 0]);
    const advanced = collected(loan, { pipeline, advance: both }, { mdr: [0.1, 0], severity: [0.3] });
    expect(first(4, advanced.owned)).toEqual([0, 7990, 6969.9, 0]);
    // All of it is lost, and not more.
    const worst = collected(loan, { pipeline }, { mdr: [0.1, 0], severity: [0.95] });
    expect(first(4, worst.losses)).toEqual([0, 0, 0, 10_000]);
    // 40 % and 50 % of 10,000 is lost: 1,000 to come, and month 1 would put in 1,090.
    const advance = { ...both, recoverable: true };
    const costly = collected(loan, { pipeline: { ...pipeline, carrying: '25%' }, advance }, defaulting);
    expect(first(4, costly.foreclosure)).toEqual([10_000, 10_000, 10_000, 0]);
  });

  test('is as long as the scenario says, at its cost as it was', () => {
    const shortened = collected(loan, { pipeline }, { mdr: [0.1, 0], severity: [0.3], lag: 2 });
    expect(first(4, shortened.owned)).toEqual([0, 10_000, 0, 0]);
    expect(first(4, shortened.losses)).toEqual([0, 0, 4000, 0]);
    const atOnce = collected(loan, { pipeline }, { mdr: [0.1, 0], severity: [0.3], lag: 1 });
    expect(first(2, atOnce.owned)).toEqual([0, 0]);
    expect(first(2, atOnce.losses)).toEqual([0, 4000]);
  });

  test('is not told apart where the deal says a lag; a cohort has its own', () => {
    expect(first(4, collected(loan, { lag: 3 }, defaulting).owned)).toEqual([0, 0, 0, 0]);
    const cohorts = { g: { lag: 3 }, h: { pipeline: { foreclosure: 0, reo: 1 } } };
    const deal = { dates, assumptions: { pipeline, cohorts }, steps: [] };
    const collateral = { g: { loans: [loan] }, h: { loans: [loan] }, i: { loans: [loan] } };
    const { groups } = runOracle({ ...deal, collateral }, defaulting);
    expect(first(4, groups.g!.owned)).toEqual([0, 0, 0, 0]);
    expect(first(4, groups.g!.losses)).toEqual([0, 0, 0, 4000]);
    expect(first(4, groups.h!.owned)).toEqual([10_000, 0, 0, 0]);
    expect(first(4, groups.h!.losses)).toEqual([0, 4000, 0, 0]);
    expect(first(4, groups.i!.losses)).toEqual([0, 0, 0, 5000]);
    expect(first(4, groups.pool!.owned)).toEqual([10_000, 10_000, 10_000, 0]);
  });

  test('ends with the call', () => {
    const deal = { dates, collateral: { g: { loans: [loan] } }, assumptions: { pipeline }, steps: [] };
    const { groups } = runOracle({ ...deal, call: { when: 'month == 3', into: 'g.principal' } }, defaulting);
    expect(first(4, groups.g!.owned)).toEqual([0, 10_000, 0, 0]);
  });
});

describe('severity of the gross proceeds', () => {
  const gross = { lag: 3, severityBasis: 'gross' };

  test('lets advances come first', () => {
    const found = collected(loan, { ...gross, advance: both }, defaulting);
    // 1,090 + 1,091 + 1,092.01, and 62.7291 in the month of the sale: 3,335.7391 of 6,000.
    expect(first(4, found.recoveries)).toEqual([0, 0, 0, 2664.2609]);
    // What is left of 6,969.9.
    expect(first(4, found.losses)).toEqual([0, 0, 0, 4305.6391]);
    expect(first(4, found.grossInterest)).toEqual([1000, 900, 799, 696.99]);
  });

  test('takes advances beyond the proceeds off the interest of the month', () => {
    const found = collected(loan, { ...gross, advance: both }, { ...defaulting, severity: [0.7] });
    expect(first(4, found.recoveries)).toEqual([0, 0, 0, 0]);
    expect(first(4, found.losses)).toEqual([0, 0, 0, 6969.9]);
    // 335.7391 less than 696.99; the strip is as ever.
    expect(first(4, found.grossInterest)).toEqual([1000, 900, 799, 361.2509]);
    expect(first(4, found.servicing)).toEqual([100, 90, 79.9, 69.699]);
  });

  test('is that of the net where nothing is advanced, and recovers no more than the balance', () => {
    expect(first(4, collected(loan, gross, defaulting).losses)).toEqual([0, 0, 0, 4000]);
    // 1,100 a month is advanced: 6,700 of the 10,000 are left to recover, and 6,700 of the balance.
    const found = collected({ ...loan, noteRate: 0, netRate: 0 }, { ...gross, advance: both }, { ...defaulting, severity: [0] });
    expect(first(4, found.recoveries)).toEqual([0, 0, 0, 6700]);
    expect(first(4, found.losses)).toEqual([0, 0, 0, 0]);
  });
});

describe('insurance', () => {
  const insured = { ...loan, coverage: '25%' };

  test('pays its share of the defaulted balance, later than the sale', () => {
    const found = collected(insured, { lag: 3, claimLag: 4 }, defaulting);
    // 4,000 less 2,500.
    expect(numbers(found.losses)).toEqual([0, 0, 0, 1500, 0, 0, 0, 0]);
    expect(numbers(found.recoveries)).toEqual([0, 0, 0, 6000, 0, 0, 0, 2500]);
    expect(numbers(found.foreclosure)).toEqual([10_000, 10_000, 10_000, 2500, 2500, 2500, 2500, 0]);
    expect(numbers(found.delinquent)).toEqual(numbers(found.foreclosure));
    // It bears no interest, advanced or not.
    const advanced = collected(insured, { lag: 3, claimLag: 4, advance: both }, defaulting);
    expect(numbers(advanced.grossInterest)).toEqual(
      numbers(collected(loan, { lag: 3, advance: both }, defaulting).grossInterest).concat(0, 0),
    );
  });

  test('pays at once without a lag, no more than the loss, and is not owned real estate', () => {
    const atOnce = collected(insured, { lag: 3 }, defaulting);
    expect(first(4, atOnce.recoveries)).toEqual([0, 0, 0, 8500]);
    expect(first(4, atOnce.foreclosure)).toEqual([10_000, 10_000, 10_000, 0]);
    const generous = collected({ ...loan, coverage: 0.5 }, { pipeline: { foreclosure: 2, reo: 1 }, claimLag: 1 }, defaulting);
    expect(first(5, generous.losses)).toEqual([0, 0, 0, 0, 0]);
    expect(first(5, generous.recoveries)).toEqual([0, 0, 0, 6000, 4000]);
    expect(first(5, generous.owned)).toEqual([0, 0, 10_000, 0, 0]);
    expect(first(5, generous.foreclosure)).toEqual([10_000, 10_000, 10_000, 4000, 0]);
  });

  test('pays on a gross loss', () => {
    const found = collected(insured, { lag: 3, severityBasis: 'gross', advance: both }, defaulting);
    expect(first(4, found.losses)).toEqual([0, 0, 0, 1805.6391]);
    expect(first(4, found.recoveries)).toEqual([0, 0, 0, 5164.2609]);
  });
});

describe('penalties by year of age', () => {
  // A tenth of 300,000, of 270,000 and of 243,000 prepays, months 11, 12 and 13 of the loan's life.
  const prepaying = { upb: 300_000, noteRate: '12%', remainingTerm: 4, interestOnly: 4, age: 10 };
  const penalties = (terms: object): number[] => first(3, collected({ ...prepaying, ...terms }, {}, { smm: [0.1] }).penalties);

  test('go by the year the month is in', () => {
    expect(penalties({ penaltyYears: '5-4-3' })).toEqual([1500, 1350, 972]);
    expect(penalties({ penaltyYears: '5-4-3', penaltyShare: '80%' })).toEqual([1200, 1080, 777.6]);
    expect(penalties({ penaltyYears: '2.5' })).toEqual([750, 675, 0]);
  });

  test('end with the last month of penalties and with the list', () => {
    expect(penalties({ penaltyYears: '5-4-3', penaltyUntil: 2 })).toEqual([1500, 1350, 0]);
    expect(penalties({ penaltyYears: '5', penaltyUntil: 3 })).toEqual([1500, 1350, 0]);
    expect(penalties({ penaltyYears: '5-4-3', age: 36 })).toEqual([0, 0, 0]);
  });
});
