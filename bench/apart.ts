/** Measures a workload in a process of its own: memory and compiled code of one are not those of the one before. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measured } from './workloads/workload.ts';

const RUN = fileURLToPath(new URL('./run.ts', import.meta.url));

/** `options` as run.ts takes them. Throws: where the process fails. */
export function measuredApart(workload: string, options: readonly string[] = []): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'));
  const out = join(folder, 'measured.json');
  try {
    execFileSync(process.execPath, [RUN, workload, ...options, '--out', out], { stdio: ['ignore', 'inherit', 'inherit'] });
    const measured: Measured = JSON.parse(readFileSync(out, 'utf8'));
    return measured;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
