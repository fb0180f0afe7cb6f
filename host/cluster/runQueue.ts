/**
 * Whole runs in the queue of a cluster: who asks for one puts an order in, whoever is free conducts it, and when a conductor dies another
 * takes the order up. An order is JSON, and what it means is its handler's business. What conductors have to say to each other goes by
 * notices.
 */
import type { Db, Job } from 'pg-boss';
import { currentVersions } from '../store/manifest.ts';
import type { TaskMaker } from '../store/taskStore.ts';
import { PRIORITY } from './clusterRunner.ts';
import { type Cluster, HEARTBEAT_EVERY, MOST_CONDUCTORS, openCluster } from './connection.ts';
import type { Listener } from './database.ts';

/** A run that is asked for. */
export interface Order {
  /** JSON. */
  readonly request: unknown;
  readonly askedBy: string;
  /** Of its tasks too. Default: an analyst's. */
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
  /** Nobody takes it up after this one. */
  readonly isLast: boolean;
}

export interface SubmitOptions {
  /** Only one order of a key waits or is at work at a time. */
  readonly key?: string;
  /** A transaction of the same database: the order is there when that is. Errors of the database are then the caller's to meet. */
  readonly within?: Db;
}

/** The runs of a cluster. What it does throws CLUSTER_UNREACHABLE where the database stays away. */
export interface RunQueue {
  /** Puts an order in. Undefined where one of its key is there already. */
  submit(order: Order, options?: SubmitOptions): Promise<string | undefined>;
  /**
   * Conducts orders, `atOnce` at a time, until `drain`. What the handler gives is kept; when it throws the order is tried again later, here
   * or elsewhere, up to ten times. A handler that is taken up again finds `failures` above 0 and must look for what was done before.
   */
  conduct(handler: (order: OrderInHand) => Promise<unknown>, atOnce?: number): Promise<void>;
  /** Takes no more orders, and waits for those in hand. */
  drain(): Promise<void>;
  /** Hears the notices of a channel; `onReconnect` is told when some may have been missed. */
  hear(channel: string, onNotice: (notice: string) => void, onReconnect: () => void): Promise<void>;
  /** Sends a notice to all who hear a channel. Units: at most 8,000 bytes. */
  tell(channel: string, notice: string): Promise<void>;
  /** Does something with the database, again and again where it cannot be reached, for as long as it is worth. */
  persist<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface RunQueueOptions {
  readonly onTrouble?: (text: string) => void;
  /** Default: this Weir's. */
  readonly maker?: TaskMaker;
}

interface OrderData {
  readonly request: unknown;
  readonly askedBy: string;
  readonly priority: number;
}

/** Units: seconds. No notice comes of an order that is to be tried again. */
const POLL_EVERY = 2;
const POLL_WITH_NOTICES_EVERY = 3;
/** Opens the runs of a cluster. Throws: CLUSTER_ADDRESS, CLUSTER_UNREACHABLE. */
export async function openRunQueue(url: string, options: RunQueueOptions = {}): Promise<RunQueue> {
  const { onTrouble } = options;
  const cluster = await openCluster(url, {
    role: 'client',
    maker: options.maker ?? (await currentVersions()),
    ...(onTrouble !== undefined && { onTrouble }),
  });
  return runQueueOf(cluster);
}

function runQueueOf({ boss, database, queues, persist, close }: Cluster): RunQueue {
  const hands: string[] = [];
  const listeners: Listener[] = [];
  return {
    async submit(order, { key, within } = {}) {
      const { priority = PRIORITY.analyst } = order;
      // Orders of no key are all different.
      const id = crypto.randomUUID();
      const options = { id, singletonKey: key ?? id, priority };
      const data = { ...order, priority };
      const sent =
        within === undefined
          ? persist(() => boss.send(queues.runs, data, options))
          : boss.send(queues.runs, data, { ...options, db: within });
      return (await sent) ?? undefined;
    },
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
            const failures = failuresOf(job);
            return handler({ id: job.id, ...orderOf(job.data), failures, isLast: failures + 1 >= MOST_CONDUCTORS });
          },
        );
        hands.push(id);
      }
    },
    async drain() {
      await Promise.allSettled(hands.splice(0).map((id) => boss.offWork(queues.runs, { id, wait: true })));
    },
    async hear(channel, onNotice, onReconnect) {
      listeners.push(await database.listen(channel, onNotice, onReconnect));
    },
    async tell(channel, notice) {
      await database.executeSql('SELECT pg_notify($1, $2)', [channel, notice]);
    },
    persist: (work) => persist(work),
    async close() {
      await Promise.all(listeners.map((listener) => listener.close()));
      await close();
    },
  };
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
