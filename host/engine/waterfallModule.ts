/**
 * A WebAssembly module for one program: what the kernel's register machine does with a list of instructions, written out as straight code.
 * Two paths at a time go through all instructions of a period with their temporaries in locals, where the register machine takes one
 * instruction after the other over all paths and keeps every temporary in memory. Each operation on a path is the same, and in the same
 * order, so the bits are.
 *
 * Source of the encoding: WebAssembly Core Specification 2.0, chapter 5 (binary format).
 */
import * as L from '../../engine-as/layout.ts';
import type { EncodedProgram } from './encode.ts';

/** What of the kernel's memory is written into the code; where its regions begin is handed to it. */
export interface ProgramLayout {
  /** Bytes from one period to the next in every plane. */
  readonly rowBytes: number;
  readonly periods: number;
  /** Rows by month of the indices, and months a period. */
  readonly monthRows: number;
  readonly every: number;
}

/** The regions whose addresses the function is given, in this order, behind the period. */
export const PROGRAM_REGIONS = [
  L.REGION_REGISTERS,
  L.REGION_CONSTANTS,
  L.REGION_REMIT,
  L.REGION_INDICES,
  L.REGION_SCALARS,
  L.REGION_OUTPUTS,
  L.REGION_CHECKS,
] as const;

/** The name of the one function: (period, address of each region) -> nothing. */
export const PROGRAM_FUNCTION = 'period';
/** Where the module finds the kernel's memory. */
export const MEMORY_IMPORT = { module: 'kernel', name: 'memory' } as const;

/** Locals: parameters, the addresses of the row's lanes, where they end; then the temporaries. */
const PERIOD = 0;
const [REGISTERS, CONSTANTS, REMIT, INDICES, SCALARS, OUTPUTS, CHECKS] = [1, 2, 3, 4, 5, 6, 7] as const;
const END = 8;
const FIRST_TEMPORARY = 9;
/** Parameters that are addresses of rows, and move on by two paths. */
const MOVING = [REGISTERS, REMIT, INDICES, OUTPUTS, CHECKS] as const;

const I32 = 0x7f;
const V128 = 0x7b;
const LANES_BYTES = 16;

/** Opcodes of one byte. */
const [LOOP, BR_IF, END_OF_BLOCK, LOCAL_GET, LOCAL_SET] = [0x03, 0x0d, 0x0b, 0x20, 0x21] as const;
const [I32_CONST, I32_LT_U, I32_ADD, I32_SUB, I32_MUL, SELECT, I32_LT_S] = [0x41, 0x49, 0x6a, 0x6b, 0x6c, 0x1b, 0x48] as const;
const NO_RESULT = 0x40;
/** Opcodes behind the prefix of vectors. */
const V = {
  load: 0x00,
  load64Splat: 0x0a,
  store: 0x0b,
  constant: 0x0c,
  eq: 0x47,
  ne: 0x48,
  lt: 0x49,
  le: 0x4b,
  and: 0x4e,
  bitselect: 0x52,
  floor: 0x75,
  nearest: 0x94,
  abs: 0xec,
  add: 0xf0,
  sub: 0xf1,
  mul: 0xf2,
  div: 0xf3,
  max: 0xf5,
  pmin: 0xf6,
  pmax: 0xf7,
} as const;

/** Whether a program can be written out: purchases are sums over dates, which stay with the register machine. */
export function canBeWrittenOut({ words }: EncodedProgram): boolean {
  for (let at = 0; at < words.length; at += L.INSTRUCTION_WORDS) if (words[at] === L.OP_CONVOLVE) return false;
  return true;
}

/** The bytes of the module. The program has no purchases: see `canBeWrittenOut`. */
export function waterfallModule(program: EncodedProgram, layout: ProgramLayout): Uint8Array {
  const temporaries = program.registers - program.constants.length;
  const code = new Code();
  code.locals([
    [1, I32],
    [temporaries, V128],
  ]);
  rowAddresses(code, layout);
  code.byte(LOOP, NO_RESULT);
  new Instructions(code, program, layout).write();
  for (const local of MOVING) code.get(local).number(LANES_BYTES).byte(I32_ADD).set(local);
  code.get(REGISTERS).get(END).byte(I32_LT_U, BR_IF, 0);
  code.byte(END_OF_BLOCK, END_OF_BLOCK);
  return moduleOf(code.bytes);
}

