/** Where the service keeps its own things in the data folder. */
import { join } from 'node:path';
import type { DataFolder } from '../../host/index.ts';

/** The folder of the service. */
export function serviceFolder(data: DataFolder): string {
  return join(data.root, 'service');
}

/** The file of its database. */
export function databaseFile(data: DataFolder): string {
  return join(serviceFolder(data), 'weir.sqlite');
}
