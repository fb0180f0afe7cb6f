/** What a snapshot holds and what its checks found, before anything is valued. */
import { formatDate } from '../curves/dates.ts';
import { type Fault, faultText } from '../errors.ts';
import { exampleTexts } from '../portfolio/checks/examples.ts';
import type { Snapshot, TapeReport, TrustReading } from '../portfolio/records.ts';
import { type MissingYield, missingYields } from '../valuation/missingYields.ts';
import { indented, type TableRow, textTable, wrapped } from './table.ts';
import { count, counted, dollars, longDate, percent } from './words.ts';

/** The whole report. `width` is that of the terminal, in characters. */
export function snapshotText(snapshot: Snapshot, width: number): string {
  const { trusts } = snapshot;
  const failed = trusts.filter(({ ok }) => !ok).length;
  return [
    `${snapshot.name}\nSnapshot of ${longDate(formatDate(snapshot.date))}: ${counted(trusts.length, 'trust')}${failed === 0 ? '' : `, ${failed} with errors`}, ${counted(snapshot.files.size, 'file')}`,
    tapesText(trusts),
    ...trusts.map((reading) => trustText(reading, width)),
    missingText(missingYields(snapshot), width),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Discount yields that a valuation will not find; nothing where it finds all. */
function missingText(missing: readonly MissingYield[], width: number): string {
  if (missing.length === 0) return '';
  const lines = missing.flatMap(({ trust, type, vintage, position, of }) => {
    const names = of.join(', ');
    const what =
      position === null
        ? `no position in trust.yaml for ${names}`
        : `no row ${type} ${vintage} ${position}, which is the position of ${names}`;
    return wrapped(`${trust}: ${what}`, width - 4).map((part, place) => (place === 0 ? `  ${part}` : `    ${part}`));
  });
  return ['Discount yields that valuations will not find in the matrix', ...lines].join('\n');
}

function tapesText(trusts: readonly TrustReading[]): string {
  const rows = trusts.flatMap((reading): TableRow[] => {
    const { tape } = reading.ok ? reading.trust : reading;
    const name = reading.ok ? reading.trust.name : reading.name;
    if (tape === undefined) return [[name, 'not read']];
    const of = (severity: 'error' | 'warning') =>
      tape.checks.filter((check) => check.severity === severity).reduce((sum, check) => sum + check.count, 0);
    return [
      [
        name,
        count(tape.rows),
        dollars(tape.upb),
        percent(tape.wac, 4),
        dollars(tape.late90Upb),
        count(of('error')),
        count(of('warning')),
      ],
    ];
  });
  return textTable([['', 'Rows', 'Unpaid balance', 'Mean rate', '90 days late', 'Errors', 'Warnings'], 'rule', ...rows]);
}

/** Checks that fired, faults, and what to know of one trust; nothing where there is nothing. */
function trustText(reading: TrustReading, width: number): string {
  const name = reading.ok ? reading.trust.name : reading.name;
  const tape = reading.ok ? reading.trust.tape : reading.tape;
  const lines = [
    // Checks that are errors are told below, with all others.
    ...(reading.ok ? [] : faultLines(reading.faults.filter(({ code }) => tape === undefined || code !== 'DATA_CHECK'))),
    ...(tape === undefined ? [] : checkLines(tape)),
    ...(tape === undefined
      ? []
      : tape.defaults.map((taken) => `${counted(taken.count, 'loan')} without ${taken.name} took ${taken.because}`)),
    ...(reading.ok ? reading.trust.warnings : []),
  ];
  const cohorts =
    tape === undefined ? [] : tape.cohorts.map((cohort): TableRow => [cohort.name, count(cohort.count), dollars(cohort.upb)]);
  const told = lines.flatMap((line) => wrapped(line, width - 4).map((part, place) => (place === 0 ? part : `  ${part}`)));
  if (told.length === 0 && cohorts.length === 0) return '';
  const table = cohorts.length === 0 ? [] : [indented(textTable([['cohort', 'loans', 'unpaid balance'], 'rule', ...cohorts]))];
  return [name, ...told.map((line) => indented(line)), ...table].join('\n');
}

/** Rows of one fault that are told before the rest are counted. */
const ROWS_SHOWN = 5;

/** A line a fault; what is wrong in the same way with several rows of a file is told once. */
function faultLines(faults: readonly Fault[]): string[] {
  const rowOf = ({ place }: Fault) => /^(row|line) (\d+)(.*)$/.exec(place);
  const alike = Map.groupBy(faults, (fault) => {
    const row = rowOf(fault);
    return JSON.stringify([fault.code, fault.file, fault.expected, row === null ? [fault.place] : [row[1], row[3]]]);
  });
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    const row = first === undefined ? null : rowOf(first);
    if (first === undefined || row === null || same.length <= ROWS_SHOWN) return same.map(faultText);
    const shown = same.slice(0, ROWS_SHOWN);
    const rows = shown.map((fault) => rowOf(fault)?.[2] ?? '').join(', ');
    const place = `${row[1]}s ${rows} and ${count(same.length - ROWS_SHOWN)} more${row[3]}`;
    return [faultText({ ...first, place, got: `${shown.map(({ got }) => got).join(', ')} and so on` })];
  });
}

/** A line a rule, with the first rows that break it: file, row, field. */
function checkLines({ checks, file }: TapeReport): string[] {
  return checks.map(({ rule, about, severity, count: rows, examples }) => {
    const where = exampleTexts(examples).join('; ');
    return `${severity} ${rule}, ${counted(rows, 'row')} of ${file}: ${about}${where === '' ? '' : `. ${where}`}${rows > examples.length && examples.length > 0 ? '; ...' : ''}`;
  });
}
