/** Comparators in other languages: C where there is a gcc that makes them, NumPy where there is a python3 with it. Both read a pool from a file. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COLUMNS, type Pool } from './pool.ts';

/** What `x86-64-v2` promises is what a WebAssembly engine may count on: 128-bit vectors, no fused operations. */
const PLAIN = ['-std=c11', '-O3', '-march=x86-64-v2'];
/** AVX2 and fused operations: what a native program may use where the machine has them. */
const WIDE = ['-std=c11', '-O3', '-march=x86-64-v3'];

const C_FOLDER = fileURLToPath(new URL('../native/', import.meta.url));
const NUMPY = fileURLToPath(new URL('../numpy/loops.py', import.meta.url));

export interface ForeignVariant {
  readonly name: string;
  /** Nanoseconds of the fastest run in about `seconds`. */
  measure(seconds: number): number;
  /** Sums of the last run, [quantity][month][path]. */
  sums(): Float64Array;
}

/** What native/main.c measures of the processor. */
export interface Processor {
  /** As seen from a chain of dependent additions. Units: GHz. */
  readonly clock: number;
  /** 128-bit additions and multiplications a cycle when none waits for another. */
  readonly operationsACycle: number;
}

export interface Foreign {
  /** Absent without a compiler. */
  readonly processor?: Processor;
  /** What there is, and what there is not, in words. */
  readonly found: readonly string[];
  /** All that there is, on one pool. */
  variants(pool: Pool): ForeignVariant[];
  /** Removes the folder of programs and inputs. */
  close(): void;
}

const run = (command: string, words: readonly string[]) =>
  execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** Looks for compiler and NumPy, and makes what can be made. */
export function openForeign(): Foreign {
  const folder = mkdtempSync(join(tmpdir(), 'weir-loops-'));
  const c = compiled(folder);
  const numpy = numpyVersion();
  let pools = 0;
  return {
    ...(c !== undefined && { processor: c.processor }),
    found: [
      c?.about ?? 'no gcc: C is left out',
      ...(c === undefined || c.isWide ? [] : ['no AVX2 and FMA here: 256-bit C is left out']),
      numpy ?? 'no python3 with numpy: NumPy is left out',
    ],
    variants(pool) {
      const input = join(folder, `${pools++}.input`);
      writeFileSync(input, new Uint8Array(inputOf(pool).buffer));
      const variant = (name: string, command: string, words: readonly string[]): ForeignVariant => {
        const output = `${input}.${name}`;
        return {
          name,
          measure: (seconds) => Number(run(command, [...words, input, output, String(seconds)])),
          sums: () => new Float64Array(new Uint8Array(readFileSync(output)).buffer),
        };
      };
      const inC = c === undefined ? [] : ['c-scalar', 'c-128', ...(c.isWide ? ['c-256'] : [])];
      return [
        ...inC.map((name) => variant(name, c?.program ?? '', [pool.loop, name])),
        ...(numpy === undefined ? [] : [variant('numpy', 'python3', [NUMPY, pool.loop])]),
      ];
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

interface Compiled {
  readonly program: string;
  readonly about: string;
  readonly processor: Processor;
  readonly isWide: boolean;
}

/** The C program in `folder`, or none without a gcc that makes it. */
function compiled(folder: string): Compiled | undefined {
  const program = join(folder, 'loops');
  const object = (source: string, flags: readonly string[], width: string) => {
    const made = join(folder, `${basename(source, '.c')}${width}.o`);
    run('gcc', [...flags, '-c', join(C_FOLDER, source), '-o', made]);
    return made;
  };
  try {
    const objects = readdirSync(C_FOLDER)
      .filter((name) => name.endsWith('.c'))
      .flatMap((name) =>
        name.endsWith('_vector.c')
          ? [object(name, [...PLAIN, '-DWIDTH=2'], '128'), object(name, [...WIDE, '-DWIDTH=4'], '256')]
          : [object(name, PLAIN, '')],
      );
    run('gcc', [...objects, '-o', program, '-lm']);
    const [clock = 0, operationsACycle = 0, isWide = 0] = run(program, ['machine']).split(' ').map(Number);
    const about = `${run('gcc', ['--version']).split('\n', 1)[0]}, ${PLAIN.join(' ')}; 256-bit ${WIDE.at(-1)}`;
    return { program, about, processor: { clock, operationsACycle }, isWide: isWide === 1 };
  } catch {
    return undefined;
  }
}

function numpyVersion(): string | undefined {
  try {
    return run('python3', [NUMPY, 'version']);
  } catch {
    return undefined;
  }
}

/** The file that native/input.h describes. */
function inputOf({ loans, paths, months, columns, index, smm }: Pool): Float64Array {
  const rows = smm.length / paths;
  const row = (paths * 8) % 512 === 0 ? paths + 8 : paths;
  const file = new Float64Array(4 + COLUMNS.length * loans + 2 * rows * row);
  file.set([loans, paths, months, row]);
  let at = 4;
  for (const name of COLUMNS) {
    file.set(columns[name], at);
    at += loans;
  }
  for (const plane of [index, smm]) {
    for (let month = 0; month < rows; month++, at += row) file.set(plane.subarray(month * paths, (month + 1) * paths), at);
  }
  return file;
}
