/**
 * A whole portfolio: 100,000 seeded loans in 60 trusts with overcollateralization, triggers and a swap, valued in the base case and under
 * 39 sensitivities, waterfalls and prices included. What is timed begins with resolved trusts and ends with fair values.
 */
import { valueTrusts } from '../host/analysis/valueTrusts.ts';
import { workload as sizedWorkload, workloadShocks } from '../host/analysis/workload.ts';
import { openPool } from '../host/engine/pool.ts';
import type { Snapshot } from '../host/portfolio/records.ts';
import { machineLine, median } from './harness.ts';

export const TRUSTS = 60;
export const LOANS = 100_000;
const ROUNDS = 5;

/** `npm run bench -- portfolio-40`. */
export async function benchPortfolio({ json }: { readonly json: boolean }): Promise<void> {
  const snapshot = workload();
  const shocks = workloadShocks();
  const timed: { workers: number; seconds: number }[] = [];
  let loanMonthPaths = 0;
  for (const workers of [1, 2]) {
    const runner = openPool(workers);
    const seconds: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const started = performance.now();
      const outcomes = await valueTrusts(snapshot, shocks, { runner });
      // The first round warms up.
      if (round > 0) seconds.push((performance.now() - started) / 1000);
      loanMonthPaths = outcomes.reduce((sum, outcome) => sum + (outcome.ok ? outcome.valued.loanMonthPaths : 0), 0);
      for (const outcome of outcomes) if (!outcome.ok) throw new Error(outcome.faults.map(({ got }) => got).join('; '));
    }
    await runner.close();
    timed.push({ workers, seconds: median(seconds) });
  }
  const [one, two] = timed;
  if (one === undefined || two === undefined) throw new Error('portfolio: nothing was timed');
  const scaling = one.seconds / two.seconds;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  if (json) {
    console.log(
      JSON.stringify({
        machine: machineLine(),
        trusts: TRUSTS,
        loans: LOANS,
        lanes: shocks.length,
        timed,
        scaling,
        loanMonthPaths,
        peakMegabytes,
      }),
    );
    return;
  }
  console.log(machineLine());
  console.log(
    `${LOANS} loans in ${TRUSTS} trusts, ${shocks.length} scenarios, ${(loanMonthPaths / 1e9).toFixed(2)} billion loan-month-paths\n`,
  );
  for (const { workers, seconds } of timed) {
    const rate = loanMonthPaths / seconds / 1e6;
    console.log(
      `${workers} workers ${seconds.toFixed(2).padStart(8)} s ${rate.toFixed(0).padStart(8)} million loan-month-paths a second`,
    );
  }
  console.log(`\n2 workers against 1: ${scaling.toFixed(2)}; peak memory ${peakMegabytes.toFixed(0)} MB`);
}

/** 100,000 seeded loans in 60 trusts. */
export function workload(): Snapshot {
  return sizedWorkload({ trusts: TRUSTS, loans: LOANS });
}
