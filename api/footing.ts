/** What a service stands on when it is the only one on its data folder: a database in a file, and jobs in line in this process. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { type DataFolder, fail, giveHeartbeat, newOwner, type Owner, OwnerShape, ownerLives } from '../host/index.ts';
import type { Computing } from './runs/computing.ts';
import { type EventBook, openEvents } from './runs/events.ts';
import { openQueue, type Queue, type QueueOptions } from './runs/queue.ts';
import { sweepSnapshots } from './snapshots/remove.ts';
import { type Database, openDatabase } from './store/database.ts';
import { databaseFile, serviceFolder } from './store/place.ts';

/** What a service stands on: a data folder of its own, or one that it shares with the other services of a cluster. */
export interface Footing {
  readonly database: Database;
  readonly events: EventBook;
  /** The folder for files of a moment, which is this process's own. */
  readonly temporary: string;
  /** Jobs in line, an empty one; `computing` is asked for when the first job starts. */
  openQueue(options: Omit<QueueOptions, 'database' | 'events'>, computing: () => Computing): Queue;
  /** Does what one service does at a time; nothing where another is at it. */
  exclusively(work: () => Promise<void>): Promise<void>;
  /** Whether what it stands on answers. */
  isWell(): boolean;
  /** An error as whoever asked may meet it. */
  told(error: unknown): unknown;
  close(): Promise<void>;
}

/** Units: milliseconds. */
const HEARTBEAT_EVERY = 5_000;

/** Takes a data folder for this process. Throws: SERVICE_RUNNING, STORE_FOLDER. */
export async function ownFooting(data: DataFolder): Promise<Footing> {
  const folder = serviceFolder(data);
  const temporary = join(folder, 'tmp');
  const release = await takeFolder(folder);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  await sweepSnapshots(data);
  const database = openDatabase(databaseFile(data));
  const events = openEvents();
  return {
    database,
    events,
    temporary,
    openQueue: (options, computing) => openQueue({ ...options, database, events }, computing),
    exclusively: (work) => work(),
    isWell: () => true,
    told: (error) => error,
    async close() {
      await database.destroy();
      await release();
    },
  };
}

const ownerShape = Compile(OwnerShape);

/** Takes a data folder for this process; the answer gives it back. Throws: SERVICE_RUNNING. */
async function takeFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'owner.json');
  const heartbeat = join(folder, 'heartbeat');
  await mkdir(folder, { recursive: true });
  const other = ownerIn(await readFile(file, 'utf8').catch(() => ''));
  if (other !== undefined && (await ownerLives(other, heartbeat)))
    fail({
      code: 'SERVICE_RUNNING',
      file: folder,
      place: '',
      got: `process ${other.pid}`,
      expected: 'a data folder that nobody serves',
    });
  await writeFile(heartbeat, '');
  await writeFile(file, JSON.stringify(await newOwner()));
  const timer = setInterval(() => void giveHeartbeat(heartbeat), HEARTBEAT_EVERY);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await rm(file, { force: true });
  };
}

function ownerIn(text: string): Owner | undefined {
  try {
    const given: unknown = JSON.parse(text);
    return ownerShape.Check(given) ? given : undefined;
  } catch {
    // Nothing, or half of it.
    return undefined;
  }
}
