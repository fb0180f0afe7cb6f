/**
 * Server-sent events over `fetch`, which can carry a key where `EventSource` cannot. A stream that is cut is taken up after the last
 * event that came.
 */
import { fieldsOf, numberIn, textIn } from './read.ts';
import type { Pace, RunStatus } from './shapes.ts';

/** What happens to a run: another state, or a step of progress. */
export type RunEvent =
  | { readonly event: 'status'; readonly status: RunStatus }
  | { readonly event: 'progress'; readonly pace: Pace };

/** Waits between attempts, each twice the one before. Units: milliseconds. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 8_000;
const AT_WORK: Readonly<Record<RunStatus, boolean>> = {
  queued: true,
  running: true,
  interrupted: false,
  done: false,
  failed: false,
  cancelled: false,
};

/** Whether a run in a state waits or is at work, and so has more to tell. */
export function isAtWork(status: RunStatus): boolean {
  return AT_WORK[status];
}

/** Events of `open`, which begins a stream after the event that it is given. Ends after a status that ends a run, or when aborted. */
export async function* streamEvents(
  open: (last: string | undefined) => Promise<ReadableStream<Uint8Array>>,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  let last: string | undefined;
  let wait = FIRST_WAIT;
  while (!signal.aborted) {
    try {
      for await (const { id, event, data } of messagesOf(await open(last))) {
        last = id ?? last;
        wait = FIRST_WAIT;
        const known = runEventOf(event, data);
        if (known === undefined) continue;
        yield known;
        if (known.event === 'status' && !isAtWork(known.status)) return;
      }
    } catch (error) {
      // What the service refuses it will refuse again; a line that breaks may hold the next time.
      if (signal.aborted || (error instanceof Error && 'status' in error && error.status !== 0)) {
        if (signal.aborted) return;
        throw error;
      }
    }
    await pause(wait, signal);
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }
}

interface Message {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** The messages of a stream, as the HTML standard has them. */
export async function* messagesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const message = messageOf(block);
        if (message !== undefined) yield message;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A message of its lines; nothing where it is a comment. */
function messageOf(block: string): Message | undefined {
  const data: string[] = [];
  let id: string | undefined;
  let event = 'message';
  for (const line of block.split('\n')) {
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'data') data.push(value);
    if (field === 'event') event = value;
    if (field === 'id') id = value;
  }
  return data.length === 0 ? undefined : { id, event, data: data.join('\n') };
}

/** What a message says of a run; nothing where it is of a kind that this page does not know, or lacks what its kind has. */
function runEventOf(event: string, text: string): RunEvent | undefined {
  const fields = fieldsOf(parsed(text));
  const status = textIn(fields.status);
  if (event === 'status') return isStatus(status) ? { event, status } : undefined;
  const pace = {
    done: numberIn(fields.done),
    of: numberIn(fields.of),
    what: textIn(fields.what),
    share: numberIn(fields.share),
    elapsed: numberIn(fields.elapsed),
    timeLeft: numberOrNull(fields.timeLeft),
    loanMonthsPerSecond: numberOrNull(fields.loanMonthsPerSecond),
  };
  const { done, of, share, elapsed } = pace;
  return event === 'progress' && [done, of, share, elapsed].every(Number.isFinite) ? { event, pace } : undefined;
}

const isStatus = (text: string): text is RunStatus => Object.hasOwn(AT_WORK, text);
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
