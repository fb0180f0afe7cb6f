/** Every rule of a tape: a loan that breaks it, and one that is as near to it as may be and breaks none at all. */
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../host/portfolio/checks/rules.ts';
import { runChecks } from '../../../host/portfolio/checks/run.ts';
import { ADJUSTABLE, AS_OF, COLUMNS, connect, FIXED, makeTape, NEGATIVE, type Row } from './tape.ts';

interface Case {
  readonly rule: string;
  readonly breaks: Row;
  readonly keeps: Row;
  /** What the result says of the row that breaks it. */
  readonly got: string;
}

const fixed = (changes: Row): Row => ({ ...FIXED, ...changes });
const adjustable = (changes: Row): Row => ({ ...ADJUSTABLE, ...changes });
const negative = (changes: Row): Row => ({ ...NEGATIVE, ...changes });
/** 500 a month is the interest of 100,000 at 6 %. */
const interestOnly = (changes: Row): Row => fixed({ interestOnly: 60, payment: 500, ...changes });

const CASES: readonly Case[] = [
  { rule: 'missingId', breaks: fixed({ id: ' ' }), keeps: fixed({ id: '0' }), got: ' ' },
  {
    rule: 'noBalance',
    breaks: fixed({ upb: 0, payment: null }),
    keeps: fixed({ upb: 0, payment: null, status: 'paid' }),
    got: '0; status current',
  },
  {
    rule: 'balanceAboveOriginal',
    breaks: fixed({ originalUpb: 99_999 }),
    keeps: fixed({ originalUpb: 99_999, modified: '2010-05-01' }),
    got: '100000; originalUpb 99999',
  },
  {
    // 1.25 x 80,000 = 100,000, which is not above it.
    rule: 'balanceFarAboveOriginal',
    breaks: negative({ originalUpb: 79_999 }),
    keeps: negative({ originalUpb: 80_000 }),
    got: '100000; originalUpb 79999',
  },
  {
    rule: 'forborneAboveBalance',
    breaks: fixed({ forborne: 100_001, payment: null }),
    keeps: fixed({ forborne: 100_000, payment: null }),
    got: '100001; upb 100000',
  },
  {
    rule: 'maturedWithBalance',
    breaks: fixed({ remainingTerm: 0, age: 360, originated: null, payment: null }),
    keeps: fixed({ remainingTerm: 1, age: 359, originated: null, payment: null }),
    got: '0; upb 100000',
  },
  {
    // From 15 December 2005 to 28 February 2011 are 62 whole months, from 15 November 63.
    rule: 'maturityPassed',
    breaks: fixed({ originated: '2005-11-15', originalTerm: 60, remainingTerm: 1, age: 60, payment: null }),
    keeps: fixed({ originated: '2005-12-15', originalTerm: 60, remainingTerm: 1, age: 60, payment: null }),
    got: '2005-11-15; originalTerm 60, remainingTerm 1',
  },
  {
    rule: 'termBeyondOriginal',
    breaks: fixed({ originalTerm: 299, age: null }),
    keeps: fixed({ originalTerm: 300, age: null }),
    got: '300; originalTerm 299',
  },
  { rule: 'ageAndTerm', breaks: fixed({ age: 58 }), keeps: fixed({ age: 59 }), got: '58; remainingTerm 300, originalTerm 360' },
  {
    // 63 and 64 whole months against an age of 60.
    rule: 'ageAndDates',
    breaks: fixed({ originated: '2005-10-28' }),
    keeps: fixed({ originated: '2005-11-28' }),
    got: '60; originated 2005-10-28',
  },
  {
    rule: 'termBeyondAmortization',
    breaks: fixed({ amortTerm: 299 }),
    keeps: fixed({ amortTerm: 300 }),
    got: '299; remainingTerm 300',
  },
  {
    rule: 'interestOnlyBeyondTerm',
    breaks: interestOnly({ interestOnly: 301 }),
    keeps: interestOnly({ interestOnly: 300 }),
    got: '301; remainingTerm 300',
  },
  {
    rule: 'interestOnlyNegative',
    breaks: negative({ interestOnly: 1, payment: 500 }),
    keeps: negative({ interestOnly: 0, payment: 500 }),
    got: '1; negativeAmortization 1',
  },
  {
    // The level payment for 300 months leaves 100,000 (1.005^300 - 1.005^84) / (1.005^300 - 1) = 84,982 after 84.
    rule: 'balloonUnmarked',
    breaks: fixed({ remainingTerm: 84, originalTerm: 144 }),
    keeps: fixed({ remainingTerm: 84, originalTerm: 144, amortTerm: 300 }),
    got: '644.3; amortTerm nothing, remainingTerm 84',
  },
  {
    // Level for 84 months is 100,000 x 0.005 / (1 - 1.005^-84) = 1,460.86.
    rule: 'balloonPaidOff',
    breaks: fixed({ remainingTerm: 84, originalTerm: 144, amortTerm: 300, payment: 1460.86 }),
    keeps: fixed({ remainingTerm: 84, originalTerm: 144, amortTerm: 84, payment: 1460.86 }),
    got: '1460.86; amortTerm 300, remainingTerm 84',
  },
  {
    // Two cents below the interest of 500: of an interest-only loan, that is near enough.
    rule: 'paymentBelowInterest',
    breaks: fixed({ payment: 499.98 }),
    keeps: interestOnly({ payment: 499.98 }),
    got: '499.98; upb 100000, noteRate 0.06',
  },
  {
    // 1.05 x 644.3014 = 676.5165.
    rule: 'paymentFarFromLevel',
    breaks: fixed({ payment: 676.52 }),
    keeps: fixed({ payment: 676.51 }),
    got: '676.52; upb 100000, noteRate 0.06, remainingTerm 300, amortTerm nothing',
  },
  {
    rule: 'interestOnlyPayment',
    breaks: interestOnly({ payment: 525.01 }),
    keeps: interestOnly({ payment: 525 }),
    got: '525.01; interestOnly 60, noteRate 0.06',
  },
  {
    rule: 'negativeTermsUnused',
    breaks: adjustable({ paymentCap: 0.075 }),
    keeps: negative({ paymentCap: 0.075 }),
    got: 'nothing; paymentCap 0.075, recastEvery nothing, balanceCap nothing',
  },
  {
    rule: 'penaltyBeyondTerm',
    breaks: fixed({ penaltyUntil: 301, penaltyMonths: 6 }),
    keeps: fixed({ penaltyUntil: 300, penaltyMonths: 6 }),
    got: '301; remainingTerm 300',
  },
  {
    rule: 'penaltyWithoutAmount',
    breaks: fixed({ penaltyUntil: 12, penaltyRate: 0 }),
    keeps: fixed({ penaltyUntil: 12, penaltyRate: 0.02 }),
    got: '12; penaltyRate 0, penaltyMonths nothing',
  },
  {
    rule: 'zeroRate',
    breaks: fixed({ noteRate: 0, servicing: 0, payment: null, forborne: 99_999 }),
    keeps: fixed({ noteRate: 0, servicing: 0, payment: null, forborne: 100_000 }),
    got: '0; forborne 99999, upb 100000',
  },
  {
    rule: 'rateImplausible',
    breaks: fixed({ noteRate: 0.201, payment: null }),
    keeps: fixed({ noteRate: 0.2, payment: null }),
    got: '0.201',
  },
  {
    rule: 'servicingAboveRate',
    breaks: fixed({ noteRate: 0.01, servicing: 0.011, payment: null }),
    keeps: fixed({ noteRate: 0.01, servicing: 0.01, payment: null }),
    got: '0.011; noteRate 0.01',
  },
  { rule: 'servicingImplausible', breaks: fixed({ servicing: 0.025 }), keeps: fixed({ servicing: 0.02 }), got: '0.025' },
  {
    rule: 'rateAboveCap',
    breaks: adjustable({ lifeCap: 0.0599 }),
    keeps: adjustable({ lifeCap: 0.06 }),
    got: '0.06; lifeCap 0.0599',
  },
  {
    rule: 'rateBelowFloor',
    breaks: adjustable({ lifeFloor: 0.0601 }),
    keeps: adjustable({ lifeFloor: 0.06 }),
    got: '0.06; lifeFloor 0.0601',
  },
  {
    rule: 'floorAboveCap',
    breaks: adjustable({ lifeFloor: 0.12, lifeCap: 0.02 }),
    keeps: adjustable({ lifeFloor: 0.06, lifeCap: 0.06 }),
    got: '0.12; lifeCap 0.02',
  },
  {
    rule: 'floorBelowServicing',
    breaks: adjustable({ lifeFloor: 0.002 }),
    keeps: adjustable({ lifeFloor: 0.0025 }),
    got: '0.002; servicing 0.0025',
  },
  {
    rule: 'marginMissing',
    breaks: adjustable({ margin: null }),
    keeps: adjustable({ margin: 0 }),
    got: 'nothing; index LIBOR_6M',
  },
  { rule: 'marginImplausible', breaks: adjustable({ margin: 2.25 }), keeps: adjustable({ margin: 0.12 }), got: '2.25' },
  {
    rule: 'indexMissing',
    breaks: adjustable({ index: null }),
    keeps: adjustable({ index: null, margin: 0, firstReset: null }),
    got: 'nothing; margin 0.0225, firstReset 4, periodicCap 0.01',
  },
  {
    rule: 'firstResetMissing',
    breaks: adjustable({ firstReset: null }),
    keeps: adjustable({ firstReset: 1 }),
    got: 'nothing; index LIBOR_6M',
  },
  { rule: 'resetPassed', breaks: adjustable({ firstReset: 0 }), keeps: adjustable({ firstReset: 1 }), got: '0; index LIBOR_6M' },
  {
    // Sixty months old: a first reset in month 61 is that of a loan fixed for ten years, in month 62 of none.
    rule: 'resetBeyondPeriod',
    breaks: adjustable({ firstReset: 62 }),
    keeps: adjustable({ firstReset: 61 }),
    got: '62; resetEvery 6, age 60',
  },
  {
    rule: 'resetAfterMaturity',
    breaks: adjustable({ remainingTerm: 3, age: 357, originated: null, payment: null }),
    keeps: adjustable({ remainingTerm: 4, age: 356, originated: null, payment: null }),
    got: '4; remainingTerm 3',
  },
  {
    rule: 'capImplausible',
    breaks: adjustable({ periodicCap: 0.125 }),
    keeps: adjustable({ periodicCap: 1 }),
    got: '0.125; initialCap 0.02',
  },
  { rule: 'lookbackImplausible', breaks: adjustable({ lookback: 45 }), keeps: adjustable({ lookback: 6 }), got: '45' },
  { rule: 'roundingImplausible', breaks: adjustable({ rounding: 0.125 }), keeps: adjustable({ rounding: 0.005 }), got: '0.125' },
  { rule: 'paymentCapImplausible', breaks: negative({ paymentCap: 7.5 }), keeps: negative({ paymentCap: 0.5 }), got: '7.5' },
  {
    rule: 'ltvImplausible',
    breaks: fixed({ ltv: 80, combinedLtv: null }),
    keeps: fixed({ ltv: 1.5, combinedLtv: null }),
    got: '80; combinedLtv nothing',
  },
  {
    rule: 'combinedLtvBelowLtv',
    breaks: fixed({ combinedLtv: 0.79 }),
    keeps: fixed({ combinedLtv: 0.8 }),
    got: '0.79; ltv 0.8',
  },
  { rule: 'updatedLtvImplausible', breaks: fixed({ updatedLtv: 110 }), keeps: fixed({ updatedLtv: 5 }), got: '110' },
  { rule: 'coverageImplausible', breaks: fixed({ coverage: 25 }), keeps: fixed({ coverage: 0.5 }), got: '25' },
  { rule: 'ficoImplausible', breaks: fixed({ fico: 9999 }), keeps: fixed({ fico: 850 }), got: '9999' },
  { rule: 'debtToIncomeImplausible', breaks: fixed({ debtToIncome: 38 }), keeps: fixed({ debtToIncome: 0.99 }), got: '38' },
  { rule: 'coverageRatioImplausible', breaks: fixed({ coverageRatio: 125 }), keeps: fixed({ coverageRatio: 1.25 }), got: '125' },
  { rule: 'unitsNotWhole', breaks: fixed({ units: 4.5 }), keeps: fixed({ units: 120 }), got: '4.5' },
  {
    rule: 'speedFactorImplausible',
    breaks: fixed({ defaultFactor: 120 }),
    keeps: fixed({ defaultFactor: 10 }),
    got: '1; defaultFactor 120',
  },
  { rule: 'stateUnknown', breaks: fixed({ state: 'ca' }), keeps: fixed({ state: 'GU' }), got: 'ca' },
  { rule: 'statusUnknown', breaks: fixed({ status: 'C' }), keeps: fixed({ status: 'bankruptcy' }), got: 'C; daysLate 0' },
  {
    rule: 'paidWithBalance',
    breaks: fixed({ status: 'paid' }),
    keeps: fixed({ status: 'paid', upb: 0, payment: null }),
    got: 'paid; upb 100000',
  },
  {
    rule: 'reoAmongLoans',
    breaks: fixed({ status: 'reo', daysLate: 400 }),
    keeps: fixed({ status: 'reo', daysLate: 400, upb: 0, payment: null }),
    got: 'reo; upb 100000',
  },
  {
    rule: 'statusAndDaysLate',
    breaks: fixed({ status: 'foreclosure', daysLate: 0 }),
    keeps: fixed({ status: 'foreclosure', daysLate: 120 }),
    got: 'foreclosure; daysLate 0',
  },
  {
    rule: 'lateWithoutProceedings',
    breaks: fixed({ daysLate: 360 }),
    keeps: fixed({ daysLate: 359 }),
    got: 'current; daysLate 360',
  },
  {
    rule: 'originatedAfterAsOf',
    breaks: fixed({ originated: '2011-03-01', age: 0, remainingTerm: 360, payment: null }),
    keeps: fixed({ originated: '2011-02-28', age: 0, remainingTerm: 360, payment: null }),
    got: '2011-03-01',
  },
  {
    rule: 'modifiedAfterAsOf',
    breaks: fixed({ modified: '2011-03-01' }),
    keeps: fixed({ modified: '2011-02-28' }),
    got: '2011-03-01',
  },
  {
    rule: 'modifiedBeforeOriginated',
    breaks: fixed({ modified: '2006-02-14' }),
    keeps: fixed({ modified: '2006-02-15' }),
    got: '2006-02-14; originated 2006-02-15',
  },
];

