/** How indices are made: the descriptions that a user gives, and all that can be wrong with them. */
import { FaultList } from '../../deal/faults.ts';
import { suggested } from '../../deal/nearest.ts';
import { shown } from '../../errors.ts';
import { PAR_PAYMENTS } from './curve.ts';

/** Of a dollar for a year: 1 (30/360), or the mean year of days over 360. */
export const YEAR_FRACTIONS = { '30/360': 1, 'act/360': 365.25 / 360 } as const;
export type YearFraction = keyof typeof YEAR_FRACTIONS;

interface Common {
  /** Added to the rate: a statutory spread, the spread of mortgages over swaps. Units: decimal a year; default 0. */
  readonly spread?: number;
  /** The rate is not below it; default none. */
  readonly floor?: number;
}

/**
 * How an index is made.
 *
 * - `simple`: the simple rate of `months` months from the model's bond: term rates. Day count act/360 unless told.
 * - `par`: the par yield of `years` years with two coupons a year: constant-maturity yields, swap rates, and with a spread mortgage rates.
 * - `average`: `scale` times the mean of the `window` last observations of another index, the latest of them `lag` months old. MTA: the mean
 *   of twelve one-year CMTs. A cost-of-funds index, as a model of lagging deposits: a longer window, a lag, a scale and a spread.
 *   `history`: observations before the valuation date, oldest first, the last one a month before it; absent, the index stood where it
 *   stands now.
 * - `compounded`: what the short rate earned over the last `months` months, as a simple rate: compounded in arrears. Day count act/360
 *   unless told. `history`: one-month rates that ended before or at the valuation date, oldest first; absent, what the curve says of the
 *   coming month.
 */
export type IndexSpec =
  | ({ readonly kind: 'simple'; readonly months: number; readonly dayCount?: YearFraction } & Common)
  | ({ readonly kind: 'par'; readonly years: number } & Common)
  | ({
      readonly kind: 'average';
      readonly of: string;
      readonly window: number;
      readonly lag?: number;
      readonly scale?: number;
      readonly history?: readonly number[];
    } & Common)
  | ({
      readonly kind: 'compounded';
      readonly months: number;
      /** Known at the end of the period that it is paid for; otherwise it is an average of the past, set at the start. */
      readonly inArrears?: boolean;
      readonly dayCount?: YearFraction;
      readonly history?: readonly number[];
    } & Common);

export type IndexSpecs = Readonly<Record<string, IndexSpec>>;

/** Whether a rate is known at the end of its period alone: a rate compounded in arrears, and an average of such. */
export function isInArrears(specs: IndexSpecs, name: string): boolean {
  const spec = specs[name];
  if (spec?.kind === 'average') return isInArrears(specs, spec.of);
  return spec?.kind === 'compounded' && spec.inArrears === true;
}

const LONGEST_WINDOW = 120;

/** Names so that each comes after what it is made of. Throws: MARKET_INDEX, all faults at once. */
export function checkedOrder(specs: IndexSpecs): string[] {
  const faults = new FaultList();
  const names = Object.keys(specs);
  for (const [name, spec] of Object.entries(specs)) checkSpec(name, spec, names, faults);
  const order: string[] = [];
  const visit = (name: string, from: readonly string[]): void => {
    if (order.includes(name)) return;
    if (from.includes(name)) {
      const round = [...from.slice(from.indexOf(name)), name].join(' of ');
      if (from[0] === name) faults.add('MARKET_INDEX', `indices.${name}.of`, round, 'an index that is not made of this one');
      return;
    }
    const spec = specs[name];
    if (spec?.kind === 'average' && spec.of in specs) visit(spec.of, [...from, name]);
    order.push(name);
  };
  for (const name of names) visit(name, []);
  faults.throwIfAny();
  return order;
}

function checkSpec(name: string, spec: IndexSpec, names: readonly string[], faults: FaultList): void {
  const whole = (field: string, value: number, low: number, high: number) => {
    if (Number.isInteger(value) && value >= low && value <= high) return;
    faults.add('MARKET_INDEX', `indices.${name}.${field}`, shown(value), `a whole number from ${low} to ${high}`);
  };
  const rates = (field: string, values: readonly number[]) => {
    values.forEach((value, i) => {
      const place = `indices.${name}.${field}${field === 'history' ? `[${i}]` : ''}`;
      if (!(Math.abs(value) <= 1)) faults.add('MARKET_INDEX', place, shown(value), 'a decimal a year: 4.5 percent is 0.045');
    });
  };
  const needs = (have: number, count: number) => {
    if (have >= count) return;
    const expected = `${count} rates, oldest first, the last of the month before the valuation date: months before it count in the first values`;
    faults.add('MARKET_INDEX', `indices.${name}.history`, `${have} rates`, expected);
  };
  rates('spread', [spec.spread ?? 0]);
  rates('floor', [spec.floor ?? 0]);
  switch (spec.kind) {
    case 'simple':
      return whole('months', spec.months, 1, 12);
    case 'par': {
      const halves = spec.years * PAR_PAYMENTS;
      if (!(Number.isInteger(halves) && halves >= 1 && halves <= 60))
        faults.add('MARKET_INDEX', `indices.${name}.years`, shown(spec.years), 'a whole number of half-years, at most 30 years');
      return;
    }
    case 'average': {
      const { of, window, lag = 0, scale = 1, history = [] } = spec;
      if (!names.includes(of))
        faults.add('MARKET_INDEX', `indices.${name}.of`, `'${of}'`, suggested(`one of ${names.join(', ')}`, of, names));
      whole('window', window, 1, LONGEST_WINDOW);
      whole('lag', lag, 0, 12);
      if (!Number.isFinite(scale)) faults.add('MARKET_INDEX', `indices.${name}.scale`, shown(scale), 'a number');
      rates('history', history);
      return spec.history === undefined ? undefined : needs(history.length, window + lag - 1);
    }
    case 'compounded':
      whole('months', spec.months, 1, 12);
      rates('history', spec.history ?? []);
      return spec.history === undefined ? undefined : needs(spec.history.length, spec.months);
  }
}
