/**
 * A cluster is a PostgreSQL database: pg-boss keeps tasks, runs and schedules in it, finds the dead by their heartbeats and wakes whoever
 * waits. This file opens it and says how its queues are called and set.
 *
 * Every kernel has queues of its own: while machines are upgraded one by one, a task meets only workers of the kernel that planned it.
 */
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { type Db, PgBoss } from 'pg-boss';
import { fail, shown, WeirError } from '../errors.ts';
import { systemCode } from '../store/atomic.ts';
import type { TaskMaker } from '../store/taskStore.ts';
import { type Database, openDatabase } from './database.ts';

/** What a process is in a cluster: `client` waits for results or conducts runs, `worker` computes, `doctor` only looks. */
export type Role = 'client' | 'worker' | 'doctor';

export interface ClusterOptions {
  readonly role: Role;
  readonly maker: TaskMaker;
  /** Tasks that a worker runs at a time. */
  readonly slots?: number;
  /** Called with what goes wrong and is tried again, such as a lost connection. */
  readonly onTrouble?: (text: string) => void;
}

/** An open cluster. */
export interface Cluster {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly maker: TaskMaker;
  readonly queues: Queues;
  /** For messages: the address without its password. */
  readonly address: string;
  /** Does something with the database, again and again where it cannot be reached, for as long as it is worth. */
  persist<T>(work: () => Promise<T>, patience?: Patience): Promise<T>;
  /** Leaves at once; what this process is at work on is given to others. */
  close(): Promise<void>;
}

export interface Patience {
  /** Units: milliseconds. */
  readonly for?: number;
  readonly signal?: AbortSignal;
}

/** Names of queues. */
export interface Queues {
  readonly tasks: string;
  /** Tasks that failed as often as they may. */
  readonly dead: string;
  /** Whole runs: whoever takes one conducts it. Of any kernel, so that an order outlives an upgrade. */
  readonly runs: string;
  readonly deadRuns: string;
}

/** The schema that the queue stands in, and that of what services remember. */
export const SCHEMA = 'weir';
export const SERVICE_SCHEMA = 'weir_service';
/** Heard by whoever waits for results: the hash of a task, and whether it has a result. */
export const RESULTS_CHANNEL = 'weir_results';

/** A job without a heartbeat for so long is given to somebody else; pg-boss knows no shorter time. Units: seconds. */
export const HEARTBEAT_LOST = 10;
/** Units: seconds. */
export const HEARTBEAT_EVERY = 3;
/** How often clients look for the dead. Units: seconds. */
const SUPERVISE_EVERY = 3;
/** How often jobs that are done are forgotten. Units: seconds. */
const FORGET_EVERY = 300;
/** A task that takes longer hangs; the largest take seconds. Units: seconds. */
const LONGEST_TASK = 900;
/** Failures of a task before it is set aside. */
export const MOST_FAILURES = 3;
/** Jobs that are done are of use to nobody but the doctor. Units: seconds. */
const KEEP_DONE = 600;
/** Conductors that a run is given to, one after the other, before it is set aside. */
export const MOST_CONDUCTORS = 11;
/** Runs may take a night. Units: seconds. */
const LONGEST_RUN = 23 * 3_600;
/** Work that cannot reach the database is given up after this long. Units: milliseconds. */
const PATIENCE = 5 * 60_000;
const LONGEST_WAIT = 2_000;
/** Connections of a process beside the one that listens: a database has some hundreds to give in all. */
const CONNECTIONS = 4;

/** The queues of a kernel. */
export function queuesOf({ kernel, layout }: TaskMaker): Queues {
  const version = `${kernel.slice(0, 12)}-${layout}`;
  return { tasks: `tasks-${version}`, dead: `dead-${version}`, runs: 'runs', deadRuns: 'dead-runs' };
}

/** What the database shows of a process: its role, the kernel, slots, machine and number. At most 63 bytes. */
export function processName({ role, maker, slots = 0 }: Pick<ClusterOptions, 'role' | 'maker' | 'slots'>): string {
  const machine = hostname()
    .replace(/[^\w.-]/g, '_')
    .slice(0, 20);
  return `weir ${role} ${maker.kernel.slice(0, 12)} ${slots} ${machine} ${process.pid}`;
}

/** The address of a cluster without its password. Throws: CLUSTER_ADDRESS. */
export function safeAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    const got = parsed === undefined ? 'no address' : shown(parsed.protocol);
    return fail({ code: 'CLUSTER_ADDRESS', place: 'cluster', got, expected: 'postgres://user:password@host/database' });
  }
  if (parsed.password !== '') parsed.password = '***';
  for (const name of [...parsed.searchParams.keys()]) if (/password|key/i.test(name)) parsed.searchParams.set(name, '***');
  return parsed.href;
}

