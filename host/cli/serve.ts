/** `weir serve`: the service over HTTP, until it is told to stop. */
import type { Command } from 'commander';
import { addCluster, type ClusterOptions, clusterOf, storageAddress } from './cluster.ts';
import { addData, type DataOptions, dataOf, folderOf } from './data.ts';
import { addWorkers, numberOf } from './options.ts';

const EXAMPLES = `
Without --no-keys every request needs a key, which 'weir keys create' makes.

Examples:
  npx weir keys create --role admin --name "A. Moss"
  npx weir serve                                        http://127.0.0.1:8787, described at /v1/openapi.json
  npx weir serve --no-keys                              for one's own machine: whoever reaches it may use it
  npx weir serve --host 0.0.0.0 --data /srv/weir        other machines too, with keys; put TLS in front of it
  npx weir serve --cluster postgres://weir:secret@db/weir --data /mnt/weir    one of several, which share keys, runs and schedules`;

interface ServeOptions extends DataOptions, ClusterOptions {
  readonly host: string;
  readonly port: string;
  /** False with `--no-keys`. */
  readonly keys: boolean;
  readonly workers?: string;
  readonly runs: string;
  readonly origin?: readonly string[];
  readonly rate?: string;
  readonly patience: string;
  readonly logs: boolean;
}

const MILLISECONDS = 1_000;

export function addServe(program: Command): void {
  const serve = program
    .command('serve')
    .summary('the service over HTTP')
    .description(
      'Serves runs, results, snapshots, schedules and deals over HTTP, until SIGTERM or Ctrl-C; runs at work may then end.',
    )
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--port <n>', 'the port to listen on; 0 takes any that is free', '8787')
    .option('--no-keys', 'whoever reaches the service may use it; on a loopback address alone')
    .option('--runs <n>', 'runs at work at a time; in a cluster 0 leaves them to others', '2')
    .option('--origin <url...>', 'a site whose pages may ask: https://risk.example.com')
    .option('--rate <n>', 'requests a minute from one address under one key; default 6000')
    .option('--patience <seconds>', 'how long runs at work may go on once the service is told to stop', '30')
    .option('--no-logs', 'no log of requests on stdout');
  addWorkers(addData(addCluster(serve)))
    .addHelpText('after', EXAMPLES)
    .action(start);
}

async function start(options: ServeOptions): Promise<void> {
  // Read when it is asked for: the other commands need none of it.
  const { serve } = await import('../../api/server.ts');
  const { host, keys, logs, workers, origin, rate } = options;
  const server = await serve({
    data: folderOf(options),
    host,
    port: numberOf('port', options.port),
    noKeys: !keys,
    atOnce: Math.max(options.cluster === undefined ? 1 : 0, numberOf('runs', options.runs)),
    ...(options.cluster !== undefined && {
      cluster: { url: clusterOf(options), storage: storageAddress(options) ?? (await dataOf(options, true)).root },
    }),
    logger: logs,
    ...(workers !== undefined && { workers: numberOf('workers', workers) }),
    ...(origin !== undefined && { origins: origin }),
    ...(rate !== undefined && { rate: Math.max(1, numberOf('rate', rate)) }),
  });
  const patience = numberOf('patience', options.patience) * MILLISECONDS;
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      // Whoever asks twice does not want to wait for runs; the next service takes them up.
      server.stop(patience).then(resolve, reject);
      process.once('SIGINT', () => process.exit(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
}
