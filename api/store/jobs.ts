/**
 * What was asked of the service and has not come to its end, or came to one that no run of the data folder tells: jobs. A job that
 * becomes a run has the run's name from the beginning.
 */
import { createHash } from 'node:crypto';
import { ERRORS, type Fault, fail } from '../../host/errors.ts';
import type { Database } from './database.ts';

export type JobStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
const STATUSES: readonly JobStatus[] = ['queued', 'running', 'done', 'failed', 'cancelled'];

export interface Job {
  readonly id: string;
  readonly kind: string;
  /** JSON: the fields of the request beside kind and priority. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly title: string;
  readonly askedBy: string;
  /** The higher goes first. */
  readonly priority: number;
  readonly submitted: string;
  readonly started: string | null;
  readonly ended: string | null;
  readonly status: JobStatus;
  readonly faults: readonly Fault[];
  /** JSON: what came out, where that is no run. */
  readonly result: unknown;
  /** The schedule that asked, if one did. */
  readonly schedule: string | null;
}

export type NewJob = Pick<Job, 'id' | 'kind' | 'asked' | 'title' | 'askedBy' | 'priority' | 'schedule'>;

/** Who asked, under which idempotency key, with which body. */
export interface Idempotency {
  readonly owner: string;
  readonly key: string;
  readonly body: string;
}

/** How long idempotency keys are remembered. Units: milliseconds. */
const REMEMBERED = 7 * 24 * 60 * 60 * 1000;

/** Keeps a new job, queued; with its idempotency key, and whatever else is to be there with it, in the same step. */
export async function addJob(
  database: Database,
  job: NewJob,
  idempotency?: Idempotency,
  also: (step: Database) => Promise<void> = async () => undefined,
): Promise<Job> {
  const submitted = new Date().toISOString();
  await database.transaction().execute(async (step) => {
    await step
      .insertInto('jobs')
      .values({
        ...job,
        asked: JSON.stringify(job.asked),
        submitted,
        started: null,
        ended: null,
        status: 'queued',
        faults: null,
        result: null,
      })
      .execute();
    await also(step);
    if (idempotency === undefined) return;
    const { owner, key, body } = idempotency;
    await step
      .insertInto('idempotency')
      .values({ owner, key, body: digest(body), job: job.id, created: submitted })
      .execute();
    const old = new Date(Date.now() - REMEMBERED).toISOString();
    await step.deleteFrom('idempotency').where('created', '<', old).execute();
  });
  return { ...job, submitted, started: null, ended: null, status: 'queued', faults: [], result: null };
}

/** The job that was made under an idempotency key before, if one was. Throws: IDEMPOTENCY_REUSED where it was for another body. */
export async function jobUnder(database: Database, { owner, key, body }: Idempotency): Promise<string | undefined> {
  const known = await database
    .selectFrom('idempotency')
    .selectAll()
    .where('owner', '=', owner)
    .where('key', '=', key)
    .executeTakeFirst();
  if (known === undefined) return undefined;
  if (known.body === digest(body)) return known.job;
  const expected = 'the same body as before, or a key of its own for every request';
  return fail({ code: 'IDEMPOTENCY_REUSED', place: 'Idempotency-Key', got: 'the key of another request', expected });
}

/** Says that a job is at work. False where it has ended. */
export async function startJob(database: Database, id: string): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('jobs')
    .set({ status: 'running', started: new Date().toISOString() })
    .where('id', '=', id)
    .where('ended', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Says how a job ended; false where it had ended before, or was not in the only state that it was to be in. */
export async function endJob(
  database: Database,
  id: string,
  {
    status,
    faults = [],
    result,
    onlyFrom,
  }: {
    readonly status: 'done' | 'failed' | 'cancelled';
    readonly faults?: readonly Fault[];
    readonly result?: unknown;
    readonly onlyFrom?: JobStatus;
  },
): Promise<boolean> {
  const change = database
    .updateTable('jobs')
    .set({
      status,
      ended: new Date().toISOString(),
      faults: faults.length === 0 ? null : JSON.stringify(faults),
      result: result === undefined ? null : JSON.stringify(result),
    })
    .where('id', '=', id)
    .where('ended', 'is', null);
  const { numUpdatedRows } = await (onlyFrom === undefined ? change : change.where('status', '=', onlyFrom)).executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Forgets a job, and the idempotency keys that stand for it: the same request makes a new one. */
export async function removeJob(database: Database, id: string): Promise<void> {
  await database.transaction().execute(async (step) => {
    await step.deleteFrom('idempotency').where('job', '=', id).execute();
    await step.deleteFrom('jobs').where('id', '=', id).execute();
  });
}

/** A job by its name, with its result. */
export async function jobOf(database: Database, id: string): Promise<Job | undefined> {
  const row = await database.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
}

/** Jobs by their names, without results, which may be large; those that are none are left out. */
export async function jobsOf(database: Database, ids: readonly string[]): Promise<Map<string, Job>> {
  if (ids.length === 0) return new Map();
  const rows = await database.selectFrom('jobs').select(BUT_RESULT).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, fromRow({ ...row, result: null })]));
}

const BUT_RESULT = [
  'id',
  'kind',
  'asked',
  'title',
  'askedBy',
  'priority',
  'submitted',
  'started',
  'ended',
  'status',
  'faults',
  'schedule',
] as const;

/** Names of jobs before a name, newest first. */
export async function jobNames(database: Database, { before, limit }: { before?: string; limit: number }): Promise<string[]> {
  let query = database.selectFrom('jobs').select('id').orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query = query.where('id', '<', before);
  return (await query.execute()).map(({ id }) => id);
}

/** Jobs that have not ended, in the order in which they came. */
export async function openJobs(database: Database): Promise<Job[]> {
  const rows = await database.selectFrom('jobs').selectAll().where('status', 'in', ['queued', 'running']).orderBy('id').execute();
  return rows.map(fromRow);
}

interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly asked: string;
  readonly title: string;
  readonly askedBy: string;
  readonly priority: number;
  readonly submitted: string;
  readonly started: string | null;
  readonly ended: string | null;
  readonly status: string;
  readonly faults: string | null;
  readonly result: string | null;
  readonly schedule: string | null;
}

function fromRow({ asked, status, faults, result, ...row }: JobRow): Job {
  const known = STATUSES.find((one) => one === status);
  if (known === undefined) throw new Error(`jobs: ${row.id} is ${status}`);
  return {
    ...row,
    asked: fieldsOf(JSON.parse(asked)),
    status: known,
    faults: faults === null ? [] : faultsOf(JSON.parse(faults)),
    result: result === null ? null : JSON.parse(result),
  };
}

/** An object's fields. Throws: Error for what is no object. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('a request is no object');
  return Object.fromEntries(Object.entries(value));
}

/** Faults that were kept as JSON; codes that this version does not know become one of the service. */
function faultsOf(value: unknown): Fault[] {
  if (!Array.isArray(value)) return [];
  return value.map((fault: unknown): Fault => {
    const text = (name: string) => {
      const part: unknown = typeof fault === 'object' && fault !== null ? Reflect.get(fault, name) : undefined;
      return typeof part === 'string' ? part : '';
    };
    const code = text('code');
    const file = text('file');
    return {
      code: isCode(code) ? code : 'SERVICE_FAILED',
      ...(file !== '' && { file }),
      place: text('place'),
      got: text('got'),
      expected: text('expected'),
    };
  });
}

const isCode = (code: string): code is Fault['code'] => Object.hasOwn(ERRORS, code);

function digest(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
