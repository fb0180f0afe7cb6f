/** Which field of a loan stands in which column of the kernel: written by `cohorts`, named in faults by `kernel`. */
import * as L from '../../engine-as/layout.ts';
import type { LoanColumns, LoanDetails } from '../types.ts';

/** Order of the kernel's loan columns; index and the rest are the records' own. */
export const COLUMN_OF: readonly (readonly [number, Exclude<keyof LoanColumns, 'count' | 'details'>])[] = [
  [L.LOAN_UPB, 'upb'],
  [L.LOAN_RATE, 'noteRate'],
  [L.LOAN_STRIP, 'strip'],
  [L.LOAN_PAYMENT, 'payment'],
  [L.LOAN_TERM, 'term'],
  [L.LOAN_AMORT_TERM, 'amortTerm'],
  [L.LOAN_INTEREST_ONLY, 'interestOnly'],
  [L.LOAN_INDEX, 'index'],
  [L.LOAN_MARGIN, 'margin'],
  [L.LOAN_FIRST_RESET, 'firstReset'],
  [L.LOAN_RESET_EVERY, 'resetEvery'],
  [L.LOAN_INITIAL_CAP, 'initialCap'],
  [L.LOAN_PERIODIC_CAP, 'periodicCap'],
  [L.LOAN_LIFE_CAP, 'lifeCap'],
  [L.LOAN_LIFE_FLOOR, 'lifeFloor'],
  [L.LOAN_LOOKBACK, 'lookback'],
  [L.LOAN_ROUNDING, 'rounding'],
  [L.LOAN_PREPAY_FACTOR, 'prepayFactor'],
  [L.LOAN_DEFAULT_FACTOR, 'defaultFactor'],
];

/** Columns of loans with terms of their own. */
export const DETAIL_OF: readonly (readonly [number, Exclude<keyof LoanDetails, 'penaltyList' | 'penaltyLists'>])[] = [
  [L.LOAN_NEGATIVE, 'negative'],
  [L.LOAN_PAYMENT_FIRST, 'paymentFirst'],
  [L.LOAN_PAYMENT_EVERY, 'paymentEvery'],
  [L.LOAN_PAYMENT_CAP, 'paymentCap'],
  [L.LOAN_RECAST_EVERY, 'recastEvery'],
  [L.LOAN_BALANCE_CAP, 'balanceCap'],
  [L.LOAN_PENALTY_UNTIL, 'penaltyUntil'],
  [L.LOAN_PENALTY_RATE, 'penaltyRate'],
  [L.LOAN_PENALTY_MONTHS, 'penaltyMonths'],
  [L.LOAN_COVERAGE, 'coverage'],
];

/** Fields that a deal file calls otherwise. */
const IN_FILE: Readonly<Partial<Record<string, string>>> = {
  strip: 'servicing',
  term: 'remainingTerm',
  negative: 'negativeAmortization',
};

/** What a deal file calls the field of a kernel column. */
export function fieldOfColumn(column: number): string {
  if (column === L.LOAN_AGE) return 'age';
  if (column === L.LOAN_PENALTY_LIST) return 'penaltyYears';
  const [, field] = [...COLUMN_OF, ...DETAIL_OF].find(([known]) => known === column) ?? [];
  return field === undefined ? `column ${column}` : (IN_FILE[field] ?? field);
}
