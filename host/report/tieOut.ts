/** A tie-out of a snapshot as text: a line a trust, and every line that does not tie. */
import type { SnapshotTieOut, TieOutDifference, TrustTieOut } from '../analysis/tieOutSnapshot.ts';
import { faultText } from '../errors.ts';
import { indented, type TableRow, textTable, wrapped } from './table.ts';
import { counted, dollars, fixed, longDate, monthYear } from './words.ts';

/** Differences of one trust that are listed before the rest are only counted. */
const LISTED = 40;
/** Faults of a trust that is not held. */
const FAULTS = 5;

/** The whole report. `width` is that of the terminal, in characters. */
export function tieOutText(report: SnapshotTieOut, width: number): string {
  const held = report.trusts.filter((trust) => trust.kind === 'held');
  const parts = [
    `${report.snapshot}\nPayments between ${longDate(report.previous)} and ${longDate(report.date)}: what the trustees say was paid, against the deals`,
    textTable(
      [['', 'Months', 'Figures', 'Largest difference, $', ''], 'rule', ...report.trusts.map(trustRow)],
      ['left', 'right', 'right', 'right', 'left'],
    ),
    ...report.trusts.flatMap((trust) => detailText(trust, width)),
    endText(report, held.length),
  ];
  return parts.join('\n\n');
}

function trustRow(trust: TrustTieOut): TableRow {
  if (trust.kind === 'not held') return [trust.trust, '-', '-', '-', 'not held'];
  const figures = trust.months.reduce((sum, { tranches }) => sum + 1 + 4 * tranches.length, 0);
  const apart = trust.differences.length;
  return [
    trust.trust,
    monthsText(trust.months.map(({ month }) => month)),
    String(figures),
    fixed(trust.worst, 4),
    trust.ties ? 'ties' : `${counted(apart, 'figure')} apart`,
  ];
}

function monthsText(months: readonly string[]): string {
  const [first = '', last = ''] = [months[0], months.at(-1)];
  return first === last ? monthYear(first) : `${monthYear(first)} to ${monthYear(last)}`;
}

function detailText(trust: TrustTieOut, width: number): string[] {
  if (trust.kind === 'not held') {
    const others = trust.faults.map(faultText).filter((text) => text !== trust.why);
    const head = wrapped(`${trust.trust} is not held: ${trust.why}`, width);
    return [[...head, ...others.slice(0, FAULTS).map((line) => indented(line))].join('\n')];
  }
  if (trust.ties) return [];
  const shown = trust.differences.slice(0, LISTED);
  const more = trust.differences.length - shown.length;
  const rows = shown.map((difference): TableRow => differenceRow(difference));
  const unreported = trust.months[0]?.unreported ?? [];
  return [
    [
      `${trust.trust}: model against trustee, $`,
      indented(
        textTable(
          [['Month', 'Class', '', 'Model', 'Trustee', 'Difference', ''], 'rule', ...rows],
          ['left', 'left', 'left', 'right', 'right', 'right', 'left'],
        ),
      ),
      ...(more > 0 ? [`  and ${more} more`] : []),
      ...(unreported.length > 0 ? [`  The trustee says nothing of ${unreported.join(', ')}.`] : []),
    ].join('\n'),
  ];
}

function differenceRow({ month, of, item, model, trustee, difference, isCarried }: TieOutDifference): TableRow {
  return [month, of, item, dollars(model), dollars(trustee), dollars(difference), isCarried ? 'as the month before' : ''];
}

function endText({ ties, trusts, within }: SnapshotTieOut, held: number): string {
  const cents = `to within ${fixed(within * 100, 1)} cents`;
  const missing = trusts.length - held;
  const others = missing === 0 ? '' : `; ${counted(missing, 'trust')} could not be held`;
  if (held === 0) return 'No trust could be held against its trustee.';
  if (ties) return `Every figure of ${counted(held, 'trust')} ties ${cents}${others}.`;
  const apart = trusts.filter((trust) => trust.kind === 'held' && !trust.ties).length;
  return `${counted(apart, 'trust')} of ${held} ${apart === 1 ? 'does' : 'do'} not tie ${cents}${others}.`;
}
