/** A sensitivity as text: a tornado, what each shock moved, the worst of each input by trust, and heat maps of grids. */
import { valueText } from '../analysis/grid.ts';
import {
  type GridPlace,
  heatMaps,
  type SensitivityReport,
  type TornadoBar,
  type TotalMeasure,
  tornado,
} from '../analysis/sensitivity.ts';
import { columnsThatFit, type TableRow, textTable, widest } from './table.ts';
import { failuresText, warningsText } from './value.ts';
import { dollars, longDate } from './words.ts';

const THOUSAND = 1000;
/** Half of a bar, in characters. */
const HALF_BAR = 16;
/** Shades of a heat map, by the size of a change against the largest of its grid. */
const SHADES = [' ', '░', '▒', '▓', '█'];

/** What the measures are called. */
export const MEASURE_NAMES: Readonly<Record<TotalMeasure, string>> = {
  netAssets: 'Net trust assets',
  collateral: 'Collateral',
  borrowings: 'Borrowings',
  derivatives: 'Derivatives, net',
  residual: 'Residual interests',
  held: 'Classes held',
  availableForSale: 'Available for sale',
  longTermDebt: 'Long-term debt',
};

const MOVED: readonly TotalMeasure[] = ['collateral', 'derivatives', 'borrowings', 'netAssets', 'residual', 'held'];
const BESIDE: readonly TotalMeasure[] = ['availableForSale', 'longTermDebt'];

export interface SensitivityView {
  readonly measure: TotalMeasure;
  /** Only this trust. */
  readonly trust?: string;
  /** Of the terminal, in characters. */
  readonly width: number;
}

