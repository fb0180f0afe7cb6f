/**
 * Which way a program is run: by the kernel's register machine at first, and by a module of its own once it has been at work for so long
 * that making one pays. Both give the same bits, so nothing else can tell.
 */
import { createHash } from 'node:crypto';
import * as L from '../../engine-as/layout.ts';
import type { EncodedProgram } from './encode.ts';
import type { Kernel, PeriodFunction } from './kernel.ts';
import { canBeWrittenOut, PROGRAM_FUNCTION, type ProgramLayout, waterfallModule } from './waterfallModule.ts';

/** Work of the register machine that a module must have seen, in instructions on two paths: some 30 ms, twice what making it takes. */
const WORTH_A_MODULE = 20e6;
/** Programs that are remembered; the one that was met first goes first. */
const MOST_REMEMBERED = 256;

interface Seen {
  /** Instructions on two paths by the register machine. */
  work: number;
  module?: WebAssembly.Module;
}

interface Linked {
  readonly module: WebAssembly.Module;
  readonly period: PeriodFunction;
}

/** By content: of a program and of what its module has of the memory's layout. */
const seen = new Map<string, Seen>();
/** What a kernel's memory is linked to: the module that it ran last. */
const linked = new WeakMap<Kernel, Linked>();

/** Runs a program over all periods of a kernel that has projected. `force`: always that way, for tests and benchmarks. Throws: as `Kernel.run`. */
export function runProgram(
  kernel: Kernel,
  program: EncodedProgram,
  shape: Omit<ProgramLayout, 'rowBytes'>,
  force?: 'machine' | 'module',
): void {
  const module =
    force === 'machine' ? undefined : moduleFor(program, { ...shape, rowBytes: 8 * kernel.rowLength }, force === 'module');
  if (module === undefined) kernel.run(program.firstConstant, program.outputs);
  else kernel.runBy(periodOf(kernel, module), shape.periods, program.firstConstant, program.outputs);
}

/** The module of a program that has earned one. */
function moduleFor(program: EncodedProgram, layout: ProgramLayout, isForced: boolean): WebAssembly.Module | undefined {
  const key = keyOf(program, layout);
  const entry = seen.get(key) ?? { work: 0 };
  if (!seen.has(key)) {
    const [oldest] = seen.keys();
    if (seen.size >= MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest);
    seen.set(key, entry);
  }
  if (entry.module !== undefined) return entry.module;
  const work = ((program.words.length / L.INSTRUCTION_WORDS) * layout.periods * layout.rowBytes) / 16;
  if ((!isForced && entry.work < WORTH_A_MODULE) || !canBeWrittenOut(program)) {
    entry.work += work;
    return undefined;
  }
  entry.module = new WebAssembly.Module(waterfallModule(program, layout));
  return entry.module;
}

function keyOf({ words, constants, registers }: EncodedProgram, layout: ProgramLayout): string {
  // Values of constants are read from memory: only which registers they are is in the code.
  const { rowBytes, periods, monthRows, every } = layout;
  const hash = createHash('sha256').update(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
  return [hash.digest('base64'), constants.length, registers, rowBytes, periods, monthRows, every].join(' ');
}

function periodOf(kernel: Kernel, module: WebAssembly.Module): PeriodFunction {
  const last = linked.get(kernel);
  if (last?.module === module) return last.period;
  const period = kernel.linked<Readonly<Record<typeof PROGRAM_FUNCTION, PeriodFunction>>>(module)[PROGRAM_FUNCTION];
  linked.set(kernel, { module, period });
  return period;
}
