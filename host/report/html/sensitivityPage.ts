/** A sensitivity as a page: tornadoes, heat maps of grids, and what moved under every shock, in total and by trust. */
import {
  type Figures,
  type SensitivityReport,
  type TornadoBar,
  type TotalFigures,
  type TotalMeasure,
  type TrustSensitivity,
  tornado,
} from '../../analysis/sensitivity.ts';
import { MEASURE_NAMES } from '../sensitivity.ts';
import { longDate } from '../words.ts';
import { cents, thousands, whole } from './figures.ts';
import { gridPart } from './heatMap.ts';
import { type Page, section, trustId, trustLink } from './page.ts';
import { type Row, rowsChart } from './rows.ts';
import { type Cell, signed, table } from './table.ts';
import { type Html, html, type Part } from './template.ts';
import { failures, incompletePart, warningsOf } from './told.ts';

const OF_TRUST = ['collateral', 'derivatives', 'borrowings', 'netAssets', 'residual', 'held'] as const;
const OF_TOTAL = [...OF_TRUST, 'availableForSale', 'longTermDebt'] as const;
/** Bars of a tornado; what moves less stands in the table. */
const MOST_BARS = 14;

/** What moved, by measure: nothing of a measure that a trust has not. */
type Moves = Partial<TotalFigures>;

/** The page. */
export function sensitivityPage(report: SensitivityReport): Page {
  const { snapshot, date, method, trusts, total, failed, grids } = report;
  return {
    title: snapshot,
    date,
    about: `Sensitivity of fair values, ${longDate(date)}, method ${method}`,
    sections: [
      { id: 'total', name: 'What moves fair values', body: opening(report) },
      {
        id: 'grids',
        name: 'Grids',
        body:
          grids.length === 0
            ? null
            : section(
                'grids',
                'Grids',
                grids.map((grid) => gridPart(report, grid)),
              ),
      },
      {
        id: 'moved',
        name: 'What moved',
        body: movedPart('moved', 'What moved', report, measuresIn(total.base, total.changes, OF_TOTAL), total.changes),
      },
      { id: 'trusts', name: `Trusts (${trusts.length})`, body: byTrust(report) },
      ...trusts.map((trust, place) => ({ id: trustId(place), body: trustPart(report, trust, place) })),
      { id: 'incomplete', name: 'Incomplete', body: incompletePart(report.incomplete) },
      { id: 'failed', name: 'Not valued', body: failures(failed, 'valued') },
      { id: 'notes', name: 'Warnings', body: warningsOf(report.warnings) },
    ],
  };
}

function opening(report: SensitivityReport): Html | null {
  const { base, changes } = report.total;
  const measures = measuresIn(base, changes, OF_TOTAL);
  const order: readonly TotalMeasure[] = [
    'netAssets',
    'collateral',
    'borrowings',
    'residual',
    'availableForSale',
    'longTermDebt',
  ];
  const pictures = order.filter((measure) => measures.includes(measure)).map((measure) => tornadoChart(report, measure));
  return section('total', 'What moves fair values', [
    html`<div class="pictures">${pictures}</div>`,
    html`<h3>Base case, consolidated trusts</h3>`,
    table({
      about: 'Base case',
      heads: [{ label: 'Consolidated trusts' }, { label: 'Fair value', unit: '$' }],
      lines: measures.map((measure) => [MEASURE_NAMES[measure], cents(base[measure])]),
    }),
  ]);
}

/** A tornado of a measure: the total's, or a trust's. Nothing where nothing moves it. */
export function tornadoChart(report: SensitivityReport, measure: TotalMeasure, trust?: string): Html | null {
  const bars = tornado(report, measure, trust);
  const moving = bars.filter(({ low, high }) => low !== 0 || high !== 0);
  const still = bars.filter(({ low, high }) => low === 0 && high === 0).map(({ input }) => input);
  const notes = [
    ...(moving.length > MOST_BARS ? [`The widest ${MOST_BARS} of ${moving.length}; all of them stand in the table.`] : []),
    ...(still.length > 0 ? [`Not moved by: ${still.join('; ')}.`] : []),
  ];
  return rowsChart({
    title: trust === undefined ? MEASURE_NAMES[measure] : `${MEASURE_NAMES[measure]} of ${trust}`,
    about: 'lowest and highest change by input',
    counts: 'dollars',
    rows: moving.slice(0, MOST_BARS).map(barRow),
    keys: [
      { name: 'falls', colour: 'loss', kind: 'fill' },
      { name: 'rises', colour: 'c1', kind: 'fill' },
    ],
    ...(notes.length > 0 && { note: notes.join(' ') }),
  });
}

function barRow({ input, low, high }: TornadoBar): Row {
  return {
    label: input,
    text: (shown) => `${low === 0 ? '0' : shown(low)} / ${high === 0 ? '0' : `+${shown(high)}`}`,
    bars: [
      { from: 0, to: low, colour: 'loss' },
      { from: 0, to: high, colour: 'c1' },
    ],
  };
}

/** Measures in which something is, or moves. */
function measuresIn(base: Moves, changes: readonly Moves[], of: readonly TotalMeasure[]): TotalMeasure[] {
  return of.filter((measure) => [base, ...changes].some((sheet) => (sheet[measure] ?? 0) !== 0));
}

