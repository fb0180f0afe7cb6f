/**
 * A deal's payments as a program: a list of instructions in single-assignment form, run once a payment date, each on all paths at
 * once. Names, no addresses: `engine/encode` turns operations into opcodes and values into registers.
 *
 * The builder never makes the same value twice and folds what is constant; what nothing uses is left out when the list is finished.
 */
import { fail } from '../errors.ts';

/** A value: the number of the instruction that makes it. */
export type Value = number;

/** Remittance quantities of a collateral group, as the kernel's planes have them. */
export const REMITTANCES = [
  'performing',
  'foreclosure',
  'defaults',
  'prepaid',
  'amortized',
  'amortizedDefaulted',
  'recovery',
  'loss',
  'interestDue',
  'interestLost',
  'servicing',
  'deferred',
  'penalty',
  'delinquent',
  'prepaidInterest',
  'owned',
] as const;
export type Remittance = (typeof REMITTANCES)[number];

/** Operations on two values. */
export type PairOperation =
  | 'add'
  | 'sub'
  | 'mul'
  | 'min'
  | 'max'
  | 'lt'
  | 'le'
  | 'eq'
  | 'ltMoney'
  | 'leMoney'
  | 'eqMoney'
  | 'round'
  | 'floor';

export type Instruction =
  | { readonly op: 'constant'; readonly value: number }
  | { readonly op: 'state'; readonly state: number }
  | { readonly op: 'remit'; readonly group: number; readonly quantity: Remittance; readonly offset: 0 | -1 }
  | {
      readonly op: 'bought';
      readonly group: number;
      readonly quantity: Remittance;
      readonly offset: 0 | -1;
      readonly output: string;
    }
  | { readonly op: 'index'; readonly index: number }
  | { readonly op: 'scalar'; readonly scalar: number }
  | { readonly op: PairOperation; readonly a: Value; readonly b: Value }
  | { readonly op: 'div' | 'select'; readonly a: Value; readonly b: Value; readonly c: Value };

/** A number by payment date that is the same on every path. */
export type ScalarSource =
  | { readonly kind: 'month' | 'date' | 'days' }
  | { readonly kind: 'fraction'; readonly tranche: number }
  | { readonly kind: 'hedge'; readonly hedge: number; readonly leg: 'fixed' | 'float' }
  | { readonly kind: 'reo'; readonly group: number }
  | { readonly kind: 'schedule'; readonly schedule: string };

/** A line of a trace: what a step did, and the value that says how much. */
export interface Note {
  readonly step: number;
  readonly text: string;
  readonly value: Value;
  /** The tranche, fund, fee or quantity it is about. */
  readonly of: string;
}

export interface Program {
  readonly instructions: readonly Instruction[];
  /** What each state begins with, and the value it takes at the end of a date. */
  readonly states: readonly { readonly name: string; readonly initial: number; readonly next: Value }[];
  readonly scalars: readonly ScalarSource[];
  readonly outputs: readonly { readonly name: string; readonly value: Value }[];
  /** Values that should be 0 on every path and date; the worst is reported. */
  readonly checks: readonly { readonly name: string; readonly value: Value }[];
  readonly notes: readonly Note[];
}

const HALF_CENT = 0.005;

/** Far beyond any deal: a file that asks for more would be worked on for minutes. */
const MOST_OPERATIONS = 400_000;

/** What an operation gives for two constants: the kernel's own arithmetic, one rounding each. */
export const FOLD: Record<PairOperation, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  min: (a, b) => (b < a ? b : a),
  max: (a, b) => (a < b ? b : a),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  eq: (a, b) => Number(a === b),
  ltMoney: (a, b) => Number(a < b - HALF_CENT),
  leMoney: (a, b) => Number(a <= b + HALF_CENT),
  eqMoney: (a, b) => Number(Math.abs(a - b) <= HALF_CENT),
  round: (a, b) => nearestEven(a / b) * b,
  floor: (a, b) => Math.floor(a / b) * b,
};

function nearestEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x - Math.trunc(x)) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Collects a program. Values may be used as soon as they are made; states are set once. */
export class ProgramBuilder {
  readonly #instructions: Instruction[] = [];
  readonly #known = new Map<string, Value>();
  readonly #states: { name: string; initial: number; next: Value | undefined }[] = [];
  readonly #stateByName = new Map<string, number>();
  readonly #scalars: ScalarSource[] = [];
  readonly #scalarByKey = new Map<string, number>();
  #asked = 0;
  readonly #outputs: { name: string; value: Value }[] = [];
  readonly #checks: { name: string; value: Value }[] = [];
  readonly #notes: Note[] = [];

  constant(value: number): Value {
    // What overflows would be no number further on, and no number is neither above a bound nor below it.
    if (!Number.isFinite(value)) {
      fail({ code: 'DEAL_RANGE', place: 'an expression', got: `arithmetic that gives ${value}`, expected: 'finite numbers' });
    }
    return this.#make({ op: 'constant', value });
  }

  remit(group: number, quantity: Remittance, offset: 0 | -1 = 0): Value {
    return this.#make({ op: 'remit', group, quantity, offset });
  }

  /** What purchases of earlier dates give, as output `output` has them, for what a dollar gives in `quantity` so long after. */
  bought(group: number, quantity: Remittance, offset: 0 | -1, output: string): Value {
    return this.#make({ op: 'bought', group, quantity, offset, output });
  }

