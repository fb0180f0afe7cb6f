// The register machine. A register is one f64 a path; an instruction works on all paths; conditions are selects.
//
// The kernel knows no tranche and no trigger: the host has lowered a deal to a list of instructions in single-assignment form.
// Constants are written to registers once; the list is run once a period; registers that OP_MOVE writes carry over.

import * as L from './layout';
import { least, most, splat } from './lanes';
import { monthRows, planeRow, region, rowBytes, shapeOf, status } from './memory';
import { remitRow } from './credit';

// @ts-ignore: decorator
@inline
function register(index: i32): usize {
  return region(L.REGION_REGISTERS) + <usize>index * rowBytes;
}

// @ts-ignore: decorator
@inline
function truth(mask: v128): v128 {
  return v128.and(mask, splat(1.0));
}

/** Fills the registers from `first` on with the constants, the same on every path. */
function spreadConstants(first: i32): void {
  const count = shapeOf(L.SHAPE_CONSTANTS);
  const from = region(L.REGION_CONSTANTS);
  for (let k = 0; k < count; k++) {
    fill(register(first + k), v128.load64_splat(from + (<usize>k << 3)));
  }
}

// @ts-ignore: decorator
@inline
function fill(at: usize, value: v128): void {
  for (let end = at + rowBytes; at < end; at += 16) v128.store(at, value);
}

// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize): void {
  memory.copy(to, from, rowBytes);
}

/** Refuses a program with an operation, a register or a plane that does not exist. */
export function checkProgram(): i32 {
  const registers = shapeOf(L.SHAPE_REGISTERS);
  const count = shapeOf(L.SHAPE_INSTRUCTIONS);
  let at = region(L.REGION_PROGRAM);
  for (let k = 0; k < count; k++, at += L.INSTRUCTION_WORDS << 2) {
    const op = load<i32>(at);
    const dst = load<i32>(at, 4), a = load<i32>(at, 8), b = load<i32>(at, 12), c = load<i32>(at, 16);
    if (op < 0 || op >= L.OP_COUNT || dst < 0 || a < 0 || c < 0) return status(L.STATUS_PROGRAM, k, op);
    let fits = dst < registers;
    if (op == L.OP_LOAD_REMIT) fits = fits && a < shapeOf(L.SHAPE_GROUPS) * L.REMIT_COUNT && (b == 0 || b == -1);
    else if (op == L.OP_LOAD_INDEX) fits = fits && a < shapeOf(L.SHAPE_INDICES);
    else if (op == L.OP_LOAD_SCALAR) fits = fits && a < shapeOf(L.SHAPE_SCALARS);
    else if (op == L.OP_STORE) fits = dst < shapeOf(L.SHAPE_OUTPUTS) && a < registers;
    else if (op == L.OP_BREACH) fits = dst < shapeOf(L.SHAPE_CHECKS) && a < registers;
    else if (op == L.OP_CONVOLVE) {
      fits = fits && a < shapeOf(L.SHAPE_GROUPS) * L.REMIT_COUNT && (b == 0 || b == -1) && c < shapeOf(L.SHAPE_OUTPUTS);
    }
    else fits = fits && a < registers && b >= 0 && b < registers && c < registers;
    if (!fits) return status(L.STATUS_PROGRAM, k, op);
  }
  return L.STATUS_OK;
}

/**
 * Puts registers and checks to what they are before the first period.
 *
 * `firstConstant` is the first register of the constants; registers that carry state start at 0 unless the program says otherwise.
 */
export function beginProgram(firstConstant: i32): void {
  memory.fill(region(L.REGION_REGISTERS), 0, <usize>shapeOf(L.SHAPE_REGISTERS) * rowBytes);
  memory.fill(region(L.REGION_CHECKS), 0, <usize>shapeOf(L.SHAPE_CHECKS) * rowBytes);
  spreadConstants(firstConstant);
}

/** Runs the program over all periods, from what `beginProgram` left. */
export function runProgram(): void {
  const periods = shapeOf(L.SHAPE_PERIODS);
  for (let period = 1; period <= periods; period++) runPeriod(period);
}

function runPeriod(period: i32): void {
  const count = shapeOf(L.SHAPE_INSTRUCTIONS);
  let at = region(L.REGION_PROGRAM);
  for (let k = 0; k < count; k++, at += L.INSTRUCTION_WORDS << 2) {
    const op = load<i32>(at);
    const to = load<i32>(at, 4);
    const a = load<i32>(at, 8);
    const b = load<i32>(at, 12);
    const c = load<i32>(at, 16);
    if (op <= L.OP_LOAD_SCALAR) loadInput(op, register(to), a, b, period);
    else if (op == L.OP_STORE) copy(planeRow(region(L.REGION_OUTPUTS), to, shapeOf(L.SHAPE_PERIODS) + 1, period), register(a));
    else if (op == L.OP_CONVOLVE) convolve(register(to), a, period, b, c);
    else if (op == L.OP_BREACH) breach(region(L.REGION_CHECKS) + <usize>to * rowBytes, register(a));
    else apply(op, register(to), register(a), register(b), register(c));
  }
}

function loadInput(op: i32, to: usize, a: i32, b: i32, period: i32): void {
  if (op == L.OP_LOAD_REMIT) copy(to, remitRow(0, a, period + b, 0));
  else if (op == L.OP_LOAD_SCALAR) {
    fill(to, v128.load64_splat(region(L.REGION_SCALARS) + (<usize>(a * (shapeOf(L.SHAPE_PERIODS) + 1) + period) << 3)));
  } else {
    const month = (period - 1) * shapeOf(L.SHAPE_EVERY) + 1;
    copy(to, planeRow(region(L.REGION_INDICES), a, monthRows(), min(month, monthRows() - 1)));
  }
}

