/** A curve review as text: a line a trust, then each trust's realized speeds beside its curves, its cohorts, and what was flagged. */
import type { CohortReview, CurveReview, PoolReview, SnapshotReview, TrustReview } from '../analysis/curveReview.ts';
import type { TestResult } from '../analysis/curveReviewTests.ts';
import type { ReviewedCurve } from '../analysis/reviewTests.ts';
import { faultText } from '../errors.ts';
import type { StandingOf } from '../store/decisions.ts';
import { standingsText } from '../store/decisionsApply.ts';
import { BY_WINDOW, flagText, rateText, windowCells, windowsTexts } from './reviewWords.ts';
import { headings, indented, type TableRow, textTable, wrapped } from './table.ts';
import { counted, dollars, longDate, monthYear, NONE, percent } from './words.ts';

const HEADING_WIDTH = 12;
const MILLION = 1e6;

export interface ReviewTextOptions {
  /** What was decided; default: nothing. */
  readonly standing?: StandingOf;
  /** Trusts to tell of in full; default: all. */
  readonly trusts?: readonly string[];
  /** Units: characters. */
  readonly width: number;
}

/** The whole report. */
export function reviewText(review: SnapshotReview, { standing = () => undefined, trusts, width }: ReviewTextOptions): string {
  const told = review.trusts.filter(({ trust }) => trusts === undefined || trusts.includes(trust));
  const last = review.previous === null ? 'there is no snapshot before it' : `beside those of ${longDate(review.previous)}`;
  return [
    `${review.snapshot}\nCurve review, ${longDate(review.date)}; ${last}`,
    ...(told.length > 1 ? [summaryText(told, standing)] : []),
    ...told.map((trust) => trustText(trust, standing, width)),
    ...review.unread.map(({ trust, faults }) =>
      [`${trust} could not be read`, ...faults.map((fault) => indented(faultText(fault)))].join('\n'),
    ),
    endText(told, standing),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function summaryText(trusts: readonly TrustReview[], standing: StandingOf): string {
  const rows = trusts.map((trust): TableRow => {
    const curves = trust.cohorts.flatMap((cohort) => cohort.curves);
    return [
      trust.trust,
      dollars(trust.upb / MILLION, 1),
      trust.through === null ? NONE : monthYear(trust.through),
      String(trust.pool.reduce((sum, { flags }) => sum + flags, 0)),
      String(curves.reduce((sum, { flags }) => sum + flags, 0)),
      String(curves.filter((curve) => !isReviewed(curve, standing)).length),
    ];
  });
  return textTable([
    ...headings(
      ['', 'Loans, $ millions', 'Reported through', 'Flags of the pool', 'Flags of curves', 'Curves not reviewed'],
      HEADING_WIDTH,
    ),
    'rule',
    ...rows,
  ]);
}

function trustText(trust: TrustReview, standing: StandingOf, width: number): string {
  const through = trust.through === null ? 'without remittances' : `reported through ${monthYear(trust.through)}`;
  return [
    `${trust.trust}: ${trust.type} of ${trust.vintage}, $${dollars(trust.upb)} of loans, ${through}`,
    realizedText(trust),
    cohortText(trust.cohorts, standing),
    flagsText(trust, width),
    decisionsText(trust, standing, width),
  ]
    .filter((part) => part !== '')
    .map((part, place) => (place === 0 ? part : indented(part)))
    .join('\n\n');
}

/** What the loans did over each window, beside what the curves come to over as many months. */
function realizedText({ windows, pool }: TrustReview): string {
  if (windows.length === 0) return '';
  const labels = windows.map((window) => String(window.months));
  return textTable([
    [
      '',
      { text: 'Realized over the last months', span: windows.length },
      { text: 'Curves over the next', span: windows.length },
      { text: 'Since the last snapshot', span: 2 },
    ],
    ['Pool', ...labels, ...labels, 'expected', 'came'],
    'rule',
    ...pool.map((of): TableRow => windowCells({ windows }, of, marked)),
  ]);
}

/** A figure whose test was flagged has a star. */
function marked(text: string, result: TestResult | undefined): string {
  return result?.status === 'flag' ? `${text}*` : text;
}

function cohortText(cohorts: readonly CohortReview[], standing: StandingOf): string {
  const figures = (curve: CurveReview | undefined): string[] => {
    const of = (test: TestResult['test']) => curve?.results.find((result) => result.test === test);
    const [drift, peers] = [of('drift'), of('peers')];
    return [rateText(curve?.level, 1), marked(rateText(drift?.against, 1), drift), marked(peersText(peers), peers)];
  };
  const rows = cohorts.map(
    ({ cohort, share, curves }): TableRow => [
      cohort,
      percent(share, 1),
      ...(['prepayment', 'default', 'severity'] as const).flatMap((name) => figures(curves.find(({ curve }) => curve === name))),
      reviewedText(curves, standing),
    ],
  );
  const three = ['now', 'last', 'peers'];
  return textTable([
    ['', '', { text: 'Prepayment', span: 3 }, { text: 'Default', span: 3 }, { text: 'Severity', span: 3 }, ''],
    ['First 12 months', 'Share', ...three, ...three, ...three, 'Reviewed'],
    'rule',
    ...rows,
  ]);
}

function peersText(result: TestResult | undefined): string {
  return result?.status === 'not tested' ? NONE : rateText(result?.against, 1);
}

/** Whether a curve was reviewed: by a decision that holds, or as the snapshot says. */
export function isReviewed(curve: CurveReview, standing: StandingOf): boolean {
  const found = standing(curve.trust, curve.cohort, curve.curve, curve.text);
  return found?.holds === true ? found.decision !== 'returned' : curve.reviewed;
}

function reviewedText(curves: readonly CurveReview[], standing: StandingOf): string {
  const reviewed = curves.filter((curve) => isReviewed(curve, standing)).length;
  return reviewed === curves.length ? 'yes' : reviewed === 0 ? 'no' : `${reviewed} of ${curves.length}`;
}

function flagsText({ pool, cohorts, flags }: TrustReview, width: number): string {
  if (flags === 0) return 'No flags.';
  const line = (of: string, curve: ReviewedCurve, result: TestResult) => bullet(`${of}, ${curve}: ${flagText(result)}`, width);
  const flagged = ({ results }: PoolReview | CurveReview) =>
    results.filter(({ status, test }) => status === 'flag' && !BY_WINDOW.has(test));
  return [
    `${counted(flags, 'flag')}`,
    ...pool.flatMap((each) => [
      ...windowsTexts(each.results).flatMap((text) => bullet(`pool, ${each.curve}: ${text}`, width)),
      ...flagged(each).flatMap((result) => line('pool', each.curve, result)),
    ]),
    ...cohorts.flatMap(({ cohort, curves }) =>
      curves.flatMap((each) => flagged(each).flatMap((result) => line(cohort, each.curve, result))),
    ),
  ].join('\n');
}

function decisionsText({ cohorts }: TrustReview, standing: StandingOf, width: number): string {
  const lines = cohorts.flatMap(({ cohort, curves }) => {
    const found = curves.flatMap((curve) => standing(curve.trust, cohort, curve.curve, curve.text) ?? []);
    return standingsText(found).flatMap((text) => bullet(`${cohort}: ${text}`, width));
  });
  return lines.length === 0 ? '' : ['Decided', ...lines].join('\n');
}

function bullet(text: string, width: number): string[] {
  return wrapped(text, Math.max(40, width - 6)).map((part, place) => (place === 0 ? `  ${part}` : `    ${part}`));
}

function endText(trusts: readonly TrustReview[], standing: StandingOf): string {
  const curves = trusts.flatMap(({ cohorts }) => cohorts.flatMap((cohort) => cohort.curves));
  const flags = trusts.reduce((sum, trust) => sum + trust.flags, 0);
  const left = curves.filter((curve) => !isReviewed(curve, standing)).length;
  const open = left === 0 ? 'all reviewed' : `${left} not reviewed: weir review accept, override or return`;
  return `${counted(curves.length, 'curve')} of ${counted(trusts.length, 'trust')}: ${counted(flags, 'flag')}, ${open}.${flags > 0 ? ' A star marks a figure whose test was flagged.' : ''}`;
}
