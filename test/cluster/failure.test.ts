/** Whatever dies, a run ends once with the right bits, or says what is wrong. Real processes, a real database, killed without a word. */
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openService } from '../../api/service.ts';
import { clusterRunner, onCluster } from '../../host/cluster/clusterRunner.ts';
import { openCluster } from '../../host/cluster/connection.ts';
import { examineCluster } from '../../host/cluster/examineCluster.ts';
import { namesOf } from '../../host/cluster/inputs.ts';
import { folderStorage, keyOf, type Storage } from '../../host/cluster/storage.ts';
import { runWorker } from '../../host/cluster/worker.ts';
import type { Task } from '../../host/engine/messages.ts';
import type { TaskRunner } from '../../host/engine/pool.ts';
import { fail, WeirError } from '../../host/errors.ts';
import { openData } from '../../host/store/folders.ts';
import { listRuns, readTables, verifyRun } from '../../host/store/runBook.ts';
import { runValue } from '../../host/store/valueRun.ts';
import { SNAPSHOT, withSnapshots } from '../api/service.ts';
import { type Database, startDatabase } from './database.ts';
import { drain, kill, type Machine, startMachine, until } from './machines.ts';
import { ownCluster, TIME } from './own.ts';
import { bitsOf, maker, singleMachine, tasksOf } from './tasks.ts';

const { place } = ownCluster();

async function worker(url: string, shared: string, manner = 'plain', nodeOptions: readonly string[] = []): Promise<Machine> {
  const machine = startMachine(['worker', url, shared, '1', manner], nodeOptions);
  await machine.line('"ready"');
  return machine;
}

const endedBy = ({ lines }: Machine) => lines.filter((line) => line.startsWith('{"kind":"task"')).length;
const runAll = (runner: TaskRunner, tasks: readonly Task[]) => Promise.all(tasks.map((task) => runner.run(task)));

async function codesOf(work: Promise<unknown>): Promise<string[]> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof WeirError ? error.faults.map(({ code }) => code) : [String(error)];
}

/** Those of a task whose first path is this one, and what it is called. */
function taskAt(tasks: readonly Task[], firstPath: number): { task: Task; hash: string } {
  const task = tasks.find((each) => each.firstPath === firstPath);
  if (task === undefined) throw new Error(`no task begins with path ${firstPath}`);
  return { task, hash: namesOf(task, maker).task };
}

