/**
 * Server-sent events over `fetch`, which can carry a key where `EventSource` cannot. A stream that is cut is taken up after the last
 * event that came.
 */

/** An event. `data` is the JSON that it carried. */
export interface StreamEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Waits between attempts, each twice the one before. Units: milliseconds. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 8_000;
const ENDED = ['done', 'failed', 'cancelled', 'interrupted'];

/** Events of `open`, which begins a stream after the event that it is given. Ends after a status that ends a run, or when aborted. */
export async function* streamEvents(
  open: (last: string | undefined) => Promise<ReadableStream<Uint8Array>>,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  let last: string | undefined;
  let wait = FIRST_WAIT;
  while (!signal.aborted) {
    try {
      for await (const { id, event, data } of messagesOf(await open(last))) {
        last = id ?? last;
        wait = FIRST_WAIT;
        const known = { event, data: objectOf(data) };
        yield known;
        if (event === 'status' && ENDED.includes(String(known.data.status))) return;
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
  const reader = stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value.replaceAll('\r\n', '\n')).split('\n\n');
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

function objectOf(text: string): Readonly<Record<string, unknown>> {
  const given: unknown = JSON.parse(text);
  return typeof given === 'object' && given !== null ? { ...given } : {};
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
