/** The kernel holds against the oracle on random deals, and its bits do not depend on how paths were put together. */
import { describe, expect, test } from 'vitest';
import type { TaskResult } from '../../host/engine/messages.ts';
import { type PlanOptions, planRun } from '../../host/engine/plan.ts';
import { runTasks } from '../../host/engine/pool.ts';
import type { Scenario } from '../../host/scenarios/scenario.ts';
import { agreement, firstOtherBit, kernelScenario, resolved, runKernel } from './agreement.ts';
import { FEATURES, type RandomCase, type RandomDeal, sampleCases } from './index.ts';

/** Shares of the pool's balance at the cut-off. */
const TOLERANCE = 1e-9;

/** What to run again when a case fails. */
const named = (seed: number, at: number, one: RandomCase): string => `seed ${seed}, case ${at}: ${JSON.stringify(one)}`;

function expectAgreement(one: RandomCase, name: string, options: PlanOptions = {}): void {
  const { difference, differsAt, breach, breachedAt } = agreement(one, options);
  expect(difference, `${differsAt}; at most ${TOLERANCE} of the pool\n${name}`).toBeLessThan(TOLERANCE);
  expect(breach, `${breachedAt}; at most ${TOLERANCE} of the pool\n${name}`).toBeLessThan(TOLERANCE);
}

describe('kernel and oracle', () => {
  test.each([
    { build: 'release', seed: 20_260_101, count: 120, options: {} },
    { build: 'release', seed: 20_260_102, count: 60, options: { extremes: true, extraPayments: true } },
    { build: 'debug', seed: 20_260_103, count: 20, options: {} },
    { build: 'debug', seed: 20_260_104, count: 20, options: { extremes: true, extraPayments: true } },
  ] as const)('agree on $count random deals on the $build kernel, $options', ({ build, seed, count, options }) => {
    sampleCases(seed, count, options).forEach((one, at) => {
      expectAgreement(one, named(seed, at, one), { build });
    });
  });
});

describe('kernel and oracle on deals that have one thing more than others', () => {
  const seed = 20_260_106;
  test.each(FEATURES)('agree on %s', (feature) => {
    // Only cases that have it: without the feature they would be other deals.
    const plain = sampleCases(seed, 60, { features: [] }).map((one) => JSON.stringify(one));
    const having = sampleCases(seed, 60, { features: [feature] }).map((one, at) => ({ one, at }));
    const those = having.filter(({ one, at }) => JSON.stringify(one) !== plain[at]);
    expect(those.length).toBeGreaterThan(5);
    for (const { one, at } of those) expectAgreement(one, named(seed, at, one));
  });
});

const LANES = 11;

/** One deal under many scenarios that share its lag and switches, some without defaults or prepayments. */
function scenariosOf(seed: number, at: number): { deal: RandomDeal; scenarios: Scenario[] } {
  const [first, ...others] = sampleCases(seed + at, LANES, { quarters: false });
  const { deal, scenario } = first!;
  const curves = [scenario, ...others.map((one) => one.scenario)].map(({ smm, mdr, severity, indices }) => ({
    smm,
    mdr,
    severity,
    indices,
  }));
  return { deal, scenarios: curves.map((own, lane) => kernelScenario({ ...scenario, ...own }, `lane ${lane}`)) };
}

/** Every lane of a run: its result, and where in the result it is. */
async function lanesOf(
  deal: RandomDeal,
  scenarios: Scenario[],
  options: PlanOptions,
  workers: number,
): Promise<{ result: TaskResult; lane: number }[]> {
  const found: { result: TaskResult; lane: number }[] = [];
  for (const batch of planRun(resolved(deal), scenarios, { withRemittances: true, ...options })) {
    const results = await runTasks(batch.tasks, { workers });
    for (const result of results) {
      for (let lane = 0; lane < result.paths; lane++) found[batch.scenarios[result.firstPath + lane]!] = { result, lane };
    }
  }
  return found;
}

describe('bits', () => {
  const seed = 7_000;

  test('a scenario gives the same bits as a lane of many and alone', async () => {
    for (let at = 0; at < 20; at++) {
      const { deal, scenarios } = scenariosOf(seed, at);
      const together = await lanesOf(deal, scenarios, {}, 0);
      const meant = resolved(deal);
      scenarios.forEach((scenario, place) => {
        const { result, lane } = together[place]!;
        const differs = firstOtherBit(result, lane, runKernel(meant, scenario), 0);
        expect(differs, `seed ${seed + at}, scenario ${place}: lane and alone`).toBeUndefined();
      });
    }
  });

  test('any block size and number of workers gives the same bits', async () => {
    const ways = [
      { blockPaths: 1, workers: 0 },
      { blockPaths: 3, workers: 1 },
      { blockPaths: 4, workers: 2 },
      { blockPaths: 8, workers: 2 },
    ];
    for (let at = 0; at < 3; at++) {
      const { deal, scenarios } = scenariosOf(seed + 100, at);
      const together = await lanesOf(deal, scenarios, {}, 0);
      for (const { blockPaths, workers } of ways) {
        const apart = await lanesOf(deal, scenarios, { blockPaths }, workers);
        together.forEach(({ result, lane }, place) => {
          const other = apart[place]!;
          const differs = firstOtherBit(result, lane, other.result, other.lane);
          expect(
            differs,
            `seed ${seed + 100 + at}, scenario ${place}, blocks of ${blockPaths}, ${workers} workers`,
          ).toBeUndefined();
        });
      }
    }
  });
});
