/**
 * The loan tape: which columns it has and how a loan is written. Most trusts have Weir's own columns; one comes as its servicer
 * writes it, with other names, a code for missing scores and some margins left out, and its trust file says what is what.
 */
import type { Cohort } from './calibration.ts';
import type { Loan } from './loan.ts';
import { isInterestOnly } from './loan.ts';
import { dateText, dollars, rateText, trimmed } from './numbers.ts';
import type { ColumnTypes } from './parquet.ts';

/** A column: Weir's name, the servicer's, and the cell of a loan after the payments of a month. */
interface Column {
  readonly field: string;
  readonly other: string;
  readonly cell: (loan: Loan, month: number) => string;
}

const rate = (value: number | undefined) => (value === undefined ? '' : rateText(value));
const share = (percent: number) => (percent === 0 ? '' : trimmed(percent / 100, 2));
const text = (value: number) => String(value);

const COLUMNS: readonly Column[] = [
  { field: 'id', other: 'loan_no', cell: ({ id }) => id },
  { field: 'upb', other: 'curr_upb', cell: ({ upb }) => dollars(upb) },
  { field: 'originalUpb', other: 'orig_upb', cell: ({ originalUpb }) => dollars(originalUpb) },
  { field: 'noteRate', other: 'gross_rate', cell: ({ noteRate }) => rateText(noteRate) },
  { field: 'servicing', other: 'svc_fee', cell: ({ strip }) => rateText(strip) },
  { field: 'originalTerm', other: 'orig_term', cell: ({ originalTerm }) => text(originalTerm) },
  { field: 'remainingTerm', other: 'rem_term', cell: ({ matures }, month) => text(Math.max(1, matures - month)) },
  {
    field: 'amortTerm',
    other: 'amort_term',
    cell: ({ amortizedBy, matures }, month) => text(Math.max(1, matures - month, amortizedBy - month)),
  },
  { field: 'age', other: 'age', cell: ({ firstDue }, month) => text(month - firstDue + 1) },
  { field: 'payment', other: 'pi_payment', cell: paymentCell },
  {
    field: 'interestOnly',
    other: 'io_months_left',
    cell: ({ firstDue, interestOnlyTerm }, month) => text(Math.max(0, firstDue + interestOnlyTerm - 1 - month)),
  },
  { field: 'index', other: 'index_code', cell: ({ adjustable }) => adjustable?.index ?? '' },
  { field: 'margin', other: 'margin', cell: ({ adjustable }) => rate(adjustable?.margin) },
  { field: 'initialCap', other: 'first_cap', cell: ({ adjustable }) => rate(adjustable?.initialCap) },
  { field: 'periodicCap', other: 'per_cap', cell: ({ adjustable }) => rate(adjustable?.periodicCap) },
  { field: 'lifeCap', other: 'max_rate', cell: ({ adjustable }) => rate(adjustable?.lifeCap) },
  { field: 'lifeFloor', other: 'min_rate', cell: ({ adjustable }) => rate(adjustable?.lifeFloor) },
  { field: 'rounding', other: 'rounding', cell: ({ adjustable }) => (adjustable === undefined ? '' : '0.00125') },
  { field: 'firstReset', other: 'months_to_reset', cell: (loan, month) => nextReset(loan, month) },
  {
    field: 'resetEvery',
    other: 'reset_freq',
    cell: ({ adjustable }) => (adjustable === undefined ? '' : text(adjustable.resetEvery)),
  },
  { field: 'lookback', other: 'lookback', cell: ({ adjustable }) => (adjustable === undefined ? '' : text(adjustable.lookback)) },
  { field: 'product', other: 'product', cell: ({ product }) => product },
  { field: 'purpose', other: 'purpose', cell: ({ purpose }) => purpose },
  { field: 'occupancy', other: 'occupancy', cell: ({ occupancy }) => occupancy },
  { field: 'property', other: 'prop_type', cell: ({ property }) => property },
  { field: 'units', other: 'units', cell: ({ units }) => text(units) },
  { field: 'lien', other: 'lien', cell: ({ lien }) => text(lien) },
  { field: 'state', other: 'state', cell: ({ state }) => state },
  { field: 'ltv', other: 'orig_ltv', cell: ({ ltvPercent }) => share(ltvPercent) },
  { field: 'combinedLtv', other: 'orig_cltv', cell: ({ combinedLtvPercent }) => share(combinedLtvPercent) },
  { field: 'updatedLtv', other: 'curr_ltv', cell: ({ upb, value }) => (upb === 0 ? '' : trimmed(upb / value, 3)) },
  { field: 'coverage', other: 'mi_coverage', cell: ({ coveragePercent }) => share(coveragePercent) },
  { field: 'fico', other: 'fico', cell: ({ fico }) => text(fico) },
  { field: 'debtToIncome', other: 'dti', cell: ({ debtToIncomePercent }) => share(debtToIncomePercent) },
  { field: 'coverageRatio', other: 'dscr', cell: ({ coverageRatio }) => (coverageRatio === 0 ? '' : trimmed(coverageRatio, 2)) },
  { field: 'status', other: 'status', cell: ({ status }) => status },
  { field: 'daysLate', other: 'days_late', cell: ({ missed }) => text(30 * missed) },
  { field: 'originated', other: 'orig_date', cell: ({ originated }) => dateText(originated, 1) },
  { field: 'modified', other: 'mod_date', cell: ({ modified }) => (modified === undefined ? '' : dateText(modified, 1)) },
  { field: 'forborne', other: 'forborne_upb', cell: ({ forborne }) => (forborne === 0 ? '' : dollars(forborne)) },
];
/** Written last, because whether a trust has them is known when all its loans are. */
const PENALTY_COLUMNS = [
  { field: 'penaltyUntil', other: 'ppp_months_left' },
  { field: 'penaltyMonths', other: 'ppp_interest_months' },
  { field: 'penaltyShare', other: 'ppp_share' },
] as const;
const NO_PENALTY = ',,';

