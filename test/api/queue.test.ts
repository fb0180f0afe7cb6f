/** Runs in line: who goes first, how many at a time, what is cancelled, what the next process takes up. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../../api/app.ts';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { openService } from '../../api/service.ts';
import { kindOfRun, openData, showRun } from '../../host/index.ts';
import { answering, dataFolder, get, openClient, refusing, SNAPSHOT, withSnapshots } from './service.ts';
import { finished, until } from './watch.ts';

const value = (priority = 'normal') => ({ kind: 'value', snapshot: SNAPSHOT, priority });

describe('a queue', () => {
  it('starts the higher priority first, one at a time, and tells places in line', async () => {
    const { app } = await openClient({ snapshots: [SNAPSHOT], atOnce: 1 });
    const answered = answering(app);
    const asked: RunAnswer[] = [];
    for (const priority of ['normal', 'low', 'normal', 'high']) asked.push(await answered('/runs', value(priority)));
    const states = await Promise.all(asked.map(({ id }) => get<RunAnswer>(app, `/runs/${id}`)));
    expect(states.map(({ status, place }) => [status, place])).toEqual([
      ['running', null],
      ['queued', 3],
      ['queued', 2],
      ['queued', 1],
    ]);
    const done = await Promise.all(asked.map(({ id }) => finished(app, id)));
    const order = done
      .toSorted((a, b) => a.changed.localeCompare(b.changed))
      .map(({ id }) => asked.findIndex((one) => one.id === id));
    expect(order).toEqual([0, 3, 2, 1]);
  });

  it('refuses what it cannot hold, and says when to come again', async () => {
    const { app } = await openClient({ snapshots: [SNAPSHOT], atOnce: 1, mostWaiting: 1 });
    const answered = answering(app);
    const first = await answered<RunAnswer>('/runs', value());
    const second = await answered<RunAnswer>('/runs', value());
    const reply = await app.inject({ method: 'POST', url: '/v1/runs', payload: value() });
    expect(reply.json()).toMatchObject({ status: 503, code: 'SERVICE_BUSY' });
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
    for (const { id } of [first, second]) await finished(app, id);
  });
});

describe('a run that is cancelled', () => {
  it('in line never starts', async () => {
    const { app, service } = await openClient({ snapshots: [SNAPSHOT], atOnce: 1 });
    const answered = answering(app);
    const first = await answered<RunAnswer>('/runs', value());
    const second = await answered<RunAnswer>('/runs', value());
    const cancelled = await answered<RunAnswer>(`/runs/${second.id}/cancel`, { why: 'asked twice' });
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      faults: [{ code: 'RUN_CANCELLED', got: 'a request of tester to stop: asked twice' }],
    });
    await finished(app, first.id);
    await expect(showRun(service.data, second.id)).rejects.toThrow('STORE_RUN_UNKNOWN');
    expect(await get(app, `/runs/${second.id}`)).toMatchObject({ status: 'cancelled', tables: [] });
    // Cancelled already.
    expect(await refusing(app)(`/runs/${second.id}/cancel`, {})).toMatchObject({ status: 404, code: 'STORE_RUN_UNKNOWN' });
  });

  it('at work is cancelled in its journal too, and another begins', async () => {
    const { app, service } = await openClient({ snapshots: [SNAPSHOT], atOnce: 1 });
    const answered = answering(app);
    // Two trusts under three hundred scenarios: the second is at work for seconds after the first is done.
    const steps = (count: number) => Array.from({ length: count }, (_, place) => (1 + place / 100).toFixed(2)).join(',');
    const grid = `default ${steps(20)}; severity ${steps(15)}`;
    const run = await answered<RunAnswer>('/runs', { kind: 'sensitivity', snapshot: SNAPSHOT, grid });
    const { pace } = await until(app, run.id, (now) => now.pace !== null);
    expect(pace).toMatchObject({ done: 1, of: 2, share: 0.5 });
    expect(await answered(`/runs/${run.id}/cancel`, { why: 'too wide' })).toMatchObject({ id: run.id });
    expect(await finished(app, run.id)).toMatchObject({ status: 'cancelled', tables: [] });
    expect((await showRun(service.data, run.id)).state).toMatchObject({
      kind: 'cancelled',
      cancelled: { by: 'tester', why: 'too wide' },
    });
    const next = await answered<RunAnswer>('/runs', value());
    expect((await finished(app, next.id)).status).toBe('done');
  });

  it('is not one that is done', async () => {
    const { app } = await openClient({ snapshots: [SNAPSHOT] });
    const run = await answering(app)<RunAnswer>('/runs', value());
    await finished(app, run.id);
    expect(await refusing(app)(`/runs/${run.id}/cancel`, {})).toMatchObject({ status: 409, code: 'STORE_RUN_STATE' });
  });
});

describe('a run that fails', () => {
  it('tells every fault, by paths within the data folder', async () => {
    const { app, folder } = await openClient({ snapshots: [SNAPSHOT] });
    rmSync(join(folder, 'snapshots', SNAPSHOT, 'market'), { recursive: true });
    const { id } = await answering(app)<RunAnswer>('/runs', value());
    const failed = await finished(app, id);
    expect(failed.status).toBe('failed');
    expect(failed.faults.map(({ code, file }) => [code, file])).toContainEqual([
      'FILE_UNREADABLE',
      `snapshots/${SNAPSHOT}/market/indices.csv`,
    ]);
    expect(JSON.stringify(failed)).not.toContain(folder);
  });
});

describe('a service that is stopped', () => {
  it('leaves what is in line and at work to the next one, which ends it', async () => {
    const folder = dataFolder();
    await openData(folder, { create: true });
    withSnapshots(folder);
    const first = await openService({ data: folder, workers: 0, atOnce: 1 });
    const jobs = [];
    for (let run = 0; run < 3; run++)
      jobs.push(await first.submit({ kind: 'value', asked: { snapshot: SNAPSHOT }, askedBy: 'tester', priority: 'normal' }));
    await first.close();

    const second = await openService({ data: folder, workers: 0, atOnce: 1 });
    const app = await build({ service: second, mostDelay: 0, access: { kind: 'loopback', user: 'tester' } });
    try {
      for (const { id } of jobs) expect((await finished(app, id)).status).toBe('done');
      expect(await kindOfRun(second.data, jobs[0]?.id ?? '')).toBe('value');
    } finally {
      await app.close();
      await second.close();
    }
  });

  it('leaves a run alone that had come to its end, but for the word of it', async () => {
    const folder = dataFolder();
    await openData(folder, { create: true });
    withSnapshots(folder);
    const first = await openService({ data: folder, workers: 0 });
    const done = await first.submit({ kind: 'value', asked: { snapshot: SNAPSHOT }, askedBy: 'tester', priority: 'normal' });
    await first.drain(60_000);
    // As if the process had been killed between the journal of the run and the list of jobs.
    await first.database.updateTable('jobs').set({ status: 'running', ended: null }).where('id', '=', done.id).execute();
    const { changed } = await showRun(first.data, done.id);
    await first.close();

    const second = await openService({ data: folder, workers: 0 });
    try {
      expect(second.queue.counts()).toEqual({ queued: 0, running: 0 });
      expect(await second.catalog.entry(done.id)).toMatchObject({ status: 'done' });
      expect((await showRun(second.data, done.id)).changed).toBe(changed);
    } finally {
      await second.close();
    }
  });

  it('takes no more, and waits for what is at work as long as it is told', async () => {
    const { app, service } = await openClient({ snapshots: [SNAPSHOT], atOnce: 1 });
    const { id } = await answering(app)<RunAnswer>('/runs', value());
    const drained = service.drain(60_000);
    expect(await refusing(app)('/runs', value())).toMatchObject({ status: 503, code: 'SERVICE_BUSY' });
    expect((await app.inject({ method: 'GET', url: '/v1/ready' })).statusCode).toBe(503);
    expect(await drained).toBe(true);
    expect((await finished(app, id)).status).toBe('done');
  });

  it('is one at a time on a data folder', async () => {
    const { service } = await openClient({});
    await expect(openService({ data: service.data.root, workers: 0 })).rejects.toThrow('SERVICE_RUNNING');
  });
});
