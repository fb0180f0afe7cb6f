/**
 * The service for half an hour of mixed work on a small portfolio: its memory, its handles and its answers' times at the end are those of
 * the beginning. WEIR_SOAK_MINUTES says how long; shorter ones show only that the test works. On a machine that does other things as well
 * set WEIR_SOAK_LATENCY, the most that the median of answers may grow by.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { openData } from '../../host/index.ts';
import { jsonOf, startedService } from '../api/program.ts';
import { dataFolder, goldenDeal, pause, SNAPSHOT, TRUSTS, withPair } from '../api/service.ts';
import { seeded } from '../store/folder.ts';

const MINUTES = Number(process.env.WEIR_SOAK_MINUTES ?? 30);
const MOST_SLOWER = Number(process.env.WEIR_SOAK_LATENCY ?? 1.5);
const SEED = Number(process.env.WEIR_SEED ?? 8);
const MOST_GROWTH = 1.05;
/** Whoever asks, pauses between two pieces of work, and looks at the process. Units: milliseconds. */
const USERS = 3;
const PAUSE = 250;
/** No answer takes as long, and no run. */
const PATIENCE = 60_000;
const LOOK_EVERY = 2_000;
const [SMALL = ''] = TRUSTS;

interface Look {
  /** Memory of the process that stands for no file. Units: bytes. */
  readonly memory: number;
  readonly handles: number;
  readonly threads: number;
}