/** What was bought on each earlier date, as output `bought` has it, times what a dollar of it gives that many dates later. */
function convolve(to: usize, plane: i32, period: i32, offset: i32, bought: i32): void {
  const rows = shapeOf(L.SHAPE_PERIODS) + 1;
  const end = to + rowBytes;
  fill(to, splat(0.0));
  for (let then = 1; then < period; then++) {
    let amount = planeRow(region(L.REGION_OUTPUTS), bought, rows, then);
    let gives = remitRow(0, plane, period + offset - then, 0);
    for (let at = to; at < end; at += 16, amount += 16, gives += 16) {
      v128.store(at, f64x2.add(v128.load(at), f64x2.mul(v128.load(amount), v128.load(gives))));
    }
  }
}

function breach(to: usize, from: usize): void {
  for (let end = to + rowBytes; to < end; to += 16, from += 16) {
    // Unlike pmax, max keeps what is not a number: a check that cannot be reckoned has failed.
    v128.store(to, f64x2.max(v128.load(to), f64x2.abs(v128.load(from))));
  }
}

function apply(op: i32, to: usize, a: usize, b: usize, c: usize): void {
  const end = to + rowBytes;
  const half = splat(L.HALF_CENT);
  switch (op) {
    case L.OP_ADD:
      for (; to < end; to += 16, a += 16, b += 16) v128.store(to, f64x2.add(v128.load(a), v128.load(b)));
      break;
    case L.OP_SUB:
      for (; to < end; to += 16, a += 16, b += 16) v128.store(to, f64x2.sub(v128.load(a), v128.load(b)));
      break;
    case L.OP_MUL:
      for (; to < end; to += 16, a += 16, b += 16) v128.store(to, f64x2.mul(v128.load(a), v128.load(b)));
      break;
    case L.OP_DIV:
      for (; to < end; to += 16, a += 16, b += 16, c += 16) {
        const divisor = v128.load(b);
        const isZero = f64x2.eq(divisor, splat(0.0));
        v128.store(to, v128.bitselect(v128.load(c), f64x2.div(v128.load(a), divisor), isZero));
      }
      break;
    case L.OP_MIN:
      for (; to < end; to += 16, a += 16, b += 16) v128.store(to, least(v128.load(a), v128.load(b)));
      break;
    case L.OP_MAX:
      for (; to < end; to += 16, a += 16, b += 16) v128.store(to, most(v128.load(a), v128.load(b)));
      break;
    case L.OP_LT:
      for (; to < end; to += 16, a += 16, b += 16) v128.store(to, truth(f64x2.lt(v128.load(a), v128.load(b))));
      break;
    case L.OP_LE:
      for (; to < end; to += 16, a += 16, b += 16) v128.store(to, truth(f64x2.le(v128.load(a), v128.load(b))));
      break;
    case L.OP_EQ:
      for (; to < end; to += 16, a += 16, b += 16) v128.store(to, truth(f64x2.eq(v128.load(a), v128.load(b))));
      break;
    case L.OP_LT_MONEY:
      for (; to < end; to += 16, a += 16, b += 16) {
        v128.store(to, truth(f64x2.lt(v128.load(a), f64x2.sub(v128.load(b), half))));
      }
      break;
    case L.OP_LE_MONEY:
      for (; to < end; to += 16, a += 16, b += 16) {
        v128.store(to, truth(f64x2.le(v128.load(a), f64x2.add(v128.load(b), half))));
      }
      break;
    case L.OP_EQ_MONEY:
      for (; to < end; to += 16, a += 16, b += 16) {
        v128.store(to, truth(f64x2.le(f64x2.abs(f64x2.sub(v128.load(a), v128.load(b))), half)));
      }
      break;
    case L.OP_SELECT:
      for (; to < end; to += 16, a += 16, b += 16, c += 16) {
        const isTrue = f64x2.ne(v128.load(a), splat(0.0));
        v128.store(to, v128.bitselect(v128.load(b), v128.load(c), isTrue));
      }
      break;
    case L.OP_ROUND:
      for (; to < end; to += 16, a += 16, b += 16) {
        const step = v128.load(b);
        v128.store(to, f64x2.mul(f64x2.nearest(f64x2.div(v128.load(a), step)), step));
      }
      break;
    case L.OP_FLOOR:
      for (; to < end; to += 16, a += 16, b += 16) {
        const step = v128.load(b);
        v128.store(to, f64x2.mul(f64x2.floor(f64x2.div(v128.load(a), step)), step));
      }
      break;
    default: // OP_MOVE: checkProgram has refused everything else
      memory.copy(to, a, rowBytes);
  }
}

/**
 * After the last period. x - x is 0 unless x is infinite or not a number: one pass over each output, reported with its period.
 *
 * Errors: STATUS_OUTPUT at the first output that is not finite.
 */
export function finiteOutputs(): i32 {
  const outputs = shapeOf(L.SHAPE_OUTPUTS);
  const periods = shapeOf(L.SHAPE_PERIODS);
  for (let output = 0; output < outputs; output++) {
    for (let period = 1; period <= periods; period++) {
      let at = planeRow(region(L.REGION_OUTPUTS), output, periods + 1, period);
      let sum = splat(0.0);
      for (const end = at + rowBytes; at < end; at += 16) sum = f64x2.add(sum, f64x2.sub(v128.load(at), v128.load(at)));
      if (v128.any_true(f64x2.ne(sum, splat(0.0)))) return status(L.STATUS_OUTPUT, output, period);
    }
  }
  return L.STATUS_OK;
}
