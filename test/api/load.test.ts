/** The service under load: 50 connections read for five seconds while runs are at work. The longer test is in test/deep. */
import { expect, it } from 'vitest';
import { loaded } from './loading.ts';
import { dataFolder } from './service.ts';

it('answers readers while runs are at work, and refuses with 503 at most', async () => {
  const { requests, byStatus, errors, p99, runsDone, runsFailed } = await loaded(dataFolder(), {
    connections: 50,
    duration: 5,
    runs: 4,
  });
  expect([...byStatus.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(errors).toBe(0);
  // A machine with two busy cores answers thousands.
  expect(byStatus.get(200) ?? 0).toBeGreaterThan(200);
  expect(requests).toBeGreaterThan(200);
  expect(p99).toBeLessThan(5_000);
  expect([runsDone > 0, runsFailed]).toEqual([true, 0]);
}, 120_000);
