/** A curve review as a page: each curve drawn beside what the loans did and the last snapshot's curve, what was flagged, what was decided. */
import type { CurvePath, CurveReview, PoolReview, SnapshotReview, TrustReview } from '../../analysis/curveReview.ts';
import { realizedOf, type TestResult } from '../../analysis/curveReviewTests.ts';
import type { ReviewedCurve } from '../../analysis/reviewTests.ts';
import { faultText } from '../../errors.ts';
import type { StandingOf } from '../../store/decisions.ts';
import { standingsText } from '../../store/decisionsApply.ts';
import { isReviewed } from '../review.ts';
import { BY_WINDOW, CURVE_WORDS, flagText, rateText, windowCells, windowsTexts } from '../reviewWords.ts';
import { capital, counted, longDate, monthYear, percent } from '../words.ts';
import { lineChart } from './chart.ts';
import { counts, share, whole } from './figures.ts';
import type { Series } from './frame.ts';
import { type Page, section, trustId, trustLink } from './page.ts';
import { type Cell, table } from './table.ts';
import { type Html, html } from './template.ts';
import { failures } from './told.ts';

/** Realized months before the first projection month that are drawn. */
const PAST_MONTHS = 24;

/** The page. `standing` is what was decided of curves. */
export function reviewPage(review: SnapshotReview, standing: StandingOf): Page {
  const { snapshot, date, previous, trusts, unread } = review;
  const last = previous === null ? 'there is no snapshot before it' : `beside those of ${longDate(previous)}`;
  return {
    title: snapshot,
    date,
    about: `Curve review, ${longDate(date)}; ${last}`,
    sections: [
      { id: 'trusts', name: `Trusts (${trusts.length})`, body: overview(trusts, standing) },
      ...trusts.map((trust, place) => ({ id: trustId(place), body: trustPart(trust, place, standing) })),
      {
        id: 'failed',
        name: 'Not read',
        body: failures(
          unread.map(({ trust, faults }) => ({ trust, faults: faults.map(faultText) })),
          'read',
        ),
      },
    ],
  };
}

const curvesOf = ({ cohorts }: TrustReview): CurveReview[] => cohorts.flatMap(({ curves }) => [...curves]);

function overview(trusts: readonly TrustReview[], standing: StandingOf): Html | null {
  if (trusts.length === 0) return null;
  const curves = trusts.flatMap(curvesOf);
  const flags = trusts.reduce((sum, trust) => sum + trust.flags, 0);
  const left = curves.filter((curve) => !isReviewed(curve, standing)).length;
  return section('trusts', 'Trusts', [
    html`<ul class="findings"><li class="${flags === 0 ? 'well' : 'look'}">${counted(flags, 'flag')} on ${counted(curves.length, 'curve')} and their pools</li>
<li class="${left === 0 ? 'well' : 'look'}">${left === 0 ? 'All curves are reviewed' : `${counted(left, 'curve')} not reviewed`}</li></ul>`,
    table({
      about: 'Trusts',
      isSortable: true,
      heads: [
        { label: 'Trust' },
        { label: 'Type', side: 'left' },
        { label: 'Vintage' },
        { label: 'Loans', unit: '$' },
        { label: 'Reported through', side: 'left' },
        { label: 'Flags of the pool', unit: 'number' },
        { label: 'Flags of curves', unit: 'number' },
        { label: 'Curves not reviewed', unit: 'number' },
      ],
      lines: trusts.map((trust, place) => [
        trustLink(place, trust.trust),
        trust.type,
        String(trust.vintage),
        whole(trust.upb),
        trust.through === null ? 'nothing' : monthYear(trust.through),
        counts(trust.pool.reduce((sum, each) => sum + each.flags, 0)),
        counts(curvesOf(trust).reduce((sum, each) => sum + each.flags, 0)),
        counts(curvesOf(trust).filter((curve) => !isReviewed(curve, standing)).length),
      ]),
    }),
  ]);
}

function trustPart(trust: TrustReview, place: number, standing: StandingOf): Html | null {
  const { pool, cohorts } = trust;
  return section(
    trustId(place),
    trust.trust,
    [
      html`<p class="back"><a href="#trusts">All trusts</a></p>`,
      flagsPart(trust),
      decisions(trust, standing),
      html`<h3>The pool</h3><div class="pictures three">${pool.map((each) => curveChart(trust, each, CURVE_WORDS[each.curve], true))}</div>`,
      windowsTable(trust),
      ...cohorts.map(
        ({ cohort, share: part, curves }) => html`<h3>${cohort}, ${percent(part, 1)} of the loans</h3>
<div class="pictures three">${curves.map((each) => curveChart(trust, each, CURVE_WORDS[each.curve], false))}</div>`,
      ),
      curvesTable(trust, standing),
    ],
    'trust',
  );
}

