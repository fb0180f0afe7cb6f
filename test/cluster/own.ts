/** A cluster of a test file's own: a database, a folder, and the end of every process that it started, however it came about. */
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Database, startDatabase } from './database.ts';
import { endAll, temporaryFolder } from './machines.ts';

/** A machine that does other things as well may be slow: the longest of these take a third of a minute on one that does not. */
export const TIME = { timeout: 180_000 };

export interface OwnCluster {
  readonly folder: string;
  /** Runs from before the first test to after the last. */
  readonly database: Pick<Database, 'fresh' | 'kill' | 'restart'>;
  /** A database and a folder of a test's own; the database is of `on`, if one is named. */
  place(on?: Pick<Database, 'fresh'>): Promise<{ readonly url: string; readonly shared: string }>;
}

/** Starts a database before the tests of a file, and ends all after them. */
export function ownCluster(): OwnCluster {
  const { folder, remove } = temporaryFolder();
  let started: Database | undefined;
  let count = 0;
  beforeAll(async () => {
    started = await startDatabase();
  }, TIME.timeout);
  afterAll(async () => {
    await endAll();
    await started?.stop();
    remove();
  }, TIME.timeout);
  const running = (): Database => {
    if (started === undefined) throw new Error('cluster: the database has not started');
    return started;
  };
  const fresh = () => running().fresh();
  return {
    folder,
    database: { fresh, kill: () => running().kill(), restart: () => running().restart() },
    place: async (on = { fresh }) => ({ url: await on.fresh(), shared: join(folder, `shared ${count++}`) }),
  };
}
