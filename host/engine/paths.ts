/**
 * A plan of generated paths: plain tables that say how normal variables become rates, discount factors, home prices and multipliers, and
 * with which numbers they are drawn. Path i of a plan is the same in whatever block, on whatever thread it is generated: a plan and a range
 * of paths say everything. Models make plans; here is what a plan holds, and how it is written into the kernel's memory.
 */
import * as L from '../../engine-as/layout.ts';
import * as R from '../../engine-as/layoutRules.ts';
import { type Fault, WeirError } from '../errors.ts';
import type { GeneratedShape, Kernel } from './kernel.ts';
import { reversedDirections, SOBOL_DIMENSIONS } from './sobolDirections.ts';

/** How normal variables are drawn. */
export interface Sampling {
  /** A whole number from 0 to 2^53 - 1. */
  readonly seed: number;
  /** Which of the independent randomizations of the same seed, from 0. */
  readonly randomization: number;
  /** Path 2k + 1 has the variables of path 2k with the other sign. */
  readonly antithetic: boolean;
  /** Variables are points of a Brownian bridge over the months, the coarsest first; otherwise one a month. */
  readonly bridge: boolean;
  /** What makes randomizations of the Sobol points: nested scrambling, a shift of their digits, or nothing (for tests). */
  readonly scramble: 'owen' | 'shift' | 'none';
  /**
   * By driver, the most important one first: how many of its leading variables are Sobol points; those beyond are random. One entry a
   * driver; all 0 for plain Monte Carlo. Dimensions are dealt out variable by variable, in turn to the drivers that still want one.
   */
  readonly quasi: readonly number[];
}

/** One term of a step: what a state takes from the states of the month before or from a variable of the month. */
export interface StepTerm {
  readonly to: number;
  readonly from: { readonly state: number } | { readonly driver: number };
  /** The same in every month, or by month: entry m for the step into month m, entry 0 unused. */
  readonly coefficient: number | ArrayLike<number>;
}

/** exp(constant + sum of coefficient x state): a bond's price, a discount factor, a home price, a multiplier. */
export interface Exponential {
  /** By month from 0. */
  readonly constants: ArrayLike<number>;
  readonly terms: readonly { readonly state: number; readonly coefficient: number }[];
}

/** Where a recipe's plane stands: among the indices, which the loans and the program read, or among the market planes. */
export type PlanePlace = { readonly index: number } | { readonly market: number };

interface RateRecipe {
  readonly to: PlanePlace;
  /** Months from the observation to the row it stands in: 1 for a rate set at the start of its month. Rows before it repeat the first. */
  readonly offset: number;
  /** Default: 1. */
  readonly scale?: number;
  /** Added after the scale, the same in every month or by month of observation. Units: decimal a year. */
  readonly spread?: number | ArrayLike<number>;
  /** Default: none. */
  readonly floor?: number;
}

/** What is made into a plane. Recipes are followed in order. */
export type Recipe =
  | { readonly kind: 'exponential'; readonly to: PlanePlace; readonly of: number }
  | { readonly kind: 'state'; readonly to: PlanePlace; readonly of: number }
  /** (1 - last bond) / sum of weight x bond: a par rate, and with one bond a simple rate. `exponential` is the bond's price. Units: years. */
  | (RateRecipe & { readonly kind: 'par'; readonly bonds: readonly { readonly exponential: number; readonly weight: number }[] })
  /** What a dollar grew by over the last `months`, from a plane of discount factors. `growth[k]`: what a dollar grew to over the last k + 1 months before the cut-off. */
  | (RateRecipe & {
      readonly kind: 'compounded';
      readonly of: PlanePlace;
      readonly months: number;
      readonly growth: ArrayLike<number>;
    })
  /**
   * The mean of `months` observations of a plane with the same offset, the last one `lag` months ago; `history` has those before the
   * cut-off, the latest first.
   */
  | (RateRecipe & {
      readonly kind: 'average';
      readonly of: PlanePlace;
      readonly months: number;
      readonly lag: number;
      readonly history: ArrayLike<number>;
    });

/** Means and reciprocal deviations of the variables over a fixed set of paths, [driver][level]; see `matchMoments`. */
export interface MatchedMoments {
  readonly means: Float64Array;
  readonly scales: Float64Array;
}

export interface PathPlan {
  readonly sampling: Sampling;
  /** Months that are generated: the same for every trust of a run, since a bridge depends on where it ends. */
  readonly months: number;
  readonly states: number;
  readonly steps: readonly StepTerm[];
  readonly exponentials: readonly Exponential[];
  readonly recipes: readonly Recipe[];
  readonly matched?: MatchedMoments;
}

/** Lower than any rate: a floor that does nothing. */
const NO_FLOOR = -1e9;

/** Most paths of a plan: points are numbered by words of 32 bits. */
export const MOST_PATHS = 2 ** 31;

