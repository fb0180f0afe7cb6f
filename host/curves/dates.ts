/**
 * Calendar dates as whole numbers: days since 1970-01-01 in the proleptic Gregorian calendar. No clock, no time zone. Day counts,
 * business-day rolls and payment dates; which rule a tranche uses is the deal's to say.
 */
import { type Fault, fail, shown } from '../errors.ts';
import type { DayCount, Roll } from '../types.ts';

export interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** Where a text stands, for its fault. */
export type Whereabouts = Pick<Fault, 'file' | 'place'>;

export const DAY_COUNTS = ['30/360', 'act/360', 'act/365', 'act/act'] as const satisfies readonly DayCount[];

export const ROLLS = ['none', 'following', 'modifiedFollowing', 'preceding'] as const satisfies readonly Roll[];
export type { DayCount, Roll } from '../types.ts';

export interface PaymentRule {
  /** Serial of month 1, before any roll. */
  readonly firstPayment: number;
  /** Months between payment dates. */
  readonly every: number;
  readonly roll: Roll;
  readonly holidays: ReadonlySet<number>;
}

/** Entry 0 is the first payment date. `adjusted` is when cash moves, `unadjusted` is what accrual periods are counted from. */
export interface PaymentDates {
  readonly unadjusted: Int32Array;
  readonly adjusted: Int32Array;
}

/** Years that a text may name: outside them a date is a slip of the pen (`0205-08-31`). */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;

/** A roll that meets only holidays for this long has been given a wrong holiday set. */
const LONGEST_ROLL = 31;

const DATE_TEXT = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * The serial of a date written `YYYY-MM-DD`.
 *
 * Throws: DATE_INVALID where the text is written otherwise or the day does not exist.
 */
export function parseDate(text: string, where: Whereabouts = { place: 'date' }): number {
  const match = DATE_TEXT.exec(text);
  const year = Number(match?.[1]);
  const month = Number(match?.[2]);
  const day = Number(match?.[3]);
  // A text that does not match gives NaN here, which fails the first comparison.
  const exists =
    year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!exists) {
    const expected = `a date that exists, YYYY-MM-DD, ${FIRST_YEAR} to ${LAST_YEAR}`;
    fail({ ...where, code: 'DATE_INVALID', got: shown(text), expected });
  }
  return serialOf({ year, month, day });
}

