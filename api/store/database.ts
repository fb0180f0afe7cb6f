/**
 * What the service itself must remember, in one SQLite file of the data folder, or in the database of a cluster (postgres.ts): keys, jobs, idempotency keys, schedules, the audit log.
 * Runs and their results are not here; they are folders that stand on their own.
 */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type Generated, Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { fail } from '../../host/errors.ts';

/** Times are UTC, ISO 8601; flags are 0 and 1; JSON is text. */
export interface Tables {
  keys: {
    id: string;
    name: string;
    role: string;
    /** The sha-256 of the secret part, in hexadecimal digits. */
    hash: string;
    created: string;
    createdBy: string;
    revoked: string | null;
  };
  jobs: {
    /** The name of the run that it becomes, if it becomes one. */
    id: string;
    kind: string;
    asked: string;
    title: string;
    askedBy: string;
    priority: number;
    submitted: string;
    started: string | null;
    ended: string | null;
    /** queued, running, done, failed, cancelled. */
    status: string;
    faults: string | null;
    result: string | null;
    schedule: string | null;
  };
  idempotency: { owner: string; key: string; body: string; job: string; created: string };
  schedules: {
    id: string;
    name: string;
    cron: string;
    zone: string;
    asked: string;
    paused: number;
    catchUp: string;
    createdBy: string;
    created: string;
    /** The next due time; null where it is paused. */
    next: string | null;
    lastDue: string | null;
    lastJob: string | null;
    /** What came of the last due time, in words. */
    lastNote: string | null;
  };
  audit: {
    seq: Generated<number>;
    at: string;
    keyId: string;
    who: string;
    role: string;
    action: string;
    target: string | null;
    status: number;
    requestId: string;
    address: string;
  };
}

export type Database = Kysely<Tables>;

/** Raised when tables change; a file or a schema of another version is refused. */
export const VERSION = 1;
/** How long a writer waits for another process. Units: milliseconds. */
const PATIENCE = 5_000;
/** Nobody but the user of the service reads hashes of keys. */
const PRIVATE = 0o600;

/** What two databases say differently. */
export interface Dialect {
  /** The type of a number that counts up by itself, and is the key. */
  readonly serial: string;
  /** Said of names and times, which are compared letter by letter. */
  readonly plain: string;
  /** Said at the end of a table. */
  readonly end: string;
}

/** The statements that make the tables. */
export function tablesIn({ serial, plain, end }: Dialect): string {
  const name = `text ${plain}`;
  return `
create table keys (id ${name} primary key, name text not null, role text not null, hash text not null, created ${name} not null,
  "createdBy" text not null, revoked text)${end};
create table jobs (id ${name} primary key, kind text not null, asked text not null, title text not null, "askedBy" text not null,
  priority integer not null, submitted ${name} not null, started text, ended text, status text not null, faults text, result text,
  schedule text)${end};
create index "jobsByStatus" on jobs (status);
create table idempotency (owner text not null, key text not null, body text not null, job text not null, created ${name} not null,
  primary key (owner, key))${end};
create table schedules (id ${name} primary key, name text not null, cron text not null, zone text not null, asked text not null,
  paused integer not null, "catchUp" text not null, "createdBy" text not null, created ${name} not null, next text, "lastDue" text,
  "lastJob" text, "lastNote" text)${end};
create table audit (seq ${serial}, at text not null, "keyId" text not null, who text not null, role text not null,
  action text not null, target text, status integer not null, "requestId" text not null, address text not null)${end};
`;
}

const SQLITE: Dialect = { serial: 'integer primary key', plain: '', end: ' strict' };

/**
 * Opens the file, and makes it where there is none. `destroy` closes it.
 * Throws: STORE_FOLDER for a file of another version.
 */
export function openDatabase(file: string): Database {
  mkdirSync(dirname(file), { recursive: true });
  closeSync(openSync(file, 'a', PRIVATE));
  chmodSync(file, PRIVATE);
  const sqlite = new DatabaseSync(file, { timeout: PATIENCE });
  sqlite.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on');
  const version = Number(sqlite.prepare('pragma user_version').get()?.user_version);
  if (version === 0) {
    // Of two processes that find an empty file the second waits here and then finds the tables.
    sqlite.exec('begin immediate');
    if (Number(sqlite.prepare('pragma user_version').get()?.user_version) === 0)
      sqlite.exec(`${tablesIn(SQLITE)} pragma user_version = ${VERSION}`);
    sqlite.exec('commit');
  } else if (version !== VERSION) {
    sqlite.close();
    fail({ code: 'STORE_FOLDER', file, place: '', got: `version ${version}`, expected: `version ${VERSION}` });
  }
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyTakesIt(sqlite) }) });
}

/** Node's own SQLite in the shape of the driver that Kysely was written for. */
function asKyselyTakesIt(sqlite: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => sqlite.close(),
    prepare: (sql) => {
      let statement = statements.get(sql);
      if (statement === undefined) {
        const prepared = sqlite.prepare(sql);
        statement = {
          reader: prepared.columns().length > 0,
          all: (parameters) => prepared.all(...parameters.map(bound)),
          run: (parameters) => prepared.run(...parameters.map(bound)),
          iterate: (parameters) => prepared.iterate(...parameters.map(bound)),
        };
        if (statements.size < MOST_STATEMENTS) statements.set(sql, statement);
      }
      return statement;
    },
  };
}

/** Statements kept ready; lists of names make new ones without end. */
const MOST_STATEMENTS = 200;

function bound(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  throw new Error(`database: ${typeof value} cannot be bound`);
}