/** Opens a cluster, and makes its schema and queues where they are not there. Throws: CLUSTER_ADDRESS, CLUSTER_UNREACHABLE. */
export async function openCluster(url: string, options: ClusterOptions): Promise<Cluster> {
  const { role, maker, onTrouble = () => undefined } = options;
  const address = safeAddress(url);
  const isClient = role === 'client';
  const isDoctor = role === 'doctor';
  const database = openDatabase({ url, name: processName(options), connections: CONNECTIONS, onTrouble });
  const boss = new PgBoss({
    db: database,
    schema: SCHEMA,
    useListenNotify: !isDoctor,
    // Clients look for the dead: there are few of them, and where there is none nobody waits.
    supervise: isClient,
    schedule: false,
    migrate: !isDoctor,
    superviseIntervalSeconds: SUPERVISE_EVERY,
    monitorIntervalSeconds: SUPERVISE_EVERY,
    maintenanceIntervalSeconds: FORGET_EVERY,
  });
  // An error that nobody hears ends the process.
  boss.on('error', (error) => onTrouble(error.message));
  boss.on('warning', ({ message }) => onTrouble(message));
  const close = async () => {
    await boss.stop({ graceful: false }).finally(() => database.close());
  };
  const queues = queuesOf(maker);
  try {
    await boss.start();
    if (!isDoctor) await makeQueues(boss, queues);
  } catch (error) {
    await close().catch(() => undefined);
    unreachable(address, error);
  }
  return {
    boss,
    database,
    maker,
    queues,
    address,
    persist: (work, patience) => persist(address, work, onTrouble, patience),
    close,
  };
}

async function makeQueues(boss: PgBoss, { tasks, dead, runs, deadRuns }: Queues): Promise<void> {
  await boss.createQueue(dead);
  await boss.createQueue(tasks, {
    // A task that is asked for twice is computed once.
    policy: 'exclusive',
    notify: true,
    deadLetter: dead,
    retryLimit: MOST_FAILURES - 1,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 30,
    expireInSeconds: LONGEST_TASK,
    heartbeatSeconds: HEARTBEAT_LOST,
    deleteAfterSeconds: KEEP_DONE,
  });
  await boss.createQueue(deadRuns);
  await boss.createQueue(runs, {
    policy: 'exclusive',
    notify: true,
    deadLetter: deadRuns,
    retryLimit: MOST_CONDUCTORS - 1,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: LONGEST_RUN,
    heartbeatSeconds: HEARTBEAT_LOST,
  });
}

async function persist<T>(
  address: string,
  work: () => Promise<T>,
  onTrouble: (text: string) => void,
  { for: patience = PATIENCE, signal }: Patience = {},
): Promise<T> {
  const until = performance.now() + patience;
  for (let pause = 100; ; pause = Math.min(2 * pause, LONGEST_WAIT)) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (performance.now() + pause > until || signal?.aborted === true) unreachable(address, error);
      onTrouble(textOf(error));
      await wait(pause, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }
}

/** What PostgreSQL says of itself when another try may succeed: connection, rollback, resources, shutdown. */
const PASSING_STATES = ['08', '25', '40', '53', '57'];
/** What the system says of a connection. */
const PASSING_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

/** Whether an error may be gone the next time: one of the connection, or of a database that is starting or stopping. */
function isPassing(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isPassing);
  if (error instanceof WeirError) return error.faults.every(({ code }) => code === 'CLUSTER_UNREACHABLE');
  const code = systemCode(error);
  // The driver has no code for a connection that broke or never came to be.
  if (code === '') return /connection|terminat|time(d )?out/i.test(textOf(error));
  return PASSING_CODES.includes(code) || (code.length === 5 && PASSING_STATES.includes(code.slice(0, 2)));
}

/** An error of the database as whoever asked may meet it: CLUSTER_UNREACHABLE where another try may succeed. */
export function asClusterError(address: string, error: unknown): unknown {
  if (error instanceof WeirError || !isPassing(error)) return error;
  try {
    return unreachable(address, error);
  } catch (told) {
    return told;
  }
}

function textOf(error: unknown): string {
  if (error instanceof WeirError) return error.faults.map(({ got }) => got).join('; ');
  if (error instanceof AggregateError) return error.errors.map(textOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

function unreachable(address: string, error: unknown): never {
  return fail({ code: 'CLUSTER_UNREACHABLE', file: address, place: '', got: textOf(error), expected: 'a PostgreSQL database' });
}

/** A process of a cluster as its database sees it. */
export interface Member {
  readonly role: string;
  /** The first digits of the sha-256 of its kernel. */
  readonly kernel: string;
  readonly slots: number;
  readonly machine: string;
  readonly pid: number;
}

/** Who is connected. A process that dies is gone from here as soon as the database notices. */
export async function membersOf(db: Db): Promise<Member[]> {
  const { rows } = await db.executeSql(
    `SELECT DISTINCT application_name AS name FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'weir %' ORDER BY 1`,
  );
  return rows.flatMap(({ name }: { name: unknown }): Member[] => {
    const [, role = '', kernel = '', slots = '', machine = '', pid = ''] = String(name).split(' ');
    return pid === '' ? [] : [{ role, kernel, slots: Number(slots), machine, pid: Number(pid) }];
  });
}

/** Tasks that the workers of a kernel run at a time. */
export async function slotsOf(db: Db, { kernel }: TaskMaker): Promise<number> {
  const members = await membersOf(db);
  const own = members.filter((member) => member.role === 'worker' && kernel.startsWith(member.kernel));
  return own.reduce((sum, { slots }) => sum + slots, 0);
}
