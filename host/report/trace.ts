/** One payment date as a trustee would read it: what came in, then each step with the amounts it moved. */
import { BASE } from '../analysis/requests.ts';
import type { TraceLine, TraceReport, TraceStep } from '../analysis/trace.ts';
import { headings, indented, type TableRow, textTable, wrapped } from './table.ts';
import { dollars, fixed, longDate, percent } from './words.ts';

/** Columns of a table of classes wrap their headings to this. Units: characters. */
const HEADING_WIDTH = 16;

/** Sentences are wrapped to this. Units: characters. */
const SENTENCE_WIDTH = 96;

/** What an amount of nothing is written as. */
const NOTHING = dollars(0);

/** So many names stand in one row. */
const MOST_NAMES = 8;

/** The whole trace. */
export function traceText(report: TraceReport): string {
  const about = [
    longDate(report.date),
    `payment month ${report.month}`,
    `under ${underText(report)}`,
    ...(report.tranche === null ? [] : [`what concerns ${report.tranche}`]),
  ];
  return [
    `${report.deal}\n${about.join(', ')}`,
    ...(report.words.length > 0 ? [wordsText(report.words)] : []),
    sectionText('Collateral', report.collateral, report.collateral.length > 0),
    ...report.steps.map((step, place) => stepText(step, place === report.steps.length - 1)),
  ].join('\n\n');
}

/** Sentences on lines that can be read, the first line of each standing out. */
function wordsText(words: readonly string[]): string {
  const sentences = words.map((text) => indented(wrapped(text, SENTENCE_WIDTH).join('\n  ')));
  return ['In words', ...sentences].join('\n');
}

/** The speed, or the deal's own, and what else was changed. */
function underText({ scenario, given }: TraceReport): string {
  const speed = scenario === BASE ? "the deal's own assumptions" : scenario;
  return given === '' ? speed : `${speed} with ${given}`;
}

function stepText({ number, title, lines }: TraceStep, isLast: boolean): string {
  const isStep = number > 0 && !(isLast && title === 'after the steps');
  return sectionText(isStep ? `Step ${number}: ${spacedTitle(title)}` : capitalized(title), lines, !isStep);
}

/** Titles that were made of a step's payees have no blanks between them. */
function spacedTitle(title: string): string {
  return /[[{]|^release /.test(title) ? title.replaceAll(/,(?=\S)/g, ', ').replaceAll(/:(?=\S)/g, ': ') : title;
}

/** A title, a table of the lines that several classes or groups share, and a list of the others. */
function sectionText(title: string, lines: readonly TraceLine[], mayShare: boolean): string {
  const bySubject = new Map<string, Set<string>>();
  for (const { of, text } of lines) bySubject.set(text, (bySubject.get(text) ?? new Set()).add(of));
  const isShared = ({ text }: TraceLine) => mayShare && (bySubject.get(text)?.size ?? 0) > 1;
  const shared = lines.filter(isShared);
  const rest = lines.filter((line) => !isShared(line));
  const parts = [...(shared.length > 0 ? [sharedText(shared)] : []), ...(rest.length > 0 ? [textTable(rowsOf(rest))] : [])];
  return [title, ...parts.map((part) => indented(part))].join('\n');
}

/** A row a line. Lines that say of several that they got nothing make one row: `interest paid to A, B  0.00`. */
function rowsOf(lines: readonly TraceLine[]): TableRow[] {
  const nothing = new Map<string, string[]>();
  const stemOf = (line: TraceLine) =>
    line.of !== '' && line.text !== line.of && line.text.endsWith(` ${line.of}`) && valueText(line) === NOTHING
      ? line.text.slice(0, -line.of.length - 1)
      : undefined;
  for (const line of lines) {
    const stem = stemOf(line);
    if (stem !== undefined) nothing.set(stem, [...(nothing.get(stem) ?? []), line.of]);
  }
  return lines.flatMap((line): TableRow[] => {
    const stem = stemOf(line);
    if (stem === undefined) return [[line.text.replace(/ \(1: .*\)$/, ''), valueText(line)]];
    const names = [...new Set(nothing.get(stem))];
    return names[0] === line.of && nothing.delete(stem) ? [[`${stem} ${namesText(names)}`, NOTHING]] : [];
  });
}

/** `A, B, C`, and no more than a line holds: `A, B, C and 12 others`. */
function namesText(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(', ');
  return `${names.slice(0, MOST_NAMES - 1).join(', ')} and ${names.length - MOST_NAMES + 1} others`;
}

/** A row a class or group and a column a text, or the other way round where there are more texts than a line holds. */
function sharedText(lines: readonly TraceLine[]): string {
  const subjects = [...new Set(lines.map(({ of }) => of))];
  const texts = [...new Set(lines.map(({ text }) => text))];
  const cell = (of: string, text: string) => {
    const line = lines.find((candidate) => candidate.of === of && candidate.text === text);
    return line === undefined ? '' : valueText(line);
  };
  if (texts.length > 6)
    return textTable([['', ...subjects], ...texts.map((text) => [text, ...subjects.map((of) => cell(of, text))])]);
  return textTable([
    ...headings(['', ...texts.map((text) => text.replace(/, years$/, ' in years'))], HEADING_WIDTH),
    'rule',
    ...subjects.map((of) => [of, ...texts.map((text) => cell(of, text))]),
  ]);
}

/** What the text says it is: a rate, a length, a condition, a named quantity or dollars. */
function valueText({ text, of, value }: TraceLine): string {
  if (text === 'coupon') return percent(value);
  if (text.startsWith('length of the period')) return fixed(value, 6);
  if (text.startsWith('condition')) return value === 0 ? 'does not hold' : 'holds';
  return text === of ? quantityText(value) : dollars(value);
}

/** A defined quantity may be dollars, a share or a truth value: small numbers keep their decimals. */
function quantityText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1000) return String(value);
  return Math.abs(value) < 10 ? fixed(value, 6) : dollars(value);
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
