/** Break-even multiples as a page: how far each class is from its first dollar of loss, and the frontiers of defaults by severity. */
import { type BreakEvenReport, type ClassBreakEven, turnOf } from '../../analysis/breakEven.ts';
import type { PortfolioBreakEven } from '../../analysis/breakEvenPortfolio.ts';
import type { Driver } from '../../analysis/breakEvenSearch.ts';
import { turnText } from '../breakEven.ts';
import { count, counted, figure, NONE, percent } from '../words.ts';
import { over, share, whole, years } from './figures.ts';
import { type Page, section, trustId, trustLink } from './page.ts';
import { linesChart } from './plane.ts';
import { type Row, rowsChart } from './rows.ts';
import { table } from './table.ts';
import { type Html, html } from './template.ts';
import { failures } from './told.ts';

/** Multiples beyond this are drawn to the edge; the text tells them. */
const MOST_DRAWN = 8;
/** Colours of a frontier: the ramp of the classes has so many. */
const RAMP = 12;
const MULTIPLE = 'multiple of the base case';
/** Losses of less are none. Units: dollars. */
const LEAST_LOSS = 0.5;

const DRIVER_NAMES: Readonly<Record<Driver, string>> = { default: 'Defaults', severity: 'Severity', prepayment: 'Prepayments' };

/** The page. */
export function breakEvenPage({ reports, failed }: PortfolioBreakEven): Page {
  const [first] = reports;
  return {
    title: reports.length === 1 && first !== undefined ? first.of : 'Break-even multiples',
    about: `Break-even multiples of ${counted(reports.length, 'trust')}`,
    sections: [
      { id: 'trusts', name: `Trusts (${reports.length})`, body: overview(reports) },
      ...reports.map((report, place) => ({ id: trustId(place), body: trustPart(report, place) })),
      { id: 'failed', name: 'Not searched', body: failures(failed, 'searched') },
      { id: 'meaning', name: 'What they mean', body: first === undefined ? null : meaning(first) },
    ],
  };
}

function driversOf({ classes }: BreakEvenReport): Driver[] {
  return classes[0]?.drivers.map(({ of }) => of) ?? [];
}

/** A line a trust: what backs its classes, and the class that loses first. */
function overview(reports: readonly BreakEvenReport[]): Html | null {
  if (reports.length < 2) return null;
  const drivers = [...new Set(reports.flatMap(driversOf))];
  return section('trusts', 'Trusts', [
    html`<p class="note">The smallest multiple at which a class that loses nothing in the base case loses its first dollar, and the class.</p>`,
    table({
      about: 'Trusts',
      isSortable: true,
      heads: [
        { label: 'Trust' },
        { label: 'Pool', unit: '$' },
        { label: 'Overcollateralization', unit: '$' },
        { label: 'Base losses', unit: '$' },
        { label: 'Base losses', unit: '% of the pool' },
        ...drivers.flatMap((driver) => [
          { label: `${DRIVER_NAMES[driver]} at the first loss`, unit: 'multiple' },
          { label: 'Class', side: 'left' as const },
        ]),
      ],
      lines: reports.map((report, place) => [
        trustLink(place, report.of),
        whole(report.pool),
        whole(report.oc),
        whole(report.baseLosses),
        share(over(report.baseLosses, report.pool)),
        ...drivers.flatMap((driver) => {
          const found = nearest(report, driver);
          return [found === undefined ? NONE : figure(found.multiple, 3), found?.name ?? ''];
        }),
      ]),
    }),
  ]);
}

/** Of the classes that lose nothing in the base case, the one that loses first. */
function nearest({ classes }: BreakEvenReport, driver: Driver): { readonly name: string; readonly multiple: number } | undefined {
  const found = classes.flatMap(({ name, drivers }) => {
    const turn = drivers.find(({ of }) => of === driver)?.firstLoss;
    const multiple = turn === undefined || turn.inBase ? null : turnOf(driver, turn);
    return multiple === null ? [] : [{ name, multiple }];
  });
  return found.toSorted((a, b) => Math.abs(Math.log(a.multiple)) - Math.abs(Math.log(b.multiple)))[0];
}

function trustPart(report: BreakEvenReport, place: number): Html | null {
  const { of, pool, reo, oc, baseLosses, warnings } = report;
  const drivers = driversOf(report);
  return section(
    trustId(place),
    of,
    [
      html`<p class="note">Pool $${whole(pool)}${reo > 0 ? ` and real estate $${whole(reo)}` : ''}; ${oc >= 0 ? `overcollateralization $${whole(oc)}` : `$${whole(-oc)} less than its classes`}; losses of the base case $${whole(baseLosses)}${pool > 0 ? `, ${percent(baseLosses / pool, 1)} of the pool` : ''}.</p>`,
      html`<div class="pictures">${drivers.map((driver) => multiplesChart(report, driver))}${frontierChart(report)}</div>`,
      ...drivers.map((driver) => driverTable(report, driver)),
      frontierTable(report),
      warnings.length === 0
        ? null
        : html`<ul class="findings">${warnings.map((text) => html`<li class="look">${text}</li>`)}</ul>`,
    ],
    'trust',
  );
}

