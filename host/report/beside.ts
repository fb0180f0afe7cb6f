/** Published figures and Weir's beside each other: a pair of columns a speed, one table a measure. */
import type { CaseReport, CellReport } from '../analysis/conformance.ts';
import { computedText } from './conformance.ts';
import { columnsThatFit, type TableCell, textTable, widest, wrapped } from './table.ts';
import { count, counted, separated } from './words.ts';

const PRINTED = ' printed';
const COMPUTED = 'Weir';
/** Rows that an excerpt of a long table shows. */
const EXCERPT_ROWS = 6;

const MEASURES: Readonly<Record<string, string>> = {
  percent: 'Percent of original balance',
  balance: 'Balance ($)',
  wal: 'Weighted average life (years)',
  firstPay: 'First payment',
  lastPay: 'Last payment',
  yield: 'Yield (%)',
  price: 'Price',
  modDuration: 'Modified duration (years)',
  dv01: 'DV01 ($)',
  accruedThousands: 'Accrued interest (thousand $)',
  proceedsMillions: 'Proceeds (million $)',
};

/** One published deal: tables of the figures without a date, an excerpt of those with one, and how many match. */
export function besideText(report: CaseReport, width: number): string {
  const dated = report.cells.filter(({ cell }) => isDated(cell.at));
  const undated = report.cells.filter(({ cell }) => !isDated(cell.at));
  const tables = [...byMeasure(undated)].map(([measure, cells]) =>
    pairTable(titleOf(measure, cells), cells, (report) => rowName(report, measure), width),
  );
  return [report.title, ...tables, ...excerpt(dated, width), wrapped(countsText(report), width).join('\n')].join('\n\n');
}

function isDated(at: string): boolean {
  return at !== '' && at !== 'total';
}

function byMeasure(cells: readonly CellReport[]): Map<string, CellReport[]> {
  const measures = new Map<string, CellReport[]>();
  for (const report of cells) measures.set(report.cell.measure, [...(measures.get(report.cell.measure) ?? []), report]);
  // Totals of collateral have one figure each: they make one table.
  const [first] = cells;
  const areTotals =
    first !== undefined && cells.every(({ cell }) => cell.at === 'total' && cell.scenario === first.cell.scenario);
  return areTotals ? new Map([['total', [...cells]]]) : measures;
}

function titleOf(measure: string, cells: readonly CellReport[]): string {
  if (measure === 'total') return 'Totals ($)';
  const givens = new Set(cells.map(({ cell }) => cell.given));
  const [given = ''] = givens;
  return `${MEASURES[measure] ?? measure}${givens.size === 1 && given !== '' ? ` at ${givenText(given)}` : ''}`;
}

/** A class, with the price or yield where a table has several. */
function rowName({ cell }: CellReport, measure: string): string {
  if (measure === 'total') return cell.measure;
  return cell.given === '' ? cell.of : `${cell.of} at ${givenText(cell.given)}`;
}

function givenText(given: string): string {
  return given.replace(/^price=/, '').replace(/^yield=(.*?)%?$/, '$1%');
}

