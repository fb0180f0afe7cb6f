/** `weir worker`: a machine of a cluster. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { openStorage, runWorker, type WorkerEvent } from '../index.ts';
import { addCluster, type ClusterOptions, clusterOf, storageAddress } from './cluster.ts';
import { addData, type DataOptions, dataOf } from './data.ts';
import { END, print } from './ending.ts';
import { addJson, numberOf } from './options.ts';

const EXAMPLES = `
Examples:
  npx weir worker --cluster postgres://weir:secret@db/weir --data /mnt/weir
  WEIR_CLUSTER=postgres://.. WEIR_DATA=/mnt/weir npx weir worker --slots 8
  npx weir worker --slots 2 --runs                   also conducts runs that were asked of a service, and its schedules
  npx weir worker --storage "s3://weir/shared?region=eu-west-1"

Every worker and whoever waits for results must see the same storage: the same folder, on a volume that all mount, or the same bucket.
Told to stop (SIGTERM, Ctrl-C) a worker ends the tasks it has begun. Killed, its tasks go to others.`;

/** Runs in hand may come to their end for so long; others take up what is left. Units: milliseconds. */
const PATIENCE = 30_000;

interface WorkerOptions extends DataOptions, ClusterOptions {
  readonly slots?: string;
  readonly runs?: boolean;
}

export function addWorker(program: Command): void {
  const command = program
    .command('worker')
    .summary('a machine that computes for a cluster')
    .description('Takes tasks from the queue of a cluster until it is told to stop.')
    .option('--slots <n>', 'tasks at a time, a thread each; default: one a core')
    .option('--runs', 'conduct whole runs as well, which were asked of a service or are due by a schedule');
  addJson(addData(addCluster(command)))
    .addHelpText('after', EXAMPLES)
    .action(work);
}

async function work(options: WorkerOptions): Promise<void> {
  const url = clusterOf(options);
  const slots = options.slots === undefined ? availableParallelism() : Math.max(1, numberOf('slots', options.slots));
  const address = storageAddress(options);
  // Whoever only computes needs no data folder where something else is shared.
  const data = address === undefined || options.runs === true ? await dataOf(options, true) : undefined;
  const shared = address ?? data?.root ?? '';
  const storage = openStorage(shared);
  const stop = new AbortController();
  const end = () => {
    // Whoever asks twice does not want to wait for tasks to end.
    if (stop.signal.aborted) process.exit(END.cancelled);
    stop.abort();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  const { signal } = stop;
  const onEvent = options.json === true ? printLine : (event: WorkEvent) => print(textOf(event));
  const working = runWorker({ url, storage, slots, signal, onEvent });
  const isConductor = options.runs === true && data !== undefined;
  await Promise.all(isConductor ? [working, conduct(data.root, { url, storage: shared }, signal, onEvent)] : [working]);
}

type WorkEvent = WorkerEvent | { readonly kind: 'run'; readonly run: string; readonly outcome: string; readonly seconds: number };

/** Conducts runs, as a service that hears no requests. */
async function conduct(
  data: string,
  cluster: { url: string; storage: string },
  signal: AbortSignal,
  onEvent: (event: WorkEvent) => void,
) {
  // Read when it is asked for: workers need none of it.
  const { openService } = await import('../../api/service.ts');
  const service = await openService({
    data,
    cluster,
    onError: (error) => onEvent({ kind: 'trouble', text: error instanceof Error ? error.message : String(error) }),
    onRunEnded: ({ id }, outcome, seconds) => onEvent({ kind: 'run', run: id, outcome, seconds }),
  });
  service.scheduler.start();
  if (!signal.aborted) await once(signal, 'abort');
  await service.drain(PATIENCE);
  await service.close();
}

/** An event a line, as machines read logs. */
function printLine(event: WorkEvent): void {
  print(JSON.stringify({ time: new Date().toISOString(), ...event }));
}

function textOf(event: WorkEvent): string {
  switch (event.kind) {
    case 'ready':
      return `${event.name}: ${event.slots} ${event.slots === 1 ? 'slot' : 'slots'}, cluster ${event.cluster}, storage ${event.storage}`;
    case 'task':
      return `task ${event.task.slice(0, 12)} ${event.outcome}, ${event.seconds.toFixed(2)} s${event.run === '' ? '' : `, ${event.run}`}`;
    case 'trouble':
      return `trouble: ${event.text}`;
    case 'draining':
      return `stopping: ${event.tasks} ${event.tasks === 1 ? 'task' : 'tasks'} under way`;
    case 'ended':
      return `stopped after ${event.done} ${event.done === 1 ? 'task' : 'tasks'}`;
    case 'run':
      return `run ${event.run} ${event.outcome}, ${event.seconds.toFixed(1)} s`;
  }
}
