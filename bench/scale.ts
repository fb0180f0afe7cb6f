/**
 * How far a cluster goes: 5,000 trusts on 10,000 paths with 10, 100 and 1,000 workers, simulated from the costs of a task that are
 * measured on this machine. deploy/SCALE.md says what follows from it.
 */
import { machineLine, seeded } from './harness.ts';
import { measureCosts, PATHS, SETS } from './scaleCosts.ts';
import { type Costs, type Machines, type Outcome, type Portfolio, saturation, simulateCluster } from './scaleModel.ts';

const TRUSTS = 5_000;
/** Loans a trust: most are small, a few are large; lognormal, with this mean and the deviation of its logarithm. */
const MEAN_LOANS = 2_000;
const SPREAD = 0.8;
const SEED = 20_260_301;
/** Eight independent sets of 1,250 paths, each in five blocks. */
const BLOCKS_A_SET = 5;
const BLOCKS = { sets: SETS, blocksASet: BLOCKS_A_SET, pathsABlock: PATHS / SETS / BLOCKS_A_SET };

/** A line of 10 gigabits to storage, which answers in 5 ms; a database of four cores; processes of 16 slots. */
const MACHINES: Omit<Machines, 'slots'> = {
  slotsAProcess: 16,
  databaseCores: 4,
  storageRate: 1.25e9,
  storageLatency: 0.005,
  clients: 1,
};
const SLOTS = [10, 100, 1_000];
/** With so many processes that wait, each with its part of the trusts as a run of its own. */
const CLIENTS = [1, 4, 16];

/** `npm run bench -- scale`. */
export async function benchScale({ json }: { readonly json: boolean }): Promise<void> {
  const costs = await measureCosts();
  const portfolio = portfolioOf(TRUSTS);
  const runs = SLOTS.flatMap((slots) =>
    CLIENTS.map((clients) => ({ slots, clients, outcome: simulateCluster(portfolio, costs, { ...MACHINES, slots, clients }) })),
  );
  const limits = saturation(portfolio, costs, { ...MACHINES, slots: 1 });
  if (json) console.log(JSON.stringify({ machine: machineLine(), costs, machines: MACHINES, runs, limits }));
  else tell(costs, runs, limits);
}

/** Loans of trusts, the same every time. Source: Box and Muller's normal variables. */
function portfolioOf(trusts: number): Portfolio {
  const random = seeded(SEED);
  const loans = Array.from({ length: trusts }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(50, Math.round(MEAN_LOANS * Math.exp(SPREAD * normal - SPREAD ** 2 / 2)));
  });
  return { loans, ...BLOCKS };
}

interface Run {
  readonly slots: number;
  readonly clients: number;
  readonly outcome: Outcome;
}

function tell(costs: Costs, runs: readonly Run[], limits: ReturnType<typeof saturation>): void {
  const milliseconds = (seconds: number) => `${(1000 * seconds).toFixed(2)} ms`;
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  const lanes = MEAN_LOANS * BLOCKS.pathsABlock;
  console.log(machineLine());
  console.log(`\nA task of ${MEAN_LOANS} loans on ${BLOCKS.pathsABlock} paths, measured:`);
  console.log(
    `  slot      ${milliseconds(costs.computeFixed + costs.computeALane * lanes)} to compute, ${milliseconds(costs.handle)} to read and write`,
  );
  console.log(
    `  waiting   ${milliseconds(costs.send)} to send, ${milliseconds(costs.receive)} to take in; ${milliseconds(costs.trust)} a trust`,
  );
  console.log(`  database  ${milliseconds(costs.queue)} of a core`);
  console.log(
    `  stored    ${kilobytes(costs.blockBytes)} a block, ${kilobytes(costs.resultBytes)} a result, ${kilobytes(costs.trustBytes)} a trust, ${kilobytes(costs.setBytes)} a set of its paths`,
  );
  const { tasks, storedBytes } = runs[0]?.outcome ?? { tasks: 0, storedBytes: 0 };
  console.log(`\n${TRUSTS} trusts x ${PATHS} paths: ${tasks} tasks; ${(storedBytes / 1e9).toFixed(0)} GB are stored\n`);
  console.log('slots  waiting     time  tasks/s   slots  waiting  database  storage   MB/s');
  for (const { slots, clients, outcome } of runs) {
    const { seconds, busy, bytes } = outcome;
    const percent = (share: number, width: number) => `${(100 * share).toFixed(0)} %`.padStart(width);
    console.log(
      [
        String(slots).padStart(5),
        String(clients).padStart(9),
        `${(seconds / 60).toFixed(1)} min`.padStart(11),
        (tasks / seconds).toFixed(0).padStart(9),
        percent(busy.slots, 8),
        percent(busy.clients, 9),
        percent(busy.database, 10),
        percent(busy.storage, 9),
        (bytes / seconds / 1e6).toFixed(0).padStart(7),
      ].join(''),
    );
  }
  const limit = (slots: number) => Math.round(slots).toLocaleString('en');
  console.log(
    `\nSlots that each can keep at work: one process that waits ${limit(limits.client)}, the database ${limit(limits.database)}, the line to storage ${limit(limits.storage)}.`,
  );
}
