/** Several services over one cluster: what is asked of one is known to all, is done once, and gives the bits of the single machine. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../api/app.ts';
import { Alone } from '../../api/cluster/alone.ts';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { openService, type ServiceOptions } from '../../api/service.ts';
import { keyOf } from '../../api/store/keys.ts';
import { runWorker } from '../../host/cluster/worker.ts';
import { openData, openStorage, readTables, runValue } from '../../host/index.ts';
import { answering, type Client, dataFolder, get, pause, post, SNAPSHOT, withSnapshots } from '../api/service.ts';
import { finished, until as runUntil } from '../api/watch.ts';
import { weirJson } from '../cli/weir.ts';
import { type Database, startDatabase } from './database.ts';
import { until } from './machines.ts';

/** A machine that does other things as well may be slow. */
const TIME = { timeout: 120_000 };

const shared = dataFolder();
const stop = new AbortController();
const opened: Client[] = [];
let database: Database;
let url: string;
let working: Promise<unknown>;
/** A clock that stands still until it is set. */
let now = Date.parse('2011-04-01T00:00:00Z');
let a: Client;
let b: Client;

async function replica(options: Partial<ServiceOptions> = {}): Promise<Client> {
  const service = await openService({ data: shared, cluster: { url, storage: shared }, now: () => now, ...options });
  const app = await build({ service, access: { kind: 'loopback', user: 'tester' } });
  const client = { service, app, folder: shared };
  opened.push(client);
  return client;
}

beforeAll(async () => {
  database = await startDatabase();
  url = await database.fresh();
  await openData(shared, { create: true });
  withSnapshots(shared);
  working = runWorker({ url, storage: openStorage(shared), slots: 1, signal: stop.signal });
  // One hears requests alone, the other conducts runs as well.
  [a, b] = await Promise.all([replica({ atOnce: 0 }), replica()]);
}, TIME.timeout);
afterAll(async () => {
  for (const { app } of opened) await app.close();
  await Promise.all(opened.map(({ service }) => service.close()));
  stop.abort();
  await working;
  await database.stop();
}, TIME.timeout);

const VALUE = { kind: 'value', snapshot: SNAPSHOT };

