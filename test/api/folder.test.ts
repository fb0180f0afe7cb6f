/** What is in the data folder of a service, and what may be taken out of it: portfolios, snapshots, runs. */
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../api/problems.ts';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { openService } from '../../api/service.ts';
import { answering, BEFORE, dataFolder, get, openClient, refusing, SNAPSHOT, withPair } from './service.ts';
import { finished, until } from './watch.ts';

const { app, folder } = await openClient();
withPair(folder);
const answered = answering(app);
const refused = refusing(app);
const snapshots = join(folder, 'snapshots');
const remove = (path: string) => app.inject({ method: 'DELETE', url: `/v1${path}` });
const notRemoved = async (path: string): Promise<Problem> => (await remove(path)).json();
/** A run that asks for nothing but a moment. */
const value = (snapshot: string) => answered<RunAnswer>('/runs', { kind: 'value', snapshot });

/** A snapshot of another portfolio, of which no more is read than its name and date. */
function withOther(name: string, portfolio: string, date: string): void {
  mkdirSync(join(snapshots, name));
  const text = readFileSync(join(snapshots, BEFORE, 'snapshot.yaml'), 'utf8');
  writeFileSync(
    join(snapshots, name, 'snapshot.yaml'),
    text.replace(/^snapshot: .*/m, `snapshot: ${portfolio}`).replace(/^date: .*/m, `date: ${date}`),
  );
}

describe('a run', () => {
  it('is deleted with its tables, its place in the list and its idempotency key', async () => {
    const send = () =>
      app.inject({
        method: 'POST',
        url: '/v1/runs',
        headers: { 'idempotency-key': 'once' },
        payload: { kind: 'value', snapshot: BEFORE },
      });
    const { id }: RunAnswer = (await send()).json();
    expect(await finished(app, id)).toMatchObject({ status: 'done' });
    expect((await send()).json<RunAnswer>().id).toBe(id);
    expect((await remove(`/runs/${id}`)).statusCode).toBe(204);
    expect(existsSync(join(folder, 'runs', id))).toBe(false);
    expect((await app.inject(`/v1/runs/${id}`)).json()).toMatchObject({ status: 404, code: 'STORE_RUN_UNKNOWN' });
    expect((await app.inject(`/v1/runs/${id}/tables/sheet`)).statusCode).toBe(404);
    expect(await get(app, '/runs')).toMatchObject({ runs: [] });
    expect(await notRemoved(`/runs/${id}`)).toMatchObject({ status: 404, code: 'STORE_RUN_UNKNOWN' });
    // Nothing stands under the key any more: it makes a run again.
    const again: RunAnswer = (await send()).json();
    expect(again.id).not.toBe(id);
    await finished(app, again.id);
    expect((await remove(`/runs/${again.id}`)).statusCode).toBe(204);
  });

  it('is not deleted in line or at work, and is once it was cancelled', async () => {
    const { id } = await value(BEFORE);
    expect(await notRemoved(`/runs/${id}`)).toMatchObject({ status: 409, code: 'STORE_RUN_STATE' });
    await answered(`/runs/${id}/cancel`, {});
    await finished(app, id);
    expect((await remove(`/runs/${id}`)).statusCode).toBe(204);
  });

  it('that was signed off stays', async () => {
    const { id } = await value(BEFORE);
    await finished(app, id);
    await answered(`/runs/${id}/lock`, { preparer: 'A. Moss', reviewer: 'B. Hill' });
    expect(await notRemoved(`/runs/${id}`)).toMatchObject({ status: 409, code: 'STORE_RUN_LOCKED' });
    expect(await get(app, `/runs/${id}`)).toMatchObject({ status: 'done', locked: true });
  });

  it('that keeps no tables is deleted too', async () => {
    const { id } = await answered<RunAnswer>('/benchmark', { workload: 'small', workers: [1], rounds: 1 });
    await until(app, id, ({ status }) => status === 'done');
    expect((await remove(`/runs/${id}`)).statusCode).toBe(204);
    expect((await app.inject(`/v1/runs/${id}`)).statusCode).toBe(404);
  });
});

