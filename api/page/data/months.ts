/** The months of one trust, as columns: what its loans brought, what its classes were paid, the quantities of its deal. */

import { lengthWithin } from '../../../host/report/html/scale.ts';
import { groupsOf, numbersOf, type TableJson, textsOf } from '../client/frame.ts';
import type { Series } from '../pictures/timePlot.tsx';
import type { InstrumentRow } from './book.ts';
import { type DatedRun, tableOf } from './runs.ts';

/** Shape: every column has one entry a payment month. Units: dollars. */
export interface Months {
  /** Payment months as the deal counts them. */
  readonly months: readonly number[];
  /** YYYY-MM-DD. */
  readonly dates: readonly string[];
  /** Of all groups together. */
  readonly collateral: (column: string) => Float64Array;
  readonly classes: readonly { readonly name: string; readonly column: (name: string) => Float64Array }[];
}

/** The months of a trust. */
export async function monthsOf(run: DatedRun, trust: string): Promise<Months> {
  const [collateral, instruments] = await Promise.all([
    tableOf(run, 'collateral_months', { trust }),
    tableOf(run, 'instrument_months', { trust }),
  ]);
  const groups = [...groupsOf(collateral, 'group').values()];
  const classes = [...groupsOf(instruments, 'instrument')];
  const calendar = groups[0] ?? classes[0]?.[1];
  return {
    months: calendar === undefined ? [] : [...numbersOf(calendar, 'month')],
    dates: calendar === undefined ? [] : textsOf(calendar, 'date'),
    collateral: (column) => sumOf(groups.map((group) => numbersOf(group, column))),
    classes: classes.map(([name, table]) => ({ name, column: (column) => numbersOf(table, column) })),
  };
}

/** Defined quantities and enhancements of a trust by name. */
export async function quantitiesOf(run: DatedRun, trust: string): Promise<Map<string, Float64Array>> {
  const table: TableJson = await tableOf(run, 'quantity_months', { trust });
  return new Map([...groupsOf(table, 'quantity')].map(([name, rows]) => [name, numbersOf(rows, 'value')]));
}

/** Entry by entry. */
export function sumOf(columns: readonly Float64Array[]): Float64Array {
  const [first, ...others] = columns;
  const sum = Float64Array.from(first ?? []);
  for (const column of others) for (let at = 0; at < sum.length; at++) sum[at]! += column[at] ?? 0;
  return sum;
}

/** What the loans bring in a month, by kind. */
export function collections({ collateral }: Months): Series[] {
  const lost = collateral('interest_lost');
  const strips = collateral('servicing');
  const interest = collateral('interest_due').map((due, at) => due - (lost[at] ?? 0) - (strips[at] ?? 0));
  return [
    { name: 'Scheduled principal', values: sumOf([collateral('amortized'), collateral('amortized_defaulted')]), colour: 'c1' },
    { name: 'Prepaid', values: collateral('prepaid'), colour: 'c6' },
    { name: 'Recovered from liquidations', values: collateral('recovery'), colour: 'c3' },
    { name: 'Interest, net of servicing', values: interest, colour: 'c2' },
    { name: 'Prepayment penalties', values: collateral('penalty'), colour: 'c4' },
  ].filter(hasSomething);
}

/** What the classes are paid in a month, by class, the most senior at the bottom. */
export function payments({ classes }: Months): Series[] {
  return coloured(
    classes
      .map(({ name, column }) => ({ name, values: sumOf(['interest', 'principal', 'other'].map(column)) }))
      .filter(hasSomething),
  );
}

/** What the classes are owed after each payment; notional ones are owed nothing. */
export function balances({ classes }: Months, rows: readonly InstrumentRow[]): Series[] {
  const notional = new Set(rows.filter((row) => row.notional === 1).map(({ instrument }) => instrument));
  return coloured(
    classes
      .filter(({ name }) => !notional.has(name))
      .map(({ name, column }) => ({ name, values: column('balance') }))
      .filter(hasSomething),
  );
}

/** Colours of the ramp from the most senior to the last. */
const RAMP = 12;

/** The colour of the class at a place among so many. */
export function rampColour(place: number, of: number): string {
  return `r${Math.round((place * (RAMP - 1)) / Math.max(1, of - 1))}`;
}

function coloured(series: readonly Omit<Series, 'colour'>[]): Series[] {
  return series.map((each, place) => ({ ...each, colour: rampColour(place, series.length) }));
}

const HALF_CENT = 0.005;

function hasSomething({ values }: { readonly values: Float64Array }): boolean {
  return values.some((value) => Math.abs(value) > HALF_CENT);
}

/** How deals call it; case and `_` aside. */
const OC = /^(oc|oc(amount|balance)|overcollateralization)$/;
const TARGET = /^(oc|overcollateralization)(target|required|requirement)$|^(target|required)(oc|overcollateralization)$/;
/** A test that is never on looks like a quantity that is nothing: these are tests by name. */
const TEST = /trigger|stepdown|breach|pastcall/;
const MOST_BANDS = 8;

export interface Overcollateralization {
  readonly lines: readonly Series[];
  readonly bands: readonly Series[];
  /** Entries until the last loan or the last class is gone. */
  readonly length: number;
}

/** OC, its target and the tests of a deal; what backs the classes less the classes, where the deal has no OC of its own. */
export function overcollateralization(
  months: Months,
  owed: readonly Series[],
  quantities: ReadonlyMap<string, Float64Array>,
): Overcollateralization {
  const named = (pattern: RegExp) => [...quantities].filter(([name]) => pattern.test(plain(name)));
  const backing = named(/^backing$/)[0]?.[1] ?? sumOf([months.collateral('performing'), months.collateral('foreclosure')]);
  const classes = sumOf(owed.map(({ values }) => values));
  const derived = backing.map((amount, at) => amount - (classes[at] ?? 0));
  const own = named(OC);
  // Once no loan or no class is left there is nothing to protect.
  const length = Math.max(1, Math.min(lengthWithin([backing]), classes.findLastIndex((value) => value > HALF_CENT) + 1));
  const until = (values: Float64Array) => values.subarray(0, length);
  const amounts = own.length > 0 ? own : [['Loans and real estate less classes', derived] as const];
  return {
    length,
    lines: [
      ...amounts.map(([name, values], k) => ({ name, values: until(values), colour: `c${k + 1}` })),
      ...named(TARGET).map(([name, values]) => ({ name: `Target (${name})`, values: until(values), colour: 'target' })),
    ],
    bands: [...quantities]
      .filter(([name, values]) => isTest(plain(name), values))
      .slice(0, MOST_BANDS)
      .map(([name, values]) => ({ name, values: until(values), colour: 'on' })),
  };
}

function isTest(name: string, values: Float64Array): boolean {
  if (values.some((value) => value !== 0 && value !== 1)) return false;
  return TEST.test(name) || (values.includes(0) && values.includes(1));
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_\s-]/g, '');
}
