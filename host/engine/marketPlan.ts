/**
 * A market model as a plan of generated paths: its states and their steps, its indices as recipes, discount factors, home prices and
 * multipliers as market planes.
 */
import type { IndexTables } from '../scenarios/market/indexValues.ts';
import type { MarketSteps } from '../scenarios/market/steps.ts';
import type { Exponential, PathPlan, PlanePlace, Recipe, Sampling, StepTerm } from './paths.ts';
import { SOBOL_DIMENSIONS } from './sobolDirections.ts';

/** How a market is drawn; `quasi` follows from the model unless it is given. */
export type MarketSampling = Omit<Sampling, 'quasi'> & { readonly quasi?: readonly number[] };

export interface MarketPlanOptions {
  /** Names of indices by row: what row k of the kernel's indices holds. A name may stand in several rows. */
  readonly rows: readonly string[];
  /**
   * Months from the observation of an index to the row it stands in: 1 for rates set at the start of their month; those in arrears stand
   * where they are observed. Default: 0.
   */
  readonly offset?: number;
  /** Planes of the factors as well. */
  readonly withFactors?: boolean;
}

export interface MarketPlan {
  readonly plan: PathPlan;
  /** The row of each index by name, those behind `rows` included that others are made of. */
  readonly indexRows: ReadonlyMap<string, number>;
  /** The market plane of `discount`, and of each group of home prices, multiplier and wanted factor by name. */
  readonly marketPlanes: ReadonlyMap<string, number>;
}

/** Variables of the discount factor's own driver that are Sobol points: with a bridge the first is nearly all that matters. */
const DISCOUNT_LEVELS = 4;

/**
 * The plan of a market. What no row needs is left out. Indices that `rows` does not name but others are made of stand in rows behind it.
 *
 * `steps` and `tables` are of one model, over the same months. Throws: Error for a name that the tables lack.
 */
export function marketPlan(
  steps: MarketSteps,
  tables: IndexTables,
  sampling: MarketSampling,
  options: MarketPlanOptions,
): MarketPlan {
  if (steps.months !== tables.months) throw new Error(`marketPlan: steps of ${steps.months} months, indices of ${tables.months}`);
  const drivers = driversOf(steps);
  const exponentials: Exponential[] = [];
  const marketPlanes = new Map<string, number>();
  const recipes: Recipe[] = [];
  const addPlane = (kind: 'state' | 'exponential', name: string, of: number) => {
    recipes.push({ kind, to: { market: marketPlanes.size }, of });
    marketPlanes.set(name, marketPlanes.size);
  };
  // The discount factor first: it is always there, and rates compounded in arrears are made of it.
  const values = steps.states.flatMap((state, place) => (state.kind === 'factor' ? [] : [{ ...state, place }]));
  for (const { name, shift, place } of values.toReversed()) {
    exponentials.push({ constants: shift, terms: [{ state: place, coefficient: 1 }] });
    addPlane('exponential', name, exponentials.length - 1);
  }
  if (options.withFactors === true) {
    for (const [place, { kind, name }] of steps.states.entries()) if (kind === 'factor') addPlane('state', name, place);
  }
  const indexRows = indexRecipes(tables, options, exponentials, { market: marketPlanes.get('discount') ?? 0 }, recipes);
  const plan: PathPlan = {
    sampling: { ...sampling, quasi: sampling.quasi ?? quasiOf(steps, drivers) },
    months: steps.months,
    states: steps.states.length,
    steps: stepTerms(steps, drivers),
    exponentials,
    recipes,
  };
  return { plan, indexRows, marketPlanes };
}

/** The states whose own variable moves anything, by driver. */
function driversOf({ states, root }: MarketSteps): number[] {
  const size = states.length;
  return states.flatMap((_, column) => (states.some((_, row) => root[row * size + column] !== 0) ? [column] : []));
}

/**
 * All Sobol dimensions that there are, in equal parts, but for a few of the discount factor's. Of 1,024 scrambled points some late dimensions
 * correlate by 0.66, of the first 64 no two beyond 0.09; on a bridge the late ones move little, and are still better than random numbers.
 */
function quasiOf({ states, months }: MarketSteps, drivers: readonly number[]): number[] {
  const last = states.length - 1;
  const own = drivers.includes(last) ? Math.min(DISCOUNT_LEVELS, months) : 0;
  const share = Math.floor((SOBOL_DIMENSIONS - own) / Math.max(1, drivers.length - (own > 0 ? 1 : 0)));
  return drivers.map((state) => (state === last ? own : Math.min(share, months)));
}

function stepTerms({ states, root }: MarketSteps, drivers: readonly number[]): StepTerm[] {
  return states.flatMap(({ decay, carry }, to): StepTerm[] => [
    ...(decay === 0 ? [] : [{ to, from: { state: to }, coefficient: decay }]),
    ...carry.flatMap((coefficient, state) => (coefficient === 0 ? [] : [{ to, from: { state }, coefficient }])),
    ...drivers.flatMap((column, driver) => {
      const coefficient = root[to * states.length + column] ?? 0;
      return coefficient === 0 ? [] : [{ to, from: { driver }, coefficient }];
    }),
  ]);
}

/** Adds the recipes of the indices that rows need, and the bonds that they need; gives the rows by name. */
function indexRecipes(
  { bonds, indices }: IndexTables,
  { rows, offset = 0 }: MarketPlanOptions,
  exponentials: Exponential[],
  discount: PlanePlace,
  recipes: Recipe[],
): Map<string, number> {
  const wanted = new Set(rows);
  for (const name of wanted) {
    const index = indices.find((each) => each.name === name);
    if (index === undefined) throw new Error(`marketPlan: the tables have no index '${name}'`);
    if (index.kind === 'average') wanted.add(indices[index.of]?.name ?? '');
  }
  const all = [...rows, ...[...wanted].filter((name) => !rows.includes(name))];
  const bondPlaces = new Map<number, number>();
  const exponentialOf = (bond: number): number => {
    const known = bondPlaces.get(bond);
    if (known !== undefined) return known;
    const { logA, loads } = bonds[bond] ?? { logA: [], loads: [] };
    const terms = loads.map((load, state) => ({ state, coefficient: -load }));
    const place = exponentials.push({ constants: logA, terms }) - 1;
    bondPlaces.set(bond, place);
    return place;
  };
  for (const index of indices) {
    const { scale, spread, floor } = index;
    for (const [row, name] of all.entries()) {
      if (name !== index.name) continue;
      const common = { to: { index: row }, offset: index.inArrears ? 0 : offset, scale, spread, floor };
      if (index.kind === 'par') {
        const terms = index.bonds.map((bond, k) => ({ exponential: exponentialOf(bond), weight: index.weights[k] ?? 0 }));
        recipes.push({ ...common, kind: 'par', bonds: terms });
      } else if (index.kind === 'compounded') {
        recipes.push({ ...common, kind: 'compounded', of: discount, months: index.months, growth: index.history });
      } else {
        const of = { index: all.indexOf(indices[index.of]?.name ?? '') };
        recipes.push({ ...common, kind: 'average', of, months: index.window, lag: index.lag, history: index.history });
      }
    }
  }
  return new Map(all.map((name, row) => [name, row]));
}
