/** Loads the kernel and looks into its memory. With the worker's and runProgram.ts the only file that knows WebAssembly. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as L from '../../engine-as/layout.ts';
import { type ErrorCode, fail } from '../errors.ts';
import { fieldOfColumn } from './columns.ts';
import { MEMORY_IMPORT, PROGRAM_REGIONS } from './waterfallModule.ts';

/** What the kernel exports, as index.ts of engine-as says. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  shapeAddress(): number;
  headerAddress(): number;
  open(): number;
  prepare(usualSeverity: number): number;
  project(): number;
  run(firstConstant: number): number;
  beginRun(firstConstant: number): number;
  endRun(): number;
  value(first: number, second: number, discount: number): number;
  scheduleOnly(cohort: number): number;
  survivalOnly(cohort: number): number;
  generate(stage: number): number;
  behave(): number;
  moments(): number;
  functionOnly(which: number): number;
  randomOnly(): number;
}

/** One period of a program, as a module that was made for it runs it: see waterfallModule.ts. */
export type PeriodFunction = (period: number, ...addresses: readonly number[]) => void;

export type KernelBuild = 'release' | 'debug';

/** The counts that memory is laid out for; LAYOUT.md says what each means. */
export interface KernelShape {
  readonly loans: number;
  readonly cohorts: number;
  readonly groups: number;
  readonly curves: number;
  readonly indices: number;
  readonly months: number;
  readonly periods: number;
  readonly paths: number;
  readonly maxLag: number;
  readonly instructions: number;
  readonly constants: number;
  readonly scalars: number;
  readonly registers: number;
  readonly outputs: number;
  readonly checks: number;
  readonly every: number;
  readonly tailEntries: number;
  readonly discounts: number;
  readonly columns: number;
  readonly sums: number;
  readonly penalties: number;
  readonly claimLag: number;
  /** Where indices are generated rather than given. */
  readonly generated?: GeneratedShape;
}

/** The counts of the tables that paths are generated from, and of the planes that are no indices. */
export interface GeneratedShape {
  readonly drivers: number;
  readonly states: number;
  readonly pathMonths: number;
  readonly dimensions: number;
  readonly stepTerms: number;
  readonly exponents: number;
  readonly exponentTerms: number;
  readonly recipes: number;
  readonly recipeTerms: number;
  readonly history: number;
  readonly market: number;
  /** Rules by which curves move, and their buckets; absent: none. */
  readonly rules?: number;
  readonly buckets?: number;
}

const SHAPE_WORDS: Readonly<Record<keyof Omit<KernelShape, 'generated'>, number>> = {
  loans: L.SHAPE_LOANS,
  cohorts: L.SHAPE_COHORTS,
  groups: L.SHAPE_GROUPS,
  curves: L.SHAPE_CURVES,
  indices: L.SHAPE_INDICES,
  months: L.SHAPE_MONTHS,
  periods: L.SHAPE_PERIODS,
  paths: L.SHAPE_PATHS,
  maxLag: L.SHAPE_MAX_LAG,
  instructions: L.SHAPE_INSTRUCTIONS,
  constants: L.SHAPE_CONSTANTS,
  scalars: L.SHAPE_SCALARS,
  registers: L.SHAPE_REGISTERS,
  outputs: L.SHAPE_OUTPUTS,
  checks: L.SHAPE_CHECKS,
  every: L.SHAPE_EVERY,
  tailEntries: L.SHAPE_TAIL_ENTRIES,
  discounts: L.SHAPE_DISCOUNTS,
  columns: L.SHAPE_COLUMNS,
  sums: L.SHAPE_SUMS,
  penalties: L.SHAPE_PENALTIES,
  claimLag: L.SHAPE_CLAIM_LAG,
};

const GENERATED_WORDS: Readonly<Record<keyof GeneratedShape, number>> = {
  drivers: L.SHAPE_DRIVERS,
  states: L.SHAPE_STATES,
  pathMonths: L.SHAPE_PATH_MONTHS,
  dimensions: L.SHAPE_DIMENSIONS,
  stepTerms: L.SHAPE_STEP_TERMS,
  exponents: L.SHAPE_EXPONENTS,
  exponentTerms: L.SHAPE_EXPONENT_TERMS,
  recipes: L.SHAPE_RECIPES,
  recipeTerms: L.SHAPE_RECIPE_TERMS,
  history: L.SHAPE_HISTORY,
  market: L.SHAPE_MARKET,
  rules: L.SHAPE_RULES,
  buckets: L.SHAPE_BUCKETS,
};

/** The layout that host and kernel agree on. */
export const LAYOUT_VERSION: number = L.VERSION;

