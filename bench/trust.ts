/**
 * Where the time of a whole trust goes: the example deal with overcollateralization, triggers and a swap, on 2,000 seeded hybrid ARMs and
 * 256 paths, by stage. Loans and credit run together in the kernel; credit is what is left when the loan loop is taken off.
 */
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as L from '../engine-as/layout.ts';
import { outputName } from '../host/deal/outputs.ts';
import { checkedDeal, readText } from '../host/deal/read.ts';
import { resolveDeal } from '../host/deal/resolve.ts';
import type { ResolvedDeal } from '../host/deal/resolved.ts';
import { loadPlanes, prepareTrust } from '../host/engine/execute.ts';
import { Kernel, kernelModule } from '../host/engine/kernel.ts';
import type { Task } from '../host/engine/messages.ts';
import { planRun } from '../host/engine/plan.ts';
import type { Scenario } from '../host/scenarios/scenario.ts';
import { compare, machineLine, ratio, seeded } from './harness.ts';

const LOANS = 2_000;
const PATHS = 256;
const SEED = 20_260_301;
const DEAL = fileURLToPath(new URL('../examples/deals/subprime_oc_swap_triggers.yaml', import.meta.url));
const MOST_BYTES = 1_000_000;
/** Rounds of all stages, and seconds of one stage in one. */
const ROUNDS = { rounds: 11, seconds: 0.6, seed: SEED };

/** `npm run bench -- trust`. */
export function benchTrust({ json }: { readonly json: boolean }): void {
  const deal = trustOf(LOANS);
  const task = taskOf(deal);
  const kernel = new Kernel(kernelModule());
  prepareTrust(kernel, task);
  loadPlanes(kernel, task);
  kernel.project();
  const [loans, collateral, waterfall] = compare(
    [
      { name: 'loans', run: () => kernel.scheduleOnly(0) },
      { name: 'loans and credit', run: () => kernel.project() },
      { name: 'waterfall', run: () => kernel.run(task.trust.program.firstConstant, task.trust.program.outputs) },
    ],
    ROUNDS,
  );
  if (loans === undefined || collateral === undefined || waterfall === undefined)
    throw new Error('trust: a stage was not measured');
  const whole = collateral.nanoseconds + waterfall.nanoseconds;
  const stages = [
    { stage: 'loans', milliseconds: loans.nanoseconds / 1e6, share: loans.nanoseconds / whole },
    {
      stage: 'credit',
      milliseconds: (collateral.nanoseconds - loans.nanoseconds) / 1e6,
      share: 1 - (loans.nanoseconds + waterfall.nanoseconds) / whole,
    },
    { stage: 'waterfall', milliseconds: waterfall.nanoseconds / 1e6, share: waterfall.nanoseconds / whole },
  ];
  const nsPerLoanMonthPath = whole / loanMonthPaths(task);
  const instructions = task.trust.program.words.length / L.INSTRUCTION_WORDS;
  if (json) {
    console.log(JSON.stringify({ machine: machineLine(), loans: LOANS, paths: PATHS, instructions, stages, nsPerLoanMonthPath }));
    return;
  }
  console.log(machineLine());
  console.log(`${LOANS} loans, ${PATHS} paths, ${instructions} instructions a payment date\n`);
  for (const { stage, milliseconds, share } of stages) {
    console.log(`${stage.padEnd(10)}${milliseconds.toFixed(1).padStart(9)} ms${(100 * share).toFixed(1).padStart(8)} %`);
  }
  console.log(
    `\nwaterfall over loans: ${ratio(waterfall, loans).toFixed(3)}; ${nsPerLoanMonthPath.toFixed(2)} ns a loan-month-path in all`,
  );
}

/** The example deal on `count` seeded loans of its own kind, that add up to its collateral. */
function trustOf(count: number): ResolvedDeal {
  const random = seeded(SEED);
  const deal: unknown = parse(readText(DEAL, MOST_BYTES));
  const given = checkedDeal(deal, DEAL);
  const weights = Array.from({ length: count }, () => 0.2 + random());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const loans = weights.map((weight) => ({
    upb: (1e9 * weight) / total,
    noteRate: Math.round((0.065 + 0.03 * random()) * 800) / 800,
    servicing: 0.005,
    originalTerm: 360,
    remainingTerm: 340 + Math.floor(18 * random()),
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
  return resolveDeal(checkedDeal({ ...given, collateral: { subprime: { loans } }, assumptions }, DEAL));
}

function taskOf(deal: ResolvedDeal): Task {
  const random = seeded(SEED + 1);
  const scenarios = Array.from({ length: PATHS }, (_, path): Scenario => {
    const shift = 0.02 * (random() - 0.5);
    return {
      name: `path ${path}`,
      indices: new Map(
        ['SOFR_30D', 'SOFR_6M'].map((name) => [
          name,
          { kind: 'values', values: Array.from({ length: 360 }, () => 0.04 + shift + 0.01 * random()) },
        ]),
      ),
    };
  });
  const outputs = new Set(
    deal.tranches.flatMap(({ name }) => (['interest', 'principal', 'other'] as const).map((output) => outputName(name, output))),
  );
  const [batch] = planRun(deal, scenarios, { outputs });
  const [task] = batch?.tasks ?? [];
  if (task === undefined) throw new Error('trust: nothing was planned');
  return task;
}

/** Finished loans are not counted. */
function loanMonthPaths({ trust, paths }: Task): number {
  const from = L.LOAN_TERM * trust.loanCount;
  return trust.loans.subarray(from, from + trust.loanCount).reduce((sum, term) => sum + term, 0) * paths;
}
