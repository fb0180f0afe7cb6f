/** Whole runs in the queue: schedules fire once, orders end once. What happens when a conductor dies stands in failure.test.ts. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { TestClock } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRunQueue, type RunQueue } from '../../host/cluster/runQueue.ts';
import { type Database, startDatabase } from './database.ts';
import { endAll, type Machine, startMachine, temporaryFolder, until } from './machines.ts';
import { maker } from './tasks.ts';

/** A machine that does other things as well may be slow: the longest of these take a third of a minute on one that does not. */
const TIME = { timeout: 180_000 };

const { folder, remove } = temporaryFolder();
let database: Database;
beforeAll(async () => {
  database = await startDatabase();
}, TIME.timeout);
afterAll(async () => {
  await endAll();
  await database.stop();
  remove();
}, TIME.timeout);

function machine(...args: string[]): Machine {
  const started = startMachine(args);
  return started;
}

/** Lets a clock run in steps, with time for what its timers begin. Units: seconds. */
async function run(clock: TestClock, seconds: number): Promise<void> {
  for (let done = 0; done < seconds; done += 10) {
    await clock.tick(10_000);
    await pause(30);
  }
}

describe.concurrent('a schedule', TIME, () => {
  it('fires once a night, however many processes watch the clock, and whatever the clock does', async () => {
    const url = await database.fresh();
    const clock = new TestClock('2026-03-02T01:58:30Z');
    const fired: string[] = [];
    const replicas: RunQueue[] = [];
    for (const name of ['a', 'b', 'c']) {
      const replica = await openRunQueue(url, { maker, clock });
      replicas.push(replica);
      await replica.conduct(async ({ request, askedBy, priority }) => {
        fired.push(`${JSON.stringify(request)} ${askedBy} ${priority}`);
        return name;
      });
    }
    const [first] = replicas;
    await first?.schedule('nightly', '0 2 * * *', { request: { snapshot: '/data/current' }, askedBy: 'the schedule' });
    await run(clock, 150);
    expect(fired).toEqual(['{"snapshot":"/data/current"} the schedule 0']);
    // Summer time, a wrong clock: the night that was is not had again.
    await clock.setTime('2026-03-02T01:59:00Z');
    await run(clock, 150);
    expect(fired).toHaveLength(1);
    // Down, or asleep, for three nights: the last of them is made up for, once.
    await clock.setTime('2026-03-05T09:00:00Z');
    await run(clock, 150);
    expect(fired).toHaveLength(2);
    await first?.unschedule('nightly');
    await clock.setTime('2026-03-06T01:59:00Z');
    await run(clock, 150);
    expect(fired).toHaveLength(2);
    await Promise.all(replicas.map((replica) => replica.close()));
  });

  it('can be listed, and says when it comes', async () => {
    const queue = await openRunQueue(await database.fresh(), { maker });
    const order = { request: { snapshot: '/data/current' }, askedBy: 'Ann' };
    await queue.schedule('nightly', '30 1 * * 1-5', order, { timeZone: 'America/New_York' });
    await queue.schedule('nightly', '30 2 * * 1-5', order, { timeZone: 'America/New_York' });
    expect(await queue.schedules()).toEqual([
      { name: 'nightly', when: '30 2 * * 1-5', timeZone: 'America/New_York', order: { ...order, priority: 0 } },
    ]);
    // A Saturday: the next night is that to Monday, half past two in New York, which is then 5 hours behind.
    const [next] = queue.preview('30 2 * * 1-5', 1, 'America/New_York');
    expect(next?.getUTCHours()).toBe(
      next?.toLocaleString('en', { timeZone: 'America/New_York', timeZoneName: 'short' }).includes('EDT') ? 6 : 7,
    );
    await expect(queue.schedule('wrong', 'every night', order)).rejects.toThrow('REQUEST_INVALID schedule');
    expect(() => queue.preview('0 2 * * *', 1, 'Nowhere/City')).toThrow('REQUEST_INVALID schedule');
    await queue.close();
  });
});

describe.concurrent('an order', TIME, () => {
  it('of a key that is waiting already is not put in twice', async () => {
    const queue = await openRunQueue(await database.fresh(), { maker });
    const order = { request: {}, askedBy: 'Ann' };
    const id = await queue.submit(order, 'month end');
    expect(await queue.submit(order, 'month end')).toBeUndefined();
    expect(await queue.submit(order)).not.toBe(await queue.submit(order));
    expect(await queue.find(id ?? '')).toMatchObject({ state: 'waiting', askedBy: 'Ann', priority: 10 });
    await queue.cancel(id ?? '');
    expect(await queue.find(id ?? '')).toMatchObject({ state: 'cancelled' });
    await queue.close();
  });

  it('that cannot be carried out ends with its faults, and is not tried again', async () => {
    const url = await database.fresh();
    const shared = join(folder, 'refused');
    machine('conduct', url, shared);
    const queue = await openRunQueue(url, { maker });
    const id = (await queue.submit({ request: { snapshot: join(folder, 'nowhere') }, askedBy: 'Ann' })) ?? '';
    await until(async () => (await queue.find(id))?.state === 'done');
    expect((await queue.find(id))?.outcome).toMatchObject({ kind: 'failed', faults: [{ code: 'FILE_UNREADABLE' }] });
    await queue.close();
  });
});