/** Rows by name, a pair of columns by scenario, in as many parts as the width asks for; `mostParts` bounds them. */
function pairTable(
  title: string,
  cells: readonly CellReport[],
  nameOf: (report: CellReport) => string,
  width: number,
  mostParts = Number.POSITIVE_INFINITY,
): string {
  const scenarios = [...new Set(cells.map(({ cell }) => cell.scenario))].toSorted(bySpeed);
  const names = [...new Set(cells.map(nameOf))];
  const placed = new Map(cells.map((report) => [`${nameOf(report)}\n${report.cell.scenario}`, report]));
  const pairs = scenarios.map((scenario) =>
    names.map((name): readonly [string, string] => {
      const report = placed.get(`${name}\n${scenario}`);
      if (report === undefined) return ['', ''];
      const { printed } = report.cell;
      // A blank before the printed figure sets the pairs apart.
      return [` ${separated(printed)}`, `${separated(computedText(report.computed, printed))}${markOf(report)}`];
    }),
  );
  // `ABS 0.50; to call` stands on two lines.
  const heads = scenarios.map((scenario) => scenario.split('; '));
  const headLines = Array.from({ length: Math.max(...heads.map(({ length }) => length)) }, (_, line) => line);
  const half = (place: number, side: 0 | 1) =>
    widest([side === 0 ? PRINTED : COMPUTED, ...(pairs[place] ?? []).map((pair) => pair[side])]);
  const widths = scenarios.map((_, place) => Math.max(widest(heads[place] ?? []), half(place, 0) + half(place, 1) + 2));
  const all = columnsThatFit(widths, widest(names), width);
  const parts = all.slice(0, mostParts).map((part) => {
    const speeds = headLines.map((line): TableCell[] => [
      '',
      ...part.map((place) => ({ text: heads[place]?.[line] ?? '', span: 2 })),
    ]);
    const rows = names.map((name, line): string[] => [name, ...part.flatMap((place) => pairs[place]?.[line] ?? ['', ''])]);
    return textTable([
      ...(scenarios.some((scenario) => scenario !== '') ? speeds : []),
      ['', ...part.flatMap(() => [PRINTED, COMPUTED])],
      'rule',
      ...rows.filter((row) => row.slice(1).some((cell) => cell !== '')),
    ]);
  });
  const more = scenarios.length - all.slice(0, mostParts).flat().length;
  return [title, parts.join('\n\n'), ...(more > 0 ? [`(and ${counted(more, 'column')} more)`] : [])].join('\n');
}

/** `PSA 50` before `PSA 100`, and speeds of one kind together. */
function bySpeed(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** `!` a miss, `s` a slip of the printers. */
function markOf({ cell, difference }: CellReport): string {
  if (cell.isSlip) return ' s';
  return difference <= 1.000001 ? '' : ' !';
}

/** Some dates of the dated figures: of the class with most speeds where there are percents, else of every measure. */
function excerpt(cells: readonly CellReport[], width: number): string[] {
  const percents = cells.filter(({ cell }) => cell.measure === 'percent');
  const kept = percents.length > 0 ? percents : cells;
  const [subject] = [...new Set(kept.map(({ cell }) => cell.of))].toSorted((a, b) => variety(kept, b) - variety(kept, a));
  if (subject === undefined) return [];
  const ofSubject = kept.filter(({ cell }) => cell.of === subject);
  const telling = ofSubject.filter(({ cell }) => cell.printed !== '0' && cell.printed !== '100');
  const dates = thinned([...new Set(telling.map(({ cell }) => cell.at))], EXCERPT_ROWS);
  const excerpted = ofSubject.filter(({ cell }) => dates.includes(cell.at));
  const nameOf = ({ cell }: CellReport) => (/^\d+$/.test(cell.at) ? `month ${cell.at}` : cell.at);
  if (percents.length > 0) return [pairTable(`${subject}: ${MEASURES.percent}, some dates`, excerpted, nameOf, width, 1)];
  const sideways = excerpted.map((report) => ({ ...report, cell: { ...report.cell, scenario: report.cell.measure } }));
  return [pairTable(`${subject === 'pool' ? 'Collateral' : subject}, some months`, sideways, nameOf, width, 1)];
}

/** Speeds count first, then how many different figures there are. */
function variety(cells: readonly CellReport[], subject: string): number {
  const own = cells.filter(({ cell }) => cell.of === subject);
  const speeds = new Set(own.map(({ cell }) => cell.scenario)).size;
  return speeds * cells.length + new Set(own.map(({ cell }) => `${cell.scenario} ${cell.printed}`)).size;
}

/** So many of a list, evenly spread, with its first and its last. */
function thinned<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, place) => list[Math.round((place * (list.length - 1)) / (most - 1))]).filter(
    (item): item is T => item !== undefined,
  );
}

function countsText(report: CaseReport): string {
  const measures = [...new Set(report.cells.map(({ cell }) => cell.measure))].map((measure) => {
    const all = report.cells.filter(({ cell }) => cell.measure === measure);
    const matched = all.filter((cell) => !cell.cell.isSlip && markOf(cell) === '').length;
    return `${measure} ${count(matched)}/${count(all.length)}`;
  });
  const slips = report.slips > 0 ? `; ${counted(report.slips, 'slip')} of the printers, marked s` : '';
  const missed = report.missed.length > 0 ? `; ${counted(report.missed.length, 'miss', 'misses')}, marked !` : '';
  return `Cells matched: ${measures.join(', ')}${slips}${missed}`;
}
