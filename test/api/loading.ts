/** Load on the service in a process of its own: many readers, and runs at the same time. */
import autocannon from 'autocannon';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { openData } from '../../host/index.ts';
import { jsonOf, startedService } from './program.ts';
import { pause, SNAPSHOT, withSnapshots } from './service.ts';

export interface Load {
  readonly connections: number;
  /** Units: seconds. */
  readonly duration: number;
  /** Runs that are in line or at work all the time. */
  readonly runs: number;
}

export interface Loaded {
  readonly requests: number;
  readonly perSecond: number;
  /** Units: milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly byStatus: ReadonlyMap<number, number>;
  /** Connections that failed. */
  readonly errors: number;
  readonly runsDone: number;
  /** Runs that ended otherwise than done. */
  readonly runsFailed: number;
}

const MOST_RATE = '999999999';

/** Puts the load on a service on a data folder of its own. */
export async function loaded(folder: string, { connections, duration, runs }: Load): Promise<Loaded> {
  await openData(folder, { create: true });
  withSnapshots(folder);
  const service = await startedService(folder, '--no-keys', '--rate', MOST_RATE);
  try {
    const ask = async () => {
      const body = JSON.stringify({ kind: 'value', snapshot: SNAPSHOT, priority: 'low' });
      const reply = await fetch(`${service.url}/v1/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      return reply.status === 202 ? (await jsonOf<RunAnswer>(reply)).id : undefined;
    };
    let first: string | undefined;
    // A service that has just started on a busy machine may have to be asked again.
    while (first === undefined) first = await ask();
    await done(service.url, first);
    const paths = [
      '/v1/runs?limit=20',
      `/v1/runs/${first}`,
      `/v1/runs/${first}/tables/trusts`,
      `/v1/runs/${first}/tables/instruments?format=csv`,
      '/v1/snapshots',
      '/v1/health',
    ];
    let isOver = false;
    const keepRunning = Array.from({ length: runs }, async () => {
      const ids: string[] = [];
      while (!isOver) {
        const id = await ask();
        if (id === undefined) {
          await pause(500);
          continue;
        }
        ids.push(id);
        while (!isOver && ['queued', 'running'].includes(await statusOf(service.url, id))) await pause(200);
      }
      return ids;
    });
    const result = await autocannon({
      url: service.url,
      connections,
      duration,
      requests: paths.map((path) => ({ method: 'GET', path })),
    });
    isOver = true;
    const ids = (await Promise.all(keepRunning)).flat();
    const ends = [];
    for (const id of ids) ends.push(await done(service.url, id));
    return {
      requests: result.requests.total,
      perSecond: result.requests.average,
      p50: result.latency.p50,
      p99: result.latency.p99,
      byStatus: new Map(Object.entries(result.statusCodeStats ?? {}).map(([status, { count = 0 }]) => [Number(status), count])),
      errors: result.errors + result.timeouts,
      runsDone: ends.filter((status) => status === 'done').length,
      runsFailed: ends.filter((status) => status !== 'done').length,
    };
  } finally {
    service.child.kill('SIGTERM');
    await service.ended;
  }
}

async function statusOf(url: string, id: string): Promise<string> {
  const reply = await fetch(`${url}/v1/runs/${id}`);
  return reply.status === 200 ? (await jsonOf<RunAnswer>(reply)).status : 'running';
}

async function done(url: string, id: string): Promise<string> {
  for (;;) {
    const status = await statusOf(url, id);
    if (!['queued', 'running'].includes(status)) return status;
    await pause(100);
  }
}
