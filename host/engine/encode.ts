/** Turns a program into what the kernel reads: opcodes, registers, constants. The one place where operations have numbers. */
import * as L from '../../engine-as/layout.ts';
import type { Instruction, PairOperation, Program, Remittance, Value } from '../deal/program.ts';

/** A program ready for the kernel. */
export interface EncodedProgram {
  /** Instructions, INSTRUCTION_WORDS words each. */
  readonly words: Int32Array;
  /** What states begin with, then constants; they fill the registers from `firstConstant` on. */
  readonly constants: Float64Array;
  readonly firstConstant: number;
  readonly registers: number;
  readonly outputs: readonly string[];
  readonly checks: readonly string[];
}

const PAIR_OPCODES: Readonly<Record<PairOperation, number>> = {
  add: L.OP_ADD,
  sub: L.OP_SUB,
  mul: L.OP_MUL,
  min: L.OP_MIN,
  max: L.OP_MAX,
  lt: L.OP_LT,
  le: L.OP_LE,
  eq: L.OP_EQ,
  ltMoney: L.OP_LT_MONEY,
  leMoney: L.OP_LE_MONEY,
  eqMoney: L.OP_EQ_MONEY,
  round: L.OP_ROUND,
  floor: L.OP_FLOOR,
};

export const REMIT_PLANES: Readonly<Record<Remittance, number>> = {
  performing: L.REMIT_PERFORMING,
  foreclosure: L.REMIT_FORECLOSURE,
  defaults: L.REMIT_DEFAULTS,
  prepaid: L.REMIT_PREPAID,
  amortized: L.REMIT_AMORTIZED,
  amortizedDefaulted: L.REMIT_AMORTIZED_DEFAULTED,
  recovery: L.REMIT_RECOVERY,
  loss: L.REMIT_LOSS,
  interestDue: L.REMIT_INTEREST_DUE,
  interestLost: L.REMIT_INTEREST_LOST,
  servicing: L.REMIT_SERVICING,
  deferred: L.REMIT_DEFERRED,
  penalty: L.REMIT_PENALTY,
  delinquent: L.REMIT_DELINQUENT,
  prepaidInterest: L.REMIT_PREPAID_INTEREST,
  owned: L.REMIT_OWNED,
};

export interface EncodeOptions {
  /** Keep these outputs only; the others, and what only they need, are left out. Default: all. */
  readonly outputs?: ReadonlySet<string>;
  /** Store the value of every note as an output `note <k>`: for traces. */
  readonly withNotes?: boolean;
}

/** Encodes a program. Registers: states, constants, then temporaries, reused as soon as their last reader has run. */
export function encodeProgram(program: Program, options: EncodeOptions = {}): EncodedProgram {
  const { instructions } = program;
  // Purchases are read again on later dates: their output is kept whether it is asked for or not.
  const reread = new Set(instructions.flatMap((instruction) => (instruction.op === 'bought' ? [instruction.output] : [])));
  const outputs = program.outputs.filter(
    ({ name }) => options.outputs === undefined || options.outputs.has(name) || reread.has(name),
  );
  const stored =
    options.withNotes === true
      ? [...outputs, ...program.notes.map(({ value }, note) => ({ name: `note ${note}`, value }))]
      : outputs;
  const { isUsed, states } = livingStates(program, [
    ...stored.map(({ value }) => value),
    ...program.checks.map(({ value }) => value),
  ]);

  const constants = [...states.map(({ initial }) => initial)];
  const placeOf = new Map(states.map(({ place }, register) => [place, register]));
  const registers = new Map<Value, number>();
  instructions.forEach((instruction, value) => {
    if (!isUsed[value]) return;
    if (instruction.op === 'state') registers.set(value, placeOf.get(instruction.state) ?? 0);
    if (instruction.op === 'constant') registers.set(value, constants.push(instruction.value) - 1);
  });

  const words: number[] = [];
  const emit = (op: number, to: number, a = 0, b = 0, c = 0) => words.push(op, to, a, b, c);
  const pool = new RegisterPool(constants.length);
  const lastUse = lastUses(
    instructions,
    isUsed,
    states.map(({ next }) => next),
  );
  const register = (value: Value): number => {
    const at = registers.get(value);
    if (at === undefined) throw new Error(`encode: value ${value} is read before it is made`);
    return at;
  };
  const storesOf = grouped(stored.map(({ value }, output) => [value, output]));
  const checksOf = grouped(program.checks.map(({ value }, check) => [value, check]));
  const emitUses = (value: Value) => {
    for (const output of storesOf.get(value) ?? []) emit(L.OP_STORE, output, register(value));
    for (const check of checksOf.get(value) ?? []) emit(L.OP_BREACH, check, register(value));
  };

  instructions.forEach((instruction, value) => {
    if (!isUsed[value]) return;
    if (instruction.op !== 'state' && instruction.op !== 'constant') {
      const operands = operandsOf(instruction).map(register);
      for (const operand of new Set(operandsOf(instruction))) {
        if (lastUse[operand] === value && isTemporary(instructions[operand])) pool.release(register(operand));
      }
      const to = pool.take();
      registers.set(value, to);
      if (instruction.op === 'bought') {
        const output = stored.findIndex(({ name }) => name === instruction.output);
        emit(L.OP_CONVOLVE, to, planeOf(instruction), instruction.offset, output);
      } else emitInstruction(instruction, to, operands, emit);
    }
    emitUses(value);
    if (lastUse[value] === undefined && isTemporary(instruction)) pool.release(register(value));
  });

  // A state may take the value that another state has now: copies first, then moves.
  const moves = states.flatMap(({ next }, state) => {
    if (register(next) === state) return [];
    if (instructions[next]?.op !== 'state') return [{ state, from: register(next) }];
    const copy = pool.take();
    emit(L.OP_MOVE, copy, register(next));
    return [{ state, from: copy }];
  });
  for (const { state, from } of moves) emit(L.OP_MOVE, state, from);

  return {
    words: Int32Array.from(words),
    constants: Float64Array.from(constants),
    firstConstant: 0,
    registers: pool.most,
    outputs: stored.map(({ name }) => name),
    checks: program.checks.map(({ name }) => name),
  };
}

