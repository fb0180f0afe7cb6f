/**
 * `node bench/scalingPoint.ts <size as JSON>`: one trust of adjustable loans on given rates, in a process of its own, so that
 * the memory is that of this size. Prints seconds and megabytes as JSON.
 */
import { checkedDeal } from '../host/deal/read.ts';
import { resolveDeal } from '../host/deal/resolve.ts';
import type { ResolvedDeal } from '../host/deal/resolved.ts';
import { openPool } from '../host/engine/pool.ts';
import { projectDeal } from '../host/engine/project.ts';
import { seeded } from './harness.ts';
import { processorSeconds } from './stages.ts';
import { median } from './statistics.ts';
import { pathsOf } from './workloads/trust.ts';

export interface Size {
  readonly loans: number;
  readonly paths: number;
  readonly months: number;
  readonly classes: number;
  /** Threads; 0 is this one. */
  readonly workers: number;
}

export interface Point {
  /** Of one run: by the clock, and of all threads' processor. */
  readonly seconds: number;
  readonly processor: number;
  readonly megabytes: number;
}

const SEED = 20_260_301;
const WARM_UP = 1;
const RUNS = 3;

async function measurePoint({ loans, paths, months, classes, workers }: Size): Promise<Point> {
  const deal = dealOf(loans, months, classes);
  const scenarios = pathsOf(paths, SEED);
  const runner = openPool(workers);
  const seconds: number[] = [];
  const processor: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const started = performance.now();
    const begun = processorSeconds();
    await projectDeal(deal, scenarios, { runner });
    if (run < WARM_UP) continue;
    seconds.push((performance.now() - started) / 1000);
    processor.push(processorSeconds() - begun);
  }
  await runner.close();
  return { seconds: median(seconds), processor: median(processor), megabytes: process.resourceUsage().maxRSS / 1024 };
}

/** Classes paid one after the other from one pool. */
function dealOf(count: number, months: number, classes: number): ResolvedDeal {
  const random = seeded(SEED);
  const names = Array.from({ length: classes }, (_, place) => `A${place + 1}`);
  const upb = 100_000;
  const loans = Array.from({ length: count }, () => ({
    upb,
    noteRate: Math.round((0.05 + 0.03 * random()) * 800) / 800,
    servicing: 0.005,
    remainingTerm: months,
    index: 'SOFR_6M',
    margin: 0.02,
    firstReset: 1 + Math.floor(12 * random()),
    resetEvery: 12,
    periodicCap: 0.02,
    lifeCap: 0.14,
    rounding: 0.00125,
  }));
  const file = {
    deal: 'scaling',
    dates: { settlement: '2025-01-30', dated: '2025-01-01', firstPayment: '2025-02-25', delay: 24 },
    collateral: { arms: { loans } },
    indices: ['SOFR_6M'],
    assumptions: { prepayment: '10 CPR', default: '1 CDR', severity: '40', lag: 12, indices: { SOFR_6M: '4%' } },
    tranches: {
      ...Object.fromEntries(names.map((name) => [name, { balance: (count * upb) / classes, coupon: '4%' }])),
      R: { residual: true },
    },
    steps: [
      { pay: 'interest', to: names, from: 'interest' },
      { pay: 'principal', to: names, from: 'principal' },
      { release: 'interest', to: 'R' },
      { release: 'principal', to: 'R' },
    ],
  };
  return resolveDeal(checkedDeal(file, 'scaling'));
}

if (import.meta.main) {
  const size: Size = JSON.parse(process.argv[2] ?? '{}');
  console.log(JSON.stringify(await measurePoint(size)));
}
