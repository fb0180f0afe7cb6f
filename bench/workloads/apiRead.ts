/** Readers of the service: 50 connections that ask for lists, a run, tables and snapshots, from the same process but other threads. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { serve } from '../../api/server.ts';
import { openData, runValue } from '../../host/index.ts';
import { NO_WORK } from '../counted.ts';
import { median } from '../statistics.ts';
import type { Figure, Made, Workload } from './workload.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/portfolio/2011-03-31', import.meta.url));
const CONNECTIONS = 50;
/** Requests of one address in a round. */
const REQUESTS = 2_000;
const MOST_RATE = 999_999_999;

export const apiRead: Workload = {
  name: 'api-read',
  about: '50 connections read runs, tables and snapshots from the service: requests a second and their times, by address',
  rounds: 3,
  async make({ scale }) {
    const root = mkdtempSync(join(tmpdir(), 'weir-bench-'));
    const data = await openData(root, { create: true });
    const { id } = await runValue(data, EXAMPLE, { askedBy: 'bench' });
    cpSync(EXAMPLE, join(root, 'snapshots', '2011-03-31'), { recursive: true });
    const server = await serve({ data: root, port: 0, noKeys: true, rate: MOST_RATE });
    const addresses = {
      'list of runs': '/v1/runs?limit=20',
      'one run': `/v1/runs/${id}`,
      'table, JSON': `/v1/runs/${id}/tables/trusts`,
      'table, CSV': `/v1/runs/${id}/tables/instruments?format=csv`,
      snapshots: '/v1/snapshots',
    };
    const seen = new Map<string, Answers[]>();
    return {
      size: { connections: CONNECTIONS, requests: REQUESTS },
      workers: [0],
      ways: Object.entries(addresses).map(([name, path]) => ({
        name,
        async run() {
          const { requests, duration, latency, errors, non2xx, statusCodeStats } = await autocannon({
            url: `${server.url}${path}`,
            connections: CONNECTIONS,
            amount: Math.max(CONNECTIONS, Math.round(REQUESTS * scale)),
            workers: 1,
          });
          // Where a machine has too much to do the service says so for a while: that is told, and nothing else is put up with.
          const busy = statusCodeStats?.['503']?.count ?? 0;
          if (errors + non2xx > busy) throw new Error(`api-read: ${errors} errors and ${non2xx} refusals of ${path}`);
          const answers = {
            perSecond: (requests.total - busy) / duration,
            busy: busy / requests.total,
            p50: latency.p50,
            p975: latency.p97_5,
            p99: latency.p99,
          };
          seen.set(name, [...(seen.get(name) ?? []), answers]);
          return NO_WORK;
        },
      })),
      figures: () => [...seen].flatMap(([name, rounds]) => figuresOf(name, rounds.slice(1))),
      async close() {
        await server.stop(0);
        rmSync(root, { recursive: true, force: true });
      },
    } satisfies Made;
  },
};

/** Units: milliseconds. */
interface Answers {
  readonly perSecond: number;
  /** Share of requests that were answered with 503. */
  readonly busy: number;
  readonly p50: number;
  readonly p975: number;
  readonly p99: number;
}

/** Medians of the rounds; the first warmed up. */
function figuresOf(name: string, rounds: readonly Answers[]): Figure[] {
  const middle = (of: keyof Answers) => median(rounds.map((round) => round[of]));
  return [
    { name, value: middle('perSecond'), unit: 'requests a second' },
    ...(middle('busy') > 0 ? [{ name: `${name}, refused for a while`, value: 100 * middle('busy'), unit: '%' }] : []),
    { name: `${name}, half within`, value: middle('p50'), unit: 'ms' },
    { name: `${name}, 97.5 % within`, value: middle('p975'), unit: 'ms' },
    { name: `${name}, 99 % within`, value: middle('p99'), unit: 'ms' },
  ];
}
