/** The tables by month, taken apart by trust: one column of numbers a class, a sum over groups of collateral, one column a quantity. */
import type { ResultTable } from '../../store/tables.ts';
import { columnOf } from './column.ts';

/** What is drawn of a trust. Shape: every column has one entry a payment month, in their order. Units: dollars. */
export interface TrustMonths {
  /** Months from the valuation date. */
  readonly months: readonly number[];
  /** YYYY-MM-DD. */
  readonly dates: readonly string[];
  readonly classes: readonly { readonly name: string; readonly balance: Float64Array }[];
  /** Sums over the groups, by the name of the column. */
  readonly collateral: (column: string) => Float64Array;
  /** Defined quantities and enhancements by name. */
  readonly quantities: ReadonlyMap<string, Float64Array>;
}

/** Rows by their trust, in their order. */
export function byTrust<Row extends { readonly trust: string | null }>(rows: readonly Row[]): (trust: string) => readonly Row[] {
  const found = Map.groupBy(rows, ({ trust }) => trust);
  return (trust) => found.get(trust) ?? [];
}

/** One instrument, group or quantity of a trust: the rows of a table that tell of it, from one place to another. */
interface Run {
  readonly name: string;
  readonly table: ResultTable;
  readonly from: number;
  readonly to: number;
}

/** A reader of the tables by month. Shape: the rows of one instrument, group or quantity of a trust stand together, by month. */
export function trustMonths(tables: readonly ResultTable[]): (trust: string) => TrustMonths {
  const classes = runsOf(tables, 'instrument_months', 'instrument');
  const groups = runsOf(tables, 'collateral_months', 'group');
  const quantities = runsOf(tables, 'quantity_months', 'quantity');
  return (trust) => {
    const own = groups.get(trust) ?? [];
    const calendar = own[0] ?? classes.get(trust)?.[0];
    return {
      months: calendar === undefined ? [] : [...numbersOf(calendar, 'month')],
      dates: calendar === undefined ? [] : textsOf(calendar, 'date'),
      classes: (classes.get(trust) ?? []).map((run) => ({ name: run.name, balance: numbersOf(run, 'balance') })),
      collateral: (column) => sumOf(own.map((run) => numbersOf(run, column))),
      quantities: new Map((quantities.get(trust) ?? []).map((run) => [run.name, numbersOf(run, 'value')])),
    };
  };
}

function runsOf(tables: readonly ResultTable[], name: string, of: string): Map<string, Run[]> {
  const found = new Map<string, Run[]>();
  const table = tables.find((each) => each.name === name);
  // Where no trust has any, the table has no columns.
  if (table === undefined || table.columns.length === 0) return found;
  const trusts = textColumn(table, 'trust');
  const names = textColumn(table, of);
  let from = 0;
  for (let row = 1; row <= trusts.length; row++) {
    if (row < trusts.length && trusts[row] === trusts[from] && names[row] === names[from]) continue;
    const trust = trusts[from] ?? '';
    const runs = found.get(trust) ?? [];
    runs.push({ name: names[from] ?? '', table, from, to: row });
    found.set(trust, runs);
    from = row;
  }
  return found;
}

function textColumn(table: ResultTable, name: string): readonly (string | null)[] {
  const column = columnOf(table, name);
  if (column.kind !== 'text') throw new Error(`report: ${table.name}.${name} is no text`);
  return column.data;
}

function textsOf({ table, from, to }: Run, name: string): string[] {
  return textColumn(table, name)
    .slice(from, to)
    .map((text) => text ?? '');
}

function numbersOf({ table, from, to }: Run, name: string): Float64Array {
  const column = columnOf(table, name);
  if (column.kind === 'text') throw new Error(`report: ${table.name}.${name} is no number`);
  return Float64Array.from(column.data.subarray(from, to));
}

/** Entry by entry. */
export function sumOf(columns: readonly Float64Array[]): Float64Array {
  const [first, ...others] = columns;
  const sum = Float64Array.from(first ?? []);
  for (const column of others) for (let at = 0; at < sum.length; at++) sum[at]! += column[at] ?? 0;
  return sum;
}
