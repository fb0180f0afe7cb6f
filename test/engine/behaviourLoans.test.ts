/** What rules read of loans by month: by hand, from the terms of a loan or two. */
import { describe, expect, it } from 'vitest';
import { dealFromText } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { type LoanRows, loanRows } from '../../host/engine/behaviourLoans.ts';
import { planGenerated } from '../../host/engine/planGenerated.ts';
import { DEFAULT_BEHAVIOUR } from '../../host/scenarios/behaviour.ts';

const TERMS = {
  ...DEFAULT_BEHAVIOUR,
  turnover: { ...DEFAULT_BEHAVIOUR.turnover, speed: 0.07, ramp: 30, penalty: 0.2 },
  refinancing: { ...DEFAULT_BEHAVIOUR.refinancing, speed: 0.34, ramp: 12, penalty: 0.5 },
};
const smm = (cpr: number) => 1 - (1 - cpr) ** (1 / 12);
/** A level payment a dollar. */
const level = (rate: number, months: number) => rate / 12 / (1 - (1 + rate / 12) ** -months);

/** Rows of the only cohort of loans of a deal whose first payment is in `first`. */
function rowsOf(loans: string, { first = '2025-02-25', every = 1, terms = TERMS } = {}): LoanRows {
  const text = `
deal: behaviour
dates: {settlement: 2025-01-01, dated: 2025-01-01, firstPayment: ${first}, every: ${every}}
collateral: {loans: {loans: [${loans}]}}
indices: [I]
assumptions: {prepayment: 8 CPR, default: 2 CDR, severity: 40%, lag: 6}
tranches: {A: {balance: 100000, coupon: 0.05}}
steps:
  - {pay: interest, to: A, from: interest}
  - {pay: principal, to: A, from: principal}
  - {release: [interest, principal]}
`;
  const planned = planGenerated(resolveDeal(dealFromText(text), 'behaviour'), { name: 'base' }, new Set());
  expect(planned.trust.cohorts).toHaveLength(1);
  return loanRows({ ...planned, plan: planned.trust }, planned.trust.cohorts[0]!, terms);
}

describe('turnover', () => {
  it('rises over the ramp with age, by the season of the payment month', () => {
    const { turnover } = rowsOf('{upb: 100000, noteRate: 0.06, remainingTerm: 350, age: 10}');
    // Month 1 is paid in February, at 11 months of age; month 4 in May; from month 20 on it is seasoned: month 26 is a March.
    expect(turnover[1]).toBeCloseTo((smm(0.07) * 11 * 0.76) / 30, 15);
    expect(turnover[4]).toBeCloseTo((smm(0.07) * 14 * 0.98) / 30, 15);
    expect(turnover[26]).toBeCloseTo(smm(0.07) * 0.74, 15);
    expect(turnover[0]).toBe(turnover[1]);
  });

  it('is of the months that a quarterly payment collects, the last of which is its own', () => {
    // Paid in April: months 1 to 3 are February to April.
    const { turnover } = rowsOf('{upb: 100000, noteRate: 0.06, remainingTerm: 300, age: 60}', { first: '2025-04-25', every: 3 });
    expect([1, 2, 3].map((month) => turnover[month]! / smm(0.07))).toEqual(
      [0.76, 0.74, 0.95].map((season) => expect.closeTo(season, 14)),
    );
  });
});

