/** The same tasks on a cluster: a real PostgreSQL, several worker processes, one folder. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../host/analysis/simulate.ts';
import { clusterRunner } from '../../host/cluster/clusterRunner.ts';
import { openCluster } from '../../host/cluster/connection.ts';
import { folderStorage, keyOf } from '../../host/cluster/storage.ts';
import type { TaskRunner } from '../../host/engine/pool.ts';
import { WeirError } from '../../host/errors.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import { namedModel } from '../../host/scenarios/market/modelFile.ts';
import { contentHash } from '../../host/store/contentHash.ts';
import { weirJson } from '../cli/weir.ts';
import { drain, type Machine, startMachine, until, watch } from './machines.ts';
import { ownCluster, TIME } from './own.ts';
import { bitsOf, maker, singleMachine, tasksOf } from './tasks.ts';

const { folder, place } = ownCluster();

async function worker(url: string, shared: string, manner = 'plain', slots = 1): Promise<Machine> {
  const machine = startMachine(['worker', url, shared, String(slots), manner]);
  await machine.line('"ready"');
  return machine;
}

/** What a worker has ended, in that order: of each task its run and its hash. */
function ended({ lines }: Machine): { run: string; task: string }[] {
  return lines.flatMap((line) => {
    const { kind, run, task } = JSON.parse(line) as Record<string, string>;
    return kind === 'task' ? [{ run: run ?? '', task: task ?? '' }] : [];
  });
}

const runAll = (runner: TaskRunner, tasks: ReturnType<typeof tasksOf>, signal?: AbortSignal) =>
  Promise.all(tasks.map((task) => runner.run(task, signal)));

describe('a cluster', TIME, () => {
  it('gives the bits of the single machine, however many workers there are', async () => {
    const { url, shared } = await place();
    const some = await Promise.all([worker(url, shared, 'plain', 2), worker(url, shared)]);
    const tasks = tasksOf(12);
    const runner = await clusterRunner(url, folderStorage(shared), { maker });
    const results = await runAll(runner, tasks);
    await runner.close();
    expect(results.map(bitsOf)).toEqual(await singleMachine(tasks));
    await Promise.all(some.map(drain));
    expect(some.flatMap(ended)).toHaveLength(12);
  });

  it('values a portfolio, and what moves it, to the same bits from the command line', async () => {
    const { url, shared } = await place();
    const words = ['worker', '--cluster', url, '--data', shared, '--slots', '2', '--json'];
    const machine = watch(spawn(process.execPath, ['host/cli/weir.js', ...words], { stdio: ['ignore', 'pipe', 'pipe'] }));
    await machine.line('"ready"');
    const told = async (words: readonly string[], ...place: string[]) => {
      const [command = '', ...rest] = words;
      const json = (await weirJson([command, 'examples/portfolio/2011-03-31', ...rest, '--data', ...place])) as object;
      return { ...json, run: '', report: '' };
    };
    const onBoth = async (...words: string[]) => {
      const [together, alone] = await Promise.all([told(words, shared, '--cluster', url), told(words, join(folder, 'alone'))]);
      expect(together).toEqual(alone);
    };
    await onBoth('value');
    await until(() => ended(machine).length === 6);
    await onBoth('sensitivity', '--trust', 'alt-a-2002-1', '--grid', 'severity 0.5,1');
    await drain(machine);
    expect(ended(machine).length).toBeGreaterThan(6);
  });

  it('simulates to the same bits: paths are generated, and reduced, where they are projected', async () => {
    const { url, shared } = await place();
    await worker(url, shared, 'plain', 2);
    const all = await readSnapshot('examples/portfolio/2011-03-31');
    const snapshot = { ...all, trusts: all.trusts.slice(0, 1) };
    const request = { model: namedModel('g2pp'), paths: 128, measures: 'value' } as const;
    const alone = await simulate(snapshot, request, { workers: 0 });
    const runner = await clusterRunner(url, folderStorage(shared), { maker });
    const together = await simulate(snapshot, request, { runner });
    await runner.close();
    expect(alone.failed).toEqual([]);
    expect(contentHash(together)).toBe(contentHash(alone));
  });

  it('computes a task once that two runs ask for at the same time', async () => {
    const { url, shared } = await place();
    const machine = await worker(url, shared, 'slow 20');
    const tasks = tasksOf(8);
    const runners = await Promise.all([1, 2].map(() => clusterRunner(url, folderStorage(shared), { maker })));
    const [first, second] = await Promise.all(runners.map((runner) => runAll(runner, tasks)));
    expect(second?.map(bitsOf)).toEqual(first?.map(bitsOf));
    await Promise.all(runners.map((runner) => runner.close()));
    await drain(machine);
    expect(ended(machine)).toHaveLength(8);
  });

  it('lets a task that is delivered again end at once, and leaves its result as it is', async () => {
    const { url, shared } = await place();
    const machine = await worker(url, shared, 'slow 1');
    const [task] = tasksOf(1);
    const runner = await clusterRunner(url, folderStorage(shared), { maker });
    const result = await runAll(runner, task === undefined ? [] : [task]);
    const [{ task: hash = '' } = {}] = ended(machine);
    const before = await folderStorage(shared).get(keyOf('result', hash));
    const { boss, queues, close } = await openCluster(url, { role: 'client', maker });
    const data = { task: hash, trust: hash, ...maker, run: 'again' };
    // As often as one likes; the trust that it names does not even exist.
    for (let times = 1; times <= 3; times++) {
      await boss.send(queues.tasks, data, { singletonKey: `delivery ${times}` });
      await until(() => ended(machine).length === 1 + times);
    }
    expect(await folderStorage(shared).get(keyOf('result', hash))).toEqual(before);
    expect(result.map(bitsOf)).toEqual(await singleMachine(tasksOf(1)));
    await Promise.all([runner.close(), close()]);
  });
});

