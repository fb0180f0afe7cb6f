/** Rules of identity, balances, terms and payments. */
import type { Rule } from './rule.ts';

/** Borrowed more than once over: caps of loans that add interest to their balance lie between 110 and 125 % of the original. */
const HIGHEST_NEGATIVE = 1.25;
/** Months between a note's date and its first payment, and one for the day of the month. */
const FIRST_PAYMENT_MONTHS = 2;
/** Payments are kept to the cent, and servicers round rates and balances before they compute them. */
const PAYMENT_SHARE = 0.05;

export const BALANCE_RULES: readonly Rule[] = [
  {
    rule: 'duplicateId',
    about: 'a loan that stands twice is valued twice',
    severity: 'error',
    fields: ['id'],
    condition: `"id" IN (SELECT "id" FROM loans GROUP BY "id" HAVING count(*) > 1)`,
  },
  {
    rule: 'missingId',
    about: 'a loan without a number cannot be found again in the next snapshot',
    severity: 'warning',
    fields: ['id'],
    condition: `trim(coalesce("id", '')) = ''`,
  },
  {
    rule: 'noBalance',
    about: 'a loan that is neither paid nor sold has lost its balance, and is worth nothing',
    severity: 'warning',
    fields: ['upb', 'status'],
    condition: `"upb" = 0 AND coalesce("status", '') NOT IN ('paid', 'reo')`,
  },
  {
    rule: 'balanceAboveOriginal',
    about: 'a balance can pass that of origination only by interest added to it or a modification',
    severity: 'error',
    fields: ['upb', 'originalUpb'],
    condition: `"upb" > "originalUpb" + 0.005 AND NOT "isNegative" AND "modified" IS NULL`,
  },
  {
    rule: 'balanceFarAboveOriginal',
    about: 'loans that add interest to their balance are recast before they owe more than 125 % of the original',
    severity: 'warning',
    fields: ['upb', 'originalUpb'],
    condition: `"upb" > ${HIGHEST_NEGATIVE} * "originalUpb" AND "isNegative"`,
  },
  {
    rule: 'forborneAboveBalance',
    about: 'what is forborne is part of the balance: more than all of it makes interest negative',
    severity: 'error',
    fields: ['forborne', 'upb'],
    condition: `"forborne" > "upb" + 0.005`,
  },
  {
    rule: 'maturedWithBalance',
    about: 'a loan past its last payment has no cash flow, and its balance would be lost without a word',
    severity: 'error',
    fields: ['remainingTerm', 'upb'],
    condition: `"remainingTerm" < 1 AND "upb" > 0`,
  },
  {
    rule: 'maturityPassed',
    about: 'by its own dates the loan should have been paid off: the remaining term was perhaps made up',
    severity: 'warning',
    fields: ['originated', 'originalTerm', 'remainingTerm'],
    condition: `datesub('month', "originated", "asOf") > "originalTerm" + ${FIRST_PAYMENT_MONTHS} AND "upb" > 0 AND "modified" IS NULL`,
  },
  {
    rule: 'termBeyondOriginal',
    about: 'only a modification makes a term longer than it was at origination',
    severity: 'error',
    fields: ['remainingTerm', 'originalTerm'],
    condition: `"remainingTerm" > "originalTerm" AND "modified" IS NULL`,
  },
  {
    rule: 'ageAndTerm',
    about: 'age and remaining term make the original one: else ramps of prepayments and defaults start in the wrong month',
    severity: 'warning',
    fields: ['age', 'remainingTerm', 'originalTerm'],
    condition: `abs("age" + "remainingTerm" - "originalTerm") > 1 AND "modified" IS NULL`,
  },
  {
    rule: 'ageAndDates',
    about: 'age should be the months since origination, give or take the first payment',
    severity: 'warning',
    fields: ['age', 'originated'],
    condition: `abs(datesub('month', "originated", "asOf") - "age") > ${FIRST_PAYMENT_MONTHS + 1}`,
  },
  {
    rule: 'termBeyondAmortization',
    about: 'a payment that amortizes sooner than the term would pay the loan off before its last payment',
    severity: 'error',
    fields: ['amortTerm', 'remainingTerm'],
    condition: `"amortTerm" < "remainingTerm"`,
  },
  {
    rule: 'interestOnlyBeyondTerm',
    about: 'interest-only months to come cannot outlast the loan',
    severity: 'error',
    fields: ['interestOnly', 'remainingTerm'],
    condition: `"interestOnly" > "remainingTerm"`,
  },
  {
    rule: 'interestOnlyNegative',
    about: 'a loan either pays its interest or adds some of it to its balance: the payment cannot be known',
    severity: 'error',
    fields: ['interestOnly', 'negativeAmortization'],
    condition: `"isInterestOnly" AND "isNegative"`,
  },
  {
    rule: 'balloonUnmarked',
    about: 'the payment leaves a tenth or more for the last month, and no amortization term says that a balloon is due',
    severity: 'warning',
    fields: ['payment', 'amortTerm', 'remainingTerm'],
    condition: `"payment" >= "interestDue" - 0.01 AND "leftAtMaturity" >= 0.1 * "bearing" AND "amortMonths" <= "remainingTerm" AND NOT "isInterestOnly" AND NOT "isNegative"`,
  },
  {
    rule: 'balloonPaidOff',
    about: 'the amortization term says that a balloon is due, and the payment leaves none',
    severity: 'warning',
    fields: ['payment', 'amortTerm', 'remainingTerm'],
    condition: `"amortTerm" > "remainingTerm" AND "leftAtMaturity" < 0.01 * "bearing" AND NOT "isInterestOnly" AND NOT "isNegative"`,
  },
  {
    rule: 'paymentBelowInterest',
    about: 'a payment below the interest makes the balance rise, which the terms of the loan do not allow',
    severity: 'error',
    fields: ['payment', 'upb', 'noteRate'],
    condition: `"payment" > 0 AND "payment" < "interestDue" - 0.01 AND NOT "isInterestOnly" AND NOT "isNegative"`,
  },
  {
    rule: 'paymentFarFromLevel',
    about: 'more than 5 % from the level payment of the balance: rate, term or balance is of another month',
    severity: 'warning',
    fields: ['payment', 'upb', 'noteRate', 'remainingTerm', 'amortTerm'],
    condition: `"payment" > 0 AND abs("payment" - "level") > ${PAYMENT_SHARE} * "level" AND NOT "isInterestOnly" AND NOT "isNegative"`,
  },
  {
    rule: 'interestOnlyPayment',
    about: 'more than 5 % from the interest: the interest-only months are perhaps over',
    severity: 'warning',
    fields: ['payment', 'interestOnly', 'noteRate'],
    condition: `"isInterestOnly" AND "payment" > 0 AND abs("payment" - "interestDue") > ${PAYMENT_SHARE} * "interestDue"`,
  },
  {
    rule: 'negativeTermsUnused',
    about: 'caps of payments and recasts belong to loans that add interest to their balance, and are not used on others',
    severity: 'warning',
    fields: ['negativeAmortization', 'paymentCap', 'recastEvery', 'balanceCap'],
    condition: `NOT "isNegative" AND ("paymentCap" > 0 OR "recastEvery" > 0 OR "balanceCap" > 0)`,
  },
  {
    rule: 'penaltyBeyondTerm',
    about: 'a penalty for prepaying after the last payment is a slip: its months were perhaps counted from origination',
    severity: 'warning',
    fields: ['penaltyUntil', 'remainingTerm'],
    condition: `"penaltyUntil" > "remainingTerm"`,
  },
  {
    rule: 'penaltyWithoutAmount',
    about: 'a penalty window without a penalty brings nothing',
    severity: 'warning',
    fields: ['penaltyUntil', 'penaltyRate', 'penaltyMonths'],
    condition: `"penaltyUntil" > 0 AND coalesce("penaltyRate", 0) = 0 AND coalesce("penaltyMonths", 0) = 0`,
  },
];
