/** A tie-out as a page: what ties, how far the largest difference is from it, and every figure that does not tie. */
import type { HeldTrust, SnapshotTieOut, TrustTieOut } from '../../analysis/tieOutSnapshot.ts';
import { faultText } from '../../errors.ts';
import { counted, dollars, fixed, longDate, monthYear, NONE } from '../words.ts';
import { cents, counts } from './figures.ts';
import { type Page, section, trustId, trustLink } from './page.ts';
import { rowsChart } from './rows.ts';
import { type Line, table } from './table.ts';
import { type Html, html } from './template.ts';

/** Largest differences have so many decimals: they are fractions of a cent where all is well. */
const PLACES = 4;
/** Differences beyond so many times what is allowed are drawn to the edge. */
const MOST_TIMES = 3;
/** Figures of a class: interest, principal, balance, writedown. And one of the pool. */
const FIGURES = 4;

/** The page. */
export function tieOutPage(report: SnapshotTieOut): Page {
  const { snapshot, date, previous, trusts } = report;
  const held = trusts.filter((trust) => trust.kind === 'held');
  return {
    title: snapshot,
    date,
    about: `Payments between ${longDate(previous)} and ${longDate(date)}: what the trustees say was paid, against the deals`,
    sections: [
      { id: 'trusts', name: `Trusts (${trusts.length})`, body: opening(report, held) },
      ...held.map((trust, place) => ({ id: trustId(place), body: differences(trust, place) })),
      { id: 'unheld', name: 'Not held', body: unheld(trusts) },
      { id: 'payments', name: 'Payments', body: payments(held) },
      { id: 'rates', name: 'Rates', body: rates(held) },
    ],
  };
}

function opening(report: SnapshotTieOut, held: readonly HeldTrust[]): Html | null {
  const { trusts, within, ties } = report;
  const apart = held.filter((trust) => !trust.ties).length;
  const allowed = `to within ${fixed(within * 100, 1)} cents`;
  const end = ties
    ? `Every figure of ${counted(held.length, 'trust')} ties ${allowed}.`
    : held.length === 0
      ? 'No trust could be held against its trustee.'
      : `${counted(apart, 'trust')} of ${held.length} ${apart === 1 ? 'does' : 'do'} not tie ${allowed}.`;
  return section('trusts', 'What ties', [
    html`<ul class="findings"><li class="${ties ? 'well' : 'look'}">${end}</li></ul>`,
    html`<div class="pair"><div>${worstChart(held, within)}</div><div>${table({
      about: 'Trusts',
      heads: [
        { label: 'Trust' },
        { label: 'Months', side: 'left' },
        { label: 'Figures', unit: 'number' },
        { label: 'Largest difference', unit: '$' },
        { label: 'Result', side: 'left' },
      ],
      lines: trusts.map((trust) => trustLine(trust, held)),
    })}</div></div>`,
  ]);
}

/** The largest difference of each trust, against what a figure may differ by. */
export function worstChart(held: readonly HeldTrust[], within: number): Html | null {
  return rowsChart({
    title: 'Largest difference of each trust',
    about: 'model against trustee',
    counts: 'numbers',
    axis: '$',
    rows: held.map(({ trust, worst, ties }) => ({
      label: trust,
      text: `$${fixed(worst, PLACES)}`,
      bars: [{ from: 0, to: worst, colour: ties ? 'well' : 'loss' }],
    })),
    at: within,
    within: [0, MOST_TIMES * within],
    keys: [
      { name: 'ties', colour: 'well', kind: 'fill' },
      { name: 'does not tie', colour: 'loss', kind: 'fill' },
    ],
    note: 'The dashed line is what a figure may differ by; larger differences end at the edge.',
  });
}

