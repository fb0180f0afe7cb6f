/** The options of commands that work with a cluster of machines. */
import type { Command } from 'commander';
import { type DataFolder, fail, onCluster, openStorage, type Storage, type TaskRunner } from '../index.ts';
import type { Watch } from './run.ts';

export interface ClusterOptions {
  /** True where the option has no value: WEIR_CLUSTER says which. */
  readonly cluster?: string | true;
  readonly storage?: string;
}

export function addCluster(command: Command): Command {
  return command
    .option(
      '--cluster [url]',
      'compute on the workers of a cluster: postgres://user:password@host/database; default: WEIR_CLUSTER',
    )
    .option(
      '--storage <address>',
      'what the machines share: a folder, or s3://bucket/prefix; default: WEIR_STORAGE, else the data folder',
    );
}

/** The address of the cluster. Throws: REQUEST_INVALID where none is given. */
export function clusterOf({ cluster }: ClusterOptions): string {
  const url = typeof cluster === 'string' ? cluster : process.env.WEIR_CLUSTER;
  if (url !== undefined && url !== '') return url;
  return fail({
    code: 'REQUEST_INVALID',
    place: '--cluster',
    got: 'no address',
    expected: 'postgres://user:password@host/database, here or in WEIR_CLUSTER',
  });
}

/** The address of what the machines of a cluster share, where it is not the data folder. */
export function storageAddress({ storage }: ClusterOptions): string | undefined {
  return storage ?? process.env.WEIR_STORAGE;
}

/** What the machines of a cluster share. Throws: CLUSTER_ADDRESS. */
export function storageOf(options: ClusterOptions, data: Pick<DataFolder, 'root'>): Storage {
  return openStorage(storageAddress(options) ?? data.root);
}

/** Does some work with the threads of a cluster where one is asked for, else without. Throws: as the work, and CLUSTER_*. */
export function perhapsOnCluster<T>(
  options: ClusterOptions,
  data: Pick<DataFolder, 'root'>,
  { signal }: Pick<Watch, 'signal'>,
  work: (how: { readonly signal: AbortSignal; readonly runner?: TaskRunner }) => Promise<T>,
): Promise<T> {
  if (options.cluster === undefined) return work({ signal });
  let last = '';
  const onNotice = (text: string) => {
    // While a database is away every try says the same.
    if (text !== last) process.stderr.write(`weir: ${text}\n`);
    last = text;
  };
  return onCluster(clusterOf(options), storageOf(options, data), { signal, onNotice }, (runner, stop) =>
    work({ runner, signal: stop }),
  );
}
