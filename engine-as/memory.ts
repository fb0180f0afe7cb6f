// Lays the regions out in linear memory, once, and writes their addresses and byte lengths in the header.
//
//   | static data | header | shape | LOANS | COHORTS | CURVES | ... | VALUES |   every region starts on a multiple of 64
//
// The host reads the header and makes views; nothing moves and memory does not grow after `open`.

import * as L from './layout';
import * as R from './layoutRules';

const ALIGN: usize = 64;
const PAGE: usize = 65536;
/** Bytes of a point of a Brownian bridge: see bridge.ts. */
export const BRIDGE_BYTES: usize = 40;

export const header: usize = memory.data(L.HEADER_WORDS * 4, 16);
export const shape: usize = memory.data(L.SHAPE_WORDS * 4, 16);

/** Bytes between months of a plane [month][path]. */
export let rowBytes: usize = 0;
export let paths: i32 = 0;
export let isOpen: bool = false;

let end: usize = 0;

// @ts-ignore: decorator
@inline
export function shapeOf(word: i32): i32 {
  return load<i32>(shape + (<usize>word << 2));
}

// @ts-ignore: decorator
@inline
export function region(index: i32): usize {
  return <usize>load<u32>(header + (<usize>(L.HEADER_REGIONS + 2 * index) << 2));
}

/** Writes the status words and returns the status, so that callers can `return status(...)`. */
export function status(code: i32, at: i32, month: i32): i32 {
  store<i32>(header, code, L.HEADER_STATUS * 4);
  store<i32>(header, at, L.HEADER_STATUS_AT * 4);
  store<i32>(header, month, L.HEADER_STATUS_MONTH * 4);
  return code;
}

/** Column `column` of the loans: one f64 a loan. */
// @ts-ignore: decorator
@inline
export function loanColumn(column: i32): usize {
  assert(column < shapeOf(L.SHAPE_COLUMNS));
  return region(L.REGION_LOANS) + ((<usize>column * <usize>shapeOf(L.SHAPE_LOANS)) << 3);
}

// @ts-ignore: decorator
@inline
export function loanValue(column: i32, loan: i32): f64 {
  assert(loan >= 0 && loan < shapeOf(L.SHAPE_LOANS));
  return load<f64>(loanColumn(column) + (<usize>loan << 3));
}

// @ts-ignore: decorator
@inline
export function cohortValue(column: i32, cohort: i32): i32 {
  return load<i32>(region(L.REGION_COHORTS) + (<usize>(column * shapeOf(L.SHAPE_COHORTS) + cohort) << 2));
}

/** Row of plane `plane` at `month` in a region of planes with `rows` months each. */
// @ts-ignore: decorator
@inline
export function planeRow(base: usize, plane: i32, rows: i32, month: i32): usize {
  assert(plane >= 0 && month >= 0 && month < rows);
  return base + (<usize>plane * <usize>rows + <usize>month) * rowBytes;
}

/** Months of schedule rows: 0 to the last month, and beyond it a lag for liquidations and one for claims. */
// @ts-ignore: decorator
@inline
export function monthRows(): i32 {
  return shapeOf(L.SHAPE_MONTHS) + shapeOf(L.SHAPE_MAX_LAG) + shapeOf(L.SHAPE_CLAIM_LAG) + 2;
}

/** Groups of sums: the loans in which defaults go on, and one for each month of a lag before maturity. */
// @ts-ignore: decorator
@inline
export function sumGroups(): i32 {
  return 1 + shapeOf(L.SHAPE_MAX_LAG);
}

function place(index: i32, bytes: usize): void {
  const at = header + (<usize>(L.HEADER_REGIONS + 2 * index) << 2);
  store<u32>(at, <u32>end);
  store<u32>(at, <u32>bytes, 4);
  end = (end + bytes + ALIGN - 1) & ~(ALIGN - 1);
}

/** Months of generated paths: 0 to the last. */
// @ts-ignore: decorator
@inline
export function pathRows(): i32 {
  return shapeOf(L.SHAPE_PATH_MONTHS) + 1;
}

/** Bytes of what is worked on for one block of paths: see paths.ts. */
function pathBytes(): usize {
  const rows = <usize>pathRows();
  const row = <usize>L.BLOCK_PATHS << 3;
  // Points and signs; words of one driver; states before and after, exponents; the bridge and the intervals it is made of.
  return row + rows * (BRIDGE_BYTES + 16) + ((rows + 4) * row >> 1) + (2 * <usize>shapeOf(L.SHAPE_STATES) + <usize>shapeOf(L.SHAPE_EXPONENTS)) * row;
}

