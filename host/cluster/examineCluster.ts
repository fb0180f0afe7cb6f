/** What a cluster looks like to somebody who comes to help: who is there, what waits, what is stuck, what was set aside. Changes nothing. */
import type { Db } from 'pg-boss';
import { WeirError } from '../errors.ts';
import { currentVersions } from '../store/manifest.ts';
import { HEARTBEAT_LOST, membersOf, openCluster, queuesOf, SCHEMA, SERVICE_SCHEMA } from './connection.ts';
import type { Finding } from './finding.ts';
import { failureText, jobShape } from './taskJob.ts';

/** Jobs of a queue by what they are at. */
interface QueueCount {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  /** At work without a heartbeat. */
  readonly silent: number;
  /** Units: seconds since the oldest that waits was put in. */
  readonly oldest: number;
}

interface DeadJob {
  readonly queue: string;
  readonly data: unknown;
  readonly output: unknown;
  readonly created: Date;
}

/** Set-aside jobs that are told one by one. */
const TOLD = 20;
/** Waiting for so long while workers are there is worth a word. Units: seconds. */
const LONG_WAIT = 600;

/** Examines a cluster. A database that cannot be reached is a finding, not an error. Throws: CLUSTER_ADDRESS. */
export async function examineCluster(url: string): Promise<Finding[]> {
  const maker = await currentVersions();
  let cluster: Awaited<ReturnType<typeof openCluster>>;
  try {
    cluster = await openCluster(url, { role: 'doctor', maker });
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    const [fault] = error.faults;
    if (fault?.code !== 'CLUSTER_UNREACHABLE') throw error;
    return [
      /schema|not installed|pg-boss/i.test(fault.got)
        ? {
            level: 'note',
            what: `The database has no cluster in it yet: ${fault.got}.`,
            remedy: 'Start a worker: it makes what is missing.',
          }
        : {
            level: 'broken',
            what: `The database ${fault.file ?? ''} cannot be reached: ${fault.got}.`,
            remedy:
              'Start it, or mend the address, the password or the network. Runs that wait for it go on by themselves for five minutes; after that: weir resume.',
          },
    ];
  }
  try {
    const db = cluster.database;
    const counts = await countsOf(db);
    return [
      {
        level: 'ok',
        what: `Cluster ${cluster.address}: PostgreSQL ${await serverVersion(db)}, queue schema ${await cluster.boss.schemaVersion()}.`,
      },
      ...(await memberFindings(db, maker.kernel, counts)),
      ...queueFindings(counts, queuesOf(maker).tasks),
      ...deadFindings(await deadOf(db)),
      ...(await serviceFindings(db)),
    ];
  } finally {
    await cluster.close();
  }
}

/** What the services of the cluster have in line, and their schedules. */
async function serviceFindings(db: Db): Promise<Finding[]> {
  const { rows } = await db.executeSql('SELECT to_regclass($1) IS NOT NULL AS is_there', [`${SERVICE_SCHEMA}.jobs`]);
  if (rows[0]?.is_there !== true) return [];
  const { rows: lost } = await db.executeSql(
    `SELECT r.id, r.status FROM ${SERVICE_SCHEMA}.jobs r
      WHERE r.ended IS NULL AND NOT EXISTS (
        SELECT 1 FROM ${SCHEMA}.job j WHERE j.name = 'runs' AND j.singleton_key = r.id AND j.state <= 'active')`,
  );
  const { rows: schedules } = await db.executeSql(
    `SELECT name, cron, zone, next, "lastNote" FROM ${SERVICE_SCHEMA}.schedules ORDER BY created`,
  );
  return [
    ...lost.map(
      ({ id, status }): Finding => ({
        level: 'broken',
        what: `Run ${id} is ${status}, and no order for it is in the queue.`,
        remedy: 'Start weir serve --cluster or weir worker --runs: it puts the order in again.',
      }),
    ),
    ...schedules.map(
      ({ name, cron, zone, next, lastNote }): Finding => ({
        level: 'ok',
        what: `Schedule ${name}: ${cron} (${zone}), ${next === null ? 'paused' : `next ${next}`}${lastNote === null ? '' : `; last: ${lastNote}`}.`,
      }),
    ),
  ];
}

async function serverVersion(db: Db): Promise<string> {
  const { rows } = await db.executeSql('SHOW server_version');
  return String(rows[0]?.server_version);
}

