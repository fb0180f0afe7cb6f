/**
 * API keys. A key is 256 random bits that are shown once; only their sha-256 is kept, which for so many random bits says as little of
 * them as a slow hash would.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { fail, shown } from '../../host/errors.ts';
import type { Database } from './database.ts';

/** What a key may do, each more than the one before: read; run and upload; manage keys and read the audit log. */
export const ROLES = ['viewer', 'analyst', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** A key without its secret. */
export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly created: string;
  readonly createdBy: string;
  readonly revoked: string | null;
}

const ID_BYTES = 5;
const SECRET_BYTES = 32;
const FORM = /^weir_([0-9a-f]{10})_([A-Za-z0-9_-]{43})$/;
const LONGEST_NAME = 80;

/** Whether a word is a role. */
export function isRole(word: string): word is Role {
  return ROLES.some((role) => role === word);
}

/** Whether a role may do what another is needed for. */
export function covers(has: Role, needed: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needed);
}

/** Makes a key. `text` is the key itself and is not kept. Throws: REQUEST_INVALID for a name that is empty or too long. */
export async function createKey(
  database: Database,
  { name, role, by }: { readonly name: string; readonly role: Role; readonly by: string },
): Promise<{ readonly text: string; readonly record: KeyRecord }> {
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > LONGEST_NAME)
    fail({
      code: 'REQUEST_INVALID',
      place: 'name',
      got: shown(name),
      expected: `whose key it is, up to ${LONGEST_NAME} letters`,
    });
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const record: KeyRecord = { id, name: trimmed, role, created: new Date().toISOString(), createdBy: by, revoked: null };
  await database
    .insertInto('keys')
    .values({ ...record, hash: hashOf(secret) })
    .execute();
  return { text: `weir_${id}_${secret}`, record };
}

/** All keys, revoked ones too, oldest first. */
export async function listKeys(database: Database): Promise<KeyRecord[]> {
  const rows = await database.selectFrom('keys').selectAll().orderBy('created').execute();
  return rows.map(recordOf);
}

/** Whether there is a key that opens anything. */
export async function hasKeys(database: Database): Promise<boolean> {
  return (await database.selectFrom('keys').select('id').where('revoked', 'is', null).limit(1).execute()).length > 0;
}

/** Makes a key useless from its next use on. Throws: KEY_UNKNOWN. */
export async function revokeKey(database: Database, id: string): Promise<KeyRecord> {
  await database
    .updateTable('keys')
    .set({ revoked: new Date().toISOString() })
    .where('id', '=', id)
    .where('revoked', 'is', null)
    .execute();
  const row = await database.selectFrom('keys').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return fail({ code: 'KEY_UNKNOWN', place: 'key', got: shown(id), expected: 'the id of a key' });
  return recordOf(row);
}

/** The key that a text is; undefined where there is none, or none any more. */
export async function keyOf(database: Database, text: string): Promise<KeyRecord | undefined> {
  const [, id, secret] = FORM.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  const row = await database.selectFrom('keys').selectAll().where('id', '=', id).executeTakeFirst();
  // A key that is not there is compared all the same: how long an answer takes tells nothing.
  const kept = Buffer.from(row?.hash ?? hashOf(''), 'hex');
  const isSame = timingSafeEqual(kept, Buffer.from(hashOf(secret), 'hex'));
  return row !== undefined && isSame && row.revoked === null ? recordOf(row) : undefined;
}

/** The part of a key that names it and opens nothing, for counting and for logs; undefined where a text has none. */
export function keyIdOf(text: string): string | undefined {
  return FORM.exec(text)?.[1];
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly created: string;
  readonly createdBy: string;
  readonly revoked: string | null;
}

function recordOf({ id, name, role, created, createdBy, revoked }: KeyRow): KeyRecord {
  if (!isRole(role)) throw new Error(`keys: ${id} has the role ${role}`);
  return { id, name, role, created, createdBy, revoked };
}
