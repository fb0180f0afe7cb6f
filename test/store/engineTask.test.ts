/** The engine's own tasks in the store: planned twice they have one name, and their results come back bit by bit. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadDeal } from '../../host/deal/resolve.ts';
import { executeTask } from '../../host/engine/execute.ts';
import type { TaskResult } from '../../host/engine/messages.ts';
import { planRun } from '../../host/engine/plan.ts';
import { engineTaskHash, recordOf, resultOf } from '../../host/store/engineTask.ts';
import { decodeRecord, encodeRecord } from '../../host/store/taskFormat.ts';
import { bitsOf } from './folder.ts';

const maker = { layout: 2, kernel: 'ab' };
const tasksOf = (cdr: number) => {
  const deal = loadDeal(fileURLToPath(new URL('../../examples/deals/sequential.yaml', import.meta.url)));
  const scenario = { name: 'base', default: { kind: 'values' as const, values: [cdr] } };
  return planRun(deal, [scenario, { ...scenario, name: 'again' }], { blockPaths: 1, withRemittances: true }).flatMap(
    ({ tasks }) => tasks,
  );
};

describe('a task', () => {
  it('has the same name in every plan, and another for other content or another kernel', () => {
    const [first, second] = tasksOf(0.001).map((task) => engineTaskHash(task, maker));
    expect(tasksOf(0.001).map((task) => engineTaskHash(task, maker))).toEqual([first, second]);
    // The same numbers on another path are another task: its result says which path it is.
    const [changed] = tasksOf(0.002).map((task) => engineTaskHash(task, maker));
    const [newer] = tasksOf(0.001).map((task) => engineTaskHash(task, { ...maker, kernel: 'ac' }));
    expect(new Set([first, second, changed, newer]).size).toBe(4);
  });
});

describe('a result', () => {
  const bitsOfResult = ({ outputs, remittances, checks, ...counts }: TaskResult) => ({
    counts,
    outputs: [...outputs].map(([name, plane]) => [name, bitsOf(plane)]),
    remittances: remittances.map((planes) => [...planes].map(([name, plane]) => [name, bitsOf(plane)])),
    checks: [...checks].map(([name, worst]) => [name, bitsOf(worst)]),
  });

  it('comes back from the store with every bit', () => {
    for (const task of tasksOf(0.001)) {
      const result = executeTask(task);
      const back = resultOf(decodeRecord(encodeRecord(recordOf(result)))!)!;
      expect(result.remittances.length).toBeGreaterThan(0);
      expect(bitsOfResult(back)).toEqual(bitsOfResult(result));
    }
  });

  it('is nothing else that the store may hold', () => {
    const counts = { firstPath: 0, paths: 1, periods: 1, loanMonthPaths: 1, groups: 1 };
    const column = new Float64Array(2);
    expect(resultOf({ head: null, columns: new Map() })).toBeUndefined();
    expect(resultOf({ head: { ...counts, paths: 'x' }, columns: new Map() })).toBeUndefined();
    expect(resultOf({ head: counts, columns: new Map([['sums', column]]) })).toBeUndefined();
    expect(resultOf({ head: counts, columns: new Map([['remittance 1 defaults', column]]) })).toBeUndefined();
    expect(resultOf({ head: counts, columns: new Map([['output A', new Int32Array(2)]]) })).toBeUndefined();
  });
});
