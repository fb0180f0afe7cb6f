/** Published figures through the stochastic entry: every lane becomes a path that is drawn, of a market without volatility, with all rules of behaviour. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCases, readCase } from '../../host/analysis/cases.ts';
import { runCase } from '../../host/analysis/conformance.ts';
import { AS_IS, forwardRows, MORTGAGE, simulatedMarket, trustMarket } from '../../host/analysis/simulateMarket.ts';
import { type CurveOf, ruleTables } from '../../host/engine/behaviourRules.ts';
import { executeTask, monthRows } from '../../host/engine/execute.ts';
import type { Task, TaskResult } from '../../host/engine/messages.ts';
import { planeCount } from '../../host/engine/paths.ts';
import { withIndexRows } from '../../host/engine/planGenerated.ts';
import type { TaskRunner } from '../../host/engine/pool.ts';
import { DEFAULT_BEHAVIOUR, UNKNOWN_LTV } from '../../host/scenarios/behaviour.ts';
import { namedModel } from '../../host/scenarios/market/modelFile.ts';

const GOLDEN = fileURLToPath(new URL('../golden/', import.meta.url));

const named = namedModel('hull-white');
const market = simulatedMarket(
  {
    ...named,
    parameters: { a: 0.03, sigma: 0 },
    homePrices: [{ name: 'national', growth: [0.03], volatility: 0 }],
    noise: {},
    correlation: [],
  },
  { years: [1, 10, 30], rates: [0.02, 0.04, 0.045] },
);
/** Enough names for the indices of any of the cases. */
const NAMES = ['LIBOR_1M', 'LIBOR_3M', 'LIBOR_6M', 'LIBOR_12M', 'CMT_1Y'];
const SAMPLING = { seed: 1, randomization: 0, antithetic: false, bridge: true, scramble: 'owen' } as const;

/** One lane of a task as a path that is generated. */
function generatedLane(task: Task, lane: number): TaskResult {
  const { trust } = task;
  const given = task.curves[lane] ?? [];
  const rates = task.indices[lane] ?? [];
  const months = Math.ceil(monthRows(trust) / 120) * 120;
  const needs = {
    indices: rates.map((row, place) => ({ name: NAMES[place] ?? '', rates: row })),
    months,
    date: '2005-01-01',
    delay: 0.05,
  };
  const base = trustMarket(market, needs, SAMPLING, AS_IS);
  const indices = planeCount(base.plan, 'index');
  // Rules of the first cohort that has each curve.
  const kinds = ['prepayment', 'default', 'severity'] as const;
  const curves = given.map((row, curve): CurveOf => {
    const cohort = trust.cohortCurves.findIndex((rowsOf) => rowsOf.slice(0, 3).includes(curve));
    const kind = kinds[trust.cohortCurves[cohort]?.indexOf(curve) ?? 0] ?? 'delinquent';
    return { cohort: Math.max(0, cohort), kind, isNothing: row.every((value) => value === 0) };
  });
  const mortgage = base.indexRows.get(MORTGAGE);
  const home = base.marketPlanes.get('national');
  if (mortgage === undefined || home === undefined) throw new Error('no planes for behaviour');
  const rules = ruleTables(
    { plan: trust, curves, ages: new Float64Array(trust.loanCount), firstMonth: 0, assumptions: [] },
    DEFAULT_BEHAVIOUR,
    () => UNKNOWN_LTV,
    { mortgage, homes: new Map([['national', indices + home]]) },
  );
  const generated = { plan: base.plan, curves: given, rules, forward: forwardRows(market, needs, SAMPLING) };
  return executeTask({ ...task, trust: withIndexRows(trust, generated), paths: 1, curves: [], indices: [], generated });
}

/** The lanes of a block side by side again. */
function together(task: Task, lanes: readonly TaskResult[]): TaskResult {
  const [first] = lanes;
  if (first === undefined) throw new Error('no lanes');
  const joined = (of: (lane: TaskResult) => Float64Array | undefined) =>
    Float64Array.from(lanes.flatMap((lane) => [...(of(lane) ?? [])]));
  const planes = <K>(of: (lane: TaskResult) => ReadonlyMap<K, Float64Array> | undefined) =>
    new Map([...(of(first)?.keys() ?? [])].map((name) => [name, joined((lane) => of(lane)?.get(name))]));
  return {
    ...first,
    firstPath: task.firstPath,
    paths: task.paths,
    outputs: planes(({ outputs }) => outputs),
    checks: planes(({ checks }) => checks),
    remittances: first.remittances.map((_, group) => planes(({ remittances }) => remittances[group])),
  };
}

/** The widest gap between cash of a path that is drawn and of the lane that is given, over the largest amount of its plane. */
function gapOf(drawnLane: TaskResult, given: TaskResult): number {
  let gap = 0;
  for (const [name, plane] of given.outputs) {
    const other = drawnLane.outputs.get(name) ?? new Float64Array(plane.length).fill(Number.NaN);
    const scale = plane.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
    plane.forEach((value, k) => {
      // What is no number stays none, and is no match.
      gap = Math.max(gap, Math.abs(value - other[k]!) / scale);
    });
  }
  return gap;
}

let drawn = 0;
let widest = 0;
const runner: TaskRunner = {
  width: 1,
  run: async (task) => {
    drawn += task.paths;
    return together(
      task,
      Array.from({ length: task.paths }, (_, lane) => {
        const path = generatedLane(task, lane);
        const given = { curves: [task.curves[lane] ?? []], indices: [task.indices[lane] ?? []] };
        widest = Math.max(widest, gapOf(path, executeTask({ ...task, ...given, paths: 1 })));
        return path;
      }),
    );
  },
  close: async () => undefined,
};

describe('published figures, on paths that are drawn without volatility', () => {
  // Tables of conversions have no deal, and nothing to draw.
  const cases = findCases(GOLDEN)
    .map(readCase)
    .filter(({ deal }) => deal !== undefined);

  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    drawn = 0;
    widest = 0;
    const { missed, published, slips, matched } = await runCase(each, { runner });
    expect(missed).toEqual([]);
    expect(matched).toBe(published - slips);
    expect(drawn).toBeGreaterThan(0);
    // Cash is that of the deterministic entry to 1e-10 of the largest of its kind, and so every price to 1e-10.
    expect(widest).toBeLessThan(1e-10);
  });

  it('are those of seven deals', () => {
    expect(cases.length).toBe(7);
  });
});