describe('services of one cluster', TIME, () => {
  it('conduct a run that another was asked for, to the bits of the single machine; each tells of it, and of its events', async () => {
    const { id } = await answering(a.app)<RunAnswer>('/runs', VALUE);
    const told = async (from: Client) => {
      const address = `${await from.app.listen({ port: 0 })}/v1/runs/${id}/events`;
      for (;;) {
        const reply = await fetch(address);
        // It is too busy where the machine is.
        if (reply.status !== 503) return reply.text();
        await pause(100);
      }
    };
    for (const body of await Promise.all([told(a), told(b)])) {
      const states = [...body.matchAll(/"status":"(\w+)"/g)].map(([, status]) => status);
      expect([states.at(-1), states.filter((status) => status === 'done').length]).toEqual(['done', 1]);
    }
    const [atA, atB] = await Promise.all([finished(a.app, id), finished(b.app, id)]);
    expect(atB).toEqual(atA);
    expect([atA.status, atA.askedBy, atA.place]).toEqual(['done', 'tester', null]);
    const alone = await openData(dataFolder(), { create: true });
    const single = await runValue(alone, join(shared, 'snapshots', SNAPSHOT), { askedBy: 'tester', workers: 0 });
    expect(await readTables(a.service.data, id)).toEqual(await readTables(alone, single.id));
  });

  it('make one run of a request that comes to both at once under one key', async () => {
    const headers = { 'idempotency-key': 'close-2011-03', 'content-type': 'application/json' };
    const ask = ({ app }: Client) => app.inject({ method: 'POST', url: '/v1/runs', headers, payload: JSON.stringify(VALUE) });
    const replies = await Promise.all([ask(a), ask(b), ask(a), ask(b)]);
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202, 202]);
    const ids = new Set(replies.map((reply) => reply.json<RunAnswer>().id));
    expect(ids.size).toBe(1);
    for (const id of ids) expect((await finished(b.app, id)).status).toBe('done');
  });

  it('fire a schedule once a night, however often all of them look', async () => {
    const nightly = { name: 'nightly', cron: '30 2 * * *', timeZone: 'UTC', catchUp: 'once', request: VALUE };
    const { id } = await answering(b.app)<{ id: string }>('/schedules', nightly);
    const fired = async () =>
      (await get<{ runs: RunAnswer[] }>(a.app, '/runs?limit=200')).runs.filter(({ schedule }) => schedule === id).length;
    const look = () => Promise.all([a, b, a, b].map(({ service }) => service.scheduler.tick()));
    await look();
    expect(await fired()).toBe(0);
    now = Date.parse('2011-04-01T02:30:00Z');
    await look();
    await look();
    expect(await fired()).toBe(1);
    const [run] = (await get<{ runs: RunAnswer[] }>(a.app, '/runs?limit=200')).runs.filter(({ schedule }) => schedule === id);
    await finished(b.app, run?.id ?? '');
    // A clock that is put back has no night again; three nights that nobody saw are made up for once.
    now = Date.parse('2011-04-01T02:29:00Z');
    await look();
    expect(await fired()).toBe(1);
    now = Date.parse('2011-04-04T09:00:00Z');
    await look();
    expect(await fired()).toBe(2);
    await b.app.inject({ method: 'DELETE', url: `/v1/schedules/${id}` });
  });

  it('cancel what another is at work on, and what is in line', async () => {
    const grid = {
      kind: 'sensitivity',
      snapshot: SNAPSHOT,
      grid: 'default 0.5,0.7,0.9,1,1.1,1.3; severity 0.5,0.7,0.9,1,1.1,1.3',
    };
    const { id } = await answering(b.app)<RunAnswer>('/runs', grid);
    await runUntil(a.app, id, ({ status }) => status === 'running');
    expect((await post(a.app, `/runs/${id}/cancel`, { why: 'not this one' })).status).toBe(202);
    const { status, faults } = await finished(a.app, id);
    expect([status, faults.map(({ code }) => code)]).toEqual(['cancelled', ['RUN_CANCELLED']]);

    // A measurement keeps no run: whoever is at work on it is told by notice.
    const { id: benchmark } = await answering(a.app)<RunAnswer>('/benchmark', { workload: 'small', rounds: 50 });
    await runUntil(a.app, benchmark, (run) => run.status === 'running');
    // It wants to be alone, so that this one waits.
    const { id: waiting } = await answering(a.app)<RunAnswer>('/runs', VALUE);
    expect((await get<RunAnswer>(a.app, `/runs/${waiting}`)).status).toBe('queued');
    await post(a.app, `/runs/${waiting}/cancel`, {});
    await post(a.app, `/runs/${benchmark}/cancel`, {});
    expect((await finished(a.app, waiting)).status).toBe('cancelled');
    expect((await finished(a.app, benchmark)).status).toBe('cancelled');
    await until(async () => (await get<{ running: number }>(b.app, '/ready')).running === 0);
  });

  it('know the same keys', async () => {
    const made = await weirJson(['keys', 'create', '--cluster', url, '--role', 'viewer', '--name', 'desk']);
    const text = String(Reflect.get(Object(made), 'key'));
    expect(await keyOf(b.service.database, text)).toMatchObject({ name: 'desk', role: 'viewer', revoked: null });
    expect(await keyOf(b.service.database, `${text.slice(0, -1)}_`)).toBeUndefined();
  });

  it('give what they are at work on to others when they are told to stop', async () => {
    const grid = { kind: 'sensitivity', snapshot: SNAPSHOT, grid: 'default 0.5,0.8,1,1.1; severity 0.5,0.7,0.9,1,1.1,1.3' };
    const { id } = await answering(a.app)<RunAnswer>('/runs', grid);
    await runUntil(a.app, id, ({ status }) => status === 'running');
    expect(await b.service.drain(0)).toBe(false);
    await b.app.close();
    await b.service.close();
    opened.splice(opened.indexOf(b), 1);
    expect((await get<RunAnswer>(a.app, `/runs/${id}`)).status).toBe('running');
    b = await replica();
    expect((await finished(a.app, id)).status).toBe('done');
  });
});

describe('a database that is away', TIME, () => {
  it('is told of as such, and the service goes on when it is back', async () => {
    await database.kill();
    await until(async () => (await a.app.inject('/v1/ready')).statusCode === 503);
    const reply = await a.app.inject('/v1/schedules');
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([503, 'CLUSTER_UNREACHABLE']);
    expect((await a.app.inject('/v1/health')).statusCode).toBe(200);
    await database.restart();
    await until(async () => (await a.app.inject('/v1/ready')).statusCode === 200);
    const { id } = await answering(a.app)<RunAnswer>('/runs', VALUE);
    expect((await finished(a.app, id)).status).toBe('done');
  });
});

describe('work that wants to be alone', () => {
  it('waits for what is at work, and holds up what comes after', async () => {
    const alone = new Alone();
    const done: string[] = [];
    const enter = async (name: string, isAlone: boolean) => {
      const leave = await alone.enter(isAlone);
      done.push(name);
      return leave;
    };
    const [first, second] = await Promise.all([enter('first', false), enter('second', false)]);
    const third = enter('alone', true);
    const fourth = enter('fourth', false);
    await pause(1);
    expect(done).toEqual(['first', 'second']);
    first?.();
    second?.();
    const leave = await third;
    await pause(1);
    expect(done).toEqual(['first', 'second', 'alone']);
    leave();
    await fourth;
    expect(done).toEqual(['first', 'second', 'alone', 'fourth']);
  });
});