  index(index: number): Value {
    return this.#make({ op: 'index', index });
  }

  scalar(source: ScalarSource): Value {
    const key = JSON.stringify(source);
    let scalar = this.#scalarByKey.get(key);
    if (scalar === undefined) {
      scalar = this.#scalars.push(source) - 1;
      this.#scalarByKey.set(key, scalar);
    }
    return this.#make({ op: 'scalar', scalar });
  }

  /** What a state holds at the start of a date. */
  state(name: string, initial: number): Value {
    let state = this.#stateByName.get(name);
    if (state === undefined) {
      state = this.#states.push({ name, initial, next: undefined }) - 1;
      this.#stateByName.set(name, state);
    }
    return this.#make({ op: 'state', state });
  }

  /** What a state will hold at the start of the next date. */
  setState(name: string, next: Value): void {
    const state = this.#states[this.#stateByName.get(name) ?? -1];
    if (state === undefined) throw new Error(`program: state ${name} is set before it is made`);
    state.next = next;
  }

  pair(op: PairOperation, a: Value, b: Value): Value {
    const x = this.constantOf(a);
    const y = this.constantOf(b);
    if (x !== undefined && y !== undefined) return this.constant(FOLD[op](x, y));
    const simpler = this.#simplify(op, a, b, x, y);
    return simpler ?? this.#make({ op, a, b });
  }

  add(a: Value, b: Value): Value {
    return this.pair('add', a, b);
  }

  sub(a: Value, b: Value): Value {
    return this.pair('sub', a, b);
  }

  mul(a: Value, b: Value): Value {
    return this.pair('mul', a, b);
  }

  min(a: Value, b: Value): Value {
    return this.pair('min', a, b);
  }

  max(a: Value, b: Value): Value {
    return this.pair('max', a, b);
  }

  /** The larger of a value and 0. */
  positive(a: Value): Value {
    const made = this.#instructions[a];
    // The larger of something and what is not negative is not negative.
    if (made?.op === 'max' && ((this.constantOf(made.b) ?? -1) >= 0 || (this.constantOf(made.a) ?? -1) >= 0)) return a;
    return this.pair('max', a, this.constant(0));
  }

  /** b == 0 ? c : a / b. */
  div(a: Value, b: Value, whenZero: Value): Value {
    const divisor = this.constantOf(b);
    const dividend = this.constantOf(a);
    if (divisor === 0) return whenZero;
    if (divisor !== undefined && dividend !== undefined) return this.constant(dividend / divisor);
    if (divisor === 1) return a;
    return this.#make({ op: 'div', a, b, c: whenZero });
  }

  /** test != 0 ? then : otherwise. */
  select(test: Value, then: Value, otherwise: Value): Value {
    const known = this.constantOf(test);
    if (known !== undefined) return known !== 0 ? then : otherwise;
    if (then === otherwise) return then;
    return this.#make({ op: 'select', a: test, b: then, c: otherwise });
  }

  sum(values: readonly Value[]): Value {
    return values.reduce((total, value) => this.add(total, value), this.constant(0));
  }

  output(name: string, value: Value): void {
    this.#outputs.push({ name, value });
  }

  check(name: string, value: Value): void {
    this.#checks.push({ name, value });
  }

  note(note: Note): void {
    this.#notes.push(note);
  }

  /** The number that a value always has, or undefined. */
  constantOf(value: Value): number | undefined {
    const made = this.#instructions[value];
    return made?.op === 'constant' ? made.value : undefined;
  }

  finish(): Program {
    return {
      instructions: this.#instructions,
      states: this.#states.map(({ name, initial, next }) => {
        if (next === undefined) throw new Error(`program: state ${name} is never set`);
        return { name, initial, next };
      }),
      scalars: this.#scalars,
      outputs: this.#outputs,
      checks: this.#checks,
      notes: this.#notes,
    };
  }

  /** x + 0, x - 0, x - x, x * 1, x * 0, min(x, x): what adds no bits needs no instruction. */
  #simplify(op: PairOperation, a: Value, b: Value, x: number | undefined, y: number | undefined): Value | undefined {
    if (op === 'add') return y === 0 ? a : x === 0 ? b : undefined;
    if (op === 'sub') return y === 0 ? a : a === b ? this.constant(0) : undefined;
    if (op === 'mul') return y === 1 ? a : x === 1 ? b : x === 0 || y === 0 ? this.constant(0) : undefined;
    if (op === 'min' || op === 'max') return a === b ? a : undefined;
    return undefined;
  }

  #make(instruction: Instruction): Value {
    this.#asked += 1;
    if (this.#asked > MOST_OPERATIONS) {
      const got = `over ${MOST_OPERATIONS} operations a payment date`;
      fail({ code: 'DEAL_RANGE', place: 'the deal as a whole', got, expected: 'fewer: shorter trees, sets and expressions' });
    }
    const key = Object.values(instruction)
      .map((part) => (Object.is(part, -0) ? '-0' : String(part)))
      .join(' ');
    let value = this.#known.get(key);
    if (value === undefined) {
      value = this.#instructions.push(instruction) - 1;
      this.#known.set(key, value);
    }
    return value;
  }
}
