/**
 * kill -9 of services, of workers and of the database, at moments drawn from a seed, while runs are asked of whatever service answers:
 * every run that was asked for ends once, done, with the bits of the single machine. WEIR_KILLS says how many in all; of 100, the default,
 * 40 are here and the others in cluster.test.ts. WEIR_SEED says which.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { examineCluster } from '../../host/cluster/examineCluster.ts';
import { examineData } from '../../host/cluster/examineData.ts';
import { openData, readTables, runValue } from '../../host/index.ts';
import { startedService } from '../api/program.ts';
import { SNAPSHOT, withSnapshots } from '../api/service.ts';
import { drain, kill, type Machine, startMachine } from '../cluster/machines.ts';
import { ownCluster } from '../cluster/own.ts';
import { seeded } from '../store/folder.ts';

const KILLS = Math.ceil(0.4 * Number(process.env.WEIR_KILLS ?? 100));
const SEED = Number(process.env.WEIR_SEED ?? 20_260_302);
const SERVICES = 2;
/** Runs at a time, and kills while they are under way. */
const RUNS = 3;
const KILLS_A_BATCH = 5;
/** Units: milliseconds. */
const APART = 4_000;
const PATIENCE = 240_000;

const { folder, database } = ownCluster();

type Service = Awaited<ReturnType<typeof startedService>>;

it(`every run ends once with its bits after ${KILLS} kills, seed ${SEED}`, { timeout: 60_000 + KILLS * 60_000 }, async () => {
  const random = seeded(SEED);
  const url = await database.fresh();
  const data = await openData(join(folder, 'shared'), { create: true });
  withSnapshots(data.root);
  const alone = await openData(join(folder, 'alone'), { create: true });
  const { id: single } = await runValue(alone, join(data.root, 'snapshots', SNAPSHOT), { askedBy: 'one', workers: 0 });
  const right = await readTables(alone, single);

  // A service that finds no database ends, as it should; whoever keeps services starts it again.
  const begin = async (): Promise<Service> => {
    for (;;) {
      const started = await startedService(data.root, '--no-keys', '--cluster', url).catch((error: unknown) => String(error));
      if (typeof started !== 'string') return started;
      if (!started.includes('CLUSTER_UNREACHABLE')) throw new Error(started);
      await pause(500);
    }
  };
  const work = () => startMachine(['worker', url, data.root, '1', 'slow 150']);
  const services: Promise<Service>[] = Array.from({ length: SERVICES }, begin);
  const workers: Machine[] = [work(), work()];
  const dead = { service: 0, worker: 0, database: 0 };

  /** What some service answers; those that die in the middle of it are asked no more. */
  const answered = async (path: string, init: RequestInit = {}): Promise<RunAnswer> => {
    const until = performance.now() + PATIENCE;
    for (let tries = 0; performance.now() < until; tries++) {
      const service = await services[tries % SERVICES];
      const signal = AbortSignal.timeout(20_000);
      const reply = await fetch(`${service?.url}/v1${path}`, { ...init, signal }).catch(() => undefined);
      const text = await reply?.text().catch(() => undefined);
      if (reply !== undefined && text !== undefined && reply.status < 300) return JSON.parse(text);
      // A database that is away is said to be; nothing else goes wrong.
      if (reply !== undefined && text !== undefined && reply.status !== 503)
        throw new Error(`${path} answered ${reply.status}: ${text}`);
      await pause(200);
    }
    throw new Error(`${path} was not answered`);
  };
  const ended = async (key: string): Promise<RunAnswer> => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const body = JSON.stringify({ kind: 'value', snapshot: SNAPSHOT });
    const { id } = await answered('/runs', { method: 'POST', headers, body });
    for (const until = performance.now() + PATIENCE; performance.now() < until; await pause(300)) {
      const run = await answered(`/runs/${id}`);
      if (!['queued', 'running'].includes(run.status)) return run;
    }
    throw new Error(`run ${id} does not end: ${JSON.stringify(await examineCluster(url))}`);
  };

  const ids = new Set<string>();
  for (let batch = 0, kills = 0; kills < KILLS; batch++) {
    let isOver = false;
    const killing = (async () => {
      for (let each = 0; each < KILLS_A_BATCH && kills < KILLS && !isOver; each++) {
        await pause(random() * APART);
        if (isOver) return;
        kills += 1;
        const which = random();
        if (which < 0.6) {
          const place = Math.floor(random() * SERVICES);
          const doomed = await services[place];
          doomed?.child.kill('SIGKILL');
          await doomed?.ended;
          services[place] = begin();
          dead.service += 1;
        } else if (which < 0.8) {
          const place = Math.floor(random() * workers.length);
          const doomed = workers[place];
          workers[place] = work();
          if (doomed !== undefined) await kill(doomed);
          dead.worker += 1;
        } else {
          await database.kill();
          await pause(random() * 1_000);
          await database.restart();
          dead.database += 1;
        }
      }
    })();
    const runs = await Promise.all(
      Array.from({ length: RUNS }, (_, place) => ended(`batch ${batch}, run ${place}`.replaceAll(' ', '_'))),
    );
    isOver = true;
    await killing;
    for (const { id, status, faults } of runs) {
      expect([id, status, faults]).toEqual([id, 'done', []]);
      expect(await readTables(data, id), id).toEqual(right);
      ids.add(id);
    }
    expect(ids.size).toBe((batch + 1) * RUNS);
  }

  // Nothing else came of it.
  const { runs } = await answeredRuns(await services[0]);
  expect(runs.filter(({ id }) => !ids.has(id))).toEqual([]);
  const findings = [...(await examineData(data.root, { thorough: true })), ...(await examineCluster(url))];
  expect(findings.filter(({ level }) => level === 'broken')).toEqual([]);
  console.log(`killed: ${JSON.stringify(dead)}; runs: ${ids.size}`);
  for (const service of services) {
    const { child, ended: end, err } = await service;
    child.kill('SIGTERM');
    expect([await end, err()]).toEqual([0, '']);
  }
  await Promise.all(workers.map(drain));
});

async function answeredRuns(service: Service | undefined): Promise<{ runs: RunAnswer[] }> {
  return JSON.parse(await (await fetch(`${service?.url}/v1/runs?limit=200`)).text());
}
