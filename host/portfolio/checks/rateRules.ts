/** Rules of rates, strips, and the terms of adjustable loans. */
import type { Rule } from './rule.ts';

/** Rates are kept to a ten-thousandth of a percent or finer: what is nearer than this is the same. */
const RATE_DUST = 1e-9;
/** The longest initial period in use is ten years; one month for how it is counted. */
const LONGEST_INITIAL = 121;

export const RATE_RULES: readonly Rule[] = [
  {
    rule: 'zeroRate',
    about: 'a loan without interest is forborne, or its rate was lost',
    severity: 'warning',
    fields: ['noteRate', 'forborne', 'upb'],
    condition: `"noteRate" = 0 AND "bearing" > 0.005`,
  },
  {
    rule: 'rateImplausible',
    about: 'below half a percent or above 20 %: a rate on another scale, such as 0.0525 percent for 5.25',
    severity: 'warning',
    fields: ['noteRate'],
    condition: `("noteRate" > 0 AND "noteRate" < 0.005) OR "noteRate" > 0.2`,
  },
  {
    rule: 'servicingAboveRate',
    about: 'a strip above the note rate leaves the trust owing interest',
    severity: 'error',
    fields: ['servicing', 'noteRate'],
    condition: `"servicing" > "noteRate" + ${RATE_DUST}`,
  },
  {
    rule: 'servicingImplausible',
    about: 'strips lie below 2 % a year: a larger one is on another scale',
    severity: 'warning',
    fields: ['servicing'],
    condition: `"servicing" > 0.02`,
  },
  {
    rule: 'rateAboveCap',
    about: 'the rate stands above its life cap: one of the two is wrong, and the next reset would show it as a fall',
    severity: 'error',
    fields: ['noteRate', 'lifeCap'],
    condition: `"noteRate" > "lifeCap" + ${RATE_DUST}`,
  },
  {
    rule: 'rateBelowFloor',
    about: 'the rate stands below its life floor: one of the two is wrong, and the next reset would show it as a rise',
    severity: 'error',
    fields: ['noteRate', 'lifeFloor'],
    condition: `"noteRate" < "lifeFloor" - ${RATE_DUST}`,
  },
  {
    rule: 'floorAboveCap',
    about: 'no rate lies between a floor and a cap that have changed places',
    severity: 'error',
    fields: ['lifeFloor', 'lifeCap'],
    condition: `"lifeFloor" > "lifeCap" + ${RATE_DUST}`,
  },
  {
    rule: 'floorBelowServicing',
    about: 'a rate at this floor would not cover the strip',
    severity: 'warning',
    fields: ['lifeFloor', 'servicing'],
    condition: `"isAdjustable" AND "lifeFloor" < "servicing" - ${RATE_DUST}`,
  },
  {
    rule: 'marginMissing',
    about: 'an adjustable loan without a margin resets to the bare index',
    severity: 'error',
    fields: ['margin', 'index'],
    condition: `"isAdjustable" AND "margin" IS NULL`,
  },
  {
    rule: 'marginImplausible',
    about: 'margins lie between 0 and 12 %: another is on another scale',
    severity: 'warning',
    fields: ['margin'],
    condition: `"isAdjustable" AND ("margin" < 0 OR "margin" > 0.12)`,
  },
  {
    rule: 'indexMissing',
    about: 'terms of an adjustable loan without its index: it would be valued at a fixed rate',
    severity: 'error',
    fields: ['index', 'margin', 'firstReset', 'periodicCap'],
    condition: `NOT "isAdjustable" AND ("margin" > 0 OR "firstReset" > 0)`,
  },
  {
    rule: 'firstResetMissing',
    about: 'without the month of the next reset no rate of an adjustable loan is known',
    severity: 'error',
    fields: ['firstReset', 'index'],
    condition: `"isAdjustable" AND "firstReset" IS NULL`,
  },
  {
    rule: 'resetPassed',
    about: 'the next reset lies before the first month to come: rate and terms are of another date',
    severity: 'error',
    fields: ['firstReset', 'index'],
    condition: `"isAdjustable" AND "firstReset" < 1`,
  },
  {
    rule: 'resetBeyondPeriod',
    about: 'past its initial period a loan resets within one period: the next reset is too far away',
    severity: 'warning',
    fields: ['firstReset', 'resetEvery', 'age'],
    condition: `"isAdjustable" AND "firstReset" > coalesce("resetEvery", 12) AND "firstReset" + coalesce("age", "originalTerm" - "remainingTerm", 0) > ${LONGEST_INITIAL}`,
  },
  {
    rule: 'resetAfterMaturity',
    about: 'an adjustable loan that never resets again bears no risk of its index',
    severity: 'warning',
    fields: ['firstReset', 'remainingTerm'],
    condition: `"isAdjustable" AND "firstReset" > "remainingTerm"`,
  },
  {
    rule: 'capImplausible',
    about: 'a cap that lets a rate move by more than 10 % at one reset is on another scale; 1, or nothing, is no cap',
    severity: 'warning',
    fields: ['periodicCap', 'initialCap'],
    condition: `"isAdjustable" AND (("periodicCap" > 0.1 AND "periodicCap" < 1) OR ("initialCap" > 0.1 AND "initialCap" < 1))`,
  },
  {
    rule: 'lookbackImplausible',
    about: 'lookbacks are months here: 45 days are one or two',
    severity: 'warning',
    fields: ['lookback'],
    condition: `"lookback" > 6`,
  },
  {
    rule: 'roundingImplausible',
    about: 'rates are rounded to an eighth of a percent (0.00125) or so: a coarser one is on another scale',
    severity: 'warning',
    fields: ['rounding'],
    condition: `"rounding" > 0.005`,
  },
  {
    rule: 'paymentCapImplausible',
    about: 'payments may change by 7.5 % (0.075) or so a year: a cap of more than a half is on another scale',
    severity: 'warning',
    fields: ['paymentCap'],
    condition: `"isNegative" AND "paymentCap" > 0.5`,
  },
];