// Side by side: most of their time they wait for a heartbeat to be missed, or for another try.
describe.concurrent('whatever dies:', TIME, () => {
  describe('a worker', () => {
    it('that is killed loses its task to another, and the run ends with the right bits', async () => {
      const { url, shared } = await place();
      const doomed = await worker(url, shared, 'slow 300');
      const runner = await clusterRunner(url, folderStorage(shared), { maker });
      const results = runAll(runner, tasksOf(8));
      await until(() => endedBy(doomed) === 2);
      // In the middle of the third.
      await pause(150);
      await kill(doomed);
      await worker(url, shared);
      expect((await results).map(bitsOf)).toEqual(await singleMachine(tasksOf(8)));
      await runner.close();
    });

    it('that runs out of memory dies, and another ends its task', async () => {
      const { url, shared } = await place();
      const doomed = await worker(url, shared, 'hungry 0', ['--max-old-space-size=48']);
      const runner = await clusterRunner(url, folderStorage(shared), { maker });
      const results = runAll(runner, tasksOf(3));
      const { err } = await doomed.ended;
      expect(err).toContain('heap out of memory');
      await worker(url, shared);
      expect((await results).map(bitsOf)).toEqual(await singleMachine(tasksOf(3)));
      await runner.close();
    });

    it('that stands still for a while is overtaken, and does no harm when it goes on', async () => {
      const { url, shared } = await place();
      const slow = await worker(url, shared, 'slow 500');
      const runner = await clusterRunner(url, folderStorage(shared), { maker });
      const results = runAll(runner, tasksOf(3));
      await until(() => endedBy(slow) === 1);
      await pause(100);
      slow.process.kill('SIGSTOP');
      await worker(url, shared);
      const bits = (await results).map(bitsOf);
      expect(bits).toEqual(await singleMachine(tasksOf(3)));
      slow.process.kill('SIGCONT');
      // It ends the task that was taken from it: the same result, which is there already.
      await until(() => endedBy(slow) === 2);
      expect((await runAll(runner, tasksOf(3))).map(bitsOf)).toEqual(bits);
      await runner.close();
    });
  });

  describe('a process that waits', () => {
    it('and is killed is followed by another, for which nothing is computed again', async () => {
      const { url, shared } = await place();
      const machine = await worker(url, shared, 'slow 60');
      const first = startMachine(['wait', url, shared, '12', '3']);
      await until(() => endedBy(machine) >= 3);
      await kill(first);
      const second = startMachine(['wait', url, shared, '12', '3']);
      expect(JSON.parse(await second.line('['))).toEqual(await singleMachine(tasksOf(12, 3)));
      expect(await second.ended).toEqual({ code: 0, err: '' });
      await drain(machine);
      const events = machine.lines.filter((line) => line.startsWith('{"kind":"task"')).map((line) => JSON.parse(line));
      // One that ended between a look and a question may be delivered again, and then ends at once: to compute takes 60 ms and more.
      const computed = events.filter(({ seconds }) => seconds >= 0.06).map(({ task }) => task);
      expect(computed).toHaveLength(12);
      expect(new Set(computed).size).toBe(12);
    });
  });

  describe('a process that conducts a run', () => {
    it('that is killed loses its order to another: one run, with the bits of the single machine', async () => {
      const { url, shared } = await place();
      const data = await openData(shared, { create: true });
      withSnapshots(shared);
      const first = startMachine(['conduct', url, shared]);
      const slow = await worker(url, shared, 'slow 700');
      await first.line('at work');
      // It hears requests, and conducts nothing itself.
      const service = await openService({ data: shared, cluster: { url, storage: shared }, atOnce: 0 });
      const request = { kind: 'value', asked: { snapshot: SNAPSHOT }, askedBy: 'Ann', priority: 'high' } as const;
      const { id } = await service.submit(request);
      await slow.line('"task"');
      await kill(first);
      const second = startMachine(['conduct', url, shared]);
      expect(JSON.parse(await second.line('"run"'))).toEqual({ kind: 'run', id, status: 'done' });
      const { runs, faults } = await listRuns(data);
      expect(faults).toEqual([]);
      expect(runs.map((run) => [run.id, run.status, run.askedBy])).toEqual([[id, 'done', 'Ann']]);
      expect(await verifyRun(data, id)).toEqual([]);
      const alone = await openData(`${shared} alone`, { create: true });
      const single = await runValue(alone, join(shared, 'snapshots', SNAPSHOT), { askedBy: 'Ann', workers: 0 });
      expect(await readTables(data, id)).toEqual(await readTables(alone, single.id));
      await service.close();
    });
  });

  describe('a task', () => {
    it('that its worker fails at three times is set aside and reported; the others are not touched', async () => {
      const { url, shared } = await place();
      const tasks = tasksOf(4);
      await worker(url, shared, 'fails 8');
      const runner = await clusterRunner(url, folderStorage(shared), { maker, run: 'month end' });
      const results = await Promise.allSettled(tasks.map((task) => runner.run(task)));
      await runner.close();
      const bits = await singleMachine(tasks);
      const { hash } = taskAt(tasks, 8);
      const got = results.map((result) => (result.status === 'fulfilled' ? bitsOf(result.value) : String(result.reason)));
      expect(got[2]).toBe(
        `WeirError: CLUSTER_SET_ASIDE task ${hash}: got 3 failures, of which the last was: Worker terminated due to reaching memory limit; expected a task that a worker can end`,
      );
      expect(got.filter((_, which) => which !== 2)).toEqual(bits.filter((_, which) => which !== 2));
      const told = (await examineCluster(url)).filter(({ level }) => level === 'broken').map(({ what }) => what);
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(new RegExp(`^Task ${hash} \\(month end\\) was set aside on .*: Worker terminated`));
    });

    it('that the kernel refuses is refused once, in the same words as on one machine', async () => {
      const { url, shared } = await place();
      const machine = await worker(url, shared);
      const [task] = tasksOf(1);
      if (task === undefined) throw new Error('no task');
      const [first = [], ...rest] = task.curves;
      // A speed of 200 %.
      const wrong: Task = { ...task, curves: [[...first.slice(0, -1), Float64Array.from(first.at(-1) ?? [], () => 2)], ...rest] };
      const alone = await codesOf(singleMachine([wrong]));
      const runner = await clusterRunner(url, folderStorage(shared), { maker });
      expect(await codesOf(runner.run(wrong))).toEqual(alone);
      expect(alone).toEqual(['VECTOR_RANGE']);
      expect(endedBy(machine)).toBe(1);
      await runner.close();
    });

    it('of another kernel that stands in the wrong queue is refused', async () => {
      const { url, shared } = await place();
      await worker(url, shared);
      const { boss, queues, close } = await openCluster(url, { role: 'client', maker });
      const data = { task: 'a'.repeat(64), trust: 'b'.repeat(64), layout: maker.layout, kernel: 'c'.repeat(64), run: '' };
      await boss.send(queues.tasks, data, { singletonKey: data.task, retryLimit: 0 });
      await until(async () => (await boss.findJobs(queues.dead)).length === 1);
      const [dead] = await boss.findJobs(queues.dead);
      expect(JSON.stringify(dead?.output)).toContain('CLUSTER_VERSION');
      await close();
    });
  });

  describe('a torn file in shared storage', () => {
    it('that was a result is computed again', async () => {
      const { url, shared } = await place();
      const tasks = tasksOf(2);
      await worker(url, shared);
      const storage = folderStorage(shared);
      const runner = await clusterRunner(url, storage, { maker });
      const before = (await runAll(runner, tasks)).map(bitsOf);
      truncateSync(join(shared, keyOf('result', taskAt(tasks, 4).hash)), 1_000);
      expect((await runAll(runner, tasks)).map(bitsOf)).toEqual(before);
      expect((await storage.get(keyOf('result', taskAt(tasks, 4).hash)))?.length).toBeGreaterThan(1_000);
      await runner.close();
    });

    it('that was an input is put there again by whoever waits', async () => {
      const { url, shared } = await place();
      const tasks = tasksOf(2);
      const runner = await clusterRunner(url, folderStorage(shared), { maker });
      const results = runAll(runner, tasks);
      const { boss, queues, close } = await openCluster(url, { role: 'client', maker });
      await until(async () => (await boss.findJobs(queues.tasks)).length === 2);
      for (const hash of Object.values(namesOf(taskAt(tasks, 4).task, maker)))
        truncateSync(join(shared, keyOf('input', hash)), 100);
      await worker(url, shared);
      expect((await results).map(bitsOf)).toEqual(await singleMachine(tasks));
      await Promise.all([runner.close(), close()]);
    });
  });

  describe('a disk that is full', () => {
    /** A folder that takes nothing for a while. */
    const full = (shared: string, times: number): Storage => {
      const storage = folderStorage(shared);
      let left = times;
      return {
        ...storage,
        put: async (key, bytes) => {
          if (left-- > 0) fail({ code: 'STORE_DISK', file: shared, place: '', got: 'ENOSPC: no space left', expected: 'room' });
          await storage.put(key, bytes);
        },
      };
    };

    it('at a worker fails its task there, which succeeds when there is room', async () => {
      const { url, shared } = await place();
      const stop = new AbortController();
      const working = runWorker({ url, storage: full(shared, 2), maker, slots: 1, signal: stop.signal });
      const runner = await clusterRunner(url, folderStorage(shared), { maker });
      expect((await runAll(runner, tasksOf(2))).map(bitsOf)).toEqual(await singleMachine(tasksOf(2)));
      stop.abort();
      await Promise.all([working, runner.close()]);
    });

    it('at the process that waits ends the run, which can be resumed', async () => {
      const { url, shared } = await place();
      const run = onCluster(url, full(shared, 1), { maker }, (runner) => runAll(runner, tasksOf(2)));
      expect(await codesOf(run)).toEqual(['STORE_DISK']);
    });
  });
});

