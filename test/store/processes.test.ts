/** Several processes at work in one data folder at the same time. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { WeirError } from '../../host/errors.ts';
import { type DataFolder, openData } from '../../host/store/folders.ts';
import { listRuns, readTables, showRun, verifyRun } from '../../host/store/runBook.ts';
import { cancelRun, resumeRun } from '../../host/store/runs.ts';
import { getTask } from '../../host/store/taskStore.ts';
import { bitsOf, codesOf, nameOfTask, startChild, taskOf, temporaryFolder } from './folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

let data: DataFolder;
let count = 0;
beforeEach(async () => {
  data = await openData(join(folder, `data ${count++}`), { create: true });
});

const statusOf = async (id: string) => (await showRun(data, id)).status;

describe('two processes', () => {
  it('of which one is killed: its run is interrupted, and one of two who would take it up does', async () => {
    const child = startChild('hold', data.root);
    const id = await child.firstLine;
    expect(await statusOf(id)).toBe('running');
    expect(await codesOf(resumeRun(data, id, { by: 'Bob' }))).toEqual(['STORE_RUN_BUSY']);
    child.process.kill('SIGKILL');
    await child.ended;
    expect(await statusOf(id)).toBe('interrupted');
    const tries = await Promise.allSettled([resumeRun(data, id, { by: 'Bob' }), resumeRun(data, id, { by: 'Eve' })]);
    const refused = tries.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason instanceof WeirError && refused[0].reason.faults[0]?.code).toBe('STORE_RUN_BUSY');
    expect(await statusOf(id)).toBe('running');
  });

  it('of which one cancels what the other is at work on: it learns of it', async () => {
    const child = startChild('hold', data.root);
    const id = await child.firstLine;
    await cancelRun(data, id, { by: 'Bob', why: 'wrong snapshot' });
    const { out, code } = await child.ended;
    expect([code, out.split('\n')[1]]).toEqual([
      0,
      `STORE_RUN_LOST ${id}: got a run that Bob cancelled; expected a run that this process is at work on`,
    ]);
    expect(await statusOf(id)).toBe('cancelled');
  });

  it('create and finish runs at once, and every run is whole', async () => {
    const ends = await Promise.all(Array.from({ length: 3 }, () => startChild('run', data.root).ended));
    expect(ends.map(({ code, err }) => [code, err])).toEqual(Array(3).fill([0, '']));
    const { runs, faults } = await listRuns(data);
    expect(faults).toEqual([]);
    expect(runs.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    for (const { id } of runs) expect(await verifyRun(data, id)).toEqual([]);
    const tables = await Promise.all(runs.map(({ id }) => readTables(data, id)));
    expect(tables[1]).toEqual(tables[0]);
    expect(tables[2]).toEqual(tables[0]);
  });
});

describe('several processes', () => {
  it('make a data folder once', async () => {
    const root = join(folder, 'by many');
    const ends = await Promise.all(Array.from({ length: 4 }, () => startChild('open', root).ended));
    expect(ends.map(({ code, err }) => [code, err])).toEqual(Array(4).fill([0, '']));
    expect(readdirSync(root).sort()).toEqual(['runs', 'tasks', 'weir-data.json']);
  });

  it('write the same tasks at once, each of which exactly one has written', async () => {
    const shared = join(folder, 'shared');
    const children = Array.from({ length: 3 }, () => startChild('put', shared, '0', '12'));
    const ends = await Promise.all(children.map(({ ended }) => ended));
    expect(ends.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    const written = ends.map(({ out }) => Number(out.split('\n')[1]));
    expect(written.reduce((sum, count) => sum + count, 0)).toBe(12);
    const there = await openData(shared);
    for (let place = 0; place < 12; place++)
      expect(bitsOf((await getTask(there, nameOfTask(place)))?.columns.get('amount')), `task ${place}`).toBe(
        bitsOf(taskOf(place).columns.get('amount')),
      );
  });
});
