/**
 * What the service remembers, in the database of a cluster: the same tables and queries as in a file, for as many services as there are.
 */
import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import type { Db } from 'pg-boss';
import { fail, SERVICE_SCHEMA, safeAddress } from '../../host/index.ts';
import { type Database, type Dialect, type Tables, tablesIn, VERSION } from '../store/database.ts';

/** Text is compared by its bytes, as SQLite does, in whatever language the database was set up. */
const POSTGRES: Dialect = { serial: 'integer generated always as identity primary key', plain: 'collate "C"', end: '' };
/** Connections for requests; a statement takes a millisecond. */
const CONNECTIONS = 5;
/** Units: milliseconds. */
const CONNECT_WITHIN = 10_000;
/** Locks that one service has at a time: for making the tables, and for looking at schedules. Any two numbers. */
const MAKING = 8_701;
const SCHEDULING = 8_702;

/** Opens the tables, and makes them where there are none. Throws: CLUSTER_ADDRESS, STORE_FOLDER for another version; the driver's errors. */
export async function openPostgres(url: string, onTrouble: (text: string) => void): Promise<Database> {
  const address = safeAddress(url);
  const pool = new Pool({
    connectionString: url,
    application_name: 'weir service',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN,
    keepAlive: true,
  });
  // An error that nobody hears ends the process.
  pool.on('error', (error) => onTrouble(error.message));
  pool.on('connect', (client) => client.on('error', () => undefined));
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await database.transaction().execute((step) => makeTables(step, address));
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return database.withSchema(SERVICE_SCHEMA);
}

async function makeTables(step: Database, address: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${MAKING})`.execute(step);
  await sql`create schema if not exists ${sql.id(SERVICE_SCHEMA)}`.execute(step);
  await sql`set local search_path to ${sql.id(SERVICE_SCHEMA)}`.execute(step);
  await sql`create table if not exists version (version integer not null)`.execute(step);
  const { rows } = await sql<{ version: number }>`select version from version`.execute(step);
  const [found] = rows;
  if (found !== undefined && found.version !== VERSION)
    fail({ code: 'STORE_FOLDER', file: address, place: '', got: `version ${found.version}`, expected: `version ${VERSION}` });
  if (found !== undefined) return;
  for (const statement of tablesIn(POSTGRES).split(';')) if (statement.trim() !== '') await sql.raw(statement).execute(step);
  await sql`insert into version values (${VERSION})`.execute(step);
}

/** The queue's door into a transaction of the service: what it puts in is there when the transaction is. */
export function queueWithin(step: Database): Db {
  return {
    executeSql: async (text, values = []) => ({ rows: (await step.executeQuery(CompiledQuery.raw(text, values))).rows }),
  };
}

/** Does work that one service of a cluster does at a time; nothing where another is at it. Its end, even by kill -9, lets others in. */
export async function exclusively(database: Database, work: () => Promise<void>): Promise<void> {
  await database.connection().execute(async (one) => {
    const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${SCHEDULING}) as taken`.execute(one);
    if (rows[0]?.taken !== true) return;
    try {
      await work();
    } finally {
      await sql`select pg_advisory_unlock(${SCHEDULING})`.execute(one);
    }
  });
}
