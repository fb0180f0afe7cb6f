/** What a run is at now, what it may become next, and the one way in which it becomes that. */
import { type Fault, fail, shown } from '../errors.ts';
import { isThere } from './atomic.ts';
import { type DataFolder, runFiles, runFolder } from './folders.ts';
import { appendEvent, type RunEvent, type RunState, readState } from './journal.ts';
import { ownerLives } from './owner.ts';

/** What a run is at; `interrupted` is a run whose process died at work. */
export type RunStatus = 'running' | 'interrupted' | 'done' | 'failed' | 'cancelled';

/** The state of a run that was not deleted. */
export interface LiveRun extends RunState {
  readonly kind: Exclude<RunState['kind'], 'deleted'>;
}

/** The state of a run. Throws: STORE_NAME, STORE_RUN_UNKNOWN, STORE_CORRUPT, STORE_DISK. */
export async function stateOf(data: DataFolder, id: string): Promise<LiveRun> {
  const folder = runFolder(data, id);
  const unknown = (got: string) => fail({ code: 'STORE_RUN_UNKNOWN', file: data.root, place: 'run', got, expected: 'a run' });
  const { journal } = runFiles(folder);
  const state = await readState(journal);
  if (state === undefined) {
    if (!(await isThere(folder))) return unknown(shown(id));
    return fail({ code: 'STORE_CORRUPT', file: journal, place: '', got: 'no first event', expected: 'the journal of a run' });
  }
  const { kind } = state;
  return kind === 'deleted' ? unknown(`${shown(id)}, which was deleted`) : { ...state, kind };
}

/** Whether a run is at work, was interrupted, or how it ended. */
export async function statusOf(data: DataFolder, id: string, state: LiveRun): Promise<RunStatus> {
  if (state.kind !== 'running') return state.kind;
  return (await ownerLives(state.owner, runFiles(runFolder(data, id)).heartbeat)) ? 'running' : 'interrupted';
}

/**
 * Adds an event to a run. `decide` sees the state and says what happens, or throws; where someone else was first it is asked
 * again, with the state as it has become. Throws: what `decide` throws, and as stateOf.
 */
export async function advance(
  data: DataFolder,
  id: string,
  by: string,
  decide: (state: LiveRun) => RunEvent | Promise<RunEvent>,
): Promise<void> {
  const { journal } = runFiles(runFolder(data, id));
  for (;;) {
    const state = await stateOf(data, id);
    const event = await decide(state);
    if (await appendEvent(journal, state.head, by, event)) return;
  }
}

/** Throws STORE_RUN_LOCKED for a run that was signed off. */
export function refuseLocked(id: string, { signOff }: RunState): void {
  if (signOff === undefined) return;
  const got = `a run signed off by ${signOff.preparer} and ${signOff.reviewer} at ${signOff.at}`;
  fail({ code: 'STORE_RUN_LOCKED', place: id, got, expected: 'a run that is still open; ask for a new one' });
}

/** Throws STORE_RUN_BUSY for a run whose process lives. */
export async function refuseBusy(data: DataFolder, id: string, state: LiveRun): Promise<void> {
  if ((await statusOf(data, id, state)) !== 'running') return;
  const { pid, host } = state.owner;
  const got = `a run that process ${pid} on ${host.split(' ')[0]} is at work on`;
  fail({ code: 'STORE_RUN_BUSY', place: id, got, expected: 'a run that no one is at work on' });
}

/** Throws STORE_RUN_STATE for a run that is not done. */
export function refuseUnfinished(id: string, state: RunState): void {
  if (state.kind !== 'done') fail(stateFault(id, state, 'a run that is done'));
}

/** The fault of a run that is at something else than expected. */
export function stateFault(id: string, { kind, cancelled }: RunState, expected: string): Fault {
  const got = kind === 'cancelled' && cancelled !== undefined ? `a run that ${cancelled.by} cancelled` : `a run that is ${kind}`;
  return { code: 'STORE_RUN_STATE', place: id, got, expected };
}