function look(pid: number): Look {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return { memory: 1024 * field('RssAnon'), handles: readdirSync(`/proc/${pid}/fd`).length, threads: field('Threads') };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
/** The last part of some parts of a list. */
const part = <T>(values: readonly T[], which: number, of: number): T[] =>
  values.slice(Math.floor((which * values.length) / of), Math.floor(((which + 1) * values.length) / of));

it(`stays as it is for ${MINUTES} minutes of mixed work`, { timeout: (MINUTES + 5) * 60_000 }, async () => {
  const folder = dataFolder();
  await openData(folder, { create: true });
  withPair(folder);
  const service = await startedService(folder, '--no-keys', '--rate', '999999999');
  const pid = service.child.pid ?? 0;
  const until = performance.now() + MINUTES * 60_000;
  const random = seeded(SEED);
  const times: number[] = [];
  const unexpected: string[] = [];
  const counts = new Map<string, number>();

  const asked = async (path: string, body?: unknown, expected = [200, 202]): Promise<string> => {
    const began = performance.now();
    const reply = await fetch(`${service.url}/v1${path}`, {
      signal: AbortSignal.timeout(PATIENCE),
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await reply.text();
    // A trace and a deal are computed; what else is asked is read.
    if (body === undefined && !path.includes('/trace')) times.push(performance.now() - began);
    if (!expected.includes(reply.status)) unexpected.push(`${path} answered ${reply.status}: ${text.slice(0, 300)}`);
    return text;
  };
  /** The events of a run, which end with it. */
  const events = async (id: string) => {
    const reply = await fetch(`${service.url}/v1/runs/${id}/events`, { signal: AbortSignal.timeout(PATIENCE) });
    return reply.text();
  };
  const ended = async (body: object): Promise<string> => {
    const { id }: RunAnswer = JSON.parse(await asked('/runs', body));
    await events(id);
    const { status, faults } = await jsonOf<RunAnswer>(await fetch(`${service.url}/v1/runs/${id}`));
    if (status !== 'done') unexpected.push(`${JSON.stringify(body)} is ${status}: ${JSON.stringify(faults)}`);
    return id;
  };
  const deal = goldenDeal('bma_cashflow_a');
  const work: Record<string, () => Promise<unknown>> = {
    async value() {
      const id = await ended({ kind: 'value', snapshot: SNAPSHOT });
      for (const rest of [
        'tables/sheet',
        'tables/trusts?format=csv',
        'tables/instruments?format=parquet',
        'report.html',
        'manifest',
      ])
        await asked(`/runs/${id}/${rest}`);
      await asked(`/runs/${id}/trace?trust=${SMALL}&month=105`, undefined, [200, 404, 422]);
    },
    grid: () => ended({ kind: 'sensitivity', snapshot: SNAPSHOT, trust: SMALL, grid: 'severity 0.5,1,1.5; default 1,2' }),
    breakEven: () => ended({ kind: 'break-even', snapshot: SNAPSHOT, trust: SMALL }),
    tieOut: () => ended({ kind: 'tie-out', snapshot: SNAPSHOT }),
    rollforward: () => ended({ kind: 'rollforward', snapshot: SNAPSHOT }),
    async cancelled() {
      const { id }: RunAnswer = JSON.parse(await asked('/runs', { kind: 'sensitivity', snapshot: SNAPSHOT }));
      await asked(`/runs/${id}/cancel`, { why: 'nobody needs it' }, [202, 409]);
      await events(id);
    },
    lists: async () => {
      for (const path of ['/runs?limit=20', '/snapshots', '/schedules', '/health', '/audit?limit=50']) await asked(path);
    },
    deals: () => asked('/deals/project', { deal, speeds: 'PSA 0,100,300' }, [200, 422]),
    refused: () => asked('/runs', { kind: 'value', snapshot: 7, unknown: true }, [422]),
    cutOff: async () => {
      const gone = new AbortController();
      const { id }: RunAnswer = JSON.parse(await asked('/runs', { kind: 'value', snapshot: SNAPSHOT }));
      const reply = await fetch(`${service.url}/v1/runs/${id}/events`, { signal: gone.signal });
      gone.abort();
      await reply.text().catch(() => undefined);
    },
  };
  const names = Object.keys(work);

  const users = Array.from({ length: USERS }, async () => {
    while (performance.now() < until && service.child.exitCode === null) {
      const name = names[Math.floor(random() * names.length)] ?? 'lists';
      counts.set(name, (counts.get(name) ?? 0) + 1);
      await work[name]?.().catch((error: unknown) => unexpected.push(`${name}: ${String(error)}`));
      await pause(PAUSE);
    }
  });
  const looks: Look[] = [];
  while (performance.now() < until && service.child.exitCode === null) {
    looks.push(look(pid));
    await pause(LOOK_EVERY);
  }
  await Promise.all(users);
  // Idle: what is open now is not for any work.
  await pause(1_000);
  const atRest = look(pid);
  service.child.kill('SIGTERM');
  expect([await service.ended, service.err()]).toEqual([0, '']);

  // The first third warms caches and fills what is kept to its limit.
  const [, early = [], late = []] = [0, 1, 2].map((which) => part(looks, which, 3));
  const [, soon = [], later = []] = [0, 1, 2].map((which) => part(times, which, 3));
  const megabytes = (all: readonly Look[]) => median(all.map(({ memory }) => memory)) / 2 ** 20;
  const handles = (all: readonly Look[]) => median(all.map((each) => each.handles));
  const figures = {
    done: Object.fromEntries(counts),
    megabytes: [0, 1, 2, 3, 4, 5].map((which) => Math.round(megabytes(part(looks, which, 6)))),
    handles: [handles(early), handles(late), atRest.handles],
    threads: [median(early.map(({ threads }) => threads)), atRest.threads],
    readsMedian: [median(soon), median(later)],
  };
  console.log(JSON.stringify(figures));
  expect(unexpected.slice(0, 5)).toEqual([]);
  expect(megabytes(late) / megabytes(early)).toBeLessThan(MOST_GROWTH);
  expect(handles(late)).toBeLessThanOrEqual(handles(early) + 2);
  expect(atRest.threads).toBeLessThanOrEqual(figures.threads[0] ?? 0);
  expect(median(later) / median(soon)).toBeLessThan(MOST_SLOWER);
});