/** The whole report. */
export function sensitivityText(report: SensitivityReport, view: SensitivityView): string {
  const { trust, width } = view;
  return [
    `${report.snapshot}${trust === undefined ? '' : `, ${trust}`}\nSensitivity of fair values, ${longDate(report.date)}, method ${report.method}`,
    baseText(report, trust),
    tornadoText(report, view),
    movedText(report, view),
    trust === undefined ? byTrustText(report, view) : '',
    ...report.grids.map((grid) => gridText(report, grid, view)),
    incompleteText(report.incomplete),
    failuresText(report),
    warningsText(report.warnings, width),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const thousands = (amount: number) => dollars(amount / THOUSAND, 0);

/** A change: nothing where nothing moved, so that what did stands out. */
const moved = (amount: number | undefined) =>
  amount === undefined || amount === 0 ? '' : Number.isNaN(amount) ? 'none' : thousands(amount);

/** Measures in which something is, or moves. */
function measuresIn(report: SensitivityReport, trust: string | undefined): TotalMeasure[] {
  const one = report.trusts.find((each) => each.trust === trust);
  if (one !== undefined)
    return MOVED.filter((measure) => measure in one.base).filter((measure) => isThere([one.base, ...one.changes], measure));
  return [...MOVED, ...BESIDE].filter((measure) => isThere([report.total.base, ...report.total.changes], measure));
}

/** Shocks whose totals are without a trust, and why. */
export function incompleteText(incomplete: SensitivityReport['incomplete']): string {
  if (incomplete.length === 0) return '';
  const lines = incomplete.map(({ shock, trust, faults }) => `  ${shock}: ${trust}: ${faults.join('; ')}`);
  return ['Changes of the total under these shocks are without a trust that has no value under them:', ...lines].join('\n');
}

function isThere(sheets: readonly Partial<Record<TotalMeasure, number>>[], measure: TotalMeasure): boolean {
  return sheets.some((sheet) => (sheet[measure] ?? 0) !== 0);
}

function figuresOf(report: SensitivityReport, trust: string | undefined) {
  const one = report.trusts.find((each) => each.trust === trust);
  const {
    base,
    changes,
  }: { base: Partial<Record<TotalMeasure, number>>; changes: readonly Partial<Record<TotalMeasure, number>>[] } =
    one ?? report.total;
  return { base, changes };
}

function baseText(report: SensitivityReport, trust: string | undefined): string {
  const { base } = figuresOf(report, trust);
  const of = trust === undefined ? 'consolidated trusts' : trust;
  return textTable([
    [`Base case, ${of}`, '$'],
    'rule',
    ...measuresIn(report, trust).map((measure): TableRow => [MEASURE_NAMES[measure], dollars(base[measure] ?? 0)]),
  ]);
}

function tornadoText(report: SensitivityReport, { measure, trust, width }: SensitivityView): string {
  const bars = tornado(report, measure, trust);
  const moving = bars.filter(({ low, high }) => low !== 0 || high !== 0);
  const still = bars.filter(({ low, high }) => low === 0 && high === 0);
  if (bars.length === 0) return '';
  const most = moving.reduce((largest, { low, high }) => Math.max(largest, -low, high), 0);
  const title = `${MEASURE_NAMES[measure]}: the lowest and highest change by input ($ thousands), the widest range first`;
  const rows = moving.map(
    (bar): TableRow => [
      bar.input,
      moved(bar.low) || '0',
      barText(bar, most),
      moved(bar.high) || '0',
      thousands(bar.high - bar.low),
    ],
  );
  const table =
    rows.length === 0 ? '' : textTable([['', 'Low', '', 'High', 'Range'], 'rule', ...rows], ['left', 'right', 'left']);
  const unmoved = still.length === 0 ? '' : `Not moved by: ${still.map(({ input }) => input).join('; ')}`;
  return [title, table, unmoved.slice(0, Math.max(width, 40) * 4)].filter((part) => part !== '').join('\n');
}

/** `      ████│██          `. A change that rounds to nothing still shows. */
function barText({ low, high }: TornadoBar, most: number): string {
  const length = (amount: number) => (amount === 0 ? 0 : Math.max(1, Math.round((HALF_BAR * amount) / most)));
  return `${'█'.repeat(length(-low)).padStart(HALF_BAR)}│${'█'.repeat(length(high)).padEnd(HALF_BAR)}`;
}

/** What moved, by shock. */
function movedText(report: SensitivityReport, { trust, width }: SensitivityView): string {
  const { shocks, named } = report;
  if (named === 0) return '';
  const { changes } = figuresOf(report, trust);
  const measures = measuresIn(report, trust);
  const headings = measures.map((measure) => MEASURE_NAMES[measure]);
  const columns = measures.map((measure) => changes.slice(0, named).map((change) => moved(change[measure])));
  const labels = widest(shocks.slice(0, named).map(({ name }) => name));
  const parts = columnsThatFit(
    columns.map((cells, place) => Math.max(widest(cells), (headings[place] ?? '').length)),
    labels,
    width,
  );
  const tables = parts.map((places) =>
    textTable([
      ['', ...places.map((place) => headings[place] ?? '')],
      'rule',
      ...shocks.slice(0, named).map(({ name }, row): TableRow => [name, ...places.map((place) => columns[place]?.[row] ?? '')]),
    ]),
  );
  return [
    'What moved: change of fair value ($ thousands); collateral + derivatives - borrowings = net trust assets',
    ...tables,
  ].join('\n');
}

/** The lowest change of each input, a line a trust. */
function byTrustText(report: SensitivityReport, { measure, width }: SensitivityView): string {
  const { trusts } = report;
  if (trusts.length < 2 || report.named === 0 || BESIDE.includes(measure)) return '';
  const inputs = tornado(report, measure).map(({ input }) => input);
  const lows = trusts.map(({ trust }) => new Map(tornado(report, measure, trust).map(({ input, low }) => [input, low])));
  const columns = inputs
    .map((input) => ({ input, cells: lows.map((low) => moved(low.get(input))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (columns.length === 0) return '';
  const names = trusts.map(({ trust, consolidated }) => (consolidated ? trust : `${trust} (not consolidated)`));
  const parts = columnsThatFit(
    columns.map(({ input, cells }) => Math.max(input.length, widest(cells))),
    widest(names),
    width,
  );
  const tables = parts.map((places) =>
    textTable([
      ['', ...places.map((place) => columns[place]?.input ?? '')],
      'rule',
      ...names.map((name, row): TableRow => [name, ...places.map((place) => columns[place]?.cells[row] ?? '')]),
    ]),
  );
  return [`${MEASURE_NAMES[measure]}: the lowest change of each input, by trust ($ thousands)`, tables.join('\n\n')].join('\n');
}

/** Matrices of a grid: changes, each with a shade for its size. */
function gridText(report: SensitivityReport, grid: GridPlace, { measure, trust, width }: SensitivityView): string {
  const maps = heatMaps(report, grid, measure, trust);
  const most = maps.flatMap(({ cells }) => cells.flat()).reduce((largest, change) => Math.max(largest, Math.abs(change) || 0), 0);
  const [columns, rows] = [grid.axes.at(-1), grid.axes.at(-2)];
  const heads = (columns?.values ?? []).map((value) => valueText(columns?.input ?? 'default', value));
  const labels = rows === undefined ? [''] : rows.values.map((value) => valueText(rows.input, value));
  const title = `Grid ${grid.name}: change of ${MEASURE_NAMES[measure].toLowerCase()} ($ thousands), darker is larger`;
  const tables = maps.map(({ at, cells }) => {
    const texts = cells.map((row) => row.map((change) => `${moved(change) || '0'} ${shadeOf(change, most)}`));
    const parts = columnsThatFit(
      heads.map((head, place) => Math.max(head.length + 2, widest(texts.map((row) => row[place] ?? '')))),
      (rows?.input.length ?? 0) + 8,
      width,
    );
    const corner = `${rows === undefined ? '' : `${rows.input} \\ `}${columns?.input ?? ''}`;
    return [
      at,
      ...parts.map((places) =>
        textTable([
          [corner, ...places.map((place) => `${heads[place]}  `)],
          'rule',
          ...labels.map((label, row): TableRow => [label, ...places.map((place) => texts[row]?.[place] ?? '')]),
        ]),
      ),
    ]
      .filter((part) => part !== '')
      .join('\n');
  });
  return [title, tables.join('\n\n')].join('\n');
}

function shadeOf(change: number, most: number): string {
  if (most === 0 || change === 0 || Number.isNaN(change)) return SHADES[0] ?? ' ';
  return SHADES[Math.max(1, Math.ceil((Math.abs(change) / most) * (SHADES.length - 1)))] ?? '█';
}
