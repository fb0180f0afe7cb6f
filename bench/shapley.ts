/**
 * Order-free attribution of a whole portfolio: the example portfolio of 60 trusts and 100,000 loans at two dates, seven factors, 128
 * valuations of each trust. What is timed begins with two snapshots that are read and ends with every effect in cents.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attributeChange } from '../host/analysis/attribution.ts';
import { openPool } from '../host/engine/pool.ts';
import { readSnapshot } from '../host/portfolio/snapshot.ts';
import { machineLine, median } from './harness.ts';

const GENERATOR = fileURLToPath(new URL('../examples/portfolio/generate.ts', import.meta.url));
const SIZE = { trusts: 60, loans: 100_000 };
const DATES = ['2010-12-31', '2011-03-31'] as const;
const ROUNDS = 3;

/** `npm run bench -- shapley`. */
export async function benchShapley({ json }: { readonly json: boolean }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'));
  try {
    execFileSync(process.execPath, [GENERATOR, folder, '--trusts', `${SIZE.trusts}`, '--loans', `${SIZE.loans}`, '--parquet']);
    const [before, after] = [await readSnapshot(join(folder, DATES[0])), await readSnapshot(join(folder, DATES[1]))];
    const timed: { workers: number; seconds: number }[] = [];
    let loanMonthPaths = 0;
    for (const workers of [1, 2]) {
      const runner = openPool(workers);
      const seconds: number[] = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const started = performance.now();
        const attribution = await attributeChange(before, after, { sharing: { kind: 'shapley' }, runner });
        // The first round warms up.
        if (round > 0) seconds.push((performance.now() - started) / 1000);
        loanMonthPaths = attribution.loanMonthPaths;
        for (const { trust, faults } of attribution.failed) throw new Error(`${trust}: ${faults.join('; ')}`);
      }
      await runner.close();
      timed.push({ workers, seconds: median(seconds) });
    }
    const peakMegabytes = process.resourceUsage().maxRSS / 1024;
    if (json) {
      console.log(JSON.stringify({ machine: machineLine(), ...SIZE, timed, loanMonthPaths, peakMegabytes }));
      return;
    }
    console.log(machineLine());
    const amount = `${(loanMonthPaths / 1e9).toFixed(2)} billion loan-month-paths`;
    console.log(`${SIZE.loans} loans in ${SIZE.trusts} trusts at two dates, 128 coalitions of seven factors, ${amount}\n`);
    for (const { workers, seconds } of timed) console.log(`${workers} workers ${seconds.toFixed(2).padStart(8)} s`);
    console.log(`\npeak memory ${peakMegabytes.toFixed(0)} MB`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
