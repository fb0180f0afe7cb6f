/** One pool for many runs: priorities, turns, and how busy it was. */
import { describe, expect, it } from 'vitest';
import { shareRunner } from '../../api/runs/sharedRunner.ts';
import type { Task, TaskResult } from '../../host/engine/messages.ts';
import type { TaskRunner } from '../../host/index.ts';
import { pause } from './service.ts';

/** A pool of one thread that ends a task when it is told to, and notes in which order it was given them. */
function slowPool() {
  const given: string[] = [];
  const ends: (() => void)[] = [];
  const pool: TaskRunner = {
    width: 1,
    async run(task) {
      given.push(task.trust.id);
      await new Promise<void>((resolve) => ends.push(resolve));
      return resultOf();
    },
    close: async () => undefined,
  };
  /** Ends so many tasks, each once it has been given. */
  const end = async (count: number) => {
    for (let ended = 0; ended < count; ended++) {
      while (ends.length === 0) await pause(1);
      ends.shift()?.();
    }
  };
  return { pool, given, end };
}

const resultOf = (): TaskResult => ({
  firstPath: 0,
  paths: 1,
  periods: 1,
  outputs: new Map(),
  remittances: [],
  checks: new Map(),
  loanMonthPaths: 100,
});

/** A task that is nothing but its name. */
function taskOf(id: string): Task {
  const task: unknown = { trust: { id } };
  return task as Task;
}

describe('a shared pool', () => {
  it('gives lanes of one priority their turns task by task', async () => {
    const { pool, given, end } = slowPool();
    const shared = shareRunner(pool);
    const [a, b] = [shared.lane(0), shared.lane(0)];
    const all = [...['a1', 'a2', 'a3'].map((id) => a.run(taskOf(id))), ...['b1', 'b2'].map((id) => b.run(taskOf(id)))];
    await end(5);
    await Promise.all(all);
    // a1 and a2 are in flight before b is there: one thread and one task ahead.
    expect(given).toEqual(['a1', 'a2', 'b1', 'a3', 'b2']);
  });

  it('lets the higher priority go first', async () => {
    const { pool, given, end } = slowPool();
    const shared = shareRunner(pool);
    const [low, high] = [shared.lane(0), shared.lane(20)];
    const all = [...['l1', 'l2', 'l3', 'l4'].map((id) => low.run(taskOf(id))), ...['h1', 'h2'].map((id) => high.run(taskOf(id)))];
    await end(6);
    await Promise.all(all);
    expect(given).toEqual(['l1', 'l2', 'h1', 'h2', 'l3', 'l4']);
  });

  it('counts what a lane did and how long threads were busy', async () => {
    const { pool, end } = slowPool();
    const shared = shareRunner(pool);
    const lane = shared.lane(0);
    const all = [lane.run(taskOf('1')), lane.run(taskOf('2'))];
    await pause(60);
    await end(2);
    await Promise.all(all);
    expect(lane.counts()).toEqual({ loanMonthPaths: 200, tasks: 2 });
    // One thread, whatever is ahead of it: the pause and no more than a moment besides.
    const { busySeconds: busy, loanMonthPaths } = shared.totals();
    expect(loanMonthPaths).toBe(200);
    expect(busy).toBeGreaterThan(0.05);
    expect(busy).toBeLessThan(2);
    await pause(30);
    expect(shared.totals().busySeconds).toBeCloseTo(busy, 12);
  });

  it('goes on after a task that failed', async () => {
    const failing: TaskRunner = { width: 1, run: () => Promise.reject(new Error('refused')), close: async () => undefined };
    const lane = shareRunner(failing).lane(0);
    const results = await Promise.allSettled(['1', '2', '3', '4'].map((id) => lane.run(taskOf(id))));
    expect(results.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  });
});
