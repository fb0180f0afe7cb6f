// The door: every function that the host may call. Numbers go in and out through the regions whose addresses are in the header;
// each function returns a status word (layout.ts), and none of them throws or allocates after `open`.
//
//   open -> (host writes loans, cohorts, program) -> prepare -> (host writes curves, indices) -> project -> run -> value
//
// Where indices are generated: (host writes the tables of paths and the first path) -> generate, and behave where curves move with the paths, before project.

import * as L from './layout';
import { scheduleAdjustable } from './adjustable';
import { fillCurves } from './behaviour';
import { checkLoans, checkPlanes } from './checks';
import { clearExcess, creditAdjustable, creditFixed } from './credit';
import { excessRows } from './creditTerms';
import { scheduleDetailed } from './detailed';
import { projectFuller } from './fuller';
import { cohortValue, header, isOpen, lay, paths, region, rowBytes, shape, shapeOf, status } from './memory';
import { addMoments, generatePaths } from './paths';
import { valueOutput } from './price';
import { philoxOfPlan } from './random';
import { findReach } from './reach';
import { loseBeforeTail, scheduleFixed } from './schedule';
import { fixedSums } from './sums';
import { survivalOfFixed } from './survival';
import { clearTail, excessOfTail, tailCount } from './tail';
import { exponential, inverseNormal, logarithm } from './transcendental';
import { beginProgram, checkProgram, finiteOutputs, runProgram } from './waterfall';

let usualSeverity: f64 = 1.0;
let isPrepared: bool = false;

/** Address of the shape words, which the host writes before `open`. */
export function shapeAddress(): usize {
  return shape;
}

/** Address of the header, which the host reads after `open`. */
export function headerAddress(): usize {
  return header;
}

/** Lays out all regions. */
export function open(): i32 {
  isPrepared = false;
  return lay();
}

/**
 * Once a trust: checks loans, cohorts and program, and makes the sums of fixed cohorts, which hold for every block of paths.
 *
 * The usual severity says in how many of their last months loans are looked at for losses beyond what is left of them; severities above it cost
 * time, loan by loan, where paths have them. STATUS_TAIL says that REGION_TAIL must be laid out larger.
 */
export function prepare(usual: f64): i32 {
  if (!isOpen) return status(L.STATUS_ORDER, 0, 0);
  usualSeverity = usual;
  let code = checkLoans();
  if (code != L.STATUS_OK) return code;
  code = checkProgram();
  if (code != L.STATUS_OK) return code;
  const cohorts = shapeOf(L.SHAPE_COHORTS);
  memory.fill(fixedSums(0), 0, fixedSums(cohorts) - fixedSums(0));
  clearTail();
  for (let cohort = 0; cohort < cohorts; cohort++) {
    if (cohortValue(L.COHORT_LOOP, cohort) != L.LOOP_FIXED) continue;
    code = scheduleFixed(cohort, usual);
    if (code != L.STATUS_OK) return code;
  }
  if (tailCount > shapeOf(L.SHAPE_TAIL_ENTRIES)) return status(L.STATUS_TAIL, tailCount, 0);
  isPrepared = true;
  return status(L.STATUS_OK, 0, 0);
}

/** Once a block of paths: loans and credit of every cohort, into the remittance planes. */
export function project(): i32 {
  if (!isPrepared) return status(L.STATUS_ORDER, 0, 0);
  let code = checkPlanes();
  if (code != L.STATUS_OK) return code;
  const planes = shapeOf(L.SHAPE_GROUPS) * L.REMIT_COUNT * (shapeOf(L.SHAPE_PERIODS) + 1);
  memory.fill(region(L.REGION_REMIT), 0, <usize>planes * rowBytes);
  const cohorts = shapeOf(L.SHAPE_COHORTS);
  for (let cohort = 0; cohort < cohorts; cohort++) {
    for (let path = 0; path < paths; path += L.BLOCK_PATHS) {
      code = projectBlock(cohort, path, min(L.BLOCK_PATHS, paths - path) >> 1);
      if (code != L.STATUS_OK) return code;
    }
  }
  return status(L.STATUS_OK, 0, 0);
}

