/**
 * kill -9 of workers, of the process that waits and of the database, at moments drawn from a seed, with runs under way: every run ends
 * once, with the right bits. WEIR_KILLS says how many in all; of 100, the default, 60 are here and the others in services.test.ts.
 * WEIR_SEED says which. Most of the time is the wait for the heartbeats of those who died.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { clusterRunner } from '../../host/cluster/clusterRunner.ts';
import { examineCluster } from '../../host/cluster/examineCluster.ts';
import { examineData } from '../../host/cluster/examineData.ts';
import { folderStorage } from '../../host/cluster/storage.ts';
import { openData } from '../../host/store/folders.ts';
import { drain, kill, type Machine, startMachine } from '../cluster/machines.ts';
import { ownCluster } from '../cluster/own.ts';
import { bitsOf, maker, singleMachine, tasksOf } from '../cluster/tasks.ts';
import { seeded } from '../store/folder.ts';

const KILLS = Math.floor(0.6 * Number(process.env.WEIR_KILLS ?? 100));
const SEED = Number(process.env.WEIR_SEED ?? 20_260_301);
const WORKERS = 3;
const TASKS = 12;
/** Kills while one run is under way, and the longest time between two of them. Units: milliseconds. */
const KILLS_A_RUN = 4;
const APART = 1_500;
/** A run may meet a task that died three times with its workers: somebody then takes it up again. */
const MOST_STARTS = 40;

const { folder, database } = ownCluster();

describe('kills at random moments', () => {
  it(`leave every run with its bits: ${KILLS} of them, seed ${SEED}`, { timeout: 60_000 + KILLS * 30_000 }, async () => {
    const random = seeded(SEED);
    const url = await database.fresh();
    const { root } = await openData(join(folder, 'shared'), { create: true });
    const begin = () => startMachine(['worker', url, root, '1', 'slow 120']);
    const workers: Machine[] = Array.from({ length: WORKERS }, begin);
    const dead = { worker: 0, waiter: 0, database: 0 };
    let setAside = 0;

    for (let run = 0, kills = 0; kills < KILLS; run++) {
      const wait = () => startMachine(['wait', url, root, String(TASKS), String(run)]);
      let waiter = wait();
      let isDone = false;
      const killing = (async () => {
        for (let each = 0; each < KILLS_A_RUN && kills < KILLS && !isDone; each++) {
          await pause(random() * APART);
          if (isDone) return;
          kills += 1;
          const which = random();
          if (which < 0.5) {
            const place = Math.floor(random() * WORKERS);
            const doomed = workers[place];
            workers[place] = begin();
            if (doomed !== undefined) await kill(doomed);
            dead.worker += 1;
          } else if (which < 0.8) {
            await kill(waiter);
            dead.waiter += 1;
          } else {
            await database.kill();
            await pause(random() * 1_000);
            await database.restart();
            dead.database += 1;
          }
        }
      })();
      let results: unknown;
      for (let starts = 0; results === undefined; starts++) {
        if (starts > MOST_STARTS) throw new Error(`run ${run} was started ${starts} times in vain`);
        const { code, err } = await waiter.ended;
        const line = waiter.lines.find((each) => each.startsWith('['));
        if (code === 0 && line !== undefined) results = JSON.parse(line);
        else {
          if (err.includes('CLUSTER_SET_ASIDE')) setAside += 1;
          // Killed, or it met a database that was just starting: somebody takes the run up again.
          else if (code !== null && !err.includes('CLUSTER_UNREACHABLE')) throw new Error(`run ${run}: ${err}`);
          waiter = wait();
        }
      }
      isDone = true;
      await killing;
      expect(results, `run ${run}`).toEqual(await singleMachine(tasksOf(TASKS, run)));
    }

    await Promise.all(workers.map(drain));
    // What the killed had begun to write stands under temporary names; under their own, files are whole.
    expect((await examineData(root, { thorough: true })).filter(({ level }) => level === 'broken')).toEqual([]);
    const aside = (await examineCluster(url)).filter(({ what }) => what.includes('set aside'));
    expect(aside.length).toBeLessThanOrEqual(setAside * TASKS);
    console.log(`killed: ${JSON.stringify(dead)}; tasks set aside: ${aside.length}`);
  });
});

describe('a task that kills its worker', () => {
  it('three times is set aside; the run says which it was, and has the others', { timeout: 180_000 }, async () => {
    const url = await database.fresh();
    const storage = folderStorage(join(folder, 'poisoned'));
    const tasks = tasksOf(5);
    let deaths = 0;
    let isOver = false;
    const keeper = (async () => {
      while (!isOver) {
        const worker = startMachine(['worker', url, storage.address, '1', 'poison 8']);
        const over = (async () => {
          while (!isOver) await pause(100);
          worker.process.kill('SIGTERM');
        })();
        const { code } = await worker.ended;
        if (code === null) deaths += 1;
        else await over;
      }
    })();
    const runner = await clusterRunner(url, storage, { maker });
    const results = await Promise.allSettled(tasks.map((task) => runner.run(task)));
    isOver = true;
    await Promise.all([keeper, runner.close()]);
    expect(deaths).toBe(3);
    const bits = await singleMachine(tasks);
    const got = results.map((result) => (result.status === 'fulfilled' ? bitsOf(result.value) : String(result.reason)));
    expect(got[2]).toMatch(/CLUSTER_SET_ASIDE .* 3 failures, of which the last was: job heartbeat timeout/);
    expect(got.toSpliced(2, 1)).toEqual(bits.toSpliced(2, 1));
  });
});
