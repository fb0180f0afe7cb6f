/** Schedules through the service: kept, fired, paused, caught up after downtime. The clock is the test's own. */
import { rename } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { build } from '../../api/app.ts';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { openService } from '../../api/service.ts';
import { openData } from '../../host/index.ts';
import { answering, dataFolder, get, openClient, refusing, SNAPSHOT, withSnapshots } from './service.ts';
import { finished } from './watch.ts';

interface Answered {
  readonly id: string;
  readonly paused: boolean;
  readonly next: readonly string[];
  readonly last: {
    readonly due: string;
    readonly note: string;
    readonly run: string | null;
    readonly status: string | null;
  } | null;
}

/** A clock that stands still until it is set. */
let now = Date.parse('2011-04-01T00:00:00Z');
const clock = () => now;
const set = (time: string) => {
  now = Date.parse(time);
};

const { app, service } = await openClient({ snapshots: [SNAPSHOT], now: clock });
const answered = answering(app);
const refused = refusing(app);
const nightly = {
  name: 'nightly',
  cron: '30 2 * * *',
  timeZone: 'America/New_York',
  request: { kind: 'value', snapshot: 'latest' },
};
const scheduled = async (id: string) =>
  (await get<{ runs: RunAnswer[] }>(app, '/runs?limit=200')).runs.filter(({ schedule }) => schedule === id);

describe('a schedule', () => {
  it('fires when it is due, once, with the latest snapshot, and tells its last outcome', async () => {
    set('2011-04-01T00:00:00Z');
    const { id, next } = await answered<Answered>('/schedules', nightly);
    // 2:30 in New York is 6:30 UTC in April.
    expect(next).toEqual(['2011-04-01T06:30:00.000Z', '2011-04-02T06:30:00.000Z', '2011-04-03T06:30:00.000Z']);
    await service.scheduler.tick();
    expect(await scheduled(id)).toEqual([]);
    set('2011-04-01T06:30:00Z');
    await service.scheduler.tick();
    await service.scheduler.tick();
    const runs = await scheduled(id);
    expect(runs.map(({ snapshot, askedBy }) => [snapshot, askedBy])).toEqual([[SNAPSHOT, 'schedule nightly of tester']]);
    await finished(app, runs[0]?.id ?? '');
    expect(await get(app, `/schedules/${id}`)).toMatchObject({
      next: ['2011-04-02T06:30:00.000Z', '2011-04-03T06:30:00.000Z', '2011-04-04T06:30:00.000Z'],
      last: { due: '2011-04-01T06:30:00.000Z', note: 'run', run: runs[0]?.id, status: 'done' },
    });
    await app.inject({ method: 'DELETE', url: `/v1/schedules/${id}` });
  });

  it('asks for nothing while it is paused', async () => {
    set('2011-05-01T00:00:00Z');
    const { id } = await answered<Answered>('/schedules', nightly);
    const change = (payload: object) => app.inject({ method: 'PATCH', url: `/v1/schedules/${id}`, payload });
    expect((await change({ paused: true })).json()).toMatchObject({ paused: true, next: [] });
    set('2011-05-09T12:00:00Z');
    await service.scheduler.tick();
    expect(await scheduled(id)).toEqual([]);
    // It goes on with the next due time: what was due meanwhile was not to be.
    expect((await change({ paused: false, cron: '0 4 * * *', timeZone: 'UTC' })).json()).toMatchObject({
      paused: false,
      next: ['2011-05-10T04:00:00.000Z', '2011-05-11T04:00:00.000Z', '2011-05-12T04:00:00.000Z'],
    });
    await service.scheduler.tick();
    expect(await scheduled(id)).toEqual([]);
    await app.inject({ method: 'DELETE', url: `/v1/schedules/${id}` });
  });

  it('passes a due time over while its run before is at work', async () => {
    set('2011-06-01T00:00:00Z');
    const { id } = await answered<Answered>('/schedules', { ...nightly, cron: '* * * * *', timeZone: 'UTC' });
    set('2011-06-01T00:01:00Z');
    await service.scheduler.tick();
    const [first] = await scheduled(id);
    set('2011-06-01T00:02:00Z');
    await service.scheduler.tick();
    expect((await get<Answered>(app, `/schedules/${id}`)).last).toMatchObject({
      due: '2011-06-01T00:02:00.000Z',
      note: expect.stringMatching(new RegExp(`^passed over: run ${first?.id} is still (queued|running)$`)),
    });
    await finished(app, first?.id ?? '');
    set('2011-06-01T00:03:00Z');
    await service.scheduler.tick();
    const runs = await scheduled(id);
    expect(runs.length).toBe(2);
    await app.inject({ method: 'DELETE', url: `/v1/schedules/${id}` });
    for (const run of runs) await finished(app, run.id);
  });

  it('says why it could not run', async () => {
    set('2011-07-01T00:00:00Z');
    const { id } = await answered<Answered>('/schedules', nightly);
    const snapshots = `${service.data.root}/snapshots`;
    await rename(`${snapshots}/${SNAPSHOT}`, `${service.data.root}/away`);
    set('2011-07-01T06:30:00Z');
    await service.scheduler.tick();
    await rename(`${service.data.root}/away`, `${snapshots}/${SNAPSHOT}`);
    expect((await get<Answered>(app, `/schedules/${id}`)).last?.note).toMatch(/^refused: SNAPSHOT_UNKNOWN/);
    await app.inject({ method: 'DELETE', url: `/v1/schedules/${id}` });
    expect(await get(app, '/schedules')).toEqual({ schedules: [] });
  });

  it('runs at once when it is asked to', async () => {
    const { id } = await answered<Answered>('/schedules', nightly);
    const run = await answered<RunAnswer>(`/schedules/${id}/run`, {});
    expect(await finished(app, run.id)).toMatchObject({ status: 'done', askedBy: 'tester' });
    await app.inject({ method: 'DELETE', url: `/v1/schedules/${id}` });
  });

  it('is refused with what is wrong with it', async () => {
    expect(await refused('/schedules', { ...nightly, cron: '61 * * * *' })).toMatchObject({ status: 422, code: 'SCHEDULE_CRON' });
    expect(await refused('/schedules', { ...nightly, timeZone: 'Mars' })).toMatchObject({ status: 422, code: 'SCHEDULE_CRON' });
    expect(await refused('/schedules', { ...nightly, request: { kind: 'value', snapshot: 'nowhere' } })).toMatchObject({
      status: 404,
      code: 'SNAPSHOT_UNKNOWN',
    });
    expect(await refused('/schedules', { ...nightly, request: { kind: 'value' } })).toMatchObject({
      faults: [{ place: 'request.snapshot' }],
    });
    expect(await refused('/schedules', { ...nightly, every: 'day' })).toMatchObject({ faults: [{ place: 'every' }] });
    expect((await app.inject({ method: 'GET', url: '/v1/schedules/none' })).json()).toMatchObject({
      status: 404,
      code: 'SCHEDULE_UNKNOWN',
    });
  });
});

