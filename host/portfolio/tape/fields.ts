/**
 * The fields of a loan tape (SNAPSHOT.md), in one table: what kind a field is, what it may hold, which loans it is asked of.
 * Layouts map columns of files to these names; checks, conditions and columns of loans go by them.
 */
import { LONGEST_TERM } from '../../deal/resolveCollateral.ts';
import { NO_CAP } from '../../deal/resolveDetails.ts';

/** What a cell is read as; a `flag` is kept as 0 or 1, a `number` as a double, a `date` as a date. */
export type FieldKind = 'text' | 'number' | 'flag' | 'date';

/** Rates and shares are decimals in memory; a cell may write them as percents. */
export type FieldUnit = 'dollars' | 'rate' | 'share' | 'months' | 'days' | 'score' | 'ratio' | 'count' | '';

/** Loans that a term is asked of: those with an index, those that may add unpaid interest, those with a penalty to come. */
export type FieldUse = 'adjustable' | 'negative' | 'penalty';

export interface TapeField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly unit: FieldUnit;
  /** Least and most, both allowed. Bounds of terms are those of deal files. */
  readonly low?: number;
  readonly high?: number;
  readonly isWhole?: true;
  /** Without it there is no loan. */
  readonly isRequired?: true;
  /** The only texts there are, in small letters. */
  readonly words?: readonly string[];
  readonly use?: FieldUse;
}

const LARGEST_BALANCE = 1e15;
const LARGEST_PAYMENT = 1e12;
const LARGEST_FACTOR = 1e6;
const LONGEST_LOOKBACK = 120;
/** Above it a share is taken for a percent that lacks its sign. */
const LARGEST_LTV = 10;

export const STATUSES = ['current', 'bankruptcy', 'foreclosure', 'reo', 'paid'] as const;

const text = { kind: 'text', unit: '' } as const;
const date = { kind: 'date', unit: '' } as const;
const dollars = { kind: 'number', unit: 'dollars', low: 0, high: LARGEST_BALANCE } as const;
const rate = { kind: 'number', unit: 'rate', low: 0, high: 1 } as const;
const share = { kind: 'number', unit: 'share', low: 0, high: 1 } as const;
const term = { kind: 'number', unit: 'months', low: 1, high: LONGEST_TERM, isWhole: true } as const;
const months = { kind: 'number', unit: 'months', low: 0, high: LONGEST_TERM, isWhole: true } as const;
const factor = { kind: 'number', unit: 'ratio', low: 0, high: LARGEST_FACTOR } as const;
const loanToValue = { kind: 'number', unit: 'share', low: 0, high: LARGEST_LTV } as const;

