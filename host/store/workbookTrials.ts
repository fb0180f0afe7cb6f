/**
 * Statements of trials, searches and simulations: figures beside figures with what they differ by, totals under each part, and what the run
 * says that these come to.
 */
import { type ResultTable, rowsOf } from './tables.ts';
import { type Cells, type Format, formulaOver, type Sheet, type SheetCell } from './workbookSheet.ts';
import { capital, cellIn, dollars, hasColumn, placesOf, textIn, words } from './workbookTable.ts';

/** What is set beside each other of a table. */
interface Footed {
  readonly name: string;
  readonly table: ResultTable | undefined;
  /** Columns that name a row. */
  readonly labels: readonly string[];
  readonly amounts: readonly string[];
  /** A column less another of `amounts`, under a heading; `kept` is the column of the table that says the same. */
  readonly difference: { readonly head: string; readonly from: string; readonly less: string; readonly kept?: string };
  /** Rows of one part have one text and the same first labels, and a total; default: nothing is summed. */
  readonly parts?: { readonly labels: number; readonly of: (place: number) => string };
  /** What the run says that a part comes to, by the row that it begins with and the column. */
  readonly against?: (place: number, column: string) => SheetCell;
  readonly format?: Format;
}

/**
 * A line a row with its difference as a formula; where the table keeps the difference too, what the two differ by. Under each part its total,
 * and where the run has a total of its own, that and what it differs by.
 */
function footedSheet({
  name,
  table,
  labels,
  amounts,
  difference,
  parts,
  against,
  format = 'dollars',
}: Footed): Sheet | undefined {
  if (table === undefined || rowsOf(table) === 0) return undefined;
  const { head, from, less, kept } = difference;
  const rows: SheetCell[][] = [];
  const at = (amount: string) => labels.length + amounts.indexOf(amount);
  const end = labels.length + amounts.length;
  const differ = () => {
    const row = rows.length - 1;
    const cells = rows[row]!;
    const isThere = [from, less].every((amount) => cells[at(amount)] !== null);
    const formula = (terms: readonly [number, number]) =>
      formulaOver(rows, [
        { row, column: terms[0] },
        { row, column: terms[1], sign: -1 },
      ]);
    const keptCell = cells[end] ?? null;
    cells[end] = isThere ? formula([at(from), at(less)]) : null;
    if (kept === undefined) return;
    cells[end + 1] = keptCell;
    cells[end + 2] = isThere && keptCell !== null ? formula([end, end + 1]) : null;
  };
  const label = (place: number, text: string): SheetCell[] => {
    const own = labels.slice(0, parts?.labels).map((each) => cellIn(table, each, place));
    return [...own, text, ...labels.slice(own.length + 1).map(() => null)];
  };
  for (const places of Map.groupBy(placesOf(table), (place) => parts?.of(place) ?? '').values()) {
    const [first = 0] = places;
    const begin = rows.length;
    for (const place of places) {
      rows.push([...labels, ...amounts, ...(kept === undefined ? [] : [kept])].map((column) => cellIn(table, column, place)));
      differ();
    }
    if (parts === undefined) continue;
    const last = rows.length - 1;
    const columns = [...amounts, head, ...(kept === undefined ? [] : ['kept', 'check'])];
    const sum = (column: number) => formulaOver(rows, [{ row: begin, column, toRow: last }]);
    rows.push([...label(first, 'Total'), ...columns.map((_, k) => sum(labels.length + k))]);
    if (against === undefined) continue;
    const stated = (column: string) => against(first, column);
    rows.push([...label(first, 'as the run says'), ...amounts.map(stated), ...(kept === undefined ? [] : [stated(kept)])]);
    differ();
    rows.push(label(first, 'difference'));
    columns.forEach((column, k) => {
      if (column === 'check') return;
      const terms: Cells[] = [
        { row: last + 1, column: labels.length + k },
        { row: last + 2, column: labels.length + k, sign: -1 },
      ];
      rows[last + 3]![labels.length + k] = rows[last + 2]![labels.length + k] === null ? null : formulaOver(rows, terms);
    });
  }
  const figure = (text: string) => (format === 'dollars' ? dollars(text) : { head: text, format });
  return {
    name,
    columns: [
      ...labels.map((each) => words(capital(each))),
      ...[...amounts, head, ...(kept === undefined ? [] : [`${kept}, as the run says`, 'differs by'])].map(figure),
    ],
    rows,
  };
}

