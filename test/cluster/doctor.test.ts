/** The doctor says what is there, what is broken and what to do, and changes nothing. */

import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPostgres } from '../../api/cluster/postgres.ts';
import { addSchedule } from '../../api/schedules/book.ts';
import { addJob } from '../../api/store/jobs.ts';
import { clusterRunner } from '../../host/cluster/clusterRunner.ts';
import { openCluster } from '../../host/cluster/connection.ts';
import { examineCluster } from '../../host/cluster/examineCluster.ts';
import { examineData, examineInstallation } from '../../host/cluster/examineData.ts';
import type { Finding } from '../../host/cluster/finding.ts';
import { folderStorage, keyOf } from '../../host/cluster/storage.ts';
import { openData } from '../../host/store/folders.ts';
import { putTask } from '../../host/store/taskStore.ts';
import { ROOT, weir } from '../cli/weir.ts';
import { nameOfTask, startChild, taskOf } from '../store/folder.ts';
import { drain, startMachine, until } from './machines.ts';
import { ownCluster, TIME } from './own.ts';
import { maker, tasksOf } from './tasks.ts';

const { folder, database } = ownCluster();

const broken = (findings: readonly Finding[]) => findings.filter(({ level }) => level === 'broken');
const words = (findings: readonly Finding[]) => findings.map(({ what }) => what).join('\n');

describe('the installation', TIME, () => {
  it('is told of with its kernel', async () => {
    expect(words(await examineInstallation())).toContain(`kernel ${maker.kernel.slice(0, 12)}, layout ${maker.layout}`);
  });
});

describe('a data folder', TIME, () => {
  it('that is sound is told of as such', async () => {
    const data = await openData(join(folder, 'sound'), { create: true });
    await putTask(data, nameOfTask(1), taskOf(1, 100));
    const findings = await examineData(data.root, { thorough: true });
    expect(broken(findings)).toEqual([]);
    expect(words(findings)).toContain('No runs.');
    expect(words(findings)).toContain('1 results of tasks');
  });

  it('that is none is told of, not thrown at the user', async () => {
    const [other] = await examineData(ROOT);
    expect(other).toMatchObject({ level: 'broken', what: expect.stringMatching(/^STORE_FOLDER/) });
    // Before the first run there is none, and nothing is wrong with that.
    const [nowhere] = await examineData(join(folder, 'nowhere'));
    expect(nowhere).toMatchObject({ level: 'note', what: expect.stringContaining('no data folder') });
  });

  it('has its interrupted runs listed, with the command that goes on with them', async () => {
    const data = await openData(join(folder, 'interrupted'), { create: true });
    const child = startChild('hold', data.root);
    const id = await child.firstLine;
    child.process.kill('SIGKILL');
    await child.ended;
    expect(broken(await examineData(data.root))).toEqual([
      { level: 'broken', what: expect.stringContaining(`Run ${id}`), remedy: `weir resume ${id}` },
    ]);
  });

  it('has its torn and spoiled files found: the short ones at once, the others when every checksum is read', async () => {
    const data = await openData(join(folder, 'torn'), { create: true });
    for (const which of [1, 2, 3]) await putTask(data, nameOfTask(which), taskOf(which, 100));
    const fileOf = (which: number) => join(data.root, keyOf('result', nameOfTask(which)));
    truncateSync(fileOf(1), 500);
    // As long as it was, and one bit is another: only its checksum tells.
    const bytes = readFileSync(fileOf(2));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(fileOf(2), bytes);
    const before = readdirSync(data.tasks, { recursive: true });
    const quick = broken(await examineData(data.root)).map(({ what }) => what);
    expect(quick).toEqual([`${fileOf(1)} is torn or spoiled.`]);
    const thorough = broken(await examineData(data.root, { thorough: true })).map(({ what }) => what);
    expect(thorough.sort()).toEqual([fileOf(1), fileOf(2)].map((file) => `${file} is torn or spoiled.`).sort());
    expect(readdirSync(data.tasks, { recursive: true })).toEqual(before);
  });

  it('has what killed processes left behind counted', async () => {
    const data = await openData(join(folder, 'left'), { create: true });
    const shelf = join(data.tasks, 'ab');
    mkdirSync(shelf);
    writeFileSync(join(shelf, '.tmp-1'), 'half');
    writeFileSync(join(shelf, '.tmp-2'), 'half');
    const old = new Date(Date.now() - 25 * 3_600_000);
    utimesSync(join(shelf, '.tmp-1'), old, old);
    const findings = await examineData(data.root);
    expect(findings.filter(({ level }) => level === 'note').map(({ what }) => what)).toEqual([
      `1 file under a temporary name in ${shelf.slice(0, -3)} is older than a day.`,
    ]);
  });

  it('has a run told of whose files are gone', async () => {
    const data = await openData(join(folder, 'gone'), { create: true });
    const child = startChild('hold', data.root);
    const id = await child.firstLine;
    child.process.kill('SIGKILL');
    await child.ended;
    rmSync(join(data.runs, id, 'journal'), { recursive: true });
    const [finding] = broken(await examineData(data.root));
    expect(finding?.what).toMatch(/^STORE_CORRUPT/);
  });
});