const compiled = new Map<KernelBuild, WebAssembly.Module>();

/** The compiled kernel, compiled once a process. Throws: KERNEL_MISSING. */
export function kernelModule(build: KernelBuild = 'release'): WebAssembly.Module {
  let module = compiled.get(build);
  if (module === undefined) {
    const path = fileURLToPath(new URL(`../../build/kernel.${build}.wasm`, import.meta.url));
    if (!existsSync(path)) {
      fail({
        code: 'KERNEL_MISSING',
        file: path,
        place: '',
        got: 'no file',
        expected: 'the kernel, which `npm run build` makes',
      });
    }
    module = new WebAssembly.Module(readFileSync(path));
    compiled.set(build, module);
  }
  return module;
}

/** One instance of the kernel with its memory laid out for one trust. */
export class Kernel {
  readonly #exports: KernelExports;
  #header: Int32Array = new Int32Array(0);
  #tailEntries = 0;

  constructor(module: WebAssembly.Module) {
    const instance = new WebAssembly.Instance<KernelExports>(module, { env: { abort: abortedAt } });
    this.#exports = instance.exports;
  }

  /** Lays memory out. Views made before are void. Throws: KERNEL_STATUS. */
  open(shape: KernelShape): void {
    const words = new Int32Array(this.#exports.memory.buffer, this.#exports.shapeAddress(), L.SHAPE_WORDS);
    for (const [name, word] of Object.entries(SHAPE_WORDS)) words[word] = Reflect.get(shape, name);
    for (const [name, word] of Object.entries(GENERATED_WORDS)) words[word] = Reflect.get(shape.generated ?? {}, name) ?? 0;
    this.#tailEntries = shape.tailEntries;
    this.#check(this.#exports.open());
    this.#header = new Int32Array(this.#exports.memory.buffer, this.#exports.headerAddress(), L.HEADER_WORDS);
    if (this.#header[L.HEADER_VERSION] !== L.VERSION) {
      fail({
        code: 'KERNEL_STATUS',
        place: 'open',
        got: `version ${this.#header[L.HEADER_VERSION]}`,
        expected: `version ${L.VERSION}`,
      });
    }
  }

  /** Checks loans and program, and makes what holds for all paths. False when the tail region must be larger: see `tailNeeded`. */
  prepare(usualSeverity: number): boolean {
    const status = this.#exports.prepare(usualSeverity);
    if (status === L.STATUS_TAIL) return false;
    this.#check(status);
    return true;
  }

  get tailNeeded(): number {
    return Math.max(this.#tailEntries, this.#header[L.HEADER_STATUS_AT] ?? 0);
  }

  project(): void {
    this.#check(this.#exports.project());
  }

  /** `outputs` are the names of the program's outputs, for faults. */
  run(firstConstant: number, outputs: readonly string[] = []): void {
    this.#check(this.#exports.run(firstConstant), outputs);
  }

  /** The exports of a module that works on this kernel's memory. */
  linked<Exports>(module: WebAssembly.Module): Exports {
    const imports = { [MEMORY_IMPORT.module]: { [MEMORY_IMPORT.name]: this.#exports.memory } };
    return new WebAssembly.Instance<Exports>(module, imports).exports;
  }

  /** The same as `run`, its periods by a module that was made for the program. */
  runBy(period: PeriodFunction, periods: number, firstConstant: number, outputs: readonly string[]): void {
    this.#check(this.#exports.beginRun(firstConstant));
    const addresses = PROGRAM_REGIONS.map((region) => this.#region(region).address);
    for (let each = 1; each <= periods; each++) period(each, ...addresses);
    this.#check(this.#exports.endRun(), outputs);
  }

  value(first: number, second: number, discount: number): void {
    this.#check(this.#exports.value(first, second, discount));
  }

  /** The adjustable loan loop alone, for benchmarks. */
  scheduleOnly(cohort: number): void {
    this.#check(this.#exports.scheduleOnly(cohort));
  }

  /** The fixed-rate fuller loop alone, for benchmarks. */
  survivalOnly(cohort: number): void {
    this.#check(this.#exports.survivalOnly(cohort));
  }

  /** Generates the paths that the tables in memory describe, up to a stage; see LAYOUT.md. */
  generate(stage: number = L.STAGE_ALL): void {
    this.#check(this.#exports.generate(stage));
  }

  /** Fills the curves of the paths that were generated, from the given ones and the rules in memory. */
  behave(): void {
    this.#check(this.#exports.behave());
  }

  /** Adds the normal variables of a block of paths to the sums of REGION_MOMENTS. */
  moments(): void {
    this.#check(this.#exports.moments());
  }

  /** One of the kernel's own functions of row 0 of REGION_VALUES, into row 1: for tests and benchmarks. */
  functionOnly(which: number): void {
    this.#check(this.#exports.functionOnly(which));
  }

  /** The random generator by itself, from the counter in the plan: for tests. */
  randomOnly(): void {
    this.#check(this.#exports.randomOnly());
  }

  /** f64 between months of a plane. */
  get rowLength(): number {
    return (this.#header[L.HEADER_ROW_BYTES] ?? 0) / 8;
  }

  /** Paths after padding. */
  get paths(): number {
    return this.#header[L.HEADER_PATHS] ?? 0;
  }

  floats(region: number): Float64Array {
    const { address, bytes } = this.#region(region);
    return new Float64Array(this.#exports.memory.buffer, address, bytes / 8);
  }

  words(region: number): Int32Array {
    const { address, bytes } = this.#region(region);
    return new Int32Array(this.#exports.memory.buffer, address, bytes / 4);
  }

  #region(region: number): { address: number; bytes: number } {
    const at = L.HEADER_REGIONS + 2 * region;
    return { address: (this.#header[at] ?? 0) >>> 0, bytes: (this.#header[at + 1] ?? 0) >>> 0 };
  }

  #check(status: number, outputs: readonly string[] = []): void {
    if (status === L.STATUS_OK) return;
    const header = new Int32Array(this.#exports.memory.buffer, this.#exports.headerAddress(), L.HEADER_WORDS);
    const { code, text } = statusText(status, header[L.HEADER_STATUS_AT] ?? 0, header[L.HEADER_STATUS_MONTH] ?? 0, outputs);
    fail({ code, place: text.place, got: text.got, expected: text.expected });
  }
}

function abortedAt(_message: number, _file: number, line: number, column: number): never {
  throw new Error(`kernel: an assertion failed at line ${line}, column ${column}`);
}

/** What a status word means, in the words of the domain. */
function statusText(
  status: number,
  at: number,
  month: number,
  outputs: readonly string[],
): { code: ErrorCode; text: { place: string; got: string; expected: string } } {
  const loan = { place: `loan ${at + 1}, ${fieldOfColumn(month)}`, got: 'a value' };
  switch (status) {
    case L.STATUS_LOAN_NOT_FINITE:
      return { code: 'LOAN_NOT_FINITE', text: { ...loan, got: 'no finite number', expected: 'a finite number' } };
    case L.STATUS_LOAN_RANGE:
      return { code: 'LOAN_RANGE', text: { ...loan, got: 'a value outside its range', expected: 'a value within it' } };
    case L.STATUS_BALANCE:
      return {
        code: 'LOAN_NOT_FINITE',
        text: { place: `loan ${at + 1}, month ${month}`, got: 'a balance that is no number', expected: 'a balance' },
      };
    case L.STATUS_CURVE:
      return {
        code: 'VECTOR_RANGE',
        text: {
          place: `curve ${at + 1}, month ${month}`,
          got: 'a value outside 0 to 1',
          expected: 'a speed or severity from 0 to 1',
        },
      };
    case L.STATUS_INDEX:
      return {
        code: 'VECTOR_RANGE',
        text: { place: `index ${at + 1}, month ${month}`, got: 'no finite number', expected: 'a rate' },
      };
    case L.STATUS_OUTPUT:
      return {
        // Named, it is an output of a deal whose numbers run away; without a name, a plane that a caller asked for wrongly.
        code: outputs[at] === undefined ? 'KERNEL_STATUS' : 'DEAL_RANGE',
        text: {
          place: `${outputs[at] ?? `output ${at + 1}`}, payment ${month}`,
          got: 'no finite number',
          expected: 'an amount: the numbers of the deal go beyond what can be reckoned with',
        },
      };
    case L.STATUS_PATHS:
      return {
        code: 'KERNEL_STATUS',
        text: { place: `${tableName(at)}, entry ${month}`, got: 'an entry that cannot be', expected: 'a finite number in range' },
      };
    case L.STATUS_MEMORY:
      return {
        code: 'KERNEL_STATUS',
        text: { place: 'open', got: `${at} pages of memory`, expected: 'less: fewer paths a block, or fewer loans' },
      };
    default:
      return {
        code: 'KERNEL_STATUS',
        text: { place: `status ${status}`, got: `${at}, ${month}`, expected: 'an input that the kernel takes' },
      };
  }
}

/** A region as layout.ts names it. */
function tableName(region: number): string {
  return Object.entries(L).find(([name, value]) => name.startsWith('REGION_') && value === region)?.[0] ?? `region ${region}`;
}