describe('a database', TIME, () => {
  let other: Database;
  beforeAll(async () => {
    other = await startDatabase();
  });
  afterAll(() => other.stop());

  it('that is killed and comes back costs a run nothing but the time', async () => {
    const { url, shared } = await place(other);
    const machine = await worker(url, shared, 'slow 100');
    const runner = await clusterRunner(url, folderStorage(shared), { maker, window: 6 });
    const results = runAll(runner, tasksOf(16));
    await until(() => endedBy(machine) >= 4);
    await other.kill();
    await pause(500);
    await other.restart();
    expect((await results).map(bitsOf)).toEqual(await singleMachine(tasksOf(16)));
    await runner.close();
  });

  it('that stays away ends a run, which can be resumed, and the doctor says so', async () => {
    const { url, shared } = await place(other);
    const machine = await worker(url, shared, 'slow 100');
    let hasBegun = false;
    const run = onCluster(url, folderStorage(shared), { maker, window: 2, patience: 1_000 }, async (runner) => {
      hasBegun = true;
      return runAll(runner, tasksOf(12));
    });
    const codes = codesOf(run);
    await until(() => hasBegun && endedBy(machine) >= 2);
    await other.kill();
    expect(await codes).toEqual(['CLUSTER_UNREACHABLE']);
    const [finding] = await examineCluster(url);
    expect(finding).toMatchObject({ level: 'broken', what: expect.stringContaining('cannot be reached') });
    await kill(machine);
    await other.restart();
    await worker(url, shared);
    const again = await onCluster(url, folderStorage(shared), { maker }, (runner) => runAll(runner, tasksOf(12)));
    expect(again.map(bitsOf)).toEqual(await singleMachine(tasksOf(12)));
  });
});
