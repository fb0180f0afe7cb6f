/** Snapshots on disk for workloads that begin with files. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const GENERATOR = fileURLToPath(new URL('../../examples/portfolio/generate.ts', import.meta.url));

/** The dates of a generated portfolio. */
export const DATES = ['2010-12-31', '2011-03-31'] as const;

export interface Files {
  /** The folder that all of it is in. */
  readonly folder: string;
  readonly snapshots: readonly [string, string];
  remove(): void;
}

/** The example portfolio in another size, its tapes in Parquet, made by another process so that this one's memory does not tell of it. */
export function portfolioFiles({ trusts, loans, seed }: { trusts: number; loans: number; seed: number }): Files {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'));
  const portfolio = join(folder, 'portfolio');
  const words = [GENERATOR, portfolio, '--trusts', `${trusts}`, '--loans', `${loans}`, '--seed', `${seed}`, '--parquet'];
  execFileSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  return {
    folder,
    snapshots: [join(portfolio, DATES[0]), join(portfolio, DATES[1])],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
