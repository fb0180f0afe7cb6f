/**
 * What reviewers decided of curves: a log in the data folder, one sealed file an entry, reviews/<date>-<snapshot>/00001.json and so on. An
 * entry takes its number by a write that only one of several writers can win, and names the checksum of the one before it: nothing in the
 * log can be changed, taken out or put in between without breaking it. Runs note how far it went when they read it.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ReviewedCurve } from '../analysis/reviewTests.ts';
import { formatDate } from '../curves/dates.ts';
import { type Fault, fail, shown, WeirError } from '../errors.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { diskFault, namesIn, writeOnce } from './atomic.ts';
import type { DataFolder } from './folders.ts';
import { readSealed, seal, sha256 } from './sealed.ts';

/** Accepted as it is; overridden: somebody's own curve stands in its place; returned to where it came from. */
export type DecisionKind = 'accepted' | 'overridden' | 'returned';

const text = Type.String();
const DecisionShape = Type.Object({
  decision: Type.Union([Type.Literal('accepted'), Type.Literal('overridden'), Type.Literal('returned')]),
  trust: text,
  cohort: text,
  curve: Type.Union([Type.Literal('prepayment'), Type.Literal('default'), Type.Literal('severity')]),
  /** The canonical text of the curve that was decided on: of another one nothing was decided. */
  text,
  reviewer: text,
  why: text,
});
/** What somebody decided of one curve. */
export type Decision = Static<typeof DecisionShape>;

const EntryShape = Type.Object({
  seq: Type.Integer({ minimum: 1 }),
  at: text,
  /** The user of the machine. */
  by: text,
  previous: text,
  snapshot: text,
  date: text,
  decisions: Type.Array(DecisionShape),
});
const entryShape = Compile(EntryShape);
/** One file of the log: when (UTC), by whom, after which entry, and what was decided at once. */
export type DecisionEntry = Static<typeof EntryShape>;

/** Whose log it is: logs stay with a snapshot wherever its folder is. */
export interface ReviewedSnapshotKey {
  readonly snapshot: string;
  /** YYYY-MM-DD. */
  readonly date: string;
}

export interface DecisionLog {
  readonly entries: readonly DecisionEntry[];
  /** The last entry: the next one names it, and runs note it. */
  readonly head: { readonly seq: number; readonly sha256: string };
}

/** A log without entries. */
export const NO_DECISIONS: DecisionLog = { entries: [], head: { seq: 0, sha256: '' } };

const DIGITS = 5;
const NAME = /^[0-9]{5}\.json$/;
const nameOf = (seq: number) => `${String(seq).padStart(DIGITS, '0')}.json`;
/** Characters of a hash in the name of a folder. */
const SHORT = 12;

export function keyOf({ name, date }: Pick<Snapshot, 'name' | 'date'>): ReviewedSnapshotKey {
  return { snapshot: name, date: formatDate(date) };
}

/** The folder of a snapshot's log, whether there is one or not. */
export function decisionFolder(data: Pick<DataFolder, 'root'>, { snapshot, date }: ReviewedSnapshotKey): string {
  return join(data.root, 'reviews', `${date}-${sha256(snapshot).slice(0, SHORT)}`);
}

/**
 * Reads a log; none where there is no folder. With `through`, as it was when it ended there.
 *
 * Throws: STORE_CORRUPT where an entry is missing, spoiled or out of the chain, or `through` is not in it; STORE_DISK.
 */
export async function readDecisions(
  data: Pick<DataFolder, 'root'>,
  key: ReviewedSnapshotKey,
  through?: DecisionLog['head'],
): Promise<DecisionLog> {
  const folder = decisionFolder(data, key);
  const entries: DecisionEntry[] = [];
  let previous = '';
  const all = (await namesIn(folder)).filter((name) => NAME.test(name));
  const names = through === undefined ? all : all.slice(0, through.seq);
  for (const name of names) {
    const file = join(folder, name);
    const seq = entries.length + 1;
    const read = await readSealed(file, entryShape);
    if (name !== nameOf(seq) || read === undefined)
      return fail({ code: 'STORE_CORRUPT', file: folder, place: '', got: name, expected: `${nameOf(seq)}, the next decision` });
    const isInChain = read.value.seq === seq && read.value.previous === previous;
    if (!isInChain || read.value.snapshot !== key.snapshot || read.value.date !== key.date) {
      const place = isInChain ? 'snapshot' : 'previous';
      return fail({
        code: 'STORE_CORRUPT',
        file,
        place,
        got: 'another',
        expected: 'an entry of this log, after the one before it',
      });
    }
    entries.push(read.value);
    previous = read.sha256;
  }
  const head = { seq: entries.length, sha256: previous };
  if (through !== undefined && (through.seq !== head.seq || through.sha256 !== head.sha256)) {
    const got = `${head.seq} entries that end otherwise`;
    return fail({
      code: 'STORE_CORRUPT',
      file: folder,
      place: '',
      got,
      expected: `the ${through.seq} entries that were read before`,
    });
  }
  return { entries, head };
}

/**
 * Adds decisions to a log, all at once.
 *
 * Throws: STORE_SIGN_OFF where a reviewer or a reason is missing, or there is nothing to decide; STORE_CORRUPT, STORE_DISK.
 */
export async function decide(
  data: Pick<DataFolder, 'root'>,
  key: ReviewedSnapshotKey,
  by: string,
  decisions: readonly Decision[],
): Promise<DecisionEntry> {
  const faults = decisions.flatMap((decision) =>
    (['reviewer', 'why'] as const)
      .filter((part) => decision[part].trim() === '')
      .map((part): Fault => {
        const place = `${decision.trust}, ${decision.cohort}, ${decision.curve}: ${part}`;
        return { code: 'STORE_SIGN_OFF', place, got: shown(decision[part]), expected: 'a name or a reason' };
      }),
  );
  if (decisions.length === 0)
    faults.push({ code: 'STORE_SIGN_OFF', place: 'decisions', got: 'none', expected: 'at least one curve' });
  if (faults.length > 0) throw new WeirError(faults);
  const folder = decisionFolder(data, key);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    diskFault(folder, 'a folder that can be written', error);
  }
  for (;;) {
    const { head } = await readDecisions(data, key);
    const entry: DecisionEntry = {
      seq: head.seq + 1,
      at: new Date().toISOString(),
      by,
      previous: head.sha256,
      ...key,
      decisions: decisions.map((decision) => ({ ...decision })),
    };
    // Where somebody else was first, it goes after what they wrote.
    if (await writeOnce(join(folder, nameOf(entry.seq)), seal(entry))) return entry;
  }
}

/** The last decision on a curve. */
export interface Standing extends Decision {
  readonly at: string;
  /** The curve is still the one that was decided on. */
  readonly holds: boolean;
}

/** Looks up the last decision on a curve by its present text; undefined where there is none. */
export type StandingOf = (trust: string, cohort: string, curve: ReviewedCurve, text: string) => Standing | undefined;

/** What a log says of curves. */
export function standingsOf({ entries }: DecisionLog): StandingOf {
  const last = new Map<string, Decision & { readonly at: string }>();
  const key = (trust: string, cohort: string, curve: string) => JSON.stringify([trust, cohort, curve]);
  for (const { at, decisions } of entries)
    for (const decision of decisions) last.set(key(decision.trust, decision.cohort, decision.curve), { ...decision, at });
  return (trust, cohort, curve, present) => {
    const found = last.get(key(trust, cohort, curve));
    return found === undefined ? undefined : { ...found, holds: found.text === present };
  };
}