function placePaths(rows: usize): void {
  const months = <usize>pathRows();
  const drivers = <usize>shapeOf(L.SHAPE_DRIVERS);
  const recipes = <usize>shapeOf(L.SHAPE_RECIPES);
  place(L.REGION_PATH_PLAN, <usize>L.PLAN_WORDS << 2);
  place(L.REGION_PATH_DIMENSIONS, (drivers * (months - 1)) << 2);
  place(L.REGION_DIRECTIONS, (<usize>shapeOf(L.SHAPE_DIMENSIONS) * <usize>L.DIRECTION_WORDS) << 2);
  place(L.REGION_STEP_TERMS, <usize>shapeOf(L.SHAPE_STEP_TERMS) << 3);
  place(L.REGION_STEPS, (<usize>shapeOf(L.SHAPE_STEP_TERMS) * months) << 3);
  place(L.REGION_EXPONENTS, (<usize>shapeOf(L.SHAPE_EXPONENTS) * months) << 3);
  place(L.REGION_EXPONENT_TERMS, <usize>shapeOf(L.SHAPE_EXPONENT_TERMS) << 4);
  place(L.REGION_RECIPES, (recipes * <usize>R.RECIPE_COLUMNS) << 3);
  place(L.REGION_RECIPE_TERMS, <usize>shapeOf(L.SHAPE_RECIPE_TERMS) << 4);
  place(L.REGION_SPREADS, (recipes * months) << 3);
  place(L.REGION_HISTORY, <usize>shapeOf(L.SHAPE_HISTORY) << 3);
  place(L.REGION_MOMENTS, (4 * drivers * (months - 1)) << 3);
  place(L.REGION_PATHS, pathBytes());
  const blocks = <usize>((paths + L.BLOCK_PATHS - 1) / L.BLOCK_PATHS);
  place(L.REGION_VARIABLES, drivers > 0 ? blocks * drivers * months * (<usize>L.BLOCK_PATHS << 3) : 0);
  place(L.REGION_MARKET, <usize>shapeOf(L.SHAPE_MARKET) * rows * rowBytes);
}

function placeBehaviour(rows: usize): void {
  const rules = <usize>shapeOf(L.SHAPE_RULES);
  const curves = <usize>shapeOf(L.SHAPE_CURVES);
  const planes = <usize>(shapeOf(L.SHAPE_INDICES) + shapeOf(L.SHAPE_MARKET));
  const isMoved = shapeOf(L.SHAPE_PATH_MONTHS) > 0;
  place(L.REGION_RULES, (rules * <usize>R.RULE_COLUMNS) << 3);
  place(L.REGION_RULE_ROWS, (rules * <usize>R.RULE_ROWS * rows) << 3);
  place(L.REGION_BUCKETS, (<usize>(shapeOf(L.SHAPE_BUCKETS) * R.BUCKET_COLUMNS)) << 3);
  place(L.REGION_CURVE_RULES, isMoved ? curves << 2 : 0);
  place(L.REGION_BASE_CURVES, isMoved ? (curves * rows) << 3 : 0);
  place(L.REGION_FORWARD, isMoved ? (planes * rows) << 4 : 0);
  const tables = <usize>(max(1, shapeOf(L.SHAPE_MARKET)) * (R.TABLE_STEPS + 1));
  place(L.REGION_BEHAVIOUR, isMoved ? rows * (24 + (<usize>L.BLOCK_PATHS << 3)) + (tables << 3) : 0);
}

/** Paths after padding: one vector or two where so few are given, four where paths are generated, which goes four at a time. */
function paddedPaths(): i32 {
  const given = shapeOf(L.SHAPE_PATHS);
  const multiple = given > L.NARROW_PATHS || shapeOf(L.SHAPE_PATH_MONTHS) > 0 ? L.PATHS_MULTIPLE : 2;
  return (given + multiple - 1) & -multiple;
}

/**
 * Lays all regions out for the shape that the host has written, and grows memory to hold them.
 *
 * Errors: STATUS_SHAPE, STATUS_MEMORY.
 */