const connection = await connect();
const checked = async (...rows: Row[]) => {
  await makeTape(connection, rows);
  return runChecks(connection, new Map(), { asOf: AS_OF });
};

describe('a rule', () => {
  it.each(CASES)('$rule is broken by one loan and kept by its neighbour', async ({ rule, breaks, keeps, got }) => {
    expect(await checked({ ...keeps, id: keeps.id ?? 'K' })).toEqual([]);
    const results = await checked({ ...keeps, id: 'kept' }, breaks);
    const [found] = results.filter((result) => result.rule === rule);
    const known = RULES.find((each) => each.rule === rule);
    expect(found).toMatchObject({
      rule,
      about: known?.about,
      severity: known?.severity,
      count: 1,
      examples: [{ row: 2, id: breaks.id, field: known?.fields[0], got }],
    });
  });

  it('duplicateId is broken by both rows of one id', async () => {
    const results = await checked(FIXED, { ...FIXED, id: 'L2' }, ADJUSTABLE);
    expect(results).toEqual([
      {
        rule: 'duplicateId',
        about: 'a loan that stands twice is valued twice',
        severity: 'error',
        count: 2,
        examples: [1, 3].map((row) => ({ row, id: 'L1', field: 'id', got: 'L1' })),
      },
    ]);
  });

  it('has a case here, a name of its own, and fields that tapes have', () => {
    expect(CASES.map(({ rule }) => rule)).toEqual(RULES.map(({ rule }) => rule).filter((rule) => rule !== 'duplicateId'));
    expect(new Set(RULES.map(({ rule }) => rule)).size).toBe(RULES.length);
    const known = COLUMNS.map(([name]) => name);
    expect(RULES.flatMap(({ fields }) => fields).filter((field) => !known.includes(field))).toEqual([]);
  });

  it('is not broken by what is missing', async () => {
    expect(await checked({ id: 'bare', upb: 5000, noteRate: 0.05, remainingTerm: 12 })).toEqual([]);
  });

  it.each([
    ['fixed', FIXED],
    ['adjustable', ADJUSTABLE],
    ['negative', NEGATIVE],
  ])('is not broken by a sound %s loan', async (_, loan) => {
    expect(await checked(loan)).toEqual([]);
  });
});