describe('several runs on one slot', TIME, () => {
  it('let the one of the higher priority overtake, as a whole', async () => {
    const { url, shared } = await place();
    const machine = await worker(url, shared, 'slow 20');
    const storage = folderStorage(shared);
    const nightly = await clusterRunner(url, storage, { maker, run: 'nightly', priority: 0, window: 30 });
    const analyst = await clusterRunner(url, storage, { maker, run: 'analyst', priority: 10, window: 30 });
    const night = runAll(nightly, tasksOf(30, 1));
    await until(() => ended(machine).length >= 3);
    await runAll(analyst, tasksOf(6, 2));
    const runs = ended(machine).map(({ run }) => run);
    const first = runs.indexOf('analyst');
    expect(runs.slice(first, first + 6)).toEqual(Array(6).fill('analyst'));
    expect(runs.length).toBeLessThan(30);
    await night;
    await Promise.all([nightly.close(), analyst.close()]);
  });

  it('of the same priority have turns: neither waits for the end of the other', async () => {
    const { url, shared } = await place();
    const machine = await worker(url, shared, 'slow 20');
    const storage = folderStorage(shared);
    const large = await clusterRunner(url, storage, { maker, run: 'large', window: 4 });
    const small = await clusterRunner(url, storage, { maker, run: 'small', window: 4 });
    const whole = runAll(large, tasksOf(40, 1));
    await until(() => ended(machine).length >= 3);
    await runAll(small, tasksOf(12, 2));
    // First in, first out, four jobs of each at a time: between the first and the last of the small run's twelve there are as many
    // of the large run's, up to one window at either end.
    const runs = ended(machine).map(({ run }) => run);
    const between = runs.slice(runs.indexOf('small'), runs.lastIndexOf('small') + 1).filter((run) => run === 'large').length;
    expect(between).toBeGreaterThanOrEqual(12 - 2 * 4);
    expect(between).toBeLessThanOrEqual(12 + 2 * 4);
    // Before its first it has waited for no more than what the other had in the queue.
    expect(runs.indexOf('small')).toBeLessThanOrEqual(3 + 4 + 4);
    await whole;
    await Promise.all([large.close(), small.close()]);
  });
});