describe('after downtime', () => {
  it.each([
    ['once', 1, 'run late: 4 due times were missed'],
    ['skip', 0, 'passed over: 4 due times were missed'],
  ])('the rule %s makes %i run', async (catchUp, count, note) => {
    const folder = dataFolder();
    await openData(folder, { create: true });
    withSnapshots(folder);
    set('2011-08-01T00:00:00Z');
    const before = await openService({ data: folder, workers: 0, now: clock });
    const first = await build({ service: before, mostDelay: 0, access: { kind: 'loopback', user: 'tester' } });
    const { id } = await answering(first)<Answered>('/schedules', { ...nightly, catchUp });
    await first.close();
    await before.close();

    // Due on the 1st, 2nd, 3rd and 4th.
    set('2011-08-04T20:00:00Z');
    const after = await openService({ data: folder, workers: 0, now: clock });
    const second = await build({ service: after, mostDelay: 0, access: { kind: 'loopback', user: 'tester' } });
    try {
      await after.scheduler.tick();
      const { runs } = await get<{ runs: RunAnswer[] }>(second, '/runs');
      expect(runs.length).toBe(count);
      const schedule = await get<Answered>(second, `/schedules/${id}`);
      expect(schedule.last).toMatchObject({ due: '2011-08-04T06:30:00.000Z', note });
      expect(schedule.next[0]).toBe('2011-08-05T06:30:00.000Z');
      for (const run of runs) await finished(second, run.id);
    } finally {
      await second.close();
      await after.close();
    }
  });
});