/** From addresses of regions to those of the period's rows. Remittances begin a row earlier: a program may read the period before. */
function rowAddresses(code: Code, { rowBytes, monthRows, every }: ProgramLayout): void {
  code.get(REGISTERS).number(rowBytes).byte(I32_ADD).set(END);
  const toRow = (local: number, before: number) =>
    code.get(local).get(PERIOD).number(before).byte(I32_SUB).number(rowBytes).byte(I32_MUL, I32_ADD).set(local);
  toRow(REMIT, 1);
  toRow(OUTPUTS, 0);
  code.get(SCALARS).get(PERIOD).number(8).byte(I32_MUL, I32_ADD).set(SCALARS);
  // The month in which the period begins, or the last row there is; PERIOD is free from here on.
  code.get(PERIOD).number(1).byte(I32_SUB).number(every).byte(I32_MUL).number(1).byte(I32_ADD).set(PERIOD);
  code.get(PERIOD).number(monthRows - 1);
  code
    .get(PERIOD)
    .number(monthRows - 1)
    .byte(I32_LT_S, SELECT)
    .set(PERIOD);
  code.get(INDICES).get(PERIOD).number(rowBytes).byte(I32_MUL, I32_ADD).set(INDICES);
}

/** Writes the instructions of a program for two paths. */
class Instructions {
  readonly #code: Code;
  readonly #words: Int32Array;
  readonly #layout: ProgramLayout;
  /** States and constants; temporaries are numbered behind them. */
  readonly #firstTemporary: number;
  /** Registers in memory: those that are moved to carry over. */
  readonly #states: ReadonlySet<number>;

  constructor(code: Code, { words, constants }: EncodedProgram, layout: ProgramLayout) {
    this.#code = code;
    this.#words = words;
    this.#layout = layout;
    this.#firstTemporary = constants.length;
    const states = new Set<number>();
    for (let at = 0; at < words.length; at += L.INSTRUCTION_WORDS) {
      const to = words[at + 1] ?? 0;
      if (words[at] === L.OP_MOVE && to < constants.length) states.add(to);
    }
    this.#states = states;
  }

  write(): void {
    for (let at = 0; at < this.#words.length; at += L.INSTRUCTION_WORDS) {
      const [op = 0, to = 0, a = 0, b = 0, c = 0] = this.#words.subarray(at, at + L.INSTRUCTION_WORDS);
      this.#instruction(op, to, a, b, c);
    }
  }

  #instruction(op: number, to: number, a: number, b: number, c: number): void {
    const { rowBytes, periods, monthRows } = this.#layout;
    const code = this.#code;
    if (op === L.OP_STORE) {
      code.get(OUTPUTS);
      this.#read(a);
      code.vectorAt(V.store, to * (periods + 1) * rowBytes);
      return;
    }
    if (op === L.OP_BREACH) {
      code
        .get(CHECKS)
        .get(CHECKS)
        .vectorAt(V.load, to * rowBytes);
      this.#read(a);
      code.vector(V.abs, V.max).vectorAt(V.store, to * rowBytes);
      return;
    }
    if (this.#states.has(to)) {
      code.get(REGISTERS);
      this.#read(a);
      code.vectorAt(V.store, to * rowBytes);
      return;
    }
    if (op === L.OP_LOAD_REMIT) code.get(REMIT).vectorAt(V.load, (a * (periods + 1) + b + 1) * rowBytes);
    else if (op === L.OP_LOAD_INDEX) code.get(INDICES).vectorAt(V.load, a * monthRows * rowBytes);
    else if (op === L.OP_LOAD_SCALAR) code.get(SCALARS).vectorAt(V.load64Splat, a * (periods + 1) * 8);
    else this.#value(op, a, b, c);
    code.set(FIRST_TEMPORARY + to - this.#firstTemporary);
  }