/** A curve over its first years, what the pool did before, and the last snapshot's curve. */
export function curveChart(
  { trust, months, firstMonth }: TrustReview,
  { curve, path, lastPath }: CurvePath & { readonly curve: ReviewedCurve },
  title: string,
  isPool: boolean,
): Html | null {
  const first = monthsOf(firstMonth);
  const realized = months.filter(({ month }) => first - monthsOf(month) <= PAST_MONTHS && monthsOf(month) < first);
  const past = realized[0] === undefined ? 0 : first - monthsOf(realized[0].month);
  const size = past + path.length;
  const shifted = (values: readonly number[], by: number) => {
    const all = new Float64Array(size).fill(Number.NaN);
    values.forEach((value, place) => {
      if (place + by < size) all[place + by] = value;
    });
    return all;
  };
  const came = new Float64Array(size).fill(Number.NaN);
  for (const month of realized) came[monthsOf(month.month) - first + past] = realizedOf(curve, month) ?? Number.NaN;
  const lines: Series[] = [
    { name: isPool ? 'realized' : 'realized, pool', values: came, colour: 'c3', isDots: true },
    ...(lastPath === null ? [] : [{ name: 'last curve', values: shifted(lastPath, past), colour: 'target' }]),
    { name: 'curve', values: shifted(path, past), colour: 'c1' },
  ];
  const dates = Array.from({ length: size }, (_, place) => dateOf(first - past + place));
  return lineChart({ title: capital(title), about: `${trust}, by month`, dates, counts: 'percent' }, lines);
}

/** Months since year 0 of `YYYY-MM`. */
function monthsOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

function dateOf(months: number): string {
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

/** What the loans did over each window, beside what the curves come to over as many months. */
function windowsTable({ trust, windows, pool }: TrustReview): Html | null {
  if (windows.length === 0) return null;
  return table({
    about: `Realized and to come, ${trust}`,
    heads: [
      { label: 'Pool' },
      ...windows.map(({ months }) => ({ label: `Last ${counted(months, 'month')}`, unit: 'realized' })),
      ...windows.map(({ months }) => ({ label: `Next ${counted(months, 'month')}`, unit: 'curves' })),
      { label: 'Expected since the last snapshot' },
      { label: 'Came' },
    ],
    lines: pool.map((of) => windowCells({ windows }, of, marked)),
  });
}

/** A figure whose test was flagged stands out. */
function marked(text: string, result: TestResult | undefined): Cell {
  return result?.status === 'flag' ? { text, mark: 'flag' } : text;
}

function curvesTable({ trust, cohorts }: TrustReview, standing: StandingOf): Html | null {
  if (cohorts.length === 0) return null;
  return html`<h3>Curves</h3>${table({
    about: `Curves of ${trust}`,
    kind: 'words wide',
    heads: [
      { label: 'Cohort' },
      { label: 'Share', unit: '% of the loans' },
      { label: 'Curve', side: 'left' },
      { label: 'First 12 months' },
      { label: 'Last snapshot' },
      { label: 'Peers' },
      { label: 'Flags', unit: 'number' },
      { label: 'Reviewed', side: 'left' },
      { label: 'As written', side: 'left' },
      { label: 'Source', side: 'left' },
    ],
    lines: cohorts.flatMap(({ cohort, share: part, curves }) =>
      curves.map((each, place) => {
        const of = (test: TestResult['test']) => each.results.find((result) => result.test === test);
        const [drift, peers] = [of('drift'), of('peers')];
        return [
          place === 0 ? cohort : '',
          place === 0 ? share(part) : '',
          CURVE_WORDS[each.curve],
          rateText(each.level),
          marked(rateText(drift?.against), drift),
          marked(peers?.status === 'not tested' ? '-' : rateText(peers?.against), peers),
          counts(each.flags),
          isReviewed(each, standing) ? 'yes' : 'no',
          html`<code>${each.text}</code>`,
          each.source,
        ];
      }),
    ),
  })}`;
}

function flagsPart({ pool, cohorts, flags }: TrustReview): Html {
  if (flags === 0) return html`<ul class="findings"><li class="well">No flags</li></ul>`;
  const flagged = ({ results }: PoolReview | CurveReview) =>
    results.filter(({ status, test }) => status === 'flag' && !BY_WINDOW.has(test)).map(flagText);
  const lines = [
    ...pool.flatMap((each) => [...windowsTexts(each.results), ...flagged(each)].map((text) => `pool, ${each.curve}: ${text}`)),
    ...cohorts.flatMap(({ cohort, curves }) =>
      curves.flatMap((each) => flagged(each).map((text) => `${cohort}, ${each.curve}: ${text}`)),
    ),
  ];
  return html`<h3>${counted(flags, 'flag')}</h3><ul class="findings">${lines.map((line) => html`<li class="look">${line}</li>`)}</ul>`;
}

function decisions({ cohorts }: TrustReview, standing: StandingOf): Html | null {
  const lines = cohorts.flatMap(({ cohort, curves }) =>
    standingsText(curves.flatMap((curve) => standing(curve.trust, cohort, curve.curve, curve.text) ?? [])).map(
      (text) => `${cohort}: ${text}`,
    ),
  );
  if (lines.length === 0) return null;
  return html`<h3>Decided</h3><ul class="findings">${lines.map((line) => html`<li class="well">${line}</li>`)}</ul>`;
}