describe('a snapshot', () => {
  it('stays while a run was made from it or a later one names it, all of which is told', async () => {
    const { runs } = await get<{ runs: RunAnswer[] }>(app, '/runs');
    const problem = await notRemoved(`/snapshots/${BEFORE}`);
    expect(problem).toMatchObject({ status: 409, code: 'SNAPSHOT_NEEDED' });
    expect(problem.faults.map(({ place }) => place)).toEqual([`snapshots/${SNAPSHOT}`, ...runs.map(({ id }) => `runs/${id}`)]);
    expect(existsSync(join(snapshots, BEFORE, 'snapshot.yaml'))).toBe(true);
  });

  it('that nothing needs is deleted', async () => {
    expect((await remove(`/snapshots/${SNAPSHOT}`)).statusCode).toBe(204);
    expect(readdirSync(snapshots)).toEqual([BEFORE]);
    expect(await notRemoved(`/snapshots/${SNAPSHOT}`)).toMatchObject({ status: 404, code: 'SNAPSHOT_UNKNOWN' });
  });

  it.each(['latest', '..', '%2e%2e%2fruns', '.tmp-1', ''])('is not what %j names', async (name) => {
    expect((await remove(`/snapshots/${name}`)).statusCode).toBe(404);
    expect(readdirSync(snapshots)).toEqual([BEFORE]);
  });
});

it('a snapshot stays while another takes files from it', async () => {
  withOther('lent', 'Lender', '2009-12-31');
  withOther('borrows', 'Borrower', '2009-12-31');
  const file = join(snapshots, 'borrows', 'snapshot.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/market\//, '../lent/market/'));
  expect(await notRemoved('/snapshots/lent')).toMatchObject({
    code: 'SNAPSHOT_NEEDED',
    faults: [{ place: 'snapshots/borrows' }],
  });
  for (const name of ['borrows', 'lent']) expect((await remove(`/snapshots/${name}`)).statusCode).toBe(204);
});

describe('a portfolio', () => {
  it('is the snapshots of one name, the latest date first', async () => {
    withOther('north-1', 'North & Sons', '2012-03-31');
    withOther('north-2', 'North & Sons', '2012-06-30');
    expect(await get(app, '/portfolios')).toEqual({
      portfolios: [
        { name: 'Example Mortgage Holdings', snapshots: [BEFORE], dates: ['2010-12-31'] },
        { name: 'North & Sons', snapshots: ['north-2', 'north-1'], dates: ['2012-06-30', '2012-03-31'] },
      ],
    });
  });

  it('has a latest snapshot, which has to be asked for by its name where there are several', async () => {
    const body = (snapshot: string) => ({ kind: 'value', snapshot });
    const problem = await refused('/runs', body('latest'));
    expect(problem).toMatchObject({ status: 404, code: 'SNAPSHOT_UNKNOWN' });
    expect(problem.faults[0]?.expected).toBe("one of 'latest Example Mortgage Holdings', 'latest North & Sons'");
    expect(await refused('/runs', body('latest North'))).toMatchObject({ code: 'SNAPSHOT_UNKNOWN' });
    expect(await get(app, `/snapshots/${encodeURIComponent('latest North & Sons')}`)).toMatchObject({ name: 'north-2' });
    const run = await answered<RunAnswer>('/runs', body('latest Example Mortgage Holdings'));
    expect(run.snapshot).toBe(BEFORE);
    await finished(app, run.id);
  });
});

it('what a killed process left of an upload is cleared away a day later, and nothing that is under way', async () => {
  const data = dataFolder();
  await (await openService({ data, workers: 0 })).close();
  const [left, underWay] = ['.tmp-0a1b2c', '.tmp-3d4e5f'];
  for (const name of [left, underWay]) {
    mkdirSync(join(data, 'snapshots', name));
    writeFileSync(join(data, 'snapshots', name, 'snapshot.yaml'), 'snapshot: half');
  }
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
  utimesSync(join(data, 'snapshots', left), twoDaysAgo, twoDaysAgo);
  await (await openService({ data, workers: 0 })).close();
  expect(readdirSync(join(data, 'snapshots'))).toEqual([underWay]);
});