  /** Leaves the outcome of an operation on registers on the stack: what `apply` of engine-as/waterfall.ts does. */
  #value(op: number, a: number, b: number, c: number): void {
    const code = this.#code;
    const both = () => {
      this.#read(a);
      this.#read(b);
    };
    switch (op) {
      case L.OP_ADD:
      case L.OP_SUB:
      case L.OP_MUL:
      case L.OP_MIN:
      case L.OP_MAX:
        both();
        code.vector(PAIRS[op]);
        break;
      case L.OP_LT:
      case L.OP_LE:
      case L.OP_EQ:
        both();
        code.vector(COMPARED[op]).splat(1).vector(V.and);
        break;
      case L.OP_LT_MONEY:
        both();
        code.splat(L.HALF_CENT).vector(V.sub, V.lt).splat(1).vector(V.and);
        break;
      case L.OP_LE_MONEY:
        both();
        code.splat(L.HALF_CENT).vector(V.add, V.le).splat(1).vector(V.and);
        break;
      case L.OP_EQ_MONEY:
        both();
        code.vector(V.sub, V.abs).splat(L.HALF_CENT).vector(V.le).splat(1).vector(V.and);
        break;
      case L.OP_DIV:
        this.#read(c);
        both();
        code.vector(V.div);
        this.#read(b);
        code.splat(0).vector(V.eq, V.bitselect);
        break;
      case L.OP_SELECT:
        this.#read(b);
        this.#read(c);
        this.#read(a);
        code.splat(0).vector(V.ne, V.bitselect);
        break;
      case L.OP_ROUND:
      case L.OP_FLOOR:
        both();
        code.vector(V.div, op === L.OP_ROUND ? V.nearest : V.floor);
        this.#read(b);
        code.vector(V.mul);
        break;
      case L.OP_MOVE:
        this.#read(a);
        break;
      default:
        throw new Error(`waterfallModule: no operation ${op}`);
    }
  }

  #read(register: number): void {
    if (register >= this.#firstTemporary) this.#code.get(FIRST_TEMPORARY + register - this.#firstTemporary);
    else if (this.#states.has(register)) this.#code.get(REGISTERS).vectorAt(V.load, register * this.#layout.rowBytes);
    else this.#code.get(CONSTANTS).vectorAt(V.load64Splat, register * 8);
  }
}

const PAIRS = {
  [L.OP_ADD]: V.add,
  [L.OP_SUB]: V.sub,
  [L.OP_MUL]: V.mul,
  [L.OP_MIN]: V.pmin,
  [L.OP_MAX]: V.pmax,
} as const;
const COMPARED = { [L.OP_LT]: V.lt, [L.OP_LE]: V.le, [L.OP_EQ]: V.eq } as const;

/** Bytes of a function's body. */
class Code {
  readonly bytes: number[] = [];

  locals(groups: readonly (readonly [count: number, type: number])[]): void {
    this.bytes.push(...unsigned(groups.length));
    for (const [count, type] of groups) this.bytes.push(...unsigned(count), type);
  }

  byte(...bytes: readonly number[]): this {
    this.bytes.push(...bytes);
    return this;
  }

  get(local: number): this {
    return this.byte(LOCAL_GET, ...unsigned(local));
  }

  set(local: number): this {
    return this.byte(LOCAL_SET, ...unsigned(local));
  }

  /** A constant on the stack: a whole number. */
  number(value: number): this {
    return this.byte(I32_CONST, ...signed(value));
  }

  vector(...codes: readonly number[]): this {
    for (const code of codes) this.byte(VECTOR, ...unsigned(code));
    return this;
  }

  /** An access to memory, `offset` bytes behind the address on the stack, told to be aligned to eight bytes. */
  vectorAt(code: number, offset: number): this {
    return this.vector(code).byte(3, ...unsigned(offset));
  }

  splat(value: number): this {
    const bytes = new Uint8Array(new Float64Array([value, value]).buffer);
    return this.vector(V.constant).byte(...bytes);
  }
}

const VECTOR = 0xfd;
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00] as const;

/** A module of one function with the kernel's memory. */
function moduleOf(body: readonly number[]): Uint8Array {
  const parameters = Array.from({ length: 1 + PROGRAM_REGIONS.length }, () => I32);
  const memory = [...text(MEMORY_IMPORT.module), ...text(MEMORY_IMPORT.name), 0x02, 0x00, 0x01];
  return Uint8Array.from([
    ...HEADER,
    ...section(1, [1, 0x60, ...unsigned(parameters.length), ...parameters, 0]),
    ...section(2, [1, ...memory]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text(PROGRAM_FUNCTION), 0x00, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function text(value: string): number[] {
  return [value.length, ...new TextEncoder().encode(value)];
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    const low = rest & 0x7f;
    if ((rest >> 6 === 0 && (low & 0x40) === 0) || (rest >> 6 === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}
