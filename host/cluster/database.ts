/**
 * The connections of a process to the database of its cluster: some that are shared for statements, one for each channel that it hears. A
 * server that dies says so on a connection more than once; whoever does not hear the second time is ended by it, so that here every
 * connection is heard for as long as it exists.
 */
import { Client, Pool } from 'pg';
import type { Db } from 'pg-boss';

export interface DatabaseOptions {
  readonly url: string;
  /** What the database shows of this process. */
  readonly name: string;
  /** Connections for statements. */
  readonly connections: number;
  /** Called with what goes wrong between statements. */
  readonly onTrouble: (text: string) => void;
}

/** A connection that hears a channel. */
export interface Listener {
  close(): Promise<void>;
}

/** What pg-boss wants of a database, and what else is asked of it. */
export interface Database extends Db {
  /**
   * Hears a channel until it is closed: connects again, again and again, where the connection is lost, and then calls `onReconnect`, since
   * notices may have been missed. Throws: the system's error where the first connection fails.
   */
  listen(channel: string, onNotice: (notice: string) => void, onReconnect: () => void): Promise<Listener>;
  close(): Promise<void>;
}

/** Units: milliseconds. */
const CONNECT_WITHIN = 10_000;
const KEEP_ALIVE_AFTER = 10_000;
const FIRST_WAIT = 200;
const LONGEST_WAIT = 5_000;
/** A server that does not answer is left without a farewell. Units: milliseconds. */
const FAREWELL = 2_000;

/** Opens no connection yet. */
export function openDatabase({ url, name, connections, onTrouble }: DatabaseOptions): Database {
  const options = {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: CONNECT_WITHIN,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER,
  };
  const pool = new Pool({ ...options, max: connections });
  // An error that nobody hears ends the process.
  pool.on('error', (error) => onTrouble(error.message));
  // The pool hears a connection while it is idle. One at work is told of its end by its statement, and may say so again when it is left.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const connected = async (channel: string, onNotice: (notice: string) => void, onEnd: () => void): Promise<Client> => {
    const client = new Client(options);
    client.on('error', (error) => onTrouble(error.message));
    client.on('notification', ({ payload }) => onNotice(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    client.on('end', onEnd);
    return client;
  };
  return {
    executeSql: (text, values) => (values === undefined ? pool.query(text) : pool.query(text, values)),
    async listen(channel, onNotice, onReconnect) {
      let isClosed = false;
      let pause = FIRST_WAIT;
      let timer: NodeJS.Timeout | undefined;
      let client: Client | undefined;
      const again = () => {
        if (isClosed) return;
        timer = setTimeout(() => void reconnect(), pause);
        pause = Math.min(2 * pause, LONGEST_WAIT);
      };
      const reconnect = async () => {
        try {
          client = await connected(channel, onNotice, again);
        } catch {
          return again();
        }
        if (isClosed) return void client.end().catch(() => undefined);
        pause = FIRST_WAIT;
        onReconnect();
      };
      client = await connected(channel, onNotice, again);
      return {
        async close() {
          isClosed = true;
          clearTimeout(timer);
          await within(FAREWELL, client?.end());
        },
      };
    },
    close: () => within(FAREWELL, pool.end()),
  };
}

/** Waits for something, but not for long, and not for its success. */
async function within(milliseconds: number, work: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work?.catch(() => undefined), enough]);
  clearTimeout(timer);
}