export function lay(): i32 {
  isOpen = false;
  for (let word = 0; word < L.SHAPE_WORDS; word++) {
    if (shapeOf(word) < 0 || shapeOf(word) > 1 << 28) return status(L.STATUS_SHAPE, word, 0);
  }
  if (shapeOf(L.SHAPE_PATHS) == 0) return status(L.STATUS_SHAPE, L.SHAPE_PATHS, 0);
  if (shapeOf(L.SHAPE_EVERY) == 0) return status(L.STATUS_SHAPE, L.SHAPE_EVERY, 0);
  if (shapeOf(L.SHAPE_COLUMNS) < L.LOAN_COLUMNS) return status(L.STATUS_SHAPE, L.SHAPE_COLUMNS, 0);
  if (shapeOf(L.SHAPE_SUMS) < L.SUM_COUNT) return status(L.STATUS_SHAPE, L.SHAPE_SUMS, 0);

  paths = paddedPaths();
  rowBytes = <usize>paths << 3;
  // Strides that are multiples of a large power of two fall on the same few cache sets.
  if (rowBytes % 512 == 0) rowBytes += 64;

  const rows = <usize>monthRows();
  const periods = <usize>shapeOf(L.SHAPE_PERIODS) + 1;
  const groups = <usize>sumGroups();
  const cohorts = <usize>shapeOf(L.SHAPE_COHORTS);
  const lanes = <usize>L.BLOCK_PATHS;
  const lag = <usize>shapeOf(L.SHAPE_MAX_LAG);
  const sums = <usize>shapeOf(L.SHAPE_SUMS);

  end = (__heap_base + ALIGN - 1) & ~(ALIGN - 1);
  place(L.REGION_LOANS, (<usize>shapeOf(L.SHAPE_COLUMNS) * <usize>shapeOf(L.SHAPE_LOANS)) << 3);
  place(L.REGION_COHORTS, (<usize>L.COHORT_COLUMNS * cohorts) << 2);
  place(L.REGION_CURVES, <usize>shapeOf(L.SHAPE_CURVES) * rows * rowBytes);
  place(L.REGION_INDICES, <usize>shapeOf(L.SHAPE_INDICES) * rows * rowBytes);
  place(L.REGION_FIXED_SUMS, (cohorts * sums * groups * rows) << 3);
  place(L.REGION_LANE_SUMS, (sums * groups * rows * lanes) << 3);
  place(L.REGION_TAIL, <usize>shapeOf(L.SHAPE_TAIL_ENTRIES) * 24);
  // Excess of severity over balance and the default history, a row a month; then survivals of the tails, and the reach of severities by vector.
  place(L.REGION_CREDIT, (2 * rows * lanes + groups * lanes + ((rows * lanes) >> 1)) << 3);
  // Records of a tile, its events, and the rings of balances and defaults of the loans in it; or those of one loan and its claims.
  const claims = <usize>shapeOf(L.SHAPE_CLAIM_LAG) + 1;
  place(L.REGION_TILE, <usize>L.TILE_LOANS * (lanes * (6 + 2 * (lag + 2)) * 8 + 64) + lanes * claims * 8);
  place(L.REGION_REMIT, <usize>shapeOf(L.SHAPE_GROUPS) * <usize>L.REMIT_COUNT * periods * rowBytes);
  place(L.REGION_PROGRAM, <usize>(shapeOf(L.SHAPE_INSTRUCTIONS) * L.INSTRUCTION_WORDS) << 2);
  place(L.REGION_CONSTANTS, <usize>shapeOf(L.SHAPE_CONSTANTS) << 3);
  place(L.REGION_SCALARS, (<usize>shapeOf(L.SHAPE_SCALARS) * periods) << 3);
  place(L.REGION_REGISTERS, <usize>shapeOf(L.SHAPE_REGISTERS) * rowBytes);
  place(L.REGION_OUTPUTS, <usize>shapeOf(L.SHAPE_OUTPUTS) * periods * rowBytes);
  place(L.REGION_CHECKS, <usize>shapeOf(L.SHAPE_CHECKS) * rowBytes);
  place(L.REGION_DISCOUNTS, (<usize>(2 * shapeOf(L.SHAPE_DISCOUNTS)) * periods) << 3);
  place(L.REGION_VALUES, <usize>L.VALUE_COUNT * rowBytes);
  place(L.REGION_PENALTIES, (<usize>shapeOf(L.SHAPE_PENALTIES) * rows) << 3);
  placePaths(rows);
  placeBehaviour(rows);

  const pages = (end + PAGE - 1) / PAGE;
  const have = <usize>memory.size();
  if (pages > have && memory.grow(<i32>(pages - have)) < 0) return status(L.STATUS_MEMORY, <i32>pages, 0);

  // A kernel may be opened again for another trust: what the last one left must not be read.
  const first = region(L.REGION_LOANS);
  memory.fill(first, 0, end - first);

  store<i32>(header, L.VERSION, L.HEADER_VERSION * 4);
  store<i32>(header, <i32>rowBytes, L.HEADER_ROW_BYTES * 4);
  store<i32>(header, paths, L.HEADER_PATHS * 4);
  isOpen = true;
  return status(L.STATUS_OK, 0, 0);
}
