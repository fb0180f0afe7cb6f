/**
 * The two loan loops of the kernel against C of the same mathematics, scalar and in vectors of the same shape, plain TypeScript and
 * NumPy. All get the same seeded inputs, and their sums by month must agree.
 */
import { compareLoops } from '../loops/compareLoops.ts';
import { makePool } from '../loops/pool.ts';
import { openKernel } from '../loops/wasm.ts';
import type { Asked, Made, Workload } from './workload.ts';

/** Eight tiles of loans, so that a run takes some milliseconds and the fastest ones of a round are not interrupted. */
const POOL = { loans: 512, paths: 64 };
const ROUNDS = { rounds: 11, seconds: 0.15, seed: 7 };

const LOOPS = [
  { about: 'fixed-rate fuller loop, speeds by loan', loop: 'fixed', resetEvery: 12 },
  { about: 'adjustable schedule, annual resets', loop: 'arm', resetEvery: 12 },
  { about: 'adjustable schedule, half-yearly resets', loop: 'arm', resetEvery: 6 },
] as const;

/** The pools of the loops, each with Weir's way through it. */
export function loopPools({ seed }: Pick<Asked, 'seed'>) {
  return LOOPS.map(({ about, loop, resetEvery }) => {
    const pool = makePool(loop, resetEvery, { ...POOL, seed });
    return { about, pool, own: openKernel(pool) };
  });
}

export const loops: Workload = {
  name: 'loops',
  about: 'the loan loops of the kernel alone, 512 loans on 64 paths, against C, TypeScript and NumPy of the same mathematics',
  rounds: 11,
  async make(asked) {
    const pools = loopPools(asked);
    return {
      size: { loans: POOL.loans, paths: POOL.paths },
      workers: [0],
      ways: pools.map(({ about, pool, own }) => ({
        name: about,
        async run() {
          own.run();
          return { live: pool.loanMonthPaths, all: pool.loans * pool.months * pool.paths, stepped: pool.loanMonthPaths };
        },
      })),
      compare: (foreign) => pools.map(({ about, pool, own }) => ({ about, compared: compareLoops(pool, own, foreign, ROUNDS) })),
    } satisfies Made;
  },
};
