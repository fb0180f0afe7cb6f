/** The C comparators of native/: compiles them where there is a gcc, and runs them on the inputs of a workload. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COLUMNS, type Workload } from './workload.ts';

/** What `x86-64-v2` promises is what a WebAssembly engine may count on: 128-bit vectors, no fused operations. */
export const COMPILER_FLAGS = ['-std=c11', '-O3', '-march=x86-64-v2'];

export interface NativeVariant {
  /** Nanoseconds of the fastest run in about `seconds`. */
  measure(seconds: number): number;
  /** Sums of the last run, [quantity][month][path]. */
  sums(): Float64Array;
}

export interface Native {
  /** The core's clock as seen from a chain of dependent additions. Units: GHz. */
  readonly clock: number;
  readonly compiler: string;
  variant(workload: Workload, loop: 'arm' | 'fixed', variant: string): NativeVariant;
  /** Removes the folder of the program and its inputs. */
  close(): void;
}

/** The compiled comparators, or none without a gcc that makes them. */
export function openNative(): Native | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'weir-native-'));
  const program = join(folder, 'kernel');
  const run = (command: string, words: readonly string[]) =>
    execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const close = () => rmSync(folder, { recursive: true });
  let compiler: string;
  try {
    compiler = run('gcc', ['--version']).split('\n', 1)[0] ?? 'gcc';
    run('gcc', [...COMPILER_FLAGS, ...nativeSources(), '-o', program, '-lm']);
  } catch {
    close();
    return undefined;
  }
  return {
    clock: Number(run(program, ['clock'])),
    compiler: `${compiler} ${COMPILER_FLAGS.join(' ')}`,
    variant(workload, loop, variant) {
      const input = join(folder, `${workload.name}.input`);
      const output = join(folder, `${workload.name}.${variant}.output`);
      writeFileSync(input, new Uint8Array(inputOf(workload).buffer));
      return {
        measure: (seconds) => Number(run(program, [loop, variant, input, output, String(seconds)])),
        sums: () => new Float64Array(new Uint8Array(readFileSync(output)).buffer),
      };
    },
    close,
  };
}

function nativeSources(): string[] {
  const folder = fileURLToPath(new URL('./native/', import.meta.url));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(folder, name));
}

/** The file that native/input.h describes. */
function inputOf({ loans, paths, months, columns, index, smm }: Workload): Float64Array {
  const row = (paths * 8) % 512 === 0 ? paths + 8 : paths;
  const file = new Float64Array(4 + COLUMNS.length * loans + 2 * (months + 1) * row);
  file.set([loans, paths, months, row]);
  let at = 4;
  for (const name of COLUMNS) {
    file.set(columns[name], at);
    at += loans;
  }
  for (const plane of [index, smm]) {
    for (let month = 0; month <= months; month++, at += row) file.set(plane.subarray(month * paths, (month + 1) * paths), at);
  }
  return file;
}