describe('the sides of a rule that its case does not show', () => {
  it.each([
    ['rateImplausible', fixed({ noteRate: 0.0049, payment: null })],
    ['ltvImplausible', fixed({ ltv: 0.009, combinedLtv: null })],
    ['ltvImplausible', fixed({ combinedLtv: 85 })],
    ['ficoImplausible', fixed({ fico: 0 })],
    ['updatedLtvImplausible', fixed({ updatedLtv: 0 })],
    ['coverageImplausible', fixed({ coverage: -0.1 })],
    ['debtToIncomeImplausible', fixed({ debtToIncome: -1 })],
    ['unitsNotWhole', fixed({ units: 0 })],
    ['speedFactorImplausible', fixed({ prepayFactor: 11 })],
    ['capImplausible', adjustable({ initialCap: 0.5 })],
    ['marginImplausible', adjustable({ margin: -0.001 })],
    ['statusAndDaysLate', fixed({ status: 'paid', upb: 0, payment: null, daysLate: 30 })],
    ['negativeTermsUnused', adjustable({ balanceCap: 1.1 })],
    ['negativeTermsUnused', adjustable({ recastEvery: 60 })],
    // Level is 100,000 / 300 = 333.33 without interest, and 300 of them leave nothing; 200 leave 40,000.
    ['balloonUnmarked', fixed({ noteRate: 0, servicing: 0, payment: 200 })],
    ['paymentFarFromLevel', fixed({ noteRate: 0, servicing: 0, payment: 350.01 })],
    ['ageAndTerm', fixed({ age: 62 })],
    ['missingId', fixed({ id: null })],
  ])('%s', async (rule, loan) => {
    expect((await checked(loan)).map((result) => result.rule)).toContain(rule);
  });
});
