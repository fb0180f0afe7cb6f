/** 5,000 fixed-rate loans of many ages at 100 PSA, without defaults: schedules and prepayments and nothing else. */
import * as L from '../../engine-as/layout.ts';
import { smmFromCpr } from '../../host/curves/speeds.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import { loadPlanes, prepareTrust } from '../../host/engine/execute.ts';
import { Kernel, kernelModule } from '../../host/engine/kernel.ts';
import { planRun } from '../../host/engine/plan.ts';
import { projectDeal } from '../../host/engine/project.ts';
import { seeded } from '../harness.ts';
import { compareLoops, type OwnLoop } from '../loops/compareLoops.ts';
import { levelPayment, type Pool } from '../loops/pool.ts';
import { passThrough } from './passThrough.ts';
import type { Asked, Made, Workload } from './workload.ts';

const LOANS = 5_000;
const ORIGINAL_TERM = 360;
const OLDEST = 120;
const BASE = { name: '100 PSA' };
const ROUNDS = { rounds: 7, seconds: 0.2, seed: 11 };

export const frmPsa: Workload = {
  name: 'frm-psa',
  about: '5,000 fixed-rate loans at 100 PSA, no defaults, one path: from loans as a deal has them to collections by month',
  rounds: 21,
  async make(asked) {
    const loans = loansOf(asked);
    const resolved = () =>
      passThrough({ name: 'frm-psa', groups: new Map([['loans', loans]]), assumptions: { prepayment: '100 PSA' } });
    return {
      size: { loans: loans.length, paths: 1 },
      // One task, and less than a hundredth of a second of it.
      workers: [0],
      ways: [
        {
          name: 'weir',
          isStaged: true,
          async run({ runner, mark }) {
            mark('resolve');
            const deal = resolved();
            mark('plan');
            await projectDeal(deal, [BASE], { runner, outputs: new Set() });
            return undefined;
          },
        },
      ],
      compare: (foreign) => {
        const pool = poolOf(loans);
        const compared = compareLoops(pool, ownLoop(resolved()), foreign, ROUNDS);
        return [{ about: 'these loans, from columns in memory to sums by month', compared }];
      },
    } satisfies Made;
  },
};

interface Line {
  readonly upb: number;
  readonly noteRate: number;
  readonly remainingTerm: number;
  readonly originalTerm: number;
}

/** Thirty-year loans up to ten years old, longest term first. */
function loansOf({ seed, scale }: Asked): Line[] {
  const random = seeded(seed);
  const lines = Array.from({ length: Math.max(16, Math.round(LOANS * scale)) }, () => ({
    upb: Math.round(50_000 + 600_000 * random()),
    noteRate: Math.round((0.03 + 0.05 * random()) * 800) / 800,
    remainingTerm: ORIGINAL_TERM - Math.floor(OLDEST * random()),
    originalTerm: ORIGINAL_TERM,
  }));
  return lines.sort((a, b) => b.remainingTerm - a.remainingTerm);
}

/** The same for the comparators. */
function poolOf(loans: readonly Line[]): Pool {
  const column = (value: (line: Line) => number) => Float64Array.from(loans, value);
  const none = column(() => 0);
  return {
    loop: 'level',
    loans: loans.length,
    paths: 1,
    months: ORIGINAL_TERM,
    columns: {
      upb: column(({ upb }) => upb),
      rate: column(({ noteRate }) => noteRate),
      payment: column(({ upb, noteRate, remainingTerm }) => upb * levelPayment(noteRate / 12, remainingTerm)),
      term: column(({ remainingTerm }) => remainingTerm),
      age: column(({ remainingTerm }) => ORIGINAL_TERM - remainingTerm),
      firstReset: none,
      resetEvery: none,
      margin: none,
      initialCap: none,
      periodicCap: none,
      lifeCap: none,
      lifeFloor: none,
      rounding: none,
      prepayFactor: none,
    },
    index: new Float64Array(ORIGINAL_TERM + 1),
    // 100 PSA: 0.2 % a year more each month of age, up to 6 %. Source: BMA Standard Formulas, SF-6.
    smm: Float64Array.from({ length: ORIGINAL_TERM + 1 }, (_, age) => smmFromCpr(0.002 * Math.min(age, 30))),
    loanMonthPaths: loans.reduce((sum, { remainingTerm }) => sum + remainingTerm, 0),
  };
}

/** The kernel on the loans as they are planned: sums of schedules, then collections. */
function ownLoop(deal: ResolvedDeal): OwnLoop {
  const [task] = planRun(deal, [BASE], { outputs: new Set() }).flatMap(({ tasks }) => tasks);
  if (task === undefined) throw new Error('frm-psa: nothing was planned');
  const kernel = new Kernel(kernelModule());
  prepareTrust(kernel, task);
  loadPlanes(kernel, task);
  const remit = kernel.floats(L.REGION_REMIT);
  const planes = [L.REMIT_PERFORMING, L.REMIT_INTEREST_DUE, L.REMIT_PREPAID];
  return {
    run() {
      kernel.prepare(0);
      kernel.project();
    },
    firstPath: 0,
    quantities: planes.length,
    sums(quantity, month) {
      const plane = planes[quantity] ?? 0;
      // A month begins with what the last one ended with.
      const row = plane === L.REMIT_PERFORMING ? month - 1 : month;
      const at = (plane * (task.trust.periods + 1) + row) * kernel.rowLength;
      return remit.subarray(at, at + 1);
    },
  };
}
