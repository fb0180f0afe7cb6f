/** The service under load for a minute: 200 connections on reads and 20 runs in line or at work. */
import { expect, it } from 'vitest';
import { loaded } from '../api/loading.ts';
import { dataFolder } from '../api/service.ts';

it('answers 200 readers and 20 runs for a minute, with no 5xx but an intended 503', async () => {
  const { requests, perSecond, byStatus, errors, p50, p99, runsDone, runsFailed } = await loaded(dataFolder(), {
    connections: 200,
    duration: 60,
    runs: 20,
  });
  console.log({ requests, perSecond, byStatus: Object.fromEntries(byStatus), errors, p50, p99, runsDone, runsFailed });
  expect([...byStatus.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect([errors, runsFailed]).toEqual([0, 0]);
  expect(runsDone).toBeGreaterThan(0);
  expect(p99).toBeLessThan(10_000);
}, 600_000);