describe('refinancing', () => {
  it('is seasoned by its own ramp, and kept back while a penalty is in force', () => {
    const { refinanced, turnover } = rowsOf(
      '{upb: 100000, noteRate: 0.06, remainingTerm: 350, age: 5, penaltyUntil: 3, penaltyMonths: 6}',
    );
    expect(refinanced[2]).toBeCloseTo(((smm(0.34) * 7) / 12) * 0.5, 15);
    expect(refinanced[4]).toBeCloseTo((smm(0.34) * 9) / 12, 15);
    expect(refinanced[20]).toBeCloseTo(smm(0.34), 15);
    // March and May: a fifth of turnover is kept back in the first.
    expect(turnover[2]).toBeCloseTo(((smm(0.07) * 7) / 30) * 0.74 * 0.8, 15);
    expect(turnover[4]).toBeCloseTo(((smm(0.07) * 9) / 30) * 0.98, 15);
  });

  it('weighs loans by what their schedules have left', () => {
    // Interest-only for good beside a loan paid by halves over two months: (1 + 1/2 y) / (3/2) in month 2, where y is of the second loan.
    const { refinanced } = rowsOf(
      '{upb: 50000, noteRate: 0, remainingTerm: 120, interestOnly: 120, age: 11}, {upb: 50000, noteRate: 0, remainingTerm: 2, age: 1}',
    );
    expect(refinanced[1]).toBeCloseTo((smm(0.34) * (1 + 2 / 12)) / 2, 15);
    expect(refinanced[2]).toBeCloseTo((smm(0.34) * (1 + (1 / 2) * (3 / 12))) / 1.5, 15);
  });
});

describe('payments over those at the cut-off', () => {
  it('stay where they are on level loans, and rise where interest-only ends', () => {
    const paid = rowsOf('{upb: 100000, noteRate: 0.06, remainingTerm: 360, interestOnly: 2, age: 0}').payment;
    expect([paid.level[1], paid.level[2]]).toEqual([1, 1]);
    // 0.5 % of interest becomes the level payment over 358 months, for good.
    expect(paid.level[3]).toBeCloseTo(level(0.06, 358) / 0.005, 12);
    expect(paid.level[300]).toBeCloseTo(level(0.06, 358) / 0.005, 12);
    expect([...paid.slope, ...paid.bend].every((value) => value === 0)).toBe(true);
    expect(rowsOf('{upb: 100000, noteRate: 0.06, remainingTerm: 60, age: 0}').payment.level.every((value) => value === 1)).toBe(
      true,
    );
  });

  it('follow the index from the first reset on: exact at three rates, within half a percent between them', () => {
    const { payment, lowestIndex, highestIndex, index } = rowsOf(
      '{upb: 100000, noteRate: 0.04, remainingTerm: 360, age: 0, index: I, margin: 0.02, firstReset: 25, resetEvery: 12, lifeCap: 0.10}',
    );
    expect([index, lowestIndex, highestIndex]).toEqual([0, 0, expect.closeTo(0.08, 15)]);
    const at = (month: number, rate: number) =>
      payment.level[month]! + rate * (payment.slope[month]! + rate * payment.bend[month]!);
    const before = level(0.04, 360);
    expect(at(24, 0.07)).toBeCloseTo(1, 14);
    // What is left after 24 payments at 4 %.
    const left = (1 - (1 + 0.04 / 12) ** -336) / (1 - (1 + 0.04 / 12) ** -360);
    for (const rate of [0, 0.04, 0.08]) expect(at(25, rate)).toBeCloseTo((left * level(0.02 + rate, 336)) / before, 12);
    for (const rate of [0.01, 0.03, 0.055, 0.07]) {
      const exact = (left * level(0.02 + rate, 336)) / before;
      expect(Math.abs(at(25, rate) / exact - 1)).toBeLessThan(0.005);
    }
  });

  it('of interest-only loans that reset are the interest, then more', () => {
    const { payment } = rowsOf(
      '{upb: 100000, noteRate: 0.06, remainingTerm: 360, interestOnly: 60, age: 0, index: I, margin: 0.02, firstReset: 37, resetEvery: 12, lifeCap: 0.12}',
    );
    const at = (month: number, rate: number) =>
      payment.level[month]! + rate * (payment.slope[month]! + rate * payment.bend[month]!);
    expect(at(36, 0.05)).toBeCloseTo(1, 14);
    // Interest of 7 % over 6 %: linear in the rate, so exact everywhere.
    expect(at(37, 0.05)).toBeCloseTo(7 / 6, 12);
    // At the middle of the three rates, 5 %.
    expect(at(61, 0.05)).toBeCloseTo(level(0.07, 300) / 0.005, 12);
  });
});
