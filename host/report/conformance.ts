/** How far Weir agrees with what others printed: a line a case, then every cell that is not matched. */
import type { CaseReport, CellReport } from '../analysis/conformance.ts';
import { indented, type TableRow, textTable } from './table.ts';
import { count, counted, fixed } from './words.ts';

/** Titles longer than this are cut; times leave them less. Units: characters. */
const TITLE_WIDTH = 40;
const TITLE_WIDTH_BESIDE_TIMES = 32;

/** The table of cases, the misses and what they mean; the slips where they are wanted. */
export function conformanceText(reports: readonly CaseReport[], withSlips: boolean): string {
  const missed = reports.reduce((sum, report) => sum + report.missed.length, 0);
  const slips = reports.reduce((sum, report) => sum + report.slips, 0);
  return [
    caseTable(reports),
    'Worst: the largest difference from a printed figure, in halves of its last digit; above 1 is a miss.',
    ...reports.flatMap(({ name, missed: cells }) => (cells.length > 0 ? [`Missed in ${name}\n${cellTable(cells)}`] : [])),
    ...reports.flatMap(({ name, slipCells }) =>
      withSlips && slipCells.length > 0 ? [`Slips in ${name}\n${cellTable(slipCells)}`] : [],
    ),
    verdict(missed, slips, withSlips),
  ].join('\n\n');
}

function verdict(missed: number, slips: number, withSlips: boolean): string {
  const hint = withSlips ? '' : ' (--verbose lists them)';
  if (missed > 0)
    return `${counted(missed, 'cell is', 'cells are')} missed; ${counted(slips, 'slip')} of the printers${slips > 0 ? hint : ''}.`;
  if (slips === 0) return 'Every published cell matches.';
  return `Every published cell matches but ${count(slips)}, ${slips === 1 ? 'a slip' : 'slips'} of the printers${hint}.`;
}

/** A row a case and a total. */
export function caseTable(reports: readonly CaseReport[], times?: readonly number[]): string {
  const total = (part: (report: CaseReport) => number) => count(reports.reduce((sum, report) => sum + part(report), 0));
  const time = (milliseconds: number | undefined) => (milliseconds === undefined ? [] : [`${fixed(milliseconds / 1000, 2)} s`]);
  const most = times === undefined ? TITLE_WIDTH : TITLE_WIDTH_BESIDE_TIMES;
  const rows = reports.map(
    (report, place): TableRow => [
      report.name,
      report.title.length > most ? `${report.title.slice(0, most - 1)}…` : report.title,
      count(report.published),
      count(report.matched),
      count(report.slips),
      count(report.missed.length),
      worstText(report.worst),
      ...time(times?.[place]),
    ],
  );
  const head = ['Case', '', 'Cells', 'Matched', 'Slips', 'Missed', 'Worst', ...(times === undefined ? [] : ['Time'])];
  const sums: TableRow = [
    counted(reports.length, 'case'),
    '',
    total(({ published }) => published),
    total(({ matched }) => matched),
    total(({ slips }) => slips),
    total(({ missed }) => missed.length),
    worstText(Math.max(0, ...reports.map(({ worst }) => worst))),
    ...time(times?.reduce((sum, milliseconds) => sum + milliseconds, 0)),
  ];
  return textTable([head, 'rule', ...rows, 'rule', sums], ['left', 'left']);
}

function cellTable(cells: readonly CellReport[]): string {
  const head = ['line', 'measure', 'of', 'scenario', 'at', 'given', 'printed', 'computed', 'off by'];
  const rows = cells.map(
    ({ cell, computed, difference }): TableRow => [
      String(cell.line),
      cell.measure,
      cell.of,
      cell.scenario,
      cell.at,
      cell.given,
      cell.printed,
      computedText(computed, cell.printed, 2),
      worstText(difference),
    ],
  );
  return indented(textTable([head, 'rule', ...rows], ['right', 'left', 'left', 'left', 'left', 'left']));
}

function worstText(worst: number): string {
  return Number.isFinite(worst) ? fixed(worst, 3) : 'differs';
}

/** A computed value with the decimals of the printed one, and some more. */
export function computedText(computed: string, printed: string, more = 0): string {
  const value = Number(computed);
  if (computed.trim() === '' || !Number.isFinite(value) || !/^-?[\d.]+$/.test(printed))
    return computed === '' ? 'nothing' : computed;
  const [, decimals = ''] = printed.split('.');
  return fixed(value, decimals.length + (/^\d+$/.test(computed) && decimals === '' ? 0 : more));
}
