/**
 * What the files of the two agencies share: many months a loan, of which the last at or before the tape's date is taken; numbers for
 * columns; codes for what is missing, late or gone.
 */
import type { Fault } from '../../../errors.ts';
import {
  cleaned,
  firstDay,
  type MonthForm,
  monthNumberOf,
  percentOf,
  readAs,
  resetMonth,
  type Source,
  wordOf,
} from '../cells.ts';
import { type Duck, literal } from '../duck.ts';
import type { FieldName } from '../fields.ts';
import { reading } from '../plan.ts';
import { csvRelation, firstLine } from './csv.ts';

export const DELIMITER = '|';

/**
 * Codes of loans that have left the pool: prepaid or matured, sold to a third party, sold short, repurchased, deed in lieu or owned
 * real estate sold, note sold, reperforming loan sold, removed for other reasons. Source: the user guides of both agencies.
 */
export const GONE = ['01', '02', '03', '06', '09', '15', '16', '96', '97', '98'];

/** A column by its number in the published layout, from 1. */
export function column(number: number): string {
  return `c${number}`;
}

export function columnNames(count: number): string[] {
  return Array.from({ length: count }, (_, place) => column(place + 1));
}

/** Columns of a file without a header. */
export function columnCount(file: string): number {
  const line = firstLine(file);
  return line === '' ? 0 : line.split(DELIMITER).length;
}

/** The file as lines with their numbers. Numbering costs the parallel reading, but a line of many months has no other. */
export function numberedLines(file: string, count: number, keepsRejected: boolean): string {
  const columns = columnNames(count);
  return `(SELECT row_number() OVER () AS line, * FROM ${csvRelation(file, { columns, delimiter: DELIMITER, skip: 0, isQuoted: false, keepsRejected })})`;
}

export interface MonthlyFile {
  readonly file: string;
  readonly columns: number;
  /** Numbers of the columns: loan, reporting month, whether it was modified. */
  readonly loan: number;
  readonly month: number;
  readonly form: MonthForm;
  readonly modified: number;
  /** What stands in the last one for a loan that was modified. */
  readonly modifiedCodes: readonly string[];
}

/**
 * Makes the table `picked`: for each loan the line to take, its month, and the first month in which it was modified. One pass that
 * keeps a few numbers a loan, however many months there are.
 */
export async function pickLines(
  duck: Duck,
  monthly: MonthlyFile,
  asOfMonth: number,
): Promise<{ faults: Fault[]; warnings: string[] }> {
  const { file, columns, loan, month, form, modified, modifiedCodes } = monthly;
  const number = monthNumberOf(`trim(${column(month)})`, form);
  const isModified = `trim(${column(modified)}) IN (${modifiedCodes.map(literal).join(', ')})`;
  const lines = `(SELECT trim(${column(loan)}) AS loan, ${number} AS month, line, ${isModified} AS modified FROM ${numberedLines(file, columns, false)})`;
  await reading({ files: [file] }, () =>
    duck.run(
      `CREATE TABLE months AS SELECT loan, max(month * 10000000000 + line) FILTER (WHERE month <= ${asOfMonth}) AS last, ` +
        `min(month) FILTER (WHERE modified AND month <= ${asOfMonth}) AS modified, ` +
        `count(*) FILTER (WHERE month IS NULL) AS unread, min(line) FILTER (WHERE month IS NULL) AS example FROM ${lines} GROUP BY loan`,
    ),
  );
  await duck.run(
    'CREATE TABLE picked AS SELECT loan, last % 10000000000 AS line, last // 10000000000 AS month, modified FROM months WHERE last IS NOT NULL',
  );
  const [unread = 0, example = 0, later = 0] = await duck.row(
    'SELECT coalesce(sum(unread), 0)::DOUBLE, min(example), count(*) FILTER (WHERE last IS NULL AND unread = 0) FROM months',
  );
  const [stale = 0] = await duck.row(`SELECT count(*) FROM picked WHERE month < ${asOfMonth}`);
  await duck.run('DROP TABLE months');
  const faults: Fault[] =
    Number(unread) === 0
      ? []
      : [
          {
            code: 'TAPE_VALUE',
            file,
            place: `row ${example}, column ${month}`,
            got: `${unread} lines without a month that exists, this the first`,
            expected: form.year === 1 ? 'a month YYYYMM' : 'a month MMYYYY',
          },
        ];
  const warnings = [
    ...(Number(stale) > 0 ? [`${stale} loans have no line for the tape's month: their last one before it is taken`] : []),
    ...(Number(later) > 0 ? [`${later} loans begin after the tape's month and are left out`] : []),
  ];
  return { faults, warnings };
}

/** A field that is one column of the file. */
export function direct(
  name: FieldName,
  number: number,
  missing: readonly string[],
  kind: 'plain' | 'percent' = 'plain',
  file = 0,
): Source {
  return {
    field: name,
    column: `column ${number}`,
    text: cleaned(column(number), missing),
    value: kind === 'percent' ? percentOf : readAs(name),
    file,
  };
}

/** A date that is a month: its first day. */
export function monthField(name: FieldName, number: number, form: MonthForm, missing: readonly string[]): Source {
  return { ...direct(name, number, missing), value: (text) => firstDay(monthNumberOf(text, form)) };
}

/** The first month at a new rate, from the month in which the rate changes. */
export function firstResetField(number: number, form: MonthForm, missing: readonly string[], asOfMonth: number): Source {
  return { ...direct('firstReset', number, missing), value: (text) => resetMonth(monthNumberOf(text, form), asOfMonth) };
}

/** Months late as a number become days; other codes mean that they are not known. */
export function daysLateField(number: number, unknown: readonly string[]): Source {
  const source = direct('daysLate', number, unknown);
  return { ...source, value: (text) => `(30 * TRY_CAST(TRY_CAST(${text} AS INTEGER) AS DOUBLE))` };
}

/** Gone by its zero balance code, owned where `owned` (SQL) holds, current otherwise; how late it is stands in daysLate. */
export function statusField(zeroBalance: number, owned: string, missing: readonly string[]): Source {
  const code = cleaned(column(zeroBalance), missing);
  const gone = `lpad(${code}, 2, '0') IN (${GONE.map(literal).join(', ')})`;
  return {
    field: 'status',
    column: `column ${zeroBalance}`,
    text: `(CASE WHEN ${gone} THEN 'paid' WHEN ${code} IS NOT NULL THEN concat('zero balance code ', ${code}) WHEN ${owned} THEN 'reo' ELSE 'current' END)`,
    value: (text) => wordOf(text),
  };
}

/** The first month in which the loan was modified, of the months read. */
export function modifiedField(): Source {
  return {
    field: 'modified',
    column: 'modified',
    text: 'CAST("modified month" AS VARCHAR)',
    value: () => firstDay('"modified month"'),
  };
}

/** Columns of the monthly file beside what was picked. */
export function pickedLines(file: string, count: number): string {
  return `(SELECT lines.*, picked.modified AS "modified month" FROM ${numberedLines(file, count, true)} lines JOIN picked ON picked.line = lines.line)`;
}