/** Registers for temporaries: the one freed last is taken first, while it is still in the cache. */
class RegisterPool {
  readonly #free: number[] = [];
  most: number;

  constructor(first: number) {
    this.most = first;
  }

  take(): number {
    return this.#free.pop() ?? this.most++;
  }

  release(register: number): void {
    this.#free.push(register);
  }
}

function isTemporary(instruction: Instruction | undefined): boolean {
  return instruction !== undefined && instruction.op !== 'state' && instruction.op !== 'constant';
}

function operandsOf(instruction: Instruction): readonly Value[] {
  if ('c' in instruction) return [instruction.a, instruction.b, instruction.c];
  return 'b' in instruction ? [instruction.a, instruction.b] : [];
}

/**
 * What the roots need: values, and the states that some needed value reads, with what those take in turn. A state that only itself
 * reads is left out.
 */
function livingStates(
  { instructions, states }: Program,
  roots: readonly Value[],
): { isUsed: boolean[]; states: { place: number; initial: number; next: Value }[] } {
  const readers = new Map(
    instructions.flatMap((instruction, value) => (instruction.op === 'state' ? [[instruction.state, value] as const] : [])),
  );
  const living = new Set<number>();
  for (;;) {
    const isUsed = usedValues(instructions, [...roots, ...[...living].map((place) => states[place]?.next ?? 0)]);
    const found = states.flatMap((_, place) => (!living.has(place) && isUsed[readers.get(place) ?? -1] === true ? [place] : []));
    if (found.length === 0) {
      const kept = states.flatMap(({ initial, next }, place) => (living.has(place) ? [{ place, initial, next }] : []));
      return { isUsed, states: kept };
    }
    for (const place of found) living.add(place);
  }
}

/** Which values some root needs. */
function usedValues(instructions: readonly Instruction[], roots: readonly Value[]): boolean[] {
  const isUsed = instructions.map(() => false);
  for (const root of roots) isUsed[root] = true;
  for (let value = instructions.length - 1; value >= 0; value--) {
    const instruction = instructions[value];
    if (isUsed[value] && instruction !== undefined) for (const operand of operandsOf(instruction)) isUsed[operand] = true;
  }
  return isUsed;
}

/** The last instruction that reads each value; values that states take are read at the end. */
function lastUses(
  instructions: readonly Instruction[],
  isUsed: readonly boolean[],
  nexts: readonly Value[],
): (number | undefined)[] {
  const last: (number | undefined)[] = instructions.map(() => undefined);
  instructions.forEach((instruction, value) => {
    if (isUsed[value]) for (const operand of operandsOf(instruction)) last[operand] = value;
  });
  for (const next of nexts) last[next] = instructions.length;
  return last;
}

function grouped(pairs: readonly (readonly [Value, number])[]): Map<Value, number[]> {
  const groups = new Map<Value, number[]>();
  for (const [value, place] of pairs) groups.set(value, [...(groups.get(value) ?? []), place]);
  return groups;
}

function planeOf({ group, quantity }: { readonly group: number; readonly quantity: Remittance }): number {
  return group * L.REMIT_COUNT + REMIT_PLANES[quantity];
}

function emitInstruction(
  instruction: Exclude<Instruction, { op: 'bought' }>,
  to: number,
  [a = 0, b = 0, c = 0]: readonly number[],
  emit: (op: number, to: number, a?: number, b?: number, c?: number) => void,
): void {
  switch (instruction.op) {
    case 'constant':
    case 'state':
      return;
    case 'remit':
      return emit(L.OP_LOAD_REMIT, to, planeOf(instruction), instruction.offset);
    case 'index':
      return emit(L.OP_LOAD_INDEX, to, instruction.index);
    case 'scalar':
      return emit(L.OP_LOAD_SCALAR, to, instruction.scalar);
    case 'div':
      return emit(L.OP_DIV, to, a, b, c);
    case 'select':
      return emit(L.OP_SELECT, to, a, b, c);
    default:
      return emit(PAIR_OPCODES[instruction.op], to, a, b);
  }
}
