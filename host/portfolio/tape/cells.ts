/** How the text of a cell becomes a value, in SQL. Every expression answers NULL for a text that it cannot read, and never fails. */
import { literal } from './duck.ts';
import { FIELD_NAMES, type FieldName, field, STATUSES } from './fields.ts';

/** One field of a layout. */
export interface Source {
  readonly field: FieldName;
  /** What the file calls it, for faults. */
  readonly column: string;
  /** SQL over the columns of the file: the text of the cell, NULL where it is missing. */
  readonly text: string;
  /** The same of a cell that has a type already, NULL where its text is: it is read instead of its text, which faults alone show. */
  readonly cell?: string;
  /** SQL of the value, over that text or cell (a name) and the columns of the file. */
  readonly value: (text: string) => string;
  /** Which file of the plan the cell stands in. */
  readonly file?: number;
}

/** A trimmed cell, NULL where it holds a code that means missing. */
export function cleaned(column: string, missing: readonly string[]): string {
  const codes = [...new Set(['', ...missing.map((code) => code.trim())])].map(literal).join(', ');
  return `(CASE WHEN trim(${column}) IN (${codes}) THEN NULL ELSE trim(${column}) END)`;
}

/** A finite number; `5.25%` is the double nearest to 0.0525, for the exponent moves the point before rounding to binary. */
export function numberOf(text: string): string {
  const percent = `TRY_CAST(concat(trim(left(${text}, -1)), 'e-2') AS DOUBLE)`;
  return finite(`CASE WHEN ends_with(${text}, '%') THEN ${percent} ELSE TRY_CAST(${text} AS DOUBLE) END`);
}

/** A number whose file means percents, with or without the sign. */
export function percentOf(text: string): string {
  return finite(`TRY_CAST(concat(trim(rtrim(${text}, '%')), 'e-2') AS DOUBLE)`);
}

/** The double itself, or NULL where it is no finite one. */
export function finite(value: string): string {
  return `(CASE WHEN isfinite(${value}) THEN ${value} END)`;
}

/** A date YYYY-MM-DD from 1900 to 2199: outside these years it is a slip of the pen. */
export function dateOf(text: string): string {
  const isWritten = `length(${text}) = 10 AND substr(${text}, 5, 1) = '-' AND substr(${text}, 8, 1) = '-'`;
  return `(CASE WHEN ${isWritten} AND year(TRY_CAST(${text} AS DATE)) BETWEEN 1900 AND 2199 THEN TRY_CAST(${text} AS DATE) END)`;
}

/** How a file writes months: `05/2005` and `200505` are `{ year: 4, month: 1 }` and `{ year: 1, month: 5 }`, places from 1. */
export interface MonthForm {
  readonly length: number;
  readonly year: number;
  readonly month: number;
}

/** Months since year 0 of a month written by numbers, as `monthNumber` of curves/dates.ts counts them. */
export function monthNumberOf(text: string, { length, year, month }: MonthForm): string {
  const y = `TRY_CAST(substr(${text}, ${year}, 4) AS INTEGER)`;
  const m = `TRY_CAST(substr(${text}, ${month}, 2) AS INTEGER)`;
  const exists = `length(${text}) = ${length} AND ${m} BETWEEN 1 AND 12 AND ${y} BETWEEN 1900 AND 2199`;
  return `(CASE WHEN ${exists} THEN ${y} * 12 + ${m} - 1 END)`;
}

/**
 * The first month whose interest accrues at a new rate, from the number of the month in which the rate changes: interest of that month
 * is paid in the next, so that a change in the tape's own month or before is month 1.
 */
export function resetMonth(changed: string, asOfMonth: number): string {
  // greatest passes over NULL, and would make month 1 of a month that does not exist.
  return `(CASE WHEN ${changed} IS NOT NULL THEN CAST(greatest(${changed} - ${asOfMonth} + 1, 1) AS DOUBLE) END)`;
}

/** The first day of a month by its number. */
export function firstDay(monthNumber: string): string {
  return `make_date(CAST(${monthNumber} // 12 AS BIGINT), CAST(${monthNumber} % 12 + 1 AS BIGINT), 1)`;
}

/** How a field is read where its layout says nothing else. */
export function readAs(name: FieldName, isPercent = false): (text: string) => string {
  const { kind, words } = field(name);
  if (kind === 'number') return isPercent ? percentOf : numberOf;
  if (kind === 'date') return dateOf;
  if (kind === 'flag') return flagOf;
  if (words !== undefined) return (text) => wordOf(text, words);
  if (name === 'state') return (text) => `(CASE WHEN regexp_full_match(upper(${text}), '[A-Z]{2}') THEN upper(${text}) END)`;
  return (text) => text;
}

/** 1 or 0. */
export function flagOf(text: string): string {
  return `CAST(CASE lower(${text}) WHEN 'true' THEN 1 WHEN '1' THEN 1 WHEN 'false' THEN 0 WHEN '0' THEN 0 END AS DOUBLE)`;
}

/** One of some words, in small letters. */
export function wordOf(text: string, words: readonly string[] = STATUSES): string {
  return `(CASE WHEN lower(${text}) IN (${words.map(literal).join(', ')}) THEN lower(${text}) END)`;
}

/** Sources in the order of the fields: a table's columns are to stand in one order whatever the file's. */
export function inOrder(sources: readonly Source[]): readonly Source[] {
  return sources.toSorted((a, b) => FIELD_NAMES.indexOf(a.field) - FIELD_NAMES.indexOf(b.field));
}
