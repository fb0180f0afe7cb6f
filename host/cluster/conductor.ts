/**
 * Conducts valuations that stand in the queue of a cluster: the run is kept in the data folder that all machines see, its tasks go to the
 * workers. An order makes one run, whoever conducts it and however often: a conductor that takes an order up after another resumes that
 * one's run where it stands.
 */
import { type Fault, WeirError } from '../errors.ts';
import { METHODS, type Method } from '../portfolio/records.ts';
import type { DataFolder } from '../store/folders.ts';
import { listRuns, type RunSummary } from '../store/runBook.ts';
import { resumeValue, runValue } from '../store/valueRun.ts';
import { onCluster } from './clusterRunner.ts';
import { type OrderInHand, openRunQueue } from './runQueue.ts';
import type { Storage } from './storage.ts';

export interface ConductorOptions {
  readonly url: string;
  readonly storage: Storage;
  /** Seen by every conductor. */
  readonly data: DataFolder;
  /** Ends the conducting; a run in hand stays open and is taken up by another conductor. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: ConductorEvent) => void;
}

export type ConductorEvent =
  | { readonly kind: 'order'; readonly order: string; readonly outcome: OrderOutcome }
  | { readonly kind: 'trouble'; readonly text: string };

/** What became of an order, kept with it. */
export type OrderOutcome =
  | { readonly kind: 'done'; readonly run: string }
  | { readonly kind: 'failed'; readonly run?: string; readonly faults: readonly Fault[] };

/** Conducts valuations until it is told to stop. Throws: CLUSTER_ADDRESS, CLUSTER_UNREACHABLE. */
export async function conductValues(options: ConductorOptions): Promise<void> {
  const { url, signal, onEvent = () => undefined } = options;
  const queue = await openRunQueue(url, { onTrouble: (text) => onEvent({ kind: 'trouble', text }) });
  try {
    await queue.conduct(async (order) => {
      const outcome = await conductValue(order, options);
      onEvent({ kind: 'order', order: order.id, outcome });
      return outcome;
    });
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await queue.drain();
  } finally {
    await queue.close();
  }
}

/** How a run says whose order it is. */
const markOf = ({ askedBy, id }: OrderInHand) => `${askedBy}, order ${id}`;

/** Conducts one order. Throws: what another conductor may overcome; faults of the input become the outcome. */
export async function conductValue(order: OrderInHand, options: ConductorOptions): Promise<OrderOutcome> {
  const { url, storage, data, signal, onEvent = () => undefined } = options;
  const askedBy = markOf(order);
  const begun = order.failures === 0 ? undefined : (await listRuns(data)).runs.find((run) => run.askedBy === askedBy);
  if (begun?.status === 'done') return { kind: 'done', run: begun.id };
  // It ended, and its conductor did so before he could say it.
  if (begun?.status === 'failed' || begun?.status === 'cancelled')
    return { kind: 'failed', run: begun.id, faults: [endOf(begun)] };
  try {
    const request = valueRequestOf(order.request);
    const onNotice = (text: string) => onEvent({ kind: 'trouble', text });
    const cluster = { priority: order.priority, run: `order ${order.id}`, onNotice, signal };
    const run = await onCluster(url, storage, cluster, (runner, stop) => {
      const how = { askedBy, runner, signal: stop };
      if (begun !== undefined) return resumeValue(data, begun.id, how);
      const { snapshot, method } = request;
      return runValue(data, snapshot, { ...how, ...(method !== undefined && { method }) });
    });
    return { kind: 'done', run: run.id };
  } catch (error) {
    if (!(error instanceof WeirError) || error.faults.some(mayPass)) throw error;
    return { kind: 'failed', faults: error.faults, ...(begun !== undefined && { run: begun.id }) };
  }
}

function endOf({ id, status }: RunSummary): Fault {
  return {
    code: 'STORE_RUN_STATE',
    place: id,
    got: `a run that is ${status}`,
    expected: 'a run that is done; its journal says why',
  };
}

/** Faults that are gone when somebody else tries, or when the one who is at work on the run has ended. */
const PASSING: readonly Fault['code'][] = [
  'RUN_CANCELLED',
  'STORE_RUN_BUSY',
  'STORE_RUN_LOST',
  'STORE_DISK',
  'CLUSTER_UNREACHABLE',
  'CLUSTER_STORAGE',
];
const mayPass = ({ code }: Fault) => PASSING.includes(code);

function valueRequestOf(request: unknown): { readonly snapshot: string; readonly method?: Method } {
  if (typeof request === 'object' && request !== null && 'snapshot' in request && typeof request.snapshot === 'string') {
    const method = 'method' in request ? METHODS.find((known) => known === request.method) : undefined;
    return { snapshot: request.snapshot, ...(method !== undefined && { method }) };
  }
  const expected = 'a valuation: { snapshot: a folder, method }';
  throw new WeirError([{ code: 'REQUEST_INVALID', place: 'order', got: 'an order of another kind', expected }]);
}
