/** A back-test as a page: what was projected beside what came, by line, trust, month and class, and how the periods did. */
import {
  BACK_TEST_LINES,
  type BackTest,
  type BackTestFigure,
  type BackTestLine,
  type BackTestLines,
  CLASS_LINES,
  type TestedTrust,
} from '../../analysis/backTest.ts';
import type { BackTestHistory } from '../../analysis/backTestHistory.ts';
import { faultText } from '../../errors.ts';
import { LINES, percentText } from '../backTest.ts';
import { capital, counted, longDate, monthYear, NONE, percent } from '../words.ts';
import { lineChart } from './chart.ts';
import { whole } from './figures.ts';
import { type Page, section, trustId, trustLink } from './page.ts';
import { rowsChart } from './rows.ts';
import { type Cell, signed, table } from './table.ts';
import { type Html, html } from './template.ts';

/** Lines that are drawn: the balance would dwarf the others. */
const DRAWN = BACK_TEST_LINES.filter((line) => line !== 'endUpb');
/** Lines of a history, with their colours. */
const HISTORY: Partial<Readonly<Record<BackTestLine, string>>> = {
  collections: 'ink',
  prepaid: 'c1',
  defaults: 'c3',
  losses: 'loss',
};
const HEADS = [
  { label: 'Projected', unit: '$' },
  { label: 'Came', unit: '$' },
  { label: 'Error', unit: '$' },
] as const;

/** The page. */
export function backTestPage({ tests, lines, ended }: BackTestHistory): Page {
  const last = tests.at(-1);
  const periods = tests.toReversed();
  return {
    title: last?.snapshot ?? 'Back-test',
    ...(last !== undefined && { date: last.date }),
    about:
      last === undefined
        ? 'Back-test'
        : `What was projected on ${longDate(last.projectedAt)}, against what came until ${longDate(last.date)}`,
    sections: [
      ...periods.map((test, place) => ({
        id: `period-${place + 1}`,
        name: `${monthYear(test.projectedAt)} to ${monthYear(test.date)}`,
        body: period(test, place),
      })),
      { id: 'history', name: 'History', body: history(tests, lines, ended) },
      ...(last === undefined
        ? []
        : testedIn(last).map((trust, place) => ({ id: trustId(place), body: trustPart(trust, place) }))),
    ],
  };
}

function testedIn({ trusts }: BackTest): TestedTrust[] {
  return trusts.filter((trust) => trust.kind === 'tested');
}

function period(test: BackTest, place: number): Html | null {
  const { projectedAt, date, total, months, trusts } = test;
  const tested = testedIn(test);
  const untested = trusts.filter((trust) => trust.kind === 'not tested');
  const title = `Projected ${longDate(projectedAt)}, held ${longDate(date)}`;
  return section(`period-${place + 1}`, title, [
    html`<p class="note">Errors are what was projected less what came: above 0 the projection was high.</p>`,
    tested.length === 0
      ? html`<p>No trust could be tested.</p>`
      : html`<div class="pair"><div>${pairsChart(`${counted(tested.length, 'pool')} together`, total)}</div><div>${errorsChart(total)}</div></div>
${linesTable(`Pools, ${title}`, total, months)}`,
    tested.length < 2 ? null : trustsTable(title, tested, place === 0),
    untested.length === 0
      ? null
      : table({
          about: `Not tested, ${title}`,
          kind: 'words',
          heads: [{ label: 'Not tested' }, { label: 'Why', side: 'left' }],
          lines: untested.map(({ trust, why }) => [trust, why]),
        }),
  ]);
}

/** Projected and came, under each other. */
export function pairsChart(title: string, lines: BackTestLines): Html | null {
  return rowsChart({
    title,
    about: 'projected, and what came',
    counts: 'dollars',
    isPaired: true,
    rows: DRAWN.map((line) => {
      const { projected, actual } = lines[line];
      return {
        label: LINES[line],
        text: (shown) => `${shown(projected)} / ${shown(actual)}`,
        bars: [
          { from: 0, to: projected, colour: 'f3' },
          { from: 0, to: actual, colour: 'c1' },
        ],
      };
    }),
    keys: [
      { name: 'projected', colour: 'f3', kind: 'fill' },
      { name: 'came', colour: 'c1', kind: 'fill' },
    ],
  });
}

