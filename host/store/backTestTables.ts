/** The tables that a back-test keeps: what was projected beside what came, by period, month, trust and class. */
import {
  BACK_TEST_LINES,
  type BackTestClass,
  type BackTestFigure,
  type BackTestLines,
  CLASS_LINES,
  type TestedTrust,
} from '../analysis/backTest.ts';
import type { BackTestHistory } from '../analysis/backTestHistory.ts';
import { faultText } from '../errors.ts';
import { type ColumnOf, failureTable, integers, numbers, snake, tableOf, text, textTable } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

const DOLLARS = 'dollars';
const SHARE = 'share of what came';

/** Every table. An error is what was projected less what came; a period is named by the date of the snapshot that it ends with. */
export function backTestTables({ tests, lines, ended }: BackTestHistory): ResultTable[] {
  const trusts = tests.flatMap(({ date, trusts: own }) => own.map((trust) => ({ period: date, trust })));
  const tested = trusts.flatMap(({ period, trust }) => (trust.kind === 'tested' ? [{ period, trust }] : []));
  return [
    tableOf('history', lines, [
      text('line', ({ line }) => snake(line)),
      numbers('bias', ({ bias }) => bias, SHARE),
      numbers('size', ({ size }) => size, SHARE),
      integers('high', ({ high }) => high),
      integers('low', ({ low }) => low),
    ]),
    lineTable(
      'periods',
      tests.map(({ date, projectedAt, total }) => ({ period: date, projectedAt, lines: total })),
      [text('projected_at', ({ projectedAt }) => projectedAt)],
    ),
    lineTable(
      'months',
      tests.flatMap(({ date, months }) => months.map((each) => ({ period: date, ...each }))),
      [text('month', ({ month }) => month)],
    ),
    tableOf('trusts', trusts, [
      text('period', ({ period }) => period),
      text('trust', ({ trust }) => trust.trust),
      integers('tested', ({ trust }) => Number(trust.kind === 'tested')),
      text('why', ({ trust }) => (trust.kind === 'tested' ? null : trust.why)),
    ]),
    lineTable(
      'trust_totals',
      tested.map(({ period, trust }) => ({ period, trust: trust.trust, lines: trust.total.lines })),
      [text('trust', ({ trust }) => trust)],
    ),
    lineTable(
      'trust_months',
      tested.flatMap(({ period, trust }) => trust.months.map((each) => ({ period, trust: trust.trust, ...each }))),
      [text('trust', ({ trust }) => trust), text('month', ({ month }) => month)],
    ),
    ...classTables(tested),
    textTable('ended', 'fault', ended.map(faultText)),
    failureTable(
      trusts.map(({ trust }) => ({ trust: trust.trust, faults: trust.kind === 'tested' ? [] : trust.faults.map(faultText) })),
    ),
  ];
}

/** A row a line of each part, under what names the part. */
function lineTable<Part extends { readonly period: string; readonly lines: BackTestLines }>(
  name: string,
  parts: readonly Part[],
  heads: readonly ColumnOf<Part>[],
): ResultTable {
  const rows = parts.flatMap((part) => BACK_TEST_LINES.map((line) => ({ part, line })));
  const partsOf = rows.map(({ part }) => part);
  const period: ColumnOf<Part> = text('period', (part) => part.period);
  return {
    name,
    columns: [
      ...[period, ...heads].map((head) => head(partsOf)),
      ...tableOf(name, rows, [
        text('line', ({ line }) => snake(line)),
        ...figures<(typeof rows)[number]>(({ part, line }) => part.lines[line]),
      ]).columns,
    ],
  };
}

function figures<Row>(of: (row: Row) => BackTestFigure): ColumnOf<Row>[] {
  return [
    numbers('projected', (row) => of(row).projected, DOLLARS),
    numbers('actual', (row) => of(row).actual, DOLLARS),
    numbers('error', (row) => of(row).error, DOLLARS),
    numbers('error_share', (row) => of(row).percent, SHARE),
  ];
}

/** Classes by month, and over all months. */
function classTables(tested: readonly { readonly period: string; readonly trust: TestedTrust }[]): ResultTable[] {
  const rowsOf = <Head>(classes: readonly BackTestClass[], head: Head) =>
    classes.flatMap((each) => CLASS_LINES.map((line) => ({ ...head, tranche: each.tranche, line, figure: each.figures[line] })));
  const totals = tested.flatMap(({ period, trust }) => rowsOf(trust.total.classes, { period, trust: trust.trust }));
  const months = tested.flatMap(({ period, trust }) =>
    trust.months.flatMap(({ month, classes }) => rowsOf(classes, { period, trust: trust.trust, month })),
  );
  const columns = <Row extends (typeof totals)[number]>(more: readonly ColumnOf<Row>[]): ColumnOf<Row>[] => [
    text('period', ({ period }) => period),
    text('trust', ({ trust }) => trust),
    ...more,
    text('tranche', ({ tranche }) => tranche),
    text('line', ({ line }) => line),
    ...figures<Row>(({ figure }) => figure),
  ];
  return [
    tableOf('class_totals', totals, columns<(typeof totals)[number]>([])),
    tableOf('class_months', months, columns<(typeof months)[number]>([text('month', ({ month }) => month)])),
  ];
}
