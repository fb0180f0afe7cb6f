/**
 * `node bench/compare.ts <result> <result>`: two results that were kept, and whether they differ beyond noise. Ends with 1 where something
 * is slower.
 */
import { machineLine, seeded } from './harness.ts';
import { readResult } from './history.ts';
import { ratiosOf } from './ratios.ts';
import { mannWhitney, medianRatio, type RatioInterval } from './statistics.ts';
import { duration } from './tell.ts';
import type { Measured } from './workloads/workload.ts';

export type Verdict = 'no difference beyond noise' | 'faster' | 'slower' | 'too few rounds to tell';

/** Results as different as this come about by chance once in twenty. */
const LEVEL = 0.05;
const SEED = 1;

export interface Difference extends RatioInterval {
  readonly name: string;
  /** How likely it is that rounds differ so where nothing does. */
  readonly chance: number;
  readonly verdict: Verdict;
}

/** How one list of ratios, of which larger are better, differs from an earlier one. The `ratio` is of the medians, later over earlier. */
export function difference(name: string, before: readonly number[], after: readonly number[]): Difference {
  const interval = medianRatio(after, before, seeded(SEED));
  const chance = mannWhitney(before, after);
  // What two lists of these lengths can say at most: that one lies wholly above the other.
  const most = mannWhitney(
    before.map(() => 0),
    after.map(() => 1),
  );
  const differs = chance < LEVEL && (interval.low > 1 || interval.high < 1);
  const verdict =
    most >= LEVEL ? 'too few rounds to tell' : !differs ? 'no difference beyond noise' : interval.ratio > 1 ? 'faster' : 'slower';
  return { name, ...interval, chance, verdict };
}

/** Every ratio that both results have. */
export function differences(before: readonly Measured[], after: readonly Measured[]): Difference[] {
  return after.flatMap((later) => {
    const earlier = before.find(
      ({ workload, scale, seed }) => workload === later.workload && scale === later.scale && seed === later.seed,
    );
    if (earlier === undefined) return [];
    const known = ratiosOf(earlier);
    return [...ratiosOf(later)].flatMap(([name, rounds]) => {
      const old = known.get(name);
      return old === undefined ? [] : [difference(name, old, rounds)];
    });
  });
}

function main(): void {
  const names = process.argv.slice(2);
  if (names.length !== 2) {
    console.error(
      'usage: npm run bench:compare -- <result> <result>     a file, the beginning of a name in bench/history, first or last',
    );
    process.exitCode = 2;
    return;
  }
  const [before = [], after = []] = names.map(readResult);
  for (const results of [before, after]) {
    const [first] = results;
    if (first !== undefined)
      console.log(`${machineLine(first.machine)}; load ${first.machine.load.toFixed(1)}; ${first.when.slice(0, 16)}`);
  }
  if (before[0]?.machine.processor !== after[0]?.machine.processor)
    console.log('Two kinds of processor: ratios may differ for that alone.');
  const found = differences(before, after);
  if (found.length === 0) {
    console.error('the two have no workload of the same name, seed and scale');
    process.exitCode = 2;
    return;
  }
  console.log(
    '\nHow fast the second is against the first, each measured by its own yardstick or beside the same other program:\n',
  );
  const width = Math.max(...found.map(({ name }) => name.length));
  for (const { name, ratio, low, high, chance, verdict } of found) {
    const interval = `${ratio.toFixed(3)}  (${low.toFixed(3)} to ${high.toFixed(3)})`;
    console.log(`${name.padEnd(width)}  ${interval}  by chance ${chance.toFixed(3)}  ${verdict}`);
  }
  console.log('\nBy the clock, which tells of the machine as well:\n');
  for (const later of after) {
    const earlier = before.find(({ workload, scale }) => workload === later.workload && scale === later.scale);
    for (const { way, workers, seconds } of later.timings) {
      const then = earlier?.timings.find((timing) => timing.way === way && timing.workers === workers);
      if (then !== undefined)
        console.log(`${later.workload}, ${way}, ${workers} workers: ${duration(then.seconds)} then, ${duration(seconds)} now`);
    }
  }
  if (found.some(({ verdict }) => verdict === 'slower')) process.exitCode = 1;
}

if (import.meta.main) main();