/** Errors of the lines of which something came. */
function errorsChart(lines: BackTestLines): Html | null {
  return rowsChart({
    title: 'Errors',
    about: 'projected less what came',
    counts: 'percent',
    axis: '% of what came',
    rows: BACK_TEST_LINES.flatMap((line) => {
      const { percent: share } = lines[line];
      if (share === null) return [];
      return [
        {
          label: LINES[line],
          text: percentText(lines[line]),
          bars: [{ from: 0, to: share, colour: share < 0 ? 'loss' : 'c1' }],
        },
      ];
    }),
    within: [-1, 1],
    keys: [
      { name: 'projection low', colour: 'loss', kind: 'fill' },
      { name: 'projection high', colour: 'c1', kind: 'fill' },
    ],
    note: 'Errors beyond 100 % end at the edge.',
  });
}

function figureCells({ projected, actual, error }: BackTestFigure): Cell[] {
  return [whole(projected), whole(actual), signed(error, whole(error))];
}

/** The lines of a pool: in total, and the error of every month. */
function linesTable(
  about: string,
  total: BackTestLines,
  months: readonly { readonly month: string; readonly lines: BackTestLines }[],
): Html {
  const byMonth = months.length > 1 ? months : [];
  return table({
    about,
    heads: [
      { label: 'Line' },
      ...HEADS,
      { label: 'Error', unit: '% of what came' },
      ...byMonth.map(({ month }) => ({ label: monthYear(month), unit: 'error, %' })),
    ],
    lines: BACK_TEST_LINES.map((line) => [
      LINES[line],
      ...figureCells(total[line]),
      percentText(total[line]),
      ...byMonth.map(({ lines }) => percentText(lines[line])),
    ]),
  });
}

function trustsTable(title: string, tested: readonly TestedTrust[], isLinked: boolean): Html {
  return html`<h3>By trust</h3>${table({
    about: `Errors by trust, ${title}`,
    kind: 'wide',
    isSortable: true,
    heads: [
      { label: 'Trust' },
      ...BACK_TEST_LINES.map((line) => ({ label: capital(LINES[line]), unit: 'error, % of what came' })),
    ],
    lines: tested.map(({ trust, total }, place) => [
      isLinked ? trustLink(place, trust) : trust,
      ...BACK_TEST_LINES.map((line) => percentText(total.lines[line])),
    ]),
  })}`;
}

function trustPart({ trust, months, total }: TestedTrust, place: number): Html | null {
  return section(
    trustId(place),
    trust,
    [
      html`<div class="pair"><div>${pairsChart('Pool', total.lines)}</div><div>${errorsChart(total.lines)}</div></div>`,
      linesTable(`Pool of ${trust}`, total.lines, months),
      total.classes.length === 0
        ? null
        : html`<h3>Classes</h3>${table({
            about: `Classes of ${trust}`,
            isSortable: true,
            kind: 'wide',
            heads: [
              { label: 'Class' },
              ...CLASS_LINES.flatMap((line) =>
                HEADS.map(({ label, unit }) => ({ label: `${capital(line)}, ${label.toLowerCase()}`, unit })),
              ),
            ],
            lines: total.classes.map(({ tranche, figures }) => [
              tranche,
              ...CLASS_LINES.flatMap((line) => figureCells(figures[line])),
            ]),
          })}`,
    ],
    'trust',
  );
}

/** How the periods did, where there are several; and why the chain ends. */
function history(tests: readonly BackTest[], lines: BackTestHistory['lines'], ended: BackTestHistory['ended']): Html | null {
  const end = ended.map((fault) => html`<p class="note">The history ends there: ${faultText(fault)}</p>`);
  if (tests.length < 2) return ended.length === 0 ? null : section('history', 'History', end);
  const drawn = lines.flatMap(({ line, percents }) => {
    const colour = HISTORY[line];
    if (colour === undefined) return [];
    return [{ name: LINES[line], colour, values: Float64Array.from(percents, (share) => share ?? Number.NaN) }];
  });
  return section('history', 'History', [
    lineChart(
      {
        title: 'Errors by period',
        about: 'of what came; above 0 the projection was high',
        dates: tests.map(({ date }) => date),
        counts: 'percent',
      },
      drawn,
    ),
    table({
      about: 'History',
      heads: [
        { label: 'Error' },
        ...tests.map(({ date }) => ({ label: monthYear(date), unit: '% of what came' })),
        { label: 'Mean', unit: '%' },
        { label: 'Mean size', unit: '%' },
        { label: 'High', unit: 'periods' },
        { label: 'Low', unit: 'periods' },
      ],
      lines: lines.map(({ line, percents, bias, size, high, low }) => [
        LINES[line],
        ...percents.map(shareText),
        shareText(bias),
        shareText(size),
        String(high),
        String(low),
      ]),
    }),
    ...end,
  ]);
}

const shareText = (value: number | null) => (value === null ? NONE : percent(value, 1));