/** Nothing where nothing moved, so that what did stands out. */
const moved = (amount: number | undefined): Cell => {
  if (amount === undefined || amount === 0) return '';
  return signed(amount, thousands(amount));
};

/** A line a named shock. */
function movedTable(
  about: string,
  { shocks, named }: SensitivityReport,
  measures: readonly TotalMeasure[],
  changes: readonly Moves[],
): Html {
  return table({
    about,
    isSortable: true,
    heads: [{ label: 'Shock' }, ...measures.map((measure) => ({ label: MEASURE_NAMES[measure], unit: '$ thousands' }))],
    lines: shocks
      .slice(0, named)
      .map(({ name }, place) => [name, ...measures.map((measure) => moved(changes[place]?.[measure]))]),
  });
}

function movedPart(
  id: string,
  title: string,
  report: SensitivityReport,
  measures: readonly TotalMeasure[],
  changes: readonly Moves[],
): Html | null {
  if (report.named === 0) return null;
  return section(id, title, [
    html`<p class="note">Change of fair value against the base case; blank where nothing moves. Collateral + derivatives − borrowings = net trust assets = residual interests + classes held.</p>`,
    movedTable(title, report, measures, changes),
  ]);
}

/** The lowest change of net assets by input, a line a trust. */
function byTrust(report: SensitivityReport): Html | null {
  const { trusts, named } = report;
  if (trusts.length === 0) return null;
  const inputs = named === 0 ? [] : tornado(report, 'netAssets').map(({ input }) => input);
  const lows = trusts.map(({ trust }) => new Map(tornado(report, 'netAssets', trust).map(({ input, low }) => [input, low])));
  const moving = inputs.filter((input) => lows.some((low) => (low.get(input) ?? 0) !== 0));
  return section('trusts', 'Trusts', [
    html`<p class="note">Net assets of each trust${moving.length === 0 ? '' : ', and the lowest change of them that an input brings'}. Sums are of the consolidated trusts.</p>`,
    table({
      about: moving.length === 0 ? 'Net assets by trust' : 'Lowest change of net assets by trust',
      isSortable: true,
      heads: [
        { label: 'Trust' },
        { label: 'Net assets', unit: '$ thousands' },
        ...moving.map((input) => ({ label: input, unit: '$ thousands' })),
      ],
      lines: trusts.map(({ trust, consolidated, base }, place) => [
        trustLink(place, trust, consolidated),
        thousands(base.netAssets),
        ...moving.map((input) => moved(lows[place]?.get(input))),
      ]),
    }),
  ]);
}

function trustPart(report: SensitivityReport, own: TrustSensitivity, place: number): Html | null {
  const { trust, consolidated, base, changes } = own;
  const measures = measuresIn(base, changes, OF_TRUST);
  const picture = report.named === 0 ? null : tornadoChart(report, 'netAssets', trust);
  const parts: Part[] = [
    html`<p class="back"><a href="#trusts">All trusts</a></p>`,
    consolidated ? null : html`<p class="note">Not consolidated: it counts in no total but what is available for sale.</p>`,
    picture === null
      ? baseTable(trust, base, measures)
      : html`<div class="pair"><div>${picture}</div><div>${baseTable(trust, base, measures)}</div></div>`,
    ...(report.named === 0 ? [] : [html`<h3>What moved</h3>`, movedTable(`What moved of ${trust}`, report, measures, changes)]),
    ...report.grids.map((grid) => gridPart(report, grid, trust)),
    classes(report, own),
  ];
  return section(trustId(place), trust, parts, 'trust');
}

function baseTable(trust: string, base: Figures, measures: readonly TotalMeasure[]): Html {
  const figures: Moves = base;
  return table({
    about: `Base case of ${trust}`,
    heads: [{ label: 'Base case' }, { label: 'Fair value', unit: '$' }],
    lines: measures.map((measure) => [MEASURE_NAMES[measure], cents(figures[measure] ?? Number.NaN)]),
  });
}

/** Classes with the shocks that move them most to either side. */
function classes({ shocks }: SensitivityReport, { trust, tranches }: TrustSensitivity): Html | null {
  if (tranches.length === 0) return null;
  const shock = (changes: readonly number[], of: (...values: number[]) => number) => {
    const most = of(0, ...changes.filter((change) => !Number.isNaN(change)));
    const [amount, name] = most === 0 ? ['', ''] : [whole(most), shocks[changes.indexOf(most)]?.name ?? ''];
    return [amount, name];
  };
  return html`<h3>Classes</h3>${table({
    about: `Classes of ${trust}`,
    kind: 'words',
    isSortable: true,
    heads: [
      { label: 'Class' },
      { label: 'Base case', unit: '$' },
      { label: 'Falls most by', unit: '$' },
      { label: 'under', side: 'left' },
      { label: 'Rises most by', unit: '$' },
      { label: 'under', side: 'left' },
    ],
    lines: tranches.map(({ name, base, changes }) => [
      name,
      whole(base),
      ...shock(changes, Math.min),
      ...shock(changes, Math.max),
    ]),
  })}`;
}
