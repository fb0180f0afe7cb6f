/** The tables that a tie-out keeps: every figure held against the trustee's, and those that do not tie. */
import { TIE_OUT_ITEMS, type TieOut, type TieOutFigure } from '../analysis/tieOut.ts';
import type { HeldTrust, SnapshotTieOut } from '../analysis/tieOutSnapshot.ts';
import { faultText } from '../errors.ts';
import { type ColumnOf, failureTable, integers, numbers, tableOf, text } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

const DOLLARS = 'dollars';

/** Every table. A difference is the model's figure less the trustee's. */
export function tieOutTables(report: SnapshotTieOut): ResultTable[] {
  const held = report.trusts.filter((trust) => trust.kind === 'held');
  return [
    trustTable(report, 'trusts'),
    figureTable(held),
    differenceTable(report, 'differences'),
    couponTable(held),
    rateTable(held),
    unreportedTable(held),
    failureTable(
      report.trusts.map((one) => ({ trust: one.trust, faults: one.kind === 'held' ? [] : one.faults.map(faultText) })),
    ),
  ];
}

/** A row a trust: whether it could be held, and whether it ties. */
export function trustTable({ previous, within, trusts }: SnapshotTieOut, name: string): ResultTable {
  const rows = trusts.map((one) => {
    const head = { trust: one.trust, previous, within };
    if (one.kind === 'not held') return { ...head, status: 'not held', from: null, to: null, worst: null, why: one.why };
    const [from = null, to = null] = [one.months[0]?.month, one.months.at(-1)?.month];
    return { ...head, status: one.ties ? 'ties' : 'does not tie', from, to, worst: one.worst, why: null };
  });
  return tableOf(name, rows, [
    text('trust', ({ trust }) => trust),
    text('status', ({ status }) => status),
    text('previous', (row) => row.previous),
    text('from', ({ from }) => from),
    text('to', ({ to }) => to),
    numbers('within', (row) => row.within, DOLLARS),
    numbers('worst', ({ worst }) => worst, DOLLARS),
    text('why', ({ why }) => why),
  ]);
}

interface Held extends Pick<TieOut, 'month' | 'date'> {
  readonly trust: string;
}

function heads<Row extends Held>(): ColumnOf<Row>[] {
  return [
    text<Row>('trust', ({ trust }) => trust),
    text<Row>('month', ({ month }) => month),
    text<Row>('date', ({ date }) => date),
  ];
}

function monthsOf(held: readonly HeldTrust[]): (Held & { readonly tied: TieOut })[] {
  return held.flatMap(({ trust, months }) => months.map((tied) => ({ trust, month: tied.month, date: tied.date, tied })));
}

/** A row a class and item of every month; the balance of the pool stands beside them. */
function figureTable(held: readonly HeldTrust[]): ResultTable {
  const rows = monthsOf(held).flatMap(({ tied, ...head }) => [
    { ...head, tranche: 'pool', item: 'balance', figure: tied.pool },
    ...tied.tranches.flatMap(({ tranche, figures }) =>
      TIE_OUT_ITEMS.map((item) => ({ ...head, tranche, item, figure: figures[item] })),
    ),
  ]);
  type Row = (typeof rows)[number];
  return tableOf('figures', rows, [
    ...heads<Row>(),
    text('tranche', ({ tranche }) => tranche),
    text('item', ({ item }) => item),
    ...amounts<Row>(({ figure }) => figure),
    integers('ties', ({ figure }) => Number(figure.ties)),
  ]);
}

function amounts<Row>(of: (row: Row) => Omit<TieOutFigure, 'ties'>): ColumnOf<Row>[] {
  return (['model', 'trustee', 'difference'] as const).map((side) => numbers<Row>(side, (row) => of(row)[side], DOLLARS));
}

/** Those that do not tie, in the order of time. */
export function differenceTable({ trusts }: SnapshotTieOut, name: string): ResultTable {
  const rows = trusts.flatMap((one) =>
    one.kind === 'held' ? one.differences.map((each) => ({ trust: one.trust, ...each })) : [],
  );
  type Row = (typeof rows)[number];
  return tableOf<Row>(name, rows, [
    text('trust', ({ trust }) => trust),
    text('month', ({ month }) => month),
    text('tranche', ({ of }) => of),
    text('item', ({ item }) => item),
    ...amounts<Row>((row) => row),
    integers('carried', ({ isCarried }) => Number(isCarried)),
  ]);
}

/** Coupons, which trustees round: they are not held, but often the reason of a difference. */
function couponTable(held: readonly HeldTrust[]): ResultTable {
  const rows = monthsOf(held).flatMap(({ tied, ...head }) =>
    tied.tranches.map(({ tranche, coupon }) => ({ ...head, tranche, ...coupon })),
  );
  type Row = (typeof rows)[number];
  return tableOf('coupons', rows, [
    ...heads<Row>(),
    text('tranche', ({ tranche }) => tranche),
    numbers('model', ({ model }) => model, 'decimal a year'),
    numbers('trustee', ({ trustee }) => trustee, 'decimal a year'),
  ]);
}

/** Rates that coupons and hedges were worked out with, and where each is from. */
function rateTable(held: readonly HeldTrust[]): ResultTable {
  const rows = held.flatMap(({ trust, rates }) => rates.map((each) => ({ trust, ...each })));
  return tableOf('rates', rows, [
    text('trust', ({ trust }) => trust),
    text('index', ({ index }) => index),
    text('month', ({ month }) => month),
    numbers('rate', ({ rate }) => rate, 'decimal a year'),
    text('source', ({ from }) => from),
  ]);
}

/** Classes of which a trustee says nothing. */
function unreportedTable(held: readonly HeldTrust[]): ResultTable {
  const rows = monthsOf(held).flatMap(({ tied, ...head }) => tied.unreported.map((tranche) => ({ ...head, tranche })));
  return tableOf('unreported', rows, [...heads<(typeof rows)[number]>(), text('tranche', ({ tranche }) => tranche)]);
}
