/**
 * A whole trust: the example deal with overcollateralization, triggers and a swap on 2,000 seeded hybrid ARMs with defaults, and 256
 * paths of given rates; from the deal file to cash by class.
 */
import { fileURLToPath } from 'node:url';
import * as L from '../../engine-as/layout.ts';
import { outputName } from '../../host/deal/outputs.ts';
import { checkedDeal, readText, valueFromText } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { DealFile } from '../../host/deal/schema.ts';
import { planRun } from '../../host/engine/plan.ts';
import { projectDeal } from '../../host/engine/project.ts';
import type { Scenario } from '../../host/scenarios/scenario.ts';
import { seeded } from '../harness.ts';
import { compareLoops } from '../loops/compareLoops.ts';
import { makePool } from '../loops/pool.ts';
import { openKernel } from '../loops/wasm.ts';
import type { Made, Workload } from './workload.ts';

const LOANS = 2_000;
const PATHS = 256;
const MONTHS = 360;
const DEAL = fileURLToPath(new URL('../../examples/deals/subprime_oc_swap_triggers.yaml', import.meta.url));
const MOST_BYTES = 1_000_000;
const INDICES = ['SOFR_30D', 'SOFR_6M'];
const LOOP_POOL = { loans: 512, paths: 64 };
const LOOP_ROUNDS = { rounds: 7, seconds: 0.15, seed: 7 };

export const trust: Workload = {
  name: 'trust',
  about: '2,000 hybrid ARMs with OC, triggers and a swap on 256 paths: from the deal file to cash by class',
  rounds: 11,
  async make({ seed, scale }) {
    const file = trustFile(Math.max(64, Math.round(LOANS * scale)), seed);
    const resolved = () => resolveDeal(checkedDeal(file, DEAL));
    const deal = resolved();
    const scenarios = pathsOf(PATHS, seed + 1);
    const names = deal.tranches.flatMap(({ name }) =>
      (['interest', 'principal', 'other'] as const).map((output) => outputName(name, output)),
    );
    const outputs = new Set(names);
    const [batch] = planRun(deal, scenarios, { outputs });
    const instructions = (batch?.encoded.words.length ?? 0) / L.INSTRUCTION_WORDS;
    return {
      size: { loans: deal.groups.reduce((sum, { loans }) => sum + loans.count, 0), paths: PATHS, instructions },
      ways: [
        {
          name: 'weir',
          isStaged: true,
          async run({ runner, workers, mark }) {
            mark('resolve');
            const own = resolved();
            mark('plan');
            // As many blocks of paths as there are threads: no result depends on it.
            await projectDeal(own, scenarios, { runner, outputs, blockPaths: PATHS / Math.max(1, workers) });
            return undefined;
          },
        },
      ],
      compare: (foreign) => {
        const pool = makePool('arm', 12, { ...LOOP_POOL, seed });
        const compared = compareLoops(pool, openKernel(pool), foreign, LOOP_ROUNDS);
        return [{ about: 'its loan loop: adjustable schedules with annual resets, 512 loans on 64 paths', compared }];
      },
    } satisfies Made;
  },
};

/** The example deal on `count` seeded loans of its own kind, that add up to its collateral. */
function trustFile(count: number, seed: number): DealFile {
  const random = seeded(seed);
  const given = checkedDeal(valueFromText(readText(DEAL, MOST_BYTES), DEAL), DEAL);
  const weights = Array.from({ length: count }, () => 0.2 + random());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const loans = weights.map((weight) => ({
    upb: (1e9 * weight) / total,
    noteRate: Math.round((0.065 + 0.03 * random()) * 800) / 800,
    servicing: 0.005,
    originalTerm: MONTHS,
    remainingTerm: MONTHS - 20 + Math.floor(18 * random()),
    index: 'SOFR_6M',
    margin: 0.055,
    firstReset: 1 + Math.floor(24 * random()),
    resetEvery: 12,
    initialCap: 0.03,
    periodicCap: 0.02,
    lifeCap: 0.14,
    rounding: 0.00125,
  }));
  // Loan ages would part the loans into many cohorts: curves by month keep them in one.
  const assumptions = { ...given.assumptions, prepayment: '20 CPR' };
  return checkedDeal({ ...given, collateral: { subprime: { loans } }, assumptions }, DEAL);
}

/** Paths of indices about 4 %, none like another. */
export function pathsOf(count: number, seed: number): Scenario[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, path): Scenario => {
    const shift = 0.02 * (random() - 0.5);
    const values = () => Array.from({ length: MONTHS }, () => 0.04 + shift + 0.01 * random());
    return {
      name: `path ${path}`,
      indices: new Map(INDICES.map((name) => [name, { kind: 'values' as const, values: values() }])),
    };
  });
}
