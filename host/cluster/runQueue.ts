/**
 * Whole runs in the queue of a cluster: who asks for one puts an order in, whoever is free conducts it, and when a conductor dies another
 * takes the order up. Schedules put orders in by the calendar, once each however many processes watch the clock.
 *
 * An order is JSON, and what it means is its handler's business: the command line and a service may have different ones.
 */
import type { Clock, Job, PgBoss } from 'pg-boss';
import { fail } from '../errors.ts';
import { currentVersions } from '../store/manifest.ts';
import type { TaskMaker } from '../store/taskStore.ts';
import { PRIORITY } from './clusterRunner.ts';
import { type Cluster, HEARTBEAT_EVERY, openCluster } from './connection.ts';
import { failureText } from './taskJob.ts';

/** A run that is asked for. */
export interface Order {
  /** JSON. */
  readonly request: unknown;
  readonly askedBy: string;
  /** Of its tasks too. Default: an analyst's; of a schedule, the night's. */
  readonly priority?: number;
}

/** An order in the hands of a conductor. */
export interface OrderInHand {
  /** The same for every conductor that takes it up. */
  readonly id: string;
  readonly request: unknown;
  readonly askedBy: string;
  readonly priority: number;
  /** Conductors before this one that did not come to the end. */
  readonly failures: number;
}

/** What is known of an order. */
export interface OrderView extends Omit<OrderInHand, 'failures'> {
  readonly state: 'waiting' | 'at work' | 'done' | 'set aside' | 'cancelled';
  readonly created: Date;
  /** JSON: what its handler gave, or the words of what ended it. */
  readonly outcome: unknown;
}

export interface ScheduleView {
  readonly name: string;
  /** Five fields, or an RFC 5545 rule. */
  readonly when: string;
  readonly timeZone: string;
  readonly order: Order;
}

export interface ScheduleOptions {
  /** Default: UTC. */
  readonly timeZone?: string;
  /** Where everything was down at the time: the last that was missed is made up for. Default: true. */
  readonly makeUp?: boolean;
}

/** The runs and schedules of a cluster. Every function throws CLUSTER_UNREACHABLE where the database stays away. */
export interface RunQueue {
  /** Puts an order in; with a `key` only one of that key waits or is at work at a time. Undefined where there is one already. */
  submit(order: Order, key?: string): Promise<string | undefined>;
  /** Undefined for an id that is unknown or forgotten. */
  find(id: string): Promise<OrderView | undefined>;
  /** Takes an order back; a conductor at work on it is not stopped by this. */
  cancel(id: string): Promise<void>;
  /** Sets a schedule, in the place of one of that name. Throws: REQUEST_INVALID for a rule or a time zone that cannot be read. */
  schedule(name: string, when: string, order: Order, options?: ScheduleOptions): Promise<void>;
  unschedule(name: string): Promise<void>;
  schedules(): Promise<ScheduleView[]>;
  /** Coming times of a rule. Throws: REQUEST_INVALID. */
  preview(when: string, count: number, timeZone?: string): Date[];
  /**
   * Conducts orders, `atOnce` at a time, until `drain`. What the handler gives is kept; when it throws the order is tried again later, here
   * or elsewhere, up to ten times. A handler that is taken up again finds `failures` above 0 and must look for what was done before.
   */
  conduct(handler: (order: OrderInHand) => Promise<unknown>, atOnce?: number): Promise<void>;
  /** Takes no more orders, and waits for those in hand. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export interface RunQueueOptions {
  readonly onTrouble?: (text: string) => void;
  /** Default: this Weir's. */
  readonly maker?: TaskMaker;
  /** Tests have a clock of their own. */
  readonly clock?: Clock;
}

interface OrderData {
  readonly request: unknown;
  readonly askedBy: string;
  readonly priority: number;
}

/** Units: seconds. No notice comes of an order that is to be tried again. */
const POLL_EVERY = 2;
const POLL_WITH_NOTICES_EVERY = 3;
const STATES = {
  created: 'waiting',
  retry: 'waiting',
  active: 'at work',
  completed: 'done',
  cancelled: 'cancelled',
  failed: 'set aside',
} as const;

