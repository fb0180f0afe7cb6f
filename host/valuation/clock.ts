/** The clock that average lives and yields run on. */

import { days30360, formatDate } from '../curves/dates.ts';
import { fail } from '../errors.ts';
import { paymentCount, type TrancheCash } from './cash.ts';

const DAYS_A_YEAR_30360 = 360;
const MONTHS_A_YEAR = 12;

/**
 * Years from settlement to each payment: 30/360 to the first payment date, then whole periods of `every` months.
 *
 * Shape: one entry a payment date. Units: years.
 * Throws: DATE_INVALID when settlement is on or after the first payment date: that payment is not the buyer's.
 */
export function yearsFromSettlement(cash: TrancheCash): Float64Array {
  const years = new Float64Array(paymentCount(cash));
  if (years.length === 0) return years;
  const first = yearsToFirst(cash);
  for (let i = 0; i < years.length; i++) years[i] = first + i * yearsBetween(cash);
  return years;
}

/** Years from settlement to the first payment. Throws: DATE_INVALID, as `yearsFromSettlement`. */
export function yearsToFirst({ settlement, paymentDates }: Pick<TrancheCash, 'settlement' | 'paymentDates'>): number {
  const firstPayment = paymentDates[0]!;
  if (settlement >= firstPayment) {
    const expected = `a date before the first payment, ${formatDate(firstPayment)}`;
    fail({ code: 'DATE_INVALID', place: 'settlement', got: formatDate(settlement), expected });
  }
  return days30360(settlement, firstPayment) / DAYS_A_YEAR_30360;
}

/** Years from one payment to the next. */
export function yearsBetween({ every }: Pick<TrancheCash, 'every'>): number {
  return every / MONTHS_A_YEAR;
}
