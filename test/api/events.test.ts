/** Server-sent events of a run: its states and its pace, from any point on. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEvents } from '../../api/runs/events.ts';
import { paceOf } from '../../api/runs/pace.ts';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { type Server, serve } from '../../api/server.ts';
import { openData, runValue } from '../../host/index.ts';
import { dataFolder, SNAPSHOT, withSnapshots } from './service.ts';
import { PATIENCE } from './watch.ts';

interface Event {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly id: string; readonly status?: string; readonly done?: number; readonly of?: number };
}

/** The events of a text of text/event-stream, comments left out. */
function eventsOf(text: string): Event[] {
  return text
    .split('\n\n')
    .filter((part) => /^id:/m.test(part))
    .map((part) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
      return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) };
    });
}

async function jsonOf<T>(reply: Response): Promise<T> {
  return JSON.parse(await reply.text());
}

const folder = dataFolder();
let server: Server;
beforeAll(async () => {
  const data = await openData(folder, { create: true });
  withSnapshots(folder);
  await runValue(data, `${folder}/snapshots/${SNAPSHOT}`, { askedBy: 'someone', workers: 0 });
  server = await serve({ mostDelay: 0, data: folder, port: 0, noKeys: true, workers: 0 });
}, PATIENCE);
afterAll(() => server.stop(0));

const started = async (): Promise<RunAnswer> => {
  const reply = await fetch(`${server.url}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'value', snapshot: SNAPSHOT }),
  });
  return jsonOf(reply);
};
const listen = async (id: string, last?: string) =>
  fetch(`${server.url}/v1/runs/${id}/events`, { headers: last === undefined ? {} : { 'last-event-id': last } });

describe('events of a run', () => {
  it('tell states and pace as they come, and end with the run', async () => {
    const { id } = await started();
    const reply = await listen(id);
    expect(reply.headers.get('content-type')).toContain('text/event-stream');
    const events = eventsOf(await reply.text());
    expect(events.filter(({ event }) => event === 'status').map(({ data }) => data.status)).toEqual([
      'queued',
      'running',
      'done',
    ]);
    const last = events.findLast(({ event }) => event === 'progress');
    expect(last?.data).toMatchObject({ id, done: 2, of: 2, share: 1, timeLeft: 0 });
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  });

  it('go on after the last that a listener has', async () => {
    const { id } = await started();
    const all = eventsOf(await (await listen(id)).text());
    const again = eventsOf(await (await listen(id, all[1]?.id)).text());
    expect(again).toEqual(all.slice(2));
    expect(eventsOf(await (await listen(id, all.at(-1)?.id)).text())).toEqual([]);
    // An id of another process: nothing is known of what that listener has.
    expect(eventsOf(await (await listen(id, 'ffffff-2')).text())).toEqual(all);
  });

  it('of a run that this service did not do are the state that it is in', async () => {
    const { runs } = await jsonOf<{ runs: RunAnswer[] }>(await fetch(`${server.url}/v1/runs?kind=value`));
    const other = runs.at(-1) ?? (await started());
    const events = eventsOf(await (await listen(other.id)).text());
    expect(events.map(({ event, data }) => [event, data])).toEqual([['status', { id: other.id, status: 'done' }]]);
  });

  it('are nothing else: who does not take them is told so', async () => {
    const { id } = await started();
    const reply = await fetch(`${server.url}/v1/runs/${id}/events`, { headers: { accept: 'application/json' } });
    expect(reply.status).toBe(406);
    await (await listen(id)).text();
  });

  it('are of a run that is there', async () => {
    const reply = await listen('20110331T170000000Z-0123456789ab');
    expect([reply.status, (await jsonOf<{ code: string }>(reply)).code]).toEqual([404, 'STORE_RUN_UNKNOWN']);
  });
});

describe('an event book', () => {
  it('keeps states when there is too much progress', async () => {
    const book = openEvents();
    book.publish('run', 'status', { status: 'queued' });
    book.publish('run', 'status', { status: 'running' });
    for (let done = 0; done < 500; done++) book.publish('run', 'progress', { done });
    book.publish('run', 'status', { status: 'done' }, true);
    const kept = [];
    for await (const event of book.follow('run', null, new AbortController().signal)) kept.push(event);
    expect(kept.length).toBe(200);
    expect(kept.filter(({ event }) => event === 'status').map(({ data }) => data.status)).toEqual(['queued', 'running', 'done']);
    expect(kept.at(-2)?.data).toEqual({ done: 499 });
  });

  it('lets a listener go who waits', async () => {
    const book = openEvents();
    book.publish('run', 'status', { status: 'queued' });
    const gone = new AbortController();
    const heard: unknown[] = [];
    const listening = (async () => {
      for await (const { data } of book.follow('run', null, gone.signal)) heard.push(data.status);
    })();
    await turn();
    gone.abort();
    await listening;
    expect(heard).toEqual(['queued']);
  });
});

describe('the pace of a run', () => {
  const step = (done: number, loanMonthPaths: number) => ({ done, of: 6, what: 'a trust', loanMonthPaths });

  it('is told from the second step on, by the steps since the first', () => {
    expect(paceOf(step(1, 500), step(1, 500), 0, 4_000)).toMatchObject({
      share: 1 / 6,
      elapsed: 4,
      timeLeft: null,
      loanMonthsPerSecond: null,
    });
    // Two more steps in 3 s: three are left, so 4.5 s; 1,200 loan-months in 3 s.
    expect(paceOf(step(1, 500), step(3, 1_700), 3_000, 7_000)).toMatchObject({
      share: 0.5,
      elapsed: 7,
      timeLeft: 4.5,
      loanMonthsPerSecond: 400,
    });
    expect(paceOf(step(1, 500), step(6, 2_000), 5_000, 9_000)).toMatchObject({ share: 1, timeLeft: 0 });
  });
});
