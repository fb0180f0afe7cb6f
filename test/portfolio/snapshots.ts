/** The snapshot of test/portfolio/files, as it is or with some of its files changed. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type Fault, WeirError } from '../../host/errors.ts';
import type { Snapshot, TrustInput } from '../../host/portfolio/records.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';

const FILES = fileURLToPath(new URL('./files', import.meta.url));
export const TINY = join(FILES, '2011-03-31');
export const FIXED = 'trusts/fixed-2005';
export const ARMS = 'trusts/arms-2006';

/** What a file becomes: another text, or a text with one part replaced. */
export type Edit = string | readonly [part: string, by: string];

/** Folders that were made, to be removed after the tests. */
const made: string[] = [];

export function removeCopies(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
}

/** A copy of the snapshot with files changed, by path within it. A part that is not there is a slip of the test. */
export function copyWith(edits: Readonly<Record<string, Edit>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'weir-snapshot-'));
  made.push(folder);
  cpSync(FILES, folder, { recursive: true });
  const copy = join(folder, '2011-03-31');
  for (const [name, edit] of Object.entries(edits)) {
    const path = join(copy, name);
    if (typeof edit === 'string') writeFileSync(path, edit);
    else {
      const text = readFileSync(path, 'utf8');
      if (!text.includes(edit[0])) throw new Error(`${name} has no '${edit[0]}'`);
      writeFileSync(path, text.replace(edit[0], edit[1]));
    }
  }
  return copy;
}

/** A trust that must have been read. */
export function trustOf(snapshot: Snapshot, name: string): TrustInput {
  const reading = snapshot.trusts.find((each) => (each.ok ? each.trust.name : each.name) === name);
  if (reading?.ok !== true) throw new Error(`${name}: ${JSON.stringify(reading?.faults, null, 1)}`);
  return reading.trust;
}

/** The faults of a trust under edits; none when it is read. */
export async function trustFaults(
  edits: Readonly<Record<string, Edit>>,
  name = 'fixed-2005',
): Promise<{ faults: readonly Fault[]; folder: string }> {
  // Without the snapshot before: its tape would be read every time.
  const folder = copyWith({ 'snapshot.yaml': ['previous: ../2010-12-31\n', ''], ...edits });
  const [reading] = (await readSnapshot(folder, { only: [name] })).trusts;
  if (reading === undefined) throw new Error(`no trust ${name}`);
  return { faults: reading.ok ? [] : reading.faults, folder };
}

/** The faults that a snapshot as a whole is refused with. */
export async function snapshotFaults(
  edits: Readonly<Record<string, Edit>>,
): Promise<{ faults: readonly Fault[]; folder: string }> {
  const folder = copyWith(edits);
  try {
    await readSnapshot(folder);
    return { faults: [], folder };
  } catch (error) {
    if (error instanceof WeirError) return { faults: error.faults, folder };
    throw error;
  }
}

/** One wrong input, and the fault that tells of it. */
export interface FaultCase {
  readonly what: string;
  readonly file: string;
  readonly edit: Edit;
  readonly code: string;
  readonly place: string | RegExp;
  readonly got: string | RegExp;
  readonly expected: RegExp;
  /** The file that the fault names, where it is not the one that was changed. */
  readonly told?: string;
  readonly trust?: string;
}

const matching = (text: string | RegExp) => (typeof text === 'string' ? text : expect.stringMatching(text));
/** What the fault of a case looks like in a copy of the snapshot. */
export const faultOfCase = ({ code, place, got, expected, file, told }: FaultCase, folder: string) => ({
  code,
  file: join(folder, told ?? file),
  place: matching(place),
  got: matching(got),
  expected: matching(expected),
});