/** A bar a class, from the base case to its first dollar of loss. */
export function multiplesChart({ of, classes, ocUsedUp }: BreakEvenReport, driver: Driver): Html | null {
  const rows = classes.map(({ name, drivers }): Row => {
    const found = drivers.find((each) => each.of === driver);
    const multiple = found === undefined ? null : turnOf(driver, found.firstLoss);
    const written = found?.writedown === undefined || found.writedown === null ? null : turnOf(driver, found.writedown);
    return {
      label: name,
      text: found === undefined ? NONE : turnText(driver, found.firstLoss),
      bars: multiple === null ? [] : [{ from: 1, to: multiple, colour: found?.firstLoss.inBase === true ? 'loss' : 'c1' }],
      marks: written === null ? [] : [{ at: written, colour: 'ink', shape: 'line' }],
    };
  });
  const used = ocUsedUp.find((each) => each.of === driver);
  return rowsChart({
    title: `${DRIVER_NAMES[driver]}: first dollar of loss`,
    about: of,
    counts: 'numbers',
    axis: MULTIPLE,
    rows: [
      ...rows,
      ...(used === undefined
        ? []
        : [
            {
              label: 'Overcollateralization used up',
              text: turnText(driver, used),
              bars: [{ from: 1, to: turnOf(driver, used) ?? 1, colour: 'c3' }],
            },
          ]),
    ],
    at: 1,
    within: [0, MOST_DRAWN],
    keys: [
      { name: 'away from the base case', colour: 'c1', kind: 'fill' },
      { name: 'loses in the base case', colour: 'loss', kind: 'fill' },
      { name: 'written down by the stated share', colour: 'ink', kind: 'stroke' },
    ],
    note: `The dashed line is the base case. Multiples above ${MOST_DRAWN} end at the edge.`,
  });
}

function driverTable(report: BreakEvenReport, driver: Driver): Html {
  const { of, classes, pool, writedown } = report;
  const title = `Multiples of ${DRIVER_NAMES[driver].toLowerCase()}`;
  return html`<h3>${title}</h3>${table({
    about: `${title}, ${of}`,
    isSortable: true,
    heads: [
      { label: 'Class' },
      { label: 'Balance', unit: '$' },
      { label: 'Base loss, principal', unit: '$' },
      { label: 'Base loss, interest', unit: '$' },
      { label: 'First dollar', unit: 'multiple' },
      { label: 'of', side: 'left' },
      { label: 'Losses then', unit: '% of the pool' },
      { label: 'Coverage', unit: 'of base losses' },
      { label: `${percent(writedown, 0)} written down`, unit: 'multiple' },
    ],
    lines: classes.map((each) => [
      each.name,
      each.isNotional ? 'notional' : whole(each.balance),
      lossText(each.baseLoss.principal),
      lossText(each.baseLoss.interest),
      ...firstLossCells(each, driver, pool),
    ]),
  })}`;
}

const lossText = (amount: number) => (amount < LEAST_LOSS ? NONE : whole(amount));

function firstLossCells({ drivers }: ClassBreakEven, driver: Driver, pool: number): string[] {
  const found = drivers.find(({ of }) => of === driver);
  if (found === undefined) return [NONE, NONE, NONE, NONE, NONE];
  const { firstLoss, writedown } = found;
  return [
    turnText(driver, firstLoss),
    firstLoss.kind ?? NONE,
    firstLoss.losses === null ? NONE : share(over(firstLoss.losses, pool)),
    firstLoss.coverage === null ? NONE : years(firstLoss.coverage),
    writedown === null ? NONE : turnText(driver, writedown),
  ];
}

/** For each class, the defaults that it bears at each severity. Nothing where no frontier was asked for. */
function frontierChart({ of, classes }: BreakEvenReport): Html | null {
  const known = classes.flatMap(({ name, frontier }) => (frontier === null ? [] : [{ name, frontier }]));
  return linesChart({
    title: 'Frontier',
    across: { counts: 'numbers', name: `severity, ${MULTIPLE}` },
    up: { counts: 'numbers', name: `defaults at the first dollar of loss of ${of}, ${MULTIPLE}` },
    lines: known.map(({ name, frontier }, k) => ({
      name,
      colour: `r${Math.round((k * (RAMP - 1)) / Math.max(1, known.length - 1))}`,
      points: frontier.map(({ severity, default: multiple }) => ({ x: severity, y: multiple })),
    })),
    most: MOST_DRAWN,
    note: `Below a line the class loses nothing. Multiples above ${MOST_DRAWN} are left out; the table has them.`,
  });
}

function frontierTable({ of, classes }: BreakEvenReport): Html | null {
  const severities = classes.find(({ frontier }) => frontier !== null)?.frontier?.map(({ severity }) => severity) ?? [];
  if (severities.length === 0) return null;
  return html`<h3>Frontier</h3>${table({
    about: `Frontier of ${of}`,
    heads: [
      { label: 'Class' },
      ...severities.map((severity) => ({ label: `Severity × ${severity}`, unit: 'defaults, multiple' })),
    ],
    lines: classes.map(({ name, frontier }) => [
      name,
      ...(frontier ?? []).map(({ default: multiple, inBase }) =>
        multiple === null ? (inBase ? 'always' : 'none') : figure(multiple, 3),
      ),
    ]),
  })}`;
}

function meaning({ bound }: BreakEvenReport): Html | null {
  return section('meaning', 'What they mean', [
    html`<p class="said">Multiples are of the base case. A loss is more than half a cent: of principal (writedowns less writeups, and balance unpaid at the end) or of interest left unpaid at the end; carry-over of capped coupons is none.</p>`,
    html`<p class="said">Losses then: of the collateral, as a share of the pool; coverage: those over the losses of the base case. to 0.9: at that multiple and below; always: even at 0; none: not up to ${count(bound)} times.</p>`,
  ]);
}
