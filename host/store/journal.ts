/**
 * What happened to a run, one sealed file an event: journal/00001.json, 00002.json and so on. An event takes its number by a write
 * that only one of several writers can win, so that of two processes that would finish, cancel or sign off the same run exactly one
 * does; nothing is held that a killed process could leave held. Each event names the checksum of the one before it, so that a
 * sign-off covers all that came before. The state of a run is what its events add up to.
 */
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { ERRORS, type Fault, fail } from '../errors.ts';
import { namesIn, writeOnce } from './atomic.ts';
import { type Owner, OwnerShape } from './owner.ts';
import { readSealed, seal } from './sealed.ts';

const text = Type.String();
const FaultShape = Type.Object({
  code: text,
  file: Type.Optional(text),
  place: text,
  got: text,
  expected: text,
});

const EventShape = Type.Union([
  Type.Object({ kind: Type.Literal('created'), title: text, request: text, owner: OwnerShape }),
  Type.Object({ kind: Type.Literal('resumed'), owner: OwnerShape }),
  Type.Object({ kind: Type.Literal('done'), index: text }),
  Type.Object({ kind: Type.Literal('failed'), faults: Type.Array(FaultShape) }),
  Type.Object({ kind: Type.Literal('cancelled'), why: text }),
  Type.Object({ kind: Type.Literal('adjusted'), target: text, amount: Type.Number(), why: text }),
  Type.Object({ kind: Type.Literal('locked'), preparer: text, reviewer: text, note: text }),
  Type.Object({ kind: Type.Literal('deleted'), why: text }),
]);

/** Something that happens to a run. `request` and `index` are the sha-256 of those files. */
export type RunEvent = Static<typeof EventShape>;

const EntryShape = Type.Object({
  seq: Type.Integer({ minimum: 1 }),
  at: text,
  by: text,
  previous: text,
  event: EventShape,
});
const entryShape = Compile(EntryShape);

/** One file of the journal: when (UTC), by whom, after which entry. */
export type Entry = Static<typeof EntryShape>;

/** A change to the figures of a run that is not the model's: dollars added to what `target` names. */
export interface Adjustment {
  readonly at: string;
  readonly by: string;
  readonly target: string;
  /** Units: dollars. */
  readonly amount: number;
  readonly why: string;
}

export interface SignOff {
  readonly at: string;
  readonly preparer: string;
  readonly reviewer: string;
  readonly note: string;
}

/** What the events of a run add up to. */
export interface RunState {
  readonly kind: 'running' | 'done' | 'failed' | 'cancelled' | 'deleted';
  readonly title: string;
  readonly askedBy: string;
  readonly created: string;
  readonly changed: string;
  /** Who is, or last was, at work on it. */
  readonly owner: Owner;
  /** The sha-256 of request.json, and of index.json once it is done. */
  readonly request: string;
  readonly index?: string;
  readonly faults: readonly Fault[];
  /** The last time it was; it may have been resumed since. */
  readonly cancelled?: { readonly by: string; readonly why: string };
  readonly adjustments: readonly Adjustment[];
  readonly signOff?: SignOff;
  /** The last entry: the next one names it. */
  readonly head: { readonly seq: number; readonly sha256: string };
}

/** The head of a journal without events. */
export const START = { seq: 0, sha256: '' } as const;

const DIGITS = 5;
const NAME = /^[0-9]{5}\.json$/;
const nameOf = (seq: number) => `${String(seq).padStart(DIGITS, '0')}.json`;

/** How many entries a journal has, without reading them. Throws: STORE_DISK. */
export async function journalLength(folder: string): Promise<number> {
  return (await namesIn(folder)).filter((name) => NAME.test(name)).length;
}

/** Reads a journal. None where there is no folder. Throws: STORE_CORRUPT where an entry is missing or spoiled, STORE_DISK. */
export async function readJournal(folder: string): Promise<{ entries: readonly Entry[]; head: { seq: number; sha256: string } }> {
  const entries: Entry[] = [];
  let previous = '';
  const names = (await namesIn(folder)).filter((name) => NAME.test(name));
  for (const name of names) {
    const file = join(folder, name);
    const seq = entries.length + 1;
    const read = await readSealed(file, entryShape);
    if (name !== nameOf(seq) || read === undefined)
      return fail({ code: 'STORE_CORRUPT', file: folder, place: '', got: name, expected: `${nameOf(seq)}, the next event` });
    if (read.value.seq !== seq || read.value.previous !== previous)
      return fail({
        code: 'STORE_CORRUPT',
        file,
        place: 'previous',
        got: 'another',
        expected: 'the checksum of the event before it',
      });
    entries.push(read.value);
    previous = read.sha256;
  }
  return { entries, head: { seq: entries.length, sha256: previous } };
}

/**
 * Adds an event after a given head, and returns its entry; undefined where someone else was first. The first event of a journal
 * comes after `START`.
 * Throws: STORE_DISK, Error where the event holds a number that is not finite.
 */
export async function appendEvent(
  folder: string,
  after: { readonly seq: number; readonly sha256: string },
  by: string,
  event: RunEvent,
): Promise<Entry | undefined> {
  const entry: Entry = { seq: after.seq + 1, at: new Date().toISOString(), by, previous: after.sha256, event };
  return (await writeOnce(join(folder, nameOf(entry.seq)), seal(entry))) ? entry : undefined;
}

/** The state that a journal adds up to; undefined for one without its first event. Throws: STORE_CORRUPT, STORE_DISK. */
export async function readState(folder: string): Promise<RunState | undefined> {
  const { entries, head } = await readJournal(folder);
  const [first] = entries;
  if (first?.event.kind !== 'created') return undefined;
  const { title, request, owner } = first.event;
  const state: RunState = {
    kind: 'running',
    title,
    askedBy: first.by,
    created: first.at,
    changed: first.at,
    owner,
    request,
    faults: [],
    adjustments: [],
    head,
  };
  return entries.slice(1).reduce(after, state);
}

/** A state after one more event. */
function after(state: RunState, { at, by, event }: Entry): RunState {
  const changed = { ...state, changed: at };
  switch (event.kind) {
    case 'created':
      return changed;
    case 'resumed':
      return { ...changed, kind: 'running', owner: event.owner, faults: [] };
    case 'done':
      return { ...changed, kind: 'done', index: event.index };
    case 'failed':
      return { ...changed, kind: 'failed', faults: event.faults.map(knownFault) };
    case 'cancelled':
      return { ...changed, kind: 'cancelled', cancelled: { by, why: event.why } };
    case 'adjusted': {
      const { target, amount, why } = event;
      return { ...changed, adjustments: [...state.adjustments, { at, by, target, amount, why }] };
    }
    case 'locked': {
      const { preparer, reviewer, note } = event;
      return { ...changed, signOff: { at, preparer, reviewer, note } };
    }
    case 'deleted':
      return { ...changed, kind: 'deleted' };
  }
}

/** A fault as it was written; a code that a later version no longer has becomes one of the service. */
function knownFault({ code, file, place, got, expected }: Static<typeof FaultShape>): Fault {
  const rest = { ...(file === undefined ? {} : { file }), place, got, expected };
  return isCode(code) ? { code, ...rest } : { code: 'SERVICE_FAILED', ...rest, got: `${code}: ${got}` };
}

const isCode = (code: string): code is Fault['code'] => Object.hasOwn(ERRORS, code);
