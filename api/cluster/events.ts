/**
 * What happens to jobs, told to every service of a cluster: whoever listens at one hears what another is at work on. A notice may be
 * lost with a connection; how a job ended is then read from the database.
 */
import { randomUUID } from 'node:crypto';
import type { RunQueue } from '../../host/index.ts';
import { type EventBook, type JobEvent, openEvents } from '../runs/events.ts';
import { fieldsOf } from '../store/jobs.ts';

/** An event of a job, or the wish that whoever is at work on it ends it. */
export type Notice =
  | { readonly job: string; readonly event: JobEvent['event']; readonly data: JobEvent['data']; readonly isLast: boolean }
  | { readonly job: string; readonly event: 'cancel'; readonly data: { readonly by: string; readonly why: string } };

export interface SharedEvents extends EventBook {
  /** Publishes for listeners of this service alone: what was read from the database. */
  publishHere: EventBook['publish'];
  /** Asks whoever is at work on a job to end it. */
  askToCancel(job: string, by: string, why: string): Promise<void>;
}

const CHANNEL = 'weir_service';
/** What PostgreSQL takes as a notice. Units: bytes. */
const LONGEST = 7_900;

/** Events of a cluster's jobs; `onNotice` is told of those of other services, `onGap` when some may have been missed. */
export async function openSharedEvents(
  orders: RunQueue,
  { onNotice, onGap, onError }: { onNotice(notice: Notice): void; onGap(): void; onError(error: unknown): void },
): Promise<SharedEvents> {
  const here = openEvents();
  const from = randomUUID();
  const told = async (notice: Notice): Promise<void> => {
    let text = JSON.stringify({ from, ...notice });
    // Whoever wants the faults of a run asks for the run.
    if (Buffer.byteLength(text) > LONGEST) {
      const { id, status } = Object.fromEntries(Object.entries(notice.data));
      text = JSON.stringify({ from, ...notice, data: { id, status } });
    }
    await orders.tell(CHANNEL, text);
  };
  const hear = (text: string) => {
    const notice = noticeIn(text);
    if (notice === undefined || notice.from === from) return;
    if (notice.event !== 'cancel') here.publish(notice.job, notice.event, notice.data, notice.isLast);
    onNotice(notice);
  };
  await orders.hear(CHANNEL, hear, onGap);
  return {
    publish(job, event, data, isLast = false) {
      here.publish(job, event, data, isLast);
      told({ job, event, data, isLast }).catch(onError);
    },
    publishHere: here.publish,
    has: here.has,
    isEnded: here.isEnded,
    follow: here.follow,
    askToCancel: (job, by, why) => told({ job, event: 'cancel', data: { by, why } }),
  };
}

function noticeIn(text: string): (Notice & { readonly from: string }) | undefined {
  const { from, job, event, data, isLast } = fieldsOf(JSON.parse(text));
  if (typeof from !== 'string' || typeof job !== 'string') return undefined;
  const fields = fieldsOf(data);
  if (event === 'cancel') return { from, job, event, data: { by: String(fields.by), why: String(fields.why) } };
  if (event !== 'status' && event !== 'progress') return undefined;
  return { from, job, event, data: fields, isLast: isLast === true };
}