/** Opens the runs of a cluster. Throws: CLUSTER_ADDRESS, CLUSTER_UNREACHABLE. */
export async function openRunQueue(url: string, options: RunQueueOptions = {}): Promise<RunQueue> {
  const { onTrouble, clock } = options;
  const cluster = await openCluster(url, {
    role: 'client',
    maker: options.maker ?? (await currentVersions()),
    ...(onTrouble !== undefined && { onTrouble }),
    ...(clock !== undefined && { clock }),
  });
  return runQueueOf(cluster);
}

function runQueueOf({ boss, queues, persist, close }: Cluster): RunQueue {
  const hands: string[] = [];
  return {
    async submit(order, key) {
      const { priority = PRIORITY.analyst } = order;
      // Orders of no key are all different.
      const id = crypto.randomUUID();
      const options = { id, singletonKey: key ?? id, priority };
      return (await persist(() => boss.send(queues.runs, { ...order, priority }, options))) ?? undefined;
    },
    async find(id) {
      const [job] = await persist(() => boss.findJobs<OrderData>(queues.runs, { id }));
      if (job === undefined) return undefined;
      const outcome: unknown = job.state === 'failed' ? failureText(job.output) : job.output;
      return { id, ...orderOf(job.data), state: STATES[job.state], created: job.createdOn, outcome };
    },
    async cancel(id) {
      await persist(() => boss.cancel(queues.runs, id));
    },
    async schedule(name, when, order, { timeZone = 'UTC', makeUp = true } = {}) {
      const { priority = PRIORITY.nightly } = order;
      preview(boss, when, 1, timeZone);
      const data = { ...order, priority };
      // While last night's is still at work, tonight's waits for nothing: it is not put in.
      const options = { key: name, tz: timeZone, singletonKey: `schedule ${name}`, priority } as const;
      await persist(() => boss.schedule(queues.runs, when, data, { ...options, missed: makeUp ? 'once' : 'skip' }));
    },
    async unschedule(name) {
      await persist(() => boss.unschedule(queues.runs, name));
    },
    async schedules() {
      const found = await persist(() => boss.getSchedules(queues.runs));
      return found.map(({ key, cron, timezone, data }) => ({ name: key, when: cron, timeZone: timezone, order: orderOf(data) }));
    },
    preview: (when, count, timeZone = 'UTC') => preview(boss, when, count, timeZone),
    async conduct(handler, atOnce = 1) {
      for (let hand = 0; hand < atOnce; hand++) {
        const id: string = await boss.work<OrderData>(
          queues.runs,
          {
            includeMetadata: true,
            pollingIntervalSeconds: POLL_EVERY,
            notifyPollingIntervalSeconds: POLL_WITH_NOTICES_EVERY,
            heartbeatRefreshSeconds: HEARTBEAT_EVERY,
          },
          async ([job]) => {
            boss.notifyWorker(id);
            if (job === undefined) throw new Error('runQueue: a batch without a job');
            return handler({ id: job.id, ...orderOf(job.data), failures: failuresOf(job) });
          },
        );
        hands.push(id);
      }
    },
    async drain() {
      await Promise.allSettled(hands.splice(0).map((id) => boss.offWork(queues.runs, { id, wait: true })));
    },
    close,
  };
}

function preview(boss: PgBoss, when: string, count: number, timeZone: string): Date[] {
  try {
    return boss.previewSchedule(when, { count, tz: timeZone });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const expected = "five fields of cron, or an RFC 5545 rule, and a time zone such as 'America/New_York'";
    return fail({ code: 'REQUEST_INVALID', place: 'schedule', got: `'${when}' in '${timeZone}': ${why}`, expected });
  }
}

function failuresOf(job: Job<OrderData>): number {
  return 'retryCount' in job && typeof job.retryCount === 'number' ? job.retryCount : 0;
}

function orderOf(data: unknown): OrderData {
  if (typeof data !== 'object' || data === null) return { request: null, askedBy: '', priority: PRIORITY.analyst };
  const priority: unknown = Reflect.get(data, 'priority');
  return {
    request: Reflect.get(data, 'request'),
    askedBy: String(Reflect.get(data, 'askedBy')),
    priority: typeof priority === 'number' ? priority : PRIORITY.analyst,
  };
}