/** Every figure of the model beside the trustee's, by item and month; the pool apart from the classes. */
export function tieOutSheet(table: ResultTable | undefined): Sheet | undefined {
  const part = (place: number) =>
    ['item', 'month', 'tranche']
      .map((column) => textIn(table!, column, place))
      .map((text, k) => (k < 2 || text === 'pool' ? text : ''))
      .join('\n');
  return footedSheet({
    name: 'Model against trustee',
    table,
    labels: ['item', 'month', 'trust', 'tranche'],
    amounts: ['model', 'trustee'],
    difference: { head: 'model less trustee', from: 'model', less: 'trustee', kept: 'difference' },
    parts: { labels: 2, of: part },
  });
}

const ERROR = { head: 'projected less actual', from: 'projected', less: 'actual', kept: 'error' } as const;

/** What was projected beside what came, by period. */
export function backTestSheet(table: ResultTable | undefined): Sheet | undefined {
  return footedSheet({
    name: 'Errors by period',
    table,
    labels: ['period', 'line'],
    amounts: ['projected', 'actual'],
    difference: ERROR,
  });
}

/** The same by trust: trusts add up to the period. */
export function backTestTrustSheet(trusts: ResultTable | undefined, periods: ResultTable | undefined): Sheet | undefined {
  if (trusts === undefined || periods === undefined) return undefined;
  const key = (table: ResultTable, place: number) => `${textIn(table, 'period', place)}\n${textIn(table, 'line', place)}`;
  const totals = new Map(placesOf(periods).map((place) => [key(periods, place), place]));
  return footedSheet({
    name: 'Errors by trust',
    table: trusts,
    labels: ['period', 'line', 'trust'],
    amounts: ['projected', 'actual'],
    difference: ERROR,
    parts: { labels: 2, of: (place) => key(trusts, place) },
    against: (place, column) => {
      const total = totals.get(key(trusts, place));
      return total === undefined ? null : cellIn(periods, column, total);
    },
  });
}

/** Instruments of the consolidated trusts by kind: base case and means of the paths, which add up to those of the run. */
export function simulationSheet(instruments: ResultTable | undefined, totals: ResultTable | undefined): Sheet | undefined {
  // Runs of earlier versions do not say which trusts are consolidated.
  if (instruments === undefined || totals === undefined || !hasColumn(instruments, 'consolidated')) return undefined;
  const own = placesOf(instruments).filter((place) => cellIn(instruments, 'consolidated', place) === 1);
  const kinds = new Map(placesOf(totals).map((place) => [textIn(totals, 'kind', place), place]));
  return footedSheet({
    name: 'Values by kind',
    table: { ...instruments, columns: instruments.columns.map((column) => ({ ...column, ...picked(column, own) })) },
    labels: ['kind', 'trust', 'instrument'],
    amounts: ['price', 'by_yield_mean', 'by_rates_mean'],
    difference: { head: 'mean at the yield less base case', from: 'by_yield_mean', less: 'price' },
    parts: { labels: 1, of: (place) => textIn(instruments, 'kind', own[place]!) },
    against: (place, column) => {
      const total = kinds.get(textIn(instruments, 'kind', own[place]!));
      return total === undefined ? null : cellIn(totals, column, total);
    },
  });
}

/** The largest differences of two runs, each in the unit of its column. */
export function diffSheet(table: ResultTable | undefined): Sheet | undefined {
  return footedSheet({
    name: 'Largest differences',
    table,
    labels: ['table', 'row', 'column', 'unit'],
    amounts: ['first', 'second'],
    difference: { head: 'second less first', from: 'second', less: 'first', kept: 'change' },
    format: 'general',
  });
}

