/**
 * The rules that every row of a tape is held against before anything is valued. A rule is data: a condition in SQL over the columns
 * of a tape (SNAPSHOT.md) that is TRUE for a row that breaks it. What a condition cannot tell, because a cell is missing, is NULL and
 * breaks nothing. Types and ranges of the single cell are the reader's; here cells are held against each other and against custom.
 */
import { BALANCE_RULES } from './balanceRules.ts';
import { CREDIT_RULES } from './creditRules.ts';
import { RATE_RULES } from './rateRules.ts';
import type { Rule } from './rule.ts';

/** What conditions may use beside the fields of a tape. A later one may use an earlier. `asOf` is the tape's date, or NULL. */
export const DERIVED: readonly (readonly [name: string, sql: string])[] = [
  ['isAdjustable', `"index" IS NOT NULL`],
  ['isNegative', `coalesce("negativeAmortization", 0) = 1`],
  ['isInterestOnly', `coalesce("interestOnly", 0) > 0`],
  // What was forborne bears no interest and is not amortized.
  ['bearing', `"upb" - coalesce("forborne", 0)`],
  ['monthlyRate', `"noteRate" / 12`],
  ['interestDue', `"bearing" * "monthlyRate"`],
  ['amortMonths', `greatest(coalesce("amortTerm", "remainingTerm"), 1)`],
  // The annuity: B r / (1 - (1 + r)^-n), and B / n without interest.
  [
    'level',
    `CASE WHEN "monthlyRate" > 0 THEN "interestDue" / (1 - pow(1 + "monthlyRate", -"amortMonths")) ELSE "bearing" / "amortMonths" END`,
  ],
  // What the payment of the tape leaves at the last one: B (1 + r)^n - P ((1 + r)^n - 1) / r.
  ['growth', `pow(1 + "monthlyRate", "remainingTerm")`],
  [
    'leftAtMaturity',
    `CASE WHEN "monthlyRate" > 0 THEN "bearing" * "growth" - "payment" * ("growth" - 1) / "monthlyRate" ELSE "bearing" - "payment" * "remainingTerm" END`,
  ],
];

/** Every rule of a tape, in the order in which results are told. */
export const RULES: readonly Rule[] = [...BALANCE_RULES, ...RATE_RULES, ...CREDIT_RULES];