/** What the servicer of the other layout writes for a score it does not know. */
export const MISSING_SCORE = '9999';
const placeOf = (name: string): number => COLUMNS.findIndex(({ field }) => field === name);
const [AT_FICO, AT_MARGIN] = [placeOf('fico'), placeOf('margin')];
/** What a tape says of a loan that has left since the last one: no balance, and why. */
const OF_GONE = { upb: '0.00', payment: '', updatedLtv: '', forborne: '', daysLate: '0' } as const;

/**
 * The payment, where it is level and kept up with. After a modification, or behind schedule, it would not retire the balance by the
 * last month: then it is left to follow from rate, balance and term.
 */
function paymentCell(loan: Loan, month: number): string {
  const isAsAgreed = loan.modified === undefined && loan.missed === 0;
  return isAsAgreed && !isInterestOnly(loan, month + 1) ? dollars(loan.payment) : '';
}

/** The month, counted from the next payment, that first accrues at a new rate. */
function nextReset({ adjustable, firstDue }: Loan, month: number): string {
  if (adjustable === undefined) return '';
  const past = month + 1 - firstDue - adjustable.fixedFor;
  const every = adjustable.resetEvery;
  return text(1 + (past <= 0 ? -past : (every - (past % every)) % every));
}

/** The cohort that the rules of the trust file put a loan in. The first that holds. */
export function cohortOf(loan: Loan): Cohort {
  if (loan.product === 'multifamily') return 'multifamily';
  if (loan.lien === 2) return 'second';
  if (loan.missed >= 2 || loan.status !== 'current') return 'late';
  return loan.adjustable === undefined ? 'fixed' : 'hybrid';
}

/** The same as conditions on tape fields. */
export const COHORT_RULES: Readonly<Record<Cohort, string>> = {
  multifamily: "product = 'multifamily'",
  second: "lien = '2'",
  late: "daysLate >= 60 or status in ('foreclosure', 'bankruptcy')",
  hybrid: 'resetEvery is not null',
  fixed: 'true',
};

/** Rows of one tape, as they come in. */
export class Tape {
  readonly #rows: string[] = [];
  readonly #penalties: string[] = [];
  readonly #month: number;
  readonly #isOther: boolean;
  readonly cohorts = new Set<Cohort>();
  /** Loans with a balance. */
  count = 0;
  penalized = 0;
  marginsMissing = 0;
  /** Cents, and cents times rate. */
  upb = 0;
  rateWeight = 0;

  /** A tape after the payments of `month`; `isOther` for the servicer's own layout. */
  constructor(month: number, isOther: boolean) {
    this.#month = month;
    this.#isOther = isOther;
  }

  /** A loan that was paid off, sold or taken into REO since the last tape. */
  addGone(loan: Loan): void {
    const cells = COLUMNS.map(({ cell }) => cell(loan, this.#month));
    for (const [name, cell] of Object.entries(OF_GONE)) cells[placeOf(name)] = cell;
    cells[placeOf('status')] = loan.status === 'reo' ? 'reo' : 'paid';
    this.#rows.push(cells.join(','));
    this.#penalties.push(NO_PENALTY);
  }

  add(loan: Loan, number: number): void {
    const cells = COLUMNS.map(({ cell }) => cell(loan, this.#month));
    if (this.#isOther && number % 29 === 0) cells[AT_FICO] = MISSING_SCORE;
    if (this.#isOther && number % 17 === 0 && cells[AT_MARGIN] !== '') {
      cells[AT_MARGIN] = '';
      this.marginsMissing += 1;
    }
    this.#rows.push(cells.join(','));
    const left = loan.firstDue + loan.penaltyTerm - 1 - this.#month;
    this.#penalties.push(left > 0 ? `${left},6,0.8` : NO_PENALTY);
    if (left > 0) this.penalized += 1;
    this.count += 1;
    this.cohorts.add(cohortOf(loan));
    this.upb += loan.upb;
    this.rateWeight += loan.upb * loan.noteRate;
  }

  /** The file. Without penalties their columns are empty. */
  text(hasPenalties: boolean): string {
    const header = [...COLUMNS, ...PENALTY_COLUMNS].map(({ field, other }) => (this.#isOther ? other : field));
    const lines = this.#rows.map((row, at) => `${row},${hasPenalties ? this.#penalties[at] : NO_PENALTY}`);
    return `${[header.join(','), ...lines].join('\n')}\n`;
  }
}

/** Columns that are texts though some hold digits, and those that are dates; the others are numbers. */
const TEXTS = new Set(['id', 'index', 'product', 'purpose', 'occupancy', 'property', 'lien', 'state', 'status']);
const DATES = new Set(['originated', 'modified']);

/** What each column of a tape holds, for Parquet. */
export function columnTypes(isOther: boolean): ColumnTypes {
  return [...COLUMNS, ...PENALTY_COLUMNS].map(({ field, other }) => [
    isOther ? other : field,
    TEXTS.has(field) ? 'VARCHAR' : DATES.has(field) ? 'DATE' : 'DOUBLE',
  ]);
}

/** The servicer's names and Weir's, for a trust file. */
export function columnMap(): readonly (readonly [other: string, field: string])[] {
  return [...COLUMNS, ...PENALTY_COLUMNS].map(({ field, other }) => [other, field]);
}
