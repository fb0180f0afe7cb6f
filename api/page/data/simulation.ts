/** A stochastic run as the page draws it: distributions of values, fans of quantities by month, how likely events are. */
import { lengthWithin } from '../../../host/report/html/scale.ts';
import { groupsOf, numbersOf, type Row, rowsOf, type TableJson, textsOf } from '../client/frame.ts';
import type { Range, Series } from '../pictures/timePlot.tsx';
import { type DatedRun, tableOf, tablesOf } from './runs.ts';

/** What values are discounted at: each instrument's own yield, or the rates of its path and a spread. */
export type Basis = 'by_yield' | 'by_rates';

/** A distribution over the paths. Units: dollars. */
export interface Spread {
  readonly mean: number;
  readonly error: number;
  readonly deviation: number;
  readonly p1: number;
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  readonly p99: number;
  /** Mean of the worst twentieth. */
  readonly shortfall: number;
}

const INSTRUMENT = {
  trust: 'text',
  instrument: 'text',
  kind: 'text',
  price: 'number',
  yield: 'number',
  oas: 'number',
  oas_standard_error: 'number',
  option_value: 'number',
  spread_duration: 'number',
  effective_duration: 'number',
  effective_convexity: 'number',
} as const;
export type SimulatedInstrument = Row<typeof INSTRUMENT> & { readonly of: Readonly<Record<Basis, Spread>> };

export interface SimulatedTotal {
  readonly kind: string;
  readonly price: number;
  readonly of: Readonly<Record<Basis, Spread>>;
}

export interface Simulation {
  readonly totals: readonly SimulatedTotal[];
  readonly instruments: readonly SimulatedInstrument[];
  readonly trusts: readonly string[];
  /** Whether the value of every path was kept. */
  readonly hasPaths: boolean;
}

/** Reads the small tables of a stochastic run. */
export async function simulationOf(run: DatedRun): Promise<Simulation> {
  const tables = await tablesOf(run, ['totals', 'instruments']);
  const spreads = spreadsOf(tables.get('instruments'));
  const totals = spreadsOf(tables.get('totals'));
  const instruments = rowsOf(tables.get('instruments'), INSTRUMENT).map((row, at) => ({ ...row, of: spreads(at) }));
  return {
    totals: rowsOf(tables.get('totals'), { kind: 'text', price: 'number' }).map((row, at) => ({ ...row, of: totals(at) })),
    instruments,
    trusts: [...new Set(instruments.map(({ trust }) => trust))],
    hasPaths: (await tablesOf(run, ['path_values'], { limit: 1 })).has('path_values'),
  };
}

const FIELDS = ['mean', 'deviation', 'p1', 'p5', 'p25', 'p50', 'p75', 'p95', 'p99', 'shortfall'] as const;

function spreadsOf(table: TableJson | undefined): (row: number) => Record<Basis, Spread> {
  const column = (name: string) => (table === undefined ? new Float64Array() : numbersOf(table, name));
  const reader = (basis: Basis) => {
    const columns = FIELDS.map((field) => [field, column(`${basis}_${field}`)] as const);
    const errors = column(`${basis}_standard_error`);
    return (row: number): Spread => ({
      ...NOTHING,
      ...Object.fromEntries(columns.map(([field, values]) => [field, values[row] ?? Number.NaN])),
      error: errors[row] ?? Number.NaN,
    });
  };
  const [byYield, byRates] = [reader('by_yield'), reader('by_rates')];
  return (row) => ({ by_yield: byYield(row), by_rates: byRates(row) });
}

const NONE = Number.NaN;
const NOTHING: Spread = {
  mean: NONE,
  error: NONE,
  deviation: NONE,
  p1: NONE,
  p5: NONE,
  p25: NONE,
  p50: NONE,
  p75: NONE,
  p95: NONE,
  p99: NONE,
  shortfall: NONE,
};

/** One quantity of a trust by month. */
export interface Fan {
  readonly name: string;
  readonly dates: readonly string[];
  readonly ranges: readonly Range[];
  readonly lines: readonly Series[];
}

/** What these tables call quantities. */
const RESIDUAL = 'residual cash';
const POOL = 'pool balance';

/** The fans of a trust, what the residual is paid first. Entry 0 is the cut-off, which has no date, and is left out. */
export async function fansOf(run: DatedRun, trust: string): Promise<Fan[]> {
  const table = await tableOf(run, 'quantity_months', { trust });
  const groups = [...groupsOf(table, 'quantity')];
  return groups
    .toSorted(([a], [b]) => Number(b === RESIDUAL) - Number(a === RESIDUAL))
    .map(([name, all]): Fan => {
      const rows = {
        ...all,
        rows: all.rows.filter((row) => row[all.columns.findIndex((column) => column.name === 'date')] !== null),
      };
      const column = (of: string) => numbersOf(rows, of);
      return {
        name,
        dates: textsOf(rows, 'date'),
        ranges: [
          { name: '1 to 99 of 100 paths', low: column('p1'), high: column('p99'), colour: 'c1' },
          { name: '5 to 95 of 100 paths', low: column('p5'), high: column('p95'), colour: 'c1' },
          { name: '25 to 75 of 100 paths', low: column('p25'), high: column('p75'), colour: 'c1' },
        ],
        lines: [
          { name: 'Median', values: column('p50'), colour: 'c1' },
          { name: 'Mean', values: column('mean'), colour: 'target' },
        ],
      };
    });
}

const COLOURS = ['c1', 'c3', 'c2', 'c4', 'target', 'c6', 'c5', 'r0', 'r7', 'r10'];

/** How likely events of a trust are, by month, as shares of the paths. */
export interface Likelihood {
  readonly dates: readonly string[];
  /** Tests of the deal that hold, and OC that is below its target. */
  readonly tests: readonly Series[];
  /** Classes that have been written down by then. */
  readonly writedowns: readonly Series[];
}

const WRITTEN_DOWN = / written down$/;

/** Events of a trust while there is a pool on any path to speak of. Those that are never on are left out. */
export async function eventsOf(run: DatedRun, trust: string): Promise<Likelihood> {
  const groups = [...groupsOf(await tableOf(run, 'probability_months', { trust }), 'event')];
  const pool = groupsOf(await tableOf(run, 'quantity_months', { trust }), 'quantity').get(POOL);
  const length = pool === undefined ? Number.POSITIVE_INFINITY : lengthWithin([numbersOf(pool, 'p99').subarray(1)]);
  const all = groups
    .map(([name, rows]) => ({ name, values: numbersOf(rows, 'probability').slice(0, length) }))
    .filter(({ values }) => values.some((value) => value > 0));
  const coloured = (isWritedown: boolean) =>
    all
      .filter(({ name }) => WRITTEN_DOWN.test(name) === isWritedown)
      .map(
        ({ name, values }, at): Series => ({
          name: name.replace(WRITTEN_DOWN, ''),
          values,
          colour: COLOURS[at % COLOURS.length] ?? 'c1',
        }),
      );
  const dates = groups[0] === undefined ? [] : textsOf(groups[0][1], 'date').slice(0, length);
  return { dates, tests: coloured(false), writedowns: coloured(true) };
}

/** Values of every path of an instrument. */
export async function pathValues(run: DatedRun, trust: string, instrument: string): Promise<Float64Array> {
  return numbersOf(await tableOf(run, 'path_values', { trust, instrument: [instrument] }), 'value');
}
