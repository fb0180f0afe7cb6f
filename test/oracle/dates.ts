/**
 * Payment dates, accrual periods and day counts.
 *
 * An accrual period is bounded twice over: by a date of 30-day months (what 30/360 counts) and by a date of the calendar
 * (what the actual counts count). Actual days are counted from 1970-01-01.
 */
import { type Fields, type Num, names, num, wholeOf, ZERO } from './number.ts';

export interface Day {
  year: number;
  month: number;
  day: number;
}

/** One end of an accrual period: in 30-day months, and in days of the calendar. */
interface Bound {
  thirty: number;
  actual: number;
}

export interface DealDates {
  firstPayment: Day;
  dated: Day;
  delay: number;
  every: number;
  roll: string;
  holidays: ReadonlySet<number>;
  /** Payment dates made before the first one here. */
  paymentsMade: number;
}

export type DayCount = '30/360' | 'act/360' | 'act/365' | 'act/act';

const MILLISECONDS_A_DAY = 86_400_000;

export function parseDay(value: unknown): Day {
  const text = value instanceof Date ? value.toISOString() : String(value);
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  if (found === null) throw new Error(`expected a date YYYY-MM-DD, got ${text}`);
  return { year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) };
}

/** Days from 1970-01-01. */
export function dayNumber({ year, month, day }: Day): number {
  return Date.UTC(year, month - 1, day) / MILLISECONDS_A_DAY;
}

export function isoDate(number: number): string {
  return new Date(number * MILLISECONDS_A_DAY).toISOString().slice(0, 10);
}

const monthLength = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const onCalendar = (year: number, month: number, day: number): Day => ({
  year,
  month,
  day: Math.min(day, monthLength(year, month)),
});

export function readDates(dates: Fields, paymentsMade: number): DealDates {
  return {
    firstPayment: parseDay(dates.firstPayment),
    dated: parseDay(dates.dated ?? dates.settlement),
    delay: wholeOf(dates, 'delay', 0),
    every: wholeOf(dates, 'every', 1),
    roll: String(dates.roll ?? 'none'),
    holidays: new Set(names(dates.holidays).map((holiday) => dayNumber(parseDay(holiday)))),
    paymentsMade,
  };
}

/** Year and month of payment `k`, counted from 1 for the first date here; 0 and below are dates gone by. */
function paymentMonth(dates: DealDates, k: number): { year: number; month: number } {
  const months = dates.firstPayment.year * 12 + dates.firstPayment.month - 1 + (k - 1) * dates.every;
  return { year: Math.floor(months / 12), month: (months % 12) + 1 };
}

/** Months of the calendar from year 0, of the unadjusted payment date: what points such as `2007-02` speak of. */
export function calendarMonth(dates: DealDates, k: number): number {
  const { year, month } = paymentMonth(dates, k);
  return year * 12 + month;
}

function unadjusted(dates: DealDates, k: number): number {
  const { year, month } = paymentMonth(dates, k);
  return dayNumber(onCalendar(year, month, dates.firstPayment.day));
}

/** The payment date `k`, moved off weekends and holidays as `roll` says. */
export function paymentDate(dates: DealDates, k: number): number {
  const plain = unadjusted(dates, k);
  // 1970-01-01 was a Thursday, so weekday 2 of this count is a Saturday and 3 a Sunday.
  const isOpen = (day: number): boolean => ![2, 3].includes(((day % 7) + 7) % 7) && !dates.holidays.has(day);
  const walk = (step: number): number => {
    let day = plain;
    while (!isOpen(day)) day += step;
    return day;
  };
  if (dates.roll === 'following') return walk(1);
  if (dates.roll === 'preceding') return walk(-1);
  if (dates.roll === 'modifiedFollowing') {
    const forward = walk(1);
    return isoDate(forward).slice(0, 7) === isoDate(plain).slice(0, 7) ? forward : walk(-1);
  }
  return plain;
}

/** Where accrual period `k` ends: `delay` days of 30-day months before the unadjusted payment date. */
function periodEnd(dates: DealDates, delay: number, k: number): Bound {
  const { year, month } = paymentMonth(dates, k);
  const thirty = year * 360 + (month - 1) * 30 + Math.min(dates.firstPayment.day, 30) - 1 - delay;
  if (delay === 0) return { thirty, actual: unadjusted(dates, k) };
  const end = onCalendar(Math.floor(thirty / 360), Math.floor((thirty % 360) / 30) + 1, (thirty % 30) + 1);
  return { thirty, actual: dayNumber(end) };
}

/** A date written in the deal file: the 31st and the end of February count as day 30. */
function writtenBound(day: Day): Bound {
  const isMonthEnd = day.month === 2 && day.day === monthLength(day.year, 2);
  const thirtyDay = isMonthEnd ? 30 : Math.min(day.day, 30);
  return { thirty: day.year * 360 + (day.month - 1) * 30 + thirtyDay - 1, actual: dayNumber(day) };
}

function period(dates: DealDates, delay: number, dated: Day, k: number): [Bound, Bound] {
  const isFirst = k === 1 && dates.paymentsMade === 0;
  return [isFirst ? writtenBound(dated) : periodEnd(dates, delay, k - 1), periodEnd(dates, delay, k)];
}

/** Actual days in the deal's accrual period. */
export function accrualDays(dates: DealDates, k: number): number {
  const [from, to] = period(dates, dates.delay, dates.dated, k);
  return to.actual - from.actual;
}

/** The length of a tranche's accrual period in years. Source: act/act is the ISDA count, split where the year ends. */
export function dayFraction(dates: DealDates, dayCount: DayCount, delay: number, dated: Day, k: number): Num {
  const [from, to] = period(dates, delay, dated, k);
  if (dayCount === '30/360') return num(Math.max(0, to.thirty - from.thirty)).div(360);
  const days = Math.max(0, to.actual - from.actual);
  if (dayCount === 'act/360') return num(days).div(360);
  if (dayCount === 'act/365') return num(days).div(365);
  let total = ZERO;
  for (let start = from.actual; start < to.actual; ) {
    const year = Number(isoDate(start).slice(0, 4));
    const newYear = dayNumber({ year: year + 1, month: 1, day: 1 });
    const stop = Math.min(newYear, to.actual);
    total = total.plus(num(stop - start).div(newYear - dayNumber({ year, month: 1, day: 1 })));
    start = stop;
  }
  return total;
}
