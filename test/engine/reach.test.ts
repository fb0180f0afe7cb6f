/** Severities above the usual one: losses are bounded by what is left of each balance, whatever the kernel was prepared for. */
import { describe, expect, it } from 'vitest';
import * as L from '../../engine-as/layout.ts';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import { executeTask } from '../../host/engine/execute.ts';
import type { Task } from '../../host/engine/messages.ts';
import { planRun } from '../../host/engine/plan.ts';
import type { Scenario } from '../../host/scenarios/scenario.ts';

const ARM = { noteRate: '6%', index: 'LIBOR', margin: '2%', periodicCap: '2%', resetEvery: 12 };
const POOLS: Record<string, readonly object[]> = {
  fixed: [
    { upb: 100_000, noteRate: '7%', remainingTerm: 240 },
    { upb: 150_000, noteRate: '6%', remainingTerm: 120, interestOnly: 24 },
    { upb: 80_000, noteRate: '8%', remainingTerm: 60 },
    { upb: 70_000, noteRate: '6.5%', remainingTerm: 90 },
  ],
  adjustable: [
    { ...ARM, upb: 100_000, remainingTerm: 240, firstReset: 7 },
    { ...ARM, upb: 150_000, remainingTerm: 120, firstReset: 25, interestOnly: 24 },
    { ...ARM, upb: 80_000, remainingTerm: 60, firstReset: 13 },
    { ...ARM, upb: 70_000, remainingTerm: 90, firstReset: 3 },
    { upb: 90_000, noteRate: '6.5%', remainingTerm: 100 },
  ],
};
const LAG = 12;

/** Severities of 40 %, with some months at 99.9 %: early, in the middle and near the ends of most loans. */
const SPIKES = Array.from({ length: 260 }, (_, month) => (month > 12 && month % 25 === 0 ? 0.999 : 0.4));
const CALM = SPIKES.map(() => 0.4);

const values = (...given: number[]) => ({ kind: 'values', values: given }) as const;
const scenario = (name: string, severities: readonly number[], more: Partial<Scenario> = {}): Scenario => ({
  name,
  prepayment: values(0.01),
  default: values(0.004),
  severity: values(...severities),
  lag: LAG,
  advancePrincipal: true,
  advanceInterest: true,
  stopDefaults: false,
  indices: new Map([['LIBOR', values(...Array.from({ length: 260 }, (_, month) => 0.02 + 0.0001 * month))]]),
  ...more,
});

function poolOf(loans: readonly object[]): ResolvedDeal {
  return resolveDeal(
    checkedDeal({
      deal: 'pass-through',
      dates: { settlement: '2024-01-01', firstPayment: '2024-02-01' },
      indices: ['LIBOR'],
      collateral: { pool1: { loans } },
      tranches: { R: { residual: true } },
      steps: [{ release: ['interest', 'principal'] }],
    }),
  );
}

/** Losses by month of each lane, from a kernel prepared for a severity of the caller's. */
function losses(deal: ResolvedDeal, scenarios: readonly Scenario[], usualSeverity?: number): Float64Array[] {
  // Scenarios of severities far apart would not be lanes of one task otherwise.
  const tasks = scenarios.flatMap((each) => planRun(deal, [each], { withRemittances: true })).flatMap((batch) => batch.tasks);
  const [first] = tasks;
  if (first === undefined) throw new Error('no task');
  const lanes = { curves: tasks.flatMap(({ curves }) => curves), indices: tasks.flatMap(({ indices }) => indices) };
  const task: Task = { ...first, ...lanes, paths: tasks.length };
  const trust = { ...task.trust, ...(usualSeverity !== undefined && { usualSeverity }) };
  // Memory is prepared anew for a trust that goes by another name.
  const own: Task = { ...task, trust: { ...trust, id: `${task.trust.id} ${usualSeverity}` } };
  const { remittances, periods, paths } = executeTask(own);
  const plane = remittances[0]?.get('loss') ?? new Float64Array(0);
  return Array.from({ length: paths }, (_, lane) => plane.slice(lane * (periods + 1), (lane + 1) * (periods + 1)));
}

describe.each(Object.entries(POOLS))('severities above the usual one, %s loans', (_, loans) => {
  const deal = poolOf(loans);
  const [truth = new Float64Array(0)] = losses(deal, [scenario('loan by loan', SPIKES, { fullerLoop: true })]);

  it.each([0, 0.25, 0.4, 0.75, 1])('losses are those of the fuller loop where %f is the usual one', (usual) => {
    const [spiked = new Float64Array(0)] = losses(deal, [scenario('spikes', SPIKES)], usual);
    expect(spiked.length).toBe(truth.length);
    spiked.forEach((loss, month) => expect(Math.abs(loss - truth[month]!), `month ${month}`).toBeLessThan(1e-7));
  });

  it('the loans are factored, and so prepared for a severity', () => {
    const cohorts = planRun(deal, [scenario('spikes', SPIKES)]).flatMap(({ tasks }) => tasks[0]?.trust.cohorts ?? []);
    expect(cohorts.length).toBeGreaterThan(0);
    for (const { loop } of cohorts) expect([L.LOOP_FIXED, L.LOOP_ADJUSTABLE]).toContain(loop);
  });

  it('severities that take more than is left are among them', () => {
    // Without the bound a month's loss would be its severity of what defaulted a lag ago, which a pool of calm severities tells.
    const [calm = new Float64Array(0)] = losses(deal, [scenario('calm', CALM)]);
    const bounded = [...truth].filter((loss, month) => SPIKES[month]! > 0.9 && loss < (calm[month]! / 0.4) * 0.999 * (1 - 1e-6));
    expect(bounded.length).toBeGreaterThan(3);
  });

  it('a lane has the same bits beside lanes that severities reach as by itself', () => {
    const [alone] = losses(deal, [scenario('calm', CALM)], 0.5);
    const lanes = Array.from({ length: 24 }, (_, lane) => scenario(`lane ${lane}`, lane === 20 ? SPIKES : CALM));
    const beside = losses(deal, lanes, 0.5);
    expect(beside[17]).toEqual(alone);
    expect(beside[20]).toEqual(losses(deal, [scenario('spikes', SPIKES)], 0.5)[0]);
  });
});
