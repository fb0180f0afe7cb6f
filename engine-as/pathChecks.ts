// What must hold of the tables that paths are generated from, before anything is drawn. The first breach is returned as a status with its
// region and entry.

import * as L from './layout';
import * as R from './layoutRules';
import { monthRows, pathRows, region, shapeOf, status } from './memory';

/** Months that a history or an average may reach back. */
const MOST_MONTHS: f64 = 1200.0;

/** Checks every table. Errors: STATUS_PATHS. */
export function checkPaths(): i32 {
  if (shapeOf(L.SHAPE_PATH_MONTHS) < 1) return status(L.STATUS_PATHS, L.REGION_PATH_PLAN, 0);
  let entry = wrongDimension();
  if (entry >= 0) return status(L.STATUS_PATHS, L.REGION_PATH_DIMENSIONS, entry);
  entry = wrongStepTerm();
  if (entry >= 0) return status(L.STATUS_PATHS, L.REGION_STEP_TERMS, entry);
  entry = wrongExponentTerm();
  if (entry >= 0) return status(L.STATUS_PATHS, L.REGION_EXPONENT_TERMS, entry);
  entry = wrongRecipeTerm();
  if (entry >= 0) return status(L.STATUS_PATHS, L.REGION_RECIPE_TERMS, entry);
  const recipes = shapeOf(L.SHAPE_RECIPES);
  for (let recipe = 0; recipe < recipes; recipe++) {
    if (!isRecipe(recipe)) return status(L.STATUS_PATHS, L.REGION_RECIPES, recipe);
  }
  for (let table = L.REGION_STEPS; table <= L.REGION_MOMENTS; table++) {
    if (table == L.REGION_EXPONENT_TERMS || table == L.REGION_RECIPE_TERMS) continue;
    entry = notFinite(table);
    if (entry >= 0) return status(L.STATUS_PATHS, table, entry);
  }
  return L.STATUS_OK;
}

// @ts-ignore: decorator
@inline
function bytesOf(index: i32): usize {
  return region(index + 1) - region(index);
}

/** The first number of a table of f64 that is none, or -1. */
function notFinite(index: i32): i32 {
  const count = <i32>(bytesOf(index) >> 3);
  for (let entry = 0; entry < count; entry++) {
    if (!isFinite<f64>(load<f64>(region(index) + (<usize>entry << 3)))) return entry;
  }
  return -1;
}

function wrongDimension(): i32 {
  const count = shapeOf(L.SHAPE_DRIVERS) * shapeOf(L.SHAPE_PATH_MONTHS);
  for (let entry = 0; entry < count; entry++) {
    const dimension = load<i32>(region(L.REGION_PATH_DIMENSIONS) + (<usize>entry << 2));
    if (dimension < -1 || dimension >= shapeOf(L.SHAPE_DIMENSIONS)) return entry;
  }
  return -1;
}

/** Terms stand in the order of the states they go to. */
function wrongStepTerm(): i32 {
  const count = shapeOf(L.SHAPE_STEP_TERMS);
  let before = 0;
  for (let term = 0; term < count; term++) {
    const to = load<i32>(region(L.REGION_STEP_TERMS) + (<usize>term << 3));
    const from = load<i32>(region(L.REGION_STEP_TERMS) + (<usize>term << 3), 4);
    if (to < before || to >= shapeOf(L.SHAPE_STATES)) return term;
    if (from < 0 || from >= shapeOf(L.SHAPE_STATES) + shapeOf(L.SHAPE_DRIVERS)) return term;
    before = to;
  }
  return -1;
}

/** Terms stand in the order of the exponents they are part of. */
function wrongExponentTerm(): i32 {
  const count = shapeOf(L.SHAPE_EXPONENT_TERMS);
  let before = 0;
  for (let term = 0; term < count; term++) {
    const at = region(L.REGION_EXPONENT_TERMS) + (<usize>term << 4);
    const exponent = load<i32>(at);
    const state = load<i32>(at, 4);
    if (exponent < before || exponent >= shapeOf(L.SHAPE_EXPONENTS) || state < 0 || state >= shapeOf(L.SHAPE_STATES)) return term;
    if (!isFinite<f64>(load<f64>(at, 8))) return term;
    before = exponent;
  }
  return -1;
}

function wrongRecipeTerm(): i32 {
  const count = shapeOf(L.SHAPE_RECIPE_TERMS);
  for (let term = 0; term < count; term++) {
    const at = region(L.REGION_RECIPE_TERMS) + (<usize>term << 4);
    const exponent = load<i32>(at);
    const weight = load<f64>(at, 8);
    if (exponent < 0 || exponent >= shapeOf(L.SHAPE_EXPONENTS) || !(weight > 0 && isFinite<f64>(weight))) return term;
  }
  return -1;
}

/** Whether a number is a whole one of 0 to `count` - 1. */
// @ts-ignore: decorator
@inline
function isCount(value: f64, count: i32): bool {
  return value >= 0 && value < <f64>count && value == floor(value);
}

// @ts-ignore: decorator
@inline
function column(recipe: i32, place: i32): f64 {
  return load<f64>(region(L.REGION_RECIPES) + (<usize>(recipe * R.RECIPE_COLUMNS + place) << 3));
}

function isRecipe(recipe: i32): bool {
  const planes = shapeOf(L.SHAPE_INDICES) + shapeOf(L.SHAPE_MARKET);
  const from = column(recipe, R.RECIPE_FROM);
  const count = column(recipe, R.RECIPE_COUNT);
  if (!isCount(column(recipe, R.RECIPE_KIND), R.RECIPE_KINDS)) return false;
  if (!isCount(column(recipe, R.RECIPE_PLANE), planes)) return false;
  if (!isCount(column(recipe, R.RECIPE_OFFSET), monthRows())) return false;
  const kind = <i32>column(recipe, R.RECIPE_KIND);
  if (kind == R.RECIPE_EXPONENT) return isCount(from, shapeOf(L.SHAPE_EXPONENTS));
  if (kind == R.RECIPE_STATE) return isCount(from, shapeOf(L.SHAPE_STATES));
  if (!(count >= 1 && count <= MOST_MONTHS && count == floor(count))) return false;
  if (kind == R.RECIPE_PAR) return isCount(from, shapeOf(L.SHAPE_RECIPE_TERMS)) && from + count <= <f64>shapeOf(L.SHAPE_RECIPE_TERMS);
  const lag = column(recipe, R.RECIPE_LAG);
  if (!(lag >= 0 && lag <= MOST_MONTHS && lag == floor(lag))) return false;
  // An average needs no history of its own month.
  const needed = kind == R.RECIPE_AVERAGE ? count + lag - 1 : count;
  const history = column(recipe, R.RECIPE_HISTORY);
  if (!(history >= 0 && history == floor(history) && history + needed <= <f64>shapeOf(L.SHAPE_HISTORY))) return false;
  return isCount(from, planes) && madeBefore(recipe, from, kind == R.RECIPE_AVERAGE ? column(recipe, R.RECIPE_OFFSET) : 0.0);
}

/** Whether an earlier recipe makes the plane, with the offset that its reader counts on. */
function madeBefore(recipe: i32, plane: f64, offset: f64): bool {
  for (let earlier = 0; earlier < recipe; earlier++) {
    if (column(earlier, R.RECIPE_PLANE) == plane) return column(earlier, R.RECIPE_OFFSET) == offset;
  }
  return false;
}