/**
 * Refuses numbers that cannot be drawn with. Throws: REQUEST_INVALID, every fault at once. What points nowhere in the tables is a slip of
 * who made them, and is refused by the kernel.
 */
export function checkSampling({ sampling, months }: PathPlan): void {
  const { seed, randomization, quasi } = sampling;
  const faults: Fault[] = [];
  const refuse = (place: string, got: number, expected: string) =>
    faults.push({ code: 'REQUEST_INVALID', place, got: String(got), expected });
  if (!Number.isSafeInteger(seed) || seed < 0) refuse('seed', seed, 'a whole number from 0 to 2^53 - 1');
  if (!isCount(randomization) || randomization >= 2 ** 31) refuse('randomization', randomization, 'a whole number from 0');
  if (!isCount(months) || months < 1) refuse('months', months, 'a whole number of months, 1 or more');
  const wanted = quasi.reduce((sum, levels) => sum + Math.min(levels, months), 0);
  if (wanted > SOBOL_DIMENSIONS) refuse('quasi', wanted, `at most ${SOBOL_DIMENSIONS} Sobol dimensions in all`);
  quasi.forEach((levels, driver) => {
    if (!isCount(levels)) refuse(`quasi[${driver}]`, levels, 'a whole number of variables, 0 or more');
  });
  if (faults.length > 0) throw new WeirError(faults);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** The Sobol dimension of each variable of each driver, or -1. Shape: [driver][level]. */
export function dimensionsOf({ sampling, months }: PathPlan): Int32Array {
  const dimensions = new Int32Array(sampling.quasi.length * months).fill(-1);
  let next = 0;
  for (let level = 0; level < months; level++) {
    sampling.quasi.forEach((levels, driver) => {
      if (level < levels) dimensions[driver * months + level] = next++;
    });
  }
  return dimensions;
}

/** Planes of a kind that a plan makes: one more than the last one. */
export function planeCount({ recipes }: PathPlan, kind: 'index' | 'market'): number {
  return recipes.reduce((most, { to }) => Math.max(most, kind in to ? 1 + numberOf(to) : 0), 0);
}

function numberOf(place: PlanePlace): number {
  return 'index' in place ? place.index : place.market;
}

/** The counts that the kernel lays out for a plan. Throws: REQUEST_INVALID. */
export function generatedShape(plan: PathPlan): GeneratedShape {
  checkSampling(plan);
  const { sampling, months, states, steps, exponentials, recipes } = plan;
  return {
    drivers: sampling.quasi.length,
    states,
    pathMonths: months,
    dimensions: sampling.quasi.reduce((sum, levels) => sum + Math.min(levels, months), 0),
    stepTerms: steps.length,
    exponents: exponentials.length,
    exponentTerms: exponentials.reduce((sum, { terms }) => sum + terms.length, 0),
    recipes: recipes.length,
    recipeTerms: recipes.reduce((sum, recipe) => sum + (recipe.kind === 'par' ? recipe.bonds.length : 0), 0),
    history: recipes.reduce((sum, recipe) => sum + historyOf(recipe).length, 0),
    market: planeCount(plan, 'market'),
  };
}

function historyOf(recipe: Recipe): ArrayLike<number> {
  if (recipe.kind === 'compounded') return recipe.growth;
  return recipe.kind === 'average' ? recipe.history : [];
}

/** Writes the tables of a plan into a kernel that was opened with its shape; `indices` is the number that it was opened with. */
export function writePlan(kernel: Kernel, plan: PathPlan, indices: number): void {
  const { sampling, months, matched } = plan;
  const words = kernel.words(L.REGION_PATH_PLAN);
  words[L.PLAN_SEED_LOW] = (sampling.seed % 2 ** 32) | 0;
  words[L.PLAN_SEED_HIGH] = Math.floor(sampling.seed / 2 ** 32);
  words[L.PLAN_RANDOMIZATION] = sampling.randomization;
  words[L.PLAN_FLAGS] =
    (sampling.antithetic ? L.PLAN_ANTITHETIC : 0) |
    (sampling.bridge ? L.PLAN_BRIDGE : 0) |
    (sampling.scramble === 'owen' ? L.PLAN_OWEN : 0) |
    (sampling.scramble === 'shift' ? L.PLAN_SHIFT : 0) |
    (matched === undefined ? 0 : L.PLAN_MATCHED);
  words[L.PLAN_DRAWN] = 0;
  const dimensions = dimensionsOf(plan);
  kernel.words(L.REGION_PATH_DIMENSIONS).set(dimensions);
  const directions = kernel.words(L.REGION_DIRECTIONS);
  const used = dimensions.reduce((most, dimension) => Math.max(most, dimension + 1), 0);
  reversedDirections(used).forEach((row, dimension) => {
    directions.set(row, dimension * L.DIRECTION_WORDS);
  });
  if (matched !== undefined) {
    const moments = kernel.floats(L.REGION_MOMENTS);
    moments.set(matched.means);
    moments.set(matched.scales, sampling.quasi.length * months);
  }
  writeSteps(kernel, plan);
  writeExponentials(kernel, plan);
  writeRecipes(kernel, plan, indices);
}

/** Fills the indices and market planes of a kernel that holds a plan, in every lane: the paths from `firstPath` on. Throws: KERNEL_STATUS. */
export function generateBlock(kernel: Kernel, firstPath: number): void {
  kernel.words(L.REGION_PATH_PLAN)[L.PLAN_FIRST_PATH] = firstPath;
  kernel.generate();
}

/** The kernel wants terms in the order of the states they go to. */
function writeSteps(kernel: Kernel, { steps, states, months }: PathPlan): void {
  const terms = kernel.words(L.REGION_STEP_TERMS);
  const coefficients = kernel.floats(L.REGION_STEPS);
  steps
    .toSorted((a, b) => a.to - b.to)
    .forEach(({ to, from, coefficient }, term) => {
      terms.set([to, 'state' in from ? from.state : states + from.driver], 2 * term);
      for (let month = 1; month <= months; month++) coefficients[month * steps.length + term] = entryOf(coefficient, month);
    });
}

function writeExponentials(kernel: Kernel, { exponentials, months }: PathPlan): void {
  const constants = kernel.floats(L.REGION_EXPONENTS);
  const terms = pairs(kernel, L.REGION_EXPONENT_TERMS);
  let next = 0;
  exponentials.forEach((exponential, place) => {
    for (let month = 0; month <= months; month++) constants[place * (months + 1) + month] = entryOf(exponential.constants, month);
    for (const { state, coefficient } of exponential.terms) terms(next++, place, state, coefficient);
  });
}

function writeRecipes(kernel: Kernel, { recipes, months }: PathPlan, indices: number): void {
  const rows = kernel.floats(L.REGION_RECIPES);
  const bonds = pairs(kernel, L.REGION_RECIPE_TERMS);
  const spreads = kernel.floats(L.REGION_SPREADS);
  const history = kernel.floats(L.REGION_HISTORY);
  const planeOf = (place: PlanePlace) => ('index' in place ? place.index : indices + place.market);
  let nextBond = 0;
  let nextHistory = 0;
  recipes.forEach((recipe, place) => {
    const put = (column: number, value: number) => {
      rows[place * R.RECIPE_COLUMNS + column] = value;
    };
    put(R.RECIPE_PLANE, planeOf(recipe.to));
    if (recipe.kind === 'exponential' || recipe.kind === 'state') {
      put(R.RECIPE_KIND, recipe.kind === 'state' ? R.RECIPE_STATE : R.RECIPE_EXPONENT);
      put(R.RECIPE_FROM, recipe.of);
      return;
    }
    put(R.RECIPE_OFFSET, recipe.offset);
    put(R.RECIPE_SCALE, recipe.scale ?? 1);
    put(R.RECIPE_FLOOR, recipe.floor ?? NO_FLOOR);
    for (let row = 0; row <= months; row++) spreads[place * (months + 1) + row] = entryOf(recipe.spread ?? 0, row);
    if (recipe.kind === 'par') {
      put(R.RECIPE_KIND, R.RECIPE_PAR);
      put(R.RECIPE_FROM, nextBond);
      put(R.RECIPE_COUNT, recipe.bonds.length);
      for (const { exponential, weight } of recipe.bonds) bonds(nextBond++, exponential, 0, weight);
      return;
    }
    put(R.RECIPE_KIND, recipe.kind === 'average' ? R.RECIPE_AVERAGE : R.RECIPE_COMPOUNDED);
    put(R.RECIPE_FROM, planeOf(recipe.of));
    put(R.RECIPE_COUNT, recipe.months);
    put(R.RECIPE_HISTORY, nextHistory);
    if (recipe.kind === 'average') put(R.RECIPE_LAG, recipe.lag);
    const past = historyOf(recipe);
    for (let k = 0; k < past.length; k++) history[nextHistory++] = entryOf(past, k);
  });
}

/** Writes entries {i32, i32, f64} of a region. */
function pairs(kernel: Kernel, region: number): (entry: number, first: number, second: number, value: number) => void {
  const words = kernel.words(region);
  const floats = kernel.floats(region);
  return (entry, first, second, value) => {
    words.set([first, second], 4 * entry);
    floats[2 * entry + 1] = value;
  };
}

/** A table's entry; one that is missing is no number, which the kernel refuses with its place. */
function entryOf(table: number | ArrayLike<number>, entry: number): number {
  return typeof table === 'number' ? table : (table[entry] ?? Number.NaN);
}
