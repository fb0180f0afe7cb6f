/** What a service of a cluster stands on: the cluster's database, its queue, and a data folder that all services see. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asClusterError, type DataFolder, openRunQueue, safeAddress } from '../../host/index.ts';
import type { Footing } from '../footing.ts';
import type { ClusterPlace } from '../runs/messages.ts';
import { serviceFolder } from '../store/place.ts';
import { openSharedEvents } from './events.ts';
import { exclusively, openPostgres } from './postgres.ts';
import { openSharedQueue, type SharedQueue } from './queue.ts';

/** Joins a cluster. Throws: CLUSTER_ADDRESS, CLUSTER_UNREACHABLE, STORE_FOLDER. */
export async function sharedFooting(
  data: DataFolder,
  { url }: ClusterPlace,
  onError: (error: unknown) => void,
): Promise<Footing> {
  const address = safeAddress(url);
  const temporary = join(serviceFolder(data), `tmp-${randomUUID()}`);
  const onTrouble = (text: string) => onError(new Error(text));
  const orders = await openRunQueue(url, { onTrouble });
  let queue: SharedQueue | undefined;
  const database = await openPostgres(url, onTrouble);
  const events = await openSharedEvents(orders, {
    onNotice: (notice) => queue?.hear(notice),
    onGap: () => void queue?.look(),
    onError,
  });
  await mkdir(temporary, { recursive: true });
  return {
    database,
    events,
    temporary,
    openQueue(options, computing) {
      queue = openSharedQueue({ ...options, database, events, orders }, computing);
      return queue;
    },
    exclusively: (work) => exclusively(database, work),
    isWell: () => queue?.isWell() ?? true,
    told: (error) => asClusterError(address, error),
    async close() {
      queue?.close();
      await orders.close();
      await database.destroy();
      await rm(temporary, { recursive: true, force: true });
    },
  };
}
