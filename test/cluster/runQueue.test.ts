/** Orders in the queue of a cluster: once each, with the transaction that made them, and not for ever. */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgres, queueWithin } from '../../api/cluster/postgres.ts';
import { MOST_CONDUCTORS, openCluster } from '../../host/cluster/connection.ts';
import { openRunQueue } from '../../host/cluster/runQueue.ts';
import { type Database, startDatabase } from './database.ts';
import { until } from './machines.ts';
import { maker } from './tasks.ts';

/** A machine that does other things as well may be slow. */
const TIME = { timeout: 120_000 };

let database: Database;
beforeAll(async () => {
  database = await startDatabase();
}, TIME.timeout);
afterAll(() => database.stop(), TIME.timeout);

const ORDER = { request: { run: 'month end' }, askedBy: 'Ann' };

describe('an order', TIME, () => {
  it('of a key that is waiting already is not put in twice', async () => {
    const queue = await openRunQueue(await database.fresh(), { maker });
    expect(await queue.submit(ORDER, { key: 'month end' })).toBeDefined();
    expect(await queue.submit(ORDER, { key: 'month end' })).toBeUndefined();
    expect(await queue.submit(ORDER)).not.toBe(await queue.submit(ORDER));
    await queue.close();
  });

  it('is there when the transaction is that it was put in by, and not before; without it, never', async () => {
    const url = await database.fresh();
    const queue = await openRunQueue(url, { maker });
    const service = await openPostgres(url, () => undefined);
    const got: unknown[] = [];
    await queue.conduct(async ({ request, askedBy, priority }) => got.push({ request, askedBy, priority }));
    const broken = service.transaction().execute(async (step) => {
      await queue.submit({ ...ORDER, request: 'never' }, { within: queueWithin(step) });
      await sql`select 1 / 0`.execute(step);
    });
    await expect(broken).rejects.toThrow('division by zero');
    await service.transaction().execute(async (step) => {
      await queue.submit(ORDER, { within: queueWithin(step) });
      await pause(300);
      expect(got).toEqual([]);
    });
    await until(() => got.length > 0);
    expect(got).toEqual([{ ...ORDER, priority: 10 }]);
    await Promise.all([queue.close(), service.destroy()]);
  });

  it('goes to the next conductor when one fails at it, and says how many there were', async () => {
    const url = await database.fresh();
    const queue = await openRunQueue(url, { maker });
    const seen: [number, boolean][] = [];
    await queue.submit(ORDER);
    await queue.conduct(async ({ failures, isLast }) => {
      seen.push([failures, isLast]);
      if (failures === 0) throw new Error('no');
    });
    await until(() => seen.length === 2);
    // Tries before the last are many: one is made to be the last.
    const { boss, queues, close } = await openCluster(url, { role: 'client', maker });
    await boss.send(queues.runs, ORDER, { singletonKey: 'late' });
    await until(() => seen.length === 3);
    await queue.drain();
    await boss.send(queues.runs, ORDER, { singletonKey: 'last' });
    await boss
      .getDb()
      .executeSql(`UPDATE weir.job SET retry_count = ${MOST_CONDUCTORS - 1} WHERE name = 'runs' AND singleton_key = 'last'`);
    await queue.conduct(async ({ failures, isLast }) => seen.push([failures, isLast]));
    await until(() => seen.length === 4);
    expect(seen).toEqual([
      [0, false],
      [1, false],
      [0, false],
      [MOST_CONDUCTORS - 1, true],
    ]);
    await Promise.all([queue.close(), close()]);
  });
});