function trustLine(trust: TrustTieOut, held: readonly HeldTrust[]): Line {
  if (trust.kind === 'not held') return { cells: [trust.trust, NONE, NONE, NONE, 'not held'] };
  const { ties, months, worst, differences: apart } = trust;
  const figures = months.reduce((sum, { tranches }) => sum + 1 + FIGURES * tranches.length, 0);
  const [first = null, last = null] = [months[0]?.month, months.at(-1)?.month];
  const place = held.indexOf(trust);
  return {
    ...(!ties && { kind: 'flagged' as const }),
    cells: [
      ties ? trust.trust : trustLink(place, trust.trust),
      first === last ? monthYear(first) : `${monthYear(first)} to ${monthYear(last)}`,
      counts(figures),
      fixed(worst, PLACES),
      ties ? 'ties' : `${counted(apart.length, 'figure')} apart`,
    ],
  };
}

/** Every figure of a trust that does not tie. */
function differences({ trust, ties, differences: apart, months }: HeldTrust, place: number): Html | null {
  if (ties) return null;
  const unreported = months[0]?.unreported ?? [];
  return section(trustId(place), `${trust}: what does not tie`, [
    unreported.length === 0 ? null : html`<p class="note">The trustee says nothing of ${unreported.join(', ')}.</p>`,
    table({
      about: `What does not tie of ${trust}`,
      isSortable: true,
      heads: [
        { label: 'Month' },
        { label: 'Class', side: 'left' },
        { label: 'Figure', side: 'left' },
        { label: 'Model', unit: '$' },
        { label: 'Trustee', unit: '$' },
        { label: 'Difference', unit: '$' },
        { label: '', side: 'left' },
      ],
      lines: apart.map(({ month, of, item, model, trustee, difference, isCarried }) => [
        month,
        of,
        item,
        cents(model),
        cents(trustee),
        cents(difference),
        isCarried ? 'as the month before' : '',
      ]),
    }),
  ]);
}

function unheld(trusts: readonly TrustTieOut[]): Html | null {
  const lines = trusts.flatMap((trust) => {
    if (trust.kind === 'held') return [];
    const others = trust.faults.map(faultText).filter((text) => text !== trust.why);
    return [trust.why, ...others].map((text, place) => [place === 0 ? trust.trust : '', text]);
  });
  if (lines.length === 0) return null;
  return section('unheld', 'Trusts that could not be held', [
    table({
      about: 'Trusts that could not be held',
      kind: 'words',
      heads: [{ label: 'Trust' }, { label: 'Why', side: 'left' }],
      lines,
    }),
  ]);
}

/** Sums of the classes, month by month. */
function payments(held: readonly HeldTrust[]): Html | null {
  if (held.length === 0) return null;
  return section('payments', 'Payments of all classes', [
    table({
      about: 'Payments of all classes',
      isSortable: true,
      heads: [
        { label: 'Trust' },
        { label: 'Month', side: 'left' },
        { label: 'Interest, model', unit: '$' },
        { label: 'Trustee', unit: '$' },
        { label: 'Principal, model', unit: '$' },
        { label: 'Trustee', unit: '$' },
        { label: 'Written down, model', unit: '$' },
        { label: 'Trustee', unit: '$' },
        { label: 'Left in funds', unit: '$' },
      ],
      lines: held.flatMap(({ trust, months }) =>
        months.map(({ month, totals: { interest, principal, writedown }, undistributed }) => [
          trust,
          monthYear(month),
          ...[interest, principal, writedown].flatMap(({ model, trustee }) => [cents(model), cents(trustee)]),
          dollars(undistributed),
        ]),
      ),
    }),
  ]);
}

function rates(held: readonly HeldTrust[]): Html | null {
  const lines = held.flatMap(({ trust, rates: of }) =>
    of.map(({ index, month, rate, from }) => [trust, index, monthYear(month), fixed(rate * 100, 5), from]),
  );
  if (lines.length === 0) return null;
  return section('rates', 'Rates that coupons and hedges were worked out with', [
    table({
      about: 'Rates',
      isSortable: true,
      heads: [
        { label: 'Trust' },
        { label: 'Index', side: 'left' },
        { label: 'Month', side: 'left' },
        { label: 'Rate', unit: '% a year' },
        { label: 'From', side: 'left' },
      ],
      lines,
    }),
  ]);
}
