/** The pictures of a trust: its balances, losses, collections, and overcollateralization against its target. */
import { classesOf, type InstrumentRow, type TrustBook } from './book.ts';
import { areaChart, barChart, lineChart } from './chart.ts';
import type { Picture, Series } from './frame.ts';
import { sumOf, type TrustMonths } from './months.ts';
import { lengthWithin } from './scale.ts';
import { type Html, html } from './template.ts';

/** Colours of the ramp from the most senior class to the last. */
export const RAMP = 12;
/** How deals call it; case and `_` aside. */
const OC = /^(oc|oc(amount|balance)|overcollateralization)$/;
const TARGET = /^(oc|overcollateralization)(target|required|requirement)$|^(target|required)(oc|overcollateralization)$/;
/** A test that is never on looks like a quantity that is nothing: these are tests by name. */
const TEST = /trigger|stepdown|breach/;
/** More bands than these push the picture away. */
const MOST_BANDS = 8;

/** All of them, in a grid; nothing where there are no months. */
export function trustPictures(trust: TrustBook): Html | null {
  const { months, instruments } = trust;
  if (months.months.length === 0) return null;
  const notional = new Set(instruments.filter((row) => row.notional === 1).map(({ instrument }) => instrument));
  const owed = months.classes.filter(({ name }) => !notional.has(name));
  const pool = sumOf([months.collateral('performing'), months.collateral('foreclosure')]);
  const picture = (title: string, about: string, note?: string): Picture => ({
    title,
    about,
    dates: months.dates,
    ...(note !== undefined && { note }),
  });
  const pictures = [
    areaChart(picture('Collateral and classes', 'balance after each payment'), layersOf(owed, classesOf(trust)), [
      { name: 'collateral', values: pool, colour: 'ink' },
    ]),
    barChart(picture('Losses of the collateral', 'a month'), [
      { name: 'losses', values: months.collateral('loss'), colour: 'loss' },
    ]),
    barChart(picture('Principal collected', 'a month'), [
      {
        name: 'scheduled',
        values: sumOf([months.collateral('amortized'), months.collateral('amortized_defaulted')]),
        colour: 'c1',
      },
      { name: 'prepaid', values: months.collateral('prepaid'), colour: 'c2' },
      { name: 'recovered', values: months.collateral('recovery'), colour: 'c3' },
    ]),
    overcollateralization(months, pool, owed, picture),
  ];
  return html`<h3>Month by month</h3>
<p class="note">Loans as projected, whether or not the deal is called.</p>
<div class="pictures">${pictures}</div>`;
}

/** A layer a class, the most senior at the bottom; a layer a position where there are more classes than colours. */
function layersOf(classes: TrustMonths['classes'], rows: readonly InstrumentRow[]): Series[] {
  const outstanding = classes.filter(({ balance }) => balance.some((amount) => amount > 0.005));
  const coloured = (layers: readonly { name: string; values: Float64Array }[]) =>
    layers.map((layer, k) => ({ ...layer, colour: `r${Math.round((k * (RAMP - 1)) / Math.max(1, layers.length - 1))}` }));
  if (outstanding.length <= RAMP) return coloured(outstanding.map(({ name, balance }) => ({ name, values: balance })));
  const positions = new Map(rows.map(({ instrument, position }) => [instrument, position ?? 'others']));
  const together = [...Map.groupBy(outstanding, ({ name }) => positions.get(name) ?? 'others')].slice(0, RAMP);
  return coloured(together.map(([name, of]) => ({ name, values: sumOf(of.map(({ balance }) => balance)) })));
}

/** OC, its target and the tests, where the deal defines a target; without an OC of its own, pool less classes. */
function overcollateralization(
  { quantities }: TrustMonths,
  pool: Float64Array,
  owed: TrustMonths['classes'],
  picture: (title: string, about: string, note?: string) => Picture,
): Html | null {
  const named = (pattern: RegExp) => [...quantities].filter(([name]) => pattern.test(plain(name)));
  const own = named(OC);
  const targets = named(TARGET);
  if (own.length + targets.length === 0) return null;
  const derived = pool.map((amount, at) => amount - owed.reduce((sum, { balance }) => sum + (balance[at] ?? 0), 0));
  const amounts: (readonly [string, Float64Array])[] = own.length > 0 ? own : [['collateral less classes', derived]];
  // Once no class is left there is nothing to protect.
  const end = lengthWithin(owed.map(({ balance }) => balance));
  const until = (values: Float64Array) => values.subarray(0, end);
  const lines: Series[] = [
    ...amounts.map(([name, values], k) => ({ name, values: until(values), colour: `c${1 + k}` })),
    ...targets.map(([name, values]) => ({ name, values: until(values), colour: 'target' })),
  ];
  const tests = [...quantities].filter(([name, values]) => isTest(plain(name), values)).slice(0, MOST_BANDS);
  const bands = tests.map(([name, values]) => ({ name, values: until(values), colour: 'on' }));
  const note = bands.length === 0 ? undefined : 'Below: tests of the deal, filled in the months in which they hold.';
  return lineChart(picture('Overcollateralization', 'against its target', note), lines, bands);
}

function isTest(name: string, values: Float64Array): boolean {
  if (values.some((value) => value !== 0 && value !== 1)) return false;
  return TEST.test(name) || (values.includes(0) && values.includes(1));
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_\s-]/g, '');
}
