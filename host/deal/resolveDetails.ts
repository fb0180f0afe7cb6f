/** Terms that few loans have: interest added to the balance, prepayment penalties, mortgage insurance. */
import type { LoanDetails } from '../types.ts';
import { parseNumber } from './expression.ts';
import type { FaultList } from './faults.ts';
import type { LoanLine } from './schema.ts';

/** A loan line whose values are still as written; a tape gives texts. */
export type RawLoan = Readonly<Partial<Record<keyof LoanLine, number | string | boolean>>>;

/** More than any payment changes: no cap. */
export const NO_CAP = 1e9;
export const DEFAULT_PAYMENT_EVERY = 12;
export const DEFAULT_RECAST_EVERY = 60;

/** Columns of these terms, or undefined where no loan has any. Faults are added to the list. */
export function resolveDetails(raw: readonly { loan: RawLoan; place: string }[], faults: FaultList): LoanDetails | undefined {
  for (const { loan, place } of raw) {
    const flag = loan.negativeAmortization;
    if (flag !== undefined && !isTrue(flag) && !isFalse(flag))
      faults.add('TAPE_VALUE', `${place}, negativeAmortization`, flag, 'true or false, 1 or 0');
  }
  const hasAny = raw.some(
    ({ loan }) =>
      isTrue(loan.negativeAmortization) ||
      loan.penaltyUntil !== undefined ||
      loan.penaltyYears !== undefined ||
      loan.coverage !== undefined,
  );
  if (!hasAny) return undefined;
  const column = (of: (loan: RawLoan, number: Reader) => number) =>
    Float64Array.from(raw, ({ loan, place }) =>
      of(loan, (field, otherwise, most) => read(loan, field, otherwise, most, place, faults)),
    );
  for (const { loan, place } of raw) checkTogether(loan, place, faults);
  const share = (number: Reader) => number('penaltyShare', 1, 1);
  const penaltyLists: number[][] = [];
  const places = new Map<string, number>();
  const listOf = (loan: RawLoan, number: Reader): number => {
    if (loan.penaltyYears === undefined) return 0;
    const part = share(number);
    const key = `${loan.penaltyYears} ${part}`;
    const place = places.get(key) ?? penaltyLists.push(yearsOf(loan).map((percent) => (percent / 100) * part));
    places.set(key, place);
    return place;
  };
  return {
    negative: column((loan) => (isTrue(loan.negativeAmortization) ? 1 : 0)),
    paymentFirst: column((_, number) => number('paymentFirst', number('paymentEvery', DEFAULT_PAYMENT_EVERY, 1200) + 1, 1200)),
    paymentEvery: column((_, number) => number('paymentEvery', DEFAULT_PAYMENT_EVERY, 1200)),
    paymentCap: column((_, number) => number('paymentCap', NO_CAP, NO_CAP)),
    recastEvery: column((_, number) => number('recastEvery', DEFAULT_RECAST_EVERY, 1200)),
    balanceCap: column((_, number) => number('balanceCap', 0, 10)),
    penaltyUntil: column((loan, number) => number('penaltyUntil', monthsOfYears(loan), 1200)),
    penaltyRate: column((_, number) => number('penaltyRate', 0, 1) * share(number)),
    penaltyMonths: column((_, number) => number('penaltyMonths', 0, 120) * share(number)),
    penaltyList: column(listOf),
    penaltyLists,
    coverage: column((_, number) => number('coverage', 0, 1)),
  };
}

/** `5-4-3-2-1`: percents by year of loan age. */
function yearsOf(loan: RawLoan): number[] {
  return loan.penaltyYears === undefined ? [] : String(loan.penaltyYears).split('-').map(Number);
}

/** Months of penalty still to come. */
function monthsOfYears(loan: RawLoan): number {
  const age = loan.age ?? Number(loan.originalTerm ?? loan.remainingTerm) - Number(loan.remainingTerm);
  return Math.max(0, 12 * yearsOf(loan).length - Math.max(0, Number(age)));
}

type Reader = (field: keyof LoanLine, otherwise: number, most: number) => number;

function read(loan: RawLoan, field: keyof LoanLine, otherwise: number, most: number, place: string, faults: FaultList): number {
  const given = loan[field];
  if (given === undefined || typeof given === 'boolean') return otherwise;
  const value = parseNumber(given);
  if (value >= 0 && value <= most) return value;
  faults.add('DEAL_RANGE', `${place}.${field}`, given, `a number from 0 to ${most}`);
  return otherwise;
}

/** A tape writes `true` as text. */
export function isTrue(value: number | string | boolean | undefined): boolean {
  return value === true || value === 1 || value === 'true' || value === '1';
}

function isFalse(value: number | string | boolean): boolean {
  return value === false || value === 0 || value === 'false' || value === '0';
}

function checkTogether(loan: RawLoan, place: string, faults: FaultList): void {
  if (isTrue(loan.negativeAmortization) && loan.interestOnly !== undefined && Number(loan.interestOnly) > 0) {
    faults.add('DEAL_SHAPE', place, 'both interestOnly and negativeAmortization', 'one of them: the payment says what is paid');
  }
  const kinds = (['penaltyRate', 'penaltyMonths', 'penaltyYears'] as const).filter((field) => loan[field] !== undefined);
  if (kinds.length > 1) faults.add('DEAL_SHAPE', place, `both ${kinds.join(' and ')}`, 'one of them');
  if (yearsOf(loan).some((percent) => !(percent >= 0 && percent <= 100)) || yearsOf(loan).length > 30)
    faults.add(
      'DEAL_RANGE',
      `${place}.penaltyYears`,
      loan.penaltyYears,
      'percents from 0 to 100 for up to 30 years, such as 5-4-3-2-1',
    );
  const hasPenalty = loan.penaltyUntil !== undefined && Number(loan.penaltyUntil) > 0;
  if (hasPenalty && kinds.length === 0)
    faults.add('DEAL_SHAPE', `${place}.penaltyUntil`, 'no penalty', '`penaltyRate`, `penaltyMonths` or `penaltyYears` with it');
}
