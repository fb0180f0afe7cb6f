/** Rules of borrower, property, place, status and dates. */
import { STATUSES } from '../tape/fields.ts';
import type { Rule } from './rule.ts';

/** The fifty, the District of Columbia, Puerto Rico, the Virgin Islands and Guam. */
const STATES = [
  'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM',
  'NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR VI GU',
].flatMap((line) => line.split(' '));

const listed = (texts: readonly string[]) => texts.map((text) => `'${text}'`).join(', ');

export const CREDIT_RULES: readonly Rule[] = [
  {
    rule: 'ltvImplausible',
    about: 'a loan of less than 1 % or more than 150 % of the property is on another scale, such as 80 for 0.8',
    severity: 'warning',
    fields: ['ltv', 'combinedLtv'],
    condition: `"ltv" < 0.01 OR "ltv" > 1.5 OR "combinedLtv" < 0.01 OR "combinedLtv" > 1.5`,
  },
  {
    rule: 'combinedLtvBelowLtv',
    about: 'all liens together are no less than this one',
    severity: 'warning',
    fields: ['combinedLtv', 'ltv'],
    condition: `"combinedLtv" < "ltv" - 0.005`,
  },
  {
    rule: 'updatedLtvImplausible',
    about: 'less than 1 % or more than 500 % of the property today: on another scale, and severities may go by it',
    severity: 'warning',
    fields: ['updatedLtv'],
    condition: `"updatedLtv" < 0.01 OR "updatedLtv" > 5`,
  },
  {
    rule: 'coverageImplausible',
    about: 'insurers cover a half of a loan at most: more is on another scale, such as 25 for 0.25',
    severity: 'warning',
    fields: ['coverage'],
    condition: `"coverage" < 0 OR "coverage" > 0.5`,
  },
  {
    rule: 'ficoImplausible',
    about: 'scores run from 300 to 850: 0 and 9999 mean that none is known, and would count in means',
    severity: 'warning',
    fields: ['fico'],
    condition: `"fico" < 300 OR "fico" > 850`,
  },
  {
    rule: 'debtToIncomeImplausible',
    about: 'debt service of all of the income or more is on another scale, such as 38 for 0.38',
    severity: 'warning',
    fields: ['debtToIncome'],
    condition: `"debtToIncome" < 0 OR "debtToIncome" >= 1`,
  },
  {
    rule: 'coverageRatioImplausible',
    about: 'income of more than ten times the debt service is on another scale, such as 125 for 1.25',
    severity: 'warning',
    fields: ['coverageRatio'],
    condition: `"coverageRatio" > 10`,
  },
  {
    rule: 'unitsNotWhole',
    about: 'a property has one unit or several whole ones',
    severity: 'warning',
    fields: ['units'],
    condition: `"units" < 1 OR "units" <> floor("units")`,
  },
  {
    rule: 'speedFactorImplausible',
    about: 'a loan more than ten times as fast as its cohort has a percent for a factor',
    severity: 'warning',
    fields: ['prepayFactor', 'defaultFactor'],
    condition: `"prepayFactor" > 10 OR "defaultFactor" > 10`,
  },
  {
    rule: 'stateUnknown',
    about: 'lags and tables go by two capital letters: a loan of an unknown state falls through them',
    severity: 'warning',
    fields: ['state'],
    condition: `"state" NOT IN (${listed(STATES)})`,
  },
  {
    rule: 'statusUnknown',
    about: 'cohorts go by the status: a word that none of them knows puts the loan among the healthy',
    severity: 'error',
    fields: ['status', 'daysLate'],
    condition: `"status" NOT IN (${listed(STATUSES)})`,
  },
  {
    rule: 'paidWithBalance',
    about: 'a loan that was paid in full owes nothing: its balance would be collected a second time',
    severity: 'error',
    fields: ['status', 'upb'],
    condition: `"status" = 'paid' AND "upb" > 0`,
  },
  {
    rule: 'reoAmongLoans',
    about: 'a property already taken over belongs in the table of REO: among the loans it would go on paying interest',
    severity: 'warning',
    fields: ['status', 'upb'],
    condition: `"status" = 'reo' AND "upb" > 0`,
  },
  {
    rule: 'statusAndDaysLate',
    about: 'a foreclosure of a loan that is not late, or a loan paid in full that is: one of the two is of another month',
    severity: 'warning',
    fields: ['status', 'daysLate'],
    condition: `("status" = 'foreclosure' AND "daysLate" < 30) OR ("status" = 'paid' AND "daysLate" > 0)`,
  },
  {
    rule: 'lateWithoutProceedings',
    about: 'a year late and in no proceedings: the status has perhaps not been kept',
    severity: 'warning',
    fields: ['status', 'daysLate'],
    condition: `"status" = 'current' AND "daysLate" >= 360`,
  },
  {
    rule: 'originatedAfterAsOf',
    about: 'a loan cannot be on a tape of a date before it was made',
    severity: 'error',
    fields: ['originated'],
    condition: `"originated" > "asOf"`,
  },
  {
    rule: 'modifiedAfterAsOf',
    about: 'terms of a modification still to come stand beside a balance from before it',
    severity: 'warning',
    fields: ['modified'],
    condition: `"modified" > "asOf"`,
  },
  {
    rule: 'modifiedBeforeOriginated',
    about: 'a loan is modified after it was made: the two dates have perhaps changed places',
    severity: 'error',
    fields: ['modified', 'originated'],
    condition: `"modified" < "originated"`,
  },
];