export const FIELDS = [
  { name: 'id', ...text, isRequired: true },
  { name: 'upb', ...dollars, isRequired: true },
  { name: 'originalUpb', ...dollars },
  { name: 'noteRate', ...rate, isRequired: true },
  { name: 'servicing', ...rate },
  { name: 'remainingTerm', ...term, isRequired: true },
  { name: 'originalTerm', ...term },
  { name: 'amortTerm', ...term },
  { name: 'age', ...months },
  { name: 'payment', kind: 'number', unit: 'dollars', low: 0, high: LARGEST_PAYMENT },
  { name: 'interestOnly', ...months },
  { name: 'index', ...text },
  { name: 'margin', kind: 'number', unit: 'rate', low: -1, high: 1, use: 'adjustable' },
  { name: 'initialCap', ...rate, use: 'adjustable' },
  { name: 'periodicCap', ...rate, use: 'adjustable' },
  { name: 'lifeCap', ...rate, use: 'adjustable' },
  { name: 'lifeFloor', ...rate, use: 'adjustable' },
  { name: 'rounding', ...rate, use: 'adjustable' },
  { name: 'firstReset', ...term, use: 'adjustable' },
  { name: 'resetEvery', ...term, use: 'adjustable' },
  { name: 'lookback', kind: 'number', unit: 'months', low: 0, high: LONGEST_LOOKBACK, isWhole: true, use: 'adjustable' },
  { name: 'negativeAmortization', kind: 'flag', unit: '', low: 0, high: 1, isWhole: true },
  { name: 'paymentEvery', ...term, use: 'negative' },
  { name: 'paymentFirst', ...term, use: 'negative' },
  { name: 'recastEvery', ...term, use: 'negative' },
  { name: 'paymentCap', kind: 'number', unit: 'share', low: 0, high: NO_CAP, use: 'negative' },
  { name: 'balanceCap', kind: 'number', unit: 'share', low: 0, high: 10, use: 'negative' },
  { name: 'penaltyUntil', ...months },
  { name: 'penaltyMonths', kind: 'number', unit: 'months', low: 0, high: 120, use: 'penalty' },
  { name: 'penaltyRate', ...share, use: 'penalty' },
  { name: 'penaltyShare', ...share, use: 'penalty' },
  { name: 'prepayFactor', ...factor },
  { name: 'defaultFactor', ...factor },
  { name: 'product', ...text },
  { name: 'purpose', ...text },
  { name: 'occupancy', ...text },
  { name: 'property', ...text },
  { name: 'lien', ...text },
  { name: 'state', ...text },
  { name: 'zip', ...text },
  { name: 'ltv', ...loanToValue },
  { name: 'combinedLtv', ...loanToValue },
  { name: 'updatedLtv', ...loanToValue },
  { name: 'coverage', ...share },
  { name: 'fico', kind: 'number', unit: 'score', low: 0, high: 1000 },
  { name: 'debtToIncome', kind: 'number', unit: 'share', low: 0, high: 10 },
  { name: 'coverageRatio', kind: 'number', unit: 'ratio', low: -1000, high: 1000 },
  { name: 'status', ...text, words: STATUSES },
  { name: 'daysLate', kind: 'number', unit: 'days', low: 0, high: 36_500 },
  { name: 'originated', ...date },
  { name: 'modified', ...date },
  { name: 'forborne', ...dollars },
  { name: 'units', kind: 'number', unit: 'count', low: 0, high: 1_000_000 },
] as const satisfies readonly TapeField[];

export type FieldName = (typeof FIELDS)[number]['name'];

const BY_NAME: ReadonlyMap<string, TapeField> = new Map(FIELDS.map((field) => [field.name, field]));

/** Names of the fields, in the order of the table. */
export const FIELD_NAMES: readonly FieldName[] = FIELDS.map(({ name }) => name);

export function isFieldName(name: string): name is FieldName {
  return BY_NAME.has(name);
}

/** The field of a name that is known to be one. */
export function field(name: FieldName): TapeField {
  const found = BY_NAME.get(name);
  if (found === undefined) throw new Error(`no tape field is called ${name}`);
  return found;
}

/** The DuckDB type that a field is kept as. */
export function sqlType({ kind }: TapeField): string {
  if (kind === 'text') return 'VARCHAR';
  return kind === 'date' ? 'DATE' : 'DOUBLE';
}

/** What a cell of this field should have been, for faults. */
export function expectedOf({ name, kind, words, unit }: TapeField): string {
  if (words !== undefined) return `one of ${words.join(', ')}`;
  if (name === 'state') return 'a state by two letters';
  if (kind === 'date') return 'a date YYYY-MM-DD';
  if (kind === 'flag') return '1 or 0, true or false';
  if (unit === 'rate' || unit === 'share') return 'a decimal such as 0.045 or a percent such as 4.5%';
  return kind === 'number' ? 'a number' : 'a text';
}

/** The range of a number, in words; with what `got` may have been meant to be. */
export function rangeOf({ low, high, isWhole, unit }: TapeField, got?: number): string {
  const kind = isWhole ? 'a whole number' : 'a number';
  const isPercent = (unit === 'rate' || unit === 'share') && got !== undefined && got > (high ?? 0) && got <= 1000;
  const hint = isPercent ? `; ${got} percent is written ${got}%` : '';
  return `${kind} from ${low} to ${high}${hint}`;
}
