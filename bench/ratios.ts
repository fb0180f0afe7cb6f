/**
 * What results of different times may be held against each other by: ratios to what was measured beside it, never seconds alone. Two
 * kinds, both of them better when larger:
 *
 * - how many times as long as Weir another program takes for the same loan loop;
 * - how many loan-month-paths of a workload a thread does in the processor time that the yardstick, a plain loop in TypeScript, takes for
 *   one. A run of a workload without loans to step counts as a billion of them.
 */
import { median } from './statistics.ts';
import type { Measured, Timing } from './workloads/workload.ts';

/** Ratios by name, one a round. */
export function ratiosOf({ workload, timings, yardstick, loops }: Measured): Map<string, readonly number[]> {
  const ratios = new Map<string, readonly number[]>();
  for (const { way, workers, work, processorRounds } of timings) {
    const name = [workload, ...(timings.some((other) => other.way !== way) ? [way] : []), threads(workers)].join(', ');
    const amount = work.live > 0 ? work.live : 1e9;
    ratios.set(
      name,
      processorRounds.map((seconds, round) => (amount * (yardstick[round] ?? Number.NaN) * 1e-9) / seconds),
    );
  }
  for (const { about, compared } of loops)
    for (const { name, ratios: rounds } of compared.comparators) ratios.set(`${workload}, ${about}, ${name}`, rounds);
  return ratios;
}

function threads(workers: number): string {
  return workers === 0 ? 'no threads' : workers === 1 ? '1 thread' : `${workers} threads`;
}

/**
 * The processor time of one worker over the clock of two: what a second core gives to all that the first one would have to do by itself.
 * By the clock one worker has a part of the second core already, for the engine's own threads that compile and collect. Null where
 * neither was measured.
 */
export function coresGained(timings: readonly Timing[]): number | null {
  const [first] = timings;
  const [one, two] = [1, 2].map((workers) => timings.find((timing) => timing.way === first?.way && timing.workers === workers));
  return one === undefined || two === undefined ? null : one.processor / two.seconds;
}

/** Ways against each other with the same threads: how many times as long one takes, the median of the rounds. */
export function heldAgainst(timings: readonly Timing[]): { way: string; against: string; ratio: number }[] {
  return timings.flatMap(({ way, against, workers, rounds }) => {
    const other = timings.find((timing) => timing.way === against && timing.workers === workers);
    if (against === undefined || other === undefined) return [];
    return [{ way, against, ratio: median(rounds.map((seconds, round) => seconds / (other.rounds[round] ?? Number.NaN))) }];
  });
}
