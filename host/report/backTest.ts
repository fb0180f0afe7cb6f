/** A back-test as text: pools in total and by trust, month by month where one trust is asked for, classes, and the history. */
import {
  BACK_TEST_LINES,
  type BackTest,
  type BackTestClass,
  type BackTestFigure,
  type BackTestLine,
  type BackTestLines,
  CLASS_LINES,
  type TestedTrust,
} from '../analysis/backTest.ts';
import type { BackTestHistory } from '../analysis/backTestHistory.ts';
import { faultText } from '../errors.ts';
import { headings, indented, type TableRow, textTable, wrapped } from './table.ts';
import { counted, dollars, longDate, monthYear, NONE, percent } from './words.ts';

/** What lines are called. */
export const LINES: Readonly<Record<BackTestLine, string>> = {
  interest: 'interest, net of servicing',
  scheduled: 'scheduled principal',
  prepaid: 'prepayments',
  recoveries: 'recoveries',
  collections: 'all collections',
  defaults: 'defaults',
  losses: 'losses',
  endUpb: 'balance at the end',
};
const HEADING_WIDTH = 12;
/** An error beyond this many times what came is not worth its digits. */
const MOST_TIMES = 10;

export interface BackTestTextOptions {
  /** Units: characters. */
  readonly width: number;
  /** Tell the months and classes of every trust. */
  readonly inFull?: boolean;
}

/** The whole report: every period, the last one first, and what they say together. */
export function backTestText({ tests, lines, ended }: BackTestHistory, options: BackTestTextOptions): string {
  const periods = tests.toReversed().map((test) => periodText(test, options));
  const history = tests.length < 2 ? '' : historyText(tests, lines);
  const end = ended.map((fault) => `The history ends there: ${faultText(fault)}`);
  return [...periods, history, ...end].filter((part) => part !== '').join('\n\n');
}

function periodText(test: BackTest, options: BackTestTextOptions): string {
  const tested = test.trusts.filter((trust) => trust.kind === 'tested');
  const untested = test.trusts.filter((trust) => trust.kind === 'not tested');
  const months = test.months.map(({ month }) => month);
  const span = `${monthYear(months[0] ?? null)} to ${monthYear(months.at(-1) ?? null)}`;
  const parts = [
    `${test.snapshot}\nProjected ${longDate(test.projectedAt)}, against the trustees' reports of ${span}`,
    tested.length === 0 ? 'No trust could be tested.' : poolText(`${counted(tested.length, 'pool')}, $`, test.months, test.total),
    tested.length < 2 ? '' : trustsText(tested),
    ...(options.inFull === true || tested.length === 1 ? tested.map((trust) => trustText(trust, tested.length > 1)) : []),
    ...untested.map(({ trust, why }) => wrapped(`${trust} is not tested: ${why}`, options.width).join('\n')),
    tested.length === 0 ? '' : 'Errors are what was projected less what came: above 0 the projection was high.',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The lines of a pool: in total, and the error of every month. */
function poolText(
  title: string,
  months: readonly { readonly month: string; readonly lines: BackTestLines }[],
  total: BackTestLines,
): string {
  const byMonth = months.length > 1;
  const rows = BACK_TEST_LINES.map((line): TableRow => {
    const { projected, actual, error } = total[line];
    return [
      LINES[line],
      dollars(projected, 0),
      dollars(actual, 0),
      dollars(error, 0),
      percentText(total[line]),
      ...(byMonth ? months.map(({ lines }) => percentText(lines[line])) : []),
    ];
  });
  return textTable([
    ...headings(
      [title, 'Projected', 'Came', 'Error', 'Error, %', ...(byMonth ? months.map(({ month }) => monthYear(month)) : [])],
      title.length > HEADING_WIDTH ? title.length : HEADING_WIDTH,
    ),
    'rule',
    ...rows,
  ]);
}

/** An error in percent of what came. */
export function percentText({ percent: share, error }: BackTestFigure): string {
  if (share === null) return error === 0 ? percent(0, 1) : NONE;
  if (Math.abs(share) > MOST_TIMES) return share > 0 ? `over ${MOST_TIMES} times` : `under -${MOST_TIMES} times`;
  return percent(share, 1);
}

/** Errors of every trust, in percent of what came. */
function trustsText(trusts: readonly TestedTrust[]): string {
  const short: readonly BackTestLine[] = ['interest', 'prepaid', 'recoveries', 'collections', 'defaults', 'losses', 'endUpb'];
  return textTable([
    ...headings(
      [
        'Error, % of what came',
        'Interest',
        'Prepayments',
        'Recoveries',
        'All collections',
        'Defaults',
        'Losses',
        'Balance',
        'Classes, principal',
      ],
      HEADING_WIDTH,
    ),
    'rule',
    ...trusts.map(({ trust, total }): TableRow => {
      const principal = total.classes.reduce(
        (sum, { figures }) => ({
          projected: sum.projected + figures.principal.projected,
          actual: sum.actual + figures.principal.actual,
        }),
        { projected: 0, actual: 0 },
      );
      const error = principal.projected - principal.actual;
      const ofClasses = { ...principal, error, percent: principal.actual === 0 ? null : error / principal.actual };
      return [trust, ...short.map((line) => percentText(total.lines[line])), percentText(ofClasses)];
    }),
  ]);
}

function trustText({ trust, months, total }: TestedTrust, withPool: boolean): string {
  const pool = withPool ? `${poolText('Pool, $', months, total.lines)}\n\n` : '';
  return `${trust}\n${indented(`${pool}${classesText(total.classes)}`)}`;
}

function classesText(classes: readonly BackTestClass[]): string {
  const names: Readonly<Record<(typeof CLASS_LINES)[number], string>> = {
    interest: 'Interest',
    principal: 'Principal',
    writedown: 'Writedown',
  };
  return textTable([
    ['', ...CLASS_LINES.map((line) => ({ text: `${names[line]}, $`, span: 3 }))],
    ['Class', ...CLASS_LINES.flatMap(() => ['projected', 'came', 'error'])],
    'rule',
    ...classes.map(
      ({ tranche, figures }): TableRow => [
        tranche,
        ...CLASS_LINES.flatMap((line) => {
          const { projected, actual, error } = figures[line];
          return [dollars(projected, 0), dollars(actual, 0), dollars(error, 0)];
        }),
      ],
    ),
  ]);
}

function historyText(tests: readonly BackTest[], lines: BackTestHistory['lines']): string {
  const rows = lines.map(
    ({ line, percents, bias, size, high, low }): TableRow => [
      LINES[line],
      ...percents.map((share) => (share === null ? NONE : percent(share, 1))),
      bias === null ? NONE : percent(bias, 1),
      size === null ? NONE : percent(size, 1),
      `${high} / ${low}`,
    ],
  );
  return textTable([
    ['Error, % of what came', ...tests.map(({ date }) => monthYear(date)), 'Mean', 'Mean size', 'High / low'],
    'rule',
    ...rows,
  ]);
}
