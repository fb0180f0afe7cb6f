/** A sensitivity as the page draws it: what every shock moved, by measure, for all trusts or for one. */
import { groupsOf, numbersOf, rowsOf, type TableJson, textsOf } from '../client/frame.ts';
import { type DatedRun, tablesOf } from './runs.ts';

/** Measures of trusts by their name in the tables. Those of the portfolio alone have columns in `totals` only. */
export const MEASURES = [
  { value: 'netAssets', text: 'Net trust assets', column: 'net_assets' },
  { value: 'collateral', text: 'Collateral', column: 'collateral' },
  { value: 'borrowings', text: 'Borrowings', column: 'borrowings' },
  { value: 'derivatives', text: 'Derivatives, net', column: 'derivatives' },
  { value: 'residual', text: 'Residual interests', column: 'residual' },
  { value: 'held', text: 'Classes held', column: 'held' },
  { value: 'availableForSale', text: 'Available for sale', column: 'available_for_sale' },
  { value: 'longTermDebt', text: 'Long-term debt', column: 'long_term_debt' },
] as const;
export type Measure = (typeof MEASURES)[number]['value'];
/** Of the portfolio alone. */
const TOTALS_ONLY: readonly Measure[] = ['availableForSale', 'longTermDebt'];

export interface ShockRow {
  readonly shock: string;
  readonly kind: string;
  readonly input: string;
  readonly about: string;
}

/** A grid: its axes, and the shock of every cell. */
export interface GridOf {
  readonly name: string;
  readonly axes: readonly { readonly input: string; readonly values: readonly number[] }[];
  /** The shock at values of the axes, in their order. */
  readonly shockAt: (values: readonly number[]) => string;
}

export interface Sensitivity {
  readonly shocks: readonly ShockRow[];
  readonly trusts: readonly string[];
  readonly grids: readonly GridOf[];
  readonly warnings: readonly { readonly trust: string; readonly warning: string }[];
  /** Of a measure, for a trust or for the consolidated ones together (''): its base, and by shock how far it moves. Units: dollars. */
  readonly moved: (measure: Measure, trust: string) => { readonly base: number; readonly changes: ReadonlyMap<string, number> };
}

/** Reads a sensitivity. */
export async function sensitivityOf(run: DatedRun): Promise<Sensitivity> {
  const tables = await tablesOf(run, ['shocks', 'totals', 'sensitivity', 'grids', 'warnings']);
  const byTrust = new Map([...(tables.has('sensitivity') ? groupsOf(tables.get('sensitivity')!, 'trust') : [])]);
  return {
    shocks: rowsOf(tables.get('shocks'), { shock: 'text', kind: 'text', input: 'text', about: 'text' }),
    trusts: [...byTrust.keys()],
    grids: gridsOf(tables.get('grids')),
    warnings: rowsOf(tables.get('warnings'), { trust: 'text', warning: 'text' }),
    moved(measure, trust) {
      const table = trust === '' ? tables.get('totals') : byTrust.get(trust);
      if (table === undefined) return { base: Number.NaN, changes: new Map() };
      return trust === '' ? movedTotal(table, measure) : movedTrust(table, measure);
    },
  };
}

/** The measures that there are for a trust, or for all. */
export function measuresFor(trust: string): readonly { readonly value: Measure; readonly text: string }[] {
  return trust === '' ? MEASURES : MEASURES.filter(({ value }) => !TOTALS_ONLY.includes(value));
}

function movedTotal(table: TableJson, measure: Measure): { base: number; changes: Map<string, number> } {
  const values = numbersOf(table, MEASURES.find(({ value }) => value === measure)?.column ?? '');
  const changes = new Map(textsOf(table, 'shock').map((shock, at) => [shock, values[at] ?? Number.NaN]));
  const base = changes.get('base') ?? Number.NaN;
  changes.delete('base');
  return { base, changes };
}

function movedTrust(table: TableJson, measure: Measure): { base: number; changes: Map<string, number> } {
  const rows = rowsOf(table, { shock: 'text', measure: 'text', base: 'number', change: 'number' }).filter(
    (row) => row.measure === measure,
  );
  return { base: rows[0]?.base ?? Number.NaN, changes: new Map(rows.map(({ shock, change }) => [shock, change])) };
}

/** One bar of a tornado: what the shocks of an input moved, from the lowest to the highest. */
export interface TornadoBar {
  readonly input: string;
  readonly low: number;
  readonly high: number;
  readonly shocks: readonly { readonly name: string; readonly change: number }[];
}

/** Bars by input, the widest range first; inputs that move nothing are left out. Shocks of grids are none of a tornado. */
export function tornado(shocks: readonly ShockRow[], changes: ReadonlyMap<string, number>): TornadoBar[] {
  const named = shocks.filter(({ kind }) => kind !== 'grid');
  return [...Map.groupBy(named, ({ input }) => input)]
    .map(([input, of]): TornadoBar => {
      const moves = of.map(({ shock }) => ({ name: shock, change: changes.get(shock) ?? 0 }));
      const all = moves.map(({ change }) => change);
      return { input, low: Math.min(0, ...all), high: Math.max(0, ...all), shocks: moves };
    })
    .filter(({ low, high }) => low !== 0 || high !== 0)
    .sort((a, b) => b.high - b.low - (a.high - a.low));
}

const AXES = [1, 2, 3];

function gridsOf(table: TableJson | undefined): GridOf[] {
  if (table === undefined) return [];
  return [...groupsOf(table, 'grid')].map(([name, rows]): GridOf => {
    const shocks = textsOf(rows, 'shock');
    const columns = AXES.map((axis) => ({
      input: textsOf(rows, `input_${axis}`)[0] ?? '',
      values: numbersOf(rows, `value_${axis}`),
    }));
    const axes = columns.filter(({ input }) => input !== '');
    const key = (values: readonly number[]) => values.join(' ');
    const places = new Map(shocks.map((shock, row) => [key(axes.map(({ values }) => values[row] ?? Number.NaN)), shock]));
    return {
      name,
      axes: axes.map(({ input, values }) => ({ input, values: [...new Set(values)] })),
      shockAt: (values) => places.get(key(values)) ?? '',
    };
  });
}

/** Inputs that are shifted and not multiplied. */
const SHIFTS = ['indices', 'rates'];

/** `× 1.5`, `+100 bp`. */
export function valueText(input: string, value: number): string {
  if (!SHIFTS.includes(input)) return `× ${value}`;
  return `${value < 0 ? '-' : value > 0 ? '+' : ''}${Number(Math.abs(value * 1e4).toPrecision(12))} bp`;
}