/** Pool and real estate less the classes, trust by trust: what is left is overcollateralization, but for classes that were not asked for. */
export function capitalSheet(trusts: ResultTable | undefined, classes: ResultTable | undefined): Sheet | undefined {
  if (trusts === undefined || classes === undefined || rowsOf(trusts) === 0) return undefined;
  const rows: SheetCell[][] = [];
  for (const place of placesOf(trusts)) {
    const trust = textIn(trusts, 'trust', place);
    const begin = rows.length;
    const line = (label: string, balance: SheetCell) => rows.push([trust, label, balance]) - 1;
    const sum = (...terms: readonly Omit<Cells, 'column'>[]) =>
      formulaOver(
        rows,
        terms.map((each) => ({ ...each, column: 2 })),
      );
    line('pool', cellIn(trusts, 'pool', place));
    const estate = line('real estate owned', cellIn(trusts, 'reo', place));
    const held = line('pool and real estate', sum({ row: begin, toRow: estate }));
    const own = placesOf(classes).filter((at) => textIn(classes, 'trust', at) === trust && cellIn(classes, 'notional', at) === 0);
    for (const at of own) line(textIn(classes, 'tranche', at), cellIn(classes, 'balance', at));
    const owed = line('classes', own.length === 0 ? 0 : sum({ row: held + 1, toRow: held + own.length }));
    const left = line('left of pool and real estate', sum({ row: held }, { row: owed, sign: -1 }));
    const stated = line('overcollateralization, as the run says', cellIn(trusts, 'oc', place));
    line('difference: classes that were not asked for', sum({ row: left }, { row: stated, sign: -1 }));
  }
  return { name: 'Capital structure', columns: [words('Trust'), words('Line'), dollars('balance')], rows };
}

/** Cohorts with their balances and the flags of their curves, which with those of the pool are the trust's. */
export function reviewSheet(
  trusts: ResultTable | undefined,
  curves: ResultTable | undefined,
  pools: ResultTable | undefined,
): Sheet | undefined {
  if (trusts === undefined || curves === undefined || pools === undefined || rowsOf(trusts) === 0) return undefined;
  const kinds = [
    ...new Set([
      ...placesOf(curves).map((at) => textIn(curves, 'curve', at)),
      ...placesOf(pools).map((at) => textIn(pools, 'curve', at)),
    ]),
  ];
  const rows: SheetCell[][] = [];
  const put = (trust: string, label: string, upb: SheetCell, table: ResultTable, places: readonly number[]) => {
    const flags = new Map(places.map((at) => [textIn(table, 'curve', at), cellIn(table, 'flags', at)]));
    rows.push([trust, label, upb, ...kinds.map((kind) => flags.get(kind) ?? null)]);
    rows.at(-1)!.push(formulaOver(rows, [{ row: rows.length - 1, column: 3, toColumn: 2 + kinds.length }]));
  };
  for (const place of placesOf(trusts)) {
    const trust = textIn(trusts, 'trust', place);
    const begin = rows.length;
    const own = (table: ResultTable) => placesOf(table).filter((at) => textIn(table, 'trust', at) === trust);
    for (const [cohort, places] of Map.groupBy(own(curves), (at) => textIn(curves, 'cohort', at)))
      put(trust, cohort, cellIn(curves, 'upb', places[0]!), curves, places);
    put(trust, 'all loans together', null, pools, own(pools));
    const last = rows.length - 1;
    rows.push([
      trust,
      'Total',
      ...Array.from({ length: 2 + kinds.length }, (_, k) => formulaOver(rows, [{ row: begin, column: 2 + k, toRow: last }])),
    ]);
    rows.push([trust, 'as the run says', cellIn(trusts, 'upb', place), ...kinds.map(() => null), cellIn(trusts, 'flags', place)]);
    const differ = (column: number) =>
      formulaOver(rows, [
        { row: last + 1, column },
        { row: last + 2, column, sign: -1 },
      ]);
    rows.push([trust, 'difference', differ(2), ...kinds.map(() => null), differ(3 + kinds.length)]);
  }
  const counts = [...kinds.map((kind) => `${kind} flags`), 'flags'].map((head) => ({ head, format: 'count' as const }));
  return { name: 'Cohorts and flags', columns: [words('Trust'), words('Cohort'), dollars('balance'), ...counts], rows };
}

/** The data of some rows of a column. */
function picked({ kind, data }: ResultTable['columns'][number], places: readonly number[]) {
  if (kind === 'text') return { kind, data: places.map((place) => data[place] ?? null) };
  if (kind === 'number') return { kind, data: Float64Array.from(places, (place) => data[place] ?? Number.NaN) };
  return { kind, data: Int32Array.from(places, (place) => data[place] ?? 0) };
}