/** `YYYY-MM-DD`. */
export function formatDate(serial: number): string {
  const { year, month, day } = dateOf(serial);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/**
 * The serial of a date that exists.
 *
 * Years are counted from 1 March, so that the leap day is a year's last. Source: H. Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms", days_from_civil.
 */
export function serialOf({ year, month, day }: CalendarDate): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a serial. Source: as `serialOf`, civil_from_days. */
export function dateOf(serial: number): CalendarDate {
  const z = serial + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const leapDays = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Months since year 0, so that differences are whole calendar months. */
export function monthNumber(serial: number): number {
  const { year, month } = dateOf(serial);
  return year * 12 + month - 1;
}

/** The same day so many months on (or back), or that month's last day where it has no such day. */
export function addMonths(serial: number, months: number): number {
  return inMonth(monthNumber(serial) + months, dateOf(serial).day);
}

/** 1 = Monday to 7 = Sunday. */
export function weekday(serial: number): number {
  // Serial 0 was a Thursday.
  return ((((serial + 3) % 7) + 7) % 7) + 1;
}

export function isBusinessDay(serial: number, holidays: ReadonlySet<number>): boolean {
  return weekday(serial) <= 5 && !holidays.has(serial);
}

/**
 * Moves a date off weekends and holidays. `modifiedFollowing` goes back where going forward would leave the month.
 *
 * Throws: DATE_INVALID where a month of holidays leaves no day to move to.
 */
export function rollDate(serial: number, roll: Roll, holidays: ReadonlySet<number>): number {
  if (roll === 'none') return serial;
  if (roll === 'preceding') return nearestBusinessDay(serial, -1, holidays);
  const following = nearestBusinessDay(serial, 1, holidays);
  if (roll === 'following' || monthNumber(following) === monthNumber(serial)) return following;
  return nearestBusinessDay(serial, -1, holidays);
}

/**
 * Days between two dates by US 30/360: each month has 30 days.
 *
 * One rule serves two conventions. The average-life and yield clock runs from settlement to the first payment and takes the end of
 * February as day 30. Accrued interest runs from the dated date to settlement, and settlement on the 31st counts 30 days after
 * the 1st: an end on the 31st becomes the 30th only where the start is on the 30th or later.
 * Source: BMA Standard Formulas, SF, and SIA Standard Securities Calculation Methods (30/360 with the end-of-February rule).
 */
export function days30360(from: number, to: number): number {
  const start = dateOf(from);
  const end = dateOf(to);
  const startsAtFebruaryEnd = isFebruaryEnd(start);
  const startDay = startsAtFebruaryEnd ? 30 : Math.min(start.day, 30);
  let endDay = end.day;
  if (startsAtFebruaryEnd && isFebruaryEnd(end)) endDay = 30;
  if (endDay === 31 && startDay === 30) endDay = 30;
  return (end.year - start.year) * 360 + (end.month - start.month) * 30 + endDay - startDay;
}

/**
 * Length of a period in years.
 *
 * Source: 30/360 as `days30360`; act/360, act/365 (fixed) and act/act by ISDA 2006 Definitions 4.16, where act/act divides the
 * days of each calendar year by the length of that year.
 */
export function dayFraction(dayCount: DayCount, from: number, to: number): number {
  switch (dayCount) {
    case '30/360':
      return days30360(from, to) / 360;
    case 'act/360':
      return (to - from) / 360;
    case 'act/365':
      return (to - from) / 365;
    case 'act/act':
      return from <= to ? yearsByCalendar(from, to) : -yearsByCalendar(to, from);
  }
}

/**
 * The date so many delay days earlier, counted in months of 30 days: where the accrual period of a payment date ends.
 *
 * A payment on the 25th less 24 days is the 1st, in every month. Source: BMA Standard Formulas, SF (payment delay).
 */
export function minusDelay(serial: number, delayDays: number): number {
  const start = dateOf(serial);
  let day = start.day - delayDays;
  let month = monthNumber(serial);
  while (day < 1) {
    day += 30;
    month -= 1;
  }
  return inMonth(month, day);
}

/** Payment dates 1 to `count`: the same day of the month as the first, every so many months. */
export function paymentDates(rule: PaymentRule, count: number): PaymentDates {
  const unadjusted = new Int32Array(count);
  const adjusted = new Int32Array(count);
  for (let index = 0; index < count; index += 1) {
    // Counted from the first date each time: a chain of clamps would turn the 31st into the 28th for good.
    const date = addMonths(rule.firstPayment, index * rule.every);
    unadjusted[index] = date;
    adjusted[index] = rollDate(date, rule.roll, rule.holidays);
  }
  return { unadjusted, adjusted };
}

function inMonth(monthsSinceYear0: number, day: number): number {
  const year = Math.floor(monthsSinceYear0 / 12);
  const month = monthsSinceYear0 - year * 12 + 1;
  return serialOf({ year, month, day: Math.min(day, daysInMonth(year, month)) });
}

function isFebruaryEnd({ year, month, day }: CalendarDate): boolean {
  return month === 2 && day === daysInMonth(year, 2);
}

function nearestBusinessDay(serial: number, direction: 1 | -1, holidays: ReadonlySet<number>): number {
  for (let moved = 0; moved <= LONGEST_ROLL; moved += 1) {
    const date = serial + moved * direction;
    if (isBusinessDay(date, holidays)) return date;
  }
  const expected = `a business day within ${LONGEST_ROLL} days`;
  return fail({ code: 'DATE_INVALID', place: 'holidays', got: `none near ${formatDate(serial)}`, expected });
}

function yearsByCalendar(from: number, to: number): number {
  const firstYear = dateOf(from).year;
  const lastYear = dateOf(to).year;
  if (firstYear === lastYear) return (to - from) / daysInYear(firstYear);
  const head = (serialOf({ year: firstYear + 1, month: 1, day: 1 }) - from) / daysInYear(firstYear);
  const tail = (to - serialOf({ year: lastYear, month: 1, day: 1 })) / daysInYear(lastYear);
  return head + (lastYear - firstYear - 1) + tail;
}

function daysInYear(year: number): number {
  return isLeapYear(year) ? 366 : 365;
}
