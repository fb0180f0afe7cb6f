/** Figures as people write them: dollars, percents, dates, counts. */
import { fixedText, scaledText } from '../valuation/rounding.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** What stands where there is no figure. */
export const NONE = '-';

/** `1,234,567.89`. */
export function dollars(amount: number, places = 2): string {
  return grouped(fixedText(amount, places));
}

/** A report's heading: the deal, and what was changed of its assumptions. */
export function headingOf({ deal, given }: { readonly deal: string; readonly given: string }): string {
  return given === '' ? deal : `${deal}\nwith ${given}`;
}

/** `5.25000%` of 0.0525. */
export function percent(share: number, places = 5): string {
  return Number.isFinite(share) ? `${scaledText(share, 100, places)}%` : NONE;
}

/** `0.083333`. */
export function fixed(value: number, places: number): string {
  return Number.isFinite(value) ? fixedText(value, places) : NONE;
}

/** `3,456`. */
export function count(number: number): string {
  return grouped(String(number));
}

/** `1 loan`, `2 loans`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** `8.02`, or nothing. */
export function figure(value: number | null | undefined, places: number): string {
  return value === null || value === undefined ? NONE : grouped(fixedText(value, places));
}

/** `October 25, 2005` of `2005-10-25`. */
export function longDate(iso: string): string {
  const [year = '', month = '', day = ''] = iso.split('-');
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? iso : `${name} ${Number(day)}, ${year}`;
}

/** `Oct 2005` of `2005-10-25`. */
export function monthYear(iso: string | null): string {
  const [year = '', month = ''] = iso?.split('-') ?? [];
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? NONE : `${name.slice(0, 3)} ${year}`;
}

/** The same figure with its digits in groups, if it is one and long. */
export function separated(text: string): string {
  return /^-?\d{5,}(\.\d+)?$/.test(text) ? grouped(text) : text;
}

/** The text with a capital. */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Groups of three digits before the decimal point. */
function grouped(text: string): string {
  const [whole = '', decimals] = text.split('.');
  const digits = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? digits : `${digits}.${decimals}`;
}
