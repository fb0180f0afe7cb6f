/**
 * The audit log: who ran, changed or read what, one row a request. What changes something is written at once; reads are gathered for a
 * moment, for there may be thousands a second.
 */
import type { Database } from './database.ts';

/** One thing that was asked for, and how it ended. */
export interface AuditEntry {
  /** UTC. */
  readonly at: string;
  readonly keyId: string;
  readonly who: string;
  readonly role: string;
  /** Method and route: `POST /v1/runs/:id/lock`. */
  readonly action: string;
  /** What it was done to: a run, a snapshot, a schedule. */
  readonly target: string | null;
  /** The status of the answer. */
  readonly status: number;
  readonly requestId: string;
  readonly address: string;
}

export interface AuditLog {
  /** Adds an entry. `isChange` writes it at once. */
  add(entry: AuditEntry, isChange: boolean): Promise<void>;
  /** Entries, newest first, before a place in the log. */
  read(options: { readonly before?: number; readonly limit: number }): Promise<(AuditEntry & { readonly seq: number })[]>;
  /** Writes what was gathered. */
  close(): Promise<void>;
}

/** How long reads are gathered. Units: milliseconds. */
const GATHERED = 250;
/** Rows a statement. */
const MOST_ROWS = 500;

/** The audit log of a database. `onError` is told where rows could not be written. */
export function openAudit(database: Database, onError: (error: unknown) => void): AuditLog {
  let gathered: AuditEntry[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const rows = gathered;
    gathered = [];
    for (let at = 0; at < rows.length; at += MOST_ROWS) {
      await database
        .insertInto('audit')
        .values(rows.slice(at, at + MOST_ROWS).map((row) => ({ ...row })))
        .execute();
    }
  };
  return {
    async add(entry, isChange) {
      gathered.push(entry);
      if (isChange) await flush();
      else timer ??= setTimeout(() => flush().catch(onError), GATHERED);
    },
    async read({ before, limit }) {
      await flush();
      let query = database.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(limit);
      if (before !== undefined) query = query.where('seq', '<', before);
      return query.execute();
    },
    close: flush,
  };
}