function projectBlock(cohort: i32, path: i32, vectors: i32): i32 {
  const loop = cohortValue(L.COHORT_LOOP, cohort);
  if (loop == L.LOOP_FULLER) return projectFuller(cohort, path, vectors);
  clearExcess();
  if (loop == L.LOOP_FIXED) {
    excessOfTail(cohort, path, vectors);
    findReach(cohort, path, vectors);
    loseBeforeTail(cohort, path, vectors, usualSeverity);
    creditFixed(cohort, path, vectors);
    return L.STATUS_OK;
  }
  if (loop == L.LOOP_DETAILED) {
    const code = scheduleDetailed(cohort, path, vectors, excessRows());
    if (code == L.STATUS_OK) creditAdjustable(cohort, path, vectors);
    return code;
  }
  const code = scheduleAdjustable(cohort, path, vectors, usualSeverity, excessRows());
  if (code == L.STATUS_OK) creditAdjustable(cohort, path, vectors);
  return code;
}

/** Once a block of paths, after `project`: the priority of payments. `firstConstant` is the first register of the constants. */
export function run(firstConstant: i32): i32 {
  const code = beginRun(firstConstant);
  if (code != L.STATUS_OK) return code;
  runProgram();
  return endRun();
}

/** The first part of `run`: a module that was made for the program does the second in its own way. */
export function beginRun(firstConstant: i32): i32 {
  if (!isOpen) return status(L.STATUS_ORDER, 0, 0);
  beginProgram(firstConstant);
  return status(L.STATUS_OK, 0, 0);
}

/** The last part of `run`. */
export function endRun(): i32 {
  const code = finiteOutputs();
  return code == L.STATUS_OK ? status(L.STATUS_OK, 0, 0) : code;
}

/** Values one output plane, or the sum of two, at one row of discount factors. */
export function value(first: i32, second: i32, discount: i32): i32 {
  return valueOutput(first, second, discount);
}

/** Times the loan loop of one cohort alone, without credit: for benchmarks. */
export function scheduleOnly(cohort: i32): i32 {
  if (!isPrepared) return status(L.STATUS_ORDER, 0, 0);
  for (let path = 0; path < paths; path += L.BLOCK_PATHS) {
    const code = scheduleAdjustable(cohort, path, min(L.BLOCK_PATHS, paths - path) >> 1, usualSeverity, excessRows());
    if (code != L.STATUS_OK) return code;
  }
  return status(L.STATUS_OK, 0, 0);
}

/** Times the fixed-rate fuller loop of one cohort alone: for benchmarks. */
export function survivalOnly(cohort: i32): i32 {
  if (!isPrepared) return status(L.STATUS_ORDER, 0, 0);
  for (let path = 0; path < paths; path += L.BLOCK_PATHS) survivalOfFixed(cohort, path, min(L.BLOCK_PATHS, paths - path) >> 1);
  return status(L.STATUS_OK, 0, 0);
}

/** Once a block of paths, before `project`: indices and market planes from the tables of paths, up to a stage (STAGE_ALL makes all). */
export function generate(stage: i32): i32 {
  return generatePaths(stage);
}

/** Once a block of paths, after `generate` and before `project`: curves from the given ones and the rules of behaviour. */
export function behave(): i32 {
  return fillCurves();
}

/** Once a block of paths: adds their normal variables to the sums of REGION_MOMENTS. */
export function moments(): i32 {
  return addMoments();
}

/** One of the kernel's own functions by itself, row 0 of REGION_VALUES to row 1: for tests and benchmarks. */
export function functionOnly(which: i32): i32 {
  if (!isOpen) return status(L.STATUS_ORDER, 0, 0);
  const from = region(L.REGION_VALUES);
  for (let v: usize = 0; v < <usize>paths << 3; v += 16) {
    const x = v128.load(from + v);
    v128.store(
      from + rowBytes + v,
      which == L.FUNCTION_EXPONENTIAL ? exponential(x) : which == L.FUNCTION_LOGARITHM ? logarithm(x) : inverseNormal(x),
    );
  }
  return status(L.STATUS_OK, 0, 0);
}

/** The random generator by itself, from the counter in the plan: for tests. */
export function randomOnly(): i32 {
  if (!isOpen) return status(L.STATUS_ORDER, 0, 0);
  philoxOfPlan();
  return status(L.STATUS_OK, 0, 0);
}