async function memberFindings(db: Db, kernel: string, counts: readonly QueueCount[]): Promise<Finding[]> {
  const members = await membersOf(db);
  const findings: Finding[] = [];
  const kernels = new Map<string, { workers: number; slots: number }>();
  for (const member of members) {
    if (member.role !== 'worker') continue;
    const known = kernels.get(member.kernel) ?? { workers: 0, slots: 0 };
    kernels.set(member.kernel, { workers: known.workers + 1, slots: known.slots + member.slots });
  }
  for (const [each, { workers, slots }] of kernels) {
    const whose = kernel.startsWith(each) ? 'this kernel' : `another kernel, ${each}`;
    findings.push({ level: 'ok', what: `${workers} ${workers === 1 ? 'worker' : 'workers'} with ${slots} slots of ${whose}.` });
  }
  const clients = members.filter(({ role }) => role === 'client').length;
  findings.push({
    level: 'ok',
    what: `${clients} ${clients === 1 ? 'process waits' : 'processes wait'} for results or conduct runs.`,
  });
  for (const { name, waiting } of counts) {
    if (!name.startsWith('tasks-') || waiting === 0) continue;
    const version = name.slice('tasks-'.length);
    if ([...kernels.keys()].some((each) => version.startsWith(each))) continue;
    findings.push({
      level: 'broken',
      what: `${waiting} tasks of kernel ${version} wait, and no worker has this kernel.`,
      remedy:
        'Start a worker of the version that planned them, or let them be: without a run that waits for them they are forgotten after two weeks.',
    });
  }
  return findings;
}

function queueFindings(counts: readonly QueueCount[], own: string): Finding[] {
  return counts.flatMap(({ name, waiting, active, silent, oldest }): Finding[] => {
    const isOwn = name === own || name === 'runs';
    const findings: Finding[] =
      isOwn || waiting + active > 0 ? [{ level: 'ok', what: `Queue ${name}: ${waiting} wait, ${active} at work.` }] : [];
    if (silent > 0)
      findings.push({
        level: 'broken',
        what: `${silent === 1 ? `1 job of ${name} is` : `${silent} jobs of ${name} are`} at work without a heartbeat: whoever had ${silent === 1 ? 'it' : 'them'} died.`,
        remedy:
          'Nothing where a run waits for them: it gives them to others. Else start any run on the cluster, or weir worker --runs.',
      });
    if (waiting > 0 && active === 0 && oldest > LONG_WAIT)
      findings.push({
        level: 'broken',
        what: `The oldest job of ${name} waits since ${Math.round(oldest / 60)} minutes, and nothing is at work.`,
        remedy:
          name === 'runs'
            ? 'Start weir serve --cluster or weir worker --runs.'
            : 'Start weir worker; if there are workers, look at their logs.',
      });
    return findings;
  });
}

async function countsOf(db: Db): Promise<QueueCount[]> {
  const { rows } = await db.executeSql(
    `SELECT q.name,
            COUNT(*) FILTER (WHERE j.state < 'active') AS waiting,
            COUNT(*) FILTER (WHERE j.state = 'active') AS active,
            COUNT(*) FILTER (WHERE j.state = 'active' AND j.heartbeat_on < now() - $1 * interval '1 second') AS silent,
            COALESCE(EXTRACT(EPOCH FROM now() - MIN(j.created_on) FILTER (WHERE j.state < 'active')), 0) AS oldest
       FROM ${SCHEMA}.queue q LEFT JOIN ${SCHEMA}.job j ON j.name = q.name AND j.state <= 'active'
      WHERE q.name = 'runs' OR q.name LIKE 'tasks-%' GROUP BY q.name ORDER BY q.name`,
    // Whoever waits gets the time to notice first.
    [2 * HEARTBEAT_LOST],
  );
  return rows.map((row) => ({
    name: String(row.name),
    waiting: Number(row.waiting),
    active: Number(row.active),
    silent: Number(row.silent),
    oldest: Number(row.oldest),
  }));
}

async function deadOf(db: Db): Promise<DeadJob[]> {
  const { rows } = await db.executeSql(
    `SELECT name AS queue, data, output, created_on AS created FROM ${SCHEMA}.job
      WHERE name LIKE 'dead%' AND state = 'created' ORDER BY created_on DESC`,
  );
  return rows.map(({ queue, data, output, created }) => ({ queue: String(queue), data, output, created }));
}

function deadFindings(dead: readonly DeadJob[]): Finding[] {
  const told = dead.slice(0, TOLD).map(({ data, output, created, queue }): Finding => {
    const what = jobShape.Check(data) ? `Task ${data.task} (${data.run || 'a run'})` : `An order of ${queue}`;
    return {
      level: 'broken',
      what: `${what} was set aside on ${created.toISOString()}: ${failureText(output)}.`,
      remedy: jobShape.Check(data)
        ? 'Look at the workers of that time: memory, and the log. Then weir resume: the task is tried again. Its record goes after two weeks.'
        : 'Look at the log of whoever conducted it; then put the order in again, or weir resume its run.',
    };
  });
  const more = dead.length - told.length;
  return more > 0 ? [...told, { level: 'note', what: `${more} older jobs were set aside as well.` }] : told;
}
