/**
 * What happens to jobs, for those who listen: each event has a number, and whoever was cut off goes on after the last that he has. Kept
 * in memory for jobs of this process; of others, and after a restart, there is the state they are in.
 */
import { randomBytes } from 'node:crypto';

export interface JobEvent {
  /** Process and number: `5f3a9c-12`. */
  readonly id: string;
  readonly event: 'status' | 'progress';
  /** JSON. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Events kept a job; of progress the latest matters, and states are few. */
const KEPT_EVENTS = 200;
/** Jobs whose events are kept. */
const KEPT_JOBS = 500;

interface Stream {
  readonly events: JobEvent[];
  next: number;
  isEnded: boolean;
  readonly wakers: Set<() => void>;
}

export interface EventBook {
  publish(job: string, event: JobEvent['event'], data: JobEvent['data'], isLast?: boolean): void;
  /** Whether events of a job are kept. */
  has(job: string): boolean;
  /** Whether the last event of a job was told. */
  isEnded(job: string): boolean;
  /** Events of a job after one of them, as they come, up to its last; all that are kept where that one is not known. */
  follow(job: string, after: string | null, signal: AbortSignal): AsyncGenerator<JobEvent>;
}

/** An empty book. */
export function openEvents(): EventBook {
  const process = randomBytes(3).toString('hex');
  const streams = new Map<string, Stream>();
  const streamOf = (job: string): Stream => {
    let stream = streams.get(job);
    if (stream === undefined) {
      stream = { events: [], next: 1, isEnded: false, wakers: new Set() };
      streams.set(job, stream);
      forgetOldest(streams);
    }
    return stream;
  };
  const numberOf = (id: string | null): number => {
    const [of, number] = id?.split('-') ?? [];
    return of === process && /^\d+$/.test(number ?? '') ? Number(number) : 0;
  };
  return {
    publish(job, event, data, isLast = false) {
      const stream = streamOf(job);
      // One that is taken up again has more to tell.
      stream.isEnded = isLast;
      stream.events.push({ id: `${process}-${stream.next}`, event, data });
      stream.next += 1;
      if (stream.events.length > KEPT_EVENTS) dropOne(stream.events);
      for (const wake of stream.wakers) wake();
    },
    has: (job) => streams.has(job),
    isEnded: (job) => streams.get(job)?.isEnded === true,
    async *follow(job, after, signal) {
      const stream = streamOf(job);
      let last = numberOf(after);
      while (!signal.aborted) {
        const more = stream.events.filter(({ id }) => numberOf(id) > last);
        for (const event of more) {
          if (signal.aborted) return;
          yield event;
          last = numberOf(event.id);
        }
        if (stream.next > last + 1) continue;
        if (stream.isEnded) return;
        await woken(stream, signal);
      }
    },
  };
}

/** The oldest progress goes before any state. */
function dropOne(events: JobEvent[]): void {
  const place = events.findIndex(({ event }) => event === 'progress');
  events.splice(Math.max(place, 0), 1);
}

function forgetOldest(streams: Map<string, Stream>): void {
  if (streams.size <= KEPT_JOBS) return;
  for (const [job, { isEnded, wakers }] of streams) {
    if (!isEnded || wakers.size > 0) continue;
    streams.delete(job);
    return;
  }
}

/** Waits for the next event, or for the listener to go. */
function woken({ wakers }: Stream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      wakers.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    wakers.add(wake);
    signal.addEventListener('abort', wake);
  });
}
