/** The pictures of a stochastic run: ranges and distributions of values, fans by month, probabilities by month. */
import type { SimulatedTrust, SimulationReport } from '../../analysis/simulate.ts';
import type { InstrumentFigures, TrustMonths } from '../../analysis/simulateFigures.ts';
import { PERCENTILES } from '../../analysis/simulateNumbers.ts';
import { fixedText } from '../../valuation/rounding.ts';
import { capital, NONE } from '../words.ts';
import { fanChart } from './chart.ts';
import { histogram } from './plane.ts';
import { type Row, rowsChart } from './rows.ts';
import { stripsChart } from './strips.ts';
import type { Html } from './template.ts';

/** What kinds of instruments are called. */
export const KIND_NAMES: Readonly<Record<InstrumentFigures['kind'], string>> = {
  collateral: 'Collateral',
  class: 'Classes',
  residual: 'Residual interests',
  hedge: 'Derivatives, net',
};

/** Values against the base case beyond these are drawn to the edge. Shares. */
const MOST_SHARE = 3;
/** What is worth less is compared with nothing. Units: dollars. */
const LEAST_WORTH = 1;
/** Standard errors to either side of a mean. */
const ERRORS = 2;

type Valued = Pick<InstrumentFigures, 'name' | 'price' | 'byYield'>;

/** Percentile of a list told by `PERCENTILES`. */
const at = (percentiles: readonly number[], percent: (typeof PERCENTILES)[number]) =>
  percentiles[PERCENTILES.indexOf(percent)] ?? Number.NaN;

/** Where the values of the paths lie, against the base case. Nothing where nothing is worth anything. */
export function ranges(title: string, instruments: readonly Valued[]): Html | null {
  const rows = instruments.flatMap(({ name, price, byYield }): Row[] => {
    if (Math.abs(price) < LEAST_WORTH) return [];
    const over = (percent: (typeof PERCENTILES)[number]) => at(byYield.percentiles, percent) / price;
    return [
      {
        label: name,
        // Of what is owed, the lowest value is the largest share of the base case.
        text: `${percent(Math.min(over(5), over(95)))} to ${percent(Math.max(over(5), over(95)))}`,
        bars: [
          { from: over(5), to: over(95), colour: 'f2' },
          { from: over(25), to: over(75), colour: 'c1' },
        ],
        marks: [{ at: over(50), colour: 'ink', shape: 'line' }],
      },
    ];
  });
  return rowsChart({
    title,
    about: 'percentiles',
    counts: 'percent',
    axis: '% of the base case',
    rows,
    at: 1,
    within: [-MOST_SHARE, MOST_SHARE],
    keys: [
      { name: '5th to 95th percentile', colour: 'f2', kind: 'fill' },
      { name: '25th to 75th', colour: 'c1', kind: 'fill' },
      { name: 'median', colour: 'ink', kind: 'stroke' },
    ],
    note: 'The dashed line is the base case.',
  });
}

/** Means with their error bars, against the base case. Nothing where there are no standard errors. */
export function means(instruments: readonly Valued[]): Html | null {
  const rows = instruments.flatMap(({ name, price, byYield }): Row[] => {
    const { mean, standardError } = byYield;
    if (Math.abs(price) < LEAST_WORTH || standardError === null) return [];
    const [middle, error] = [mean / price, Math.abs(standardError / price)];
    return [
      {
        label: name,
        text: `${percent(middle, 2)} ± ${fixedText(ERRORS * error * 100, 2)}`,
        bars: [{ from: middle - ERRORS * error, to: middle + ERRORS * error, colour: 'f2' }],
        marks: [{ at: middle, colour: 'c1', shape: 'dot' }],
      },
    ];
  });
  return rowsChart({
    title: 'Means of the paths',
    about: `with ${ERRORS} standard errors to either side`,
    counts: 'percent',
    axis: '% of the base case',
    rows,
    at: 1,
    isFitted: true,
    within: [1 - MOST_SHARE, MOST_SHARE],
    keys: [
      { name: 'mean', colour: 'c1', kind: 'dot' },
      { name: `${ERRORS} standard errors`, colour: 'f2', kind: 'fill' },
    ],
    note: 'The dashed line is the base case: what volatility takes from a value, or adds to it, lies between.',
  });
}

/** How the values of the residual and of the collateral are distributed over the paths. */
export function distributions({ instruments, values }: SimulatedTrust): (Html | null)[] {
  return (['residual', 'collateral'] as const).map((kind) => {
    const place = instruments.findIndex((each) => each.kind === kind);
    const found = instruments[place];
    // What is worth nothing on any path has no distribution.
    if (found === undefined || (values[place] ?? []).every((value) => Math.abs(value) < LEAST_WORTH)) return null;
    return distribution(`Distribution of the ${kind}`, values[place] ?? [], found.price, found.byYield.mean);
  });
}

/** The residuals of the consolidated trusts together, path by path. Nothing where values by path are missing. */
export function totalResidual({ trusts, totals }: SimulationReport): Html | null {
  const total = totals.find(({ kind }) => kind === 'residual');
  const parts = trusts.flatMap(({ consolidated, instruments, values }) =>
    consolidated
      ? instruments.flatMap(({ kind }, place) => (kind === 'residual' ? [values[place] ?? new Float64Array(0)] : []))
      : [],
  );
  const [first] = parts;
  if (total === undefined || first === undefined || parts.some(({ length }) => length !== first.length)) return null;
  const sums = first.map((_, path) => parts.reduce((sum, values) => sum + (values[path] ?? 0), 0));
  return distribution('Distribution of the residual interests', sums, total.price, total.byYield.mean);
}

function distribution(title: string, values: ArrayLike<number>, price: number, mean: number): Html | null {
  return histogram({
    title,
    counts: 'dollars',
    values,
    lines: [
      { name: 'base case', at: price, colour: 'target' },
      { name: 'mean', at: mean, colour: 'ink' },
    ],
    note: 'Values of the paths at the yield of the base case.',
  });
}

/** Balances, OC and residual cash: percentiles by payment date. */
export function fans({ fans: all, dates }: TrustMonths): (Html | null)[] {
  return all.map(({ name, mean, percentiles }) => {
    // Entry 0 is the cut-off, before any payment.
    const of = (percent: (typeof PERCENTILES)[number]) =>
      (percentiles[PERCENTILES.indexOf(percent)] ?? new Float64Array(1)).subarray(1);
    const band = (low: (typeof PERCENTILES)[number], high: (typeof PERCENTILES)[number], colour: string) => ({
      name: `${low} to ${high} %`,
      low: of(low),
      high: of(high),
      colour,
    });
    return fanChart(
      { title: capital(name), about: 'by payment date, percentiles of the paths', dates },
      [band(1, 99, 'f1'), band(5, 95, 'f2'), band(25, 75, 'f3')],
      [
        { name: 'median', values: of(50), colour: 'ink' },
        { name: 'mean', values: mean.subarray(1), colour: 'target' },
      ],
    );
  });
}

/** Share of the paths on which triggers hold and classes are written down, by month. What never happens is left out. */
export function likely({ months }: SimulatedTrust): Html | null {
  const known = months.events.filter(({ probability }) => probability.some((share) => share > 0));
  return stripsChart({
    title: 'How likely',
    about: 'share of the paths on which it is so, by payment date',
    dates: months.dates,
    strips: known.map(({ name, probability }) => ({ name, shares: probability.subarray(1) })),
  });
}

function percent(share: number, places = 0): string {
  return Number.isFinite(share) ? `${fixedText(share * 100, places)} %` : NONE;
}