describe('a cluster', TIME, () => {
  it('that has nothing in it yet is told of, and stays as it is', async () => {
    const url = await database.fresh();
    const findings = await examineCluster(url);
    expect(broken(findings)).toEqual([]);
    expect(findings[0]).toMatchObject({ level: 'note', what: expect.stringContaining('no cluster in it yet') });
    expect(await examineCluster(url)).toEqual(findings);
  });

  it('is told of with its workers, what waits, what is silent, other kernels and schedules', async () => {
    const url = await database.fresh();
    const shared = join(folder, 'shared');
    const worker = startMachine(['worker', url, shared, '3', 'plain']);
    await worker.line('"ready"');
    const other = { layout: maker.layout, kernel: 'f'.repeat(64) };
    const older = await clusterRunner(url, folderStorage(shared), { maker: other });
    const stop = new AbortController();
    const waiting = Promise.all(tasksOf(2).map((task) => older.run(task, stop.signal))).catch(() => undefined);
    const service = await openPostgres(url, () => undefined);
    const night = { kind: 'value', snapshot: 'latest' };
    const terms = { name: 'nightly', cron: '0 2 * * *', timeZone: 'UTC', request: night, catchUp: 'once' } as const;
    await addSchedule(service, terms, 'Ann', Date.parse('2011-03-31T12:00:00Z'));
    const job = {
      id: '20110331T120000000Z-000000',
      kind: 'value',
      asked: {},
      title: '',
      askedBy: 'Ann',
      priority: 10,
      schedule: null,
    };
    await addJob(service, job);
    const { boss, queues, close } = await openCluster(url, { role: 'client', maker });
    await boss.send(queues.runs, {}, { singletonKey: 'lost' });
    // Taken by somebody who has died since: a minute ago was the last that was heard of him.
    await boss.fetch(queues.runs);
    await boss
      .getDb()
      .executeSql("UPDATE weir.job SET heartbeat_on = now() - interval '1 minute', heartbeat_seconds = NULL WHERE name = 'runs'");
    await until(async () => words(await examineCluster(url)).includes('2 tasks of kernel ffffffffffff'));
    const findings = await examineCluster(url);
    const told = words(findings);
    expect(told).toContain('1 worker with 3 slots of this kernel.');
    expect(told).toContain('Schedule nightly: 0 2 * * * (UTC), next 2011-04-01T02:00:00.000Z.');
    expect(told).toContain('Queue runs: 0 wait, 1 at work.');
    expect(broken(findings).map(({ what }) => what)).toEqual([
      `2 tasks of kernel ffffffffffff-${maker.layout} wait, and no worker has this kernel.`,
      '1 job of runs is at work without a heartbeat: whoever had it died.',
      `Run ${job.id} is queued, and no order for it is in the queue.`,
    ]);
    stop.abort();
    await Promise.all([waiting, drain(worker), older.close(), service.destroy(), close()]);
  });
});

describe('weir doctor', TIME, () => {
  it('ends with 0 where nothing is broken, and with 1 where something is', async () => {
    const data = await openData(join(folder, 'command'), { create: true });
    const sound = await weir(['doctor', '--data', data.root]);
    expect([sound.code, sound.out.trim().split('\n').at(-1)]).toEqual([0, 'Nothing is broken.']);
    const nowhere = await weir(['doctor', '--data', data.root, '--cluster', 'postgres://weir:secret@127.0.0.1:1/weir', '--json']);
    expect(nowhere.code).toBe(1);
    expect(JSON.parse(nowhere.out)).toMatchObject({ broken: 1 });
    expect(nowhere.out).not.toContain('secret');
  });
});