describe('a run that is cancelled', TIME, () => {
  it('takes its tasks out of the queue, and says so', async () => {
    const { url, shared } = await place();
    const machine = await worker(url, shared, 'slow 50');
    const runner = await clusterRunner(url, folderStorage(shared), { maker });
    const stop = new AbortController();
    const results = runAll(runner, tasksOf(30), stop.signal);
    results.catch(() => undefined);
    await until(() => ended(machine).length >= 2);
    stop.abort();
    const error: unknown = await results.catch((reason: unknown) => reason);
    expect(error instanceof WeirError && error.faults.map(({ code }) => code)).toEqual(['RUN_CANCELLED']);
    await runner.close();
    const { boss, queues, close } = await openCluster(url, { role: 'client', maker });
    const jobs = await boss.findJobs(queues.tasks);
    // Fewer than the thirty were computed: those that had begun, and no other is left to begin.
    expect(jobs.filter(({ state }) => ['created', 'retry'].includes(state))).toEqual([]);
    expect(jobs.filter(({ state }) => state === 'completed').length).toBeLessThan(30);
    await close();
  });

  it('leaves to another run what that one waits for', async () => {
    const { url, shared } = await place();
    const tasks = tasksOf(4);
    const [first, second] = await Promise.all([1, 2].map(() => clusterRunner(url, folderStorage(shared), { maker })));
    if (first === undefined || second === undefined) throw new Error('two were opened');
    const stop = new AbortController();
    const given = runAll(first, tasks, stop.signal).catch(() => undefined);
    const { boss, queues, close } = await openCluster(url, { role: 'client', maker });
    await until(async () => (await boss.findJobs(queues.tasks)).length === 4);
    const wanted = runAll(second, tasks);
    // Time for the second to find the jobs of the first.
    await pause(300);
    stop.abort();
    await given;
    await worker(url, shared);
    expect((await wanted).map(bitsOf)).toEqual(await singleMachine(tasks));
    await Promise.all([first.close(), second.close(), close()]);
  });
});

describe('machines of two versions', TIME, () => {
  it("leave each other's tasks alone: a worker takes those of its own kernel only", async () => {
    const { url, shared } = await place();
    const machine = await worker(url, shared);
    const other = { layout: maker.layout, kernel: 'f'.repeat(64) };
    const older = await clusterRunner(url, folderStorage(shared), { maker: other });
    const runner = await clusterRunner(url, folderStorage(shared), { maker });
    const stop = new AbortController();
    const waiting = runAll(older, tasksOf(2, 1), stop.signal).catch(() => 'cancelled');
    expect((await runAll(runner, tasksOf(2, 2))).map(bitsOf)).toEqual(await singleMachine(tasksOf(2, 2)));
    expect(ended(machine)).toHaveLength(2);
    stop.abort();
    expect(await waiting).toBe('cancelled');
    await Promise.all([older.close(), runner.close()]);
  });
});

describe('a worker that is told to stop', TIME, () => {
  it('ends what it has begun, and takes nothing more', async () => {
    const { url, shared } = await place();
    const machine = await worker(url, shared, 'slow 400', 2);
    const runner = await clusterRunner(url, folderStorage(shared), { maker });
    const results = runAll(runner, tasksOf(6));
    await until(() => ended(machine).length === 2);
    machine.process.kill('SIGTERM');
    expect(await machine.ended).toEqual({ code: 0, err: '' });
    // Two that were done, two that had begun when the word came; the other two are for somebody else.
    expect(ended(machine).length).toBeLessThanOrEqual(4);
    await worker(url, shared);
    expect((await results).map(bitsOf)).toEqual(await singleMachine(tasksOf(6)));
    await runner.close();
  });
});

describe('a cluster that is not there', TIME, () => {
  it('is told of with its address, but not its password', async () => {
    const open = clusterRunner('postgres://weir:secret@127.0.0.1:1/weir', folderStorage(folder), { maker });
    const error: unknown = await open.catch((reason: unknown) => reason);
    expect(error instanceof WeirError && error.faults.map(({ code }) => code)).toEqual(['CLUSTER_UNREACHABLE']);
    expect(String(error)).toContain('weir:***@127.0.0.1:1');
    expect(String(error)).not.toContain('secret');
  });

  it('is refused where the address is of something else', async () => {
    await expect(clusterRunner('https://example.org', folderStorage(folder), { maker })).rejects.toThrow(
      "CLUSTER_ADDRESS cluster: got 'https:'; expected postgres://",
    );
  });
});
